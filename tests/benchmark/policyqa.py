"""PolicyQA within one document: nDCG@10 of the search and of its baselines."""

from __future__ import annotations

import json
import math
import sys
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean
from typing import Any

import numpy as np

from knowledge import Passage, PolicyIndex, build_index
from knowledge.index.embedding import EmbeddedModel, load_embedded
from tests.benchmark.baselines import EmbedderAlone, Numbers, WordsAlone, best, fused

TOP = 10
Query = Mapping[str, Any]
Rankings = Mapping[str, Sequence[int]]


def measure(file: Path) -> dict[str, float]:
    """The mean nDCG@10 over the queries, by ranker."""
    content = json.loads(file.read_text(encoding="utf-8"))
    passages = [
        Passage(id=str(number), text=row["text"], document=row["doc"], place=row["heading"])
        for number, row in enumerate(content["passages"])
    ]
    reader = load_embedded()
    with tempfile.TemporaryDirectory() as folder:
        ours = _ours(passages, reader, Path(folder) / "index")
        theirs = _baselines(passages, reader)
        gains: dict[str, list[float]] = {}
        for query in content["queries"]:
            for name, ranking in {"ours": ours(query), **theirs(query)}.items():
                gains.setdefault(name, []).append(ndcg(ranking, query["rel"]))
    return {name: fmean(found) for name, found in gains.items()}


def ndcg(ranking: Sequence[int], relevant: Sequence[int]) -> float:
    """Normalised discounted cumulative gain of the first ten, each passage relevant or not."""
    wanted = set(relevant)
    gained = sum(1 / math.log2(at + 2) for at, n in enumerate(ranking[:TOP]) if n in wanted)
    return gained / sum(1 / math.log2(at + 2) for at in range(min(TOP, len(wanted))))


def _ours(
    passages: Sequence[Passage], reader: EmbeddedModel, folder: Path
) -> Callable[[Query], Sequence[int]]:
    build_index(passages, folder, reader=reader)
    index = PolicyIndex(folder, reader=reader)

    def rank(query: Query) -> list[int]:
        hits = index.search(query["text"], TOP, document=query["doc"])
        return [int(hit.passage.id) for hit in hits]

    return rank


def _baselines(passages: Sequence[Passage], reader: EmbeddedModel) -> Callable[[Query], Rankings]:
    words, embedder = WordsAlone(passages), EmbedderAlone(passages, reader)
    scopes = _scopes(passages)

    def rank(query: Query) -> Rankings:
        scope = scopes[query["doc"]]
        by_words = best(words.scores(query["text"]), scope)
        by_embedder = best(embedder.scores(query["text"]), scope)
        fusion = fused([by_words, by_embedder])
        return {"bm25": by_words, "embedder": by_embedder, "fusion": fusion}

    return rank


def _scopes(passages: Sequence[Passage]) -> dict[str, Numbers]:
    numbers: dict[str, list[int]] = {}
    for number, passage in enumerate(passages):
        numbers.setdefault(passage.document, []).append(number)
    return {document: np.array(found) for document, found in numbers.items()}


if __name__ == "__main__":
    print(json.dumps(measure(Path(sys.argv[1]))))
