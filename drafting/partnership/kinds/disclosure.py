"""Disclosure: what one side tells the other of itself, and what both agree that it changes.

Who acknowledges has acknowledged what he or she had seen: what was told or asked meanwhile waits.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import Field

from drafting.partners.field_values import day
from drafting.partners.record.field_types import Day, Line, Paragraphs
from drafting.partners.vocabulary import Choice, Side
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
from drafting.register.filling import IN_THE_PAST

ACKNOWLEDGE_DAYS = "partnership.acknowledge_days"
TOLD, ACKNOWLEDGED, MORE_ASKED = "told", "acknowledged", "more_asked"
EFFECT, FOLLOWED_UP, REMARK, WITHDRAWN = "effect", "followed_up", "remark", "withdrawn"
BOTH_SIDES = (Side.CIP, Side.PARTNER)


class DisclosureSubject(Choice):
    """What a disclosure is about; the last three are the framework's own words."""

    GOVERNANCE = "governance", "Change of head or governance"
    CONFLICT = "conflict", "Conflict of interest"
    FUNDING = "funding", "Funding situation"
    AUDIT = "audit", "Audit finding"
    LEGAL = "legal", "Safeguarding or legal matter"
    PLANS = "plans", "Change of plans"
    ROLE = "role", "Fulfilling the due or expected role (16(c))"
    COMMITMENTS = "commitments", "Inability to meet commitments (16(c))"
    OTHER = "other", "Other impact on the partnership (16(c))"


class Prompting(Choice):
    """Whether somebody asked for it."""

    UNASKED = "unasked", "Told unasked"
    ASKED = "asked", "The other side asks for it"


class Effect(Choice):
    """What a disclosure changes, as both sides see it."""

    NONE = "none", "Nothing changes"
    AMENDMENT = "amendment", "The agreement is amended"
    DUE_DILIGENCE = "due_diligence", "Due diligence is looked at again"
    ACTION = "action", "An action is agreed"


class FollowUp(Choice):
    """What the office does next; nothing of it is changed by itself."""

    RECORD = "record", "Look at the head and the signatories on record"
    AMENDMENT = "amendment", "Amend the agreement"
    DUE_DILIGENCE = "due_diligence", "Look at the due diligence again"
    ACTION = "action", "Open the action that was agreed"


class DisclosureBody(EntryBody):
    """What is disclosed, or asked for."""

    side: Side = Field(title="Who discloses")
    about: DisclosureSubject = Field(title="About what")
    prompting: Prompting = Field(title="Asked for or not")
    what: Paragraphs = Field(
        default="",
        max_length=3_000,
        title="What is told",
        description="Or what is asked for. Not the particulars of a suspected misconduct: these "
        "are for whoever investigates.",
    )
    from_whom: Line = Field(default="", max_length=100, title="Who at the partner told or asked it")
    on: Day | None = Field(
        default=None,
        title="On",
        description="Empty: the day on which it is entered.",
        json_schema_extra=IN_THE_PAST,
    )


class EffectOpinion(EntryBody):
    """What one side thinks that it changes."""

    effect: Effect = Field(title="What it changes")


class FollowUpDone(OnDay):
    """Something of what follows, done."""

    what: FollowUp = Field(title="What was done")


@dataclass(frozen=True)
class Telling:
    """Something that was told."""

    number: int  # of the event; 0 for what was told when it was opened
    on: date


