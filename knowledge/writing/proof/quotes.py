"""Where a quote stands in its clause, word for word, and the whole sentences that it is part of."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from knowledge.answering.quoting import ITEM, LEAD_IN, LEANS_BACK, NOTE, TAKES_BACK
from knowledge.words import RUN_IN, sentences

# Characters that are written one way or another without a difference in meaning.
SAME = str.maketrans(
    {
        **dict.fromkeys("‘’‚‛ʼ`´′", "'"),
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "‹": "<",
        "›": ">",
    }
)
# Marks of the page, which no reader takes for words: emphasis and the numbers of footnotes.
MARKS = frozenset("*⁰¹²³⁴⁵⁶⁷⁸⁹")
MARK_ALONE = re.compile(r"(?:[-•–]\s*)?\(?[ivxlc\d]{1,5}[.)]")  # 'iii.', cut off its words
HEADING = 80  # characters in which a clause's own heading stands
FEWEST_WORDS = 3
# A sentence that opens so speaks of what the one before it named.
REFERS_BACK = re.compile(
    r"(?:all|the) (?:two|three|four|of (?:them|these|this))\b"
    r"|the (?:process|relationship|structure|list|latter|former|same)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class QuotePlace:
    """A quote found: whole sentences, so that nothing that changes its sense is cut off."""

    quote: str  # the sentences that it stands in, as the clause has them
    context: str  # the same with those that they depend on, and those that limit them


def places_of(quote: str, text: str) -> list[QuotePlace]:
    """Where `quote` stands in `text`, the words of one clause: a place a sentence, and one a list.

    Each can prove something by itself; two sentences together prove nothing, since their words
    could be combined in another way. Only white space, quotation marks, dashes, emphasis and
    footnote marks may differ; none where the quote does not stand there.
    """
    bare_quote, _ = _bare(quote)
    if len(bare_quote.split()) < FEWEST_WORDS:
        return []
    bare, origins = _bare(text)
    match = re.search(rf"(?<![^\W_]){re.escape(bare_quote)}(?![^\W_])", bare)
    if match is None:
        return []
    start, end = origins[match.start()], origins[match.end() - 1] + 1
    parts, spans = _spans(text)
    inside = [i for i, (first, last) in enumerate(spans) if first < end and start < last]
    return [_place(text, parts, spans, unit) for unit in _units(parts, inside)]


def _bare(text: str) -> tuple[str, list[int]]:
    """`text` with one kind of each mark and single spaces, and where each character came from."""
    characters: list[str] = []
    origins: list[int] = []
    for at, character in enumerate(text):
        if character in MARKS or unicodedata.category(character) == "Cf":
            continue
        plain = " " if character.isspace() else character.translate(SAME)
        if plain != " " or (characters and characters[-1] != " "):
            characters.append(plain)
            origins.append(at)
    if characters and characters[-1] == " ":
        characters.pop()
        origins.pop()
    return "".join(characters), origins


def _units(parts: list[str], inside: list[int]) -> list[tuple[int, int]]:
    """First and last of each sentence, or list with its lead-in, among the sentences `inside`."""
    units: list[tuple[int, int]] = []
    for at in inside:
        lead_in = _lead_in(parts, at)
        goes_on = bool(lead_in) and _is_in_list(parts, at - 1, lead_in[0])
        if units and (goes_on or MARK_ALONE.fullmatch(parts[at - 1])):
            units[-1] = (units[-1][0], at)
        else:
            units.append((at, at))
    return units


def _is_in_list(parts: list[str], at: int, lead_in: str) -> bool:
    return parts[at] == lead_in or _lead_in(parts, at) == [lead_in]


def _place(
    text: str, parts: list[str], spans: list[tuple[int, int]], unit: tuple[int, int]
) -> QuotePlace:
    first, last = unit
    opening, closing = first, last
    while opening > 0 and _leans_back(parts[opening]) and not NOTE.match(parts[opening - 1]):
        opening -= 1
    while closing + 1 < len(parts) and TAKES_BACK.match(parts[closing + 1]):
        closing += 1
    lead = [*_heading(text), *_lead_in(parts, opening), *_noted_sentences(parts, opening)]
    context = "\n".join([*dict.fromkeys(lead), *parts[opening : closing + 1]])
    return QuotePlace(_without_mark(text[spans[first][0] : spans[closing][1]]), context)


def _leans_back(sentence: str) -> bool:
    return bool(LEANS_BACK.match(sentence) or REFERS_BACK.match(sentence))


def _spans(text: str) -> tuple[list[str], list[tuple[int, int]]]:
    """The sentences of `text`, and where each begins and ends in it with what parts them."""
    parts = sentences(text)
    spans: list[tuple[int, int]] = []
    at = 0
    for part in parts:
        start = text.index(part, at)
        at = start + len(part)
        spans.append((start, at))
    return parts, spans


def _heading(text: str) -> list[str]:
    """The heading that the clause opens with in bold behind its number, if it does."""
    heading = RUN_IN.search(text[:HEADING])
    return [heading.group()] if heading else []


def _noted_sentences(parts: list[str], first: int) -> list[str]:
    """The sentence that a footnote belongs to, where sentence `first` is a footnote."""
    mark = NOTE.match(parts[first])
    label = mark.group().strip() if mark else ""
    anchor = re.compile(rf"(?<![⁰¹²³⁴⁵⁶⁷⁸⁹]){label}(?![⁰¹²³⁴⁵⁶⁷⁸⁹])")
    return [part for part in parts[:first] if label and anchor.search(part)]


def _lead_in(parts: list[str], first: int) -> list[str]:
    """The sentence that a list opens with, where sentence `first` is an item of the list."""
    if not ITEM.match(parts[first]):
        return []
    for part in reversed(parts[:first]):
        if LEAD_IN.search(part):
            return [part]
        if not ITEM.match(part):
            break
    return []


def _without_mark(words: str) -> str:
    """The words without a note's mark or an item's dash in front."""
    mark = NOTE.match(words) or ("\n" not in words and ITEM.match(words)) or None
    return words[mark.end() :] if mark else words
