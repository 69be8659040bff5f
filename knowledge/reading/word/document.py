"""A Word document → its title and its blocks, with the numbers that Word prints."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass, field

import docx
from docx.document import Document

from knowledge.errors import UnreadableDocument
from knowledge.reading.contents import contents_places
from knowledge.reading.file_reading import FileReading
from knowledge.reading.guards import damage_error, shown_name
from knowledge.reading.report import LeftOutKind, StruckText, TableFact
from knowledge.reading.spans import TextSpan, is_all_bold, markdown, strip_spans
from knowledge.reading.tables import Grid, GridCell
from knowledge.reading.typed_labels import typed_label
from knowledge.reading.word.blocks import Role, StoryItem, blocks_of, line_of
from knowledge.reading.word.notes import Note, WordNotes
from knowledge.reading.word.numbering import (
    Counters,
    Element,
    Styles,
    WordNumbering,
    child,
    children,
    is_on,
    number_of,
    qn,
    value,
)
from knowledge.reading.word.text import (
    Fields,
    Looks,
    NoteMark,
    WordReader,
    choose_alternative,
    is_balanced,
)

_WRAPPERS = frozenset(qn(tag) for tag in ("w:customXml", "w:ins", "w:moveTo", "w:smartTag"))
_ALTERNATIVES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
_LONGEST_STRUCK = 200  # characters of struck words that are shown
_CONTENTS_STYLE = re.compile(r"toc (\d|heading)$|table of (figures|authorities)$|index \d$")
_HEADING_STYLE = re.compile(r"heading ([1-9])$")
_SIDES = ("w:top", "w:bottom", "w:left", "w:right", "w:start", "w:end")
_LEAST_PARAGRAPHS, _LEAST_WORDS = 4, 60  # of a cell that is no table's, but a part of the page
_MAX_BOX_ROWS = 3  # a heading, the text and a source; a longer column is a list


def read_docx(file: str, content: bytes) -> FileReading:
    """The title ('' where the document shows none), the blocks in reading order, and facts.

    The file has passed `check_content`. Raises UnreadableDocument where it cannot be opened as a
    Word document after all, or holds no words.
    """
    name = shown_name(file)
    try:
        document = docx.Document(io.BytesIO(content))
        reading = _read(document)
    except UnreadableDocument:
        raise
    except Exception as error:  # python-docx raises whatever a broken package leads it into
        raise damage_error(name) from error
    if not reading.blocks:
        raise UnreadableDocument(
            f"{name} holds no words that can be read; if its pages are pictures, "
            "run text recognition (OCR) and save the result as .docx."
        )
    return reading


def _read(document: Document) -> FileReading:
    body = document.element.body
    styles = Styles(document.styles.element)
    tools = _Tools(
        styles=styles,
        numbering=WordNumbering(_numbering_of(document), styles),
        notes=(notes := WordNotes(document)),
        reader=WordReader(Looks(styles, child(document.styles.element, "w:docDefaults")), notes),
    )
    story = _Story(tools, Counters(), Fields(is_balanced_story=is_balanced(body)))
    file_title = " ".join((document.core_properties.title or "").split())
    items = story.items_of(body)
    listed = contents_places([item.raw if item.grid is None else "" for item in items])
    title, blocks = blocks_of(
        [item for at, item in enumerate(items) if at not in listed], file_title
    )
    contents = [" ".join(items[at].raw.split()) for at in sorted(listed)]
    reading = FileReading(title, blocks, contents, struck=tools.struck)
    reading.left_out = [(LeftOutKind.CONTENTS, text, None) for text in contents]
    reading.tables = [_table_fact(item.grid) for item in items if item.grid is not None]
    return reading


def _table_fact(grid: Grid) -> TableFact:
    return TableFact(rows=len(grid.rows), columns=grid.columns, merged_cells=grid.merged)


def _numbering_of(document: Document) -> Element | None:
    for relation in document.part.rels.values():
        if not relation.is_external and relation.reltype.endswith("/numbering"):
            return document.part.numbering_part.element
    return None


@dataclass(frozen=True)
class _Tools:
    """What every story of the document is read with."""

    styles: Styles
    numbering: WordNumbering
    notes: WordNotes
    reader: WordReader
    note_texts: dict[int, str] = field(default_factory=dict)
    struck: list[StruckText] = field(default_factory=list)


@dataclass
class _Story:
    """A run of paragraphs and tables that count together: the body, a text box or a note."""

    tools: _Tools
    counters: Counters
    fields: Fields
    _items: list[StoryItem] = field(default_factory=list)
    _open_spans: list[TextSpan] = field(
        default_factory=list
    )  # words whose paragraph end was deleted

    def items_of(self, container: Element) -> list[StoryItem]:
        """The items of everything in `container`, in order."""
        self._walk(container)
        return self._items

    def _inside(self, container: Element) -> list[StoryItem]:
        """The items of a table cell, which counts with the story around it."""
        return _Story(self.tools, self.counters, self.fields).items_of(container)

    def _apart(self, container: Element) -> list[StoryItem]:
        """The items of a text box or a note, which counts for itself."""
        fields = Fields(is_balanced_story=is_balanced(container))
        return _Story(self.tools, Counters(), fields).items_of(container)

    def _walk(self, container: Element) -> None:
        for element in container:
            if element.tag == qn("w:p"):
                self._paragraph(element)
            elif element.tag == qn("w:tbl"):
                self._table(element)
            elif element.tag == qn("w:sdt"):
                for content in [] if _is_contents(element) else children(element, "w:sdtContent"):
                    self._walk(content)
            elif element.tag == _ALTERNATIVES:
                self._walk(choose_alternative(element))
            elif element.tag in _WRAPPERS:
                self._walk(element)

    # --- paragraphs

    def _paragraph(self, paragraph: Element) -> None:
        properties = child(paragraph, "w:pPr")
        mark = child(properties, "w:rPr")
        words = self.tools.reader.words(paragraph, self.fields)
        spans = strip_spans([*self._open_spans, *words.spans])
        if struck := " ".join("".join(words.struck).split()):
            self.tools.struck.append(StruckText(text=struck[:_LONGEST_STRUCK]))
        if child(mark, "w:del") is not None or child(mark, "w:moveFrom") is not None:
            self._open_spans.extend(words.spans)
            return
        self._open_spans.clear()
        vanish = child(mark, "w:vanish")
        if spans or not (self.fields.hide or (vanish is not None and is_on(value(vanish)))):
            self._add(paragraph, spans, words.size)
        for box in words.boxes:
            self._add_box(self._apart(box))
        if child(properties, "w:sectPr") is not None:
            self.tools.notes.end_section()

    def _add(self, paragraph: Element, spans: list[TextSpan], size: float) -> None:
        """Counts the paragraph's number and, where it has words, adds it."""
        properties = child(paragraph, "w:pPr")
        style = value(child(properties, "w:pStyle"))
        names = self.tools.styles.names(style)
        number = self.tools.numbering.number(paragraph, self.counters)
        if not spans or (names and _CONTENTS_STYLE.match(names[0])):
            return
        role, depth = self._role(properties, style, names)
        notes = tuple(self._note(s.note) for s in spans if isinstance(s, NoteMark) and s.note)
        if role is Role.BODY and number is None and self._is_framed(properties, style):
            self._extend_box(markdown(spans), notes)
            return
        alignment = value(self._property("w:jc", properties, style))
        self._items.append(
            StoryItem(
                role,
                spans,
                notes=notes,
                number=number,
                depth=depth,
                is_centred=alignment == "center",
                size=size,
            )
        )

    def _role(
        self, properties: Element | None, style: str | None, names: tuple[str, ...]
    ) -> tuple[Role, int]:
        """What the paragraph's style says that it is, and how deep a heading."""
        if "title" in names:
            return Role.TITLE, 0
        if "subtitle" in names:
            return Role.SUBTITLE, 0
        outline = value(self._property("w:outlineLvl", properties, style))
        if outline is not None:
            level = number_of(outline, 9)
            return (Role.HEADING, level) if 0 <= level < 9 else (Role.BODY, 0)
        for name in names:
            if match := _HEADING_STYLE.match(name):
                return Role.HEADING, int(match.group(1)) - 1
        return Role.BODY, 0

    def _property(self, tag: str, properties: Element | None, style: str | None) -> Element | None:
        """The paragraph's own property of that name, or the one of its style."""
        own = child(properties, tag)
        return own if own is not None else self.tools.styles.property(style, tag)

    def _is_framed(self, properties: Element | None, style: str | None) -> bool:
        borders = self._property("w:pBdr", properties, style)
        return all(_is_drawn(child(borders, side)) for side in _SIDES[:4])

    def _note(self, note: Note) -> tuple[str, str]:
        """The note's mark and its text."""
        texts = self.tools.note_texts
        key = id(note.element)
        if key not in texts:
            texts[key] = " ".join(line_of(item) for item in self._apart(note.element))
        return note.label, texts[key]

    # --- boxes and tables

    def _add_box(self, inner: list[StoryItem]) -> None:
        lines = tuple(line for item in inner if (line := line_of(item)))
        if lines:
            notes = tuple(note for item in inner for note in item.notes)
            self._items.append(StoryItem(Role.BOX, lines=lines, notes=notes))

    def _extend_box(self, line: str, notes: tuple[tuple[str, str], ...]) -> None:
        """Adds a framed paragraph; Word draws one frame around those that follow each other."""
        last = self._items[-1] if self._items else None
        if last is not None and last.is_frame:
            lines, earlier = last.lines, last.notes
            self._items.pop()
        else:
            lines, earlier = (), ()
        self._items.append(
            StoryItem(Role.BOX, lines=(*lines, line), notes=(*earlier, *notes), is_frame=True)
        )

    def _table(self, table: Element) -> None:
        rows = [_cells(row) for row in _rows(table)]
        if not rows or not any(rows):
            return
        if max(map(len, rows)) == 1:
            self._column(table, [row[0] for row in rows if row])
        elif any(_is_layout(cell) for row in rows for cell in row):
            width = max(map(len, rows))
            for cell in [row[at] for at in range(width) for row in rows if at < len(row)]:
                self._walk(cell)
        else:
            self._add_table(table, rows)

    def _column(self, table: Element, cells: list[Element]) -> None:
        """A table of one column: a frame around an aside, or around a part of the text."""
        is_aside = len(cells) <= _MAX_BOX_ROWS and not any(_is_layout(cell) for cell in cells)
        if is_aside and self._is_bordered(table):
            self._add_box([item for cell in cells for item in self._inside(cell)])
            return
        for cell in cells:
            self._walk(cell)

    def _add_table(self, table: Element, rows: list[list[Element]]) -> None:
        notes: list[tuple[str, str]] = []
        grid = Grid([self._grid_row(cells, notes) for cells in rows], _heads(table))
        _measure_down(grid)
        if any(cell.text for row in grid.rows for cell in row):
            self._items.append(StoryItem(Role.TABLE, grid=grid, notes=tuple(notes)))

    def _grid_row(self, cells: list[Element], notes: list[tuple[str, str]]) -> list[GridCell]:
        """A cell for every column; those that a merged cell covers are empty."""
        row: list[GridCell] = []
        for cell in cells:
            across = max(1, min(number_of(value(_cell_property(cell, "w:gridSpan")), 1), 60))
            if _goes_on(cell):
                row.append(GridCell(across=across, is_covered=True))
            else:
                items = self._inside(cell)
                notes.extend(note for item in items for note in item.notes)
                text = " ".join(line_of(item) for item in items).replace("\n", " ")
                spans = [span for item in items for span in item.spans]
                row.append(GridCell(text, across, is_bold=is_all_bold(spans)))
            row.extend(GridCell(is_covered=True) for _ in range(across - 1))
        return row

    def _is_bordered(self, table: Element) -> bool:
        properties = child(table, "w:tblPr")
        style = value(child(properties, "w:tblStyle"))
        style_properties = (child(s, "w:tblPr") for s in self.tools.styles.chain(style, "table"))
        borders = [
            child(table_properties, "w:tblBorders")
            for table_properties in (properties, *style_properties)
        ]
        for row in _rows(table):
            for cell in _cells(row):
                borders.append(child(child(cell, "w:tcPr"), "w:tcBorders"))
        return any(_is_drawn(child(b, side)) for b in borders for side in _SIDES)


