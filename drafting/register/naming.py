"""What a field names that stands elsewhere: a partner, an entry, a clause. It has to be there.

A field is marked with the sort of thing that it names. The desk looks each value up before anything
is kept: an id, the beginning of an entry's id, or the words by which people call it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from heapq import nlargest
from typing import Any, TypeVar

from rapidfuzz import fuzz, process, utils

from drafting.register.entries import EntryBody
from drafting.register.filling import UnfitBody

B = TypeVar("B", bound=EntryBody)
KnownNames = Callable[[str], Mapping[str, str]]  # of a sort: what each is called, by its id
NAMES = "names"
LEAST_OF_ID = 6  # letters by which the beginning of an entry's id is known
NEAREST = 3  # that a refusal names
ALIKE = 50.0  # of 100

ENTRIES = "entries"  # of the register; 'entries:review,lesson' are those of these kinds
PARTNERS, AGREEMENTS, CLAUSES = "partners", "agreements", "clauses"
ITEMS, AREAS, POLICY_CLAUSES = "items", "areas", "policy_clauses"
CALLED = {
    ENTRIES: "entry",
    PARTNERS: "partner",
    AGREEMENTS: "agreement",
    CLAUSES: "clause of our agreements",
    ITEMS: "question of due diligence",
    AREAS: "area of due diligence",
    POLICY_CLAUSES: "clause of a policy",
}


def naming(sort: str) -> dict[str, Any]:
    """The mark of a field whose values name things of that sort, by their ids."""
    return {NAMES: sort}


def named_sorts(body: type[EntryBody]) -> Mapping[str, str]:
    """The fields of a body that name things, each with their sort."""
    marks = ((name, info.json_schema_extra) for name, info in body.model_fields.items())
    return {
        name: str(extra[NAMES])
        for name, extra in marks
        if isinstance(extra, dict) and NAMES in extra
    }


def with_ids(body: B, known: KnownNames) -> B:
    """The body with the ids of all that it names. Raises UnfitBody with the nearest names."""
    faults: dict[str, str] = {}
    ids: dict[str, Any] = {}
    for field, sort in named_sorts(type(body)).items():
        value = getattr(body, field)
        if not value:
            continue
        try:
            names = known(sort)
            several = isinstance(value, tuple)
            values = value if several else (value,)
            known_ids = tuple(dict.fromkeys(_id_of(value, names, sort) for value in values))
            ids[field] = known_ids if several else known_ids[0]
        except _NotThere as error:
            faults[field] = str(error)
    if faults:
        raise UnfitBody(faults)
    return body.model_copy(update=ids)


def suggested(text: str, names: Mapping[str, str], limit: int) -> Iterator[tuple[str, str]]:
    """The ids and names that `text` may mean, the likeliest first; of no text, the first ones."""
    if not text.strip():
        yield from list(names.items())[:limit]
        return
    choices = {name_id: f"{label} {name_id}" for name_id, label in names.items()}
    for _, _, name_id in process.extract(
        text,
        choices,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        limit=limit,
        score_cutoff=ALIKE,
    ):
        yield name_id, names[name_id]


class _NotThere(Exception):
    """Nothing of the sort goes by that name."""


def _id_of(value: str, names: Mapping[str, str], sort: str) -> str:
    if value in names:
        return value
    plain = value.casefold()
    by_name = [name_id for name_id, label in names.items() if label.casefold() == plain]
    if len(by_name) == 1:
        return by_name[0]
    is_entry = sort.startswith(ENTRIES) and len(value) >= LEAST_OF_ID
    by_beginning = [name_id for name_id in names if name_id.startswith(plain)] if is_entry else []
    if len(by_beginning) == 1:
        return by_beginning[0]
    raise _NotThere(_refusal(value, names, sort))


def _refusal(value: str, names: Mapping[str, str], sort: str) -> str:
    kind = CALLED.get(sort.partition(":")[0], sort)
    plain = value.casefold()
    likest = nlargest(
        NEAREST,
        names.items(),
        key=lambda pair: max(fuzz.ratio(plain, name_id.casefold()) for name_id in pair),
    )
    near = [f"{name_id} ({label})" for name_id, label in likest]
    cure = f"the nearest: {'; '.join(near)}" if near else "choose one that is on record"
    return f"There is no {kind} ‘{value}’; {cure}."
