"""`make eval`: how well Saathi answers, measured through the real command.

usage: python -m tests.evaluation.verbatim [QUESTIONS.yaml ...]

Without a file it asks the project's own questions: those it was tuned by, those it was not, and
near misses that it should decline. A file of questions as staff type them has a table of its own
(`staff.py`). The measures, by kind of question and in all:

  answered   share of answerable questions that got an answer
  hit@1/@3   share whose first (first three) cited clauses hold the anchor; where a question needs
             every anchor, any citation may hold it
  refused    share of unanswerable questions that were declined, or said to be left open; where a
             part is missing, the reply names it
  quotes     share of quotes that stand word for word in their own clause
  in copy    share of quotes that stand as one run in the framework as received
  safe       share of replies without a live mass mention
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from knowledge import PolicyDesk
from tests.evaluation.questions import Question, load, normal
from tests.evaluation.staff import is_staff_file, table_of

ROOT = Path(__file__).parents[2]
OWN = tuple(
    ROOT / "tests/questions" / f"{name}.yaml" for name in ("development", "held_out", "near_misses")
)
RECEIVED = ROOT / "tests/data/cspf-as-received.md"
MASS_MENTION = re.compile(r"<!|(?<!\w)@(?:channel|here|everyone)\b")
NAMED = {"insert": "insert", "annex": "annex"}
MEASURES = ("answered", "hit@1", "hit@3", "refused", "quotes", "in copy", "safe")
LOOKED_AT = 3

Reply = dict[str, Any]


@dataclass
class Table:
    """Every judgement, by kind of question and measure."""

    cells: dict[str, dict[str, list[bool]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    def add(self, kind: str, measure: str, held: bool) -> None:
        """Counts one judgement for its kind and for all."""
        for row in (kind, "ALL"):
            self.cells[row][measure].append(held)

    def share(self, measure: str, kind: str = "ALL") -> float:
        """The share of judgements that held, 0..1; 1 where there is none."""
        found = self.cells[kind][measure]
        return sum(found) / len(found) if found else 1.0

    def lines(self) -> list[str]:
        """The table as text, a line a kind."""
        head = f"{'kind':12}{'n':>5}" + "".join(f"{name:>10}" for name in MEASURES)
        kinds = sorted(self.cells, key=lambda kind: (kind == "ALL", kind))
        return [head, *(self._line(kind) for kind in kinds)]

    def _line(self, kind: str) -> str:
        row = self.cells[kind]
        values = (
            f"{self.share(name, kind):>10.3f}" if row[name] else " " * 10 for name in MEASURES
        )
        return f"{kind:12}{len(row['safe']):>5}" + "".join(values)


def ask(questions: list[Question], *environment: tuple[str, str]) -> list[Reply]:
    """The replies of `saathi ask --json`, one a question, in order."""
    run = subprocess.run(
        [sys.executable, "-m", "bot", "ask", "--json"],
        input="".join(f"{question['q']}\n" for question in questions).encode(),
        stdout=subprocess.PIPE,
        cwd=ROOT,
        env={**os.environ, **dict(environment)},
        check=True,
    )
    return [json.loads(line) for line in run.stdout.splitlines()]


def judge(questions: list[Question], replies: list[Reply]) -> tuple[Table, list[str]]:
    """The table, and a line for each question that went wrong."""
    table, wrong = Table(), []
    copy = normal(RECEIVED.read_text(encoding="utf-8"))
    for question, reply in zip(questions, replies, strict=True):
        held = dict(_judgements(question, reply))
        for measure, value in held.items():
            table.add(question["kind"], measure, value)
        for citation in reply["citations"]:
            quote = normal(citation["quote"])
            whole = bool(quote) and quote in normal(citation["text"])
            table.add(question["kind"], "quotes", whole)
            table.add(question["kind"], "in copy", quote in copy)
        missed = [
            name for name in ("answered", "hit@3", "refused", "safe") if not held.get(name, 1)
        ]
        if missed:
            cited = ", ".join(citation["clause"] for citation in reply["citations"][:LOOKED_AT])
            wrong.append(f"{question['id']} {question['kind']} {missed} [{cited}] {question['q']}")
    return table, wrong


def _judgements(question: Question, reply: Reply) -> list[tuple[str, bool]]:
    safe = ("safe", not MASS_MENTION.search(reply["text"]))
    anchors = [normal(anchor) for anchor in question.get("anchors", ())]
    if not anchors:
        named = NAMED.get(question.get("refers", ""), "")
        declined = not reply["settles"] and named in normal(reply["text"])
        return [("refused", declined), safe]
    texts = [normal(citation["text"]) for citation in reply["citations"]]
    answered = bool(reply["answered"])
    if question.get("all"):
        every = all(any(anchor in text for text in texts) for anchor in anchors)
        return [("answered", answered), ("hit@3", answered and every), safe]
    first, three = (
        answered and any(anchor in text for text in texts[:k] for anchor in anchors)
        for k in (1, LOOKED_AT)
    )
    return [("answered", answered), ("hit@1", first), ("hit@3", three), safe]


def _staff(questions: list[Question]) -> list[str]:
    """The table of questions as staff type them, asked on an empty home."""
    with tempfile.TemporaryDirectory() as home:
        desk = PolicyDesk(Path(home))
        desk.build()
        return table_of(questions, desk)


def main(files: list[Path]) -> None:
    """Prints a table a file, and what went wrong."""
    for file in files:
        questions = load(file)
        if is_staff_file(questions):
            print("\n".join([f"\n{file.name}: {len(questions)} questions", *_staff(questions)]))
            continue
        table, wrong = judge(questions, ask(questions))
        print(f"\n{file.name}: {len(questions)} questions")
        print("\n".join([*table.lines(), "", *wrong]))


if __name__ == "__main__":
    main([Path(name) for name in sys.argv[1:]] or list(OWN))