def _is_contents(sdt: Element) -> bool:
    """True for a table of contents that Word keeps in a frame of its own."""
    gallery = child(child(child(sdt, "w:sdtPr"), "w:docPartObj"), "w:docPartGallery")
    return (value(gallery) or "").lower() == "table of contents"


def _is_drawn(border: Element | None) -> bool:
    return border is not None and value(border) not in (None, "nil", "none")


def _rows(table: Element) -> list[Element]:
    """The rows that are there once tracked changes are accepted."""
    rows = _children_named(table, qn("w:tr"))
    return [row for row in rows if child(child(row, "w:trPr"), "w:del") is None]


def _cells(row: Element) -> list[Element]:
    cells = _children_named(row, qn("w:tc"))
    return [cell for cell in cells if child(child(cell, "w:tcPr"), "w:cellDel") is None]


def _children_named(element: Element, tag: str) -> list[Element]:
    """The children of that name, also where a content control or custom XML wraps them."""
    elements = []
    for inner in element:
        if inner.tag == tag:
            elements.append(inner)
        elif inner.tag == qn("w:sdt"):
            for content in children(inner, "w:sdtContent"):
                elements.extend(_children_named(content, tag))
        elif inner.tag in _WRAPPERS:
            elements.extend(_children_named(inner, tag))
    return elements


