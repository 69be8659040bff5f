"""Processes that are killed, with SIGKILL, at each write of what the register is for.

python -m tests.support.dying_register HOME [URL]
    A decision is asked, answered, decided and filed as an approval, people are told, and an aim of
    the partner is set, said and confirmed. A process is killed before and after each write of it;
    what the next one leaves is printed: a line a death.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from unittest.mock import patch

from pydantic import SecretStr

from bot.operations.database import Database
from bot.services import Services
from bot.settings.roles import RoleSettings
from bot.settings.settings import Settings
from bot.slack.committee.reminders import DECIDED, PAPER, READY, CommitteeReminders
from bot.slack.delivery.inbox import Inbox
from bot.slack.edge import Edge
from bot.slack.members.directory import NoWorkspace
from bot.slack.reminders import remind
from bot.slack.roles import Permissions
from drafting.partners import office_today
from drafting.partners.record import Partner
from drafting.partners.vocabulary import Side
from drafting.register import Author, OpeningInput, SayingInput

MEMBERS = tuple(f"U0SENIOR00{number}" for number in range(1, 5))
COORDINATOR = "U0SAMPLE003"
OFFICER = Author(COORDINATOR, "Sample Coordinator")
CHAIR = Author(COORDINATOR, "Sample Coordinator", Side.PARTNER, "Sample Chairwoman")
AIM = {"aim": "Keep its own accounts (sample)", "direction": "ii", "said_by": "Sample Chairwoman"}
LOOMS = "2026-looms"
ALIVE, MOST_WRITES = -1, 100


class Desk:
    """The office in one process."""

    def __init__(self, home: Path, url: str) -> None:
        roles = RoleSettings(committee=MEMBERS, viewers=(COORDINATOR,))
        settings = Settings(
            home=home, database_url=SecretStr(url), roles=roles, coordinators=(COORDINATOR,)
        )
        self.services = Services(settings, cast("Any", SimpleNamespace()))
        self.inbox = Inbox(self.services.database, 0)
        permissions = Permissions(settings, NoWorkspace())
        self.edge = cast(
            "Edge", SimpleNamespace(inbox=self.inbox, receive=self._receive, today=office_today)
        )
        self.reminders = CommitteeReminders(permissions=permissions, services=lambda: self.services)

    def _receive(self, delivery: Any, claims: Any) -> Any:
        return self.inbox.record(delivery, claims=claims)

    def work(self, partner: str) -> None:
        """Everything, as people enter it; entered again, it is the same."""
        desk = self.services.register_desk
        values = {"question": "fund", "members": list(MEMBERS)}
        asked = f"{partner}:asked"
        decision = desk.open(
            OpeningInput("decision", partner, OFFICER, asked, values, "2026-looms")
        )
        self.tell()
        for at, member in enumerate(MEMBERS[:3]):
            self._say(decision.id, "sheet", Author(member, member), at, vote="yes")
        self._say(
            decision.id, "decided", OFFICER, 3, outcome="approved", why="All say so (sample)."
        )
        self.tell()
        aim = desk.open(OpeningInput("development", partner, OFFICER, f"{partner}:aim", AIM))
        self._say(aim.id, "progress", OFFICER, 0, how_far="reached", words="Audited (sample).")
        self._say(aim.id, "progress_confirmed", CHAIR, 1)

    def _say(self, entry: str, verb: str, author: Author, seen: int, **values: Any) -> None:
        key = f"{entry}:{verb}:{author.by}"
        saying = SayingInput(entry, verb, author, key, seen, values)
        self.services.register_desk.say(saying)

    def look_again(self) -> None:
        """What a process does when it was started: the chores of each hour."""
        self.services.file_all_decisions()
        self.tell()

    def tell(self) -> None:
        remind(self.edge, [self.reminders])

    def standing(self, partner: str) -> dict[str, Any]:
        """What is on record of the partner, and who is told of it, by whatever says so."""
        entries = self.services.register.of_partner(partner)
        ids = {entry.id for entry in entries}
        with self.services.database.read() as connection:
            rows = connection.exec_driver_sql("SELECT * FROM deliveries").mappings().all()
        told = sorted(
            f"{row['user']}:{topic}"
            for row in rows
            for topic in (PAPER, READY, DECIDED)
            if topic in str(dict(row)) and any(each in str(dict(row)) for each in ids)
        )
        return {
            "events": [
                [[event.number, event.based_on, event.verb] for event in entry.events]
                for entry in entries
            ],
            "approvals": len(self.services.partners.get(partner).control.approvals),
            "told": told,
        }


@contextmanager
def killed(at: int, *, kept: bool) -> Iterator[None]:
    """The kernel kills the process at the write of that number: before it, or when it is kept."""
    write, numbers = Database.write, iter(range(MOST_WRITES))

    @contextmanager
    def write_or_die(database: Database) -> Iterator[Any]:
        is_last = next(numbers) == at
        if is_last and not kept:
            os.kill(os.getpid(), signal.SIGKILL)
        with write(database) as connection:
            yield connection
        if is_last:
            os.kill(os.getpid(), signal.SIGKILL)

    with patch.object(Database, "write", write_or_die):
        yield


def in_a_process(do: Any) -> bool:
    """True where a process of its own lives through it, False where it is killed."""
    child = os.fork()
    if not child:
        try:
            do()
        except BaseException as error:  # else the child would go on as the parent
            print(repr(error), file=sys.stderr, flush=True)
            os._exit(1)
        sys.stdout.flush()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0, "it went wrong by itself"
    return not os.WIFSIGNALED(status)


@dataclass(frozen=True)
class Death:
    """One life of a partner on the register, and the write at which it ends."""

    home: Path
    url: str
    at: int
    kept: bool  # the write; else it is lost

    @property
    def partner(self) -> str:
        """Of this life alone: they share one database."""
        return f"society-{self.at + 1}-{'kept' if self.kept else 'lost'}"

    def enter(self) -> None:
        record = {
            "id": self.partner,
            "identity": {"legal_name": f"Invented {self.partner} (sample)"},
            "agreements": [{"key": LOOMS, "title": "Looms (sample)"}],
        }
        stored = Partner.model_validate(record)
        Desk(self.home, self.url).services.partners.save(stored, by="test", source="test")

    def live(self) -> None:
        desk = Desk(self.home, self.url)
        desk.services.partners.get(self.partner)  # what is prepared once is no write of it
        with killed(self.at, kept=self.kept):
            desk.work(self.partner)

    def look(self) -> None:
        """What the next process finds, and does by itself; then everything is entered again."""
        desk = Desk(self.home, self.url)
        desk.look_again()
        by_itself = desk.standing(self.partner)
        desk.work(self.partner)
        standing = desk.standing(self.partner)
        print(json.dumps({"at": self.at, "by_itself": by_itself, "again": standing}), flush=True)


def main(home: Path, url: str = "") -> None:
    """Dies at each write in turn, until there is none left to die at."""
    with tempfile.TemporaryDirectory() as folder:  # what is imported here, no child imports
        warm = Death(Path(folder), "", ALIVE, kept=True)
        warm.enter()
        warm.live()
    for at in (ALIVE, *range(MOST_WRITES)):
        for kept in (False, True):
            death = Death(home, url, at, kept)
            in_a_process(death.enter)
            is_whole = in_a_process(death.live)
            in_a_process(death.look)
            if is_whole and at != ALIVE:
                return


if __name__ == "__main__":
    main(Path(sys.argv[1]), *sys.argv[2:])
