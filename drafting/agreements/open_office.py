"""What documents leave open on CIP's side with the settings as they are, whoever the partner is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from drafting.agreements.composing.composer import Material, compose
from drafting.agreements.reviewing.open_fields import open_fields
from drafting.agreements.reviewing.review import OpenField
from drafting.agreements.templates.document_template import DocumentTemplate
from drafting.agreements.templates.shelf import TemplateShelf
from drafting.partners.errors import BadTemplate
from drafting.partners.office import CIP_PEOPLE, Office, setting_of
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.partner import Partner

NOBODY = Partner.model_validate({"id": "nobody", "identity": {"legal_name": "Nobody"}})
NOTHING = Agreement(key="nothing")


@dataclass(frozen=True)
class OfficeGap:
    """Something of the office's side that nobody has told yet."""

    field: str  # 'office.address', 'partner.people.cip.partnership_coordinator.name'
    title: str  # 'CIP’s address'
    documents: tuple[str, ...]  # which leave it open: 'MoU', 'Contract'

    @property
    def setting(self) -> str:
        """The setting that fills it in: 'office.address'."""
        return setting_of(self.field)


def office_gaps(office: Office, shelf: TemplateShelf) -> tuple[OfficeGap, ...]:
    """What the documents may leave open on the office's side, each field once.

    Templates that are not right are passed over: `check_everything` tells of them.
    """
    titles: dict[str, str] = {}
    documents: dict[str, list[str]] = {}
    for template in _templates(shelf):
        for place in _open(office, template, shelf):
            titles.setdefault(place.field, place.title)
            documents.setdefault(place.field, []).append(template.short_title)
    return tuple(OfficeGap(name, titles[name], tuple(documents[name])) for name in titles)


def _templates(shelf: TemplateShelf) -> Iterator[DocumentTemplate]:
    for kind in shelf.kinds():
        try:
            yield shelf.template(kind)
        except BadTemplate:
            continue


def _open(office: Office, template: DocumentTemplate, shelf: TemplateShelf) -> list[OpenField]:
    """What one document with all its clauses leaves open of the office's side."""
    material = Material(
        partner=NOBODY,
        agreement=NOTHING,
        office=office,
        version=1,
        dated="",
        left_out=office.left_out,
        every_clause=True,
    )
    try:
        composition = compose(material, template, shelf.library)
    except BadTemplate:  # the office leaves out a clause that another refers to
        return []
    places = open_fields(composition, NOTHING.key)
    return [place for place in places if place.field.startswith(("office.", CIP_PEOPLE))]
