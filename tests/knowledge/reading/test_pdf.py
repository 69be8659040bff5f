"""PDFs come out as their author's paragraphs, with their numbers and notes, and every word once."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.enums import TA_CENTER, TA_JUSTIFY
from reportlab.lib.pagesizes import A4
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    FrameBreak,
    PageBreak,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Table,
)

from knowledge.errors import UnreadableDocument
from knowledge.models import Status, superscript
from knowledge.reading.blocks import BlockKind, FlatBlock
from knowledge.reading.documents import read_paged
from knowledge.reading.guards import check_file
from knowledge.reading.pdf.document import read_pdf, reading_of_pages
from knowledge.reading.pdf.extract import (
    RawDocument,
    RawPage,
    RawWord,
    extract,
)
from knowledge.reading.pdf.letters import Letter, words_of
from knowledge.reading.pdf.lines import lines_of
from knowledge.reading.pdf.strokes import Cell, HorizontalRule
from tests.conftest import ROOT
from tests.support.framework_pdf import paragraphs, write_pdf

CSPF = ROOT / "knowledge" / "corpus" / "cspf.md"
BODY = ParagraphStyle("body", fontName="Helvetica", fontSize=11, leading=14)
SPACED = ParagraphStyle("spaced", parent=BODY, spaceAfter=8)
JUSTIFIED = ParagraphStyle("justified", parent=SPACED, alignment=TA_JUSTIFY)
HEADING = ParagraphStyle("heading", parent=SPACED, fontName="Helvetica-Bold", fontSize=13)
TITLE = ParagraphStyle("title", parent=HEADING, fontSize=20, leading=24, alignment=TA_CENTER)
RECORDS = (
    "The partner shall keep the records of the project and give access to them on request. The "
    "records cover finance, staff and procurement, and they are kept for seven years. "
)

Print = Callable[..., Path]


@pytest.fixture
def printed(tmp_path: Path) -> Print:
    """Lays paragraphs out as a PDF and hands over its path."""

    def lay_out(*flow: object, name: str = "policy.pdf", **options: object) -> Path:
        path = tmp_path / name
        decorate = options.pop("decorate", lambda *_: None)
        template = SimpleDocTemplate(str(path), pagesize=A4, **options)
        laid = [Paragraph(f, SPACED) if isinstance(f, str) else f for f in flow]
        template.build(laid, onFirstPage=decorate, onLaterPages=decorate)
        return path

    return lay_out


def read(path: Path) -> list[FlatBlock]:
    assert check_file(path) == "pdf"
    return read_pdf(path.name, path.read_bytes()).blocks


def titled(path: Path) -> tuple[str, list[FlatBlock]]:
    """The document's title and blocks."""
    reading = read_pdf(path.name, path.read_bytes())
    return reading.title, reading.blocks


def shown(blocks: Sequence[FlatBlock]) -> list[str]:
    """The blocks as a reader sees them: label and text."""
    return [f"{block.label} {block.text}".strip() for block in blocks]


def hanging(label: str, text: str, indent: float = 0) -> Paragraph:
    """A paragraph whose number hangs before it."""
    style = ParagraphStyle("hanging", parent=SPACED, leftIndent=indent + 20, bulletIndent=indent)
    return Paragraph(text, style, bulletText=label)


# --- the framework


@pytest.fixture(scope="module")
def framework(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, list[FlatBlock]]:
    """The framework printed over several pages, and read back."""
    path = tmp_path_factory.mktemp("framework") / "cspf.pdf"
    write_pdf(CSPF, path)
    return titled(path)


def test_every_word_of_the_framework_is_there_once_and_in_order(
    framework: tuple[str, list[FlatBlock]],
) -> None:
    title, blocks = framework
    found = [word for text in [title, *shown(blocks)] for word in words(text)]
    assert found == expected_words(CSPF)


def expected_words(source: Path) -> list[str]:
    """The framework's words; a note that none cites is printed behind the one before it."""
    content = list(paragraphs(source))
    found = []
    for p in content:
        text = re.sub(r"\[\^(\d+)\]", lambda m: superscript(m.group(1)), p.text)
        found.extend(words(f"{p.label} {text}"))
    return found


