"""The check of a partner against lists, in windows; pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from slack_sdk.models.blocks import ButtonElement

import prompts
from bot.slack.blocks import forms, names, rich_text
from bot.slack.blocks.escaping import BLOCK_TEXT, TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion, InputKind
from bot.slack.blocks.message import Message, message, size
from bot.slack.blocks.names import ScreeningRef, screening_value
from bot.slack.blocks.parts import (
    HEADING,
    Block,
    button,
    fitting,
    heading,
    label,
    modal,
    row,
    small_print,
    title_row,
)
from bot.slack.blocks.rich_text import TextRun
from bot.slack.partners.form_view import notice
from bot.slack.partners.record_words import day
from drafting.partners import office_day
from drafting.partners.record import Partner
from drafting.screening import MatchStanding, PossibleMatch, Screening
from drafting.sealing import LONGEST_REASON

NAME, SETTLING = "Check against lists", "Settle a match"
ON_A_PAGE = 12  # matches
IN_A_MESSAGE = 30  # partners
TITLE_IN_MESSAGE = 120  # characters of a partner's name there
ROOM = 12_000  # characters of all their lines as JSON
LINE = 400  # characters of one line of a match
LISTS = 1_500
REASON = "reason"
STANDINGS = {  # in the order in which they are shown
    MatchStanding.OPEN: "Open",
    MatchStanding.CONFIRMED: "Confirmed",
    MatchStanding.CLEARED: "Cleared",
}
DEEDS = {
    MatchStanding.CLEARED: "It is somebody else",
    MatchStanding.CONFIRMED: "It is the one listed",
    MatchStanding.OPEN: "Take it back",
}
FORMS = {
    MatchStanding.CLEARED: "replies/match-cleared-form",
    MatchStanding.CONFIRMED: "replies/match-confirmed-form",
    MatchStanding.OPEN: "replies/match-reopened-form",
}


@dataclass(frozen=True)
class ScreeningShown:
    """A partner's check, as one person may see it."""

    partner: Partner
    latest: Screening | None  # None: never checked
    matches: Sequence[PossibleMatch]
    why_due: Sequence[str]
    reads: bool  # the matches themselves, and not only how many there are
    settles: bool
    notice: str = ""


