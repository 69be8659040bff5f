"""Prose files with places to fill, loaded strictly.

A place is written `{name}`. Filling must give every place a value and nothing else, so that a reply
never goes out with a hole in it or without something that it was given.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent
PLACE = re.compile(r"\{([a-z_]+)\}")


class PromptError(Exception):
    """A prose file is missing, or was filled with too much or too little."""


@dataclass(frozen=True)
class Prompt:
    """One prose file."""

    name: str
    text: str

    @property
    def places(self) -> frozenset[str]:
        """The names that `fill` needs."""
        return frozenset(PLACE.findall(self.text))

    @property
    def digest(self) -> str:
        """The sha256 of the text, to keep with what was made from it."""
        return hashlib.sha256(self.text.encode()).hexdigest()

    def fill(self, **values: str) -> str:
        """The text with every place filled. Raises PromptError on a missing or unknown value."""
        missing, unknown = self.places - values.keys(), values.keys() - self.places
        if missing or unknown:
            wrong = [f"no value for '{name}'" for name in sorted(missing)]
            wrong += [f"no place for '{name}'" for name in sorted(unknown)]
            raise PromptError(f"The text '{self.name}' has {' and '.join(wrong)}.")
        # One pass: a value that holds '{name}' itself is text, not a place.
        return PLACE.sub(lambda place: values[place.group(1)], self.text)


@lru_cache(maxsize=128)
def load(name: str, folder: Path = FOLDER) -> Prompt:
    """The prose file `name`, for example 'replies/outside'. Raises PromptError if there is none."""
    file = folder / f"{name}.md"
    if not file.is_file():
        raise PromptError(f"There is no text '{name}' in the folder {folder.name}.")
    return Prompt(name, file.read_text(encoding="utf-8").strip())


def fill(name: str, /, **values: str) -> str:
    """The prose file `name`, filled."""
    return load(name).fill(**values)
