"""How the calendar takes more partners: one line of time, Home, the day's first look, reminders."""

from __future__ import annotations

from tests.benchmark.children import part
from tests.benchmark.rows import Row, say

SIZES = (50, 500, 5_000)
REQUESTS = {
    "line": ("one partner’s line of time, 60 entries", "a plain query of the same rows"),
    "home": ("the lists of a coordinator’s Home tab", "a plain query of as many rows"),
    "layout": ("what waits of all partners, the day’s first look", "a plain query of all rows"),
    "reminders": ("2,000 reminders that are due at once, written", "2,000 plain inserts"),
}
FLAT = ("home", "line")  # no more than three times what they take with the fewest partners


def calendar() -> list[Row]:
    """Every request at every size, beside plain SQL in the same run."""
    figures = {}
    for size in SIZES:
        say(f"the calendar of {size:,} partners")
        figures[size] = part("calendar_requests", str(size)).figures
    least = figures[SIZES[0]]
    rows = [
        Row(
            f"calendar_{name}_ms_{size}",
            figures[size][name],
            "ms",
            beside,
            figures[size][f"{name}_sql"],
            "",
            note,
        )
        for name, (note, beside) in REQUESTS.items()
        for size in SIZES
        if name in figures[size]
    ]
    return [*rows, *(_growth(name, figures[SIZES[-1]][name], least[name]) for name in FLAT)]


def _growth(name: str, most: float, least: float) -> Row:
    beside = f"with {SIZES[0]} partners"
    return Row(f"calendar_{name}_growth", most, "ms", beside, least, "≤ 3 ×")
