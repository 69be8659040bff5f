"""A checklist as a Word file in two halves, to be filled in by hand and imported again."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from drafting.documents.word import packing
from drafting.documents.word.looks import PLAIN
from drafting.documents.word.texts import plain, run, runs
from drafting.due_diligence.checklists.checklist import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    Proof,
)
from drafting.due_diligence.checklists.summing_up import WHO_DECIDES
from drafting.due_diligence.papers import telling
from drafting.due_diligence.papers.controls import Controls
from drafting.due_diligence.papers.marking import (
    CONFIRMED,
    EVIDENCE,
    GAP,
    GAP_ACTION,
    GAP_DUE,
    GAP_SIDE,
    LABELS,
    STATE,
    TEXT,
    UNTIL,
    is_settled,
    mark,
    numbered,
)
from drafting.partners.naming import office_legal_name
from drafting.partners.office_time import office_day
from drafting.partners.vocabulary import Side, Tier

BASE = Path(__file__).parent / "base.docx"  # the look: styles, page, header, footer
BODY, CORE = "word/document.xml", "docProps/core.xml"
FILLED = (BODY, "word/header1.xml", "word/footer1.xml")
WIDTHS = (4419, 5219)  # of the columns, in twentieths of a point
FILLS = {Side.PARTNER: "F4EFEA", Side.CIP: "E4EEF1"}  # behind an area’s name: whose half it is
TO_WRITE = '<w:spacing w:after="420"/>'  # room for two lines by hand
LONG = 1_200  # characters of an answer whose row may break over two pages
EMPTY = ItemAnswer.model_construct(state=AnswerState.OPEN)
PLACES = re.compile("PARTNER|STATUS|REFERENCE")  # in the header and the footer
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:creator>{publisher}</dc:creator><cp:lastModifiedBy>Saathi</cp:lastModifiedBy>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{made}T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{today}T00:00:00Z</dcterms:modified>'
    "<dc:identifier>{id}</dc:identifier><dc:language>en-GB</dc:language></cp:coreProperties>"
)


class Base(NamedTuple):
    """The look, taken apart once."""

    constant_parts: Mapping[str, packing.ArchivePart]
    texts: Mapping[str, str]
    names: tuple[str, ...]


def checklist_document(checklist: Checklist, today: date) -> bytes:
    """The .docx of a checklist as of `today`; the same one gives the same bytes."""
    base = _base()
    texts = {
        **_margins(base, checklist),
        BODY: _in_body(base.texts[BODY], "".join(_body(checklist, today))),
        CORE: core(checklist, today),
    }
    return packing.together(
        packing.part(name, texts[name].encode()) if name in texts else base.constant_parts[name]
        for name in base.names
    )


@lru_cache(maxsize=1)
def _base() -> Base:
    parts = packing.apart(BASE.read_bytes())
    archive_parts = {name: packing.part(name, content) for name, content in parts.items()}
    return Base(archive_parts, {name: parts[name].decode() for name in FILLED}, tuple(parts))


def _margins(base: Base, checklist: Checklist) -> dict[str, str]:
    """The header and the footer, with whose checklist it is."""
    words = {
        "PARTNER": checklist.partner_name,
        "STATUS": telling.SAMPLE if checklist.sample else "",
        "REFERENCE": checklist.id,
    }
    return {
        name: PLACES.sub(lambda place: plain(words[place[0]]), base.texts[name])
        for name in FILLED[1:]
    }


def _in_body(document: str, body: str) -> str:
    start = document.index("<w:body>") + len("<w:body>")
    return document[:start] + body + document[document.rindex("<w:sectPr") :]


@lru_cache(maxsize=1)
def theme() -> str:
    """The colours and fonts of the look, which the workbook shares."""
    return packing.apart(BASE.read_bytes())["word/theme/theme1.xml"].decode()


def core(checklist: Checklist, today: date) -> str:
    """The file's properties; they hold no hour, so that the bytes stay the same."""
    return _CORE.format(
        title=plain(f"{telling.TITLE}: {checklist.partner_name}"),
        publisher=plain(office_legal_name()),
        made=office_day(checklist.made_at).isoformat(),
        today=today.isoformat(),
        id=plain(checklist.id),
    )


# --- around the entries


def _body(checklist: Checklist, today: date) -> Iterator[str]:
    controls = Controls()
    yield from _front(checklist, today)
    for side in (Side.PARTNER, Side.CIP):
        apart = side is Side.CIP and checklist.tier is not Tier.A
        yield from _half(checklist, side, today, controls, apart=apart)
    yield from _end(checklist)


def _front(checklist: Checklist, today: date) -> Iterator[str]:
    yield paragraph("Title", _words(telling.TITLE))
    yield paragraph("Subtitle", _words(telling.subtitle(checklist)))
    yield paragraph("ReferenceLine", _words(telling.reference_line(checklist, today)))
    yield paragraph("Introduction", _words(telling.TONE))
    tier = _styled_runs(telling.tier_line(checklist), "Strong")
    yield paragraph("Introduction", tier + _words(f" {telling.reasons(checklist)}"))
    how = _styled_runs("How to fill it in.", "Strong") + _words(f" {' '.join(telling.HOW)}")
    yield paragraph("Introduction", how)


def _end(checklist: Checklist) -> Iterator[str]:
    yield paragraph("Heading1", _words(telling.DECIDES))
    yield paragraph("Introduction", _words(WHO_DECIDES))
    reasons = list(telling.left_out(checklist))
    if reasons:
        yield paragraph("Heading1", _words(telling.LEFT_OUT))
    for reason, items in reasons:
        yield paragraph("LeftOut", _styled_runs(reason, "Strong") + _words(f" {items}"))


