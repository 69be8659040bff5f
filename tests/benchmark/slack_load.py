"""A bot and a workspace of fifty people: everybody at once, now and then, and 5,000 questions."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from collections.abc import Coroutine
from typing import Any

from bot.slack.manifest import manifest
from bot.slack.misconduct import is_report
from bot.workspace import LocalServer
from tests.benchmark.desk import questions
from tests.benchmark.rows import percentile
from tests.benchmark.slack_people import PEOPLE, Crowd, Town, followed_up
from tests.benchmark.slack_process import SERVE, Process, busy_seconds, running

BOTS = {"saathi": SERVE, "baseline": ("-m", "tests.benchmark.slack_baseline")}
RUSH = 3.0  # seconds after everybody has asked in the same instant, told apart
INSTANT = 0.1  # seconds in which they do
SETTLES = 4.0  # seconds after the last reply in which a second one would show
APART = 10.0  # seconds between the questions of one person, now and then
SAMPLED = 500  # replies between two looks at the memory
Figures = dict[str, Any]


class Load:
    """One bot under load."""

    def __init__(self, town: Town, bot: Process) -> None:
        self.memory: dict[int, float | None] = {}
        self._town, self._bot = town, bot
        self._crowd = Crowd(town, _questions(), self._counted)

    def at_once(self, seconds: float) -> Figures:
        """Everybody asks again as soon as the reply has come; the first rush apart."""
        crowd, asked, acknowledged = self._crowd, len(self._crowd.asked), len(self._crowd.acks)
        began = time.monotonic()
        found = self._measured(crowd.at_once(RUSH + seconds), RUSH, seconds)
        rush = [ack for ack in crowd.acks[acknowledged:] if ack.sent < began + INSTANT]
        first = crowd.asked[asked : asked + PEOPLE]
        return {
            **found,
            "rush_ack": 1000 * max(ack.after for ack in rush),
            "rush_reply": max(one.replied - one.at for one in first if one.replied is not None),
        }

    def now_and_then(self, seconds: float) -> Figures:
        """Each asks every ten seconds or so."""
        return self._measured(self._crowd.now_and_then(seconds, APART), 0.0, seconds)

    def until(self, replies: int) -> None:
        """Everybody asks until there were so many replies in all."""
        if self._crowd.replied < replies:
            self._run(self._crowd.at_once(float("inf"), replies))

    def judged(self) -> Figures:
        """What was lost or doubled of everything asked so far."""
        time.sleep(SETTLES)
        crowd = self._crowd
        lost, doubled = crowd.lost(), crowd.doubled()
        asked = len(crowd.asked)
        return {"asked": asked, "lost": lost, "doubled": doubled, "timed_out": crowd.timed_out}

    def _counted(self, replies: int) -> None:
        if replies % SAMPLED == 0:
            self.memory[replies] = self._bot.resident_mb()

    def _run(self, acting: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(acting, self._town.loop).result()

    def _measured(
        self, acting: Coroutine[Any, Any, None], untimed: float, seconds: float
    ) -> Figures:
        """What came of the questions and payloads sent in the `seconds` after those `untimed`."""
        crowd = self._crowd
        begins = time.monotonic() + untimed
        ends = begins + seconds
        busy = Busy(self._bot)
        self._run(acting)
        mine = [one for one in crowd.asked if begins <= one.at < ends]
        waits = [one.replied - one.at for one in mine if one.replied is not None]
        acks = [1000 * ack.after for ack in crowd.acks if begins <= ack.sent < ends]
        replied = [one for one in crowd.asked if begins <= (one.replied or 0.0) < ends]
        return {
            "asked": len(mine),
            "ack_p50": percentile(acks, 0.5),
            "ack_p99": percentile(acks, 0.99),
            "reply_p50": percentile(waits, 0.5),
            "reply_p95": percentile(waits, 0.95),
            "a_second": len(replied) / seconds,
            **busy.cores(),
        }


class Busy:
    """How many processors the bot, this process and the whole machine keep busy from now on."""

    def __init__(self, bot: Process) -> None:
        self._bot = bot
        self._since = self._now()

    def cores(self) -> dict[str, float]:
        """So many processors on average."""
        took, *worked = (now - then for now, then in zip(self._now(), self._since, strict=True))
        names = ("bot_cores", "workspace_cores", "all_cores")
        return {name: each / took for name, each in zip(names, worked, strict=True)}

    def _now(self) -> tuple[float, float, float, float]:
        own = time.process_time()
        return time.monotonic(), self._bot.busy_seconds(), own, busy_seconds()


def _questions() -> list[str]:
    """The project's own, without those that read like a report of misconduct.

    Such a one is answered privately, so that its reply would be looked for in vain.
    """
    return [q for q in questions() if not is_report(q) and not is_report(followed_up(q))]


def measure(name: str, seconds: float, replies: int) -> Figures:
    """Everything about one bot; 0 `replies` leave its memory out."""
    town = Town(manifest())
    with LocalServer(town) as server:
        settings = {
            "SAATHI_SLACK__BOT_TOKEN": server.bot_token,
            "SAATHI_SLACK__APP_TOKEN": server.app_token,
            "SAATHI_SLACK__API_URL": server.api_url,
            "SAATHI_QUESTIONS_PER_MINUTE": "100000",
        }
        with running(*BOTS[name], **settings) as bot:
            load = Load(town, bot)
            found: Figures = {"at_once": load.at_once(seconds)}
            found["calm"] = load.now_and_then(seconds)
            load.until(replies)
            return {**found, **load.judged(), "memory": load.memory}


if __name__ == "__main__":
    print(json.dumps(measure(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]))))
