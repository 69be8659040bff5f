"""One question's calls to a chat model, and which of its claims passed the check."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from knowledge.answering.quoting import LEANS_BACK
from knowledge.models import Answer, Citation, Statement, Writing
from knowledge.writing.statement_check import VERDICT, ClaimFault, check
from knowledge.writing.statements import Claim
from prompts import ModelReply

T = TypeVar("T", bound=BaseModel)


class WritesReplies(Protocol):
    """What a chat model does for the Writer; `prompts.ChatModel` does it."""

    def write(
        self, prompt: str, schema: type[T], /, *, seconds: float, **values: str
    ) -> ModelReply[T]:
        """What the model wrote, within `seconds`. Raises ModelUnavailable."""

    def stream(
        self,
        prompt: str,
        schema: type[T],
        /,
        *,
        seconds: float,
        array: str = "statements",
        **values: str,
    ) -> Generator[dict[str, Any], None, ModelReply[T]]:
        """The same; yields the objects of the array named `array` as they are finished."""


@dataclass
class ModelCalls:
    """One question's calls to the model, and the tokens and time they used."""

    model: WritesReplies
    clock: Callable[[], float]
    until: float
    used: dict[str, str] = field(default_factory=dict)
    name: str = ""
    tokens_in: int = 0
    tokens_out: int = 0
    seconds: float = 0.0
    faults: list[ClaimFault] = field(default_factory=list)
    failure: str = ""
    decided: str = ""  # "Yes" or "No" where the clauses' own words decide the question

    @property
    def seconds_left(self) -> float:
        """Seconds that the question may still take."""
        return self.until - self.clock()

    def write(self, prompt: str, schema: type[T], **values: str) -> T:
        """What the model wrote. Raises ModelUnavailable."""
        return self._count(
            prompt, self.model.write(prompt, schema, seconds=self.seconds_left, **values)
        )

    def stream(
        self, prompt: str, schema: type[T], **values: str
    ) -> Generator[dict[str, Any], None, T]:
        """The same; yields the statements as they are finished."""
        reply = yield from self.model.stream(prompt, schema, seconds=self.seconds_left, **values)
        return self._count(prompt, reply)

    def statement_of(
        self, content: object, clauses: Sequence[Citation], *, after_dropped: bool = False
    ) -> Statement | None:
        """The statement in `content`; None where it fails the check, and the fault is recorded.

        Right behind one that was dropped it falls as well where it leans on that: "They may ...".
        A leading Yes or No must be the one that the clauses' own words decide; it is taken off
        where they decide neither.
        """
        try:
            claim = content if isinstance(content, Claim) else Claim.model_validate(content)
        except ValidationError:
            self.faults.append(ClaimFault.FORM)
            return None
        if after_dropped and LEANS_BACK.match(claim.text):
            self.faults.append(ClaimFault.LEANS)
            return None
        leading = VERDICT.match(claim.text)
        if leading and not leading.group().startswith(self.decided or "-"):
            # Where the words decide it otherwise, it is wrong; where they do not, they bear none.
            if self.decided:
                self.faults.append(ClaimFault.VERDICT)
                return None
            rest = claim.text[leading.end() :]
            claim = claim.model_copy(update={"text": rest[:1].upper() + rest[1:]})
        verdict = check(claim, clauses)
        if verdict.fault is not None:
            self.faults.append(verdict.fault)
        return verdict.statement

    def with_writing(self, answer: Answer) -> Answer:
        """`answer` with how the model was used; unchanged where none was called."""
        if not (self.used or self.failure):
            return answer
        writing = Writing(
            model=self.name,
            prompts=self.used,
            tokens_in=self.tokens_in,
            tokens_out=self.tokens_out,
            seconds=self.seconds,
            dropped=tuple(fault.value for fault in self.faults),
            failed=self.failure,
        )
        return answer.model_copy(update={"writing": writing})

    def _count(self, prompt: str, reply: ModelReply[T]) -> T:
        self.used[prompt] = reply.digest
        self.name = reply.model
        self.tokens_in += reply.tokens_in
        self.tokens_out += reply.tokens_out
        self.seconds += reply.seconds
        return reply.value
