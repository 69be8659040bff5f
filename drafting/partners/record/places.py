"""The provinces and districts of Pakistan, as data; the office's own file adds to them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from drafting.partners.errors import BadRecord
from drafting.partners.record.slips import plain, slip_of
from drafting.partners.record.yaml_files import read_plain_yaml
from drafting.partners.vocabulary import Province

SHIPPED = Path(__file__).parent / "places.yaml"


@dataclass
class Places:
    """Where each district lies, and how else places are written; keys are `plain` names."""

    districts: dict[str, str] = field(default_factory=dict)  # any spelling → the name
    lies_in: dict[str, Province] = field(default_factory=dict)  # the name → where
    parts_of: dict[str, list[str]] = field(default_factory=dict)  # an old name → its parts
    provinces: dict[str, Province] = field(default_factory=dict)  # any spelling → the province


def know_places(file: Path) -> None:
    """The places shipped, and where there is such a file the office's own. Raises BadRecord."""
    _known.cache_clear()
    if file.is_file():
        _add(_known(), file)


def district(text: str) -> str:
    """The district's name as agreements write it. Raises ValueError, with the one that is meant."""
    name = plain(text.removesuffix("District").removesuffix("district"))
    places = _known()
    if name in places.parts_of:
        parts = " or ".join(places.parts_of[name])
        raise ValueError(f"'{text}' is several districts now; write {parts}")
    if name in places.provinces and name not in places.districts:
        label = places.provinces[name].label
        raise ValueError(f"{label} is a province and no district; name the districts in it")
    if name not in places.districts:
        near = slip_of(name, places.districts, are_places=True)
        cure = f"did you mean '{near}'? A" if near else "correct its spelling, or a"
        raise ValueError(
            f"no district '{text[:60]}' is known; {cure}dd a new district as docs/partners.md says"
        )
    return places.districts[name]


def province_spellings() -> Mapping[str, Province]:
    """Every spelling of a province, plainly → the province."""
    return _known().provinces


def province_of(name: str) -> Province:
    """The province that the district `name`, as `district` gives it, lies in."""
    return _known().lies_in[name]


def districts_of(province: Province) -> list[str]:
    """The province's districts, in alphabetical order."""
    return sorted(name for name, where in _known().lies_in.items() if where is province)


def province(value: object) -> object:
    """The province that `value` names in any spelling; `value` itself where it names none."""
    return _known().provinces.get(plain(value), value) if isinstance(value, str) else value


@cache
def _known() -> Places:
    places = Places()
    _add(places, SHIPPED)
    return places


def _add(places: Places, file: Path) -> None:
    try:
        content = read_plain_yaml(file.name, file.read_text(encoding="utf-8"))
        _add_all(places, content or {})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadRecord(
            f"{file.name} is not of the form that docs/partners.md shows ({error}); correct it."
        ) from error


def _add_all(places: Places, content: Mapping[str, Any]) -> None:
    for value, about in (content.get("provinces") or {}).items():
        where = Province(value)
        for spelling in (where.value, where.label, *(about.get("also") or ())):
            places.provinces[plain(spelling)] = where
        for name in about.get("districts") or ():
            places.districts[plain(name)] = name
            places.lies_in[name] = where
            places.parts_of.pop(plain(name), None)
    for spelling, name in (content.get("also") or {}).items():
        places.districts[plain(spelling)] = places.districts[plain(name)]
    for old, parts in (content.get("divided") or {}).items():
        places.parts_of[plain(old)] = [places.districts[plain(part)] for part in parts]
