"""What Saathi in Slack is compared with: the least Bolt app that answers from the same desk.

It acknowledges at once, answers in the listener's own thread, and posts the answer's text. It keeps
no inbox: a redelivery is answered again, and what is under way when it dies is lost.
"""

from __future__ import annotations

import signal
import threading
from typing import Any

from slack_bolt import Ack, App
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk import WebClient

from bot.services import make_services
from bot.settings.settings import load_settings
from knowledge import PolicyDesk
from tests.benchmark.slack_process import READY


def make_app(client: WebClient, desk: PolicyDesk) -> App:
    """Answers mentions, direct messages, further questions in a thread, and /ask-policy."""
    app = App(client=client, token_verification_enabled=False)
    threads: set[tuple[str, str]] = set()

    def answer(event: dict[str, Any]) -> None:
        root = event.get("thread_ts") or event["ts"]
        threads.add((event["channel"], root))
        said = desk.ask(event["text"].partition("> ")[2] or event["text"])
        below = event.get("channel_type") == "im" and "thread_ts" not in event
        thread_ts = None if below else root
        client.chat_postMessage(channel=event["channel"], thread_ts=thread_ts, text=said.text)

    @app.event("app_mention")
    def mentioned(event: dict[str, Any]) -> None:
        answer(event)

    @app.event("message")
    def posted(event: dict[str, Any]) -> None:
        follows = (event["channel"], event.get("thread_ts")) in threads
        if not event.get("bot_id") and (event.get("channel_type") == "im" or follows):
            answer(event)

    @app.command("/ask-policy")
    def commanded(ack: Ack, command: dict[str, Any]) -> None:
        ack("I’ll answer by direct message.")
        channel = client.conversations_open(users=[command["user_id"]])["channel"]["id"]
        client.chat_postMessage(channel=channel, text=desk.ask(command["text"]).text)

    return app


def main() -> None:
    """Serves until it is told to end."""
    services = make_services(load_settings())
    slack = services.settings.slack
    services.policies.answerer()
    client = WebClient(token=slack.bot_token.get_secret_value(), base_url=slack.api_url)
    app = make_app(client, services.policies)
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    sockets = [
        SocketModeHandler(app, slack.app_token.get_secret_value()) for _ in range(slack.connections)
    ]
    for socket in sockets:
        socket.connect()  # type: ignore[no-untyped-call]
    print(READY, flush=True)
    stopped.wait()
    for socket in sockets:
        socket.close()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    main()
