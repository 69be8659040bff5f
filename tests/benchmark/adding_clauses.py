"""Adds one clause, a page and 80 pages to an index of 1,000 clauses, and builds each whole."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from knowledge import Passage, build_index
from knowledge.index.embedding import EmbeddedModel, load_embedded
from tests.benchmark.generated import clauses

LIBRARY = 1_000
SIZES = {"clause": 1, "page": 10, "pages_80": 800}  # a page holds some 400 words


def main(folder: Path) -> dict[str, dict[str, float]]:
    """Processor seconds beside the library, alone, and of the whole built anew."""
    reader = load_embedded()
    passages = clauses(LIBRARY + max(SIZES.values()))
    library, new = passages[:LIBRARY], passages[LIBRARY:]
    earlier = folder / "adding-library"
    of_library = processor_seconds(library, earlier, reader)
    a_clause = of_library / LIBRARY
    found: dict[str, dict[str, float]] = {}
    for name, size in SIZES.items():
        added = new[:size]
        target = folder / f"adding-{name}"
        beside = processor_seconds([*library, *added], target, reader, [earlier])
        alone = processor_seconds(added, folder / f"adding-{name}-alone", reader)
        # What the whole takes follows from the library's own: each clause is read alike.
        whole = of_library + a_clause * size
        found[name] = {"beside": beside, "alone": alone, "whole": whole}
    return found


def processor_seconds(
    passages: Sequence[Passage],
    folder: Path,
    reader: EmbeddedModel,
    earlier: Sequence[Path] = (),
) -> float:
    """How much processor time the index takes."""
    start = time.process_time()
    build_index(passages, folder, reader=reader, earlier=earlier)
    return time.process_time() - start


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]))))
