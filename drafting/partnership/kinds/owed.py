"""What is owed by an agreement: a report, or a tranche of its funds.

What the agreement's record says is computed (owed_by_rule.py). An entry is opened only when
something is said to it; its `rule` is the key under which the record's own date is known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal

from pydantic import Field

from drafting.partners.field_values import day, money
from drafting.partners.record.field_types import Amount, Currency, Day, Line
from drafting.partners.vocabulary import Choice, Side
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryKind,
    EntryRefused,
    OnDay,
    RegisterRules,
    UnopenedItem,
    Verb,
    Waiting,
    WaitingSource,
    unit_of_owed,
)
from drafting.register.filling import SET_BY_RULE

SENT, CAME, RETURNED, ACCEPTED = "sent", "came", "returned", "accepted"
MET, PAID, REMARK, WITHDRAWN = "condition_met", "paid", "remark", "withdrawn"
BOTH_SIDES = (Side.CIP, Side.PARTNER)


class OwedItem(Choice):
    """What may be owed by an agreement."""

    REPORT = "report", "A report"
    TRANCHE = "tranche", "A tranche"


class OwedBody(EntryBody):
    """What is owed, by whom and when."""

    item: OwedItem = Field(title="What is owed")
    what: Line = Field(title="Which one", description="For example: second narrative report.")
    by: Side = Field(title="Who owes it")
    due: Day | None = Field(default=None, title="By when")
    amount: Amount | None = Field(default=None, title="Amount")
    currency: Currency = Field(default="", title="Currency", json_schema_extra=SET_BY_RULE)
    condition: Line = Field(default="", title="Paid when", json_schema_extra=SET_BY_RULE)
    due_words: Line = Field(default="", title="Due", json_schema_extra=SET_BY_RULE)
    rule: Line = Field(default="", title="By the agreement", json_schema_extra=SET_BY_RULE)


class Payment(OnDay):
    """A payment."""

    amount: Amount = Field(title="Amount")
    reason: Line = Field(
        default="",
        title="Why it is paid all the same",
        description="Where a condition or a report is not accepted yet, or the amount differs.",
    )


class OwedKind(EntryKind):
    """The rules of what is owed."""

    name, label, clause, body = "owed", "Report or tranche", "CSPF 16(e)", OwedBody
    looks_beside = frozenset({PAID})
    verbs = (
        Verb(SENT, "Sent", OnDay, sides=BOTH_SIDES),
        Verb(CAME, "It came", OnDay, sides=BOTH_SIDES),
        Verb(RETURNED, "Return it", sides=BOTH_SIDES, needs_words=True),
        Verb(ACCEPTED, "Accept it", sides=BOTH_SIDES),
        Verb(MET, "The condition is met", needs_words=True),
        Verb(PAID, "Paid", Payment),
        Verb(REMARK, "Add a remark", sides=BOTH_SIDES, needs_words=True),
        Verb(WITHDRAWN, "Entered by mistake", needs_words=True),
    )

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind: what the agreement has by rule is opened once."""
        del author
        assert isinstance(body, OwedBody)
        if body.by is Side.BOTH:
            raise EntryRefused("Say which side owes it; open it twice where both do.", "by")
        if body.item is OwedItem.TRANCHE and body.by is not Side.CIP:
            raise EntryRefused("A tranche is owed by the office; choose it.", "by")
        if body.rule and any(self.stands_for(entry) == body.rule for entry in open_owed(siblings)):
            raise EntryRefused("It is on the register already; open it from the list.")

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, OwedBody)
        return body.what or body.item.label

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: who owes sends, the other side takes; money is paid, not accepted."""
        if verb.name == REMARK:
            return
        if self.is_closed(entry):
            raise EntryRefused("It is closed; open another one.")
        owed = owed_of(entry)
        is_tranche = owed.item is OwedItem.TRANCHE
        if verb.name in (MET, PAID) and not is_tranche:
            raise EntryRefused("It is a report: it is sent, and accepted or returned.")
        if verb.name in (SENT, RETURNED, ACCEPTED) and is_tranche:
            raise EntryRefused("It is a tranche: it is paid, and came.")
        giver = verb.name == SENT
        if verb.name in (SENT, CAME, RETURNED, ACCEPTED):
            _check_side(owed.by, author.side, giver=giver)
        if verb.name in (RETURNED, ACCEPTED) and not _came(entry):
            raise EntryRefused("It did not come yet: enter first that it came.")
        if isinstance(body, Payment):
            _check_payment(entry, body)

    def check_beside(
        self,
        entry: Entry,
        body: EntryBody,
        siblings: Iterable[Entry],
        unopened: Iterable[UnopenedItem],
    ) -> None:
        """As in EntryKind: paying while a report is not accepted needs a reason."""
        if not isinstance(body, Payment) or body.reason:
            return
        missing = [_named(owed_of(other)) for other in _due_reports(entry, siblings)]
        missing += [
            _named(item.body)
            for item in unopened
            if isinstance(item.body, OwedBody)
            and item.agreement == entry.agreement
            and _holds_up(item.body, owed_of(entry).due)
            and (body.on is None or item.body.due is None or item.body.due < body.on)
        ]
        if missing:
            raise EntryRefused(
                f"Not accepted yet: {', '.join(dict.fromkeys(missing))}. Say why it is paid all "
                "the same.",
                "reason",
            )

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        if self.is_closed(entry):
            return (self.verb(REMARK),)
        names = {REMARK, WITHDRAWN}
        owed = owed_of(entry)
        if owed.item is OwedItem.TRANCHE:
            names |= {PAID, CAME} | ({MET} if owed.condition and not entry.latest(MET) else set())
        else:
            names |= {RETURNED, ACCEPTED} if _is_there(entry) else {SENT, CAME}
        return tuple(verb for verb in self.verbs if verb.name in names)

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind: a report is accepted, a tranche is paid in full."""
        if entry.latest(ACCEPTED, WITHDRAWN):
            return True
        paid, owed = paid_of(entry), owed_of(entry)
        return entry.latest(PAID) is not None and (owed.amount is None or paid >= owed.amount)

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: of who owes it, and of the other side once it came."""
        del rules, today
        if self.is_closed(entry):
            return
        owed = owed_of(entry)
        is_there = owed.item is OwedItem.REPORT and _is_there(entry)
        of = owed.by.other if is_there else owed.by
        on = None if is_there else owed.due
        words = "to be accepted or returned" if is_there else owed.due_words or owed.condition
        yield Waiting(
            key=_waiting_key(entry, of, on),
            partner=entry.partner,
            what=owed.what,
            on=on,
            of=of,
            source=WaitingSource.REGISTER,
            reference=entry.id,
            agreement=entry.agreement,
            words=words,
            unit=unit_of_owed(owed.what, is_payment=owed.item is OwedItem.TRANCHE),
            clause=self.clause,
        )

    def stands_for(self, entry: Entry) -> str:
        """Its rule, also when it is closed; the record tells it again once it comes again.

        That is where it was entered by mistake, or is a report without a day on record: one that
        is due 'quarterly' is due again when one was accepted.
        """
        owed = owed_of(entry)
        is_undated = owed.item is OwedItem.REPORT and owed.due is None
        comes_again = is_undated and self.is_closed(entry)
        return "" if comes_again or entry.latest(WITHDRAWN) else owed.rule

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        del today
        last = entry.latest(SENT, CAME, RETURNED, ACCEPTED, PAID, WITHDRAWN)
        if last is None:
            return "Owed"
        if last.verb == WITHDRAWN:
            return "Entered by mistake"
        if entry.latest(PAID):
            return f"{money(paid_of(entry), owed_of(entry).currency)} paid"
        words = {SENT: "Sent", CAME: "Came", RETURNED: "Returned", ACCEPTED: "Accepted"}
        return f"{words[last.verb]} on {day(last.happened_on)}"


def owed_of(entry: Entry) -> OwedBody:
    """The body of what is owed."""
    assert isinstance(entry.body, OwedBody)
    return entry.body


def open_owed(entries: Iterable[Entry]) -> list[Entry]:
    """What is owed among the entries, without what was entered by mistake."""
    return [entry for entry in entries if entry.kind == KIND.name and not entry.latest(WITHDRAWN)]


def paid_of(entry: Entry) -> Decimal:
    """What was paid of a tranche so far."""
    bodies = [event.body for event in entry.said(PAID)]
    return sum((body.amount for body in bodies if isinstance(body, Payment)), Decimal(0))


def _due_reports(tranche: Entry, siblings: Iterable[Entry]) -> Iterator[Entry]:
    """The partner's reports of the same agreement, due by the tranche's day and not accepted.

    One that is due in words alone, 'quarterly', holds no payment up: nobody knows which it is.
    """
    due = owed_of(tranche).due
    for entry in open_owed(siblings):
        is_of_it = entry.agreement == tranche.agreement and not entry.latest(ACCEPTED)
        if is_of_it and _holds_up(owed_of(entry), due):
            yield entry


def _holds_up(report: OwedBody, tranche_due: date | None) -> bool:
    """True for a report of the partner that was due by the tranche's day."""
    is_report = report.item is OwedItem.REPORT and report.by is Side.PARTNER
    by_then = report.due is not None and (tranche_due is None or report.due <= tranche_due)
    return is_report and by_then


