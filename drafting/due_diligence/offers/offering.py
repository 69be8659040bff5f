"""What a checklist learned that the record does not say, side by side; taken by a person alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from pydantic import ValidationError

from drafting.due_diligence.catalogue.item import Direction
from drafting.due_diligence.checklists.checklist import (
    AnswerSource,
    AnswerState,
    Checklist,
    ChecklistEntry,
    ItemAnswer,
)
from drafting.due_diligence.offers.facts_in_answers import fact_in, valid_until
from drafting.partners.changes import changes_between, values_of
from drafting.partners.errors import BadRecord
from drafting.partners.facts import fact
from drafting.partners.merging import merged
from drafting.partners.partner_file import PartnerVersion
from drafting.partners.record.fields import nearest, value_at
from drafting.partners.record.partner import Partner
from drafting.partners.refusals import refusal_sentences
from drafting.partners.vocabulary import Side

SAID = frozenset({AnswerSource.PERSON, AnswerSource.FILE})  # what somebody wrote, not Saathi
EVERY = "all"


@dataclass(frozen=True)
class RecordOffer:
    """One field of the record, as it is and as an answer says it."""

    path: str  # 'tax.ntn', 'agreements[2026-schools].end'
    title: str
    on_record: str  # in words; '' for nothing
    learned: str
    data: Mapping[str, Any]  # what is laid over the record when it is taken
    entry: str  # the question's key in the checklist
    question: str
    answered_by: str
    answered_at: datetime


class RecordFacts(NamedTuple):
    """The record that offers are made to, and how it came to be."""

    partner: Partner
    history: Sequence[PartnerVersion]


def offers_of(checklist: Checklist, record: RecordFacts, today: date) -> list[RecordOffer]:
    """What the answers hold of the record's fields, where the record says otherwise.

    What was changed in the record after the answer was given is not offered; nor is anything
    restricted, for an account is changed in a way of its own. Of two answers on one field the last.
    """
    by_path: dict[str, RecordOffer] = {}
    for entry in checklist.entries:
        answer = entry.current
        if answer is None or not _speaks(entry, answer):
            continue
        for path, value in _facts(checklist, record.partner, entry, answer, today):
            offer = _offer(checklist, record, entry, answer, path, value)
            earlier = by_path.get(offer.path) if offer else None
            if offer and (earlier is None or earlier.answered_at <= offer.answered_at):
                by_path[offer.path] = offer
    return list(by_path.values())


def chosen_offers(offers: Sequence[RecordOffer], names: Iterable[str]) -> list[RecordOffer]:
    """Those that are named by their paths, or all. Raises BadRecord with the nearest path."""
    chosen: list[RecordOffer] = []
    for name in names:
        named = [offer for offer in offers if name in (EVERY, offer.path)]
        if not named:
            paths = [offer.path for offer in offers]
            near = nearest(name, paths, at_least=60)
            every = f"it offers {', '.join(paths)}." if paths else "it offers nothing."
            cure = f"did you mean '{near}'?" if near else every
            raise BadRecord(f"The checklist offers no '{name}'; {cure}")
        chosen += [offer for offer in named if offer not in chosen]
    return chosen


def with_offers(partner: Partner, offers: Iterable[RecordOffer]) -> Partner:
    """The partner with what was learned. Raises BadRecord where it does not fit the record."""
    data = _stored(partner)
    for offer in offers:
        data = merged(Partner, data, offer.data)
    try:
        return Partner.model_validate(data)
    except ValidationError as error:
        raise BadRecord(refusal_sentences(error)[0][1]) from error


def source_of(checklist: Checklist, offers: Sequence[RecordOffer]) -> str:
    """Where the record has it from, for its history."""
    items = ", ".join(dict.fromkeys(offer.entry.rpartition(".")[0] for offer in offers))
    return f"due diligence {checklist.id}, by the answers to {items}"


def _speaks(entry: ChecklistEntry, answer: ItemAnswer) -> bool:
    """True for what somebody said of the partner, or of what the office alone is asked."""
    is_about = entry.side is Side.PARTNER or entry.item.direction is Direction.CIP
    by_a_person = answer.source in SAID and not answer.source_words
    return (
        is_about and by_a_person and answer.state is AnswerState.ANSWERED and not entry.in_conflict
    )


def _facts(
    checklist: Checklist, partner: Partner, entry: ChecklistEntry, answer: ItemAnswer, today: date
) -> Iterator[tuple[str, Any]]:
    """The full path of each field that the answer tells of, and what it says."""
    agreement = partner.agreement(checklist.agreement)
    records = {"partner": partner, "agreement": agreement}
    for path in entry.item.answered_by:
        root, _, below = path.partition(".")
        record = records.get(root)
        field = fact(path).field
        if record is None or field is None or field.restricted:
            continue
        value = fact_in(field, answer, value_at(record, below))
        if value is not None:
            yield path, value
    until = valid_until(answer) if entry.item.expires_by else None
    if until is not None and until >= today:
        yield entry.item.expires_by, until.isoformat()


def _offer(
    checklist: Checklist,
    record: RecordFacts,
    entry: ChecklistEntry,
    answer: ItemAnswer,
    path: str,
    value: Any,
) -> RecordOffer | None:
    """The offer; None where the record says so already, is newer, or would refuse the value."""
    data = _nested(path, value, checklist.agreement)
    before = _stored(record.partner)
    try:
        after = _stored(Partner.model_validate(merged(Partner, before, data)))
    except ValidationError:
        return None
    changes = changes_between(Partner, before, after)
    if not changes:
        return None
    spoken = _spoken(path, checklist.agreement)
    if any(
        change.path.startswith(spoken)
        for version in record.history
        if version.at > answer.at
        for change in version.fields
    ):
        return None
    return RecordOffer(
        path=spoken,
        title=fact(path).label,
        on_record=_words(before, checklist.agreement, path),
        learned=_words(after, checklist.agreement, path),
        data=data,
        entry=entry.key,
        question=entry.item.ask,
        answered_by=answer.by,
        answered_at=answer.at,
    )


def _nested(path: str, value: Any, agreement: str) -> dict[str, Any]:
    """The value at its place in a record: {'tax': {'ntn': …}}."""
    root, *names = path.split(".")
    data: Any = value
    for name in reversed(names):
        data = {name: data}
    whole: dict[str, Any] = data
    return whole if root == "partner" else {"agreements": [{"key": agreement, **whole}]}


def _spoken(path: str, agreement: str) -> str:
    root, _, below = path.partition(".")
    return below if root == "partner" else f"agreements[{agreement}].{below}"


def _stored(partner: Partner) -> dict[str, Any]:
    return partner.model_dump(mode="json", exclude_defaults=True)


def _words(stored: Mapping[str, Any], agreement: str, path: str) -> str:
    """What a stored record says in the field, in words; of several entries one after the other."""
    spoken = _spoken(path, agreement)
    values = values_of(Partner, stored)
    field = fact(path).field
    if field is None or field.kind != "records":
        return values[spoken].text if spoken in values else ""
    entries: dict[str, list[str]] = {}
    for place, value in values.items():
        if place.startswith(f"{spoken}[") and not value.is_restricted:
            entries.setdefault(place[len(spoken) :].partition("]")[0], []).append(value.text)
    return "; ".join(", ".join(texts) for texts in entries.values())
