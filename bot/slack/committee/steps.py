"""What is said to a decision: a window each, with at most five fields, and what comes of it.

Who may is asked when a window opens and when it is sent; the rules are the decision's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.forms import FormQuestion, InputKind, Option
from bot.slack.committee import view
from bot.slack.committee.asking import show_refusal
from bot.slack.committee.facts import sheets_line
from bot.slack.committee.reminders import send_news
from bot.slack.committee.showing import WHO_MAY, decision_window, refusal_of
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners.form_mistakes import mistakes_of
from bot.slack.windows import do_soon, push, renew_soon, user_of
from drafting.partners import DraftingError, Side
from drafting.partnership.committee import (
    OUTCOMES,
    OutcomeBody,
    SheetVote,
    ToldHow,
    UnfitStep,
    asked_about,
    ever_asked,
    next_member,
    outcome_event,
    seats_of,
)
from drafting.register import Author, Entry, EntryBody, NewEvent, UnknownEntry
from drafting.sealing import without_numbers

WORDS, TOLD_BY = "words", "told_by"
LONGEST = 1_500
TRIES = 5  # while two hand a question on at once
CHANGES_THE_SHEETS = ("sheet", "conflict", "handed_on", "deferred", "withdrawn")
Json = dict[str, Any]
Values = Mapping[str, forms.Value]


def open_step(edge: Edge, request: SlackRequest) -> None:
    """A button below a decision: the window in which that is said."""
    ref = names.decision_named(str(request.body["actions"][0].get("value") or ""))
    push(edge, request, lambda: _window(edge, user_of(request), ref))
    request.ack()


def save_step(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: it is on record, or what is wrong is shown beside its field."""
    form, user = request.body["view"], user_of(request)
    ref = names.decision_named(str(form.get("private_metadata") or ""))
    inputs = forms.typed_values(form["state"]["values"])
    key = f"slack:{form['id']}:{form['hash']}"
    try:
        entry = _entry(edge, ref)
        why = refusal_of(edge, ref.step, entry, user)
        if why and not _gave_up(entry, ref, user):
            request.ack(response_action="update", view=view.sentence_window(why))
            return
        if _moved_on(entry, ref):
            request.ack(response_action="update", view=_window(edge, user, ref, is_stale=True))
            return
        entry = _said(edge, user, ref, inputs, key)
    except ValidationError as error:
        request.ack(response_action="errors", errors=dict(mistakes_of(error, inputs).errors))
    except DraftingError as error:
        show_refusal(request, error)
    else:
        do_soon(edge, lambda: send_news(edge, entry))
        _show(edge, request, user, entry)


def _show(edge: Edge, request: SlackRequest, user: str, entry: Entry) -> None:
    """The decision as it stands now: in the window below where there is one, or in this one."""
    below = request.body["view"].get("previous_view_id")
    if below:
        renew_soon(edge, below, lambda: decision_window(edge, user, entry.id))
        request.ack()
    else:
        request.ack(response_action="update", view=decision_window(edge, user, entry.id))


def _entry(edge: Edge, ref: names.DecisionRef) -> Entry:
    if ref.step not in WHO_MAY:
        raise UnknownEntry("This button is of an earlier day; open the decision again.")
    return edge.services.register.entry(ref.entry)


def _gave_up(entry: Entry, ref: names.DecisionRef, user: str) -> bool:
    """True where the person made a conflict known from this window: Slack sends it again."""
    return ref.step == "conflict" and any(
        event.number > ref.seen and event.author.by == user for event in entry.said("conflict")
    )


def _moved_on(entry: Entry, ref: names.DecisionRef) -> bool:
    """True for a decision on sheets of which the person has not seen all."""
    return ref.step == "decided" and any(
        event.number > ref.seen and event.verb in CHANGES_THE_SHEETS for event in entry.events
    )


