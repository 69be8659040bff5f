"""The page on which the partner acknowledges a completed checklist, to be signed on paper.

It names what was covered and no answer, so that anybody may see it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from drafting.documents.word import packing
from drafting.documents.word.looks import PLAIN
from drafting.documents.word.texts import plain, runs
from drafting.due_diligence.checklists.checklist import Checklist
from drafting.due_diligence.papers import telling
from drafting.due_diligence.papers.document import BASE, BODY, CORE, FILLED, core, paragraph
from drafting.due_diligence.papers.wording import ENGLISH
from drafting.partners.field_values import day
from drafting.partners.naming import office_legal_name, office_name
from drafting.partners.record.control import Completion

TITLE = "Due diligence: acknowledged by both"
LINES = ("Name", "Function", "Day", "Signature")
WIDTHS = (1638, 4000, 4000)  # of the columns, in twentieths of a point
HIGH = '<w:trPr><w:cantSplit/><w:trHeight w:val="760"/></w:trPr>'  # room to write by hand
MARGIN_WORDS = re.compile("PARTNER|STATUS|REFERENCE")


def acknowledgement_page(checklist: Checklist, completion: Completion, today: date) -> bytes:
    """The .docx of the page; the same completion gives the same bytes on one day."""
    parts = packing.apart(BASE.read_bytes())
    words = {
        "PARTNER": checklist.partner_name,
        "STATUS": ENGLISH.sample if checklist.sample else "",
        "REFERENCE": checklist.id,
    }
    texts = {
        name: MARGIN_WORDS.sub(lambda place: plain(words[place[0]]), parts[name].decode())
        for name in FILLED[1:]
    }
    document = parts[BODY].decode()
    start = document.index("<w:body>") + len("<w:body>")
    body = "".join(_body(checklist, completion, today))
    texts[BODY] = document[:start] + body + document[document.rindex("<w:sectPr") :]
    texts[CORE] = core(checklist, today)
    return packing.together(
        packing.part(name, texts[name].encode() if name in texts else content)
        for name, content in parts.items()
    )


def _body(checklist: Checklist, completion: Completion, today: date) -> Iterator[str]:
    yield paragraph("Title", _words(TITLE))
    yield paragraph("Subtitle", _words(telling.subtitle(checklist)))
    yield paragraph("ReferenceLine", _words(telling.reference_line(checklist, today)))
    for sentence in (_covered(completion), *_meaning(checklist)):
        yield paragraph("Introduction", _words(sentence))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in WIDTHS)
    yield (
        '<w:tbl><w:tblPr><w:tblStyle w:val="ChecklistTable"/>'
        f'<w:tblW w:w="{sum(WIDTHS)}" w:type="dxa"/><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )
    yield _row(("", f"For {checklist.partner_name}", f"For {office_legal_name()}"), "")
    filled = {"Name": completion.acknowledged_by, "Day": _day(completion.acknowledged_on)}
    for line in LINES:
        yield _row((line, filled.get(line, ""), ""), HIGH)
    yield "</w:tbl>"
    yield paragraph("TableGap", "")


def _covered(completion: Completion) -> str:
    """For what it was completed, up to which amount, and until when it holds."""
    parts = [f"It was completed for the agreement ‘{completion.agreement}’"]
    parts += [f"at tier {completion.tier.label}"] if completion.tier else []
    if completion.amount is not None:
        figures = f"{completion.amount:,.2f}".removesuffix(".00")
        parts.append(" ".join(filter(None, ("up to", completion.currency, figures))))
    parts += [f"on {day(completion.on)}"] if completion.on else []
    until = f" It holds until {day(completion.until)}." if completion.until else ""
    return f"{', '.join(parts)}.{until}"


def _meaning(checklist: Checklist) -> Iterator[str]:
    partner, office = checklist.partner_name, office_name()
    yield (
        f"We went through the questions of both sides together. The answers of {partner} were "
        f"given in its name by the people who are named beside them, and it received those that "
        f"{office} gave to its own questions."
    )
    yield (
        "Who signs says that this is so, and no more: it is no agreement, and it decides nothing. "
        "What is not right can be corrected at any time; tell the other side."
    )


def _row(cells: tuple[str, ...], height: str) -> str:
    style = "Introduction" if height else "ColumnHeading"
    written = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>'
        f"{paragraph(style, _words(words))}</w:tc>"
        for width, words in zip(WIDTHS, cells, strict=True)
    )
    return f"<w:tr>{height}{written}</w:tr>"


def _day(when: date | None) -> str:
    return day(when) if when else ""


def _words(text: str) -> str:
    return runs(text, "", PLAIN)