class DisclosureKind(EntryKind):
    """The rules of disclosures."""

    name, label, clause, body = "disclosure", "Disclosure", "CSPF 16(c)", DisclosureBody
    verbs = (
        Verb(ACKNOWLEDGED, "Acknowledge it", OnDay, sides=BOTH_SIDES),
        Verb(TOLD, "Tell it, or more", OnDay, sides=BOTH_SIDES, needs_words=True),
        Verb(MORE_ASKED, "Ask for more", OnDay, sides=BOTH_SIDES, needs_words=True),
        Verb(EFFECT, "Say what it changes", EffectOpinion, sides=BOTH_SIDES),
        Verb(FOLLOWED_UP, "What follows was done", FollowUpDone),
        Verb(REMARK, "Add a remark", sides=BOTH_SIDES, needs_words=True),
        Verb(WITHDRAWN, "Entered by mistake", needs_words=True),
    )

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind: one side discloses, and what a partner says names who said it."""
        del siblings, author
        assert isinstance(body, DisclosureBody)
        if body.side is Side.BOTH:
            raise EntryRefused("Choose one side; open it twice where both disclose.", "side")
        is_asked = body.prompting is Prompting.ASKED
        if is_asked and not body.what:
            raise EntryRefused("Write what is asked for.", "what")
        speaker = body.side.other if is_asked else body.side
        if speaker is Side.PARTNER and body.what and not body.from_whom:
            raise EntryRefused("Write who at the partner said it.", "from_whom")

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, DisclosureBody)
        return f"{body.about.label} ({body.side.label})"

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: one side tells, the other one acknowledges and asks."""
        if verb.name == REMARK:
            return
        if entry.latest(WITHDRAWN):
            raise EntryRefused("It was entered by mistake; open another one.")
        tells = verb.name == TOLD
        discloser = disclosure_of(entry).side
        if (
            verb.name in {TOLD, ACKNOWLEDGED, MORE_ASKED}
            and (author.side is discloser) is not tells
        ):
            who = "who discloses" if tells else "the other side"
            raise EntryRefused(f"That is for {who} to say; choose who says it accordingly.")
        if verb.name in {ACKNOWLEDGED, MORE_ASKED, EFFECT} and not tellings(entry):
            raise EntryRefused("Nothing was told yet: enter first what was told.")
        if isinstance(body, FollowUpDone) and body.what not in follow_ups(entry):
            raise EntryRefused("That is not waited for; look again at what follows.", "what")
        on = getattr(body, "on", None)
        if on is not None and on < started_on(entry):
            raise EntryRefused(
                f"{day(on)} is before {day(started_on(entry))}, when it began; give a later day.",
                "on",
            )

    def options(self, entry: Entry, verb: Verb) -> Mapping[str, Mapping[str, str]]:
        """As in EntryKind: what follows and is not done."""
        if verb.name != FOLLOWED_UP:
            return {}
        return {"what": {each.value: each.label for each in follow_ups(entry)}}

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind; also of what is closed, for more may be told."""
        if entry.latest(WITHDRAWN):
            return (self.verb(REMARK),)
        names = {TOLD, REMARK, WITHDRAWN}
        if tellings(entry):
            names |= {MORE_ASKED, EFFECT}
        if unacknowledged(entry):
            names.add(ACKNOWLEDGED)
        if follow_ups(entry):
            names.add(FOLLOWED_UP)
        return tuple(verb for verb in self.verbs if verb.name in names)

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind: all is acknowledged, agreed where an effect was named, and done."""
        if entry.latest(WITHDRAWN):
            return True
        is_told = bool(tellings(entry)) and not unacknowledged(entry) and not open_request(entry)
        return is_told and effect_waits_for(entry) is None and not follow_ups(entry)

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: to be told, acknowledged, agreed on, and followed up."""
        del today
        if entry.latest(WITHDRAWN):
            return
        discloser = disclosure_of(entry).side
        request, pending = open_request(entry), unacknowledged(entry)
        if request is not None or not tellings(entry):
            words = f"asked for on {day(request)}" if request else ""
            yield _undated(entry, "tell", "Tell", discloser, words)
        if pending:
            yield _acknowledgement_waited_for(entry, pending[0], rules)
        side = effect_waits_for(entry)
        if side is not None:
            words = f"proposed: {opinions(entry)[side.other].label.lower()}"
            yield _undated(entry, "effect", "Say what it changes", side, words)
        for each in follow_ups(entry):
            yield _undated(entry, each.value, each.label, Side.CIP, "")

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        del today
        if entry.latest(WITHDRAWN):
            return "Entered by mistake"
        last, request = next(reversed(tellings(entry)), None), open_request(entry)
        if request is not None:
            return f"Asked for on {day(request)}"
        if last is None:
            return "To be told"
        if unacknowledged(entry):
            return f"Told on {day(last.on)}, not acknowledged yet"
        on = max(event.happened_on for event in entry.said(ACKNOWLEDGED))
        effect = agreed_effect(entry)
        words = f", agreed: {effect.label.lower()}" if effect else ""
        rest = "".join(f"; {each.label.lower()}" for each in follow_ups(entry))
        return f"Acknowledged on {day(on)}{words}{rest}"


def disclosure_of(entry: Entry) -> DisclosureBody:
    """The body of a disclosure."""
    assert isinstance(entry.body, DisclosureBody)
    return entry.body


def counted_disclosures(entries: Iterable[Entry]) -> list[Entry]:
    """The disclosures among the entries, without those entered by mistake."""
    return [entry for entry in entries if entry.kind == KIND.name and not entry.latest(WITHDRAWN)]


def started_on(entry: Entry) -> date:
    """The day on which it was told, or asked for, first."""
    return disclosure_of(entry).on or entry.day


def tellings(entry: Entry) -> list[Telling]:
    """What was told so far, in order."""
    body = disclosure_of(entry)
    later = [Telling(event.number, event.happened_on) for event in entry.said(TOLD)]
    is_told_at_once = body.prompting is Prompting.UNASKED and body.what
    return [Telling(0, started_on(entry)), *later] if is_told_at_once else later


def unacknowledged(entry: Entry) -> list[Telling]:
    """What was told and nobody acknowledged who had seen it."""
    acknowledgements = list(entry.said(ACKNOWLEDGED))
    latest = max((event.based_on for event in acknowledgements), default=-1)
    return [telling for telling in tellings(entry) if telling.number > latest]


def open_request(entry: Entry) -> date | None:
    """The day on which something was asked for that was not told since; None for nothing."""
    requests = [(event.number, event.happened_on) for event in entry.said(MORE_ASKED)]
    if disclosure_of(entry).prompting is Prompting.ASKED:
        requests.insert(0, (0, started_on(entry)))
    # What was told, or acknowledged, by somebody who knew of the request settles it.
    latest = max((event.based_on for event in entry.said(TOLD, ACKNOWLEDGED)), default=-1)
    return next((on for number, on in requests if number > latest), None)


def opinions(entry: Entry) -> dict[Side, Effect]:
    """What each side said last that it changes."""
    return {
        event.author.side: event.body.effect
        for event in entry.said(EFFECT)
        if isinstance(event.body, EffectOpinion)
    }


def agreed_effect(entry: Entry) -> Effect | None:
    """What both sides say that it changes; None while they do not say the same."""
    both = opinions(entry)
    effects = set(both.values())
    return effects.pop() if len(both) == len(BOTH_SIDES) and len(effects) == 1 else None


def effect_waits_for(entry: Entry) -> Side | None:
    """Which side is to say what it changes; None where they agree, or nobody said anything."""
    last = entry.latest(EFFECT)
    if last is None or agreed_effect(entry) is not None:
        return None
    return last.author.side.other


def follow_ups(entry: Entry) -> list[FollowUp]:
    """What the office is to do, and did not say that it did."""
    body, effect = disclosure_of(entry), agreed_effect(entry)
    waits: list[FollowUp] = []
    if body.about is DisclosureSubject.GOVERNANCE and body.side is Side.PARTNER and tellings(entry):
        waits.append(FollowUp.RECORD)
    if effect is not None and effect is not Effect.NONE:
        waits.append(FollowUp(effect.value))
    return [each for each in waits if each not in _done(entry)]


def _done(entry: Entry) -> set[FollowUp]:
    return {
        event.body.what for event in entry.said(FOLLOWED_UP) if isinstance(event.body, FollowUpDone)
    }


def first_acknowledgement(entry: Entry) -> EntryEvent | None:
    """The first one; None while nobody acknowledged it."""
    return next(entry.said(ACKNOWLEDGED), None)


def _acknowledgement_waited_for(entry: Entry, telling: Telling, rules: RegisterRules) -> Waiting:
    days = rules.count(ACKNOWLEDGE_DAYS)
    on = rules.working.after(telling.on, days) if days is not None else None
    words = f"told on {day(telling.on)}"
    return of_entry(
        entry,
        "acknowledge",
        f"Acknowledge: {entry.title}",
        disclosure_of(entry).side.other,
        on,
        words=words if on else f"{words}, {NO_TIME_SET}",
        interval=ACKNOWLEDGE_DAYS if on else "",
        clause=KIND.clause,
    )


def _undated(entry: Entry, mark: str, what: str, of: Side, words: str) -> Waiting:
    """What waits and has no time."""
    words = f"{words}, {NO_TIME_SET}" if words else NO_TIME_SET
    return of_entry(entry, mark, f"{what}: {entry.title}", of, words=words, clause=KIND.clause)


KIND = DisclosureKind()
