"""Many lists of numbers in two arrays, so that several of them are read at once."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Sized
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class NumberedLists:
    """Lists, by number, of numbers."""

    values: Numbers  # of one list after the other
    offsets: Numbers  # where each list begins, and at the end where the last one ends

    @classmethod
    def of(cls, lists: Sequence[Sequence[int]]) -> NumberedLists:
        """Those lists."""
        return cls(np.array(list(chain.from_iterable(lists)), dtype=np.int64), offsets_of(lists))

    @property
    def lengths(self) -> Numbers:
        """How long each list is."""
        return np.diff(self.offsets)

    def at(self, numbers: Numbers) -> tuple[Numbers, Numbers]:
        """The values of the lists with these `numbers`, one after the other; and their lengths."""
        starts = self.offsets[numbers]
        lengths = self.offsets[numbers + 1] - starts
        shifts = starts - (np.cumsum(lengths) - lengths)
        return self.values[np.arange(lengths.sum()) + np.repeat(shifts, lengths)], lengths

    def inverted(self, count: int) -> NumberedLists:
        """For each number below `count`, in which lists it stands."""
        holders = np.repeat(np.arange(len(self.offsets) - 1), self.lengths)
        return NumberedLists(
            holders[np.argsort(self.values, kind="stable")],
            _summed(np.bincount(self.values, minlength=count)),
        )


def offsets_of(lists: Iterable[Sized]) -> Numbers:
    """Where each of `lists` would begin, one after the other, and where the last would end."""
    return _summed(np.array([len(each) for each in lists], dtype=np.int64))


def _summed(lengths: Numbers) -> Numbers:
    return np.concatenate([np.zeros(1, dtype=np.int64), np.cumsum(lengths)])
