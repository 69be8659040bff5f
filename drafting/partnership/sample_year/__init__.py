"""What stands on the register of the sample partner in its year, entered as people enter it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict

from drafting.partners.database import DatabaseAccess
from drafting.partners.errors import DraftingError, UnknownPartner
from drafting.partners.partner_file import PartnerFile
from drafting.partners.record.partner import Partner
from drafting.partners.record.yaml_files import read_plain_yaml
from drafting.partners.samples import is_made_up, with_days
from drafting.partners.vocabulary import Side
from drafting.partnership.kinds import all_kinds
from drafting.partnership.kinds.proposal import item_id
from drafting.partnership.owed_by_rule import owed_by_rule, rule_opening
from drafting.register import (
    OFFICE,
    Author,
    OpeningInput,
    Register,
    RegisterDesk,
    RegisterRules,
    SayingInput,
)
from drafting.sealing import KeyRing

YEAR = Path(__file__).parent / "year.yaml"
SAMPLE_DAYS = {  # so that its clocks are in time or late; no time of an office
    "office.turnaround_days.payment_approval": 5,
    "office.turnaround_days.financial_report_review": 10,
}
NOON = time(7, tzinfo=UTC)  # in Pakistan

PEOPLE = ("owner", "person", "to")  # the values that name somebody of the cast


class SampleStep(BaseModel):
    """One thing that somebody enters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entry: str
    day: int
    by: str  # the part that a sample person plays
    open: str = ""  # the kind
    rule: str = ""  # what the agreement calls what it owes
    say: str = ""  # the verb
    side: Side = Side.CIP
    told_by: str = ""
    words: str = ""
    values: Mapping[str, Any] = {}


class SamplePerson(BaseModel):
    """Who plays a part."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    by: str
    name: str


class SampleYear(BaseModel):
    """The whole of it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    partner: str
    agreement: str
    starts: int
    cast: Mapping[str, SamplePerson]
    steps: tuple[SampleStep, ...]


@cache
def sample_year() -> SampleYear:
    """The year as the file has it."""
    return SampleYear.model_validate(read_plain_yaml(YEAR.name, YEAR.read_text("utf-8")))


def enter_sample_year(partners: PartnerFile, database: DatabaseAccess, ring: KeyRing) -> int:
    """Enters the year, as far as it is not there; how much that was.

    Nothing is entered where the sample partner is gone, or became one of the office's own.
    """
    year = sample_year()
    try:
        partner = partners.get(year.partner)
    except UnknownPartner:
        return 0
    terms = partner.agreement(year.agreement)
    if not is_made_up(partner) or terms is None or terms.start is None:
        return 0
    desk = _YearDesk(database, ring, partner, terms.start - timedelta(days=year.starts))
    last = year.steps[-1]
    if desk.register.was_said(_key(len(year.steps) - 1, last)):
        return 0
    for number, step in enumerate(year.steps):
        desk.enter(number, step)
    return len(year.steps)


class _YearDesk:
    """Enters one step after the other, each on its day."""

    def __init__(
        self, database: DatabaseAccess, ring: KeyRing, partner: Partner, today: date
    ) -> None:
        self._partner, self._today = partner, today
        self._cast = {
            part: Author(person.by, person.name) for part, person in sample_year().cast.items()
        }
        self._on = today
        self.register = Register(database, all_kinds(), self._now, ring)
        self._desk = RegisterDesk(self.register, RegisterRules(days=SAMPLE_DAYS), lambda: self._on)
        self._ids: dict[str, str] = {}
        # Whoever enters the year plays every part in it.
        self._sees = {kind.restricted_to for kind in all_kinds()}

    def enter(self, number: int, step: SampleStep) -> None:
        """Opens an entry or adds to one; what is there already stays as it is."""
        self._on = self._today + timedelta(days=step.day)
        if step.say:
            self._say(number, step)
        else:
            opening = self._opening(number, step)
            self._ids[step.entry] = self._desk.open(opening, self._sees).id

    def _now(self) -> float:
        return datetime.combine(self._on, NOON).timestamp()

    def _opening(self, number: int, step: SampleStep) -> OpeningInput:
        agreement, author = sample_year().agreement, self._cast[step.by]
        if step.rule:
            terms = self._partner.agreement(agreement)
            lines = owed_by_rule(terms) if terms else []
            line = next((line for line in lines if line.body.what == step.rule), None)
            if line is None:
                raise DraftingError(f"The sample partner owes no ‘{step.rule}’.")
            return rule_opening(self._partner, agreement, line.key, (), author)
        values = self._values(step)
        if step.open == "decision":
            values["members"] = [author.by for author in self._cast.values()]
        if not self.register.kinds[step.open].has_partner:
            return OpeningInput(step.open, OFFICE, author, _key(number, step), values)
        return OpeningInput(
            *(step.open, self._partner.id, author, _key(number, step), values, agreement),
            record=self._partner,
        )

    def _say(self, number: int, step: SampleStep) -> None:
        author = self._cast[step.by]
        entry = self.register.entry(self._ids[step.entry], self._sees)
        self._desk.say(
            SayingInput(
                entry=entry.id,
                verb=step.say,
                author=Author(author.by, author.name, step.side, step.told_by),
                key=_key(number, step),
                based_on=entry.last_number,
                values={**self._values(step), "words": step.words},
            ),
            self._sees,
        )

    def _values(self, step: SampleStep) -> dict[str, Any]:
        values = dict(with_days(step.values, self._today))
        people = {name: values[name] for name in PEOPLE if values.get(name) in self._cast}
        values |= {name: self._cast[str(part)].by for name, part in people.items()}
        return {name: self._named(value) for name, value in values.items()}

    def _named(self, value: Any) -> Any:
        """The id of what the file names: 'entry meeting', or 'question of proposal'."""
        way, _, name = str(value).rpartition(" ")
        if way == "entry":
            return self._ids[name]
        return item_id(self.register.entry(self._ids[name])) if way == "question of" else value


def _key(number: int, step: SampleStep) -> str:
    return f"sample-year:{number}:{step.entry}:{step.say or 'opened'}"
