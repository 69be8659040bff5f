"""The sample people and channels of the workspace: roles, never real-looking names."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Member:
    """Somebody in the workspace."""

    id: str
    name: str
    title: str
    role: str
    is_restricted: bool = False  # a guest in several channels
    is_ultra_restricted: bool = False  # a guest in one channel
    is_deleted: bool = False  # has left
    team: str = ""  # another organisation's workspace, by Slack Connect; '' is this one

    @property
    def handle(self) -> str:
        """The name as Slack's payloads give it: small letters and dots."""
        letters = "".join(c if c.isalnum() else " " for c in self.name.lower())
        return ".".join(letters.split())


@dataclass(frozen=True)
class Channel:
    """A channel; the bot may be a member of it or not."""

    id: str
    name: str
    topic: str
    bot_is_member: bool = True


SAMPLE_COORDINATOR = "U0SAMPLE003"  # the Partnership Coordinator among them
SAMPLE_FINANCE_OFFICER = "U0SAMPLE002"
SAMPLE_PEOPLE = (
    Member(
        "U0SAMPLE001", "Sample Programme Officer", "Programme Officer (sample)", "programme officer"
    ),
    Member(
        SAMPLE_FINANCE_OFFICER,
        "Sample Finance Officer",
        "Finance Officer (sample)",
        "finance officer",
    ),
    Member(
        SAMPLE_COORDINATOR,
        "Sample Partnership Coordinator",
        "Partnership Coordinator (sample)",
        "partnership coordinator",
    ),
    Member(
        "U0SAMPLE004",
        "Sample Field Officer (Sindh)",
        "Field Officer, Sindh (sample)",
        "field officer",
    ),
)
CHANNELS = (
    Channel("C0PARTNERS1", "partnerships", "Partners, agreements and questions about policy"),
    Channel("C0FIELDOFF1", "field-offices", "News and questions from the field offices"),
    Channel("C0FINANCE01", "finance", "Saathi is not a member here", bot_is_member=False),
)


def crowd(size: int) -> tuple[Member, ...]:
    """So many sample people, for measuring under load."""
    return tuple(
        Member(f"U0CROWD{n:04d}", f"Sample Person {n}", "Staff (sample)", "staff")
        for n in range(1, size + 1)
    )
