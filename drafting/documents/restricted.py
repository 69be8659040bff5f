"""Which fields of a document are restricted: bank details and CNICs."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from typing import Any

from drafting.documents.composition import Composition, Run
from drafting.documents.places_of_runs import places
from drafting.partners.record.fields import Field, fields_of
from drafting.partners.record.partner import Partner

ENTRY = re.compile(r"\[[^\]]*\]")  # 'signatories[1]'


@lru_cache(maxsize=4096)
def is_restricted(path: str) -> bool:
    """True for a field that only some roles may see: 'partner.people.signatories[1].cnic'."""
    return without_entries(path).removeprefix("partner.") in _restricted_paths()


@lru_cache(maxsize=4096)
def without_entries(path: str) -> str:
    """A path without the numbers of entries: 'partner.people.signatories.cnic'."""
    return ENTRY.sub("", path)


def restricted_fields(composition: Composition) -> frozenset[str]:
    """The restricted fields whose values stand in the document."""
    return frozenset(run.value_of for _, run in places(composition) if shows_restricted(run))


def shows_restricted(run: Run) -> bool:
    """True where the words are a restricted value."""
    return bool(run.value_of) and not run.open_field and is_restricted(run.value_of)


def without_restricted(composition: Composition) -> Composition:
    """The same document with a word in the place of each restricted value."""
    composition_without = _cleaned(composition)
    assert isinstance(composition_without, Composition)
    return composition_without


@cache
def _restricted_paths() -> frozenset[str]:
    return frozenset(_below(fields_of(Partner)))


def _below(fields_by_path: Any, above: str = "") -> list[str]:
    paths: list[str] = []
    for path, field in fields_by_path.items():
        assert isinstance(field, Field)
        if field.restricted:
            paths.append(above + path)
        paths += _below(field.item, f"{above}{path}.")
    return paths


def _cleaned(part: Any) -> Any:
    """`part` with its runs cleaned; what holds none is handed back as it is."""
    if isinstance(part, Run):
        return replace(part, text="[restricted]") if shows_restricted(part) else part
    if isinstance(part, tuple):
        return tuple(_cleaned(entry) for entry in part)
    if is_dataclass(part) and not isinstance(part, type):
        parts = {entry.name: _cleaned(getattr(part, entry.name)) for entry in fields(part)}
        return replace(part, **parts)
    return part
