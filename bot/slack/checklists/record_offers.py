"""What a checklist learned that the partner’s file does not say: shown side by side, and taken."""

from __future__ import annotations

from typing import Any

from bot.slack.blocks import forms, names, notices
from bot.slack.blocks.escaping import TITLE, clip, in_order, one_line
from bot.slack.blocks.forms import FormQuestion, InputKind, Option
from bot.slack.blocks.parts import Block, fitting, label, modal, small_print
from bot.slack.blocks.rich_text import TextRun, bullets, rich_text
from bot.slack.checklists import words
from bot.slack.checklists.entry_view import sentence_window
from bot.slack.checklists.listener import ref_of, refresh
from bot.slack.checklists.spot import ChecklistRef, ref_from, ref_value
from bot.slack.checklists.starting import guarded
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners.record_words import day
from bot.slack.roles import refusal
from bot.slack.windows import push, show_error, user_of
from drafting.due_diligence import RecordOffer
from drafting.partners import DraftingError, office_day

WINDOW = "For the partner’s file"
KEEP, TAKE = "keep", "take"
MOST = 20  # fields in one window
VALUE = 400  # characters
Json = dict[str, Any]


def open_window(edge: Edge, request: SlackRequest) -> None:
    """Opens the window with each field as the file has it and as an answer says it."""
    spot, user = ref_of(request), user_of(request)
    may = edge.rights(user)

    def offers_window() -> Json:
        if not may.edits:
            return sentence_window(refusal(edge.settings, "edit"))
        desk = edge.services.due_diligence
        return window(desk.offers(desk.get(spot.checklist)), spot)

    push(edge, request, guarded(edge, user, offers_window))
    request.ack()


def take(edge: Edge, request: SlackRequest) -> None:
    """Puts what was taken into the partner’s file, with where it came from."""
    sent, user = request.body["view"], user_of(request)
    spot = ref_from(str(sent.get("private_metadata") or ""))
    may = edge.rights(user)
    if not (may.edits and may.assesses):
        deed = "edit" if may.assesses else "assess"
        request.ack(response_action="update", view=sentence_window(refusal(edge.settings, deed)))
        return
    values = forms.typed_values(sent["state"]["values"])
    taken = [path for path, choice in values.items() if choice == TAKE]
    try:
        if taken:
            edge.services.due_diligence.take_offers(spot.checklist, taken, user)
    except DraftingError as error:
        show_error(request, str(error))
        return
    request.ack()
    refresh(edge, request, spot)


def window(offers: list[RecordOffer], spot: ChecklistRef) -> Json:
    """The window; without anything to offer, a sentence."""
    if not offers:
        return modal(WINDOW, names.OFFERS_MODAL, notices.prose("record-offers-none"))
    blocks = [
        *notices.prose("record-offers"),
        *(block for offer in offers[:MOST] for block in _offer(offer)),
    ]
    fitting_blocks, _whole = fitting(blocks, room=1)
    rest = len(offers) - MOST
    more = [small_print(f"And {rest} more, once these are settled.")] if rest > 0 else []
    return modal(
        WINDOW,
        names.OFFERS_MODAL,
        [*fitting_blocks, *more],
        private_metadata=ref_value(ChecklistRef(spot.checklist)),
        submit=label("Save", TITLE),
    )


def _offer(offer: RecordOffer) -> list[Block]:
    """The field twice, where the answer came from, and the choice."""
    choice = FormQuestion(
        offer.path,
        offer.title,
        InputKind.CHOICE,
        KEEP,
        options=(
            Option(KEEP, "Leave the file as it is"),
            Option(TAKE, "Take it into the file"),
        ),
        optional=False,
    )
    lines = [
        [TextRun("In the file: ", bold=True), TextRun(_shown(offer.on_record))],
        [TextRun("In the answer: ", bold=True), TextRun(_shown(offer.learned))],
    ]
    source: list[Any] = [
        words.text("Answered by "),
        words.person(offer.answered_by),
        words.text(f" on {day(office_day(offer.answered_at))}: "),
        words.text(clip(one_line(offer.question), VALUE)),
    ]
    return [*forms.blocks([choice]), rich_text(bullets(lines)), words.paragraph(source)]


def _shown(text: str) -> str:
    return in_order(clip(one_line(text), VALUE)) or "nothing"
