"""Telling a report of suspected misconduct from a question about the policies.

The signs and their numbers are data (`data/misconduct.yaml`) that the Partnership Coordinator can
extend. Nothing of a message is kept or logged: it may be what somebody hardly dared to tell.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal, NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from bot.errors import EdgeError

RULES = Path(__file__).parent / "data/misconduct.yaml"
# The C loader reads the same YAML ten times faster, where PyYAML was built with it.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

MENTION = re.compile(r"<[@#!][^<>]*>|(?<!\w)@\w+|<?\b(?:https?|mailto):\S+")
SPOKEN_IS = re.compile(r"\b(he|she|it|that|who|there|what|here)'s\b")
POSSESSIVE = re.compile(r"'(?:s\b)?")
WORD = re.compile(r"[^\W_]+|\?")
SENTENCE_END = re.compile(r"(?<=[!?۔;\n])(?![!?۔;\n])|[.:](?=\s|$)|\s[-–—]+\s|\.{2,}")
COMMA = re.compile(r"[,،](?=\s|$)|(?<=\D)[,،]")
FEW_WORDS = range(5)  # that "..." stands for
BEGIN, END, ANY, GAP, NUMBER = "^", "$", "*", "...", "<number>"
SHORTEST_REPAIRED = 6  # letters: a shorter word that is one slip away may be another word
LONGEST = 30  # letters of a word that are looked at
# Characters of a message: of a longer one the beginning and the end are read, so that none is slow.
FIRST, LAST = 8_000, 4_000

ONE_LETTER = str.maketrans("يىئكةۂۀهأإآٱؤ’‘`؟", "ییی" + "کہہہہاااا" + "و" + "'''" + "?")
# Roman Urdu has no fixed spelling, and a doubled letter is the commonest slip in English.
ONE_SPELLING = (
    (re.compile(r"ph"), "f"),
    (re.compile(r"oo|ou"), "u"),
    (re.compile(r"ee|ie"), "i"),
    (re.compile(r"(.)\1+"), r"\1"),
)
ONE_ENDING = (
    (re.compile(r"(?<=...)(?:ay|ey|ai|ae|ei)(?=n?\Z)"), "e"),
    (re.compile(r"(?<=[aeiou])h\Z"), ""),
)
ONE_SOUND = str.maketrans("yvq", "iwk")


class RulesError(EdgeError):
    """The rules cannot be used; the message names the file, the place and the cure."""


class Weights(BaseModel):
    """What something adds where it stands in a part that tells, or only in one that asks."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    told: float
    asked: float


class Sign(Weights):
    """Phrases that say the same about a message."""

    about: Literal["misconduct", "matter", "happening", "question"]
    phrases: list[str]


class Rules(BaseModel):
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


Keys = frozenset[str]  # all that a word of a message may be called in a phrase
Phrases = dict[str, list[tuple[str, tuple[str, ...]]]]  # first key → (name, the keys behind it)


class Part(NamedTuple):
    """A piece of a message."""

    asks: bool  # or supposes
    words: tuple[Keys, ...]  # with BEGIN and END around them


class Match(NamedTuple):
    """A phrase that stands in a part."""

    name: str
    begin: int  # the place of its first word
    end: int  # the place behind its last word, where the phrase has no gap


