"""Files → documents: .md, .docx and .pdf, each read into the same clause tree."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Mapping
from pathlib import Path, PurePath
from typing import Any

from pydantic import ValidationError

from knowledge.confinement import Limits, ReaderFault, confined
from knowledge.errors import UnreadableDocument
from knowledge.models import Document, Status
from knowledge.reading.blocks import BlockKind, FlatBlock
from knowledge.reading.file_reading import FileReading, report_of
from knowledge.reading.guards import check_content, content_of, shown_name
from knowledge.reading.markdown import read_markdown
from knowledge.reading.outline import Outline, outline
from knowledge.reading.pdf.extract import MAX_SECONDS_A_PAGE
from knowledge.reading.report import Reading

__all__ = ["document_of", "read_document", "read_with_report"]

log = logging.getLogger(__name__)

PDF_LIBRARIES = ("knowledge.reading.pdf.document", "knowledge.reading.pdf.drawings")
_LEAST_PARAGRAPHS = 3  # of a document that is one clause
SIMPLER_PDF = "print it to a new PDF, or save it without its drawings, or in parts"


# What counts is the processor's time; the wall-clock only ends what waits for ever.
FLOWING = Limits(seconds=900, processor=60)
PAGED = Limits(seconds=7_200, processor=1_800)  # a page takes about a tenth of a second


def read_document(path: Path, **fields: Any) -> Document:
    """The document in `path` with its clause tree, read in a child process.

    `fields` are those that the caller states (`id`, `edition`, `status`, `title`); they override
    the file's own front matter. Raises UnreadableDocument, in one sentence with the cure, where the
    file cannot be read, holds no numbered clause, lacks a field, or takes too much to read.
    """
    return read_with_report(path, **fields).document


def read_with_report(path: Path, **fields: Any) -> Reading:
    """The same with the report of what was noticed. Raises as `read_document` does."""
    reader = read_paged if path.suffix.lower() == ".pdf" else read_flowing
    content = content_of(path)
    try:
        return reader(path.name, content, fields)
    except ReaderFault as fault:
        reference = secrets.token_hex(4)
        log.error("%s could not be read (%s): %s", path.name, reference, fault)
        raise UnreadableDocument(
            f"{shown_name(path)} holds something that Saathi cannot read yet (reference "
            f"{reference} in the log); save it as a new .docx or PDF and add it again."
        ) from fault


@confined(
    UnreadableDocument,
    cure="save it in parts, or as .docx anew, and add it again",
    limits=FLOWING,
    loads=("docx",),
)
def read_flowing(file: str, content: bytes, fields: Mapping[str, Any]) -> Reading:
    """The document in a .md or .docx, with its report."""
    return reading_of(file, content, fields)


@confined(UnreadableDocument, cure=SIMPLER_PDF, limits=PAGED, loads=PDF_LIBRARIES)
def read_paged(
    file: str,
    content: bytes,
    fields: Mapping[str, Any],
    seconds_a_page: int = MAX_SECONDS_A_PAGE,
) -> Reading:
    """The document in a .pdf, whose pages may each take `seconds_a_page`, with its report."""
    return reading_of(file, content, fields, seconds_a_page)


def document_of(
    file: str,
    content: bytes,
    fields: Mapping[str, Any],
    seconds_a_page: int = MAX_SECONDS_A_PAGE,
) -> Document:
    """The document, read in this process: for files that ship with Saathi."""
    return reading_of(file, content, fields, seconds_a_page).document


def reading_of(
    file: str,
    content: bytes,
    fields: Mapping[str, Any],
    seconds_a_page: int = MAX_SECONDS_A_PAGE,
) -> Reading:
    """The document with its report, read in this process: in children."""
    front, read = _front_and_reading(file, content, seconds_a_page)
    tree = _outline_of(read)
    if not any(section.clauses for section in tree.sections):
        raise UnreadableDocument(
            f"{file}: no clauses found, since neither numbers nor headings stand out in it; check "
            "that it is the whole text, give its parts headings, and add it again."
        )
    values: dict[str, Any] = {
        "title": read.title or PurePath(file).stem,
        "status": Status.APPROVED,
        "provenance": f"Read from {file}.",
        **front,
        **{name: value for name, value in fields.items() if value is not None},
    }
    words_before = "\n".join(part for part in (tree.front, *read.contents) if part)
    try:
        document = Document(**values, front=words_before, sections=tree.sections)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"])
        raise UnreadableDocument(
            f"{file}: the field '{field}' at the top of the file is not right "
            f"({first['msg'].lower()}); correct it and add the file again."
        ) from error
    return Reading(document=document, report=report_of(read, tree, document))


def _outline_of(read: FileReading) -> Outline:
    """The clause tree; a short policy without numbers and headings is one clause, by its title."""
    tree = outline(read.blocks)
    if read.title and not tree.sections and len(read.blocks) >= _LEAST_PARAGRAPHS:
        return outline([FlatBlock(BlockKind.SECTION, read.title), *read.blocks])
    return tree


def _front_and_reading(
    file: str, content: bytes, seconds_a_page: int
) -> tuple[dict[str, Any], FileReading]:
    match check_content(file, content):
        case "docx":
            from knowledge.reading.word.document import read_docx  # noqa: PLC0415  (heavy: python-docx)

            return {}, read_docx(file, content)
        case "pdf":
            from knowledge.reading.pdf.document import read_pdf  # noqa: PLC0415  (heavy: PDFium)

            return {}, read_pdf(file, content, seconds_a_page=seconds_a_page)
        case _:
            front, title, blocks = read_markdown(file, content)
            return front, FileReading(title, blocks)
