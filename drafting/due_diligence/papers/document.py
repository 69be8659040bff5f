"""A checklist as a Word file in two halves, to be filled in by hand and imported again.

In another language it is the partner's half alone. A small one is set close, in letters of ten
points, with lines to write on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

from drafting.documents.word import packing
from drafting.documents.word.looks import PLAIN
from drafting.documents.word.texts import plain, run, runs
from drafting.due_diligence.catalogue.readers import Readers
from drafting.due_diligence.checklists.checklist import (
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
    Proof,
)
from drafting.due_diligence.checklists.reading import shown_to
from drafting.due_diligence.checklists.summing_up import WHO_DECIDES
from drafting.due_diligence.papers import telling
from drafting.due_diligence.papers.controls import Controls
from drafting.due_diligence.papers.direction import styles, turned
from drafting.due_diligence.papers.marking import (
    CONFIRMED,
    EVIDENCE,
    GAP,
    GAP_ACTION,
    GAP_DUE,
    GAP_SIDE,
    STATE,
    TEXT,
    UNTIL,
    is_settled,
    mark,
    numbered,
)
from drafting.due_diligence.papers.translation import Translation
from drafting.due_diligence.papers.wording import ENGLISH, FileWording
from drafting.partners.naming import office_legal_name
from drafting.partners.office_time import office_day
from drafting.partners.vocabulary import Side, Tier

BASE = Path(__file__).parent / "base.docx"  # the look: styles, page, header, footer
BODY, CORE = "word/document.xml", "docProps/core.xml"
STYLES = "word/styles.xml"
FILLED = (BODY, "word/header1.xml", "word/footer1.xml")
WIDTHS, CLOSE_WIDTHS = (4419, 5219), (4650, 5556)  # of the columns, in twentieths of a point
FILLS = {Side.PARTNER: "F4EFEA", Side.CIP: "E4EEF1"}  # behind an area’s name: whose half it is
ROOM = 420  # below an answer: room for two lines by hand, in twentieths of a point
LONG = 1_200  # characters of an answer whose row may break over two pages
SMALL = 60  # questions; so many or fewer are set close
HAND_LINES = 2  # to write on, below an answer's field in a small one
EMPTY = ItemAnswer.model_construct(state=AnswerState.OPEN)
# In the header and the footer: a run, and what is put in its place.
MARGIN_RUN = re.compile(
    r'<w:r>(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)?<w:t xml:space="preserve">([^<]*)</w:t></w:r>'
)
PLACES = re.compile("Due diligence, both ways|PARTNER|STATUS|REFERENCE|^Page $|^ of $")
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:creator>{publisher}</dc:creator><cp:lastModifiedBy>Saathi</cp:lastModifiedBy>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{made}T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{today}T00:00:00Z</dcterms:modified>'
    "<dc:identifier>{id}</dc:identifier><dc:language>{language}</dc:language></cp:coreProperties>"
)


class Base(NamedTuple):
    """The look, taken apart once."""

    constant_parts: Mapping[str, packing.ArchivePart]
    texts: Mapping[str, str]
    names: tuple[str, ...]


@dataclass
class Page:
    """One file as it is written: whose, of which day, in which language, and how close."""

    checklist: Checklist
    today: date
    translation: Translation | None = None

    @cached_property
    def controls(self) -> Controls:
        """Its fields, each with an id of its own."""
        return Controls(self.wording.hints)

    @property
    def wording(self) -> FileWording:
        """The words of its language."""
        return self.translation.wording if self.translation else ENGLISH

    @cached_property
    def close(self) -> bool:
        """True where it is set close: in letters of ten points, with lines to write on."""
        return self.checklist.tier is not Tier.A and len(self.checklist.entries) <= SMALL

    @property
    def widths(self) -> tuple[int, int]:
        """The widths of its columns."""
        return CLOSE_WIDTHS if self.close else WIDTHS

    @property
    def heading(self) -> str:
        """The heading of the questions' column."""
        return self.wording.question if self.close else self.wording.question_heading

    @property
    def sides(self) -> tuple[Side, ...]:
        """The halves that it holds: in another language the partner's alone."""
        return (Side.PARTNER,) if self.translation else (Side.PARTNER, Side.CIP)


def checklist_document(
    checklist: Checklist, today: date, translation: Translation | None = None
) -> bytes:
    """The .docx of a checklist as of `today`; the same one gives the same bytes.

    It is as the partner may read it; with a translation the partner's half in that language.
    """
    base, page = _base(), Page(shown_to(checklist, Readers.BOTH), today, translation)
    right_to_left = page.wording.right_to_left
    body = _in_body(base.texts[BODY], "".join(_body(page)))
    texts = {
        **_margins(base, page),
        BODY: turned(body, right_to_left=right_to_left, close=page.close),
        STYLES: styles(base.texts[STYLES], right_to_left=right_to_left, close=page.close),
        CORE: core(checklist, today, page.wording),
    }
    return packing.together(
        packing.part(name, texts[name].encode()) if name in texts else base.constant_parts[name]
        for name in base.names
    )


