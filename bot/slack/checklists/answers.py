"""Answers to a checklist's questions: given, confirmed, settled; and who is to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pydantic import ValidationError

import prompts
from bot.slack.blocks import names
from bot.slack.checklists import entry_view
from bot.slack.checklists import view as checklist_view
from bot.slack.checklists.answer_form import (
    WindowInput,
    field_refusals_of,
    inputs_of,
    missing_field,
    submission,
)
from bot.slack.checklists.entry_view import sentence_window
from bot.slack.checklists.judging import confirming
from bot.slack.checklists.listener import (
    Json,
    entry_at,
    entry_form,
    entry_window,
    page_window,
    receive,
    ref_of,
    refresh,
)
from bot.slack.checklists.reminders import remind_assignees
from bot.slack.checklists.spot import SIGNED, ChecklistRef, entry_as_seen, ref_from, signs_of
from bot.slack.checklists.starting import checklist_page, guarded
from bot.slack.checklists.view import in_the_order_shown, waits_for
from bot.slack.delivery.deliveries import DeliveryKind
from bot.slack.edge import Edge, SlackRequest
from bot.slack.partners.form_mistakes import FormMistakes
from bot.slack.partners.view import MEMBER
from bot.slack.roles import reads_as, refusal
from bot.slack.windows import renew_soon, show_error, turn, user_of
from drafting.due_diligence import (
    AnswerField,
    AnswerInput,
    AnswerState,
    Checklist,
    ChecklistEntry,
    Missing,
    Readers,
    Submission,
    answer_to,
)
from drafting.due_diligence.checklists import (
    WeighingDeed,
    WeighingInput,
    open_answer,
    taken_answer,
    weighs_alone,
)
from drafting.partners import DraftingError, Side


def save(edge: Edge, request: SlackRequest) -> None:
    """Adds the answer that a window sent, or shows beside its field what is wrong."""
    now, user = request.body["view"], user_of(request)
    spot, inputs = ref_from(str(now.get("private_metadata") or "")), inputs_of(now)
    if not edge.rights(user).assesses:
        request.ack(
            response_action="update", view=sentence_window(refusal(edge.settings, "assess"))
        )
        return
    try:
        outcome = _add(edge, request, spot, inputs)
    except ValidationError as error:
        outcome = field_refusals_of(inputs, error)
    except DraftingError as error:
        show_error(request, str(error))
        return
    if isinstance(outcome, FormMistakes):
        request.ack(response_action="errors", errors=dict(outcome.errors))
        return
    _close_or_go_on(edge, request, outcome, spot, goes_on=bool(inputs.values.get(entry_view.NEXT)))


def confirm(edge: Edge, request: SlackRequest) -> None:
    """Confirms what was filled in; in the partner's half a window asks who there says so."""
    spot = ref_of(request)
    if spot.entry.endswith(f".{Side.PARTNER.value}"):  # a button from before it was asked
        confirming.open_window(edge, request)
        return

    reader = reads_as(edge.rights(user_of(request)))

    def answer_of(entry: ChecklistEntry, by: str, key: str) -> AnswerInput | Missing | None:
        confirmation = Submission(by=by, key=key, confirms=True, reads_as=reader)
        return (
            answer_to(entry, confirmation, edge.today())
            if checklist_view.awaits_confirmation(entry)
            else None
        )

    _answer_if_current(edge, request, spot, "confirm", answer_of)


def settle(edge: Edge, request: SlackRequest) -> None:
    """Settles a conflict by one of its answers."""
    spot = ref_of(request)

    reader = reads_as(edge.rights(user_of(request)))

    def answer_of(entry: ChecklistEntry, by: str, key: str) -> AnswerInput | Missing | None:
        taking = Submission(by=by, key=key, reads_as=reader)
        chosen = (answer for answer in entry.latest_answers if answer.id[:SIGNED] == spot.file)
        return next((taken_answer(entry, answer, taking, edge.today()) for answer in chosen), None)

    _answer_if_current(edge, request, spot, f"settle:{spot.file}", answer_of)


def state_chosen(edge: Edge, request: SlackRequest) -> None:
    """Shows the fields that the state needs that was chosen."""
    now = request.body["view"]
    state = AnswerState(str(request.body["actions"][0]["selected_option"]["value"]))
    _redraw(edge, request, ref_from(str(now.get("private_metadata") or "")), state=state)
    request.ack()


