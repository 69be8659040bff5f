"""Styled runs of text → inline Markdown, the one form in which words leave the readers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

_SPACE = re.compile(r"\s+")
_STAR = re.compile(r"(?<!\s)\*|\*(?!\s)")  # a star with room on both sides emphasises nothing
_UNDERSCORE = re.compile(r"(?<![\w])_(?=[^\W_])|(?<=[^\W_])_(?!\w)")  # at a word's edge
_BACKSLASH = re.compile(r"\\(?=[*_\\])")


@dataclass(frozen=True, slots=True)
class TextSpan:
    """Words in one style. A newline in `text` is a manual line break."""

    text: str
    bold: bool = False
    italic: bool = False


def plain(spans: Iterable[TextSpan]) -> str:
    """The words alone, with single spaces."""
    return _SPACE.sub(" ", "".join(span.text for span in spans)).strip()


def markdown(spans: Iterable[TextSpan], *, emphasis: bool = True) -> str:
    """The words with single spaces as inline Markdown; without `emphasis`, no bold or italic.

    Emphasis never opens or closes on a space or on punctuation that would break it, and a literal
    star or underscore is escaped where it could be read as emphasis.
    """
    tidy = _tidy(spans if emphasis else [replace(s, bold=False, italic=False) for s in spans])
    return "".join(_emphasise(tidy)).strip()


def without_prefix(spans: Sequence[TextSpan], length: int) -> list[TextSpan]:
    """The spans without their first `length` characters and without the spaces after those."""
    rest = []
    for span in spans:
        length_here = min(length, len(span.text))
        length -= length_here
        rest.append(replace(span, text=span.text[length_here:]))
    return strip_spans(rest)


def strip_spans(spans: Sequence[TextSpan]) -> list[TextSpan]:
    """The spans that hold words, without the spaces before the first and after the last word."""
    places = [at for at, span in enumerate(spans) if span.text.strip()]
    if not places:
        return []
    rest = list(spans[places[0] : places[-1] + 1])
    rest[0] = replace(rest[0], text=rest[0].text.lstrip())
    rest[-1] = replace(rest[-1], text=rest[-1].text.rstrip())
    return rest


def split_lines(spans: Iterable[TextSpan]) -> list[list[TextSpan]]:
    """The spans as the author's own lines: split at every manual line break."""
    lines: list[list[TextSpan]] = [[]]
    for span in spans:
        first, *rest = span.text.split("\n")
        lines[-1].append(replace(span, text=first))
        lines.extend([replace(span, text=text)] for text in rest)
    return [line for line in map(strip_spans, lines) if line]


def is_all_bold(spans: Iterable[TextSpan]) -> bool:
    """True where every letter and digit is bold, and there is at least one."""
    words = [span for span in spans if any(c.isalnum() for c in span.text)]
    return bool(words) and all(span.bold for span in words)


def escape(text: str) -> str:
    """`text` with the stars and underscores escaped that Markdown would take for emphasis."""
    text = _BACKSLASH.sub(r"\\\\", text)
    return _UNDERSCORE.sub(r"\\_", _STAR.sub(r"\\*", text))


def _tidy(spans: Iterable[TextSpan]) -> list[TextSpan]:
    """Neighbours of one style joined, spaces single, and spaces in the style around them."""
    runs = _merge_neighbours(spans)
    for at, span in enumerate(runs):
        if not any(c.isalnum() for c in span.text):
            style = _style_around(runs, at)
            runs[at] = replace(span, bold=style[0], italic=style[1])
    whole = "".join(span.text for span in runs)
    if "  " in whole or whole != _SPACE.sub(" ", whole):
        runs = _single_space(runs)
    return strip_spans(_merge_neighbours(runs))


def _merge_neighbours(spans: Iterable[TextSpan]) -> list[TextSpan]:
    groups = groupby((s for s in spans if s.text), key=lambda span: (span.bold, span.italic))
    return [
        TextSpan("".join(span.text for span in group), bold, italic)
        for (bold, italic), group in groups
    ]


def _style_around(spans: Sequence[TextSpan], at: int) -> tuple[bool, bool]:
    """The style that both neighbours of a span without words share; plain at the edges."""
    before = spans[at - 1] if at else TextSpan("")
    after = spans[at + 1] if at + 1 < len(spans) else TextSpan("")
    return before.bold and after.bold, before.italic and after.italic


def _single_space(spans: Iterable[TextSpan]) -> list[TextSpan]:
    out, ends_in_space = [], False
    for span in spans:
        text = _SPACE.sub(" ", span.text)
        text = text[1:] if ends_in_space and text.startswith(" ") else text
        ends_in_space = text.endswith(" ") if text else ends_in_space
        out.append(replace(span, text=text))
    return out


def _emphasise(spans: Sequence[TextSpan]) -> Iterator[str]:
    """Bold outside, italics inside, so that the markers nest."""
    pieces = [(bold, list(group)) for bold, group in groupby(spans, key=lambda span: span.bold)]
    for at, (bold, group) in enumerate(pieces):
        before = pieces[at - 1][1][-1].text if at else ""
        after = pieces[at + 1][1][0].text if at + 1 < len(pieces) else ""
        inner = list(_italics(group, before, after))
        if not bold:
            yield "".join(text for _, text in inner)
            continue
        yield _wrap("**", "".join(text for _, text in inner), before, after)


def _italics(group: Sequence[TextSpan], before: str, after: str) -> Iterator[tuple[bool, str]]:
    for at, span in enumerate(group):
        previous = group[at - 1].text if at else before
        following = group[at + 1].text if at + 1 < len(group) else after
        text = escape(span.text)
        yield span.italic, _wrap("*", text, previous, following) if span.italic else text


def _wrap(marker: str, text: str, before: str, after: str) -> str:
    """`text` between markers, with outer spaces outside them.

    Markdown lets no marker stand between a letter and punctuation that it covers (`x**"y"**`), so
    such punctuation goes outside too.
    """
    lead, core, tail = _outer_spaces(text)
    if not lead and _is_letter(before[-1:]):
        lead, core = _opening(core)
    if not tail and _is_letter(after[:1]):
        core, tail = _closing(core)
    if not any(c.isalnum() for c in core):
        return text
    return f"{lead}{marker}{core}{marker}{tail}"


def _outer_spaces(text: str) -> tuple[str, str, str]:
    core = text.strip()
    start = len(text) - len(text.lstrip())
    return text[:start], core, text[start + len(core) :]


def _is_letter(text: str) -> bool:
    """True for a letter or digit; a raised footnote mark is neither."""
    return text.isalnum() and unicodedata.category(text) != "No"


def _opening(core: str) -> tuple[str, str]:
    marks = re.match(r"[^\w\s*\\]+", core)
    return (marks.group(), core[marks.end() :]) if marks else ("", core)


def _closing(core: str) -> tuple[str, str]:
    marks = re.search(r"[^\w\s*\\]+$", core)
    return (core[: marks.start()], marks.group()) if marks else (core, "")
