"""What a kind of document is, as its template.yaml says: whoever tells kinds apart asks here.

A kind is a folder, and goes by the folder's name: in the database, in Slack's buttons, in files.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from drafting.agreements.clauses.counsel_topics import CounselTopic
from drafting.documents.composition import DocumentKind
from drafting.partners.record.agreement import Agreement
from drafting.partners.vocabulary import Flag, RelationshipStatus

NAME = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_NAME = 20  # characters, as the table of drafts holds it
# Of `saathi draft`, beside each kind's own.
COMMANDS = ("list", "why", "compare", "redline", "review", "settle", "reopen")
Funds = Literal["never", "needed", "either"]
Amends = Literal["", "terms", "time"]  # what of a signed agreement a document may change


class DocumentRole(StrEnum):
    """What a document is to its agreement."""

    FOUNDING = "founding"  # the agreement itself
    AMENDING = "amending"  # changes a signed one
    ENDING = "ending"  # brings it to its end


@dataclass(frozen=True)
class FieldGroup:
    """Some of the agreement's fields that the document is made of, under a heading."""

    heading: str
    fields: tuple[str, ...]  # 'money.amount'


@dataclass(frozen=True)
class KindInfo:
    """A kind of document that the desk drafts."""

    kind: DocumentKind
    title: str  # 'Memorandum of Understanding'
    about: str  # one sentence on what it is for
    short_title: str  # 'MoU'
    called: str  # 'a memorandum of understanding'
    funds: Funds  # whether money changes hands under it
    instead: DocumentKind | None = None  # what to draft where `funds` and the record differ
    is_lasting: bool = False  # founds a relationship, which the framework wants prepared
    needs_due_diligence: bool = False  # completed, before it is signed
    needs_decision: bool = False  # of the Committee, likewise
    ends_agreement: bool = False
    amends: Amends = ""
    statuses: tuple[
        RelationshipStatus, ...
    ] = ()  # of the agreements that it is mostly for; none for any
    counsel_topics: tuple[CounselTopic, ...] = ()  # which counsel expects something to settle
    asks: tuple[FieldGroup, ...] = ()

    @property
    def noun(self) -> str:
        """What it is called without its article: 'memorandum of understanding'."""
        return self.called.partition(" ")[2] or self.called

    @property
    def is_without_funds(self) -> bool:
        """True where no money may change hands under it."""
        return self.funds == "never"

    @property
    def role(self) -> DocumentRole:
        """What it is to its agreement."""
        if self.amends:
            return DocumentRole.AMENDING
        return DocumentRole.ENDING if self.ends_agreement else DocumentRole.FOUNDING

    @property
    def founds(self) -> bool:
        """True for a document that is the agreement itself."""
        return self.role is DocumentRole.FOUNDING

    def fits(self, agreement: Agreement) -> bool:
        """True where it is the document that is most likely meant for that agreement."""
        if self.amends:  # which only follows on a signed one
            return False
        if self.statuses and agreement.status not in self.statuses:
            return False
        is_funded = agreement.money.funding_involved is Flag.YES
        return self.funds == "either" or is_funded == (self.funds == "needed")


def name_fault(folder: str) -> str:
    """What is wrong with the name of a kind's folder, and the cure; '' for nothing."""
    if not NAME.fullmatch(folder) or len(folder) > LONGEST_NAME:
        return (
            f"'{folder}' cannot name a document; name the folder in small letters, digits and "
            f"hyphens, at most {LONGEST_NAME} of them, such as 'cooperation-letter'."
        )
    if folder in COMMANDS:
        return (
            f"'{folder}' is a command of `saathi draft` already; give the folder another name, "
            f"such as '{folder}-letter'."
        )
    return ""
