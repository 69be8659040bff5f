"""The two copies of a composition, from a template made ready."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields

from jinja2 import TemplateError

from drafting.documents.composition import Annex, Composition, Run, SetClause, Table
from drafting.documents.word import packing, properties
from drafting.documents.word.keeping import with_the_signatures, with_what_follows
from drafting.documents.word.marks import marked
from drafting.documents.word.packing import ArchivePart
from drafting.documents.word.source import SETTER, TemplateSource, source
from drafting.documents.word.tables import fitted, squared
from drafting.documents.word.typesetter import COMMENT_MARK, CopyStatus, Manner, Typesetter
from drafting.partners.errors import BadTemplate

COMMENT_TEXT = "annotation text"
WORKING, CLEAN = 0, 1  # the copies, by number
# Word refuses a cell without a paragraph at its end.
CELL_ENDS = re.compile(r"(<w:tc>|</w:tcPr>|<w:tcPr/>|</w:tbl>)(?=</w:tc>)")


def both(composition: Composition, template: bytes) -> tuple[bytes, bytes]:
    """The working copy and the clean one. Raises BadTemplate."""
    ready = source(template)
    with_marks = marked(composition)
    context = {field.name: getattr(with_marks, field.name) for field in fields(with_marks)}
    manner = Manner(ready.places, ready.styles, ready.numbers_clauses, ready.numbers_annexes)
    setting = Typesetter(composition, manner)
    context |= {"status": _status(composition), SETTER: setting}
    try:
        xml_by_name = {
            name: template_part.render(context) for name, template_part in ready.templates.items()
        }
    except TemplateError as error:
        raise BadTemplate(
            f"a tag asks for what no document has ({error.message}); "
            "`saathi templates check` says where."
        ) from error
    whole = {name: _mended(xml, ready, setting) for name, xml in xml_by_name.items()}
    return (
        _copy(composition, ready, setting, whole, WORKING),
        _copy(composition, ready, setting, whole, CLEAN),
    )


def _mended(xml: str, ready: TemplateSource, setting: Typesetter) -> str:
    """A part as Word wants it: what a loop left of tables, cells and page breaks put right."""
    fit = squared(fitted(xml, setting.tables, ready.styles))
    xml_on_pages = with_the_signatures(with_what_follows(fit), ready.styles)
    return CELL_ENDS.sub(r"\1<w:p/>", xml_on_pages)


def _copy(
    composition: Composition,
    ready: TemplateSource,
    setting: Typesetter,
    whole: Mapping[str, str],
    copy: int,
) -> bytes:
    parts = {
        name: packing.part(name, setting.filled(xml, copy).encode()) for name, xml in whole.items()
    }
    status = status_of(composition, working=copy == WORKING)
    parts[properties.CORE] = packing.part(properties.CORE, properties.core(composition, status))
    if setting.comments and copy == WORKING:
        parts |= {
            **ready.with_comments,
            properties.COMMENTS: _comments(composition, ready, setting),
        }
    return packing.together(_in_order(ready, parts))


def _status(composition: Composition) -> CopyStatus:
    status = CopyStatus(status_of(composition, working=True))
    status.of_the_clean_copy = status_of(composition, working=False)
    return status


def _in_order(ready: TemplateSource, parts: Mapping[str, ArchivePart]) -> Iterator[ArchivePart]:
    for name in ready.names:
        yield parts.get(name) or ready.constant_parts[name]
    if properties.COMMENTS in parts:
        yield parts[properties.COMMENTS]


def _comments(composition: Composition, ready: TemplateSource, setting: Typesetter) -> ArchivePart:
    style, mark = ready.styles.get(COMMENT_TEXT, ""), ready.styles.get(COMMENT_MARK, "")
    xml = properties.comments(setting.comments, composition, style, mark)
    return packing.part(properties.COMMENTS, xml)


def status_of(composition: Composition, *, working: bool) -> str:
    """How far a copy is from signature, for the header of every page.

    A clean copy in which facts are missing never says that it is for signature.
    """
    if working:
        return "Draft for review, not for signature"
    missing = len({run.open_field for run in runs_of(composition) if run.open_field})
    if not missing:
        return "For signature"
    return f"Not ready for signature: {missing} {'blank' if missing == 1 else 'blanks'} to fill in"


def runs_of(composition: Composition) -> Iterator[Run]:
    """Every run of the document."""
    for party in composition.parties:
        yield from (run for _, words in party.details for run in words)
    yield from (run for recital in composition.recitals for run in recital.runs)
    items: tuple[SetClause | Annex, ...] = (*composition.clauses(), *composition.annexes)
    for item in items:
        yield from (run for paragraph in item.paragraphs for run in paragraph.runs)
        yield from _runs_of_tables(item.tables)
    for block in composition.signatures:
        yield from (run for _, words in block.lines for run in words)


def _runs_of_tables(tables: tuple[Table, ...]) -> Iterator[Run]:
    return (run for table in tables for row in table.rows for cell in row for run in cell)
