"""A chat model that says what a test gives it: a careful one, or one that obeys whoever attacks."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from pydantic import BaseModel

from prompts import ModelFault, ModelReply, ModelUnavailable, load_chat

T = TypeVar("T", bound=BaseModel)
Said = dict[str, Any]
CLAUSE = re.compile(r'<clause id="([^"]+)">\n(.*?)\n</clause>', re.DOTALL)


@dataclass
class PretendingModel:
    """Fulfils `WritesReplies`. What is asked of it is kept in `asked`: (prompt, values)."""

    statements: Sequence[Said] | Callable[[dict[str, str]], Sequence[Said]] = ()
    meaning: Sequence[Said] | Callable[[dict[str, str]], Sequence[Said]] = ()
    english: str = ""
    holds: bool = True
    answered: bool = True
    points: Said | Callable[[dict[str, str]], Said] = field(default_factory=dict)  # else to nothing
    questions: Sequence[str] = ()  # that it finds in a long message
    fails_at: str = ""  # the prompt at which it fails
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def write(
        self, prompt: str, schema: type[T], /, *, seconds: float, **values: str
    ) -> ModelReply[T]:
        """The reply to `prompt`, filled strictly as the real one fills it."""
        load_chat(prompt).messages(**values)
        self.asked.append((prompt, values))
        if prompt == self.fails_at or seconds <= 0:
            raise ModelUnavailable(ModelFault.TIMEOUT)
        value = schema.model_validate(self._reply(prompt, values))
        return ModelReply(value, 100, 20, 0.1, load_chat(prompt).digest, "sample:pretending")

    def stream(
        self,
        prompt: str,
        schema: type[T],
        /,
        *,
        seconds: float,
        array: str = "statements",
        **values: str,
    ) -> Generator[Said, None, ModelReply[T]]:
        """The same, one statement after the other."""
        for said in _said(self.statements, values):
            yield dict(said)
        written: ModelReply[T] = self.write(prompt, schema, seconds=seconds, **values)
        assert array in type(written.value).model_fields
        return written

    def _reply(self, prompt: str, values: dict[str, str]) -> Said:
        if prompt == "write":
            return {"answered": self.answered, "statements": _said(self.statements, values)}
        if prompt == "meaning":
            return {"statements": _said(self.meaning, values)}
        if prompt == "point":
            points = self.points(values) if callable(self.points) else self.points
            return {"outcome": "absent", **points}
        plain: dict[str, Said] = {
            "rewrite": {"english": self.english, "language": "en"},
            "split": {"questions": list(self.questions)},
        }
        return plain.get(prompt, {"holds": self.holds, "clauses": []})

    @property
    def prompts(self) -> list[str]:
        """The prompts that were used, in order."""
        return [prompt for prompt, _ in self.asked]


def clauses_given(values: dict[str, str]) -> list[tuple[str, str]]:
    """The clauses between the marks of a prompt: name and words."""
    return CLAUSE.findall(values["clauses"])


def sentence_given(words: str) -> str:
    """A whole sentence of a clause's words: the longest one without a footnote or a list."""
    return max((part for part in re.split(r"(?<=[.])\s+", words) if ":" not in part), key=len)


def _said(
    given: Sequence[Said] | Callable[[dict[str, str]], Sequence[Said]], values: dict[str, str]
) -> list[Said]:
    return [dict(said) for said in (given(values) if callable(given) else given)]
