"""Names and abbreviations of a sentence, and whether its source has them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.writing.proof.tokens import GRAMMAR, Token, keys_of, normal, tokens_of
from knowledge.writing.proof.vocabulary import load_vocabulary

ABBREVIATION = re.compile(r"(?:[A-Z][a-z]?){2,}s?(?:'s?)?$")
SENTENCE_END = frozenset(".!?:")


def is_abbreviation(text: str) -> bool:
    """True for 'CIP', 'NGOs' and 'MoU'; false for 'Partner'."""
    return len(re.findall(r"[A-Z]", text)) > 1 and bool(ABBREVIATION.match(text))


def unproved_abbreviation(text: str, source: str) -> str | None:
    """The first abbreviation of `text` that stands in `source` neither short nor written out."""
    source_words = {token.word.removesuffix("s") for token in tokens_of(source) if token.word}
    whole = f" {_plain(source)} "
    for token in tokens_of(text):
        short = token.word.removesuffix("s")
        if not is_abbreviation(token.text) or short in source_words:
            continue
        long = load_vocabulary().long_forms.get(short)
        if long is None or f" {_plain(long)} " not in whole:
            return token.text
    return None


def unproved_name(text: str, source: str) -> str | None:
    """The first name of `text` that does not stand in `source` as it is; None where all do.

    A name is what has a capital within a sentence; several side by side must stand side by side.
    """
    whole = f" {_plain(with_long_forms(source))} "
    capitals = keys_of([token for token in tokens_of(source) if token.text[0].isupper()])
    for name_tokens in _names(tokens_of(text)):
        name = " ".join(token.word for token in name_tokens)
        # 'Pakistan' of 'Pakistani civil society'
        alone = len(name_tokens) == 1 and name_tokens[0].keys & capitals
        if not (alone or f" {name} " in whole or f" {name.removesuffix('s')} " in whole):
            return name
    return None


def with_long_forms(source: str) -> str:
    """`source` with the long forms of its abbreviations behind it."""
    long_forms = load_vocabulary().long_forms
    long_names = {
        long_forms[short]: None
        for token in tokens_of(source)
        if token.word and (is_abbreviation(token.text) or token.text.isupper())
        for short in (token.word, token.word.removesuffix("s"))
        if short in long_forms
    }
    return "\n".join([source, *long_names])


def _names(tokens: Sequence[Token]) -> list[list[Token]]:
    """The names among `tokens`, a run of capitalised words each; no abbreviations."""
    names: list[list[Token]] = []
    openings: list[int] = []
    opens, goes_on = True, False
    for token in tokens:
        if not token.word:
            opens = opens or token.text in SENTENCE_END
            goes_on = token.text == "-" and goes_on
            continue
        has_capital = token.text[0].isupper() and not is_abbreviation(token.text)
        is_name = has_capital and token.word not in GRAMMAR
        if is_name and goes_on:
            names[-1].append(token)
        elif is_name:
            names.append([token])
            openings += [len(names) - 1] * opens
        opens, goes_on = False, is_name
    # One word with a capital because the sentence opens with it is no name.
    return [name for at, name in enumerate(names) if len(name) > 1 or at not in openings]


def _plain(text: str) -> str:
    words = (token.word for token in tokens_of(normal(text)) if token.word)
    return " ".join(words)
