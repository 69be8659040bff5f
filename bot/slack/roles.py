"""Who may do what with partners' files and policies by the settings; and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import prompts
from bot.operations.metrics import Metrics
from bot.settings.roles import MEMBER, is_group
from bot.settings.settings import Settings
from bot.slack.client import opening_client
from bot.slack.members.directory import Directory, NoWorkspace, SlackDirectory, Standing

if TYPE_CHECKING:
    from drafting.due_diligence import Readers

# Roles whose holders work with partners' files, and therefore see them.
AT_WORK = (
    *("viewers", "drafters", "editors", "finance", "due_diligence", "settlers"),
    "committee",
    "compliance",
    "investigations",
)


@dataclass(frozen=True)
class Rights:
    """What one person may do."""

    sees_partners: bool = False
    drafts: bool = False
    edits: bool = False
    sees_restricted: bool = False
    assesses: bool = False
    keeps_policies: bool = False
    marks: bool = False
    coordinates: bool = False
    settles: bool = False
    on_committee: bool = False  # of CSPF 18(c)
    keeps_times: bool = False  # in the Compliance Review Committee of CSPF 16(e)
    investigates: bool = False  # opens and sees cases of CSPF 17(b)
    is_known: bool = True  # False where Slack could not say who the person is


def reads_as(rights: Rights) -> Readers:
    """As whom somebody reads the answers of due diligence: as the office, or as the few in it."""
    from drafting.due_diligence import Readers  # noqa: PLC0415  (only where checklists are shown)

    return Readers.FEW if rights.sees_restricted or rights.coordinates else Readers.CIP


class Permissions:
    """What each person may do: by the settings, and by who they are in the workspace."""

    def __init__(self, settings: Settings, directory: Directory) -> None:
        self._settings = settings
        self._directory = directory

    def of(self, user: str) -> Rights:
        """What the person with that Slack id may do. Who has left the workspace may do nothing.

        An empty role is open to the workspace's full members alone. Where Slack cannot say who the
        person is, only what names them by their own id is theirs.
        """
        standing = self._directory.profile(user).standing
        if standing is Standing.GONE:
            return Rights()
        roles = self._settings.roles
        is_member = standing is Standing.MEMBER
        coordinators, marking = self._settings.coordinators, self._who_marks
        settling = roles.settlers or coordinators
        at_work = any(self._holds(user, role, is_member=is_member) for role in AT_WORK)
        sees = at_work or (is_member and not roles.viewers)
        return Rights(
            sees_partners=sees,
            drafts=self._may(user, "drafters", is_member=is_member, sees=sees),
            edits=self._may(user, "editors", is_member=is_member, sees=sees),
            sees_restricted=self._holds(user, "finance", is_member=is_member),
            keeps_policies=self._holds(user, "policies", is_member=is_member),
            assesses=self._may(user, "due_diligence", is_member=is_member, sees=sees),
            coordinates=self._is_among(user, coordinators, is_member=is_member),
            keeps_times=self._holds(user, "compliance", is_member=is_member),
            settles=sees and self._is_among(user, settling, is_member=is_member),
            on_committee=self._holds(user, "committee", is_member=is_member),
            marks=self._is_among(user, marking, is_member=is_member),
            investigates=self._holds(user, "investigations", is_member=is_member),
            is_known=standing is not Standing.UNKNOWN,
        )

    def roles_of(self, user: str) -> frozenset[str]:
        """The roles that name the person, for entries of the register that are for a role alone.

        None for somebody who has left, and none by being empty: what is restricted is nobody's
        whom the settings do not name.
        """
        standing = self._directory.profile(user).standing
        if standing is Standing.GONE:
            return frozenset()
        is_member = standing is Standing.MEMBER
        roles = (name for name, entries in self._settings.roles if isinstance(entries, tuple))
        return frozenset(role for role in roles if self._holds(user, role, is_member=is_member))

    def name_of(self, user: str) -> str:
        """What the person is called in the workspace; their id where Slack does not say."""
        return self._directory.profile(user).name or user

    def written_name(self, by: str) -> str:
        """Who did something, by name: a member’s own, else as it stands on record."""
        return self.name_of(by) if MEMBER.fullmatch(by) else by

    @property
    def anybody_marks(self) -> bool:
        """True where the settings name somebody who may mark which clause answers."""
        return bool(self._who_marks)

    @property
    def _who_marks(self) -> tuple[str, ...]:
        return self._settings.roles.marks or self._settings.coordinators

    def is_named(self, user: str, entries: tuple[str, ...]) -> bool:
        """True where the entries of a setting name the person, or a group with them in it."""
        is_member = self._directory.profile(user).standing is Standing.MEMBER
        return self._is_among(user, entries, is_member=is_member)

    def people_named(self, entries: tuple[str, ...]) -> tuple[str, ...]:
        """Those whom the entries of a setting name, also by groups, who may see partners."""
        return tuple(user for user in self._people(entries) if self.of(user).sees_partners)

    def finance_people(self) -> tuple[str, ...]:
        """The ids of all who hold the role `finance`, also by their groups, and are still there."""
        people = self._people(self._settings.roles.finance)
        return tuple(person for person in people if self.of(person).sees_restricted)

    def coordinators(self) -> tuple[str, ...]:
        """The ids of all coordinators, also by their groups, who are still there."""
        people = self._people(self._settings.coordinators)
        return tuple(person for person in people if self.of(person).coordinates)

    def settling_people(self) -> tuple[str, ...]:
        """The ids of all who may settle what only a person can, and are still there."""
        people = self._people(self._settings.roles.settlers or self._settings.coordinators)
        return tuple(person for person in people if self.of(person).settles)

    def committee(self) -> tuple[str, ...]:
        """The ids of all members of the Committee in their order, who are still there."""
        people = self._people(self._settings.roles.committee)
        return tuple(person for person in people if self.of(person).on_committee)

    def has_left_committee(self, user: str) -> bool:
        """True for somebody of whom it is known that they are no member of the Committee."""
        rights = self.of(user)
        return rights.is_known and not rights.on_committee

    def _people(self, entries: tuple[str, ...]) -> tuple[str, ...]:
        """The people that the entries name, by their ids and by groups."""
        groups = (self._directory.group(group).people for group in filter(is_group, entries))
        people = [entry for entry in entries if not is_group(entry)]
        members = (person for group in groups for person in sorted(group))
        return tuple(dict.fromkeys((*people, *members)))

    def is_guest(self, user: str) -> bool:
        """True for a guest of the workspace; False where Slack does not say."""
        return self._directory.profile(user).is_guest

    def _may(self, user: str, role: str, *, is_member: bool, sees: bool) -> bool:
        """Whether the person holds the role; an empty one is everybody's who sees partners."""
        if getattr(self._settings.roles, role):
            return self._holds(user, role, is_member=is_member)
        return sees

    def _holds(self, user: str, role: str, *, is_member: bool) -> bool:
        entries: tuple[str, ...] = getattr(self._settings.roles, role)
        return self._is_among(user, entries, is_member=is_member)

    def _is_among(self, user: str, entries: tuple[str, ...], *, is_member: bool) -> bool:
        """Whether the entries name the person, or a user group with them in it.

        A group opens a role to members alone: a guest is named by their own id, or not at all.
        """
        if user in entries:
            return True
        groups = filter(is_group, entries) if is_member else ()
        return any(user in self._directory.group(group).people for group in groups)


def directory_of(settings: Settings, metrics: Metrics | None = None) -> Directory:
    """The directory of the workspace that the settings name; one that knows nobody without it."""
    if not settings.slack.bot_token:
        return NoWorkspace()
    return SlackDirectory(opening_client(settings.slack, metrics or Metrics()))


def permissions_of(settings: Settings) -> Permissions:
    """The permissions for a command of the terminal, which asks Slack as it goes."""
    return Permissions(settings, directory_of(settings))


def refusal(settings: Settings, deed: str) -> str:
    """One sentence that says whom to ask.

    `deed` is what the file `may-not-<deed>` is about; 'know' where Slack could not say who somebody
    is.
    """
    coordinator = settings.contacts.partnership_coordinator
    contact = f"{coordinator.name}, the Partnership Coordinator" if coordinator.name else ""
    return prompts.fill(f"replies/may-not-{deed}", who=contact or "the Partnership Coordinator")
