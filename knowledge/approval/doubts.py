"""What to doubt about a document before it is in force, a sentence each.

The reader's facts say what it saw; here they become what a person should look at. What is in order
is not mentioned, so that what is said is read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from pydantic import Field

from knowledge.editions.comparing import Change
from knowledge.front_matter import problems_of
from knowledge.models import Document, Model
from knowledge.reading.report import (
    GarbledText,
    NumberingDoubt,
    NumberingFault,
    Reading,
    ReadingReport,
    RecognisedPage,
    StruckText,
    TableFact,
)

FAR = 365  # days: an edition that is dated later than this is likely mistyped
UNPLACED = 0.01  # share of a file's words that may be in no clause without a word about it
STRANGE = 0.1  # share of an edition's clauses that the one before it has; fewer, and it is odd
FEWEST = 3  # clauses, before that share says anything
MOST_PAGES = 8  # that are listed by number
MOST_WORDS = 12  # of a page that are named as likely misread
EXCERPT = 60  # characters


class Doubt(Model):
    """One thing to look at, and where."""

    text: str = Field(description="One sentence.")
    clause: str = Field(default="", description="The id of the clause, where it is about one.")
    page: int | None = Field(default=None, description="The page, where it is about one.")


def doubts_of(
    reading: Reading, before: Document | None, changes: Sequence[Change], today: date
) -> list[Doubt]:
    """What to doubt about `reading`, the gravest first.

    `before` is the edition in force now, and `changes` what differs from it.
    """
    report = reading.report
    doubts = [
        *_about_pages(report),
        *_about_numbering(report.numbering),
        *(Doubt(text=sentence) for sentence in problems_of(reading.document)),
        *_about_date(reading.document, today),
        *_about_likeness(reading.document, before, changes),
        *(_garbled(fact) for fact in report.garbled),
        *(_struck(fact) for fact in report.struck),
        *(doubt for fact in report.tables for doubt in _about_table(fact)),
    ]
    marks = ", ".join(report.notes_without_mark)
    if marks:
        doubts.append(Doubt(text=f"No clause cites the footnotes {marks}."))
    return doubts


def _about_pages(report: ReadingReport) -> Iterator[Doubt]:
    yield from _about_pages_without_text(report)
    if report.share_unplaced > UNPLACED:
        share = f"{100 * report.share_unplaced:.0f} %"
        yield Doubt(
            text=f"{share} of the file’s words are in no clause; see what the page of the report "
            "leaves out."
        )
    yield from _about_recognition(report.recognised)
    if report.pages_in_columns:
        yield _of_pages(
            "{Pages} {have} columns: see that their lines are in order", report.pages_in_columns
        )
    if report.pages_without_spaces:
        yield _of_pages(
            "The file gives no spaces on {pages}: see that no words run together",
            report.pages_without_spaces,
        )


def _about_pages_without_text(report: ReadingReport) -> Iterator[Doubt]:
    known = {*report.pages_unrecognised, *report.pages_blank}
    untried = tuple(page for page in report.pages_without_text if page not in known)
    if untried:
        yield _of_pages(
            "{Pages} {have} no text, and nothing on {them} was read: install Tesseract on the "
            "machine that Saathi runs on, or save the file with text recognition (OCR)",
            untried,
        )
    if report.pages_unrecognised:
        yield _of_pages(
            "{Pages} {have} no text, and the words in the picture cannot be told surely enough, so "
            "nothing on {them} was read: scan {them} again, sharper and straight",
            report.pages_unrecognised,
        )
    if report.pages_blank:
        yield _of_pages("{Pages} {have} no text and no picture", report.pages_blank)


def _about_recognition(pages: Sequence[RecognisedPage]) -> Iterator[Doubt]:
    if not pages:
        return
    least, most = (round(100 * pick(page.sureness for page in pages)) for pick in (min, max))
    sure = f"{least}" if least == most else f"{least} to {most}"
    yield _of_pages(
        f"The words of {{pages}} were recognised from a picture ({sure} % sure), and letters may "
        "be wrong: compare them with the page",
        tuple(page.page for page in pages),
    )
    for page in pages:
        if page.unsure:
            words = ", ".join(f"‘{_excerpt(word)}’" for word in page.unsure[:MOST_WORDS])
            more = len(page.unsure) - MOST_WORDS
            rest = f" and {more} more" if more > 0 else ""
            yield Doubt(text=f"Likely misread on page {page.page}: {words}{rest}.", page=page.page)


def _of_pages(sentence: str, pages: Sequence[int]) -> Doubt:
    one = len(pages) == 1
    words = page_words(pages)
    text = sentence.format(
        Pages=f"{words[0].upper()}{words[1:]}",
        pages=words,
        have="has" if one else "have",
        them="it" if one else "them",
    )
    return Doubt(text=f"{text}.", page=pages[0])


def page_words(pages: Sequence[int]) -> str:
    """'page 3', 'pages 3, 4 and 9', 'pages 1, 2, … (31 in all)'."""
    if len(pages) == 1:
        return f"page {pages[0]}"
    if len(pages) > MOST_PAGES:
        return f"pages {', '.join(map(str, pages[:MOST_PAGES]))}, … ({len(pages)} in all)"
    return f"pages {', '.join(map(str, pages[:-1]))} and {pages[-1]}"


def _about_numbering(doubts: Iterable[NumberingDoubt]) -> Iterator[Doubt]:
    for doubt in doubts:
        behind = f"behind {doubt.before}" if doubt.before else "at the beginning"
        if doubt.fault is NumberingFault.GAP:
            missing = ", ".join(doubt.missing)
            text = f"{doubt.label} stands {behind}: {missing or 'numbers between them'} not found."
        elif doubt.fault is NumberingFault.REPEAT:
            text = f"{doubt.label} is printed twice; the clause is called {doubt.clause} here."
        else:
            text = f"{doubt.label} stands {behind}: the numbers go back."
        yield Doubt(text=text, clause=doubt.clause)


def _about_date(document: Document, today: date) -> Iterator[Doubt]:
    begins = first_day(document.edition)
    if begins is not None and (begins - today).days > FAR:
        yield Doubt(
            text=f"The edition’s date, {document.edition}, is more than a year ahead: see that it "
            "is not mistyped."
        )


def first_day(edition: str) -> date | None:
    """The first day of an edition's year or month, or its day; None where it is no date."""
    parts = edition.split("-")
    try:
        return date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except (ValueError, TypeError):
        return None


