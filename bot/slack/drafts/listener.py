"""Agreements: `/draft-mou`, its window, and what is done with a draft."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import prompts
from bot.errors import sentence
from bot.slack.blocks import names, notices
from bot.slack.blocks.forms import Option
from bot.slack.delivery.deliveries import Delivery, DeliveryKind, Way
from bot.slack.drafts import form as draft_forms
from bot.slack.drafts import form_view as view
from bot.slack.drafts import reply_view as draft_reply
from bot.slack.drafts.form import SaveConflict, TypedFacts
from bot.slack.drafts.form_view import DraftForm, DraftSelection
from bot.slack.edge import Edge, Sent
from bot.slack.partners.choosing import is_clear
from bot.slack.partners.editing import own_words
from bot.slack.partners.form_mistakes import Wrong
from bot.slack.roles import declined, rights
from bot.slack.text import plain
from bot.slack.windows import (
    do_soon,
    open_made,
    pressed,
    push,
    renew,
    safely,
    say_above,
    user_of,
)
from drafting.agreements import AgreementRequest
from drafting.documents import DocumentKind
from drafting.partners import DraftingError, WrongDocument

SUGGESTED = 20
Json = dict[str, Any]


def asked_for(edge: Edge, sent: Sent) -> None:
    """`/draft-mou [partner]`: the window to draft in."""
    body = sent.body
    text, user = plain(str(body.get("text") or ""), sent.me), str(body["user_id"])
    if not rights(edge.settings, user).drafts:
        sent.ack(text=declined(edge.settings, "draft"))
        return
    open_made(edge, body["trigger_id"], user, lambda: _named(edge, text), push=False)
    sent.ack()


def asked_by_button(edge: Edge, sent: Sent) -> None:
    """The button on a card, on the Home tab or beneath a draft."""
    spot = pressed(sent)
    push(edge, sent, lambda: _window(edge, user_of(sent), spot))
    sent.ack()


def asked_by_shortcut(edge: Edge, sent: Sent) -> None:
    """The message shortcut: the partner that the message names is chosen already."""
    body, user = sent.body, user_of(sent)
    text = plain(str(body["message"].get("text") or ""), sent.me).casefold()

    def made() -> Json:
        named = [one for one in edge.services.partners.all() if one.name.casefold() in text]
        spot = names.PartnerRef(named[0].id if len(named) == 1 else "")
        return _window(edge, user, spot)

    open_made(edge, body["trigger_id"], user, safely(made), push=False)
    sent.ack()


def chosen(edge: Edge, sent: Sent) -> None:
    """Partner, document or agreement was chosen: the window asks what that needs."""
    now = sent.body["view"]
    made = view.chosen(now)
    _redraw(edge, now, made)
    sent.ack()


def instead(edge: Edge, sent: Sent) -> None:
    """The document that the framework asks for is taken in place of the chosen one."""
    now, offered = sent.body["view"], pressed(sent).kind
    made = view.chosen(now)
    _redraw(edge, now, made.instead(offered))
    sent.ack()


def submitted(edge: Edge, sent: Sent) -> None:
    """The window, sent: what was typed goes into the file, and the draft into line."""
    now, user = sent.body["view"], user_of(sent)
    made = view.chosen(now)
    if not rights(edge.settings, user).drafts:
        sent.ack(response_action="update", view=view.on_its_way(declined(edge.settings, "draft")))
    elif made.partner is None or not made.kind:
        say_above(sent, prompts.load("replies/partner-first").text)
    else:
        _submit(edge, sent, made)


def fill(edge: Edge, sent: Sent) -> None:
    """A draft's button: the window with just what it left open."""
    spot, user = pressed(sent), user_of(sent)
    may = rights(edge.settings, user)

    def made() -> Json:
        if not may.drafts:
            return notices.window(view.TITLE_OF_FORM, declined(edge.settings, "draft"))
        return view.fill(*_open_fields(edge, spot, user))

    push(edge, sent, made)
    sent.ack()


def filled(edge: Edge, sent: Sent) -> None:
    """What was open, filled in: saved, and drafted as a new version."""
    now, user = sent.body["view"], user_of(sent)
    spot = names.spot_named(str(now.get("private_metadata") or ""))
    if not rights(edge.settings, user).drafts:
        sent.ack(response_action="update", view=view.on_its_way(declined(edge.settings, "draft")))
        return
    try:
        _fill(edge, sent, spot)
    except DraftingError as error:
        say_above(sent, str(error))


def _fill(edge: Edge, sent: Sent, spot: names.PartnerRef) -> None:
    now, user = sent.body["view"], user_of(sent)
    request = edge.services.drafting.info(spot.draft).request
    about = TypedFacts(request.partner, request.agreement, spot.version)
    typed, shown = view.fields_typed(now)
    saved = draft_forms.save_facts(edge.services.partners, about, typed, shown, by=user)
    if isinstance(saved, Wrong):
        sent.ack(response_action="errors", errors=dict(saved.errors))
    elif isinstance(saved, SaveConflict):
        form, again = _open_fields(edge, spot, user)
        entries = own_words(form.entries, typed, shown, again.version)
        told = replace(form, entries=entries, said=saved.sentence)
        sent.ack(response_action="update", view=view.fill(told, again))
    else:
        edge.services.drafting.review(_request(saved, str(request.kind), user))
        _put_in_line(edge, sent, saved, str(request.kind))


