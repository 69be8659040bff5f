"""The gate before all that shows something of a partner: who may not see it is told whom to ask."""

from __future__ import annotations

from collections.abc import Callable

from bot.slack.blocks import notices
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import Rights, refusal
from bot.slack.windows import push, user_of

TITLE = "Partner files"
Handler = Callable[[Edge, SlackRequest], None]


def for_viewers(handler: Handler) -> Handler:
    """The handler, for those who may see partners' files; anybody else is told whom to ask."""

    def gated(edge: Edge, request: SlackRequest) -> None:
        rights = edge.rights(_person_of(request))
        if rights.sees_partners:
            handler(edge, request)
        else:
            _refuse(edge, request, viewing_refusal(edge, rights))

    return gated


def viewing_refusal(edge: Edge, rights: Rights) -> str:
    """Why somebody without the right does not see partners' files, and whom to ask."""
    return refusal(edge.settings, "view" if rights.is_known else "know")


def _person_of(request: SlackRequest) -> str:
    """Who did it; a command names the person elsewhere than the rest."""
    return str(request.body["user_id"]) if "command" in request.body else user_of(request)


def _refuse(edge: Edge, request: SlackRequest, sentence: str) -> None:
    kind = request.body.get("type")
    if "command" in request.body:
        request.ack(text=sentence)
    elif kind == "block_suggestion":  # a menu has no room for a sentence
        request.ack(options=[])
    elif kind == "view_submission":
        request.ack(response_action="update", view=notices.window(TITLE, sentence))
    else:
        push(edge, request, lambda: notices.window(TITLE, sentence))
        request.ack()
