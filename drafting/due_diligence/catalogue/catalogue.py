"""The catalogue: every item that may be asked, a file an area, which the office may change.

The office's own files add items, take the place of ours by their id, or leave some out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from drafting.due_diligence.catalogue.item import Item, Sentence
from drafting.partners.conditions import ALWAYS, Condition, Not
from drafting.partners.conditions import parse as parse_condition
from drafting.partners.errors import BadTemplate, DraftingError
from drafting.partners.facts import fact
from drafting.partners.naming import office_name
from drafting.partners.problems import Problem
from drafting.partners.record.fields import nearest
from drafting.partners.vocabulary import Tier
from knowledge import KnowledgeError, Library

CATALOGUE = Path(__file__).parent
NEVER = Not(ALWAYS)
# The order in which people talk: what joins us, who we are, how we work, what CIP owes.
AREAS = (
    "fit",
    "depth",
    "identity",
    "governance",
    "people",
    "safeguarding",
    "finance",
    "systems",
    "cip",
)
# The C loader reads the same YAML ten times faster, where PyYAML was built with it.
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class BadCatalogue(DraftingError):
    """An item of the catalogue is not right; the message names file, item and cure."""


class AreaFile(BaseModel):
    """One file of the catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Sentence
    items: tuple[Item, ...] = ()
    leave_out: tuple[str, ...] = ()  # ids of ours that the office does not ask


@dataclass(frozen=True)
class CatalogueEntry:
    """An item with its conditions read."""

    item: Item
    when: Condition
    enough_when: Condition = NEVER


