"""A claim and the words of its source, as sentences that the parser reads well, side by side."""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.words import fold
from knowledge.writing.proof.quotes import MARKS, SAME
from knowledge.writing.proof.tokens import NOT_IT
from knowledge.writing.proof.vocabulary import load_vocabulary
from knowledge.writing.relations.fitting import Fit
from knowledge.writing.relations.graph import graph_of
from knowledge.writing.relations.kept import drops_condition, is_undone

UNSURE, AMONG_NAMES = 0.6, 0.33  # of the edges of a claim that may be unsure
QUOTED = re.compile(r"[\"*_]|(?<![\w])'|'(?![\w])(?<!s')")
HEADING = re.compile(
    r"(?P<mark>(?:[-•] )?(?:\(?\w{1,4}[.)] )?)(?:\*\*(?P<bold>[^*]+)\*\*[.:]?"
    r"|(?P<plain>[A-Z][\w-]+(?: [\w-]+){0,3}) ?(?:[–—:]| - ))\s*(?=[A-Z])"
)
MARK = re.compile(r"(?:[-•]\s+)?\(?(?:[ivxl]{1,6}|[a-z]|\d{1,2})[.)]\s+|[-•]\s+")
ITEM_END = re.compile(r"[ ;.,]*(?:\b(?:and|or)\b)?[ ;,]*$")
# What the parser reads badly, and how it is put for it.
REWORDED = (
    *NOT_IT[:6],
    (re.compile(r"\brather than\b"), "without"),
    (re.compile(r"\be\.g\.,?|\beg\."), "such as"),
    (re.compile(r"\bi\.e\.,?"), "that is"),
    (re.compile(r"\band/or\b"), "or"),
    (re.compile(r"\b(his|he)/(?:her|she)\b"), r"\1"),
    (re.compile(r"(?<=[a-z])/(?=[a-z])"), " or "),
    (re.compile(r"\b([A-Z]\w+)('s)? \(\1\)"), r"\1\2"),  # "CSPF (CSPF)"
)


def fit_of(text: str, context: str) -> Fit:
    """The claim `text` laid beside its source."""
    text, context = _abbreviated(text, context), _abbreviated(context, text)
    return _fit((plain_sentence(text),), tuple(sentences_for_parsing(context)))


@lru_cache(maxsize=64)
def _fit(claim: tuple[str, ...], source: tuple[str, ...]) -> Fit:
    return Fit(graph_of(claim), graph_of(source))


def is_borne_out(fit: Fit) -> bool:
    """True where nothing is turned round, and most of what the claim says is in the source."""
    scores = [score for _, score in fit.scores()]
    if any(score < 0 for score in scores) or is_undone(fit):
        return False
    return sum(1 - score for score in scores) <= _bearable(fit) * len(scores)


def keeps_conditions(fit: Fit) -> bool:
    """True where the claim loses no condition, restriction or reason of the source."""
    return not drops_condition(fit)


def _bearable(fit: Fit) -> float:
    """How much of a claim may be unsure: less where several are named, who may be exchanged."""
    words = [fit.claim.words[at] for at in fit.choice]
    names = {word.text for word in words if word.kind == "PROPN" and not word.actor}
    return AMONG_NAMES if len(names) > 1 else UNSURE


def plain_sentence(text: str) -> str:
    """`text` without marks of the page and quotation marks, which mislead the parser."""
    text = "".join(" " if c in MARKS else c for c in text).translate(SAME)
    text = QUOTED.sub("", text)
    for pattern, words in REWORDED:
        text = pattern.sub(words, text)
    return " ".join(text.split())


def sentences_for_parsing(context: str) -> list[str]:
    """The lines of `context`: headings apart, and each item of a list behind its lead-in."""
    lines: list[str] = []
    items: list[str] = []
    lead = ""
    for printed in context.split("\n"):
        heading = HEADING.match(printed)
        if heading:
            lines.append(heading["bold"] or heading["plain"])
        line = printed[heading.end() :] if heading else printed
        words = MARK.sub("", line, count=1)
        if lead and words != line:
            items.append(ITEM_END.sub("", words))
            lines.append(f"{lead} {items[-1]}")
        else:
            lead = words.rstrip()[:-1] if words.rstrip().endswith(":") else ""
            lines.append(words)
    if lead and items:
        lines.append(f"{lead} {', '.join(items)}")
    return [plain for line in lines if (plain := plain_sentence(line))]


def _abbreviated(text: str, other: str) -> str:
    """`text` with the short forms that `other` uses in place of their long forms."""
    for short, long in load_vocabulary().long_forms.items():
        is_used = re.search(rf"(?<!\w){re.escape(short)}s?(?!\w)", other, re.IGNORECASE)
        if " " in long and short not in fold(long).split() and is_used:
            text = re.sub(rf"\b{re.escape(long)}\b", short.upper(), text, flags=re.IGNORECASE)
    return text
