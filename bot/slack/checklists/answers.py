"""Answers to a checklist's questions: given, confirmed, settled; and who is to answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pydantic import ValidationError

import prompts
from bot.slack.blocks import names
from bot.slack.checklists import entry_view
from bot.slack.checklists import view as checklist_view
from bot.slack.checklists.answer_form import Typed, beside, refused, submission, typed_in
from bot.slack.checklists.entry_view import EntryForm, says
from bot.slack.checklists.listener import (
    Json,
    entry_window,
    found,
    page_window,
    pressed,
    receive,
    refresh,
)
from bot.slack.checklists.reminders import tell_assigned
from bot.slack.checklists.spot import SIGNED, ChecklistRef, as_seen, named, signs
from bot.slack.checklists.starting import guarded
from bot.slack.delivery.deliveries import DeliveryKind
from bot.slack.edge import Edge, Sent
from bot.slack.partners.form_mistakes import Wrong
from bot.slack.partners.view import MEMBER
from bot.slack.roles import declined, rights
from bot.slack.windows import do_soon, renew, say_above, turn, user_of
from drafting.due_diligence import (
    AnswerInput,
    AnswerState,
    ChecklistEntry,
    Missing,
    Submission,
    answer_to,
    said_again,
)
from drafting.partners import DraftingError


def save(edge: Edge, sent: Sent) -> None:
    """An answer, sent: added, or what is wrong stands beside its field."""
    now, user = sent.body["view"], user_of(sent)
    spot, typed = named(str(now.get("private_metadata") or "")), typed_in(now)
    if not rights(edge.settings, user).assesses:
        sent.ack(response_action="update", view=says(declined(edge.settings, "assess")))
        return
    try:
        outcome = _add(edge, sent, spot, typed)
    except ValidationError as error:
        outcome = refused(typed, error)
    except DraftingError as error:
        say_above(sent, str(error))
        return
    if isinstance(outcome, Wrong):
        sent.ack(response_action="errors", errors=dict(outcome.errors))
        return
    _answered(edge, sent, outcome, spot)


def confirm(edge: Edge, sent: Sent) -> None:
    """What was filled in is right, says the person."""
    spot = pressed(sent)

    def own(entry: ChecklistEntry, by: str, key: str) -> AnswerInput | Missing | None:
        meant = Submission(by=by, key=key, confirms=True)
        return answer_to(entry, meant, edge.today()) if checklist_view.waits(entry) else None

    _stand_by(edge, sent, spot, "confirm", own)


def settle(edge: Edge, sent: Sent) -> None:
    """Of several answers side by side, one is taken."""
    spot = pressed(sent)

    def own(entry: ChecklistEntry, by: str, key: str) -> AnswerInput | None:
        standing = entry.standing_side_by_side
        seen = tuple(answer.id for answer in standing)
        chosen = (answer for answer in standing if answer.id[:SIGNED] == spot.file)
        return next((said_again(entry, one, by=by, key=key, seen_ids=seen) for one in chosen), None)

    _stand_by(edge, sent, spot, f"settle:{spot.file}", own)


def state_chosen(edge: Edge, sent: Sent) -> None:
    """Another state was chosen: the window asks what that needs."""
    now = sent.body["view"]
    picked = AnswerState(str(sent.body["actions"][0]["selected_option"]["value"]))
    _redraw(edge, sent, named(str(now.get("private_metadata") or "")), state=picked)
    sent.ack()


def assign(edge: Edge, sent: Sent) -> None:
    """Somebody was chosen to answer a question."""
    who = str(sent.body["actions"][0].get("selected_user") or "")
    _assign(edge, sent, who)


def take_back(edge: Edge, sent: Sent) -> None:
    """A question is nobody's in particular again."""
    _assign(edge, sent, "")


def _add(edge: Edge, sent: Sent, spot: ChecklistRef, typed: Typed) -> ChecklistEntry | Wrong:
    """The question with the answer that was typed.

    Raises DraftingError, and ValidationError for what no document can hold.
    """
    now, user = sent.body["view"], user_of(sent)
    _, entry = found(edge, spot)
    key = f"slack:{now['id']}:{now['hash']}"
    stood = as_seen(entry, spot.seen)
    form = submission(typed, stood, by=user, key=key)
    if isinstance(form, Wrong):
        return form
    meant = answer_to(stood, form, edge.today())
    if isinstance(meant, Missing):
        return beside(typed, meant)
    added = edge.services.due_diligence.answer(spot.checklist, [_first(meant, typed)]).entry(
        spot.entry
    )
    assert added is not None
    if typed.values.get(entry_view.STANDING) and meant.state is AnswerState.ANSWERED and meant.text:
        edge.services.due_diligence.keep_standing(
            added.item.id, meant.text, user, meant.proofs, key
        )
    if typed.files:
        _keep_files(edge, sent, spot, typed, meant)
    return added


