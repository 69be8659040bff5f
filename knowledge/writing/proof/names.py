"""Names and abbreviations of a sentence, and whether its source has them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from knowledge.writing.proof.tokens import GRAMMAR, Token, keys_of, normal, tokens
from knowledge.writing.proof.vocabulary import actor_named, load_vocabulary

ABBREVIATION = re.compile(r"(?:[A-Z][a-z]?){2,}s?(?:'s?)?$")
FEWEST_TAKEN, MARGIN = 2, 3  # words nearer to another name, each by so many words
SENTENCE_END = frozenset(".!?:")


def is_abbreviation(written: str) -> bool:
    """True for 'CIP', 'NGOs' and 'MoU'; false for 'Partner'."""
    return len(re.findall(r"[A-Z]", written)) > 1 and bool(ABBREVIATION.match(written))


def unproved_abbreviation(text: str, source: str) -> str | None:
    """The first abbreviation of `text` that stands in `source` neither short nor written out."""
    given = {token.word.removesuffix("s") for token in tokens(source) if token.word}
    whole = f" {_plain(source)} "
    for token in tokens(text):
        short = token.word.removesuffix("s")
        if not is_abbreviation(token.written) or short in given:
            continue
        long = load_vocabulary().long_forms.get(short)
        if long is None or f" {_plain(long)} " not in whole:
            return token.written
    return None


def unproved_name(text: str, source: str) -> str | None:
    """The first name of `text` that does not stand in `source` as it is; None where all do.

    A name is what has a capital within a sentence; several side by side must stand side by side.
    """
    whole = f" {_plain(written_out(source))} "
    capitals = keys_of([token for token in tokens(source) if token.written[0].isupper()])
    for run in _names(tokens(text)):
        name = " ".join(token.word for token in run)
        alone = len(run) == 1 and run[0].keys & capitals  # 'Pakistan' of 'Pakistani civil society'
        if not (alone or f" {name} " in whole or f" {name.removesuffix('s')} " in whole):
            return name
    return None


def misplaced_name(text: str, quote: str) -> str | None:
    """A name of `text` where the quote says most of the rest of another name; None where it fits.

    "Finance deals with strategy" has the words of "the PDQ unit for strategy, Finance for
    payments", but there another name stands nearer to "strategy".
    """
    said, given = tokens(text), tokens(quote)
    own = [_places(run, given) for run in _named(said)]
    words = keys_of(said)
    others = [
        elsewhere
        for run in _named(given)
        if not (elsewhere := _places(run, given)) & set().union(*own) and not keys_of(run) & words
    ]
    rest = [at for token in said if (at := _only_place(token, given)) is not None]
    if _says_of_one_what_is_another_s(said, given):
        return " ".join(token.word for token in _named(said)[0])
    places = set().union(*own)
    apart = [at for at in rest if at not in places]
    taken = [at for at in apart if places and _nearer(at, others, places)]
    if len(taken) >= FEWEST_TAKEN and len(taken) == len(apart):
        return " ".join(token.word for token in _named(said)[0])
    return None


def _says_of_one_what_is_another_s(said: Sequence[Token], given: Sequence[Token]) -> bool:
    """True where what follows a name in `said` follows another name in `given`, before that one."""
    runs = _named(said)
    for run, following in pairwise([*runs, []]):
        end = _index(following[0], said) if following else len(said)
        behind = said[_index(run[-1], said) + 1 : end]
        plain = [token for token in behind if token.written[0].islower()]
        verbs = [at for token in plain if (at := _only_place(token, given)) is not None]
        own = _places(run, given)
        rivals = [_places(other, given) for other in _named(given)]
        ahead = [p for r in rivals if not r & own for p in r if verbs and p < verbs[0]]
        if ahead and own and min(own) > verbs[0] and not _ends_between(given, max(ahead), verbs[0]):
            return True
    return False


def _index(token: Token, found: Sequence[Token]) -> int:
    return next(at for at, other in enumerate(found) if other is token)


def _ends_between(found: Sequence[Token], first: int, last: int) -> bool:
    return any(token.written in SENTENCE_END for token in found[first:last])


def _named(found: Sequence[Token]) -> list[list[Token]]:
    """Names and abbreviations, but for those of who the documents speak of all the time."""
    short = [
        [token]
        for before, token in pairwise(found)
        if is_abbreviation(token.written) and before.written != "("
    ]
    runs = [*_names(found), *short]
    # "Pakistan" of "CARE Pakistan" is no name beside it.
    return [run for run in runs if not any(actor_named(t.word) for t in _with_before(run, found))]


def _with_before(run: list[Token], found: Sequence[Token]) -> list[Token]:
    at = _index(run[0], found)
    return [*found[max(0, at - 1) : at], run[0]]


def _places(run: Sequence[Token], given: Sequence[Token]) -> set[int]:
    long_forms = load_vocabulary().long_forms
    longs = " ".join(long_forms.get(token.word, "") for token in run)
    words = {token.word for token in [*run, *tokens(longs)]}
    return {at for at, token in enumerate(given) if token.word in words}


def _only_place(token: Token, given: Sequence[Token]) -> int | None:
    """Where the quote has `token`, if it has it once."""
    places = [at for at, other in enumerate(given) if other.keys & token.keys]
    return places[0] if len(places) == 1 else None


def _nearer(at: int, others: Sequence[set[int]], places: set[int]) -> bool:
    own = min(abs(at - place) for place in places)
    return any(abs(at - place) + MARGIN <= own for other in others for place in other)


def written_out(source: str) -> str:
    """`source` with the long forms of its abbreviations behind it."""
    long_forms = load_vocabulary().long_forms
    found = {
        long_forms[short]: None
        for token in tokens(source)
        if token.word and (is_abbreviation(token.written) or token.written.isupper())
        for short in (token.word, token.word.removesuffix("s"))
        if short in long_forms
    }
    return "\n".join([source, *found])


def _names(found: Sequence[Token]) -> list[list[Token]]:
    """The names among `found`, a run of capitalised words each; no abbreviations."""
    runs: list[list[Token]] = []
    openings: list[int] = []
    opens, joined = True, False
    for token in found:
        if not token.word:
            opens = opens or token.written in SENTENCE_END
            joined = token.written == "-" and joined
            continue
        named = token.written[0].isupper() and not is_abbreviation(token.written)
        is_name = named and token.word not in GRAMMAR
        if is_name and joined:
            runs[-1].append(token)
        elif is_name:
            runs.append([token])
            openings += [len(runs) - 1] * opens
        opens, joined = False, is_name
    # One word with a capital because the sentence opens with it is no name.
    return [run for at, run in enumerate(runs) if len(run) > 1 or at not in openings]


def _plain(text: str) -> str:
    words = (token.word for token in tokens(normal(text)) if token.word)
    return " ".join(words)