def _named(report: OwedBody) -> str:
    """'Narrative report of 3 March 2026'."""
    return f"{report.what} of {day(report.due)}" if report.due else report.what


def _check_side(by: Side, side: Side, *, giver: bool) -> None:
    expected = by if giver else by.other
    if side is not expected:
        who = "who owes it" if giver else "who is to get it"
        raise EntryRefused(f"That is for {who} to say.")


def _check_payment(entry: Entry, payment: Payment) -> None:
    owed = owed_of(entry)
    if owed.condition and not entry.latest(MET) and not payment.reason:
        raise EntryRefused(
            f"It is paid when: {owed.condition}. Enter that this is met, or say why it is paid "
            "all the same.",
            "reason",
        )
    is_more = owed.amount is not None and paid_of(entry) + payment.amount > owed.amount
    if is_more and not payment.reason:
        agreed = money(owed.amount or payment.amount, owed.currency)
        raise EntryRefused(
            f"That is more than the {agreed} agreed; correct it, or say why.", "amount"
        )


def _came(entry: Entry) -> bool:
    return entry.latest(CAME) is not None


def _is_there(entry: Entry) -> bool:
    """True where it came, and was not returned since."""
    last = entry.latest(CAME, RETURNED)
    return last is not None and last.verb == CAME


def _waiting_key(entry: Entry, of: Side, on: date | None) -> str:
    """The record's own while it is due as the record has it: who was told of it is told once."""
    owed = owed_of(entry)
    if owed.rule and (of, on) == (owed.by, owed.due):
        return owed.rule
    return f"{entry.id}:{of.value}:{on or ''}"


KIND = OwedKind()
