"""Any text as Word's runs: nothing in it is markup, and Urdu stands in runs of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator

from drafting.documents.word.looks import Look, properties

# Hebrew, Arabic and their relatives: what runs from right to left.
_RTL = "\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff"
_IS_RTL = re.compile(f"[{_RTL}]")
# From the first such letter to the last with nothing but marks, digits and spaces between them.
_STRETCH = re.compile(rf"([{_RTL}]++(?:(?:(?![{_RTL}])[\W\d_])++[{_RTL}]++)*+)")
_UNFIT = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
# Invisible signs that turn the reading order: the words would not read as they are recorded.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SPECIAL = re.compile("[^\x20-\x25\x27-\x3b\x3d\x3f-\x7e\xa0-\u058f\u2010-\u2027\u2030-\u205e]")


def runs(text: str, template: str, look: Look) -> str:
    """`text` as runs. `template` is the `w:rPr` that the template gives them."""
    if not text:
        return ""
    if not _SPECIAL.search(text):
        return run(text, properties(template, look))
    return "".join(
        run(_escaped(words), properties(template, look._replace(right_to_left=right_to_left)))
        for words, right_to_left in stretches(_fit(text))
    )


def run(content: str, look: str) -> str:
    """One run; `content` is escaped."""
    return f'<w:r>{look}<w:t xml:space="preserve">{content}</w:t></w:r>'


def stretches(text: str) -> Iterator[tuple[str, bool]]:
    """`text` in pieces, each with whether it runs from right to left."""
    if not _IS_RTL.search(text):
        yield text, False
        return
    for number, piece in enumerate(_STRETCH.split(text)):
        if piece:
            yield piece, number % 2 == 1


def plain(text: str) -> str:
    """`text` escaped for XML, without what no document can hold."""
    return _marked_up(_fit(text))


def _fit(text: str) -> str:
    ends = text.replace("\r\n", "\n").replace("\r", "\n")
    return _UNFIT.sub("\ufffd", _TURNING.sub("", ends))


def _marked_up(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _escaped(text: str) -> str:
    breaks = '</w:t><w:br/><w:t xml:space="preserve">'
    tabs = '</w:t><w:tab/><w:t xml:space="preserve">'
    return _marked_up(text).replace("\n", breaks).replace("\t", tabs)
