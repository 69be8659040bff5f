"""Lays a document in the project's Markdown form out as a PDF, the way an office prints one.

Pages with a running header and page numbers, hanging numbers, footnotes at the foot of the page
that cites them (and over to the next where they are long), words broken at line ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = A4
LEFT, RIGHT, TOP, FOOT = 72.0, WIDTH - 72.0, HEIGHT - 80.0, 72.0
BODY, NOTE, LEAD = 10.5, 8.5, 1.25
MOST_NOTE_LINES = 6
_LABEL = re.compile(r"(\d{1,3}\.|[a-z]\.|-)\s+")
_INLINE = re.compile(r"(\*\*|\*|\[\^\d+\])")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the Markdown file: 'title', 'section', 'heading', 'clause', and so on."""

    kind: str
    text: str
    label: str = ""


def paragraphs(source: Path) -> Iterator[Paragraph]:
    """The paragraphs of a document in canonical form, without its front matter."""
    text = re.sub(r"\A---\n.*?\n---\n", "", source.read_text(encoding="utf-8"), flags=re.DOTALL)
    for block in re.split(r"\n\s*\n", text.strip()):
        yield from _paragraph(" ".join(block.split()))


class Styled(NamedTuple):
    """A part of a paragraph in one style, or the number of the note that it cites."""

    text: str
    strong: bool = False
    slanted: bool = False
    mark: bool = False


def styled(text: str, *, bold: bool = False) -> Iterator[Styled]:
    """The parts of a paragraph: `**bold**`, `*italic*`, and `[^8]` as a mark."""
    strong, slanted = bold, False
    for part in _INLINE.split(text):
        if part == "**":
            strong = not strong
        elif part == "*":
            slanted = not slanted
        elif part.startswith("[^"):
            yield Styled(part[2:-1], mark=True)
        elif part:
            yield Styled(part, strong, slanted)


def _paragraph(text: str) -> Iterator[Paragraph]:
    if note := re.match(r"\[\^(\d+)\]:\s*", text):
        yield Paragraph("note", text[note.end() :], note.group(1))
    elif text.startswith(">"):
        yield from (
            Paragraph("box", line) for part in text.split("> ") if (line := part.strip(" >"))
        )
    elif heading := re.match(r"(#+)\s+", text):
        rest = text[heading.end() :]
        label = _LABEL.match(rest)
        if label:
            yield Paragraph("heading", rest[label.end() :], label.group(1))
        else:
            yield Paragraph("title" if heading.group(1) == "#" else "section", rest)
    elif label := _LABEL.match(text):
        yield Paragraph("clause", text[label.end() :], label.group(1))
    else:
        yield Paragraph("text", text)


@dataclass(frozen=True)
class Piece:
    """Part of a word in one style; `mark` for a raised footnote mark."""

    text: str
    font: str
    size: float
    mark: bool = False

    @property
    def width(self) -> float:
        return float(stringWidth(self.text, self.font, self.size))


Word = list[Piece]


@dataclass
class Line:
    """One printed line: where its words stand, and the notes that they cite."""

    height: float
    words: list[tuple[float, Word]] = field(default_factory=list)
    above: float = 0.0

    @property
    def cites(self) -> list[str]:
        return [piece.text for _, word in self.words for piece in word if piece.mark]


def pieces(text: str, size: float, *, bold: bool = False) -> Iterator[Piece]:
    """The text in its styles, set in that size, with raised marks smaller."""
    for part in styled(text, bold=bold):
        if part.mark:
            yield Piece(part.text, "Times-Roman", size * 0.62, mark=True)
        else:
            yield Piece(part.text, _FONTS[part.strong, part.slanted], size)


_FONTS = {
    (False, False): "Times-Roman",
    (True, False): "Times-Bold",
    (False, True): "Times-Italic",
    (True, True): "Times-BoldItalic",
}


def words(styled: Iterator[Piece]) -> list[Word]:
    """The pieces as words, a word at times in several styles."""
    found: list[Word] = [[]]
    for piece in styled:
        for at, part in enumerate(piece.text.split(" ")):
            if at:
                found.append([])
            if part:
                found[-1].append(Piece(part, piece.font, piece.size, piece.mark))
    return [word for word in found if word]


def wrapped(
    todo: list[Word], left: float, right: float, size: float, *, first: float
) -> list[Line]:
    """The words as lines between `left` and `right`; the first line begins at `first`."""
    lines, x = [Line(size * LEAD)], first
    todo = list(todo)
    while todo:
        word = todo.pop(0)
        width = sum(piece.width for piece in word)
        if x + width > right and lines[-1].words:
            head, tail = broken(word, right - x)
            if head:
                lines[-1].words.append((x, head))
            todo.insert(0, tail)
            lines.append(Line(size * LEAD))
            x = left
            continue
        lines[-1].words.append((x, word))
        x += width + stringWidth(" ", "Times-Roman", size)
    return lines


def broken(word: Word, room: float) -> tuple[Word, Word]:
    """The word in two: at its own hyphen, or with a hyphen put in; nothing first if it won't go."""
    if len(word) != 1:
        return [], word
    (piece,) = word
    for at in range(len(piece.text) - 3, 2, -1):
        head, tail = piece.text[:at], piece.text[at:]
        own = head.endswith("-") and tail[0].isalpha()
        put_in = piece.text.isalpha() and len(piece.text) > 7 and head[-1] in "aeiou"
        printed = head if own else f"{head}-"
        if (own or put_in) and stringWidth(printed, piece.font, piece.size) <= room:
            return [Piece(printed, piece.font, piece.size)], [Piece(tail, piece.font, piece.size)]
    return [], word


