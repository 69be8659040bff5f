"""Files → documents: .md, .docx and .pdf, each read into the same clause tree."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from knowledge.errors import UnreadableDocument
from knowledge.models import Document, Status
from knowledge.reading.blocks import Block
from knowledge.reading.guards import check_file
from knowledge.reading.markdown import read_markdown
from knowledge.reading.outline import outline

__all__ = ["read_document"]


def read_document(path: Path, **known: Any) -> Document:
    """The document in `path` with its clause tree.

    `known` holds fields that the caller states (`id`, `edition`, `status`, `title`); they win over
    the file's own front matter. Raises UnreadableDocument, in one sentence with the cure, where the
    file cannot be read, holds no numbered clause, or lacks a field.
    """
    front, title, blocks = _read(path)
    tree = outline(blocks)
    if not any(clause.label for section in tree.sections for clause in section.clauses):
        raise UnreadableDocument(
            f"{path.name}: no clauses found; give the paragraphs numbers ('1.', '1.1', 'a.') and "
            "add the file again."
        )
    fields: dict[str, Any] = {
        "title": title or path.stem,
        "status": Status.APPROVED,
        "provenance": f"Read from {path.name}.",
        **front,
        **{name: value for name, value in known.items() if value is not None},
    }
    try:
        return Document(**fields, front=tree.front, sections=tree.sections)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UnreadableDocument(
            f"{path.name}: the field '{field}' at the top of the file is not right "
            f"({first['msg'].lower()}); correct it and add the file again."
        ) from error


def _read(path: Path) -> tuple[dict[str, Any], str, list[Block]]:
    match check_file(path):
        case "docx":
            from knowledge.reading.docx import read_docx  # noqa: PLC0415  (heavy: python-docx)

            return {}, *read_docx(path)
        case "pdf":
            from knowledge.reading.pdf import read_pdf  # noqa: PLC0415  (heavy: pdfplumber)

            return {}, *read_pdf(path)
        case _:
            return read_markdown(path)
