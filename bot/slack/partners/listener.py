"""Partners' files: `/partner`, the card, its parts in windows, and what was changed when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from rapidfuzz import fuzz, process
from rapidfuzz.utils import default_process

import prompts
from bot.errors import public_sentence
from bot.slack.blocks import forms, names, notices
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners import account_view, form_view, prospects, record_parts
from bot.slack.partners import view as partner_view
from bot.slack.partners.account_reminders import tell_second_persons
from bot.slack.partners.agreement_life import AgreementLife
from bot.slack.partners.choosing import SUGGESTED, is_clear
from bot.slack.partners.editing import (
    Outcome,
    SavedPartner,
    add_agreement,
    add_partner,
    part_form,
    save_part,
)
from bot.slack.partners.form_mistakes import FormMistakes
from bot.slack.partners.form_view import PartForm
from bot.slack.roles import refusal
from bot.slack.text import plain
from bot.slack.windows import (
    button_spot,
    do_soon,
    open_when_ready,
    push,
    renew_soon,
    show_error,
    turn,
    user_of,
)
from drafting.partners import DraftingError, PartnerMatch, Province, SharedNumber
from drafting.partners.accounts import AccountStanding
from drafting.partners.record import districts_of
from drafting.partnership import Access

ALIKE = 75  # of 100: what was typed, and part of a district's name
Json = dict[str, Any]


def open_for_command(edge: Edge, request: SlackRequest) -> None:
    """`/partner [name]`: the card, or a window to find the partner in; only the person sees it."""
    body = request.body
    text, user = plain(str(body.get("text") or ""), request.me), str(body["user_id"])
    open_when_ready(
        edge, body["trigger_id"], user, lambda: card_or_matches(edge, user, text), push=False
    )
    request.ack()


def open_from_home(edge: Edge, request: SlackRequest) -> None:
    """The Home tab's button: a window to find a partner in."""
    user = user_of(request)
    open_when_ready(
        edge, request.body["trigger_id"], user, lambda: card_or_matches(edge, user, ""), push=False
    )
    request.ack()


def card_or_matches(edge: Edge, user: str, text: str) -> Json:
    """The card of the partner that `text` names; else a window with the likely partners."""
    may = edge.rights(user)
    try:
        matches = edge.services.partners.find(text, SUGGESTED) if text else []
        if matches and is_clear(matches):
            return card(edge, user, matches[0].id)
    except Exception as error:  # whoever asked gets a sentence
        return notices.window(partner_view.TITLE, public_sentence(error))
    return partner_view.find(_matches_sentence(text, matches), matches, may, text)


def _matches_sentence(text: str, matches: list[PartnerMatch]) -> str:
    if not text:
        return ""
    return prompts.fill("replies/partner-which" if matches else "replies/partner-none", name=text)


def card(edge: Edge, user: str, partner: str) -> Json:
    """The partner's card. Raises DraftingError where there is none."""
    record = edge.services.partners.read(partner)
    account_waits = edge.services.partners.waiting_account(partner) is not None
    agreements = [agreement.key for agreement in record.partner.agreements]
    return partner_view.card(
        record,
        edge.rights(user),
        edge.today(),
        account_waits=account_waits,
        lives=edge.services.lives.lives(partner, agreements),
    )


def suggest(edge: Edge, request: SlackRequest) -> None:
    """What a menu of partners offers for what was typed so far."""
    matches = edge.services.partners.find(str(request.body.get("value") or ""), SUGGESTED)
    request.ack(options=[forms.option(forms.Option(match.id, match.name)) for match in matches])


def suggest_districts(edge: Edge, request: SlackRequest) -> None:
    """What a menu of districts offers for what was typed so far."""
    text = str(request.body.get("value") or "")
    every = [name for province in Province for name in districts_of(province)]
    matches = process.extract(
        text,
        every,
        scorer=fuzz.partial_ratio,
        processor=default_process,
        limit=SUGGESTED,
        score_cutoff=ALIKE,
    )
    request.ack(
        options=[forms.option(forms.Option(district, district)) for district, _, _ in matches]
    )


def open_chosen(edge: Edge, request: SlackRequest) -> None:
    """A partner chosen in the menu: the window turns to its card."""
    chosen = request.body["actions"][0].get("selected_option") or {}
    if chosen:
        turn(edge, request, lambda: card(edge, user_of(request), str(chosen["value"])))
    request.ack()


def open_partner(edge: Edge, request: SlackRequest) -> None:
    """A partner's button: its card, in the same window where there is one."""
    spot = button_spot(request)
    turn(edge, request, lambda: card(edge, user_of(request), spot.partner))
    request.ack()


def open_agreement(edge: Edge, request: SlackRequest) -> None:
    """An agreement on the card: its parts."""
    spot, user = button_spot(request), user_of(request)
    push(edge, request, lambda: agreement(edge, user, spot))
    request.ack()


