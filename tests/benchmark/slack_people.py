"""Fifty people who ask Saathi in every way, and what came back: acknowledgements and replies.

They live on the workspace's own event loop and act through the page's own functions, so that they
cost next to nothing beside the bot that is measured. What counts as lost or doubled is judged by
what people see alone: as many replies in each place as questions were asked there, no more, no
fewer, and no two with the same inbox id.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import count, islice
from typing import Any, NamedTuple

from bot.workspace import Workspace, crowd
from bot.workspace.page_api import ACTS
from bot.workspace.refusals import ActDeclined
from bot.workspace.state import PostedMessage

PEOPLE = 50
CHANNELS = ("C0PARTNERS1", "C0FIELDOFF1")
COMMAND = "/ask-policy"
GIVES_UP = 60.0  # seconds that a person waits for a reply
STREAM_LOOK = 0.01  # seconds between looks whether a streamed reply is finished
EVENTS_OF_A_POST = 2  # `app_mention` and `message`
SEED = 20261122


class Way(Enum):
    """How a person asks."""

    MENTION = "mention"
    FOLLOW_UP = "follow-up"  # in the thread of the mention before, without mentioning again
    DIRECT = "direct"
    COMMAND = "command"


TURN = (Way.MENTION, Way.FOLLOW_UP, Way.DIRECT, Way.MENTION, Way.COMMAND)


class Place(NamedTuple):
    """Where a reply is looked for: a thread, or a direct message where it has none ('')."""

    channel: str
    thread_ts: str


class Ack(NamedTuple):
    """When a payload was sent, and after how many seconds it was acknowledged."""

    sent: float
    after: float


@dataclass
class Asked:
    """A question, with its times by this process's clock, in seconds."""

    way: Way
    at: float
    replied: float | None = None
    heard: asyncio.Event = field(default_factory=asyncio.Event)


