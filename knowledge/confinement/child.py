"""The child process: takes one call, sets its own limits, and replies."""

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
from knowledge.confinement.limits import hold_to, tie_life_to_parent
from knowledge.confinement.wire import ReplyKind

if TYPE_CHECKING:
    from knowledge.confinement.reader import Confined

LONGEST_TRACE = 20_000  # characters
SELDOM = 100_000  # new objects between garbage collections: a child is short-lived


@cache
def prepare(reader: str) -> None:
    """Loads what the reader needs before the fork; the child reports what fails."""
    with suppress(Exception):
        callee = find_reader(reader)
        for module in callee.terms.loads:
            import_module(module)
        assert callee.adapter


def find_reader(name: str) -> Confined[..., Any]:
    """The reader 'drafting.agreements.comparing.comparer:read_edited'."""
    module, _, function = name.partition(":")
    callee: Confined[..., Any] = getattr(import_module(module), function)
    return callee


def answer(reader: str, line: socket.socket) -> None:
    """Takes the call and sends the reply."""
    tie_life_to_parent()
    (length,) = wire.LENGTH.unpack(wire.exactly(line, wire.LENGTH.size))
    limits, arguments, keywords = pickle.loads(wire.exactly(line, length))  # noqa: S301  (Saathi’s)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    gc.set_threshold(SELDOM)
    here.is_child = True
    hold_to(limits)
    line.sendall(_reply(reader, arguments, keywords))


def _reply(reader: str, arguments: tuple[Any, ...], keywords: dict[str, Any]) -> bytes:
    try:
        callee = find_reader(reader)
        try:
            return ReplyKind.VALUE + callee.to_json(callee.unconfined(*arguments, **keywords))
        except callee.terms.refusals as error:
            if not _is_out_of_memory(error):
                return ReplyKind.REFUSAL + _refusal(error, callee.terms.refusals)
    except MemoryError:
        pass
    except Exception as error:  # a fault of the reader; Saathi logs it with a reference
        if not _is_out_of_memory(error):
            return ReplyKind.FAULT + _trace()
    return ReplyKind.MEMORY


def _refusal(error: Exception, refusals: tuple[type[Exception], ...]) -> bytes:
    kind = next(ancestor for ancestor in type(error).__mro__ if ancestor in refusals)
    return json.dumps([kind.__name__, str(error)]).encode()


def _trace() -> bytes:
    return traceback.format_exc()[-LONGEST_TRACE:].encode(errors="replace")


def _is_out_of_memory(error: BaseException) -> bool:
    """True where the error, or one that it was raised from, says that memory ran out."""
    return any(
        isinstance(cause, MemoryError) or "memory allocation failed" in str(cause).lower()
        for cause in _causes(error)
    )


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    ids: set[int] = set()
    while error is not None and id(error) not in ids:
        yield error
        ids.add(id(error))
        error = error.__cause__ or error.__context__
