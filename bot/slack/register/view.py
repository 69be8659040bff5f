"""The windows of the register: what may be recorded, an entry, and a form for each verb."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import prompts
from bot.slack.blocks import forms, names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion, InputKind, Option, Value
from bot.slack.blocks.parts import (
    Block,
    button,
    clause_button_of,
    fitting,
    label,
    modal,
    row,
    small_print,
    title_row,
)
from bot.slack.blocks.rich_text import TextRun
from bot.slack.partners.record_forms import entry_of
from drafting.calendar import due_words, interval_note
from drafting.partners import Side
from drafting.partners.record import Agreement, fields_of
from drafting.partnership.cases import matter_reference
from drafting.register import (
    OFFICE,
    Entry,
    EntryEvent,
    EntryKind,
    KnownNames,
    RegisterRules,
    SpokenWords,
    Verb,
    Waiting,
    asked_fields,
    body_lines,
    is_member,
    named_sorts,
    written_day,
)

NAME = "Register"
AGREEMENT, SIDE, WORDS, TOLD_BY = "agreement", "side", "words", "told_by"
WHOLE_RELATIONSHIP = "-whole-"
DECISION, ACTION = "decision", "action"
NO_OFFERS: Mapping[str, Mapping[str, str]] = {}
FROM_ENTRY = "from_entry"  # the field that names where an entry comes from
PROSPECT = "prospect"
SHOWN_ENTRIES = 18
SHOWN_EVENTS = 15
SHOWN_MATTERS = 40
WORDS_SHOWN = 400
SHOWN_DUE = 25  # lines of a handover
IN_A_BLOCK = 2_500
FACT_SHOWN = 2_000
Json = dict[str, Any]


@dataclass(frozen=True)
class RuleLine:
    """Something that an agreement owes by rule, and that nothing was said to yet."""

    rule: str
    agreement: str
    what: str
    when: str
    kind: str = "owed"  # of the entry that is opened for it


@dataclass(frozen=True)
class PartnerRegister:
    """What the window on a partner's register shows."""

    partner: str  # its id; OFFICE for what is about no one partner
    name: str
    entries: Sequence[tuple[Entry, EntryKind]]  # that are not closed
    rules: Sequence[RuleLine]
    kinds: Sequence[EntryKind]  # that may be opened
    may_record: bool


def register_window(page: PartnerRegister, today: date) -> Json:
    """What is open with a partner, what may be recorded, and its sheet."""
    blocks = [
        small_print(clip(one_line(page.name), BLOCK_TEXT)),
        small_print(prompts.load(f"replies/{_introduction(page)}").text),
        *_entry_rows(page, today),
        *(_rule_rows(page) if page.may_record else ()),
        *_opening_menu(page),
        *(row([_sheet_button(page)]) if page.partner != OFFICE else ()),
    ]
    return _plain_window(blocks)


@dataclass(frozen=True)
class MatterRow:
    """An entry that is for a role alone, as its list shows it."""

    entry: Entry
    kind: EntryKind
    partner: str  # its name


def matters_window(rows: Sequence[MatterRow], today: date) -> Json:
    """What is for the person's roles alone, with every partner."""
    blocks = [small_print(prompts.load("replies/register-matters").text)]
    if not rows:
        blocks.append(small_print(prompts.load("replies/register-no-matters").text))
    for each in rows[:SHOWN_MATTERS]:
        below = one_line(f"{each.partner} · {each.kind.state(each.entry, today)}")
        blocks.append(title_row(each.entry.title, _look(each.entry, each.kind), below=below))
    blocks += _rest(len(rows), "register-more", SHOWN_MATTERS)
    return _plain_window(blocks)


def entry_window(entry: Entry, kind: EntryKind, page: EntryShown) -> Json:
    """An entry: how it stands, what waits, what was said by whom, and what may be said."""
    waiting = list(kind.waiting_beside(entry, page.siblings, page.rules, page.today))
    blocks = [
        title_row(entry.title, block_id="entry"),
        small_print(clip(one_line(f"{page.partner} · {kind.label}"), BLOCK_TEXT)),
        *row(clause_button_of(kind.clause)),
        *_role_note(entry),
        rich_text.paragraph([TextRun(kind.state(entry, page.today), bold=True)]),
        *_body_block(kind.people(entry, page.today), page.name_of),
        *_body_block(body_lines(kind.current_body(entry), page.known), page.name_of),
        *(_waiting_block(each, entry, page.today) for each in waiting),
        *_due_blocks(page),
        *_facts_blocks(page.facts),
        *_event_blocks(entry, kind, page),
        *_led_to(page),
        *(row(_entry_buttons(entry, kind, page)) if page.may_record else []),
        *(row(_leading_buttons(entry, page)) if page.may_record else []),
    ]
    return _plain_window(blocks)


