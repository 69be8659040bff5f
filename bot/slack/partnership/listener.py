"""`/partnership`: a partner's line of time in a window; who may is asked before it opens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import prompts
from bot.errors import public_sentence
from bot.settings.office import TITLES, office_of
from bot.slack.blocks import notices
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners.choosing import SUGGESTED, is_clear
from bot.slack.partnership import view
from bot.slack.text import plain
from bot.slack.windows import button_spot, open_when_ready, turn, user_of
from drafting.partners.record import FocalPoint, Partner

Json = dict[str, Any]


def open_by_command(edge: Edge, request: SlackRequest) -> None:
    """`/partnership [name]`: the line of time, or a window to find the partner in."""
    body = request.body
    text, user = plain(str(body.get("text") or ""), request.me), str(body["user_id"])
    open_when_ready(
        edge, body["trigger_id"], user, lambda: _window_or_matches(edge, user, text), push=False
    )
    request.ack()


def open_partnership(edge: Edge, request: SlackRequest) -> None:
    """A button of a partner: its line of time, in the same window where there is one."""
    spot, user = button_spot(request), user_of(request)
    turn(edge, request, lambda: partnership(edge, user, spot.partner))
    request.ack()


def open_chosen(edge: Edge, request: SlackRequest) -> None:
    """A partner chosen in the menu: the window turns to its line of time."""
    chosen = request.body["actions"][0].get("selected_option") or {}
    if chosen:
        user, partner = user_of(request), str(chosen["value"])
        turn(edge, request, lambda: partnership(edge, user, partner))
    request.ack()


def partnership(edge: Edge, user: str, partner_id: str) -> Json:
    """The window of one partnership. Raises DraftingError where there is none."""
    rights = edge.rights(user)
    calendar = edge.services.calendar.of_partner(partner_id, edge.today())
    keys = [agreement.key for agreement in calendar.partner.agreements]
    page = view.PartnershipPage(
        calendar,
        edge.services.lives.lives(partner_id, keys),
        _people(edge, calendar.partner),
        edge.today(),
        may_record=rights.edits and bool(edge.services.register.kinds),
    )
    return view.window(page, rights)


def _window_or_matches(edge: Edge, user: str, text: str) -> Json:
    try:
        matches = edge.services.partners.find(text, SUGGESTED) if text else []
        if matches and is_clear(matches):
            return partnership(edge, user, matches[0].id)
    except Exception as error:  # whoever asked gets a sentence
        return notices.window(view.TITLE, public_sentence(error))
    if not text:
        return view.find()
    reply = "replies/partner-which" if matches else "replies/partner-none"
    return view.find(prompts.fill(reply, name=text), matches)


def _people(edge: Edge, partner: Partner) -> Mapping[str, FocalPoint]:
    """The office's people for the partner, by their roles; the office's own stand in."""
    office = office_of(edge.settings.office, edge.settings.contacts)
    recorded = partner.people.cip
    return {title: office.contact(role, getattr(recorded, role)) for role, title in TITLES.items()}
