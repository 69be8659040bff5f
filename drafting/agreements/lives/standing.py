"""Which version of a document is the one to go by, and what the others are."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from drafting.agreements.kinds import DocumentRole
from drafting.agreements.lives.steps import Life
from drafting.agreements.reviewing.case import day
from drafting.documents.composition import DocumentKind
from drafting.partners.errors import DraftingError
from drafting.partners.office_time import office_day

TERMINAL = "terminal"  # of whoever drafts there


class NothingNew(DraftingError):
    """Nothing differs from the last version, which the person may not open; says who may."""


class Standing(StrEnum):
    """What a version is, beside the others of its document."""

    CURRENT = "current"
    ISSUED = "issued"
    SIGNED = "signed"
    OVERTAKEN = "overtaken"
    INCOMPLETE = "incomplete"  # made without the right to see bank details, so never current


@dataclass(frozen=True)
class Version:
    """A version of a document, in short."""

    id: str
    kind: DocumentKind
    agreement: str  # its key
    number: int
    made_by: str  # a Slack member id, or 'terminal'
    made_at: datetime  # UTC
    is_incomplete: bool = False  # bank details or CNICs were left out, for want of the right

    @property
    def made(self) -> str:
        """'version 3, made in the terminal on 3 May 2026'; a member is named by the id."""
        who = "in the terminal" if self.made_by == TERMINAL else f"by {self.made_by}"
        return f"version {self.number}, made {who} on {day(office_day(self.made_at))}"


@dataclass(frozen=True)
class VersionStanding:
    """What one version is, and which one to go by in its place."""

    version: Version
    standing: Standing
    instead: Version | None = None  # the one to go by; None for this one, or where there is none

    def named(self, name_of: Callable[[str], str]) -> VersionStanding:
        """The same with people’s names in place of their ids."""
        instead = _named(self.instead, name_of) if self.instead is not None else None
        return replace(self, version=_named(self.version, name_of), instead=instead)

    @property
    def is_overtaken(self) -> bool:
        """True for one that another took the place of."""
        return self.standing is Standing.OVERTAKEN

    @property
    def is_to_go_by(self) -> bool:
        """True for the version that is in force, or that is to be signed."""
        return self.standing not in (Standing.OVERTAKEN, Standing.INCOMPLETE)

    @property
    def in_short(self) -> str:
        """For a table: 'current', 'overtaken by version 3'."""
        if self.is_overtaken:
            other = self.instead
            return f"overtaken by {f'version {other.number}' if other else 'what was signed'}"
        if self.standing is Standing.INCOMPLETE:
            return "without bank details, never current"
        return self.standing.value

    @property
    def sentence(self) -> str:
        """For whoever has its file before them; '' where nothing is to be said."""
        if self.is_overtaken:
            other = self.instead
            go_by = other.made if other else "what both sides signed, which is another document"
            return f"This is version {self.version.number}, which is overtaken. Go by {go_by}."
        if self.standing is Standing.INCOMPLETE:
            cure = "Somebody of Finance drafts that one."
            if self.instead is not None:
                cure = f"Go by {self.instead.made}."
            return (
                "This version was made without the right to see bank details and CNICs, so it is "
                f"never the one to sign. {cure}"
            )
        if self.standing is Standing.SIGNED:
            return f"This is version {self.version.number}, which both sides signed."
        return ""


def _named(version: Version, name_of: Callable[[str], str]) -> Version:
    if version.made_by == TERMINAL:
        return version
    return replace(version, made_by=name_of(version.made_by))


def standings(
    versions: Sequence[Version], life: Life, role: DocumentRole
) -> Mapping[str, VersionStanding]:
    """What each version of one document is, by its id; `versions` are of one kind.

    A signed version stays what it is. Of an amendment the next one begins behind it; the document
    that founds an agreement is signed once, and all others of it are overtaken.
    """
    in_order = sorted(versions, key=lambda version: version.number)
    signed = [version for version in in_order if version.id in life.signed_drafts()]
    last_signed = signed[-1] if signed else None
    if role is DocumentRole.FOUNDING and life.founding is not None and last_signed is None:
        return {version.id: VersionStanding(version, Standing.OVERTAKEN) for version in in_order}
    open_versions = [
        version
        for version in in_order
        if not version.is_incomplete
        and (last_signed is None or version.number > last_signed.number)
    ]
    is_settled = last_signed is not None and role is not DocumentRole.AMENDING
    current = open_versions[-1] if open_versions and not is_settled else last_signed
    return {
        version.id: _standing_of(version, current, signed, in_order[-1], life)
        for version in in_order
    }


def _standing_of(
    version: Version,
    current: Version | None,
    signed: Sequence[Version],
    newest: Version,
    life: Life,
) -> VersionStanding:
    if version in signed:
        return VersionStanding(version, Standing.SIGNED)
    if version is current:
        is_issued = version.id in life.issued_drafts()
        return VersionStanding(version, Standing.ISSUED if is_issued else Standing.CURRENT)
    instead = current or (newest if newest is not version else None)
    is_newer = current is None or version.number > current.number
    if version.is_incomplete and (is_newer or instead is None):
        return VersionStanding(version, Standing.INCOMPLETE, current)
    return VersionStanding(version, Standing.OVERTAKEN, instead)
