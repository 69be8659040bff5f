"""The desk on the shipped documents: time to answer and to build, memory for 100 questions."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from unittest.mock import Mock, patch

import yaml
from langchain_core.embeddings import Embeddings

from knowledge import PolicyDesk
from knowledge.index.passages import passages_of
from tests.benchmark.baselines import EmbedderAlone, best
from tests.benchmark.children import ROOT
from tests.benchmark.rows import milliseconds_each, percentile, seconds

QUESTION = "May a partner mention CARE in public?"
ASKED = 100


def questions() -> list[str]:
    """The project's own questions: every `q` in tests/questions/*.yaml."""
    found: list[str] = []
    for file in sorted((ROOT / "tests" / "questions").glob("*.yaml")):
        rows = yaml.safe_load(file.read_text(encoding="utf-8"))
        found += [str(row["q"]) for row in rows or [] if isinstance(row, dict) and row.get("q")]
    return found


def build(home: Path) -> dict[str, float]:
    """Seconds to build the index of the shipped documents, and to embed the same texts alone."""
    desk = PolicyDesk(home)
    reader, urdu = desk.models.reader, desk.models.urdu
    with ExitStack() as watched:
        read = watched.enter_context(patch.object(reader, "read", wraps=reader.read))
        asked = watched.enter_context(_watched(urdu)) if urdu is not None else None
        taken = seconds(partial(desk.build, force=True))
    found = {
        "clauses": len(passages_of(desk.library.in_force())),
        "seconds": taken,
        "embedding": seconds(partial(_again, reader.read, read)),
    }
    if urdu is not None and asked is not None:
        found["urdu"] = seconds(partial(_again, urdu.embed_documents, asked))
    return found


def _watched(embedding: Embeddings) -> AbstractContextManager[Mock]:
    """Notes which texts `embedding` is given."""
    return patch.object(embedding, "embed_documents", wraps=embedding.embed_documents)


def _again(work: Callable[[list[str]], object], noted: Mock) -> None:
    for call in noted.call_args_list:
        work(call.args[0])


def answers(home: Path) -> dict[str, float]:
    """Milliseconds to answer a question, warm, and for the embedder alone to rank the clauses."""
    asked = questions()
    if not asked:
        return {"questions": 0}
    desk = PolicyDesk(home)
    alone = EmbedderAlone(passages_of(desk.library.in_force()), desk.models.reader)
    ours = milliseconds_each(desk.ask, asked)
    theirs = milliseconds_each(lambda question: best(alone.scores(question)), asked)
    return {
        "questions": len(asked),
        "p50": percentile(ours, 0.5),
        "p95": percentile(ours, 0.95),
        "embedder_p50": percentile(theirs, 0.5),
        "embedder_p95": percentile(theirs, 0.95),
    }


def hundred(home: Path) -> dict[str, float]:
    """Answers 100 questions of every kind, for whoever measures this process."""
    desk = PolicyDesk(home)
    known = questions() or [QUESTION]
    spread = known[:: max(1, len(known) // ASKED)]  # the kinds stand in turn
    return {"answered": sum(desk.ask(q).answered for q in islice(cycle(spread), ASKED))}


COMMANDS = {"build": build, "answers": answers, "hundred": hundred}

if __name__ == "__main__":
    print(json.dumps(COMMANDS[sys.argv[1]](Path(sys.argv[2]))))
