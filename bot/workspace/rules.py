"""What a workspace may lack and how it may misbehave: methods taken away, scopes, faults."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.workspace.refusals import CallRefused

# Method → the scopes of which one is needed; "{kind}" is "channels" or "im", by conversation.
SCOPES: dict[str, tuple[str, ...]] = {
    "chat.postMessage": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.update": ("chat:write",),
    "chat.delete": ("chat:write",),
    "chat.startStream": ("chat:write",),
    "chat.appendStream": ("chat:write",),
    "chat.stopStream": ("chat:write",),
    "conversations.open": ("im:write",),
    "conversations.info": ("{kind}:read",),
    "conversations.members": ("{kind}:read",),
    "conversations.history": ("{kind}:history",),
    "conversations.replies": ("{kind}:history",),
    "conversations.list": ("channels:read", "im:read"),
    "users.conversations": ("channels:read", "im:read"),
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "usergroups.users.list": ("usergroups:read",),
    "files.getUploadURLExternal": ("files:write",),
    "files.completeUploadExternal": ("files:write",),
    "files.info": ("files:read",),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "assistant.threads.setStatus": ("assistant:write", "chat:write"),
    "assistant.threads.setSuggestedPrompts": ("assistant:write",),
    "assistant.threads.setTitle": ("assistant:write",),
}


@dataclass
class InjectedFault:
    """What goes wrong at the next `times` calls of `method` ("*" is every method).

    `status` 429 or 5xx answers so instead of doing it; `error` refuses with that code; `drop`
    does it and then cuts the connection without an answer; `delay` waits so many seconds first.
    """

    method: str
    times: int = 1
    status: int = 200
    retry_after: int = 1
    error: str = ""
    drop: bool = False
    delay: float = 0.0


@dataclass
class WorkspaceRules:
    """The rules of one workspace; a test may change them while it runs."""

    scopes: frozenset[str] | None = None  # None: every scope is granted
    without: dict[str, str] = field(default_factory=dict)  # method → error code
    unknown_blocks: frozenset[str] = frozenset()
    faults: list[InjectedFault] = field(default_factory=list)
    limits_rates: bool = False  # whether calls are limited by the minute, as Slack does

    def take_away(self, *methods: str, error: str = "unknown_method") -> None:
        """From now on `methods` are refused with `error` (`missing_scope` names the scope)."""
        self.without.update(dict.fromkeys(methods, error))

    def misbehave(self, method: str, **how: Any) -> None:
        """Adds a fault; see `InjectedFault` for `how`."""
        self.faults.append(InjectedFault(method, **how))

    def fault_of(self, method: str) -> InjectedFault | None:
        """The fault that the present call of `method` meets; it is used up by that."""
        for fault in self.faults:
            if fault.method in (method, "*") and fault.times > 0:
                fault.times -= 1
                return fault
        return None

    def check(self, method: str, kind: str) -> None:
        """Refuses `method` where it is taken away or its scope is not granted."""
        error = self.without.get(method)
        scopes = [scope.format(kind=kind) for scope in SCOPES.get(method, ())]
        if error is not None and error != "missing_scope":
            raise CallRefused(error)
        has_scope = self.scopes is None or not scopes or bool(self.scopes & set(scopes))
        if error is not None or not has_scope:
            own_scopes = ",".join(sorted(self.scopes or ()))
            raise CallRefused("missing_scope", needed=next(iter(scopes), ""), provided=own_scopes)
