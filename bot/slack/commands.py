"""The slash commands that Saathi has; the routing table says who listens to each."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """A slash command, as people see it."""

    name: str
    description: str
    usage_hint: str


ASK_POLICY = Command(
    "/ask-policy",
    "Ask what the partnership policies say",
    "May a partner mention us in public?",
)
PARTNER = Command(
    "/partner",
    "See a partner’s file, and change it",
    "part of the name",
)
DRAFT_MOU = Command(
    "/draft-mou",
    "Draft an agreement from a partner’s file",
    "part of the partner’s name",
)
DUE_DILIGENCE = Command(
    "/due-diligence",
    "Due diligence both ways: ask, answer, agree",
    "part of the partner’s name",
)
PARTNERSHIP = Command(
    "/partnership",
    "What waits with a partner, and what happened",
    "part of the partner’s name",
)
COMMANDS = (ASK_POLICY, PARTNER, DRAFT_MOU, DUE_DILIGENCE, PARTNERSHIP)
OF_PARTNERS = (PARTNER, DRAFT_MOU, DUE_DILIGENCE, PARTNERSHIP)  # for those who see partners’ files
