"""Chat prompts: two prose files each, what the model is told and what it is given.

Whatever a person or a document says enters through a place, and every place is of a kind. The kinds
are what an office allows to leave it, or not; so no text can be sent that nobody decided about.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from prompts.loader import FOLDER, PLACE, Prompt, PromptError, load

if TYPE_CHECKING:
    from langchain_core.messages import BaseMessage

BRACE = re.compile(r"[{}]")


class PlaceKind(StrEnum):
    """Whose words a place of a prompt holds."""

    QUESTIONS = "questions"  # what somebody typed
    DOCUMENTS = "documents"  # what the documents say
    OWN = "own"  # Saathi's own words, for example the name of a language


KINDS = {
    "question": PlaceKind.QUESTIONS,
    "earlier": PlaceKind.QUESTIONS,
    "message": PlaceKind.QUESTIONS,
    "clauses": PlaceKind.DOCUMENTS,
    "passage": PlaceKind.DOCUMENTS,
    "statements": PlaceKind.DOCUMENTS,
    "language": PlaceKind.OWN,
}


@dataclass(frozen=True)
class ChatPrompt:
    """What a model is told (`system`) and what it is given (`human`)."""

    name: str
    system: Prompt
    human: Prompt

    @property
    def places(self) -> frozenset[str]:
        """The names that `messages` needs."""
        return self.system.places | self.human.places

    @property
    def digest(self) -> str:
        """The sha256 of both texts, to keep with what was made from them."""
        return hashlib.sha256(f"{self.system.text}\0{self.human.text}".encode()).hexdigest()

    def kinds(self) -> frozenset[PlaceKind]:
        """Whose words this prompt sends."""
        return frozenset(KINDS[place] for place in self.places)

    def messages(self, **values: str) -> list[BaseMessage]:
        """The messages for a model. Raises PromptError on a missing or unknown value."""
        from langchain_core.prompts import ChatPromptTemplate  # noqa: PLC0415  (0.3 s)

        missing, unknown = self.places - values.keys(), values.keys() - self.places
        if missing or unknown:
            wrong = [f"no value for '{name}'" for name in sorted(missing)]
            wrong += [f"no place for '{name}'" for name in sorted(unknown)]
            raise PromptError(f"The chat prompt '{self.name}' has {' and '.join(wrong)}.")
        template = ChatPromptTemplate([("system", self.system.text), ("human", self.human.text)])
        return template.format_messages(**values)


@lru_cache(maxsize=32)
def load_chat(name: str, folder: Path = FOLDER / "chat") -> ChatPrompt:
    """The chat prompt `name`: NAME-system.md and NAME-human.md in `folder`.

    Raises PromptError where a file is missing, has a place of no kind, or another brace: that would
    be a place that nobody sees.
    """
    prompt = ChatPrompt(name, load(f"{name}-system", folder), load(f"{name}-human", folder))
    for text in (prompt.system, prompt.human):
        if BRACE.search(PLACE.sub("", text.text)):
            raise PromptError(f"The text '{text.name}' has a brace that belongs to no place.")
    unknown = sorted(prompt.places - KINDS.keys())
    if unknown:
        raise PromptError(f"The chat prompt '{name}' has the unknown place '{unknown[0]}'.")
    return prompt
