"""Whether two questions ask the same: by their meaning, by each of their words, and by their form.

Strict on purpose. What a person decided about one question must not reach another: a question that
is near in sense and asks about somebody else, asks the opposite, or narrows the matter is another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from knowledge.answering.force import NUMBER_WORDS, actor_of, actors_in
from knowledge.asking.expectation import expectations_of
from knowledge.asking.question_form import QuestionForm
from knowledge.asking.understanding import Interpretation
from knowledge.index.embedding import EmbeddedModel, Vector, unit
from knowledge.words import WORD, content_words, stem, terms

NEAR = 0.72  # the least cosine of two questions that ask the same
ONE_SAYS_MORE = 0.92  # ... where one has a word that the other has not, nor another in its place
INSTEAD = 0.75  # the least cosine of a word with the one that stands in its place
# Words that say how it is asked, which the form of the question tells already.
ASKING = frozenset(
    terms(
        """need needs needed require required requires necessary compulsory mandatory obliged allow
        allowed permit permitted permission possible ok okay please saathi framework question"""
    )
)
ASKS = re.compile(r"\b(what|which|whats|who|whom|whose|when|where|why|how|if)\b", re.IGNORECASE)
SAME_ASKS = {"which": "what", "whats": "what", "whom": "who", "whose": "who", "when": "if"}
OURS = re.compile(r"\b(?:our|my|your|the|a|an)\s+(?=(?:\w+\s+)?partners?\b)", re.IGNORECASE)
DENIAL = re.compile(r"\b(?:not|no|never|without|none|nor|neither|un(?:able|less))\b|n['’]t\b", re.I)
NUMBER = re.compile(rf"\b(?:\d[\d.,]*|{'|'.join(NUMBER_WORDS)})\b", re.IGNORECASE)
# Words that turn a question round, each a set of its own.
POLES = tuple(
    frozenset(map(stem, words.split()))
    for words in (
        "before prior ahead beforehand advance",
        "after afterwards following later since",
        "start begin commence open launch sign enter",
        "end finish close terminate stop exit phase",
        "give pay grant provide send fund",
        "receive take accept get obtain",
        "verbal oral orally verbally",
        "written write writing documented",
        "first initial earliest",
        "last final latest",
        "minimum least lowest fewest",
        "maximum most highest longest",
        "formal",
        "informal",
        "internal inside",
        "external outside",
    )
)


@dataclass(frozen=True)
class ReadQuestion:
    """A question as it is compared with others."""

    words: Mapping[str, Vector]  # its words that name something, by their stems
    vector: Vector
    form: QuestionForm
    asks: tuple[str, ...]  # what, who, why, how …, in their order
    kinds: frozenset[str]  # of fact that it asks for
    numbers: frozenset[str]
    poles: frozenset[int]
    denials: int
    actor: str  # the party that it is about; where it names none, us


def reader_of(model: EmbeddedModel) -> Callable[[str, QuestionForm], ReadQuestion]:
    """What reads a question, in English, with its form; the last thousand are remembered."""

    @lru_cache(maxsize=1000)
    def read(english: str, form: QuestionForm) -> ReadQuestion:
        english = re.sub(r"(?<=\w)[-‐‑](?=\w)", "", OURS.sub("", english))
        tokens = model.read([english])[0]
        names = [word for word in content_words(english) if stem(word) not in ASKING]
        spans = [(match.span(), stem(match[0].lower())) for match in WORD.finditer(english)]
        words: dict[str, Vector] = {}
        for word in names or content_words(english):
            pieces = [
                vector
                for (first, last), vector in zip(tokens.spans, tokens.vectors, strict=True)
                if any(a <= first and last <= b and s == stem(word) for (a, b), s in spans)
            ]
            if pieces:
                words[stem(word)] = unit(np.mean(pieces, axis=0))
        stems = {s for _, s in spans}
        return ReadQuestion(
            words=words,
            vector=tokens.text_vector,
            form=form,
            asks=_asks(english),
            kinds=frozenset(kind.kind for kind in expectations_of(english)),
            numbers=frozenset(number.lower() for number in NUMBER.findall(english)),
            poles=frozenset(at for at, pole in enumerate(POLES) if pole & stems),
            denials=len(DENIAL.findall(english)),
            actor=actor_of(english) or next(iter(actors_in(english)), "us"),
        )

    return read


def whole_question(interpretation: Interpretation) -> str:
    """All that a question says: what it leans on, what it tells and what it asks, in English."""
    facts = [fact for fact in interpretation.told if fact not in interpretation.english]
    return " ".join(filter(None, [interpretation.before, *facts, interpretation.english]))


def ask_the_same(first: ReadQuestion, second: ReadQuestion) -> bool:
    """True where an answer to the one is surely an answer to the other."""
    if not first.words or not second.words or not _same_form(first, second):
        return False
    if float(first.vector @ second.vector) < NEAR:
        return False
    more, instead = (
        first.words.keys() - second.words.keys(),
        second.words.keys() - first.words.keys(),
    )
    if not more or not instead:
        is_more = bool(more or instead)
        return not is_more or float(first.vector @ second.vector) >= ONE_SAYS_MORE
    return _replaces(first.words, more, second.words, instead)


def _same_form(first: ReadQuestion, second: ReadQuestion) -> bool:
    forms = (first.form, second.form)
    asks = [(f.mode, f.is_negative, f.asks_who, f.asks_where, f.has_alternatives) for f in forms]
    # A question of yes or no asks by its verb: an "if" in it only opens a condition.
    asks_alike = first.asks == second.asks or (
        first.form.mode is not None and {"if"} >= _apart(first, second)
    )
    return (
        asks[0] == asks[1]
        and asks_alike
        and first.kinds == second.kinds
        and first.numbers == second.numbers
        and first.poles == second.poles
        and first.denials == second.denials
        and first.actor == second.actor
    )


def _apart(first: ReadQuestion, second: ReadQuestion) -> set[str]:
    return set(first.asks) ^ set(second.asks) - {"what"}


def _replaces(
    words: Mapping[str, Vector], more: Set[str], others: Mapping[str, Vector], instead: Set[str]
) -> bool:
    """True where each word that one has alone stands for one that the other has alone."""
    table = (
        np.stack([words[name] for name in sorted(more)])
        @ np.stack([others[name] for name in sorted(instead)]).T
    )
    return bool(table.max(axis=1).min() >= INSTEAD and table.max(axis=0).min() >= INSTEAD)


def _asks(english: str) -> tuple[str, ...]:
    """The question words; a message without any asks what there is to say."""
    askings = [match[0].lower() for match in ASKS.finditer(english)]
    return tuple(dict.fromkeys(SAME_ASKS.get(word, word) for word in askings)) or ("what",)
