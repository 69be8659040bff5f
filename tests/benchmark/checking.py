"""The check of a model's statements, measured: loading the parser, time a statement, memory.

`python -m tests.benchmark.checking none` only reads the statements; `all` checks them too.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

import yaml

from knowledge import Citation
from knowledge.library import Library
from knowledge.writing import Claim, check
from knowledge.writing.relations.parser import load_parser
from tests.benchmark.children import ROOT, part
from tests.benchmark.rows import Row, say

STATEMENTS = ROOT / "tests" / "questions" / "paraphrases_fresh.yaml"


def checking() -> list[Row]:
    """Every figure, on statements about the shipped framework."""
    say("Checking statements")
    without = part("checking", "none")
    ended = part("checking", "all")
    figures = ended.figures
    note = f"{figures['statements']} statements, none parsed before; processor time"
    return [
        Row("check_load_ms", figures["load"], "ms", note="the parser, at the first statement"),
        Row("check_p50_ms", figures["p50"], "ms", note=note),
        Row("check_p95_ms", figures["p95"], "ms", note=note),
        Row(
            "check_memory_mb",
            ended.peak_mb - without.peak_mb,
            "MB",
            note="more than the same process without",
        ),
    ]


def _measured() -> dict[str, float]:
    claims, clauses = _claims(), _framework()
    start = time.process_time()
    load_parser()
    load = time.process_time() - start
    taken = []
    for claim in claims:
        start = time.process_time()
        check(claim, clauses)
        taken.append(1000 * (time.process_time() - start))
    hundredths = statistics.quantiles(taken, n=100)
    return {
        "statements": len(claims),
        "load": 1000 * load,
        "p50": hundredths[49],
        "p95": hundredths[94],
    }


def _claims() -> list[Claim]:
    rows = yaml.safe_load(STATEMENTS.read_text(encoding="utf-8"))
    return [
        Claim(text=text, clause=row["clause"], quote=row["quote"])
        for row in rows
        for text in row["says"]
    ]


def _framework() -> list[Citation]:
    with tempfile.TemporaryDirectory() as home:
        document = Library(Path(home)).document("cspf")
    return [
        Citation(
            document=document.id,
            title=document.name,
            edition=document.edition,
            status=document.status,
            clause=clause.id,
            text=clause.whole,
            quote=clause.whole,
        )
        for clause in document.walk()
    ]


if __name__ == "__main__":
    if sys.argv[1] == "all":
        print(json.dumps(_measured()))
    else:
        print(json.dumps({"statements": len(_claims()), "clauses": len(_framework())}))