def words(text: str) -> list[str]:
    return re.sub(r"\\([*_])", r"\1", text).replace("*", "").split()


def test_the_framework_s_clauses_have_their_numbers(framework: tuple[str, list[FlatBlock]]) -> None:
    clauses = [b.label for b in framework[1] if b.kind is BlockKind.CLAUSE]
    numbers = [label for label in clauses if label[0].isdigit()]
    assert numbers == [f"{n}." for n in (*range(1, 14), *range(13, 19))]
    printed = [p.label for p in paragraphs(CSPF) if p.kind in ("clause", "heading")]
    assert clauses == [label for label in printed if label != "-"]


def test_the_framework_s_sections_and_headings_are_known(
    framework: tuple[str, list[FlatBlock]],
) -> None:
    title, blocks = framework
    assert title == "Civil Society Partnership Framework"
    sections = [b.text for b in blocks if b.kind is BlockKind.SECTION]
    assert sections == [p.text for p in paragraphs(CSPF) if p.kind == "section"]
    headings = [b.text for b in blocks if b.is_heading]
    assert headings == [p.text for p in paragraphs(CSPF) if p.kind == "heading"]


def test_the_framework_s_footnotes_stand_behind_the_clauses_that_cite_them(
    framework: tuple[str, list[FlatBlock]],
) -> None:
    blocks = framework[1]
    notes = [b.label for b in blocks if b.kind is BlockKind.FOOTNOTE]
    assert notes == [str(n) for n in range(1, 19)]
    clause = None
    for block in blocks:
        if block.kind is not BlockKind.FOOTNOTE:
            clause = block
        elif block.label != "6":  # which nothing cites
            assert clause is not None
            assert superscript(block.label) in clause.text


def test_the_framework_s_emphasis_is_kept(framework: tuple[str, list[FlatBlock]]) -> None:
    texts = " ".join(b.text for b in framework[1])
    assert "**'fourth position'**⁴ actor" in texts
    assert "*See Annex 1, page 8.*" in texts
    assert "**Encourager and Supporter.** CIP’s has" in texts


# --- headers, footers, page numbers


def test_headers_footers_and_page_numbers_are_left_out(printed: Print) -> None:
    def decorate(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 9)
        canvas.drawString(72, 800, "Visibility Policy – October 2012")
        canvas.drawString(72, 40, "CARE International in Pakistan")
        canvas.drawRightString(520, 40, f"Page {document.page} of 3")

    pages = [part for n in (1, 2, 3) for part in (f"{n}. {RECORDS}", PageBreak())]
    found = read(printed(*pages, decorate=decorate))
    assert shown(found) == [f"{n}. {RECORDS.strip()}" for n in (1, 2, 3)]


