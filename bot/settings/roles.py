"""The setting `roles`: who may do what with partners' files."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from bot.settings.configuration.group import SettingsGroup, excerpt

MEMBER = re.compile(r"[UW][A-Z0-9]{2,20}")
# What is written in place of a member id.
OTHERS = (
    (r"[CG][A-Z0-9]{4,}|#.*", "a channel"),
    (r"S[A-Z0-9]{4,}", "a user group"),
    (r"[DT][A-Z0-9]{4,}", "a conversation or a workspace"),
    (r"B[A-Z0-9]{4,}", "an app"),
    (r"<@\w+(\|.*)?>", "a mention; leave its marks out"),
    (r"@.*", "a name"),
    (r"\S+@\S+", "an email address"),
    (r"[uw][A-Za-z0-9]{4,}", "an id in small letters"),
    (r".*[,;\s].*", "more than one id, or a name"),
)
MEMBERS = ["U012AB3CD", "U034EF5GH"]


class RoleSettings(SettingsGroup):
    """Who may do what with partners' files and policies: Slack member ids such as U012AB3CD."""

    drafters: tuple[str, ...] = Field(
        default=(),
        title="Who drafts agreements",
        description="Slack member ids of who may draft agreements; empty: everybody.",
        examples=[MEMBERS],
    )
    editors: tuple[str, ...] = Field(
        default=(),
        title="Who changes partners’ files",
        description="Slack member ids of who may change partners’ files; empty: everybody.",
        examples=[MEMBERS],
    )
    finance: tuple[str, ...] = Field(
        default=(),
        title="Who sees bank details and CNICs",
        description="Slack member ids of who may see and change bank details and CNICs; empty: "
        "nobody.",
        examples=[MEMBERS],
    )
    due_diligence: tuple[str, ...] = Field(
        default=(),
        title="Who does due diligence",
        description="Slack member ids of who may see and answer checklists; empty: everybody.",
        examples=[MEMBERS],
    )
    policies: tuple[str, ...] = Field(
        default=(),
        title="Who puts policies in force",
        description="Slack member ids of who may put policies on record and in force; empty: "
        "nobody, and it is done in the terminal.",
        examples=[MEMBERS],
    )
    marks: tuple[str, ...] = Field(
        default=(),
        title="Who marks which clause answers",
        description="Slack member ids of who may mark, below an answer or on the Home tab, which "
        "clause answers a question and which does not; empty: the coordinators.",
        examples=[MEMBERS],
    )
    terminal_sees_restricted: bool = Field(
        default=False,
        title="Bank details in the terminal",
        description="Whether `saathi` in the terminal shows bank details and CNICs, to whoever "
        "may run it on this machine.",
    )

    @field_validator("drafters", "editors", "finance", "due_diligence", "policies", "marks")
    @classmethod
    def _are_slack_ids(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        return slack_ids(ids)


def slack_ids(ids: tuple[str, ...]) -> tuple[str, ...]:
    """The ids. Raises ValueError with every one that is no Slack member id."""
    wrong = [
        f"'{excerpt(entry)}' is {_describe(entry)}" for entry in ids if not MEMBER.fullmatch(entry)
    ]
    if wrong:
        raise ValueError(
            f"{', '.join(wrong)}; write member ids, such as U012AB3CD (in Slack: the person’s "
            "profile, ⋮, Copy member ID)"
        )
    return ids


def _describe(entry: str) -> str:
    """What was written in place of a member id."""
    return next(
        (description for look, description in OTHERS if re.fullmatch(look, entry)), "no member id"
    )