def _cell_property(cell: Element, tag: str) -> Element | None:
    return child(child(cell, "w:tcPr"), tag)


def _goes_on(cell: Element) -> bool:
    """True for the rest of a cell that is merged with the one above it."""
    merge = _cell_property(cell, "w:vMerge")
    return merge is not None and value(merge) in (None, "continue")


def _heads(table: Element) -> int:
    """How many rows at the top the file marks as heads, to be repeated on each page."""
    marks = [child(child(row, "w:trPr"), "w:tblHeader") for row in _rows(table)]
    are_heads = [mark is not None and is_on(value(mark)) for mark in marks]
    return are_heads.index(False) if False in are_heads else 0


def _measure_down(grid: Grid) -> None:
    """Counts for each cell the rows below that it covers."""
    for at, row in enumerate(grid.rows):
        for column, cell in enumerate(row):
            below = at + 1
            while (
                cell.text
                and below < len(grid.rows)
                and column < len(grid.rows[below])
                and grid.rows[below][column].is_covered
                and grid.rows[below][column].across == cell.across
            ):
                cell.down += 1
                below += 1


def _is_layout(cell: Element) -> bool:
    """True for a cell that holds a part of the document: a table, or many numbered paragraphs."""
    if next(cell.iter(qn("w:tbl")), None) is not None:
        return True
    texts = ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in cell.iter(qn("w:p"))]
    texts = [text for text in texts if text.strip()]
    numbered = sum(_is_numbered(text) for text in texts)
    numbered += sum(1 for _ in cell.iter(qn("w:numPr")))
    words = sum(len(text.split()) for text in texts)
    return len(texts) >= _LEAST_PARAGRAPHS and numbered >= 2 and words >= _LEAST_WORDS


def _is_numbered(text: str) -> bool:
    label = typed_label(text.lstrip())
    return label is not None and not label.is_bullet
