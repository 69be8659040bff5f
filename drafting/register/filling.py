"""What a person typed → the body of an entry or of a verb, whichever door it came through."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, TypeVar

from pydantic import Field as FieldOf

from drafting.partners.errors import DraftingError
from drafting.partners.field_values import day
from drafting.partners.record.base import RecordModel
from drafting.partners.record.field_types import Day, Line, Paragraphs
from drafting.partners.record.fields import Field, fields_of
from drafting.register.entries import EntryBody

B = TypeVar("B", bound=EntryBody)
IN_THE_PAST: dict[str, Any] = {"in_the_past": True}  # marks a day that cannot be still to come
NO_TITLES: Mapping[str, str] = {}
A_MEMBER: dict[str, Any] = {"member": True}  # marks a person of the office: an id, or a name
SET_BY_RULE: dict[str, Any] = {"set_by_rule": True}  # marks what no person is asked for


class OnDay(EntryBody):
    """When it was, for a verb that needs no more."""

    on: Day | None = FieldOf(
        default=None,
        title="On",
        description="Empty: the day on which it is entered.",
        json_schema_extra=IN_THE_PAST,
    )


class UnfitBody(DraftingError):
    """What was typed cannot be kept as it is; `faults` are sentences by field."""

    def __init__(self, faults: Mapping[str, str], titles: Mapping[str, str] = NO_TITLES) -> None:
        """`faults` are sentences, by the field that each is about; `titles` name the fields.

        The message has them with their titles, for where it does not stand beside a field.
        """
        named = [
            f"{titles[name]} ({name}): {fault}" if name in titles else fault
            for name, fault in faults.items()
        ]
        super().__init__(" ".join(named))
        self.faults = faults


class SpokenWords(RecordModel):
    """What is typed beside a body: the words, and on whose word the partner's side is entered."""

    words: Paragraphs = FieldOf(default="", max_length=3_000, title="In a few words")
    told_by: Line = FieldOf(default="", max_length=100, title="Who at the partner said it")


def asked_fields(body: type[EntryBody]) -> Mapping[str, Field]:
    """The fields of a body that people are asked for, by name, in its order."""
    return {
        name: field
        for name, field in fields_of(body).items()
        if field.kind != "records" and not is_kept_by_rule(body, name)
    }


def filled(body: type[B], values: Mapping[str, Any], today: date) -> B:
    """The body with these values, as people write them; what is empty stays unknown.

    Raises pydantic's ValidationError, and UnfitBody for a day that is still to come.
    """
    instance = body.model_validate(dict(values))
    late = {
        name: f"{day(on)} is still to come; give the day on which it was."
        for name in body.model_fields
        if _is_marked(body, name, IN_THE_PAST)
        and isinstance(on := getattr(instance, name), date)
        and on > today
    }
    if late:
        raise UnfitBody(late)
    return instance


def is_kept_by_rule(body: type[EntryBody], name: str) -> bool:
    """True for a field that a rule sets, and no person."""
    return _is_marked(body, name, SET_BY_RULE)


def is_member(body: type[EntryBody], name: str) -> bool:
    """True for a field that names a person of the office: a Slack member's id, else a name."""
    return _is_marked(body, name, A_MEMBER)


def _is_marked(body: type[EntryBody], name: str, mark: Mapping[str, Any]) -> bool:
    info = body.model_fields.get(name)
    extra = info.json_schema_extra if info else None
    return isinstance(extra, dict) and mark.items() <= extra.items()
