"""A composition becomes two Word files that open, read back whole, and look finished or do not."""

from __future__ import annotations

import errno
import re
import tempfile
from collections import Counter
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.shared import RGBColor

from drafting.agreements.templates.shipped import TEMPLATES, comes_with_saathi
from drafting.documents.composition import Composition, DocumentKind, Paragraph, Run
from drafting.documents.page_status import NOT_REVIEWED, PageStatus
from drafting.documents.pdf import to_pdf
from drafting.documents.render import RenderedCopies
from drafting.documents.render import render as render_document
from drafting.documents.word import limits, packing
from drafting.partners.errors import BadTemplate, DraftingError
from drafting.partners.record.field_types import LONGEST_LINE
from knowledge.confinement import Limits
from tests.support.drafting.compositions import LONG, URDU, closed, composition, words
from tests.support.drafting.kinds import KINDS
from tests.support.drafting.kinds import MOU as MEMORANDUM
from tests.support.word_files import W, WordFile, complaints, printed_pages, running, values

MOU = TEMPLATES / "mou" / "template.docx"
DC = "{http://purl.org/dc/elements/1.1/}"
HOSTILE = (
    "<w:p><w:r><w:t>A & B</w:t></w:r></w:p>",
    "{{ 7 * 7 }} {% for x in y %} {%p if sample %} {# note #}",
    "&amp; &lt;b&gt; ]]> <!-- c --> <?xml?>",
    '=HYPERLINK("x") +1 -1 @cmd',
    "one   two    three ",
    "smile 😀 family 👨‍👩‍👧 flag 🇵🇰",
    f"{URDU} and English, then {URDU}",
    "“curly” ‘quotes’ – — … № ½",
    "x" * 10_000,
    "a b " * 2_500,
)


SIGNED = PageStatus("Draft for review", "For signature")


def render(
    composition: Composition, template: Path, status: PageStatus = NOT_REVIEWED
) -> RenderedCopies:
    """As the desk has it: what came with Saathi needs no child process."""
    return render_document(composition, template, comes_with_saathi, status)


def template(kind: DocumentKind) -> Path:
    return TEMPLATES / kind / "template.docx"


def with_text(text: str) -> Composition:
    """A document with `text` wherever the record gives words, cut where a field holds one line."""
    made = composition()
    said, line = words(text), text[:LONGEST_LINE]
    section = made.sections[0]
    clause = replace(section.clauses[0], title=line, paragraphs=(Paragraph(said),))
    annex = made.annexes[0]
    # No record gives the heading of a column, and one longer than a page can be set by nobody.
    columns = (line if len(line) < 100 else "A", "B", "C")
    table = replace(annex.tables[0], caption=line, columns=columns, rows=((said, said, said),))
    return replace(
        made,
        subtitle=line,
        parties=(replace(made.parties[0], name=line, details=((line, said),)), made.parties[1]),
        sections=(replace(section, clauses=(clause,)), *made.sections[1:]),
        annexes=(replace(annex, tables=(table,)),),
        signatures=(replace(made.signatures[0], lines=((line, said),)), made.signatures[1]),
    )


@pytest.fixture(scope="module")
def drafts() -> dict[DocumentKind, RenderedCopies]:
    return {kind: render(composition(kind), template(kind)) for kind in KINDS}


@pytest.fixture(scope="module")
def hostile() -> list[RenderedCopies]:
    return [render(with_text(text), MOU) for text in HOSTILE]


@pytest.fixture(scope="module")
def printed(drafts: dict[DocumentKind, RenderedCopies]) -> dict[str, list[str]]:
    """The pages of every document, converted in one go."""
    files: dict[str, bytes] = {kind: drafted.working for kind, drafted in drafts.items()}
    files["clean"] = drafts[MEMORANDUM].clean
    files["signed"] = render(closed(composition()), MOU, SIGNED).clean
    return printed_pages(files)


