"""What a reader noticed while it read a file: facts for whoever must approve the document.

Nothing here judges. A fact says what was seen and where, so that a person can look there before the
document comes into force.
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import Field

from knowledge.models import Document, Model

# Raised when the same file would be read differently: an edition read by an earlier one may be
# read again.
READER_VERSION = 3


class NumberingFault(StrEnum):
    """What is odd about a clause's number beside the one before it."""

    GAP = "gap"  # numbers between the two are not there
    REPEAT = "repeat"  # the number was printed before, under the same parent
    BACKWARD = "backward"  # the number is smaller than the one before it


class NumberingDoubt(Model):
    """A clause whose number does not go on from the one before it, both as printed."""

    fault: NumberingFault
    clause: str = Field(description="The clause's id.")
    label: str = Field(description="Its number as printed.")
    before: str = Field(default="", description="The number before it; '' where it is the first.")
    missing: tuple[str, ...] = Field(
        default=(), description="The numbers that a gap leaves out, at most ten of them."
    )


class LeftOutKind(StrEnum):
    """What words were that are not in the document's clauses."""

    RUNNING_HEAD = "running head"  # repeated at the top of pages
    RUNNING_FOOT = "running foot"
    PAGE_NUMBER = "page number"
    CONTENTS = "contents list"
    HIDDEN = "hidden text"
    DELETED = "deleted text"  # a tracked deletion
    TURNED = "turned text"  # a watermark, or words up the side of the page


class LeftOut(Model):
    """Words that were read and left out, once for all the pages that repeat them."""

    kind: LeftOutKind
    text: str = Field(description="The words, at most 200 characters.")
    pages: tuple[int, ...] = Field(
        default=(), description="Where, from 1, at most fifty; none where a file has no pages."
    )
    times: int = 1


class StruckText(Model):
    """Words that the file shows struck through by hand; they are not in the clause's text."""

    text: str = Field(description="The words, at most 200 characters.")
    clause: str = Field(default="", description="The id of the clause they stand in, where known.")
    page: int | None = None


class GarbledText(Model):
    """Letters on a page that the file gives no meaning, or a wrong one."""

    page: int
    letters: int = Field(description="How many.")
    sample: str = Field(description="Some of the words that hold them.")


class RecognisedPage(Model):
    """A page that is a picture, whose words come from text recognition (OCR)."""

    page: int
    sureness: float = Field(description="How sure recognition is of its letters, from 0 to 1.")
    unsure: tuple[str, ...] = Field(
        default=(), description="The words that are likely wrong, as they were read."
    )


class TableFact(Model):
    """A table, and what about it may have been read wrongly."""

    clause: str = Field(default="", description="The id of the clause that it stands in.")
    page: int | None = None
    rows: int = 0
    columns: int = 0
    merged_cells: int = Field(default=0, description="Cells over several rows or columns.")
    ruled: bool = Field(default=True, description="False where its columns were told by eye.")
    has_header: bool = True


class ReadingReport(Model):
    """What was noticed while a file was read; empty where there is nothing to doubt.

    Pages count from 1 as in the file. A .docx or .md has no pages: its `pages` is 0, and facts in
    it stand without a page.
    """

    reader: int = READER_VERSION
    pages: int = 0
    pages_without_text: tuple[int, ...] = ()
    recognised: tuple[RecognisedPage, ...] = Field(
        default=(), description="Pages whose words come from text recognition (OCR)."
    )
    pages_unrecognised: tuple[int, ...] = Field(
        default=(),
        description="Those of the pages without text whose words recognition could not tell; the "
        "others were not tried.",
    )
    pages_blank: tuple[int, ...] = Field(
        default=(), description="Those of the pages without text on which there is nothing at all."
    )
    pages_in_columns: tuple[int, ...] = ()
    pages_without_spaces: tuple[int, ...] = Field(
        default=(), description="Pages whose spaces the file does not give; they were worked out."
    )
    words: int = Field(default=0, description="Words in the file, without what was left out.")
    words_placed: int = Field(default=0, description="Those in the title, front and clauses.")
    numbering: tuple[NumberingDoubt, ...] = ()
    garbled: tuple[GarbledText, ...] = ()
    tables: tuple[TableFact, ...] = ()
    struck: tuple[StruckText, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    notes_without_mark: tuple[str, ...] = Field(
        default=(), description="Marks of the footnotes that no clause cites."
    )
    clause_pages: dict[str, int] = Field(
        default_factory=dict, description="The page on which each clause begins, by its id."
    )

    @property
    def share_unplaced(self) -> float:
        """The share of the file's words that are in no clause, title or front, from 0 to 1."""
        return 1 - min(self.words_placed / self.words, 1.0) if self.words else 0.0


class Reading(Model):
    """A document as it was read, and what was noticed on the way."""

    document: Document
    report: ReadingReport = ReadingReport()
