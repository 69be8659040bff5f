"""Points that only a person can settle: the window, what it puts on record, and the new draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import prompts
from bot.slack.blocks import forms, names, notices
from bot.slack.drafts import settle_view as view
from bot.slack.drafts.form import TypedFacts
from bot.slack.drafts.listener import put_in_line
from bot.slack.drafts.settle_view import SettleForm, SettleInput
from bot.slack.edge import Edge, SlackRequest
from bot.slack.roles import refusal
from bot.slack.windows import button_spot, push, show_error, user_of
from drafting.agreements import CannotSettle, DraftInfo, Review, Settler
from drafting.partners import DraftingError

Json = dict[str, Any]


def open_form(edge: Edge, request: SlackRequest) -> None:
    """A button below a review, or in an agreement's window: the points as they are now."""
    spot, user = button_spot(request), user_of(request)

    def window() -> Json:
        if not edge.rights(user).settles:
            return notices.window(view.NAME, refusal(edge.settings, "settle"))
        return _window(edge, spot)

    push(edge, request, window)
    request.ack()


def save(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: what it settles and takes back is on record, and drafted anew."""
    now, user = request.body["view"], user_of(request)
    if not edge.rights(user).settles:
        declined = notices.window(view.NAME, refusal(edge.settings, "settle"))
        request.ack(response_action="update", view=declined)
        return
    spot = names.spot_named(str(now.get("private_metadata") or ""))
    settled = view.settled_in(now)
    try:
        if not settled.reasons and not settled.take_back:
            show_error(request, prompts.load("replies/settle-nothing").text)
        else:
            _save(edge, request, spot, settled)
    except CannotSettle as error:
        block = view.block_of(error.point)
        blocks = {str(shown.get("block_id")) for shown in now["blocks"]}
        if block not in blocks:
            show_error(request, str(error))
            return
        request.ack(response_action="errors", errors={block: forms.error_text(str(error))})
    except DraftingError as error:
        show_error(request, str(error))


def _window(edge: Edge, spot: names.PartnerRef) -> Json:
    """The window for a draft, or for the last one of an agreement."""
    desk = edge.services.drafting
    draft = desk.info(spot.draft) if spot.draft else desk.newest_of(spot.partner, spot.agreement)
    if draft is None:
        return notices.window(view.NAME, prompts.load("replies/settle-no-draft").text)
    return view.window(SettleForm(_title(draft), desk.review_now(draft.id)), _spot_of(draft))


def _spot_of(draft: DraftInfo) -> names.PartnerRef:
    return names.PartnerRef(draft=draft.id)


def _title(draft: DraftInfo) -> str:
    return f"{draft.title} with {draft.partner_name}"


def _save(edge: Edge, request: SlackRequest, spot: names.PartnerRef, settled: SettleInput) -> None:
    """Puts it on record; where the points are others by now, the window shows them anew."""
    desk, user = edge.services.drafting, user_of(request)
    draft, review = desk.info(spot.draft), desk.review_now(spot.draft)
    left = _left_to_do(settled, review, user)
    if not _are_there(left, review):
        form = SettleForm(
            _title(draft), review, prompts.load("replies/settle-changed").text, settled.reasons
        )
        request.ack(response_action="update", view=view.window(form, spot))
        return
    settler = Settler(user, edge.permissions.name_of(user))
    if left.reasons:
        desk.settle(draft.id, left.reasons, settler)
    if left.take_back:
        desk.reopen(draft.id, left.take_back, settler)
    _draft_anew(edge, request, draft)


def _left_to_do(settled: SettleInput, review: Review, user: str) -> SettleInput:
    """What is not on record yet, where the window was sent before and only its answer was lost."""
    done = {
        finding.point
        for finding in review.settled
        if finding.settled is not None and finding.settled.by == user
    }
    open_points = {finding.point for finding in review.for_people}
    return replace(
        settled,
        reasons={point: why for point, why in settled.reasons.items() if point not in done},
        take_back=tuple(point for point in settled.take_back if point not in open_points),
    )


def _are_there(settled: SettleInput, review: Review) -> bool:
    """True where all points are as the window showed them."""
    open_points = {finding.point for finding in review.for_people}
    settled_points = {finding.point for finding in review.settled}
    return set(settled.reasons) <= open_points and set(settled.take_back) <= settled_points


def _draft_anew(edge: Edge, request: SlackRequest, draft: DraftInfo) -> None:
    """A new version, whose pages say the new verdict, for those who may draft."""
    if not edge.rights(user_of(request)).drafts:
        sentence = prompts.load("replies/settle-kept").text
        request.ack(response_action="update", view=notices.window(view.NAME, sentence))
        return
    wish = draft.request
    facts = TypedFacts(wish.partner, wish.agreement, 0)
    put_in_line(edge, request, facts, str(wish.kind), "replies/settle-on-its-way")
