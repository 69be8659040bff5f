"""Who and what of a partner is checked: the organisation, and everybody who leads or signs."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from drafting.partners.record.partner import Partner
from drafting.screening.entries import EntryKind, plain_number

REMEMBERED = 8_192  # partners
ROUNDS = 20_000  # so that nobody finds a number of an identity card by trying them all


@dataclass(frozen=True)
class ScreenedSubject:
    """One name that is checked, with the numbers that belong to it."""

    name: str
    role: str  # 'Legal name', 'Board', 'Signatories'
    kind: EntryKind
    numbers: tuple[str, ...] = ()
    is_restricted: bool = False  # the name itself is for some roles alone

    @property
    def shown(self) -> str:
        """The name as everybody may see it."""
        return (
            f"({self.role.casefold()}, for some roles alone)" if self.is_restricted else self.name
        )


def subjects_of(partner: Partner) -> tuple[ScreenedSubject, ...]:
    """Everybody who is checked; one who holds several offices is checked once."""
    return (*_organisation(partner), *_people(partner))


def fingerprint(partner: Partner) -> str:
    """The same as long as the names and numbers that are checked are; none can be read from it."""
    lines = sorted(
        f"{subject.name}|{'|'.join(sorted(map(plain_number, subject.numbers)))}"
        for subject in subjects_of(partner)
    )
    return _digest("\n".join(lines), partner.id)


@lru_cache(maxsize=REMEMBERED)
def _digest(text: str, partner_id: str) -> str:
    """Takes some 5 ms on purpose; whoever looks at all partners each day does so once."""
    content, salt = text.encode(), partner_id.encode()
    return hashlib.pbkdf2_hmac("sha256", content, salt, ROUNDS).hex()[:32]


def _organisation(partner: Partner) -> Iterator[ScreenedSubject]:
    identity = partner.identity
    charities = (entry.number for entry in partner.registration.charity)
    numbers = _known((partner.registration.number, partner.tax.ntn, *charities))
    names = [(identity.legal_name, "Legal name"), (identity.urdu_name, "Name in Urdu")]
    names += [(name, "Former name") for name in identity.former_names]
    names += [(name, "Member organisation") for name in identity.members]
    seen: set[str] = set()
    for name, role in names:
        if name and name not in seen:
            seen.add(name)
            own = numbers if role == "Legal name" else ()
            yield ScreenedSubject(name, role, EntryKind.ORGANISATION, own)
    if partner.bank.title and partner.bank.title not in seen:
        yield ScreenedSubject(
            partner.bank.title, "Account title", EntryKind.UNKNOWN, is_restricted=True
        )


def _people(partner: Partner) -> Iterator[ScreenedSubject]:
    people = partner.people
    held = [(people.head, "Head")]
    held += [(person, "Board") for person in people.board]
    held += [(person, "Signatory") for person in people.signatories]
    held += [(person, "Focal point") for person in people.focal_points]
    roles: dict[str, list[str]] = {}
    numbers: dict[str, list[str]] = {}
    for person, role in held:
        if person.name:
            roles.setdefault(person.name, []).append(role)
            numbers.setdefault(person.name, []).append(getattr(person, "cnic", ""))
    for name, offices in roles.items():
        own = _known(numbers[name])
        yield ScreenedSubject(name, ", ".join(dict.fromkeys(offices)), EntryKind.PERSON, own)


def _known(numbers: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(number for number in numbers if plain_number(number)))
