"""Acts as a person in a local workspace, through the page's own API, and waits for what comes.

server = LocalServer(Workspace(manifest)).start()
amina = Visitor(server.url)
ts = amina.says("partnerships", "@Saathi may a partner mention CARE in public?")
until(lambda: amina.replies("partnerships", ts))
"""

from __future__ import annotations

import contextlib
import json
import secrets
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

PATIENCE = 60.0  # seconds: a busy machine is slow, and a test that passes waits no longer
# The sample people of a local workspace.
OFFICER, FINANCE, COORDINATOR, FIELD = (f"U0SAMPLE00{n}" for n in range(1, 5))
T = TypeVar("T")
Json = dict[str, Any]
OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def until(condition: Callable[[], T], seconds: float = PATIENCE) -> T:
    """What `condition` says as soon as it is true; fails after pauses of `seconds` in all.

    The pauses count, and not the clock: a machine that stood still for a while has done nothing
    meanwhile of what is waited for.
    """
    pause, waited = 0.01, 0.0
    while not (outcome := condition()):
        assert waited < seconds, f"nothing came within {seconds:g} s"
        time.sleep(pause)
        waited += pause
        pause = min(pause * 1.3, 0.05)  # asking takes time from what is waited for
    return outcome


class Refusal(Exception):
    """The workspace declined an act; the text is its sentence."""