@pytest.fixture(scope="module")
def working(drafts: dict[DocumentKind, RenderedCopies]) -> WordFile:
    return WordFile(drafts[MEMORANDUM].working)


@pytest.fixture(scope="module")
def clean(drafts: dict[DocumentKind, RenderedCopies]) -> WordFile:
    return WordFile(drafts[MEMORANDUM].clean)


def test_both_copies_are_valid_for_both_validators(
    drafts: dict[DocumentKind, RenderedCopies], tmp_path: Path
) -> None:
    assert complaints(drafts[MEMORANDUM]._asdict(), tmp_path) == {}


@pytest.mark.parametrize("kind", KINDS)
def test_every_value_is_in_both_copies_and_no_tag_is_left(
    drafts: dict[DocumentKind, RenderedCopies], kind: DocumentKind
) -> None:
    for content in drafts[kind]:
        told = running(WordFile(content).text)
        assert [each for each in values(composition(kind)) if running(each) not in told] == []
        assert "{{" not in told
        assert "{%" not in told


def test_the_same_composition_gives_the_same_bytes(
    drafts: dict[DocumentKind, RenderedCopies],
) -> None:
    for kind, drafted in drafts.items():
        assert render(composition(kind), template(kind)) == drafted


def test_the_working_copy_marks_what_is_open(working: WordFile) -> None:
    marked = [
        "".join(each.text for each in run.iter(f"{W}t"))
        for run in working.all("r")
        if (style := run.find(f"{W}rPr/{W}rStyle")) is not None
        and style.get(f"{W}val") == "OpenField"
    ]
    assert set(marked) == {
        "[Registration number]",
        "[Legal name of the donor]",
        "[Name of the finance focal point]",
        "[Name of the signatory]",
    }


def test_a_comment_beside_each_clause_says_why_it_is_there(working: WordFile) -> None:
    made = composition()
    said = working.paragraphs(part="word/comments.xml")
    with_reasons = [annex.reason for annex in made.annexes if annex.reason]
    assert said == [
        reason.text for reason in [*(each.reason for each in made.clauses()), *with_reasons]
    ]
    comments = list(working.part("word/comments.xml"))
    assert {each.get(f"{W}author") for each in comments} == {"Saathi"}
    assert {each.get(f"{W}date") for each in comments} == {"2026-07-12T00:00:00Z"}
    ids = [each.get(f"{W}id") for each in comments]
    for mark in ("commentRangeStart", "commentRangeEnd", "commentReference"):
        assert [each.get(f"{W}id") for each in working.all(mark)] == ids
    titles = [each.getparent() for each in working.all("commentRangeStart")]
    assert running(titles[0].itertext()) == "What for"


def test_ids_of_bookmarks_are_unique_and_every_reference_has_its_bookmark(
    working: WordFile,
) -> None:
    marks = working.all("bookmarkStart")
    assert max(Counter(mark.get(f"{W}id") for mark in marks).values()) == 1
    names = [mark.get(f"{W}name") for mark in marks]
    assert len(set(names)) == len(names)
    codes = [each.text.split()[1] for each in working.all("instrText") if "REF" in each.text]
    assert len(codes) == 2
    assert set(codes) <= set(names)


def test_the_clean_copy_has_no_comments_marks_or_brackets(clean: WordFile) -> None:
    assert "word/comments.xml" not in clean.parts
    assert b"comments" not in clean.parts["[Content_Types].xml"]
    assert not clean.all("commentReference")
    assert b"OpenField" not in clean.parts["word/document.xml"]
    assert "[Legal name" not in clean.text
    assert re.search(r"The donor is _{8,} \(Legal name of the donor\), whose", clean.text)


