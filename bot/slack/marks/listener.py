"""Marks: the window below an answer or on the Home tab, what it keeps, and taking one back."""

from __future__ import annotations

import json
from typing import Any

import prompts
from bot.clause_marks import MarkRefused
from bot.slack.blocks import forms, notices
from bot.slack.edge import Edge, SlackRequest
from bot.slack.home.listener import publish
from bot.slack.marks import form_view
from bot.slack.marks.form_view import MarkDraft
from bot.slack.roles import refusal
from bot.slack.windows import do_soon, push, user_of
from knowledge import UnknownDocument
from knowledge.marking import needs_the_question_before


def open_form(edge: Edge, request: SlackRequest) -> None:
    """A button below an answer or on the Home tab: opens the window, with what is known."""
    value, user = str(request.body["actions"][0].get("value") or ""), user_of(request)

    def window() -> dict[str, Any]:
        if not edge.rights(user).marks:
            return notices.window(form_view.NAME, refusal(edge.settings, "mark"))
        return form_view.window(_draft(edge, value), edge.policies.library.in_force())

    push(edge, request, window)
    request.ack()


def suggest(edge: Edge, request: SlackRequest) -> None:
    """What the menu of clauses offers for what was typed so far."""
    typed = str(request.body.get("value") or "")
    request.ack(options=form_view.options_for(typed, edge.policies.library.in_force()))


def keep(edge: Edge, request: SlackRequest) -> None:
    """The window, sent: keeps the mark, or says at the input what is missing."""
    user = user_of(request)
    if not edge.rights(user).marks:
        declined = notices.window(form_view.NAME, refusal(edge.settings, "mark"))
        request.ack(response_action="update", view=declined)
        return
    draft = form_view.drafted(request.body["view"]["state"]["values"])
    try:
        document = edge.policies.library.document(draft.document)
        clause = document.clause(draft.clause)
    except UnknownDocument:
        _wrong(request, form_view.CLAUSE, prompts.fill("replies/mark-clause-gone"))
        return
    try:
        mark = edge.services.marks.add(
            draft.question, document, clause, answers=draft.answers, by=user
        )
    except MarkRefused as error:
        _wrong(request, form_view.QUESTION, str(error))
        return
    verdict = "answers" if mark.answers else "does not answer"
    kept = notices.notice(
        "mark-kept",
        clause=f"{document.name} {clause.id}",
        verdict=verdict,
        question=mark.question,
    )
    view = notices.window(form_view.NAME, "")
    request.ack(response_action="update", view={**view, "blocks": kept.blocks})
    do_soon(edge, lambda: publish(edge, user))


def take_back(edge: Edge, request: SlackRequest) -> None:
    """The button beside a mark on the Home tab: takes it back, and says so there."""
    user = user_of(request)
    if edge.rights(user).marks:
        mark_id = str(request.body["actions"][0].get("value") or "")
        do_soon(edge, lambda: publish(edge, user, _taken_back(edge, mark_id, user)))
    request.ack()


def _taken_back(edge: Edge, mark_id: str, user: str) -> str:
    try:
        mark = edge.services.marks.take_back(mark_id, user)
    except MarkRefused:
        return ""  # somebody else took it back: it is not on the tab any more
    documents = {document.id: document.name for document in edge.policies.library.in_force()}
    name = f"{documents.get(mark.document, mark.document)} {mark.clause}"
    return prompts.fill("replies/mark-taken-back", clause=name)


def _draft(edge: Edge, value: str) -> MarkDraft:
    """What is known of a mark: the answer's question, and the clause that it cites first."""
    try:
        content = json.loads(value)
        inbox, document, clause = (str(content.get(key, "")) for key in ("i", "d", "c"))
    except (ValueError, AttributeError):
        return MarkDraft()
    question, earlier = edge.inbox.question_of(inbox) if inbox else ("", [])
    if earlier and needs_the_question_before(question):
        question = f"{earlier[-1]} {question}"
    return MarkDraft(question, document, clause)


def _wrong(request: SlackRequest, block: str, sentence: str) -> None:
    request.ack(response_action="errors", errors={block: forms.error_text(sentence)})
