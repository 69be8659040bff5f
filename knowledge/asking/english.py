"""A list of English words, to tell a rare word ("quorum") from a typing slip."""

from __future__ import annotations

from functools import cache

from knowledge.errors import EmbeddingError
from knowledge.storage.package_files import ENGLISH_WORDS


@cache
def english_dictionary() -> frozenset[str]:
    """82,765 English words in small letters, data of a package; empty where that is unusable."""
    try:
        file = ENGLISH_WORDS.path()
    except EmbeddingError:  # answers suffer a little; `saathi doctor` says so
        return frozenset()
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    return frozenset(line.partition(" ")[0] for line in lines)
