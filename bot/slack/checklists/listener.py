"""Checklists at work: their pages and summaries, their files, and completing them."""

from __future__ import annotations

from typing import Any

import prompts
from bot.slack.checklists import entry_view, summary_view
from bot.slack.checklists import view as checklist_view
from bot.slack.checklists.entry_view import EntryForm
from bot.slack.checklists.spot import ChecklistRef, named
from bot.slack.checklists.starting import guarded, shown
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.edge import Edge, Sent
from bot.slack.roles import rights
from bot.slack.windows import do_soon, push, renew, turn, user_of
from drafting.due_diligence import Checklist, ChecklistEntry, UnknownChecklist
from drafting.partners import DraftingError

Json = dict[str, Any]


def open_checklist(edge: Edge, sent: Sent) -> None:
    """A button that leads to a checklist or to one of its pages."""
    spot, user = pressed(sent), user_of(sent)
    turn(edge, sent, guarded(edge, user, lambda: page_window(edge, user, spot)))
    sent.ack()


def open_entry(edge: Edge, sent: Sent) -> None:
    """A question's button: its window, as it stands now."""
    spot, user = pressed(sent), user_of(sent)
    push(edge, sent, guarded(edge, user, lambda: entry_window(edge, spot)))
    sent.ack()


def open_summary(edge: Edge, sent: Sent) -> None:
    """What the checklist adds up to."""
    spot, user = pressed(sent), user_of(sent)

    def made() -> Json:
        checklist = edge.services.due_diligence.get(spot.checklist)
        return summary_view.window(checklist, edge.services.due_diligence.summary(checklist))

    push(edge, sent, guarded(edge, user, made))
    sent.ack()


def open_left_out(edge: Edge, sent: Sent) -> None:
    """What was not asked, and why."""
    spot, user = pressed(sent), user_of(sent)
    desk = edge.services.due_diligence
    made = guarded(edge, user, lambda: checklist_view.left_out(desk.get(spot.checklist)))
    push(edge, sent, made)
    sent.ack()


def complete(edge: Edge, sent: Sent) -> None:
    """A person completes the checklist; the partner's file learns of it."""
    spot, user, said = pressed(sent), user_of(sent), ""
    if rights(edge.settings, user).assesses:
        try:
            edge.services.due_diligence.complete(spot.checklist, user)
        except DraftingError as error:
            said = str(error)
    turn(edge, sent, guarded(edge, user, lambda: page_window(edge, user, spot, said)))
    refresh(edge, sent, spot)
    sent.ack()


def send_files(edge: Edge, sent: Sent) -> None:
    """Both files of a checklist, or a piece of its evidence, by direct message."""
    spot, user = pressed(sent), user_of(sent)
    receive(edge, sent, DeliveryKind.CHECKLIST, {"checklist": spot.checklist, "file": spot.file})
    if not spot.file and (sent.body.get("view") or {}).get("type") == "modal":
        said = prompts.load("replies/checklist-on-its-way").text
        turn(edge, sent, guarded(edge, user, lambda: page_window(edge, user, spot, said)))
    sent.ack()


def add_answers(edge: Edge, sent: Sent) -> None:
    """What a filled-in checklist holds is added."""
    spot = pressed(sent)
    receive(edge, sent, DeliveryKind.IMPORT, {"file": spot.file})
    sent.ack()


def pressed(sent: Sent) -> ChecklistRef:
    """What the pressed button is about; of a choice, what its window is about."""
    held = sent.body["actions"][0].get("value")
    view = sent.body.get("view") or {}
    return named(str(held or view.get("private_metadata") or ""))


def page_window(edge: Edge, user: str, spot: ChecklistRef, said: str = "") -> Json:
    """The window of a page, or of the overview. Raises UnknownChecklist."""
    checklist = edge.services.due_diligence.get(spot.checklist)
    return checklist_view.view(shown(edge, checklist, user, said), spot)


def entry_window(edge: Edge, spot: ChecklistRef, said: str = "") -> Json:
    """The window of a question as it stands now."""
    checklist, entry = found(edge, spot)
    return entry_view.view(EntryForm(checklist, entry, spot, edge.today(), said=said))


def found(edge: Edge, spot: ChecklistRef) -> tuple[Checklist, ChecklistEntry]:
    """The question that the spot names, with its checklist. Raises UnknownChecklist."""
    checklist = edge.services.due_diligence.get(spot.checklist)
    entry = checklist.entry(spot.entry)
    if entry is None:
        raise UnknownChecklist(prompts.load("replies/checklist-nothing-here").text)
    return checklist, entry


def refresh(edge: Edge, sent: Sent, spot: ChecklistRef) -> None:
    """The page beneath shows what changed."""
    view, user = sent.body.get("view") or {}, user_of(sent)
    root = view.get("root_view_id")
    if root and root != view["id"]:
        page = spot._replace(entry="", seen=(), file="")
        drawn = guarded(edge, user, lambda: page_window(edge, user, page))
        do_soon(edge, lambda: renew(edge, root, drawn()))


def receive(edge: Edge, sent: Sent, kind: DeliveryKind, extra: Json, key: str = "") -> None:
    """Puts what needs Slack’s files or a message into line; `key` names it, else the press does."""
    edge.receive(
        Delivery(
            key=f"{kind}:{key or sent.body['trigger_id']}",
            kind=kind,
            user=user_of(sent),
            way=Way.DIRECT,
            team=sent.team,
            extra=extra,
        )
    )
