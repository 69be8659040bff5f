"""Due diligence: `/due-diligence`, and the window that a checklist begins in."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from typing import Any

import prompts
from bot.errors import public_sentence
from bot.slack.blocks.forms import Option
from bot.slack.checklists import start_view as view
from bot.slack.checklists import view as checklist_view
from bot.slack.checklists.entry_view import sentence_window
from bot.slack.checklists.start_view import ExistingChecklist, Preview, StartForm, StartSelection
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners.choosing import SUGGESTED, is_clear
from bot.slack.partners.missing import missing_partner
from bot.slack.partners.view import agreement_title
from bot.slack.roles import reads_as, refusal
from bot.slack.text import plain
from bot.slack.windows import button_spot, open_when_ready, renew_soon, turn, user_of
from drafting.due_diligence import Checklist, ChecklistEntry, ChecklistRequest, Readers
from drafting.due_diligence.checklists import shown_to
from drafting.partners import Context, DraftingError, RelationshipStatus, Side
from drafting.partners.record import Agreement

Json = dict[str, Any]
NOT_YET = "(your reason)"  # shown in the preview until one is typed


def open_by_command(edge: Edge, request: SlackRequest) -> None:
    """`/due-diligence [partner]`: opens the window to begin a checklist or continue one."""
    body = request.body
    text, user = plain(str(body.get("text") or ""), request.me), str(body["user_id"])
    if not edge.rights(user).assesses:
        request.ack(text=refusal(edge.settings, "assess"))
        return
    draw = guarded(edge, user, lambda: _command_window(edge, user, text))
    open_when_ready(edge, body["trigger_id"], user, draw, push=False)
    request.ack()


def open_from_button(edge: Edge, request: SlackRequest) -> None:
    """Opens the window from a partner's card or the Home tab."""
    spot, user = button_spot(request), user_of(request)

    def window() -> Json:
        if not spot.partner:
            return view.view(StartForm(missing=missing_partner(edge, user, "")))
        return _start_window(edge, StartSelection(spot.partner, spot.agreement))

    draw = guarded(edge, user, window)
    turn(edge, request, draw)
    request.ack()


def redraw_for_choice(edge: Edge, request: SlackRequest) -> None:
    """Shows what would be asked for the partner, agreement, risk and days that were chosen."""
    now, user = request.body["view"], user_of(request)
    draw = guarded(edge, user, lambda: _start_window(edge, view.selection_in(now)))
    renew_soon(edge, now["id"], draw)
    request.ack()


def begin(edge: Edge, request: SlackRequest) -> None:
    """Makes the checklist, and shows it in place of the window."""
    now, user = request.body["view"], user_of(request)
    selection = view.selection_in(now)
    key = f"{now['id']}:{now['hash']}"

    def next_window() -> Json:
        asks_why = selection.high_risk and not selection.first_days
        if asks_why and not selection.reason:  # sent before the window asked why
            return _start_window(edge, selection, prompts.load("replies/diligence-reason").text)
        try:
            checklist = edge.services.due_diligence.start(_request(selection, user, key))
        except DraftingError as error:
            return _start_window(edge, selection, str(error))
        return overview(edge, checklist, user)

    request.ack(response_action="update", view=guarded(edge, user, next_window)())


def overview(edge: Edge, checklist: Checklist, user: str, notice: str = "") -> Json:
    """The window of a whole checklist."""
    return checklist_view.overview(checklist_page(edge, checklist, user, notice))


def checklist_page(
    edge: Edge, checklist: Checklist, user: str, notice: str = ""
) -> checklist_view.ChecklistShown:
    """A checklist as that person sees it today."""
    desk, reader = edge.services.due_diligence, reads_as(edge.rights(user))
    shown = shown_to(checklist, reader)
    return checklist_view.ChecklistShown(
        shown,
        desk.summary(shown).beside(desk.summary(checklist)),
        user,
        edge.today(),
        notice,
        completion=desk.completion(checklist),
        may_complete_again=desk.may_complete_again(checklist),
        reader=reader,
        open_matches=len(edge.services.screening.open_matches(checklist.partner)),
    )


