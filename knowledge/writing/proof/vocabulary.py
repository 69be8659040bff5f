"""The word lists of the check: which words may stand for which, and which carry no fact.

They are data (`knowledge/data/wording.yaml`) that the Partnership Coordinator can edit.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from knowledge.asking.glossary import load_glossaries
from knowledge.storage.data_files import read_yaml
from knowledge.words import fold, stem

FILE = Path(__file__).parents[2] / "data" / "wording.yaml"


@dataclass(frozen=True)
class ProofVocabulary:
    """The word lists, by stem."""

    groups: Mapping[str, frozenset[str]]  # stem → names of the groups that it stands in
    light: frozenset[str]  # words that need no proof
    actors: Mapping[str, str]  # folded word → who is meant
    long_forms: Mapping[str, str]  # folded abbreviation → what it stands for
    forms: Mapping[str, str]  # irregular form → base form: 'sought' → 'seek'

    def keys(self, word: str) -> frozenset[str]:
        """What `word`, folded, matches other words by: its stem, and the groups of its stem."""
        own = stem(self.forms.get(word, word))
        return self.groups.get(own, frozenset()) | {own}


def actor_named(word: str) -> str:
    """Who is meant by `word`, folded: 'partners' → 'partner'; '' where it names nobody."""
    actors = load_vocabulary().actors
    return actors.get(word) or actors.get(word.removesuffix("s"), "")


@lru_cache(maxsize=1)
def load_vocabulary() -> ProofVocabulary:
    """The shipped word lists. Raises CorruptCorpus."""
    content = read_yaml(FILE)
    groups: dict[str, set[str]] = {}
    for number, words in enumerate([*content["same"], *content["plainer"]]):
        for key in _stems(words):
            groups.setdefault(key, set()).add(f"={number}")
    actors = {fold(str(word)): words[0] for words in content["actors"] for word in words}
    return ProofVocabulary(
        groups={key: frozenset(names) for key, names in groups.items()},
        light=frozenset(_stems(content["light"])),
        actors=actors,
        forms={str(form): str(base) for form, base in content["forms"].items()},
        long_forms=load_glossaries().english.abbreviations,
    )


def _stems(words: Iterable[object]) -> list[str]:
    return [stem(fold(str(word))) for word in words]
