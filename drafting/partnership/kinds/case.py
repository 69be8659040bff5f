"""A case (CSPF 17(b), footnotes 14-17): something is investigated until reputations are restored.

The holders of `roles.investigations` alone see it. The Investigation Guide's own text is not at
hand: the steps are those that the framework names, and their times are the office's settings.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from drafting.partners.field_values import day
from drafting.partners.vocabulary import Flag, Side
from drafting.partnership.cases.bodies import (
    CaseBody,
    CaseOutcome,
    GuideStep,
    InterimMeasure,
    NoneNeeded,
    OutsiderTold,
    PartnerTold,
    ReputationRestored,
    StepTaken,
    WayChosen,
    case_number,
)
from drafting.partnership.cases.standing import (
    AGREES,
    CASE,
    CLOSED,
    LIFTED,
    MEASURE,
    NONE_NEEDED,
    NOT_RESTORED,
    NOT_YET,
    OUTCOME,
    OUTSIDE,
    REMARK,
    RESTORED,
    ROLE,
    STEP,
    TOLD,
    WAY,
    WITHDRAWN,
    CaseStanding,
    case_body,
    case_standing,
)
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
    Verb,
    Waiting,
)
from drafting.register.entry_waiting import of_entry

SETTING = "partnership.cases."
TOLD_DAYS, CAUSE_DAYS = f"{SETTING}told_days", f"{SETTING}cause_days"
RESOLUTION_DAYS, RESTORING_DAYS = f"{SETTING}resolution_days", f"{SETTING}restoring_days"
BY_SETTING = "by the office’s setting"
BOTH_SIDES, PARTNER = (Side.CIP, Side.PARTNER), (Side.PARTNER,)


class CaseKind(EntryKind):
    """The rules of cases."""

    name, label, clause, body = CASE, "Case", "CSPF 17(b)", CaseBody
    restricted_to = ROLE
    verbs = (
        Verb(TOLD, "Partner told", PartnerTold),
        Verb(NOT_YET, "Not told yet, because", needs_words=True),
        Verb(WAY, "Who is to investigate", WayChosen, sides=BOTH_SIDES),
        Verb(MEASURE, "Interim measure", InterimMeasure),
        Verb(LIFTED, "Measures ended", OnDay),
        Verb(STEP, "Step of the Guide", StepTaken),
        Verb(OUTSIDE, "Somebody outside was told", OutsiderTold),
        Verb(OUTCOME, "Outcome", CaseOutcome),
        Verb(RESTORED, "Reputation restored", ReputationRestored),
        Verb(AGREES, "Partner agrees: restored", OnDay, sides=PARTNER),
        Verb(NOT_RESTORED, "Partner: not restored yet", sides=PARTNER, needs_words=True),
        Verb(NONE_NEEDED, "No reputation to restore", NoneNeeded, needs_words=True),
        Verb(REMARK, "Add a remark", sides=BOTH_SIDES, needs_words=True),
        Verb(CLOSED, "Close it"),
        Verb(WITHDRAWN, "Entered by mistake", needs_words=True),
    )

    def prepared(self, body: EntryBody, rules: RegisterRules) -> EntryBody:
        """The body with its number, which chance makes."""
        del rules
        assert isinstance(body, CaseBody)
        return body.model_copy(update={"number": case_number()})

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind: its number, which says nothing."""
        assert isinstance(body, CaseBody)
        return f"Case {body.number}"

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: each thing where it means something, and closed when all is done."""
        del author
        if verb.name == REMARK:
            return
        standing = case_standing(entry)
        if standing.end is not None:
            raise EntryRefused("It is closed; what is new is another case.")
        _check_steps(verb.name, entry, standing)
        if isinstance(body, StepTaken) and body.step is GuideStep.OTHER and not body.which:
            raise EntryRefused("Write which step of the Guide it is.", "which")
        if isinstance(body, NoneNeeded):
            _check_none_needed(body, standing)
        if verb.name == CLOSED:
            _check_closing(standing)

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        names = set(_offered(entry, case_standing(entry)))
        return tuple(verb for verb in self.verbs if verb.name in {*names, REMARK})

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind."""
        return case_standing(entry).end is not None

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: for the role alone, whatever side's turn it is."""
        del today
        standing = case_standing(entry)
        if standing.end is None:
            yield from _telling(entry, standing, rules)
            yield from _measuring(entry, standing)
            yield from _investigating(entry, standing, rules)
            yield from _restoring(entry, standing, rules)

    def is_for_all(self, event: EntryEvent) -> bool:
        """As in EntryKind: nothing of it is for a line of time."""
        del event
        return False

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        del today
        standing = case_standing(entry)
        if standing.end is not None:
            word = "Closed" if standing.end.verb == CLOSED else "Entered by mistake,"
            return f"{word} on {day(standing.end.day)}"
        return f"{_progress(standing)}; {_restoring_state(standing)}"


