"""Which paragraph of an issued document became which of the edited one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from rapidfuzz import fuzz

from drafting.agreements.comparing.edited import EditedParagraph, together
from drafting.agreements.comparing.issued import IssuedParagraph, without_label

ALIKE_ENOUGH = 55.0  # of 100, for a paragraph that was changed and not replaced


@dataclass
class IssuedMatch:
    """What is known so far of one issued paragraph in the edited document."""

    spot: IssuedParagraph
    edited: EditedParagraph | None = None  # None where it is gone
    added: list[EditedParagraph] = field(default_factory=list)  # those that follow it newly

    @property
    def is_kept(self) -> bool:
        """True where it is there and reads as it was issued, with nothing hidden in it."""
        return self.edited is not None and is_kept(self.spot, self.edited)


def aligned(
    paragraphs: Sequence[IssuedParagraph], edited_paragraphs: Sequence[EditedParagraph]
) -> list[IssuedMatch]:
    """Each issued paragraph with what became of it; the first stands for what precedes them all."""
    matches = [
        IssuedMatch(IssuedParagraph("", "the first page")),
        *(IssuedMatch(spot) for spot in paragraphs),
    ]
    keys = [spot.text for spot in paragraphs]
    plain = {*keys}
    edited_keys = [_key(paragraph, paragraphs, plain) for paragraph in edited_paragraphs]
    for kind, i1, i2, j1, j2 in SequenceMatcher(
        None, keys, edited_keys, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                matches[i + 1].edited = edited_paragraphs[j]
        else:
            _pair(matches[i1 : i2 + 1], edited_paragraphs[j1:j2])
    return [_rejoined(match) for match in matches]


def _key(paragraph: EditedParagraph, paragraphs: Sequence[IssuedParagraph], keys: set[str]) -> str:
    """The issued text that it is, but for what was filled in, struck, or a number typed before."""
    for form in _forms(paragraph):
        if form in keys:
            return form
        for spot in paragraphs:
            shape = spot.shape
            if shape and shape.is_known_by_its_words and shape.values_in(form) is not None:
                return spot.text
    return paragraph.whole


def _forms(paragraph: EditedParagraph) -> list[str]:
    """The texts by which a paragraph may be known, each once."""
    texts = [paragraph.text, paragraph.whole] if paragraph.is_marked else [paragraph.whole]
    return list(dict.fromkeys(form for text in texts for form in (text, without_label(text))))


def _pair(matches: Sequence[IssuedMatch], edited_paragraphs: Sequence[EditedParagraph]) -> None:
    """Pairs a stretch that differs; `matches` begins with the paragraph before the stretch."""
    place = 0
    for paragraph in edited_paragraphs:
        hit = next(
            (n for n in range(place + 1, len(matches)) if _may_be(matches[n].spot, paragraph)), None
        )
        if hit is None:
            matches[place].added.append(paragraph)
        else:
            matches[hit].edited, place = paragraph, hit


def _may_be(spot: IssuedParagraph, paragraph: EditedParagraph) -> bool:
    if spot.shape is not None and spot.shape.values_in(paragraph.text) is not None:
        return True
    return fuzz.ratio(spot.text, paragraph.whole, score_cutoff=ALIKE_ENOUGH) > 0


def _rejoined(match: IssuedMatch) -> IssuedMatch:
    """A paragraph that somebody only parted in two reads as before."""
    if match.edited is not None and match.added and not match.is_kept:
        whole = together(match.edited, *match.added)
        if is_kept(match.spot, whole):
            return IssuedMatch(match.spot, whole)
    return match


def is_kept(spot: IssuedParagraph, paragraph: EditedParagraph) -> bool:
    """True where no approved word differs, no restricted value, and nothing is hidden in it."""
    if paragraph.is_marked and paragraph.hidden:
        return False
    return reads_as_issued(spot, paragraph.text)


def reads_as_issued(spot: IssuedParagraph, text: str) -> bool:
    """True where no approved word differs, and no restricted value."""
    for form in (text, without_label(text)):
        if form == spot.text:
            return True
        if spot.shape is None:
            continue
        now, was = spot.shape.values_in(form), spot.shape.values_in(spot.text)
        if now is not None and was is not None:
            values = zip(spot.blanks, was, now, strict=True)
            return all(blank.is_open or before == after for blank, before, after in values)
    return is_signed_line(spot, text)


def is_signed_line(spot: IssuedParagraph, text: str) -> bool:
    """True for a line of a signature block that somebody wrote behind: 'Date 3 March 2026'."""
    return spot.is_line_to_sign and bool(spot.text) and text.startswith(spot.text)
