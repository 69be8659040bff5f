"""From the start of `saathi serve` to the line "Saathi is ready", against loading its libraries."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from statistics import median

from tests.benchmark.children import python
from tests.benchmark.slack_process import SERVE, running

LIBRARIES = (
    "import alembic.command, chromadb, onnxruntime, slack_bolt.adapter.socket_mode, sqlalchemy, "
    "starlette.applications, uvicorn; "
    "from knowledge.index.embedding import load_embedded; load_embedded()"
)


def ready() -> float:
    """Seconds until it is ready; what its end takes is not counted."""
    start = time.perf_counter()
    with running(*SERVE):
        return time.perf_counter() - start


def libraries() -> float:
    """Seconds of a whole process that only imports the libraries and loads the model."""
    return python("-c", LIBRARIES).seconds


def measure(runs: int) -> dict[str, float]:
    """The medians of `runs` processes of each, in turn, after one that fills the disk's cache."""
    every: dict[str, Callable[[], float]] = {"ready": ready, "libraries": libraries}
    found: dict[str, list[float]] = {name: [] for name in every}
    for _ in range(runs + 1):
        for name, timed in every.items():
            found[name].append(timed())
    return {"runs": runs, **{name: median(times[1:]) for name, times in found.items()}}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]))))
