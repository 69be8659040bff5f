"""What changed in the headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz

from drafting.agreements.comparing.aligning import ALIKE_ENOUGH
from drafting.agreements.comparing.comparison import OtherChange, TextPiece
from drafting.agreements.comparing.edited import EditedParagraph, edited_paragraphs
from drafting.agreements.comparing.printed import printed_margins
from drafting.agreements.comparing.wording import Quotes
from knowledge.reading import FileParagraph, WholeFile

LINE = re.compile(r"_{3,}")  # on which people write their initials


def margin_changes(
    issued_file: WholeFile, edited_file: WholeFile, quotes: Quotes
) -> Iterator[OtherChange]:
    """The changes in the header, then those in the footer; each wording counts once.

    The margins of a PDF are compared without their numbers, for each page has its own.
    """
    if edited_file.kind == "pdf":
        issued_file, edited_file = printed_margins(issued_file, edited_file)
    yield from _changes("the header", issued_file.headers, edited_file.headers, quotes)
    yield from _changes("the footer", issued_file.footers, edited_file.footers, quotes)


def _changes(
    where: str,
    issued_margin: Sequence[FileParagraph],
    edited_margin: Sequence[FileParagraph],
    quotes: Quotes,
) -> Iterator[OtherChange]:
    old = list(dict.fromkeys(paragraph.whole for paragraph in edited_paragraphs(issued_margin)))
    new = _each_once(edited_paragraphs(edited_margin, issued_margin))
    missing_texts = [
        text for text in old if not any(_reads_so(text, paragraph) for paragraph in new)
    ]
    for paragraph in new:
        if any(_reads_so(text, paragraph) for text in old):
            continue
        before = max(missing_texts, key=lambda text: fuzz.ratio(text, paragraph.whole), default="")
        if before and fuzz.ratio(before, paragraph.whole) >= ALIKE_ENOUGH:
            missing_texts.remove(before)
            yield OtherChange(where, "changed", tuple(quotes.between(before, paragraph)))
        else:
            yield OtherChange(where, "added", tuple(quotes.added(paragraph)))
    for text in missing_texts:
        yield OtherChange(where, "deleted", (TextPiece(quotes.text(text), "deleted"),))


def _each_once(paragraphs: Sequence[EditedParagraph]) -> list[EditedParagraph]:
    return list({paragraph.words: paragraph for paragraph in paragraphs}.values())


def _reads_so(text: str, paragraph: EditedParagraph) -> bool:
    """True where it reads as issued, but for initials on the lines that are there for them."""
    if paragraph.hidden:
        return False
    if paragraph.text == text:
        return True
    if not LINE.search(text):
        return False
    patterns = [re.escape(part.strip()) for part in LINE.split(text)]
    return re.fullmatch(r"\s*(?:\S.{0,12}?)?\s*".join(patterns), paragraph.text) is not None
