"""What a reader of a file hands on: the title, the blocks, and what it noticed on the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from knowledge.models import Clause, Document
from knowledge.reading.blocks import FlatBlock
from knowledge.reading.numbering_doubts import doubts_of
from knowledge.reading.outline import Outline
from knowledge.reading.report import (
    GarbledText,
    LeftOut,
    LeftOutKind,
    ReadingReport,
    RecognisedPage,
    StruckText,
    TableFact,
)
from knowledge.reading.tables import plain_cell

_LONGEST_SHOWN = 200  # characters of what is left out
_MOST_PAGES = 50  # that are named for one text
_MOST_LEFT_OUT = 100


@dataclass
class FileReading:
    """A file's title ('' where it shows none), its blocks, and facts for the report.

    `contents` are the lines of its contents lists, which stand in the document's front.
    """

    title: str
    blocks: list[FlatBlock]
    contents: list[str] = field(default_factory=list)
    pages: int = 0
    words: int = 0  # 0: as many as the blocks hold
    without_text: list[int] = field(default_factory=list)
    recognised: list[RecognisedPage] = field(default_factory=list)
    unrecognised: list[int] = field(default_factory=list)
    blank: list[int] = field(default_factory=list)
    in_columns: list[int] = field(default_factory=list)
    without_spaces: list[int] = field(default_factory=list)
    garbled: list[GarbledText] = field(default_factory=list)
    left_out: list[tuple[LeftOutKind, str, int | None]] = field(default_factory=list)
    struck: list[StruckText] = field(default_factory=list)
    tables: list[TableFact] = field(default_factory=list)


def report_of(reading: FileReading, tree: Outline, document: Document) -> ReadingReport:
    """The facts about a file that was read into `document`."""
    return ReadingReport(
        pages=reading.pages,
        pages_without_text=tuple(reading.without_text),
        recognised=tuple(reading.recognised),
        pages_unrecognised=tuple(reading.unrecognised),
        pages_blank=tuple(reading.blank),
        pages_in_columns=tuple(reading.in_columns),
        pages_without_spaces=tuple(reading.without_spaces),
        words=reading.words or _words_in_blocks(reading),
        words_placed=_words_placed(document),
        numbering=tuple(doubts_of(document)),
        garbled=tuple(reading.garbled),
        tables=tuple(_placed_tables(reading, document)),
        struck=tuple(reading.struck),
        left_out=tuple(_once_each(reading.left_out)),
        notes_without_mark=tuple(
            note.label for c in document.walk() for note in c.footnotes if note.unanchored
        ),
        clause_pages=tree.pages,
    )


def _words_in_blocks(reading: FileReading) -> int:
    texts = [reading.title, *reading.contents, *(f"{b.label} {b.text}" for b in reading.blocks)]
    return word_count(texts)


def _words_placed(document: Document) -> int:
    texts = [document.title, document.front, *(section.heading for section in document.sections)]
    return word_count([*texts, *(clause.whole for clause in document.walk())])


def word_count(texts: Iterable[str]) -> int:
    """How many words the texts hold; the dots of a contents list's leader are none."""
    return sum(any(c.isalnum() for c in word) for text in texts for word in text.split())


def _placed_tables(reading: FileReading, document: Document) -> Iterable[TableFact]:
    """The tables' facts with the clauses that they stand in, in reading order."""
    places = [(clause, table) for clause in document.walk() for table in clause.tables]
    by_first = {_first_words(table.header, table.rows): clause for clause, table in places}
    for fact, block in zip(
        reading.tables, [b for b in reading.blocks if b.table is not None], strict=False
    ):
        table = block.table
        clause: Clause | None = (
            by_first.get(_first_words(table.header, table.rows)) if table else None
        )
        yield fact.model_copy(
            update={
                "clause": clause.id if clause else "",
                "has_header": bool(table and table.header),
            }
        )


def _first_words(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "|".join([*header, *(rows[0] if rows else ())])


def _once_each(left_out: Sequence[tuple[LeftOutKind, str, int | None]]) -> Iterable[LeftOut]:
    """Each text once, with the pages that print it; page numbers together."""
    places: dict[tuple[LeftOutKind, str], list[int]] = {}
    times: Counter[tuple[LeftOutKind, str]] = Counter()
    for kind, text, page in left_out:
        key = (kind, "" if kind is LeftOutKind.PAGE_NUMBER else " ".join(text.split()))
        times[key] += 1
        if page is not None:
            places.setdefault(key, []).append(page)
    for kind, text in list(times)[:_MOST_LEFT_OUT]:
        yield LeftOut(
            kind=kind,
            text=plain_cell(text)[:_LONGEST_SHOWN],
            pages=tuple(places.get((kind, text), [])[:_MOST_PAGES]),
            times=times[kind, text],
        )
