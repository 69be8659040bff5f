"""How a case stands, by all that was said to it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from drafting.partners.vocabulary import Side
from drafting.partnership.cases.bodies import (
    CaseBody,
    CaseFinding,
    CaseOutcome,
    GuideStep,
    InterimMeasure,
    InvestigationWay,
    OutsiderTold,
    PartnerTold,
    ReputationRestored,
    StepTaken,
    WayChosen,
)
from drafting.register import Entry, EntryEvent

CASE, ROLE = "case", "investigations"  # the kind, and the role that alone sees it
TOLD, NOT_YET, WAY, MEASURE, LIFTED = "told", "not_yet", "way", "measure", "lifted"
STEP, OUTCOME, OUTSIDE, RESTORED = "step", "outcome", "outside", "restored"
AGREES, NOT_RESTORED, NONE_NEEDED = "agrees", "not_restored", "none_needed"
REMARK, CLOSED, WITHDRAWN = "remark", "closed", "withdrawn"
ENDS = (CLOSED, WITHDRAWN)


@dataclass(frozen=True)
class CaseStanding:
    """How far a case is."""

    told_on: date | None = None
    ways: Mapping[Side, InvestigationWay] | None = (
        None  # which way each side wants, as it said last
    )
    measures: tuple[InterimMeasure, ...] = ()  # in force
    steps: Mapping[GuideStep, date] | None = None  # the day of each, as it was said last
    finding: CaseFinding | None = None
    found_on: date | None = None
    outsiders: tuple[str, ...] = ()  # who outside was told
    restored_to: tuple[str, ...] = ()
    restored_on: date | None = None  # after the last of the outsiders; None while it is not
    agreed_on: date | None = None  # by the partner, on all that was restored
    is_refused: bool = False  # the partner said last that it is not restored
    is_none_needed: bool = False
    end: EntryEvent | None = None  # what closed it

    @property
    def way(self) -> InvestigationWay | None:
        """The way on which both sides agree; None while they do not."""
        ways = self.ways or {}
        office, partner = ways.get(Side.CIP), ways.get(Side.PARTNER)
        return office if office is partner else None

    @property
    def is_settled(self) -> bool:
        """True where the partner agrees that its reputation is restored, or none was touched."""
        return self.agreed_on is not None or self.is_none_needed

    @property
    def is_due(self) -> bool:
        """True where it is the office's turn to restore a reputation."""
        is_restored = self.restored_on is not None and not self.is_refused
        return self.found_on is not None and not self.is_settled and not is_restored

    @property
    def awaits_partner(self) -> bool:
        """True where the partner is to say whether its reputation is restored."""
        return self.found_on is not None and not self.is_settled and not self.is_due

    def step_on(self, step: GuideStep) -> date | None:
        """The day on which a step was taken."""
        return (self.steps or {}).get(step)


def case_standing(entry: Entry) -> CaseStanding:
    """How the case stands, of two things that speak against each other by the later one."""
    told = next(entry.said(TOLD), None)
    outcome, outside = entry.latest(OUTCOME), entry.latest(OUTSIDE)
    after = outside.number if outside else 0
    restored = _newest(entry, after, RESTORED)
    agreed = _newest(entry, after, AGREES, NOT_RESTORED)
    none_needed = entry.latest(NONE_NEEDED)
    return CaseStanding(
        told_on=_day(told),
        ways=_ways(entry),
        measures=_measures(entry),
        steps=_steps(entry),
        finding=_finding(outcome),
        found_on=_day(outcome),
        outsiders=tuple(_outsider(event) for event in entry.said(OUTSIDE)),
        restored_to=tuple(_restored_to(event) for event in entry.said(RESTORED)),
        restored_on=_day(restored),
        agreed_on=_day(agreed) if restored and agreed and agreed.verb == AGREES else None,
        is_refused=_is_refused(entry),
        is_none_needed=none_needed is not None and not (outside or restored),
        end=entry.latest(*ENDS),
    )


def case_body(entry: Entry) -> CaseBody:
    """The body of a case."""
    assert isinstance(entry.body, CaseBody)
    return entry.body


def _is_refused(entry: Entry) -> bool:
    last = entry.latest(RESTORED, AGREES, NOT_RESTORED)
    return last is not None and last.verb == NOT_RESTORED


def _newest(entry: Entry, after: int, *verbs: str) -> EntryEvent | None:
    events = [event for event in entry.said(*verbs) if event.number > after]
    return events[-1] if events else None


def _day(event: EntryEvent | None) -> date | None:
    if event is None:
        return None
    on: date | None = getattr(event.body, "on", None)
    return on or event.day


def _ways(entry: Entry) -> Mapping[Side, InvestigationWay]:
    ways: dict[Side, InvestigationWay] = {}
    for event in entry.said(TOLD, WAY):
        body = event.body
        way = body.way if isinstance(body, (PartnerTold, WayChosen)) else None
        if way is not None:
            ways[event.author.side] = way
    return ways


def _measures(entry: Entry) -> tuple[InterimMeasure, ...]:
    measures: list[InterimMeasure] = []
    for event in entry.said(MEASURE, LIFTED):
        if isinstance(event.body, InterimMeasure):
            measures.append(event.body)
        else:
            measures.clear()
    return tuple(measures)


def _steps(entry: Entry) -> Mapping[GuideStep, date]:
    steps: dict[GuideStep, date] = {}
    for event in entry.said(STEP):
        if isinstance(event.body, StepTaken):
            steps[event.body.step] = event.body.on or event.day
    return steps


def _finding(event: EntryEvent | None) -> CaseFinding | None:
    return event.body.finding if event and isinstance(event.body, CaseOutcome) else None


def _outsider(event: EntryEvent) -> str:
    assert isinstance(event.body, OutsiderTold)
    return event.body.whom


def _restored_to(event: EntryEvent) -> str:
    assert isinstance(event.body, ReputationRestored)
    return event.body.to_whom


def cases_among(entries: Iterable[Entry]) -> list[Entry]:
    """The cases among the entries, without those entered by mistake."""
    return [entry for entry in entries if entry.kind == CASE and not entry.latest(WITHDRAWN)]