class Recogniser:
    """The rules, made ready to be searched for."""

    def __init__(self, rules: Rules) -> None:
        """Raises ValueError where a phrase has no first word or names a list that is not there."""
        self._rules = rules
        self._vocabulary = Vocabulary(rules)
        self._asking = self._vocabulary.phrases({"asking": rules.asking})
        self._resuming = self._vocabulary.phrases({"resuming": rules.resuming})
        self._leading_in = self._vocabulary.phrases({"leading_in": rules.leading_in})
        self._breaks = self._vocabulary.phrases({"breaks": rules.breaks})
        self._signs = self._vocabulary.phrases({n: sign.phrases for n, sign in rules.signs.items()})
        self._about = {name: sign.about for name, sign in rules.signs.items()}
        self._weights: dict[str, Weights] = {
            **rules.signs,
            **{_together(about): weights for about, weights in rules.together.items()},
        }

    def score(self, text: str) -> float:
        """Above 0 where `text` reads like a report; the higher, the surer.

        What is told can be a report by itself, whatever is asked in the next sentence.
        """
        parts = set(self._parts(_shortened(text)))
        told = [frozenset(self._in_part(part)) for part in parts if not part.asks]
        asked = [frozenset(self._in_part(part)) for part in parts if part.asks]
        alone = [self._sum(signs, frozenset()) + self._rules.told_alone for signs in told]
        return max([self._whole(told, asked), *alone])

    def _whole(self, told: list[frozenset[str]], asked: list[frozenset[str]]) -> float:
        signs, others = frozenset[str]().union(*told), frozenset[str]().union(*asked)
        tells = any(self._about.get(name, "misconduct") == "misconduct" for name in signs)
        return self._sum(signs, others - signs) + self._rules.nothing_asked * (tells and not asked)

    def _sum(self, told: frozenset[str], asked: frozenset[str]) -> float:
        weights = self._weights
        both = [weights[name].told for name in told] + [weights[name].asked for name in asked]
        return self._rules.start + sum(both)

    def _in_part(self, part: Part) -> Iterator[str]:
        names = {found.name for found in _standing_in(part.words, self._signs)}
        kinds = {self._about[name] for name in names}
        yield from names
        if "happening" in kinds:
            yield from (_together(about) for about in self._rules.together if about in kinds)

    def _parts(self, text: str) -> Iterator[Part]:
        """What asks and what tells, cut at sentences and commas; what follows an "if" goes on."""
        for sentence in SENTENCE_END.split(_plain(text)):
            run: Part | None = None
            for piece, is_led_in in self._pieces(sentence):
                resumes = is_led_in or _stands_in(piece, self._resuming)
                goes_on = run is not None and run.asks and not resumes
                asks = goes_on or _stands_in(piece, self._asking)
                if run is not None and run.asks != asks:
                    yield run
                    run = None
                run = Part(asks, (*run.words[:-1], *piece[1:]) if run else piece)
            if run is not None:
                yield run

    def _pieces(self, sentence: str) -> Iterator[tuple[tuple[Keys, ...], bool]]:
        """The pieces of a sentence, each with whether it is led in by the question before it."""
        begin, end = frozenset([BEGIN]), frozenset([END, ANY])
        for clause in COMMA.split(sentence):
            words = tuple(self._vocabulary.keys(word[:LONGEST]) for word in WORD.findall(clause))
            led_in = {found.end for found in _standing_in(words, self._leading_in)}
            breaks = {found.begin for found in _standing_in(words, self._breaks)}
            for first, last in pairwise(sorted({0, len(words)} | led_in | breaks)):
                asked = frozenset("?") if first in led_in else frozenset()
                if kept := tuple(keys for keys in words[first:last] if not keys & asked):
                    yield (begin, *kept, end), first in led_in


class Vocabulary:
    """The words of the rules: what a word of a message may be called in a phrase."""

    def __init__(self, rules: Rules) -> None:
        self._lists: dict[str, set[str]] = {}
        self._known: set[str] = set()
        self._open: set[str] = set()
        for name, words in rules.alike.items():
            for word in {spelled for one in words for spelled in _words(_plain(one))}:
                self._lists.setdefault(word, set()).add(f"<{name}>")
        self._names = {f"<{name}>" for name in rules.alike} | {NUMBER}
        self._known.update(self._lists)

    def phrases(self, named: Mapping[str, Iterable[str]]) -> Phrases:
        """The phrases by their first key; their words are known from now on."""
        found: Phrases = {}
        for name, phrases in named.items():
            for phrase in phrases:
                keys = [key for word in phrase.split() for key in self._key(word)]
                if not keys or keys[0] == GAP:
                    raise ValueError(f"{name}: the phrase '{phrase}' begins with no word")
                found.setdefault(keys[0], []).append((name, tuple(keys[1:])))
        return found

    def _key(self, word: str) -> list[str]:
        """What `word` of a phrase is called; a hyphened word is two."""
        if word in {BEGIN, END, ANY, GAP, "?"}:
            return [word]
        if word.startswith("<"):
            if word not in self._names:
                raise ValueError(f"there is no list '{word.strip('<>')}' under 'alike'")
            return [word]
        if "*" in word:
            stem = _in_one_spelling(_plain(word.strip("*")), is_open=True)
            key = f"*{stem}" if word.startswith("*") else f"{stem}*"
            self._open.add(key)
            return [key]
        spelled = _words(_plain(word))
        self._known.update(spelled)
        return spelled

    def keys(self, word: str) -> Keys:
        """All that a plain `word` may be called, read through a slip in a long one."""
        known = self._repaired(_in_one_spelling(word))
        whole = {known, _in_one_spelling(word, is_open=True)}
        opened = {f"{form[:n]}*" for form in whole for n in range(1, len(form) + 1)}
        opened |= {f"*{form[-n:]}" for form in whole for n in range(1, len(form) + 1)}
        number = {NUMBER} if word[0].isdigit() else set()
        return frozenset(
            {known, ANY} | self._lists.get(known, set()) | (opened & self._open) | number
        )

    def _repaired(self, word: str) -> str:
        """`word`, or the known word that it misses by a letter too many, too few or swapped.

        Not in Urdu script, where a letter more is another form and often another meaning.
        """
        if len(word) < SHORTEST_REPAIRED or word in self._known or not word.isascii():
            return word
        for slip in (word, *_one_letter_less(word)):
            meant = slip if slip in self._known else self._slips_of_known.get(slip, "")
            is_swap = sorted(meant) == sorted(word)
            if meant[:1] == word[0] and (is_swap or abs(len(meant) - len(word)) == 1):
                return meant
        return word

    @cached_property
    def _slips_of_known(self) -> dict[str, str]:
        long = (word for word in sorted(self._known) if len(word) >= SHORTEST_REPAIRED)
        return {slip: word for word in long for slip in _one_letter_less(word)}


