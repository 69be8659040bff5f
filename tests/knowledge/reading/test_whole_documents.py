"""Whole small documents, one fault of real policies each, from the file to the clauses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import chain
from pathlib import Path

import docx
import pytest
from docx.document import Document as Word
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.pdfgen.canvas import Canvas

from knowledge.errors import UnreadableDocument
from knowledge.models import Document, Status
from knowledge.reading import Reading
from knowledge.reading.documents import read_with_report, reading_of
from knowledge.reading.pdf.document import reading_of_pages
from knowledge.reading.pdf.extract import RawDocument, RawPage, RawWord
from knowledge.reading.report import LeftOutKind, NumberingFault

FIELDS = {"id": "policy", "edition": "2026", "status": Status.APPROVED}
PROSE = "Partners keep all receipts for seven years after the last payment of the grant"


def read(path: Path) -> Reading:
    return reading_of(path.name, path.read_bytes(), FIELDS)


def from_markdown(text: str) -> Document:
    return reading_of("policy.md", text.encode(), FIELDS).document


@pytest.fixture
def word(tmp_path: Path) -> Callable[[Callable[[Word], object]], Reading]:
    """Fills a new Word document, saves it and reads it back."""

    def filled(fill: Callable[[Word], object]) -> Reading:
        document = docx.Document()
        fill(document)
        document.save(str(tmp_path / "policy.docx"))
        return read(tmp_path / "policy.docx")

    return filled


Fill = Callable[[Callable[[Word], object]], Reading]


def ids(reading: Reading) -> list[str]:
    return [clause.id for clause in reading.document.walk()]


def paragraphs(*styled: tuple[str, str] | str) -> Callable[[Word], None]:
    def fill(document: Word) -> None:
        for item in styled:
            text, style = (item, "Normal") if isinstance(item, str) else item
            document.add_paragraph(text, style=style)

    return fill


# --- headings and numbers ------------------------------------------------------------------------


def test_prose_under_one_heading_and_numbers_under_the_next() -> None:
    document = from_markdown(
        "# P\n\n## Purpose\n\nIt binds us.\n\n## Rules\n\n1. One.\n\n2. Two.\n"
    )
    assert [(c.id, c.text) for c in document.walk()] == [
        ("Purpose", "It binds us."),
        ("1", "One."),
        ("2", "Two."),
    ]
    assert [section.heading for section in document.sections] == ["", "Rules"]


def test_a_paragraph_after_a_list_stands_once_as_the_clause_s_end() -> None:
    document = from_markdown("# P\n\n1. Staff:\n\na. ask;\n\nb. write.\n\nThis holds.\n\n2. End.\n")
    first = next(document.walk())
    assert [point.id for point in first.points] == ["1(a)", "1(b)"]
    assert first.whole.count("This holds.") == 1
    assert first.closing == "This holds."


def test_headings_without_numbers_are_clauses_cited_by_their_heading(word: Fill) -> None:
    reading = word(
        paragraphs(("Policy", "Title"), ("Logo", "Heading 1"), PROSE, ("Press", "Heading 1"), PROSE)
    )
    assert ids(reading) == ["Logo", "Press"]
    assert reading.document.clause("press").text == PROSE


def test_a_statement_before_clause_one_is_no_parent_of_it(word: Fill) -> None:
    reading = word(
        paragraphs(
            ("Statement of the director", "Heading 1"),
            "We tolerate no fraud.",
            ("1. Purpose", "Heading 1"),
            PROSE,
            ("1.1 Scope", "Heading 2"),
            PROSE,
            ("2. Reporting", "Heading 1"),
        )
    )
    assert ids(reading) == ["Statement of the director", "1", "1.1", "2"]


def test_articles_and_sections_are_cited_with_their_words(word: Fill) -> None:
    reading = word(
        paragraphs(
            "ARTICLE I. NAME",
            "Section 1. The network is called Saath.",
            "ARTICLE II. MEMBERS",
            "Section 1. Members pay no fee.",
            "Section 2. Members may leave.",
        )
    )
    assert ids(reading) == [
        "Article I",
        "Article I Section 1",
        "Article II",
        "Article II Section 1",
        "Article II Section 2",
    ]


def test_article_and_its_title_on_two_lines_are_one_heading(word: Fill) -> None:
    reading = word(
        paragraphs(
            ("Article 1", "Heading 2"), ("Purpose", "Heading 2"), PROSE, "1. One.", "2. Two."
        )
    )
    assert ids(reading) == ["Article 1", "Article 1(1)", "Article 1(2)"]
    assert reading.document.clause("Article 1").heading == "Purpose"


def test_a_part_groups_articles_and_is_no_part_of_their_names(word: Fill) -> None:
    reading = word(
        paragraphs("PART I", "Article 1. One thing.", "PART II", "Article 2. Another thing.")
    )
    assert ids(reading) == ["Article 1", "Article 2"]
    assert [section.heading for section in reading.document.sections] == ["PART I", "PART II"]


def test_an_annex_that_begins_again_leads_its_numbers(word: Fill) -> None:
    reading = word(paragraphs("1. One.", "2. Two.", "Annex A", "1. First form.", "2. Second form."))
    assert ids(reading) == ["1", "2", "Annex A", "Annex A(1)", "Annex A(2)"]


def test_numbers_printed_together_are_two(word: Fill) -> None:
    reading = word(paragraphs("1.-(1) You must pay.", "(2) You may ask.", "2.-(1) You must write."))
    assert ids(reading) == ["1", "1(1)", "1(2)", "2", "2(1)"]


def test_a_letter_after_roman_numerals_goes_on_with_the_letters(word: Fill) -> None:
    lines = ["1. One", "(a) a", "(b) b", "(i) first", "(ii) second", "(c) c", "(d) d"]
    assert ids(word(paragraphs(*lines))) == [
        *("1", "1(a)", "1(b)", "1(b)(i)", "1(b)(ii)", "1(c)", "1(d)"),
    ]


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["۱۔ رپورٹ دیں۔", "۲۔ ادائیگی کریں۔"], ["۱", "۲"]),
        (
            ["البند الأول", "1-1 اتفق الطرفان", "البند الثاني"],
            ["البند الأول", "1-1", "البند الثاني"],
        ),
        (["أولاً: يعد التمهيد.", "ثانياً: دفع الطرف.", "ثالثا: تبدأ."], ["أولاً", "ثانياً", "ثالثا"]),
        (["(أ) أولا", "(ب) ثانيا", "(ج) ثالثا"], ["أ", "ب", "ج"]),
    ],
)
def test_urdu_and_arabic_numbers_are_numbers(
    word: Fill, lines: list[str], expected: list[str]
) -> None:
    assert ids(word(paragraphs(*lines))) == expected


def test_western_digits_find_a_clause_numbered_in_urdu(word: Fill) -> None:
    document = word(paragraphs("۱۔ رپورٹ دیں۔", "۲۔ ادائیگی کریں۔")).document
    assert document.clause("2").id == "۲"


def test_a_bullet_before_an_article_is_only_for_its_looks(word: Fill) -> None:
    reading = word(
        paragraphs(
            "• المادة 1",
            "أ- تحفظ الإيصالات.",
            "• المادة 2",
            "أ-1- يبلغ فورا.",
            "2- يوثق.",
            "3- يحفظ.",
        )
    )
    assert ids(reading) == [
        *(
            "المادة 1",
            "المادة 1(أ)",
            "المادة 2",
            "المادة 2(أ)",
            "المادة 2(أ)(1)",
            "المادة 2(أ)(2)",
            "المادة 2(أ)(3)",
        )
    ]


def test_the_parties_on_a_title_page_are_no_headings(word: Fill) -> None:
    parties = ("Agreement", "BETWEEN", "SAATH NETWORK", "and", "ROSHNI TRUST")
    reading = word(
        paragraphs(*((line, "Heading 1") for line in parties), PROSE, "1. One.", "2. Two.")
    )
    assert [section.heading for section in reading.document.sections] == [""]
    assert ids(reading) == ["Agreement", "1", "2"]


def test_a_line_to_fill_in_and_a_bold_sentence_are_no_headings(word: Fill) -> None:
    sentence = "You are called upon to give your answer in writing within seven days of this."
    reading = word(
        paragraphs(
            ("1. Warning", "Heading 1"),
            ("Name: ________ Date: ______", "Heading 2"),
            (sentence, "Heading 2"),
            ("2. Appeal", "Heading 1"),
            PROSE,
        )
    )
    assert ids(reading) == ["1", "2"]
    assert sentence in reading.document.clause("1").text


def test_a_date_line_is_no_heading(word: Fill) -> None:
    def fill(document: Word) -> None:
        document.add_paragraph("Policy", style="Title")
        document.add_paragraph().add_run("20 AUGUST 2018").bold = True
        document.add_paragraph("1. One.")

    reading = word(fill)
    assert ids(reading) == ["1"]
    assert reading.document.front == "20 AUGUST 2018"


def test_a_contents_list_is_front_and_no_clauses(word: Fill) -> None:
    heads = ["1. Working hours", "2. Probation", "3. Lunch"]
    body = [line for head in heads for line in (head.upper(), PROSE, PROSE)]
    reading = word(paragraphs(("Handbook", "Title"), "Contents", *heads, *body))
    assert ids(reading) == ["1", "2", "3"]
    assert "Probation" in reading.document.front
    assert {fact.kind for fact in reading.report.left_out} == {LeftOutKind.CONTENTS}


# --- tables, struck words, boxes -----------------------------------------------------------------


def test_an_empty_cell_keeps_its_column_and_a_row_is_told_with_its_heads(word: Fill) -> None:
    rows = [("Action", "Manager", "Finance", "Director"), ("Signs contract", "", "", "X")]

    def fill(document: Word) -> None:
        document.add_paragraph("1. Limits are below.")
        table = document.add_table(2, 4)
        for row, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, texts, strict=True):
                cell.text = text

    reading = word(fill)
    clause = reading.document.clause("1")
    assert clause.text.splitlines()[1:] == [
        "| Action | Manager | Finance | Director |",
        "| Signs contract |  |  | X |",
    ]
    assert clause.tables[0].sentences == (
        "Action: Signs contract · Manager: – · Finance: – · Director: X",
    )
    assert [(t.clause, t.rows, t.columns) for t in reading.report.tables] == [("1", 2, 4)]


def test_numbers_beside_texts_in_a_table_are_clauses(word: Fill) -> None:
    def fill(document: Word) -> None:
        table = document.add_table(3, 2)
        for at, row in enumerate(table.rows, 1):
            row.cells[0].text, row.cells[1].text = f"{at}.", f"{PROSE} {at}."

    assert ids(word(fill)) == ["1", "2", "3"]


def test_a_word_struck_through_is_not_valid_text_and_is_told(word: Fill) -> None:
    def fill(document: Word) -> None:
        paragraph = document.add_paragraph("1. Reports are due in ")
        paragraph.add_run("ten ").font.strike = True
        paragraph.add_run("five days.")

    reading = word(fill)
    assert reading.document.clause("1").text == "Reports are due in five days."
    assert [struck.text for struck in reading.report.struck] == ["ten"]


@pytest.mark.parametrize(("checked", "box"), [("1", "☑"), ("0", "☐")])
def test_a_form_s_box_keeps_its_state(word: Fill, checked: str, box: str) -> None:
    def fill(document: Word) -> None:
        paragraph = document.add_paragraph("1. ")
        mark = OxmlElement("w:fldChar")
        mark.set(qn("w:fldCharType"), "begin")
        data, form, state = (OxmlElement(f"w:{t}") for t in ("ffData", "checkBox", "checked"))
        state.set(qn("w:val"), checked)
        form.append(state)
        data.append(form)
        mark.append(data)
        paragraph.add_run()._r.append(mark)
        end = OxmlElement("w:fldChar")
        end.set(qn("w:fldCharType"), "end")
        paragraph.add_run()._r.append(end)
        paragraph.add_run("Insured")

    assert word(fill).document.clause("1").text == f"{box} Insured"


# --- PDF -----------------------------------------------------------------------------------------


def drawn(path: Path, *pages: Sequence[tuple[float, float, str]]) -> Path:
    """A PDF whose pages print the texts at their places, from the upper left corner."""
    canvas = Canvas(str(path), pagesize=(595, 842))
    for page in pages:
        canvas.setFont("Helvetica", 11)
        for x, y, text in page:
            canvas.drawString(x, 842 - y, text)
        canvas.showPage()
    canvas.save()
    return path


def test_short_columns_are_read_one_after_the_other(tmp_path: Path) -> None:
    left = [
        "1. The partner reports",
        "each quarter to us and",
        "keeps all receipts.",
        "2. The office",
    ]
    left += [
        "pays within thirty days",
        "of a report.",
        "3. Nobody may approve",
        "a payment to himself.",
    ]
    right = [
        "4. A visit is announced",
        "a week ahead, but for",
        "one after a complaint.",
        "5. The partner",
    ]
    right += [
        "names one person who",
        "answers for money.",
        "6. Assets go back to",
        "the office at the end.",
    ]
    page = [(72, 80 + 15 * at, text) for at, text in enumerate(left)]
    page += [(320, 80 + 15 * at, text) for at, text in enumerate(right)]
    reading = read(drawn(tmp_path / "policy.pdf", page))
    assert ids(reading) == ["1", "2", "3", "4", "5", "6"]
    assert reading.report.pages_in_columns == (1,)


def test_a_foot_with_spaced_letters_is_left_out_and_told(tmp_path: Path) -> None:
    pages = [
        [
            (72, 80, f"{2 * at + 1}. Rule one holds."),
            (72, 95, f"{2 * at + 2}. Rule two holds."),
            (480, 800, f"{'I' * (at + 1)} | P a g e"),
        ]
        for at in range(3)
    ]
    reading = read(drawn(tmp_path / "policy.pdf", *pages))
    assert ids(reading) == ["1", "2", "3", "4", "5", "6"]
    assert [(fact.kind, fact.times) for fact in reading.report.left_out] == [
        (LeftOutKind.PAGE_NUMBER, 3)
    ]


def test_a_head_that_names_the_section_of_its_page_is_left_out(tmp_path: Path) -> None:
    sections = ("1.1 Membership", "1.2 Fees", "2 Vacancies", "3 What fills the line")
    pages = [
        [
            (72, 60, "Society of Engineers"),
            (440 if len(section) < 20 else 180, 60, section),
            (72, 100, f"{at}. {PROSE}."),
            (72, 115, f"and whoever keeps them is told so in part {at}."),
        ]
        for at, section in enumerate(sections, 1)
    ]
    reading = read(drawn(tmp_path / "policy.pdf", *pages))
    assert ids(reading) == ["1", "2", "3", "4"]
    assert [fact.text for fact in reading.report.left_out] == [
        f"Society of Engineers {section}" for section in sections
    ]


def test_a_foot_with_its_page_number_set_close_is_left_out(tmp_path: Path) -> None:
    """The two are one run of digits to whoever looks at the letters alone."""
    canvas = Canvas(str(tmp_path / "policy.pdf"), pagesize=(595, 842))
    for number in (1, 2, 3):
        for size, x, y, text in (
            (11, 72, 770, f"{number}. {PROSE}."),
            (11, 36, 30, str(number)),
            (8, 42.5, 30, "43631.0040"),
        ):
            canvas.setFont("Helvetica", size)
            canvas.drawString(x, y, text)
        canvas.showPage()
    canvas.save()
    reading = read(tmp_path / "policy.pdf")
    assert [clause.text for clause in reading.document.walk()] == [f"{PROSE}."] * 3


def test_items_below_a_colon_with_a_dash_are_items(tmp_path: Path) -> None:
    lines = [
        "1. The yearly report has the following details:-",
        "i) complaints received;",
        "ii) those closed",
    ]
    page = [(72, 72 + 14 * at, line) for at, line in enumerate([*lines, f"2. {PROSE}"])]
    first = next(read(drawn(tmp_path / "policy.pdf", page)).document.walk())
    assert [point.id for point in first.points] == ["1(i)", "1(ii)"]


def test_a_contents_list_with_spaced_dots_is_no_table(tmp_path: Path) -> None:
    titles = ["Terms used", "Purpose", "Members", "Meetings"]
    listed = [
        [
            (72, 72 + 14 * n, str(n)),
            (92, 72 + 14 * n, title + " ." * 40),
            (520, 72 + 14 * n, "2"),
        ]
        for n, title in enumerate(titles, 1)
    ]
    text = [
        (72, 72 + 40 * n + 16 * part, line)
        for n, title in enumerate(titles, 1)
        for part, line in enumerate((f"{n}. {title}", PROSE))
    ]
    reading = read(drawn(tmp_path / "policy.pdf", [*chain(*listed)], text))
    assert ids(reading) == ["1", "2", "3", "4"]
    assert reading.report.tables == ()


def test_a_page_without_text_and_the_gap_it_leaves_are_told(tmp_path: Path) -> None:
    path = drawn(
        tmp_path / "policy.pdf", [(72, 80, "1. One holds."), (72, 95, "2. Two holds.")], [],
        [(72, 80, "4. Four holds.")],
    )  # fmt: skip
    report = read(path).report
    assert (report.pages, report.pages_without_text) == (3, (2,))
    (doubt,) = report.numbering
    assert (doubt.fault, doubt.label, doubt.missing) == (NumberingFault.GAP, "4.", ("3",))
    assert report.clause_pages == {"1": 1, "2": 1, "4": 3}


def test_columns_without_strokes_are_a_table(tmp_path: Path) -> None:
    rows = [("Position", "Tax", "Penalty"), ("Director", "$500", "$900"), ("Clerk", "0", "$20")]
    page = [(72.0, 80.0, "I. Cases in audit"), (72.0, 110.0, "The limits are these:")]
    page += [
        (x, 140.0 + 15 * at, text)
        for at, row in enumerate(rows)
        for x, text in zip((72.0, 250.0, 400.0), row, strict=True)
    ]
    (clause,) = read(drawn(tmp_path / "policy.pdf", page)).document.walk()
    assert clause.tables[0].sentences == (
        "Position: Director · Tax: $500 · Penalty: $900",
        "Position: Clerk · Tax: 0 · Penalty: $20",
    )


def test_lines_in_arabic_are_read_from_the_right(tmp_path: Path) -> None:
    lines = [["المادة", "1"], ["اتفق", "الطرفان", "(على)", "30", "يوما."], ["المادة", "2"]]
    words = []
    for at, line in enumerate(lines):
        x, top = 520.0, 80.0 + 15 * at
        for text in line:
            drawn_as = text.translate(str.maketrans("()", ")("))
            words.append(RawWord(drawn_as, x - 6.0 * len(text), x, top, top + 11, 11, 0))
            x -= 6.0 * len(text) + 4
    page = RawPage(595, 842, words, 0, [], [])
    blocks = reading_of_pages(RawDocument("", [page])).blocks
    assert [(block.label, block.text) for block in blocks] == [
        ("المادة 1", "اتفق الطرفان (على) 30 يوما."),
        ("المادة 2", ""),
    ]


def test_what_a_reader_cannot_read_is_told_in_a_sentence_with_a_reference(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    from knowledge.confinement import ReaderFault
    from knowledge.reading import documents

    def fails(*_: object) -> Reading:
        raise ReaderFault("Traceback of the child")

    monkeypatch.setattr(documents, "read_flowing", fails)
    (tmp_path / "policy.docx").write_bytes(b"any")
    with pytest.raises(UnreadableDocument, match=r"^policy\.docx holds [^\n]+\.$") as caught:
        read_with_report(tmp_path / "policy.docx", **FIELDS)
    assert "Traceback" not in str(caught.value)
    reference = str(caught.value).partition("reference ")[2][:8]
    assert reference in caplog.text
    assert "Traceback of the child" in caplog.text


# --- anything at all -----------------------------------------------------------------------------

WORDS = ["partner", "office", "report", "رپورٹ", "شراکت", "سياسة", "política", "fünf", "ਨੀਤੀ"]
sentence = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(lambda w: " ".join(w) + ".")
label = st.sampled_from(
    [
        "",
        "",
        "1. ",
        "2. ",
        "(a) ",
        "(ii) ",
        "1.1 ",
        "3.2.1 ",
        "Article IV ",
        "Annex B ",
        "۳۔ ",
        "• ",
    ]
)
kind = st.sampled_from(
    ["text", "text", "Heading 1", "Heading 2", "List Number", "List Bullet", "table"]
)
piece = st.tuples(kind, label, sentence)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(pieces=st.lists(piece, min_size=1, max_size=25))
def test_whatever_a_document_holds_comes_out_in_order_or_is_refused(
    tmp_path: Path, pieces: list[tuple[str, str, str]]
) -> None:
    document = docx.Document()
    for at, (kind_, label_, text) in enumerate(pieces):
        words = f"{label_}w{at}x {text}"
        if kind_ == "table":
            table = document.add_table(1, 3)
            table.cell(0, 0).text, table.cell(0, 2).text = words, "end"
        else:
            document.add_paragraph(words, style="Normal" if kind_ == "text" else kind_)
    document.save(str(tmp_path / "any.docx"))
    try:
        reading = read(tmp_path / "any.docx")
    except UnreadableDocument as refusal:
        assert str(refusal).startswith("any.docx") and str(refusal).endswith(".")
        return
    read_text = "\n".join(
        [reading.document.title, reading.document.front, *all_texts(reading.document)]
    )
    places = [read_text.find(f"w{at}x") for at in range(len(pieces))]
    assert -1 not in places
    inner = [place for place in places if place >= len(reading.document.title)]
    assert inner == sorted(inner)
    assert len(ids(reading)) == len(set(ids(reading)))


def all_texts(document: Document) -> list[str]:
    return [
        text
        for section in document.sections
        for text in [section.heading, *(c.whole for top in section.clauses for c in top.walk())]
    ]


def test_the_dots_of_a_contents_list_are_no_words_that_were_lost(tmp_path: Path) -> None:
    dots = " ".join("." * 60)
    contents = [
        (72, 80, "Contents"),
        *((72, 100 + 15 * n, f"{n}. Part {n} {dots} 2") for n in (1, 2, 3)),
    ]
    parts = [(72, 80 + 30 * n, f"{n}. Part {n}") for n in (1, 2, 3)]
    words = [(72, 95 + 30 * n, f"Rule {n} holds for everybody who signs it.") for n in (1, 2, 3)]
    report = read(drawn(tmp_path / "policy.pdf", contents, [*parts, *words])).report
    assert report.share_unplaced < 0.1
