"""The window of a decision, and what the person who looks may say to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.slack.blocks import names
from bot.slack.committee import view
from bot.slack.committee.facts import papers_of
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners.view import MEMBER
from bot.slack.roles import Rights, refusal
from bot.slack.windows import turn, user_of
from drafting.partnership.committee import (
    conflicted,
    deferral_of,
    has_quorum,
    outcome_event,
    seat_of,
    seats_of,
)
from drafting.register import Entry

Json = dict[str, Any]
May = Callable[[Rights, Entry, str], bool]


def sits(rights: Rights, entry: Entry, user: str) -> bool:
    """Members of the Committee who are asked."""
    return rights.on_committee and seat_of(entry, user) is not None


def records(rights: Rights, entry: Entry, user: str) -> bool:
    """Coordinators, and members who are asked; never who has a conflict of interest in it."""
    if user in conflicted(entry):
        return False
    return rights.coordinates or sits(rights, entry, user)


def coordinates(rights: Rights, _entry: Entry, _user: str) -> bool:
    """Coordinators alone."""
    return rights.coordinates


def writes_to_partners(rights: Rights, _entry: Entry, _user: str) -> bool:
    """Whoever drafts, and coordinators."""
    return rights.drafts or rights.coordinates


def withdraws(rights: Rights, entry: Entry, user: str) -> bool:
    """Whoever asked, and coordinators."""
    return rights.coordinates or (rights.drafts and entry.opened_by.by == user)


# By what is said: who may, and the deed that a refusal names.
WHO_MAY: dict[str, tuple[May, str]] = {
    "sheet": (sits, "sit"),
    "conflict": (sits, "sit"),
    "handed_on": (coordinates, "decide"),
    "deferred": (coordinates, "decide"),
    "decided": (records, "decide"),
    "told": (writes_to_partners, "draft"),
    "answered": (writes_to_partners, "draft"),
    "withdrawn": (withdraws, "decide"),
}


def refusal_of(edge: Edge, step: str, entry: Entry, user: str) -> str:
    """Why the person may not say that, and whom to ask; '' where they may."""
    may, deed = WHO_MAY[step]
    return "" if may(edge.rights(user), entry, user) else refusal(edge.settings, deed)


def open_decision(edge: Edge, request: SlackRequest) -> None:
    """A decision's button: how it stands, in the same window where there is one."""
    ref = names.decision_named(str(request.body["actions"][0].get("value") or ""))
    turn(edge, request, lambda: decision_window(edge, user_of(request), ref.entry))
    request.ack()


def decision_window(edge: Edge, user: str, entry_id: str, notice: str = "") -> Json:
    """The window of one decision. Raises DraftingError where it is gone."""
    entry = edge.services.register.entry(entry_id)
    edge.services.file_decisions(entry.partner)  # what a crash left undone
    return view.window(
        papers_of(edge.services, entry, edge.today()),
        _steps(edge, user, entry),
        edge.permissions.name_of,
        left=_who_left(edge, entry),
        reads_sheets=_reads_sheets(edge.rights(user), entry, user),
        notice=notice,
    )


def _who_left(edge: Edge, entry: Entry) -> list[str]:
    """Who is asked and no longer on the Committee; names from the terminal are nobody's here."""
    members = [seat.member for seat in seats_of(entry) if MEMBER.fullmatch(seat.member)]
    return [member for member in members if edge.permissions.has_left_committee(member)]


def _reads_sheets(rights: Rights, entry: Entry, user: str) -> bool:
    """Members read the others' sheets once theirs is in; when it is decided, everybody does."""
    if outcome_event(entry) is not None:
        return True
    if user in conflicted(entry):
        return False
    seat = seat_of(entry, user)
    if rights.on_committee and seat is not None and seat.sheet is None:
        return False
    return rights.coordinates or seat is not None


def _steps(edge: Edge, user: str, entry: Entry) -> list[tuple[str, str]]:
    """What the person may say to it now, with the words of its button."""
    kind = edge.services.register.kinds[entry.kind]
    return [
        (step, kind.verb(step).label)
        for step in WHO_MAY
        if _is_next(step, entry) and not refusal_of(edge, step, entry, user)
    ]


def _is_next(step: str, entry: Entry) -> bool:
    """True for what may follow."""
    if entry.latest("withdrawn") is not None:
        return False
    if outcome_event(entry) is not None:
        return step == "answered" or (step == "told" and entry.latest("told") is None)
    if step in ("told", "answered"):
        return False
    if step == "deferred":
        return deferral_of(entry) is None
    return step != "decided" or has_quorum(entry)
