"""Windows (Slack's modals): opened, put on top of each other and updated, each as a chore.

A window's contents may take longer to make than Slack waits; so every listener acknowledges, and
what it shows comes soon. What goes wrong is shown in the window.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import TimeoutError as NotYet
from typing import Any

from slack_sdk.errors import SlackApiError

import prompts
from bot.errors import public_sentence
from bot.slack.blocks import forms, names, notices
from bot.slack.edge import Edge, SlackRequest
from bot.slack.errors import FAILED, code

LOG = logging.getLogger("saathi.windows")
QUICK = 0.7  # seconds within which a window's contents should be there; a trigger lives three
TITLE = "Partner"  # of the window that shows what went wrong
Json = dict[str, Any]


def do_soon(edge: Edge, chore: Callable[[], object]) -> None:
    """Does `chore` soon; what it raises goes to the log."""

    def run() -> None:
        try:
            chore()
        except Exception:
            LOG.exception("a chore failed")

    edge.chores.submit(run)


def open_view(edge: Edge, trigger_id: str, user: str, view: Json, *, push: bool) -> None:
    """Opens a window soon, or puts it on the one that is open.

    Where the time for that is over, the person gets a direct message.
    """
    do_soon(edge, lambda: _open(edge, trigger_id, user, view, push=push))


def open_when_ready(
    edge: Edge, trigger_id: str, user: str, make: Callable[[], Json], *, push: bool
) -> None:
    """Opens the window that `make` gives; one that takes long shows first that work goes on."""

    def show() -> None:
        making = edge.making.submit(make)
        try:
            _open(edge, trigger_id, user, making.result(QUICK), push=push)
        except NotYet:
            view_id = _open(edge, trigger_id, user, notices.waiting(), push=push)
            if view_id:
                edge.client.views_update(view_id=view_id, view=making.result())

    do_soon(edge, show)


def _open(edge: Edge, trigger_id: str, user: str, view: Json, *, push: bool) -> str:
    """The window's id; '' where there is none."""
    call = edge.opening.views_push if push else edge.opening.views_open
    try:
        return str(call(trigger_id=trigger_id, view=view)["view"]["id"])
    except (SlackApiError, *FAILED) as error:
        LOG.info("no modal: %s", code(error) if isinstance(error, SlackApiError) else error)
        edge.client.chat_postMessage(channel=user, text=prompts.fill("replies/no-modal"))
        return ""


def turn(edge: Edge, request: SlackRequest, make: Callable[[], Json]) -> None:
    """The open window shows something else; where there is none, a new one opens."""
    view = request.body.get("view") or {}
    make_safely = safely(make)
    if view.get("type") == "modal":
        renew_soon(edge, view["id"], make_safely)
    else:
        open_when_ready(edge, request.body["trigger_id"], user_of(request), make_safely, push=False)


def push(edge: Edge, request: SlackRequest, make: Callable[[], Json]) -> None:
    """A window on top of the open one, or one by itself."""
    in_modal = (request.body.get("view") or {}).get("type") == "modal"
    open_when_ready(edge, request.body["trigger_id"], user_of(request), safely(make), push=in_modal)


def renew_soon(edge: Edge, view_id: str, make: Callable[[], Json]) -> None:
    """An open window shows soon what `make` gives, unless something newer is asked of it by then.

    One that was closed meanwhile stays closed.
    """
    turn_taken = edge.window_turns.take()

    def show() -> None:
        view = make()
        edge.window_turns.draw(view_id, turn_taken, lambda: _renew(edge, view_id, view))

    do_soon(edge, show)


def _renew(edge: Edge, view_id: str, view: Json) -> None:
    try:
        edge.client.views_update(view_id=view_id, view=view)
    except SlackApiError as error:  # it was closed
        LOG.info("no window to renew: %s", code(error))


def safely(make: Callable[[], Json]) -> Callable[[], Json]:
    """The same window, or one that shows what went wrong."""

    def view() -> Json:
        try:
            return make()
        except Exception as error:
            return notices.window(TITLE, public_sentence(error))

    return view


def show_error(request: SlackRequest, text: str) -> None:
    """Says it beside the first input, so that what was typed stays."""
    blocks = request.body["view"]["blocks"]
    first = next(block["block_id"] for block in blocks if block["type"] == "input")
    request.ack(response_action="errors", errors={first: forms.error_text(text)})


def button_spot(request: SlackRequest) -> names.PartnerRef:
    """What the pressed button is about."""
    return names.spot_named(str(request.body["actions"][0].get("value") or ""))


def user_of(request: SlackRequest) -> str:
    """Who did it."""
    return str(request.body["user"]["id"])
