"""How what one request takes grows with the partners on record. Imports nothing large."""

from __future__ import annotations

from tests.benchmark.children import part
from tests.benchmark.rows import Row, say

SIZES = (50, 500, 5_000)
REQUESTS = {
    "search": "a search by part of a name, in another order, with slips",
    "menu": "a menu’s suggestions for three letters",
    "page": "twenty partners of the list",
    "message": "whose name stands in a message",
    "add": "a new partner by the form",
    "change": "a new name saved, and found",
    "checklist": "a checklist made; 2,000 are on record",
    "checklists": "the newest fifty checklists of 2,000",
    "reminders": "the day’s first look for reminders in 2,000 checklists",
    "reminders_again": "another look on the same day",
    "home_first": "the coordinator’s Home after a start, with four questions a partner asked",
    "home": "the same once more",
    "home_asked": "the same after another question was declined",
}


def partners() -> list[Row]:
    """Every request at every size, against the smallest in the same run."""
    figures = {}
    for size in SIZES:
        say(f"{size:,} partners")
        figures[size] = part("partner_requests", str(size)).figures
    least = figures[SIZES[0]]
    return [
        Row(
            f"partners_{name}_ms_{size}",
            figures[size][name],
            "ms",
            f"with {SIZES[0]} partners",
            least[name],
            "≤ 3 ×" if size == SIZES[-1] else "",
            note,
        )
        for name, note in REQUESTS.items()
        for size in SIZES
    ]