class Visitor:
    """A person in the workspace at `url`; the first sample person where none is named.

    Conversations are meant by their name ("partnerships"), their id, or "saathi" for the
    direct message with the bot.
    """

    def __init__(self, url: str, user: str = "") -> None:
        self.url = url
        self.place = self._get("/page/bootstrap")
        self.user = user or self.place["people"][0]["id"]
        self._ids = {one["name"]: one["id"] for one in self.place["channels"]}
        self._ids["saathi"] = self.place["bot"]["user_id"]

    def says(
        self, channel: str, text: str, thread_ts: str = "", files: tuple[str, ...] = ()
    ) -> str:
        """Posts a message; its timestamp."""
        said = self._act(
            "message",
            channel=self._id(channel),
            text=text,
            thread_ts=thread_ts or None,
            files=list(files),
        )
        return str(said["ts"])

    def edits(self, channel: str, ts: str, text: str) -> None:
        """Changes an own message."""
        self._act("edit", channel=self._id(channel), ts=ts, text=text)

    def deletes(self, channel: str, ts: str) -> None:
        """Deletes an own message."""
        self._act("delete", channel=self._id(channel), ts=ts)

    def reads(self, channel: str) -> None:
        """Marks a conversation as read."""
        self._act("read", channel=self._id(channel))

    def commands(self, channel: str, command: str, text: str = "") -> None:
        """Runs a slash command; returns when it is acknowledged."""
        self._act("command", channel=self._id(channel), command=command, text=text)

    def shortcut(self, callback_id: str, channel: str, ts: str) -> None:
        """Runs a message shortcut; returns when it is acknowledged."""
        self._act("shortcut", callback_id=callback_id, channel=self._id(channel), message_ts=ts)

    def opens(self, tab: str) -> None:
        """Opens the bot's "home" or "messages" tab."""
        self._act("open-tab", tab=tab)

    def clicks(self, place: Json, action_id: str, state: Json | None = None, **chosen: Any) -> None:
        """Presses or picks the element `action_id` in `place`, a message or a view.

        `state` is what stands in the inputs then, by block and action id. `chosen` completes the
        action (`value`, `selected_option` …); a button's own value needs not be given, and picks
        among several elements with the same action id where it is.
        """
        block, element = self._element(place, action_id, chosen.get("value"))
        acted = {"type": element["type"], "action_id": action_id, "block_id": block["block_id"]}
        if "value" in element:
            acted["value"] = element["value"]
        now = {"state": {"values": state}} if state else {}
        self._act("action", container=self._container(place), action=acted | chosen, **now)

    def asks_for_options(self, place: Json, action_id: str, value: str) -> list[Json]:
        """What an external select offers for `value`."""
        block, _ = self._element(place, action_id, None)
        asked = {"block_id": block["block_id"], "action_id": action_id, "value": value}
        options: list[Json] = self._act("suggest", container=self._container(place), **asked)[
            "options"
        ]
        return options

    def submits(self, view: Json, values: Mapping[str, Mapping[str, Json]] | None = None) -> Json:
        """Submits a modal; what was wrong with it, by block ({} where nothing was)."""
        answer = self._act("submit", view_id=view["id"], values=values or {})
        errors: Json = answer.get("errors", {})
        return errors

    def closes(self, view: Json) -> None:
        """Closes a modal."""
        self._act("close", view_id=view["id"])

    def closes_all(self) -> None:
        """Closes every window; one that closes by itself meanwhile is closed too."""
        while views := self.views:
            with contextlib.suppress(Refusal):
                self.closes(views[-1])

    def uploads(self, name: str, content: bytes) -> str:
        """Uploads a file; its id, to be put into a message."""
        border = secrets.token_hex(12)
        body = (
            f'--{border}\r\nContent-Disposition: form-data; name="user"\r\n\r\n{self.user}\r\n'
            f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        body += content + f"\r\n--{border}--\r\n".encode()
        kind = f"multipart/form-data; boundary={border}"
        return str(self._send("/page/upload", body, kind)["file"]["id"])

    def downloads(self, file: Json) -> bytes:
        """The bytes of a file as a message carries it."""
        with OPENER.open(self.url + urllib.parse.quote(file["url"])) as answer:
            content: bytes = answer.read()
            return content

    def redelivers(self, item: Json) -> None:
        """Has a payload that went to the bot sent again."""
        self._act("redeliver", id=item["id"])

    def traffic(self, after: int = 0) -> list[Json]:
        """What passed between workspace and bot."""
        items: list[Json] = self._get(f"/page/traffic?after={after}")["items"]
        return items

    @property
    def state(self) -> Json:
        """Everything that the person sees."""
        return self._get(f"/page/state?user={self.user}")

    @property
    def home(self) -> Json | None:
        """The Home tab."""
        home: Json | None = self.state["home"]
        return home

    @property
    def views(self) -> list[Json]:
        """The open modals, the last on top."""
        views: list[Json] = self.state["views"]
        return views

    def conversation(self, channel: str) -> Json:
        """A conversation as the person sees it."""
        found = self._id(channel)
        every = self.state["conversations"]
        bot = self.place["bot"]["user_id"]
        return next(c for c in every if c["id"] == found or (found == bot and c["kind"] == "im"))

    def sees(self, channel: str) -> list[Json]:
        """The messages in a conversation, oldest first; each knows its channel."""
        found = self.conversation(channel)
        return [message | {"channel": found["id"]} for message in found["messages"]]

    def replies(self, channel: str, ts: str) -> list[Json]:
        """The bot's finished replies to the post `ts`: in its thread.

        In a direct message also those that stand right beneath it, before the person's next post.
        """
        conversation = self.conversation(channel)
        messages = [
            message | {"channel": conversation["id"]} for message in conversation["messages"]
        ]
        own = [m["ts"] for m in messages if not m["is_bot"] and not m["thread_ts"] and m["ts"] > ts]
        until_ts = min(own, default="9")
        return [
            message
            for message in messages
            if message["is_bot"]
            and not message["streaming"]
            and (
                message["thread_ts"] == ts
                or (
                    conversation["kind"] == "im"
                    and not message["thread_ts"]
                    and ts < message["ts"] < until_ts
                )
            )
        ]

    def _id(self, channel: str) -> str:
        return str(self._ids.get(channel, channel))

    def _container(self, place: Json) -> Json:
        if "ts" in place:
            return {"channel": place["channel"], "message_ts": place["ts"]}
        return {"view_id": place["id"]}

    def _element(self, place: Json, action_id: str, value: Any) -> tuple[Json, Json]:
        every = [
            (block, element)
            for block in _every_block(place["blocks"] or [])
            for element in _elements(block)
            if element.get("action_id") == action_id
        ]
        exact = [(block, e) for block, e in every if value is not None and e.get("value") == value]
        assert every, f"nothing with the action id {action_id}"
        return (exact or every)[0]

    def _act(self, name: str, **body: Any) -> Json:
        sent = json.dumps({"user": self.user, **body}).encode()
        return self._send(f"/page/{name}", sent, "application/json")

    def _get(self, path: str) -> Json:
        with OPENER.open(self.url + path, timeout=30) as answer:
            read: Json = json.load(answer)
            return read

    def _send(self, path: str, body: bytes, kind: str) -> Json:
        request = urllib.request.Request(self.url + path, body, {"Content-Type": kind})
        try:
            with OPENER.open(request, timeout=30) as answer:
                read: Json = json.load(answer)
                return read
        except urllib.error.HTTPError as error:
            with error:
                raise Refusal(json.load(error)["error"]) from None


def visiting(url: str, user: str) -> Iterator[Visitor]:
    """A person in the workspace, whose windows are closed afterwards: what a fixture yields."""
    visitor = Visitor(url, user)
    yield visitor
    visitor.closes_all()


def _every_block(blocks: list[Json]) -> Iterator[Json]:
    for block in blocks:
        yield block
        yield from _every_block(block.get("child_blocks", []))


def _elements(block: Json) -> list[Json]:
    inside = [*block.get("elements", []), block.get("accessory"), block.get("element")]
    return [element for element in inside if isinstance(element, dict)]
