"""The paragraphs of a Word document → its title and its blocks."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto

from knowledge.reading.blocks import BlockKind, FlatBlock
from knowledge.reading.spans import (
    TextSpan,
    is_all_bold,
    markdown,
    plain,
    split_lines,
    strip_spans,
    without_prefix,
)
from knowledge.reading.tables import Grid, clauses_of, table_block
from knowledge.reading.typed_labels import TypedLabel, plausible, typed_label
from knowledge.reading.word.numbering import ParagraphNumber
from knowledge.reading.word.text import NoteMark

MAX_HEADING_WORDS = 25  # in a heading style; long clauses are set in one too at times
MAX_PLAIN_HEADING_WORDS = 12  # set like a heading by hand
_LARGE = 1.15  # times the size of most of the text
_TYPED_NOTE = re.compile(r"([⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3})\s*(?=\S)")
_DIGITS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_JUNK_TITLE = re.compile(
    r"microsoft word|untitled|^word document$|^document\d*$|\.(docx?|pdf|rtf|odt|dotx?)$",
    re.IGNORECASE,
)


class Role(Enum):
    """What a paragraph's style says that it is."""

    TITLE = auto()
    SUBTITLE = auto()
    HEADING = auto()
    BODY = auto()
    TABLE = auto()
    BOX = auto()  # one line a paragraph


@dataclass(frozen=True)
class StoryItem:
    """A paragraph, table or box, with the notes that it cites (mark, text)."""

    role: Role
    spans: list[TextSpan] = field(default_factory=list)
    lines: tuple[str, ...] = ()  # of a box, finished Markdown
    grid: Grid | None = None  # of a table
    notes: tuple[tuple[str, str], ...] = ()
    number: ParagraphNumber | None = None
    depth: int = 0  # of a heading: 0 for Heading 1
    is_centred: bool = False
    size: float = 0.0
    is_frame: bool = False  # of a box: drawn by the paragraphs' own borders

    @property
    def raw(self) -> str:
        """The words with their tabs, for the eye that looks for a typed number."""
        return "".join(span.text for span in self.spans)


def line_of(item: StoryItem) -> str:
    """The item as one line inside a cell, a box or a note: its number, then its words."""
    if item.lines:
        return "\n".join(item.lines)
    if item.grid is not None:
        return " ".join(cell.text for row in item.grid.rows for cell in row if cell.text)
    label = item.number.label if item.number else ""
    return f"{label} {markdown(item.spans)}".strip()


def blocks_of(items: Sequence[StoryItem], recorded_title: str) -> tuple[str, list[FlatBlock]]:
    """The title ('' where there is none) and the blocks; `recorded_title` is the file's own."""
    body_size = _usual_size(items)
    entries = _label_items([piece for item in items for piece in _pieces(item)], body_size)
    title, rest = _split_title(entries, recorded_title, body_size)
    blocks = [block for entry in _without_bare_headings(rest) for block in _blocks(entry)]
    return title, blocks


# --- what each paragraph is -------------------------------------------------------------------


@dataclass(frozen=True)
class _LabelledItem:
    """A paragraph with its label taken off, and whether it is a heading."""

    item: StoryItem
    label: str = ""
    is_heading: bool = False

    @property
    def is_section(self) -> bool:
        return self.is_heading and not self.label

    @property
    def is_clause(self) -> bool:
        return bool(self.label) and self.label != "-"


def _pieces(item: StoryItem) -> Iterator[StoryItem]:
    """The item, or its parts where a line break inside it stands before a typed number."""
    if item.role is not Role.BODY or "\n" not in item.raw:
        yield item
        return
    spans: list[TextSpan] = []
    number = item.number
    for line in split_lines(item.spans):
        if spans and typed_label("".join(span.text for span in line)):
            yield _part(item, spans, number)
            spans, number = [], None
        spans.extend([TextSpan(" "), *line] if spans else line)
    yield _part(item, spans, number)


def _part(item: StoryItem, spans: list[TextSpan], number: ParagraphNumber | None) -> StoryItem:
    marks = {span.note.label for span in spans if isinstance(span, NoteMark) and span.note}
    notes = tuple(note for note in item.notes if note[0] in marks)
    return replace(item, spans=spans, number=number, notes=notes)


def _label_items(items: Sequence[StoryItem], body_size: float) -> list[_LabelledItem]:
    """Each item with its label: Word's own, or the one that the author typed."""
    typed_labels = [_typed_label_of(item) for item in items]
    word_labels = [i.number.label for i in items if i.number and not i.number.is_bullet]
    labels_and_texts = [
        (label.label, item.raw[label.length :])
        for item, label in zip(items, typed_labels, strict=True)
        if label
    ]
    verdicts = iter(plausible(labels_and_texts, word_labels))
    return [
        _entry(item, label if label and next(verdicts) else None, body_size)
        for item, label in zip(items, typed_labels, strict=True)
    ]


def _typed_label_of(item: StoryItem) -> TypedLabel | None:
    """The typed label; a number typed behind a bullet counts, one behind a number does not."""
    if item.role not in (Role.BODY, Role.HEADING) or (item.number and not item.number.is_bullet):
        return None
    label = typed_label(item.raw, bare=item.role is Role.HEADING)
    return None if label and label.is_bullet and item.number else label


