"""What people do with commands, shortcuts, buttons and modals, and what the bot answers to it."""

from __future__ import annotations

from typing import Any

from bot.workspace.protocol import checking, limits, payloads
from bot.workspace.protocol.posting import with_ids
from bot.workspace.protocol.triggers import ResponseAddress
from bot.workspace.refusals import ActDeclined, CallRefused
from bot.workspace.rules import WorkspaceRules
from bot.workspace.shapes import escaped
from bot.workspace.state import Conversation, Json, PostedMessage
from bot.workspace.workspace import Workspace

RESPONSE_ACTIONS = ("clear", "update", "push", "errors")
NO_INTERACTIONS = "Interactivity is off, or has no request URL, in the app’s manifest."


async def command(workspace: Workspace, user: str, channel: str, name: str, text: str) -> None:
    """Runs a slash command; what it is acknowledged with is shown to the person."""
    person, conversation = workspace.person(user), _conversation(workspace, user, channel)
    _require(workspace.takes_commands, f"{name} has no request URL in the app’s manifest.")
    slash_command = next(
        (candidate for candidate in workspace.commands if candidate["command"] == name), None
    )
    if slash_command is None:
        raise ActDeclined(f"{name} is not a command of Saathi’s.")
    address = workspace.grants.address(user, conversation.id)
    call = {
        "command": name,
        "text": escaped(text) if slash_command.get("should_escape") else text,
        "response_url": _response_url(workspace, address),
        "trigger_id": workspace.grants.trigger(user),
    }
    payload = payloads.slash_command(workspace.team, person, conversation, call)
    answer = await workspace.deliveries.ask("slash_commands", name, payload)
    if answer.get("text") or answer.get("blocks"):
        _show_acknowledgement(workspace, workspace.grants.respond(address), answer)


async def shortcut(workspace: Workspace, user: str, callback: str, channel: str, ts: str) -> None:
    """Runs a message shortcut on a message."""
    person, message = workspace.person(user), _message(workspace, user, channel, ts)
    _require(workspace.takes_interactions, NO_INTERACTIONS)
    if callback not in [entry["callback_id"] for entry in workspace.shortcuts]:
        raise ActDeclined(f"{callback} is not a message shortcut of Saathi’s.")
    address = workspace.grants.address(user, message.channel, message)
    call = {
        "callback_id": callback,
        "trigger_id": workspace.grants.trigger(user),
        "response_url": _response_url(workspace, address),
        "action_ts": workspace.clock.ts(),
    }
    payload = payloads.message_action(workspace.state, person, message, call)
    await workspace.deliveries.ask("interactive", "message_action", payload)


async def action(
    workspace: Workspace, user: str, container: Json, action: Json, state: Json | None
) -> None:
    """A person presses or picks something in a message, a modal or the Home tab."""
    person = workspace.person(user)
    _require(workspace.takes_interactions, NO_INTERACTIONS)
    action_with_ts = action | {"action_ts": workspace.clock.ts()}
    if "view_id" in container:
        view = _view(workspace, user, str(container["view_id"]))
        _check_action(view["blocks"], action)
        view["state"]["values"] |= (state or {}).get("values", {})
        trigger = workspace.grants.trigger(user, view["id"])
        call: Json = {"trigger_id": trigger, "actions": [action_with_ts]}
        payload = payloads.from_view(workspace.team, person, view, "block_actions", call)
    else:
        message = _message(workspace, user, container.get("channel"), container.get("message_ts"))
        _check_action(message.blocks or [], action)
        address = workspace.grants.address(user, message.channel, message, message.thread_ts)
        call = {
            "trigger_id": workspace.grants.trigger(user),
            "response_url": _response_url(workspace, address),
            "state": state or {"values": {}},
            "actions": [action_with_ts],
        }
        payload = payloads.from_message(workspace.state, person, message, "block_actions", call)
    await workspace.deliveries.ask("interactive", "block_actions", payload)


