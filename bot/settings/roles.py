"""The setting `roles`: who may do what with partners' files."""

from __future__ import annotations

import re

from pydantic import Field, field_validator

from bot.settings.configuration.group import SettingsGroup, excerpt

MEMBER = re.compile(r"[UW][A-Z0-9]{2,20}")
GROUP = re.compile(r"S[A-Z0-9]{2,20}")
# What is written in place of a member id.
OTHERS = (
    (r"[CG][A-Z0-9]{4,}|#.*", "a channel"),
    (r"S[A-Z0-9]{4,}", "a user group"),
    (r"[DT][A-Z0-9]{4,}", "a conversation or a workspace"),
    (r"B[A-Z0-9]{4,}", "an app"),
    (r"<(@|!subteam\^)\w+(\|.*)?>", "a mention; leave its marks out"),
    (r"@.*", "a name"),
    (r"\S+@\S+", "an email address"),
    (r"[uw][A-Za-z0-9]{4,}", "an id in small letters"),
    (r".*[,;\s].*", "more than one id, or a name"),
)
PEOPLE = ["U012AB3CD", "S06UV7WX8"]  # a member and a user group


class RoleSettings(SettingsGroup):
    """Who may do what with partners' files and policies: members (U…) and user groups (S…).

    Guests, people of other organisations and who left hold no role that does not name them.
    """

    viewers: tuple[str, ...] = Field(
        default=(),
        title="Who sees partners’ files",
        description="Slack ids of who may see partners’ cards, histories, agreements and the "
        "reasons for clauses, members (U…) or user groups (S…); so may all who hold another role "
        "here but `policies`. Empty: every full member of the workspace.",
        examples=[PEOPLE],
    )
    drafters: tuple[str, ...] = Field(
        default=(),
        title="Who drafts agreements",
        description="Slack ids of who may draft agreements, members (U…) or user groups (S…); "
        "empty: everybody who sees partners’ files.",
        examples=[PEOPLE],
    )
    editors: tuple[str, ...] = Field(
        default=(),
        title="Who changes partners’ files",
        description="Slack ids of who may change partners’ files, members (U…) or user groups "
        "(S…); empty: everybody who sees them.",
        examples=[PEOPLE],
    )
    finance: tuple[str, ...] = Field(
        default=(),
        title="Who sees bank details and CNICs",
        description="Slack ids of who may see and change bank details and CNICs, and record the "
        "call-back on a changed account, which takes a second person: members (U…) or user groups "
        "(S…); empty: nobody.",
        examples=[PEOPLE],
    )
    due_diligence: tuple[str, ...] = Field(
        default=(),
        title="Who does due diligence",
        description="Slack ids of who may see and answer checklists, members (U…) or user groups "
        "(S…); empty: everybody who sees partners’ files.",
        examples=[PEOPLE],
    )
    policies: tuple[str, ...] = Field(
        default=(),
        title="Who puts policies in force",
        description="Slack ids of who may put policies on record and in force, members (U…) or "
        "user groups (S…); empty: nobody, and it is done in the terminal.",
        examples=[PEOPLE],
    )
    marks: tuple[str, ...] = Field(
        default=(),
        title="Who marks which clause answers",
        description="Slack ids of who may mark, below an answer or on the Home tab, which clause "
        "answers a question and which does not, members (U…) or user groups (S…); empty: the "
        "coordinators.",
        examples=[PEOPLE],
    )
    settlers: tuple[str, ...] = Field(
        default=(),
        title="Who settles points of a review, and enters signatures",
        description="Slack ids of who may settle, by name and with a reason, what a review leaves "
        "to a person, so that an agreement is ready for signature, and enter signatures and ends "
        "of agreements, as coordinators do; members (U…) or user groups (S…); empty: the "
        "coordinators.",
        examples=[PEOPLE],
    )
    committee: tuple[str, ...] = Field(
        default=(),
        title="The Committee",
        description="Slack ids of the senior managers who decide on partnerships (CSPF 18(c)), in "
        "order, members (U…) or user groups (S…): the first `partnership.committee.size` are "
        "asked, who follows stands in for one with a conflict of interest. Empty: nobody is asked "
        "in Slack, and a coordinator records what the Committee decided elsewhere.",
        examples=[PEOPLE],
    )
    compliance: tuple[str, ...] = Field(
        default=(),
        title="Compliance Review Committee",
        description="Slack ids of the Compliance Review Committee of CSPF 16(e), which monitors "
        "turn-around times with the Partnership Coordinator: who may also record on the register "
        "and have its reports; members (U…) or user groups (S…); empty: nobody beside others who "
        "may.",
        examples=[PEOPLE],
    )
    investigations: tuple[str, ...] = Field(
        default=(),
        title="Who investigates",
        description="Slack ids of who may open, see and add to cases of CSPF 17(b), and nobody "
        "else: members (U…) or user groups (S…); empty: nobody, and no case is opened in Slack.",
        examples=[PEOPLE],
    )
    terminal_sees_restricted: bool = Field(
        default=False,
        title="Bank details in the terminal",
        description="Whether `saathi` in the terminal shows bank details and CNICs, to whoever "
        "may run it on this machine.",
    )

    @field_validator(
        "viewers",
        "drafters",
        "editors",
        "finance",
        "due_diligence",
        "policies",
        "marks",
        "settlers",
        "committee",
        "compliance",
        "investigations",
    )
    @classmethod
    def _are_slack_ids(cls, ids: tuple[str, ...]) -> tuple[str, ...]:
        return slack_ids(ids, groups=True)


def is_group(entry: str) -> bool:
    """True for the id of a user group."""
    return bool(GROUP.fullmatch(entry))


def slack_ids(ids: tuple[str, ...], *, groups: bool = False) -> tuple[str, ...]:
    """The ids. Raises ValueError with every one that is no Slack member id.

    With `groups` the id of a user group is right as well.
    """
    wrong = [
        f"'{excerpt(entry)}' is {_describe(entry)}"
        for entry in ids
        if not (MEMBER.fullmatch(entry) or (groups and is_group(entry)))
    ]
    if wrong and groups:
        raise ValueError(
            f"{', '.join(wrong)}; write member ids, such as U012AB3CD (in Slack: the person’s "
            "profile, ⋮, Copy member ID), or ids of user groups, such as S06UV7WX8 (in Slack: "
            "People, User groups, the group, ⋮, Copy group ID)"
        )
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
