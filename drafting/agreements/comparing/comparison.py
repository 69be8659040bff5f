"""What somebody changed in a document that was issued to them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class TextPiece:
    """A piece of a changed text."""

    text: str
    was: Literal["kept", "deleted", "added"]


@dataclass(frozen=True)
class ClauseChange:
    """What was done to one approved clause."""

    number: str  # as issued: '4.2'
    title: str
    how: Literal["changed", "deleted", "moved"]
    words: tuple[TextPiece, ...] = ()  # the clause's text with what came and went
    basis: tuple[str, ...] = ()  # what the clause rests on: 'CSPF 17(a)'

    @property
    def sentence(self) -> str:
        """What was done, without the words."""
        rests = f" (rests on {', '.join(self.basis)})" if self.basis else ""
        return f"Clause {self.number}, {self.title}{rests}, was {self.how}."


@dataclass(frozen=True)
class OtherChange:
    """A change outside the clauses: in the parties, recitals, an annex, or a paragraph added."""

    where: str  # 'after clause 4.2', 'Annex A', 'the parties'
    how: Literal["changed", "deleted", "added", "moved"]
    words: tuple[TextPiece, ...]


@dataclass(frozen=True)
class FilledField:
    """An open field that somebody filled in. That changes no clause."""

    field: str  # 'agreement.money.donor'
    title: str
    value: str  # '' where the field is restricted
    where: str


@dataclass(frozen=True)
class Comparison:
    """An edited document beside the draft it was made from."""

    draft: str  # the draft's id
    file: str  # the edited file's name
    clauses: tuple[ClauseChange, ...]  # in the order of the document
    others: tuple[OtherChange, ...]
    filled: tuple[FilledField, ...]
    tracked: int  # tracked changes in it, all read as if accepted
    comments: int  # comments that Saathi did not write

    @property
    def is_as_issued(self) -> bool:
        """True where no word of it differs, but for open fields that were filled in."""
        return not (self.clauses or self.others)
