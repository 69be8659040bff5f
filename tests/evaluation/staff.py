"""Questions as staff type them: what is shown, settled, declined, and led by Yes or No.

A file of these (`must_show`, `verdict` and the like) stays outside the project: `make eval
OUTSIDE=FILE`. The columns, as counts, by kind of question and in all:

  asked, full, first    answerable questions; those where all that must be seen is shown; those
                        whose first clause is a right one
  declined, hedged      answerable, and declined; shown, and said to be left open
  outside, refused      questions that the documents do not answer; those declined or left open
  mislead               only words that mislead are shown
  verdict, told         questions that the text decides by yes or no; those led by the right one
  falselead             led by Yes or No where the text does not decide, or by the wrong one
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence

from knowledge import Answer, PolicyDesk
from tests.evaluation.questions import Question, normal

COLUMNS = (
    *("asked", "full", "first", "declined", "hedged"),
    *("outside", "refused", "mislead", "verdict", "told", "falselead"),
)
LEAD = re.compile(r"\W*(yes|no)\b", re.IGNORECASE)
LOOKED_AT = 3  # citations


def is_staff_file(questions: Sequence[Question]) -> bool:
    """True where the questions say what must be shown."""
    return bool(questions) and "must_show" in questions[0]


def table_of(questions: Sequence[Question], desk: PolicyDesk) -> list[str]:
    """The table as text, a line a kind, and the length of the answers."""
    counts: dict[str, dict[str, int]] = defaultdict(lambda: dict.fromkeys(COLUMNS, 0))
    words: list[int] = []
    for question in questions:
        answer = desk.ask(question["q"], question.get("earlier") or "")
        words.append(len(answer.text.split()))
        for column, holds in judge(question, answer).items():
            for row in (question["kind"], "ALL"):
                counts[row][column] += holds
    words.sort()
    lines = [f"{'kind':14}" + "".join(f"{name:>10}" for name in COLUMNS)]
    for row in sorted(counts, key=lambda kind: (kind == "ALL", kind)):
        lines.append(f"{row:14}" + "".join(f"{counts[row][name]:>10}" for name in COLUMNS))
    median, ninetieth = words[len(words) // 2], words[len(words) * 9 // 10]
    return [*lines, f"words shown: median {median}, 90th percentile {ninetieth}"]


def judge(question: Question, answer: Answer) -> dict[str, bool]:
    """What holds of one answer, by column."""
    lead = LEAD.match(answer.text)
    told = lead[1].lower() if lead else None
    decided = question.get("verdict") if question["answerable"] else None
    held = {"falselead": told is not None and told != decided}
    if not question["answerable"]:
        return held | {"outside": True, "refused": not answer.settles}
    shown = normal(" ".join([answer.text, *(c.quote for c in answer.citations[:LOOKED_AT])]))
    pieces = [_is_shown(piece, shown) for piece in question["must_show"]]
    misleads = any(_is_shown(piece, shown) for piece in question["must_not_show"])
    held |= {
        "asked": True,
        "full": answer.answered and all(pieces),
        "first": answer.answered and answer.citations[0].clause in question["clauses"],
        "declined": not answer.answered,
        "hedged": answer.answered and not answer.settles,
        "mislead": answer.answered and misleads and not any(pieces),
    }
    return held | ({"verdict": True, "told": told == decided} if decided else {})


def _is_shown(piece: str, shown: str) -> bool:
    return any(normal(words) in shown for words in piece.split(" || "))