def agreement(edge: Edge, user: str, spot: names.PartnerRef) -> Json:
    """The window of one agreement. Raises DraftingError where its partner is gone."""
    edge.services.file_decisions(spot.partner)  # what a crash left undone
    record = edge.services.partners.read(spot.partner)
    agreement = record.partner.agreement(spot.agreement)
    if agreement is None:
        return notices.window("Agreement", prompts.load("replies/agreement-gone").text)
    desk = edge.services.lives
    standings = {
        draft: standing.named(edge.permissions.name_of)
        for draft, standing in desk.standings(spot.partner, agreement.key).items()
    }
    shown = AgreementLife(desk.life(spot.partner, agreement.key), standings)
    questions = _before_the_committee(edge, spot)
    return partner_view.agreement(record, agreement, edge.rights(user), shown, questions)


def _before_the_committee(
    edge: Edge, spot: names.PartnerRef
) -> list[partner_view.CommitteeQuestion]:
    """What the Committee was asked on the agreement, the last first, and how that stands."""
    register = edge.services.register
    return [
        partner_view.CommitteeQuestion(
            entry.id, register.kinds[entry.kind].state(entry, edge.today()), entry.day
        )
        for entry in reversed(register.of_partner(spot.partner, kind="decision"))
        if entry.agreement == spot.agreement
    ]


def open_history(edge: Edge, request: SlackRequest) -> None:
    """A card's button: who changed what when."""
    spot, user = button_spot(request), user_of(request)
    push(edge, request, lambda: _history(edge, user, spot.partner))
    request.ack()


def _history(edge: Edge, user: str, partner: str) -> Json:
    """The window of what was changed; who is about to see restricted values is put on record."""
    partners, may = edge.services.partners, edge.rights(user)
    changes = partners.history(partner)
    if may.sees_restricted:
        fields = [field for change in changes for field in change.fields]
        edge.services.access.note_changes(user, Access.HISTORY, partner, fields)
    return partner_view.history(partners.read(partner), changes, may)


def edit(edge: Edge, request: SlackRequest) -> None:
    """A part's button: the window to edit it in."""
    spot, user = button_spot(request), user_of(request)
    may = edge.rights(user)
    is_account = spot.part == record_parts.ACCOUNT.name
    if not partner_view.may_edit(may, spot.part):
        push(edge, request, lambda: not_allowed(edge, _deed(spot.part)))
    else:
        push(edge, request, lambda: _part_window(edge, user, spot, restricted=is_account))
    request.ack()


def _part_window(edge: Edge, user: str, spot: names.PartnerRef, *, restricted: bool) -> Json:
    """The window of a part; who is about to see restricted values is put on record first."""
    form = part_form(edge.services.partners, spot)
    if not restricted:
        return form_view.window(form)
    stored = edge.services.partners.read(spot.partner)
    edge.services.access.note_values(user, Access.WINDOW, [stored.partner])
    shared_numbers = edge.services.partners.shared_numbers(spot.partner)
    lines = [_shared_sentence(edge, shared) for shared in shared_numbers]
    locked = [prompts.load("replies/key-missing").text] if stored.unreadable else []
    if edge.services.partners.waiting_account(spot.partner) is not None:
        locked.append(prompts.load("replies/account-waits-here").text)
    return form_view.window(replace(form, notice=" ".join((*locked, *lines))))


def _shared_sentence(edge: Edge, shared: SharedNumber) -> str:
    """That an account or a CNIC stands in other partners' files too."""
    others = ", ".join(_name_of(edge, partner) for partner in shared.partners)
    return prompts.fill("replies/number-shared", title=shared.title, partners=others)


def _name_of(edge: Edge, partner: str) -> str:
    """The partner's name; its id where its file cannot be read."""
    try:
        return edge.services.partners.get(partner).name
    except DraftingError:
        return partner


def save(edge: Edge, request: SlackRequest) -> None:
    """A changed part, sent: saves it, or shows the mistakes beside the fields."""
    view, user = request.body["view"], user_of(request)
    spot = names.spot_named(str(view.get("private_metadata") or ""))
    may = edge.rights(user)
    is_account = spot.part == record_parts.ACCOUNT.name
    if not partner_view.may_edit(may, spot.part):
        request.ack(response_action="update", view=not_allowed(edge, _deed(spot.part)))
        return

    before = _standing(edge, spot.partner) if is_account else None

    def save_it() -> Outcome:
        outcome = save_part(edge.services.partners, spot, view, by=user)
        if is_account and isinstance(outcome, PartForm):  # which shows what somebody else wrote
            partner = edge.services.partners.get(spot.partner)
            edge.services.access.note_values(user, Access.WINDOW, [partner])
        return outcome

    def answer(_saved: SavedPartner) -> None:
        notice = _after_account(edge, user, spot.partner, before) if before else None
        refresh_below(edge, user, view, spot)
        if notice is None:
            request.ack()
        else:
            request.ack(response_action="update", view=notice)

    _save_and_answer(request, save_it, answer)