@dataclass(frozen=True)
class EntryShown:
    """What the window on an entry needs beside it."""

    partner: str  # its name
    rules: RegisterRules
    today: date
    may_record: bool
    siblings: Sequence[Entry] = ()  # the partner's
    due: Sequence[Waiting] = ()  # all that is due with the partner, where the entry lists it
    name_of: Callable[[str], str] = str  # a person's name by a member's id; a name stays
    is_coordinator: bool = False
    known: KnownNames | None = None  # what is called how, of all that the entry names
    leads_to: Sequence[EntryKind] = ()  # the kinds that may be opened from it
    led_to: Sequence[tuple[Entry, EntryKind]] = ()  # what was opened from it
    facts: Sequence[tuple[str, str]] = ()  # what the register says of the matter by itself


def opening_window(
    kind: EntryKind,
    reference: names.RegisterRef,
    agreements: Sequence[Agreement],
    values: Mapping[str, Value] | None = None,
) -> Json:
    """The form in which an entry of that kind is opened."""
    questions = [*_field_questions(kind.body, values or {})]
    if reference.entry:  # it says itself where it comes from
        questions = [question for question in questions if question.block != FROM_ENTRY]
    if agreements:
        questions.append(_agreement_question(agreements, reference.agreement))
    head = [small_print(f"{kind.label} · {kind.clause}")]
    return _form(names.REGISTER_OPEN_MODAL, "Open it", [*head, *forms.blocks(questions)], reference)


def saying_window(
    entry: Entry,
    verb: Verb,
    reference: names.RegisterRef,
    *,
    newer: Sequence[tuple[EntryEvent, str]] = (),
    offers: Mapping[str, Mapping[str, str]] = NO_OFFERS,
) -> Json:
    """The form of one verb; with `newer` it says first what somebody else said meanwhile.

    `offers` are the values to choose from, with their labels, of fields that the entry knows.
    """
    told = Side.PARTNER in verb.sides
    utterance = fields_of(SpokenWords)
    words = entry_of(utterance[WORDS], "", WORDS)
    questions = [
        *(_offering(each, offers) for each in _field_questions(verb.body, {})),
        *([_side_question(verb)] if len(verb.sides) > 1 else []),
        *([_told_question(verb)] if told else []),
        replace(words, optional=not verb.needs_words, kind=InputKind.TEXT),
    ]
    head = [title_row(entry.title), small_print(verb.label)]
    if newer:
        head.append(small_print(prompts.load("replies/register-moved-on").text))
        lines = [[TextRun(_event_line(event, text))] for event, text in newer]
        head.append(rich_text.rich_text(rich_text.bullets(lines)))
    blocks = [*head, *forms.blocks(questions)]
    return _form(names.REGISTER_SAY_MODAL, "Record it", blocks, reference)


def elsewhere_window(entry: Entry, kind: EntryKind) -> Json:
    """For an entry whose kind has windows of its own: where it is looked at and added to."""
    blocks = [
        title_row(entry.title),
        small_print(prompts.load("replies/register-own-windows").text),
        *row([_look(entry, kind)]),
    ]
    return _plain_window(blocks)


def sentence_window(sentence: str) -> Json:
    """A window of one sentence."""
    return notices.window(NAME, sentence)


def _plain_window(blocks: Sequence[Block]) -> Json:
    view_blocks, whole = fitting(blocks, room=1)
    if not whole:
        view_blocks.append(small_print(prompts.load("replies/register-more").text))
    return modal(NAME, names.REGISTER_ENTRY_MODAL, view_blocks)


def _form(
    callback: str, submit: str, blocks: Sequence[Block], reference: names.RegisterRef
) -> Json:
    view_blocks, _ = fitting(blocks)
    metadata = names.register_value(reference)
    return modal(
        NAME, callback, view_blocks, private_metadata=metadata, submit=label(submit, TITLE)
    )


def _introduction(page: PartnerRegister) -> str:
    return "register-window" if page.partner != OFFICE else "register-office-window"


def _sheet_button(page: PartnerRegister) -> Any:
    value = names.register_value(names.RegisterRef(page.partner))
    return button("Accountability sheet", names.REGISTER_SHEET, value)


def _opening_menu(page: PartnerRegister) -> Iterator[Block]:
    """The kinds of which an entry may be opened, as one menu: buttons would fill a phone."""
    options = [
        forms.option(
            Option(
                names.register_value(names.RegisterRef(page.partner, kind=kind.name)),
                f"{kind.label} · {kind.clause}",
            )
        )
        for kind in page.kinds
        if not kind.has_own_windows
    ]
    if options:
        menu = {
            "type": "static_select",
            "action_id": names.REGISTER_KIND,
            "placeholder": label("Record something new", forms.LABEL).to_dict(),
            "options": options,
        }
        yield {"type": "actions", "block_id": names.REGISTER_KIND, "elements": [menu]}


