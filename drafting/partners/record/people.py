"""The people on both sides: who leads, who signs, and whom the other side turns to."""

from __future__ import annotations

from pydantic import Field

from drafting.partners.record.base import RESTRICTED, RecordModel
from drafting.partners.record.field_types import NONE, Cnic, Email, Line, Phone
from drafting.partners.record.slips import plain


class Person(RecordModel):
    """Somebody with an office in an organisation."""

    name: Line = Field(default="", max_length=120, title="Name")
    title: Line = Field(default="", max_length=120, title="Title")


class Signatory(Person):
    """Who may sign for the partner."""

    cnic: Cnic = Field(default="", title="CNIC", json_schema_extra=RESTRICTED, repr=False)
    organisation: Line = Field(
        default="",
        max_length=200,
        title="Signs for",
        description="The member of a network or consortium; empty: the partner itself.",
    )


class FocalPoint(Person):
    """Whom the other side turns to."""

    email: Email = Field(default="", title="Email")
    phone: Phone = Field(default="", title="Phone")


def is_same_person(person: FocalPoint, other: FocalPoint) -> bool:
    """True where both have one name; where one has none, where they are reached in one way."""
    if person.name and other.name:
        return plain(person.name) == plain(other.name)
    return any(
        plain(getattr(person, way)) == plain(getattr(other, way)) != plain(NONE)
        for way in ("email", "phone")
        if getattr(person, way)
    )


class CipPeople(RecordModel):
    """CIP's people for this partner (CSPF 18); the office's own stand in where these are empty."""

    partnership_coordinator: FocalPoint = Field(
        default=FocalPoint(), title="Partnership Coordinator"
    )
    pdq: FocalPoint = Field(default=FocalPoint(), title="PDQ")
    program: FocalPoint = Field(default=FocalPoint(), title="Program")
    finance: FocalPoint = Field(default=FocalPoint(), title="Finance")


class People(RecordModel):
    """The partner's people, and CIP's for this partner."""

    board: tuple[Person, ...] = Field(default=(), title="Board")
    head: Person = Field(default=Person(), title="Head of the organisation")
    signatories: tuple[Signatory, ...] = Field(default=(), title="Signatories")
    focal_points: tuple[FocalPoint, ...] = Field(default=(), title="Focal points")
    cip: CipPeople = Field(default=CipPeople(), title="{office}’s people")