def _said(edge: Edge, user: str, ref: names.DecisionRef, inputs: Values, key: str) -> Entry:
    """The entry once that is kept. Raises DraftingError, and pydantic's ValidationError."""
    register, values = edge.services.register, dict(inputs)
    is_partners = ref.step == "answered"
    told_by = str(values.pop(TOLD_BY, "")) if is_partners else ""
    side = Side.PARTNER if is_partners else Side.CIP
    author = Author(user, edge.permissions.name_of(user), side, told_by)
    words = without_numbers(str(values.pop(WORDS, "")))
    for tries_left in reversed(range(TRIES)):
        entry = register.entry(ref.entry)
        body = _body(edge, entry, ref, values)
        event = NewEvent(ref.entry, ref.step, author, key, ref.seen, words, body)
        try:
            return register.say(event)
        except UnfitStep as error:
            # Somebody else handed on to the same person at this moment: the one after is asked.
            if error.field != "handed_to" or ref.step != "conflict" or not tries_left:
                raise
    raise AssertionError("the last try returns or raises")


def _body(edge: Edge, entry: Entry, ref: names.DecisionRef, values: Values) -> EntryBody:
    verb = edge.services.register.kinds[entry.kind].verb(ref.step)
    fields = {name: value for name, value in values.items() if value}
    if ref.step == "sheet":
        fields["vote"] = ref.vote
    if ref.step == "conflict":
        fields["handed_to"] = next_member(entry, edge.permissions.committee())
    body = verb.body.model_validate(fields)
    if isinstance(body, OutcomeBody) and body.until is not None and body.until < edge.today():
        raise UnfitStep("That day is over; give a later one.", "until")
    return body


def _window(edge: Edge, user: str, ref: names.DecisionRef, *, is_stale: bool = False) -> Json:
    """The window in which that is said, or the sentence on why it cannot be."""
    entry = _entry(edge, ref)
    over = _why_over(edge, entry, ref.step) or refusal_of(edge, ref.step, entry, user)
    if over:
        return view.sentence_window(over)
    questions = QUESTIONS[ref.step](edge, entry, ref)
    if not questions and ref.step != "conflict":
        return view.sentence_window(prompts.load("replies/committee-handed_on-nobody").text)
    title = "Your sheet" if ref.step == "sheet" else ""
    label = title or edge.services.register.kinds[entry.kind].verb(ref.step).label
    head = [_head_line(entry, ref), _head(edge, entry, ref, is_stale=is_stale)]
    metadata = names.decision_value(ref._replace(seen=entry.last_number))
    return view.form(label[:24], head, questions, names.COMMITTEE_STEP_MODAL, metadata)


def _why_over(edge: Edge, entry: Entry, step: str) -> str:
    """That it was decided or withdrawn before a button was pressed; '' where it was not."""
    is_before = step not in ("told", "answered")
    is_withdrawn = entry.latest("withdrawn") is not None
    if not is_withdrawn and (outcome_event(entry) is None or not is_before):
        return ""
    state = edge.services.register.kinds[entry.kind].state(entry, edge.today())
    return prompts.fill("replies/committee-over", state=state[:1].lower() + state[1:])


def _head_line(entry: Entry, ref: names.DecisionRef) -> str:
    vote = f" · {SheetVote(ref.vote).label}" if ref.step == "sheet" and ref.vote else ""
    return f"{asked_about(entry.body).question.label}: {entry.title}{vote}"


def _head(edge: Edge, entry: Entry, ref: names.DecisionRef, *, is_stale: bool) -> str:
    """What the window is for; above a decision, the sheets."""
    sheets = sheets_line(entry, edge.permissions.name_of)
    if is_stale:
        return prompts.fill("replies/committee-changed", sheets=sheets)
    if ref.step == "decided":
        return prompts.fill("replies/committee-decided-form", sheets=sheets)
    if ref.step == "conflict":
        member = next_member(entry, edge.permissions.committee())
        next_sentence = (
            prompts.fill("replies/committee-conflict-next", member=edge.permissions.name_of(member))
            if member
            else prompts.load("replies/committee-conflict-nobody").text
        )
        return prompts.fill("replies/committee-conflict-form", next=next_sentence)
    return prompts.load(f"replies/committee-{ref.step}-form").text


