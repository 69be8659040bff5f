"""The parts that a partner's file is shown and edited by: each fits a window on a phone."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class RecordPart:
    """Some fields of the record that belong together."""

    name: str
    title: str  # with a place for the office’s name, as in a record’s fields
    fields: tuple[str, ...]
    about: str = ""  # one sentence above the form


def _part(name: str, title: str, under: str, *fields: str, about: str = "") -> RecordPart:
    prefix = f"{under}." if under else ""
    return RecordPart(name, title, tuple(f"{prefix}{field}" for field in fields), about)


ACCOUNT = _part(
    "bank",
    "Bank account",
    "bank",
    *("title", "bank", "branch", "iban", "dedicated", "currency"),
    about="Only Finance sees this window.",
)
OUTCOMES = _part(
    "outcomes",
    "Due diligence, decisions",
    "control",
    *("completions", "approvals"),
    *("due_diligence_completed", "due_diligence_expires", "due_diligence_covers_funding"),
    about="To correct what is on record; a decision is recorded on its agreement, by a button.",
)
OF_PARTNER = (
    _part(
        "identity",
        "Identity",
        "identity",
        *("legal_name", "urdu_name", "acronym", "former_names", "partner_type"),
        *("members", "address", "subjects"),
    ),
    _part(
        "registration",
        "Registration",
        "registration",
        *("law", "number", "authority", "issued", "expires", "charity"),
        about="An organisation that is not registered may be a partner too.",
    ),
    _part("tax", "Tax", "tax", "ntn", "approval_2_36", "approval_expires"),
    _part(
        "foreign_funds",
        "Foreign funds",
        "foreign_funds",
        *("ead_status", "projects", "districts", "applied", "signed", "expires"),
        about="Whether money through {office} needs a consent is a question for counsel.",
    ),
    RecordPart(
        "permissions",
        "Permissions and NOCs",
        ("moi_permission.held", "moi_permission.number", "moi_permission.expires", "nocs"),
    ),
    _part("place", "Place", "place", "provinces", "districts", "tehsils"),
    _part(
        "people",
        "People",
        "people",
        *("head.name", "head.title", "signatories", "focal_points", "board"),
    ),
    _part(
        "cip_people",
        "{office}’s people",
        "people.cip",
        *(
            f"{role}.{field}"
            for role in ("partnership_coordinator", "pdq", "program", "finance")
            for field in ("name", "title", "email", "phone")
        ),
        about="Where this is empty, the office’s own people stand in the agreements.",
    ),
    _part("gender", "Gender", "gender", "women_led", "definition", "womens_rights_org"),
    _part(
        "relationship",
        "Relationship",
        "relationship",
        *("status", "strategic", "shared_vision", "lrsp_link", "lrsp_rationale"),
        *("value_added", "prior_milestones"),
    ),
    _part(
        "control",
        "Audit, interests, risks",
        "control",
        *("last_audit.source", "last_audit.issued", "last_audit.expires", "last_audit.verified_by"),
        *("conflicts_of_interest", "risks", "disclosures"),
    ),
    OUTCOMES,
)
BASICS = RecordPart(
    "basics",
    "The agreement",
    ("title", "purpose", "form", "context", "goal", "start", "end", "short_lived", "status"),
)
ROLES = RecordPart(
    "roles",
    "Roles and contributions",
    (
        *("cip_roles", "cip_duties", "partner_duties", "cip_expectations"),
        *("partner_expectations", "cip_contributions", "partner_contributions"),
    ),
)
TOUCHES = RecordPart(
    "touches",
    "What the work touches",
    ("community_contact", "personal_data", "sub_partners", "assets_bought", "creates_works"),
    "Each “yes” brings the clauses that it needs.",
)
MONEY = RecordPart(
    "money",
    "Money",
    tuple(
        f"money.{field}"
        for field in (
            *("funding_involved", "amount", "currency", "donor", "donor_reference"),
            "donor_terms",
            *("donor_currency", "donor_amount", "rate", "rate_date", "budget", "tranches"),
            "partner_contribution",
        )
    ),
)
WORK = RecordPart("work", "Workplan and reports", ("workplan", "reports", "capacity"))
PHASE_OUT = RecordPart(
    "phase_out",
    "Phase-out",
    tuple(
        f"phase_out.{field}"
        for field in (
            *("trigger", "steps", "remaining_duties", "final_transfers", "assets"),
            *("communication", "learning", "later_relationship"),
        )
    ),
)
OF_AGREEMENT = (BASICS, ROLES, TOUCHES, MONEY, WORK, PHASE_OUT)
NEW_PARTNER = RecordPart(
    "new",
    "A new partner",
    (
        *("identity.legal_name", "identity.urdu_name", "identity.acronym"),
        *("identity.partner_type", "identity.address", "registration.law"),
        *("place.provinces", "place.districts"),
    ),
    "The legal name is enough to begin with; the rest can come later.",
)
NEW_AGREEMENT = RecordPart(
    "new",
    "A new agreement",
    ("title", "purpose", "context", "goal", "start", "end", "money.funding_involved"),
)
BY_NAME = {part.name: part for part in (*OF_PARTNER, ACCOUNT)}
OF_AGREEMENT_BY_NAME = {part.name: part for part in OF_AGREEMENT}
