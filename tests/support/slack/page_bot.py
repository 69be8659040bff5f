"""A tiny bot for the tests of the page: it does each thing that the page must be able to show."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from slack_bolt import Ack, App, Respond, Say
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.slack.serving import close_at_once
from bot.workspace import LocalServer

Json = dict[str, Any]
MANIFEST: Json = {
    "display_information": {"name": "Saathi"},
    "features": {
        "agent_view": {},
        "bot_user": {"display_name": "Saathi"},
        "slash_commands": [
            {
                "command": "/ask-policy",
                "description": "Ask the policies",
                "usage_hint": "[question]",
            }
        ],
        "shortcuts": [
            {
                "name": "Which policy applies?",
                "type": "message",
                "callback_id": "which_policy",
                "description": "Finds the clauses that apply",
            }
        ],
    },
}
CLAUSE = "Partners shall keep all records for seven years."


@contextmanager
def at_work(server: LocalServer) -> Iterator[App]:
    """The bot, connected to `server` by Socket Mode."""
    client = WebClient(token=server.bot_token, base_url=server.api_url)
    app = App(client=client, token_verification_enabled=False, process_before_response=False)
    for listen in (_messages, _command, _shortcut, _home, _buttons):
        listen(app)
    handler = SocketModeHandler(app, server.app_token)
    handler.client.connect()
    yield app
    close_at_once(handler.client)


def plain(text: str) -> Json:
    """A plain text object."""
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> Json:
    """A section with mrkdwn text."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def _button(name: str, action: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(name), "action_id": action, "value": action, **more}


def _answer(text: str) -> list[Json]:
    feedback = {
        "type": "feedback_buttons",
        "action_id": "feedback",
        "positive_button": {"text": plain("Helpful"), "value": "helpful"},
        "negative_button": {"text": plain("Not helpful"), "value": "unhelpful"},
    }
    sure = {
        "title": plain("Withdraw it?"),
        "text": plain("Nobody sees it then."),
        "confirm": plain("Yes, withdraw"),
        "deny": plain("Keep it"),
        "style": "danger",
    }
    return [
        section(f"*You asked:* {text}"),
        {
            "type": "container",
            "title": plain("CSPF 17(a)"),
            "is_collapsible": True,
            "default_collapsed": True,
            "child_blocks": [section(CLAUSE)],
        },
        {
            "type": "actions",
            "block_id": "answer_actions",
            "elements": [
                _button("Whole clause", "open_clause"),
                _button("Withdraw", "withdraw", style="danger", confirm=sure),
            ],
        },
        {"type": "context_actions", "block_id": "answer_feedback", "elements": [feedback]},
    ]


def _messages(app: App) -> None:
    @app.event("app_mention")
    def mentioned(event: Json, say: Say) -> None:
        root = event.get("thread_ts") or event["ts"]
        said = event["text"].partition("> ")[2]
        say(text=f"You asked: {said}", blocks=_answer(said), thread_ts=root)

    @app.event("message")
    def said(event: Json, say: Say) -> None:
        if event.get("channel_type") == "im" and not event.get("subtype"):
            say(text=f"You wrote: {event['text']}", blocks=_echoes(event["text"]))
        elif event.get("files") and event.get("channel_type") == "im":
            say(text=f"I saw the file {event['files'][0]['name']}.")


def _echoes(text: str) -> list[Json]:
    raw = text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    leaf = {"type": "text", "text": raw}
    rich = {"type": "rich_text_section", "elements": [leaf]}
    return [
        section(f"mrkdwn: {text}"),
        {"type": "section", "text": plain(f"plain: {text}")},
        {"type": "header", "text": plain(f"header: {text}"[:150])},
        {"type": "markdown", "text": f"markdown: {text}"},
        {"type": "rich_text", "elements": [rich]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": f"context: {text}"}]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": raw}]]},
    ]


def _command(app: App) -> None:
    @app.command("/ask-policy")
    def asked(ack: Ack, respond: Respond, command: Json) -> None:
        ack()
        respond(text=f"For you alone: {command['text']}", response_type="ephemeral")


def _shortcut(app: App) -> None:
    @app.shortcut("which_policy")
    def opened(ack: Ack, shortcut: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=shortcut["trigger_id"], view=_question())

    @app.view("question")
    def submitted(ack: Ack, view: Json) -> None:
        values = view["state"]["values"]
        text = values["question"]["text"]["value"]
        if "why" not in text:
            ack(response_action="errors", errors={"question": "Please say why you ask."})
            return
        told = section(f"Urgency: {values['urgency']['level']['selected_option']['value']}")
        ack(response_action="update", view=_modal("Thank you", [told]))


def _question() -> Json:
    levels = [{"text": plain(name), "value": name.lower()} for name in ("Today", "This week")]
    return _modal(
        "Ask about it",
        [
            {
                "type": "input",
                "block_id": "question",
                "label": plain("Your question"),
                "element": {"type": "plain_text_input", "action_id": "text", "multiline": True},
            },
            {
                "type": "input",
                "block_id": "urgency",
                "label": plain("When do you need it?"),
                "element": {"type": "static_select", "action_id": "level", "options": levels},
            },
        ],
        submit=plain("Ask"),
        callback_id="question",
    )


def _modal(title: str, blocks: list[Json], **more: Any) -> Json:
    return {"type": "modal", "title": plain(title), "blocks": blocks, **more}


def _home(app: App) -> None:
    @app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        if event["tab"] == "messages":
            prompts = [{"title": "Keep records", "message": "How long are records kept?"}]
            client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], thread_ts="", title="Try one of these", prompts=prompts
            )
            return
        go = {"type": "actions", "block_id": "home", "elements": [_button("Ask", "open_clause")]}
        view = {"type": "home", "blocks": [section("Welcome to your desk."), go]}
        client.views_publish(user_id=event["user"], view=view)


def _buttons(app: App) -> None:
    @app.action("open_clause")
    def opened(ack: Ack, body: Json, client: WebClient) -> None:
        ack()
        client.views_open(trigger_id=body["trigger_id"], view=_modal("Clause", [section(CLAUSE)]))

    @app.action("withdraw")
    def withdrawn(ack: Ack, respond: Respond) -> None:
        ack()
        respond(text="Withdrawn.", replace_original=True)

    @app.action("feedback")
    def rated(ack: Ack, body: Json, respond: Respond) -> None:
        ack()
        value = body["actions"][0]["value"]
        respond(text=f"Noted: {value}.", replace_original=False, response_type="ephemeral")
