"""What an item of the catalogue holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from itertools import groupby
from operator import itemgetter
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from drafting.due_diligence.catalogue.readers import Readers
from drafting.partners.naming import office_name, with_office
from drafting.partners.vocabulary import Tier

CONFIRM = "confirm with counsel"
LONGEST_ID = 36  # characters of an item's id, so that a Word control's tag can hold it


class Direction(StrEnum):
    """Who asks whom."""

    PARTNER = "partner"  # CIP asks the partner
    CIP = "cip"  # the partner asks CIP
    BOTH = "both"  # both answer

    @property
    def label(self) -> str:
        """The same in words."""
        return {
            "partner": f"{office_name()} asks the partner",
            "cip": f"The partner asks {office_name()}",
            "both": "Both answer",
        }[self.value]


class Subject(StrEnum):
    """What an item is about: CSPF 15(d)'s subjects, or a control area."""

    DEPTH = "depth"
    SKILLS = "skills"
    EXPERTISE = "expertise"
    COMPETENCIES = "competencies"
    PAST_PERFORMANCE = "past_performance"
    GAPS = "gaps"
    CONTROL = "control"


def _as_list(value: object) -> object:
    """A single field as a list, for a file may give it without one."""
    return ((value,) if value else ()) if isinstance(value, str) else value


Fields = Annotated[tuple[str, ...], BeforeValidator(_as_list)]


# A sentence of a file: it names the office by the place `{office}`.
Sentence = Annotated[str, AfterValidator(with_office)]


def _whole_tier(value: object) -> object:
    """Refuses the tiers of a short selection: an item says by itself whether it is among them."""
    if value not in {Tier.A, Tier.B, Tier.C, Tier.D}:
        raise ValueError("Input should be 'A', 'B', 'C' or 'D'")
    return value


WholeTier = Annotated[Tier, BeforeValidator(_whole_tier)]


class Item(BaseModel):
    """One question of the catalogue, with why it may be asked."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=LONGEST_ID)
    ask: Sentence = Field(min_length=10, description="The question, as it is put.")
    direction: Direction
    subject: Subject
    tier: WholeTier = Field(description="The lowest tier that it belongs to.")
    evidence: Sentence = Field(min_length=5, description="What would answer it.")
    basis: tuple[str, ...] = Field(description="Clauses: 'cspf 15(d)'; () where none carries it.")
    practice: Sentence = Field(
        default="", description="The sector practice that it follows, by name."
    )
    law: Sentence = Field(default="", description="The Pakistani law that counsel must confirm.")
    when: Any = Field(default=None, description="A condition over the record; none: always.")
    answered_by: Fields = Field(
        default=(), description="The field of the record that answers it; more add to it."
    )
    enough_when: Any = Field(
        default=None,
        description="A condition under which the first of these fields is the whole answer.",
    )
    expires_by: str = Field(default="", description="The field that says until when.")
    standing: bool = Field(
        default=False,
        description="The office's answer is the same for every partner, and kept once.",
    )
    this_work: bool = Field(
        default=False,
        description="It asks about this work, so that no peer's assessment answers it.",
    )
    small: bool = Field(
        default=False, description="It is asked of a small grant too, of which little else is."
    )
    first_days: bool = Field(
        default=False, description="It is asked in the first days of an emergency."
    )
    afresh: bool = Field(
        default=False, description="It is looked into each time: no earlier answer is carried over."
    )
    readers: Readers = Field(
        default=Readers.BOTH,
        description="Who may read its answers: both, cip (the office alone), or few (Finance and "
        "the Partnership Coordinator alone).",
    )
    must_be_clear: bool = Field(
        default=False,
        description="Somebody must say what its answer weighs, and a concern stops completion "
        "until a named person clears it: a screening, a debarment.",
    )
    area: str = ""  # its file: 'finance'
    area_title: str = ""

    @property
    def rests_on(self) -> str:
        """Its basis in words, for people: 'CSPF 15(d)', or whose practice or law it is."""
        parts = [", ".join(_references(self.basis))] if self.basis else []
        parts += [f"sector practice ({self.practice})"] if self.practice else []
        parts += [f"Pakistani law ({self.law}): {CONFIRM}"] if self.law else []
        return "; ".join(parts)


def _references(basis: Iterable[str]) -> Iterator[str]:
    """'CSPF 15(d), 16(c)': a document is named once for its clauses that follow each other."""
    split = (name.partition(" ") for name in basis)
    for document, clauses in groupby(split, key=itemgetter(0)):
        yield f"{document.upper()} {', '.join(clause for _, _, clause in clauses)}"
