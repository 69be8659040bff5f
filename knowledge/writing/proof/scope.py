"""How many and how far: all, only, at least, most, some; and the limits that a clause sets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from knowledge.writing.proof.tokens import Token, tokens_of

# A word of a kind needs a word of the same kind in the source.
KINDS: Mapping[str, re.Pattern[str]] = {
    kind: re.compile(rf"(?<![^ ])(?:{words})(?![^ ])")
    for kind, words in {
        "all": r"all|every|each|everyone|everybody|everything|always|any|anyone|anybody|anything"
        r"|whole|entire|throughout|whichever|whatever|in full|fully|completely|entirely"
        r"|collective|collectively",
        "only": r"only|solely|exclusively|purely|merely|just|alone|nothing but",
        "at least": r"at least|(?<!a )minimum|(?:no|not) (?:less|fewer) than|more than|or more"
        r"|over (?=\d)",
        "at most": r"at most|maximum|(?:no|not) more than|up to|less than|fewer than"
        r"|or (?:less|fewer)",
        "most": r"most|majority|mostly|largely|mainly|primarily|primary|chiefly|predominantly"
        r"|generally|usually|normally|typically",
        "some": r"some|sometimes|certain|partly|in part|several|a few",
        "many": r"many|numerous|several|often|frequently",
        "none": r"none|nobody|no one|never|nothing|under no circumstances",
    }.items()
}
# What is never, or true of nobody, may be said by any "no" of the source; force.py sees to that.
NOT_OF_THEIR_OWN = {"none": re.compile(r"(?<![^ ])(?:no|not|never|zero|none|nor|refrain)(?![^ ])")}
# "Each" is also said of two who are named otherwise.
EACH = re.compile(r"(?<![^ ])each(?![^ ])")
OF_TWO = re.compile(r"(?<![^ ])(?:each other|mutual|mutually|both|equals|individual)(?![^ ])")
NO_SCOPE = re.compile(
    r"(?<![^ ])(?:each other|not (?:only|solely|just|merely|exclusively)|at all(?! times)"
    r"|as a whole|only if|just as|the most of)(?![^ ])"
)
# Without these a rule holds further than the clause says.
CONDITION = re.compile(
    r"(?<![^ ])(?:wherever|where|when|whenever|as far as) (?:(?:mutually|it is|jointly) )*"
    r"(?:possible|applicable|agreed|appropriate|feasible|necessary|relevant)(?![^ ])"
    r"|(?<!even )(?<![^ ])(?:if|unless|except|provided|providing that|subject to)(?![^ ])"
)
CONDITIONED = re.compile(
    r"(?<![^ ])(?:where|wherever|when|whenever|if|unless|except|provided|subject|case|for|possible"
    r"|applicable|agreed|appropriate|feasible)(?![^ ])"
)
EVERY = frozenset({"all", "every", "each", "any"})
LIMITED = re.compile(r"largely|primarily|mainly|mostly|often|partly|chiefly")
LIMITED_WORDS = 1  # behind "largely"
ONLY = re.compile(r"only|solely|purely|exclusively")


def disagrees_in_scope(text: str, source: str) -> str | None:
    """The kind of scope that `text` has and `source` has not, or 'limit' where it lost one."""
    claim_line, source_line = _line(text), _line(source)
    if OF_TWO.search(" ".join(token.word for token in tokens_of(source))):
        claim_line = EACH.sub("", claim_line)
    for kind, words in KINDS.items():
        source_words = NOT_OF_THEIR_OWN.get(kind, words)
        if words.search(claim_line) and not source_words.search(source_line):
            return kind
    if _not_all_of(source) & _all_of(text) - _all_of(source):
        return "all"
    loses_limit = _loses_condition(text, claim_line, source) or _loses_limit(
        claim_line, text, source
    )
    return "limit" if loses_limit else None


def _all_of(text: str) -> frozenset[str]:
    """The keys of what "all" or "every" is said of."""
    tokens = tokens_of(text)
    return _heads(tokens, [at for at in _places_of_every(tokens) if not _is_denied(tokens, at)])


def _not_all_of(text: str) -> frozenset[str]:
    """The keys of what "not all" is said of."""
    tokens = tokens_of(text)
    return _heads(tokens, [at for at in _places_of_every(tokens) if _is_denied(tokens, at)])


def _places_of_every(tokens: Sequence[Token]) -> list[int]:
    return [at for at, token in enumerate(tokens) if token.word in EVERY]


def _is_denied(tokens: Sequence[Token], at: int) -> bool:
    return at > 0 and tokens[at - 1].word == "not"


def _heads(tokens: Sequence[Token], places: Sequence[int]) -> frozenset[str]:
    nearest = (next((t for t in tokens[at + 1 :] if t.tells), None) for at in places)
    return frozenset(key for token in nearest if token for key in token.keys)


def _line(text: str) -> str:
    return NO_SCOPE.sub(" ", " ".join(token.word for token in tokens_of(text) if token.word))


def _loses_condition(text: str, claim_line: str, source: str) -> bool:
    """True where the source's sentence states a condition and `text` has none."""
    if CONDITIONED.search(claim_line):
        return False
    return bool(CONDITION.search(_line(_sentence_about(text, source))))


def _loses_limit(claim_line: str, text: str, source: str) -> bool:
    """True where `text` says plainly what the source says only "largely" or "mainly"."""
    has_limit = KINDS["most"].search(claim_line) or KINDS["many"].search(claim_line)
    has_only = KINDS["only"].search(claim_line)
    own = _keys(text)
    tokens = tokens_of(_sentence_about(text, source))
    for at, token in enumerate(tokens):
        is_only = ONLY.fullmatch(token.word) and tokens[max(0, at - 1)].word != "not"
        if (LIMITED.fullmatch(token.word) and not has_limit) or (is_only and not has_only):
            behind = [later for later in tokens[at + 1 : at + 8] if later.tells]
            if any(later.keys & own for later in behind[:LIMITED_WORDS]):
                return True
    return False


def _sentence_about(text: str, source: str) -> str:
    """The sentence of the source that shares most words with `text`."""
    own = _keys(text)
    return max(_sentences(source), key=lambda sentence: len(own & _keys(sentence)), default="")


def _sentences(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+|\n", text) if part.strip()]


def _keys(text: str) -> frozenset[str]:
    return frozenset(key for token in tokens_of(text) for key in token.keys)