def assign(edge: Edge, request: SlackRequest) -> None:
    """Assigns a question to the person who was chosen."""
    assignee = str(request.body["actions"][0].get("selected_user") or "")
    _assign(edge, request, assignee)


def take_back(edge: Edge, request: SlackRequest) -> None:
    """Takes a question back from the person whom it was assigned to."""
    _assign(edge, request, "")


def _add(
    edge: Edge, request: SlackRequest, spot: ChecklistRef, inputs: WindowInput
) -> ChecklistEntry | FormMistakes:
    """The question with the answer that was typed.

    Raises DraftingError, and ValidationError for what no document can hold.
    """
    now, user = request.body["view"], user_of(request)
    _, entry = entry_at(edge, spot)
    key = f"slack:{now['id']}:{now['hash']}"
    shown_entry = entry_as_seen(entry, spot.seen)
    reader = reads_as(edge.rights(user))
    form = submission(inputs, shown_entry, by=user, key=key, reads_as=reader)
    if isinstance(form, FormMistakes):
        return form
    answer = answer_to(shown_entry, form, edge.today())
    if isinstance(answer, Missing):
        kept_open = _from_an_old_window(edge, inputs, shown_entry, form, answer)
        if kept_open is None:
            return missing_field(inputs, answer)
        answer = kept_open
    new_entry = _kept(edge, spot, shown_entry, answer, inputs, user).entry(spot.entry)
    assert new_entry is not None
    if _holds_for_every_partner(inputs, answer):
        edge.services.due_diligence.keep_standing(
            new_entry.item.id, answer.text, user, answer.proofs, key
        )
    if inputs.files:
        _keep_files(edge, request, spot, inputs, answer)
    return new_entry


def _from_an_old_window(
    edge: Edge,
    inputs: WindowInput,
    shown_entry: ChecklistEntry,
    form: Submission,
    missing: Missing,
) -> AnswerInput | None:
    """What a window from before it asked who says so adds: as open, so that no word is lost."""
    asks = entry_view.SAID_BY in inputs.blocks
    if asks or missing.field is not AnswerField.SAID_BY:
        return None
    return open_answer(shown_entry, form, edge.today())


def _kept(
    edge: Edge,
    spot: ChecklistRef,
    shown_entry: ChecklistEntry,
    answer: AnswerInput,
    inputs: WindowInput,
    user: str,
) -> Checklist:
    """The checklist with the answer; who only weighs what stands there gives no answer."""
    desk = edge.services.due_diligence
    if not inputs.files and weighs_alone(shown_entry, answer):
        name = edge.permissions.name_of(user)
        words = WeighingInput(
            spot.entry, WeighingDeed.WEIGHED, user, name, answer.key, answer.weight
        )
        return desk.weigh(spot.checklist, words)
    return desk.answer(spot.checklist, [_until_files_arrive(answer, inputs)])


def _holds_for_every_partner(inputs: WindowInput, answer: AnswerInput) -> bool:
    """True for an answer that is to be kept for every partner; one for a few never is."""
    is_answer = answer.state is AnswerState.ANSWERED and bool(answer.text)
    return (
        bool(inputs.values.get(entry_view.STANDING))
        and is_answer
        and (answer.readers is Readers.BOTH)
    )


def _until_files_arrive(answer: AnswerInput, inputs: WindowInput) -> AnswerInput:
    """The answer to record until its files are here: open where it holds nothing else."""
    is_files_alone = bool(inputs.files) and not (answer.text or answer.proofs or answer.gap)
    if is_files_alone and answer.state is AnswerState.ANSWERED:
        return replace(answer, state=AnswerState.OPEN)
    return answer


def _keep_files(
    edge: Edge, request: SlackRequest, spot: ChecklistRef, inputs: WindowInput, answer: AnswerInput
) -> None:
    """Has the files fetched and kept; the delivery holds ids alone."""
    extra = {
        "checklist": spot.checklist,
        "entry": spot.entry,
        "answer": answer.answer_id,
        "state": answer.state.value,
        "expires": inputs.text(entry_view.EXPIRES),
        "files": list(inputs.files),
    }
    now = request.body["view"]
    receive(edge, request, DeliveryKind.EVIDENCE, extra, key=f"{now['id']}:{now['hash']}")


