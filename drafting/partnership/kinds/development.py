"""An aim of a partner's development in a direction of its own (CSPF 16(f)).

The partner sets it, both sides say how far it is, and it is reached when the partner says so.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from dateutil.relativedelta import relativedelta

from drafting.partners.field_values import day
from drafting.partners.vocabulary import Side
from drafting.partnership.development.bodies import (
    ADOPTED,
    CONFIRMED,
    NOT_WANTED,
    PROGRESS,
    STEP,
    STEP_DONE,
    STEP_MISSING,
    AimBody,
    OwnAimBody,
    ProgressBody,
    StepBody,
    StepDoneBody,
    StepMissingBody,
)
from drafting.partnership.development.standing import (
    AimStanding,
    AimStep,
    ProgressWord,
    aim_of,
    day_of,
    standing_of,
)
from drafting.partnership.kinds.action import BOTH_SIDES
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryKind,
    EntryRefused,
    RegisterRules,
    Unit,
    Verb,
    Waiting,
)
from drafting.register.entry_waiting import of_entry

SETTING = "partnership.progress_months"
NO_TIME_SET = "no time set"
REMARK, WITHDRAWN = "remark", "withdrawn"
NOT_ITS_OWN = (
    "The partner did not say yet that it is its own aim; enter ‘The partner’s own aim’ first."
)


class DevelopmentKind(EntryKind):
    """The rules of a partner's aims."""

    name, label, clause, body = "development", "Institutional development", "CSPF 16(f)", AimBody
    verbs = (
        Verb(ADOPTED, "The partner’s own aim", OwnAimBody, sides=(Side.PARTNER,)),
        Verb(PROGRESS, "Say how far it is", ProgressBody, sides=BOTH_SIDES, needs_words=True),
        Verb(CONFIRMED, "The partner confirms", sides=(Side.PARTNER,)),
        Verb(STEP, "Add a step", StepBody, sides=BOTH_SIDES),
        Verb(STEP_DONE, "A step is done", StepDoneBody, sides=BOTH_SIDES),
        Verb(STEP_MISSING, "A step did not come", StepMissingBody, BOTH_SIDES, needs_words=True),
        Verb(NOT_WANTED, "No longer wanted", sides=(Side.PARTNER,), needs_words=True),
        Verb(REMARK, "Add a remark", sides=BOTH_SIDES, needs_words=True),
        Verb(WITHDRAWN, "Entered by mistake", needs_words=True),
    )

    def stands_for(self, entry: Entry) -> str:
        """As in EntryKind: the line of the agreement that it was opened for."""
        return "" if entry.latest(WITHDRAWN) else aim_of(entry).comes_from

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, AimBody)
        return body.aim

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind: an aim is somebody's at the partner, and is opened once."""
        del author
        assert isinstance(body, AimBody)
        if not body.comes_from and body.direction is None:
            raise EntryRefused("Choose the direction of CSPF 16(f) that it goes in.", "direction")
        if not body.comes_from and not body.said_by:
            raise EntryRefused("Write who at the partner set this aim.", "said_by")
        own = (entry for entry in siblings if entry.kind == self.name and not self.is_closed(entry))
        if any(_is_same(aim_of(entry), body) for entry in own):
            raise EntryRefused("It is on the register already; open it from the list.", "aim")

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: each where it fits; how far an own aim is, and which step is meant."""
        del author
        if verb.name == REMARK:
            return
        if self.is_closed(entry):
            raise EntryRefused("It is closed; open another one.")
        standing = standing_of(entry)
        if verb.name == ADOPTED and standing.is_own:
            raise EntryRefused("It is the partner’s own aim already.")
        if verb.name in (PROGRESS, CONFIRMED) and not standing.is_own:
            raise EntryRefused(NOT_ITS_OWN)
        if verb.name == CONFIRMED and not standing.to_confirm:
            raise EntryRefused("Nothing waits for the partner to confirm it.")
        if isinstance(body, (StepDoneBody, StepMissingBody)):
            _check_step(standing.steps, body.number)

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        if self.is_closed(entry):
            return (self.verb(REMARK),)
        standing = standing_of(entry)
        names = {STEP, NOT_WANTED, REMARK, WITHDRAWN}
        names |= {PROGRESS} if standing.is_own else {ADOPTED}
        names |= {CONFIRMED} if standing.to_confirm else set()
        names |= {STEP_DONE, STEP_MISSING} if standing.steps else set()
        return tuple(verb for verb in self.verbs if verb.name in names)

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind: when the partner says that it is reached, or no longer wanted."""
        if entry.latest(NOT_WANTED, WITHDRAWN):
            return True
        return entry.latest(PROGRESS) is not None and standing_of(entry).is_reached

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: each step, the partner's word, and how far it is by now."""
        del today
        if self.is_closed(entry):
            return
        standing = standing_of(entry)
        for step in standing.steps:
            if step.done is None:
                yield from self._step_waitings(entry, step)
        if not standing.is_own:
            yield self._waits(entry, Side.PARTNER, None, "to say if it is an aim of its own")
        elif standing.to_confirm:
            words = f"{_said(standing.office)}, to be confirmed"
            yield self._waits(entry, Side.PARTNER, None, words, takes_yes=True)
        else:
            on, setting = _next_look(entry, standing, rules)
            words = "to say how far it is" if on else f"to say how far it is, {NO_TIME_SET}"
            yield self._waits(entry, Side.CIP, on, words, interval=setting)

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind: both sides' words beside each other."""
        del today
        if mistake := entry.latest(WITHDRAWN):
            return f"Entered by mistake on {day(mistake.day)}"
        standing = standing_of(entry)
        if standing.not_wanted:
            return f"No longer wanted on {day(standing.not_wanted.day)}"
        if not standing.is_own:
            return "Not yet said to be an aim of the partner’s own"
        if standing.is_confirmed and not standing.to_confirm:
            return f"Both say: {_said(standing.partner)}"
        parts = (
            f"Partner: {_said(standing.partner)}" if standing.partner else "",
            f"Office: {_said(standing.office)}" if standing.office else "",
        )
        return "; ".join(filter(None, parts)) or "Nobody said yet how far it is"

    def _step_waitings(self, entry: Entry, step: AimStep) -> Iterator[Waiting]:
        """The step, for each side that takes it."""
        words = f"step {step.number}: {step.what}"
        for side in BOTH_SIDES if step.of is Side.BOTH else (step.of,):
            yield self._waits(entry, side, step.by, words, mark=f"step-{step.number}")

    def _waits(  # noqa: PLR0913  (what differs between them)
        self,
        entry: Entry,
        of: Side,
        on: date | None,
        words: str,
        *,
        mark: str = "",
        interval: str = "",
        takes_yes: bool = False,
    ) -> Waiting:
        return of_entry(
            entry,
            mark,
            entry.title,
            of,
            on,
            words=words,
            unit=Unit.PDQ,
            interval=interval,
            clause=self.clause,
            takes_yes=takes_yes,
        )


