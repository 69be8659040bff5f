"""A prospect that becomes a partner: its form with what is known of it, and the entry's end."""

from __future__ import annotations

import logging
from dataclasses import replace

from bot.slack.edge import Edge
from bot.slack.partners.editing import new_partner_form
from bot.slack.partners.form_view import PartForm
from bot.slack.partners.record_forms import entry_of
from drafting.partners import DraftingError
from drafting.partners.record import Partner, fields_of
from drafting.partnership.pool import filed_event, known_of_prospect
from drafting.register import Author, Entry

LOG = logging.getLogger("saathi.prospects")


def prospect_form(entry: Entry) -> PartForm:
    """The form of a new partner, with what is known of the prospect."""
    fields = fields_of(Partner)
    known = {
        path: entry_of(fields[path], value, path)
        for path, value in known_of_prospect(entry).items()
    }
    form = new_partner_form(entry.title)
    asked = [known.pop(question.block, question) for question in form.entries]
    return replace(
        form, entries=[*asked, *known.values()], spot=form.spot._replace(prospect=entry.id)
    )


def form_of(edge: Edge, entry_id: str, name: str = "") -> PartForm:
    """The form of a new partner: that of the prospect, where there is one.

    Raises UnknownEntry.
    """
    return (
        prospect_form(edge.services.register.entry(entry_id))
        if entry_id
        else new_partner_form(name)
    )


def end_prospect(edge: Edge, user: str, entry_id: str, partner: str) -> None:
    """Says that the prospect's partner file is there; what was said before stays as it is."""
    register = edge.services.register
    try:
        entry = register.entry(entry_id)
        author = Author(user, edge.permissions.name_of(user))
        register.say(filed_event(entry, partner, author))
    except DraftingError as error:
        LOG.info("a prospect was not ended: %s", type(error).__name__)
