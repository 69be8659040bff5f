"""What every reader returns: a document as a flat list of blocks, before its tree is built."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from knowledge.models import Table


class BlockKind(StrEnum):
    """What a paragraph is."""

    SECTION = "section"  # a heading without a clause number
    CLAUSE = "clause"  # a paragraph or heading that opens with a number or letter
    POINT = "point"  # a bullet
    TEXT = "text"  # a paragraph that continues the clause before it
    BOX = "box"  # a framed aside
    FOOTNOTE = "footnote"


@dataclass(frozen=True, slots=True)
class FlatBlock:
    """One paragraph, or one table.

    `label` is the number as printed ('15.', '(a)', '4.2.1', '-'), a footnote's mark without
    superscript ('8'), or '' where there is none. `text` is inline Markdown with footnote marks as
    superscript digits. `is_heading` marks a clause whose text is a heading ('15. Scoping and
    Selecting'). `level` is the depth that the file itself states for a numbered paragraph (Word's
    list level, from 0), where it does; `form` names how the list numbers its levels, and `counter`
    the list that it was counted in. `rank` is
    how deep a heading is: 0 for the highest; None where nothing tells. `indent` is how far in the
    paragraph begins, in points. A table's `text` is a line a row.
    """

    kind: BlockKind
    text: str
    label: str = ""
    is_heading: bool = False
    level: int | None = None
    form: str = ""
    counter: str = ""
    rank: int | None = None
    indent: float | None = None
    page: int | None = None
    table: Table | None = None
    merged: int = 0  # cells of the table that cover several places
    is_ruled: bool = True
