"""Gaps, repeats and steps back in a document's numbers: often a part that was read wrongly."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from knowledge.models import Clause, Document, Point
from knowledge.reading.report import NumberingDoubt, NumberingFault
from knowledge.reading.typed_labels import LabelValue, values

_MOST_MISSING = 10  # numbers of a gap that are named


def doubts_of(document: Document) -> Iterator[NumberingDoubt]:
    """A doubt for each number that does not go on from the one before it on its level."""
    tops = [clause for section in document.sections for clause in section.clauses]
    yield from _doubts(tops)
    for clause in document.walk():
        yield from _doubts(clause.clauses)
        yield from _doubts([point for point in clause.points if values(point.label)])


def _doubts(siblings: Sequence[Clause | Point]) -> Iterator[NumberingDoubt]:
    last: dict[str, tuple[LabelValue, str]] = {}
    for sibling in siblings:
        readings = values(sibling.label)
        known = [value for value in readings if value.style in last]
        if not readings:
            continue
        value = next((v for v in known if last[v.style][0].next() == v), (known or readings)[0])
        if known:
            before, label = last[value.style]
            yield from _doubt(sibling, value, before, label)
        elif value.numbers[-1] > 1 and not any(v.is_first for v in readings):
            first = LabelValue(value.style, (*value.numbers[:-1], 0))
            yield from _doubt(sibling, value, first, "")
        for reading in readings if not known else (value,):
            last[reading.style] = (reading, sibling.label)


def _doubt(
    sibling: Clause | Point, value: LabelValue, before: LabelValue, label: str
) -> Iterator[NumberingDoubt]:
    if value.numbers[:-1] != before.numbers[:-1]:
        return
    step = value.numbers[-1] - before.numbers[-1]
    if step == 1 or (step < 0 and value.is_first):
        return
    fault = (
        NumberingFault.GAP
        if step > 1
        else NumberingFault.REPEAT
        if step == 0
        else NumberingFault.BACKWARD
    )
    missing = range(before.numbers[-1] + 1, value.numbers[-1]) if step > 1 else ()
    parents = ".".join(map(str, value.numbers[:-1]))
    yield NumberingDoubt(
        fault=fault,
        clause=sibling.id,
        label=sibling.label,
        before=label,
        missing=tuple(
            f"{parents}.{number}" if parents else str(number) for number in missing[:_MOST_MISSING]
        ),
    )
