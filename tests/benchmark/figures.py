"""The figures of PolicyQA and of the desk, each with its baseline. Imports nothing large."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmark.children import CONFIG, Ended, part, python
from tests.benchmark.rows import Row, say

QUESTION = "May a partner mention CARE in public?"
RUNS = 5  # of a whole process
LIBRARIES = (
    "import chromadb, onnxruntime; "
    "from knowledge.index.embedding import load_embedded; load_embedded()"
)
# A model that nobody serves: what is measured is what setting one costs at the start.
CHAT_MODEL = '[chat_model]\nmodel = "openai:sample"\nbase_url = "http://127.0.0.1:9/v1"\n'
FUSION = "reciprocal rank fusion of BM25 and the embedder, k = 60"
ALONE = {"bm25": "BM25 alone", "embedder": "the embedder alone", "fusion": FUSION}


def quality(file: Path | None) -> list[Row]:
    """PolicyQA, from `file`."""
    name, unit, aim = "policyqa_ndcg10", "nDCG@10", "≥ 0.40"
    if file is None:
        note = "not measured: give its file, make bench POLICYQA=FILE"
        return [Row(name, None, unit, FUSION, aim=aim, note=note)]
    say("PolicyQA within one document")
    found = part("policyqa", str(file)).figures
    compared = [
        Row(f"{name}_{key}", found[key], unit, note=f"a baseline: {said}")
        for key, said in ALONE.items()
    ]
    return [Row(name, found["ours"], unit, FUSION, found["fusion"], aim), *compared]


def desk(home: Path) -> list[Row]:
    """The desk on the shipped documents, at `home`, which is made."""
    home.mkdir()
    (home / CONFIG).touch()
    say("Building the index of the shipped documents")
    built = part("desk", "build", str(home)).figures
    say("Answering")
    answered = part("desk", "answers", str(home)).figures
    say("Starting")
    return [*_answers(answered), _build(built), *_processes(home)]


def _answers(found: dict[str, Any]) -> list[Row]:
    baseline = "the embedder alone: embed the question, cosine with every clause"
    asked = found["questions"]
    note = f"{asked} questions" if asked else "not measured: tests/questions/ holds no question"
    return [
        Row(
            f"answer_{share}_ms",
            found.get(share),
            "ms",
            baseline,
            found.get(f"embedder_{share}"),
            aim,
            note,
        )
        for share, aim in (("p50", "≤ 25"), ("p95", ""))
    ]


def _build(found: dict[str, Any]) -> Row:
    note = f"{found['clauses']} clauses with the questions that they answer"
    baseline = "embedding the same texts alone"
    if "urdu" in found:
        baseline += f", {found['urdu']:.1f} s of it with the Urdu extra's embedding"
    alone = found["embedding"] + found.get("urdu", 0.0)
    return Row("index_build_s", found["seconds"], "s", baseline, alone, note=note)


def _processes(home: Path) -> list[Row]:
    """Whole processes, in turn with one that only loads the libraries and the model."""
    starts: list[Ended] = []
    libraries: list[Ended] = []
    with_model: list[Ended] = []
    for _ in range(RUNS + 1):
        starts.append(python("-m", "bot", "ask", QUESTION, home=home))
        libraries.append(python("-c", LIBRARIES))
        (home / CONFIG).write_text(CHAT_MODEL)
        with_model.append(python("-m", "bot", "ask", QUESTION, home=home))
        (home / CONFIG).write_text("")
    started = median(run.seconds for run in starts[1:])  # the first fills the disk's cache
    writing = median(run.seconds for run in with_model[1:])
    loaded = median(run.seconds for run in libraries[1:])
    peak = part("desk", "hundred", str(home)).peak_mb
    least = median(run.peak_mb for run in libraries[1:])
    baseline = "importing chromadb and onnxruntime and loading the model"
    return [
        Row("cold_start_s", started, "s", baseline, loaded, "≤ 3", f"median of {RUNS}"),
        Row(
            "cold_start_chat_model_s",
            writing,
            "s",
            "the same without a chat model: cold_start_s",
            started,
            note="with a chat model that cannot be reached, so the answer is verbatim",
        ),
        Row("peak_mb", peak, "MB", baseline, least, note="100 questions in one process"),
    ]
