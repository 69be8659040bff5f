"""One question of a checklist in a window: its current answers, and the form to answer it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from slack_sdk.models.blocks import ButtonElement

import prompts
from bot.slack.blocks import forms, names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, BUTTON, LONGEST_INPUT, TITLE, clip, one_line
from bot.slack.blocks.forms import InputKind, Option
from bot.slack.blocks.parts import (
    Block,
    button,
    clause_button_of,
    fitting,
    heading,
    label,
    modal,
    row,
    small_print,
)
from bot.slack.blocks.rich_text import TextRun
from bot.slack.checklists import words
from bot.slack.checklists.spot import SIGNED, ChecklistRef, ref_value, signs_of
from bot.slack.checklists.view import awaits_confirmation, confirm_button
from bot.slack.partners.form_view import notice
from bot.slack.partners.view import MEMBER
from drafting.due_diligence import AnswerState, Checklist, ChecklistEntry, ItemAnswer, Readers
from drafting.due_diligence.checklists import (
    SCREENING_ENTRY,
    PartnerVoice,
    Weight,
    last_voice,
    reads_all,
)
from drafting.partners import Side

NAME = "Question"
MARK = "@"  # parts the field in a block id from what makes the id a new one
STATE, TEXT, KEPT, LINK, FILES, EXPIRES = "state", "text", "kept", "link", "files", "expires"
STANDING, NEXT = "standing", "next"
SAID_BY, SAID_ON, WEIGHT, READERS = "said_by", "said_on", "weight", "readers"
GAP, GAP_SIDE, GAP_ACTION, GAP_DUE = "gap", "gap_side", "gap_action", "gap_due"
CHOSEN = {
    AnswerState.ANSWERED: "Answered",
    AnswerState.GAP: "Something is missing (a gap)",
    AnswerState.NOT_APPLICABLE: "Not applicable",
    AnswerState.OPEN: "Open: not known yet",
}
SHOWN = 20  # answers side by side
MOST_FILES = 5
LINE = 1_000  # characters
LONGEST_NAME = 200
FILES_LAST = "Choose the state and the person first, then the files."


@dataclass(frozen=True)
class EntryForm:
    """What the window of one question holds."""

    checklist: Checklist
    entry: ChecklistEntry
    spot: ChecklistRef
    today: date
    state: AnswerState | None = None  # as chosen in the window; None: the current one
    notice: str = ""  # shown on top
    reader: Readers = Readers.CIP  # what the person may read
    settles: bool = False  # True where the person may clear a concern
    goes_on: bool = False  # True where the window shows the next question once it is sent

    @property
    def chosen(self) -> AnswerState:
        """The state that the form asks for: a question that is answered now is answered."""
        current = self.entry.current
        state = (
            current.state
            if current and not awaits_confirmation(self.entry)
            else AnswerState.ANSWERED
        )
        waits = state in {AnswerState.OPEN, AnswerState.TO_CONFIRM}  # also a note of the office's
        return self.state or (AnswerState.ANSWERED if waits else state)


def view(form: EntryForm) -> dict[str, Any]:
    """The window of one question."""
    spot = form.spot._replace(seen=signs_of(form.entry))
    blocks = [
        *notice(form.notice),
        *_question(form.entry),
        *_current_answers(form, spot),
        *_screening(form),
        *_assignment(form.entry, spot),
    ]
    more: dict[str, Any] = {"private_metadata": ref_value(spot)}
    if reads_all(form.entry, form.reader):
        blocks += [heading("Your answer"), *_inputs(form)]
        more["submit"] = label("Save", TITLE)
    fitting_blocks, _ = fitting(blocks)
    return modal(NAME, names.ENTRY_MODAL, fitting_blocks, **more)


def field(block: str) -> str:
    """The field of a block id."""
    return block.partition(MARK)[0]


def _question(entry: ChecklistEntry) -> Iterator[Block]:
    yield rich_text.paragraph([TextRun(clip(one_line(entry.item.ask), BLOCK_TEXT), bold=True)])
    yield small_print(f"{words.who_answers(entry.side)} · {one_line(entry.item.area_title)}")
    why = rich_text.section([TextRun("Why: ", bold=True), TextRun(clip(one_line(entry.why), LINE))])
    shows = [
        TextRun("What would show it: ", bold=True),
        TextRun(clip(one_line(entry.item.evidence), LINE)),
    ]
    yield rich_text.rich_text(why, rich_text.section(shows))
    bases = (
        f"{name.partition(' ')[0].upper()} {name.partition(' ')[2]}" for name in entry.item.basis
    )
    yield from row([clause_button for basis in bases for clause_button in clause_button_of(basis)])


def _screening(form: EntryForm) -> list[Block]:
    """The way to the check itself, at the question what it showed."""
    if form.entry.key != SCREENING_ENTRY:
        return []
    value = names.screening_value(names.ScreeningRef(form.checklist.partner))
    return row([button("Check against lists", names.SCREENING_OPEN, value)])


def _current_answers(form: EntryForm, spot: ChecklistRef) -> Iterator[Block]:
    """What was answered already, or filled in from elsewhere."""
    answers = form.entry.latest_answers
    if len(answers) > 1:
        yield from notices.notice("checklist-side-by-side").blocks
    for answer in answers[-SHOWN:]:
        yield from words.answer_blocks(answer)
        yield from row(_answer_buttons(answer, spot, form))
    if len(answers) > SHOWN:
        yield small_print(f"And {len(answers) - SHOWN} earlier ones, in the checklist’s files.")


def _answer_buttons(answer: ItemAnswer, spot: ChecklistRef, form: EntryForm) -> list[ButtonElement]:
    """What can be done with an answer: settle with it, confirm it, see its evidence."""
    acts = []
    if len(spot.seen) > 1:
        at = ref_value(spot._replace(file=answer.id[:SIGNED]))
        acts.append(button("Take this one", names.ENTRY_SETTLE, at))
    elif awaits_confirmation(form.entry) and form.entry.side is Side.CIP:
        acts.append(confirm_button(form.entry, ref_value(spot)))  # else who says so is asked below
    acts += _clear_button(answer, spot, form)
    files = [proof for proof in answer.proofs if proof.file]
    for proof in files[: words.PROOFS]:
        at = ref_value(ChecklistRef(spot.checklist, file=proof.file))
        text = clip(f"Send me {one_line(proof.name)}", BUTTON)
        acts.append(button(text, names.EVIDENCE_SEND, at))
    return acts


def _clear_button(answer: ItemAnswer, spot: ChecklistRef, form: EntryForm) -> list[ButtonElement]:
    """Beneath the last answer: to clear its concern, or to take that back; none without right."""
    entry = form.entry
    is_last = answer is entry.latest_answers[-1]
    if not form.settles or not is_last or not reads_all(entry, form.reader):
        return []
    at = ref_value(spot)
    if entry.is_concern:
        return [button("Clear it, with a reason", names.ENTRY_CLEAR, at)]
    return [button("Take the clearing back", names.ENTRY_CLEAR, at)] if entry.clearing else []


def _assignment(entry: ChecklistEntry, spot: ChecklistRef) -> Iterator[Block]:
    """Who is to answer it: chosen here, without sending the form."""
    at = ref_value(spot)
    choosing: dict[str, Any] = {
        "type": "users_select",
        "action_id": names.ENTRY_ASSIGN,
        "placeholder": label("Nobody in particular", 150).to_dict(),
    }
    if MEMBER.fullmatch(entry.assigned_to):
        choosing["initial_user"] = entry.assigned_to
    yield {
        "type": "section",
        "block_id": f"with{MARK}{len(entry.assigned_to)}{entry.assigned_to[-8:]}",
        "text": {"type": "mrkdwn", "text": "*Assigned to*", "verbatim": True},
        "accessory": choosing,
    }
    if entry.assigned_to and not MEMBER.fullmatch(entry.assigned_to):
        yield small_print(clip(one_line(entry.assigned_to), words.NAME))
    if entry.assigned_to:
        yield from row([button("Take it back", names.ENTRY_TAKE_BACK, at)])


def _inputs(form: EntryForm) -> Iterator[Block]:
    """The form. Its ids hold what it was filled from, so that another answer shows itself."""
    entry, current = form.entry, form.entry.current
    mark = "".join(signs_of(entry))[-SIGNED:]
    yield _state(form, mark)
    questions = [_text(entry, mark), *(_voice(form, mark) if entry.side is Side.PARTNER else ())]
    if form.chosen is AnswerState.GAP:
        questions += _gap(current, mark)
    yield from forms.blocks(questions)
    if entry.side is Side.CIP and entry.item.standing:
        yield _standing_box(mark)
    yield from forms.blocks(_evidence_ticks(entry, mark))
    yield _files(mark)
    yield from forms.blocks([*_link(mark), *_judgement(entry, mark)])
    yield _next_box(form, mark)


def _voice(form: EntryForm, mark: str) -> list[forms.FormQuestion]:
    """Who at the partner says it: offered as who was named last, for the person to correct."""
    current = form.entry.current
    if current and current.said_by:
        person, on = current.said_by, current.said_on or form.today
    else:
        last = last_voice(form.checklist.entries)
        person, on = (last.person if last else ""), form.today
    return voice_questions(person, on, mark)


def voice_questions(person: str, on: date, mark: str = "") -> list[forms.FormQuestion]:
    """The questions after who at the partner says something, and on what day."""
    most, hint = LONGEST_NAME, prompts.load("replies/answer-said-by").text
    return [
        forms.FormQuestion(
            f"{SAID_BY}{MARK}{mark}",
            "Who at the partner says so",
            value=person,
            hint=hint,
            most=most,
        ),
        forms.FormQuestion(f"{SAID_ON}{MARK}{mark}", "On what day", InputKind.DATE, on.isoformat()),
    ]


def voice_in(values: Mapping[str, forms.Value]) -> PartnerVoice | None:
    """Who was named in such questions, by field; None for nobody."""
    person, on = str(values.get(SAID_BY) or "").strip(), str(values.get(SAID_ON) or "")
    return PartnerVoice(person, date.fromisoformat(on) if on else None) if person else None


def _judgement(entry: ChecklistEntry, mark: str) -> list[forms.FormQuestion]:
    """What the answer weighs, and who may read it."""
    weight = entry.weight.value if entry.weight else ""
    weights = tuple(Option(each.value, each.label) for each in Weight)
    hint = prompts.load("replies/answer-weight").text
    readers = entry.readers_of(entry.current) if entry.current else entry.item.readers
    if entry.current and entry.is_note(entry.current):
        readers = entry.item.readers
    choices = tuple(
        Option(each.value, each.label) for each in Readers if each.is_within(entry.item.readers)
    )
    return [
        forms.FormQuestion(
            f"{WEIGHT}{MARK}{mark}", "What it weighs", InputKind.CHOICE, weight, hint, weights
        ),
        forms.FormQuestion(
            f"{READERS}{MARK}{mark}",
            "Who may read the answer",
            InputKind.CHOICE,
            readers.value,
            options=choices,
            optional=False,
        ),
    ]


def _next_box(form: EntryForm, mark: str) -> Block:
    """Whether the next question comes once this one is saved."""
    box = forms.option(Option(NEXT, "Show the next open question"))
    ticked = {"initial_options": [box]} if form.goes_on else {}
    return {
        "type": "input",
        "block_id": f"{NEXT}{MARK}{mark}",
        "optional": True,
        "label": label("When it is saved", 150).to_dict(),
        "element": {
            "type": "checkboxes",
            "action_id": forms.INPUT,
            "options": [box],
            **ticked,
        },
    }


def _state(form: EntryForm, mark: str) -> Block:
    options = [forms.option(Option(state.value, text)) for state, text in CHOSEN.items()]
    now = next(option for option in options if option["value"] == form.chosen.value)
    return {
        "type": "input",
        "block_id": f"{STATE}{MARK}{mark}",
        "dispatch_action": True,
        "label": label("State", 150).to_dict(),
        "element": {
            "type": "radio_buttons",
            "action_id": names.ENTRY_STATE,
            "options": options,
            "initial_option": now,
        },
    }


def _text(entry: ChecklistEntry, mark: str) -> forms.FormQuestion:
    """The answer's text; what the office noted for itself stands above, and is not filled in."""
    current = entry.current
    is_own_note = entry.side is Side.PARTNER and current is not None and entry.is_note(current)
    text = current.text if current and not is_own_note else ""
    return forms.FormQuestion(
        f"{TEXT}{MARK}{mark}", "Answer", InputKind.TEXT, text, most=LONGEST_INPUT
    )