def _about_likeness(
    document: Document, before: Document | None, changes: Sequence[Change]
) -> Iterator[Doubt]:
    """A file under the wrong id takes another policy out of force, and nobody would see it."""
    if before is None:
        return
    count = sum(1 for _ in document.walk())
    unlike = sum(change.is_unlike for change in changes)
    if (
        count >= FEWEST
        and sum(1 for _ in before.walk()) >= FEWEST
        and count - unlike < STRANGE * count
    ):
        yield Doubt(
            text=f"Hardly a clause is like one of {before.name}, edition {before.edition}, which "
            f"it would replace: see that it is the same document, ‘{before.id}’."
        )


def _garbled(fact: GarbledText) -> Doubt:
    letters = "1 letter" if fact.letters == 1 else f"{fact.letters:,} letters"
    return Doubt(
        text=f"On page {fact.page} {letters} cannot be told: ‘{_excerpt(fact.sample)}’.",
        page=fact.page,
    )


def _struck(fact: StruckText) -> Doubt:
    return Doubt(
        text=f"‘{_excerpt(fact.text)}’ is struck through, and was left out.",
        clause=fact.clause,
        page=fact.page,
    )


def _about_table(fact: TableFact) -> Iterator[Doubt]:
    size = f"a table of {fact.rows} × {fact.columns}"
    if fact.merged_cells:
        yield Doubt(
            text=f"{size[0].upper()}{size[1:]} has merged cells: see that each row reads right.",
            clause=fact.clause,
            page=fact.page,
        )
    if not fact.ruled:
        yield Doubt(
            text=f"{size[0].upper()}{size[1:]} has no lines, and its columns were told by eye.",
            clause=fact.clause,
            page=fact.page,
        )


def _excerpt(text: str) -> str:
    words = " ".join(text.split())
    return words if len(words) <= EXCERPT else f"{words[:EXCERPT]}…"
