"""Two editions side by side: their clauses aligned by their words, whatever their numbers are.

A clause that was put in moves every number behind it. Told by numbers alone, all of them would be
changed; told by their words, one is new and the others have other numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from knowledge.models import SUPERSCRIPTS, Clause, Document, Model

ALIKE = 0.5  # share of the words of both, in order: from here it is one clause, reworded
SURE = 0.75  # for a clause that stands at another place
FEWEST_TO_MOVE = 5  # words: a shorter text ("Definitions") is the same elsewhere by chance
SAME_NUMBER = 0.15  # what a clause of the same number is given on top
WITHOUT_NOTE_MARKS = dict.fromkeys(SUPERSCRIPTS.values())
Pairs = dict[int, int]  # the place of a clause in the earlier edition → its place in the later one
Likeness = NDArray[np.float32]


class ChangeKind(StrEnum):
    """What became of a clause."""

    NEW = "new"
    GONE = "gone"
    CHANGED = "changed"
    RENUMBERED = "renumbered"  # the same words under another number
    CHANGED_AND_RENUMBERED = "changed and renumbered"


class Change(Model):
    """What differs in one clause between two editions."""

    kind: ChangeKind
    clause: str  # its id in the later edition; in the earlier one where it is gone
    before: str | None  # the clause's whole text; None where it is new
    after: str | None  # None where it is gone
    was: str = ""  # its id in the earlier edition, where that was another

    @property
    def earlier(self) -> str:
        """The clause's id in the earlier edition; '' where it is new."""
        return "" if self.before is None else self.was or self.clause

    @property
    def is_unlike(self) -> bool:
        """True where hardly a word of it stood in the edition before."""
        if self.before is None or self.after is None:
            return self.before is None
        words = (self.before.split(), self.after.split())
        return Indel.normalized_similarity(*words) < ALIKE

    @property
    def has_other_words(self) -> bool:
        """True where what the clause says differs, and not its number alone."""
        return self.kind is not ChangeKind.RENUMBERED


@dataclass(frozen=True)
class _Side:
    """The clauses of one edition, in reading order."""

    clauses: Sequence[Clause]

    @cached_property
    def words(self) -> list[tuple[str, ...]]:
        """The words of each clause without its number and the marks of notes."""
        return [_words(clause) for clause in self.clauses]


@dataclass(frozen=True)
class ForceChange:
    """What is in force of one document, before and after the library changed."""

    before: Document | None  # None where none was in force
    after: Document | None  # None where none is any more

    @property
    def document(self) -> Document:
        """The edition that the change is about: what is in force now, or else what was."""
        document = self.after or self.before
        assert document is not None  # of what never was in force nothing changes
        return document

    @cached_property
    def changes(self) -> list[Change]:
        """What differs, clause by clause; of what is new or gone altogether, every clause."""
        if self.before is not None and self.after is not None:
            return compare(self.before, self.after)
        if self.after is not None:
            return [change for clause in self.after.walk() for change in _changes_of(None, clause)]
        return [_gone(clause) for clause in self.document.walk()]


def force_changes(before: Sequence[Document], after: Sequence[Document]) -> list[ForceChange]:
    """Of two states of the library, each document of which another text is in force, by id."""
    old = {document.id: document for document in before}
    new = {document.id: document for document in after}
    return [
        ForceChange(old.get(name), new.get(name))
        for name in sorted({*old, *new})
        if old.get(name) != new.get(name)
    ]


def compare(before: Document, after: Document) -> list[Change]:
    """What changed from one edition to the other, in the later one's order.

    What is gone stands where it was. A clause that has its words and its number is left out.
    """
    old, new = _Side(_as_split(before, after)), _Side(_as_split(after, before))
    pairs = _aligned(old, new)
    gone = _gone_after(len(old.clauses), pairs)
    earlier = {there: here for here, there in pairs.items()}
    changes = [_gone(old.clauses[place]) for place in gone.get(-1, ())]
    for there, clause in enumerate(new.clauses):
        here = earlier.get(there)
        changes += _changes_of(None if here is None else old.clauses[here], clause)
        changes += [_gone(old.clauses[place]) for place in gone.get(there, ())]
    return changes


def _as_split(document: Document, other: Document) -> list[Clause]:
    """The clauses, with points as clauses of their own where the other edition has them so.

    A list with one long item more may be read as clauses, and before as the points of one.
    """
    split = {clause.id: clause.text.split() for clause in other.walk()}
    clauses: list[Clause] = []
    for clause in document.walk():
        if not any(
            _is_alike(point.text.split(), split.get(point.id, [])) for point in clause.points
        ):
            clauses.append(clause)
            continue
        points = [Clause(id=p.id, label=p.label, text=p.text) for p in clause.points]
        last = points[-1]
        words = "\n".join(filter(None, [last.text, clause.closing]))
        points[-1] = Clause(id=last.id, label=last.label, text=words)
        clauses += [_without_points(clause), *points]
    return clauses


def _is_alike(words: Sequence[str], others: Sequence[str]) -> bool:
    return bool(others) and Indel.normalized_similarity(words, others) >= ALIKE


def _without_points(clause: Clause) -> Clause:
    return Clause(
        id=clause.id,
        label=clause.label,
        heading=clause.heading,
        text=clause.text,
        footnotes=clause.footnotes,
    )


