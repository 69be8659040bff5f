"""`make eval-model`: what the configured chat model makes of the answers, beside the verbatim ones.

usage: python -m tests.evaluation.model [--minutes M] [--every N] [QUESTIONS.yaml ...]

The model is the one that the settings name (`chat_model`), so its provider sees the questions and
is paid for them. Every Nth question is asked, until the minutes are over; the first of them are
those that were not tuned by. The measures are those of `make eval`, first of the verbatim answer
and then of the written one. Below them stand:

  written      answers that the model worded and the check let stand
  failed       answers that stayed verbatim, by what was the matter with the model
  statements   how many stood, and how many the check dropped, by why
  tokens       in and out, of a question that the model was asked about
  seconds      of such a question
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import mean, median

from bot.errors import sentence
from bot.services import Services, make_services
from bot.settings.settings import load_settings
from bot.terminal.policy_views import answer_json
from bot.written_answers import problem
from knowledge import Answer, PolicyDesk
from tests.evaluation.questions import Question, load
from tests.evaluation.verbatim import MEASURES, OWN, Reply, Table, judge

MINUTES = 15.0
FIRST = ("held_out", "near_misses", "development")


@dataclass
class Taken:
    """What the model took and gave, over all questions."""

    written: int = 0
    failed: Counter[str] = field(default_factory=Counter)
    stood: int = 0
    dropped: Counter[str] = field(default_factory=Counter)
    tokens_in: list[int] = field(default_factory=list)
    tokens_out: list[int] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)

    def add(self, answer: Answer, seconds: float) -> None:
        """Counts one answer; one that the model was not asked about counts for nothing."""
        writing = answer.writing
        if writing is None:
            return
        self.written += answer.written
        self.stood += len(answer.statements)
        self.dropped.update(str(fault) for fault in writing.dropped)
        self.failed.update([writing.failed] if writing.failed else [])
        self.tokens_in.append(writing.tokens_in)
        self.tokens_out.append(writing.tokens_out)
        self.seconds.append(seconds)

    def lines(self) -> list[str]:
        """The same as text."""
        asked = len(self.seconds)
        if not asked:
            return ["The model was asked about no question."]
        dropped = f"{self.stood} stood, {self.dropped.total()} dropped{_by(self.dropped)}"
        return [
            f"asked        {asked} questions",
            f"written      {self.written}",
            f"failed       {self.failed.total()}{_by(self.failed)}",
            f"statements   {dropped}",
            f"tokens       {mean(self.tokens_in):.0f} in, {mean(self.tokens_out):.0f} out",
            f"seconds      median {median(self.seconds):.1f}, most {max(self.seconds):.1f}",
        ]


def _by(counted: Counter[str]) -> str:
    each = ", ".join(f"{count} {name}" for name, count in counted.most_common())
    return f" ({each})" if each else ""


def beside(verbatim: Table, written: Table) -> list[str]:
    """Both tables in one: 'verbatim → written' for each kind and measure."""
    head = f"{'kind':12}{'n':>5}" + "".join(f"{name:>16}" for name in MEASURES)
    kinds = sorted(verbatim.cells, key=lambda kind: (kind == "ALL", kind))
    return [head, *(_line(kind, verbatim, written) for kind in kinds)]


def _line(kind: str, verbatim: Table, written: Table) -> str:
    cells = []
    for name in MEASURES:
        pair = [
            f"{table.share(name, kind):.3f}" if table.cells[kind][name] else "–"
            for table in (verbatim, written)
        ]
        cells.append(f"{' → '.join(pair) if set(pair) != {'–'} else '':>16}")
    return f"{kind:12}{len(verbatim.cells[kind]['safe']):>5}" + "".join(cells)


def timed(desk: PolicyDesk, question: Question) -> tuple[Answer, Reply, float]:
    """The answer of `desk`, the same as `saathi ask --json` says it, and how long it took."""
    started = time.perf_counter()
    answer = desk.ask(question["q"])
    seconds = time.perf_counter() - started
    return answer, answer_json(question["q"], answer, seconds), seconds


def measure(services: Services, questions: list[Question], ends: float) -> list[str]:
    """The report on as many of `questions` as are answered before `ends`."""
    desk, taken = services.policies, Taken()
    plain = replace(desk, writer=None)
    asked: list[Question] = []
    verbatim: list[Reply] = []
    written: list[Reply] = []
    for question in questions:
        if time.monotonic() > ends:
            break
        verbatim.append(timed(plain, question)[1])
        answer, reply, seconds = timed(desk, question)
        taken.add(answer, seconds)
        written.append(reply)
        asked.append(question)
    before, _ = judge(asked, verbatim)
    after, wrong = judge(asked, written)
    shown = f"{len(asked)} of {len(questions)} questions, verbatim → written"
    return [shown, "", *beside(before, after), "", *taken.lines(), "", *wrong]


def main() -> None:
    """Prints a report a file."""
    given = argparse.ArgumentParser()
    given.add_argument("--minutes", type=float, default=MINUTES)
    given.add_argument("--every", type=int, default=1)
    given.add_argument("files", nargs="*", type=Path)
    chosen = given.parse_args()
    services = make_services(load_settings())
    settings = services.settings.chat_model
    if services.policies.writer is None:
        raise SystemExit(problem(settings) if settings.model else "Set `chat_model` first.")
    if not services.policies.is_built():
        services.policies.build()
    files = chosen.files or sorted(OWN, key=lambda file: FIRST.index(file.stem))
    ends = time.monotonic() + 60 * chosen.minutes
    for file in files:
        print(f"\n{file.name}, {settings.model}")
        print("\n".join(measure(services, load(file)[:: chosen.every], ends)), flush=True)


if __name__ == "__main__":
    try:
        main()
    except Exception as error:
        raise SystemExit(sentence(error)) from error
