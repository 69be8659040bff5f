"""A concern cleared with a reason, or a clearing taken back: its window, opened and sent."""

from __future__ import annotations

from typing import Any

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.escaping import TITLE
from bot.slack.blocks.forms import FormQuestion, InputKind
from bot.slack.blocks.parts import fitting, label, modal, small_print
from bot.slack.checklists import words
from bot.slack.checklists.entry_view import sentence_window
from bot.slack.checklists.listener import entry_at, entry_window, ref_of, refresh
from bot.slack.checklists.spot import ChecklistRef, ref_from, ref_value
from bot.slack.checklists.starting import guarded
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import reads_as, refusal
from bot.slack.windows import push, renew_soon, user_of
from drafting.due_diligence import ChecklistEntry
from drafting.due_diligence.checklists import WeighingDeed, WeighingInput, reads_all
from drafting.partners import DraftingError
from drafting.sealing import LONGEST_REASON

NAME = "Clear a concern"
REASON = "reason"
Json = dict[str, Any]


def open_window(edge: Edge, request: SlackRequest) -> None:
    """A concern’s button: why it is none, or why the clearing no longer holds."""
    spot, user = ref_of(request), user_of(request)

    def window() -> Json:
        _, entry = entry_at(edge, spot)
        return _window(entry, spot) if _may(edge, user, entry) else _refused(edge)

    push(edge, request, guarded(edge, user, window))
    request.ack()


def record(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: puts it on record, or says beside the field what is missing."""
    view, user = request.body["view"], user_of(request)
    spot = ref_from(str(view.get("private_metadata") or ""))
    _, entry = entry_at(edge, spot)
    if not _may(edge, user, entry):
        request.ack(response_action="update", view=_refused(edge))
        return
    values = forms.typed_values(view["state"]["values"])
    words_of_clearing = WeighingInput(
        entry=spot.entry,
        deed=_deed(entry),
        reason=str(values.get(REASON, "")),
        by=user,
        name=edge.permissions.name_of(user),
        key=f"slack:{view['id']}:{view['hash']}",
    )
    try:
        edge.services.due_diligence.weigh(spot.checklist, words_of_clearing)
    except DraftingError as error:
        request.ack(response_action="errors", errors={REASON: forms.error_text(str(error))})
        return
    below = view.get("previous_view_id")
    if below:
        draw = guarded(edge, user, lambda: entry_window(edge, user, spot))
        renew_soon(edge, below, draw)
    refresh(edge, request, spot)
    request.ack()


def _deed(entry: ChecklistEntry) -> WeighingDeed:
    return WeighingDeed.CLEARED if entry.clearing is None else WeighingDeed.TAKEN_BACK


def _may(edge: Edge, user: str, entry: ChecklistEntry) -> bool:
    rights = edge.rights(user)
    return rights.assesses and rights.settles and reads_all(entry, reads_as(rights))


def _refused(edge: Edge) -> Json:
    return sentence_window(refusal(edge.settings, "settle"))


def _window(entry: ChecklistEntry, spot: ChecklistRef) -> Json:
    clears = _deed(entry) is WeighingDeed.CLEARED
    prose = prompts.load("replies/clear-form" if clears else "replies/clear-take-back").text
    question = FormQuestion(REASON, "Why", InputKind.TEXT, optional=False, most=LONGEST_REASON)
    blocks = [
        small_print(words.question(entry)),
        small_print(prose),
        *forms.blocks([question]),
    ]
    view_blocks, _ = fitting(blocks)
    submit = label("Clear it" if clears else "Take it back", TITLE)
    more = {"private_metadata": ref_value(spot), "submit": submit}
    return modal(NAME, names.CLEAR_MODAL, view_blocks, **more)