def _first(meant: AnswerInput, typed: Typed) -> AnswerInput:
    """The answer as it stands until its files are here: open where they are all that it says."""
    is_files_alone = bool(typed.files) and not (meant.text or meant.proofs or meant.gap)
    answered = meant.state is AnswerState.ANSWERED
    return replace(meant, state=AnswerState.OPEN) if is_files_alone and answered else meant


def _keep_files(
    edge: Edge, sent: Sent, spot: ChecklistRef, typed: Typed, meant: AnswerInput
) -> None:
    """Has the files fetched and kept; the delivery holds ids alone."""
    extra = {
        "checklist": spot.checklist,
        "entry": spot.entry,
        "answer": meant.answer_id,
        "state": meant.state.value,
        "expires": typed.text(entry_view.EXPIRES),
        "files": list(typed.files),
    }
    now = sent.body["view"]
    receive(edge, sent, DeliveryKind.EVIDENCE, extra, key=f"{now['id']}:{now['hash']}")


def _answered(edge: Edge, sent: Sent, entry: ChecklistEntry, spot: ChecklistRef) -> None:
    """Closes the window, or shows what somebody else answered meanwhile."""
    user = user_of(sent)
    if entry.in_conflict:
        said = entry_view.meanwhile(entry, user)
        sent.ack(response_action="update", view=entry_window(edge, spot, said))
    else:
        sent.ack()
    refresh(edge, sent, spot)


def _stand_by(
    edge: Edge,
    sent: Sent,
    spot: ChecklistRef,
    deed: str,
    own: Callable[[ChecklistEntry, str, str], AnswerInput | Missing | None],
) -> None:
    """Adds what `own` makes of what was shown, who pressed and a key, on all that stood then.

    Where others answered since then, nothing is added, and the person sees what stands now.
    """
    user, said = user_of(sent), ""
    if rights(edge.settings, user).assesses:
        _, entry = found(edge, spot)
        key = f"{deed}:{spot.checklist}:{spot.entry}:{'+'.join(spot.seen)}:{user}"
        meant = own(as_seen(entry, spot.seen), user, key)
        is_as_shown = signs(entry) == spot.seen
        if is_as_shown and isinstance(meant, Missing):
            said = meant.sentence
        elif is_as_shown and isinstance(meant, AnswerInput):
            edge.services.due_diligence.answer(spot.checklist, [meant])
        elif entry.current and entry.current.by != user:
            said = prompts.fill("replies/checklist-newer", who=_name(entry.current.by))
    view = sent.body.get("view") or {}
    if view.get("callback_id") == names.ENTRY_MODAL:
        drawn = guarded(edge, user, lambda: entry_window(edge, spot, said))
    else:
        page = spot._replace(entry="", seen=(), file="")
        drawn = guarded(edge, user, lambda: page_window(edge, user, page, said))
    turn(edge, sent, drawn)
    refresh(edge, sent, spot)
    sent.ack()


def _assign(edge: Edge, sent: Sent, who: str) -> None:
    now, user, act = sent.body["view"], user_of(sent), sent.body["actions"][0]
    spot, said = named(str(now.get("private_metadata") or "")), ""
    if who and not rights(edge.settings, who).assesses:
        said = prompts.fill("replies/answer-may-not-see", who="This person")
    elif rights(edge.settings, user).assesses:
        key = f"assign:{now['id']}:{act.get('action_ts', '')}"
        checklist = edge.services.due_diligence.assign(spot.checklist, spot.entry, who, user, key)
        tell_assigned(edge, checklist)
    _redraw(edge, sent, spot, said=said)
    refresh(edge, sent, spot)
    sent.ack()


def _redraw(
    edge: Edge, sent: Sent, spot: ChecklistRef, state: AnswerState | None = None, said: str = ""
) -> None:
    """A question's window once more, with the answers that it showed; what is typed in it stays."""
    now, user = sent.body["view"], user_of(sent)
    chosen = typed_in(now).text(entry_view.STATE)
    wanted = state or (AnswerState(chosen) if chosen else None)

    def made() -> Json:
        checklist, entry = found(edge, spot)
        stood = as_seen(entry, spot.seen)
        return entry_view.view(EntryForm(checklist, stood, spot, edge.today(), wanted, said))

    drawn = guarded(edge, user, made)
    do_soon(edge, lambda: renew(edge, now["id"], drawn()))


def _name(who: str) -> str:
    return "Somebody else" if MEMBER.fullmatch(who) else who
