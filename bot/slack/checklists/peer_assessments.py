"""A peer's assessment, accepted in place of asking again: its window, opened and sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from bot.slack.blocks import forms
from bot.slack.blocks.forms import Value
from bot.slack.checklists import peer_view as checklist_peer
from bot.slack.checklists.entry_view import says
from bot.slack.checklists.listener import pressed, refresh
from bot.slack.checklists.spot import named
from bot.slack.checklists.starting import guarded
from bot.slack.edge import Edge, Sent
from bot.slack.partners.form_mistakes import wrong
from bot.slack.roles import declined, rights
from bot.slack.windows import push, say_above, user_of
from drafting.due_diligence import Checklist, PeerAssessment
from drafting.partners import DraftingError


def open_window(edge: Edge, sent: Sent) -> None:
    """The button: the window to accept one in."""
    spot, user = pressed(sent), user_of(sent)
    desk = edge.services.due_diligence
    push(edge, sent, guarded(edge, user, lambda: checklist_peer.view(desk.get(spot.checklist))))
    sent.ack()


def accept(edge: Edge, sent: Sent) -> None:
    """The window, sent: the assessment is on record, and what it answers waits to be confirmed."""
    now, user = sent.body["view"], user_of(sent)
    spot, typed = named(str(now.get("private_metadata") or "")), forms.typed(now["state"]["values"])
    if not rights(edge.settings, user).assesses:
        sent.ack(response_action="update", view=says(declined(edge.settings, "assess")))
        return
    try:
        checklist = edge.services.due_diligence.get(spot.checklist)
        key = f"slack:{now['id']}:{now['hash']}"
        edge.services.due_diligence.accept_peer(checklist.id, _meant(typed, checklist, user, key))
    except ValidationError as error:
        sent.ack(response_action="errors", errors=dict(wrong(error, typed).errors))
        return
    except DraftingError as error:
        say_above(sent, str(error))
        return
    sent.ack()
    refresh(edge, sent, spot)


def _meant(typed: Mapping[str, Value], checklist: Checklist, user: str, key: str) -> PeerAssessment:
    """What was typed. Raises ValidationError for what is missing, or no document can hold."""
    held: dict[str, Any] = {field: one for field, one in typed.items() if one}
    link = held.pop(checklist_peer.LINK, "")
    until = held.get(checklist_peer.UNTIL)
    proof = {"proof": {"name": link, "expires": until}} if link else {}
    own = {"id": key, "partner": checklist.partner, "accepted_by": user}
    return PeerAssessment.model_validate({**held, **proof, **own, "accepted_at": datetime.now(UTC)})
