"""What entries of the register may name, by its sort: each thing's id with what it is called."""

from __future__ import annotations

from collections.abc import Callable, ItemsView, Iterable, Iterator, Mapping

from drafting.due_diligence import Catalogue
from drafting.partners import PartnerFile
from drafting.partners.errors import DraftingError
from drafting.partners.field_values import day
from drafting.partners.record import Partner
from drafting.register import Entry, Register, suggested
from drafting.register.naming import (
    AGREEMENTS,
    AREAS,
    CLAUSES,
    ENTRIES,
    ITEMS,
    PARTNERS,
    POLICY_CLAUSES,
)
from knowledge import Library

ALL = 1_000_000  # partners
LOOKED_AT = 20  # partners whose agreements a menu offers


class RegisterNames:
    """The names that an office has on record; asked each time, for they change."""

    def __init__(
        self,
        *,
        register: Register,
        partners: PartnerFile,
        catalogue: Callable[[], Catalogue],
        clauses: Callable[[], Mapping[str, str]],
        library: Callable[[], Library],
    ) -> None:
        """`clauses` are those of agreements, each id with its title."""
        self._register = register
        self._partners = partners
        self._catalogue = catalogue
        self._library = library
        self._sorts: Mapping[str, Callable[[], Mapping[str, str]]] = {
            PARTNERS: lambda: _Looked(self._partner, self._every_partner),
            AGREEMENTS: lambda: _Looked(self._agreement, self._every_agreement),
            CLAUSES: clauses,
            AREAS: lambda: self._catalogue().areas,
            ITEMS: lambda: {item.id: item.ask for item in self._catalogue().items},
            POLICY_CLAUSES: lambda: dict(self._policy_clauses()),
        }

    def __call__(self, sort: str) -> Mapping[str, str]:
        """The names of that sort by their ids; what is restricted to a role is not among them."""
        named, _, kinds = sort.partition(":")
        if named == ENTRIES:
            names = kinds.split(",") if kinds else list(self._register.kinds)
            return _Looked(lambda each: self._entry(each, names), lambda: self._entries(names))
        return self._sorts[named]()

    def suggested(self, sort: str, text: str, limit: int) -> list[tuple[str, str]]:
        """What `text` may mean of that sort, the likeliest first: ids and names."""
        if sort not in {PARTNERS, AGREEMENTS}:
            return list(suggested(text, self(sort), limit))
        matches = self._partners.find(text, limit)
        if sort == PARTNERS:
            return [(match.id, match.name) for match in matches]
        partners = (self._partners.get(match.id) for match in matches[:LOOKED_AT])
        return [each for partner in partners for each in _agreements(partner)][:limit]

    def _partner(self, partner_id: str) -> str:
        return self._partners.get(partner_id).name

    def _every_partner(self) -> Iterator[tuple[str, str]]:
        return ((match.id, match.name) for match in self._partners.find("", ALL))

    def _agreement(self, name: str) -> str:
        partner = self._partners.get(name.partition("/")[0])
        return dict(_agreements(partner))[name]

    def _every_agreement(self) -> Iterator[tuple[str, str]]:
        return (each for partner in self._partners.all() for each in _agreements(partner))

    def _entry(self, entry_id: str, kinds: Iterable[str]) -> str:
        entry = self._register.entry(entry_id)
        return {kind: self._entry_name(entry) for kind in kinds}[entry.kind]

    def _entries(self, kinds: Iterable[str]) -> Iterator[tuple[str, str]]:
        """The latest first."""
        known = (name for name in kinds if name in self._register.kinds)
        entries = [each for kind in known for each in self._register.of_kind(kind)]
        for entry in sorted(entries, key=lambda entry: entry.opened_at, reverse=True):
            yield entry.id, self._entry_name(entry)

    def _entry_name(self, entry: Entry) -> str:
        label = self._register.kinds[entry.kind].label
        return f"{entry.title} ({label}, {day(entry.day)})"

    def _policy_clauses(self) -> Iterator[tuple[str, str]]:
        for document in self._library().in_force():
            for clause in document.walk():
                subject = document.subjects.get(clause.id, "")
                name = f"{document.name} {clause.id}"
                yield f"{document.id} {clause.id}", f"{name}: {subject}" if subject else name


class _Looked(Mapping[str, str]):
    """Names that are looked up one by one; all of them are read only where somebody needs that."""

    def __init__(
        self, name_of: Callable[[str], str], every: Callable[[], Iterable[tuple[str, str]]]
    ) -> None:
        self._name_of = name_of
        self._every = every

    def __getitem__(self, name: str) -> str:
        try:
            return self._name_of(name)
        except DraftingError as error:  # there is none, or it does not read back
            raise KeyError(name) from error

    def __iter__(self) -> Iterator[str]:
        return (name for name, _ in self._every())

    def __len__(self) -> int:
        return sum(1 for _ in self._every())

    def items(self) -> ItemsView[str, str]:
        """All of them at once: one by one would look each up."""
        return dict(self._every()).items()


def _agreements(partner: Partner) -> Iterator[tuple[str, str]]:
    for terms in partner.agreements:
        yield f"{partner.id}/{terms.key}", f"{partner.name}: {terms.title or terms.key}"
