"""What a decision is about, as it is shown: the facts, its papers, the words for the partner."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import prompts
from bot.services import Services
from bot.slack.blocks.escaping import clip, one_line
from bot.slack.partners.record_words import amount, day
from bot.slack.partners.view import agreement_title
from drafting.partners import DraftingError, office_name
from drafting.partners.record import Partner
from drafting.partnership.committee import (
    DecisionBody,
    SheetBody,
    asked_about,
    outcome_event,
    outcome_of,
    sheets_of,
    whose,
)
from drafting.register import Entry, EntryEvent, Unit

LINE = 300
NameOf = Callable[[str], str]


@dataclass(frozen=True)
class DecisionPapers:
    """A decision with what goes with it."""

    entry: Entry
    partner: str  # its name
    state: str
    facts: tuple[tuple[str, str], ...]  # what it is, and how it is

    @property
    def question(self) -> DecisionBody:
        """What the Committee is asked."""
        return asked_about(self.entry.body)

    @property
    def heading(self) -> str:
        """'Fund it: Girls back to school'."""
        return f"{self.question.question.label}: {self.entry.title}"


def papers_of(services: Services, entry: Entry, today: date) -> DecisionPapers:
    """The decision with its papers as they are now. Raises UnknownPartner, BadRecord."""
    partner = services.partners.get(entry.partner)
    kind = services.register.kinds[entry.kind]
    waiting = kind.waiting(entry, services.register_rules, today)
    days = [each.on for each in waiting if each.unit is Unit.COMMITTEE]
    due = [("Answers are due", day(max(filter(None, days), default=None)) or "no time is set")]
    facts = (*_facts(services, entry, partner), *(due if days else []))
    return DecisionPapers(entry, partner.name, kind.state(entry, today), facts)


def _facts(services: Services, entry: Entry, partner: Partner) -> Iterator[tuple[str, str]]:
    question, terms = asked_about(entry.body), partner.agreement(entry.agreement)
    yield "Partner", partner.name
    if terms is not None:
        yield "Agreement", agreement_title(terms)
    if question.amount is not None:
        yield "Amount", amount(question.amount, question.currency)
    if entry.agreement:
        draft = question.draft
        yield "Draft", _draft_line(services, entry, draft) if draft else "none was made yet"
        yield "Due diligence", _checklist_line(services, question.checklist)


def _draft_line(services: Services, entry: Entry, draft: str) -> str:
    """The draft's reference and whether it is still the one to go by."""
    standing = services.lives.standings(entry.partner, entry.agreement).get(draft)
    return f"{draft} ({standing.in_short})" if standing else draft


def _checklist_line(services: Services, checklist_id: str) -> str:
    """How far the checklist is, in figures and without a word of its answers."""
    if not checklist_id:
        return "no checklist was made"
    desk = services.due_diligence
    try:
        checklist = desk.get(checklist_id)
    except DraftingError:  # it was deleted
        return f"{checklist_id}, which is gone"
    summary = desk.summary(checklist)
    parts = [f"{summary.count_done} of {summary.of} answered"]
    if checklist.completed_at:
        parts.append("completed")
    parts += [
        f"{count} {what}"
        for count, what in (
            (len(summary.concerns), "concerns that nobody cleared"),
            (len(summary.gaps), "gaps"),
        )
        if count
    ]
    return f"{checklist_id}: {', '.join(parts)}"


def sheet_line(sheet: EntryEvent, name_of: NameOf) -> str:
    """'Sample Member: yes, with conditions (A yearly audit.). Because …'."""
    body = sheet.body
    if not isinstance(body, SheetBody):
        return ""
    conditions = f" ({one_line(body.conditions)})" if body.conditions else ""
    why = f" Why: {one_line(body.why)}" if body.why else ""
    paper = f" On paper: {one_line(body.handed_in)}" if body.handed_in else ""
    line = f"{name_of(whose(sheet))}: {body.vote.label.lower()}{conditions}.{why}{paper}"
    return clip(line, LINE)


def sheets_line(entry: Entry, name_of: NameOf) -> str:
    """All sheets in one line, for the head of a form."""
    lines = [sheet_line(sheet, name_of) for sheet in sheets_of(entry)]
    return " · ".join(lines) or "none yet"


def words_for_the_partner(papers: DecisionPapers) -> str:
    """What the officer may write to the partner: what was recorded, and nothing beside it.

    '' where it is not decided.
    """
    event, outcome = outcome_event(papers.entry), outcome_of(papers.entry)
    if event is None or outcome is None:
        return ""
    question = papers.question
    up_to = question.amount if outcome.amount is None else outcome.amount
    approves = outcome.outcome.is_approval
    more = {
        "It covers up to": amount(up_to, question.currency) if approves else "",
        "It holds until": day(outcome.until) if approves else "",
        "Conditions:": one_line(outcome.conditions),
        "Why:": one_line(outcome.why),
    }
    first = prompts.fill(
        "replies/committee-words",
        day=day(event.day),
        office=office_name(),
        question=papers.heading,
        outcome=outcome.outcome.label.lower(),
    )
    sentences = [first, *(_sentence(lead, text) for lead, text in more.items() if text)]
    return "\n".join([*sentences, prompts.load("replies/committee-words-end").text])


def _sentence(lead: str, text: str) -> str:
    end = "" if text.endswith((".", "!", "?", "۔")) else "."
    return f"{lead} {text}{end}"


def fact_lines(facts: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The facts, each clipped to a line."""
    return [(title, clip(one_line(text), LINE)) for title, text in facts]
