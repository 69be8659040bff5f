"""A list of English words, to tell a rare word ("quorum") from a typing slip."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from knowledge.errors import EmbeddingError
from knowledge.storage.package_files import ENGLISH_WORDS


@cache
def english_frequencies() -> Mapping[str, int]:
    """82,834 English words in small letters with how often they are written, data of a package.

    Empty where that is unusable.
    """
    try:
        file = ENGLISH_WORDS.path()
    except EmbeddingError:  # answers suffer a little; `saathi doctor` says so
        return {}
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    counted = (line.partition(" ") for line in lines)
    return {word: int(count) if count.isdigit() else 1 for word, _, count in counted}
