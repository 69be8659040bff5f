"""The glossaries: Urdu → English, abbreviations, and what staff say → what documents say.

They are data (`knowledge/data/*.yaml`) that the Partnership Coordinator can edit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from knowledge.storage.data_files import read_yaml
from knowledge.words import STOP_WORDS, fold, stem, surface

DATA = Path(__file__).parents[1] / "data"
LONGEST_PHRASE = 4  # words
# Roman Urdu has no fixed spelling: these are the variants that people mix freely.
VARIANTS = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"(.)\1+"), r"\1"),
    (re.compile(r"[aei]y\b|a?i(?=e?n?\b)|e\b"), "e"),
    (re.compile(r"ou|oo"), "u"),
    (re.compile(r"ie|ee|y"), "i"),
    (re.compile(r"w"), "v"),
    (re.compile(r"q"), "k"),
    (re.compile(r"(?<=[aeiou])h\b"), ""),
)

# Abbreviations that are English words in small letters.
WORDS_TOO = STOP_WORDS | {"care", "who", "tat"}


@dataclass(frozen=True)
class UrduEntry:
    """The English for an Urdu word or phrase; '' for grammar words, which are dropped."""

    english: str
    kind: str  # 'function', 'question' or 'word'
    ambiguous: bool = False  # also an English word: taken as Urdu only inside an Urdu question


@dataclass(frozen=True)
class Rewriting:
    """A question word by word in English."""

    english: str
    glossary_words: int  # words that the glossary knows
    certain: int  # of these, words that are no English word
    words: int


class UrduGlossary:
    """Urdu in Latin letters or in Urdu script → English search words."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._roman: dict[str, UrduEntry] = {}
        self._script: dict[str, UrduEntry] = {}
        for group, kind in (("function_words", "function"), ("questions", "question")):
            self._add(content.get(group, ()), kind)
        self._add(content.get("words", ()), "word")
        for row in content.get("ambiguous", ()):
            self._add([row], row.get("kind", "word"), ambiguous=True)

    def _add(
        self, rows: Iterable[Mapping[str, Any]], kind: str, *, ambiguous: bool = False
    ) -> None:
        for row in rows:
            entry = UrduEntry(str(row.get("english", "")), kind, ambiguous)
            for form in row.get("roman", ()):
                self._roman.setdefault(fold(str(form)), entry)
            for form in row.get("urdu", ()):
                self._script.setdefault(bare_script(str(form)), entry)

    @cached_property
    def _skeletons(self) -> dict[str, UrduEntry]:
        """Spelling variants of the Roman words; what two words share counts for neither."""
        entries: dict[str, UrduEntry | None] = {}
        for word, entry in self._roman.items():
            key = skeleton(word)
            rival = entries.setdefault(key, entry)
            if rival is not None and rival.english != entry.english:
                entries[key] = None
        return {key: entry for key, entry in entries.items() if entry and not entry.ambiguous}

    def rewrite_roman(self, text: str, is_english: frozenset[str] | set[str]) -> Rewriting:
        """`text` with every Urdu word or phrase in English; other words stay."""
        words = [match.group() for match in re.finditer(r"[^\W_]+(?:[-'’][^\W_]+)*", fold(text))]

        def look_up(phrase: str) -> UrduEntry | None:
            entry = self._roman.get(phrase)
            if entry is None and phrase not in is_english and len(phrase) > 3:
                entry = self._skeletons.get(skeleton(phrase))
            return entry

        return _rewrite(words, look_up)

    def rewrite_script(self, text: str) -> Rewriting:
        """`text` in Urdu script with every word that the glossary knows in English."""
        words = [bare_script(word) for word in re.findall(r"\w+", bare_script(text))]
        return _rewrite(words, self._script.get)


def _rewrite(words: list[str], look_up: Any) -> Rewriting:
    out: list[str] = []
    glossary_words = certain = at = 0
    while at < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            entry = look_up(" ".join(words[at : at + length]))
            if entry is not None:
                out.append(entry.english)
                glossary_words += length
                certain += 0 if entry.ambiguous else length
                break
        else:
            length = 1
            out.append(words[at])
        at += length
    return Rewriting(" ".join(part for part in out if part), glossary_words, certain, len(words))


def skeleton(word: str) -> str:
    """One spelling for the variants of a Roman Urdu word: 'paisay', 'paise' → 'pes'..."""
    for pattern, spelling in VARIANTS:
        word = pattern.sub(spelling, word)
    return word


def bare_script(text: str) -> str:
    """Urdu text without vowel marks, with Arabic and Urdu letter forms unified."""
    plain = re.sub(r"[\u064b-\u065f\u0670\u0640]", "", text)
    table = str.maketrans({"ي": "ی", "ك": "ک", "ہ": "ہ", "ه": "ہ", "ة": "ہ", "ۂ": "ہ", "أ": "ا"})
    return plain.translate(table).strip()