def note_lines(label: str, text: str) -> list[Line]:
    """A footnote as lines, its raised mark first."""
    mark = [Piece(label, "Times-Roman", NOTE * 0.62, mark=True)]
    return wrapped([mark, *words(pieces(text, NOTE))], LEFT, RIGHT, NOTE, first=LEFT)


class Press:
    """Puts lines on pages, with the notes that they cite at the foot."""

    def __init__(self, target: Path, header: str, notes: dict[str, list[tuple[str, str]]]) -> None:
        self.canvas = Canvas(str(target), pagesize=A4, invariant=True)
        self.header = header
        self.notes = {
            cited: [line for label, text in printed for line in note_lines(label, text)]
            for cited, printed in notes.items()
        }
        self.page, self.y = 1, TOP
        self.foot: list[Line] = []
        self.over: list[Line] = []

    def put(self, line: Line) -> None:
        """Prints a line, on the next page where it and the start of its notes do not fit."""
        cited = [row for label in line.cites for row in self.notes.get(label, [])]
        room = self.y - line.above - line.height - FOOT - 14
        taken = sum(row.height for row in self.foot)
        needed = sum(row.height for row in cited[:1])
        if room < taken + needed:
            self.turn()
        else:
            self.y -= line.above
        self.y -= line.height
        self._print(line, self.y)
        for row in cited:
            self._note(row)

    def _note(self, row: Line) -> None:
        taken = sum(line.height for line in self.foot)
        full = len(self.foot) >= MOST_NOTE_LINES or self.y - FOOT - 14 < taken + row.height
        (self.over if full or self.over else self.foot).append(row)

    def turn(self) -> None:
        """Finishes the page; notes that did not fit open the foot of the next."""
        self._finish()
        self.canvas.showPage()
        self.page, self.y = self.page + 1, TOP
        self.foot, self.over = self.over, []

    def close(self) -> None:
        """Writes the file."""
        while self.over:
            self.turn()
        self._finish()
        self.canvas.save()

    def _finish(self) -> None:
        self.canvas.setFont("Times-Italic", 9)
        self.canvas.drawString(LEFT, HEIGHT - 45, self.header)
        self.canvas.setFont("Times-Roman", 9)
        self.canvas.drawCentredString(WIDTH / 2, 36, f"Page {self.page}")
        y = FOOT + sum(row.height for row in self.foot)
        if self.foot:
            self.canvas.line(LEFT, y + 4, LEFT + 144, y + 4)
        for row in self.foot:
            y -= row.height
            self._print(row, y)

    def _print(self, line: Line, y: float) -> None:
        for x, word in line.words:
            at = x
            for piece in word:
                self.canvas.setFont(piece.font, piece.size)
                self.canvas.drawString(at, y + (piece.size * 0.55 if piece.mark else 0), piece.text)
                at += piece.width


def write_pdf(source: Path, target: Path) -> None:
    """Writes the document in `source` to `target` as a PDF of several pages."""
    content = list(paragraphs(source))
    title = next((p.text for p in content if p.kind == "title"), "")
    press = Press(target, title, notes_of(content))
    press.canvas.setTitle("Microsoft Word - framework.docx")
    indent = 0.0
    for paragraph in content:
        if paragraph.kind != "note":
            indent = indent_of(paragraph, indent)
            for line in lines_of(paragraph, indent):
                press.put(line)
    press.close()


def notes_of(content: list[Paragraph]) -> dict[str, list[tuple[str, str]]]:
    """For each cited note, what is printed with it: itself, and those after it that none cites."""
    cited = {mark for p in content for mark in re.findall(r"\[\^(\d+)\]", p.text)}
    printed: dict[str, list[tuple[str, str]]] = {}
    for note in (p for p in content if p.kind == "note"):
        key = note.label if note.label in cited else list(printed)[-1]
        printed.setdefault(key, []).append((note.label, note.text))
    return printed


def indent_of(paragraph: Paragraph, current: float) -> float:
    """How far in the paragraph stands."""
    if paragraph.kind in ("clause", "heading"):
        if paragraph.label[0].isdigit():
            return 18.0
        return 36.0 if paragraph.label != "-" else 54.0
    if paragraph.kind == "text" and current:
        return min(current, 36.0)
    return 0.0


def lines_of(paragraph: Paragraph, indent: float) -> list[Line]:
    """The paragraph's lines, its number hanging before them."""
    sizes = {"title": 18.0, "section": 13.0, "heading": 11.5}
    size = sizes.get(paragraph.kind, BODY)
    bold = paragraph.kind in sizes
    text = words(pieces(paragraph.text, size, bold=bold))
    left = LEFT + indent
    lines = wrapped(text, left, RIGHT, size, first=left)
    if paragraph.label:
        mark = "•" if paragraph.label == "-" else paragraph.label
        lines[0].words.insert(0, (left - 18, [Piece(mark, _FONTS[bold, False], size)]))
    lines[0].above = 10.0 if bold else 5.0
    return lines
