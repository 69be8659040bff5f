"""What an earlier checklist no longer fits: the record, the settings or the catalogue changed."""

from __future__ import annotations

from drafting.due_diligence.checklists.checklist import Checklist
from drafting.due_diligence.checklists.choosing import ItemSelection
from drafting.partners.field_values import day


def changes_since(checklist: Checklist, today: ItemSelection) -> str:
    """How what would be asked today differs from it, in a sentence; '' for no difference."""
    own_ids = {entry.item.id for entry in checklist.entries}
    ids_today = {selection.item.id for selection in today.chosen}
    tier = today.placement.tier
    if checklist.rest_by is not None:
        return (
            f"It holds the questions of the first days alone. The rest, "
            f"{len(ids_today - own_ids)} questions of tier {tier}, follows by "
            f"{day(checklist.rest_by)}."
        )
    if own_ids == ids_today and checklist.tier is tier:
        return ""
    return (
        f"Since it was made, the record, the settings or the catalogue changed: today it would be "
        f"tier {tier} ({tier.meaning}), with {len(ids_today - own_ids)} items that this one lacks, "
        f"and without {len(own_ids - ids_today)} of its own."
    )
