"""Clauses: a whole clause at a click, with its neighbours; a document's outline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import public_sentence
from bot.slack.blocks import names
from bot.slack.edge import Edge, SlackRequest
from bot.slack.questions import clause_view
from bot.slack.windows import do_soon, open_view
from knowledge import Document, PolicyDesk


def open_clause(edge: Edge, request: SlackRequest) -> None:
    """A button under a citation, in the outline or beside a clause: shows that clause."""
    clause_name = names.clause_named(request.body["actions"][0]["value"])
    if clause_name is not None:
        _show(edge, request.body, _clause(edge.policies, clause_name))
    request.ack()


def open_document(edge: Edge, request: SlackRequest) -> None:
    """A document on the Home tab: shows its outline."""
    _show(edge, request.body, _outline(edge.policies, request.body["actions"][0]["value"]))
    request.ack()


def _show(edge: Edge, body: Mapping[str, Any], view: dict[str, Any]) -> None:
    """Opens a modal; a clause's own modal shows the next clause instead."""
    now = body.get("view") or {}
    if now.get("callback_id") == names.CLAUSE_MODAL:
        do_soon(edge, lambda: edge.client.views_update(view_id=now["id"], view=view))
    else:
        in_modal = now.get("type") == "modal"
        open_view(edge, body["trigger_id"], body["user"]["id"], view, push=in_modal)


def _clause(policies: PolicyDesk, clause_name: names.ClauseName) -> dict[str, Any]:
    try:
        document = _edition(policies, clause_name.document, clause_name.edition)
        now = policies.library.document(clause_name.document)
        superseded_by = now.edition if now != document else ""
        clause = document.clause(clause_name.clause)
    except Exception as error:  # the document may have gone since the answer
        return clause_view.not_found_modal(public_sentence(error))
    beside = clause_view.neighbours(document, clause)
    return clause_view.clause(document, clause, *beside, superseded_by=superseded_by)


def _outline(policies: PolicyDesk, name: str) -> dict[str, Any]:
    try:
        return clause_view.outline(policies.library.document(name))
    except Exception as error:
        return clause_view.not_found_modal(public_sentence(error))


def _edition(policies: PolicyDesk, name: str, edition: str) -> Document:
    """The edition that was quoted; where it is not on record any more, the one in force."""
    for record in policies.library.editions(name):
        if record.document.edition == edition:
            return record.document
    return policies.library.document(name)
