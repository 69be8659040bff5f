"""Word documents come out with the numbers that Word prints, and with all their words, once."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Pt
from docx.text.paragraph import Paragraph
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.errors import UnreadableDocument
from knowledge.models import superscript
from knowledge.reading.blocks import BlockKind, FlatBlock
from knowledge.reading.guards import check_content, check_file
from knowledge.reading.word.document import read_docx
from tests.conftest import ROOT
from tests.support.framework_docx import write_docx
from tests.support.framework_pdf import paragraphs

NAMESPACES = (
    nsdecls("w", "wp", "a")
    + ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    + ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    + ' xmlns:v="urn:schemas-microsoft-com:vml"'
)
CSPF = ROOT / "knowledge" / "corpus" / "cspf.md"


@pytest.fixture
def word() -> Document:
    """An empty Word document."""
    return docx.Document()


Read = Callable[[Document], list[FlatBlock]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Saves a document and reads it back."""

    def saved_and_read(document: Document) -> list[FlatBlock]:
        return titled(document, tmp_path)[1]

    return saved_and_read


def titled(document: Document, folder: Path) -> tuple[str, list[FlatBlock]]:
    path = folder / "policy.docx"
    document.save(str(path))
    assert check_file(path) == "docx"
    reading = read_docx(path.name, path.read_bytes())
    return reading.title, reading.blocks


def shown(blocks: list[FlatBlock]) -> list[str]:
    """The blocks as a reader sees them: label and text."""
    return [f"{block.label} {block.text}".strip() for block in blocks]


def labels(blocks: list[FlatBlock]) -> list[str]:
    return [block.label for block in blocks]


# --- making Word's lists


def level(at: int, form: str, text: str, start: int = 1, more: str = "") -> str:
    """A list level in Word's XML."""
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def add_abstract(document: Document, abstract_id: int, *levels: str) -> None:
    numbering = document.part.numbering_part.element
    xml = f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract_id}">{"".join(levels)}'
    numbering.insert(0, parse_xml(f"{xml}</w:abstractNum>"))


def add_num(document: Document, num_id: int, abstract_id: int, overrides: str = "") -> None:
    document.part.numbering_part.element.append(
        parse_xml(
            f'<w:num {nsdecls("w")} w:numId="{num_id}"><w:abstractNumId w:val="{abstract_id}"/>'
            f"{overrides}</w:num>"
        )
    )


def add_list(document: Document, list_id: int, *levels: str) -> None:
    add_abstract(document, list_id, *levels)
    add_num(document, list_id, list_id)


def item(document: Document, text: str, list_id: int, at: int = 0) -> Paragraph:
    """A paragraph in the list, on that level."""
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(num_pr(list_id, at))
    return paragraph


def num_pr(list_id: int, at: int | None) -> object:
    own = "" if at is None else f'<w:ilvl w:val="{at}"/>'
    return parse_xml(f'<w:numPr {nsdecls("w")}>{own}<w:numId w:val="{list_id}"/></w:numPr>')


def add_xml(document: Document, xml: str) -> None:
    """Puts a piece of Word's XML at the end of the body."""
    opened = re.sub(r"^<([\w:]+)", rf"<\1 {NAMESPACES}", xml)
    document.element.body.insert(-1, parse_xml(opened))


# --- automatic numbers


def test_a_list_of_several_levels_comes_out_with_its_printed_numbers(
    word: Document, read: Read
) -> None:
    add_list(
        word,
        900,
        level(0, "decimal", "%1."),
        level(1, "decimal", "%1.%2"),
        level(2, "lowerLetter", "(%3)"),
        level(3, "lowerRoman", "%4)"),
    )
    for at in (0, 1, 2, 2, 3, 3, 1, 2, 0, 1):
        item(word, f"level {at}", 900, at)
    found = read(word)
    assert labels(found) == ["1.", "1.1", "(a)", "(b)", "i)", "ii)", "1.2", "(a)", "2.", "2.1"]
    assert [block.level for block in found] == [0, 1, 2, 2, 3, 3, 1, 2, 0, 1]
    assert {block.kind for block in found} == {BlockKind.CLAUSE}


