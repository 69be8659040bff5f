"""A lesson of the partnership (CSPF 16(g)): it waits until it is used somewhere, or set aside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from textwrap import shorten

from pydantic import Field

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
from drafting.register.naming import AGREEMENTS, CLAUSES, ENTRIES, ITEMS, PARTNERS, naming

USED, NOT_USED, REMARK = "used", "not_used", "remark"
BOTH_SIDES = (Side.CIP, Side.PARTNER)
LONGEST_TITLE = 120


class LessonPurpose(Choice):
    """What CSPF 16(g) has learning for."""

    RELATIONSHIP = "relationship", "The relationship: developing, continuing, expanding it"
    ORGANISATION = "organisation", "Professional and organizational development"
    INNOVATION = "innovation", "Programmatic innovation"
    PATHWAYS = "pathways", "Testing theories, adjusting our pathways"


class LessonBody(EntryBody):
    """What was learned, from what, and whom it may serve."""

    what: Paragraphs = Field(max_length=2_000, title="What was learned")
    for_whom: Line = Field(max_length=300, title="For whom")
    purpose: LessonPurpose | None = Field(default=None, title="What it serves")
    learned_from: Line = Field(
        default="",
        max_length=300,
        title="Learned from, in words",
        description="A visit, an evaluation, a talk; or choose the entry below.",
    )
    from_entry: Place = Field(
        default="", title="Learned from, on the register", json_schema_extra=naming(ENTRIES)
    )
    partners: tuple[Place, ...] = Field(
        default=(), title="Partners it is about", json_schema_extra=naming(PARTNERS)
    )


class LessonUse(EntryBody):
    """Where it is used."""

    clause: Place = Field(
        default="", title="A clause of our agreements", json_schema_extra=naming(CLAUSES)
    )
    item: Place = Field(
        default="", title="A question of due diligence", json_schema_extra=naming(ITEMS)
    )
    plan: Place = Field(
        default="", title="The plan of an agreement", json_schema_extra=naming(AGREEMENTS)
    )


class LessonKind(EntryKind):
    """The rules of lessons."""

    name, label, clause, body = "lesson", "Lesson", "CSPF 16(g)", LessonBody
    has_partner = False
    opened_from = frozenset({"review", "collective"})
    verbs = (
        Verb(USED, "It is used", LessonUse),
        Verb(NOT_USED, "It is not used", needs_words=True),
        Verb(REMARK, "Add a remark", sides=BOTH_SIDES, needs_words=True),
    )

    def check_opening(self, body: EntryBody, siblings: Iterable[Entry], author: Author) -> None:
        """As in EntryKind: whoever reads it can see where it comes from."""
        del siblings, author
        assert isinstance(body, LessonBody)
        if not (body.from_entry or body.learned_from):
            raise EntryRefused("Write what it was learned from.", "learned_from")

    def title_of(self, body: EntryBody) -> str:
        """As in EntryKind."""
        assert isinstance(body, LessonBody)
        return shorten(body.what, LONGEST_TITLE, placeholder=" …")

    def also_about(self, entry: Entry) -> tuple[str, ...]:
        """As in EntryKind."""
        return lesson_of(entry).partners

    def check(self, entry: Entry, verb: Verb, body: EntryBody, author: Author) -> None:
        """As in EntryKind: what is used is used somewhere."""
        del author
        if isinstance(body, LessonUse) and not places_of(body):
            raise EntryRefused(
                "Choose where it is used: a clause, a question of due diligence, or an agreement’s "
                "plan.",
                "clause",
            )
        if verb.name == NOT_USED and entry.latest(USED):
            raise EntryRefused("It is used already; add a remark.")

    def offered(self, entry: Entry) -> tuple[Verb, ...]:
        """As in EntryKind: what is used may be used again, and what was set aside after all."""
        names = {USED, REMARK} | (set() if self.is_closed(entry) else {NOT_USED})
        return tuple(verb for verb in self.verbs if verb.name in names)

    def is_closed(self, entry: Entry) -> bool:
        """As in EntryKind: it is used, or set aside."""
        return entry.latest(USED, NOT_USED) is not None

    def waiting(self, entry: Entry, rules: RegisterRules, today: date) -> Iterator[Waiting]:
        """As in EntryKind: no clause says by when."""
        del rules, today
        if not self.is_closed(entry):
            words = "to be used somewhere, no time set"
            yield of_entry(entry, "use", entry.title, Side.CIP, words=words, clause=self.clause)

    def state(self, entry: Entry, today: date) -> str:
        """As in EntryKind."""
        del today
        use = entry.latest(USED)
        if use is not None:
            return f"Used since {day(use.day)}: {', '.join(used_in(entry))}"
        aside = entry.latest(NOT_USED)
        return f"Not used, since {day(aside.day)}" if aside else "Waits to be used"


def lesson_of(entry: Entry) -> LessonBody:
    """The body of a lesson."""
    assert isinstance(entry.body, LessonBody)
    return entry.body


def used_in(entry: Entry) -> tuple[str, ...]:
    """The ids of all that the lesson is used in."""
    uses = [event.body for event in entry.said(USED)]
    ids = (each for use in uses if isinstance(use, LessonUse) for each in places_of(use))
    return tuple(dict.fromkeys(ids))


def places_of(use: LessonUse) -> tuple[str, ...]:
    """The ids of what one use names."""
    return tuple(filter(None, (use.clause, use.item, use.plan)))


KIND = LessonKind()
