"""Wording in the free text of a record that sits badly with the framework, with its clause.

The phrases are data (`data/wording.yaml`), so that people extend them. Nothing is rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, ValidationError

from drafting.agreements.reviewing.case import Case
from drafting.agreements.reviewing.review import Finding
from drafting.partners.errors import BadTemplate
from drafting.partners.naming import office_name, with_office
from drafting.partners.record.base import RecordModel

DATA = Path(__file__).parent / "wording.yaml"
OFFICE = "{office}"
# The C loader reads the same YAML ten times faster, where PyYAML was built with it.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

BETWEEN = r"[^\w.;!?۔\n]+"  # what may stand between two words of a phrase
NEAR = rf"(?:{BETWEEN}\w+){{0,5}}{BETWEEN}"
SENTENCE = re.compile(r"[^.;!?۔\n]+")
BREAK = re.compile(r"\b(?:and|but|aur|lekin|magar|اور|لیکن)\b")
PIECE = re.compile(r"\(([^)]*)\)|(\S+)")
QUOTED = 90  # characters of a quoted phrase


def _with_office_in_any_case(phrase: str) -> str:
    """The phrase with the office's acronym, which people write in small letters too."""
    return phrase.replace(OFFICE, office_name().casefold())


class WordingRule(BaseModel):
    """One kind of wording, as the data file gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    basis: tuple[str, ...]
    why: Annotated[str, AfterValidator(with_office)]
    cure: str
    phrases: tuple[Annotated[str, AfterValidator(_with_office_in_any_case)], ...]
    unless: tuple[str, ...] = ()


class WordingRules(BaseModel):
    """The data file; the comments in it say what each key means."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    denials: tuple[str, ...]
    denials_after: tuple[str, ...]
    rules: dict[str, WordingRule]


@dataclass(frozen=True)
class Phrase:
    """A phrase, made ready to be searched for."""

    anchors: tuple[str, ...]  # one of these stands in every text that can hold the phrase
    pattern: re.Pattern[str]


Phrases = Mapping[str, tuple[Phrase, ...]]  # by the rule's name


@dataclass(frozen=True)
class Reader:
    """The rules, made ready."""

    rules: WordingRules
    phrases: Phrases
    unless: dict[str, re.Pattern[str] | None]
    denial: re.Pattern[str]
    denied_after: re.Pattern[str]

    def found(self, text: str, among: Phrases | None = None) -> Iterator[tuple[str, str]]:
        """Each rule that `text` meets, with the words that meet it; `among` is all there may be."""
        for name, phrases in self.likely(text, among or self.phrases).items():
            if words := self._words(name, phrases, text):
                yield name, words

    def likely(self, text: str, among: Phrases) -> Phrases:
        """The phrases of each rule that `text` may hold: most texts hold none."""
        small_text = text.casefold().replace("’", "'")
        likely_phrases = {
            name: tuple(
                phrase
                for phrase in phrases
                if any(anchor in small_text for anchor in phrase.anchors)
            )
            for name, phrases in among.items()
        }
        return {name: phrases for name, phrases in likely_phrases.items() if phrases}

    def _words(self, name: str, phrases: Iterable[Phrase], text: str) -> str:
        unless = self.unless[name]
        for sentence in SENTENCE.findall(text.replace("’", "'")):
            if unless is not None and unless.search(sentence):
                continue
            for phrase in phrases:
                for match in phrase.pattern.finditer(sentence):
                    if not self._is_denied(sentence, match):
                        return " ".join(match.group().split())[:QUOTED]
        return ""

    def _is_denied(self, sentence: str, match: re.Match[str]) -> bool:
        before = BREAK.split(sentence[: match.start()])[-1]
        after = BREAK.split(sentence[match.end() :])[0]
        return bool(self.denial.search(before) or self.denied_after.match(after))


