"""A partner's file in few words: values, and each part of the file on a line or two."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.slack.blocks.escaping import in_order
from drafting.partners import Choice, Flag, office_name
from drafting.partners.record import Agreement, Approval, Completion, Partner, with_values

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
    return ", ".join(map(in_order, every[:LISTED])) + (f" and {rest} more" if rest > 0 else "")


def period(start: date | None, end: date | None) -> str:
    """'1 March 2026 to 28 February 2027', or as much of it as is known."""
    if start and end:
        return f"{day(start)} to {day(end)}"
    return f"from {day(start)}" if start else f"until {day(end)}" if end else ""


def part(partner: Partner, name: str) -> str:
    """What is recorded in one part of the file, on a few lines."""
    lines = [line for line in PARTS[name](partner) if line]
    return "\n".join(lines) or NOTHING


def agreement_part(agreement: Agreement, name: str) -> str:
    """What is recorded in one part of an agreement, on a few lines."""
    lines = [line for line in AGREEMENT_PARTS[name](with_values(agreement)) if line]
    return "\n".join(lines) or NOTHING


def _join(*words: str) -> str:
    return " · ".join(in_order(word) for word in words if word)


def _with_title(title: str, words: str) -> str:
    return f"{in_order(title)}: {in_order(words)}" if words else ""


def _with_day(title: str, on: date | None) -> str:
    return f"{title} {day(on)}" if on else ""


def _person(person: Any) -> str:
    """'Sample Director (Executive Director)'."""
    return (
        f"{in_order(person.name)} ({in_order(person.title)})"
        if person.name and person.title
        else person.name or person.title
    )


def _flag(title: str, value: Flag) -> str:
    return "" if value is Flag.UNKNOWN else f"{title}: {value.label.lower()}"


def _identity(partner: Partner) -> list[str]:
    identity = partner.identity
    return [
        _join(plain(identity.partner_type), identity.acronym),
        identity.address,
        _with_title("Formerly", listed(identity.former_names)),
        _with_title("Members", listed(identity.members)),
        _with_title("Works on", listed(identity.subjects)),
    ]


def _registration(partner: Partner) -> list[str]:
    registration = partner.registration
    charities = (
        _join(charity.province.label, charity.number, _with_day("expires", charity.expires))
        for charity in registration.charity
    )
    lasting = "No expiry recorded" if registration.number and not registration.expires else ""
    return [
        _join(plain(registration.law), f"No. {registration.number}" if registration.number else ""),
        _join(registration.authority, _with_day("registered", registration.issued)),
        _with_day("Expires", registration.expires) or lasting,
        *(_with_title("Charity registration", line) for line in charities),
    ]


def _tax(partner: Partner) -> list[str]:
    tax = partner.tax
    approval = _flag("Approved under section 2(36)", tax.approval_2_36)
    return [
        _join(_with_title("NTN", tax.ntn), approval),
        _with_title("Until", day(tax.approval_expires)),
    ]


def _foreign_funds(partner: Partner) -> list[str]:
    funds = partner.foreign_funds
    dates = {"applied": funds.applied, "signed": funds.signed, "expires": funds.expires}
    return [
        _with_title("EAD", plain(funds.ead_status)),
        _join(*(_with_day(title, on) for title, on in dates.items())),
        _with_title("Districts", listed(funds.districts)),
    ]


def _permissions(partner: Partner) -> list[str]:
    moi = partner.moi_permission
    nocs = (
        _join(noc.authority, noc.area, _with_day("expires", noc.expires)) for noc in partner.nocs
    )
    permission = _flag(f"{office_name()}’s MoI permission", moi.held)
    return [
        _join(permission, moi.number, _with_day("expires", moi.expires)),
        *(_with_title("NOC", noc) for noc in nocs),
    ]


def _place(partner: Partner) -> list[str]:
    place = partner.place
    return [
        listed(province.label for province in place.provinces),
        _with_title("Districts", listed(place.districts)),
        _with_title("Tehsils", listed(place.tehsils)),
    ]


def _people(partner: Partner) -> list[str]:
    people = partner.people
    points = (_join(_person(person), person.phone, person.email) for person in people.focal_points)
    return [
        _with_title("Head", _person(people.head)),
        _with_title("Signs", listed(_person(person) for person in people.signatories)),
        *(_with_title("Focal point", point) for point in points),
        _with_title("Board", listed(person.name for person in people.board)),
    ]


def _cip_people(partner: Partner) -> list[str]:
    cip = partner.people.cip
    roles = {
        "Partnership Coordinator": cip.partnership_coordinator,
        "PDQ": cip.pdq,
        "Program": cip.program,
        "Finance": cip.finance,
    }
    lines = [_with_title(role, person.name) for role, person in roles.items()]
    return lines if any(lines) else ["The office’s own people"]


def _gender(partner: Partner) -> list[str]:
    gender = partner.gender
    flags = [
        _flag("Women-led", gender.women_led),
        _flag("Women’s rights organisation", gender.womens_rights_org),
    ]
    return [_join(*flags), _with_title("Defined as", gender.definition)]


def _relationship(partner: Partner) -> list[str]:
    relationship = partner.relationship
    return [
        _join(plain(relationship.status), _flag("strategic", relationship.strategic)),
        _with_title("Shared vision", relationship.shared_vision),
        _with_title("Link to the LRSP", relationship.lrsp_link),
    ]


def _control(partner: Partner) -> list[str]:
    control = partner.control
    counts = {
        "conflict of interest": len(control.conflicts_of_interest),
        "risk": len(control.risks),
        "disclosure": len(control.disclosures),
    }
    return [
        _with_title("Last audit", _join(control.last_audit.source, day(control.last_audit.issued))),
        _join(*(_count(count, noun) for noun, count in counts.items())),
    ]


def outcomes(partner: Partner, agreement: str | None = None) -> str:
    """Due diligence and decisions, the newest first: on that agreement, or all that there are.

    What names no agreement is shown with each, also what an earlier version kept: it counts for
    nothing, and says so.
    """
    control = partner.control
    completions = control.completions if agreement is None else control.completions_for(agreement)
    decisions = [
        decision
        for decision in control.approvals
        if agreement is None or decision.agreement in ("", agreement)
    ]
    lines = [
        *(completion_words(completion) for completion in reversed(completions)),
        *(_decision(decision) for decision in reversed(decisions)),
    ]
    old = control.due_diligence_completed
    if old is not None:
        lines.append(
            f"Due diligence on {day(old)}: on record from before, without its agreement, tier and "
            "amount; it counts no more"
        )
    return "\n".join(lines) or NOTHING


def completion_words(completion: Completion) -> str:
    """What due diligence covered, until when it holds, and who acknowledged it, on a line."""
    acknowledged = (
        f"acknowledged by {completion.acknowledged_by}, {day(completion.acknowledged_on)}"
        if completion.is_acknowledged
        else "not acknowledged by the partner yet"
    )
    return _join(
        f"Due diligence for {_agreement(completion.agreement) or 'the partner as a whole'}",
        f"tier {completion.tier.label}" if completion.tier else "",
        _up_to(completion.amount, completion.currency),
        _with_day("until", completion.until),
        acknowledged,
    )


def _decision(decision: Approval) -> str:
    if decision.outcome is None:
        return f"“{decision.what}”: the record does not say what was decided; it counts no more"
    return _join(
        f"{decision.outcome.label} for {_agreement(decision.agreement) or 'no agreement'}",
        _up_to(decision.amount, decision.currency),
        _with_day("on", decision.on),
        _with_day("until", decision.until),
        decision.by,
        _with_title("on condition", decision.conditions),
    )


def _up_to(sum_covered: Decimal | None, currency: str) -> str:
    return f"up to {amount(sum_covered, currency)}" if sum_covered is not None else ""


def _agreement(key: str) -> str:
    return f"‘{key}’" if key else ""


def _count(count: int, noun: str) -> str:
    plural = "conflicts of interest" if noun.startswith("conflict") else f"{noun}s"
    return f"{count} {noun if count == 1 else plural}" if count else ""


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
    "outcomes": lambda partner: outcomes(partner).splitlines(),
}


def _basics(agreement: Agreement) -> list[str]:
    return [
        _join(plain(agreement.status), period(agreement.start, agreement.end)),
        _join(plain(agreement.purpose), plain(agreement.form), plain(agreement.context)),
        agreement.goal,
    ]


def _roles(agreement: Agreement) -> list[str]:
    return [
        _with_title(
            f"{office_name()} is", listed(role.label.lower() for role in agreement.cip_roles)
        ),
        _with_title(f"{office_name()} contributes", listed(agreement.cip_contributions)),
        _with_title("The partner contributes", listed(agreement.partner_contributions)),
        _with_title(f"{office_name()} expects", listed(agreement.cip_expectations)),
        _with_title("The partner expects", listed(agreement.partner_expectations)),
    ]


def _touches(agreement: Agreement) -> list[str]:
    flags = {
        "contact with communities": agreement.community_contact,
        "personal data": agreement.personal_data,
        "sub-partners": agreement.sub_partners,
        "assets": agreement.assets_bought,
        "materials": agreement.creates_works,
    }
    answers = {
        answer: listed(topic for topic, flag in flags.items() if flag is answer)
        for answer in (Flag.YES, Flag.NO)
    }
    return [_with_title(answer.label, topics) for answer, topics in answers.items()]


def _money(agreement: Agreement) -> list[str]:
    money = agreement.money
    return [
        _join(
            _flag("Funds change hands", money.funding_involved),
            amount(money.amount, money.currency),
            _with_title("donor", money.donor),
        ),
        _join(_count(len(money.budget), "budget line"), _count(len(money.tranches), "tranche")),
    ]


def _work(agreement: Agreement) -> list[str]:
    activities = f"{len(agreement.workplan)} in the workplan" if agreement.workplan else ""
    steps = _count(len(agreement.capacity), "step")
    return [
        _join(activities, _count(len(agreement.reports), "report")),
        _with_title("Agreed capacity support", steps),
    ]


def _phase_out(agreement: Agreement) -> list[str]:
    plan = agreement.phase_out
    return [plan.trigger, _count(len(plan.steps), "step")]


AGREEMENT_PARTS: Mapping[str, Callable[[Agreement], list[str]]] = {
    "basics": _basics,
    "roles": _roles,
    "touches": _touches,
    "money": _money,
    "work": _work,
    "phase_out": _phase_out,
}
