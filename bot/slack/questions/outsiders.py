"""Who is of this workspace: guests, people of other organisations, installations for all of one.

Whom the settings leave out gets one sentence in place of whatever they asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import prompts
from bot.settings.slack import SlackSettings
from bot.slack.blocks import notices
from bot.slack.delivery.deliveries import Delivery, DeliveryKind
from bot.slack.edge import Edge, SlackRequest
from bot.slack.questions import posts
from bot.slack.windows import push

TITLE = "Saathi"
ORGANISATION, OUTSIDERS = "whole-organisation", "outsiders"  # prose files
Body = Mapping[str, Any]


def refusal(
    body: Body, own_team: str, slack: SlackSettings, is_guest: Callable[[str], bool]
) -> str:
    """The prose file that tells whoever sent this that Saathi is not for them; '' where it is."""
    if body.get("is_enterprise_install") in (True, "true"):
        return ORGANISATION
    if not slack.connect and is_of_another_organisation(body, own_team):
        return OUTSIDERS
    person = person_of(body)
    if not slack.guests and person[:1] in {"U", "W"} and is_guest(person):
        return OUTSIDERS
    return ""


def is_of_another_organisation(body: Body, own_team: str) -> bool:
    """True where it comes by Slack Connect from somebody of another organisation.

    An organisation of Enterprise Grid has several workspaces: its people are told apart from
    others by the channel, which is shared with an outside one or not.
    """
    is_shared = bool(body.get("is_ext_shared_channel"))
    organisation = _organisation(body)
    if organisation and not is_shared:
        return False
    user, inner = body.get("user"), _post_in(body)
    named = [inner.get("user_team"), inner.get("source_team")]
    named += [inner.get("team")] if is_shared else []
    named += [user.get("team_id")] if isinstance(user, dict) else []
    team = next((name for name in named if name), "")
    return bool(team and own_team) and team not in {own_team, organisation}


def _organisation(body: Body) -> str:
    """The id of the organisation of Enterprise Grid that Saathi's workspace is part of, or ''."""
    own: Body = next(iter(body.get("authorizations") or ()), {})
    ids = (
        own.get("enterprise_id"),
        body.get("enterprise_id"),
        (body.get("enterprise") or {}).get("id"),
    )
    return str(next((name for name in ids if name), ""))


def _post_in(body: Body) -> Mapping[str, Any]:
    """The post that an event tells of, also of one that was edited; {} where there is none."""
    event = body.get("event") or {}
    inner = event.get("message") if event.get("subtype") == "message_changed" else event
    return inner if isinstance(inner, dict) else {}


def person_of(body: Body) -> str:
    """The id of whoever sent it; '' where nobody did."""
    user = body.get("user")
    own_id = user.get("id") if isinstance(user, dict) else user
    return str(own_id or body.get("user_id") or _post_in(body).get("user") or "")


def refuse(edge: Edge, request: SlackRequest, name: str) -> None:
    """Says the prose file `name` to whoever asked for something, and to nobody else."""
    body, sentence = request.body, prompts.load(f"replies/{name}").text
    if "event" in body:
        _refuse_post(edge, request, name)
    elif "command" in body:
        request.ack(text=sentence)
    elif body.get("type") == "block_suggestion":
        request.ack(options=[])
    elif body.get("type") == "view_submission":
        request.ack(response_action="update", view=notices.window(TITLE, sentence))
    else:
        if body.get("trigger_id"):
            push(edge, request, lambda: notices.window(TITLE, sentence))
        request.ack()


def _refuse_post(edge: Edge, request: SlackRequest, name: str) -> None:
    """A post that addresses Saathi gets the sentence as its one reply; no word of it is kept."""
    event = request.body["event"]
    is_post = event.get("type") in {"message", "app_mention"} and "ts" in event
    if is_post and posts.is_addressed(edge, event, request.me):
        edge.receive(
            Delivery(
                key=f"post:{event['channel']}:{event['ts']}",
                kind=DeliveryKind.COURTESY,
                user=event["user"],
                channel=event["channel"],
                ts=event["ts"],
                thread_ts=event.get("thread_ts") or event["ts"],
                team=request.team,
                extra={"courtesy": name},
            )
        )
    request.ack()