def _open_fields(
    edge: Edge, spot: names.PartnerRef, user: str
) -> tuple[view.FillForm, names.PartnerRef]:
    """What a draft left open, and what the window is about."""
    may = rights(edge.settings, user)
    draft = edge.services.drafting.info(spot.draft)
    form, version = draft_forms.fill_form(
        edge.services.partners, draft, sees_restricted=may.sees_restricted
    )
    return form, spot._replace(version=version)


def clean_copy(edge: Edge, sent: Sent) -> None:
    """A draft's button: the copy for signature, by direct message."""
    _copy(edge, sent, "clean")


def send_again(edge: Edge, sent: Sent) -> None:
    """The button beneath a draft whose files did not go out."""
    _copy(edge, sent, "working")


def why(edge: Edge, sent: Sent) -> None:
    """A draft's button: its clauses, each with its reason."""
    draft = pressed(sent).draft
    push(
        edge,
        sent,
        lambda: draft_reply.why(
            edge.services.drafting.info(draft), edge.services.drafting.why(draft)
        ),
    )
    sent.ack()


def _copy(edge: Edge, sent: Sent, which: str) -> None:
    body = sent.body
    edge.receive(
        Delivery(
            key=f"copy:{body['trigger_id']}",
            kind=DeliveryKind.COPY,
            user=user_of(sent),
            way=Way.DIRECT,
            team=sent.team,
            extra={"draft": pressed(sent).draft, "copy": which},
        )
    )
    sent.ack()


def _submit(edge: Edge, sent: Sent, made: DraftSelection) -> None:
    now, user = sent.body["view"], user_of(sent)
    assert made.partner is not None
    spot = names.spot_named(str(now.get("private_metadata") or ""))
    typed, shown = view.fields_typed(now)
    agreement = "" if made.agreement == view.NEW else made.agreement
    about = TypedFacts(made.partner.value, agreement, spot.version)
    try:
        saved = draft_forms.save_facts(edge.services.partners, about, typed, shown, by=user)
        if isinstance(saved, Wrong):
            sent.ack(response_action="errors", errors=dict(saved.errors))
        elif isinstance(saved, SaveConflict):
            form = draft_forms.with_own_words(_form(edge, made), typed, shown, saved.sentence)
            sent.ack(response_action="update", view=view.draft(form))
        else:
            _reviewed(edge, sent, made, saved)
    except DraftingError as error:
        say_above(sent, str(error))


def _reviewed(edge: Edge, sent: Sent, made: DraftSelection, saved: TypedFacts) -> None:
    """Puts the draft into line, unless the framework asks for another document."""
    try:
        edge.services.drafting.review(_request(saved, made.kind, user_of(sent)))
    except WrongDocument as error:
        now = replace(made, agreement=saved.agreement)
        form = draft_forms.with_offer(_form(edge, now), error)
        sent.ack(response_action="update", view=view.draft(form))
        return
    _put_in_line(edge, sent, saved, made.kind)


def _request(saved: TypedFacts, kind: str, user: str) -> AgreementRequest:
    return AgreementRequest(saved.partner, DocumentKind(kind), saved.agreement, user, "review")


def _put_in_line(edge: Edge, sent: Sent, saved: TypedFacts, kind: str) -> None:
    edge.receive(
        Delivery(
            key=f"draft:{sent.body['view']['id']}",
            kind=DeliveryKind.DRAFT,
            user=user_of(sent),
            way=Way.DIRECT,
            team=sent.team,
            extra={"partner": saved.partner, "document": kind, "agreement": saved.agreement},
        )
    )
    said = prompts.load("replies/draft-on-its-way").text
    sent.ack(response_action="update", view=view.on_its_way(said))


def _named(edge: Edge, text: str) -> Json:
    """The window, with the partner that was named with the command."""
    try:
        meant = edge.services.partners.find(text, SUGGESTED) if text else []
        if meant and is_clear(meant):
            one = Option(meant[0].id, meant[0].name)
            return _drawn(edge, DraftSelection(one, "", ""))
        said = prompts.fill("replies/partner-choose", name=text) if text else ""
        return _drawn(edge, DraftSelection(None, "", ""), said)
    except Exception as error:  # whoever asked gets a sentence
        return notices.window(view.TITLE_OF_FORM, sentence(error))


def _window(edge: Edge, user: str, spot: names.PartnerRef) -> Json:
    if not rights(edge.settings, user).drafts:
        return notices.window(view.TITLE_OF_FORM, declined(edge.settings, "draft"))
    if not spot.partner:
        return _drawn(edge, DraftSelection(None, spot.kind, ""))
    name = edge.services.partners.get(spot.partner).name
    return _drawn(edge, DraftSelection(Option(spot.partner, name), spot.kind, spot.agreement))


def _form(edge: Edge, made: DraftSelection, said: str = "") -> DraftForm:
    return draft_forms.form(edge.services.partners, edge.services.drafting.kinds(), made, said)


def _drawn(edge: Edge, made: DraftSelection, said: str = "") -> Json:
    return view.draft(_form(edge, made, said))


def _redraw(edge: Edge, now: Json, made: DraftSelection) -> None:
    """The window as it is for what is chosen now."""
    drawn = safely(lambda: _drawn(edge, made))
    do_soon(edge, lambda: renew(edge, now["id"], drawn()))
