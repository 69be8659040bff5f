"""Starts parvalabs/local-slack from a folder that holds it, and acts there as a person."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

Json = dict[str, Any]
TEAM, APP, BOT = "T0EMULATED", "A0SAATHIAPP", "U0SAATHIBOT"
OFFICER, COLLEAGUE = "U0SAMPLE001", "U0SAMPLE002"
GENERAL = "C0GENERAL01"
BOT_TOKEN, APP_TOKEN, SECRET = "xoxb-emulated-1", "xapp-emulated-1", "emulated-signing-secret"
STARTS_WITHIN = 30.0
SERVER = Path("server", "src", "cli.ts")


@dataclass(frozen=True)
class Emulator:
    """A running emulator, and what a person does in it."""

    url: str

    @property
    def api_url(self) -> str:
        """Where its Web API is."""
        return f"{self.url}/api/"

    def says(self, text: str, channel: str = GENERAL, **more: Any) -> str:
        """A post of the officer's; its timestamp."""
        body = {"channel": channel, "user": OFFICER, "text": text, **more}
        return str(self._act("message", body)["message"]["ts"])

    def edits(self, ts: str, text: str, channel: str = GENERAL) -> None:
        """Changes a post of the officer's."""
        self._act("edit-message", {"channel": channel, "ts": ts, "user": OFFICER, "text": text})

    def commands(self, command: str, text: str = "") -> None:
        """Runs a slash command."""
        body = {"channel": GENERAL, "user": OFFICER, "command": command, "text": text}
        self._act("command", body)

    def presses(self, message: Json, action_id: str) -> None:
        """Presses the first button of a message whose action id begins so."""
        block, element = next(
            (block, element)
            for block in message["blocks"]
            for element in block.get("elements", [])
            if str(element.get("action_id", "")).startswith(action_id)
        )
        action = {**element, "block_id": block.get("block_id", "")}
        place = {"channel": message["channel"], "messageTs": message["ts"]}
        self._act("interact", {**place, "user": OFFICER, "action": action})

    def opens_home(self) -> None:
        """Opens the app's Home tab."""
        self._act("open-home", {"user": OFFICER})

    def messages(self, channel: str = GENERAL) -> list[Json]:
        """The messages of a conversation, threads included."""
        answer = httpx.get(f"{self.url}/_control/messages/{channel}", trust_env=False)
        return [{"channel": channel, **message} for message in answer.json()["messages"]]

    def replies(self, ts: str, channel: str = GENERAL) -> list[Json]:
        """The app's replies in the thread of `ts`."""
        return [
            message
            for message in self.messages(channel)
            if message.get("thread_ts") == ts and message.get("user") == BOT
        ]

    def direct(self) -> list[Json]:
        """What the app wrote to the officer by direct message."""
        channels = httpx.get(f"{self.url}/_control/state", trust_env=False).json()["channels"]
        own = [c["id"] for c in channels if c.get("is_im") and OFFICER in c["members"]]
        found = [message for channel in own for message in self.messages(channel)]
        return [message for message in found if message.get("user") == BOT]

    def log(self) -> list[Json]:
        """What passed between the emulator and the app."""
        entries: list[Json] = httpx.get(f"{self.url}/_control/log", trust_env=False).json()["log"]
        return entries

    def _act(self, name: str, body: Json) -> Json:
        answer = httpx.post(
            f"{self.url}/_control/{name}", json=body, timeout=30, trust_env=False
        ).raise_for_status()
        done: Json = answer.json()
        return done


@contextmanager
def running(folder: Path, runtime: str, home: Path, request_url: str = "") -> Iterator[Emulator]:
    """The emulator in `folder`, run by `runtime`; with a `request_url` it delivers by HTTP."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    config = home / "emulator.json"
    config.write_text(json.dumps(_config(request_url)), encoding="utf-8")
    command = [runtime, str(SERVER), "--config", str(config), "--port", str(port)]
    process = subprocess.Popen(
        [*command, "--base-host", "127.0.0.1"],
        cwd=folder,
        env={**os.environ, "NO_PROXY": "127.0.0.1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        emulator = Emulator(f"http://127.0.0.1:{port}")
        _wait_for(emulator, process)
        yield emulator
    finally:
        process.terminate()
        process.wait(10)


def _config(request_url: str) -> Json:
    delivery = {"mode": "events", "requestUrl": request_url} if request_url else {"mode": "socket"}
    app = {
        "appId": APP,
        "botUserId": BOT,
        "botName": "saathi",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SECRET,
        **delivery,
    }
    return {
        "workspace": {"name": "Emulated", "domain": "emulated", "teamId": TEAM},
        "app": app,
        "users": [
            {"id": OFFICER, "name": "sample.officer", "real_name": "Sample Officer"},
            {"id": COLLEAGUE, "name": "sample.colleague", "real_name": "Sample Colleague"},
        ],
        "channels": [{"id": GENERAL, "name": "general", "members": [OFFICER, COLLEAGUE, BOT]}],
    }


def _wait_for(emulator: Emulator, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < end and process.poll() is None:
        try:
            httpx.get(f"{emulator.url}/_control/state", trust_env=False).raise_for_status()
        except httpx.HTTPError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("the emulator did not start; run its own “install” first")
