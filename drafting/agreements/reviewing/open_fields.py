"""The open fields of a composition: each once, with every place where it stands and its cure."""

from __future__ import annotations

from drafting.agreements.reviewing.review import OpenField
from drafting.documents.composition import Composition
from drafting.documents.places_of_runs import places
from drafting.documents.restricted import BY_FINANCE as FOR_FINANCE
from drafting.documents.restricted import is_restricted
from drafting.partners.office import CIP_PEOPLE, setting_of

CURES = {
    "partner": "Fill it in in the partner’s file.",
    "agreement": "Fill it in in the partner’s file, under the agreement ‘{agreement}’.",
    "office": "Whoever runs Saathi sets `{setting}` in the settings.",
}
OF_CIP_PEOPLE = (
    "Fill it in in the partner’s file; for all partners whose file names nobody else, whoever runs "
    "Saathi sets `{setting}` in the settings."
)
BY_FINANCE = "Finance fills it in."
BY_HAND = "Fill it in in the document."


def open_fields(composition: Composition, agreement: str) -> tuple[OpenField, ...]:
    """What the document still needs, in its own order; `agreement` is the agreement's key."""
    fields_by_path: dict[str, tuple[str, dict[str, None]]] = {}
    for where, run in places(composition):
        if run.open_field:
            title = run.text.strip().removeprefix("[").removesuffix("]").strip()
            _, wheres = fields_by_path.setdefault(run.open_field, (title, {}))
            wheres[where] = None
    return tuple(
        _open_field(field, title, tuple(wheres), agreement)
        for field, (title, wheres) in fields_by_path.items()
    )


def _open_field(field: str, title: str, where: tuple[str, ...], agreement: str) -> OpenField:
    if is_restricted(field) or title.endswith(FOR_FINANCE):
        name = title.partition(":")[0]  # the document itself says that Finance fills it in
        return OpenField(field, name, where, BY_FINANCE, restricted=True)
    cure = CURES.get(field.partition(".")[0], BY_HAND)
    if field.startswith(CIP_PEOPLE):
        cure = OF_CIP_PEOPLE
    sentence = cure.format(agreement=agreement, setting=setting_of(field))
    return OpenField(field, title, where, sentence)
