"""A peer's assessment, accepted in place of asking again: its window, opened and sent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from pydantic import ValidationError

from bot.slack.blocks import forms
from bot.slack.blocks.forms import Value
from bot.slack.checklists import peer_view as checklist_peer
from bot.slack.checklists.entry_view import sentence_window
from bot.slack.checklists.listener import ref_of, refresh
from bot.slack.checklists.spot import ref_from
from bot.slack.checklists.starting import guarded
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners.form_mistakes import mistakes_of
from bot.slack.roles import refusal
from bot.slack.windows import push, show_error, user_of
from drafting.due_diligence import Checklist, PeerAssessment
from drafting.partners import DraftingError


def open_window(edge: Edge, request: SlackRequest) -> None:
    """Opens the window to accept a peer's assessment in."""
    spot, user = ref_of(request), user_of(request)
    desk = edge.services.due_diligence
    push(edge, request, guarded(edge, user, lambda: checklist_peer.view(desk.get(spot.checklist))))
    request.ack()


def accept(edge: Edge, request: SlackRequest) -> None:
    """Records the assessment; what it answers waits to be confirmed."""
    now, user = request.body["view"], user_of(request)
    spot, values = (
        ref_from(str(now.get("private_metadata") or "")),
        forms.typed_values(now["state"]["values"]),
    )
    if not edge.rights(user).assesses:
        request.ack(
            response_action="update", view=sentence_window(refusal(edge.settings, "assess"))
        )
        return
    try:
        checklist = edge.services.due_diligence.get(spot.checklist)
        key = f"slack:{now['id']}:{now['hash']}"
        edge.services.due_diligence.accept_peer(
            checklist.id, _assessment(values, checklist, user, key)
        )
    except ValidationError as error:
        request.ack(response_action="errors", errors=dict(mistakes_of(error, values).errors))
        return
    except DraftingError as error:
        show_error(request, str(error))
        return
    refresh(edge, request, spot)
    request.ack()


def _assessment(
    values: Mapping[str, Value], checklist: Checklist, user: str, key: str
) -> PeerAssessment:
    """What was typed. Raises ValidationError for what is missing, or no document can hold."""
    filled_fields: dict[str, Any] = {field: value for field, value in values.items() if value}
    link = filled_fields.pop(checklist_peer.LINK, "")
    until = filled_fields.get(checklist_peer.UNTIL)
    proof = {"proof": {"name": link, "expires": until}} if link else {}
    own = {"id": key, "partner": checklist.partner, "accepted_by": user}
    return PeerAssessment.model_validate(
        {**filled_fields, **proof, **own, "accepted_at": datetime.now(UTC)}
    )
