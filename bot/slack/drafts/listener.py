"""Agreements: `/draft-mou`, its window, and what is done with a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import prompts
from bot.errors import public_sentence
from bot.slack.blocks import names, notices
from bot.slack.blocks.forms import Option
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.drafts import form as draft_forms
from bot.slack.drafts import form_view as view
from bot.slack.drafts import reply_view as draft_reply
from bot.slack.drafts.form import SaveConflict, TypedFacts
from bot.slack.drafts.form_view import DraftForm, DraftSelection
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners.choosing import is_clear
from bot.slack.partners.editing import with_own_inputs
from bot.slack.partners.form_mistakes import FormMistakes
from bot.slack.partners.missing import missing_partner
from bot.slack.roles import refusal
from bot.slack.text import plain
from bot.slack.windows import (
    button_spot,
    open_when_ready,
    push,
    renew_soon,
    safely,
    show_error,
    user_of,
)
from drafting.agreements import AgreementRequest
from drafting.documents import DocumentKind
from drafting.partners import DraftingError, WrongDocument
from drafting.partnership import Access

SUGGESTED = 20
Json = dict[str, Any]


def open_by_command(edge: Edge, request: SlackRequest) -> None:
    """`/draft-mou [partner]`: opens the window to draft in."""
    body = request.body
    text, user = plain(str(body.get("text") or ""), request.me), str(body["user_id"])
    if not edge.rights(user).drafts:
        request.ack(text=refusal(edge.settings, "draft"))
        return
    open_when_ready(
        edge, body["trigger_id"], user, lambda: _command_window(edge, user, text), push=False
    )
    request.ack()


def open_from_button(edge: Edge, request: SlackRequest) -> None:
    """Opens the window from a card, the Home tab or a draft's message."""
    spot = button_spot(request)
    push(edge, request, lambda: _window(edge, user_of(request), spot))
    request.ack()


def open_from_shortcut(edge: Edge, request: SlackRequest) -> None:
    """Opens the window with the partner chosen that a message names."""
    body, user = request.body, user_of(request)
    text = plain(str(body["message"].get("text") or ""), request.me)

    def draft_window() -> Json:
        partner_ids = edge.services.partners.named_in(text)
        spot = names.PartnerRef(partner_ids[0] if len(partner_ids) == 1 else "")
        return _window(edge, user, spot)

    open_when_ready(edge, body["trigger_id"], user, safely(draft_window), push=False)
    request.ack()


def redraw_for_choice(edge: Edge, request: SlackRequest) -> None:
    """Shows the fields for the partner, document and agreement that were chosen."""
    now = request.body["view"]
    selection = view.selection_in(now)
    _redraw(edge, now, selection)
    request.ack()


def take_offer(edge: Edge, request: SlackRequest) -> None:
    """Takes the document that the framework asks for in place of the chosen one."""
    now, kind = request.body["view"], button_spot(request).kind
    selection = view.selection_in(now)
    _redraw(edge, now, selection.with_kind(kind))
    request.ack()


def submit(edge: Edge, request: SlackRequest) -> None:
    """Saves what was typed in the partner's file, and puts the draft into line."""
    now, user = request.body["view"], user_of(request)
    selection = view.selection_in(now)
    if not edge.rights(user).drafts:
        request.ack(
            response_action="update", view=view.sentence_window(refusal(edge.settings, "draft"))
        )
    elif selection.partner is None or not selection.kind:
        show_error(request, prompts.load("replies/partner-first").text)
    else:
        _submit(edge, request, selection)


def fill(edge: Edge, request: SlackRequest) -> None:
    """Opens the window with just the fields that a draft left open."""
    spot, user = button_spot(request), user_of(request)
    may = edge.rights(user)

    def fill_window() -> Json:
        if not may.drafts:
            return notices.window(view.TITLE_OF_FORM, refusal(edge.settings, "draft"))
        return view.fill_window(*_open_fields(edge, spot, user))

    push(edge, request, fill_window)
    request.ack()


