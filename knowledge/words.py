"""Text → words and sentences, the same for documents and questions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

import Stemmer

# Grammar words: they carry no subject, so the search leaves them out.
STOP_WORDS = frozenset(
    """
    a an the and or but nor if then than as at by for from in into of off on onto out over per to
    up upon with within without about above across after again against all along also although am
    among any anything are around aren t be because been before being below between both can could
    did do does doing don down during each either else ever every few further get gets getting
    give given go goes going got had has have having he her here hers him his how however i im in
    instead is isn it its itself just kind know let like ll made make makes many may me might mine
    more most much must my myself need needs neither never no none nobody not nothing now of once
    one ones only ought our ours out own please quite rather re really s said same say says see
    seem several shall she should show since so some somebody someone something somewhere sort
    still such sure take tell than that the their theirs them themselves there these they thing
    things this those though through thus too try under until us use used uses using ve very via
    want wants was we well went were what whatever when where whether which while who whom whose
    why will with would yes yet you your yours
    """.split()  # noqa: SIM905  (a list of this length reads better as prose)
)

WORD = re.compile(r"[^\W_]+(?:['’\-‐‑][^\W_]+)*")
PARTS = re.compile(r"['’\-‐‑]")
POSSESSIVE = re.compile(r"['’]s?$")

# British → American, on whole words, before stemming; applied to documents and questions alike.
BRITISH = (
    (re.compile(r"(?<=[a-z]{3})isation"), "ization"),
    (re.compile(r"(?<=[a-z]{3})(?<!prom)(?<!surp)(?<!exerc)is(?=e[ds]?$|ing$)"), "iz"),
    (re.compile(r"(?<=[a-z]{2})our(?=s|ed|ing|able|ful|ite|$)(?<!four)(?<!hour)(?<!your)"), "or"),
    (re.compile(r"^programme(?=s?$)"), "program"),
    (re.compile(r"^(cent|met|theat)re(?=s?$)"), r"\1er"),
    (re.compile(r"(?<=[a-z]{2})ence(?=s?$)(?<=(?:def|off|lic)ence)"), "ense"),
    (re.compile(r"(?<=[aeiou])ll(?=ed$|ing$|er$)"), "l"),
    (re.compile(r"^judgement"), "judgment"),
)

# A full stop after these ends no sentence.
ABBREVIATIONS = frozenset(
    "e.g i.e eg ie etc pg pgs p pp no nos art cl ca cf vs dr mr mrs ms st".split()  # noqa: SIM905
)
SENTENCE_END = re.compile(r"(?<=[.!?])[\"'”’)*_⁰¹²³⁴⁵⁶⁷⁸⁹]*\s+(?=[\"'“‘(*_]*[A-Z0-9])|\n+")
# A bold run-in heading belongs to the sentence it opens: "**Mindset change.** Partnership ...".
# So does the label of an item: "iii. A stronger role in civil society."
LABEL = re.compile(r"\(?(?:[ivxl]{1,6}|[a-z]|\d{1,2})[.)]", re.IGNORECASE)
RUN_IN = re.compile(r"(?:[-•]\s+)?\*\*[^*]+\*\*")

_stemmer = Stemmer.Stemmer("english")


def fold(text: str) -> str:
    """`text` in one Unicode form (NFKC), lower case, without accents on Latin letters."""
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(c for c in plain if not ("\u0300" <= c <= "\u036f"))
    return unicodedata.normalize("NFKC", bare).lower()


def surface(text: str) -> list[str]:
    """The words of `text` as written, folded; a hyphenated word also gives its parts."""
    words = []
    for match in WORD.finditer(fold(text)):
        word = POSSESSIVE.sub("", match.group())
        parts = [part for part in PARTS.split(word) if part]
        if len(parts) > 1:
            words.extend(parts)
            words.append("".join(parts))
        elif parts:
            words.extend(parts)
    return words


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of one folded word, British spelling brought to American first."""
    for pattern, american in BRITISH:
        word = pattern.sub(american, word)
    return str(_stemmer.stemWord(word))


def stems_of(words: Iterable[str]) -> list[str]:
    """The stems of many folded words at once, British spelling left as it is."""
    return list(_stemmer.stemWords(list(words)))


def content_words(text: str) -> list[str]:
    """The words of `text` that carry its subject, as written and folded, in order."""
    return _telling(surface(text))


def terms(text: str) -> list[str]:
    """The stems of the content words of `text`, in order, repeats kept."""
    return content_stems(surface(text))


def content_stems(words: Iterable[str]) -> list[str]:
    """The stems of those of `words`, as `surface` gives them, that carry a subject."""
    return [stem(word) for word in _telling(words)]


def _telling(words: Iterable[str]) -> list[str]:
    return [word for word in words if word not in STOP_WORDS and not _is_crumb(word)]


def _is_crumb(word: str) -> bool:
    return len(word) == 1 and not word.isdigit()


def sentences(text: str) -> list[str]:
    """`text` split at sentence ends and line ends; no word is lost."""
    pieces: list[str] = []
    start = 0
    for end in [*SENTENCE_END.finditer(text), None]:
        piece = text[start : end.end() if end else None].strip()
        same_line = end is not None and "\n" not in end.group()
        if same_line and (
            _ends_in_abbreviation(piece) or RUN_IN.fullmatch(piece) or LABEL.fullmatch(piece)
        ):
            continue
        if any(character.isalnum() for character in piece) or (piece and not pieces):
            pieces.append(piece)
        start = end.end() if end else start
    return pieces


def _ends_in_abbreviation(piece: str) -> bool:
    last = re.search(r"([\w.]+)\.$", piece)
    return last is not None and last.group(1).lower() in ABBREVIATIONS