def _close_or_go_on(
    edge: Edge, request: SlackRequest, entry: ChecklistEntry, spot: ChecklistRef, *, goes_on: bool
) -> None:
    """Closes the window, shows the next question, or what somebody else answered meanwhile."""
    user = user_of(request)
    refresh(edge, request, spot)
    if entry.in_conflict:
        notice = entry_view.conflict_sentence(entry, user)
        request.ack(response_action="update", view=entry_window(edge, user, spot, notice))
        return
    following = _next_open(edge, user, spot) if goes_on else ""
    if not following:
        request.ack()
        return
    next_spot = spot._replace(entry=following, seen=(), file="")
    window = guarded(edge, user, lambda: entry_window(edge, user, next_spot, goes_on=True))
    request.ack(response_action="update", view=window())


def _next_open(edge: Edge, user: str, spot: ChecklistRef) -> str:
    """The key of the next question of the page that waits for an answer; '' for none."""
    checklist = edge.services.due_diligence.get(spot.checklist)
    shown = checklist_page(edge, checklist, user)
    entries = in_the_order_shown(shown.entries(spot.page) if spot.page else checklist.entries)
    keys = [entry.key for entry in entries]
    here = keys.index(spot.entry) + 1 if spot.entry in keys else 0
    waiting = (entry for entry in (*entries[here:], *entries[:here]) if waits_for(entry, shown))
    return next((entry.key for entry in waiting if entry.key != spot.entry), "")


def _answer_if_current(
    edge: Edge,
    request: SlackRequest,
    spot: ChecklistRef,
    deed: str,
    answer_of: Callable[[ChecklistEntry, str, str], AnswerInput | Missing | None],
) -> None:
    """Adds the answer that `answer_of` makes of the entry as shown, the person and a key.

    Where others answered since then, nothing is added, and the person sees the current answers.
    """
    user, notice = user_of(request), ""
    if edge.rights(user).assesses:
        _, entry = entry_at(edge, spot)
        key = f"{deed}:{spot.checklist}:{spot.entry}:{'+'.join(spot.seen)}:{user}"
        answer = answer_of(entry_as_seen(entry, spot.seen), user, key)
        is_as_shown = signs_of(entry) == spot.seen
        if is_as_shown and isinstance(answer, Missing):
            notice = answer.sentence
        elif is_as_shown and isinstance(answer, AnswerInput):
            edge.services.due_diligence.answer(spot.checklist, [answer])
        elif entry.current and entry.current.by != user:
            notice = prompts.fill("replies/checklist-newer", who=_name_of(entry.current.by))
    view = request.body.get("view") or {}
    if view.get("callback_id") == names.ENTRY_MODAL:
        draw = guarded(edge, user, lambda: entry_window(edge, user, spot, notice))
    else:
        page = spot._replace(entry="", seen=(), file="")
        draw = guarded(edge, user, lambda: page_window(edge, user, page, notice))
    turn(edge, request, draw)
    refresh(edge, request, spot)
    request.ack()


def _assign(edge: Edge, request: SlackRequest, assignee: str) -> None:
    now, user, act = request.body["view"], user_of(request), request.body["actions"][0]
    spot, notice = ref_from(str(now.get("private_metadata") or "")), ""
    if assignee and not edge.rights(assignee).assesses:
        notice = prompts.fill("replies/answer-may-not-see", who="This person")
    elif edge.rights(user).assesses:
        key = f"assign:{now['id']}:{act.get('action_ts', '')}"
        checklist = edge.services.due_diligence.assign(
            spot.checklist, spot.entry, assignee, user, key
        )
        remind_assignees(edge, checklist)
    _redraw(edge, request, spot, notice=notice)
    refresh(edge, request, spot)
    request.ack()


def _redraw(
    edge: Edge,
    request: SlackRequest,
    spot: ChecklistRef,
    state: AnswerState | None = None,
    notice: str = "",
) -> None:
    """Draws a question's window again with the answers that it showed; typed text stays."""
    now, user = request.body["view"], user_of(request)
    chosen = inputs_of(now).text(entry_view.STATE)
    new_state = state or (AnswerState(chosen) if chosen else None)

    def entry_form_window() -> Json:
        checklist, entry = entry_at(edge, spot)
        shown_entry = entry_as_seen(entry, spot.seen)
        form = entry_form(edge, user, checklist, shown_entry, spot)
        goes_on = bool(inputs_of(now).values.get(entry_view.NEXT))
        return entry_view.view(replace(form, state=new_state, notice=notice, goes_on=goes_on))

    draw = guarded(edge, user, entry_form_window)
    renew_soon(edge, now["id"], draw)


def _name_of(user: str) -> str:
    return "Somebody else" if MEMBER.fullmatch(user) else user
