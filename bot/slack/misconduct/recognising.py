"""What the words of a message say of misconduct: a part of telling a report from a question.

The signs and their numbers are data (`misconduct.yaml`) that the Partnership Coordinator can
extend. Nothing of a message is kept or logged: it may be what somebody hardly dared to say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import EdgeError
from bot.slack.misconduct.words import (
    ANY,
    BEGIN,
    END,
    Keys,
    PhraseVocabulary,
    has_match,
    matches,
    plain,
)

RULES = Path(__file__).parent / "misconduct.yaml"
# The C loader reads the same YAML ten times faster, where PyYAML was built with it.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

SENTENCE_END = re.compile(r"(?<=[!?۔;\n])(?![!?۔;\n])|[.:](?=\s|$)|\s[-–—]+\s|\.{2,}")
COMMA = re.compile(r"[,،](?=\s|$)|(?<=\D)[,،]")
# Characters of a message: of a longer one the beginning and the end are read, so that none is slow.
FIRST, LAST = 8_000, 4_000
AFTER_A_REPORT = "what follows a report"  # the name of a sign
# Of a score. What binary fractions leave over depends on the order of summing, and decides nothing.
DECIMALS = 6


class RulesError(EdgeError):
    """The rules cannot be used; the message names the file, the place and the cure."""


class Weights(BaseModel):
    """What a sign adds where it is in a statement, or only in a question."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    told: float
    asked: float


class Sign(Weights):
    """Phrases that say the same about a message."""

    about: Literal["misconduct", "matter", "happening", "question"]
    phrases: list[str]


class MisconductRules(BaseModel):
    """The data file as it is read; the comments in it say what each key means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    start: float
    together: dict[Literal["misconduct", "matter"], Weights]
    nothing_asked: float
    told_alone: float
    alike: dict[str, list[str]]
    asking: list[str]
    breaks: list[str]
    resuming: list[str]
    leading_in: list[str]
    signs: dict[str, Sign]


class MessagePart(NamedTuple):
    """A piece of a message."""

    asks: bool  # or supposes
    words: tuple[Keys, ...]  # with BEGIN and END around them


class Recogniser:
    """The rules, made ready to be searched for."""

    def __init__(self, rules: MisconductRules) -> None:
        """Raises ValueError where a phrase has no first word or names a list that is not there."""
        self._rules = rules
        self._vocabulary = PhraseVocabulary(rules.alike)
        self._asking = self._vocabulary.phrases({"asking": rules.asking})
        self._resuming = self._vocabulary.phrases({"resuming": rules.resuming})
        self._leading_in = self._vocabulary.phrases({"leading_in": rules.leading_in})
        self._breaks = self._vocabulary.phrases({"breaks": rules.breaks})
        self._signs = self._vocabulary.phrases({n: sign.phrases for n, sign in rules.signs.items()})
        self._about = {name: sign.about for name, sign in rules.signs.items()}
        self._weights: dict[str, Weights] = {
            **rules.signs,
            **{_happening_name(about): weights for about, weights in rules.together.items()},
        }

    def score(self, text: str) -> float:
        """Above 0 where `text` reads like a report; the higher, the surer.

        A statement can be a report by itself, whatever is asked in the next sentence.
        """
        parts = set(self._parts(_shortened(text)))
        statements = [frozenset(self._signs_in(part)) for part in parts if not part.asks]
        questions = [frozenset(self._signs_in(part)) for part in parts if part.asks]
        alone = [self._sum_of(signs, frozenset()) + self._rules.told_alone for signs in statements]
        return round(max([self._whole_score(statements, questions), *alone]), DECIMALS)

    def is_about_misconduct(self, text: str) -> bool:
        """True where `text` names misconduct or what follows a report of it, told or asked."""
        names = {name for part in self._parts(_shortened(text)) for name in self._signs_in(part)}
        return any(self._about.get(n) == "misconduct" or n == AFTER_A_REPORT for n in names)

    def _whole_score(
        self, statements: list[frozenset[str]], questions: list[frozenset[str]]
    ) -> float:
        signs = frozenset[str]().union(*statements)
        question_signs = frozenset[str]().union(*questions)
        tells = any(self._about.get(name, "misconduct") == "misconduct" for name in signs)
        only_tells = self._rules.nothing_asked if tells and not questions else 0.0
        return self._sum_of(signs, question_signs - signs) + only_tells

    def _sum_of(self, statement_signs: frozenset[str], question_signs: frozenset[str]) -> float:
        weights = self._weights
        amounts = [weights[name].told for name in statement_signs]
        amounts += [weights[name].asked for name in question_signs]
        return self._rules.start + sum(amounts)

    def _signs_in(self, part: MessagePart) -> Iterator[str]:
        names = {match.name for match in matches(part.words, self._signs)}
        kinds = {self._about[name] for name in names}
        yield from names
        if "happening" in kinds:
            yield from (_happening_name(about) for about in self._rules.together if about in kinds)

    def _parts(self, text: str) -> Iterator[MessagePart]:
        """Questions and statements, cut at sentences and commas; what follows an "if" goes on."""
        for sentence in SENTENCE_END.split(plain(text)):
            part: MessagePart | None = None
            for piece, is_led_in in self._pieces(sentence):
                resumes = is_led_in or has_match(piece, self._resuming)
                goes_on = part is not None and part.asks and not resumes
                asks = goes_on or has_match(piece, self._asking)
                if part is not None and part.asks != asks:
                    yield part
                    part = None
                part = MessagePart(asks, (*part.words[:-1], *piece[1:]) if part else piece)
            if part is not None:
                yield part

    def _pieces(self, sentence: str) -> Iterator[tuple[tuple[Keys, ...], bool]]:
        """The pieces of a sentence, each with whether it is led in by the question before it."""
        begin, end = frozenset([BEGIN]), frozenset([END, ANY])
        for clause in COMMA.split(sentence):
            words = self._vocabulary.read(clause)
            led_in = {match.end for match in matches(words, self._leading_in)}
            breaks = {match.begin for match in matches(words, self._breaks)}
            for first, last in pairwise(sorted({0, len(words)} | led_in | breaks)):
                question_marks = frozenset("?") if first in led_in else frozenset()
                if piece := tuple(keys for keys in words[first:last] if not keys & question_marks):
                    yield (begin, *piece, end), first in led_in


@cache
def recogniser(file: Path = RULES) -> Recogniser:
    """The recogniser with the rules in `file`, read once. Raises RulesError."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_SafeLoader)  # noqa: S506
        return Recogniser(MisconductRules.model_validate(content))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise RulesError(f"{file.name} cannot be read as YAML{place}; correct it.") from error
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = " → ".join(str(key) for key in first["loc"]) or "the whole file"
        raise RulesError(f"{file.name}: {place}: {first['msg']}; correct it.") from error
    except ValueError as error:
        raise RulesError(f"{file.name}: {error}; correct it.") from error


def _shortened(text: str) -> str:
    return text if len(text) <= FIRST + LAST else f"{text[:FIRST]}\n{text[-LAST:]}"


def _happening_name(about: str) -> str:
    return f"{about} and happening"
