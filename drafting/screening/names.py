"""A name as it is compared: its parts by sound and by consonants, whatever script it is written in.

Latin writings of one Urdu or Arabic name differ in their vowels, and the Arabic script writes few
of them. So each part has two forms: as it sounds, and its consonants alone.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from drafting.partners.search.namesakes import as_it_sounds

LONGEST = 300  # characters of a name that are compared
FATHER = re.compile(
    r"(?:\b[sdw]\s*/\s*o\b|\b(?:son|daughter|wife|widow) of\b|\bwalad\b|\s(?:ولد|بنت|زوجہ)\s)\.?:?",
    re.IGNORECASE,
)
LEFT_OUT = frozenset(
    {
        *("al", "ul", "ur", "ud", "un", "us", "uz", "ar", "as", "el", "e", "i", "o", "the", "of"),
        *("bin", "ibn", "bint", "binte", "and", "mr", "mrs", "ms", "mst", "dr", "haji", "hajji"),
        *("alhaj", "hafiz", "hafez", "qari", "maulana", "mawlana", "mullah", "mulla", "molvi"),
        *("ustad", "ustaad", "engr", "advocate", "prof", "col", "retd", "regd", "reg"),
        *("registered", "pvt", "private", "ltd", "limited", "inc", "llc", "for"),
    }
)
# What so many people bear that it tells little; as it is written in full.
COMMON = (
    *("muhammad", "ahmad", "ali", "khan", "bibi", "abdul", "abd", "hussain", "hassan", "shah"),
    *(
        "syed",
        "begum",
        "malik",
        "mian",
        "sheikh",
        "shaykh",
        "shaikh",
        "ullah",
        "allah",
        "din",
        "gul",
        "noor",
        "nur",
    ),
    *("mohd", "khatoon", "jan", "chaudhry", "rana", "mirza", "agha", "bux", "bakhsh", "ghulam"),
)
# What names of organisations share.
GENERIC = (
    *("welfare", "foundation", "trust", "society", "organisation", "organization", "committee"),
    *("company", "relief", "development", "association", "tanzeem", "jamiat", "youth", "force"),
    *("pakistan", "exchange", "women", "education", "group", "council", "network", "national"),
    *("international", "social", "markaz", "center", "centre", "anjuman", "community", "rural"),
    *(
        "islamic",
        "islami",
        "islahi",
        "foundeshan",
        "services",
        "service",
        "movement",
        "tehreek",
        "fdn",
    ),
)
WRITTEN_OUT = {
    "md": "muhammad",
    "mohd": "muhammad",
    **dict.fromkeys(("abdul", "abdel", "abdal", "abdool"), "abd"),
    "fdn": "foundation",
    "co": "company",
}
COMMON_WEIGHT, GENERIC_WEIGHT = 0.35, 0.2
# Letters of Urdu and Arabic that sound like others, as their writings in Latin letters go.
SCRIPT = str.maketrans(
    {
        **dict.fromkeys("ذضظز", "z"),
        **dict.fromkeys("ثصس", "s"),
        **dict.fromkeys("طتةٹ", "t"),
        **dict.fromkeys("حهہھۃۂ", "h"),
        **dict.fromkeys("يىیےئ", "y"),
        **dict.fromkeys("كکق", "k"),
        **dict.fromkeys("أآإاٱع", "a"),
        **dict.fromkeys("ءؤ", ""),
        **dict.fromkeys("ڈدڊ", "d"),
        **dict.fromkeys("ڑر", "r"),
        **dict.fromkeys("ںنڻ", "n"),
    }
)
ARABIC = re.compile("[؀-ۿݐ-ݿࢠ-ࣿﭐ-﷿ﹰ-﻿]")
DIGRAPHS: tuple[tuple[str, str], ...] = (
    *(("kh", "k"), ("gh", "g"), ("sh", "x"), ("ch", "c"), ("th", "t"), ("dh", "d")),
    *(("ph", "f"), ("bh", "b"), ("jh", "j"), ("zh", "z"), ("lh", "l"), ("rh", "r")),
)
# The article as it is joined to the word before it: 'Abdur Rahman', 'Jamiatul'.
JOINED_ARTICLE = re.compile(
    r"\b(?:([a-z]{3,})u([rzsdtn])[-\s]+(?=\2)"
    r"|(abd|saif|fazl|fazal|zia|jamiat|jamiyat|majlis|hizb|anjuman|noor|nur|shams|badr|qamar)ul\b)"
)
ARTICLE_IN_SCRIPT = re.compile(r"(?:(?<!\w)|(?<=\w\w))ال(?=\w{3})")
SCRIPT_DIGRAPHS = ("kh", "gh", "sh", "ch")


@dataclass(frozen=True)
class NamePart:
    """One word of a name."""

    sound: str
    consonants: str
    weight: float  # how much it tells of who bears it

    @property
    def is_initial(self) -> bool:
        """True for a single letter that stands for a word."""
        return len(self.sound) == 1


@dataclass(frozen=True)
class ComparableName:
    """A name with its parts, and the father’s where it is written with it."""

    written: str
    parts: tuple[NamePart, ...]
    father: tuple[NamePart, ...] = ()
    in_script: bool = False  # written without vowels

    @property
    def weight(self) -> float:
        """What its parts tell in all."""
        return sum(part.weight for part in self.parts)


@lru_cache(maxsize=200_000)
def comparable(name: str, father: str = "") -> ComparableName:
    """The name as it is compared; without parts where it holds no letter."""
    text = unicodedata.normalize("NFKC", name[:LONGEST])
    own, _, behind = (FATHER.sub("\n", text, count=1)).partition("\n")
    return ComparableName(
        written=name,
        parts=_parts(own) or _parts(text),
        father=_parts(father) or _parts(behind),
        in_script=bool(ARABIC.search(own)),
    )


def _parts(text: str) -> tuple[NamePart, ...]:
    latin = _in_latin_letters(text)
    in_script = bool(ARABIC.search(text))
    words = [WRITTEN_OUT.get(word, word) for word in re.findall(r"[a-z0-9]+\.?", latin)]
    telling = [word for word in words if word.rstrip(".") not in LEFT_OUT or _is_initial(word)]
    return tuple(_part(word.rstrip("."), in_script) for word in telling or words)


def _is_initial(word: str) -> bool:
    return len(word) == 2 and word.endswith(".")


def _in_latin_letters(text: str) -> str:
    """The text in small Latin letters, with what Arabic joins to a word standing apart."""
    folded = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(sign for sign in folded if not unicodedata.combining(sign))
    if ARABIC.search(plain):
        plain = ARTICLE_IN_SCRIPT.sub(" ", unicodedata.normalize("NFC", text.casefold()))
        plain = plain.translate(SCRIPT)
    latin: str = anyascii(plain).casefold()
    latin = re.sub("['’‘`´]", "", latin)
    return JOINED_ARTICLE.sub(lambda match: f"{match[1] or match[3]} ", latin.replace("-", " "))


@lru_cache(maxsize=200_000)
def _part(word: str, in_script: bool) -> NamePart:
    sound = as_it_sounds(word)
    consonants = consonants_of(word, in_script)
    return NamePart(
        sound or word, consonants, _weight(word, sound, consonants if in_script else "")
    )


def consonants_of(word: str, in_script: bool = False) -> str:
    """What of a word every writing of it has: 'mhmd' of Muhammad, Mohammed and محمد."""
    text = word
    for pair, single in DIGRAPHS:
        if not in_script or pair in SCRIPT_DIGRAPHS:
            text = text.replace(pair, single)
    text = text.replace("q", "k").replace("ck", "k").replace("w", "v").replace("ee", "i")
    first = "a" if text[:1] in "aeiou" else text[:1]
    rest = re.sub("[aeiouyv]", "", text[1:])
    rest = re.sub("h$", "", rest)
    return re.sub(r"(.)\1+", r"\1", first + rest)


def _weight(word: str, sound: str, consonants: str) -> float:
    """How much a word tells; `consonants` are given of one that is written without vowels."""
    if len(word) == 1:
        return COMMON_WEIGHT
    for words, weight in ((_SOUNDS_OF_GENERIC, GENERIC_WEIGHT), (_SOUNDS_OF_COMMON, COMMON_WEIGHT)):
        if sound in words or consonants in words:
            return weight
    return 1.0


_SOUNDS_OF_COMMON = frozenset(
    form for word in COMMON for form in (as_it_sounds(word), consonants_of(word))
)
_SOUNDS_OF_GENERIC = frozenset(
    form for word in GENERIC for form in (as_it_sounds(word), consonants_of(word))
)
