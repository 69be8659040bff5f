"""Asking the Committee about an agreement: the window, and the question put on record."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.escaping import in_order
from bot.slack.blocks.forms import FormQuestion, InputKind, Option
from bot.slack.committee import view
from bot.slack.committee.reminders import KIND, send_news
from bot.slack.committee.showing import decision_window
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners.form_mistakes import mistakes_of
from bot.slack.partners.view import agreement_title
from bot.slack.roles import Rights, refusal
from bot.slack.windows import button_spot, do_soon, push, show_error, user_of
from drafting.partners import DraftingError, Flag
from drafting.partners.record import Agreement, Partner
from drafting.partnership.committee import (
    DecisionBody,
    DecisionQuestion,
    UnfitStep,
    asked_about,
    outcome_event,
)
from drafting.register import Author, Entry, NewEntry

TITLE = "Ask the Committee"
ASKED = ("question", "amount", "currency", "paper")
FEWEST = 3  # CSPF 18(c)
LONGEST_PAPER = 3_000
Json = dict[str, Any]


def may_ask(rights: Rights) -> bool:
    """Drafters and coordinators bring agreements to the Committee."""
    return rights.drafts or rights.coordinates


def open_window(edge: Edge, request: SlackRequest) -> None:
    """The button: the window in which the Committee is asked."""
    spot, user = button_spot(request), user_of(request)

    def window() -> Json:
        if not may_ask(edge.rights(user)):
            return view.sentence_window(refusal(edge.settings, "draft"))
        return _window(edge, spot)

    push(edge, request, window)
    request.ack()


def ask(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: the question is on record, and goes to each member who is asked."""
    form, user = request.body["view"], user_of(request)
    spot = names.spot_named(str(form.get("private_metadata") or ""))
    if not may_ask(edge.rights(user)):
        declined = view.sentence_window(refusal(edge.settings, "draft"))
        request.ack(response_action="update", view=declined)
        return
    inputs = forms.typed_values(form["state"]["values"])
    try:
        entry, is_new = _opened(edge, user, spot, inputs)
    except ValidationError as error:
        request.ack(response_action="errors", errors=dict(mistakes_of(error, inputs).errors))
    except DraftingError as error:
        show_refusal(request, error)
    else:
        do_soon(edge, lambda: send_news(edge, entry))
        notice = "" if is_new else prompts.load("replies/committee-there").text
        window = decision_window(edge, user, entry.id, notice)
        request.ack(response_action="update", view=window)


def show_refusal(request: SlackRequest, error: DraftingError) -> None:
    """Says what is wrong beside the input that it is about."""
    blocks = {str(block.get("block_id")) for block in request.body["view"]["blocks"]}
    field = error.field if isinstance(error, UnfitStep) else ""
    if field in blocks:
        request.ack(response_action="errors", errors={field: forms.error_text(str(error))})
    elif any(block["type"] == "input" for block in request.body["view"]["blocks"]):
        show_error(request, str(error))
    else:
        request.ack(response_action="update", view=view.sentence_window(str(error)))


def _opened(
    edge: Edge, user: str, spot: names.PartnerRef, inputs: dict[str, forms.Value]
) -> tuple[Entry, bool]:
    """The question on record, and whether it is this one; one at a time is asked of an agreement.

    Raises DraftingError, and pydantic's ValidationError.
    """
    services = edge.services
    partner, terms = _terms(edge, spot)
    values = {name: inputs[name] for name in ASKED if inputs.get(name)}
    members = members_asked(edge)
    draft = services.drafting.newest_of(partner.id, terms.key)
    checklist = services.due_diligence.latest(partner.id, terms.key)
    body = DecisionBody.model_validate(
        {
            **values,
            "members": members,
            "quorum": min(edge.settings.partnership.committee.quorum, len(members) or FEWEST),
            "draft": draft.id if draft else "",
            "checklist": checklist.id if checklist else "",
        }
    )
    _require_amount(terms, body)
    earlier = services.register.of_partner(partner.id, kind=KIND)
    new_entry = NewEntry(
        KIND,
        partner.id,
        agreement_title(terms),
        Author(user, edge.permissions.name_of(user)),
        body,
        _wish(partner, terms, body.question, earlier),
        terms.key,
    )
    entry = services.register.open(new_entry)
    return entry, entry.body == body and entry.opened_by.by == user


def _require_amount(terms: Agreement, body: DecisionBody) -> None:
    """Without it an approval would cover nothing of what changes hands."""
    money = terms.money
    has_funds = money.funding_involved is Flag.YES or money.amount is not None
    if has_funds and body.question.approves_agreement and body.amount is None:
        raise UnfitStep("Funds change hands under this agreement; give the amount.", "amount")


def _wish(
    partner: Partner, terms: Agreement, question: DecisionQuestion, earlier: list[Entry]
) -> str:
    """The key of the question: the same until it is decided or withdrawn, whoever asks it again."""
    over = [
        entry
        for entry in earlier
        if entry.agreement == terms.key
        and asked_about(entry.body).question is question
        and (outcome_event(entry) is not None or entry.latest("withdrawn") is not None)
    ]
    return f"committee:{partner.id}:{terms.key}:{question}:{len(over) + 1}"


def members_asked(edge: Edge) -> tuple[str, ...]:
    """The members of the Committee who are asked first."""
    return edge.permissions.committee()[: edge.settings.partnership.committee.size]


def _terms(edge: Edge, spot: names.PartnerRef) -> tuple[Partner, Agreement]:
    """Raises DraftingError where partner or agreement is gone."""
    partner = edge.services.partners.get(spot.partner)
    terms = partner.agreement(spot.agreement)
    if terms is None:
        raise UnfitStep(prompts.load("replies/agreement-gone").text)
    return partner, terms


def _window(edge: Edge, spot: names.PartnerRef) -> Json:
    partner, terms = _terms(edge, spot)
    members = members_asked(edge)
    if len(members) < FEWEST:
        return view.sentence_window(prompts.load("replies/committee-nobody").text)
    member_names = ", ".join(in_order(edge.permissions.name_of(member)) for member in members)
    head = [
        f"{partner.name} · {agreement_title(terms)}",
        prompts.fill("replies/committee-ask-form", members=member_names),
    ]
    questions = _questions(terms)
    metadata = names.spot_value(names.PartnerRef(partner.id, terms.key))
    return view.form(TITLE, head, questions, names.COMMITTEE_ASK_MODAL, metadata)


def _questions(terms: Agreement) -> list[FormQuestion]:
    money = terms.money
    first = DecisionQuestion.ENTER if money.amount is None else DecisionQuestion.FUND
    options = tuple(Option(question.value, question.label) for question in DecisionQuestion)
    return [
        FormQuestion(
            "question", "Question", InputKind.CHOICE, first.value, options=options, optional=False
        ),
        FormQuestion("amount", "Amount", value=str(money.amount or "")),
        FormQuestion("currency", "Currency", value=money.currency),
        FormQuestion(
            "paper",
            "What the Committee should know",
            InputKind.TEXT,
            hint="In a few sentences: why now, and what speaks against it.",
            most=LONGEST_PAPER,
        ),
    ]
