"""Forms with files: whatever is in a file, and whatever kind it is of, comes as it was sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.workspace.multipart import FormField, read_fields

BOUNDARY = "sample-boundary-7d1"
FORM = f"multipart/form-data; boundary={BOUNDARY}"
KINDS = ("application/octet-stream", "text/plain; charset=utf-16", "message/rfc822", "text/csv",
         "multipart/mixed; boundary=inner")  # fmt: skip


def form(*parts: tuple[str, bytes]) -> bytes:
    """A form as browsers send it; each part's headers and its bytes."""
    pieces = (
        f"--{BOUNDARY}\r\n{head}\r\n\r\n".encode() + content + b"\r\n" for head, content in parts
    )
    return b"".join(pieces) + f"--{BOUNDARY}--\r\n".encode()


def field(name: str, file: str = "", kind: str = "") -> str:
    """The headers of one part."""
    words = f'Content-Disposition: form-data; name="{name}"'
    words += f'; filename="{file}"' if file else ""
    return words + (f"\r\nContent-Type: {kind}" if kind else "")


@given(content=st.binary(max_size=200), kind=st.sampled_from(KINDS), more=st.binary(max_size=20))
def test_any_bytes_of_any_kind_come_as_they_were_sent(
    content: bytes, kind: str, more: bytes
) -> None:
    body = form((field("user"), more), (field("file", "report.eml", kind), content))
    assert read_fields(body, FORM) == {
        "user": FormField(more, ""),
        "file": FormField(content, "report.eml"),
    }


@pytest.mark.parametrize("name", ["رپورٹ.docx", "Café (2).pdf", "a;b.txt"])
def test_a_files_name_is_read_in_any_script(name: str) -> None:
    assert read_fields(form((field("file", name), b"x")), FORM)["file"].filename == name


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", FORM),
        (b"no form", FORM),
        (b"--x--", FORM),
        (f"--{BOUNDARY}\r\nno blank line".encode(), FORM),
        (form((field("file"), b"x")), "multipart/form-data"),
        (form((field("file"), b"x")), "application/json"),
        (form((field("file"), b"x")), "multipart/form-data; boundary=é"),
        (form((field("file"), b"x")), ""),
        (form(("X-Sample: 1", b"x")), FORM),
    ],
)
def test_what_is_no_form_has_no_fields(body: bytes, kind: str) -> None:
    assert read_fields(body, kind) == {}


@given(st.binary(max_size=120))
def test_any_bytes_are_read_without_an_error(body: bytes) -> None:
    assert read_fields(body, FORM) == {}
