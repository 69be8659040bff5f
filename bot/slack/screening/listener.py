"""The check of a partner against lists: opened, run, and its possible matches settled."""

from __future__ import annotations

from typing import Any

from bot.slack.blocks import forms, names, notices
from bot.slack.blocks.names import ScreeningRef, screening_named
from bot.slack.checklists.entry_view import sentence_window
from bot.slack.checklists.listener import page_window
from bot.slack.checklists.spot import ChecklistRef
from bot.slack.checklists.starting import guarded
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import reads_as, refusal
from bot.slack.screening import view
from bot.slack.screening.view import ScreeningShown
from bot.slack.windows import push, renew_soon, turn, user_of
from drafting.partners import DraftingError
from drafting.partnership import Access
from drafting.screening import BadList, MatchStanding

Json = dict[str, Any]


def open_window(edge: Edge, request: SlackRequest) -> None:
    """A partner's or a checklist's button, or one of the window's own to turn to another page."""
    ref, user = _ref_of(request), user_of(request)
    is_own = (request.body.get("view") or {}).get("callback_id") in {
        names.SCREENING_MODAL,
        names.MATCH_MODAL,
    }
    show = turn if is_own else push
    show(edge, request, guarded(edge, user, lambda: _window(edge, user, ref)))
    request.ack()


def check(edge: Edge, request: SlackRequest) -> None:
    """Checks the partner now; what is shown meanwhile says that work goes on."""
    ref, user = _ref_of(request), user_of(request)

    def checked() -> Json:
        by = edge.permissions.name_of(user)
        try:
            edge.services.screening.screen(ref.partner, by, account=user)
        except DraftingError as error:
            return _window(edge, user, ref, str(error))
        _refresh_checklist(edge, request, ref)
        return _window(edge, user, ref)

    renew_soon(edge, request.body["view"]["id"], notices.waiting)
    turn(edge, request, guarded(edge, user, checked))
    request.ack()


def open_settling(edge: Edge, request: SlackRequest) -> None:
    """A match's button: the same window asks for the reason."""
    ref, user = _ref_of(request), user_of(request)

    def window() -> Json:
        if not _may_settle(edge, user):
            return sentence_window(refusal(edge.settings, "settle"))
        return view.settling_window(edge.services.screening.match(ref.match), ref)

    turn(edge, request, guarded(edge, user, window))
    request.ack()


def settle(edge: Edge, request: SlackRequest) -> None:
    """The reason, sent: puts it on record by name, or says beside the field what is missing."""
    shown, user = request.body["view"], user_of(request)
    ref = screening_named(str(shown.get("private_metadata") or ""))
    if not _may_settle(edge, user):
        declined = sentence_window(refusal(edge.settings, "settle"))
        request.ack(response_action="update", view=declined)
        return
    reason = str(forms.typed_values(shown["state"]["values"]).get(view.REASON, ""))
    name, deed = edge.permissions.name_of(user), MatchStanding(ref.deed)
    try:
        edge.services.screening.decide(ref.match, deed, name, reason, account=user)
    except DraftingError as error:
        request.ack(response_action="errors", errors={view.REASON: forms.error_text(str(error))})
        return
    draw = guarded(edge, user, lambda: _window(edge, user, ref))
    request.ack(response_action="update", view=draw())
    _refresh_checklist(edge, request, ref)


def _window(edge: Edge, user: str, ref: ScreeningRef, notice: str = "") -> Json:
    """The window for that person; who is about to see matches is put on record first."""
    services, rights = edge.services, edge.rights(user)
    partner, desk = services.partners.get(ref.partner), services.screening
    latest, matches = desk.latest(partner.id), desk.current_matches(partner.id)
    reads = services.due_diligence.screening_readers().includes(reads_as(rights))
    if latest is not None and matches and reads:
        key = f"screening:{user}:{latest.id}:{edge.today()}"  # once a day
        services.access.note(
            user, Access.SCREENING, partner.id, ("screening",), about=latest.id, key=key
        )
    why_due: tuple[str, ...] = ()
    try:
        why_due = desk.why_due(partner, desk.lists())
    except BadList as error:  # what was found before is shown all the same
        notice = notice or str(error)
    shown = ScreeningShown(partner, latest, matches, why_due, reads, rights.settles, notice)
    return view.window(shown, ref)


def _may_settle(edge: Edge, user: str) -> bool:
    rights = edge.rights(user)
    reads = edge.services.due_diligence.screening_readers().includes(reads_as(rights))
    return rights.assesses and rights.settles and reads


def _ref_of(request: SlackRequest) -> ScreeningRef:
    return screening_named(str(request.body["actions"][0].get("value") or ""))


def _refresh_checklist(edge: Edge, request: SlackRequest, ref: ScreeningRef) -> None:
    """Redraws the checklist that lies below the window, which says how many matches are open."""
    shown, user = request.body["view"], user_of(request)
    root = shown.get("root_view_id")
    if ref.checklist and root and root != shown["id"]:
        overview = ChecklistRef(ref.checklist)
        renew_soon(edge, root, guarded(edge, user, lambda: page_window(edge, user, overview)))