@lru_cache(maxsize=1)
def _base() -> Base:
    parts = packing.apart(BASE.read_bytes())
    archive_parts = {name: packing.part(name, content) for name, content in parts.items()}
    texts = {name: parts[name].decode() for name in (*FILLED, STYLES)}
    return Base(archive_parts, texts, tuple(parts))


def _margins(base: Base, page: Page) -> dict[str, str]:
    """The header and the footer, with whose checklist it is."""
    checklist, wording = page.checklist, page.wording
    before, between = wording.page.split("{page}")
    words = {
        "Due diligence, both ways": wording.title,
        "PARTNER": checklist.partner_name,
        "STATUS": wording.sample if checklist.sample else "",
        "REFERENCE": checklist.id,
        "Page ": before,
        " of ": between.partition("{pages}")[0],
    }

    def filled(match: re.Match[str]) -> str:
        text = PLACES.sub(lambda place: words[place[0]], match[2])
        return runs(text, match[1] or "", PLAIN)

    return {name: MARGIN_RUN.sub(filled, base.texts[name]) for name in FILLED[1:]}


def _in_body(document: str, body: str) -> str:
    start = document.index("<w:body>") + len("<w:body>")
    return document[:start] + body + document[document.rindex("<w:sectPr") :]


@lru_cache(maxsize=1)
def theme() -> str:
    """The colours and fonts of the look, which the workbook shares."""
    return packing.apart(BASE.read_bytes())["word/theme/theme1.xml"].decode()


def core(checklist: Checklist, today: date, wording: FileWording = ENGLISH) -> str:
    """The file's properties; they hold no hour, so that the bytes stay the same."""
    return _CORE.format(
        title=plain(f"{wording.title}: {checklist.partner_name}"),
        publisher=plain(office_legal_name()),
        made=office_day(checklist.made_at).isoformat(),
        today=today.isoformat(),
        id=plain(checklist.id),
        language="ur-PK" if wording.right_to_left else "en-GB",
    )


# --- around the entries


def _body(page: Page) -> Iterator[str]:
    yield from _front(page)
    for side in page.sides:
        apart = side is Side.CIP and page.checklist.tier is not Tier.A and not page.close
        yield from _half(page, side, apart=apart)
    if page.translation is None:
        yield from _end(page.checklist, close=page.close)


def _front(page: Page) -> Iterator[str]:
    checklist, wording = page.checklist, page.wording
    yield paragraph("Title", _words(wording.title))
    yield paragraph("Subtitle", _words(telling.subtitle(checklist, wording)))
    yield paragraph("ReferenceLine", _words(telling.reference_line(checklist, page.today, wording)))
    if page.translation:
        yield paragraph("Introduction", _styled_runs(page.translation.review_line, "Strong"))
    yield paragraph("Introduction", _words(wording.tone))
    if page.translation is None:
        tier = _styled_runs(telling.tier_line(checklist), "Strong")
        yield paragraph("Introduction", tier + _words(f" {telling.reasons(checklist)}"))
    title = _styled_runs(f"{wording.how_title}{telling.full_stop(wording)}", "Strong")
    how = " ".join(wording.fill(sentence) for sentence in wording.how)
    yield paragraph("Introduction", title + _words(f" {how}"))


def _end(checklist: Checklist, *, close: bool) -> Iterator[str]:
    yield paragraph("Heading1", _words(telling.DECIDES))
    yield paragraph("Introduction", _words(WHO_DECIDES))
    reasons = list(telling.left_out(checklist, close=close))
    if reasons:
        yield paragraph("Heading1", _words(telling.LEFT_OUT))
    words = [_styled_runs(reason, "Strong") + _words(f" {items} ") for reason, items in reasons]
    for content in ("".join(words),) if close and words else words:
        yield paragraph("LeftOut", content)


def _half(page: Page, side: Side, *, apart: bool) -> Iterator[str]:
    checklist = page.checklist
    title, introduction = telling.heading(checklist, side, page.wording)
    visual = "<w:bidiVisual/>" if page.wording.right_to_left else ""
    yield paragraph("Heading1", _words(title), "<w:pageBreakBefore/>" if apart else "")
    yield paragraph("Introduction", _words(introduction), "<w:keepNext/>")
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ChecklistTable"/>{visual}'
        f'<w:tblW w:w="{sum(page.widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f'<w:tblGrid><w:gridCol w:w="{page.widths[0]}"/><w:gridCol w:w="{page.widths[1]}"/>'
        "</w:tblGrid>"
    )
    yield _heading_row(page.widths, page.heading, title)
    area = ""
    for number, entry in numbered(checklist, side):
        title_of_area = telling.area(entry, page.translation)
        if title_of_area != area and checklist.tier is not Tier.A:
            area = title_of_area
            yield _area_row(area, sum(page.widths), FILLS[side])
        yield _entry_row(page, number, entry)
    yield "</w:tbl>"
    yield paragraph("TableGap", "")


