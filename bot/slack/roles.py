"""Who may do what with partners' files and policies by the settings; and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass

import prompts
from bot.settings.settings import Settings


@dataclass(frozen=True)
class Rights:
    """What one person may do."""

    drafts: bool = False
    edits: bool = False
    sees_restricted: bool = False
    assesses: bool = False
    keeps_policies: bool = False
    marks: bool = False


def rights(settings: Settings, user: str) -> Rights:
    """What the person with that Slack id may do."""
    roles = settings.roles
    return Rights(
        drafts=not roles.drafters or user in roles.drafters,
        edits=not roles.editors or user in roles.editors,
        sees_restricted=user in roles.finance,
        keeps_policies=user in roles.policies,
        marks=user in who_marks(settings),
        assesses=not roles.due_diligence or user in roles.due_diligence,
    )


def who_marks(settings: Settings) -> tuple[str, ...]:
    """Who may mark which clause answers a question."""
    return settings.roles.marks or settings.coordinators


def refusal(settings: Settings, deed: str) -> str:
    """One sentence that says whom to ask; `deed` is what the file `may-not-<deed>` is about."""
    coordinator = settings.contacts.partnership_coordinator
    contact = f"{coordinator.name}, the Partnership Coordinator" if coordinator.name else ""
    return prompts.fill(f"replies/may-not-{deed}", who=contact or "the Partnership Coordinator")
