"""Due diligence: `/due-diligence`, and the window that a checklist begins in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import prompts
from bot.errors import sentence
from bot.slack.blocks.forms import Option
from bot.slack.checklists import start_view as view
from bot.slack.checklists import view as checklist_view
from bot.slack.checklists.entry_view import says
from bot.slack.checklists.start_view import Preview, StartForm, StartSelection, There
from bot.slack.edge import Edge, Sent
from bot.slack.partners.choosing import SUGGESTED, is_clear
from bot.slack.partners.view import called
from bot.slack.roles import declined, rights
from bot.slack.text import plain
from bot.slack.windows import do_soon, open_made, pressed, renew, turn, user_of
from drafting.due_diligence import Checklist, ChecklistRequest
from drafting.partners import DraftingError, RelationshipStatus, Side
from drafting.partners.record import Agreement

Json = dict[str, Any]
NOT_YET = "(your reason)"  # stands in the preview until one is typed


def asked_for(edge: Edge, sent: Sent) -> None:
    """`/due-diligence [partner]`: the window to begin in, or to go on from."""
    body = sent.body
    text, user = plain(str(body.get("text") or ""), sent.me), str(body["user_id"])
    if not rights(edge.settings, user).assesses:
        sent.ack(text=declined(edge.settings, "assess"))
        return
    made = guarded(edge, user, lambda: _named(edge, text))
    open_made(edge, body["trigger_id"], user, made, push=False)
    sent.ack()


def asked_by_button(edge: Edge, sent: Sent) -> None:
    """The button on a partner's card, which turns to the window, or on the Home tab."""
    spot, user = pressed(sent), user_of(sent)

    made = guarded(edge, user, lambda: _drawn(edge, StartSelection(spot.partner, spot.agreement)))
    turn(edge, sent, made)
    sent.ack()


def chosen(edge: Edge, sent: Sent) -> None:
    """Partner, agreement or risk was chosen: the window shows what would be asked."""
    now, user = sent.body["view"], user_of(sent)
    drawn = guarded(edge, user, lambda: _drawn(edge, view.chosen(now)))
    do_soon(edge, lambda: renew(edge, now["id"], drawn()))
    sent.ack()


def begun(edge: Edge, sent: Sent) -> None:
    """The window, sent: the checklist is made, and opens in its place."""
    now, user = sent.body["view"], user_of(sent)
    made = view.chosen(now)
    key = f"{now['id']}:{now['hash']}"

    def opened() -> Json:
        if made.high_risk and not made.reason:  # sent before the window asked why
            return _drawn(edge, made, prompts.load("replies/diligence-reason").text)
        try:
            checklist = edge.services.due_diligence.start(_request(made, user, key))
        except DraftingError as error:
            return _drawn(edge, made, str(error))
        return overview(edge, checklist, user)

    sent.ack(response_action="update", view=guarded(edge, user, opened)())


def overview(edge: Edge, checklist: Checklist, user: str, said: str = "") -> Json:
    """The window of a whole checklist."""
    return checklist_view.overview(shown(edge, checklist, user, said))


def shown(edge: Edge, checklist: Checklist, user: str, said: str = "") -> checklist_view.Shown:
    """A checklist as that person sees it today."""
    summary = edge.services.due_diligence.summary(checklist)
    return checklist_view.Shown(checklist, summary, user, edge.today(), said)


def guarded(edge: Edge, user: str, made: Callable[[], Json]) -> Callable[[], Json]:
    """The window for who may see it; whom to ask, or what went wrong, is told in it."""

    def safe() -> Json:
        if not rights(edge.settings, user).assesses:
            return says(declined(edge.settings, "assess"))
        try:
            return made()
        except Exception as error:
            return says(sentence(error))

    return safe


def _named(edge: Edge, text: str) -> Json:
    """The window, with the partner that was named with the command."""
    meant = edge.services.partners.find(text, SUGGESTED) if text else []
    if meant and is_clear(meant):
        return _drawn(edge, StartSelection(meant[0].id))
    said = prompts.fill("replies/partner-choose", name=text) if text else ""
    return view.view(StartForm(said=said))


def _drawn(edge: Edge, made: StartSelection, said: str = "") -> Json:
    """The window for what is chosen. Raises DraftingError where the partner is gone."""
    if not made.partner:
        return view.view(StartForm(said=said))
    partner = edge.services.partners.get(made.partner)
    form = StartForm(
        replace(made, agreement=made.agreement or _likely(partner.agreements)),
        Option(partner.id, partner.name),
        [Option(one.key, called(one)) for one in partner.agreements],
        said=said,
    )
    if not form.agreements:
        said = prompts.fill("replies/diligence-no-agreement", name=partner.name)
        return view.view(replace(form, said=said))
    try:
        preview = _preview(edge, form.chosen)
    except DraftingError as error:  # another framework serves it
        return view.view(replace(form, said=str(error)))
    there = _there(edge, partner.id, form.chosen.agreement)
    return view.view(replace(form, preview=preview, there=there))


def _likely(agreements: tuple[Agreement, ...]) -> str:
    """The agreement that is most likely meant: of those that have not ended the latest to begin."""
    alive = [one for one in agreements if one.status is not RelationshipStatus.ENDED]
    latest = max(alive or agreements, key=lambda one: one.start or date.min, default=None)
    return latest.key if latest else ""


def _request(made: StartSelection, user: str, key: str) -> ChecklistRequest:
    risk = (made.reason or NOT_YET) if made.high_risk else ""
    return ChecklistRequest(made.partner, made.agreement, user, f"slack:{key}", risk)


def _preview(edge: Edge, made: StartSelection) -> Preview:
    choice = edge.services.due_diligence.choice(_request(made, "", "preview"))
    asked = [one.item.direction.value for one in choice.chosen]
    tier = choice.placement.tier
    return Preview(
        tier=f"tier {tier} ({tier.label})",
        reasons=choice.placement.reasons,
        of_partner=sum(one != Side.CIP.value for one in asked),
        of_cip=sum(one != Side.PARTNER.value for one in asked),
        known=sum(one.from_file is not None for one in choice.chosen),
        left_out=len(choice.left_out),
    )


def _there(edge: Edge, partner: str, agreement: str) -> There | None:
    """The newest checklist of that agreement."""
    checklist = edge.services.due_diligence.latest(partner, agreement)
    if checklist is None:
        return None
    summary = edge.services.due_diligence.summary(checklist)
    return There(checklist.id, summary.count_done, summary.of)
