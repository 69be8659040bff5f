"""The two copies of a composition, from a template made ready."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields

from jinja2 import TemplateError

from drafting.documents.composition import Composition
from drafting.documents.page_status import PageStatus
from drafting.documents.word import packing, properties
from drafting.documents.word.keeping import (
    with_rows_of_signatures,
    with_the_signatures,
    with_what_follows,
)
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


def both(composition: Composition, template: bytes, status: PageStatus) -> tuple[bytes, bytes]:
    """The working copy and the clean one, their pages headed by `status`. Raises BadTemplate."""
    ready = source(template)
    with_marks = marked(composition)
    context = {field.name: getattr(with_marks, field.name) for field in fields(with_marks)}
    manner = Manner(ready.places, ready.styles, ready.numbers_clauses, ready.numbers_annexes)
    setting = Typesetter(composition, manner)
    context |= {"status": _on_the_page(status), SETTER: setting}
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
        _copy(composition, ready, setting, whole, WORKING, status.working),
        _copy(composition, ready, setting, whole, CLEAN, status.clean),
    )


def _mended(xml: str, ready: TemplateSource, setting: Typesetter) -> str:
    """A part as Word wants it: what a loop left of tables, cells and page breaks put right."""
    fit = squared(fitted(xml, setting.tables, ready.styles))
    xml_on_pages = with_the_signatures(with_what_follows(fit), ready.styles)
    xml_with_rows = with_rows_of_signatures(xml_on_pages, ready.styles)
    return CELL_ENDS.sub(r"\1<w:p/>", xml_with_rows)


def _copy(
    composition: Composition,
    ready: TemplateSource,
    setting: Typesetter,
    whole: Mapping[str, str],
    copy: int,
    status: str,
) -> bytes:
    parts = {
        name: packing.part(name, setting.filled(xml, copy).encode()) for name, xml in whole.items()
    }
    parts[properties.CORE] = packing.part(properties.CORE, properties.core(composition, status))
    if setting.comments and copy == WORKING:
        parts |= {
            **ready.with_comments,
            properties.COMMENTS: _comments(composition, ready, setting),
        }
    return packing.together(_in_order(ready, parts))


def _on_the_page(status: PageStatus) -> CopyStatus:
    value = CopyStatus(status.working)
    value.of_the_clean_copy = status.clean
    return value


def _in_order(ready: TemplateSource, parts: Mapping[str, ArchivePart]) -> Iterator[ArchivePart]:
    for name in ready.names:
        yield parts.get(name) or ready.constant_parts[name]
    if properties.COMMENTS in parts:
        yield parts[properties.COMMENTS]


def _comments(composition: Composition, ready: TemplateSource, setting: Typesetter) -> ArchivePart:
    style, mark = ready.styles.get(COMMENT_TEXT, ""), ready.styles.get(COMMENT_MARK, "")
    xml = properties.comments(setting.comments, composition, style, mark)
    return packing.part(properties.COMMENTS, xml)
