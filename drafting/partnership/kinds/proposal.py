"""A proposal to change the catalogue of due diligence, as reviews bring them (CSPF 16(d)).

The catalogue is the files, and what was taken here over them (learning/catalogue_changes.py): a
question that a coordinator takes is in the next checklist in the same moment.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from textwrap import shorten
from typing import Any

from pydantic import Field, ValidationError

from drafting.due_diligence import Item
from drafting.partners.field_values import day
from drafting.partners.record.field_types import Line, Paragraphs, Place
from drafting.partners.vocabulary import Choice, Side
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryKind,
    EntryRefused,
    RegisterRules,
    Verb,
    Waiting,
)
from drafting.register.entry_waiting import of_entry
from drafting.register.naming import AREAS, ENTRIES, ITEMS, POLICY_CLAUSES, naming

TAKEN, LEFT, WITHDRAWN, REMARK = "taken", "left", "withdrawn", "remark"
BOTH_SIDES = (Side.CIP, Side.PARTNER)
SOURCES = ("review", "collective", "lesson")  # the kinds of entries that bring such proposals
BASIS = ("cspf 16(d)",)  # of a question, where whoever takes it names no other clause
LONGEST_TITLE = 120
LONGEST_AREA = 26  # of its letters, in the id of a new question
PLACEHOLDERS = {  # for what a question of the catalogue has already
    "ask": "Is it so already?",
    "direction": "both",
    "subject": "depth",
    "tier": "A",
    "evidence": "A note.",
    "basis": BASIS,
}


class CatalogueStep(Choice):
    """What is to become of the catalogue."""

    NEW = "new", "A new question"
    CHANGED = "changed", "Another wording of a question"
    DROPPED = "dropped", "A question to drop"


class AnsweringSide(Choice):
    """Who is asked."""

    PARTNER = "partner", "The partner answers"
    CIP = "cip", "{office} answers"
    BOTH = "both", "Both answer"


class LowestTier(Choice):
    """From which tier of due diligence on it is asked."""

    A = "A", "A (informal) and above"
    B = "B", "B (without funds) and above"
    C = "C", "C (funded) and above"
    D = "D", "D (large, high-risk or in a consortium)"


class ProposalBody(EntryBody):
    """What is proposed, and why."""

    step: CatalogueStep = Field(title="What should change")
    item: Place = Field(
        default="",
        title="Which question",
        description="Of one to change or drop; empty for a new one.",
        json_schema_extra=naming(ITEMS),
    )
    area: Place = Field(
        default="",
        title="In which area",
        description="Of a new question.",
        json_schema_extra=naming(AREAS),
    )
    ask: Line = Field(default="", max_length=600, title="How it should be asked")
    answers: AnsweringSide | None = Field(default=None, title="Who answers it")
    why: Paragraphs = Field(max_length=2_000, title="Why")
    from_entry: Place = Field(
        default="",
        title="Found in",
        description="The review or meeting that brought it.",
        json_schema_extra=naming(f"{ENTRIES}:{','.join(SOURCES)}"),
    )


class TakenQuestion(EntryBody):
    """The question as it is taken; what is empty is as it was proposed, or as it is now."""

    ask: Line = Field(
        default="",
        max_length=600,
        title="The wording taken",
        description="Empty: as it was proposed.",
    )
    evidence: Line = Field(
        default="",
        max_length=600,
        title="What would answer it",
        description="A paper or a few words; needed for a new question.",
    )
    tier: LowestTier | None = Field(
        default=None, title="Asked from", description="Needed for a new question."
    )
    basis: tuple[Place, ...] = Field(
        default=(),
        title="The clauses it rests on",
        description="Empty for a new question: CSPF 16(d).",
        json_schema_extra=naming(POLICY_CLAUSES),
    )


class ProposalKind(EntryKind):
    """The rules of proposals to the catalogue."""

    name, label, clause = "proposal", "Proposal to due diligence", "CSPF 16(d)"
    body = ProposalBody
    has_partner = False
    looks_again = frozenset({TAKEN})  # a question may be gone from the catalogue meanwhile
    opened_from = frozenset(SOURCES)
    verbs = (
        Verb(TAKEN, "Take it", TakenQuestion, for_coordinators=True),
        Verb(LEFT, "Leave it", needs_words=True, for_coordinators=True),
        Verb(WITHDRAWN, "Withdraw it", needs_words=True),
        Verb(REMARK, "Add a remark", sides=BOTH_SIDES, needs_words=True),
    )

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind: what is to change is said whole."""
        del siblings, author
        assert isinstance(body, ProposalBody)
        if body.step is CatalogueStep.NEW:
            _require(body.area, "area", "Choose the area in which it is to be asked.")
            _require(body.ask, "ask", "Write how it should be asked.")
            _require(body.answers, "answers", "Choose who answers it.")
            if body.item:
                raise EntryRefused("A new question has no number yet; leave it empty.", "item")
        else:
            _require(body.item, "item", "Choose which question is meant.")
        if body.step is CatalogueStep.CHANGED:
            _require(body.ask or body.answers, "ask", "Write how it should be asked.")
        _check_item(body, TakenQuestion())

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, ProposalBody)
        words = body.ask or body.item
        return shorten(f"{body.step.label}: {words}", LONGEST_TITLE, placeholder=" …")

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: what is taken has to be a whole question."""
        del author
        if verb.name == REMARK:
            return
        if self.is_closed(entry):
            raise EntryRefused("It is closed; propose it again.")
        if not isinstance(body, TakenQuestion):
            return
        if proposal_of(entry).step is CatalogueStep.NEW:
            _require(body.evidence, "evidence", "Write what would answer it.")
            _require(body.tier, "tier", "Choose from which tier on it is asked.")
        _check_item(proposal_of(entry), body)

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind."""
        return (self.verb(REMARK),) if self.is_closed(entry) else self.verbs

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind: it was taken, left or withdrawn."""
        return entry.latest(TAKEN, LEFT, WITHDRAWN) is not None

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: for a coordinator, without a day."""
        del rules, today
        if not self.is_closed(entry):
            words = "to be taken or left, no time set"
            yield of_entry(entry, "decide", entry.title, Side.CIP, words=words, clause=self.clause)

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        del today
        event = entry.latest(TAKEN, LEFT, WITHDRAWN)
        if event is None:
            return "Proposed"
        if event.verb == TAKEN:
            return f"Taken on {day(event.day)}: {item_id(entry)}"
        return f"{'Left' if event.verb == LEFT else 'Withdrawn'} on {day(event.day)}"