def window(shown: ScreeningShown, ref: ScreeningRef) -> dict[str, Any]:
    """The window: what was checked, what is due, and each possible match."""
    last = max(0, (len(shown.matches) - 1) // ON_A_PAGE)
    here = ScreeningRef(shown.partner.id, page=min(ref.page, last), checklist=ref.checklist)
    blocks = [
        *notice(shown.notice),
        heading(clip(one_line(shown.partner.name), HEADING)),
        *_last_check(shown),
        *_due(shown),
        *row([_check_button(shown, here), *_paging_buttons(here, last)]),
        *_matches(shown, here),
    ]
    fitting_blocks, _ = fitting(blocks)
    metadata = screening_value(here)
    return modal(NAME, names.SCREENING_MODAL, fitting_blocks, private_metadata=metadata)


def settling_window(match: PossibleMatch, ref: ScreeningRef) -> dict[str, Any]:
    """The window, turned to one match and the reason with which it is settled."""
    deed = MatchStanding(ref.deed)
    question = FormQuestion(REASON, "Why", InputKind.TEXT, optional=False, most=LONGEST_REASON)
    back = button("Back to the check", names.SCREENING_OPEN, screening_value(ref))
    blocks = [
        *_match_words(match),
        small_print(prompts.load(FORMS[deed]).text),
        *forms.blocks([question]),
        *row([back]),
    ]
    fitting_blocks, _ = fitting(blocks)
    return modal(
        SETTLING,
        names.MATCH_MODAL,
        fitting_blocks,
        private_metadata=screening_value(ref),
        submit=label(DEEDS[deed], TITLE),
    )


def matches_in_words(count: int) -> str:
    """'1 possible match'."""
    return "1 possible match" if count == 1 else f"{count} possible matches"


def reminder(partners: Mapping[str, str], *, matches: bool) -> Message:
    """The message that partners, names by id, are to be checked, or that their matches wait."""
    sentence = prompts.load("replies/screening-match-waits" if matches else "replies/screening-due")
    rows = (
        title_row(
            clip(one_line(name), TITLE_IN_MESSAGE),
            button("Open", names.SCREENING_OPEN, screening_value(ScreeningRef(partner))),
            block_id=f"screening:{place}",
        )
        for place, (partner, name) in enumerate(list(partners.items())[:IN_A_MESSAGE])
    )
    lines: list[Block] = []
    for line in rows:
        if size([*lines, line]) > ROOM:
            break
        lines.append(line)
    rest = len(partners) - len(lines)
    more = [small_print(f"And {rest} more; `saathi screening due` names them.")] if rest > 0 else []
    return message([rich_text.paragraph([TextRun(sentence.text)]), *lines, *more])


def _last_check(shown: ScreeningShown) -> Iterator[Block]:
    latest = shown.latest
    if latest is None:
        never = prompts.fill("replies/screening-never", name=shown.partner.name)
        yield rich_text.paragraph(rich_text.clipped([TextRun(never)], BLOCK_TEXT))
        return
    lists = "; ".join(
        f"{checked.title} of {day(checked.as_of)}" if checked.as_of else checked.title
        for checked in latest.lists
    )
    sentence = prompts.fill(
        "replies/screening-checked",
        day=day(office_day(latest.at)),
        by=latest.by,
        names="1 name" if latest.names == 1 else f"{latest.names} names",
        lists=clip(one_line(lists), LISTS),
    )
    yield small_print(clip(one_line(sentence), BLOCK_TEXT))
    if latest.passed_over:
        count = latest.passed_over
        alike = "1 entry with a name alike was" if count == 1 else f"{count} entries were"
        yield small_print(f"{alike} passed over: the identity card is another one.")


def _due(shown: ScreeningShown) -> Iterator[Block]:
    """Why it is to be checked again; that it never was is said above."""
    if shown.latest is not None and shown.why_due:
        lines = [[TextRun(clip(one_line(why), LINE))] for why in shown.why_due]
        head = [TextRun("To be checked again", bold=True)]
        yield from rich_text.list_blocks(head, lines, BLOCK_TEXT)


def _check_button(shown: ScreeningShown, here: ScreeningRef) -> ButtonElement:
    style = {"style": "primary"} if shown.why_due or shown.latest is None else {}
    text = "Check now" if shown.latest is None else "Check again"
    return button(text, names.SCREENING_CHECK, screening_value(here), **style)


def _paging_buttons(here: ScreeningRef, last: int) -> Iterator[ButtonElement]:
    for text, page in (("Earlier", here.page - 1), ("More", here.page + 1)):
        if 0 <= page <= last:
            yield button(text, names.SCREENING_OPEN, screening_value(here._replace(page=page)))


def _matches(shown: ScreeningShown, here: ScreeningRef) -> Iterator[Block]:
    if shown.latest is None:
        return
    if not shown.matches:
        yield rich_text.paragraph([TextRun(prompts.load("replies/screening-no-match").text)])
        return
    if not shown.reads:
        count = len(shown.matches)
        words = f"{matches_in_words(count)} {'is' if count == 1 else 'are'}"
        yield small_print(prompts.fill("replies/screening-withheld", matches=words))
        return
    begin, count = here.page * ON_A_PAGE, len(shown.matches)
    if count > ON_A_PAGE:
        end = min(begin + ON_A_PAGE, count)
        yield small_print(f"{begin + 1} to {end} of {count} possible matches, open ones first.")
    in_order = sorted(shown.matches, key=lambda match: list(STANDINGS).index(match.standing))
    for match in in_order[begin : begin + ON_A_PAGE]:
        yield from _match_words(match)
        if shown.settles:
            yield from row(_deed_buttons(match, here))
    yield small_print(prompts.load("replies/screening-no-verdict").text)


def _match_words(match: PossibleMatch) -> Iterator[Block]:
    """A possible match with its reasons, and all that was settled about it."""
    of_day = f" of {day(match.list_as_of)}" if match.list_as_of else ""
    listed = f"{match.listed_name}: {match.list_title}{of_day}, {match.reference}"
    lines = [listed, *([match.about] if match.about else []), *match.reasons]
    for decision in match.decisions:
        outcome = "Reopened" if decision.outcome is MatchStanding.OPEN else decision.outcome.title()
        on = day(office_day(decision.at))
        lines.append(f"{outcome} by {decision.by}, {on}: {decision.reason}")
    subject = f"{match.subject} ({match.role})"
    head = [
        TextRun(f"{STANDINGS[match.standing]}: ", bold=True),
        TextRun(clip(one_line(subject), LINE), bold=True),
    ]
    runs = [[TextRun(clip(one_line(line), LINE))] for line in lines]
    return rich_text.list_blocks(head, runs, BLOCK_TEXT)


def _deed_buttons(match: PossibleMatch, here: ScreeningRef) -> list[ButtonElement]:
    """What may be done about a match: an open one is settled, a settled one opened again."""
    is_open = match.standing is MatchStanding.OPEN
    deeds = (MatchStanding.CLEARED, MatchStanding.CONFIRMED) if is_open else (MatchStanding.OPEN,)
    at = here._replace(match=match.id)
    return [
        button(DEEDS[deed], names.SCREENING_SETTLE, screening_value(at._replace(deed=deed.value)))
        for deed in deeds
    ]
