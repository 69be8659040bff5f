"""The last judgements, so that nothing is judged twice.

A mention comes as two events, and a post is looked at again with what is asked below it.
Only a digest of each text is kept, keyed anew in each process, and nothing of what tells, or may
tell, of misconduct.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import Future
from hashlib import blake2b
from typing import Generic, Protocol, TypeVar

REMEMBERED = 256  # texts


class _Private(Protocol):
    @property
    def tells_of_misconduct(self) -> bool: ...


J = TypeVar("J", bound=_Private)


class RememberedJudgements(Generic[J]):
    """What a function says of the last texts that it was asked about. Threads may share one."""

    def __init__(self, judge: Callable[[str], J], remembered: int = REMEMBERED) -> None:
        """`judge` must say the same of the same text each time."""
        self._judge = judge
        self._remembered = remembered
        self._key = os.urandom(32)
        self._judgements: dict[bytes, Future[J]] = {}  # what was asked last stands last
        self._lock = threading.Lock()

    def __call__(self, text: str) -> J:
        """The judgement on `text`; whoever asks while another works it out waits for it.

        Raises what `judge` raises.
        """
        digest = blake2b(text.encode("utf-8", "replace"), key=self._key).digest()
        with self._lock:
            judgement = self._judgements.pop(digest, None)
            is_new = judgement is None
            judgement = judgement or Future()
            self._judgements[digest] = judgement
            if len(self._judgements) > self._remembered:
                del self._judgements[next(iter(self._judgements))]
        if is_new:
            self._work_out(text, digest, judgement)
        return judgement.result()

    def _work_out(self, text: str, digest: bytes, judgement: Future[J]) -> None:
        is_kept = False
        try:
            answer = self._judge(text)
            is_kept = not answer.tells_of_misconduct
            judgement.set_result(answer)
        except BaseException as error:
            judgement.set_exception(error)
        finally:
            if not is_kept:
                with self._lock:
                    self._judgements.pop(digest, None)