@pytest.mark.parametrize("numeral", [str, lambda n: f"- {n} -", ["", "i", "ii", "iii"].__getitem__])
def test_a_lone_page_number_is_left_out(printed: Print, numeral: Callable[[int], str]) -> None:
    def decorate(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.drawCentredString(300, 40, numeral(document.page))

    pages = [part for n in (1, 2, 3) for part in (f"{n}. {RECORDS}", PageBreak())]
    found = read(printed(*pages, decorate=decorate))
    assert [block.label for block in found] == ["1.", "2.", "3."]


def test_a_year_at_the_foot_of_a_page_is_no_page_number(printed: Print) -> None:
    def decorate(canvas: Canvas, document: BaseDocTemplate) -> None:
        canvas.drawString(72, 60, "2013")

    assert shown(read(printed("1. As agreed in", decorate=decorate)))[-1].endswith("2013")


def test_what_two_pages_share_further_in_stays(printed: Print) -> None:
    flow = ["1. Signed by the Country Director.", PageBreak()]
    flow += ["2. Signed by the Country Director."]
    assert len(read(printed(*flow, topMargin=200))) == 2


def test_a_table_of_contents_is_left_out(printed: Print) -> None:
    listed = [Paragraph(f"{n} Chapter {'.' * 60} {n + 2}", SPACED) for n in (1, 2, 3)]
    found = read(printed(Paragraph("Contents", HEADING), *listed, PageBreak(), "1. Text."))
    assert shown(found) == ["1. Text."]


# --- numbers, and what only looks like one

WHERE_LINES_TURN = list(range(0, 100, 7))


@pytest.mark.parametrize("right", WHERE_LINES_TURN)
def test_a_number_inside_a_sentence_is_no_clause_wherever_the_line_turns(
    tmp_path: Path, right: int
) -> None:
    sentence = (
        "14. As is said for the whole of the programme in section 15. The Coordinator leads, as "
        "in clause (a) of that paper and in the review of 2013. In that year, partners were few, "
        "and relations formal or informal – alliances or networks – contractual – or none. 2.5 of "
        "them were rated a. by the donor."
    )
    style = ParagraphStyle("narrow", parent=SPACED, rightIndent=200 + right)
    path = tmp_path / "policy.pdf"
    flow = [Paragraph(sentence, style), Paragraph("15. Reviews follow.", style)]
    SimpleDocTemplate(str(path), pagesize=A4).build(flow)
    raw = list(extract(BytesIO(path.read_bytes())))
    pages = [page for page in raw if isinstance(page, RawPage)]
    assert shown(reading_of_pages(RawDocument("", pages)).blocks) == [
        sentence,
        "15. Reviews follow.",
    ]


def test_hanging_numbers_of_each_level_are_labels(printed: Print) -> None:
    found = read(
        printed(
            hanging("15.", RECORDS * 2),
            hanging("a.", RECORDS * 2, 20),
            hanging("(i)", RECORDS, 40),
            hanging("(ii)", RECORDS, 40),
            hanging("•", "A point without a full stop", 40),
            hanging("–", RECORDS, 40),
            hanging("b.", RECORDS, 20),
            hanging("16.", RECORDS),
        )
    )
    assert [b.label for b in found] == ["15.", "a.", "(i)", "(ii)", "-", "-", "b.", "16."]
    assert found[4].kind is BlockKind.POINT


def test_numbers_flush_with_the_text_are_labels_too(printed: Print) -> None:
    flow = [f"{n} {RECORDS * 2}" for n in ("1.", "1.1", "1.2", "2.", "2.1")]
    found = read(printed(*(Paragraph(text, BODY) for text in flow)))
    assert [b.label for b in found] == ["1.", "1.1", "1.2", "2.", "2.1"]


def test_a_number_printed_twice_is_kept_twice(printed: Print) -> None:
    found = read(printed(*(hanging(n, RECORDS) for n in ("12.", "13.", "13.", "14."))))
    assert [b.label for b in found] == ["12.", "13.", "13.", "14."]


def test_numbered_headings_without_a_full_stop_are_clauses(printed: Print) -> None:
    found = read(
        printed(
            Paragraph("1 Scope", HEADING),
            RECORDS,
            Paragraph("2 Money", HEADING),
            RECORDS,
        )
    )
    assert [(b.label, b.is_heading) for b in found if b.label] == [("1", True), ("2", True)]


# --- paragraphs


def test_a_sentence_cut_by_a_page_is_whole_again(printed: Print) -> None:
    found = read(printed(f"1. {RECORDS * 30}", f"2. {RECORDS}"))
    assert shown(found) == [f"1. {(RECORDS * 30).strip()}", f"2. {RECORDS.strip()}"]


def test_paragraphs_are_told_apart_by_room_by_indent_and_by_short_lines(printed: Print) -> None:
    indented = ParagraphStyle("indented", parent=BODY, firstLineIndent=24, alignment=TA_JUSTIFY)
    short = "They are open to the donor at all times."
    for style in (SPACED, indented, BODY):
        flow = [Paragraph(text, style) for text in (RECORDS * 2, short, RECORDS * 2, short)]
        texts = [b.text for b in read(printed(*flow))]
        assert texts == [(RECORDS * 2).strip(), short, (RECORDS * 2).strip(), short]


def test_headings_are_known_by_size_or_weight(printed: Print) -> None:
    bold = Paragraph("<b>Defining Partnership</b>", SPACED)
    found = read(
        printed("1. First.", Paragraph("Background", HEADING), "2. Second.", bold, RECORDS)
    )
    sections = [b.text for b in found if b.kind is BlockKind.SECTION]
    assert sections == ["Background", "Defining Partnership"]


def test_the_title_is_the_largest_line_at_the_top(printed: Print) -> None:
    path = printed(
        Paragraph("Visibility Policy of CARE International in Pakistan", TITLE),
        Paragraph("Approved by the Country Director", SPACED),
        Paragraph("Purpose", HEADING),
        f"1. {RECORDS}",
        title="Microsoft Word - vp.docx",
    )
    title, blocks = titled(path)
    assert title == "Visibility Policy of CARE International in Pakistan"
    assert shown(blocks)[:2] == ["Approved by the Country Director", "Purpose"]


def test_the_recorded_title_serves_where_the_page_shows_none(printed: Print) -> None:
    for title, taken in {"Visibility Policy": "Visibility Policy", "vp_final.docx": ""}.items():
        path = printed(f"1. {RECORDS}", title=title)
        assert titled(path)[0] == taken


BROKEN = [
    (["the organi-", "zation works"], "the organization works"),
    (["turn-around times and a turn-", "around time"], "turn-around times and a turn-around time"),
    (["evidence-", "based advocacy"], "evidence-based advocacy"),
    (["short-", "and long-term goals"], "short- and long-term goals"),
    (["the Anglo-", "Pakistani paper"], "the Anglo-Pakistani paper"),
    (["from 2011–", "2026 onwards"], "from 2011–2026 onwards"),
    (["health and/", "or education"], "health and/or education"),
    (["partnership work and joint partner-", "ship"], "partnership work and joint partnership"),
    (
        ["the front is one line, the front-", "line staff"],
        "the front is one line, the front-line staff",
    ),
]


@pytest.mark.parametrize(("lines", "text"), BROKEN, ids=[text for _, text in BROKEN])
def test_words_broken_at_a_line_s_end_are_whole_again(lines: list[str], text: str) -> None:
    rows = [word for y, line in enumerate(lines) for word in row(line, 72, 100 + 14 * y)]
    page = RawPage(595, 842, rows, 0, [], [])
    assert [b.text for b in reading_of_pages(RawDocument("", [page])).blocks] == [text]


def row(text: str, x: float, top: float, size: float = 11, style: int = 0) -> list[RawWord]:
    """A line's words, each letter half as wide as high."""
    found = []
    for word in text.split():
        width = len(word) * size / 2
        found.append(RawWord(word, x, x + width, top, top + size, size, style))
        x += width + 0.3 * size
    return found


# --- notes


def test_a_note_over_two_pages_is_whole_and_the_text_between_is_too(tmp_path: Path) -> None:
    source = tmp_path / "policy.md"
    long_note = "Organizational depth relates to experience and to structure. " * 16
    clauses = "\n\n".join(f"{n}. {RECORDS * 3}" for n in range(2, 12))
    source.write_text(
        f"# Policy\n\n1. {RECORDS}Depth[^1] matters. {RECORDS}\n\n[^1]: {long_note}\n\n{clauses}\n",
        encoding="utf-8",
    )
    path = tmp_path / "policy.pdf"
    write_pdf(source, path)
    pages = [page for page in extract(BytesIO(path.read_bytes())) if isinstance(page, RawPage)]
    assert all(any(w.size < 9 and w.top > 600 for w in page.words) for page in pages[:2])
    found = read(path)
    assert shown(found)[:2] == [
        f"1. {RECORDS}Depth¹ matters. {RECORDS.strip()}",
        f"1 {long_note.strip()}",
    ]
    assert shown(found)[2:] == [f"{n}. {(RECORDS * 3).strip()}" for n in range(2, 12)]


def test_notes_in_the_text_s_own_size_are_known_by_their_raised_mark(printed: Print) -> None:
    def decorate(canvas: Canvas, _: BaseDocTemplate) -> None:
        canvas.setFont("Helvetica", 6)
        canvas.drawString(72, 105, "1")
        canvas.setFont("Helvetica", 11)
        canvas.drawString(78, 100, "Baker, Ken, 2011, and")
        canvas.drawString(72, 86, "others in the same year.")

    found = read(
        printed(f"1. Standards<super size=6>1</super> hold. {RECORDS * 6}", decorate=decorate)
    )
    assert [(b.kind, b.label) for b in found] == [
        (BlockKind.CLAUSE, "1."),
        (BlockKind.FOOTNOTE, "1"),
    ]
    assert found[0].text.startswith("Standards¹ hold.")
    assert found[1].text == "Baker, Ken, 2011, and others in the same year."


def test_small_type_that_is_no_note_stays_in_the_text(printed: Print) -> None:
    small = ParagraphStyle("small", parent=SPACED, fontSize=8)
    found = read(printed(f"1. {RECORDS * 4}", Paragraph("Source: annual review.", small)))
    assert shown(found)[-1] == "Source: annual review."


# --- columns, tables, boxes


def test_two_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    path = tmp_path / "columns.pdf"
    document = BaseDocTemplate(str(path), pagesize=A4)
    frames = [Frame(60, 700, 475, 80), Frame(60, 60, 225, 630), Frame(310, 60, 225, 630)]
    document.addPageTemplates([PageTemplate("page", frames)])
    flow = [Paragraph("Visibility Policy", TITLE), FrameBreak()]
    flow += [Paragraph(f"{n}. {RECORDS * 2}", JUSTIFIED) for n in range(1, 9)]
    document.build(flow)
    title, blocks = titled(path)
    assert title == "Visibility Policy"
    assert shown(blocks) == [f"{n}. {(RECORDS * 2).strip()}" for n in range(1, 9)]


def test_a_ruled_table_comes_out_row_by_row(printed: Print) -> None:
    narrow = ParagraphStyle("cell", parent=BODY, fontSize=9, leading=11)
    rows = [
        ["Step", "Who", "Days"],
        [Paragraph("Budget approval of each tranche", narrow), Paragraph("Finance", narrow), "5"],
        ["Payment", Paragraph("Finance and Program Support together", narrow), "10"],
    ]
    table = Table(rows, colWidths=[90, 90, 40], style=[("GRID", (0, 0), (-1, -1), 0.5, "black")])
    found = read(printed(f"1. {RECORDS}", table, f"2. {RECORDS}"))
    assert shown(found) == [
        f"1. {RECORDS.strip()}",
        "| Step | Who | Days |\n"
        "| Budget approval of each tranche | Finance | 5 |\n"
        "| Payment | Finance and Program Support together | 10 |",
        f"2. {RECORDS.strip()}",
    ]


def test_a_ruled_box_is_a_box(printed: Print) -> None:
    inner = [Paragraph("<b>What is not partnership</b>", SPACED), Paragraph(RECORDS, SPACED)]
    box = Table([[inner]], style=[("BOX", (0, 0), (-1, -1), 1, "black")])
    found = read(printed(f"12. {RECORDS}", box, f"13. {RECORDS}"))
    assert [b.kind for b in found] == [BlockKind.CLAUSE, BlockKind.BOX, BlockKind.CLAUSE]
    assert found[1].text == f"What is not partnership\n{RECORDS.strip()}"


# --- files that are refused


def refusal(path: Path, **options: int) -> str:
    with pytest.raises(UnreadableDocument) as caught:
        read_paged(path.name, path.read_bytes(), {}, **options)
    sentence = str(caught.value)
    assert path.name in sentence
    assert str(path.parent) not in sentence
    assert sentence.endswith(".")
    return sentence


def test_pictures_that_show_no_text_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    for _ in range(2):
        canvas.rect(72, 72, 400, 600, fill=1)
        canvas.showPage()
    canvas.save()
    assert "holds only pictures of pages" in refusal(path)


def test_a_locked_pdf_is_told_to_be_saved_without_a_password(printed: Print) -> None:
    path = printed(f"1. {RECORDS}", encrypt=StandardEncryption("secret", "owner"))
    assert "without a password" in refusal(path)


def test_a_pdf_locked_only_against_changes_is_read(printed: Print) -> None:
    path = printed(f"1. {RECORDS}", encrypt=StandardEncryption("", "owner", canModify=0))
    assert shown(read(path)) == [f"1. {RECORDS.strip()}"]


@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_pdf_that_breaks_off_is_damaged(printed: Print, part: float) -> None:
    path = printed(*[f"{n}. {RECORDS * 4}" for n in range(1, 20)])
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * part)])
    assert "damaged or cut short" in refusal(path)