def submit_fill(edge: Edge, request: SlackRequest) -> None:
    """Saves what was filled in, and drafts a new version."""
    now, user = request.body["view"], user_of(request)
    spot = names.spot_named(str(now.get("private_metadata") or ""))
    if not edge.rights(user).drafts:
        request.ack(
            response_action="update", view=view.sentence_window(refusal(edge.settings, "draft"))
        )
        return
    try:
        _fill(edge, request, spot)
    except DraftingError as error:
        show_error(request, str(error))


def _fill(edge: Edge, request: SlackRequest, spot: names.PartnerRef) -> None:
    now, user = request.body["view"], user_of(request)
    agreement_request = edge.services.drafting.info(spot.draft).request
    about = TypedFacts(agreement_request.partner, agreement_request.agreement, spot.version)
    inputs, shown_values = view.field_values(now)
    outcome = draft_forms.save_facts(edge.services.partners, about, inputs, shown_values, by=user)
    if isinstance(outcome, FormMistakes):
        request.ack(response_action="errors", errors=dict(outcome.errors))
    elif isinstance(outcome, SaveConflict):
        form, again = _open_fields(edge, spot, user)
        entries = with_own_inputs(form.entries, inputs, shown_values, again.version)
        new_form = replace(form, entries=entries, notice=outcome.sentence)
        request.ack(response_action="update", view=view.fill_window(new_form, again))
    else:
        wish = _request(outcome, str(agreement_request.kind), user)
        edge.services.drafting.refuse_signed(wish)
        edge.services.drafting.review(wish)
        put_in_line(edge, request, outcome, str(agreement_request.kind))


def _open_fields(
    edge: Edge, spot: names.PartnerRef, user: str
) -> tuple[view.FillForm, names.PartnerRef]:
    """What a draft left open, and what the window is about."""
    may = edge.rights(user)
    draft = edge.services.drafting.info(spot.draft)
    form, version = draft_forms.fill_form(
        edge.services.partners, draft, may_see_restricted_fields=may.sees_restricted
    )
    if may.sees_restricted and any(field.restricted for field in draft.review.open_fields):
        partner = edge.services.partners.get(draft.request.partner)
        edge.services.access.note_values(user, Access.WINDOW, [partner], about=draft.id)
    return form, spot._replace(version=version)


def clean_copy(edge: Edge, request: SlackRequest) -> None:
    """Sends the copy for signature by direct message."""
    _copy(edge, request, "clean")


def send_again(edge: Edge, request: SlackRequest) -> None:
    """Sends the files of a draft again that did not go out."""
    _copy(edge, request, "working")


def why(edge: Edge, request: SlackRequest) -> None:
    """Opens the list of a draft's clauses, each with its reason."""
    draft = button_spot(request).draft
    push(
        edge,
        request,
        lambda: draft_reply.why_window(
            edge.services.drafting.info(draft), edge.services.drafting.why(draft)
        ),
    )
    request.ack()


def _copy(edge: Edge, request: SlackRequest, copy: str) -> None:
    body = request.body
    edge.receive(
        Delivery(
            key=f"copy:{body['trigger_id']}",
            kind=DeliveryKind.COPY,
            user=user_of(request),
            way=Way.DIRECT,
            team=request.team,
            extra={"draft": button_spot(request).draft, "copy": copy},
        )
    )
    request.ack()


def _submit(edge: Edge, request: SlackRequest, selection: DraftSelection) -> None:
    now, user = request.body["view"], user_of(request)
    assert selection.partner is not None
    spot = names.spot_named(str(now.get("private_metadata") or ""))
    inputs, shown_values = view.field_values(now)
    agreement = "" if selection.agreement == view.NEW else selection.agreement
    about = TypedFacts(selection.partner.value, agreement, spot.version)
    try:
        outcome = draft_forms.save_facts(
            edge.services.partners, about, inputs, shown_values, by=user
        )
        if isinstance(outcome, FormMistakes):
            request.ack(response_action="errors", errors=dict(outcome.errors))
        elif isinstance(outcome, SaveConflict):
            form = draft_forms.with_own_words(
                _form(edge, selection), inputs, shown_values, outcome.sentence
            )
            request.ack(response_action="update", view=view.draft_window(form))
        else:
            _review_and_draft(edge, request, selection, outcome)
    except DraftingError as error:
        show_error(request, str(error))


