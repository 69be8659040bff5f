"""The parties of a document, and where their people sign."""

from __future__ import annotations

from collections.abc import Iterator

from drafting.agreements.composing.values import Values, entry_run, open_run
from drafting.agreements.templates.document_template import DocumentTemplate
from drafting.documents.composition import Party, Run, SignatureBlock, Witness
from drafting.partners.record.fields import fields_of
from drafting.partners.record.people import Person, Signatory

CIP, PARTNER, WITNESS = "cip", "partner", "witness"
WITNESS_WRITES = ("Name", "CNIC", "Address")  # by hand, since no record names a witness
Lines = tuple[tuple[str, tuple[Run, ...]], ...]


def parties(template: DocumentTemplate, values: Values) -> tuple[Party, ...]:
    """CIP and the Partner, with the details that the template names."""
    facts = values.facts
    identity = facts.partner.identity
    cip = Party(facts.office.acronym, facts.office.legal_name, "", _details(template, CIP, values))
    partner = Party(
        "the Partner",
        identity.legal_name,
        identity.urdu_name,
        _details(template, PARTNER, values),
    )
    return (cip, partner)


def _details(template: DocumentTemplate, side: str, values: Values) -> Lines:
    details = template.details["cip" if side == CIP else "partner"]
    return tuple(
        (detail.label, values.of(detail.field))
        for detail in details
        if detail.when.holds(values.facts)
    )


def signatures(template: DocumentTemplate, values: Values) -> tuple[SignatureBlock, ...]:
    """A block for each person who signs; an open one for a party that names nobody."""
    return tuple(
        block
        for entry in template.file.signatures
        for block in (_cips(values) if entry.party == CIP else _partners(values, entry.cnic))
    )


def witnesses(template: DocumentTemplate) -> tuple[Witness, ...]:
    """A place for each witness that the template asks for."""
    return tuple(
        Witness(_anchor(WITNESS, number), WITNESS_WRITES)
        for number in range(1, template.file.witnesses + 1)
    )


def _cips(values: Values) -> Iterator[SignatureBlock]:
    office = values.facts.office
    for number, person in enumerate(office.signatories or (Person(),), 1):
        path = f"office.signatories[{number}]"
        yield SignatureBlock(office.legal_name, _anchor(CIP, number), _person(person, path))


def _partners(values: Values, with_cnic: bool) -> Iterator[SignatureBlock]:
    partner = values.facts.partner
    for number, person in enumerate(partner.people.signatories or (Signatory(),), 1):
        path = f"partner.people.signatories[{number}]"
        lines = _person(person, path) + (_cnic(person, path, values) if with_cnic else ())
        party = person.organisation or partner.name
        yield SignatureBlock(party, _anchor(PARTNER, number), lines)


def _cnic(person: Signatory, path: str, values: Values) -> Lines:
    field = fields_of(Signatory)["cnic"]
    may_see = values.may_see_restricted
    run = entry_run(person, "cnic", field, f"{path}.cnic", may_see_restricted_fields=may_see)
    return ((field.title, (run,)),)


def _person(person: Person, path: str) -> Lines:
    return tuple(
        (label, (_value_run(getattr(person, name), f"{path}.{name}", f"{label} of the signatory"),))
        for label, name in (("Name", "name"), ("Title", "title"))
    )


def _value_run(value: str, path: str, label: str) -> Run:
    return Run(value, value_of=path) if value else open_run(path, label)


def _anchor(side: str, number: int) -> str:
    return f"[[sign:{side}:{number}]]"