def _half(
    checklist: Checklist, side: Side, today: date, controls: Controls, *, apart: bool
) -> Iterator[str]:
    title, introduction = telling.heading(checklist, side)
    yield paragraph("Heading1", _words(title), "<w:pageBreakBefore/>" if apart else "")
    yield paragraph("Introduction", _words(introduction), "<w:keepNext/>")
    yield (
        '<w:tbl><w:tblPr><w:tblStyle w:val="ChecklistTable"/>'
        f'<w:tblW w:w="{sum(WIDTHS)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{WIDTHS[0]}"/><w:gridCol w:w="{WIDTHS[1]}"/></w:tblGrid>'
    )
    yield _heading_row("Question, what would answer it, and why it is asked", title)
    area = ""
    for number, entry in numbered(checklist, side):
        if entry.item.area_title != area and checklist.tier is not Tier.A:
            area = entry.item.area_title
            yield _area_row(area, FILLS[side])
        yield _entry_row(checklist, number, entry, today, controls)
    yield "</w:tbl>"
    yield paragraph("TableGap", "")


# --- rows


def _heading_row(left_words: str, right_words: str) -> str:
    cells = (paragraph("ColumnHeading", _words(words)) for words in (left_words, right_words))
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{_cells(*cells)}</w:tr>"


def _area_row(title: str, fill: str) -> str:
    return (
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{sum(WIDTHS)}" '
        'w:type="dxa"/><w:gridSpan w:val="2"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
        f"</w:tcPr>{paragraph('Area', _words(title))}</w:tc></w:tr>"
    )


def _entry_row(
    checklist: Checklist, number: str, entry: ChecklistEntry, today: date, controls: Controls
) -> str:
    sign = mark(checklist.id, entry)
    answer = entry.current or EMPTY
    whole = "" if len(answer.text) > LONG else "<w:cantSplit/>"
    question = "".join(_question(number, sign, entry))
    room = "" if answer.text or checklist.tier is Tier.A else TO_WRITE  # an informal one is short
    fields = "".join(_fields(number, sign, entry, room, controls))
    notes = "".join(paragraph("Small", _words(note)) for note in telling.notes(entry, today))
    return f"<w:tr><w:trPr>{whole}</w:trPr>{_cells(question, fields + notes)}</w:tr>"


def _question(number: str, sign: str, entry: ChecklistEntry) -> Iterator[str]:
    hidden_mark = run(f" {sign}", '<w:rPr><w:rStyle w:val="Mark"/></w:rPr>')
    yield paragraph(
        "Question", f"{_styled_runs(number, 'Number')}{hidden_mark}{_words(f'  {entry.item.ask}')}"
    )
    yield paragraph("Small", _words(f"{entry.item.evidence} {telling.why(entry)}"))


def _fields(
    number: str, sign: str, entry: ChecklistEntry, room: str, controls: Controls
) -> Iterator[str]:
    """What may be filled in, in the order that `reading_documents` expects."""
    answer = entry.current or EMPTY

    def tag_and_title(letter: str, place: str = "") -> tuple[str, str]:
        return f"{letter}{place}.{sign}", f"{number} {LABELS[letter]}"

    choices = [state.label for state in telling.states(entry.current)]
    state = controls.drop_down(*tag_and_title(STATE), choices, answer.state.label)
    box = controls.box(*tag_and_title(CONFIRMED), is_settled(entry.latest_answers))
    origin = telling.origin(entry.current)
    origin_run = _styled_runs(f"  {origin}", "Origin") if origin else ""
    yield paragraph(
        "StateLine", f"{state}{origin_run}<w:r><w:tab/></w:r>{box}{_label(' Confirmed')}"
    )
    yield paragraph("AnswerText", controls.long_text(*tag_and_title(TEXT), answer.text), room)
    for place, proof in enumerate(_proofs_and_room(answer.proofs)):
        name = controls.line(*tag_and_title(EVIDENCE, str(place)), proof.name if proof else "")
        until = controls.day(*tag_and_title(UNTIL, str(place)), proof.expires if proof else None)
        yield _field_line(("Evidence: ", name), ("  Until: ", until))
    side = answer.gap_side.label if answer.gap_side else ""
    yield _field_line(
        ("Gap: ", controls.line(*tag_and_title(GAP), answer.gap)),
        (
            "  Addressed by: ",
            controls.drop_down(*tag_and_title(GAP_SIDE), telling.addressees(), side),
        ),
        ("  Agreed: ", controls.line(*tag_and_title(GAP_ACTION), answer.gap_action)),
        ("  By: ", controls.day(*tag_and_title(GAP_DUE), answer.gap_due)),
    )


def _proofs_and_room(proofs: tuple[Proof, ...]) -> tuple[Proof | None, ...]:
    """What shows it, and room for one more."""
    return (*proofs, None)


def _field_line(*fields: tuple[str, str]) -> str:
    return paragraph("FieldLine", "".join(f"{_label(label)}{field}" for label, field in fields))


# --- XML


def paragraph(style: str, content: str, more: str = "") -> str:
    """A paragraph of that style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'


def _cells(*contents: str) -> str:
    return "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
        for width, content in zip(WIDTHS, contents, strict=True)
    )


def _words(text: str) -> str:
    return runs(text, "", PLAIN)


def _styled_runs(text: str, style: str) -> str:
    return runs(text, f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>', PLAIN)


def _label(text: str) -> str:
    return _styled_runs(text, "Label")