def _text(name: str, title: str, *, optional: bool = True) -> FormQuestion:
    return FormQuestion(name, title, InputKind.TEXT, optional=optional, most=LONGEST)


def _of_sheet(_edge: Edge, _entry: Entry, ref: names.DecisionRef) -> list[FormQuestion]:
    conditions = [_text("conditions", "Conditions", optional=False)]
    with_conditions = ref.vote == SheetVote.WITH_CONDITIONS
    why = _text("why", "Why", optional=ref.vote != SheetVote.NO)
    return [*(conditions if with_conditions else []), why]


def _of_conflict(_edge: Edge, _entry: Entry, _ref: names.DecisionRef) -> list[FormQuestion]:
    question = _text(WORDS, "What it is, if you want to say")
    return [question]


def _of_handing_on(edge: Edge, entry: Entry, _ref: names.DecisionRef) -> list[FormQuestion]:
    members = [seat.member or seat.before[-1] for seat in seats_of(entry) if seat.sheet is None]
    stand_ins = [user for user in edge.permissions.committee() if user not in ever_asked(entry)]
    if not members or not stand_ins:
        return []
    name_of = edge.permissions.name_of
    return [
        FormQuestion(
            name,
            title,
            InputKind.CHOICE,
            options=tuple(Option(user, name_of(user)) for user in people),
            optional=False,
        )
        for name, title, people in (
            ("member", "In whose place", members),
            ("handed_to", "Who is asked", stand_ins),
        )
    ]


def _of_deferral(_edge: Edge, _entry: Entry, _ref: names.DecisionRef) -> list[FormQuestion]:
    until = FormQuestion("until", "Until", InputKind.DATE, hint="Empty: until it is brought again.")
    return [_text("why", "Why", optional=False), until]


def _of_outcome(_edge: Edge, entry: Entry, _ref: names.DecisionRef) -> list[FormQuestion]:
    options = tuple(Option(outcome.value, outcome.label) for outcome in OUTCOMES)
    question = asked_about(entry.body)
    smaller = FormQuestion(
        "amount", f"Up to what amount, in {question.currency}", value=str(question.amount)
    )
    return [
        FormQuestion("outcome", "Outcome", InputKind.CHOICE, options=options, optional=False),
        _text("why", "Why"),
        _text("conditions", "Conditions"),
        FormQuestion("until", "Holds until", InputKind.DATE),
        *([smaller] if question.amount is not None else []),
    ]


def _of_telling(edge: Edge, _entry: Entry, _ref: names.DecisionRef) -> list[FormQuestion]:
    options = tuple(Option(how.value, how.label) for how in ToldHow)
    today = edge.today().isoformat()
    return [
        FormQuestion("how", "How", InputKind.CHOICE, options=options, optional=False),
        FormQuestion("told_to", "Who at the partner was told"),
        FormQuestion("on", "On", InputKind.DATE, today, optional=False),
        _text(WORDS, "What was said"),
    ]


def _of_answer(_edge: Edge, _entry: Entry, _ref: names.DecisionRef) -> list[FormQuestion]:
    who = FormQuestion(TOLD_BY, "Who at the partner said it", optional=False)
    return [who, _text(WORDS, "What they said", optional=False)]


def _of_withdrawal(_edge: Edge, _entry: Entry, _ref: names.DecisionRef) -> list[FormQuestion]:
    return [_text(WORDS, "Why", optional=False)]


QUESTIONS = {
    "sheet": _of_sheet,
    "conflict": _of_conflict,
    "handed_on": _of_handing_on,
    "deferred": _of_deferral,
    "decided": _of_outcome,
    "told": _of_telling,
    "answered": _of_answer,
    "withdrawn": _of_withdrawal,
}
