"""The figures of drafting, each with its baseline. Imports nothing large."""

from __future__ import annotations

from tests.benchmark.children import part
from tests.benchmark.rows import Row, say

PLAIN = "plain docxtpl: one copy, without comments, review or saving"


def drafting() -> list[Row]:
    """Every figure, on the sample partners."""
    say("Drafting")
    warm = part("documents", "warm").figures
    many = part("documents", "partners").figures
    say("Drafting a thousand times")
    memory = part("documents", "memory").figures
    pdf = part("documents", "pdf").figures
    plain = warm["docxtpl_p50"]
    note = f"the fullest contract, {warm['clauses']} clauses"
    whole = "composed and reviewed, both copies with comments"
    saved = "the same, compared with the version before and saved"
    return [
        Row("draft_p50_ms", warm["draft_p50"], "ms", PLAIN, plain, "≤ 25", f"{note}; {whole}"),
        Row("draft_p95_ms", warm["draft_p95"], "ms", PLAIN, plain),
        Row("draft_saved_p50_ms", warm["saved_p50"], "ms", PLAIN, plain, note=saved),
        Row(
            "draft_review_ms", warm["review_p50"], "ms", note="composed and reviewed, not rendered"
        ),
        Row("draft_render_ms", warm["render_p50"], "ms", PLAIN, plain, note="both copies"),
        Row("draft_compare_ms", warm["compare_p50"], "ms", note="the clean copy that came back"),
        Row("draft_200_s", many["seconds"], "s", aim="≤ 6", note="a document of 200 partners each"),
        Row(
            "draft_memory_mb",
            memory["after"],
            "MB",
            "after 200 drafts",
            memory["before"],
            "flat",
            "after 1,000 drafts",
        ),
        Row("draft_pdf_s", pdf["seconds"], "s", note="LibreOffice from a cold start"),
    ]
