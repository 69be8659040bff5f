"""The child: takes one call, holds itself to its limits, and replies."""

from __future__ import annotations

import gc
import json
import logging
import pickle
import socket
import traceback
import warnings
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any

from knowledge.confinement import here, wire
from knowledge.confinement.limits import go_first_and_with_the_parent, hold_to
from knowledge.confinement.wire import Reply

if TYPE_CHECKING:
    from knowledge.confinement.reader import Confined

LONGEST_TRACE = 20_000  # characters
SELDOM = 100_000  # new objects between looks for garbage: a child does not live long


@cache
def prepare(reader: str) -> None:
    """Loads what the reader needs, before there is a child; what fails is told by the child."""
    with suppress(Exception):
        found = reader_called(reader)
        for module in found.terms.loads:
            import_module(module)
        assert found.adapter


def reader_called(name: str) -> Confined[..., Any]:
    """The reader 'drafting.agreements.comparing.comparer:read_edited'."""
    module, _, function = name.partition(":")
    found: Confined[..., Any] = getattr(import_module(module), function)
    return found


def answer(reader: str, line: socket.socket) -> None:
    """Takes the call and sends the reply."""
    go_first_and_with_the_parent()
    (length,) = wire.LENGTH.unpack(wire.exactly(line, wire.LENGTH.size))
    limits, arguments, named = pickle.loads(wire.exactly(line, length))  # noqa: S301  (Saathi’s)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    gc.set_threshold(SELDOM)
    here.is_child = True
    hold_to(limits)
    line.sendall(_reply(reader, arguments, named))


def _reply(reader: str, arguments: tuple[Any, ...], named: dict[str, Any]) -> bytes:
    try:
        found = reader_called(reader)
        try:
            return Reply.VALUE + found.packed(found.unconfined(*arguments, **named))
        except found.terms.refusals as error:
            if not _is_for_want_of_memory(error):
                return Reply.REFUSAL + _told(error, found.terms.refusals)
    except MemoryError:
        pass
    except Exception as error:  # a fault of the reader; Saathi logs it with a reference
        if not _is_for_want_of_memory(error):
            return Reply.FAULT + _trace()
    return Reply.MEMORY


def _told(error: Exception, refusals: tuple[type[Exception], ...]) -> bytes:
    kind = next(each for each in type(error).__mro__ if each in refusals)
    return json.dumps([kind.__name__, str(error)]).encode()


def _trace() -> bytes:
    return traceback.format_exc()[-LONGEST_TRACE:].encode(errors="replace")


def _is_for_want_of_memory(error: BaseException) -> bool:
    """True where the error was raised for one that says that there is no memory left."""
    return any(
        isinstance(each, MemoryError) or "memory allocation failed" in str(each).lower()
        for each in _behind(error)
    )


def _behind(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        yield error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
