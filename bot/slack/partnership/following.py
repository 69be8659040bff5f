"""Who follows which part of the calendar: by the settings, and by what each person has."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from bot.settings.settings import Settings
from bot.slack.roles import Permissions
from drafting.calendar import Follower
from drafting.register import Unit


@dataclass(frozen=True)
class Following:
    """Who follows what. Threads may share one."""

    settings: Settings
    permissions: Permissions

    def follower(self, user: str) -> Follower | None:
        """As what the person looks at the calendar; None for who may not see partners' files."""
        rights = self.permissions.of(user)
        if not rights.sees_partners:
            return None
        units = (
            frozenset(Unit)
            if rights.coordinates
            else frozenset(unit for unit in Unit if self._is_of(user, unit))
        )
        return Follower(units, user, sees_checklists=rights.assesses)

    def people_of(self, unit: Unit) -> tuple[str, ...]:
        """Who is told of what the unit follows: its people, else the coordinators."""
        people = self.permissions.people_named(self._named(unit))
        return people or self.coordinators()

    def holders(self, role: str) -> tuple[str, ...]:
        """Who holds a role of the settings and may see partners' files; nobody for no such role."""
        return self.permissions.people_named(getattr(self.settings.roles, role, ()))

    def coordinators(self) -> tuple[str, ...]:
        """The coordinators who may see partners' files."""
        return self.permissions.people_named(self.settings.coordinators)

    def everybody(self, owners: Collection[str]) -> tuple[str, ...]:
        """All who follow some of it, with those of `owners` who may see partners' files."""
        units = [person for unit in Unit for person in self.people_of(unit)]
        able = [owner for owner in owners if self.permissions.of(owner).sees_partners]
        return tuple(dict.fromkeys((*self.coordinators(), *units, *able)))

    def _is_of(self, user: str, unit: Unit) -> bool:
        return self.permissions.is_named(user, self._named(unit))

    def _named(self, unit: Unit) -> tuple[str, ...]:
        """The entries of the setting for the unit."""
        if unit is Unit.COORDINATOR:
            return self.settings.coordinators
        entries: tuple[str, ...] = getattr(self.settings.partnership.followers, unit.value)
        return entries