def test_a_page_that_does_not_inflate_is_damage_and_not_silence(printed: Print) -> None:
    path = printed(f"1. {RECORDS * 8}", PageBreak(), f"2. {RECORDS}", pageCompression=1)
    data = path.read_bytes()
    at = data.index(b"stream\n") + 40
    path.write_bytes(data[:at] + b"!!!!!!!!!!" + data[at + 10 :])
    assert "damaged" in refusal(path)


def raw_pdf(content: bytes, *, filters: bytes = b"", kids: int = 1, more: bytes = b"") -> bytes:
    """A PDF written by hand: pages that all show `content`."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << "
    page += b"/Font << /F1 5 0 R >> " + (b"/XObject << /X0 6 0 R >> " if more else b"") + b">> >>"
    first = 6 + more.count(b"\0")
    pages = [first + i for i in range(kids)]
    refs = b" ".join(b"%d 0 R" % number for number in pages)
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Count %d /Kids [%s] >>" % (kids, refs),
        4: b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), filters, content),
        5: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        **{6 + i: part for i, part in enumerate(more.split(b"\0")[:-1])},
        **dict.fromkeys(pages, page),
    }
    out, places = b"%PDF-1.4\n", {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n" % size
    for number in range(size):
        out += b"%010d 00000 %c \n" % (places.get(number, 0), b"fn"[number in places])
    return out + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)


KNOWN = {"id": "policy", "edition": "2026", "status": Status.APPROVED}
HELLO = b"BT /F1 11 Tf 72 700 Td (1. The partner keeps records.) Tj ET"


def test_a_pdf_written_by_hand_is_read(tmp_path: Path) -> None:
    path = tmp_path / "hand.pdf"
    path.write_bytes(raw_pdf(HELLO))
    assert shown(read(path)) == ["1. The partner keeps records."]


@pytest.mark.parametrize(
    ("letters", "typed", "word"),
    [(b"006600660069", b"o$ce", "office"), (b"00740074", b"a$empt", "attempt")],
)
def test_both_letters_of_a_ligature_are_kept(
    tmp_path: Path, letters: bytes, typed: bytes, word: str
) -> None:
    """PDFium gives both the place of the one sign, as it does for letters printed twice."""
    cmap = (
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /A def\n"
        b"1 begincodespacerange <00> <FF> endcodespacerange\n"
        b"1 beginbfchar <24> <%s> endbfchar\n"
        b"1 beginbfrange <25> <7E> <0025> endbfrange\n"
        b"2 beginbfchar <20> <0020> <21> <0021> endbfchar\n"
        b"endcmap end end"
    ) % letters
    content = b"BT /F1 11 Tf 72 700 Td (1. The %s keeps records.) Tj ET" % typed
    path = tmp_path / "hand.pdf"
    more = b"<< /Length %d >>\nstream\n%s\nendstream\0" % (len(cmap), cmap)
    pdf = raw_pdf(content, more=more).replace(
        b"/BaseFont /Helvetica >>", b"/BaseFont /Helvetica /ToUnicode 6 0 R >>"
    )
    path.write_bytes(pdf)
    assert shown(read(path)) == [f"1. The {word} keeps records."]


def test_a_narrow_space_that_the_file_does_not_write_parts_words() -> None:
    """As after an 'f', whose arm leaves little room: the space is 0.09 of the type size."""
    places = [("o", 0), ("f", 6), ("\u200a", 11), ("t", 12), ("h", 16), ("e", 22)]
    letters = [Letter(c, x, x + 5 * (c != "\u200a"), 100, 11.5, 0) for c, x in places]
    words = [
        RawWord(w.text, w.x0, w.x1, w.top, w.bottom, w.size, w.style) for w in words_of(letters)
    ]
    assert [line.text for line in lines_of(words, 1)] == ["of the"]


def test_more_than_two_thousand_pages_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(raw_pdf(HELLO, kids=2_001))
    assert "more than 2,000 pages" in refusal(path)


def test_a_page_that_inflates_without_end_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "bomb.pdf"
    bomb = zlib.compress(HELLO + b" q Q" * 8_000_000, 9)
    path.write_bytes(raw_pdf(bomb, filters=b"/Filter /FlateDecode"))
    assert "too long or too much memory" in refusal(path)


def test_a_page_that_never_ends_is_given_up(tmp_path: Path) -> None:
    """Ten forms, each of which shows the next ten times: ten thousand million words."""
    forms = b""
    for at in range(10):
        show = b"/X0 Do " * 10 if at < 9 else HELLO
        inner = b"/Resources << /Font << /F1 5 0 R >> /XObject << /X0 %d 0 R >> >>" % (7 + at)
        forms += b"<< /Type /XObject /Subtype /Form /BBox [0 0 595 842] %s /Length %d >>" % (
            inner,
            len(show),
        )
        forms += b"\nstream\n" + show + b"\nendstream\0"
    path = tmp_path / "endless.pdf"
    path.write_bytes(raw_pdf(b"/X0 Do", more=forms))
    told = refusal(path, seconds_a_page=2)  # whichever limit it meets first
    assert "a page that takes too long to read" in told or "needs more memory" in told


def test_a_reader_s_warnings_do_not_reach_the_terminal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "odd.pdf"
    odd = raw_pdf(b"/Cs9 cs 1 2 3 4 5 sc " + HELLO).replace(
        b"/Type1 /BaseFont", b"/Typo9 /BaseFont"
    )
    path.write_bytes(odd)
    read_paged(path.name, path.read_bytes(), KNOWN)
    assert capfd.readouterr() == ("", "")


# --- anything at all

WHOLE = raw_pdf(zlib.compress(HELLO), filters=b"/Filter /FlateDecode")


@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    changes=st.lists(
        st.tuples(st.integers(9, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=4
    )
)
def test_a_broken_file_is_read_or_refused_and_nothing_else(
    tmp_path: Path, changes: list[tuple[int, int]]
) -> None:
    data = bytearray(WHOLE)
    for at, byte in changes:
        data[at] = byte
    path = tmp_path / "broken.pdf"
    path.write_bytes(bytes(data))
    try:
        read_paged(path.name, path.read_bytes(), KNOWN, seconds_a_page=5)
    except UnreadableDocument as refused:
        assert "broken.pdf" in str(refused)


place = st.floats(-300, 1200)
raw_word = st.builds(
    lambda text, x, y, width, size, style: RawWord(text, x, x + width, y, y + size, size, style),
    st.sampled_from(
        ["1.", "(a)", "•", "–", "o", "⁸", "8", "word", "Word.", "co-", "Page", "*", "i."]
    ),
    place,
    place,
    st.floats(0, 300),
    st.sampled_from([5.0, 8.0, 10.0, 11.0, 11.5, 30.0]),
    st.integers(0, 3),
)
raw_cell = st.builds(lambda x, y, w, h: Cell(x, y, x + w, y + h), place, place, place, place)
raw_page = st.builds(
    RawPage,
    st.just(595.0),
    st.just(842.0),
    st.lists(raw_word, max_size=40),
    st.just(0),
    st.lists(st.builds(HorizontalRule, place, place, place), max_size=3),
    st.lists(st.lists(st.lists(raw_cell, max_size=3), max_size=3), max_size=2),
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(pages=st.lists(raw_page, max_size=4))
def test_wherever_words_stand_each_is_kept_or_left_out_as_a_running_line(
    pages: list[RawPage],
) -> None:
    reading = reading_of_pages(RawDocument("", pages))
    title, blocks = reading.title, reading.blocks
    found = " ".join([title, *shown(blocks)])
    kept = sum(found.count(word) for word in ("word", "Word."))
    there = sum(w.text in ("word", "Word.") for page in pages for w in page.words)
    assert kept <= there
