"""Names and abbreviations of a sentence, and whether its source has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from knowledge.writing.proof.tokens import GRAMMAR, Token, keys_of, normal, tokens_of
from knowledge.writing.proof.vocabulary import actor_named, load_vocabulary

ABBREVIATION = re.compile(r"(?:[A-Z][a-z]?){2,}s?(?:'s?)?$")
FEWEST_TAKEN, MARGIN = 2, 3  # words nearer to another name, each by so many words
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


def misplaced_name(text: str, quote: str) -> str | None:
    """A name of `text` where the quote says most of the rest of another name; None where it fits.

    "Finance deals with strategy" has the words of "the PDQ unit for strategy, Finance for
    payments", but there another name stands nearer to "strategy".
    """
    claim_tokens, quote_tokens = tokens_of(text), tokens_of(quote)
    own = [_places(name, quote_tokens) for name in _telling_names(claim_tokens)]
    words = keys_of(claim_tokens)
    places = set().union(*own)
    rivals = [
        rival
        for name in _telling_names(quote_tokens)
        if not (rival := _places(name, quote_tokens)) & places and not keys_of(name) & words
    ]
    rest = [at for token in claim_tokens if (at := _only_place(token, quote_tokens)) is not None]
    if _takes_from_another_name(claim_tokens, quote_tokens):
        return " ".join(token.word for token in _telling_names(claim_tokens)[0])
    apart = [at for at in rest if at not in places]
    nearer_to_rivals = [at for at in apart if places and _nearer(at, rivals, places)]
    if len(nearer_to_rivals) >= FEWEST_TAKEN and len(nearer_to_rivals) == len(apart):
        return " ".join(token.word for token in _telling_names(claim_tokens)[0])
    return None


def _takes_from_another_name(claim_tokens: Sequence[Token], quote_tokens: Sequence[Token]) -> bool:
    """True where what follows a name in the claim follows another name, before it, in the quote."""
    names = _telling_names(claim_tokens)
    for name, following in pairwise([*names, []]):
        end = _index(following[0], claim_tokens) if following else len(claim_tokens)
        behind = claim_tokens[_index(name[-1], claim_tokens) + 1 : end]
        plain = [token for token in behind if token.text[0].islower()]
        verbs = [at for token in plain if (at := _only_place(token, quote_tokens)) is not None]
        own = _places(name, quote_tokens)
        rivals = [_places(rival, quote_tokens) for rival in _telling_names(quote_tokens)]
        ahead = [p for r in rivals if not r & own for p in r if verbs and p < verbs[0]]
        if not ahead or not own or min(own) <= verbs[0]:
            continue
        if not _ends_between(quote_tokens, max(ahead), verbs[0]):
            return True
    return False


def _index(token: Token, tokens: Sequence[Token]) -> int:
    return next(at for at, candidate in enumerate(tokens) if candidate is token)


def _ends_between(tokens: Sequence[Token], first: int, last: int) -> bool:
    return any(token.text in SENTENCE_END for token in tokens[first:last])


def _telling_names(tokens: Sequence[Token]) -> list[list[Token]]:
    """Names and abbreviations, without the actors that the documents mention all the time."""
    short = [
        [token]
        for before, token in pairwise(tokens)
        if is_abbreviation(token.text) and before.text != "("
    ]
    names = [*_names(tokens), *short]
    # "Pakistan" of "CARE Pakistan" is no name beside it.
    return [
        name for name in names if not any(actor_named(t.word) for t in _with_before(name, tokens))
    ]


def _with_before(name: list[Token], tokens: Sequence[Token]) -> list[Token]:
    at = _index(name[0], tokens)
    return [*tokens[max(0, at - 1) : at], name[0]]


def _places(name: Sequence[Token], quote_tokens: Sequence[Token]) -> set[int]:
    long_forms = load_vocabulary().long_forms
    longs = " ".join(long_forms.get(token.word, "") for token in name)
    words = {token.word for token in [*name, *tokens_of(longs)]}
    return {at for at, token in enumerate(quote_tokens) if token.word in words}


def _only_place(token: Token, quote_tokens: Sequence[Token]) -> int | None:
    """Where the quote has `token`, if it has it once."""
    places = [at for at, candidate in enumerate(quote_tokens) if candidate.keys & token.keys]
    return places[0] if len(places) == 1 else None


def _nearer(at: int, rivals: Sequence[set[int]], places: set[int]) -> bool:
    own = min(abs(at - place) for place in places)
    return any(abs(at - place) + MARGIN <= own for rival in rivals for place in rival)


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
