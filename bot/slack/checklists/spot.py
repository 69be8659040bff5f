"""What a button or a window of a checklist is about."""

from __future__ import annotations

import json
from typing import NamedTuple

from drafting.due_diligence import ChecklistEntry, ItemAnswer

MARK, AND = "@", "+"  # part a question in a block id from the answers that it was shown with
SIGNED = 12  # characters that distinguish an answer from the others of its entry


class ChecklistRef(NamedTuple):
    """A place in a checklist; what it does not need is ''."""

    checklist: str = ""
    entry: str = ""  # 'fit-shared-vision.partner'
    page: str = ""  # an area, or a list of the pages' own; '' for the overview
    place: int = 0  # which part of a long page
    seen: tuple[str, ...] = ()  # signs of the answers that were current when it was shown
    file: str = ""  # a piece of evidence, or a filled-in file


def ref_value(spot: ChecklistRef) -> str:
    """The reference as a button's value or a modal's private metadata."""
    fields = {name: field_value for name, field_value in spot._asdict().items() if field_value}
    return json.dumps(fields, separators=(",", ":"))


def ref_from(text: str) -> ChecklistRef:
    """The reference that such a value holds; an empty one where it holds none."""
    try:
        fields = json.loads(text)
        texts = {name: str(fields.get(name, "")) for name in ("checklist", "entry", "page", "file")}
        signs_seen = tuple(str(sign) for sign in fields.get("seen", ()))
        return ChecklistRef(**texts, place=int(fields.get("place", 0)), seen=signs_seen)
    except (ValueError, TypeError, AttributeError):
        return ChecklistRef()


def signs_of(entry: ChecklistEntry) -> tuple[str, ...]:
    """The signs of the current answers."""
    return tuple(answer.id[:SIGNED] for answer in entry.latest_answers)


def answers_with(entry: ChecklistEntry, answer_signs: tuple[str, ...]) -> tuple[ItemAnswer, ...]:
    """The answers that have these signs."""
    return tuple(answer for answer in entry.answers if answer.id[:SIGNED] in answer_signs)


def entry_as_seen(entry: ChecklistEntry, answer_signs: tuple[str, ...]) -> ChecklistEntry:
    """The entry as it was when these answers were shown."""
    return entry.model_copy(update={"answers": answers_with(entry, answer_signs)})


def block_of(entry: ChecklistEntry) -> str:
    """A block id that names the question, and the answers that it is shown with."""
    return f"{entry.key}{MARK}{AND.join(signs_of(entry))}"


def question_in(block: str) -> tuple[str, tuple[str, ...]]:
    """The entry's key that a block id names, and the signs of the answers shown with it."""
    key, _, signs = block.partition(MARK)
    return key, tuple(filter(None, signs.split(AND)))
