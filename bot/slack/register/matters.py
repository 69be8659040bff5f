"""What is for a role alone: who may open, see and add to it, and the window that lists it.

Whoever sees something of it is put on the access record first.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.slack.edge import Edge
from bot.slack.roles import Rights
from drafting.register import Entry, EntryKind, LockedEntry


def may_record(rights: Rights) -> bool:
    """Whoever changes partners' files, coordinates, or keeps the times of CSPF 16(e)."""
    return rights.sees_partners and (
        rights.edits or rights.coordinates or rights.keeps_times or rights.sees_restricted
    )


def may_enter(edge: Edge, user: str, kind: EntryKind) -> bool:
    """Whether the person may open entries of the kind, and add to them."""
    if kind.restricted_to:
        return kind.restricted_to in edge.permissions.roles_of(user)
    return may_record(edge.rights(user))


def may_record_here(edge: Edge, user: str) -> bool:
    """Whether the person may record anything at all; what of it, `may_enter` says."""
    kinds = edge.services.register.kinds.values()
    return may_record(edge.rights(user)) or any(
        kind.restricted_to and may_enter(edge, user, kind) for kind in kinds
    )


def hidden_entry(edge: Edge, user: str, entry_id: str) -> Entry:
    """The entry, where the person may see it, before anything of it is shown. Raises UnknownEntry.

    A button's value is only what somebody sent.
    """
    return edge.services.register.entry(entry_id, edge.permissions.roles_of(user))


def shown_entry(edge: Edge, user: str, entry_id: str) -> Entry:
    """The entry as the person is about to see it. Raises UnknownEntry."""
    entry = hidden_entry(edge, user, entry_id)
    edge.services.access.note_matters(user, [entry])
    return entry


def shown_entries(edge: Edge, user: str, partner: str) -> Sequence[Entry]:
    """A partner's entries as the person is about to see them.

    Without the key, what is for a role alone is left out, so that the rest can be worked with.
    """
    register = edge.services.register
    try:
        entries = register.of_partner(partner, edge.permissions.roles_of(user))
    except LockedEntry:
        return register.of_partner(partner)
    edge.services.access.note_matters(user, _open_ones(edge, entries))
    return entries


def shown_matters(edge: Edge, user: str) -> Sequence[Entry]:
    """All that is for the person's roles alone, with every partner, what is open first.

    Raises LockedEntry.
    """
    register, roles = edge.services.register, edge.permissions.roles_of(user)
    entries = [
        entry
        for kind in register.kinds.values()
        if kind.restricted_to in roles
        for entry in register.of_kind(kind.name, roles)
    ]
    edge.services.access.note_matters(user, entries)
    newest_first = sorted(entries, key=lambda entry: entry.opened_at, reverse=True)
    return sorted(newest_first, key=lambda entry: register.kinds[entry.kind].is_closed(entry))


def _open_ones(edge: Edge, entries: Sequence[Entry]) -> list[Entry]:
    kinds = edge.services.register.kinds
    return [entry for entry in entries if not kinds[entry.kind].is_closed(entry)]