def _standing_in(words: Sequence[Keys], phrases: Phrases) -> Iterator[Match]:
    """Each phrase in `words`."""
    for place, keys in enumerate(words):
        for key in keys & phrases.keys():
            for name, others in phrases[key]:
                if _follows(others, words, place + 1):
                    yield Match(name, place, place + 1 + len(others))


def _stands_in(words: Sequence[Keys], phrases: Phrases) -> bool:
    return next(_standing_in(words, phrases), None) is not None


def _follows(keys: tuple[str, ...], words: Sequence[Keys], place: int) -> bool:
    """True where `words` from `place` on are called as `keys` say."""
    if not keys:
        return True
    if keys[0] == GAP:
        return any(_follows(keys[1:], words, place + few) for few in FEW_WORDS)
    return place < len(words) and keys[0] in words[place] and _follows(keys[1:], words, place + 1)


def is_report(text: str) -> bool:
    """True where `text` reads like a report of suspected misconduct, in English or Urdu.

    A question about the policies is none, whatever it is about. Raises RulesError where the shipped
    rules were edited and cannot be read; call `recogniser` at the start to learn that early.
    """
    return recogniser().score(text) > 0


@cache
def recogniser(file: Path = RULES) -> Recogniser:
    """The recogniser with the rules in `file`, read once. Raises RulesError."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_SafeLoader)  # noqa: S506
        return Recogniser(Rules.model_validate(content))
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


def _plain(text: str) -> str:
    """`text` in small letters of one form, without mentions, links, marks and possessives."""
    text = unicodedata.normalize("NFKD", MENTION.sub(" ", text)).casefold()
    if not text.isascii():
        text = "".join(c for c in text if unicodedata.category(c) not in {"Mn", "Mc", "Me", "Cf"})
        text = text.translate(ONE_LETTER)
    return POSSESSIVE.sub("", SPOKEN_IS.sub(r"\1 is", text))


def _words(plain: str) -> list[str]:
    """The words and question marks of a plain text, in one spelling."""
    return [_in_one_spelling(word[:LONGEST]) for word in WORD.findall(plain)]


def _in_one_spelling(word: str, *, is_open: bool = False) -> str:
    """A Latin word as it sounds; one whose end is left open has no ending to fold."""
    if not word.isascii():
        return word
    for spelled, one in ONE_SPELLING if is_open else (*ONE_SPELLING[:3], *ONE_ENDING):
        word = spelled.sub(one, word)
    return re.sub(r"([a-z])\1+", r"\1", word.translate(ONE_SOUND))


def _together(about: str) -> str:
    return f"{about} and happening"


def _one_letter_less(word: str) -> Iterator[str]:
    return (word[:i] + word[i + 1 :] for i in range(len(word)))
