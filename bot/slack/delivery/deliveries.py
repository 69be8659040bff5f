"""Deliveries: what people sent, what it asks for, and the reply that it got."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

UNDELIVERABLE = "undeliverable"  # the outcome of a delivery whose reply reached nobody
SET_ASIDE = "set_aside"  # of one that is not tried again, and kept for whoever runs Saathi
RECOVERED = "recovered"  # of one that was to be set aside, when its reply was seen to be out
WAITING = "waiting"  # of a notice that the reply comes later
FORGOTTEN = "forgotten"  # of one that was set aside, when its person had it deleted

NOTICE = "waiting_notice"  # in `extra`: it is sent as the notice that it waits
TOLD = "told_to_wait"  # in `extra`: its writer has that notice

MOST_CRASHES = 3  # deaths of a process at one delivery, after which it is set aside
LAST_FAILURE = 12  # put off so often, a reply is given up; about an hour of trying
MOST_NOTICES = 3  # tries to notify its writer that a delivery is set aside
REFERENCE = 8  # letters and digits of an id that a person is shown


class DeliveryKind(StrEnum):
    """What a delivery asks for."""

    QUESTION = "question"
    REPORT = "report"  # of suspected misconduct; its row holds no text
    LIMITED = "limited"  # one more than a person may ask a minute
    FILE = "file"  # a file without a question
    COURTESY = "courtesy"  # hello, thanks, help
    SHARE = "share"  # an answer to be shown in a channel
    DRAFT = "draft"  # an agreement to be drafted
    COPY = "copy"  # a draft's files once more, or its clean copy
    SIGNATURE = "signature"  # a signature to be put on record, with the signed file
    SIGNING_PACK = "signing_pack"
    SIGNED_FILE = "signed_file"  # what both sides signed, once more
    COMPARE = "compare"  # a document: an edited agreement, a filled-in checklist, or another
    CHECKLIST = "checklist"  # a checklist's files, or a piece of its evidence
    EVIDENCE = "evidence"  # files to be kept as evidence
    IMPORT = "import"  # what a filled-in checklist holds, to be added
    PARTNER_IMPORT = "partner_import"  # what a file of partners would change, to be saved
    PARTNER_FILE = "partner_file"  # a blank workbook, or what is open of an agreement
    POLICY = "policy"  # a policy's file, to be read and reported on
    POLICY_IN_FORCE = "policy_in_force"  # the same, to be put in force
    SHEET = "sheet"  # a partner's accountability sheet
    SHEET_IMPORT = "sheet_import"  # what a returned one says, to be put on the register
    REGISTER_REPORT = "register_report"
    REMINDER = "reminder"  # of items that wait, or of evidence that expires


READING = (
    *(DeliveryKind.COMPARE, DeliveryKind.IMPORT, DeliveryKind.PARTNER_IMPORT),
    *(DeliveryKind.POLICY, DeliveryKind.POLICY_IN_FORCE, DeliveryKind.SHEET_IMPORT),
)


class Way(StrEnum):
    """Where the reply goes."""

    THREAD = "thread"  # in the post's thread
    BENEATH = "beneath"  # in a direct message, in no thread, where it is seen at once
    DIRECT = "direct"  # to the person alone
    MODAL = "modal"  # into the modal that the person opened
    CHANNEL = "channel"  # into the channel, as a post of its own


PEOPLE = frozenset("UW")  # what the ids of people begin with


def report_key(key: str) -> str:
    """What the delivery of that key is called when it is a report: it does not say where it is."""
    return f"report:{hashlib.sha256(key.encode()).hexdigest()}"


@dataclass(frozen=True)
class Delivery:
    """One piece of work that asks for one reply."""

    key: str
    kind: DeliveryKind
    user: str
    channel: str = ""
    ts: str = ""
    thread_ts: str = ""  # the thread's root; a post that starts one names itself
    way: Way = Way.THREAD
    text: str | None = None
    team: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)
    id: str = ""
    received_at: float = 0.0  # seconds since 1970
    attempts: int = 0  # how often it was taken over: more than none, and a reply may be out already
    stream_ts: str = ""  # the reply that was begun as a stream
    crashes: int = 0  # how often a process is known to have died while it worked on it
    failures: int = 0  # how often its work failed and was put off
    fence: int = 0  # how often it changed hands; who holds an earlier one holds it no more

    @property
    def reference(self) -> str:
        """The beginning of its id, which a person can pass on."""
        return self.id[:REFERENCE]

    @property
    def is_given_up(self) -> bool:
        """True where it is not tried again, but set aside."""
        return self.crashes >= MOST_CRASHES or self.failures > LAST_FAILURE

    @property
    def is_notice_given_up(self) -> bool:
        """True where even the notice to its writer that it is set aside failed too often."""
        has_crashed_too_often = self.crashes >= MOST_CRASHES + MOST_NOTICES
        return has_crashed_too_often or self.failures > LAST_FAILURE + MOST_NOTICES

    @property
    def reply_id(self) -> str:
        """The id that its reply carries in Slack.

        A notice that it waits or is set aside carries another: the reply itself can still follow.
        """
        if self.extra.get(NOTICE):
            return f"{self.id}:{WAITING}"
        return f"{self.id}:{SET_ASIDE}" if self.is_given_up else self.id

    @property
    def reads_file(self) -> bool:
        """True where a file that a person sent is read for it, which may take its time."""
        return self.kind in READING


class LeaseLost(Exception):
    """The delivery is another process's now, or closed: nothing more is done about it here."""


@dataclass(frozen=True)
class Reply:
    """The message that answered a delivery, or none that could be sent."""

    outcome: str
    channel: str = ""
    ts: str = ""


@dataclass(frozen=True)
class AnswerRecord:
    """A question and how it was answered, as it is kept to improve the policies."""

    question: str
    answered: bool
    reason: str  # why it was declined; empty where it was answered
    clauses: tuple[str, ...]  # 'CSPF 17(a)'
    asked_at: float  # seconds since 1970
    seconds: float = 0.0  # until the reply was out
    helpful: bool | None = None
    channel: str = ""
    reply_ts: str = ""


@dataclass(frozen=True)
class AskedTally:
    """How many questions of some time are kept."""

    asked: int
    declined: int
    unhelpful: int  # answered, and marked as not helpful


@dataclass(frozen=True)
class PersonTotals:
    """How much the inbox holds of one person."""

    questions: int  # with their answers and feedback
    open: int  # deliveries that are being answered, or wait
    closed: int  # deliveries that are answered, without their text a day later
    named: int  # questions of others that name the person