def _standing(edge: Edge, partner_id: str) -> AccountStanding | None:
    """What is known of the partner's account; None where its file cannot be read."""
    try:
        return edge.services.partners.account_standing(edge.services.partners.get(partner_id))
    except DraftingError:
        return None


def _after_account(edge: Edge, user: str, partner_id: str, before: AccountStanding) -> Json | None:
    """What is told once an account was saved: that it waits, that others have it; None: nothing."""
    standing = _standing(edge, partner_id) or before
    lines = []
    if standing.waiting is not None and standing.waiting != before.waiting:
        lines.append(prompts.load("replies/account-held").text)
        change = standing.waiting
        do_soon(edge, lambda: tell_second_persons(edge, change, user))
    if new := [other for other in standing.others if other not in before.others]:
        others = ", ".join(_name_of(edge, other) for other in new)
        lines.append(prompts.fill("replies/number-shared", title="IBAN", partners=others))
    return notices.window(account_view.TITLE, " ".join(lines)) if lines else None


def open_new_partner(edge: Edge, request: SlackRequest) -> None:
    """The button to add a partner: the window turns to the form."""
    may = edge.rights(user_of(request))
    name, prospect = names.new_partner_named(str(request.body["actions"][0].get("value") or ""))

    def make() -> Json:
        if not may.edits:
            return not_allowed(edge, "edit")
        return form_view.window(prospects.form_of(edge, prospect, name))

    turn(edge, request, make)
    request.ack()


def add(edge: Edge, request: SlackRequest) -> None:
    """A new partner, sent: shows its card, or the mistakes beside the fields."""
    view, user = request.body["view"], user_of(request)
    if not edge.rights(user).edits:
        request.ack(response_action="update", view=not_allowed(edge, "edit"))
        return
    prospect = names.spot_named(str(view.get("private_metadata") or "")).prospect

    def show(outcome: SavedPartner) -> None:
        if prospect:
            prospects.end_prospect(edge, user, prospect, outcome.partner)
        request.ack(response_action="update", view=card(edge, user, outcome.partner))

    _save_and_answer(
        request,
        lambda: add_partner(
            edge.services.partners, view, by=user, form=prospects.form_of(edge, prospect)
        ),
        show,
    )


def open_new_agreement(edge: Edge, request: SlackRequest) -> None:
    """The button to add an agreement."""
    spot = button_spot(request)._replace(part=record_parts.NEW_AGREEMENT.name)
    may = edge.rights(user_of(request))
    make = (
        (lambda: form_view.window(part_form(edge.services.partners, spot)))
        if may.edits
        else (lambda: not_allowed(edge, "edit"))
    )
    push(edge, request, make)
    request.ack()


def add_new_agreement(edge: Edge, request: SlackRequest) -> None:
    """A new agreement, sent: shows its window, or the mistakes beside the fields."""
    view, user = request.body["view"], user_of(request)
    spot = names.spot_named(str(view.get("private_metadata") or ""))
    if not edge.rights(user).edits:
        request.ack(response_action="update", view=not_allowed(edge, "edit"))
        return

    def show(outcome: SavedPartner) -> None:
        agreement_window = agreement(edge, user, spot._replace(agreement=outcome.agreement))
        refresh_below(edge, user, view, spot._replace(agreement=""))
        request.ack(response_action="update", view=agreement_window)

    _save_and_answer(
        request, lambda: add_agreement(edge.services.partners, spot, view, by=user), show
    )


def _deed(part: str) -> str:
    """What changing that part of a file is, for who may not."""
    return "decide" if part == record_parts.OUTCOMES.name else "edit"


def not_allowed(edge: Edge, deed: str) -> Json:
    """The window that says whom to ask."""
    return notices.window("Partner files", refusal(edge.settings, deed))


def _save_and_answer(
    request: SlackRequest, save: Callable[[], Outcome], on_saved: Callable[[SavedPartner], object]
) -> None:
    """Saves, and answers: success, errors beside the fields, or the form with a notice on top."""
    try:
        outcome = save()
        if isinstance(outcome, SavedPartner):
            on_saved(outcome)
        elif isinstance(outcome, FormMistakes):
            request.ack(response_action="errors", errors=dict(outcome.errors))
        else:
            request.ack(response_action="update", view=form_view.window(outcome))
    except DraftingError as error:
        show_error(request, str(error))


def refresh_below(edge: Edge, user: str, view: Json, spot: names.PartnerRef) -> None:
    """Shows what was saved in the windows below; asked for before the person can go on."""
    below, root = view.get("previous_view_id"), view.get("root_view_id")
    if spot.agreement and below and below != root:
        renew_soon(edge, below, lambda: agreement(edge, user, spot))
    if root and root != view["id"]:
        renew_soon(edge, root, lambda: card(edge, user, spot.partner))
