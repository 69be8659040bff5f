"""`python -m bot.workspace --port N`: the workspace alone, without a bot, to work on the page."""

from __future__ import annotations

import argparse
import signal
import threading

from bot.workspace import LocalServer, Workspace

SAMPLE_MANIFEST = {
    "display_information": {"name": "Saathi"},
    "features": {
        "agent_view": {},
        "bot_user": {"display_name": "Saathi"},
        "slash_commands": [
            {
                "command": "/ask-policy",
                "description": "Ask what the partnership policies say",
                "usage_hint": "[question]",
            }
        ],
        "shortcuts": [
            {
                "name": "Which policy applies?",
                "type": "message",
                "callback_id": "which_policy",
                "description": "Finds the clauses that apply to a message",
            }
        ],
    },
}


def main() -> None:
    """Serves until it is interrupted, and says where."""
    parser = argparse.ArgumentParser(prog="python -m bot.workspace")
    parser.add_argument("--port", type=int, default=8123)
    stop = threading.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, lambda *_: stop.set())
    with LocalServer(Workspace(SAMPLE_MANIFEST), parser.parse_args().port) as server:
        print(  # noqa: T201  (a command's output)
            f"Workspace: {server.url}\nAPI: {server.api_url}\nBot token: {server.bot_token}\n"
            f"App token: {server.app_token}\nSigning secret: {server.signing_secret}",
            flush=True,
        )
        while not stop.wait(0.2):  # without an end, a signal just before it would be missed
            pass


if __name__ == "__main__":
    main()
