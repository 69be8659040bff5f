"""A figure with the baseline that it is compared with."""

from __future__ import annotations

import json
import math
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from statistics import median

ROUNDS = 3
UNTIMED = 20


@dataclass(frozen=True)
class Row:
    """One figure of the benchmark."""

    name: str
    value: float | None  # None: not measured; `note` says why
    unit: str
    baseline: str = ""  # what it is compared with, in words
    baseline_value: float | None = None
    aim: str = ""
    note: str = ""

    @property
    def ratio(self) -> float | None:
        """The value as a multiple of the baseline's."""
        if self.value is None or not self.baseline_value:
            return None
        return self.value / self.baseline_value


def say(what: str) -> None:
    """Tells whoever waits what is being measured."""
    print(f"{what} …", file=sys.stderr, flush=True)


def write(rows: Sequence[Row], file: Path) -> None:
    """Writes `rows` as JSON, in order."""
    content = {
        row.name: {
            "value": _rounded(row.value),
            "unit": row.unit,
            "baseline": row.baseline or None,
            "ratio": _rounded(row.ratio),
        }
        for row in rows
    }
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.4g}")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of `values` that at least `share` of them do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def milliseconds_each(work: Callable[[str], object], inputs: Sequence[str]) -> list[float]:
    """How long `work` takes on each input: the median of three rounds, after an untimed start."""
    for text in inputs[:UNTIMED]:
        work(text)
    rounds = [[seconds(partial(work, text)) for text in inputs] for _ in range(ROUNDS)]
    return [1000 * median(times) for times in zip(*rounds, strict=True)]
