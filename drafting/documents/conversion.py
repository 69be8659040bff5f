"""What other programs save, read as a Word file or a workbook."""

from __future__ import annotations

from pathlib import PurePath

from drafting.documents.pdf import as_office_file

CONVERTED = {"odt": "docx", "doc": "docx", "rtf": "docx", "ods": "xlsx", "xls": "xlsx"}


def as_word_or_workbook(name: str, content: bytes) -> tuple[str, bytes]:
    """A file of another program as a Word file or a workbook, by its name and its bytes.

    Any other file is given back as it is. Raises UnreadableDraft, also without LibreOffice.
    """
    ending = PurePath(name).suffix.lower().removeprefix(".")
    to = CONVERTED.get(ending)
    if to is None:
        return name, content
    return str(PurePath(name).with_suffix(f".{to}")), as_office_file(content, name, to)