def _check_steps(verb: str, entry: Entry, standing: CaseStanding) -> None:
    """Raises EntryRefused where something else comes first."""
    if verb == WAY and standing.told_on is None:
        raise EntryRefused("Tell the partner first, and enter that; then both sides choose.")
    if verb == NOT_YET and standing.told_on is not None:
        raise EntryRefused(f"The partner was told on {day(standing.told_on)}.")
    if verb == LIFTED and not standing.measures:
        raise EntryRefused("No interim measure is in force.")
    if verb in (AGREES, NOT_RESTORED) and standing.restored_on is None:
        raise EntryRefused("Enter first to whom the reputation was restored, and how.")
    if verb == WITHDRAWN and any(event.verb != REMARK for event in entry.events):
        raise EntryRefused("Something was done in it already; take it to its end, and close it.")


def _check_none_needed(body: NoneNeeded, standing: CaseStanding) -> None:
    """Raises EntryRefused unless nobody outside was told: then there is something to restore."""
    if standing.outsiders:
        told = ", ".join(standing.outsiders)
        raise EntryRefused(f"{told} heard of it: restore it there, and ask the partner.", "outside")
    if standing.restored_to:
        raise EntryRefused("Something was restored already; ask the partner whether it is enough.")
    if body.outside is not Flag.NO:
        raise EntryRefused(
            "Only where nobody outside heard of it is nothing to be restored: find out who did, "
            "and enter ‘Somebody outside was told’.",
            "outside",
        )


def _check_closing(standing: CaseStanding) -> None:
    """Raises EntryRefused with what is still to be done."""
    missing = (
        ("the partner is told", standing.told_on is not None),
        ("the outcome is entered", standing.finding is not None),
        ("the interim measures have ended", not standing.measures),
        ("the partner agrees that its reputation is restored", standing.is_settled),
    )
    for what, is_done in missing:
        if not is_done:
            raise EntryRefused(f"It is closed when {what}.")


def _offered(entry: Entry, standing: CaseStanding) -> Iterator[str]:
    """The verbs that fit, without the remark."""
    if standing.end is not None:
        return
    is_investigated = standing.finding is not None
    yield from (TOLD, NOT_YET) if standing.told_on is None else ()
    yield from (WAY,) if standing.told_on and not standing.way and not is_investigated else ()
    yield from (STEP, MEASURE, OUTCOME) if not is_investigated else ()
    yield from (LIFTED,) if standing.measures else ()
    yield OUTSIDE
    if is_investigated and not standing.is_settled:
        yield RESTORED
        yield from () if standing.outsiders or standing.restored_to else (NONE_NEEDED,)
        yield from (AGREES, NOT_RESTORED) if standing.restored_on else ()
    if is_investigated and standing.is_settled and standing.told_on and not standing.measures:
        yield CLOSED
    if all(event.verb == REMARK for event in entry.events):
        yield WITHDRAWN


