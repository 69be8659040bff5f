"""A decision of the Committee (CSPF 18(c)): asked, answered on sheets, decided, told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from drafting.partners.vocabulary import DecisionOutcome, Side
from drafting.partnership.committee.bodies import (
    FEWEST_MEMBERS,
    LEAST_QUORUM,
    MOST_MEMBERS,
    OUTCOMES,
    ConflictBody,
    DecisionBody,
    DeferralBody,
    HandedOnBody,
    MemberBody,
    OutcomeBody,
    PartnerToldBody,
    SheetBody,
    SheetVote,
    UnfitStep,
    asked_about,
    day_of,
)
from drafting.partnership.committee.sheets import (
    conflicted,
    deferral_of,
    ever_asked,
    has_quorum,
    is_short,
    outcome_event,
    outcome_of,
    seat_of,
    seats_of,
    sheets_against,
    sheets_of,
)
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryEvent,
    EntryKind,
    RegisterRules,
    Unit,
    Verb,
    Waiting,
    WaitingSource,
)

SHEET_DAYS = "partnership.committee.sheet_days"
TOLD_DAYS = "partnership.committee.told_days"
CLAUSE = "CSPF 18(c)"
OF_MEMBERS = ("sheet", "conflict", "handed_on")
NO_TIME = "no time set"
TOO_FEW = (
    f"{CLAUSE} has a Committee of {FEWEST_MEMBERS}-{MOST_MEMBERS} senior managers; name at least "
    f"{FEWEST_MEMBERS} to ask."
)
TOO_MANY = (
    f"{CLAUSE} has a Committee of {FEWEST_MEMBERS}-{MOST_MEMBERS} senior managers and no more; ask "
    f"at most {MOST_MEMBERS}."
)
DECIDED = "It is decided already; what is new is another question for the Committee."
WITHDRAWN = "The question was withdrawn; ask the Committee again."
NOT_DECIDED = "It is not decided yet; record what the Committee decided first."


class DecisionKind(EntryKind):
    """What the Committee is asked about a partner or an agreement, and what it decides."""

    name, label, clause, body = "decision", "Decision of the Committee", CLAUSE, DecisionBody
    has_own_windows = True
    verbs = (
        Verb("sheet", "Fill in a sheet", SheetBody),
        Verb("conflict", "Conflict of interest", ConflictBody),
        Verb("handed_on", "Ask somebody else", HandedOnBody),
        Verb("deferred", "Defer it", DeferralBody),
        Verb("decided", "Record the decision", OutcomeBody),
        Verb("told", "Partner told", PartnerToldBody),
        Verb("answered", "Partner answered", sides=(Side.PARTNER,), needs_words=True),
        Verb("withdrawn", "Withdraw the question", needs_words=True),
    )

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind: what is asked; Slack names the agreement."""
        return asked_about(body).question.label

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind; who may be asked, and whether enough must answer."""
        question = asked_about(body)
        members = question.members
        if len(set(members)) != len(members) or not all(members):
            raise UnfitStep("Somebody is named twice; name each member once.", "members")
        if len(members) > MOST_MEMBERS:
            raise UnfitStep(TOO_MANY, "members")
        if len(members) < FEWEST_MEMBERS:
            raise UnfitStep(TOO_FEW, "members")
        if not LEAST_QUORUM <= question.quorum <= len(members):
            raise UnfitStep(
                f"Of {len(members)} members, from {LEAST_QUORUM} to {len(members)} must answer; "
                "give another number.",
                "quorum",
            )
        if question.amount is not None and not question.currency:
            raise UnfitStep("Give the currency of the amount.", "currency")

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind."""
        if entry.latest("withdrawn") is not None:
            raise UnfitStep(WITHDRAWN)
        is_after = verb.name in ("told", "answered")
        event = outcome_event(entry)
        if is_after and event is None:
            raise UnfitStep(NOT_DECIDED)
        if not is_after and event is not None:
            raise UnfitStep(DECIDED)
        rule = RULES.get(verb.name)
        if rule is not None:
            rule(entry, body, author)

    def is_for_all(self, event: EntryEvent) -> bool:
        """Not what members say: who reads that, the decision's own window knows."""
        return event.verb not in OF_MEMBERS

    def is_closed(self, entry: Entry) -> bool:
        """True once the partner knows, for it was told or answered; or it was withdrawn."""
        if entry.latest("withdrawn") is not None:
            return True
        return outcome_event(entry) is not None and entry.latest("told", "answered") is not None

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """The sheets, then the decision, then telling the partner."""
        if self.is_closed(entry):
            return
        event, deferral = outcome_event(entry), deferral_of(entry)
        if event is not None:
            on = _due(rules, TOLD_DAYS, event.day)
            yield _waiting(entry, "told", f"Telling the partner: {entry.title}", on, TOLD_DAYS)
        elif deferral is not None and _is_put_off(deferral.body, today):
            until = deferral.body.until if isinstance(deferral.body, DeferralBody) else None
            yield _waiting(entry, "deferred", f"Deferred: {entry.title}", until)
        else:
            yield from self._of_members(entry, rules)

    @staticmethod
    def _of_members(entry: Entry, rules: RegisterRules) -> Iterator[Waiting]:
        deferral = deferral_of(entry)
        again = _again_from(deferral.body) if deferral is not None else None
        for seat in seats_of(entry):
            if seat.member and seat.sheet is None:
                since = max(filter(None, (seat.since, again)))
                on = _due(rules, SHEET_DAYS, since)
                what = f"Sheet: {entry.title}"
                yield _waiting(entry, "sheet", what, on, SHEET_DAYS, member=seat.member)
        if is_short(entry):
            yield _waiting(entry, "member", f"Another member to ask: {entry.title}", None)
        elif has_quorum(entry):
            yield _waiting(entry, "decision", f"Decision: {entry.title}", None)

    def state(self, entry: Entry, today: date) -> str:
        """'2 of 4 sheets', 'Approved; the partner was told on 3 March 2026'."""
        outcome, deferral = outcome_of(entry), deferral_of(entry)
        if entry.latest("withdrawn") is not None:
            return "Withdrawn"
        if outcome is not None:
            return f"{outcome.outcome.label}; {_after_it(entry)}"
        if deferral is not None and _is_put_off(deferral.body, today):
            until = deferral.body.until if isinstance(deferral.body, DeferralBody) else None
            return f"Deferred until {day_of(until)}" if until else "Deferred"
        return f"{len(sheets_of(entry))} of {len(seats_of(entry))} sheets"


