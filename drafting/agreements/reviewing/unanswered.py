"""Questions that nobody answered, for which a clause stands that protects somebody.

What is unknown takes no protection away; but the paper then speaks of something that nobody said.
"""

from __future__ import annotations

from collections.abc import Iterator

from drafting.agreements.reviewing.case import Case
from drafting.agreements.reviewing.review import Finding
from drafting.partners.conditions import not_known
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.fields import fields_of, is_unknown, value_at


def unanswered(case: Case) -> Iterator[Finding]:
    """A note for each clause that stands since a question of the agreement has no answer."""
    for path, field in fields_of(Agreement).items():
        if field.kind != "flag" or not is_unknown(value_at(case.agreement, path)):
            continue
        reason = not_known(f"agreement.{path}")
        clauses = [each for each in case.composition.clauses() if reason in each.reason.because]
        if clauses:
            numbers = ", ".join(clause.number for clause in clauses)
            stand = f"clause {numbers} stands" if len(clauses) == 1 else f"clauses {numbers} stand"
            yield Finding(
                "unanswered",
                f"Nobody said yet whether ‘{field.title}’ holds, so {stand} to protect people; "
                "answer Yes or No in the partner’s file.",
                field=f"agreement.{path}",
            )