def test_the_header_says_of_each_copy_what_the_verdict_on_it_says(
    working: WordFile, clean: WordFile
) -> None:
    def header(file: WordFile) -> str:
        return " ".join(file.paragraphs(part="word/header1.xml"))

    assert "Draft for review, not for signature" in header(working)
    assert "Not reviewed, not for signature" in header(clean)
    drafted = render(closed(composition()), MOU, SIGNED)
    whole = WordFile(drafted.clean)
    assert "\tFor signature" in header(whole)
    assert "For signature" not in header(WordFile(drafted.working))
    unread = WordFile(render(closed(composition()), MOU).clean)
    assert "For signature" not in header(unread), "nothing is open, but nobody reviewed it"
    assert "Sample" in header(whole)
    real = replace(closed(composition()), sample=False)
    assert "Sample" not in header(WordFile(render(real, MOU).clean))


def test_the_properties_are_the_documents_own(working: WordFile) -> None:
    held = docx.Document(BytesIO(working.content)).core_properties
    assert held.title == "Memorandum of Understanding"
    assert held.subject == "Girls’ schooling & water in Khairpur"
    assert held.author == "CARE International in Pakistan"
    assert held.identifier == composition().reference
    assert held.created is not None
    assert held.created.date().isoformat() == "2026-07-12"
    assert b"python-docx" not in b"".join(working.parts.values())


def test_urdu_runs_from_right_to_left_in_runs_of_its_own(working: WordFile) -> None:
    by_text = {
        "".join(each.text for each in run.iter(f"{W}t")): run.find(f"{W}rPr")
        for run in working.all("r")
        if run.find(f"{W}t") is not None
    }
    name = by_text["انجمن روشنی (نمونہ"]
    assert name.find(f"{W}rtl") is not None
    assert name.find(f"{W}lang").get(f"{W}bidi") == "ur-PK"
    assert by_text["Roshni or "] is None
    assert by_text[") since 2009"] is None


def test_tables_keep_their_widths_heading_rows_and_figures(working: WordFile) -> None:
    table = next(each for each in working.all("tbl") if "Teachers" in running(each.itertext()))
    widths = [int(each.get(f"{W}w")) for each in table.iter(f"{W}gridCol")]
    assert sum(widths) == 9184
    assert widths[1] > 2 * widths[2] > 4 * widths[0] / 2
    rows = list(table.iter(f"{W}tr"))
    assert rows[0].find(f"{W}trPr/{W}tblHeader") is not None
    assert all(row.find(f"{W}trPr/{W}cantSplit") is not None for row in rows)
    styles = [
        [cell.find(f".//{W}pStyle").get(f"{W}val") for cell in row.iter(f"{W}tc")] for row in rows
    ]
    assert styles[0] == ["TableHeading", "TableHeading", "TableHeadingNumber"]
    assert styles[1] == ["TableText", "TableText", "TableNumber"]
    assert styles[-1] == ["TableTotal", "TableTotal", "TableTotalNumber"]


@pytest.mark.parametrize("kind", KINDS)
def test_the_numbers_that_word_counts_are_those_of_the_composition(
    printed: dict[str, list[str]], kind: DocumentKind
) -> None:
    told = running(printed[kind])
    made = composition(kind)
    for section in made.sections:
        assert f"{section.number} {section.heading}" in told
    for clause in made.clauses():
        assert f"{clause.number} {clause.title}" in told
    for annex in made.annexes:
        assert f"Annex {annex.letter} {annex.title}" in told
    assert "stands in Annex A and is read with clause 3.2." in told


def test_each_clause_begins_its_list_anew(printed: dict[str, list[str]]) -> None:
    told = running(printed["mou"])
    assert "(a) keeps its own name, governance and way of working; (b) tells" in told
    assert "(i) a conflict of interest, whether actual or apparent; (ii) a change" in told
    assert "(c) pays for what it has undertaken" in told
    assert "Each party: (a) keeps its own name, governance and way of working; (b) pays" in told
    assert "Each report tells: (a) what was done; (b) why." in told


