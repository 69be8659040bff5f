"""A claim and the words of its source, as sentences that the parser reads well, side by side."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.words import fold
from knowledge.writing.proof.quotes import MARKS, SAME
from knowledge.writing.proof.tokens import NOT_IT
from knowledge.writing.proof.vocabulary import load_vocabulary
from knowledge.writing.relations.bearing import TAKEN, Arc
from knowledge.writing.relations.fitting import Fit
from knowledge.writing.relations.graph import AGENT, DOER, Graph, graph_of
from knowledge.writing.relations.kept import drops_condition, is_undone

if TYPE_CHECKING:
    from spacy.tokens import Token

UNSURE, AMONG_NAMES = 0.6, 0.33  # of the edges of a claim that may be unsure
UNHEARD = 0.35  # of who acts
# What is done helps, as well as who does it; and whoever is dealt with deals.
HELPING = frozenset("help enable allow deal interact meet collaborate cooperate".split())  # noqa: SIM905
NEARLY_NONE = 0.25  # where one is taken by another
GOVERNING = frozenset(["ADP", "VERB"])
# Words that open what is moved as a whole, and those that stand in front of what they describe.
OPENING = frozenset(["ADP", "SCONJ", "CCONJ", "PUNCT", "PART", "ADV"])
DESCRIBING = frozenset("amod compound poss nmod nummod advmod npadvmod case quantmod".split())  # noqa: SIM905
NAMING = frozenset(["NOUN", "PROPN"])
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
    edges = fit.scores()
    gainsaid = [(edge, score) for edge, score in edges if score < 0]
    if is_undone(fit) or len(gainsaid) > 1 or _lets_another_act(fit):
        return False
    unsure = sum(1 - score for _, score in edges if score >= 0)
    if any(not _may_be_misread(fit, edge, score) for edge, score in gainsaid):
        return False
    if _is_put_in_another_order(fit):
        return False
    return unsure <= (NEARLY_NONE if gainsaid else _bearable(fit)) * len(edges)


def _lets_another_act(fit: Fit) -> bool:
    """True where the claim lets somebody act whom the source names behind a preposition only.

    "Reporting to the authorities and recovering assets" does not say that they recover them.
    """
    return any(
        edge.labels == {AGENT}
        and score < UNHEARD
        and (verb := fit.claim.tokens[edge.head]).dep_ == "ROOT"
        and verb.pos_ == "VERB"
        and verb.lemma_ not in HELPING
        and (place := fit.choice[edge.dependent]) is not None
        and fit.source.tokens[place].dep_ == "pobj"
        and place not in fit.source.climb(fit.choice[edge.head] or 0)
        for edge, score in fit.scores()
    )


def _may_be_misread(fit: Fit, edge: Arc, score: float) -> bool:
    """True where one edge that is taken by another may be the parser's fault, not the claim's.

    Who acts is never left in doubt, nor where somebody is named.
    """
    words = [fit.claim.words[edge.head], fit.claim.words[edge.dependent]]
    is_named = any(word.actor or word.kind == "PROPN" for word in words)
    return score == TAKEN and not edge.labels & {AGENT, DOER} and not is_named


def _is_put_in_another_order(fit: Fit) -> bool:
    """True where a claim exchanges words of its source and says nothing else.

    Whoever puts a thing in other words needs a word for it ("by", "is"), and whoever moves a clause
    moves the word that it opens with; whoever exchanges two phrases does neither.
    """
    own = _words_in_order(fit.claim)
    there = _words_in_order(fit.source)
    is_all_there = not Counter(t.lower_ for t in own) - Counter(t.lower_ for t in there)
    rest = iter([token.lower_ for token in there])
    if not is_all_there or all(token.lower_ in rest for token in own):
        return False
    followers: dict[str, set[str]] = {}
    for at, token in enumerate(there):
        followers.setdefault(token.lower_, set()).update(_following(there[at + 1 :]))
    side_by_side = [(a, b) for a, b in pairwise(own) if not _is_parted(a, b)]
    return any(
        behind.lower_ not in followers[token.lower_]
        for token, behind in side_by_side
        if token.pos_ in GOVERNING and behind.pos_ not in OPENING
    ) or any(
        behind.lower_ not in followers[token.lower_] and not _is_subject_of(token, behind, there)
        for token, behind in side_by_side
        if token.pos_ in NAMING and behind.dep_ in {"aux", "auxpass"}
    )


def _is_subject_of(noun: Token, helper: Token, there: Sequence[Token]) -> bool:
    """True where the source says of a noun too what its helping verb opens: "must", "is"."""
    verbs = [token for token in there if token.lower_ == helper.head.lower_]
    roles = {"nsubj", "nsubjpass", "dobj"} if helper.dep_ == "auxpass" else {"nsubj", "nsubjpass"}
    subjects = [c for verb in verbs for c in verb.children if c.dep_ in roles]
    described = [verb.head for verb in verbs if verb.dep_ in {"acl", "relcl"}]
    return any(t.lower_ == noun.lower_ for s in subjects for t in s.subtree) or any(
        word.lower_ == noun.lower_ for word in described
    )


def _words_in_order(graph: Graph) -> list[Token]:
    """The words without articles and "its", and without the letters and numbers of lists."""
    return [
        token
        for token in graph.tokens
        if len(token.text) > 1
        and token.text[0].isalpha()
        and token.pos_ != "DET"
        and token.tag_ != "PRP$"
    ]


def _following(words: Sequence[Token]) -> Iterator[str]:
    """The words that a word stands in front of: the next, those that this describes, a list's."""
    for at, word in enumerate(words):
        before = words[at - 1]
        describes = before.dep_ in DESCRIBING or before.pos_ in {"ADJ", "ADV", "NUM", "PART"}
        if at and (_is_parted(before, word) or not describes):
            return
        yield word.lower_
        yield from (conjunct.lower_ for conjunct in word.conjuncts)


def _is_parted(word: Token, behind: Token) -> bool:
    """True where a mark stands between two words of one sentence."""
    return any(token.text in ",;:.!?" for token in word.doc[word.i + 1 : behind.i])


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
