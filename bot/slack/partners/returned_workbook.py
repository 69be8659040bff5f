"""A workbook of partners that was sent: what is wrong in it, with those cells marked in a copy.

Nothing is saved here.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import TYPE_CHECKING

from bot.settings.settings import Settings
from bot.slack.blocks import notices, rich_text
from bot.slack.blocks.escaping import clip, one_line
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.parts import small_print
from bot.slack.delivery.deliveries import Delivery
from bot.slack.delivery.file_sending import OutgoingFile
from bot.slack.delivery.replies import ReplyContent
from bot.slack.roles import Permissions, refusal
from drafting.partners.reading import NoPartnersInIt, plan_content

if TYPE_CHECKING:
    from drafting.partners import ImportPlan, PartnerFile

LISTED = 15  # problems that a message names; the copy has them all
LONGEST = 300  # characters of one


class PartnerWorkbooks:
    """What a person gets for a workbook of partners. Threads may share one."""

    def __init__(
        self, *, settings: Settings, permissions: Permissions, partners: Callable[[], PartnerFile]
    ) -> None:
        """`partners` gives the partner file, which is opened when it is first needed."""
        self._settings = settings
        self._permissions = permissions
        self._partners = partners

    def returned(self, delivery: Delivery, name: str, content: bytes) -> ReplyContent | None:
        """What is wrong in the workbook; None where it holds no partners. Raises BadRecord."""
        try:
            plan = plan_content(name, content, self._partners(), may_set_restricted=True)
        except NoPartnersInIt:
            return None
        if not self._permissions.of(delivery.user).edits:
            sentence = refusal(self._settings, "edit")
            return ReplyContent("declined", notices.error(sentence).whole())
        return _to_mend(plan, content) if plan.problems else _right(plan)


def _to_mend(plan: ImportPlan, content: bytes) -> ReplyContent:
    marked_name = f"{PurePath(plan.file).stem.removesuffix('-marked')}-marked.xlsx"

    def files() -> tuple[OutgoingFile, ...]:
        return (OutgoingFile(marked_name, plan.marked(content)),)

    return ReplyContent(
        "to-mend",
        _problems_message(plan, "workbook-to-mend").whole(),
        files=files,
        without_files=_problems_message(plan, "workbook-to-mend-here").whole(),
    )


def _problems_message(plan: ImportPlan, prose: str) -> Message:
    count = len(plan.problems)
    things = "1 thing is" if count == 1 else f"{count:,} things are"
    head = notices.notice(prose, file=plan.file, count=things).blocks
    lines = [
        rich_text.plain(clip(one_line(problem.sentence), LONGEST))
        for problem in plan.problems[:LISTED]
    ]
    rest = [small_print(f"And {count - LISTED:,} more.")] if count > LISTED else []
    return message([*head, rich_text.rich_text(rich_text.bullets(lines)), *rest])


def _right(plan: ImportPlan) -> ReplyContent:
    kinds = {"new": plan.new, "changed": plan.changed, "as before": plan.unchanged}
    counts = ", ".join(f"{len(partners):,} {kind}" for kind, partners in kinds.items())
    right = notices.notice("workbook-right", file=plan.file, counts=counts)
    return ReplyContent("looked", right.whole())
