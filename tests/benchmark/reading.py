"""What it costs that files are read in a child process. Imports nothing large."""

from __future__ import annotations

from tests.benchmark.children import part
from tests.benchmark.rows import Row, say

HERE = "the same file, read in Saathi’s own process"


def reading() -> list[Row]:
    """A figure for each kind of ordinary file, and what the first one of all waits for."""
    say("Reading files")
    found = part("reading_files", "ordinary").figures
    rows = [
        Row(f"read_{name}_ms", taken["apart"], "ms", HERE, taken["here"], note=taken["note"])
        for name, taken in found["files"].items()
    ]
    policy, pages = found["files"]["policy_pdf"], found["pages"]
    a_page = Row(
        "read_page_ms",
        policy["apart"] / pages,
        "ms",
        HERE,
        policy["here"] / pages,
        note=f"a page of the framework’s PDF, which has {pages}",
    )
    first = "until the first file of a process is read, a .csv, with the start of the other"
    return [
        *rows,
        a_page,
        Row("read_first_ms", found["first_ms"], "ms", note=first),
        Row("read_idle_mb", found["idle_mb"], "MB", note="the process that children come from"),
    ]