def test_each_page_tells_its_number_the_reference_and_that_it_is_a_sample(
    printed: dict[str, list[str]],
) -> None:
    for name, held in printed.items():
        assert len(held) == 3, name
        for number, page in enumerate(held, 1):
            assert f"Page {number} of 3" in page
            assert "Sample: made-up data" in page
            assert "sample-roshni-2026-schools-v2" in page


def test_an_annex_begins_a_page_where_the_template_says_so_and_follows_on_elsewhere(
    printed: dict[str, list[str]],
) -> None:
    for held in printed.values():
        told = running(held[2])
        assert told.index("Annex A Budget") < told.index("Annex B Reports")
        assert "[[sign" not in told


def kept(paragraph: Any) -> bool:
    return paragraph.find(f"{W}pPr/{W}keepNext") is not None


def test_a_short_table_stays_with_what_introduces_it(working: WordFile) -> None:
    table = next(each for each in working.all("tbl") if "Teachers" in running(each.itertext()))
    *rows, last = table.iter(f"{W}tr")
    assert all(kept(each) for row in rows[1:] for each in row.iter(f"{W}p"))
    assert not any(kept(each) for each in last.iter(f"{W}p"))
    caption = table.getprevious()
    assert kept(caption)
    assert kept(caption.getprevious())


def test_a_long_table_breaks_but_its_sum_never_stands_alone() -> None:
    made = composition()
    section, clause = made.sections[0], made.sections[0].clauses[0]
    table = made.annexes[0].tables[0]
    long = replace(table, rows=(*table.rows[:1] * 30, table.rows[-1]))
    one = replace(section, clauses=(replace(clause, tables=(long,)),))
    file = WordFile(render(replace(made, sections=(one,), annexes=()), MOU).working)
    found = next(each for each in file.all("tbl") if "Teachers" in running(each.itertext()))
    held = [all(kept(each) for each in row.iter(f"{W}p")) for row in found.iter(f"{W}tr")]
    assert held[1:] == [False] * 29 + [True, False]


def test_signatures_stay_together(printed: dict[str, list[str]]) -> None:
    for held in printed.values():
        signing = next(page for page in held if "[[sign:cip]]" in page)
        for line in ("For CARE", "[[sign:partner]]", "Country Director", "Chairperson", "Date"):
            assert line in signing


def test_a_signed_copy_has_no_blank_but_where_people_sign(printed: dict[str, list[str]]) -> None:
    assert "For signature" in printed["signed"][0]
    assert all("[" not in page.replace("[[sign", "") for page in printed["signed"])
    assert "(Name of the signatory)" in running(printed["clean"])


def test_hostile_values_come_out_as_plain_text(hostile: list[RenderedCopies]) -> None:
    for text, drafted in zip(HOSTILE, hostile, strict=True):
        for content in drafted:
            file = WordFile(content)
            assert sum(text in each for each in file.paragraphs()) >= 6, text[:40]
            assert file.part("docProps/core.xml").findtext(f"{DC}subject") == text[:LONGEST_LINE]


def test_documents_with_hostile_values_are_valid(
    hostile: list[RenderedCopies], tmp_path: Path
) -> None:
    everything = "\n".join(text for text in HOSTILE if len(text) < 1_000)
    files = {"all": render(with_text(everything), MOU).working, "long": hostile[-2].working}
    assert complaints(files, tmp_path) == {}
    assert "{{ 7 * 7 }}" in running(printed_pages(files)["all"])


def test_what_no_document_can_hold_is_shown_as_missing_and_turning_signs_are_left_out() -> None:
    drafted = render(with_text("a\x07b \ud800 \u202ereversed\u202c line\u2028end\nnext"), MOU)
    shown = WordFile(drafted.working).paragraphs("ClauseText")[0]
    assert shown == "a\ufffdb \ufffd reversed line\u2028end\nnext"


