"""A list of English words, to tell a rare word ("quorum") from a typing slip."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path

PACKAGE, FILE = "symspellpy", "frequency_dictionary_en_82_765.txt"


@cache
def english_dictionary() -> frozenset[str]:
    """82,765 English words in small letters, data of a package; empty where that is missing."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        return frozenset()
    lines = (Path(spec.origin).parent / FILE).read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines)
