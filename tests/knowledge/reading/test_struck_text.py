"""Words that a PDF shows struck through are not valid text; underlined ones and tables are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from knowledge.reading.documents import read_with_report
from knowledge.reading.report import Reading
from tests.knowledge.reading.test_pdf import BODY

FONT, SIZE, LEFT, LINE = "Helvetica", 11, 80, 700
Draw = Callable[[Canvas, float, float], None]


def read(path: Path) -> Reading:
    return read_with_report(path, id="policy", edition="2026-11")


def marked(path: Path, before: str, words: str, after: str, draw: Draw) -> Reading:
    """A clause of which `words` are drawn on, from where they begin to where they end."""
    canvas = Canvas(str(path), pagesize=A4)
    canvas.setFont(FONT, SIZE)
    start = LEFT + stringWidth(before, FONT, SIZE)
    canvas.drawString(LEFT, LINE, f"{before}{words}{after}")
    canvas.drawString(LEFT, LINE - 30, "2. Receipts are kept for seven years and shown on request.")
    draw(canvas, start, start + stringWidth(words, FONT, SIZE))
    canvas.save()
    return read(path)


def line_at(height: float) -> Draw:
    return lambda canvas, x0, x1: canvas.line(x0, LINE + height, x1, LINE + height)


def bar(canvas: Canvas, x0: float, x1: float) -> None:
    canvas.rect(x0, LINE + 2.6, x1 - x0, 0.7, stroke=0, fill=1)


def twice(canvas: Canvas, x0: float, x1: float) -> None:
    for height in (2.2, 3.8):
        canvas.line(x0, LINE + height, x1, LINE + height)


def annotation(canvas: Canvas, x0: float, x1: float) -> None:
    from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName

    canvas._addAnnotation(
        PDFDictionary(
            {
                "Type": PDFName("Annot"),
                "Subtype": PDFName("StrikeOut"),
                "Rect": PDFArray([x0, LINE - 2, x1, LINE + 10]),
                "QuadPoints": PDFArray([x0, LINE + 10, x1, LINE + 10, x0, LINE - 2, x1, LINE - 2]),
            }
        )
    )


@pytest.mark.parametrize("draw", [line_at(3), bar, twice, annotation])
def test_struck_words_are_left_out_and_told(tmp_path: Path, draw: Draw) -> None:
    words = "within ten days "
    reading = marked(tmp_path / "a.pdf", "1. Reports are due ", words, "within five days.", draw)
    first = next(reading.document.walk())
    assert first.text == "Reports are due within five days."
    assert [(s.text, s.page) for s in reading.report.struck] == [("within ten days", 1)]


@pytest.mark.parametrize("draw", [line_at(-1.2), line_at(-2), line_at(9.5)])
def test_a_line_below_or_above_words_strikes_nothing(tmp_path: Path, draw: Draw) -> None:
    reading = marked(tmp_path / "a.pdf", "1. Reports are due ", "within ten days", ".", draw)
    assert next(reading.document.walk()).text == "Reports are due within ten days."
    assert reading.report.struck == ()


def test_a_rule_across_the_page_strikes_nothing(tmp_path: Path) -> None:
    """It is no stroke of the few words that it meets."""
    draw = line_at(3)
    reading = marked(
        tmp_path / "a.pdf", "1. Signed ", "here", "", lambda c, _x0, _x1: draw(c, 40, A4[0] - 40)
    )
    assert next(reading.document.walk()).text.startswith("Signed here")
    assert reading.report.struck == ()


def test_table_rules_strike_nothing_and_a_struck_page_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "table.pdf"
    table = Table(
        [["Post", "Limit"], ["Director", "PKR 500,000"], ["Manager", "PKR 50,000"]],
        style=[("GRID", (0, 0), (-1, -1), 0.5, "black")],
        rowHeights=9,
    )
    struck = Paragraph("<strike>2. Nobody signs alone.</strike>", BODY)
    SimpleDocTemplate(str(path), pagesize=A4).build(
        [Paragraph("1. These may sign contracts, up to the limit that stands beside them.", BODY),
         table, struck]
    )  # fmt: skip
    reading = read(path)
    (clause,) = reading.document.walk()
    assert [row[1] for row in clause.tables[0].rows][-2:] == ["PKR 500,000", "PKR 50,000"]
    assert [s.text for s in reading.report.struck] == ["2. Nobody signs alone."]
