"""Checklists at work: their pages and summaries, their files, and completing them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import prompts
from bot.slack.checklists import entry_view, summary_view
from bot.slack.checklists import view as checklist_view
from bot.slack.checklists.entry_view import EntryForm
from bot.slack.checklists.spot import ChecklistRef, ref_from
from bot.slack.checklists.starting import checklist_page, guarded, note_reading
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import reads_as
from bot.slack.windows import push, renew_soon, turn, user_of
from drafting.due_diligence import Checklist, ChecklistEntry, UnknownChecklist
from drafting.due_diligence.checklists import entry_shown_to, shown_to
from drafting.partners import DraftingError

Json = dict[str, Any]


def open_checklist(edge: Edge, request: SlackRequest) -> None:
    """Shows a checklist or one of its pages."""
    spot, user = ref_of(request), user_of(request)
    turn(edge, request, guarded(edge, user, lambda: page_window(edge, user, spot)))
    request.ack()


def open_entry(edge: Edge, request: SlackRequest) -> None:
    """Opens a question's window."""
    spot, user = ref_of(request), user_of(request)
    push(edge, request, guarded(edge, user, lambda: entry_window(edge, user, spot)))
    request.ack()


def open_summary(edge: Edge, request: SlackRequest) -> None:
    """Opens the summary of a checklist."""
    spot, user = ref_of(request), user_of(request)

    def summary_window() -> Json:
        checklist = edge.services.due_diligence.get(spot.checklist)
        note_reading(edge, user, checklist, checklist.entries)
        shown = checklist_page(edge, checklist, user)
        return summary_view.window(shown.checklist, shown.summary)

    push(edge, request, guarded(edge, user, summary_window))
    request.ack()


def open_left_out(edge: Edge, request: SlackRequest) -> None:
    """Opens the list of what was not asked, and why."""
    spot, user = ref_of(request), user_of(request)
    desk = edge.services.due_diligence
    draw = guarded(edge, user, lambda: checklist_view.left_out(desk.get(spot.checklist)))
    push(edge, request, draw)
    request.ack()


def complete(edge: Edge, request: SlackRequest) -> None:
    """Completes the checklist, and records that in the partner's file."""
    spot, user, notice = ref_of(request), user_of(request), ""
    if edge.rights(user).assesses:
        try:
            edge.services.due_diligence.complete(spot.checklist, user)
        except DraftingError as error:
            notice = str(error)
    turn(edge, request, guarded(edge, user, lambda: page_window(edge, user, spot, notice)))
    refresh(edge, request, spot)
    request.ack()


def send_files(edge: Edge, request: SlackRequest) -> None:
    """Sends both files of a checklist, or a piece of its evidence, by direct message."""
    spot, user = ref_of(request), user_of(request)
    language = {"language": spot.page} if spot.page == checklist_view.URDU else {}
    spot = spot._replace(page="") if language else spot
    extra = {"checklist": spot.checklist, "file": spot.file, **language}
    receive(edge, request, DeliveryKind.CHECKLIST, extra)
    if not spot.file and (request.body.get("view") or {}).get("type") == "modal":
        notice = prompts.load("replies/checklist-on-its-way").text
        turn(edge, request, guarded(edge, user, lambda: page_window(edge, user, spot, notice)))
    request.ack()


def add_answers(edge: Edge, request: SlackRequest) -> None:
    """Adds the answers of a filled-in checklist."""
    spot = ref_of(request)
    beside = {"beside": True} if spot.page == summary_view.BESIDE else {}
    receive(edge, request, DeliveryKind.IMPORT, {"file": spot.file, **beside})
    request.ack()


def ref_of(request: SlackRequest) -> ChecklistRef:
    """What the pressed button is about; of a choice, what its window is about."""
    button_value = request.body["actions"][0].get("value")
    view = request.body.get("view") or {}
    return ref_from(str(button_value or view.get("private_metadata") or ""))


def page_window(edge: Edge, user: str, spot: ChecklistRef, notice: str = "") -> Json:
    """The window of a page, or of the overview. Raises UnknownChecklist."""
    checklist = edge.services.due_diligence.get(spot.checklist)
    shown = checklist_page(edge, checklist, user, notice)
    if spot.page:  # the overview shows no answer
        note_reading(edge, user, checklist, shown.entries(spot.page))
    return checklist_view.view(shown, spot)


def entry_window(
    edge: Edge, user: str, spot: ChecklistRef, notice: str = "", *, goes_on: bool = False
) -> Json:
    """The window of a question with its current answers, as that person may read them."""
    checklist, entry = entry_at(edge, spot)
    form = entry_form(edge, user, checklist, entry, spot)
    return entry_view.view(replace(form, notice=notice, goes_on=goes_on))


def entry_form(
    edge: Edge, user: str, checklist: Checklist, entry: ChecklistEntry, spot: ChecklistRef
) -> EntryForm:
    """What the window of a question holds for that person."""
    rights = edge.rights(user)
    reader = reads_as(rights)
    note_reading(edge, user, checklist, [entry])
    shown = shown_to(checklist, reader)
    return EntryForm(
        shown,
        entry_shown_to(entry, reader),
        spot,
        edge.today(),
        reader=reader,
        settles=rights.settles,
    )


def entry_at(edge: Edge, spot: ChecklistRef) -> tuple[Checklist, ChecklistEntry]:
    """The checklist and the entry that the reference names. Raises UnknownChecklist."""
    checklist = edge.services.due_diligence.get(spot.checklist)
    entry = checklist.entry(spot.entry)
    if entry is None:
        raise UnknownChecklist(prompts.load("replies/checklist-nothing-here").text)
    return checklist, entry


def refresh(edge: Edge, request: SlackRequest, spot: ChecklistRef) -> None:
    """Redraws the page below the window, so that it shows what changed.

    To be asked for before the person can go on, and so before the acknowledgement.
    """
    view, user = request.body.get("view") or {}, user_of(request)
    root = view.get("root_view_id")
    if root and root != view["id"]:
        page = spot._replace(entry="", seen=(), file="")
        draw = guarded(edge, user, lambda: page_window(edge, user, page))
        renew_soon(edge, root, draw)


def refresh_page(edge: Edge, request: SlackRequest, spot: ChecklistRef, saved: int) -> None:
    """Redraws the page below the window, with how many answers were saved."""
    view, user = request.body["view"], user_of(request)
    root = view.get("root_view_id")
    if root and root != view["id"]:
        count = "1 answer" if saved == 1 else f"{saved} answers"
        notice = prompts.fill("replies/answers-saved", count=count) if saved else ""
        draw = guarded(edge, user, lambda: page_window(edge, user, spot, notice))
        renew_soon(edge, root, draw)


def receive(
    edge: Edge, request: SlackRequest, kind: DeliveryKind, extra: Json, key: str = ""
) -> None:
    """Puts what needs Slack’s files or a message into line; `key` names it, else the press does."""
    edge.receive(
        Delivery(
            key=f"{kind}:{key or request.body['trigger_id']}",
            kind=kind,
            user=user_of(request),
            way=Way.DIRECT,
            team=request.team,
            extra=extra,
        )
    )
