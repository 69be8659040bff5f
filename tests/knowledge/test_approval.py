"""What a person is told to doubt before a document is in force, and the page that shows it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from knowledge import Clause, Document, ForceChange, Section, Status, compare
from knowledge.approval import Proposal, approval_page, doubts_of
from knowledge.approval.html_page import word_changes
from knowledge.approval.pictures import PagePicture, clause_pages
from knowledge.reading.report import (
    GarbledText,
    LeftOut,
    LeftOutKind,
    NumberingDoubt,
    NumberingFault,
    Reading,
    ReadingReport,
    RecognisedPage,
    StruckText,
    TableFact,
)

TODAY = date(2026, 11, 30)
LINES = [
    "Partners use the logo only after written consent.",
    "The logo is never changed in colour or shape.",
    "Partners refer journalists to the officer.",
    "Banners are taken down within a week.",
]


def document(lines: list[str], edition: str = "2026-05") -> Document:
    clauses = tuple(Clause(id=str(n), label=f"{n}.", text=t) for n, t in enumerate(lines, 1))
    return Document(
        id="visibility-policy",
        title="Visibility Policy",
        edition=edition,
        status=Status.APPROVED,
        provenance="test",
        sections=(Section(heading="Logo", clauses=clauses),),
    )


def doubts(report: ReadingReport, now: Document | None = None) -> list[str]:
    reading = Reading(document=now or document(LINES), report=report)
    return [doubt.text for doubt in doubts_of(reading, None, [], TODAY)]


def test_nothing_is_said_of_what_is_in_order() -> None:
    assert doubts(ReadingReport(pages=3, words=100, words_placed=100)) == []
    next_year = document(LINES, "2027-10")
    assert doubts(ReadingReport(), next_year) == []


@pytest.mark.parametrize(
    ("report", "says"),
    [
        (ReadingReport(pages_without_text=(2,)), "Page 2 has no text"),
        (ReadingReport(pages_without_text=(2, 3, 9)), "Pages 2, 3 and 9 have no text"),
        (ReadingReport(words=200, words_placed=150), "25 % of the file’s words are in no clause"),
        (ReadingReport(pages_in_columns=(1,)), "Page 1 has columns"),
        (
            ReadingReport(
                recognised=tuple(RecognisedPage(page=n, sureness=0.9) for n in range(1, 32))
            ),
            "8, … (31 in all) were recognised from a picture (90 % sure)",
        ),
        (
            ReadingReport(pages_without_text=(4,), pages_unrecognised=(4,)),
            "the words in the picture cannot be told surely enough",
        ),
        (ReadingReport(pages_without_text=(4,), pages_blank=(4,)), "no text and no picture"),
        (ReadingReport(garbled=(GarbledText(page=4, letters=3, sample="p�licy"),)), "On page 4 3"),
        (ReadingReport(struck=(StruckText(text="ten"),)), "‘ten’ is struck through"),
        (
            ReadingReport(tables=(TableFact(rows=3, columns=4, merged_cells=2),)),
            "A table of 3 × 4 has merged cells",
        ),
        (ReadingReport(notes_without_mark=("7",)), "No clause cites the footnotes 7."),
        (
            ReadingReport(
                numbering=(
                    NumberingDoubt(
                        fault=NumberingFault.GAP,
                        clause="4",
                        label="4.",
                        before="2.",
                        missing=("3",),
                    ),
                )
            ),
            "4. stands behind 2.: 3 not found.",
        ),
        (
            ReadingReport(
                numbering=(NumberingDoubt(fault=NumberingFault.REPEAT, clause="2-2", label="2."),)
            ),
            "2. is printed twice; the clause is called 2-2 here.",
        ),
    ],
)
def test_what_the_reader_noticed_is_one_sentence_with_its_place(
    report: ReadingReport, says: str
) -> None:
    (sentence,) = doubts(report)
    assert says in sentence
    assert sentence.endswith(".")


def test_a_date_far_ahead_is_doubted() -> None:
    (sentence,) = doubts(ReadingReport(), document(LINES, "2062-11"))
    assert "2062-11, is more than a year ahead" in sentence


def test_a_file_that_is_unlike_what_it_replaces_is_doubted() -> None:
    before = document(LINES)
    other = document([f"Vehicle {n} is washed on a Monday." for n in range(5)], "2026-06")
    changes = compare(before, other)
    reading = Reading(document=other)
    texts = [doubt.text for doubt in doubts_of(reading, before, changes, TODAY)]
    assert any("see that it is the same document, ‘visibility-policy’" in text for text in texts)
    same = document([*LINES[:3], "Banners go within a week of the event."], "2026-06")
    changes = compare(before, same)
    assert not doubts_of(Reading(document=same), before, changes, TODAY)


def proposal(report: ReadingReport | None = None) -> Proposal:
    before = document(LINES)
    after = document([LINES[0].replace("written", "prior"), *LINES[1:3]], "2026-06")
    reading = Reading(document=after, report=report or ReadingReport())
    return Proposal(reading, "<policy>.md", b"bytes", ForceChange(before, after), TODAY)


def test_the_page_shows_what_changed_word_by_word_what_is_gone_and_what_was_left_out() -> None:
    left_out = LeftOut(kind=LeftOutKind.RUNNING_FOOT, text="3 | <b>Page</b>", pages=(1, 2))
    page = approval_page(proposal(ReadingReport(left_out=(left_out,))), ())
    assert "<del>written</del> <ins>prior</ins>" in page
    assert "1 gone, 1 changed" in page
    assert "Banners are taken down within a week." in page
    assert "3 | &lt;b&gt;Page&lt;/b&gt;" in page
    assert "Read from &lt;policy&gt;.md" in page
    assert "Nothing is in force yet." in page


def test_what_to_doubt_about_a_clause_stands_at_it_and_leads_there() -> None:
    doubt = NumberingDoubt(fault=NumberingFault.BACKWARD, clause="2", label="2.", before="5.")
    page = approval_page(proposal(ReadingReport(numbering=(doubt,))), ())
    assert '<a href="#c-2">Clause 2</a>' in page
    assert 'class="clause doubtful" id="c-2"' in page
    assert page.count("2. stands behind 5.: the numbers go back.") == 2


def test_each_clause_stands_beside_the_page_that_it_begins_on() -> None:
    texts = ["1. Partners use the logo only after", "written consent. 2. The logo is never", ""]
    pages = [PagePicture(page=n, jpeg="", text=text) for n, text in enumerate(texts, 1)]
    found = clause_pages(document(LINES), pages, {"4": 3})
    assert found == {"1": 1, "2": 2, "3": 2, "4": 3}


def test_words_that_recognition_likely_misread_are_marked_in_the_clauses() -> None:
    fact = RecognisedPage(page=1, sureness=0.93, unsure=("logo",))
    report = ReadingReport(pages=1, recognised=(fact,), clause_pages={"1": 1, "2": 1, "3": 1})
    page = approval_page(proposal(report), [PagePicture(page=1, jpeg="", text="")])
    assert "<mark>logo</mark>" in page
    assert "recognised from the picture (93 % sure)" in page
    assert "<mark>logo</mark>" not in approval_page(proposal(), ())


def test_words_put_in_and_taken_out_are_told_and_lines_stay() -> None:
    pieces = list(word_changes("one two\nthree", "one 2 two\nthree four"))
    assert pieces == [
        ("same", "one"),
        ("added", "2"),
        ("same", "two\nthree"),
        ("added", "four"),
    ]


def test_the_template_comes_with_the_package() -> None:
    from knowledge.approval import html_page

    assert Path(html_page.TEMPLATE).is_file()
