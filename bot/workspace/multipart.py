"""Reads the parts of a multipart form, with the standard library alone."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from email.policy import HTTP
from typing import NamedTuple

HEADERS = BytesHeaderParser(policy=HTTP)


class FormField(NamedTuple):
    """One field of a form: its bytes and, for a file, its name."""

    content: bytes
    filename: str


def read_fields(body: bytes, content_type: str) -> dict[str, FormField]:
    """The fields of a multipart form by name; none where the body is no such form.

    A part's bytes come as they are: `email` alone would read a file of mails as mails.
    """
    form = HEADERS.parsebytes(f"Content-Type: {content_type}".encode())
    boundary = form.get_boundary()
    if form.get_content_maintype() != "multipart" or not boundary:
        return {}
    fields = {}
    # The boundary is at the start of a line; what stands before the first is no part.
    for piece in (b"\r\n" + body).split(f"\r\n--{boundary}".encode(errors="surrogateescape"))[1:]:
        if piece.startswith(b"--"):
            break
        head, blank, content = piece.partition(b"\r\n\r\n")
        headers = HEADERS.parsebytes(head.lstrip())
        name = headers.get_param("name", header="content-disposition")
        if isinstance(name, str) and blank:
            fields[name] = FormField(content, headers.get_filename() or "")
    return fields
