"""Screening: whether what was sent tells of misconduct, before a word of it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way, report_key
from bot.slack.intake.post_content import PostContent
from bot.slack.misconduct.deciding import Decision, Judgement, judge

# What holds words of a person's own, and may be a report.
SCREENED = frozenset({DeliveryKind.QUESTION, DeliveryKind.COMPARE, DeliveryKind.FILE})


class IsReport(Exception):
    """What stands around a question tells of misconduct: it is answered as a report is."""

    def __init__(self, clauses: Sequence[Sequence[str]]) -> None:
        """`clauses` (document, clause) answer the question itself."""
        super().__init__()
        self.clauses = clauses


def judgement_of(content: PostContent) -> Judgement:
    """What a post gets, all of its words considered; a file's name counts where it is sure."""
    judgement = judge(content.whole)
    if judgement.tells_of_misconduct or not content.files:
        return judgement
    if any(_is_report(judge(file.words)) for file in content.files):
        return Judgement(Decision.PRIVATE_REPORT_REPLY, True, judgement.question)
    return judgement


def tells_in_thread(posts: Sequence[PostContent]) -> bool:
    """True where one of the posts tells of misconduct, beyond doubt.

    What is doubtful is asked of its writer alone, who is not the one who asks here.
    """
    judgements = (judgement_of(post) for post in posts)
    return any(each.tells_of_misconduct and not each.is_doubtful for each in judgements)


def _is_report(judgement: Judgement) -> bool:
    return judgement.decision is Decision.PRIVATE_REPORT_REPLY


def for_coordinators(report: Delivery, coordinators: Sequence[str]) -> list[Delivery]:
    """The report of a workflow, which has no author to answer, for each of the coordinators."""
    extra = {**report.extra, "workflow": True}
    return [
        replace(report, key=f"{report.key}:{person}", user=person, way=Way.DIRECT, extra=extra)
        for person in coordinators
    ]


def as_report(
    delivery: Delivery,
    clauses: Sequence[Sequence[str]],
    *,
    is_doubtful: bool = False,
    is_others: bool = False,
) -> Delivery:
    """The delivery of a report: for its writer alone, and without a word of it.

    `clauses` (document, clause) answer what it asks besides. With `is_others`, others wrote what
    tells of misconduct, in the thread or channel.
    """
    private = delivery.way is Way.MODAL or delivery.channel.startswith("D")
    extra: dict[str, Any] = {
        "in_channel": bool(delivery.ts) and not private,
        "response_url": delivery.extra.get("response_url", ""),
        "doubtful": is_doubtful,
        "clauses": [list(clause) for clause in clauses],
    }
    if is_others:
        extra["others"] = True
    if delivery.kind is DeliveryKind.COMPARE:
        extra["unread_file"] = True
    return replace(
        delivery,
        # A redelivery comes to the same key, which does not say where the post is.
        key=report_key(delivery.key),
        kind=DeliveryKind.REPORT,
        text=None,
        way=delivery.way if private else Way.DIRECT,
        extra=extra,
    )
