"""What a partner's file says, in few words: values, and each part of the file on a line or two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from drafting.partners import Choice, Flag, office_name
from drafting.partners.record import Agreement, Partner

NOTHING = "Nothing recorded yet"
UNKNOWN = "not known"
LISTED = 6  # names in a row; the rest is counted


def day(when: date | None) -> str:
    """'3 March 2027'; '' where it is not known."""
    return f"{when.day} {when:%B %Y}" if when else ""


def amount(value: Decimal | None, currency: str = "") -> str:
    """'PKR 1,250,000.50'; '' where it is not known."""
    if value is None:
        return ""
    figures = f"{value:,.2f}".removesuffix(".00")
    return f"{currency} {figures}".strip()


def plain(value: Any) -> str:
    """Any single value as a person reads it; '' where it is unknown."""
    if value is None or value is Flag.UNKNOWN or value == "":
        return ""
    if isinstance(value, Choice):
        return value.label
    if isinstance(value, date):
        return day(value)
    if isinstance(value, Decimal):
        return amount(value)
    return str(value)


def listed(names: Iterable[str]) -> str:
    """'Swat, Dir and 3 more'."""
    every = [name for name in names if name]
    rest = len(every) - LISTED
    return ", ".join(every[:LISTED]) + (f" and {rest} more" if rest > 0 else "")


def period(start: date | None, end: date | None) -> str:
    """'1 March 2026 to 28 February 2027', or as much of it as is known."""
    if start and end:
        return f"{day(start)} to {day(end)}"
    return f"from {day(start)}" if start else f"until {day(end)}" if end else ""


def part(partner: Partner, name: str) -> str:
    """What is recorded in one part of the file, on a few lines."""
    said = [line for line in PARTS[name](partner) if line]
    return "\n".join(said) or NOTHING


def agreement_part(agreement: Agreement, name: str) -> str:
    """The same of an agreement."""
    said = [line for line in AGREEMENT_PARTS[name](agreement) if line]
    return "\n".join(said) or NOTHING


def _joined(*words: str) -> str:
    return " · ".join(word for word in words if word)


def _named(title: str, words: str) -> str:
    return f"{title}: {words}" if words else ""


def _dated(what: str, on: date | None) -> str:
    return f"{what} {day(on)}" if on else ""


def _person(one: Any) -> str:
    """'Sample Director (Executive Director)'."""
    return f"{one.name} ({one.title})" if one.name and one.title else one.name or one.title


def _flag(title: str, value: Flag) -> str:
    return "" if value is Flag.UNKNOWN else f"{title}: {value.label.lower()}"


def _identity(partner: Partner) -> list[str]:
    identity = partner.identity
    return [
        _joined(plain(identity.partner_type), identity.acronym),
        identity.address,
        _named("Formerly", listed(identity.former_names)),
        _named("Members", listed(identity.members)),
    ]


def _registration(partner: Partner) -> list[str]:
    held = partner.registration
    charity = (
        _joined(one.province.label, one.number, _dated("expires", one.expires))
        for one in held.charity
    )
    lasting = "No expiry recorded" if held.number and not held.expires else ""
    return [
        _joined(plain(held.law), f"No. {held.number}" if held.number else ""),
        _joined(held.authority, _dated("registered", held.issued)),
        _dated("Expires", held.expires) or lasting,
        *(_named("Charity registration", one) for one in charity),
    ]


def _tax(partner: Partner) -> list[str]:
    tax = partner.tax
    approval = _flag("Approved under section 2(36)", tax.approval_2_36)
    return [_joined(_named("NTN", tax.ntn), approval), _named("Until", day(tax.approval_expires))]


def _foreign_funds(partner: Partner) -> list[str]:
    funds = partner.foreign_funds
    dated = {"applied": funds.applied, "signed": funds.signed, "expires": funds.expires}
    return [
        _named("EAD", plain(funds.ead_status)),
        _joined(*(_dated(what, on) for what, on in dated.items())),
        _named("Districts", listed(funds.districts)),
    ]


def _permissions(partner: Partner) -> list[str]:
    moi = partner.moi_permission
    nocs = (
        _joined(noc.authority, noc.area, _dated("expires", noc.expires)) for noc in partner.nocs
    )
    held = _flag(f"{office_name()}’s MoI permission", moi.held)
    return [
        _joined(held, moi.number, _dated("expires", moi.expires)),
        *(_named("NOC", noc) for noc in nocs),
    ]


def _place(partner: Partner) -> list[str]:
    place = partner.place
    return [
        listed(one.label for one in place.provinces),
        _named("Districts", listed(place.districts)),
        _named("Tehsils", listed(place.tehsils)),
    ]


def _people(partner: Partner) -> list[str]:
    people = partner.people
    points = (_joined(_person(one), one.phone, one.email) for one in people.focal_points)
    return [
        _named("Head", _person(people.head)),
        _named("Signs", listed(_person(one) for one in people.signatories)),
        *(_named("Focal point", one) for one in points),
        _named("Board", listed(one.name for one in people.board)),
    ]


def _cip_people(partner: Partner) -> list[str]:
    cip = partner.people.cip
    roles = {
        "Partnership Coordinator": cip.partnership_coordinator,
        "PDQ": cip.pdq,
        "Program": cip.program,
        "Finance": cip.finance,
    }
    said = [_named(role, one.name) for role, one in roles.items()]
    return said if any(said) else ["The office’s own people"]


def _gender(partner: Partner) -> list[str]:
    gender = partner.gender
    flags = [
        _flag("Women-led", gender.women_led),
        _flag("Women’s rights organisation", gender.womens_rights_org),
    ]
    return [_joined(*flags), _named("Defined as", gender.definition)]


def _relationship(partner: Partner) -> list[str]:
    held = partner.relationship
    return [
        _joined(plain(held.status), _flag("strategic", held.strategic)),
        _named("Shared vision", held.shared_vision),
        _named("Link to the LRSP", held.lrsp_link),
    ]


def _control(partner: Partner) -> list[str]:
    control = partner.control
    counts = {
        "conflict of interest": len(control.conflicts_of_interest),
        "approval": len(control.approvals),
        "risk": len(control.risks),
        "disclosure": len(control.disclosures),
    }
    return [
        _named("Due diligence completed", day(control.due_diligence_completed)),
        _named("Holds until", day(control.due_diligence_expires)),
        _flag("Covered funding", control.due_diligence_covers_funding),
        _joined(*(_counted(count, what) for what, count in counts.items())),
    ]


def _counted(count: int, what: str) -> str:
    plural = "conflicts of interest" if what.startswith("conflict") else f"{what}s"
    return f"{count} {what if count == 1 else plural}" if count else ""


PARTS: Mapping[str, Callable[[Partner], list[str]]] = {
    "identity": _identity,
    "registration": _registration,
    "tax": _tax,
    "foreign_funds": _foreign_funds,
    "permissions": _permissions,
    "place": _place,
    "people": _people,
    "cip_people": _cip_people,
    "gender": _gender,
    "relationship": _relationship,
    "control": _control,
}


def _basics(one: Agreement) -> list[str]:
    return [
        _joined(plain(one.status), period(one.start, one.end)),
        _joined(plain(one.purpose), plain(one.form), plain(one.context)),
        one.goal,
    ]


def _roles(one: Agreement) -> list[str]:
    return [
        _named(f"{office_name()} is", listed(role.label.lower() for role in one.cip_roles)),
        _named(f"{office_name()} contributes", listed(one.cip_contributions)),
        _named("The partner contributes", listed(one.partner_contributions)),
        _named(f"{office_name()} expects", listed(one.cip_expectations)),
        _named("The partner expects", listed(one.partner_expectations)),
    ]


def _touches(one: Agreement) -> list[str]:
    flags = {
        "contact with communities": one.community_contact,
        "personal data": one.personal_data,
        "sub-partners": one.sub_partners,
        "assets": one.assets_bought,
        "materials": one.creates_works,
    }
    answers = {
        answer: listed(what for what, flag in flags.items() if flag is answer)
        for answer in (Flag.YES, Flag.NO)
    }
    return [_named(answer.label, what) for answer, what in answers.items()]


def _money(one: Agreement) -> list[str]:
    money = one.money
    return [
        _joined(
            _flag("Funds change hands", money.funding_involved),
            amount(money.amount, money.currency),
            _named("donor", money.donor),
        ),
        _joined(
            _counted(len(money.budget), "budget line"), _counted(len(money.tranches), "tranche")
        ),
    ]


def _work(one: Agreement) -> list[str]:
    activities = f"{len(one.workplan)} in the workplan" if one.workplan else ""
    steps = _counted(len(one.capacity), "step")
    return [
        _joined(activities, _counted(len(one.reports), "report")),
        _named("Agreed capacity support", steps),
    ]


def _phase_out(one: Agreement) -> list[str]:
    plan = one.phase_out
    return [plan.trigger, _counted(len(plan.steps), "step")]


AGREEMENT_PARTS: Mapping[str, Callable[[Agreement], list[str]]] = {
    "basics": _basics,
    "roles": _roles,
    "touches": _touches,
    "money": _money,
    "work": _work,
    "phase_out": _phase_out,
}
