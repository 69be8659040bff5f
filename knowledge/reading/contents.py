"""Contents lists, known by what they are: lines that come again, in order, as headings further on.

Leaders of dots and page numbers are signs too, but many lists have neither.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence

from knowledge.reading.typed_labels import typed_label

_LEADER = re.compile(
    r"(?:(?:[.…·_]\s?){4,}|[-–—]{4,})\s*(?:\d{1,4}|[ivxl]{1,6})?\s*$|\t\s*\d{1,4}\s*$"
)
_PAGE = re.compile(r"[\s.…·_–—-]*\b\d{1,4}\s*$")
_HEADING = re.compile(
    r"\W*(?:table\s+of\s+)?contents?\W*(?:page)?\W*|\W*index\W*|فہرست(?:\s+مضامین)?|المحتويات|الفهرس",
    re.IGNORECASE,
)
_LEAST = 3  # entries
_LONGEST = 18  # words of an entry
_SHARE, _SHARE_UNTITLED = 0.6, 0.85  # of the lines of a list that come again
_WITHIN = 0.4  # of the document: where a list without a heading begins, at the latest
_MISSES = 3  # lines in a row that do not come again, within a list


def contents_places(texts: Sequence[str]) -> set[int]:
    """The positions of the lines that are a contents list with its heading."""
    keys = [_key(text) for text in texts]
    places: defaultdict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(keys):
        if key and not is_leader_line(texts[at]):
            places[key].append(at)
    found: set[int] = set()
    for start, end in _runs(texts, keys, places):
        found.update(range(start, end))
        if start and _HEADING.fullmatch(texts[start - 1].strip(" *_#")):
            found.add(start - 1)
    return found


def is_leader_line(text: str) -> bool:
    """True for a line with a leader of dots to a page number."""
    return bool(_LEADER.search(text)) and len(without_leader(text).split()) <= 2 * _LONGEST


def without_leader(text: str) -> str:
    """The entry without its leader and page number."""
    return _LEADER.sub("", text).strip()


def _key(text: str) -> str:
    """What a contents list and a heading share: the words without number, leader and page."""
    if len(text.split()) > _LONGEST * 2:
        return ""
    plain = _PAGE.sub("", _LEADER.sub("", text.strip(" *_#")))
    label = typed_label(plain.lstrip(), bare=True)
    if label and len(plain.lstrip()) > label.length:
        plain = plain.lstrip()[label.length :]
    words = "".join(c for c in plain.casefold() if c.isalnum())
    return words if len(words) >= 3 and len(plain.split()) <= _LONGEST else ""


def _runs(
    texts: Sequence[str], keys: Sequence[str], places: dict[str, list[int]]
) -> Iterator[tuple[int, int]]:
    """The stretches of lines that are contents lists."""
    at = 0
    while at < len(texts):
        is_headed = at > 0 and bool(_HEADING.fullmatch(texts[at - 1].strip(" *_#")))
        if not (is_headed or at <= _WITHIN * len(texts)):
            at += 1
            continue
        end = _run_end(texts, keys, places, at, is_headed=is_headed)
        titles = [n for n in range(at, end) if _HEADING.fullmatch(texts[n].strip(" *_#"))]
        if end > at:
            yield (titles[0] if titles else at), end
        at = max(end, at + 1)


def _run_end(
    texts: Sequence[str],
    keys: Sequence[str],
    places: dict[str, list[int]],
    start: int,
    *,
    is_headed: bool,
) -> int:
    """Where the list that begins at `start` ends; `start` where none does."""
    later = _later(keys, places, start, start)
    if later is None and not is_leader_line(texts[start]):
        return start
    targets: list[int] = [] if later is None else [later]
    hits, end, misses = 1, start + 1, 0
    for at in range(start + 1, len(texts)):
        if targets and at >= min(targets):
            break
        place = _later(keys, places, at, max(targets, default=at))
        is_entry = place is not None or is_leader_line(texts[at])
        if is_entry:
            hits, misses, end = hits + 1, 0, at + 1
            targets += [place] if place is not None else []
        else:
            misses += 1
            if misses > _MISSES or len(texts[at].split()) > 2 * _LONGEST:
                break
    led = [at for at in range(start, end) if is_leader_line(texts[at])]
    leaders = len(led)
    if leaders >= hits / 2:
        end = led[-1] + 1
    is_spread = len(targets) < 2 or targets[-1] - targets[0] >= 2 * (len(targets) - 1)
    if is_headed or leaders >= hits / 2:
        is_list = hits >= (2 if is_headed else _LEAST) and hits >= _SHARE * (end - start)
        return end if is_list and (is_spread or leaders) else start
    numbered = sum(_is_numbered(text) for text in texts[start:end])
    is_list = hits >= max(_LEAST, _SHARE_UNTITLED * (end - start)) and numbered >= 0.6 * hits
    return end if is_list and is_spread else start


def _is_numbered(text: str) -> bool:
    label = typed_label(text.lstrip(), bare=True)
    return label is not None and not label.is_bullet


def _later(keys: Sequence[str], places: dict[str, list[int]], at: int, after: int) -> int | None:
    """Where the line comes again behind `after`: the next place of its words."""
    if not keys[at]:
        return None
    return next((place for place in places[keys[at]] if place > max(after, at)), None)
