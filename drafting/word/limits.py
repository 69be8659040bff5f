"""Renders a template that does not come with Saathi, in a process of its own.

The process may use so much memory and so many seconds, and then ends, whatever the template does.
What it gives back is two lengths of bytes or a sentence: nothing that is run or unpickled here.
"""

from __future__ import annotations

import pickle
import struct
import subprocess
import sys
from typing import NamedTuple

from drafting.composition import Composition
from drafting.errors import BadTemplate

LENGTHS = struct.Struct(">QQ")
WHOLE, REFUSED = b"W", b"R"
SLOW = "it takes longer than the {} seconds that a template may; make it simpler."
LARGE = "it needs more memory than a template may; make it simpler."
BROKEN = "rendering it ended without a document; start again from a template of Saathi’s."


class Limits(NamedTuple):
    """What rendering one document may take."""

    seconds: int = 20
    memory: int = 1_500_000_000  # bytes of address space; the libraries take half a gigabyte unused


LIMITS = Limits()


def both_apart(
    composition: Composition, template: bytes, limits: Limits = LIMITS
) -> tuple[bytes, bytes]:
    """Both copies. Raises BadTemplate, also where the limits are passed."""
    try:
        ended = subprocess.run(
            [sys.executable, "-P", "-m", "drafting.word.limits"],
            input=pickle.dumps((composition, template, limits)),
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise BadTemplate(SLOW.format(limits.seconds)) from error
    kind, said = ended.stdout[:1], ended.stdout[1:]
    if kind == REFUSED:
        raise BadTemplate(said.decode())
    if ended.returncode or kind != WHOLE:
        raise BadTemplate(BROKEN)
    first, second = LENGTHS.unpack_from(said)
    start = LENGTHS.size
    return said[start : start + first], said[start + first : start + first + second]


def _answer(given: bytes) -> bytes:
    from drafting.word.copies import both  # noqa: PLC0415  (the parent never needs it)

    composition, template, limits = pickle.loads(given)  # noqa: S301  (the parent wrote it)
    _hold_to(limits)
    try:
        working, clean = both(composition, template)
    except BadTemplate as error:
        return REFUSED + str(error).encode()
    except MemoryError:
        return REFUSED + LARGE.encode()
    return WHOLE + LENGTHS.pack(len(working), len(clean)) + working + clean


def _hold_to(limits: Limits) -> None:
    """Holds this process to its limits. Where the system has none, the parent's clock does."""
    try:
        import resource  # noqa: PLC0415  (Unix alone has it)
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory, limits.memory))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.seconds, limits.seconds))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    sys.stdout.buffer.write(_answer(sys.stdin.buffer.read()))
