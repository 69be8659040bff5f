"""Reads the parts of a multipart form, with the standard library alone."""

from __future__ import annotations

from email.parser import BytesParser
from email.policy import HTTP
from typing import NamedTuple


class Part(NamedTuple):
    """One field of a form: its bytes and, for a file, its name."""

    content: bytes
    filename: str


def read_parts(body: bytes, content_type: str) -> dict[str, Part]:
    """The fields of a multipart form by name; none where the body is no such form."""
    head = f"Content-Type: {content_type}\r\nMIME-Version: 1.0\r\n\r\n".encode()
    form = BytesParser(policy=HTTP).parsebytes(head + body)
    if not form.is_multipart():
        return {}
    parts = {}
    for part in form.iter_parts():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            parts[name] = Part(content, part.get_filename() or "")
    return parts
