"""ChatModel: a chat prompt and a schema → what the model wrote, or ModelUnavailable.

Imported only where a model is configured; the provider's package at the first call.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from prompts.chat import KINDS, ChatPrompt, PlaceKind, load_chat
from prompts.deadline import within
from prompts.finished_objects import FinishedObjects
from prompts.model_faults import WORTH_A_REST, WORTH_ANOTHER_TRY, fault_in, fault_of
from prompts.writing_model import (
    ChatSettings,
    Cost,
    ModelFault,
    ModelReply,
    ModelUnavailable,
    Spending,
)

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage

LOG = logging.getLogger("saathi.model")
T = TypeVar("T", bound=BaseModel)
BYTES_A_TOKEN = 3  # of English and Urdu alike, rather too few than too many
FAILURES = 3  # in a row, before the model is left alone
REST = 60.0  # seconds
PAUSE = 0.5  # seconds before the second try; twice as long before the third

Screen = Callable[[str], str | None]


@dataclass(frozen=True)
class ModelRequest:
    """One call: what is sent, and the schema that the reply must have."""

    prompt: ChatPrompt
    messages: list[BaseMessage]
    schema: dict[str, Any]

    @property
    def tokens(self) -> int:
        """An estimate of its tokens, rather too high than too low."""
        text = "".join(str(message.content) for message in self.messages)
        return len(f"{text}{json.dumps(self.schema)}".encode()) // BYTES_A_TOKEN


class ChatModel:
    """A chat model behind one setting. Threads may share one."""

    def __init__(
        self,
        settings: ChatSettings,
        spending: Spending,
        *,
        may_leave: frozenset[PlaceKind],
        screen: Screen,
        load: Callable[[str], ChatPrompt] = load_chat,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`may_leave` says whose words may be sent at all.

        `screen` sees what somebody typed: it gives it back without restricted numbers, or None
        where it must not be sent.
        """
        self._settings = settings
        self._spending = spending
        self._may_leave = may_leave | {PlaceKind.OWN}
        self._screen = screen
        self._load = load
        self._clock = clock
        self._failures = 0
        self._rests_until = 0.0

    def write(
        self, prompt: str, schema: type[T], /, *, seconds: float, **values: str
    ) -> ModelReply[T]:
        """What the model wrote, within `seconds`. Raises ModelUnavailable.

        `values` fill the prompt's places, all of them and no others (PromptError).
        """
        return _last(self._run(prompt, schema, None, seconds, values))

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
        """Yields the objects of the array named `array` as they are finished; returns the whole.

        Raises ModelUnavailable, also after some objects came.
        """
        return self._run(prompt, schema, array, seconds, values)

    def _run(
        self,
        name: str,
        schema: type[T],
        array: str | None,
        seconds: float,
        values: dict[str, str],
    ) -> Generator[dict[str, Any], None, ModelReply[T]]:
        start = self._clock()
        prompt = self._load(name)
        request = ModelRequest(
            prompt,
            prompt.messages(**self._values_to_send(prompt, values)),
            schema.model_json_schema(),
        )
        if start < self._rests_until:
            raise ModelUnavailable(ModelFault.RESTING)
        if seconds <= 0:
            raise ModelUnavailable(ModelFault.TIMEOUT)
        try:
            message = yield from self._within_budget(request, array, seconds)
            value = _reply_value(message, schema)
        except ModelUnavailable as error:
            self._note_failure(error.reason)
            raise
        self._failures = 0
        tokens_in, tokens_out = _tokens(message, request)
        return ModelReply(
            value=value,
            tokens_in=tokens_in,
            tokens_out=tokens_out,
            seconds=self._clock() - start,
            digest=prompt.digest,
            model=self._settings.model,
        )

    def _values_to_send(self, prompt: ChatPrompt, values: dict[str, str]) -> dict[str, str]:
        """The values as they may leave the office. Raises ModelUnavailable where one may not."""
        if not prompt.kinds() <= self._may_leave:
            raise ModelUnavailable(ModelFault.WITHHELD)
        safe_values = {}
        for name, value in values.items():
            is_question = KINDS.get(name) is PlaceKind.QUESTIONS
            safe_values[name] = self._screened_question(value) if is_question else value
        return safe_values

    def _screened_question(self, question: str) -> str:
        try:
            safe_question = self._screen(question)
        except Exception as error:  # what could not be looked through is not sent
            LOG.error("a question cannot be screened: %s", type(error).__name__)
            raise ModelUnavailable(ModelFault.WITHHELD) from error
        if safe_question is None:
            raise ModelUnavailable(ModelFault.WITHHELD)
        return safe_question

    def _within_budget(
        self, request: ModelRequest, array: str | None, seconds: float
    ) -> Generator[dict[str, Any], None, AIMessage]:
        """The reply, within the budget: the highest possible cost is reserved before the call."""
        most = self._settings.cost(request.tokens, self._settings.max_tokens)
        day = self._reserve(most)
        used = most  # what a call cost that was left behind or cut is not known
        try:
            message = yield from self._with_retries(request, array, seconds)
            used = self._settings.cost(*_tokens(message, request))
        except ModelUnavailable as error:
            used = Cost() if error.reason in WORTH_ANOTHER_TRY else most
            raise
        finally:
            self._settle(day, most, used)
        return message

    def _reserve(self, most: Cost) -> str:
        try:
            day = self._spending.reserve(most)
        except Exception as error:  # without its book, nothing may be spent
            LOG.error("the budget cannot be read: %s", type(error).__name__)
            raise ModelUnavailable(ModelFault.FAILED) from error
        if day is None:
            raise ModelUnavailable(ModelFault.BUDGET)
        return day

    def _settle(self, day: str, most: Cost, used: Cost) -> None:
        try:
            self._spending.settle(day, most, used)
        except Exception as error:  # the highest cost stays counted; the reply is still good
            LOG.error("the budget cannot be written: %s", type(error).__name__)

    def _with_retries(
        self, request: ModelRequest, array: str | None, seconds: float
    ) -> Generator[dict[str, Any], None, AIMessage]:
        """The reply, tried again where that may help, there is time and nothing was yielded yet."""
        ends = self._clock() + seconds
        for attempt in range(self._settings.retries + 1):
            has_yielded = False
            try:
                for item in within(ends - self._clock(), self._pieces(request, array)):
                    if not isinstance(item, dict):
                        return item
                    has_yielded = True
                    yield item
            except Exception as error:
                reason = error.reason if isinstance(error, ModelUnavailable) else fault_of(error)
                LOG.info("chat model, attempt %s: %s (%s)", attempt + 1, reason, type(error))
                pause = PAUSE * 2**attempt
                last = attempt == self._settings.retries or has_yielded
                if last or reason not in WORTH_ANOTHER_TRY or self._clock() + pause >= ends:
                    raise ModelUnavailable(reason) from error
                time.sleep(pause)
        raise ModelUnavailable(ModelFault.MALFORMED)  # the reply ended before it began

    def _pieces(
        self, request: ModelRequest, array: str | None
    ) -> Generator[dict[str, Any] | AIMessage, None, None]:
        """The objects of a streamed reply, and last the reply itself. Runs in its own thread."""
        from langsmith import tracing_context  # noqa: PLC0415  (comes with langchain)

        # Nothing of it goes to a tracing service, whatever the environment says.
        with tracing_context(enabled=False):
            model = self._structured_model(request.schema)
            if array is None:
                yield model.invoke(request.messages)["raw"]
                return
            objects = FinishedObjects(array)
            whole: AIMessageChunk | None = None
            for piece in model.first.stream(request.messages):
                chunk = piece["raw"]
                whole = chunk if whole is None else whole + chunk
                yield from objects.more(chunk.text)
            if whole is not None:
                yield whole

    def _structured_model(self, schema: dict[str, Any]) -> Any:
        """The model, bound to reply in the form of `schema`; its `first` streams."""
        strict = {"strict": True} if self._settings.provider == "openai" else {}
        return self._model.with_structured_output(
            schema, method="json_schema", include_raw=True, **strict
        )

    @cached_property
    def _model(self) -> BaseChatModel:
        from prompts.providers import chat_model  # noqa: PLC0415  (the provider's package: 2 s)

        return chat_model(self._settings)

    def _note_failure(self, reason: ModelFault) -> None:
        LOG.warning("the chat model gave nothing: %s", reason)
        self._failures = self._failures + 1 if reason in WORTH_A_REST else 0
        if self._failures >= FAILURES:
            self._rests_until = self._clock() + REST
            self._failures = 0


