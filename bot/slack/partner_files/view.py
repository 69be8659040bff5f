"""What a person sees of partners’ files: what a file would change, and what is open afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import prompts
from bot.slack.blocks import forms, names, notices, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, in_order, one_line
from bot.slack.blocks.forms import FormQuestion, InputKind, Option
from bot.slack.blocks.message import Message, fits, message
from bot.slack.blocks.parts import Block, button, fitting, label, modal, row, small_print
from bot.slack.blocks.rich_text import TextRun
from bot.slack.drafts.reply_view import count_of, review_blocks
from bot.slack.partner_files.spot import ImportRef, ref_value
from bot.slack.partners.view import person_element
from drafting.agreements import AgreementReview, Audience, KindInfo
from drafting.partners import HELD, FieldChange, ImportPlan, PlannedChange, SameName
from drafting.partners.reading import ContestedField, highlights

WINDOW = "Partner files"
NAME, VALUE = 150, 200  # characters
SHOWN = (12, 6, 3, 1)  # entries of each list, the first that Slack takes
CHOICES = 40  # fields that a window asks about
EVERY, DOCUMENT = "every_field", "document"  # block ids
ALL = "all"  # the value of the choice of everything
KEEP, TAKE = "keep", "take"
SAME, ANOTHER = "same:", "another!"  # a block id begins so; no partner’s id ends in that sign
OPTION = 75  # characters that Slack takes of an option
HIDDEN = f"{HELD}; Finance sees it"
REVIEWS = 3  # agreements whose points are told one by one; of more, how many each has


def plan_message(plan: ImportPlan, at: ImportRef, may_see: bool, opening: str = "") -> Message:
    """What a file would change, with the button that saves it.

    Restricted values stand in no message: whoever may see them has a button to a window.
    `opening` names the prose file above it where something else is to be said first.
    """
    prose = opening or ("partners-plan" if plan.planned else "partners-nothing")
    if plan.problems:
        prose = "partners-problems"
    head = notices.notice(prose, file=plan.file).blocks
    value = ref_value(at)
    is_decided = plan.planned and not plan.same_names
    save = [button("Save this", names.IMPORT_SAVE, value, style="primary")] if is_decided else []
    asks = "Say which they are" if plan.same_names else "Choose field by field"
    is_asked = plan.contested or plan.same_names
    choose = [button(asks, names.IMPORT_CHOOSE, value)] if is_asked else []
    accounts = (
        [button("Bank details and CNICs", names.IMPORT_ACCOUNTS, value)]
        if may_see and any(_restricted_changes(planned) for planned in plan.planned)
        else []
    )
    buttons = [] if plan.problems else row([*save, *choose, *accounts])
    foot = [*map(small_print, plan.notes), *buttons]

    def blocks(most: int) -> list[Block]:
        return [*head, *_plan_blocks(plan, most), *foot]

    return message(_as_many_as_fit(blocks))


def accounts_window(plan: ImportPlan) -> dict[str, Any]:
    """What a file says of bank details and CNICs, for those who may see them."""
    blocks = [
        block
        for planned in plan.planned
        if (changes := _restricted_changes(planned))
        for block in _list(
            one_line(planned.partner.name), [_change(change, True) for change in changes], CHOICES
        )
    ]
    fitting_blocks, _whole = fitting(blocks)
    return modal("Bank and CNICs", names.PARTNER_MODAL, fitting_blocks)


def _restricted_changes(planned: PlannedChange) -> list[FieldChange]:
    return [change for change in planned.changes if change.restricted]


def saved_message(count: int, reviews: Sequence[AgreementReview]) -> Message:
    """That it is saved, and what is still open of the agreements in it."""
    partners = "1 partner" if count == 1 else f"{count:,} partners"
    head = notices.notice("partners-saved", count=partners) if count else None
    lead = head or notices.notice("partners-on-record")
    return message(_as_many_as_fit(lambda most: [*lead.blocks, *_reviews(reviews, most)]))


def open_message(outcome: AgreementReview) -> Message:
    """The message below a workbook of what is open."""
    head = notices.notice("open-workbook").blocks
    return message(_as_many_as_fit(lambda most: [*head, *_reviews([outcome], most)]))


def nothing_open_message(outcome: AgreementReview) -> Message:
    """That a workbook would have nothing to fill in; what a person settles stands below."""
    return message(_as_many_as_fit(lambda most: list(_reviews([outcome], most))))


def template_window(kinds: Sequence[KindInfo]) -> dict[str, Any]:
    """The window that asks what a blank workbook is for."""
    options = (
        Option(ALL, "Everything a file can hold"),
        *(Option(kind.kind, f"What {kind.called} needs") for kind in kinds),
    )
    question = FormQuestion(
        DOCUMENT, "What should it ask for?", InputKind.CHOICE, ALL, options=options, optional=False
    )
    return modal(
        "A blank workbook",
        names.TEMPLATE_MODAL,
        [*forms.blocks([question])],
        submit=label("Send it", TITLE),
    )


def choice_window(plan: ImportPlan, at: ImportRef, may_see: bool) -> dict[str, Any]:
    """The window with a choice for each field that was changed since the file was written."""
    same = [_which(plan, partner) for partner in _namesakes(plan)]
    if not plan.contested:
        return _window_of_choices([*notices.prose("partners-same"), *forms.blocks(same)], at)
    every = FormQuestion(
        EVERY,
        "All of them",
        InputKind.CHOICE,
        KEEP,
        options=(
            Option(KEEP, "As chosen for each below"),
            Option(TAKE, "Take all that the file says"),
        ),
        optional=False,
    )
    questions = [_choice(field, may_see) for field in _edited_first(plan.contested)[:CHOICES]]
    blocks = [*notices.prose("partners-choose"), *forms.blocks([*same, every, *questions])]
    return _window_of_choices(blocks, at)


def _window_of_choices(blocks: Sequence[Block], at: ImportRef) -> dict[str, Any]:
    fitting_blocks, _whole = fitting(blocks)
    return modal(
        "Before it is saved",
        names.IMPORT_MODAL,
        fitting_blocks,
        private_metadata=ref_value(at),
        submit=label("Save", TITLE),
    )


def choices_in(values: dict[str, forms.Value]) -> dict[str, Any]:
    """What was decided in such a window, as `ImportChoices` has it."""
    which = {
        block.removeprefix(SAME): str(value)
        for block, value in values.items()
        if block.startswith(SAME) and value
    }
    taken = [block for block, value in values.items() if block != EVERY and value == TAKE]
    return {
        "taken": [ALL] if values.get(EVERY) == TAKE else taken,
        "same_as": {new: other for new, other in which.items() if other != ANOTHER},
        "apart": [new for new, other in which.items() if other == ANOTHER],
    }


def _namesakes(plan: ImportPlan) -> list[str]:
    """The partners of the file that bear the name of another one, by their ids."""
    return list(dict.fromkeys(same.partner for same in plan.same_names))[:CHOICES]


def _which(plan: ImportPlan, partner: str) -> FormQuestion:
    """The question whether a partner of the file is one on record."""
    entries = [same for same in plan.same_names if same.partner == partner]
    on_record = [same for same in entries if same.may_be_taken][: SHOWN[0]]
    return FormQuestion(
        f"{SAME}{partner}",
        clip(f"Which organisation is {one_line(entries[0].name)}?", NAME),
        InputKind.CHOICE,
        hint=clip(f"In the file it has the id {partner}.", NAME),
        options=(
            *(
                Option(same.other, clip(f"The one on record: {one_line(same.other_name)}", OPTION))
                for same in on_record
            ),
            Option(ANOTHER, "Another one"),
        ),
        optional=False,
    )


def on_its_way(prose: str) -> dict[str, Any]:
    """The window of one sentence that replaces a form once it is sent."""
    return notices.window(WINDOW, prompts.load(f"replies/{prose}").text)


def _choice(field: ContestedField, may_see: bool) -> FormQuestion:
    words = "; ".join(_now_and_file(change, may_see) for change in field.changes[:3])
    hint = f"{words}. {_since_words(field)}" if words else _since_words(field)
    return FormQuestion(
        field.name,
        f"{field.partner}: {field.title}",
        InputKind.CHOICE,
        KEEP,
        hint,
        options=(
            Option(KEEP, "Keep what stands there now"),
            Option(TAKE, "Take what the file says"),
        ),
        optional=False,
    )


def _edited_first(fields: Sequence[ContestedField]) -> list[ContestedField]:
    return sorted(fields, key=lambda field: not field.is_edited)


def _as_many_as_fit(blocks: Callable[[int], list[Block]]) -> list[Block]:
    fitting_blocks: list[Block] = []
    for most in SHOWN:
        fitting_blocks = blocks(most)
        if fits(fitting_blocks):
            break
    return fitting_blocks


def _plan_blocks(plan: ImportPlan, most: int) -> Iterator[Block]:
    if plan.problems:
        lines = [[TextRun(clip(one_line(problem.sentence), VALUE))] for problem in plan.problems]
        yield from _list("To mend", lines, most * 2)
        return
    for planned in plan.new[:most]:
        yield from _new_partner(planned, most)
    for planned in plan.changed[:most]:
        title = f"Changed: {one_line(planned.partner.name)}"
        lines = [_change(change, False) for change in planned.changes]
        yield from _list(title, lines, most)
    if plan.same_names:
        lines = [[TextRun(_same(same))] for same in plan.same_names]
        yield from _list("May be another partner", lines, most)
    if account_lines := list(_account_lines(plan)):
        yield from _list("Accounts", account_lines, most)
    rest = max(0, len(plan.new) - most) + max(0, len(plan.changed) - most)
    if rest:
        yield small_print(f"And {rest:,} more partners.")
    for field in _edited_first(plan.contested)[:most]:
        yield _contested(field)
    if len(plan.contested) > most:
        yield small_print(f"And {len(plan.contested) - most:,} more fields changed since.")
    counts = (len(plan.new), len(plan.changed), len(plan.unchanged))
    yield small_print("{} new, {} changed, {} unchanged".format(*counts))


def _same(same: SameName) -> str:
    """That a partner of the file may be another one."""
    there = "on record" if same.is_on_record else "in the same file"
    return (
        f"{clip(one_line(same.name), NAME)} ({same.partner}) may be "
        f"{clip(one_line(same.other_name), NAME)} ({same.other}), which is {there}"
    )


def _account_lines(plan: ImportPlan) -> Iterator[list[TextRun]]:
    """What is to be told of accounts before they are saved; of no other partner by name."""
    for planned in plan.planned:
        name = clip(one_line(planned.partner.name), NAME)
        if planned.holds_account:
            yield [TextRun(f"{name}: a changed account waits until a second person called back")]
        if planned.account_others:
            yield [TextRun(f"{name}: the IBAN stands in another partner’s file too; ask whose")]


def _new_partner(planned: PlannedChange, most: int) -> Iterator[Block]:
    """A new partner’s sums, accounts and dates, and those of its agreements."""
    lead = "New: "
    for group in highlights(planned.partner):
        lines = [
            [
                TextRun(f"{clip(one_line(value.title), NAME)}: "),
                TextRun(
                    HIDDEN if value.is_restricted else in_order(clip(one_line(value.text), VALUE))
                ),
            ]
            for value in group.values
        ]
        if lines or lead:
            yield from _list(f"{lead}{one_line(group.title)}", lines, most)
        lead = ""


def _change(change: FieldChange, may_see: bool) -> list[TextRun]:
    visible = change.shown(may_see)
    before, after = (
        in_order(clip(one_line(text), VALUE)) or "nothing"
        for text in (visible.before, visible.after)
    )
    return [
        TextRun(clip(one_line(change.title), NAME), bold=True),
        TextRun(f": {before} → {after}"),
    ]


def _contested(field: ContestedField) -> Block:
    """Who changed a field since the file was written, what stands there, and what the file says."""
    lead = [{"type": "text", "text": f"{field.partner}: {field.title}", "style": {"bold": True}}]
    stays = ". The file’s value comes in." if field.is_taken else ". It stays as it is."
    section: dict[str, Any] = {
        "type": "rich_text_section",
        "elements": [*lead, *_since(field), {"type": "text", "text": stays}],
    }
    lines = [[TextRun(_now_and_file(change, False))] for change in field.changes[:3]]
    return rich_text.rich_text(section, *([rich_text.bullets(lines)] if lines else []))


def _now_and_file(change: FieldChange, may_see: bool) -> str:
    visible = change.shown(may_see)
    now, says = (
        in_order(clip(one_line(text), VALUE)) or "nothing"
        for text in (visible.before, visible.after)
    )
    return f"now {now}, in the file {says}"


def _since(field: ContestedField) -> list[dict[str, Any]]:
    if field.newer is None:
        return [{"type": "text", "text": " was deleted since"}]
    return [
        {"type": "text", "text": " was changed since by "},
        person_element(field.newer.by).to_dict(),
        {"type": "text", "text": f" on {_day(field.newer.at)}"},
    ]


def _since_words(field: ContestedField) -> str:
    """The same in a hint, which shows no person’s name."""
    return f"Changed since on {_day(field.newer.at)}." if field.newer else "Deleted since."


def _day(moment: datetime) -> str:
    from drafting.partners import office_day  # noqa: PLC0415

    day = office_day(moment)
    return f"{day.day} {day:%B %Y}"


def _list(title: str, lines: Sequence[Sequence[TextRun]], most: int) -> Iterator[Block]:
    rest = len(lines) - most
    more = [[TextRun(f"and {rest:,} more")]] if rest > 0 else []
    head = [TextRun(clip(title, NAME), bold=True)]
    yield from rich_text.list_blocks(head, [*lines[:most], *more], BLOCK_TEXT)


def _reviews(reviews: Sequence[AgreementReview], most: int) -> Iterator[Block]:
    for outcome in reviews[:REVIEWS]:
        yield from _review(outcome, most)
    for outcome in reviews[REVIEWS : REVIEWS + most]:
        points = count_of(outcome.review.points) if outcome.review else outcome.why_not
        yield small_print(f"{outcome.title}: {points}")
    rest = len(reviews) - REVIEWS - most
    if rest > 0:
        yield small_print(f"And {rest:,} more agreements.")


def _review(outcome: AgreementReview, most: int) -> Iterator[Block]:
    yield rich_text.paragraph([TextRun(clip(one_line(outcome.title), VALUE), bold=True)])
    if outcome.review is None:
        yield rich_text.paragraph([TextRun(clip(one_line(outcome.why_not), BLOCK_TEXT))])
        return
    yield from review_blocks(outcome.review, most)
    spot = names.PartnerRef(outcome.partner, outcome.agreement, kind=outcome.document.kind)
    value = names.spot_value(spot)
    theirs = names.spot_value(spot._replace(part=Audience.PARTNER.value))
    filling = [
        button("As a workbook to fill in", names.OPEN_WORKBOOK, value),
        button("One for the partner", names.OPEN_WORKBOOK, theirs),
    ]
    yield from row(
        [
            *(filling if outcome.review.points else []),
            button("Draft it", names.DRAFT_OPEN, value),
        ]
    )