class Glossary:
    """Abbreviations and everyday words of the office."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.abbreviations: dict[str, str] = {
            str(short).lower(): str(row["long"])
            for row in content.get("abbreviations", ())
            for short in row["short"]
        }
        self.asks_meaning = [
            tuple(surface(str(phrase))) for phrase in content.get("ask", ()) if surface(str(phrase))
        ]
        self.everyday_words: set[str] = set()  # the single words that staff say
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for row in content.get("synonyms", ()):
            for phrase in row["said"]:
                stems = tuple(stem(word) for word in surface(str(phrase)))
                self.everyday_words.update(surface(str(phrase)))
                if stems:
                    self._by_first.setdefault(stems[0], []).append((stems, str(row["means"])))

    def abbreviations_in(self, text: str) -> dict[str, str]:
        """The abbreviations in `text`, folded, with their long forms."""
        long_forms: dict[str, str] = {}
        for word in re.findall(r"[A-Za-z][A-Za-z&]+", text):
            short = fold(word)
            for form in (short, short.removesuffix("s")):
                if form in self.abbreviations and not (form in WORDS_TOO and word.islower()):
                    long_forms[form] = self.abbreviations[form]
                    break
        return long_forms

    def long_forms_in(self, text: str) -> dict[str, tuple[str, ...]]:
        """The abbreviations whose long form stands in `text`, with the stems of the long form."""
        stems = [stem(word) for word in surface(text)]
        return {
            short: long
            for short, long in self._long_stems.items()
            if long[0] in stems and _stands_in(long, stems)
        }

    @cached_property
    def _long_stems(self) -> dict[str, tuple[str, ...]]:
        return {
            short: tuple(stem(word) for word in surface(long))
            for short, long in self.abbreviations.items()
        }

    def asks_for_meaning(self, text: str) -> bool:
        """True where `text` asks what something stands for."""
        words = surface(text)
        return any(
            tuple(words[at : at + len(phrase)]) == phrase
            for phrase in self.asks_meaning
            for at in range(len(words))
        )

    def meanings(self, text: str) -> list[tuple[tuple[str, ...], str]]:
        """For each everyday phrase in `text`: its stems, and the documents' words for it."""
        stems = [stem(word) for word in surface(text)]
        return list(dict.fromkeys(self._phrases(stems)))

    def _phrases(self, stems: list[str]) -> Iterator[tuple[tuple[str, ...], str]]:
        """The phrases that no longer one holds: "our logo" says more than "logo"."""
        matches = [
            (at, phrase, means)
            for at, first in enumerate(stems)
            for phrase, means in self._by_first.get(first, ())
            if tuple(stems[at : at + len(phrase)]) == phrase
        ]
        for at, phrase, means in matches:
            is_within = any(
                start <= at
                and at + len(phrase) <= start + len(longer)
                and len(longer) > len(phrase)
                for start, longer, _ in matches
            )
            if not is_within:
                yield phrase, means


def _stands_in(phrase: tuple[str, ...], stems: list[str]) -> bool:
    return any(tuple(stems[at : at + len(phrase)]) == phrase for at in range(len(stems)))


class Elsewhere:
    """Subjects that the documents do not hold, with the office that usually knows."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._offices: list[tuple[tuple[str, ...], str]] = [
            (tuple(stem(word) for word in surface(str(phrase))), str(row["ask"]))
            for row in content.get("subjects", ())
            for phrase in row["about"]
        ]
        self.words = {
            word
            for row in content.get("subjects", ())
            for phrase in row["about"]
            for word in surface(str(phrase))
        }

    def words_of(self, office: str) -> tuple[tuple[str, ...], ...]:
        """The stems of each word or phrase for what that office usually knows."""
        return tuple(phrase for phrase, ask in self._offices if ask == office)

    def office(self, text: str, is_covered: Callable[[str], bool]) -> str | None:
        """Whom to ask about the first subject in `text` that no document covers, or None."""
        stems = [stem(word) for word in surface(text)]
        for phrase, ask in self._offices:
            there = phrase[0] in stems and _stands_in(phrase, stems)
            if there and not all(is_covered(word) for word in phrase):
                return ask
        return None


@dataclass(frozen=True)
class Glossaries:
    """All that helps to understand a question."""

    english: Glossary
    urdu: UrduGlossary
    elsewhere: Elsewhere


@lru_cache(maxsize=4)
def load_glossaries(folder: Path = DATA) -> Glossaries:
    """The glossaries of `folder`. Raises CorruptCorpus where a file is not YAML."""
    return Glossaries(
        Glossary(read_yaml(folder / "glossary.yaml")),
        UrduGlossary(read_yaml(folder / "urdu.yaml")),
        Elsewhere(read_yaml(folder / "elsewhere.yaml")),
    )
