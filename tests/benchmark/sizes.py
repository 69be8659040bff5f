"""How search grows with the number of clauses: the figures of each size. Imports nothing large."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmark.children import part
from tests.benchmark.rows import Row, say

SIZES = {"1k": 1_000, "10k": 10_000, "100k": 100_000}
LARGEST = "100k"
AIMED = "search_p95_ms_100k"
AIM = "≤ 60"
BRUTE = "brute force: BM25 (bm25s) and every cosine (numpy), fused"


@dataclass(frozen=True)
class Measure:
    """What is measured at every size."""

    name: str
    said: str
    unit: str
    part: str  # the command of growth.py that finds it
    figure: str  # the figure's name there


MEASURES = (
    Measure("search_p50_ms", "search, p50", "ms", "search", "p50"),
    Measure("search_p95_ms", "search, p95", "ms", "search", "p95"),
    Measure("search_document_p95_ms", "search in one document, p95", "ms", "search", "within_p95"),
    Measure("search_found", "found: the clause that the words are from", "@10", "search", "found"),
    Measure("search_peak_mb", "peak memory, with mapped files", "MB", "search", "peak_mb"),
    Measure("search_own_mb", "memory without mapped files", "MB", "search", "own_mb"),
    Measure("search_build_s", "build", "s", "build", "seconds"),
)


def growth(folder: Path, sizes: Mapping[str, int]) -> list[Row]:
    """Every measure at every size; the indexes are made in `folder`, one after the other."""
    rows = []
    for name, size in sizes.items():
        say(f"Building and searching {size:,} clauses")
        found = _sized(folder / name, size)
        rows += [_row(measure, name, found) for measure in MEASURES]
    if LARGEST not in sizes:
        note = "not measured: left out by --quick"
        rows.append(Row(AIMED, None, "ms", BRUTE, aim=AIM, note=note))
    return rows


def _row(measure: Measure, size: str, found: Mapping[str, Mapping[str, Any]]) -> Row:
    name = f"{measure.name}_{size}"
    value = found[measure.part][measure.figure]
    other = found["brute"].get(measure.figure)
    aim = AIM if name == AIMED else ""
    return Row(name, value, measure.unit, BRUTE if other is not None else "", other, aim)


def _sized(folder: Path, size: int) -> dict[str, dict[str, Any]]:
    """What the three processes of one size found."""
    folder.mkdir()
    found = {}
    for command in ("build", "search", "brute"):
        ended = part("growth", command, str(folder), str(size))
        found[command] = {**ended.figures, "peak_mb": ended.peak_mb}
    shutil.rmtree(folder)
    return found