def _last(generator: Generator[dict[str, Any], None, ModelReply[T]]) -> ModelReply[T]:
    """What the generator returns; it yields nothing."""
    try:
        while True:
            next(generator)
    except StopIteration as end:
        reply: ModelReply[T] = end.value
        return reply


def _reply_value(message: AIMessage, schema: type[T]) -> T:
    """The reply in the form of `schema`. Raises ModelUnavailable."""
    from langchain_core.utils.json import parse_json_markdown  # noqa: PLC0415  (with langchain)

    fault = fault_in(message)
    if fault is not None:
        raise ModelUnavailable(fault)
    try:
        content = parse_json_markdown(message.text, parser=json.loads)
    except ValueError as error:
        raise ModelUnavailable(ModelFault.MALFORMED) from error
    try:
        return schema.model_validate(content)
    except ValidationError as error:
        raise ModelUnavailable(ModelFault.SCHEMA) from error


def _tokens(message: AIMessage, request: ModelRequest) -> tuple[int, int]:
    """Tokens in and out as the provider counted them, or as estimated where it did not."""
    usage = message.usage_metadata or {"input_tokens": 0, "output_tokens": 0}
    estimate = len(message.text.encode()) // BYTES_A_TOKEN
    return usage["input_tokens"] or request.tokens, usage["output_tokens"] or estimate