def _is_same(other: AimBody, body: AimBody) -> bool:
    """True for one aim: an agreement may have two steps for one gap."""
    return (other.aim.casefold(), other.step) == (body.aim.casefold(), body.step)


def _check_step(steps: tuple[AimStep, ...], number: int | None) -> None:
    """Raises EntryRefused where it is not known which step is meant."""
    if not steps:
        raise EntryRefused("It has no step yet; add one first.", "number")
    if number is not None and number <= len(steps):
        return
    if number is None and len(steps) == 1:
        return
    known = "; ".join(f"{step.number} {step.what}" for step in steps)
    raise EntryRefused(f"Write the number of one of its steps: {known}.", "number")


def _said(word: ProgressWord | None) -> str:
    """'reached, 3 March 2026'."""
    return f"{word.how_far.label.lower()}, {day(word.on)}" if word else ""


def _next_look(
    entry: Entry, standing: AimStanding, rules: RegisterRules
) -> tuple[date | None, str]:
    """When the office is to ask how far it is, and the setting that says so; '' for the partner's.

    That is the office's time after the last word, or the day that the partner set, if that is
    earlier and nobody said how far it is since.
    """
    last = entry.latest(PROGRESS, CONFIRMED, ADOPTED)
    since = day_of(last) if last else entry.day
    months, by = rules.count(SETTING), standing.by
    asked = since + relativedelta(months=months) if months else None
    if by is not None and by >= since and (asked is None or by <= asked):
        return by, ""
    return asked, SETTING if asked else ""


KIND = DevelopmentKind()