async def suggest(
    workspace: Workspace, user: str, container: Json, element: Json, value: str
) -> list[Json]:
    """The options that the bot offers for what a person typed into an external select.

    None, as in Slack, where too little is typed, and over HTTP where the manifest has no address
    to ask.
    """
    person = workspace.person(user)
    call = {"block_id": element["block_id"], "action_id": element["action_id"], "value": value}
    if "view_id" in container:
        view = _view(workspace, user, str(container["view_id"]))
        blocks, payload = (
            view["blocks"],
            payloads.from_view(workspace.team, person, view, "block_suggestion", call),
        )
    else:
        message = _message(workspace, user, container.get("channel"), container.get("message_ts"))
        blocks, payload = (
            message.blocks or [],
            payloads.from_message(workspace.state, person, message, "block_suggestion", call),
        )
    if not workspace.takes_suggestions or len(value) < _letters_needed(blocks, element):
        return []
    answer = await workspace.deliveries.ask("interactive", "block_suggestion", payload)
    groups = [group.get("options", []) for group in answer.get("option_groups", [])]
    options: list[Json] = answer.get("options") or [option for group in groups for option in group]
    problems = checking.check_options(options)
    if problems:
        raise ActDeclined(f"Slack would not take the options that Saathi offered: {problems[0]}.")
    return options


async def submit(workspace: Workspace, user: str, view_id: str, values: Json) -> Json | None:
    """Submits a modal and does what the bot answers; what was wrong with it, by block, if any."""
    person, view = workspace.person(user), _modal(workspace, user, view_id)
    _require(workspace.takes_interactions, NO_INTERACTIONS)
    view["state"]["values"] = values
    trigger = workspace.grants.trigger(user, view_id)
    payload = payloads.view_submission(workspace.team, person, view, trigger)
    answer = await workspace.deliveries.ask("interactive", "view_submission", payload)
    errors = _respond_in_view(workspace, user, view, answer)
    workspace.watching.notify({user})
    return errors


def _respond_in_view(workspace: Workspace, user: str, view: Json, answer: Json) -> Json | None:
    response = answer.get("response_action")
    workspace.views.errors.pop(view["id"], None)
    if response is None:
        workspace.views.pop(user, view["id"])
    elif response == "clear":
        workspace.views.clear(user)
    elif response == "errors":
        return _submission_errors(workspace, view, answer.get("errors"))
    elif response in RESPONSE_ACTIONS:
        _show_view(workspace, user, view, answer)
    else:
        raise ActDeclined(f"Slack would not take the response action {response!r}.")
    return None


def _submission_errors(workspace: Workspace, view: Json, errors: Any) -> Json:
    inputs = {block["block_id"] for block in view["blocks"] if block["type"] == "input"}
    named: Json = errors if isinstance(errors, dict) else {}
    has_texts = all(isinstance(text, str) and text for text in named.values())
    if not named or not set(named) <= inputs or not has_texts:
        raise ActDeclined("Slack would not take these errors: each must name an input block.")
    workspace.views.errors[view["id"]] = named
    return named


def _show_view(workspace: Workspace, user: str, view: Json, answer: Json) -> None:
    new_view = answer.get("view")
    try:
        checking.check_view(new_view, ("modal",), workspace.rules.unknown_blocks)
        assert isinstance(new_view, dict)
        if answer["response_action"] == "update":
            workspace.views.update(view, new_view, None)
        else:
            workspace.views.push(user, new_view)
    except CallRefused as refusal:
        raise ActDeclined(f"Slack would not take the view: {_problem_text(refusal)}.") from refusal


async def close(workspace: Workspace, user: str, view_id: str) -> None:
    """Closes a modal; the bot is notified where it asked to be."""
    person, view = workspace.person(user), _modal(workspace, user, view_id)
    closed_view = dict(view)
    if view["clear_on_close"]:
        workspace.views.clear(user)
    else:
        workspace.views.pop(user, view_id)
    workspace.watching.notify({user})
    if closed_view["notify_on_close"]:
        is_cleared = bool(closed_view["clear_on_close"])
        payload = payloads.view_closed(workspace.team, person, closed_view, is_cleared=is_cleared)
        await workspace.deliveries.ask("interactive", "view_closed", payload)


