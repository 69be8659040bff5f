"""What a delivery carries in its `extra` of how its post is to be read."""

from __future__ import annotations

FORWARDED = "forwarded"  # what was passed on with a question
OWN_ID = "own_id"  # Saathi's member id, to know its own posts by
IN_A_THREAD = "in_a_thread"  # true of a mention in a thread, which may be about what stands there
ASKS_NOTHING = "asks_nothing"  # true of what neither asks nor reports
IS_WHOLE = (
    "is_whole"  # true of a question that leans on nothing: chosen from what it may have meant
)
GONE = "gone"  # true where a file of the post was deleted meanwhile

HELP, THANKS = "courtesy", "thanks"  # outcomes of deliveries


def courtesy_outcome(courtesy: str) -> str:
    """How a delivery is closed that was answered with that courtesy."""
    return THANKS if courtesy == "thanks" else HELP