def _check_member(entry: Entry, body: EntryBody, author: Author) -> None:
    """That whoever it is of is asked now, and that somebody else shows a paper."""
    member = (body.member if isinstance(body, MemberBody) else "") or author.by
    if member in conflicted(entry):
        raise UnfitStep("Whoever has a conflict of interest in it is not asked any more.")
    if seat_of(entry, member) is None:
        raise UnfitStep(
            "Only a member who is asked answers; where the Committee met elsewhere, record its "
            "decision with the minutes on the agreement."
        )
    if isinstance(body, MemberBody) and member != author.by and not body.handed_in:
        raise UnfitStep("Name the paper with the member’s signature, or a link to it.", "handed_in")


def _check_sheet(entry: Entry, body: EntryBody, author: Author) -> None:
    _check_member(entry, body, author)
    if not isinstance(body, SheetBody):
        return
    if body.vote is SheetVote.WITH_CONDITIONS and not body.conditions:
        raise UnfitStep("Write down the conditions.", "conditions")
    if body.vote is not SheetVote.WITH_CONDITIONS and body.conditions:
        raise UnfitStep(
            f"Choose ‘{SheetVote.WITH_CONDITIONS.label}’, or leave the conditions out.",
            "conditions",
        )
    if body.vote is SheetVote.NO and not body.why:
        raise UnfitStep("Write why, in a sentence; the partner will want to know.", "why")


def _check_conflict(entry: Entry, body: EntryBody, author: Author) -> None:
    _check_member(entry, body, author)
    if isinstance(body, ConflictBody):
        _check_new_member(entry, body.handed_to)


def _check_handing_on(entry: Entry, body: EntryBody, _author: Author) -> None:
    if not isinstance(body, HandedOnBody):
        return
    places = {seat.member or seat.before[-1]: seat for seat in seats_of(entry)}
    seat = places.get(body.member)
    if seat is None:
        raise UnfitStep("That person is not asked; choose who is.", "member")
    if seat.sheet is not None:
        raise UnfitStep("That member’s sheet is in already, and counts.", "member")
    if not body.handed_to:
        raise UnfitStep("Name who is asked instead.", "handed_to")
    _check_new_member(entry, body.handed_to)


def _check_new_member(entry: Entry, member: str) -> None:
    if member and member in ever_asked(entry):
        raise UnfitStep("That person was asked already; name somebody else.", "handed_to")


