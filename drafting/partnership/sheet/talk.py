"""The sheet's tables on questions, contact and disclosures, with room to answer, ask and tell.

Each table always has rows, so that what is read back has the same columns whatever was done since.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from drafting.partners.vocabulary import Side
from drafting.partnership.contacts.questions import (
    ANSWERED,
    ASKED,
    SETTLED,
    ContactQuestion,
    answer_time,
    open_questions,
)
from drafting.partnership.contacts.standard import (
    AGREED,
    current_standard,
    figure_since,
    is_proposed,
    says_something,
)
from drafting.partnership.kinds import contact, disclosure
from drafting.partnership.kinds.disclosure import DisclosureSubject, Prompting
from drafting.partnership.pages.page import PageRow, PageTable
from drafting.partnership.sheet.marks import mark_of
from drafting.partnership.sheet.source import ITEM_WIDTHS, SheetSource, names_of
from drafting.partnership.sheet.wording import SheetWording
from drafting.register import Entry, body_lines

TALK = frozenset({contact.KIND.name, disclosure.KIND.name})
BEGINNING = "talk:"  # of what their marks are about
ASK, TELL = f"{BEGINNING}ask:", f"{BEGINNING}tell:"  # what is new
REMARK = "remark"
ROOM_ROWS = 3  # for questions
MOST_SHOWN = 800  # characters of what somebody wrote: the sheet holds no longer cells


class TalkPage:
    """What stands in the two tables, for one partner in one language on one day."""

    def __init__(self, source: SheetSource, wording: SheetWording, today: date) -> None:
        """`source` is free of what is restricted."""
        self._source = source
        self._wording = wording
        self._words = wording.talk
        self._today = today
        self._values = names_of(source.partner)

    def tables(self) -> tuple[PageTable, PageTable]:
        """Questions with how both keep in touch, and what each side tells the other."""
        rows = [row for entry in self._open(contact.KIND.name) for row in self._of_contact(entry)]
        rows += [
            self._row((self._words.your_question, "", ""), f"{ASK}{number}", ASKED)
            for number in range(1, ROOM_ROWS + 1)
        ]
        disclosures = [self._of_disclosure(entry) for entry in self._open(disclosure.KIND.name)]
        disclosures += [self._to_tell(about) for about in DisclosureSubject]
        return self._table(self._words.questions, rows), self._table(
            self._words.tellings, disclosures
        )

    def _open(self, kind: str) -> list[Entry]:
        handler = self._source.kinds.get(kind)
        return [
            entry
            for entry in self._source.entries
            if handler is not None and entry.kind == kind and not handler.is_closed(entry)
        ]

    def _table(self, heading: str, rows: list[PageRow]) -> PageTable:
        return PageTable(heading, self._wording.item_columns, ITEM_WIDTHS, rows, to_fill=2)

    def _of_contact(self, entry: Entry) -> Iterator[PageRow]:
        for question in open_questions(entry):
            yield self._question(question)
        if says_something(current_standard(entry)):
            yield self._standard(entry)
        for waiting in contact.KIND.waiting(entry, self._source.rules, self._today):
            mark = waiting.key.split(":")[1]
            if mark in {"contact", "face"}:
                state = self._faces(entry) if mark == "face" else self._wording.own(waiting.words)
                what = self._wording.own(waiting.what)
                own = (what, self._by(waiting.on), state)
                yield self._row(own, f"{BEGINNING}{entry.id}", REMARK, entry)

    def _question(self, question: ContactQuestion) -> PageRow:
        is_partners = question.by is Side.PARTNER
        time = answer_time(question, self._source.rules)
        text = self._words.you_ask if is_partners else self._words.office_asks
        on = question.on
        count = max((self._today - on).days, 0)
        own = (
            text.format(words=_shown(question.event.words), **self._values),
            self._by(time.due(self._source.rules) if time else None),
            self._words.asked_on.format(day=self._wording.day_of(on), count=count),
        )
        verb = SETTLED if is_partners else ANSWERED
        about = f"{BEGINNING}{question.entry.id}:{question.number}"
        return self._row(own, about, verb, question.entry, is_ticked=is_partners)

    def _standard(self, entry: Entry) -> PageRow:
        lines = [
            f"{self._wording.own(title)}: {value}"
            for title, value in body_lines(current_standard(entry))
        ]
        about = f" ({entry.agreement})" if entry.agreement else ""
        text = "\n".join((f"{self._words.standard}{about}:", *lines))
        is_open = is_proposed(entry)
        state = self._words.proposed.format(**self._values) if is_open else ""
        verb = AGREED if is_open else REMARK
        return self._row(
            (text, "", state), f"{BEGINNING}{entry.id}", verb, entry, is_ticked=is_open
        )

    def _faces(self, entry: Entry) -> str:
        figure = figure_since(entry, "face_a_year")
        days = contact.days_within_a_year(contact.meeting_days(entry), self._today)
        total = figure.count if figure else 0
        return self._words.faces.format(count=len(days), total=total)

    def _of_disclosure(self, entry: Entry) -> PageRow:
        body = disclosure.disclosure_of(entry)
        verb, suffix, is_ticked = self._waited_for(entry)
        words = body.what or " ".join(event.words for event in entry.said(disclosure.TOLD))
        text = {
            (Side.PARTNER, Prompting.UNASKED): self._words.you_tell,
            (Side.CIP, Prompting.UNASKED): self._words.office_tells,
            (Side.PARTNER, Prompting.ASKED): self._words.you_are_asked,
            (Side.CIP, Prompting.ASKED): self._words.you_asked,
        }[body.side, body.prompting]
        waits = list(disclosure.KIND.waiting(entry, self._source.rules, self._today))
        on = next((waiting.on for waiting in waits if waiting.on), None)
        own = (
            text.format(about=self._words.subject(body.about), words=_shown(words), **self._values),
            self._by(on),
            self._state(entry),
        )
        about = f"{BEGINNING}{entry.id}{suffix}"
        return self._row(own, about, verb, entry, is_ticked=is_ticked)

    def _state(self, entry: Entry) -> str:
        """How it stands, with what was told later, and what the office says that it changes."""
        parts = [self._wording.own(disclosure.KIND.state(entry, self._today))]
        if disclosure.disclosure_of(entry).what:
            parts += [_shown(event.words) for event in list(entry.said(disclosure.TOLD))[-1:]]
        effect = disclosure.opinions(entry).get(Side.CIP)
        if disclosure.effect_waits_for(entry) is Side.PARTNER and effect is not None:
            proposed = self._words.effect(effect)
            parts.append(self._words.office_says.format(effect=proposed, **self._values))
        return "\n".join(parts)

    def _waited_for(self, entry: Entry) -> tuple[str, str, bool]:
        """The verb that the partner is waited for, what its mark ends in, if a tick says it."""
        body = disclosure.disclosure_of(entry)
        if body.side is Side.CIP and disclosure.unacknowledged(entry):
            return disclosure.ACKNOWLEDGED, "", True
        if disclosure.effect_waits_for(entry) is Side.PARTNER:
            effect = disclosure.opinions(entry)[Side.CIP]
            return disclosure.EFFECT, f":{effect.value.replace('_', '-')}", True
        is_to_tell = disclosure.open_request(entry) or not disclosure.tellings(entry)
        if body.side is Side.PARTNER and is_to_tell:
            return disclosure.TOLD, "", False
        return REMARK, "", False

    def _to_tell(self, about: DisclosureSubject) -> PageRow:
        text = self._words.to_tell.format(about=self._words.subject(about), **self._values)
        return self._row((text, "", ""), f"{TELL}{about.value}", disclosure.TOLD)

    def _by(self, on: date | None) -> str:
        if on is None:
            return self._wording.no_time
        late = f" ({self._wording.late_mark})" if on < self._today else ""
        return f"{self._wording.day_of(on)}{late}"

    def _row(
        self,
        own: tuple[str, str, str],
        about: str,
        verb: str,
        entry: Entry | None = None,
        *,
        is_ticked: bool = False,
    ) -> PageRow:
        """A row of what, by when and how it stands.

        What is written into it says `verb`; where `is_ticked`, that is said by a tick alone.
        """
        cells = (*own, self._wording.ticks[verb] if is_ticked else "")
        seen = entry.last_number if entry else 0
        return PageRow((*cells, ""), mark_of(cells, about, seen, verb))


def _shown(words: str) -> str:
    return words if len(words) <= MOST_SHOWN else f"{words[: MOST_SHOWN - 1]}…"


def talk_tables(
    source: SheetSource, wording: SheetWording, today: date
) -> tuple[PageTable, PageTable]:
    """The tables on questions and contact, and on what each side tells the other."""
    return TalkPage(source, wording, today).tables()
