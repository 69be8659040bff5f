"""`confined`: a reader whose calls run in a child process."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from types import GenericAlias
from typing import TYPE_CHECKING, Any, Generic, ParamSpec, TypeVar, get_type_hints

from knowledge.confinement import here
from knowledge.confinement.limits import Limits

if TYPE_CHECKING:
    from pydantic import TypeAdapter

    from knowledge.confinement.calls import Limit

P = ParamSpec("P")
Value = TypeVar("Value")
LONGEST_NAME = 120


class ReaderFault(Exception):
    """A reader raised what it should not. The text is the child's trace, for the log alone."""


@dataclass(frozen=True)
class Terms:
    """The terms on which a reader is called."""

    refusals: tuple[type[Exception], ...]  # the errors it raises; the first one for a limit
    cure: str  # what to do about a file that exceeds a limit: 'import it in parts'
    limits: Limits
    loads: tuple[str, ...]  # modules that it needs besides its own


class Confined(Generic[P, Value]):
    """A reader whose calls run in a child process, or in this one where it is such a child.

    The arguments are Saathi's own and the file's content; the first one is the file's name where
    the sentences are to name it. The result has the type that the reader's signature states.
    """

    def __init__(self, function: Callable[P, Value], terms: Terms) -> None:
        self.unconfined = function
        self.terms = terms
        functools.update_wrapper(self, function)

    @property
    def name(self) -> str:
        """As the child finds it: 'drafting.agreements.comparing.comparer:read_edited'."""
        return f"{self.unconfined.__module__}:{self.unconfined.__qualname__}"

    @cached_property
    def adapter(self) -> TypeAdapter[tuple[Value]]:
        """Value ↔ JSON. In a tuple, since some types take no configuration themselves."""
        from pydantic import ConfigDict, TypeAdapter  # noqa: PLC0415  (0.1 s, when first read)

        value: Any = get_type_hints(self.unconfined, include_extras=True)["return"]
        config = ConfigDict(
            ser_json_bytes="base64", val_json_bytes="base64", ser_json_inf_nan="constants"
        )
        in_a_tuple: Any = GenericAlias(tuple, (value,))
        return TypeAdapter(in_a_tuple, config=config)

    def to_json(self, value: Value) -> bytes:
        """The value as JSON. Raises the reader's refusal where it cannot be encoded as text."""
        try:
            return self.adapter.dump_json((value,))
        except ValueError as error:  # half a character, as some files escape them
            raise self.terms.refusals[0](
                "The file holds signs that are no text; save it again as text in UTF-8."
            ) from error

    def within(self, limits: Limits) -> Confined[P, Value]:
        """The same reader with other limits."""
        return Confined(self.unconfined, replace(self.terms, limits=limits))

    def __call__(self, *arguments: P.args, **keywords: P.kwargs) -> Value:
        """What the reader returns. Raises its refusals, also where a limit is exceeded."""
        if here.is_child:
            return self.unconfined(*arguments, **keywords)
        from knowledge.confinement.calls import Limit, call  # noqa: PLC0415  (not every start)

        subject = _subject(arguments[0] if arguments else None)
        outcome = call(self.name, self.terms.limits, (arguments, keywords))
        if outcome.limit:
            raise self._limit_refusal(subject, outcome.limit)
        try:
            value = self._value(outcome.reply)
        except (ValueError, LookupError) as error:  # no reader of ours replies like that
            raise self._limit_refusal(subject, Limit.END) from error
        if isinstance(value, Exception):
            raise value
        return value

    def _value(self, reply: bytes) -> Value | Exception:
        """The value, or the error that the reader raised. Raises ValueError, LookupError."""
        from knowledge.confinement.wire import ReplyKind  # noqa: PLC0415  (as above)

        kind, content = ReplyKind(reply[:1]), reply[1:]
        if kind is ReplyKind.FAULT:
            return ReaderFault(content.decode(errors="replace"))
        if kind is ReplyKind.REFUSAL:
            name, text = json.loads(content)
            return {refusal.__name__: refusal for refusal in self.terms.refusals}[name](str(text))
        return self.adapter.validate_json(content)[0]

    def _limit_refusal(self, subject: str, limit: Limit) -> Exception:
        """The refusal of a file that exceeded a limit."""
        why = limit.value.format(seconds=self.terms.limits.seconds)
        return self.terms.refusals[0](f"{subject} {why}; {self.terms.cure}.")


def _subject(first: object) -> str:
    """The file's name, fit for a sentence; 'it' where there is none."""
    if not isinstance(first, str | Path):
        return "it"
    name = "".join(character if character.isprintable() else "?" for character in Path(first).name)
    return name if len(name) <= LONGEST_NAME else f"{name[:80]}…{name[-30:]}"


def confined(
    *refusals: type[Exception], cure: str, limits: Limits | None = None, loads: tuple[str, ...] = ()
) -> Callable[[Callable[P, Value]], Confined[P, Value]]:
    """Has a reader's calls run in a child process; it must be a function of its module.

    `refusals` are the errors that it raises, the first of them for a file that exceeds a limit; the
    sentence then ends with `cure`. `loads` names the modules that it imports when it is called.
    """
    terms = Terms(refusals, cure, limits or Limits(), loads)
    return lambda function: Confined(function, terms)
