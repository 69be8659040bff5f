"""What a person sees of Saathi in the local workspace: messages, Home, windows, waited for."""

from __future__ import annotations

import json
from typing import Any

from tests.support.slack.saathi_in_slack import Office
from tests.support.slack.workspace_client import OFFICER, Visitor, until

Json = dict[str, Any]


def words(place: Json | None) -> str:
    """Everything that blocks say, as running text."""
    said = json.dumps(place["blocks"] if place else "", ensure_ascii=False)
    return " ".join(said.replace("\\n", " ").split())


def in_thread(visitor: Visitor, ts: str) -> list[Json]:
    """Saathi's messages under a post in the channel, also one that is still being streamed."""
    seen = visitor.sees("partnerships")
    return [one for one in seen if one["thread_ts"] == ts and one["is_bot"]]


def opened_home(visitor: Visitor, showing: str) -> Json:
    """The Home tab, opened anew, as soon as it shows that."""
    before = (visitor.home or {}).get("hash")
    visitor.opens("home")
    until(lambda: (visitor.home or {}).get("hash") != before and showing in words(visitor.home))
    return visitor.home or {}


def from_saathi(visitor: Visitor) -> list[Json]:
    """Saathi's posts in the person's direct messages."""
    return [message for message in visitor.sees("saathi") if message["is_bot"]]


def newest_direct(visitor: Visitor, known: int) -> Json:
    """Saathi’s newest direct message, as soon as there are more than were known."""
    until(lambda: len(from_saathi(visitor)) > known)
    return from_saathi(visitor)[-1]


def opened(visitor: Visitor, name: str, title: str = "Partner") -> Json:
    """The card, opened by the command; what was open before it has made way."""
    before = [one["id"] for one in visitor.views]
    visitor.commands("partnerships", "/partner", name)
    until(lambda: [one for one in visitor.views if one["id"] not in before])
    return top(visitor, title)


def top(visitor: Visitor, title: str, depth: int | None = None, showing: str = "") -> Json:
    """The top window, as soon as it has that title, that depth, and shows that."""

    def found() -> list[Json]:
        views = visitor.views
        deep = depth is None or len(views) == depth
        last = views[-1:] if deep else []
        return [one for one in last if one["title"]["text"] == title and showing in words(one)]

    return until(found)[0]


def wherever(made: Office, secret: str) -> list[str]:
    """Where in the log, the deliveries and the messages a secret stands."""
    found = [str(log) for log in made.home.glob("*.log*") if secret in log.read_text("utf-8")]
    with made.app.database.read() as connection:
        rows = connection.exec_driver_sql("select * from deliveries").fetchall()
    found += ["deliveries" for row in rows if secret in repr(row)]
    for channel in ("partnerships", "field-offices", "saathi"):
        seen = Visitor(made.server.url, OFFICER).sees(channel)
        found += [channel for one in seen if secret in json.dumps(one)]
    return found
