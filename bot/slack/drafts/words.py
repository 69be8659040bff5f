"""Sentences about points of a review, as messages and windows on drafts show them."""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.blocks.escaping import clip, in_order, one_line
from drafting.agreements import PointSettlement
from drafting.partners import office_day

LINE = 300  # characters of one point


def with_basis(sentence: str, basis: Sequence[str]) -> str:
    """The sentence with the clauses that it rests on, where it does not name them."""
    rests = ", ".join(clause_name for clause_name in basis if clause_name not in sentence)
    text = clip(one_line(sentence), LINE)
    return f"{text} ({rests})" if rests else text


def settlement_line(settlement: PointSettlement, *, with_point: bool = False) -> str:
    """Who settled it when, and why; `with_point` what it said then, too."""
    when = office_day(settlement.at)
    name = in_order(clip(one_line(settlement.name), LINE))
    reason = in_order(clip(one_line(settlement.reason), LINE)).rstrip(".")
    point = f"‘{clip(one_line(settlement.sentence), LINE)}’ " if with_point else ""
    start = "was settled" if with_point else "Settled"
    return f"{point}{start} by {name} on {when.day} {when:%B %Y}: {reason}."
