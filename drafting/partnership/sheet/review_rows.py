"""The rows of a sheet in which the partner speaks in a review, and what a filled one says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from drafting.partners.naming import office_name
from drafting.partners.vocabulary import Side
from drafting.partnership.kinds.review import KIND
from drafting.partnership.pages.page import PageRow
from drafting.partnership.reviews.bodies import TOPICS, TimesKept
from drafting.partnership.reviews.steps import (
    PARTNER_SIGNED,
    PARTNER_WORDS,
    TIMES,
    review_steps,
    word_on_times,
    words_on,
)
from drafting.partnership.sheet.marks import mark_of
from drafting.partnership.sheet.wording import SheetWording, all_wordings
from drafting.register import Entry

TIMES_ROW, SIGNATURE_ROW = "times", "signature"  # beside the topics, in a row's mark
VERBS: Mapping[str, str] = {
    **dict.fromkeys(TOPICS, PARTNER_WORDS),
    TIMES_ROW: TIMES,
    SIGNATURE_ROW: PARTNER_SIGNED,
}
MOST_SHOWN = 1_500  # characters of what was said on a topic: a cell that comes back may hold 5,000


def review_rows(entries: Iterable[Entry], wording: SheetWording, today: date) -> Iterator[PageRow]:
    """Of each open review: its topics, the partner's word on the times, and its signature.

    One that was signed on the sheet's own day stays: what a sheet of that day holds is its own.
    """
    for entry in entries:
        if entry.kind == KIND.name and _is_open(entry, today):
            for topic in TOPICS:
                yield _row(entry, topic, wording.topics[topic], _spoken(entry, topic), wording)
            yield _row(entry, TIMES_ROW, _on_times(wording), _word(entry), wording)
            if _may_be_signed(entry):
                state = wording.own(KIND.state(entry, today))
                yield _row(entry, SIGNATURE_ROW, wording.review_signature, state, wording)


def review_values(about: str, words: str, answer: str, *, is_ticked: bool) -> Mapping[str, Any]:
    """What a row of a review says, as the fields of its verb; none where it says nothing.

    What stands in place of a tick in a row that asks for none belongs to the words.
    """
    row = about.partition(":")[2]
    if row in TOPICS:
        text = f"yes: {words}" if is_ticked and words else words
        return {row: text} if text else {}
    if row == TIMES_ROW:
        value = TimesKept.YES.value if is_ticked else _answer(answer)
        return {"kept": value, "words": words.removeprefix(answer).strip()} if value else {}
    return {"words": words} if row == SIGNATURE_ROW and is_ticked else {}


def _is_open(entry: Entry, today: date) -> bool:
    return not KIND.is_closed(entry) or (bool(entry.events) and entry.events[-1].day >= today)


def _may_be_signed(entry: Entry) -> bool:
    """True where it was held and the office spoke: the partner may speak and sign on one sheet."""
    steps = review_steps(entry)
    is_ready = steps.held_on is not None and Side.CIP in steps.spoke
    return is_ready and Side.PARTNER not in steps.signed


def _row(entry: Entry, name: str, what: str, spoken: str, wording: SheetWording) -> PageRow:
    verb = VERBS[name]
    own = (what, wording.own(entry.title), spoken, wording.ticks.get(verb, ""))
    return PageRow((*own, ""), mark_of(own, f"{entry.id}:{name}", entry.last_number, verb))


def _spoken(entry: Entry, topic: str) -> str:
    lines = [
        f"{words.told_by if words.side is Side.PARTNER else office_name()}: {words.text}"
        for words in words_on(entry, topic)
    ]
    return _clipped("\n".join(lines))


def _word(entry: Entry) -> str:
    word = word_on_times(entry)
    if word is None:
        return ""
    answer, event = word
    return _clipped(f"{event.author.told_by}: {answer.label}. {event.words}".strip())


def _clipped(text: str) -> str:
    return text if len(text) <= MOST_SHOWN else f"{text[: MOST_SHOWN - 1]}…"


def _on_times(wording: SheetWording) -> str:
    return wording.review_times.format(office=office_name())


def _answer(text: str) -> str:
    """'partly' or 'no', in whichever language; '' for what is neither."""
    plain = " ".join(text.casefold().strip(" .:،۔").split())
    for wording in all_wordings():
        for value, spellings in wording.answers.items():
            if plain in {spelling.casefold() for spelling in spellings}:
                return value
    return ""