def _telling(entry: Entry, standing: CaseStanding, rules: RegisterRules) -> Iterator[Waiting]:
    """To tell the partner, and to agree with it who investigates."""
    if standing.told_on is None:
        reason = entry.latest(NOT_YET)
        because = f"not yet, because: {reason.words}" if reason else ""
        yield _timed(entry, TOLD, "tell the partner", entry.day, TOLD_DAYS, rules, more=because)
    elif standing.way is None and standing.finding is None:
        ways = standing.ways or {}
        of = Side.PARTNER if Side.CIP in ways and Side.PARTNER not in ways else Side.CIP
        yield _waiting(entry, WAY, "agree who is to investigate", of=of)


def _measuring(entry: Entry, standing: CaseStanding) -> Iterator[Waiting]:
    for number, measure in enumerate(standing.measures):
        if measure.until is not None:
            what = f"look again at the measure: {measure.what}"
            yield _waiting(entry, f"{MEASURE}-{number}", what, on=measure.until)


def _investigating(entry: Entry, standing: CaseStanding, rules: RegisterRules) -> Iterator[Waiting]:
    """The steps of the Guide one after the other, until there is an outcome."""
    if standing.finding is not None:
        return
    cause, resolution = map(standing.step_on, (GuideStep.CAUSE, GuideStep.RESOLUTION))
    if cause is None:
        yield _timed(entry, "cause", "determine the cause", entry.day, CAUSE_DAYS, rules)
    elif resolution is None:
        what = "determine the resolution"
        yield _timed(entry, "resolution", what, cause, RESOLUTION_DAYS, rules)
    else:
        yield _waiting(entry, OUTCOME, "enter the outcome")


def _restoring(entry: Entry, standing: CaseStanding, rules: RegisterRules) -> Iterator[Waiting]:
    """The reputation, until the partner agrees; then the end."""
    if standing.found_on is None:
        return
    if standing.is_settled:
        yield _waiting(entry, CLOSED, "close it")
    elif standing.is_due:
        counts = f"{len(standing.outsiders)} outside were told" if standing.outsiders else ""
        what = "restore the partner’s reputation"
        yield _timed(entry, RESTORED, what, standing.found_on, RESTORING_DAYS, rules, more=counts)
    else:
        what = "agree that its reputation is restored"
        yield _waiting(entry, AGREES, what, of=Side.PARTNER)


def _timed(  # noqa: PLR0913  (what waits, from when, and by which setting)
    entry: Entry,
    key: str,
    what: str,
    since: date,
    setting: str,
    rules: RegisterRules,
    *,
    more: str = "",
) -> Waiting:
    """Something that the office does within its own time, if it set one."""
    days = rules.count(setting)
    if days is None:
        words = "; ".join(filter(None, (more, NO_TIME_SET)))
        return _waiting(entry, key, what, words=words)
    on = rules.working.after(since, days)
    words = "; ".join(filter(None, (more, BY_SETTING)))
    return _waiting(entry, key, what, on=on, words=words, setting=setting)


def _waiting(  # noqa: PLR0913  (what waits of whom until when)
    entry: Entry,
    key: str,
    what: str,
    *,
    of: Side = Side.CIP,
    on: date | None = None,
    words: str = "",
    setting: str = "",
) -> Waiting:
    return of_entry(
        entry,
        key,
        f"Case {case_body(entry).number}: {what}",
        of,
        on,
        words="; ".join(filter(None, (what, words))),
        interval=setting,
        restricted_to=ROLE,
        clause=CaseKind.clause,
    )


def _progress(standing: CaseStanding) -> str:
    if standing.finding is not None:
        return standing.finding.label
    if standing.told_on is None:
        return "The partner is not told yet"
    way = standing.way.label if standing.way else "Who investigates is not agreed yet"
    return f"Partner told on {day(standing.told_on)}. {way}"


def _restoring_state(standing: CaseStanding) -> str:
    if standing.is_none_needed:
        return "no reputation to restore"
    if standing.agreed_on is not None:
        return f"restored: the partner agreed on {day(standing.agreed_on)}"
    if standing.awaits_partner:
        return "restored, the partner is to agree"
    return "restoring is due" if standing.is_due else "restoring comes after the outcome"


KIND = CaseKind()
