"""What the framework asks for around an agreement: due diligence, a decision, fit, shared risk."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from drafting.agreements.clauses.counsel_topics import (
    ATTESTING_WITNESSES,
    QUESTIONS,
    SUB_PARTNERS,
    WITNESSES,
)
from drafting.agreements.reviewing.case import Case
from drafting.agreements.reviewing.completions import (
    completion_findings,
    concern_findings,
    match_findings,
)
from drafting.agreements.reviewing.decisions import decision_findings, refusals
from drafting.agreements.reviewing.review import Finding
from drafting.partners.vocabulary import Flag


def refused(case: Case) -> Iterator[Finding]:
    """What only another decision, or a clearing, mends: the Committee refused, a name matches."""
    yield from match_findings(case)
    if case.document.needs_decision:
        yield from refusals(case)


def concerns(case: Case) -> Iterator[Finding]:
    """The concerns of the due diligence that the document needs: what a person reads first."""
    if case.document.needs_due_diligence:
        yield from concern_findings(case)


def required_findings(case: Case) -> Iterator[Finding]:
    """What must be there before a document of its kind is signed, as far as the record tells."""
    if case.document.needs_due_diligence:
        yield from completion_findings(case)
    if case.document.needs_decision:
        yield from decision_findings(case)
    if case.is_lasting:
        yield from chain(_fit(case), _strategic(case))
    yield from chain(_audit(case), _interests(case))


def _fit(case: Case) -> Iterator[Finding]:
    relationship = case.partner.relationship
    if not (relationship.lrsp_rationale or relationship.lrsp_link):
        yield Finding(
            "no-lrsp-link",
            "The link to the LRSP is not recorded, and CSPF 15(c) wants one even where funding is "
            "the partner’s own motive; write it down together with the partner.",
            ("CSPF 15(c)",),
            field="partner.relationship.lrsp_link",
        )
    elif not relationship.lrsp_rationale:
        yield Finding(
            "no-lrsp-rationale",
            "A link to the LRSP is recorded without its rationale; write down why it serves both "
            "sides.",
            ("CSPF 15(c)",),
            field="partner.relationship.lrsp_rationale",
        )


def _strategic(case: Case) -> Iterator[Finding]:
    """The box in CSPF 12 says what is not a strategic partnership."""
    relationship = case.partner.relationship
    has_vision = (
        relationship.shared_vision
        or relationship.lrsp_link
        or relationship.lrsp_rationale
        or relationship.value_added
    )
    if relationship.strategic is Flag.YES and case.is_funded and not has_vision:
        yield Finding(
            "strategic-by-money",
            "The partnership is recorded as strategic, yet nothing but its money is on record; by "
            "the box in CSPF 12 a purely monetary collaboration is unlikely to be strategic. "
            "Record the shared vision, or correct ‘Strategic partnership’.",
            ("CSPF 12-box",),
            field="partner.relationship.strategic",
        )
    elif relationship.strategic is Flag.YES and not relationship.shared_vision:
        yield Finding(
            "strategic-without-vision",
            "The partnership is recorded as strategic without a shared vision, which the box in "
            "CSPF 12 looks for; write the vision down together with the partner.",
            ("CSPF 12-box", "CSPF 13-I(a)"),
            field="partner.relationship.shared_vision",
        )


def _audit(case: Case) -> Iterator[Finding]:
    audit = case.partner.control.last_audit
    if case.is_funded and case.agreement.money.donor and not (audit.source or audit.issued):
        yield Finding(
            "no-audit",
            "The funds are a third party’s and no audit of the partner is on record; agree with "
            "the partner how good stewardship is shown, in a way that fits its size.",
            ("CSPF 16(e)", "CSPF 17(c)"),
            field="partner.control.last_audit.source",
        )


def _interests(case: Case) -> Iterator[Finding]:
    for conflict in case.partner.control.conflicts_of_interest:
        if not conflict.handled:
            yield Finding(
                "conflict-unhandled",
                "A conflict of interest was made known, and how it is handled is not recorded; "
                "agree on that and fill in ‘How it is handled’.",
                ("CSPF 15(e)",),
                field="partner.control.conflicts_of_interest",
            )


def without_clause(case: Case) -> Iterator[Finding]:
    """The topics of counsel that nothing in the document settles.

    They are the same in every document of a kind until the library has a clause, as the clauses to
    read are; so they are no open points of one agreement, for somebody to settle again each time.
    """
    settled = {
        topic for clause in case.composition.clauses() for topic in case.covers.get(clause.id, ())
    }
    if len(case.composition.witnesses) >= ATTESTING_WITNESSES:
        settled.add(WITNESSES)
    if case.agreement.sub_partners is Flag.NO:
        settled.add(SUB_PARTNERS)
    for topic in case.document.counsel_topics:
        if topic not in settled:
            yield Finding(f"no-clause-on-{topic.replace('_', '-')}", QUESTIONS[topic])


def to_read(case: Case) -> Iterator[Finding]:
    """Clauses and annexes whose approved text asks for a person’s look."""
    for clause in case.composition.clauses():
        if clause.reason.needs_review:
            where = f"clause {clause.number}"
            sentence = f"Clause {clause.number}, {clause.title}: {clause.reason.needs_review}"
            yield Finding("look-at-clause", sentence, clause.reason.basis, where)
    for annex in case.composition.annexes:
        if annex.reason is not None and annex.reason.needs_review:
            sentence = f"Annex {annex.letter}, {annex.title}: {annex.reason.needs_review}"
            yield Finding("look-at-annex", sentence, annex.reason.basis, f"Annex {annex.letter}")


def good_to_know(case: Case) -> Iterator[Finding]:
    """What the framework finds desirable; nothing has to be done before the document is used."""
    if case.is_lasting and not (case.partner.control.risks or case.risks):
        yield Finding(
            "no-risks",
            "No risk of the relationship is on record; CSPF 17 promotes mapping them together.",
            ("CSPF 17",),
            field="partner.control.risks",
        )
