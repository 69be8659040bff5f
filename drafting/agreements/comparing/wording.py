"""The words of what changed, with what came and went, for those who may see them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from drafting.agreements.comparing.aligning import IssuedMatch, is_kept
from drafting.agreements.comparing.comparison import TextPiece
from drafting.agreements.comparing.edited import EditedParagraph
from drafting.agreements.comparing.issued import IssuedParagraph, even
from knowledge.reading import TextMark

MOST_COMPARED = 25_000  # characters of two paragraphs that are compared word by word
# What must not be quoted to everybody, wherever somebody typed it.
IBAN = re.compile(r"\bPK\d{2}(?:[ -]?[A-Z0-9]){20}\b", re.IGNORECASE)
CNIC = re.compile(r"\b\d{5}-?\d{7}-?\d\b")
NOT_QUOTED = TextPiece("(not shown, for restricted values stand here)", "kept")
NO_NUMBER = "(a number that is not shown)"


@dataclass
class Quotes:
    """Quotes for one person, and remembers whether a restricted value stood in a quotation."""

    may_see_restricted: bool = False
    shows_restricted: bool = field(default=False, init=False)

    def text(self, text: str) -> str:
        """`text`, without account and identity numbers for those who may not see them."""
        if not (IBAN.search(text) or CNIC.search(text)):
            return text
        if self.may_see_restricted:
            self.shows_restricted = True
            return text
        return CNIC.sub(NO_NUMBER, IBAN.sub(NO_NUMBER, text))

    def may_quote(self, spot: IssuedParagraph) -> bool:
        """True where what stands in the paragraph may be quoted."""
        if not spot.holds_restricted:
            return True
        self.shows_restricted |= self.may_see_restricted
        return self.may_see_restricted

    def words(self, match: IssuedMatch) -> Iterator[TextPiece]:
        """What came and went in one paragraph."""
        spot, paragraph = match.spot, match.edited
        if paragraph is not None and is_kept(spot, paragraph):
            yield TextPiece(self.text(paragraph.text), "kept") if self._shows(spot) else NOT_QUOTED
        elif not self.may_quote(spot):
            yield NOT_QUOTED
        elif paragraph is None:
            yield TextPiece(self.text(spot.text), "deleted")
        else:
            yield from self.between(spot.text, paragraph)

    def _shows(self, spot: IssuedParagraph) -> bool:
        return not spot.holds_restricted or self.may_quote(spot)

    def added(self, paragraph: EditedParagraph, before: str = "") -> Iterator[TextPiece]:
        """The words of a new paragraph, with `before` in front."""
        yield TextPiece(f"{before}{self.text(paragraph.text)}", "added")
        if paragraph.hidden:
            yield TextPiece(self.text(paragraph.hidden), "hidden")

    def between(self, before: str, after: EditedParagraph) -> Iterator[TextPiece]:
        """The words of both, each with what became of it."""
        if len(before) + len(after.whole) > MOST_COMPARED:
            yield TextPiece(self.text(before), "deleted")
            yield from self.added(after)
            return
        old, new = _tokens(self.text(before)), list(self._marked_tokens(after))
        yield from _joined(_between(old, new))

    def _marked_tokens(self, paragraph: EditedParagraph) -> Iterator[tuple[str, TextMark]]:
        if not paragraph.is_marked:
            yield from ((word, TextMark.PLAIN) for word in _tokens(self.text(paragraph.text)))
            return
        # A number that somebody struck in part is looked for in the whole.
        if self.text(paragraph.whole) != paragraph.whole and not self.may_see_restricted:
            yield from ((word, TextMark.PLAIN) for word in _tokens(self.text(paragraph.whole)))
            return
        for text, mark in paragraph.words:
            yield from ((word, mark) for word in text.split())


def _tokens(text: str) -> list[str]:
    return text.split(" ")


def _between(old: Sequence[str], new: Sequence[tuple[str, TextMark]]) -> Iterator[TextPiece]:
    words = [even(word) for word, _ in new]
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, words, autojunk=False).get_opcodes():
        if kind != "equal" and i2 > i1:
            yield TextPiece(" ".join(old[i1:i2]), "deleted")
        for word, mark in new[j1:j2]:
            if mark is TextMark.PLAIN:
                yield TextPiece(even(word), "kept" if kind == "equal" else "added")
            else:
                yield TextPiece(even(word), "struck" if mark is TextMark.STRUCK else "hidden")


def _joined(pieces: Iterable[TextPiece]) -> Iterator[TextPiece]:
    """Words in a row that share what became of them, as one piece."""
    last: TextPiece | None = None
    for piece in pieces:
        if last is not None and last.was == piece.was:
            last = TextPiece(f"{last.text} {piece.text}", last.was)
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last
