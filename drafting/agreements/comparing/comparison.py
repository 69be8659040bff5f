"""What somebody changed in a document that was issued to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Literal

How = Literal["changed", "deleted", "added", "moved", "struck", "hidden", "filled"]
# What was done, as a person reads it.
DEEDS: dict[How, str] = {
    "changed": "changed",
    "deleted": "deleted",
    "added": "added",
    "moved": "moved",
    "struck": "struck through, which is read as deleted",
    "hidden": "hidden, which is read as deleted",
    "filled": "filled in",
}


class KeySubject(StrEnum):
    """What a change is about that whoever signs looks at first."""

    MONEY = "money"
    ACCOUNT = "account"
    DATES = "dates"
    SIGNATORIES = "signatories"

    @property
    def heading(self) -> str:
        """The heading of such changes."""
        return TITLES[self]


TITLES = {
    KeySubject.MONEY: "Money",
    KeySubject.ACCOUNT: "Bank account",
    KeySubject.DATES: "Dates and periods",
    KeySubject.SIGNATORIES: "Signatories",
}


@dataclass(frozen=True)
class TextPiece:
    """A piece of a changed text.

    Words that were struck through by hand, or hidden, are in the file and no longer count.
    """

    text: str
    was: Literal["kept", "deleted", "added", "struck", "hidden"]


@dataclass(frozen=True)
class ClauseChange:
    """What was done to one approved clause."""

    number: str  # as issued: '4.2'
    title: str
    how: How
    words: tuple[TextPiece, ...] = ()  # the clause's text with what came and went
    basis: tuple[str, ...] = ()  # what the clause rests on: 'CSPF 17(a)'

    @property
    def sentence(self) -> str:
        """What was done, without the words."""
        rests = f" (rests on {', '.join(self.basis)})" if self.basis else ""
        return f"Clause {self.number}, {self.title}{rests}, was {DEEDS[self.how]}."


@dataclass(frozen=True)
class OtherChange:
    """A change outside the clauses: in the parties, recitals, an annex, a header, or text added."""

    where: str  # 'after clause 4.2', 'Annex C, Payments, tranche 2, Amount (PKR)', 'the header'
    how: How
    words: tuple[TextPiece, ...]
    basis: tuple[str, ...] = ()  # what the annex rests on

    @property
    def sentence(self) -> str:
        """What was done, without the words."""
        rests = f" (rests on {', '.join(self.basis)})" if self.basis else ""
        return f"{self.where[:1].upper()}{self.where[1:]}{rests}: {DEEDS[self.how]}."


@dataclass(frozen=True)
class KeyChange:
    """A change of money, the account, a date or who signs."""

    subject: KeySubject
    what: str  # 'Tranche amount', 'IBAN'
    where: str
    how: How
    before: str = ""  # '' where it was not there, or is not shown
    after: str = ""
    is_shown: bool = True  # False where its values are for those who see bank details and CNICs

    @property
    def sentence(self) -> str:
        """What changed, with the values where they are shown."""
        place = f"{self.where[:1].upper()}{self.where[1:]}"
        about = f"{place}, {self.what}" if self.what else place
        if not self.is_shown:
            return f"{about}: {DEEDS[self.how]} (not shown, for restricted values stand here)."
        if self.before and self.after:
            return f"{about}: {DEEDS[self.how]} from “{self.before}” to “{self.after}”."
        value = self.before or self.after
        return f"{about}: “{value}” was {DEEDS[self.how]}." if value else f"{about}: {self.how}."


@dataclass(frozen=True)
class FilledField:
    """An open field that somebody filled in. That changes no clause."""

    field: str  # 'agreement.money.donor'; '' of a line for a signature
    title: str
    value: str  # '' where the field is restricted, and not for whoever asks
    where: str


@dataclass(frozen=True)
class PersonsComment:
    """What somebody wrote beside the text."""

    author: str
    where: str  # '' where that is not known
    text: str

    @property
    def sentence(self) -> str:
        """'Their name (clause 4.2): “We cannot …”'."""
        place = f" ({self.where})" if self.where else ""
        return f"{self.author or 'Somebody'}{place}: “{self.text}”"


@dataclass(frozen=True)
class Comparison:
    """An edited document beside the draft it was made from."""

    draft: str  # the draft's id
    file: str  # the edited file's name
    clauses: tuple[ClauseChange, ...]  # in the order of the document
    others: tuple[OtherChange, ...]
    filled: tuple[FilledField, ...]
    tracked: int  # tracked changes in it, all read as if accepted
    comments: tuple[PersonsComment, ...]  # those that Saathi did not write
    key_changes: tuple[KeyChange, ...] = ()  # of the changes above, those that are looked at first
    struck: int = 0  # stretches of words that were struck through
    hidden: int = 0  # stretches of words that cannot be seen on the page
    unread: tuple[str, ...] = ()  # what was not looked at: 'a picture (clause 5.1)'
    newest: str = ""  # the id of the newest version, where that is another one
    other_references: tuple[str, ...] = ()  # of other drafts, that the same file bears
    shows_restricted: bool = False  # a restricted value stands in it

    @property
    def has_no_changes(self) -> bool:
        """True where no word that was looked at differs, but for open fields that were filled."""
        return not (self.clauses or self.others)

    @property
    def is_as_issued(self) -> bool:
        """The same, where everything in the file was looked at."""
        return self.has_no_changes and not self.unread

    def key_lines(self) -> Iterator[tuple[str, list[str]]]:
        """Each subject's heading with its sentences, what is looked at first before the others."""
        for subject in KeySubject:
            lines = [change.sentence for change in self.key_changes if change.subject is subject]
            if lines:
                yield subject.heading, list(dict.fromkeys(lines))

    @property
    def versions(self) -> tuple[str, ...]:
        """That a newer version exists, and that the file names another one, a sentence each."""
        newer = f"It was made from a version that is overtaken: the newest is {self.newest}."
        names = ", ".join(self.other_references)
        other = f"It names another version too: {names}. Ask which one is meant."
        return (*([newer] if self.newest else []), *([other] if names else []))

    def beside(self, standing: str) -> Comparison:
        """The same beneath a sentence on how its version stands, which is then said once.

        Nothing is left out where `standing` is ''.
        """
        return replace(self, newest="") if standing else self

    @property
    def heading(self) -> str:
        """What was seen, in one or two sentences."""
        if self.is_as_issued:
            return "Every clause reads as it was issued."
        if self.has_no_changes:
            return "No change was seen in what could be read, and not everything could be."
        count = len(self.clauses)
        if not count:
            return "No approved clause differs, but what stands beside the clauses does."
        differ = "1 approved clause differs" if count == 1 else f"{count:,} approved clauses differ"
        return f"{differ} from what was issued; somebody who may approve clauses looks at them."
