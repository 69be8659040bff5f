"""Rows of tables as answers: which of them a question means, what it asks of them, what they say.

A row holds no sentence; what it says stands in its cells, under the heads of their columns. So a
number is an amount because its column is headed "Limit", and an X under "Finance" is a yes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

import prompts
from knowledge.answering.amounts import amounts_in, range_of
from knowledge.answering.quoting import ALMOST_AS_GOOD, LONGEST_QUOTE
from knowledge.answering.settling import Settlement
from knowledge.answering.verdict import Verdict
from knowledge.asking.expectation import NUMBER, Expectation
from knowledge.asking.question_form import Mode, QuestionForm
from knowledge.asking.understanding import Interpretation
from knowledge.index.policy_index import Hit
from knowledge.models import Clause, Table
from knowledge.table_lines import is_table_line
from knowledge.words import content_words, stem, surface, terms

MOST_ROWS = 4  # of one table that are quoted together
NAMED = 0.5  # of the words of a row's first cell: the question means this row
# The head of a column whose cells are facts of a kind, as `expectation.py` calls it.
HEADS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(pattern, re.IGNORECASE | re.VERBOSE)
    for kind, pattern in {
        "amount": r"""\b(?:amounts?|limits?|rates?|values?|ceilings?|sums?|fees?|costs?|prices?
            |allowances?|budgets?|thresholds?|per\ diem|salary|fines?|rs|pkr|usd|rupees|dollars?
            |maximum|minimum|penalt(?:y|ies)|tax|interest)\b|[$€£₱₹]""",
        "number of days, weeks, months or years": r"""\b(?:periods?|time(?:line|frame)?|deadlines?
            |durations?|days?|weeks?|months?|years?|hours?|retention|notice|validity)\b""",
        "percentage": r"%|\b(?:per\ ?cent(?:age)?|weight|share|rates?)\b",
        "date": r"\b(?:dates?|deadlines?|due|when|by)\b",
        "how often": r"\b(?:frequency|how\ often|intervals?|periodicity|cycle)\b",
        "number": r"""\b(?:number|no|nos|count|quantity|quotations?|quotes?|copies|minimum
            |maximum)\b""",
    }.items()
}
# Kinds that may be said without a figure, under such a head: "Permanent", "As needed".
IN_WORDS = frozenset({"number of days, weeks, months or years", "date", "how often"})
A_NUMBER = re.compile(NUMBER, re.IGNORECASE)
MARKED = re.compile(r"(?:[✓✔☑☒xX•●]|yes|allowed|permitted)\W*", re.IGNORECASE)
MANDATORY = re.compile(r"[✓✔☑xX]?\s*(?:required|mandatory|compulsory|must)\W*", re.IGNORECASE)
OPTIONAL = re.compile(r"(?:optional|not\ (?:required|needed|necessary))\W*", re.IGNORECASE)
REFUSED = re.compile(r"(?:no|none|nil|never|not\ (?:allowed|permitted)|[✗✘]|0)\W*", re.IGNORECASE)
DASH = re.compile(r"[-–—]+")


def gather_rows(hits: Sequence[Hit], question: str) -> list[Hit]:
    """`hits` with the rows of one clause as one hit, the row that is meant first.

    Where the question holds an amount and the rows stand for ranges, the row whose range holds it
    is meant; else the best one, with those beside it that are almost as near.
    """
    rows: dict[str, list[Hit]] = {}
    for hit in hits:
        if hit.passage.cells:
            rows.setdefault(hit.passage.source, []).append(hit)
    hits_in_rows: list[Hit] = []
    sources: set[str] = set()
    for hit in hits:
        source = hit.passage.source
        if not hit.passage.cells:
            is_meant = any(is_row_named(r.passage.cells, question) for r in rows.get(source, ()))
            if (
                is_meant
                and source not in sources
                and all(map(is_table_line, hit.passage.sentences))
            ):
                sources.add(source)
                hits_in_rows.append(replace(_together(rows[source], question), score=hit.score))
            else:
                hits_in_rows.append(hit)
        elif source not in sources:
            sources.add(source)
            hits_in_rows.append(_together(rows[source], question))
    return hits_in_rows


def is_row_named(cells: Sequence[tuple[str, str]], question: str) -> bool:
    """True where the question speaks of what the row is about, by its first cells."""
    stems = set(terms(question))
    return any(_is_named(cell, stems) for _, cell in _in_words(cells)[:2])


def _in_words(cells: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The cells without those of figures alone: a serial number names no row."""
    return [(head, cell) for head, cell in cells if any(c.isalpha() for c in cell)]


def _together(rows: Sequence[Hit], question: str) -> Hit:
    fitting = [hit for hit in rows if fits(question, hit.passage.cells)]
    first, *rest = (
        fitting or [hit for hit in rows if fits(question, hit.passage.cells) is not False] or rows
    )
    beside = [hit for hit in rest if hit.score >= ALMOST_AS_GOOD * rows[0].score]
    chosen = replace(first, score=rows[0].score)
    return replace(chosen, beside=tuple(beside[: MOST_ROWS - 1]))


