"""What an earlier checklist no longer fits: the record, the settings or the catalogue changed."""

from __future__ import annotations

from drafting.due_diligence.checklists.checklist import Checklist
from drafting.due_diligence.checklists.choosing import Choice


def since_then(checklist: Checklist, today: Choice) -> str:
    """What would be asked today beside it, in a sentence; '' where that is the same."""
    held = {entry.item.id for entry in checklist.entries}
    asked = {one.item.id for one in today.chosen}
    tier = today.placed.tier
    if held == asked and checklist.tier is tier:
        return ""
    return (
        f"Since it was made, the record, the settings or the catalogue changed: today it would be "
        f"tier {tier} ({tier.label}), with {len(asked - held)} items that this one lacks, and "
        f"without {len(held - asked)} of its own."
    )
