"""The figures as text: one table of all that has an aim or a baseline, one of growth."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tests.benchmark.rows import Row
from tests.benchmark.sizes import MEASURES

LINE = "{:<26} {:>8} {:<8} {:<7} {:>8} {:>6}  {}"


def figures(rows: Iterable[Row]) -> str:
    """One line a figure."""
    lines = [LINE.format("", "value", "unit", "aim", "baseline", "ratio", "").rstrip()]
    for row in rows:
        said = "; ".join(words for words in (row.note, row.baseline) if words)
        value, other, ratio = (shown(v) for v in (row.value, row.baseline_value, row.ratio))
        lines.append(LINE.format(row.name, value, row.unit, row.aim, other, ratio, said).rstrip())
    return "\n".join(lines)


def growth(rows: Sequence[Row], sizes: Mapping[str, int]) -> str:
    """One line a measure, one column a size."""
    by_name = {row.name: row for row in rows}
    lines = [
        "Growth with the number of clauses; in brackets the ratio to brute force (BM25 and every",
        "cosine, fused). Index and search only: the embedding is a stand-in, and what the real one",
        "takes is in answer_p50_ms.",
        "",
        f"{'':<48}" + "".join(f"{size:>18,}" for size in sizes.values()),
    ]
    for measure in MEASURES:
        cells = [_cell(by_name[f"{measure.name}_{name}"]) for name in sizes]
        lines.append((f"{f'{measure.said}, {measure.unit}':<48}" + "".join(cells)).rstrip())
    return "\n".join(lines)


def _cell(row: Row) -> str:
    ratio = f"(×{shown(row.ratio)})" if row.ratio is not None else ""
    return f"{shown(row.value):>9} {ratio:<8}"


def shown(value: float | None) -> str:
    """Three figures that matter, without an exponent."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"
