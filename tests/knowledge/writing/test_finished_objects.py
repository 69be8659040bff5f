"""An object of a streamed reply is given as soon as it is whole, and never before."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import example, given
from hypothesis import strategies as st

from prompts.finished_objects import FinishedObjects

DECOY = '"statements": [{"text": "}'
TEXTS = st.text(max_size=8) | st.sampled_from((DECOY, "\\", '\\"', "]}", "ہاں"))
VALUES = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=6,
)
OBJECTS = st.lists(st.dictionaries(TEXTS, VALUES, max_size=3), max_size=4)


def written(objects: list[dict[str, Any]], before: str, **form: Any) -> tuple[str, list[int]]:
    """A reply with these objects, and where each of them ends in it."""
    other = f'"x\\"statements": [{{}}], "language": {json.dumps(before, **form)}'
    head = f'{{{other}, "statements": ['
    ends = []
    for number, item in enumerate(objects):
        head += (", \n" if number else " ") + json.dumps(item, **form)
        ends.append(len(head))
    return head + '], "closing": [{"text": "not one of them"}]}', ends


@given(OBJECTS, TEXTS, st.booleans(), st.sampled_from((None, 1)), st.data())
@example([{"text": DECOY}, {}], DECOY, False, None, None)
def test_each_comes_with_the_piece_that_ends_it(
    objects: list[dict[str, Any]],
    before: str,
    ensure_ascii: bool,
    indent: int | None,
    data: st.DataObject | None,
) -> None:
    reply, ends = written(objects, before, ensure_ascii=ensure_ascii, indent=indent)
    cuts = list(range(len(reply)))
    if data is not None:
        cuts = data.draw(st.lists(st.integers(0, len(reply)), max_size=12).map(sorted))
    reader, given, at = FinishedObjects("statements"), [], 0
    for cut in (*cuts, len(reply)):
        given += reader.more(reply[at:cut])
        at = cut
        assert given == [item for item, end in zip(objects, ends, strict=True) if end <= cut]
