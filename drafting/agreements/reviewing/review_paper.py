"""A review as a Word file, filed beside the draft: the verdict first, then each point by number.

It names the draft's version, and holds no restricted value: reviews and reasons hold none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import NamedTuple

from drafting.agreements.reviewing.case import day
from drafting.agreements.reviewing.review import (
    Finding,
    OpenField,
    PointSettlement,
    Review,
    as_list,
)
from drafting.documents.composition import Composition
from drafting.documents.word import packing
from drafting.documents.word.looks import PLAIN
from drafting.documents.word.texts import plain, runs
from drafting.partners.naming import office_legal_name
from drafting.partners.office_time import office_day

BASE = Path(__file__).parent / "review_paper.docx"  # the look: styles, page, header, footer
BODY, CORE = "word/document.xml", "docProps/core.xml"
MARGINS = ("word/header1.xml", "word/footer1.xml")
PLACES = re.compile("TITLE|STATUS|REFERENCE|SAMPLE")  # in the header and the footer
AS_TYPED = re.compile("`([^`]*)`")  # the name of a setting, or a command
SAMPLE = "Sample: made-up data, not an agreement"
REVIEWS = "review:"  # begins the identifier of a review, before that of its draft
PAGE_WIDTH = 9638  # twentieths of a point, as all widths here
BOX_WIDTH = 9548  # of the verdict, within its border
NUMBERED = (567, 6463, 2608)
OPEN = (567, 4536, 4535)
SETTLED = (3969, 1985, 3684)
TO_READ = (1417, 8221)
COLOURS = {True: ("2E6B3E", "E8F1EA"), False: ("A6460B", "F4EFEA")}  # of letters, and behind them
WITHOUT_CLAUSE = "For counsel: no clause speaks of these"
READY = "Nothing is open. Have it read by a person before anybody signs."
NOT_READY = (
    "Every point is numbered below. Facts are filled in in the partner’s file or the settings; "
    "what only a person can decide is settled by somebody by name, with the reason. Then draft it "
    "anew: only a version without open points says that it is for signature."
)
_CORE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<cp:coreProperties '
    'xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
    'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"><dc:title>{title}</dc:title>'
    "<dc:creator>{publisher}</dc:creator><cp:lastModifiedBy>Saathi</cp:lastModifiedBy>"
    '<dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created>'
    '<dcterms:modified xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:modified>'
    "<dc:identifier>{id}</dc:identifier><dc:language>en-GB</dc:language>"
    "<cp:contentStatus>{status}</cp:contentStatus></cp:coreProperties>"
)
Rows = Iterable[Sequence[str]]


class StyledPackage(NamedTuple):
    """The look, taken apart once."""

    constant_parts: Mapping[str, packing.ArchivePart]
    texts: Mapping[str, str]
    names: tuple[str, ...]


def review_paper(review: Review, composition: Composition, partner_name: str, today: date) -> bytes:
    """The .docx of the review of that draft as of `today`; the same review gives the same bytes."""
    base = _base()
    words = {
        "TITLE": composition.title,
        "STATUS": review.verdict.heading,
        "REFERENCE": composition.reference,
        "SAMPLE": SAMPLE if composition.sample else "",
    }
    body = "".join(_body(review, composition, partner_name, today))
    texts = {
        name: PLACES.sub(lambda place: plain(words[place[0]]), base.texts[name]) for name in MARGINS
    }
    texts |= {
        BODY: _in_body(base.texts[BODY], body),
        CORE: _core(review, composition, today),
    }
    return packing.together(
        packing.part(name, texts[name].encode()) if name in texts else base.constant_parts[name]
        for name in base.names
    )


@lru_cache(maxsize=1)
def _base() -> StyledPackage:
    parts = packing.apart(BASE.read_bytes())
    archive_parts = {name: packing.part(name, content) for name, content in parts.items()}
    texts = {name: parts[name].decode() for name in (BODY, *MARGINS)}
    return StyledPackage(archive_parts, texts, tuple(parts))


def _in_body(document: str, body: str) -> str:
    start = document.index("<w:body>") + len("<w:body>")
    return document[:start] + body + document[document.rindex("<w:sectPr") :]


def _core(review: Review, composition: Composition, today: date) -> str:
    return _CORE.format(
        title=plain(f"Review: {composition.title}"),
        publisher=plain(office_legal_name()),
        day=today.isoformat(),
        id=plain(f"{REVIEWS}{composition.reference}"),
        status=plain(review.verdict.heading),
    )


# --- what it says


def _body(
    review: Review, composition: Composition, partner_name: str, today: date
) -> Iterator[str]:
    yield _paragraph("Title", "Review of a draft")
    about = f": {composition.subtitle}" if composition.subtitle else ""
    yield _paragraph("Subtitle", f"{composition.title} with {partner_name}{about}")
    yield _paragraph(
        "ReferenceLine",
        f"Draft {composition.reference}   |   Version {composition.version}   |   "
        f"Reviewed on {day(today)}",
    )
    yield from _verdict(review)
    yield from _open_points(review)
    yield from _settled(review.settled)
    yield from _to_read(review.to_read)
    topics = ((_point(topic),) for topic in review.without_clause)
    yield from _table(WITHOUT_CLAUSE, (), (PAGE_WIDTH,), topics)
    notes = ((_point(note), _basis(note)) for note in review.notes)
    yield from _table("Good to know", (), (PAGE_WIDTH - 2608, 2608), notes)


def _verdict(review: Review) -> Iterator[str]:
    verdict = review.verdict
    letters, behind = COLOURS[verdict.is_ready]
    colour = f'<w:rPr><w:color w:val="{letters}"/></w:rPr>'
    heading = _styled("Verdict", runs(verdict.heading, colour, PLAIN))
    sentences = (READY if verdict.is_ready else NOT_READY, *_about_settled(len(review.settled)))
    explanation = _paragraph("VerdictText", " ".join(sentences))
    edge = f'<w:left w:val="single" w:sz="36" w:space="0" w:color="{letters}"/>'
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{BOX_WIDTH}" w:type="dxa"/><w:tblInd w:w="57" w:type="dxa"/>'
        f'<w:tblBorders>{edge}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        '<w:left w:w="170" w:type="dxa"/><w:right w:w="170" w:type="dxa"/></w:tblCellMar>'
        f'</w:tblPr><w:tblGrid><w:gridCol w:w="{BOX_WIDTH}"/></w:tblGrid><w:tr><w:trPr>'
        f'<w:cantSplit/></w:trPr><w:tc><w:tcPr><w:tcW w:w="{BOX_WIDTH}" w:type="dxa"/>'
        f'<w:shd w:val="clear" w:color="auto" w:fill="{behind}"/></w:tcPr>'
        f"{heading}{explanation}</w:tc></w:tr></w:tbl>{_paragraph('TableGap', '')}"
    )


def _about_settled(count_of_settled: int) -> Iterator[str]:
    if count_of_settled == 1:
        yield "One point was settled by a person, and stands below with the reason."
    elif count_of_settled:
        yield f"{count_of_settled} points were settled by people, and stand below with the reasons."


def _open_points(review: Review) -> Iterator[str]:
    """What counts, numbered through: the last number is the count."""
    numbers = count(1)

    def findings(title: str, of: Sequence[Finding]) -> Iterator[str]:
        rows = ((_number(numbers), _point(finding), _basis(finding)) for finding in of)
        if any(finding.basis for finding in of):
            return _table(title, ("", "Point", "Rests on"), NUMBERED, rows)
        without_basis = (row[:2] for row in rows)
        return _table(title, ("", "Point"), (NUMBERED[0], sum(NUMBERED[1:])), without_basis)

    yield from findings("Missing for CSPF 15(e)", review.missing_points)
    yield from findings("Does not agree", review.conflicts)
    fields = (
        (_number(numbers), _open_field(field), _paragraph("Beside", field.cure))
        for field in review.further_open_fields
    )
    yield from _table("Open", ("", "What is not known", "Where it is filled in"), OPEN, fields)
    yield from findings("For a person to decide", review.for_people)


def _settled(findings: Sequence[Finding]) -> Iterator[str]:
    rows = (
        (_point(finding), _paragraph("Beside", by(settlement)), _paragraph("Point", reason))
        for finding in findings
        if (settlement := finding.settled) and (reason := settlement.reason)
    )
    yield from _table("Settled by a person", ("Point", "Settled by", "Reason"), SETTLED, rows)


def by(settlement: PointSettlement) -> str:
    """Who settled it, and when: 'Sample Coordinator, 30 November 2026'."""
    return f"{settlement.name}, {day(office_day(settlement.at))}"


def _to_read(findings: Sequence[Finding]) -> Iterator[str]:
    rows = (
        (
            _paragraph("Beside", finding.where[:1].upper() + finding.where[1:]),
            _paragraph("Point", _without_number(finding)),
        )
        for finding in findings
    )
    yield from _table("Clauses for somebody who knows the matter to read", (), TO_READ, rows)


def _without_number(finding: Finding) -> str:
    """'Taxes: …' of 'Clause 4.2, Taxes: …', whose number stands beside it."""
    start = f"{finding.where}, ".casefold()
    is_named = finding.sentence.casefold().startswith(start)
    return finding.sentence[len(start) :] if is_named else finding.sentence


def _number(numbers: Iterator[int]) -> str:
    return _paragraph("PointNumber", str(next(numbers)))


def _point(finding: Finding) -> str:
    before = finding.settled_before
    lapsed = f"Settled before by {by(before)}, when it said: {before.sentence}" if before else ""
    return _paragraph("Point", finding.sentence) + (_paragraph("Small", lapsed) if lapsed else "")


def _basis(finding: Finding) -> str:
    return _paragraph("Beside", ", ".join(finding.basis))


def _open_field(field: OpenField) -> str:
    return _paragraph("Point", field.title) + _paragraph("Small", f"in {as_list(field.where)}")


# --- XML


def _table(title: str, columns: Sequence[str], widths: Sequence[int], rows: Rows) -> Iterator[str]:
    """A heading with its table; nothing where there are no rows."""
    xml = "".join(_row(cells, widths) for cells in rows)
    if not xml:
        return
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    head = [_paragraph("ColumnHeading", words) for words in columns]
    yield _paragraph("Heading1", title)
    yield (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ReviewTable"/><w:tblW w:w="{sum(widths)}" '
        f'w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )
    if head:
        yield _row(head, widths, "<w:tblHeader/>")
    yield f"{xml}</w:tbl>{_paragraph('TableGap', '')}"


def _row(cells: Sequence[str], widths: Sequence[int], properties: str = "") -> str:
    """A row, whose paragraphs stay whole by their styles.

    A row that must not be split as such loses LibreOffice the rest of its table now and then, where
    that goes on to the next page: printed reviews ended at point 11 of 17.
    """
    return (
        f"<w:tr>{f'<w:trPr>{properties}</w:trPr>' if properties else ''}"
        + "".join(
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for cell, width in zip(cells, widths, strict=True)
        )
        + "</w:tr>"
    )


def _paragraph(style: str, text: str) -> str:
    return _styled(style, runs(AS_TYPED.sub(r"‘\1’", text), "", PLAIN))


def _styled(style: str, content: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{content}</w:p>'