def _entry_rows(page: PartnerRegister, today: date) -> Iterator[Block]:
    if not page.entries:
        yield small_print(prompts.load("replies/register-nothing-open").text)
    for entry, kind in page.entries[:SHOWN_ENTRIES]:
        yield title_row(
            entry.title,
            _look(entry, kind),
            below=one_line(f"{kind.label} · {kind.state(entry, today)}"),
        )
    yield from _rest(len(page.entries), "register-more")


def _rest(count: int, sentence: str, most: int = SHOWN_ENTRIES) -> Iterator[Block]:
    """That there are more than are shown."""
    if count > most:
        yield small_print(prompts.load(f"replies/{sentence}").text)


def _look(entry: Entry, kind: EntryKind) -> Any:
    """The button that shows an entry: in the windows of its kind, where that has its own."""
    if kind.name == DECISION:
        value = names.decision_value(names.DecisionRef(entry.id))
        return button("Look", names.COMMITTEE_OPEN, value)
    value = names.register_value(names.RegisterRef(entry.partner, entry.id))
    return button("Look", names.REGISTER_SHOW, value)


def _rule_rows(page: PartnerRegister) -> Iterator[Block]:
    if page.rules:
        yield small_print(prompts.load("replies/register-by-rule").text)
    for line in page.rules[:SHOWN_ENTRIES]:
        reference = names.RegisterRef(page.partner, "", line.rule, line.kind, line.agreement)
        yield title_row(
            line.what,
            button("Record", names.REGISTER_OPEN, names.register_value(reference)),
            below=one_line(line.when),
        )
    yield from _rest(len(page.rules), "register-more-owed")


def _led_to(page: EntryShown) -> Iterator[Block]:
    for entry, kind in page.led_to[:SHOWN_ENTRIES]:
        below = one_line(f"{kind.label} · {kind.state(entry, page.today)}")
        yield title_row(entry.title, _look(entry, kind), below=below)


def _leading_buttons(entry: Entry, page: EntryShown) -> list[Any]:
    """One for each kind of which an entry may be opened from this one."""
    return [
        button(
            f"{kind.label} from it",
            names.REGISTER_KIND,
            names.register_value(
                names.RegisterRef(
                    entry.partner if kind.has_partner else OFFICE, entry.id, kind=kind.name
                )
            ),
        )
        for kind in page.leads_to
    ]


def _entry_buttons(entry: Entry, kind: EntryKind, page: EntryShown) -> list[Any]:
    """What may be said to it, and an action that comes from it."""
    reference = names.RegisterRef(entry.partner, entry.id, "", ACTION, entry.agreement)
    value = names.register_value(reference)
    opening = [button("Open an action", names.REGISTER_KIND, value)] if kind.leaves_actions else []
    return [*_verb_buttons(entry, kind, page), *opening]


def _verb_buttons(entry: Entry, kind: EntryKind, page: EntryShown) -> list[Any]:
    saying = [
        button(
            verb.label,
            names.REGISTER_SAY,
            names.register_value(
                names.RegisterRef(entry.partner, entry.id, verb.name, seen=entry.last_number)
            ),
        )
        for verb in kind.offered(entry)
        if page.is_coordinator or not verb.for_coordinators
    ]
    return [*_file_button(entry, kind), *saying]


def _file_button(entry: Entry, kind: EntryKind) -> Iterator[Any]:
    """For a prospect: the form of a new partner, with what is known of it."""
    if entry.kind == PROSPECT and not kind.is_closed(entry):
        value = names.new_partner_value(one_line(entry.title), entry.id)
        yield button("Make its partner file", names.PARTNER_ADD, value)


def _role_note(entry: Entry) -> Iterator[Block]:
    """That an entry is for a role alone, and under which name looks at it are on record."""
    if entry.restricted_to:
        reference = matter_reference(entry.id)
        yield small_print(prompts.fill("replies/register-for-a-role", reference=reference))


def _due_blocks(page: EntryShown) -> Iterator[Block]:
    """All that is handed over: what is due with the partner, and what one person has of it."""
    if page.due:
        title = [TextRun(prompts.load("replies/register-handed-over").text, bold=True)]
        lines = [
            [TextRun(clip(one_line(_due_line(waiting, page)), WORDS_SHOWN))]
            for waiting in page.due[:SHOWN_DUE]
        ]
        if len(page.due) > SHOWN_DUE:
            lines.append([TextRun(f"and {len(page.due) - SHOWN_DUE:,} more", italic=True)])
        yield from rich_text.list_blocks(title, lines, IN_A_BLOCK)