def test_numbers_come_through_the_chain_of_styles(word: Document, read: Read) -> None:
    by_style = '<w:pStyle w:val="{}"/>'
    add_list(
        word,
        900,
        level(0, "decimal", "%1.", more=by_style.format("Heading1")),
        level(1, "decimal", "%1.%2", more=by_style.format("Clause")),
    )
    word.styles["Heading 1"].element.get_or_add_pPr().append(num_pr(900, None))
    clause = word.styles.add_style("Clause", WD_STYLE_TYPE.PARAGRAPH)
    clause.element.get_or_add_pPr().append(num_pr(900, 0))
    narrow = word.styles.add_style("Narrow clause", WD_STYLE_TYPE.PARAGRAPH)
    narrow.base_style = clause
    word.add_heading("Scope", 1)
    word.add_paragraph("This policy covers all partners.", style="Clause")
    word.add_paragraph("It covers vendors too.", style="Narrow clause")
    word.add_heading("Money", 1)
    word.add_paragraph("Funds are kept apart.", style="Narrow clause")
    assert shown(read(word)) == [
        "1. Scope",
        "1.1 This policy covers all partners.",
        "1.2 It covers vendors too.",
        "2. Money",
        "2.1 Funds are kept apart.",
    ]


def test_a_paragraph_may_take_its_styles_numbering_away(word: Document, read: Read) -> None:
    word.add_paragraph("one", style="List Number")
    plain = word.add_paragraph("not counted", style="List Number")
    plain._p.get_or_add_pPr().append(num_pr(0, 0))
    word.add_paragraph("two", style="List Number")
    assert labels(read(word)) == ["1.", "", "2."]


def test_a_list_with_a_start_of_its_own_begins_there_and_others_go_on(
    word: Document, read: Read
) -> None:
    add_list(word, 900, level(0, "decimal", "%1."))
    add_num(word, 901, 900)
    restart = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="13"/></w:lvlOverride>'
    add_num(word, 902, 900, restart)
    for list_id in (900, 900, 901, 902, 902, 900):
        item(word, "text", list_id)
    assert labels(read(word)) == ["1.", "2.", "3.", "13.", "14.", "15."]