@dataclass(frozen=True)
class Catalogue:
    """Every item, in the order in which it is asked."""

    entries: tuple[CatalogueEntry, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """The items alone."""
        return tuple(entry.item for entry in self.entries)

    @property
    def areas(self) -> Mapping[str, str]:
        """The areas' titles, by id."""
        return {item.area: item.area_title for item in self.items}

    def item(self, name: str) -> Item:
        """The item of that id. Raises BadCatalogue with the nearest one where there is none."""
        items = {item.id: item for item in self.items}
        if name not in items:
            raise BadCatalogue(f"There is no item '{name}'; did you mean '{nearest(name, items)}'?")
        return items[name]

    def has(self, name: str) -> bool:
        """True where there is an item of that id."""
        return any(item.id == name for item in self.items)

    def changed(self, name: str, fields: Mapping[str, Any] | None) -> Catalogue:
        """The catalogue with `fields` of that item set, a new one at the end of its area.

        None for `fields` drops it. Raises BadCatalogue where they make no item.
        """
        items = {item.id: item for item in self.items}
        before = items.pop(name, None)
        if fields is not None:
            known = before.model_dump() if before else {"id": name}
            try:
                item = Item.model_validate({**known, **fields})
            except ValidationError as error:
                raise BadCatalogue(f"'{name}', as it was taken: {error}") from error
            title = self.areas.get(item.area, item.area)
            items[name] = item.model_copy(update={"area_title": title})
        order = {item.id: place for place, item in enumerate(self.items)}
        last = len(order)
        in_order = sorted(
            items.values(), key=lambda item: (_rank(item.area), order.get(item.id, last))
        )
        known_entries = {entry.item.id: entry for entry in self.entries if entry.item.id != name}
        return Catalogue(
            tuple(known_entries.get(item.id) or _with_condition(item) for item in in_order)
        )


def load_catalogue(*folders: Path) -> Catalogue:
    """The catalogue of `folders` (none: ours), a later one over an earlier. Raises BadCatalogue."""
    return _load(tuple(_stamp(folder) for folder in folders or (CATALOGUE,)), office_name())


Stamp = tuple[tuple[str, int, int], ...]


def _stamp(folder: Path) -> Stamp:
    """The files with their times and sizes: differs when one does."""
    files = sorted(folder.glob("*.yaml"), key=lambda file: _rank(file.stem))
    return tuple((str(file), file.stat().st_mtime_ns, file.stat().st_size) for file in files)


def _rank(area: str) -> tuple[int, str]:
    return (AREAS.index(area) if area in AREAS else len(AREAS), area)


@lru_cache(maxsize=8)
def _load(stamps: tuple[Stamp, ...], _office: str) -> Catalogue:
    items: dict[str, Item] = {}
    titles: dict[str, str] = {}
    for stamp in stamps:
        for name, _, _ in stamp:
            area = _read(Path(name))
            titles[Path(name).stem] = area.title
            items |= {
                item.id: item.model_copy(update={"area": Path(name).stem}) for item in area.items
            }
            for left_out in area.leave_out:
                if left_out not in items:
                    near = nearest(left_out, items)
                    raise BadCatalogue(
                        f"{Path(name).name} leaves out '{left_out}', which is no item; did you "
                        f"mean '{near}'?"
                    )
                del items[left_out]
    in_order = sorted(items.values(), key=lambda item: _rank(item.area))
    with_titles = (item.model_copy(update={"area_title": titles[item.area]}) for item in in_order)
    return Catalogue(tuple(_with_condition(item) for item in with_titles))


def _read(file: Path) -> AreaFile:
    try:
        area = AreaFile.model_validate(yaml.load(file.read_bytes(), _Loader))  # noqa: S506  (safe)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "it"
        raise BadCatalogue(f"{file.name} is no YAML; mend {where}.") from error
    except ValidationError as error:
        raise BadCatalogue(f"{file.name}: {_sentence(error, file)}") from error
    except OSError as error:
        raise BadCatalogue(f"{file.name} cannot be read; put the file back.") from error
    ids = [item.id for item in area.items]
    for name in ids:
        if ids.count(name) > 1:
            raise BadCatalogue(f"{file.name} holds two items '{name}'; give one another id.")
    return area


def _sentence(error: ValidationError, file: Path) -> str:
    """The first thing that is wrong, with the item that it is in."""
    first = error.errors()[0]
    loc = first["loc"]
    if not loc:
        return "it holds no items; begin it with a line 'title:' and a line 'items:'."
    name = str(loc[-1])
    place = f"item {loc[1] + 1}, " if len(loc) > 1 and isinstance(loc[1], int) else ""
    if first["type"] == "extra_forbidden":
        entries = Item.model_fields if place else AreaFile.model_fields
        return f"{place}there is no entry '{name}'; did you mean '{nearest(name, entries)}'?"
    if first["type"] == "missing":
        return f"{place}the entry '{name}' is missing."
    if first["type"] == "string_pattern_mismatch":
        return f"{place}the entry '{name}' is not right (small letters, digits, hyphens between)."
    return f"{place}the entry '{name}' is not right ({first['msg'][:1].lower()}{first['msg'][1:]})."


def _with_condition(item: Item) -> CatalogueEntry:
    try:
        enough = NEVER if item.enough_when is None else parse_condition(item.enough_when)
        return CatalogueEntry(item, parse_condition(item.when), enough)
    except BadTemplate as error:
        raise BadCatalogue(f"{item.area}.yaml, item '{item.id}': {error}") from error


def check_catalogue(catalogue: Catalogue, library: Library) -> list[Problem]:
    """What is wrong with the items beyond their form; [] for nothing."""
    return [
        Problem(f"{item.area}.yaml, item '{item.id}'", sentence)
        for item in catalogue.items
        for sentence in _faults(item, library)
    ]


def _faults(item: Item, library: Library) -> Iterator[str]:
    if not (item.basis or item.practice or item.law):
        yield "Say what it rests on: a clause in 'basis', a sector 'practice', or a 'law'."
    for basis in item.basis:
        document, _, clause = basis.partition(" ")
        try:
            library.document(document).clause(clause)
        except KnowledgeError as error:
            yield f"The basis '{basis}' does not resolve: {error}"
    if (item.small or item.first_days) and item.tier is Tier.D:
        yield "What a small grant or the first days are asked, tier C is asked too; lower its tier."
    for path in filter(None, (*item.answered_by, item.expires_by)):
        try:
            fact(path)
        except BadTemplate as error:
            yield str(error)
