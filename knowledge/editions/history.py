"""Who put what on record, and who decided what about it later, in order of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from knowledge.editions.record import Amendment, AmendmentKind, Record
from knowledge.models import Model


class LibraryEvent(Model):
    """One thing that somebody did to the library."""

    at: str  # ISO 8601, in UTC
    by: str  # a Slack member id, or the account in the terminal; '' where nobody wrote it down
    document: str  # the edition's id as it is now
    edition: str  # its date as it is now
    what: str  # 'put on record from policy.pdf'
    why: str = ""


def history_of(records: Iterable[Record]) -> list[LibraryEvent]:
    """All that the office did, oldest first; what comes with Saathi was done by nobody."""
    events = [event for record in records for event in _events(record)]
    # A decision about an edition stands with each reading of it, and is told once.
    unique = dict.fromkeys((e.at, e.by, e.what, e.document, e.edition, e.why) for e in events)
    return [
        LibraryEvent(at=at, by=by, what=what, document=document, edition=edition, why=why)
        for at, by, what, document, edition, why in sorted(unique, key=lambda key: key[0])
    ]


def people_in(records: Iterable[Record]) -> list[str]:
    """Whoever did something to the library, once for each thing."""
    return [event.by for event in history_of(records) if event.by]


def _events(record: Record) -> Iterator[LibraryEvent]:
    document = record.document
    if record.sequence:
        what = "read again" if record.rereads else "put on record"
        yield LibraryEvent(
            at=record.added,
            by=record.by,
            document=document.id,
            edition=document.edition,
            what=f"{what} from {record.source}",
        )
    for amendment in record.amendments:
        yield LibraryEvent(
            at=amendment.at,
            by=amendment.by,
            document=document.id,
            edition=document.edition,
            what=_deed(amendment),
            why=amendment.why,
        )


def _deed(amendment: Amendment) -> str:
    if amendment.kind is not AmendmentKind.CORRECTED:
        scope = "" if amendment.every_reading else " (the last reading of its file)"
        return f"{amendment.kind}{scope}"
    changes = {
        "id": amendment.to_document,
        "date": amendment.to_edition,
        "status": amendment.to_status or "",
    }
    return "corrected: " + ", ".join(f"{name} {to}" for name, to in changes.items() if to)
