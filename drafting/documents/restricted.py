"""Which words of a document are restricted: bank details, CNICs, and texts in which one was typed.

People put an IBAN or a CNIC into a field for something else. The words of such a field are
restricted as a whole, for what is said around a number may tell whose it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache, lru_cache
from typing import Any

from drafting.documents.composition import Composition, Run
from drafting.documents.places_of_runs import places
from drafting.partners.record.fields import Field, fields_of
from drafting.partners.record.partner import Partner
from drafting.sealing import holds_number, without_numbers

ENTRY = re.compile(r"\[[^\]]*\]")  # 'signatories[1]'
OF_RECORDS = ("partner.", "agreement.")  # what the office says of itself is its own affair
RESTRICTED = "[restricted]"  # in the place of restricted words in what is kept of a document
BY_FINANCE = "Finance fills this in"
TITLE = "agreement.title"  # stands below the document's title, and in no run


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
    paths = {run.value_of for _, run in places(composition) if shows_restricted(run)}
    return frozenset(paths | ({TITLE} if holds_number(composition.subtitle) else set()))


def shows_restricted(run: Run) -> bool:
    """True where the words are a restricted value, or stand for one in what is kept."""
    if not run.value_of or run.open_field:
        return False
    return is_restricted(run.value_of) or run.text == RESTRICTED or _holds_typed_number(run)


def is_for_finance(run: Run) -> bool:
    """True where the words are a restricted value, or are left open for one."""
    is_left_open = bool(run.open_field) and run.text.endswith(f"{BY_FINANCE}]")
    return is_left_open or is_restricted(run.open_field) or shows_restricted(run)


def without_restricted(composition: Composition) -> Composition:
    """The same document with a word in the place of each restricted value."""
    return _changed(
        composition,
        lambda run: replace(run, text=RESTRICTED) if shows_restricted(run) else run,
    )


def left_to_finance(composition: Composition) -> Composition:
    """The same document with a field that Finance fills in for each text that holds a number."""
    return _changed(composition, lambda run: _left_open(run) if _holds_typed_number(run) else run)


def _holds_typed_number(run: Run) -> bool:
    return run.value_of.startswith(OF_RECORDS) and holds_number(run.text)


def _left_open(run: Run) -> Run:
    path = without_entries(run.value_of).removeprefix("partner.")
    field = _fields_by_path().get(re.sub(r"^agreement\.", "agreements.", path))
    label = field.label if field else "A number"
    return replace(run, text=f"[{label}: {BY_FINANCE}]", open_field=run.value_of, value_of="")


@cache
def _restricted_paths() -> frozenset[str]:
    return frozenset(path for path, field in _fields_by_path().items() if field.restricted)


@cache
def _fields_by_path() -> Mapping[str, Field]:
    """Every field of a partner's record, those of repeated records too: 'agreements.title'."""
    return dict(_below(fields_of(Partner)))


def _below(fields_by_path: Any, above: str = "") -> Iterator[tuple[str, Field]]:
    for path, field in fields_by_path.items():
        assert isinstance(field, Field)
        yield above + path, field
        yield from _below(field.item, f"{above}{path}.")


def _changed(composition: Composition, change: Callable[[Run], Run]) -> Composition:
    """The same document with each run changed, and no number in its subtitle."""
    result = _part(composition, change)
    assert isinstance(result, Composition)
    return replace(result, subtitle=without_numbers(result.subtitle))


def _part(part: Any, change: Callable[[Run], Run]) -> Any:
    """`part` with its runs changed; what holds none is handed back as it is."""
    if isinstance(part, Run):
        return change(part)
    if isinstance(part, tuple):
        return tuple(_part(entry, change) for entry in part)
    if is_dataclass(part) and not isinstance(part, type):
        parts = {entry.name: _part(getattr(part, entry.name), change) for entry in fields(part)}
        return replace(part, **parts)
    return part