def _aligned(old: _Side, new: _Side) -> Pairs:
    """Which clause of the later edition each of the earlier one is."""
    pairs = _in_order(old, new)
    pairs |= _moved(old, new, pairs)
    return pairs | _of_one_number(old, new, pairs)


def _in_order(old: _Side, new: _Side) -> Pairs:
    """Clauses with the same words, and between them those that are alike."""
    matcher = SequenceMatcher(None, old.words, new.words, autojunk=False)
    pairs: Pairs = {}
    first_old = first_new = 0
    for block in matcher.get_matching_blocks():
        between = (range(first_old, block.a), range(first_new, block.b))
        pairs |= _alike(old, new, *between)
        pairs |= {block.a + step: block.b + step for step in range(block.size)}
        first_old, first_new = block.a + block.size, block.b + block.size
    return pairs


def _alike(old: _Side, new: _Side, here: range, there: range) -> Pairs:
    """The pairs, in order, that are most alike in all; none that is too unlike."""
    if not here or not there:
        return {}
    scores = _likeness(old, new, list(here), list(there)).tolist()
    # best[i][j] is the most that the clauses from i and j on can reach.
    best = [[0.0] * (len(there) + 1) for _ in range(len(here) + 1)]
    for i in range(len(here) - 1, -1, -1):
        row, below = best[i], best[i + 1]
        for j in range(len(there) - 1, -1, -1):
            score = scores[i][j]
            paired = score + below[j + 1] if score >= ALIKE else 0.0
            row[j] = max(paired, below[j], row[j + 1])
    return dict(_traced(best, scores, here, there))


def _traced(
    best: list[list[float]], scores: list[list[float]], here: range, there: range
) -> Iterator[tuple[int, int]]:
    i = j = 0
    while i < len(here) and j < len(there):
        score = scores[i][j]
        if score >= ALIKE and best[i][j] == score + best[i + 1][j + 1]:
            yield here[i], there[j]
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _likeness(old: _Side, new: _Side, here: list[int], there: list[int]) -> Likeness:
    """How alike each two are, 0 to 1, and a little more for those of one number."""
    scores = process.cdist(
        [old.words[place] for place in here],
        [new.words[place] for place in there],
        scorer=Indel.normalized_similarity,
        score_cutoff=ALIKE - SAME_NUMBER,
        dtype=np.float32,
    )
    numbers = np.array([new.clauses[place].id for place in there])
    for row, place in enumerate(here):
        scores[row] += SAME_NUMBER * (numbers == old.clauses[place].id) * (scores[row] > 0)
    return np.asarray(scores, dtype=np.float32)


def _moved(old: _Side, new: _Side, pairs: Mapping[int, int]) -> Pairs:
    """Clauses that stand at another place: only such as are surely the same."""
    here = [p for p in _unpaired(old, pairs) if len(old.words[p]) >= FEWEST_TO_MOVE]
    there = [p for p in _unpaired(new, pairs.values()) if len(new.words[p]) >= FEWEST_TO_MOVE]
    if not here or not there:
        return {}
    scores = _likeness(old, new, here, there)
    moved: Pairs = {}
    while scores.max(initial=0.0) >= SURE:
        row, column = np.unravel_index(int(scores.argmax()), scores.shape)
        moved[here[int(row)]] = there[int(column)]
        scores[row, :] = scores[:, column] = 0.0
    return moved


def _of_one_number(old: _Side, new: _Side, pairs: Mapping[int, int]) -> Pairs:
    """What is left over on both sides under one number: its words were replaced."""
    numbers = {new.clauses[place].id: place for place in _unpaired(new, pairs.values())}
    return {
        place: numbers[old.clauses[place].id]
        for place in _unpaired(old, pairs)
        if old.clauses[place].id in numbers
    }


def _unpaired(side: _Side, paired: Iterable[int]) -> list[int]:
    places = set(paired)
    return [place for place in range(len(side.clauses)) if place not in places]


def _gone_after(count: int, pairs: Mapping[int, int]) -> dict[int, list[int]]:
    """The clauses that are gone, by the clause of the later edition that they stood behind."""
    gone: dict[int, list[int]] = {}
    behind = -1
    for place in range(count):
        if place in pairs:
            behind = pairs[place]
        else:
            gone.setdefault(behind, []).append(place)
    return gone


def _changes_of(earlier: Clause | None, clause: Clause) -> Iterator[Change]:
    if earlier is None:
        yield Change(kind=ChangeKind.NEW, clause=clause.id, before=None, after=clause.whole)
        return
    is_reworded = _words(earlier) != _words(clause)
    is_renumbered = earlier.id != clause.id
    if not is_reworded and not is_renumbered:
        return
    kind = ChangeKind.CHANGED
    if is_renumbered:
        kind = ChangeKind.CHANGED_AND_RENUMBERED if is_reworded else ChangeKind.RENUMBERED
    was = earlier.id if is_renumbered else ""
    yield Change(kind=kind, clause=clause.id, before=earlier.whole, after=clause.whole, was=was)


def _gone(clause: Clause) -> Change:
    return Change(kind=ChangeKind.GONE, clause=clause.id, before=clause.whole, after=None)


def _words(clause: Clause) -> tuple[str, ...]:
    text = f"{clause.heading} {clause.searchable}".translate(WITHOUT_NOTE_MARKS)
    return tuple(text.split())
