"""The figures of the pool: how many are where, on what, of what kind, and where nobody is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from drafting.partners.record.slips import plain
from drafting.partners.vocabulary import Flag, PartnerType, Province
from drafting.partnership.pool.members import PoolMember, PoolStatus

K = TypeVar("K", bound=Hashable)
WORKING = (PoolStatus.ACTIVE, PoolStatus.DORMANT, PoolStatus.PHASING_OUT, PoolStatus.UNKNOWN)


@dataclass(frozen=True)
class PoolCount:
    """How many of some organisations are what; each is counted once here."""

    by_status: Mapping[PoolStatus, int]
    women_led: int = 0  # of those whose relationship has not ended
    womens_rights: int = 0  # likewise

    @property
    def partners(self) -> int:
        """Partners whose relationship has not ended."""
        return sum(self.by_status.get(status, 0) for status in WORKING)

    @property
    def prospects(self) -> int:
        """Those that are no partners yet."""
        return self.by_status.get(PoolStatus.PROSPECT, 0)

    @property
    def ended(self) -> int:
        """Partners whose relationship has ended: they are not in the pool any more."""
        return self.by_status.get(PoolStatus.ENDED, 0)

    @property
    def total(self) -> int:
        """Partners and prospects."""
        return self.partners + self.prospects


NOBODY = PoolCount({})


@dataclass(frozen=True)
class PoolFigures:
    """The whole pool in figures. Who is in several groups is counted in each."""

    all: PoolCount
    by_province: Mapping[Province, PoolCount]  # of every province
    by_subject: Mapping[str, PoolCount]  # the office's own subjects first
    by_type: Mapping[PartnerType, PoolCount]
    nowhere: PoolCount  # those of which no province is on record
    no_subject: PoolCount
    no_type: PoolCount
    women_unknown: int  # of how many nobody knows whether women lead them


def pool_figures(members: Sequence[PoolMember], subjects: Iterable[str] = ()) -> PoolFigures:
    """The figures; `subjects` are those of the office's own strategy, with nobody in them too."""
    every = subjects_of(members, subjects)
    names = {plain(subject): subject for subject in every}
    provinces = _counts(members, lambda member: member.provinces)
    by_subject = _counts(
        members, lambda member: [names[plain(each)] for each in member.subjects if plain(each)]
    )
    types = _counts(members, lambda member: [member.partner_type] if member.partner_type else [])
    there = [member for member in members if member.status is not PoolStatus.ENDED]
    return PoolFigures(
        all=count_of(members),
        by_province={each: provinces.get(each, NOBODY) for each in Province},
        by_subject={each: by_subject.get(each, NOBODY) for each in every},
        by_type={each: types[each] for each in PartnerType if each in types},
        nowhere=count_of(member for member in members if not member.provinces),
        no_subject=count_of(member for member in members if not member.subjects),
        no_type=count_of(member for member in members if not member.partner_type),
        women_unknown=sum(member.women_led is Flag.UNKNOWN for member in there),
    )


def subjects_of(members: Iterable[PoolMember], first: Iterable[str] = ()) -> list[str]:
    """Each subject once, as most write it: the `first` ones as they stand, then by letters."""
    writings: dict[str, Counter[str]] = {}
    for member in members:
        for subject in member.subjects:
            writings.setdefault(plain(subject), Counter())[subject] += 1
    named = {plain(subject): subject for subject in first}
    rest = [
        max(counter, key=lambda writing: (counter[writing], writing))
        for key, counter in writings.items()
        if key and key not in named
    ]
    return [*named.values(), *sorted(rest, key=str.casefold)]


def count_of(members: Iterable[PoolMember]) -> PoolCount:
    """How many of these are what."""
    listed = list(members)
    there = [member for member in listed if member.status is not PoolStatus.ENDED]
    return PoolCount(
        Counter(member.status for member in listed),
        sum(member.women_led is Flag.YES for member in there),
        sum(member.womens_rights_org is Flag.YES for member in there),
    )


def _counts(
    members: Iterable[PoolMember], groups: Callable[[PoolMember], Iterable[K]]
) -> dict[K, PoolCount]:
    """The count of each group; a member stands once in each of its groups."""
    by_group: dict[K, list[PoolMember]] = {}
    for member in members:
        for group in dict.fromkeys(groups(member)):
            by_group.setdefault(group, []).append(member)
    return {group: count_of(own) for group, own in by_group.items()}