class Crowd:
    """The people in `workspace`, and everything that they were told."""

    def __init__(
        self, workspace: Workspace, questions: Sequence[str], counted: Callable[[int], None]
    ) -> None:
        """`counted` is called with the number of replies so far at each reply."""
        self.asked: list[Asked] = []
        self.acks: list[Ack] = []
        self.timed_out = 0  # commands that were not acknowledged in time
        self._workspace = workspace
        self._questions = questions
        self._counted = counted
        self._next = count()
        self._places: dict[Place, list[Asked]] = defaultdict(list)
        self._replies: dict[Place, list[PostedMessage]] = defaultdict(list)
        self._threads: dict[str, Place] = {}  # each person's last thread in a channel
        self._turns: Counter[str] = Counter()
        self._events: set[str] = set()  # ids of the events that carry people's questions
        self._finishing: set[asyncio.Task[None]] = set()
        self.replied = 0
        workspace.observe(self._noticed)

    async def at_once(self, seconds: float, replies: int = 0) -> None:
        """Everybody asks, and again when the reply has come: for `seconds`, or to so many replies.

        Returns when the last reply has come.
        """
        until = time.monotonic() + seconds

        async def person(number: int, user: str) -> None:
            self._turns[user] += number  # not all in the same way at the same time
            while time.monotonic() < until and not 0 < replies <= self.replied:
                await self._wait(await self._ask(user))

        people = list(self._workspace.state.people)
        await asyncio.gather(*(person(number, user) for number, user in enumerate(people)))

    async def now_and_then(self, seconds: float, apart: float) -> None:
        """Each asks every `apart` seconds on average, at random, whether or not a reply came."""
        chance = random.Random(SEED)
        people = list(self._workspace.state.people)
        until = time.monotonic() + seconds
        waits: list[asyncio.Task[None]] = []
        while True:
            await asyncio.sleep(chance.expovariate(len(people) / apart))
            if time.monotonic() >= until:
                break
            waits.append(asyncio.create_task(self._ask_and_wait(chance.choice(people))))
        await asyncio.gather(*waits)

    def lost(self) -> int:
        """How many questions got no reply."""
        return sum(max(0, len(a) - len(self._replies[p])) for p, a in self._places.items())

    def doubled(self) -> int:
        """How many replies came to nothing that was asked, or under an inbox id that had one."""
        many = sum(max(0, len(r) - len(self._places[p])) for p, r in self._replies.items())
        ids = Counter(_inbox(one) for every in self._replies.values() for one in every)
        return many + sum(times - 1 for name, times in ids.items() if name)

    async def _ask_and_wait(self, user: str) -> None:
        await self._wait(await self._ask(user))

    async def _wait(self, asked: Asked) -> None:
        try:
            await asyncio.wait_for(asked.heard.wait(), GIVES_UP)
        except TimeoutError:
            return

    async def _ask(self, user: str) -> Asked:
        """Asks the next question in the person's next way."""
        way = TURN[self._turns[user] % len(TURN)]
        self._turns[user] += 1
        if way is Way.FOLLOW_UP and user not in self._threads:
            way = Way.MENTION
        number = next(self._next)
        question = self._questions[number % len(self._questions)]
        asked = Asked(way, time.monotonic())
        self.asked.append(asked)
        if way is Way.COMMAND:
            await self._command(user, question, asked)
        else:
            await self._post(user, question, asked, CHANNELS[number % len(CHANNELS)])
        return asked

    async def _post(self, user: str, question: str, asked: Asked, channel: str) -> None:
        body: dict[str, Any] = {"user": user, "channel": channel, "text": f"@Saathi {question}"}
        if asked.way is Way.DIRECT:
            body |= {"channel": self._workspace.team.bot_user, "text": question}
        elif asked.way is Way.FOLLOW_UP:
            thread = self._threads[user]
            body |= {"channel": thread.channel, "thread_ts": thread.thread_ts}
            body["text"] = followed_up(question)
        said = await ACTS["message"](self._workspace, body)
        # A direct message that is in no thread is answered right below it, as a command is.
        thread_ts = "" if asked.way is Way.DIRECT else body.get("thread_ts") or said["ts"]
        place = Place(said["channel"], thread_ts)
        self._places[place].append(asked)
        if asked.way is Way.MENTION:
            self._threads[user] = place

    async def _command(self, user: str, question: str, asked: Asked) -> None:
        """`/ask-policy`, which is answered in the person's direct message, in no thread."""
        self._places[Place(self._workspace.state.direct(user).id, "")].append(asked)
        body = {"user": user, "channel": CHANNELS[0], "command": COMMAND, "text": question}
        try:
            await ACTS["command"](self._workspace, body)
        except ActDeclined:
            self.timed_out += 1

    def _noticed(self, what: str, told: dict[str, Any]) -> None:
        now = time.monotonic()
        if what == "ack":
            self._noticed_ack(told, now)
        elif told["message"].from_bot and not told["message"].shown_to:
            self._noticed_reply(told["message"], now)
        elif not told["message"].from_bot:
            self._noticed_post(told["message"])

    def _noticed_post(self, message: PostedMessage) -> None:
        """Notes the events that this post has just caused."""
        sent = islice(reversed(self._workspace.traffic.exchanges), EVENTS_OF_A_POST)
        for item in sent:
            if item.kind == "events_api" and item.payload["event"].get("ts") == message.ts:
                self._events.add(item.payload["event_id"])

    def _noticed_ack(self, told: dict[str, Any], now: float) -> None:
        """What carries a question counts; the bot's own posts come back to it as events too."""
        if told["name"] == COMMAND or told["key"] in self._events:
            self._events.discard(told["key"])
            self.acks.append(Ack(now - told["seconds"], told["seconds"]))

    def _noticed_reply(self, message: PostedMessage, now: float) -> None:
        place = Place(message.channel, message.thread_ts or "")
        number = len(self._replies[place])
        self._replies[place].append(message)
        self.replied += 1
        self._counted(self.replied)
        if number >= len(self._places[place]):
            return
        asked = self._places[place][number]
        if message.streaming_since is None:
            _hear(asked, now)
        else:
            finishing = asyncio.get_running_loop().create_task(_streamed(message, asked))
            self._finishing.add(finishing)
            finishing.add_done_callback(self._finishing.discard)


def followed_up(question: str) -> str:
    """`question` as one asks it in a thread."""
    return f"And {question[:1].lower()}{question[1:]}"


async def _streamed(message: PostedMessage, asked: Asked) -> None:
    """A streamed reply has come when its end has."""
    while message.streaming_since is not None:
        await asyncio.sleep(STREAM_LOOK)
    _hear(asked, time.monotonic())


def _hear(asked: Asked, now: float) -> None:
    asked.replied = now
    asked.heard.set()


def _inbox(message: PostedMessage) -> str:
    payload = (message.metadata or {}).get("event_payload", {})
    return str(payload.get("inbox", ""))


class Town(Workspace):
    """A workspace of so many people, which tells on which event loop it is served."""

    loop: asyncio.AbstractEventLoop

    def __init__(self, manifest: dict[str, Any]) -> None:
        super().__init__(manifest, people=crowd(PEOPLE))

    def start(self) -> None:
        """As in Workspace."""
        self.loop = asyncio.get_running_loop()
        super().start()
