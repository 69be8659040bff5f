"""What each paragraph of an issued document belongs to, and which of its words may be filled in.

The words come from the issued file itself, so that a restyled template makes no difference; what
they belong to comes from the composition that the file was set from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from drafting.documents.composition import Annex, Composition, Paragraph, Run, SetClause, Table
from drafting.documents.restricted import is_for_finance

ALIKE = tuple(zip("’‘“”‐‑–—\u00a0\u202f", "''\"\"----  ", strict=True))
TURNING = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
LABEL = re.compile(r"(?:\d+(?:\.\d+)+\.?|\d+\.|\([a-z]{1,4}\))\s+")
NUMBER = re.compile(r"\d[\d.]*|\b[A-Z]$")  # in a cross-reference: '4.2', 'Annex A'
ANYTHING, BLANK = ".*?", "(.*?)"
LOOK_AHEAD = 60  # paragraphs of a composition that a template may leave out
SIGNATURES = "the signatures"
ENOUGH = 12  # letters of fixed text by which a paragraph is known


@dataclass(frozen=True)
class Blank:
    """Words in a paragraph that may differ without changing what was approved."""

    field: str
    title: str
    is_open: bool  # an open field; else a restricted value
    restricted: bool


@dataclass(frozen=True)
class ParagraphShape:
    """How a paragraph may read. Nearly all read in one way, and need no pattern."""

    start: str  # the words before the first that may differ; all of them, where none may
    issued: str  # the pattern as Saathi issues it: with its blanks, in either copy; '' for one way
    edited: str  # with something filled in; a group for each blank
    blanks: tuple[Blank, ...]

    @property
    def is_anything(self) -> bool:
        """True where no word of it is fixed."""
        return self.issued == ANYTHING

    def is_issued_as(self, text: str) -> bool:
        """True for a text that Saathi may have issued for it, in either copy."""
        if not self.issued:
            return text == self.start
        return text.startswith(self.start) and self._issued_pattern.fullmatch(text) is not None

    @cached_property
    def _issued_pattern(self) -> re.Pattern[str]:
        return re.compile(self.issued)

    def values_in(self, text: str) -> tuple[str, ...] | None:
        """What each blank holds in `text`; None where its fixed words are others."""
        if not text.startswith(self.start):
            return None
        match = self._edited_pattern.fullmatch(text)
        return match.groups() if match else None

    @cached_property
    def _edited_pattern(self) -> re.Pattern[str]:
        return re.compile(self.edited, re.DOTALL)

    @cached_property
    def is_known_by_its_words(self) -> bool:
        """True where enough of its text is fixed to tell it from other paragraphs."""
        return len(re.sub(r"\W", "", self.edited)) >= ENOUGH


@dataclass(frozen=True)
class IssuedParagraph:
    """One paragraph of an issued document."""

    text: str
    where: str  # 'clause 4.2', 'Annex A', 'the parties'
    clause: SetClause | None = None
    shape: ParagraphShape | None = None  # how it may read, where it has blanks
    runs: tuple[Run, ...] = ()  # what it was set from; none for a template's own words
    table: Table | None = None  # the table whose cell it is
    basis: tuple[str, ...] = ()  # what its annex rests on

    @property
    def blanks(self) -> tuple[Blank, ...]:
        """Those of its words that may differ, in their order."""
        return self.shape.blanks if self.shape else ()

    @property
    def holds_restricted(self) -> bool:
        """True where a restricted value stands in it."""
        return any(blank.restricted and not blank.is_open for blank in self.blanks)

    @property
    def is_line_to_sign(self) -> bool:
        """True for a line of a signature block on which people write: 'Signature', 'Date'."""
        return not self.runs and self.clause is None and self.where.startswith(SIGNATURES)


class Piece(NamedTuple):
    """One paragraph of a composition."""

    where: str
    clause: SetClause | None
    runs: Sequence[Run]
    table: Table | None = None  # the table that it is a cell of
    basis: tuple[str, ...] = ()  # of an annex


def even(text: str) -> str:
    """`text` as it is compared: one kind of quotation mark, dash and space, no invisible signs."""
    if not text.isascii():
        text = TURNING.sub("", unicodedata.normalize("NFC", text))
        for sign, plain in ALIKE:
            text = text.replace(sign, plain)
    return " ".join(text.split())


def without_label(text: str) -> str:
    """`text` without a number that somebody typed before it."""
    return LABEL.sub("", text, count=1) if LABEL.match(text) else text


def spots(paragraphs: Iterable[str], composition: Composition) -> list[IssuedParagraph]:
    """The paragraphs of an issued file, each with its place in the document."""
    pieces = [(piece, shape_of(piece.runs)) for piece in pieces_of(composition)]
    paragraphs_found: list[IssuedParagraph] = []
    at, where, clause = 0, "the first page", None
    for text in map(even, paragraphs):
        hit = _next_like(text, pieces, at)
        if hit is None:
            paragraphs_found.append(IssuedParagraph(text, where, clause))
            continue
        piece, shape = pieces[hit]
        at, where, clause = hit + 1, piece.where, piece.clause
        filled_shape = shape if shape.blanks else None
        runs = tuple(piece.runs)
        paragraphs_found.append(
            IssuedParagraph(text, where, clause, filled_shape, runs, piece.table, piece.basis)
        )
    return paragraphs_found


def _next_like(text: str, pieces: Sequence[tuple[Piece, ParagraphShape]], at: int) -> int | None:
    """The next piece that reads so; what may read like anything is only taken in its turn."""
    for number in range(at, min(at + LOOK_AHEAD, len(pieces))):
        shape = pieces[number][1]
        if shape.is_issued_as(text) and (number == at or not shape.is_anything):
            return number
    return None


def shape_of(runs: Sequence[Run]) -> ParagraphShape:
    """How a paragraph of these runs may read."""
    blanks: list[Blank] = []
    text = ""
    issued_parts: dict[str, str] = {}
    edited_parts: dict[str, str] = {}
    for number, run in enumerate(runs):
        issued_part, edited_part = _parts(run, blanks)
        mark = chr(0xE000 + number) if edited_part else ""
        if mark:
            issued_parts[mark], edited_parts[mark] = issued_part, edited_part
        text += mark or run.text
    words = even(text)
    if not edited_parts:
        return ParagraphShape(words, "", re.escape(words), ())
    pattern = re.escape(words).replace("\\ ", " ")
    return ParagraphShape(
        words[: min(map(words.index, edited_parts))],
        _put_in(pattern, issued_parts),
        in_linear_time(_put_in(pattern, edited_parts)),
        tuple(blanks),
    )


def _put_in(pattern: str, parts: Mapping[str, str]) -> str:
    for mark, part in parts.items():
        pattern = pattern.replace(mark, part)
    return pattern


def in_linear_time(pattern: str) -> str:
    """The pattern with its blanks matched once each: no text makes the search try again."""
    first, *rest = pattern.split(BLANK)
    if not rest:
        return first
    between = "".join(f"(?>{BLANK}{fixed_text})" for fixed_text in rest[:-1])
    return f"{first}{between}(.*){rest[-1]}"


def _parts(run: Run, blanks: list[Blank]) -> tuple[str, str]:
    """The patterns of a run whose words may differ, as issued and edited; '' for fixed words."""
    is_secret = is_for_finance(run)
    if run.open_field:
        title = run.text.strip().removeprefix("[").removesuffix("]").strip()
        blanks.append(Blank(run.open_field, title, True, is_secret))
        label = re.escape(even(title)).replace("\\ ", " ")
        return rf"(?:\[{label}\]|_+ ?\({label}\))", BLANK
    if is_secret:
        blanks.append(Blank(run.value_of, "A restricted value", False, True))
        return ANYTHING, BLANK
    if run.refers_to:  # it follows when clauses move
        fixed_parts = (re.escape(even(part)) for part in NUMBER.split(run.text))
        number = r"\s?[\w.]{1,8}".join(part.replace("\\ ", " ") for part in fixed_parts)
        return number, number
    return "", ""


def pieces_of(composition: Composition) -> Iterator[Piece]:
    """Every paragraph of a document, in the order in which it is set."""
    for text in (composition.title, composition.subtitle):
        yield Piece("the first page", None, (Run(text),))
    for party in composition.parties:
        yield from (Piece("the parties", None, (Run(text),)) for text in (party.name,))
        for label, runs in party.details:
            where = f"the parties, {label} of {party.defined_as}"
            yield Piece(where, None, (Run(label),))
            yield Piece(where, None, runs)
    yield from (Piece("the recitals", None, recital.runs) for recital in composition.recitals)
    for section in composition.sections:
        yield Piece(f"the heading of section {section.number}", None, (Run(section.heading),))
        for clause in section.clauses:
            yield from _of_clause(clause)
    for block in composition.signatures:
        where = f"{SIGNATURES}, {block.party}"
        yield Piece(where, None, (Run(block.anchor),))
        for label, runs in block.lines:
            yield Piece(f"{where}, {label}", None, (Run(f"{label} "), *runs))
    for annex in composition.annexes:
        where = annex_name(annex)
        basis = annex.reason.basis if annex.reason else ()
        yield Piece(where, None, (Run(annex.title),), basis=basis)
        for piece in _of_body(where, None, annex.paragraphs, annex.tables):
            yield piece._replace(basis=basis)


def annex_name(annex: Annex) -> str:
    """'Annex C, Payments'."""
    return f"Annex {annex.letter}, {annex.title}"


def _of_clause(clause: SetClause) -> Iterator[Piece]:
    where = f"clause {clause.number}"
    yield Piece(where, clause, (Run(clause.title),))
    yield from _of_body(where, clause, clause.paragraphs, clause.tables)


def _of_body(
    where: str,
    clause: SetClause | None,
    paragraphs: Iterable[Paragraph],
    tables: Iterable[Table],
) -> Iterator[Piece]:
    yield from (Piece(where, clause, paragraph.runs) for paragraph in paragraphs)
    for table in tables:
        yield Piece(where, clause, (Run(table.caption),))
        yield from (Piece(where, clause, (Run(column),), table) for column in table.columns)
        yield from (Piece(where, clause, cell, table) for row in table.rows for cell in row)
