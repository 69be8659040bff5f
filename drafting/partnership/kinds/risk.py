"""A risk (CSPF 17): who bears it, what is done about it, and whether it was moved to one side.

It moves when both sides say so, and not before: one side proposes, the other agrees or refuses.
Both are kept, so that a report can show what was moved, from whom to whom, and on whose word.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from dateutil.relativedelta import relativedelta
from pydantic import Field

from drafting.partners.field_values import day
from drafting.partners.record.field_types import Line, Paragraphs
from drafting.partners.vocabulary import RiskKind, Side
from drafting.partnership.kinds.clock import NO_TIME_SET
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryKind,
    EntryRefused,
    OnDay,
    RegisterRules,
    Unit,
    Verb,
    Waiting,
)
from drafting.register.entry_waiting import of_entry
from drafting.register.filling import SET_BY_RULE

MONTHS = "partnership.risk_months"
LOOKED, PROPOSED, AGREED, REFUSED = "looked", "proposed", "agreed", "refused"
HAPPENED, GONE, BACK = "happened", "gone", "back"
REMARK, WITHDRAWN = "remark", "withdrawn"
REVIEW, HELD = "review", "held"  # the kind of a review, and what says that it was held
BOTH_SIDES = (Side.CIP, Side.PARTNER)
NOBODY_YET = "nobody said yet who bears it"
UNITS = {RiskKind.FINANCIAL: Unit.FINANCE, RiskKind.PROGRAMMATIC: Unit.PROGRAM}


class RiskBody(EntryBody):
    """What may happen, and whom it would hit."""

    what: Line = Field(title="What may happen")
    kind: RiskKind | None = Field(default=None, title="Kind of risk")
    borne_by: Side | None = Field(default=None, title="Who bears it")
    treatment: Paragraphs = Field(default="", title="What is done about it")
    watched_by: Side | None = Field(default=None, title="Who watches it")
    rule: Line = Field(default="", title="On record as", json_schema_extra=SET_BY_RULE)


class RiskLook(OnDay):
    """A look at a risk; what it showed stands in the words."""


class ProposedMove(EntryBody):
    """A move of a risk to another side, which counts once the other side agrees."""

    to: Side = Field(title="Who is to bear it")


class RiskHappened(OnDay):
    """That what was feared came about."""

    hit: Side = Field(title="Whom it hit")


class RiskKindOfEntry(EntryKind):
    """The rules of risks."""

    name, label, clause, body = "risk", "Risk", "CSPF 17", RiskBody
    verbs = (
        Verb(LOOKED, "Looked at again", RiskLook, sides=BOTH_SIDES, needs_words=True),
        Verb(PROPOSED, "Propose to move it", ProposedMove, sides=BOTH_SIDES, needs_words=True),
        Verb(AGREED, "Agree to move it", sides=BOTH_SIDES),
        Verb(REFUSED, "Leave it where it is", sides=BOTH_SIDES, needs_words=True),
        Verb(HAPPENED, "It happened", RiskHappened, sides=BOTH_SIDES, needs_words=True),
        Verb(GONE, "It is gone", sides=BOTH_SIDES, needs_words=True),
        Verb(BACK, "It is not gone", sides=BOTH_SIDES, needs_words=True),
        Verb(REMARK, "Add a remark", sides=BOTH_SIDES, needs_words=True),
        Verb(WITHDRAWN, "Entered by mistake", needs_words=True),
    )

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind: what is on record is opened once; a new one says who bears it."""
        del author
        assert isinstance(body, RiskBody)
        if not body.rule and body.borne_by is None:
            raise EntryRefused("Say who bears it: the partner, the office, or both.", "borne_by")
        rules = {self.stands_for(entry) for entry in siblings if entry.kind == self.name}
        if body.rule and body.rule in rules:
            raise EntryRefused("It is on the register already; open it from the list.")

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, RiskBody)
        return body.what

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: only the other side answers a proposal, and only while it is open."""
        if verb.name == REMARK:
            return
        if entry.latest(WITHDRAWN):
            raise EntryRefused("It was entered by mistake; open another one.")
        if verb.name == BACK and not _is_gone(entry):
            raise EntryRefused("Nobody said that it is gone.")
        if _is_gone(entry) and verb.name != BACK:
            raise EntryRefused("It is gone; say first that it is not, or open another one.")
        if isinstance(body, ProposedMove) and body.to is bearer_of(entry):
            raise EntryRefused(f"{body.to.label}: it is so already; choose another side.", "to")
        if verb.name in (AGREED, REFUSED):
            _check_answer(entry, author)

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        if entry.latest(WITHDRAWN):
            names = {REMARK}
        elif _is_gone(entry):
            names = {BACK, REMARK}
        else:
            names = {verb.name for verb in self.verbs} - {BACK}
            names -= set() if open_move(entry) else {AGREED, REFUSED}
        return tuple(verb for verb in self.verbs if verb.name in names)

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind."""
        return entry.latest(WITHDRAWN) is not None or _is_gone(entry)

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind, with no review at hand."""
        yield from self.waiting_beside(entry, (), rules, today)

    def waiting_beside(
        self, entry: Entry, siblings: Iterable[Entry], rules: RegisterRules, today: date
    ) -> Iterator[Waiting]:
        """As in EntryKind: an answer to a proposal, and the next look of each side."""
        del today
        if self.is_closed(entry):
            return
        move = open_move(entry)
        if move is not None:
            yield self._answer_awaited(entry, move)
        looks = [next_look(entry, side, siblings, rules) for side in BOTH_SIDES]
        if looks[0].is_as(looks[1]):
            looks = [looks[0]._replace(of=Side.BOTH)]
        for look in looks:
            yield self._look_awaited(entry, look)

    def _answer_awaited(self, entry: Entry, move: RiskMove) -> Waiting:
        of = move.proposed.author.side.other
        words = f"proposed on {day(move.proposed.day)}: {move.words}; agree, or leave it"
        return replace(self._waiting(entry, f"move:{move.proposed.number}", None, of), words=words)

    def _look_awaited(self, entry: Entry, look: NextLook) -> Waiting:
        waiting = self._waiting(entry, "look", look.on, look.of)
        return replace(waiting, words=look.words, interval=MONTHS if look.is_by_setting else "")

    def _waiting(self, entry: Entry, mark: str, on: date | None, of: Side) -> Waiting:
        return of_entry(
            entry,
            mark,
            f"Risk: {entry.title}",
            of,
            on,
            unit=UNITS.get(risk_of(entry).kind or RiskKind.OTHER, Unit.COORDINATOR),
            clause=self.clause,
        )

    def stands_for(self, entry: Entry) -> str:
        """As in EntryKind: the risk of the partner's file; that tells it again after a mistake."""
        return "" if entry.latest(WITHDRAWN) else risk_of(entry).rule

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind: who bears it, and what is proposed."""
        del today
        if entry.latest(WITHDRAWN):
            return "Entered by mistake"
        gone = entry.latest(GONE, BACK)
        if gone is not None and gone.verb == GONE:
            return f"Gone since {day(gone.day)}"
        move = open_move(entry)
        further = f"; proposed: {move.words}, not agreed" if move else ""
        return f"{bearer_words(bearer_of(entry))}{further}"


@dataclass(frozen=True)
class RiskMove:
    """A move that one side proposed, with what the other said to it."""

    proposed: EntryEvent
    was: Side | None  # who bore it; None where nobody had said
    to: Side
    answer: EntryEvent | None = None  # of the other side, which had seen the proposal

    @property
    def is_agreed(self) -> bool:
        """True where both sides said so."""
        return self.answer is not None and self.answer.verb == AGREED

    @property
    def words(self) -> str:
        """'from both to the partner'."""
        was = f"from {_named(self.was)} " if self.was else ""
        return f"{was}to {_named(self.to)}"


class NextLook(NamedTuple):
    """When a side is to look at a risk again."""

    of: Side
    on: date | None
    words: str = ""
    is_by_setting: bool = False

    def is_as(self, other: NextLook) -> bool:
        """True where the other side is to look on the same day, for the same reason."""
        return self[1:] == other[1:]


def risk_of(entry: Entry) -> RiskBody:
    """The body of a risk."""
    assert isinstance(entry.body, RiskBody)
    return entry.body


def moves_of(entry: Entry) -> list[RiskMove]:
    """Every move that was proposed, in order; a later proposal takes an open one's place.

    An answer counts only from the other side, and only where it had seen the proposal.
    """
    moves: list[RiskMove] = []
    bearer = risk_of(entry).borne_by
    for event in entry.events:
        if isinstance(event.body, ProposedMove):
            moves.append(RiskMove(event, bearer, event.body.to))
        elif moves and event.verb in (AGREED, REFUSED) and _answers(moves[-1], event):
            moves[-1] = replace(moves[-1], answer=event)
            bearer = moves[-1].to if moves[-1].is_agreed else bearer
    return moves


def open_move(entry: Entry) -> RiskMove | None:
    """The move that the other side has not answered; None where there is none."""
    moves = moves_of(entry)
    return moves[-1] if moves and moves[-1].answer is None else None


def bearer_of(entry: Entry) -> Side | None:
    """Who bears it: by the last move that both sides agreed on, else as it was entered."""
    agreed = [move.to for move in moves_of(entry) if move.is_agreed]
    return agreed[-1] if agreed else risk_of(entry).borne_by


def bearer_words(bearer: Side | None) -> str:
    """'Borne by both'."""
    return f"Borne by {_named(bearer)}" if bearer else NOBODY_YET.capitalize()


def last_look(entry: Entry, side: Side) -> date:
    """When a side last looked at it; the day on which it was opened where it did not since."""
    looks = [
        getattr(event.body, "on", None) or event.day
        for event in entry.said(LOOKED)
        if event.author.side is side
    ]
    return max([entry.day, *looks])


def next_look(
    entry: Entry, side: Side, siblings: Iterable[Entry], rules: RegisterRules
) -> NextLook:
    """When that side is to look again: by the office's setting, or at a review since its last."""
    last, months = last_look(entry, side), rules.count(MONTHS)
    by_setting = last + relativedelta(months=months) if months else None
    reviewed = _reviewed_on(entry, siblings)
    if reviewed is not None and reviewed > last and (by_setting is None or reviewed < by_setting):
        return NextLook(side, reviewed, f"not looked at since the review of {day(reviewed)}")
    return NextLook(side, by_setting, "" if by_setting else NO_TIME_SET, by_setting is not None)