def _standing_box(mark: str) -> Block:
    """Whether the answer holds for every partner, so that nobody need write it again."""
    text = prompts.load("replies/answer-standing").text
    return {
        "type": "input",
        "block_id": f"{STANDING}{MARK}{mark}",
        "optional": True,
        "label": label("For every partner", 150).to_dict(),
        "element": {
            "type": "checkboxes",
            "action_id": forms.INPUT,
            "options": [forms.option(Option(STANDING, text))],
        },
    }


def _gap(current: ItemAnswer | None, mark: str) -> list[forms.FormQuestion]:
    sides = tuple(Option(side.value, side.label) for side in Side)
    side = current.gap_side.value if current and current.gap_side else ""
    due = current.gap_due.isoformat() if current and current.gap_due else ""
    gap, action = (current.gap, current.gap_action) if current else ("", "")
    return [
        forms.FormQuestion(
            f"{GAP}{MARK}{mark}", "What is missing", InputKind.TEXT, gap, most=LONGEST_INPUT
        ),
        forms.FormQuestion(
            f"{GAP_SIDE}{MARK}{mark}",
            "Who addresses it",
            InputKind.CHOICE,
            side,
            "Either partner may, or both (CSPF 15(d)).",
            sides,
        ),
        forms.FormQuestion(
            f"{GAP_ACTION}{MARK}{mark}", "What was agreed", InputKind.LINE, action, most=LINE
        ),
        forms.FormQuestion(f"{GAP_DUE}{MARK}{mark}", "Agreed until", InputKind.DATE, due),
    ]