def _due_line(waiting: Waiting, page: EntryShown) -> str:
    """'Tranche 2 · CIP · due on 3 March 2027 · given to Sample Officer'."""
    parts = (
        waiting.what,
        waiting.of.label,
        due_words(waiting, page.today),
        interval_note(waiting),
        f"given to {page.name_of(waiting.owner)}" if waiting.owner else "",
    )
    return " · ".join(part for part in parts if part)


def _body_block(lines: Sequence[tuple[str, str]], name_of: Callable[[str], str]) -> Iterator[Block]:
    if lines:
        parts = [
            [TextRun(f"{title}: ", bold=True), TextRun(clip(name_of(text), WORDS_SHOWN))]
            for title, text in lines
        ]
        yield rich_text.rich_text(rich_text.bullets(parts))


def _facts_blocks(facts: Sequence[tuple[str, str]]) -> Iterator[Block]:
    """What the register says by itself, a paragraph each: words side by side are long."""
    for title, text in facts:
        bold = TextRun(f"{title}\n", bold=True)
        yield rich_text.paragraph([bold, TextRun(clip(text, FACT_SHOWN))])


def _waiting_block(waiting: Waiting, entry: Entry, today: date) -> Block:
    side = waiting.of.label
    about = f"{waiting.what} · " if waiting.what != entry.title else ""
    when = f"until {written_day(waiting.on)}" if waiting.on else ""
    late = " (late)" if waiting.is_late(today) else ""
    words = ", ".join(part for part in (f"{when}{late}", waiting.words) if part)
    note = f" ({interval_note(waiting)})" if waiting.interval else ""
    return small_print(clip(one_line(f"Waits for: {side}. {about}{words}{note}"), BLOCK_TEXT))


def _event_blocks(entry: Entry, kind: EntryKind, page: EntryShown) -> Iterator[Block]:
    events = entry.events[-SHOWN_EVENTS:]
    if len(entry.events) > len(events):
        yield small_print(f"{len(entry.events) - len(events)} earlier ones are not shown.")
    lines = []
    for event in events:
        text = _event_line(event, kind.verb(event.verb).label, page.name_of, page.known)
        unseen = entry.unseen_by(event)
        beside = f" (had not seen: {', '.join(_who(each) for each in unseen)})" if unseen else ""
        lines.append([TextRun(clip(f"{text}{beside}", BLOCK_TEXT))])
    if lines:
        yield rich_text.rich_text(rich_text.bullets(lines))


def _event_line(
    event: EntryEvent,
    verb: str,
    name_of: Callable[[str], str] = str,
    known: KnownNames | None = None,
) -> str:
    lines = body_lines(event.body, known)
    details = "; ".join(f"{title}: {name_of(text)}" for title, text in lines)
    parts = (
        f"{event.number}. {verb}, {written_day(event.day)}, {_who(event)}",
        details,
        event.words,
    )
    return clip(one_line(" · ".join(part for part in parts if part)), WORDS_SHOWN)


def _who(event: EntryEvent) -> str:
    author = event.author
    if author.side is Side.PARTNER:
        return f"{author.told_by} of the partner, entered by {author.name}"
    return author.name


def _field_questions(body: type[Any], values: Mapping[str, Value]) -> Iterator[FormQuestion]:
    for name, field in asked_fields(body).items():
        question = entry_of(field, None, name)
        if is_member(body, name):
            question = replace(question, kind=InputKind.PERSON)
        if name in named_sorts(body):
            named = InputKind.ALL_NAMED if field.many else InputKind.NAMED
            question = replace(question, kind=named, hint=field.description)
        yield replace(question, value=values[name]) if name in values else question


def _offering(question: FormQuestion, offers: Mapping[str, Mapping[str, str]]) -> FormQuestion:
    """The question with what it may be answered with; where there is but one, that is chosen."""
    options = tuple(Option(*pair) for pair in offers.get(question.block, {}).items())
    if not options:
        return question
    value = options[0].value if len(options) == 1 and not question.optional else ""
    return replace(question, kind=InputKind.CHOICE, options=options, value=value)


def _agreement_question(agreements: Sequence[Agreement], key: str) -> FormQuestion:
    options = tuple(Option(each.key, each.title or each.key) for each in agreements)
    hint = "Leave it for the whole relationship."
    return FormQuestion(AGREEMENT, "Agreement", InputKind.CHOICE, key, hint, options)


def _side_question(verb: Verb) -> FormQuestion:
    options = tuple(Option(side.value, side.label) for side in verb.sides)
    first = options[0].value
    return FormQuestion(
        SIDE, "Who says it", InputKind.CHOICE, first, options=options, optional=False
    )


def _told_question(verb: Verb) -> FormQuestion:
    question = entry_of(fields_of(SpokenWords)[TOLD_BY], "", TOLD_BY)
    always = verb.sides == (Side.PARTNER,)
    hint = "" if always else "Where it is the partner who says it."
    return replace(question, optional=not always, hint=hint)