def counted_risks(entries: Iterable[Entry]) -> list[Entry]:
    """The risks among the entries, without what was entered by mistake or is restricted."""
    return [
        entry
        for entry in entries
        if entry.kind == KIND.name and not entry.restricted_to and not entry.latest(WITHDRAWN)
    ]


def _reviewed_on(entry: Entry, siblings: Iterable[Entry]) -> date | None:
    """The last day of a review of the relationship, or of the risk's own agreement."""
    days = (
        getattr(event.body, "on", None) or event.day
        for review in siblings
        if review.kind == REVIEW
        and review.agreement in ("", entry.agreement)
        and not review.latest(WITHDRAWN)
        for event in review.said(HELD)
    )
    return max(days, default=None)


def _check_answer(entry: Entry, author: Author) -> None:
    move = open_move(entry)
    if move is None:
        raise EntryRefused("No move waits for an answer; propose one first.")
    if author.side is move.proposed.author.side:
        other = _named(author.side.other)
        raise EntryRefused(f"That side proposed it; {other} says whether it agrees.", "side")


def _answers(move: RiskMove, event: EntryEvent) -> bool:
    is_other_side = event.author.side is not move.proposed.author.side
    return move.answer is None and is_other_side and event.based_on >= move.proposed.number


def _is_gone(entry: Entry) -> bool:
    last = entry.latest(GONE, BACK)
    return last is not None and last.verb == GONE


def _named(side: Side) -> str:
    """The side within a sentence: 'the partner', 'CIP'."""
    return side.label if side is Side.CIP else side.label.lower()


KIND = RiskKindOfEntry()
