"""Every figure in the agreement's own words beside the record."""

from __future__ import annotations

from functools import lru_cache
from itertools import chain

from drafting.agreements.reviewing.facts_once.days import day_findings
from drafting.agreements.reviewing.facts_once.final_transfers import transfer_findings
from drafting.agreements.reviewing.facts_once.passages import passages
from drafting.agreements.reviewing.facts_once.periods import period_findings
from drafting.agreements.reviewing.facts_once.record_sums import RecordSums
from drafting.agreements.reviewing.facts_once.shares import share_findings
from drafting.agreements.reviewing.facts_once.sums import sum_findings
from drafting.agreements.reviewing.review import Finding
from drafting.partners.naming import office_name
from drafting.partners.record.agreement import Agreement


def figures_that_differ(agreement: Agreement) -> tuple[Finding, ...]:
    """A finding for each figure in words that contradicts a field; both are named."""
    return _findings(agreement, office_name())


@lru_cache(maxsize=128)  # a window, its draft and the draft's review ask about the same
def _findings(agreement: Agreement, _office: str) -> tuple[Finding, ...]:
    texts = [passage for passage in passages(agreement) if passage.figures()]
    sums = RecordSums(agreement)
    findings = chain(
        sum_findings(texts, sums),
        share_findings(texts, sums),
        day_findings(texts, agreement),
        period_findings(texts, agreement),
        transfer_findings(agreement),
    )
    return tuple(dict.fromkeys(findings))  # a figure that is said twice is told once
