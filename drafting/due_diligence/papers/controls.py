"""Word's content controls: a drop-down, a box to tick, a text, a date; as XML.

Long texts stand in controls of rich text, alone in their paragraph: LibreOffice keeps line ends in
them, and would run the lines of a plain one together.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache

from drafting.documents.word.looks import PLAIN
from drafting.documents.word.texts import plain, run, runs
from drafting.due_diligence.papers.marking import PLACEHOLDERS
from drafting.partners.field_values import day

WRITTEN = '<w:rPr><w:rStyle w:val="Value"/></w:rPr>'
SHOWN_WHEN_EMPTY = '<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>'
BOX_LOOK = (
    '<w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"/></w:rPr>'
)
TICKED, UNTICKED = "☒", "☐"
DATE = (
    '<w:date{}><w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="en-GB"/>'
    '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
)
LONGEST_TITLE = 64  # characters that Word allows


class Controls:
    """Writes the controls of one document, each with an id of its own."""

    def __init__(self, hints: Mapping[str, str] = PLACEHOLDERS) -> None:
        """`hints` stand in the empty fields, by the letter of the field."""
        self._hints = hints
        self._last = 0

    def drop_down(self, tag: str, title: str, choices: Sequence[str], chosen: str) -> str:
        """A list; `chosen` is shown, '' shows that nothing is."""
        return self._control(tag, title, _list(tuple(choices)), runs(chosen, WRITTEN, PLAIN))

    def box(self, tag: str, title: str, has_tick: bool) -> str:
        """A box to tick."""
        kind = (
            f'<w14:checkbox><w14:checked w14:val="{int(has_tick)}"/>'
            '<w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
            '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
        )
        return self._control(tag, title, kind, run(TICKED if has_tick else UNTICKED, BOX_LOOK))

    def long_text(self, tag: str, title: str, text: str) -> str:
        """A text of several lines, alone in its paragraph."""
        return self._control(tag, title, "", runs(text, WRITTEN, PLAIN))

    def line(self, tag: str, title: str, text: str) -> str:
        """A text in one line."""
        return self._control(tag, title, "<w:text/>", runs(" ".join(text.split()), WRITTEN, PLAIN))

    def day(self, tag: str, title: str, value: date | None) -> str:
        """A date, with the calendar to pick it from."""
        if value is None:
            return self._control(tag, title, DATE.format(""), "")
        kind = DATE.format(f' w:fullDate="{value.isoformat()}T00:00:00Z"')
        return self._control(tag, title, kind, run(day(value), WRITTEN))

    def _control(self, tag: str, title: str, kind: str, content: str) -> str:
        self._last += 1
        empty = "" if content else "<w:showingPlcHdr/>"
        inner = content or _hint(self._hints[tag[0]])
        return (
            f'<w:sdt><w:sdtPr>{WRITTEN}<w:alias w:val="{plain(title[:LONGEST_TITLE])}"/>'
            f'<w:tag w:val="{tag}"/><w:id w:val="{self._last}"/><w:lock w:val="sdtLocked"/>'
            f"{empty}{kind}</w:sdtPr><w:sdtContent>{inner}</w:sdtContent></w:sdt>"
        )


# Every row has the same lists and hints.


@lru_cache(maxsize=100)
def _list(choices: tuple[str, ...]) -> str:
    items = "".join(
        f'<w:listItem w:displayText="{plain(choice)}" w:value="{plain(choice)}"/>'
        for choice in choices
    )
    return f"<w:dropDownList>{items}</w:dropDownList>"


@lru_cache(maxsize=100)
def _hint(words: str) -> str:
    return runs(words, SHOWN_WHEN_EMPTY, PLAIN)
