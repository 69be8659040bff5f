"""The calendar as an .ics file (RFC 5545): all-day events that calendars of people take in.

An event's UID is made of what waits and not of its day: a day that moves moves the event. What is
gone since an earlier file is cancelled by its UID.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from icalendar import Calendar, Event

from drafting.calendar.words import interval_note
from drafting.partners import office_name
from drafting.register import Waiting

PRODUCT = "-//Saathi//Calendar of partnerships//EN"
DOMAIN = "saathi.invalid"  # a name that nobody has: UIDs are names, and lead nowhere


def calendar_file(
    waitings: Iterable[Waiting],
    names: Mapping[str, str],
    now: datetime,
    *,
    everything: Iterable[Waiting] = (),
    earlier: bytes = b"",
) -> bytes:
    """The file; `names` are the partners' by id, `now` knows its time zone.

    `everything` is all that waits, of which `waitings` may be a part. What is in `earlier`, the
    file from before, and waits no more is cancelled. Raises ValueError where that is no calendar.
    """
    chosen = [waiting for waiting in waitings if waiting.on is not None]
    dated = list(dict.fromkeys((*chosen, *(each for each in everything if each.on is not None))))
    uids = dict(zip(dated, event_ids(dated), strict=True))
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    events = (
        _event(waiting, uids[waiting], names.get(waiting.partner, waiting.partner), now)
        for waiting in chosen
    )
    for event in (*events, *_cancelled(earlier, set(uids.values()), now)):
        calendar.add_component(event)
    return bytes(calendar.to_ical())


def event_ids(waitings: Sequence[Waiting]) -> list[str]:
    """A UID for each: the same as long as it is the same thing, whatever its day.

    Of what comes again, as a quarter's report does, each day is a thing of its own.
    """
    times = Counter(_thing(waiting) for waiting in waitings)
    things = ((waiting, _thing(waiting)) for waiting in waitings)
    return [
        _uid(thing if times[thing] == 1 else (*thing, str(waiting.on))) for waiting, thing in things
    ]


def _thing(waiting: Waiting) -> tuple[str, str, str]:
    name = waiting.key.replace(waiting.on.isoformat(), "") if waiting.on else waiting.key
    return waiting.partner, waiting.reference, name


def _uid(thing: Iterable[str]) -> str:
    return f"{hashlib.sha256(chr(0).join(thing).encode()).hexdigest()[:32]}@{DOMAIN}"


def _event(waiting: Waiting, uid: str, partner: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", now)
    # A calendar takes the version with the higher number for the newer one.
    event.add("sequence", int(now.timestamp()) // 60)
    on = waiting.on or now.date()
    event.add("dtstart", on)
    event.add("dtend", on + timedelta(days=1))
    event.add("summary", f"{waiting.what} ({partner})")
    event.add("description", _description(waiting))
    event.add("transp", "TRANSPARENT")
    return event


def _description(waiting: Waiting) -> str:
    whose = f"Of: {waiting.of.label}"
    lines = (whose, waiting.agreement, waiting.words, waiting.clause, interval_note(waiting))
    return "\n".join((*filter(None, lines), f"From Saathi, {office_name()}"))


def _cancelled(earlier: bytes, known: Collection[str], now: datetime) -> Iterable[Event]:
    """What an earlier file has and waits no more: cancelled, with its day."""
    if not earlier:
        return
    for before in Calendar.from_ical(earlier).walk("VEVENT"):
        if str(before["UID"]) in known:
            continue
        event = Event()
        for name in ("uid", "dtstart", "dtend", "summary"):
            event[name.upper()] = before[name.upper()]
        event.add("dtstamp", now)
        event.add("sequence", int(now.timestamp()) // 60)
        event.add("status", "CANCELLED")
        yield event
