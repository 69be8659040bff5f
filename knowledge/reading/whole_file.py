"""All that stands in a file that came back, with how it stands there: for comparing two files."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal, NamedTuple


class TextMark(StrEnum):
    """How words stand on the page."""

    PLAIN = "plain"
    STRUCK = "struck"  # struck through by hand: the usual way to delete on paper
    HIDDEN = "hidden"  # in the file, and not to be seen on the page


class MarkedWords(NamedTuple):
    """Words in a row that stand on the page in one way."""

    text: str
    mark: TextMark = TextMark.PLAIN


class CellPlace(NamedTuple):
    """A cell: which table of the file, row and column, each counted from 0."""

    table: int
    row: int
    column: int


class FileComment(NamedTuple):
    """What somebody wrote beside the text."""

    author: str
    text: str
    paragraph: int  # its place among the paragraphs of the body; -1 where that is not known


@dataclass(frozen=True)
class FileParagraph:
    """One paragraph, with spaces as they are; its footnotes stand in it, in brackets."""

    words: tuple[MarkedWords, ...]
    cell: CellPlace | None = None
    unread: tuple[str, ...] = ()  # what stands in it and has no words: 'picture', 'chart'

    @property
    def text(self) -> str:
        """All its words, also those that are struck through or hidden."""
        return "".join(words.text for words in self.words)

    @property
    def shown(self) -> str:
        """The words that are to be read on the page and are not struck through."""
        return "".join(words.text for words in self.words if words.mark is TextMark.PLAIN)

    def marked(self, mark: TextMark) -> str:
        """Its words of that mark alone."""
        return "".join(words.text for words in self.words if words.mark is mark)


@dataclass(frozen=True)
class WholeFile:
    """A file, with every tracked change read as accepted."""

    kind: Literal["docx", "pdf"]
    paragraphs: tuple[FileParagraph, ...]  # of the body, its tables and text boxes, in order
    headers: tuple[FileParagraph, ...] = ()
    footers: tuple[FileParagraph, ...] = ()
    identifier: str = ""  # that its properties give
    tracked_changes: int = 0
    comments: tuple[FileComment, ...] = ()
    unread: tuple[str, ...] = ()  # what else the file holds that has no words
    struck: int = 0  # stretches struck through that stand in no paragraph: those of a PDF
    recognised: tuple[int, ...] = ()  # pages whose words come from pictures, and may be misread