def test_a_list_may_replace_one_of_its_levels(word: Document, read: Read) -> None:
    add_abstract(word, 900, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2."))
    own = f'<w:lvlOverride w:ilvl="1">{level(1, "upperLetter", "[%2]", 3)}</w:lvlOverride>'
    add_num(word, 900, 900, own)
    for at in (0, 1, 1):
        item(word, "text", 900, at)
    assert labels(read(word)) == ["1.", "[C]", "[D]"]


@pytest.mark.parametrize(
    ("restart", "expected"),
    [
        ("", ["1.", "a.", "i.", "b.", "i.", "2.", "a.", "i."]),
        ('<w:lvlRestart w:val="0"/>', ["1.", "a.", "i.", "b.", "ii.", "2.", "a.", "iii."]),
        ('<w:lvlRestart w:val="1"/>', ["1.", "a.", "i.", "b.", "ii.", "2.", "a.", "i."]),
    ],
)
def test_a_level_starts_again_as_its_rule_says(
    word: Document, read: Read, restart: str, expected: list[str]
) -> None:
    add_list(
        word,
        900,
        level(0, "decimal", "%1."),
        level(1, "lowerLetter", "%2."),
        level(2, "lowerRoman", "%3.", more=restart),
    )
    for at in (0, 1, 2, 1, 2, 0, 1, 2):
        item(word, "text", 900, at)
    assert labels(read(word)) == expected


@pytest.mark.parametrize(
    ("form", "start", "expected"),
    [
        ("decimal", 9, ["9.", "10."]),
        ("decimalZero", 9, ["09.", "10."]),
        ("lowerLetter", 26, ["z.", "aa."]),
        ("upperLetter", 1, ["A.", "B."]),
        ("lowerRoman", 8, ["viii.", "ix."]),
        ("upperRoman", 39, ["XXXIX.", "XL."]),
        ("ordinal", 2, ["2nd.", "3rd."]),
        ("cardinalText", 19, ["Nineteen.", "Twenty."]),
        ("ordinalText", 12, ["Twelfth.", "Thirteenth."]),
        ("somethingNew", 3, ["3.", "4."]),
    ],
)
def test_each_form_of_number_is_printed_as_word_prints_it(
    word: Document, read: Read, form: str, start: int, expected: list[str]
) -> None:
    add_list(word, 900, level(0, form, "%1.", start))
    item(word, "first", 900)
    item(word, "second", 900)
    assert labels(read(word)) == expected


def test_legal_numbers_are_all_digits(word: Document, read: Read) -> None:
    add_list(
        word,
        900,
        level(0, "upperRoman", "Article %1."),
        level(1, "decimal", "%1.%2", more="<w:isLgl/>"),
    )
    for at in (0, 0, 1):
        item(word, "text", 900, at)
    assert labels(read(word)) == ["Article I.", "Article II.", "2.1"]


def test_a_number_of_the_form_none_prints_nothing(word: Document, read: Read) -> None:
    add_list(word, 900, level(0, "none", ""), level(1, "decimal", "%1%2."))
    item(word, "Part without a number", 900)
    item(word, "clause", 900, 1)
    found = read(word)
    assert labels(found) == ["", "1."]
    assert [block.kind for block in found] == [BlockKind.TEXT, BlockKind.CLAUSE]


def test_a_skipped_level_counts_from_then_on(word: Document, read: Read) -> None:
    add_list(word, 900, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2"))
    for at in (1, 1, 0, 1):
        item(word, "text", 900, at)
    assert labels(read(word)) == ["1.1", "1.2", "2.", "2.1"]


def test_a_list_may_be_linked_through_a_list_style(word: Document, read: Read) -> None:
    add_abstract(word, 900, '<w:styleLink w:val="House"/>', level(0, "upperLetter", "%1)"))
    add_num(word, 900, 900)
    add_abstract(word, 901, '<w:numStyleLink w:val="House"/>')
    add_num(word, 901, 901)
    word.styles.element.append(
        parse_xml(
            f'<w:style {nsdecls("w")} w:type="numbering" w:styleId="House"><w:name w:val="House"/>'
            '<w:pPr><w:numPr><w:numId w:val="900"/></w:numPr></w:pPr></w:style>'
        )
    )
    item(word, "one", 901)
    item(word, "two", 901)
    assert labels(read(word)) == ["A)", "B)"]


def test_bullets_are_points_and_never_part_of_a_number(word: Document, read: Read) -> None:
    add_list(
        word,
        900,
        level(0, "decimal", "%1."),
        level(1, "bullet", "\uf0b7"),
        level(2, "decimal", "%1.%2%3"),
    )
    for at in (0, 1, 1, 2):
        item(word, "text", 900, at)
    found = read(word)
    assert labels(found) == ["1.", "-", "-", "1.1"]
    assert [block.kind for block in found][1:3] == [BlockKind.POINT, BlockKind.POINT]


def test_empty_numbered_paragraphs_count_as_word_counts_them(word: Document, read: Read) -> None:
    add_list(word, 900, level(0, "decimal", "%1."))
    for text in ("one", "", "three"):
        item(word, text, 900)
    assert shown(read(word)) == ["1. one", "3. three"]


def test_levels_of_lists_apart_are_told_with_the_list(word: Document, read: Read) -> None:
    """'a.' under '15.' is often a list of its own, on its own first level."""
    add_list(word, 900, level(0, "decimal", "%1.", 15))
    add_list(word, 901, level(0, "lowerLetter", "%1."))
    item(word, "clause", 900)
    item(word, "sub-clause", 901)
    found = read(word)
    assert [(b.label, b.level) for b in found] == [("15.", 0), ("a.", 0)]
    assert len({(b.form, b.counter) for b in found}) == 2


def test_a_text_box_counts_for_itself(word: Document, read: Read) -> None:
    add_list(word, 900, level(0, "decimal", "%1."))
    item(word, "one", 900)
    boxed = (
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="900"/></w:numPr></w:pPr>'
        "<w:r><w:t>boxed</w:t></w:r></w:p>"
    )
    add_xml(word, text_box(boxed))
    item(word, "two", 900)
    assert shown(read(word)) == ["1. one", "1. boxed", "2. two"]


@pytest.mark.parametrize(
    "broken",
    [
        '<w:lvl w:ilvl="x"><w:start w:val="?"/><w:lvlText w:val="%1."/></w:lvl>',
        '<w:lvl w:ilvl="0"><w:start w:val="99999999999999999999"/><w:lvlText w:val="%1."/></w:lvl>',
        '<w:lvl w:ilvl="0"><w:numFmt/><w:lvlText/></w:lvl>',
        '<w:numStyleLink w:val="Nowhere"/>',
    ],
)
def test_broken_lists_do_not_keep_the_text_from_being_read(
    word: Document, read: Read, broken: str
) -> None:
    add_list(word, 900, broken)
    item(word, "The words are there.", 900)
    assert read(word)[0].text == "The words are there."


# --- typed numbers


def test_typed_numbers_are_labels(word: Document, read: Read) -> None:
    for text in (
        "15. Scoping happens yearly.",
        "a) Partners are mapped.",
        "(b)\tPartners are met.",
        "iv. Records are kept.",
        "4.2.1 Reports are due in March.",
        "• A point.",
        "–\tAnother point.",
        "16\tReviews are held.",
    ):
        word.add_paragraph(text)
    word.add_paragraph("4.2 Reports are written.")
    word.add_paragraph("17\tReviews are shared.")
    assert shown(read(word)) == [
        "15. Scoping happens yearly.",
        "a) Partners are mapped.",
        "(b) Partners are met.",
        "iv. Records are kept.",
        "4.2.1 Reports are due in March.",
        "- A point.",
        "- Another point.",
        "16 Reviews are held.",
        "4.2 Reports are written.",
        "17 Reviews are shared.",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "2.5 million rupees were spent.",
        "2013. That was the year.",
        "e.g. a network",
        "A. Khan led the review.",
        "mix. and match",
        "3.5 of them agreed.",
    ],
)
def test_what_only_looks_like_a_number_stays_in_the_text(
    word: Document, read: Read, text: str
) -> None:
    word.add_paragraph(text)
    assert [(b.kind, b.text) for b in read(word)] == [(BlockKind.TEXT, text)]


def test_a_typed_number_behind_a_bullet_is_the_label(word: Document, read: Read) -> None:
    word.add_paragraph("e. The relationship is timeless.", style="List Bullet")
    assert shown(read(word)) == ["e. The relationship is timeless."]


def test_numbers_typed_after_line_breaks_begin_clauses_of_their_own(
    word: Document, read: Read
) -> None:
    paragraph = word.add_paragraph("The partner:")
    for line in ("a) keeps records", "of all funds;", "b) reports."):
        paragraph.add_run().add_break()
        paragraph.add_run(line)
    assert shown(read(word)) == ["The partner:", "a) keeps records of all funds;", "b) reports."]


# --- headings and the title


def test_headings_are_sections_or_clauses_with_a_heading(word: Document, read: Read) -> None:
    add_list(word, 900, level(0, "decimal", "%1."))
    word.add_paragraph("The Policy", style="Title")
    word.add_heading("Preamble", 1)
    item(word, "Scoping", 900).style = word.styles["Heading 1"]
    word.add_heading("16. Maintaining", 1)
    word.add_heading("17 Managing risk", 1)
    word.add_paragraph("CIP shares the risk.")
    found = [(b.kind, b.label, b.text, b.is_heading) for b in read(word)]
    assert found == [
        (BlockKind.SECTION, "", "Preamble", False),
        (BlockKind.CLAUSE, "1.", "Scoping", True),
        (BlockKind.CLAUSE, "16.", "Maintaining", True),
        (BlockKind.CLAUSE, "17", "Managing risk", True),
        (BlockKind.TEXT, "", "CIP shares the risk.", False),
    ]


def test_a_bold_line_is_a_heading_and_not_emphasised(word: Document, read: Read) -> None:
    word.add_paragraph("1. First clause.")
    word.add_paragraph().add_run("Defining Partnership").bold = True
    numbered = word.add_paragraph()
    numbered.add_run("15. Scoping and Selecting").bold = True
    run_in = word.add_paragraph()
    run_in.add_run("a. Mindset change.").bold = True
    run_in.add_run(" Partnership requires engagement.")
    assert [(b.kind, b.label, b.text, b.is_heading) for b in read(word)][1:] == [
        (BlockKind.SECTION, "", "Defining Partnership", False),
        (BlockKind.CLAUSE, "15.", "Scoping and Selecting", True),
        (BlockKind.CLAUSE, "a.", "**Mindset change.** Partnership requires engagement.", False),
    ]


def test_a_long_clause_in_a_heading_style_is_no_heading(word: Document, read: Read) -> None:
    text = "The partner keeps all records of the project for seven years after it has closed."
    word.add_heading(f"15.1 {text}", 2)
    word.add_heading("15.2 Records", 2)
    assert [(b.label, b.is_heading) for b in read(word)] == [("15.1", False), ("15.2", True)]


def test_the_title_is_the_one_in_the_title_style(word: Document, tmp_path: Path) -> None:
    word.core_properties.title = "Something else"
    word.add_paragraph("Visibility Policy", style="Title")
    word.add_paragraph("CARE International in Pakistan", style="Subtitle")
    word.add_paragraph("1. Partners are visible.")
    title, blocks = titled(word, tmp_path)
    assert title == "Visibility Policy"
    assert shown(blocks) == ["*CARE International in Pakistan*", "1. Partners are visible."]


def test_without_a_title_style_the_largest_line_at_the_top_is_the_title(
    word: Document, tmp_path: Path
) -> None:
    first = word.add_paragraph()
    first.alignment = WD_ALIGN_PARAGRAPH.CENTER
    first.add_run("Visibility Policy").font.size = Pt(20)
    word.add_paragraph().add_run("Purpose").bold = True
    word.add_paragraph("1. Partners are visible.")
    title, blocks = titled(word, tmp_path)
    assert title == "Visibility Policy"
    assert shown(blocks) == ["Purpose", "1. Partners are visible."]


@pytest.mark.parametrize(
    ("recorded", "expected"),
    [("Visibility Policy", "Visibility Policy"), ("Microsoft Word - pol.docx", ""), ("", "")],
)
def test_a_title_that_only_the_file_records_is_taken_unless_it_is_a_file_name(
    word: Document, tmp_path: Path, recorded: str, expected: str
) -> None:
    word.core_properties.title = recorded
    word.add_paragraph("1. Partners are visible.")
    assert titled(word, tmp_path)[0] == expected


# --- emphasis


def test_emphasis_is_markdown_with_spaces_outside(word: Document, read: Read) -> None:
    paragraph = word.add_paragraph("Having a ")
    paragraph.add_run("shared ").bold = True
    paragraph.add_run("vision ").bold = True
    paragraph.add_run("and ")
    paragraph.add_run(" trust").italic = True
    paragraph.add_run(".")
    assert read(word)[0].text == "Having a **shared vision** and *trust*."


def test_bold_and_italic_nest(word: Document, read: Read) -> None:
    paragraph = word.add_paragraph("It is ")
    paragraph.add_run("very ").bold = True
    both = paragraph.add_run("clear")
    both.bold = both.italic = True
    paragraph.add_run(" now.")
    assert read(word)[0].text == "It is **very *clear*** now."


def test_stars_and_underscores_of_the_text_do_not_turn_into_emphasis(
    word: Document, read: Read
) -> None:
    word.add_paragraph("Fields marked * and *so* on, first_name and _this_, 5 * 3, ____")
    text = "Fields marked * and \\*so\\* on, first_name and \\_this\\_, 5 * 3, ____"
    assert read(word)[0].text == text


def test_a_bold_style_is_bold_and_a_run_may_undo_it(word: Document, read: Read) -> None:
    strong = word.styles.add_style("Strong text", WD_STYLE_TYPE.PARAGRAPH)
    strong.font.bold = True
    paragraph = word.add_paragraph("All of this is bold but ", style="Strong text")
    paragraph.add_run("this").bold = False
    assert read(word)[0].text == "**All of this is bold but** this"


# --- notes


def add_part(document: Document, name: str, xml: str) -> None:
    """Adds a footnotes or endnotes part."""
    kind = f"application/vnd.openxmlformats-officedocument.wordprocessingml.{name}+xml"
    blob = f"<w:{name} {nsdecls('w')}>{xml}</w:{name}>".encode()
    part = Part(PackURI(f"/word/{name}.xml"), kind, blob, document.part.package)
    base = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    document.part.relate_to(part, f"{base}/{name}")


def note(kind: str, note_id: int, text: str) -> str:
    return (
        f'<w:{kind} w:id="{note_id}"><w:p><w:r><w:{kind}Ref/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {text}</w:t></w:r></w:p></w:{kind}>'
    )


def cite(paragraph: Paragraph, kind: str, note_id: int, mark: str = "") -> None:
    own = f' w:customMarkFollows="1"/><w:t>{mark}</w:t' if mark else "/"
    paragraph._p.append(
        parse_xml(
            f'<w:r {nsdecls("w")}><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
            f'<w:{kind}Reference w:id="{note_id}"{own}></w:r>'
        )
    )


def test_a_footnote_stands_behind_the_paragraph_that_cites_it(word: Document, read: Read) -> None:
    separator = '<w:footnote w:type="separator" w:id="0"><w:p/></w:footnote>'
    notes = note("footnote", 7, "The first note.") + note("footnote", 3, "The second note.")
    add_part(word, "footnotes", separator + notes)
    paragraph = word.add_paragraph("1. Studies")
    cite(paragraph, "footnote", 7)
    paragraph.add_run(" and reviews")
    cite(paragraph, "footnote", 3)
    paragraph.add_run(".")
    word.add_paragraph("2. Next clause.")
    found = read(word)
    assert shown(found) == [
        "1. Studies¹ and reviews².",
        "1 The first note.",
        "2 The second note.",
        "2. Next clause.",
    ]
    assert [b.kind for b in found][1:3] == [BlockKind.FOOTNOTE, BlockKind.FOOTNOTE]


def test_endnotes_go_on_after_the_footnotes_so_that_a_mark_means_one_note(
    word: Document, read: Read
) -> None:
    add_part(word, "footnotes", note("footnote", 1, "At the foot."))
    add_part(word, "endnotes", note("endnote", 1, "At the end."))
    paragraph = word.add_paragraph("1. Both")
    cite(paragraph, "endnote", 1)
    cite(paragraph, "footnote", 1)
    assert shown(read(word)) == ["1. Both²¹", "2 At the end.", "1 At the foot."]


def test_a_mark_that_the_author_chose_is_kept(word: Document, read: Read) -> None:
    add_part(word, "footnotes", note("footnote", 1, "Starred.") + note("footnote", 2, "Counted."))
    paragraph = word.add_paragraph("1. Text")
    cite(paragraph, "footnote", 1, mark="*")
    cite(paragraph, "footnote", 2)
    assert shown(read(word)) == ["1. Text\\*¹", "* Starred.", "1 Counted."]


def test_a_footnote_typed_as_a_paragraph_is_a_footnote(word: Document, read: Read) -> None:
    word.add_paragraph("1. Text.")
    typed = word.add_paragraph()
    typed.add_run("8").font.superscript = True
    typed.add_run(" Organizational depth relates to experience.")
    found = read(word)[1]
    assert (found.kind, found.label) == (BlockKind.FOOTNOTE, "8")
    assert found.text == "Organizational depth relates to experience."


def test_raised_digits_are_marks_and_other_raised_letters_are_text(
    word: Document, read: Read
) -> None:
    paragraph = word.add_paragraph("The 12")
    paragraph.add_run("th").font.superscript = True
    paragraph.add_run(" study")
    paragraph.add_run("3").font.superscript = True
    assert read(word)[0].text == "The 12th study³"


# --- tables and boxes


def test_a_merged_cell_keeps_its_columns_and_holds_for_all_its_rows(
    word: Document, read: Read
) -> None:
    table = word.add_table(3, 3)
    for row, texts in zip(table.rows, (("Step", "Who", "Days"), "abc", "def"), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 1).merge(table.cell(2, 1)).text = "both"
    table.cell(0, 0).merge(table.cell(0, 1)).text = "Step and who"
    found = read(word)
    assert shown(found) == ["| Step and who |  | Days |\n| a | both | c |\n| d |  | f |"]
    assert {block.kind for block in found} == {BlockKind.TEXT}
    table = found[0].table
    assert table is not None
    assert table.header == ("Step and who", "Step and who", "Days")
    assert table.rows == (("a", "both", "c"), ("d", "both", "f"))


def test_numbers_in_cells_count_with_the_text_around(word: Document, read: Read) -> None:
    add_list(word, 900, level(0, "decimal", "%1."))
    item(word, "before", 900)
    table = word.add_table(1, 2)
    table.cell(0, 0).paragraphs[0]._p.get_or_add_pPr().append(num_pr(900, 0))
    table.cell(0, 0).paragraphs[0].add_run("in a cell")
    table.cell(0, 1).text = "beside"
    item(word, "after", 900)
    assert shown(read(word)) == ["1. before", "| 2. in a cell | beside |", "3. after"]


def test_a_bordered_cell_alone_is_a_box_and_an_unbordered_one_is_layout(
    word: Document, read: Read
) -> None:
    boxed = word.add_table(1, 1, style="Table Grid")
    boxed.cell(0, 0).text = "What is not partnership"
    boxed.cell(0, 0).add_paragraph("A contract alone.")
    word.add_paragraph("Between.")
    word.add_table(1, 1).cell(0, 0).text = "12. Only laid out so."
    assert [(b.kind, b.label, b.text) for b in read(word)] == [
        (BlockKind.BOX, "", "What is not partnership\nA contract alone."),
        (BlockKind.TEXT, "", "Between."),
        (BlockKind.CLAUSE, "12.", "Only laid out so."),
    ]


def text_box(content: str) -> str:
    """A paragraph with a text box, in Word's new form and, for old programs, again in the old."""
    inner = f"<w:txbxContent>{content}</w:txbxContent>"
    return (
        "<w:p><w:r><mc:AlternateContent>"
        f'<mc:Choice Requires="wps"><w:drawing><wps:txbx>{inner}</wps:txbx></w:drawing></mc:Choice>'
        f"<mc:Fallback><w:pict><v:textbox>{inner}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )


def test_a_text_box_is_read_once_though_the_file_holds_it_twice(word: Document, read: Read) -> None:
    lines = "".join(f"<w:p><w:r><w:t>{t}</w:t></w:r></w:p>" for t in ("Note", "Ask the PC."))
    add_xml(word, text_box(lines))
    assert [(b.kind, b.text) for b in read(word)] == [(BlockKind.BOX, "Note\nAsk the PC.")]


def test_paragraphs_in_one_frame_are_one_box(word: Document, read: Read) -> None:
    sides = "".join(f'<w:{s} w:val="single"/>' for s in ("top", "left", "bottom", "right"))
    for text in ("Framed.", "Framed too."):
        add_xml(
            word,
            f"<w:p><w:pPr><w:pBdr>{sides}</w:pBdr></w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>",
        )
    word.add_paragraph("Free.")
    assert [(b.kind, b.text) for b in read(word)] == [
        (BlockKind.BOX, "Framed.\nFramed too."),
        (BlockKind.TEXT, "Free."),
    ]


# --- what is printed, and what is not

PRINTED = {
    "inserted text": (
        '<w:p><w:r><w:t xml:space="preserve">The </w:t></w:r>'
        '<w:del w:id="1"><w:r><w:delText>old </w:delText></w:r></w:del>'
        '<w:ins w:id="2"><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:t> rule</w:t></w:r></w:p>',
        "The new rule",
    ),
    "moved text, where it went": (
        '<w:p><w:moveFrom w:id="1"><w:r><w:t>here</w:t></w:r></w:moveFrom>'
        '<w:moveTo w:id="2"><w:r><w:t>there</w:t></w:r></w:moveTo></w:p>',
        "there",
    ),
    "a field's result, not its code": (
        '<w:p><w:r><w:t xml:space="preserve">See page </w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        "<w:r><w:instrText>PAGEREF _Ref1 \\h</w:instrText></w:r>"
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>8</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>.</w:t></w:r></w:p>',
        "See page 8.",
    ),
    "a simple field's result": (
        '<w:p><w:fldSimple w:instr=" REF x "><w:r><w:t>Annex 1</w:t></w:r></w:fldSimple></w:p>',
        "Annex 1",
    ),
    "a field that shows no result": (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>XE "x"</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="end"/></w:r><w:r><w:t>Text</w:t></w:r></w:p>',
        "Text",
    ),
    "a link's words": (
        '<w:p><w:hyperlink w:anchor="x"><w:r><w:t>the Guide</w:t></w:r></w:hyperlink></w:p>',
        "the Guide",
    ),
    "smart tags and content controls": (
        "<w:p><w:smartTag><w:r><w:t>In Quetta</w:t></w:r></w:smartTag><w:sdt><w:sdtPr/>"
        "<w:sdtContent><w:r><w:t>, 2013</w:t></w:r></w:sdtContent></w:sdt></w:p>",
        "In Quetta, 2013",
    ),
    "tabs, breaks and hyphens": (
        "<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>turn</w:t><w:noBreakHyphen/>"
        "<w:t>around part</w:t><w:softHyphen/><w:t>ner</w:t></w:r></w:p>",
        "a b turn-around partner",
    ),
    "no hidden text and no comment": (
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>secret</w:t></w:r>"
        '<w:commentRangeStart w:id="0"/><w:r><w:t>seen</w:t></w:r><w:commentRangeEnd w:id="0"/>'
        '<w:r><w:commentReference w:id="0"/></w:r></w:p>',
        "seen",
    ),
    "signs of the symbol fonts": (
        '<w:p><w:r><w:t xml:space="preserve">Form </w:t>'
        '<w:sym w:font="Wingdings" w:char="F0E0"/><w:t> PC</w:t></w:r></w:p>',
        "Form → PC",
    ),
}


@pytest.mark.parametrize(("xml", "text"), PRINTED.values(), ids=PRINTED.keys())
def test_the_words_are_those_of_the_printed_page(
    word: Document, read: Read, xml: str, text: str
) -> None:
    add_xml(word, xml)
    assert shown(read(word)) == [text]


def test_a_deleted_paragraph_is_gone_and_not_counted(word: Document, read: Read) -> None:
    add_list(word, 900, level(0, "decimal", "%1."))
    item(word, "one", 900)
    num = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="900"/></w:numPr>'
    add_xml(
        word,
        f'<w:p><w:pPr>{num}<w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        '<w:del w:id="2"><w:r><w:delText>gone</w:delText></w:r></w:del></w:p>',
    )
    item(word, "two", 900)
    assert shown(read(word)) == ["1. one", "2. two"]


def test_paragraphs_whose_break_was_deleted_are_one(word: Document, read: Read) -> None:
    add_xml(
        word,
        '<w:p><w:pPr><w:rPr><w:del w:id="1"/></w:rPr></w:pPr>'
        '<w:r><w:t xml:space="preserve">The partner </w:t></w:r></w:p>',
    )
    word.add_paragraph("reports.")
    assert shown(read(word)) == ["The partner reports."]


def test_contents_headers_and_footers_are_left_out(word: Document, read: Read) -> None:
    word.sections[0].header.paragraphs[0].text = "Header"
    word.sections[0].footer.paragraphs[0].text = "Footer"
    add_xml(
        word,
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj>'
        "</w:sdtPr><w:sdtContent><w:p><w:r><w:t>Purpose 3</w:t></w:r></w:p></w:sdtContent></w:sdt>",
    )
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o "1-3" '
        '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    add_xml(word, f"<w:p>{begin}<w:r><w:t>Purpose 3</w:t></w:r></w:p>")
    add_xml(word, "<w:p><w:r><w:t>Scope 4</w:t></w:r></w:p>")
    add_xml(word, '<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')
    word.add_heading("Purpose", 2)
    word.add_paragraph("1. Text.")
    assert shown(read(word)) == ["Purpose", "1. Text."]


def test_a_contents_field_without_an_end_does_not_swallow_the_document(
    word: Document, read: Read
) -> None:
    add_xml(
        word,
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>TOC</w:instrText>'
        '</w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r></w:p>',
    )
    word.add_paragraph("1. Text.")
    assert shown(read(word)) == ["1. Text."]


# --- the framework, and files that are none


def test_the_framework_set_in_word_comes_back_word_for_word(tmp_path: Path) -> None:
    path = tmp_path / "cspf.docx"
    write_docx(CSPF, path)
    assert check_file(path) == "docx"
    reading = read_docx(path.name, path.read_bytes())
    title, blocks = reading.title, reading.blocks
    found = [word for text in [title, *shown(blocks)] for word in words(text)]
    assert found == expected_words(CSPF)


def expected_words(source: Path) -> list[str]:
    """The framework's words; Word counts only cited notes, and prints no bullet before 'i.'."""
    content = list(paragraphs(source))
    cited = [m for p in content for m in re.findall(r"\[\^(\d+)\]", p.text)]
    counted = {label: str(place) for place, label in enumerate(cited, 1)}
    found = []
    for p in content:
        if p.kind == "note" and p.label not in counted:
            continue
        text = re.sub(r"\[\^(\d+)\]", lambda m: superscript(counted[m.group(1)]), p.text)
        typed = p.label == "-" and re.match(r"[ivx]+\. ", text)
        label = counted[p.label] if p.kind == "note" else "" if typed else p.label
        found.extend(words(f"{label} {text}"))
    return found


def words(text: str) -> list[str]:
    return re.sub(r"\\([*_])", r"\1", text).replace("*", "").split()


def test_a_document_without_words_is_refused(word: Document, tmp_path: Path) -> None:
    with pytest.raises(UnreadableDocument, match=r"policy\.docx holds no words"):
        titled(word, tmp_path)


def sample() -> bytes:
    """A document with a bit of everything."""
    document = docx.Document()
    add_list(document, 900, level(0, "decimal", "%1."), level(1, "lowerLetter", "(%2)"))
    add_part(document, "footnotes", note("footnote", 1, "A note."))
    document.add_heading("Purpose", 1)
    for at in (0, 1, 1, 0):
        cite(item(document, "The partner keeps records.", 900, at), "footnote", 1)
    document.add_table(2, 2, style="Table Grid").cell(0, 0).text = "cell"
    add_xml(document, text_box("<w:p><w:r><w:t>boxed</w:t></w:r></w:p>"))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


SAMPLE = sample()


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    changes=st.lists(
        st.tuples(st.integers(0, len(SAMPLE) - 1), st.integers(0, 255)), min_size=1, max_size=6
    ),
    cut=st.one_of(st.none(), st.integers(0, len(SAMPLE))),
)
def test_a_broken_file_is_read_or_refused_and_nothing_else(
    tmp_path: Path, changes: list[tuple[int, int]], cut: int | None
) -> None:
    data = bytearray(SAMPLE)
    for at, byte in changes:
        data[at] = byte
    path = tmp_path / "broken.docx"
    path.write_bytes(bytes(data[:cut]))
    for step in (check_content, read_docx):
        try:
            step(path.name, path.read_bytes())
        except UnreadableDocument as refused:
            assert "broken.docx" in str(refused)


XML_PIECES = st.sampled_from(
    (b"w:numId", b"w:ilvl", b'w:val="1"', b"<w:p>", b"</w:p>", b"w:tc>", b"w:r>", b"900", b"w:t>")
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(swaps=st.lists(st.tuples(XML_PIECES, XML_PIECES), min_size=1, max_size=4))
def test_xml_that_makes_no_sense_is_read_or_refused_and_nothing_else(
    tmp_path: Path, swaps: list[tuple[bytes, bytes]]
) -> None:
    path = tmp_path / "odd.docx"
    path.write_bytes(with_xml_changed(SAMPLE, swaps))
    try:
        check_file(path)
        read_docx(path.name, path.read_bytes())
    except UnreadableDocument as refused:
        assert "odd.docx" in str(refused)


def with_xml_changed(data: bytes, swaps: list[tuple[bytes, bytes]]) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            if name in ("word/document.xml", "word/numbering.xml", "word/footnotes.xml"):
                for old, new in swaps:
                    content = content.replace(old, new)
            target.writestr(name, content)
    return stream.getvalue()