def proposal_of(entry: Entry) -> ProposalBody:
    """The body of a proposal."""
    assert isinstance(entry.body, ProposalBody)
    return entry.body


def item_id(entry: Entry) -> str:
    """The id of the question that the proposal is about; a new one's is its own."""
    body = proposal_of(entry)
    area = re.sub("[^a-z0-9]+", "-", body.area.casefold())[:LONGEST_AREA].strip("-")
    return body.item or f"{area or 'item'}-{entry.id[:8]}"


def taken_fields(body: ProposalBody, question: TakenQuestion) -> Mapping[str, Any] | None:
    """The fields of the question as it was taken; None where it is dropped."""
    if body.step is CatalogueStep.DROPPED:
        return None
    fields: dict[str, Any] = {
        "ask": question.ask or body.ask,
        "direction": body.answers.value if body.answers else "",
        "evidence": question.evidence,
        "tier": question.tier.value if question.tier else "",
        "basis": question.basis,
    }
    if body.step is CatalogueStep.NEW:
        fields |= {"basis": question.basis or BASIS, "subject": "depth", "area": body.area}
    return {name: value for name, value in fields.items() if value}


def _check_item(body: ProposalBody, question: TakenQuestion) -> None:
    """Raises EntryRefused where it makes no question of the catalogue, and names the field."""
    fields = taken_fields(body, question) or {}
    try:
        Item.model_validate({"id": "item", **PLACEHOLDERS, **fields})
    except ValidationError as error:
        field = str(error.errors()[0]["loc"][0])
        sentence = (
            f"‘{fields.get(field)}’ is too short; write it whole, so that both understand it."
        )
        raise EntryRefused(sentence, field) from error


def _require(value: object, field: str, sentence: str) -> None:
    if not value:
        raise EntryRefused(sentence, field)


KIND = ProposalKind()
