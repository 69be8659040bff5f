"""The glossaries: Urdu → English, abbreviations, and what staff say → what documents say.

They are data (`knowledge/data/*.yaml`) that the Partnership Coordinator can edit.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import CorruptCorpus
from knowledge.words import fold, stem, surface

DATA = Path(__file__).parent / "data"
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


@dataclass(frozen=True)
class Entry:
    """What an Urdu word or phrase becomes: '' for grammar words, which are dropped."""

    english: str
    kind: str  # 'function', 'question' or 'word'
    ambiguous: bool = False  # also an English word: taken as Urdu only inside an Urdu question


@dataclass(frozen=True)
class Rewriting:
    """A question word by word in English."""

    english: str
    known: int  # words that the glossary knows
    certain: int  # of these, words that are no English word
    words: int


class UrduGlossary:
    """Urdu in Latin letters or in Urdu script → English search words."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self._roman: dict[str, Entry] = {}
        self._script: dict[str, Entry] = {}
        for group, kind in (("function_words", "function"), ("questions", "question")):
            self._add(content.get(group, ()), kind)
        self._add(content.get("words", ()), "word")
        for row in content.get("ambiguous", ()):
            self._add([row], row.get("kind", "word"), ambiguous=True)

    def _add(self, rows: Iterable[Mapping[str, Any]], kind: str, *, ambiguous: bool = False) -> None:
        for row in rows:
            entry = Entry(str(row.get("english", "")), kind, ambiguous)
            for form in row.get("roman", ()):
                self._roman.setdefault(fold(str(form)), entry)
            for form in row.get("urdu", ()):
                self._script.setdefault(bare_script(str(form)), entry)

    @cached_property
    def _skeletons(self) -> dict[str, Entry]:
        """Spelling variants of the Roman words; what two words share belongs to neither."""
        found: dict[str, Entry | None] = {}
        for word, entry in self._roman.items():
            key = skeleton(word)
            same = found.setdefault(key, entry)
            if same is not None and same.english != entry.english:
                found[key] = None
        return {key: entry for key, entry in found.items() if entry and not entry.ambiguous}

    def rewrite_roman(self, text: str, is_english: frozenset[str] | set[str]) -> Rewriting:
        """`text` with every Urdu word or phrase in English; other words stay."""
        words = [match.group() for match in re.finditer(r"[^\W_]+(?:[-'’][^\W_]+)*", fold(text))]

        def look_up(phrase: str) -> Entry | None:
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
    known = certain = at = 0
    while at < len(words):
        for length in range(min(LONGEST_PHRASE, len(words) - at), 0, -1):
            entry = look_up(" ".join(words[at : at + length]))
            if entry is not None:
                out.append(entry.english)
                known += length
                certain += 0 if entry.ambiguous else length
                break
        else:
            length = 1
            out.append(words[at])
        at += length
    return Rewriting(" ".join(part for part in out if part), known, certain, len(words))


def skeleton(word: str) -> str:
    """One spelling for the variants of a Roman Urdu word: 'paisay', 'paise' → 'pes'..."""
    for pattern, one in VARIANTS:
        word = pattern.sub(one, word)
    return word


def bare_script(text: str) -> str:
    """Urdu text without vowel marks, with Arabic and Urdu letter forms made one."""
    plain = re.sub(r"[\u064b-\u065f\u0670\u0640]", "", text)
    table = str.maketrans({"ي": "ی", "ك": "ک", "ہ": "ہ", "ه": "ہ", "ة": "ہ", "ۂ": "ہ", "أ": "ا"})
    return plain.translate(table).strip()


@dataclass(frozen=True)
class Synonym:
    """What staff say and the words that documents use for it."""

    said: tuple[tuple[str, ...], ...]  # stems, a tuple a phrase
    means: str


class Glossary:
    """Abbreviations and everyday words of the office."""

    def __init__(self, content: Mapping[str, Any]) -> None:
        self.abbreviations: dict[str, str] = {
            str(short).lower(): str(row["long"])
            for row in content.get("abbreviations", ())
            for short in row["short"]
        }
        self._by_first: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for row in content.get("synonyms", ()):
            for said in row["said"]:
                stems = tuple(stem(word) for word in surface(str(said)))
                if stems:
                    self._by_first.setdefault(stems[0], []).append((stems, str(row["means"])))

    def long_forms(self, text: str) -> list[str]:
        """The long forms of the abbreviations in `text`, in order, each once."""
        words = [fold(word) for word in re.findall(r"[A-Za-z&]{2,}", text)]
        singular = [word[:-1] if word.endswith("s") else word for word in words]
        found = [
            self.abbreviations.get(word) or self.abbreviations.get(one)
            for word, one in zip(words, singular, strict=True)
        ]
        return list(dict.fromkeys(form for form in found if form))

    def meanings(self, text: str) -> list[tuple[tuple[str, ...], str]]:
        """For each everyday phrase in `text`: its stems, and the documents' words for it."""
        stems = [stem(word) for word in surface(text)]
        return list(dict.fromkeys(self._phrases(stems)))

    def _phrases(self, stems: list[str]) -> Iterator[tuple[tuple[str, ...], str]]:
        for at, first in enumerate(stems):
            for phrase, means in self._by_first.get(first, ()):
                if tuple(stems[at : at + len(phrase)]) == phrase:
                    yield phrase, means


def _load(file: Path) -> dict[str, Any]:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_SafeLoader)  # noqa: S506
    except (OSError, yaml.YAMLError) as error:
        raise CorruptCorpus(
            f"The glossary {file.name} cannot be read as YAML; correct the line that it names: "
            f"{str(error).splitlines()[-1].strip()}."
        ) from error
    return dict(content or {})


# The C loader reads the same YAML ten times faster, where PyYAML was built with it.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@lru_cache(maxsize=4)
def load_urdu(folder: Path = DATA) -> UrduGlossary:
    """The Urdu glossary of `folder`. Raises CorruptCorpus where the file is not YAML."""
    return UrduGlossary(_load(folder / "urdu.yaml"))


@lru_cache(maxsize=4)
def load_glossary(folder: Path = DATA) -> Glossary:
    """The English glossary of `folder`. Raises CorruptCorpus where the file is not YAML."""
    return Glossary(_load(folder / "glossary.yaml"))
