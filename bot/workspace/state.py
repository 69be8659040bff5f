"""What the workspace knows: conversations and their messages, files, views. All in memory.

Everything is bounded, so that a workspace that answers thousands of questions does not grow:
the oldest messages and files go first. It is read and changed on the server's event loop alone.
"""

from __future__ import annotations

from collections import OrderedDict, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from bot.workspace.clock import Clock, new_id
from bot.workspace.people import Channel, Member

FILES = 200
FILE_BYTES = 64 * 1024 * 1024  # of all files together
Json = dict[str, Any]


@dataclass(frozen=True)
class Team:
    """The workspace itself, and the app that is installed in it."""

    id: str = "T0LOCALTEAM"
    name: str = "Local workspace"
    domain: str = "local-workspace"
    app_id: str = "A0SAATHIAPP"
    bot_user: str = "U0SAATHIBOT"
    bot_id: str = "B0SAATHIBOT"
    bot_name: str = "Saathi"


@dataclass(slots=True)
class PostedMessage:
    """One message, or one thread reply, or one ephemeral message."""

    ts: str
    channel: str
    user: str
    text: str
    blocks: list[Json] | None = None
    thread_ts: str | None = None
    from_bot: bool = False
    username: str = ""
    metadata: Json | None = None
    files: list[str] = field(default_factory=list)
    reactions: dict[str, list[str]] = field(default_factory=dict)
    last_edit: Json | None = None
    shown_to: str = ""  # the only person who sees an ephemeral message
    streaming_since: float | None = None
    broadcast: bool = False


@dataclass(slots=True)
class ThreadStatus:
    """What the bot is doing in a thread, until it posts there or `until` has passed."""

    text: str
    loading_messages: list[str]
    until: float


@dataclass(slots=True)
class Conversation:
    """A channel or a direct message with its messages, oldest first."""

    id: str
    name: str
    kind: str  # "channel" or "im"
    members: set[str]
    topic: str = ""
    created_at: int = 0
    messages: OrderedDict[str, PostedMessage] = field(default_factory=OrderedDict)
    threads: dict[str, list[str]] = field(default_factory=dict)  # root's ts → its replies' ts
    statuses: dict[str, ThreadStatus] = field(default_factory=dict)  # thread's ts → status
    prompts: Json | None = None
    titles: dict[str, str] = field(default_factory=dict)
    read_up_to: dict[str, str] = field(default_factory=dict)  # person → ts read up to

    def replies(self, root: str) -> Iterator[PostedMessage]:
        """The replies in the thread of `root`, oldest first."""
        return (self.messages[ts] for ts in self.threads.get(root, ()) if ts in self.messages)


@dataclass(slots=True)
class File:
    """An uploaded file; `content` is None until its bytes have come."""

    id: str
    name: str
    title: str
    mimetype: str
    length: int
    user: str
    created_at: int
    content: bytes | None = None
    complete: bool = False
    channels: list[str] = field(default_factory=list)


@dataclass
class WorkspaceState:
    """The workspace's memory. `keep_messages` is how many messages are kept in all."""

    clock: Clock
    team: Team
    people: OrderedDict[str, Member]
    keep_messages: int = 5_000
    user_groups: dict[str, tuple[str, ...]] = field(default_factory=dict)  # the people in each
    conversations: OrderedDict[str, Conversation] = field(default_factory=OrderedDict)
    files: OrderedDict[str, File] = field(default_factory=OrderedDict)
    _posting_order: deque[tuple[str, str]] = field(default_factory=deque)
    _direct: dict[str, str] = field(default_factory=dict)

    def add_channels(self, channels: Iterable[Channel]) -> None:
        """Opens `channels`; every person is a member of each."""
        for channel in channels:
            members = {*self.people, *([self.team.bot_user] if channel.bot_is_member else [])}
            self.conversations[channel.id] = Conversation(
                channel.id, channel.name, "channel", members, channel.topic, int(self.clock.now())
            )

    def direct(self, person: str) -> Conversation:
        """The direct message between `person` and the bot; opened where there is none yet."""
        if person not in self._direct:
            conversation = Conversation(
                new_id("D"),
                self.team.bot_name,
                "im",
                {person, self.team.bot_user},
                created_at=int(self.clock.now()),
            )
            self._direct[person] = conversation.id
            self.conversations[conversation.id] = conversation
        return self.conversations[self._direct[person]]

    def of_person(self, person: str) -> list[Conversation]:
        """The conversations that `person` sees, channels first."""
        self.direct(person)
        return [
            conversation
            for conversation in self.conversations.values()
            if person in conversation.members
        ]

    def add(self, message: PostedMessage) -> None:
        """Adds `message` to its conversation and thread; drops the oldest where there are many."""
        conversation = self.conversations[message.channel]
        conversation.messages[message.ts] = message
        if message.thread_ts and not message.shown_to:
            conversation.threads.setdefault(message.thread_ts, []).append(message.ts)
        self._posting_order.append((message.channel, message.ts))
        while len(self._posting_order) > self.keep_messages:
            self._forget(*self._posting_order.popleft())

    def remove(self, message: PostedMessage) -> None:
        """Takes `message` out; a thread keeps its replies."""
        conversation = self.conversations[message.channel]
        conversation.messages.pop(message.ts, None)
        replies = conversation.threads.get(message.thread_ts or "")
        if replies and message.ts in replies:
            replies.remove(message.ts)

    def _forget(self, channel: str, ts: str) -> None:
        conversation = self.conversations[channel]
        message = conversation.messages.pop(ts, None)
        conversation.threads.pop(ts, None)
        conversation.statuses.pop(ts, None)
        conversation.titles.pop(ts, None)
        replies = conversation.threads.get(message.thread_ts or "") if message else None
        if replies and replies[0] == ts:
            replies.pop(0)

    def add_file(self, file: File) -> None:
        """Keeps `file`; the oldest files go where there are too many or too large ones."""
        self.files[file.id] = file
        while len(self.files) > FILES or self._bytes() > FILE_BYTES:
            self.files.popitem(last=False)

    def _bytes(self) -> int:
        return sum(file.length for file in self.files.values())
