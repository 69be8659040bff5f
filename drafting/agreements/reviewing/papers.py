"""Papers that ran out or soon will, and facts of law that only counsel may settle.

Nothing is derived here: the record says what is held and until when, and people decide what it
means for this agreement.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import chain
from typing import NamedTuple

from drafting.agreements.reviewing.case import Case, day
from drafting.agreements.reviewing.completions import serving_completion
from drafting.agreements.reviewing.review import Finding
from drafting.partners.naming import office_name
from drafting.partners.vocabulary import EadStatus, Flag, Law

SOON = timedelta(days=90)


class Paper(NamedTuple):
    """Something that is valid until a day."""

    name: str  # begins a sentence
    expires: date | None
    field: str
    cure: str = "ask the partner for the renewed paper and record its new date"
    basis: tuple[str, ...] = ()


def papers(case: Case) -> Iterator[Finding]:
    """A finding for every paper that ran out, or will before the agreement ends."""
    for paper in _papers_on_record(case):
        if paper.expires is not None:
            yield from _paper_findings(case, paper, paper.expires)
    yield from _permissions(case)


def expired_before_start(case: Case) -> Iterator[Finding]:
    """A registration that is over before the work begins: nobody may sign on it as it stands."""
    expires, start = case.partner.registration.expires, case.agreement.start
    if expires is not None and start is not None and expires < start:
        yield Finding(
            "registration-before-start",
            f"The partner’s registration ends on {day(expires)}, before the work starts on "
            f"{day(start)}; record the renewed registration, or correct one of the two days.",
            field="partner.registration.expires",
        )


def _papers_on_record(case: Case) -> Iterator[Paper]:
    partner = case.partner
    if not any(expired_before_start(case)):
        yield Paper(
            "The partner’s registration",
            partner.registration.expires,
            "partner.registration.expires",
        )
    for charity in partner.registration.charity:
        name = f"The charity registration in {charity.province.label}"
        yield Paper(name, charity.expires, "partner.registration.charity")
    yield Paper(
        "The approval under section 2(36)",
        partner.tax.approval_expires,
        "partner.tax.approval_expires",
    )
    yield Paper("The EAD MoU", partner.foreign_funds.expires, "partner.foreign_funds.expires")
    yield Paper(
        f"{office_name()}’s own MoI permission",
        partner.moi_permission.expires,
        "partner.moi_permission.expires",
        f"ask whoever keeps {office_name()}’s permissions and record the new date",
    )
    for noc in partner.nocs:
        area = f" for {noc.area}" if noc.area else ""
        yield Paper(f"The NOC of {noc.authority}{area}", noc.expires, "partner.nocs")
    yield from _checked_papers(case)


def _checked_papers(case: Case) -> Iterator[Paper]:
    completion = serving_completion(case) if case.document.needs_due_diligence else None
    if completion is not None:
        yield Paper(
            "The due diligence",
            completion.until,
            "partner.control.completions",
            "go through it again, both ways, and record the day",
            ("CSPF 15(d)",),
        )
    yield Paper(
        "The last audit",
        case.partner.control.last_audit.expires,
        "partner.control.last_audit.expires",
        "ask for the next audit report",
        ("CSPF 16(e)",),
    )


def _paper_findings(case: Case, paper: Paper, expires: date) -> Iterator[Finding]:
    end = case.agreement.end
    if expires < case.today:
        how = f"ran out on {day(expires)}"
    elif end and expires < end:
        how = f"runs out on {day(expires)}, before the agreement ends on {day(end)}"
    elif expires <= case.today + SOON:
        how = f"runs out on {day(expires)}"
    else:
        return
    code = "expired" if expires < case.today else "expiring"
    yield Finding(code, f"{paper.name} {how}; {paper.cure}.", paper.basis, field=paper.field)


def _permissions(case: Case) -> Iterator[Finding]:
    if case.partner.moi_permission.held is Flag.NO:
        yield Finding(
            "no-moi-permission",
            f"{office_name()}’s MoI permission is recorded as not covering this work; settle this "
            f"with whoever keeps {office_name()}’s permissions before anything is signed.",
            field="partner.moi_permission.held",
        )
    ead = case.partner.foreign_funds.ead_status
    if ead in (EadStatus.REFUSED, EadStatus.EXPIRED):
        assert ead is not None
        yield Finding(
            "ead-not-standing",
            f"The EAD status is recorded as {ead.label.lower()}; ask counsel what that means for "
            "this agreement.",
            field="partner.foreign_funds.ead_status",
        )


def for_counsel(case: Case) -> Iterator[Finding]:
    """Questions of law that the facts on record raise. Saathi does not answer them."""
    if case.is_funded:
        yield from chain(_ead(case), _tax(case), _charity(case))
    if case.agreement.personal_data is Flag.YES:
        yield Finding(
            "counsel-data",
            "Personal data is shared; ask counsel which law on data applies and what it asks for.",
            field="agreement.personal_data",
        )


def _ead(case: Case) -> Iterator[Finding]:
    ead = case.partner.foreign_funds.ead_status
    final_states = (EadStatus.SIGNED, EadStatus.REFUSED, EadStatus.EXPIRED)
    if ead not in final_states:
        status_text = f"recorded as {ead.label.lower()}" if ead else "not known"
        yield Finding(
            "counsel-ead",
            f"Whether money that comes through {office_name()} needs EAD’s consent is a question "
            f"for counsel; the EAD status is {status_text}.",
            field="partner.foreign_funds.ead_status",
        )


def _tax(case: Case) -> Iterator[Finding]:
    tax = case.partner.tax
    if not tax.ntn or tax.approval_2_36 is not Flag.YES:
        missing = "NTN" if not tax.ntn else "approval under section 2(36)"
        yield Finding(
            "counsel-tax",
            f"No {missing} is on record; ask Finance and counsel whether tax is withheld from the "
            "payments.",
            field="partner.tax.ntn" if not tax.ntn else "partner.tax.approval_2_36",
        )


def _charity(case: Case) -> Iterator[Finding]:
    provinces = {registration.province for registration in case.partner.registration.charity}
    without = [place.label for place in case.partner.place.provinces if place not in provinces]
    if without:
        yield Finding(
            "counsel-charity",
            f"No charity registration is on record for {', '.join(without)}; ask counsel whether "
            "one is needed there.",
            field="partner.registration.charity",
        )


def registration_findings(case: Case) -> Iterator[Finding]:
    """Much of the sector is not registered. That is a fact about a partner, and no fault."""
    if case.partner.registration.law is Law.NONE:
        yield Finding(
            "unregistered",
            "The partner is not registered under a law, which the CSPF does not ask for; the "
            "document names the persons who sign for it.",
            ("CSPF 13-II",),
            field="partner.registration.law",
        )
