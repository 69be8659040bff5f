"""Who may do what, for `saathi doctor`: each role, who holds it, and what stands open."""

from __future__ import annotations

from collections.abc import Iterable

from bot.settings.roles import is_group
from bot.settings.settings import Settings
from bot.slack.members.directory import Directory, Profile, Standing
from bot.slack.roles import AT_WORK, directory_of
from bot.terminal.doctor.report import CheckResult

# Each role, with who holds it where it is empty.
ROLES = {
    "viewers": ("Sees partners", "every full member of the workspace"),
    "drafters": ("Drafts", "everybody who sees partners’ files"),
    "editors": ("Changes files", "everybody who sees partners’ files"),
    "due_diligence": ("Assesses", "everybody who sees partners’ files"),
    "finance": ("Sees accounts", "nobody"),
    "settlers": ("Settles points", "the coordinators; without any, the terminal alone"),
    "committee": (
        "The Committee",
        "nobody: a coordinator records what it decided, with the minutes (CSPF 18(c))",
    ),
    "policies": ("Puts in force", "nobody: it is done in the terminal"),
}
# What an empty role leaves to every full member, while `viewers` is empty as well.
LEAVES_OPEN = {
    "viewers": "every full member reads partners’ names, phone numbers and amounts",
    "drafters": "every full member can draft agreements",
    "editors": "every full member can change partners’ files",
    "due_diligence": "every full member sees and answers checklists",
}
ALL = "every role"
FEWEST_IN_FINANCE = 2  # whoever enters a changed account cannot be the one who confirms it
ONE_ALONE = (
    "a changed bank account takes two people of Finance: until a second one is named by "
    "`roles.finance`, each change that one of them enters waits"
)
PEOPLE = "member ids (U…) or user groups (S…), under [roles]"


def roles(settings: Settings, directory: Directory | None = None) -> list[CheckResult]:
    """A line for each role. Slack is asked who its holders are, where it is set."""
    directory = directory or directory_of(settings)
    results = [_role(settings, role, directory) for role in ROLES]
    if settings.slack.workflow_posts and not settings.coordinators:
        results.append(
            CheckResult(
                "Workflows",
                "a report of misconduct reaches nobody",
                "`coordinators`",
                exposure="a workflow’s post has no author to answer: name by `coordinators` who is "
                "told of it",
            )
        )
    if settings.coordinators:
        now, lost = _holders(settings.coordinators, directory)
        results.append(CheckResult("Coordinates", now, PEOPLE, _cure("coordinators", lost)))
    return results


def _role(settings: Settings, role: str, directory: Directory) -> CheckResult:
    subject, nobody_named = ROLES[role]
    entries: tuple[str, ...] = getattr(settings.roles, role)
    if not entries:
        return CheckResult(
            subject, nobody_named, f"`roles.{role}`", exposure=_exposure(settings, role)
        )
    now, lost = _holders(entries, directory)
    exposure = ""
    if role == "finance" and _is_one_alone(entries, directory):
        exposure = ONE_ALONE
    return CheckResult(
        subject, now, f"`roles.{role}`", _cure(f"roles.{role}", lost), exposure=exposure
    )


def _is_one_alone(entries: Iterable[str], directory: Directory) -> bool:
    """True where fewer than two people hold a role, as far as Slack tells."""
    people: set[str] = set()
    for entry in entries:
        if not is_group(entry):
            profile = directory.profile(entry)
            is_there = profile.standing is not Standing.GONE and not (
                profile.problem and profile.standing is not Standing.UNKNOWN
            )
            people |= {entry} if is_there else set()
            continue
        members = directory.group(entry)
        if not members.was_reached:
            return False  # nobody knows; another line says why
        people |= {user for user in members.people if _holder_name(user, directory)}
    return len(people) < FEWEST_IN_FINANCE


def _exposure(settings: Settings, role: str) -> str:
    if role not in AT_WORK or role not in LEAVES_OPEN or settings.roles.viewers:
        return ""
    return f"open as shipped: {LEAVES_OPEN[role]}; name who may by `roles.{role}`"


def _holders(entries: Iterable[str], directory: Directory) -> tuple[str, list[str]]:
    """Who holds a role, by name where Slack tells; and what is wrong with the entries."""
    holders, lost = [], []
    for entry in entries:
        holder, problem = _group(entry, directory) if is_group(entry) else _one(entry, directory)
        holders.append(holder)
        lost += [problem] if problem else []
    return ", ".join(holders), lost


def _group(group: str, directory: Directory) -> tuple[str, str]:
    members = directory.group(group)
    if not members.was_reached:
        return f"group {group}", ""
    if members.problem:
        return f"group {group}", f"nobody in {group} holds it: Slack says {members.problem}"
    names = sorted(filter(None, (_holder_name(user, directory) for user in members.people)))
    return f"group {group} ({', '.join(names) or 'nobody'})", ""


def _holder_name(user: str, directory: Directory) -> str:
    """The name of somebody in a group; '' for guests and those who left, who hold nothing by it."""
    profile = directory.profile(user)
    return (profile.name or user) if profile.standing is Standing.MEMBER else ""


def _one(user: str, directory: Directory) -> tuple[str, str]:
    profile: Profile = directory.profile(user)
    holder = f"{profile.name} ({user})" if profile.name else user
    if profile.standing is Standing.GONE:
        return f"{holder}, who left", f"{holder} left the workspace and lost it; take the id out"
    if profile.standing is Standing.UNKNOWN:  # another line says why
        return holder, ""
    if profile.problem:
        return f"{holder}, unknown", f"{user} is nobody in this workspace; take the id out"
    return (f"{holder}, a guest" if profile.standing is Standing.OUTSIDER else holder), ""


def _cure(setting: str, lost: list[str]) -> str:
    return f"`{setting}`: {'; '.join(lost)}" if lost else ""


def slack_answers(settings: Settings, directory: Directory | None = None) -> list[CheckResult]:
    """Whether Slack tells members from guests, without which partners' files stay closed."""
    if not settings.slack.bot_token:
        return []
    profile = (directory or directory_of(settings)).profile(OWN)
    if profile.standing is not Standing.UNKNOWN:
        return []
    if not profile.was_reached:
        now = "Slack could not be reached, so nobody was looked up"
        return [CheckResult("Who is who", now, "the scope users:read")]
    cure = (
        f"Slack does not say who is a member ({profile.problem}), so partners’ files are closed to "
        "who is not named: update the app with what `saathi manifest` prints, and install it again"
    )
    return [CheckResult("Who is who", "not known", "the scope users:read", cure)]


OWN = "USLACKBOT"  # somebody who is in every workspace