def wording(case: Case) -> Iterator[Finding]:
    """A finding for each rule and field of the agreement and the relationship that meet."""
    reader = the_reader()
    texts = [
        *free_texts(case.agreement, "agreement"),
        *free_texts(case.partner.relationship, "partner.relationship"),
    ]
    likely = reader.likely("\n".join(text for _, _, text in texts), reader.phrases)
    for path, title, text in texts if likely else ():
        for name, words in reader.found(text, likely):
            rule = reader.rules.rules[name]
            yield Finding(
                f"wording-{name}",
                f"‘{title}’ says “{words}”, which {rule.why}; {rule.cure}.",
                rule.basis,
                field=path,
            )


def free_texts(record: RecordModel, above: str) -> Iterator[tuple[str, str, str]]:
    """Path, title and text of everything in `record` that people wrote in their own words."""
    for name, info in type(record).model_fields.items():
        title = with_office(info.title or name)
        for value in _values(getattr(record, name)):
            if isinstance(value, RecordModel):
                yield from free_texts(value, f"{above}.{name}")
            elif type(value) is str and value:  # a choice is a str of its own type
                yield f"{above}.{name}", title, value


def _values(value: object) -> Iterable[object]:
    return value if isinstance(value, tuple) else (value,)


def the_reader(file: Path = DATA) -> Reader:
    """The rules of that file. Raises BadTemplate where it cannot be used."""
    return _reader(file, office_name())


@cache
def _reader(file: Path, _office: str) -> Reader:
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_SafeLoader)  # noqa: S506
        rules = WordingRules.model_validate(content)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        first = str(error).splitlines()[0]
        raise BadTemplate(f"{file.name} cannot be used ({first}); correct it.") from error
    denials = "|".join(map(_words, (*rules.denials, *rules.denials_after)))
    gap = rf"(?:{BETWEEN}(?!(?:{denials})\b)\w+){{0,5}}?"
    return Reader(
        rules,
        {name: _phrases(rule.phrases, gap) for name, rule in rules.rules.items()},
        {name: _any_of(rule.unless, gap) for name, rule in rules.rules.items()},
        _compiled(rf"\b(?:{denials})(?!\s+only\b){NEAR}\Z"),
        _compiled(rf"{gap}{BETWEEN}(?:{'|'.join(map(_words, rules.denials_after))})\b"),
    )


def _phrases(phrases: Iterable[str], gap: str) -> tuple[Phrase, ...]:
    return tuple(
        Phrase(_anchors(phrase), _compiled(rf"\b{_pattern(phrase, gap)}\b")) for phrase in phrases
    )


def _any_of(phrases: Iterable[str], gap: str) -> re.Pattern[str] | None:
    union = "|".join(_pattern(phrase, gap) for phrase in phrases)
    return _compiled(rf"\b(?:{union})\b") if union else None


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern, re.IGNORECASE)


def _pattern(phrase: str, gap: str) -> str:
    """The phrase as a regular expression; `gap` stands for some words that do not deny."""
    pattern = ""
    for alternatives, word in PIECE.findall(phrase):
        if word == "...":
            pattern += gap
            continue
        piece = (
            f"(?:{'|'.join(map(_words, alternatives.split('|')))})"
            if alternatives
            else _words(word)
        )
        pattern += (BETWEEN if pattern else "") + piece
    return pattern


def _words(words: str) -> str:
    return BETWEEN.join(_word(word) for word in words.split())


def _word(word: str) -> str:
    stem = re.escape(word.removesuffix("*")).replace("'", BETWEEN)
    pattern = stem + (r"\w*" if word.endswith("*") else "")
    return f"(?-i:{pattern})" if word.partition("'")[0].isupper() else pattern


def _anchors(phrase: str) -> tuple[str, ...]:
    """The piece of the phrase whose words are the longest: what its texts are known by."""
    pieces = [
        tuple(
            max(alternative.split(), key=len).removesuffix("*").casefold() for alternative in words
        )
        for words in (
            (alternatives.split("|") if alternatives else [word])
            for alternatives, word in PIECE.findall(phrase)
        )
        if words != ["..."]
    ]
    return max(pieces, key=lambda piece: min(map(len, piece)))