def fits(question: str, cells: Sequence[tuple[str, str]]) -> bool | None:
    """Whether a range in the row's first cells holds an amount of the question; None without."""
    amounts = amounts_in(question)
    ranges = [range_ for head, cell in cells[:2] if (range_ := range_of(cell, head)) is not None]
    if not amounts or not ranges:
        return None
    matches = [ranges[0].holds(amount) for amount in amounts if ranges[0].is_of(amount)]
    return any(matches) if matches else None


def row_quote(hit: Hit) -> str:
    """The row, and those beside it, a line each in the table's order.

    Rows of differently named tables stand each below the name of its own.
    """
    rows = sorted((hit, *hit.beside), key=lambda row: _number(row.passage.id))
    names = [row.passage.sentences[0] for row in rows]
    lines: list[str] = []
    for at, row in enumerate(rows):
        if len(set(names)) > 1 and (not at or names[at] != names[at - 1]):
            lines.append(names[at])
        lines.append(row.passage.sentences[-1])
    if sum(len(line.split()) for line in lines) > LONGEST_QUOTE:
        return hit.passage.sentences[-1]
    return "\n".join(lines)


def _number(passage: str) -> int:
    return int(passage.rpartition(" ")[2])


def table_opened_by(line: str, clause: Clause) -> Table | None:
    """The table of `clause` whose first line `line` is; None where it is no line of a table."""
    if not is_table_line(line):
        return None
    cells = [" ".join(surface(cell)) for cell in line.strip("| ").split(" | ")]
    for table in clause.tables:
        firsts = [table.header, (table.title,), *table.rows[:1]]
        if any([" ".join(surface(c)) for c in first][: len(cells)] == cells for first in firsts):
            return table
    return clause.tables[0] if clause.tables else None


def whole_table(table: Table) -> str:
    """All rows, a line each, where they are short; else what the rows are for, on one line."""
    if sum(len(line.split()) for line in table.sentences) <= LONGEST_QUOTE:
        return "\n".join(table.sentences)
    head = table.header[0] if table.header else ""
    names = " · ".join(dict.fromkeys(row[0] for row in table.rows if row[0]))
    return f"{head}: {names}" if head else names


def holds_under_head(kind: Expectation, cells: Sequence[tuple[str, str]]) -> bool:
    """True where a cell is a fact of that kind by the head of its column."""
    heads = HEADS.get(kind.kind)
    return heads is not None and any(
        heads.search(head)
        and (A_NUMBER.search(cell) is not None or (kind.kind in IN_WORDS and cell.strip("–—- ")))
        for head, cell in cells[1:]
    )


def settle_row(interpretation: Interpretation, hit: Hit, by_words: Settlement) -> Settlement:
    """How far the row settles a question of yes or no: by its cell alone, never by its words."""
    verdict = verdict_of_row(interpretation.form, interpretation.english, hit.passage.cells)
    if verdict is not None:
        lead = prompts.fill("replies/verdict", verdict=verdict.value.capitalize())
        return Settlement(verdict, lead)
    if by_words.verdict is not None:
        return Settlement(lead=prompts.fill("replies/not-outright"))
    return by_words


def verdict_of_row(
    form: QuestionForm, question: str, cells: Sequence[tuple[str, str]]
) -> Verdict | None:
    """Yes or No, where the question names the row and one column whose cell says it; else None.

    An empty cell says nothing. A printed dash says no where another cell of the row is marked.
    """
    if form.mode not in (Mode.PERMISSION, Mode.FACT, Mode.OBLIGATION) or form.is_negative:
        return None
    stems = set(terms(question))
    place = next((at for at, (_, cell) in enumerate(cells) if _is_named(cell, stems)), None)
    if place is None or not is_row_named(cells, question):
        return None
    cells_asked = [
        cell
        for head, cell in cells[place + 1 :]
        if head and (set(terms(head)) & stems or _is_short_for(head, question))
    ]
    if len(cells_asked) != 1:
        return None
    cells_beside = [cell for head, cell in cells[1:] if cell != cells_asked[0]]
    return _said_by(cells_asked[0].strip(), form.mode, is_matrix=any(map(_is_marked, cells_beside)))


def _is_named(cell: str, stems: set[str]) -> bool:
    words = [stem(word) for word in content_words(cell)]
    return bool(words) and sum(word in stems for word in words) >= NAMED * len(words)


def _is_short_for(head: str, question: str) -> bool:
    """True where the question spells out an abbreviation: "ED" for "executive director"."""
    initials = "".join(word[0] for word in surface(question))
    return len(head) > 1 and head.isupper() and head.isalpha() and head.lower() in initials


def _is_marked(cell: str) -> bool:
    return any(p.fullmatch(cell.strip()) for p in (MARKED, MANDATORY))


def _said_by(cell: str, mode: Mode, *, is_matrix: bool) -> Verdict | None:
    if OPTIONAL.fullmatch(cell):
        return Verdict.NO if mode is Mode.OBLIGATION else Verdict.YES
    if MANDATORY.fullmatch(cell) and not MARKED.fullmatch(cell):
        return Verdict.YES
    if MARKED.fullmatch(cell):
        return None if mode is Mode.OBLIGATION else Verdict.YES
    if REFUSED.fullmatch(cell) or (is_matrix and DASH.fullmatch(cell)):
        return Verdict.NO
    return None
