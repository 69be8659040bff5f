"""A review of the relationship or of an agreement (CSPF 16(d)): both sides speak, and both sign.

A signature covers what its signer knew. A word by topic that comes later has both sign again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from dateutil.relativedelta import relativedelta

from drafting.calendar.review_days import MONTHS, RELATIONSHIP_REVIEW, review_base, review_key
from drafting.partners.field_values import day
from drafting.partners.record.partner import Partner
from drafting.partners.vocabulary import Side
from drafting.partnership.reviews.bodies import (
    TOPICS,
    OfficeSignature,
    ReviewBody,
    ReviewHeld,
    ReviewMoved,
    ReviewSubject,
    ReviewWords,
    WordOnTimes,
)
from drafting.partnership.reviews.kept_times import review_facts
from drafting.partnership.reviews.steps import (
    HELD,
    MOVED,
    OFFICE_SIGNED,
    OFFICE_WORDS,
    PARTNER_SIGNED,
    PARTNER_WORDS,
    REMARK,
    SIGNED,
    TIMES,
    WITHDRAWN,
    ReviewSteps,
    review_of,
    review_steps,
)
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryKind,
    EntryRefused,
    FactsBeside,
    OnDay,
    RegisterRules,
    Verb,
    Waiting,
)
from drafting.register.entry_waiting import of_entry

BEFORE_END_DAYS = "partnership.review_before_end_days"
BOTH_SIDES = (Side.CIP, Side.PARTNER)
WHOSE = {Side.CIP: "the office", Side.PARTNER: "the partner"}


class ReviewKind(EntryKind):
    """The rules of reviews."""

    name, label, clause, body = "review", "Review", "CSPF 16(d)", ReviewBody
    leaves_actions = True
    verbs = (
        Verb(PARTNER_WORDS, "The partner’s words", ReviewWords, sides=(Side.PARTNER,)),
        Verb(OFFICE_WORDS, "The office’s words", ReviewWords),
        Verb(TIMES, "The partner on the office’s times", WordOnTimes, sides=(Side.PARTNER,)),
        Verb(HELD, "It was held", ReviewHeld),
        Verb(MOVED, "Move it", ReviewMoved, sides=BOTH_SIDES, needs_words=True),
        Verb(PARTNER_SIGNED, "The partner signs", OnDay, sides=(Side.PARTNER,)),
        Verb(OFFICE_SIGNED, "Sign for the office", OfficeSignature),
        Verb(REMARK, "Add a remark", sides=BOTH_SIDES, needs_words=True),
        Verb(WITHDRAWN, "Withdraw it", needs_words=True),
    )

    def from_record(
        self, body: EntryBody, partner: Partner, agreement: str, siblings: Iterable[Entry]
    ) -> EntryBody:
        """As in EntryKind: which agreement it is of, and from which day its time counts."""
        assert isinstance(body, ReviewBody)
        terms = partner.agreement(agreement)
        facts: dict[str, object] = {"agreement": agreement}
        facts["called"] = (terms.title or terms.key) if terms else partner.name
        if body.of is ReviewSubject.RELATIONSHIP:
            facts["counted_from"] = review_base(partner, siblings, {self.name: self})
        elif body.of is ReviewSubject.BEFORE_END and terms is not None:
            facts["counted_from"] = terms.end
        return body.model_copy(update=facts)

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind: of one thing one review is open at a time."""
        del author
        assert isinstance(body, ReviewBody)
        is_of_all = body.of is ReviewSubject.RELATIONSHIP
        if is_of_all and body.agreement:
            raise EntryRefused(
                "The whole relationship has no agreement: leave it out, or choose ‘An agreement’.",
                "agreement",
            )
        if not is_of_all and not body.agreement:
            raise EntryRefused("Choose the agreement that is reviewed.", "agreement")
        if body.of is ReviewSubject.BEFORE_END and body.counted_from is None:
            raise EntryRefused(
                "That agreement has no last day on record: enter it in the partner’s file, or "
                "choose ‘An agreement’.",
                "agreement",
            )
        if any(_is_open_of(entry, body.agreement) for entry in siblings if entry.kind == self.name):
            raise EntryRefused("A review of it is open already; open that from the list.", "of")

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, ReviewBody)
        if body.of is ReviewSubject.RELATIONSHIP:
            return "Review of the relationship"
        before = " before its end" if body.of is ReviewSubject.BEFORE_END else ""
        return f"Review{before}: {body.called}"

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: nobody signs what was not held, or to what one side said nothing."""
        steps = review_steps(entry)
        if verb.name == REMARK:
            return
        if steps.is_withdrawn:
            raise EntryRefused("It was withdrawn; open another review.")
        if isinstance(body, ReviewWords) and not any(getattr(body, topic) for topic in TOPICS):
            raise EntryRefused("Write something on at least one topic.", TOPICS[0])
        if verb.name == MOVED and steps.held_on:
            raise EntryRefused(f"It was held on {day(steps.held_on)}, and cannot be moved.")
        if verb.name in (HELD, WITHDRAWN) and steps.is_signed:
            raise EntryRefused("Both sides signed it, so it stays; add a remark.")
        if verb.name in SIGNED.values():
            _check_signature(steps, author.side, getattr(body, "on", None))

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        steps = review_steps(entry)
        if steps.is_withdrawn:
            return (self.verb(REMARK),)
        names = {PARTNER_WORDS, OFFICE_WORDS, TIMES, REMARK}
        if not steps.held_on:
            names |= {HELD, MOVED}
        elif len(steps.spoke) == len(SIGNED):
            names |= {verb for side, verb in SIGNED.items() if side not in steps.signed}
        if not steps.is_signed:
            names |= {WITHDRAWN}
        return tuple(verb for verb in self.verbs if verb.name in names)

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind: both sides signed all of it."""
        steps = review_steps(entry)
        return steps.is_signed or steps.is_withdrawn

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: until it is held of both; then for words and signatures of each."""
        del today
        steps, must_by = review_steps(entry), _must_by(entry, rules)
        if self.is_closed(entry):
            return
        for side, on, words in _open_steps(steps, must_by):
            yield of_entry(
                entry,
                "held" if steps.held_on else "",
                entry.title,
                side,
                on,
                words=words,
                interval=_interval(entry) if on and on == must_by else "",
                clause=self.clause,
            )

    def stands_for(self, entry: Entry) -> str:
        """As in EntryKind: the review that the office's interval asks for.

        Of the relationship, as long as it is open: then the next one counts from the day on which
        it was held. Before an end also when it is signed: for that end nothing is due any more.
        """
        body = review_of(entry)
        if body.of is ReviewSubject.RELATIONSHIP:
            return "" if self.is_closed(entry) else RELATIONSHIP_REVIEW
        is_before_end = body.of is ReviewSubject.BEFORE_END and body.counted_from is not None
        if not is_before_end or review_steps(entry).is_withdrawn:
            return ""
        assert body.counted_from is not None
        return review_key(entry.agreement, body.counted_from)

    def repeats_from(self, entry: Entry) -> date | None:
        """As in EntryKind: the day on which a signed review of the relationship was held."""
        steps = review_steps(entry)
        is_of_all = review_of(entry).of is ReviewSubject.RELATIONSHIP
        return steps.held_on if is_of_all and steps.is_signed else None

    def facts_beside(self, entry: Entry, beside: FactsBeside) -> Iterator[tuple[str, str]]:
        """As in EntryKind: the office's times, the partner's word on them first."""
        yield from review_facts(entry, beside)

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        del today
        steps = review_steps(entry)
        if steps.is_withdrawn:
            return "Withdrawn"
        if steps.held_on is None:
            planned = steps.planned_for
            return f"Planned for {day(planned)}" if planned else "No day is planned yet"
        return f"Held on {day(steps.held_on)}, {_signed_words(steps)}"


def _is_open_of(entry: Entry, agreement: str) -> bool:
    return entry.agreement == agreement and not KIND.is_closed(entry)


def _signed_words(steps: ReviewSteps) -> str:
    """How far a review that was held is."""
    missing = [WHOSE[side] for side in SIGNED if side not in steps.spoke]
    if steps.is_signed:
        return "signed by both sides"
    if steps.signed_before:
        return "to be signed again: words came since"
    if missing:
        return f"words of {' and '.join(missing)} are missing"
    return " and ".join(f"signed for {WHOSE[side]}" for side in steps.signed) or "to be signed"


def _check_signature(steps: ReviewSteps, side: Side, on: date | None) -> None:
    if steps.held_on is None:
        raise EntryRefused("It was not held yet: enter first on which day it was.")
    missing = [WHOSE[each] for each in SIGNED if each not in steps.spoke]
    if missing:
        raise EntryRefused(
            f"Words of {' and '.join(missing)} are missing: both sides speak before either signs."
        )
    if side in steps.signed:
        raise EntryRefused(f"It is signed for {WHOSE[side]} already.")
    if on is not None and on < steps.held_on:
        raise EntryRefused(
            f"{day(on)} is before the day on which it was held, {day(steps.held_on)}; give a later "
            "day.",
            "on",
        )


def _open_steps(
    steps: ReviewSteps, must_by: date | None
) -> Iterator[tuple[Side, date | None, str]]:
    """What waits of whom, by which day, in words.

    Planning a review does not put off what the office's setting asks for.
    """
    if steps.held_on is None:
        planned = steps.planned_for
        words = f"planned for {day(planned)}" if planned else "no day is planned yet"
        yield Side.BOTH, min(filter(None, (planned, must_by)), default=None), words
        return
    for side in SIGNED:
        if side not in steps.spoke:
            yield side, must_by, f"held on {day(steps.held_on)}, its words are missing"
        elif side not in steps.signed and len(steps.spoke) == len(SIGNED):
            again = " again" if side in steps.signed_before else ""
            yield side, must_by, f"held on {day(steps.held_on)}, to be signed{again}"


def _must_by(entry: Entry, rules: RegisterRules) -> date | None:
    """The day that the office's setting gives; None where it gives none."""
    body, count = review_of(entry), rules.count(_interval(entry))
    if body.counted_from is None or not count:
        return None
    if body.of is ReviewSubject.BEFORE_END:
        return body.counted_from - timedelta(days=count)
    next_day: date = body.counted_from + relativedelta(months=count)
    return next_day


def _interval(entry: Entry) -> str:
    """The setting by which it is due; '' for a review between."""
    intervals = {
        ReviewSubject.RELATIONSHIP: MONTHS,
        ReviewSubject.BEFORE_END: BEFORE_END_DAYS,
    }
    return intervals.get(review_of(entry).of, "")


KIND = ReviewKind()
