"""What somebody changed after a file was written, and the file would set otherwise.

A file that carries its record's version never undoes newer work unseen. A list counts as one field,
as it is replaced as one. Who imports takes such a field by its name, or all of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from drafting.partners.changes import FieldChange
from drafting.partners.partner_file import PartnerFile, PartnerVersion
from drafting.partners.reading.stamps import stamp_of, version_in

ALL = "all"  # in place of names: every field
RECORD = "id"  # the path that stands for the partner itself
LIST_OF_AGREEMENTS = "agreements["


@dataclass(frozen=True)
class NewerChange:
    """Who changed a field last, and when."""

    by: str
    at: datetime  # UTC


@dataclass(frozen=True)
class ContestedField:
    """A field that was changed since the file was written, and that the file would change back."""

    partner: str  # its id
    path: str  # 'tax.ntn', 'people.signatories'; RECORD for a partner that was deleted since
    title: str
    newer: NewerChange | None  # None for a deletion
    changes: tuple[FieldChange, ...]  # from what stands there now to what the file says
    is_edited: bool  # False where the file only holds what stood there when it was written
    is_taken: bool  # the file's value comes in

    @property
    def name(self) -> str:
        """What a choice calls it: 'sample-roshni:tax.ntn'."""
        return f"{self.partner}:{self.path}"


def field_of(path: str) -> str:
    """The field that a change is of, a list counted as one: 'people.signatories'."""
    head, rest = "", path
    if path.startswith(LIST_OF_AGREEMENTS):
        head, _, rest = path.partition("].")
        head += "]."
    return head + rest.partition("[")[0]


def is_chosen(name: str, chosen: Iterable[str]) -> bool:
    """True where the choices name it: whole, by its path alone, or with all others."""
    return any(choice in (ALL, name, name.partition(":")[2]) for choice in chosen)


class NewerWork:
    """What was changed in one partner's record since a file was written."""

    def __init__(self, partners: PartnerFile, partner_id: str, version: int, stamp: str) -> None:
        """`version` is the present one, `stamp` the file's; of '' nothing is known to be newer."""
        at = partners.written_at(partner_id)
        is_present = at is None or stamp == stamp_of(partner_id, version, at)
        # Most files are of the present version, and of them no history has to be read.
        self._history = partners.history(partner_id) if stamp and not is_present else []
        self._base = _base(self._history, partner_id, stamp)
        is_kept = self._base in {version.version for version in self._history}
        # What the newer work replaced; None where the file's version is not kept.
        self._undone = partners.changes_since(partner_id, self._base) if is_kept else None
        self.since = dict(self._changed_fields())

    def contested(
        self, partner_id: str, changes: Sequence[FieldChange], chosen: Iterable[str]
    ) -> Iterator[ContestedField]:
        """Those of a file's changes that would change back what is newer, a field each."""
        by_field: dict[str, list[FieldChange]] = {}
        for change in changes:
            by_field.setdefault(field_of(change.path), []).append(change)
        for path, field_changes in by_field.items():
            if newer := self.since.get(path):
                yield ContestedField(
                    partner=partner_id,
                    path=path,
                    title=_title(path, field_changes),
                    newer=newer,
                    changes=tuple(field_changes),
                    is_edited=not self._is_as_it_was(path, field_changes),
                    is_taken=is_chosen(f"{partner_id}:{path}", chosen),
                )

    def _changed_fields(self) -> Iterator[tuple[str, NewerChange]]:
        """Each field that was changed since, with its last change; what came back is left out."""
        net = None if self._undone is None else {field_of(change.path) for change in self._undone}
        for version in reversed(self._history):  # oldest first: the last change stays
            if version.version > self._base:
                for path in dict.fromkeys(field_of(change.path) for change in version.fields):
                    if net is None or path in net:
                        yield path, NewerChange(version.by, version.at)

    def _is_as_it_was(self, path: str, changes: Sequence[FieldChange]) -> bool:
        """True where the file holds of the field what stood there when it was written.

        What is restricted stands in no file of whoever may not see it, and counts only if it does.
        """
        if self._undone is None:
            return False
        says = {change.path: change.after for change in changes}
        before = {
            change.path: change.before
            for change in self._undone
            if field_of(change.path) == path and (change.path in says or not change.restricted)
        }
        return says == before


def _base(history: Sequence[PartnerVersion], partner_id: str, stamp: str) -> int:
    """The version that the file was made from; 0 where it is none of this record's.

    One that is no longer kept is taken by its number.
    """
    number = version_in(stamp)
    kept = {version.version: version for version in history}
    if number in kept:
        at = kept[number].at
        return number if stamp_of(partner_id, number, at) == stamp.strip().casefold() else 0
    return number if number < max(kept, default=0) else 0


def _title(path: str, changes: Sequence[FieldChange]) -> str:
    """The field's title; of a list, the list's."""
    title = changes[0].title
    if changes[0].path == path:
        return title
    depth = 2 if path.startswith(LIST_OF_AGREEMENTS) else 1
    head = title.split(": ")[:depth]
    return ": ".join((*head[:-1], head[-1].rpartition(", ")[0] or head[-1]))
