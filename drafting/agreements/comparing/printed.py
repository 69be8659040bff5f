"""A PDF that came back → the paragraphs of the document that it was printed from.

A PDF has lines and no paragraphs, and the columns of a table stand side by side. So its words are
laid beside those of the issued document, printed here in the same way where that is possible; each
word then belongs to the paragraph whose word it is.

Words that are written from the right have no such order in a PDF: their letters, and the dots of
these, stand in the order of the page. They are looked at where the print reads as it was issued,
and told as not looked at where it does not.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import LCSseq

from drafting.agreements.comparing.edited import EditedParagraph, plain
from drafting.agreements.comparing.issued import even
from knowledge.reading import FileParagraph, MarkedWords, WholeFile

AHEAD = 14  # paragraphs of which a line may hold words: the cells of a table's rows
# What Word prints before a paragraph: '4.2', '(a)', 'A.', 'Annex B', a bullet.
LABEL = re.compile(r"\d{1,2}(?:\.\d{1,2}){0,3}\.?|\([a-z0-9]{1,4}\)|[A-Z]\.?|Annex|[•–-]|_+")
TOKEN = re.compile(r"\d[\d.,]*\d|\w+|[^\w\s]")  # a figure, a word, a mark
LEAST_PART = 2  # letters of a word before a line breaks in it
MOST_UNTOLD = 0.2  # of the paragraphs, where the print is the document's own
ALIKE_LETTERS = 75.0  # of 100, for a word that recognition misread
DIGITS = re.compile(r"\d+")
FROM_THE_RIGHT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
TURNS_WITH_THEM = frozenset("()[]{}«»,.:;")  # marks whose place in such a line tells nothing


class _Token(NamedTuple):
    """A word, a figure or a mark; `is_glued` where no space stands before it."""

    text: str
    is_glued: bool = False
    is_turned: bool = False  # where it stands in its line tells nothing


@dataclass
class _Paragraph:
    """An issued paragraph and what came back of it."""

    issued: EditedParagraph
    left: int  # tokens that have not come back
    tokens: list[_Token] = field(default_factory=list)
    added: list[_Token] = field(default_factory=list)  # what stands behind it newly
    is_changed: bool = False

    @property
    def text(self) -> str:
        """Its words as they are now."""
        if not self.left and not self.is_changed:
            return self.issued.whole
        return _joined(self.tokens)


@dataclass(frozen=True)
class Print:
    """What became of the issued paragraphs, and those whose words a PDF does not tell in order."""

    paragraphs: list[EditedParagraph]
    untold: tuple[int, ...]  # places among the issued paragraphs: there the print is another one


def numberless(text: str) -> str:
    """A margin's text without its numbers, for each page has its own."""
    return " ".join(DIGITS.sub("", even(text)).split())


def without_margins(content: WholeFile, issued_file: WholeFile) -> list[str]:
    """The lines of a PDF between its margins, those of the issued headers and footers left out."""
    margins = {numberless(p.text) for p in (*issued_file.headers, *issued_file.footers)}
    return [
        text
        for text in (even(paragraph.text) for paragraph in content.paragraphs)
        if text and numberless(text) not in margins
    ]


def printed_margins(issued_file: WholeFile, edited_file: WholeFile) -> tuple[WholeFile, WholeFile]:
    """Both files with their margins' wordings as a print has them: without their numbers."""
    lines = {
        numberless(p.text)
        for p in (*edited_file.headers, *edited_file.footers, *edited_file.paragraphs)
    }
    stories = []
    for own, running in (
        (issued_file.headers, edited_file.headers),
        (issued_file.footers, edited_file.footers),
    ):
        texts = list(dict.fromkeys(numberless(paragraph.text) for paragraph in own))
        running_texts = [numberless(paragraph.text) for paragraph in running]
        there = dict.fromkeys([*(text for text in texts if text in lines), *running_texts])
        every = {numberless(p.text) for p in (*issued_file.headers, *issued_file.footers)}
        stories.append((texts, [text for text in there if text in texts or text not in every]))
    (heads, heads_now), (feet, feet_now) = stories
    return (
        replace(issued_file, headers=_margins(heads), footers=_margins(feet)),
        replace(edited_file, headers=_margins(heads_now), footers=_margins(feet_now)),
    )


def _margins(texts: Iterable[str]) -> tuple[FileParagraph, ...]:
    return tuple(FileParagraph((MarkedWords(text),)) for text in texts if text)