def test_a_template_restyled_in_word_gives_the_same_words_in_its_look(tmp_path: Path) -> None:
    opened = docx.Document(str(MOU))
    opened.styles["Title"].font.color.rgb = RGBColor(0x12, 0x34, 0x56)
    opened.save(str(tmp_path / "template.docx"))
    ours = WordFile(render(composition(), MOU).working)
    theirs = WordFile(render(composition(), tmp_path / "template.docx").working)
    assert theirs.text == ours.text
    assert b"123456" in theirs.parts["word/styles.xml"]


def altered(tmp_path: Path, before: str, after: str) -> Path:
    """The memorandum's template with `before` in its text replaced by `after`."""
    parts = dict(packing.apart(MOU.read_bytes()))
    text = parts["word/document.xml"].decode()
    assert before in text
    parts["word/document.xml"] = text.replace(before, after, 1).encode()
    file = tmp_path / "template.docx"
    file.write_bytes(packing.together(packing.part(name, held) for name, held in parts.items()))
    return file


@pytest.mark.parametrize(
    "expression",
    [
        "{{ title.nothing }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ cycler.__init__.__globals__ }}",
        "{{ sections | map('upper') }}",
        "{{ range(10) }}",
        "{% include 'x' %}",
        "{% for %}",
    ],
)
def test_a_template_that_asks_for_more_than_the_document_is_refused(
    tmp_path: Path, expression: str
) -> None:
    with pytest.raises(BadTemplate, match="saathi templates check"):
        render(composition(), altered(tmp_path, "{{ title }}", expression))


def looping(tmp_path: Path) -> bytes:
    """A template that would take hours: loops in loops in loops."""
    names = "abcdefgh"
    opened = "".join(f"{{% for {name} in sections %}}" for name in names)
    inner = f"{opened}{LONG}{'{% endfor %}' * len(names)}"
    return altered(tmp_path, "{{ title }}", inner).read_bytes()


def many() -> Composition:
    return replace(composition(), sections=composition().sections * 20)


@pytest.mark.parametrize(
    ("allowed", "said"),
    [
        (Limits(seconds=1), "longer to read than the 1 seconds"),
        (Limits(processor=1), "longer to read"),
        (Limits(memory=120_000_000), "more memory"),
    ],
)
def test_a_template_that_takes_too_much_time_or_memory_is_stopped(
    tmp_path: Path, allowed: Limits, said: str
) -> None:
    with pytest.raises(BadTemplate, match=said):
        limits.both_apart.within(allowed)(many(), looping(tmp_path))


def test_a_file_that_is_no_word_document_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "template.docx"
    for content in (b"", b"PK\x03\x04 nothing", b"<html></html>", packing.together([])):
        file.write_bytes(content)
        with pytest.raises(BadTemplate, match="not a Word document"):
            render(composition(), file)


def test_a_libreoffice_that_cannot_be_started_is_told_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "soffice"
    program.write_text("#!/nowhere/at/all\n", encoding="utf-8")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DraftingError, match=r"cannot be started .*; install it again"):
        to_pdf(b"anything")


def test_a_temporary_folder_that_is_full_costs_the_pdf_and_not_the_word_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "soffice").touch(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))

    def full(**_named: str) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "TemporaryDirectory", full)
    with pytest.raises(DraftingError, match=r"No space left on device.*the Word files are whole"):
        to_pdf(b"anything")


def test_without_libreoffice_there_is_no_pdf(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert to_pdf(b"anything") is None


def test_an_annex_is_referred_to_by_its_letter_and_a_missing_clause_in_plain_words() -> None:
    made = composition()
    section = made.sections[0]
    told = Paragraph((Run("clause 9.9", refers_to="gone"), Run(" and Annex B", refers_to="B")))
    clause = replace(section.clauses[0], paragraphs=(told,))
    made = replace(made, sections=(replace(section, clauses=(clause,)), *made.sections[1:]))
    file = WordFile(render(made, MOU).working)
    assert "clause 9.9 and Annex B" in file.text
    codes: list[Any] = [each.text for each in file.all("instrText")]
    assert [code.split()[1] for code in codes] == ["_Ref_B"]