def _review_and_draft(
    edge: Edge, request: SlackRequest, selection: DraftSelection, facts: TypedFacts
) -> None:
    """Puts the draft into line, unless the framework asks for another document."""
    wish = _request(facts, selection.kind, user_of(request))
    try:
        edge.services.drafting.refuse_signed(wish)
        edge.services.drafting.review(wish)
    except WrongDocument as error:
        now = replace(selection, agreement=facts.agreement)
        form = draft_forms.with_offer(_form(edge, now), error)
        request.ack(response_action="update", view=view.draft_window(form))
        return
    put_in_line(edge, request, facts, selection.kind)


def _request(facts: TypedFacts, kind: str, user: str) -> AgreementRequest:
    return AgreementRequest(facts.partner, DocumentKind(kind), facts.agreement, user, "review")


def put_in_line(
    edge: Edge,
    request: SlackRequest,
    facts: TypedFacts,
    kind: str,
    reply: str = "replies/draft-on-its-way",
) -> None:
    """Puts the draft into line, and says so in the window by the prose file `reply`."""
    edge.receive(
        Delivery(
            key=f"draft:{request.body['view']['id']}",
            kind=DeliveryKind.DRAFT,
            user=user_of(request),
            way=Way.DIRECT,
            team=request.team,
            extra={"partner": facts.partner, "document": kind, "agreement": facts.agreement},
        )
    )
    sentence = prompts.load(reply).text
    request.ack(response_action="update", view=view.sentence_window(sentence))


def _command_window(edge: Edge, user: str, text: str) -> Json:
    """The window, with the partner that the command names."""
    try:
        matches = edge.services.partners.find(text, SUGGESTED) if text else []
        if matches and is_clear(matches):
            partner = Option(matches[0].id, matches[0].name)
            return _draft_window(edge, DraftSelection(partner, "", ""))
        if not matches:
            return _without_partner(edge, user, text)
        notice = prompts.fill("replies/partner-choose", name=text)
        return _draft_window(edge, DraftSelection(None, "", ""), notice)
    except Exception as error:  # whoever asked gets a sentence
        return notices.window(view.TITLE_OF_FORM, public_sentence(error))


def _window(edge: Edge, user: str, spot: names.PartnerRef) -> Json:
    if not edge.rights(user).drafts:
        return notices.window(view.TITLE_OF_FORM, refusal(edge.settings, "draft"))
    if not spot.partner:
        return _without_partner(edge, user, "", spot.kind)
    name = edge.services.partners.get(spot.partner).name
    return _draft_window(
        edge, DraftSelection(Option(spot.partner, name), spot.kind, spot.agreement)
    )


def _without_partner(edge: Edge, user: str, name: str, kind: str = "") -> Json:
    """The window to choose a partner in; one that is not on record is offered to be added."""
    form = _form(edge, DraftSelection(None, kind, ""))
    return view.draft_window(replace(form, missing=missing_partner(edge, user, name)))


def _form(edge: Edge, selection: DraftSelection, notice: str = "") -> DraftForm:
    form = draft_forms.form(
        edge.services.partners, edge.services.drafting.kinds(), selection, notice
    )
    if form.partner is None or form.agreement == view.NEW:
        return form
    life = edge.services.lives.life(form.partner.value, form.agreement)
    return replace(form, life=f"{life.state.label}: {life.sentence}")


def _draft_window(edge: Edge, selection: DraftSelection, notice: str = "") -> Json:
    return view.draft_window(_form(edge, selection, notice))


def _redraw(edge: Edge, now: Json, selection: DraftSelection) -> None:
    """The window as it is for what is chosen now."""
    draw = safely(lambda: _draft_window(edge, selection))
    renew_soon(edge, now["id"], draw)
