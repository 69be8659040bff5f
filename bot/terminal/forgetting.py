"""`saathi forget`: deletes a person's questions, and says what else stays with their id."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bot.errors import EdgeError
from bot.services import Services
from bot.settings.roles import MEMBER
from bot.settings.settings import Settings
from bot.slack.delivery.deliveries import PersonTotals
from bot.slack.delivery.inbox import Inbox
from drafting.partnership import mentions_of
from knowledge.editions import people_in

WHERE = "in Slack: the person’s profile, ⋮, Copy member ID"


class NobodyForgotten(EdgeError):
    """Nothing could be forgotten: the id is not one, or nothing is kept with it."""


@dataclass(frozen=True)
class Forgotten:
    """How many questions are deleted, and a line for each thing that stays."""

    questions: int
    stays: tuple[str, ...]

    def lines(self, member: str) -> Iterator[str]:
        """The same in lines for people."""
        if self.questions:
            are = "is" if self.questions == 1 else "are"
            beginning = (
                f"{_counted(self.questions, 'question', 'questions')} of {member} {are} deleted"
            )
            yield f"{beginning}, with their feedback; the messages in Slack stay."
        else:
            yield f"No question of {member} is kept."
        if self.stays:
            yield "With this id stay:"
            yield from (f"- {line}" for line in self.stays)


def forget(services: Services, member: str) -> Forgotten:
    """Deletes the person's questions. Raises NobodyForgotten, DatabaseError."""
    if not re.fullmatch(MEMBER, member):
        raise NobodyForgotten(
            f"{member!r} is no Slack member id; write one such as U012AB3CD ({WHERE})."
        )
    inbox = Inbox(services.database)
    counts = inbox.kept_of(member)
    stays = tuple(_remaining_lines(services, member, counts))
    if not counts.questions and not stays:
        raise NobodyForgotten(
            f"Saathi holds nothing of {member}: no questions, and nothing else; see that the id is "
            f"right ({WHERE})."
        )
    return Forgotten(inbox.forget(member), stays)


def _remaining_lines(services: Services, member: str, counts: PersonTotals) -> Iterator[str]:
    """A line for each thing that stays, most urgent first, with what can be done."""
    if counts.open:
        yield (
            f"{_counted(counts.open, 'message', 'messages')} being answered or waiting: run this "
            "again once they are answered"
        )
    for setting in _settings_that_name(member, services.settings):
        yield f"the setting `{setting}`: take the id out of it, and start Saathi again"
    deeds = people_in(services.policies.library.records()).count(member)
    if deeds:
        yield (
            f"{_counted(deeds, 'decision', 'decisions')} about a policy: stay, for the record says "
            "who put it in force"
        )
    marks = services.marks.made_by(member)
    if marks:
        yield (
            f"{_counted(marks, 'mark', 'marks')} of a clause: stay, for the record says who "
            "decided it; `saathi marks take-back` ends one"
        )
    for mention in mentions_of(member, services.database):
        yield f"{_counted(mention.count, mention.role, mention.many)}: {mention.cure}"
    if counts.named:
        yield (
            f"{_counted(counts.named, 'question', 'questions')} of others that name them: deleted "
            "after `keep_questions_days`"
        )
    if counts.closed:
        yield (
            f"{_counted(counts.closed, 'line', 'lines')} without text, of when a message came: "
            "deleted by itself 30 days after the reply"
        )


def _settings_that_name(member: str, settings: Settings) -> Iterator[str]:
    if member in settings.coordinators:
        yield "coordinators"
    for name, members in settings.roles:
        if isinstance(members, tuple) and member in members:
            yield f"roles.{name}"


def _counted(count: int, singular: str, plural: str) -> str:
    return f"{count:,} {singular if count == 1 else plural}"