def paragraphs_of_print(
    issued_paragraphs: Sequence[EditedParagraph],
    lines: Sequence[str],
    print_lines: Sequence[str],
    *,
    is_recognised: bool,
) -> Print:
    """What became of the issued paragraphs in a print whose lines are these.

    `print_lines` are those of the issued document as it is printed here; () where it cannot be. A
    word that recognition seems to have misread by a letter counts as the word that was issued,
    unless it holds a digit.
    """
    own, owners, untold = _owned(issued_paragraphs, list(_tokens(print_lines)))
    now = list(_tokens(lines))
    counts = Counter(owners)
    paragraphs = [
        _Paragraph(paragraph, counts[place]) for place, paragraph in enumerate(issued_paragraphs)
    ]
    placing = _Placing(paragraphs, own, owners, untold, is_recognised)
    for equal, (i1, i2), (j1, j2) in _stretches([t.text for t in own], [t.text for t in now]):
        if equal:
            placing.keep(i1, i2)
        else:
            placing.put(i1, i2, now[j1:j2])
    return Print(list(_edited(paragraphs, untold)), tuple(sorted(placing.other_print())))


def _tokens(lines: Iterable[str]) -> Iterator[_Token]:
    for line in lines:
        turns = FROM_THE_RIGHT.search(line) is not None
        for word in line.split():
            for place, match in enumerate(TOKEN.finditer(word)):
                text = match[0]
                is_turned = turns and (
                    text in TURNS_WITH_THEM or FROM_THE_RIGHT.search(text) is not None
                )
                yield _Token(text, place > 0, is_turned)


def _joined(tokens: Iterable[_Token]) -> str:
    return even("".join(f"{'' if token.is_glued else ' '}{token.text}" for token in tokens))


def _stretches(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[bool, tuple[int, int], tuple[int, int]]]:
    """Stretches that both have, and between them what is in one place alone or in another form."""
    i = j = 0
    for step in LCSseq.opcodes(before, after):
        if step.tag != "equal":
            continue
        i1, i2, j1, j2 = step.src_start, step.src_end, step.dest_start, step.dest_end
        if i1 > i or j1 > j:
            yield False, (i, i1), (j, j1)
        yield True, (i1, i2), (j1, j2)
        i, j = i2, j2
    if i < len(before) or j < len(after):
        yield False, (i, len(before)), (j, len(after))


# --- which paragraph an issued word belongs to


def _owned(
    issued_paragraphs: Sequence[EditedParagraph], print_tokens: Sequence[_Token]
) -> tuple[list[_Token], list[int], tuple[int, ...]]:
    """The issued words in the order of the print, the paragraph of each, and what it leaves untold.

    Labels belong to none (-1), and neither do words that are written from the right. Where there is
    no print, or another one, the words stand in the order of the paragraphs.
    """
    tokens_of = [[*_tokens([paragraph.whole])] for paragraph in issued_paragraphs]
    from_the_right = {
        place for place, tokens in enumerate(tokens_of) if any(t.is_turned for t in tokens)
    }
    if print_tokens:
        rest = {
            place: stack
            for place, tokens in enumerate(tokens_of)
            if (stack := [token for token in reversed(tokens) if not token.is_turned])
        }
        own: list[_Token] = []
        owners: list[int] = []
        last = -1
        for token in print_tokens:
            owner, has_no_space = _take(rest, token, last)
            last = owner if owner >= 0 else last
            own.append(token._replace(is_glued=has_no_space))
            owners.append(owner)
        if len(rest) <= MOST_UNTOLD * len(issued_paragraphs):
            untold = tuple(sorted(from_the_right | {*rest}))
            return own, [-1 if owner in rest else owner for owner in owners], untold
    own, owners = [], []
    for place, tokens in enumerate(tokens_of):
        own += tokens
        owners += [-1 if token.is_turned else place for token in tokens]
    return own, owners, tuple(sorted(from_the_right))


def _take(rest: dict[int, list[_Token]], print_token: _Token, last: int) -> tuple[int, bool]:
    """The paragraph whose next word it is, first the one of the word before; -1 for none.

    Where a line breaks within a word, its first part is taken, and the rest is the next word.
    """
    text = print_token.text
    around = () if print_token.is_turned else range(max(last - AHEAD, 0), last + AHEAD + 1)
    near = [place for place in (last, *around) if place in rest]
    for whole in (True, False):
        for place in near:
            token = rest[place][-1]
            if token.text == text:
                rest[place].pop()
                if not rest[place]:
                    del rest[place]
                return place, token.is_glued
            if not whole and len(text) >= LEAST_PART and token.text.startswith(text):
                rest[place][-1] = _Token(token.text[len(text) :], is_glued=True)
                return place, token.is_glued
    return -1, False