def _evidence_ticks(entry: ChecklistEntry, mark: str) -> list[forms.FormQuestion]:
    """The evidence that is there; what is taken out stays on record with the earlier answer."""
    proofs = entry.evidence[: forms.MOST_OPTIONS]
    options = tuple(Option(str(place), words.proof(proof)) for place, proof in enumerate(proofs))
    every = tuple(option.value for option in options)
    hint = "Take out what no longer holds."
    title = "Evidence that is there"
    question = forms.FormQuestion(
        f"{KEPT}{MARK}{mark}", title, InputKind.CHOICES, every, hint, options
    )
    return [question] if options else []


def _files(mark: str) -> Block:
    """The files, below what redraws the window: Slack does not promise to keep them."""
    return {
        "type": "input",
        "block_id": f"{FILES}{MARK}{mark}",
        "optional": True,
        "label": label("New evidence: files", 150).to_dict(),
        "hint": label(FILES_LAST, 150).to_dict(),
        "element": {"type": "file_input", "action_id": forms.INPUT, "max_files": MOST_FILES},
    }


def _link(mark: str) -> list[forms.FormQuestion]:
    link, until = "New evidence: a link, or where it lies", "New evidence holds until"
    return [
        forms.FormQuestion(f"{LINK}{MARK}{mark}", link, InputKind.LINE, most=LINE),
        forms.FormQuestion(f"{EXPIRES}{MARK}{mark}", until, InputKind.DATE),
    ]


def sentence_window(sentence: str) -> dict[str, Any]:
    """A window that holds one sentence."""
    runs = rich_text.clipped(rich_text.spoken(sentence), BLOCK_TEXT)
    return modal("Due diligence", names.CHECKLIST_MODAL, [rich_text.paragraph(runs)])


def conflict_sentence(entry: ChecklistEntry, own: str) -> str:
    """The sentence that others answered too; `own` is who looks."""
    other_users = [answer.by for answer in entry.latest_answers if answer.by != own]
    name = (
        "Somebody"
        if any(MEMBER.fullmatch(user) for user in other_users)
        else ", ".join(other_users)
    )
    return prompts.fill("replies/checklist-meanwhile", who=name or "Somebody")
