"""A workbook of partners with mistakes: what is wrong, with those cells marked in a copy."""

from __future__ import annotations

from pathlib import PurePath

from bot.slack.blocks import notices, rich_text
from bot.slack.blocks.escaping import clip, one_line
from bot.slack.blocks.message import Message, message
from bot.slack.blocks.parts import small_print
from bot.slack.delivery.file_sending import OutgoingFile
from bot.slack.delivery.replies import ReplyContent
from drafting.partners import ImportPlan

LISTED = 15  # problems that a message names; the copy has them all
LONGEST = 300  # characters of one


def to_mend(plan: ImportPlan, content: bytes) -> ReplyContent:
    """What is wrong in the file, and the copy of it with the cells marked."""
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