# --- where what came back stands


@dataclass(frozen=True)
class _Placing:
    """Gives the words that came back to the paragraphs."""

    paragraphs: list[_Paragraph]
    own: Sequence[_Token]
    owners: Sequence[int]
    untold: Sequence[int]  # paragraphs of which a PDF does not tell all words in their order
    is_recognised: bool
    _differing: set[int] = field(default_factory=set)  # those of them where the print is another

    def keep(self, start: int, end: int) -> None:
        """What stands there as it was issued."""
        for token, owner in zip(self.own[start:end], self.owners[start:end], strict=True):
            if owner >= 0:
                self.paragraphs[owner].tokens.append(token)
                self.paragraphs[owner].left -= 1

    def put(self, start: int, end: int, now: Sequence[_Token]) -> None:
        """What stands where issued words from `start` to `end` stood."""
        was = self.own[start:end]
        if self._reads_alike(was, now):
            self.keep(start, end)
            return
        now = self._in_order(start, end, now)
        owners = [owner for owner in self.owners[start:end] if owner >= 0]
        if owners and len(owners) == len(now):
            for owner, token in zip(owners, now, strict=True):
                self._give(owner, token)
        elif owners:
            for token in now:
                self._give(owners[0], token)
        elif now:
            self._insert(start, end, now)

    def other_print(self) -> set[int]:
        """The places of the untold paragraphs where the print is not as it was issued."""
        places = (place for place in self.untold if self._is_changed(self.paragraphs[place]))
        return {*self._differing, *places}

    def _is_changed(self, paragraph: _Paragraph) -> bool:
        return paragraph.is_changed or paragraph.left > 0

    def _in_order(self, start: int, end: int, now: Sequence[_Token]) -> Sequence[_Token]:
        """The words of `now` whose order counts; notes the untold paragraphs that others are of."""
        tokens_by_owner = zip(self.own[start:end], self.owners[start:end], strict=True)
        loose = any(
            owner < 0 and not LABEL.fullmatch(token.text) for token, owner in tokens_by_owner
        )
        if not loose and not any(token.is_turned for token in now):
            return now
        before, after = self._around(start, end)
        last = after if after >= 0 else len(self.paragraphs)
        near = {place for place in self.untold if before - AHEAD <= place <= last + AHEAD}
        self._differing.update(near)
        return [token for token in now if not token.is_turned] if near else now

    def _around(self, start: int, end: int) -> tuple[int, int]:
        """The paragraphs of the nearest words before `start` and from `end` on; -1 for none."""
        before = next((o for o in reversed(self.owners[:start]) if o >= 0), -1)
        return before, next((o for o in self.owners[end:] if o >= 0), -1)

    def _insert(self, start: int, end: int, now: Sequence[_Token]) -> None:
        before, after = self._around(start, end)
        if before == after and before >= 0:
            for token in now:
                self._give(before, token)
        elif not all(LABEL.fullmatch(word) for word in _joined(now).split()):
            self.paragraphs[max(before, 0)].added.extend(now)

    def _give(self, owner: int, token: _Token) -> None:
        self.paragraphs[owner].tokens.append(token)
        self.paragraphs[owner].is_changed = True

    def _reads_alike(self, was: Sequence[_Token], now: Sequence[_Token]) -> bool:
        """True for the same words whose lines break elsewhere, and for what was misread."""
        if "".join(t.text for t in was) == "".join(t.text for t in now):
            return True
        old, new = [t.text for t in was], [t.text for t in now]
        if sorted(old) == sorted(new):  # in columns; figures must keep their order
            return _figures(old) == _figures(new)
        return self.is_recognised and len(old) == len(new) and all(map(_misread, old, new))


def _figures(words: Iterable[str]) -> list[str]:
    return [word for word in words if DIGITS.search(word)]


def _misread(old: str, new: str) -> bool:
    """True where recognition may have read a letter of a word wrongly."""
    if old == new:
        return True
    return not DIGITS.search(old + new) and fuzz.ratio(old, new) >= ALIKE_LETTERS


def _edited(paragraphs: Sequence[_Paragraph], untold: Sequence[int]) -> Iterator[EditedParagraph]:
    for place, paragraph in enumerate(paragraphs):
        text = paragraph.issued.whole if place in untold else paragraph.text
        if text:
            yield EditedParagraph(text, text, plain(text).words, place, paragraph.issued.cell)
        if paragraph.added:
            yield plain(_joined(paragraph.added))