def note_reading(
    edge: Edge, user: str, checklist: Checklist, entries: Iterable[ChecklistEntry]
) -> None:
    """Puts on record who is about to read answers that are for a few; nothing for all others."""
    if reads_as(edge.rights(user)) is Readers.FEW:
        edge.services.access.note_answers(user, checklist, entries, edge.today())


def guarded(edge: Edge, user: str, draw: Callable[[], Json]) -> Callable[[], Json]:
    """The window for those who may see it; else whom to ask, or what went wrong."""

    def safe() -> Json:
        if not edge.rights(user).assesses:
            return sentence_window(refusal(edge.settings, "assess"))
        try:
            return draw()
        except Exception as error:
            return sentence_window(public_sentence(error))

    return safe


def _command_window(edge: Edge, user: str, text: str) -> Json:
    """The window, with the partner that the command names."""
    matches = edge.services.partners.find(text, SUGGESTED) if text else []
    if matches and is_clear(matches):
        return _start_window(edge, StartSelection(matches[0].id))
    if not matches:
        return view.view(StartForm(missing=missing_partner(edge, user, text)))
    return view.view(StartForm(notice=prompts.fill("replies/partner-choose", name=text)))


def _start_window(edge: Edge, selection: StartSelection, notice: str = "") -> Json:
    """The window for what is chosen. Raises DraftingError where the partner is gone."""
    if not selection.partner:
        return view.view(StartForm(notice=notice))
    partner = edge.services.partners.get(selection.partner)
    key = selection.agreement or _likely_agreement(partner.agreements)
    chosen = partner.agreement(key)
    is_emergency = chosen is not None and chosen.context is Context.EMERGENCY
    first_days = selection.first_days and is_emergency
    form = StartForm(
        replace(selection, agreement=key, first_days=first_days),
        Option(partner.id, partner.name),
        [Option(agreement.key, agreement_title(agreement)) for agreement in partner.agreements],
        rest_by=edge.services.due_diligence.rest_by() if is_emergency else None,
        notice=notice,
    )
    if not form.agreements:
        notice = prompts.fill("replies/diligence-no-agreement", name=partner.name)
        return view.view(replace(form, notice=notice))
    try:
        preview = _preview(edge, form.selection)
    except DraftingError as error:  # another framework serves it
        return view.view(replace(form, notice=str(error)))
    there = _existing_checklist(edge, partner.id, form.selection.agreement)
    return view.view(replace(form, preview=preview, there=there))


def _likely_agreement(agreements: tuple[Agreement, ...]) -> str:
    """The likeliest agreement: of those that have not ended, the latest to begin."""
    alive = [
        agreement for agreement in agreements if agreement.status is not RelationshipStatus.ENDED
    ]
    latest = max(
        alive or agreements, key=lambda agreement: agreement.start or date.min, default=None
    )
    return latest.key if latest else ""


def _request(selection: StartSelection, user: str, key: str) -> ChecklistRequest:
    risk = (selection.reason or NOT_YET) if selection.high_risk else ""
    return ChecklistRequest(
        selection.partner,
        selection.agreement,
        user,
        f"slack:{key}",
        "" if selection.first_days else risk,
        selection.first_days,
    )


def _preview(edge: Edge, selection: StartSelection) -> Preview:
    choice = edge.services.due_diligence.choice(_request(selection, "", "preview"))
    directions = [item.item.direction.value for item in choice.chosen]
    tier = choice.placement.tier
    return Preview(
        tier=f"tier {tier} ({tier.meaning})",
        reasons=choice.placement.reasons,
        of_partner=sum(direction != Side.CIP.value for direction in directions),
        of_cip=sum(direction != Side.PARTNER.value for direction in directions),
        count_filled_in=sum(item.from_file is not None for item in choice.chosen),
        left_out=len(choice.left_out),
    )


def _existing_checklist(edge: Edge, partner: str, agreement: str) -> ExistingChecklist | None:
    """The newest checklist of that agreement."""
    checklist = edge.services.due_diligence.latest(partner, agreement)
    if checklist is None:
        return None
    summary = edge.services.due_diligence.summary(checklist)
    return ExistingChecklist(checklist.id, summary.count_done, summary.of, checklist.rest_by)
