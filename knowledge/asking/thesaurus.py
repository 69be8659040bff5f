"""Words that mean the same in a policy (`knowledge/data/wording.yaml`, its `same`), by stem."""

from __future__ import annotations

from functools import lru_cache

from knowledge.asking.glossary import DATA
from knowledge.storage.data_files import read_yaml
from knowledge.words import fold, stem


@lru_cache(maxsize=1)
def _groups() -> dict[str, frozenset[str]]:
    groups: dict[str, set[str]] = {}
    for words in read_yaml(DATA / "wording.yaml")["same"]:
        stems = {stem(fold(str(word))) for word in words}
        for word in stems:
            groups.setdefault(word, set()).update(stems)
    return {word: frozenset(stems) for word, stems in groups.items()}


def same_as(word: str) -> frozenset[str]:
    """The stems that mean the same as the stem `word`, itself among them."""
    return _groups().get(word, frozenset()) | {word}