def open_tab(workspace: Workspace, user: str, tab: str) -> None:
    """A person opens the bot's Home tab or the direct message with it."""
    workspace.person(user)
    if tab not in ("home", "messages"):
        raise ActDeclined('The tab is "home" or "messages".')
    direct = workspace.state.direct(user)
    view = workspace.views.homes.get(user)
    event = payloads.home_opened(user, direct.id, tab, view, workspace.clock.ts())
    workspace.posting.event("app_home_opened", event, direct)


def respond(workspace: Workspace, name: str, answer: Json) -> None:
    """The bot posts to a response address; raises `CallRefused` as Slack does."""
    _show_answer(workspace, workspace.grants.respond(name), answer)


def _show_acknowledgement(workspace: Workspace, address: ResponseAddress, answer: Json) -> None:
    """Shows what a command was acknowledged with."""
    try:
        _show_answer(workspace, address, answer)
    except CallRefused as refusal:
        raise ActDeclined(
            f"Slack would not take the answer: {_problem_text(refusal)}."
        ) from refusal


def _show_answer(workspace: Workspace, address: ResponseAddress, answer: Json) -> None:
    source = address.source
    if answer.get("delete_original"):
        if source is not None and source.from_bot:
            workspace.posting.remove(source)
        return
    text, blocks = _content(workspace.rules, answer)
    if answer.get("replace_original") and source is not None and source.from_bot:
        workspace.posting.change(source, text=text, blocks=blocks)
        return
    everybody = answer.get("response_type") == "in_channel"
    workspace.posting.post(
        PostedMessage(
            workspace.clock.ts(),
            address.channel,
            workspace.team.bot_user,
            text,
            blocks,
            thread_ts=answer.get("thread_ts") or address.thread_ts,
            from_bot=True,
            shown_to="" if everybody else address.person,
        )
    )


def _content(rules: WorkspaceRules, answer: Json) -> tuple[str, list[Json] | None]:
    text, blocks = str(answer.get("text") or ""), answer.get("blocks") or None
    if blocks is not None:
        checking.check_message_blocks(blocks, rules.unknown_blocks)
    if not text and not blocks:
        raise CallRefused("no_text")
    return text, with_ids(blocks)


def _problem_text(refusal: CallRefused) -> str:
    return "; ".join([refusal.error, *refusal.details.get("errors", [])])


def _response_url(workspace: Workspace, name: str) -> str:
    return f"{workspace.url}/response/{name}"


def _conversation(workspace: Workspace, user: str, channel: object) -> Conversation:
    conversation = workspace.state.conversations.get(str(channel))
    if conversation is None or user not in conversation.members:
        raise ActDeclined(f"There is no conversation {channel!r} for this person.")
    return conversation


def _message(workspace: Workspace, user: str, channel: object, ts: object) -> PostedMessage:
    message = _conversation(workspace, user, channel).messages.get(str(ts))
    if message is None or message.shown_to not in ("", user):
        raise ActDeclined("That message is not there; it may have been deleted.")
    return message


def _view(workspace: Workspace, user: str, view_id: str) -> Json:
    view = workspace.views.find(view_id) if workspace.views.owner(view_id) == user else None
    if view is None:
        raise ActDeclined("That view is no longer open.")
    return view


def _modal(workspace: Workspace, user: str, view_id: str) -> Json:
    view = _view(workspace, user, view_id)
    if view["type"] != "modal":
        raise ActDeclined("Only a modal can be submitted or closed.")
    return view


def _require(is_there: bool, sentence: str) -> None:
    if not is_there:
        raise ActDeclined(sentence)


def _letters_needed(blocks: list[Json], element: Json) -> int:
    """How much must be typed before the menu asks."""
    menus = (
        offered
        for block in checking.walk(blocks)
        for offered in checking.elements(block)
        if (block.get("block_id"), offered.get("action_id"))
        == (element["block_id"], element["action_id"])
    )
    least = next((menu.get("min_query_length") for menu in menus), None)
    return limits.QUERY_LETTERS if least is None else int(least)


def _check_action(blocks: list[Json], action: Json) -> None:
    """An action must be one that the message or view really offers."""
    available = {
        (block["block_id"], element.get("action_id"))
        for block in checking.walk(blocks)
        for element in checking.elements(block)
    }
    if (action.get("block_id"), action.get("action_id")) not in available:
        raise ActDeclined("That button or field is not there; the message may have changed.")