def _entry(item: StoryItem, label: TypedLabel | None, body_size: float) -> _LabelledItem:
    if label:
        item = replace(item, spans=without_prefix(item.spans, label.length))
    number = item.number.label if item.number else ""
    text = label.label if label else number
    return _LabelledItem(item, text, text != "-" and _is_heading(item, body_size))


def _is_heading(item: StoryItem, body_size: float) -> bool:
    text = plain(item.spans)
    words = len(text.split())
    if not any(c.isalpha() for c in text):
        return False
    if item.role in (Role.HEADING, Role.TITLE):
        return words <= MAX_HEADING_WORDS and not (words > 8 and text.endswith((".", ";", ",")))
    if item.role is not Role.BODY or words > MAX_PLAIN_HEADING_WORDS:
        return False
    if text.endswith((".", ",", ";", ":")):
        return False
    shouts = text.isupper() and len(text) > 4 and item.number is None
    return is_all_bold(item.spans) or item.size >= _LARGE * body_size or shouts


def _usual_size(items: Iterable[StoryItem]) -> float:
    sizes: Counter[float] = Counter()
    for item in items:
        sizes[item.size] += len(item.raw)
    return max(sizes, key=lambda size: sizes[size], default=0.0) or 10.0


# --- the title --------------------------------------------------------------------------------


def _split_title(
    entries: list[_LabelledItem], file_title: str, body_size: float
) -> tuple[str, list[_LabelledItem]]:
    """The title and the entries without it: by its style, its look, or as the file records it."""
    front = next((i for i, e in enumerate(entries) if e.is_clause), len(entries))
    title_places = [i for i in range(front) if entries[i].item.role is Role.TITLE]
    if title_places:
        first_places = [i for place, i in enumerate(title_places) if i == title_places[0] + place]
        title = " ".join(_heading_text(entries[i]) for i in first_places)
        return title, [e for i, e in enumerate(entries) if i not in first_places]
    if entries and _looks_like_title(entries, file_title, body_size):
        return _heading_text(entries[0]), entries[1:]
    return ("" if _JUNK_TITLE.search(file_title) else file_title), entries


def _looks_like_title(entries: Sequence[_LabelledItem], file_title: str, body_size: float) -> bool:
    first, *rest = entries
    if not first.is_section:
        return False
    if file_title and _heading_text(first).casefold() == file_title.casefold():
        return True
    if first.item.role is Role.HEADING:
        equals = [e for e in rest if e.item.role is Role.HEADING and e.item.depth == 0]
        return first.item.depth == 0 and not equals and any(e.is_heading for e in rest)
    rivals = [e.item for e in rest if e.is_section and e.item.role is Role.BODY]
    larger = first.item.size > max((item.size for item in rivals), default=body_size)
    stands_centred = (
        first.item.is_centred and sum(item.is_centred for item in rivals) <= len(rivals) / 2
    )
    return larger or stands_centred


def _without_bare_headings(entries: Sequence[_LabelledItem]) -> Iterator[_LabelledItem]:
    """Lines under the title that only look like headings (the office's name) become text."""
    front = next((i for i, e in enumerate(entries) if e.is_clause), len(entries))
    for at, entry in enumerate(entries):
        alone = at + 1 < len(entries) and entries[at + 1].is_section
        by_hand = entry.item.role in (Role.BODY, Role.SUBTITLE)
        if at < front and entry.is_section and alone and by_hand:
            yield replace(entry, is_heading=False)
        else:
            yield entry


def _heading_text(entry: _LabelledItem) -> str:
    return markdown(entry.item.spans, emphasis=False)


# --- blocks -----------------------------------------------------------------------------------


def _blocks(entry: _LabelledItem) -> Iterator[FlatBlock]:
    """The entry's block and one for each note that it cites."""
    item = entry.item
    if item.grid is not None:
        table = table_block(item.grid)
        yield from clauses_of(item.grid) or ([table] if table else [])
    elif item.role is Role.BOX:
        yield FlatBlock(BlockKind.BOX, "\n".join(item.lines))
    elif note := _typed_note(entry):
        yield note
    else:
        number = item.number
        yield FlatBlock(
            _kind(entry),
            _heading_text(entry) if entry.is_heading else markdown(item.spans),
            label=entry.label,
            is_heading=entry.is_heading and bool(entry.label),
            level=number.level if number and not number.is_bullet else None,
            form=number.form if number and not number.is_bullet else "",
            counter=number.counter if number else "",
            rank=item.depth if item.role is Role.HEADING else None,
        )
    for label, text in item.notes:
        yield FlatBlock(BlockKind.FOOTNOTE, text, label=label)


def _kind(entry: _LabelledItem) -> BlockKind:
    if entry.label:
        return BlockKind.POINT if entry.label == "-" else BlockKind.CLAUSE
    return BlockKind.SECTION if entry.is_heading else BlockKind.TEXT


def _typed_note(entry: _LabelledItem) -> FlatBlock | None:
    """A footnote that the author typed as a paragraph of its own, its mark raised."""
    spans = strip_spans(entry.item.spans)
    if entry.label or not spans or isinstance(spans[0], NoteMark):
        return None
    mark = _TYPED_NOTE.match(plain(spans))
    if mark is None:
        return None
    text = markdown(without_prefix(spans, len(mark.group(1))))
    return FlatBlock(BlockKind.FOOTNOTE, text, label=mark.group(1).translate(_DIGITS))
