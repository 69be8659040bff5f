"""An index of generated clauses: built, searched, and compared with brute force, one at a time."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from knowledge import PolicyIndex, build_index
from tests.benchmark.baselines import EmbedderAlone, WordsAlone, best, fused
from tests.benchmark.generated import StandIn, clauses, queries
from tests.benchmark.rows import milliseconds_each, percentile, seconds

QUERIES = 200
WITHIN = 20  # queries within one document
TOP = 10


def build(folder: Path, size: int) -> dict[str, Any]:
    """Builds the index, and writes the queries beside it so that no reader needs the clauses."""
    passages = clauses(size)
    asked = [(text, found.id, found.document) for text, found in queries(passages, QUERIES)]
    (folder / "queries.json").write_text(json.dumps(asked), encoding="utf-8")
    reader = StandIn()
    return {"seconds": seconds(lambda: build_index(passages, folder / "index", reader=reader))}


def search(folder: Path, _: int) -> dict[str, Any]:
    """Searches the index."""
    asked = _asked(folder)
    index = PolicyIndex(folder / "index", reader=StandIn())
    times = milliseconds_each(lambda text: index.search(text, TOP), list(asked))
    held = own_mb()
    documents = {text: document for text, (_, document) in list(asked.items())[:WITHIN]}
    within = milliseconds_each(
        lambda text: index.search(text, TOP, document=documents[text]), list(documents)
    )
    found = [[hit.passage.id for hit in index.search(text, TOP)] for text in asked]
    return {
        **_percentiles(times),
        "within_p95": percentile(within, 0.95),
        "found": _share_found(asked, found),
        "own_mb": held,
    }


def brute(folder: Path, size: int) -> dict[str, Any]:
    """The same by brute force: BM25 and every cosine, fused."""
    asked = _asked(folder)
    passages = clauses(size)
    words, embedder = WordsAlone(passages), EmbedderAlone(passages, StandIn())

    def rank(text: str) -> list[int]:
        return fused([best(words.scores(text)), best(embedder.scores(text))])[:TOP]

    times = milliseconds_each(rank, list(asked))
    found = [[passages[number].id for number in rank(text)] for text in asked]
    return {**_percentiles(times), "found": _share_found(asked, found), "own_mb": own_mb()}


def own_mb() -> float | None:
    """The memory that is this process's own, without mapped files; None where nothing tells."""
    status = Path("/proc/self/status")
    lines = status.read_text().splitlines() if status.is_file() else []
    held = [line.split()[1] for line in lines if line.startswith("RssAnon:")]
    return int(held[0]) * 1024 / 1e6 if held else None


def _asked(folder: Path) -> dict[str, tuple[str, str]]:
    """Each query with the id and the document of the clause that its words are from."""
    rows = json.loads((folder / "queries.json").read_text(encoding="utf-8"))
    return {text: (clause, document) for text, clause, document in rows}


def _percentiles(times: list[float]) -> dict[str, float]:
    return {"p50": percentile(times, 0.5), "p95": percentile(times, 0.95)}


def _share_found(asked: dict[str, tuple[str, str]], found: list[list[str]]) -> float:
    wanted = [clause for clause, _ in asked.values()]
    return sum(w in ids for w, ids in zip(wanted, found, strict=True)) / len(wanted)


COMMANDS = {"build": build, "search": search, "brute": brute}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))))
