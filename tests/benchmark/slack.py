"""The figures of Saathi in Slack, each with its baseline. Imports nothing large."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.benchmark.children import CONFIG, part, python
from tests.benchmark.rows import Row, say

SECONDS, QUICK_SECONDS = 60, 4
QUESTIONS = 5_000
FLAT_FROM = 1_000  # questions after which the memory should not grow
RUNS = 5
LEFT_OUT = "not measured: left out by --quick"
MINIMAL = "a minimal Bolt app"
LIBRARIES = "importing the same libraries and loading the model"
NOTE = """\
slack_...: the bot shares the cores with the workspace and its fifty people. “at once”: each of
them asks again as soon as the reply has come. “rush”: their first questions, all in the same
instant. “calm”: each asks every ten seconds on average. An acknowledgement is timed from the
workspace’s sending of the payload, a reply from the question to the reply’s end. The minimal Bolt
app answers from the same desk, without inbox, signs or blocks, and is put under the same load."""
# What is measured in a load: name, figure, its unit, the aim.
AT_ONCE = (
    ("slack_ack_p50_ms", "ack_p50", "ms", ""),
    ("slack_ack_p99_ms", "ack_p99", "ms", "≤ 200"),
    ("slack_reply_p50_s", "reply_p50", "s", ""),
    ("slack_reply_p95_s", "reply_p95", "s", ""),
    ("slack_questions_a_second", "a_second", "1/s", ""),
    ("slack_rush_ack_ms", "rush_ack", "ms", ""),
    ("slack_rush_reply_s", "rush_reply", "s", ""),
)
CALM = (
    ("slack_calm_ack_p99_ms", "ack_p99", "ms", "≤ 200"),
    ("slack_calm_reply_p50_s", "reply_p50", "s", ""),
    ("slack_calm_reply_p95_s", "reply_p95", "s", ""),
)
RUSH = "the last of fifty in the same instant"
SAID = {"slack_rush_ack_ms": RUSH, "slack_rush_reply_s": RUSH}
Figures = dict[str, Any]


def slack(home: Path, quick: bool) -> list[Row]:
    """Every figure, with the index at `home`, which is built if it is not."""
    home.mkdir(exist_ok=True)
    (home / CONFIG).touch()
    say("Building the index for Slack")
    python("-m", "bot", "knowledge", "build", home=home)
    if quick:
        ours = _load("saathi", QUICK_SECONDS, 0, home)
        return [*_loads(ours, None), *_exactly_once(ours, None), _memory(ours), _ready(None)]
    say("Starting Saathi in Slack")
    started = part("slack_start", str(RUNS), home=home).figures
    ours = _load("saathi", SECONDS, QUESTIONS, home)
    theirs = _load("baseline", SECONDS, 0, home)
    return [*_loads(ours, theirs), *_exactly_once(ours, theirs), _memory(ours), _ready(started)]


def _load(bot: str, seconds: int, questions: int, home: Path) -> Figures:
    say(f"Fifty people and one bot ({bot})")
    return part("slack_load", bot, str(seconds), str(questions), home=home).figures


def _loads(ours: Figures, theirs: Figures | None) -> Iterator[Row]:
    for load, measures in (("at_once", AT_ONCE), ("calm", CALM)):
        for number, (name, figure, unit, aim) in enumerate(measures):
            note = SAID.get(name, "") if number else _note(load, ours[load])
            other = theirs[load][figure] if theirs else None
            said = MINIMAL if theirs else ""
            yield Row(name, ours[load][figure], unit, said, other, aim, note)


def _note(load: str, found: Mapping[str, float]) -> str:
    """What else is to be known of a load: its size, and who took the processors' time."""
    bot, town, every = (found[f"{name}_cores"] for name in ("bot", "workspace", "all"))
    others = max(0.0, every - bot - town)
    return (
        f"{load.replace('_', ' ')}, {found['asked']} questions; of the cores, the bot took "
        f"{bot:.2f}, the workspace {town:.2f}, others {others:.2f}"
    )


def _exactly_once(ours: Figures, theirs: Figures | None) -> Iterator[Row]:
    said = {
        "lost": f"without a reply, of {ours['asked']} questions",
        "doubled": f"replies too many, to {ours['asked']} questions",
        "timed_out": "commands without an acknowledgement within 3 s",
    }
    for name, note in said.items():
        other = theirs[name] if theirs else None
        compared = MINIMAL if theirs else ""
        yield Row(f"slack_{name}", ours[name], "", compared, other, "0", note)


def _memory(ours: Figures) -> Row:
    """The memory after all questions, against that after the first thousand."""
    held = {int(asked): mb for asked, mb in ours["memory"].items()}
    first, last = held.get(FLAT_FROM), held.get(QUESTIONS)
    name, unit = f"slack_mb_after_{QUESTIONS}", "MB"
    if first is None or last is None:
        return Row(name, None, unit, aim="flat", note=LEFT_OUT)
    grown = f"{last - first:+.1f} MB ({(last - first) / first:+.1%})"
    every = ", ".join(f"{mb:.0f}" for mb in held.values())
    note = f"{grown} since {FLAT_FROM:,} questions; every 500 questions: {every}"
    return Row(name, last, unit, f"after {FLAT_FROM:,} questions", first, "flat", note)


def _ready(started: Figures | None) -> Row:
    name, unit, aim = "slack_ready_s", "s", "≤ 3"
    if started is None:
        return Row(name, None, unit, LIBRARIES, aim=aim, note=LEFT_OUT)
    note = f"median of {started['runs']}, a process with the local workspace, warm disk"
    return Row(name, started["ready"], unit, LIBRARIES, started["libraries"], aim, note)