def _check_deferral(entry: Entry, body: EntryBody, _author: Author) -> None:
    if not isinstance(body, DeferralBody):
        return
    if not body.why:
        raise UnfitStep("Write why it is put off.", "why")
    if body.until is not None and body.until < entry.day:
        raise UnfitStep("That day was before the Committee was asked; give a later one.", "until")


def _check_outcome(entry: Entry, body: EntryBody, author: Author) -> None:
    if not isinstance(body, OutcomeBody):
        return
    if author.by in conflicted(entry):
        raise UnfitStep("Whoever has a conflict of interest in it does not decide it.")
    question = asked_about(entry.body)
    count = len(sheets_of(entry))
    if not has_quorum(entry):
        raise UnfitStep(
            f"{count} of the {question.quorum} sheets that it takes are in; wait for the others."
        )
    if body.outcome not in OUTCOMES:
        raise UnfitStep("Choose approved, approved with conditions or declined.", "outcome")
    _check_conditions(body)
    _check_reason(entry, body)
    _check_amount(question, body)
    if body.until is not None and body.until < entry.day:
        raise UnfitStep("That day was before the Committee was asked; give a later one.", "until")


def _check_conditions(body: OutcomeBody) -> None:
    with_conditions = body.outcome is DecisionOutcome.WITH_CONDITIONS
    if with_conditions and not body.conditions:
        raise UnfitStep("Write down the conditions.", "conditions")
    if body.conditions and not with_conditions:
        raise UnfitStep(
            f"Choose ‘{DecisionOutcome.WITH_CONDITIONS.label}’, or leave the conditions out.",
            "conditions",
        )


def _check_reason(entry: Entry, body: OutcomeBody) -> None:
    if body.why:
        return
    if body.outcome is DecisionOutcome.DECLINED:
        raise UnfitStep("Write why it was declined; the partner is told.", "why")
    against = sheets_against(entry, body.outcome)
    if against:
        how_many = "One sheet says" if len(against) == 1 else f"{len(against)} sheets say"
        raise UnfitStep(f"{how_many} otherwise; write why this was decided.", "why")


def _check_amount(question: DecisionBody, body: OutcomeBody) -> None:
    if body.amount is None:
        return
    if question.amount is None:
        raise UnfitStep("No amount was asked for; leave it out.", "amount")
    if body.amount > question.amount:
        raise UnfitStep("That is more than was asked for; give at most that.", "amount")


def _check_told(entry: Entry, body: EntryBody, _author: Author) -> None:
    event = outcome_event(entry)
    if isinstance(body, PartnerToldBody) and event is not None and body.on < event.day:
        raise UnfitStep(f"It was decided on {day_of(event.day)}; give a later day.", "on")


RULES: Mapping[str, Callable[[Entry, EntryBody, Author], None]] = {
    "sheet": _check_sheet,
    "conflict": _check_conflict,
    "handed_on": _check_handing_on,
    "deferred": _check_deferral,
    "decided": _check_outcome,
    "told": _check_told,
}


def _is_put_off(body: EntryBody, today: date) -> bool:
    """True where it waits for a later day, or for somebody to bring it again."""
    return isinstance(body, DeferralBody) and (body.until is None or today < body.until)


def _again_from(body: EntryBody) -> date | None:
    return body.until if isinstance(body, DeferralBody) else None


def _after_it(entry: Entry) -> str:
    """What the partner knows of it."""
    telling = entry.latest("told")
    if telling is not None and isinstance(telling.body, PartnerToldBody):
        return f"the partner was told on {day_of(telling.body.on)}"
    return "the partner answered" if entry.latest("answered") else "the partner is not told yet"


def _due(rules: RegisterRules, setting: str, since: date) -> date | None:
    count = rules.count(setting)
    return None if count is None else rules.working.after(since, count)


def _waiting(
    entry: Entry, step: str, what: str, on: date | None, interval: str = "", member: str = ""
) -> Waiting:
    """What waits: for `member`, or for whoever asked the Committee."""
    names = (entry.id, step, member, on.isoformat() if on else "")
    return Waiting(
        key=":".join(name for name in ("decision", *names) if name),
        partner=entry.partner,
        what=what,
        on=on,
        of=Side.CIP,
        source=WaitingSource.REGISTER,
        reference=entry.id,
        agreement=entry.agreement,
        words="" if on else NO_TIME,
        unit=Unit.COMMITTEE if member else Unit.COORDINATOR,
        owner=member or entry.opened_by.by,
        tells_owner=True,
        interval=interval,
        clause=CLAUSE,
    )


KIND = DecisionKind()