# --- rows


def _heading_row(widths: tuple[int, int], left_words: str, right_words: str) -> str:
    cells = (paragraph("ColumnHeading", _words(words)) for words in (left_words, right_words))
    return f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{_cells(widths, *cells)}</w:tr>"


def _area_row(title: str, width: int, fill: str) -> str:
    return (
        f'<w:tr><w:trPr><w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{width}" '
        'w:type="dxa"/><w:gridSpan w:val="2"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'
        f"</w:tcPr>{paragraph('Area', _words(title))}</w:tc></w:tr>"
    )


def _entry_row(page: Page, number: str, entry: ChecklistEntry) -> str:
    sign = mark(page.checklist.id, entry)
    answer = entry.current or EMPTY
    whole = "" if len(answer.text) > LONG else "<w:cantSplit/>"
    question = "".join(_question(page, number, sign, entry))
    fields = "".join(_fields(page, number, sign, entry))
    words = telling.notes(entry, page.today, page.wording)
    notes = "".join(paragraph("Small", _words(note)) for note in words)
    return f"<w:tr><w:trPr>{whole}</w:trPr>{_cells(page.widths, question, fields + notes)}</w:tr>"


def _question(page: Page, number: str, sign: str, entry: ChecklistEntry) -> Iterator[str]:
    hidden_mark = run(f" {sign}", '<w:rPr><w:rStyle w:val="Mark"/></w:rPr>')
    ask, small = telling.question(entry, page.translation, close=page.close)
    yield paragraph("Question", _styled_runs(number, "Number") + hidden_mark + _words(f"  {ask}"))
    yield paragraph("Small", _words(small))


def _fields(page: Page, number: str, sign: str, entry: ChecklistEntry) -> Iterator[str]:
    """What may be filled in, in the order that `reading_documents` expects."""
    current, wording = entry.current, page.wording
    answer, controls = current or EMPTY, page.controls

    def tag_and_title(letter: str, place: str = "") -> tuple[str, str]:
        return f"{letter}{place}.{sign}", f"{number} {wording.headings[letter]}"

    states = telling.states(current, wording)
    state = controls.drop_down(*tag_and_title(STATE), states, wording.states[answer.state])
    box = controls.box(*tag_and_title(CONFIRMED), is_settled(entry.latest_answers))
    origin = telling.origin(current, wording)
    origin_run = _styled_runs(f"  {origin}", "Origin") if origin else ""
    confirmed = _label(f" {wording.labels[CONFIRMED]}")
    yield paragraph("StateLine", f"{state}{origin_run}<w:r><w:tab/></w:r>{box}{confirmed}")
    has_room = not answer.text and page.checklist.tier is not Tier.A  # an informal one is short
    room = f'<w:spacing w:after="{ROOM}"/>' if has_room and not page.close else ""
    yield paragraph("AnswerText", controls.long_text(*tag_and_title(TEXT), answer.text), room)
    if has_room and page.close:
        yield paragraph("HandLine", "") * HAND_LINES
    for place, proof in enumerate(_proofs_and_room(answer.proofs)):
        name = controls.line(*tag_and_title(EVIDENCE, str(place)), proof.name if proof else "")
        until = controls.day(*tag_and_title(UNTIL, str(place)), proof.expires if proof else None)
        yield _field_line(wording, (EVIDENCE, name), (UNTIL, until))
    side = wording.side(answer.gap_side) if answer.gap_side else ""
    addressees = telling.addressees(wording)
    yield _field_line(
        wording,
        (GAP, controls.line(*tag_and_title(GAP), answer.gap)),
        (GAP_SIDE, controls.drop_down(*tag_and_title(GAP_SIDE), addressees, side)),
        (GAP_ACTION, controls.line(*tag_and_title(GAP_ACTION), answer.gap_action)),
        (GAP_DUE, controls.day(*tag_and_title(GAP_DUE), answer.gap_due)),
    )


def _proofs_and_room(proofs: tuple[Proof, ...]) -> tuple[Proof | None, ...]:
    """What shows it, and room for one more."""
    return (*proofs, None)


def _field_line(wording: FileWording, *fields: tuple[str, str]) -> str:
    labelled = (f"{_label(f'{wording.labels[letter]}: ')}{control}" for letter, control in fields)
    return paragraph("FieldLine", _label("  ").join(labelled))


# --- XML


def paragraph(style: str, content: str, more: str = "") -> str:
    """A paragraph of that style."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{more}</w:pPr>{content}</w:p>'


def _cells(widths: tuple[int, int], *contents: str) -> str:
    return "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{content}</w:tc>'
        for width, content in zip(widths, contents, strict=True)
    )


def _words(text: str) -> str:
    return runs(text, "", PLAIN)


def _styled_runs(text: str, style: str) -> str:
    return runs(text, f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>', PLAIN)


@lru_cache(maxsize=100)  # every row has the same
def _label(text: str) -> str:
    return _styled_runs(text, "Label")
