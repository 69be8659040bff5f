"""The words that say how binding something is, and those that deny it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum


class Force(StrEnum):
    """How binding: no two of these are the same, and none may be lost."""

    MUST = "must"
    REQUIRED = "required"
    NEEDED = "needed"
    WILL = "will"
    SHOULD = "should"
    DESIRABLE = "desirable"
    MAY = "may"
    WOULD = "would"
    TRIES = "aims to"


# What a word of a sentence may stand for in its source, beside itself. "Is required" says what
# "must" says; "is needed" is weaker than "must".
STANDS_FOR: Mapping[Force, frozenset[Force]] = {
    **{force: frozenset({force}) for force in Force},
    Force.MUST: frozenset({Force.MUST, Force.REQUIRED}),
    Force.REQUIRED: frozenset({Force.REQUIRED, Force.MUST, Force.NEEDED}),
    Force.NEEDED: frozenset({Force.NEEDED, Force.REQUIRED}),
}

_WILL = r"(?:will|shall|would|is going to|are going to)"
_ADVERB = r"(?: (?:also|then|not|never|always|only|all|further|similarly|therefore|often|be))*"
_TRIES = (
    r"(?:seeks? to|seeking to|aims? to|aiming to|strives?|striving|tr(?:y|ies) to|attempts? to"
    r"|intends? to|hopes? to|wants? to|wish(?:es)? to|endeavou?rs? to"
    r"|(?:ambition|goal|aim|objective)(?: [a-z]+){0,4} is to"
    r"|(?:take|make)s? (?:all|every|any) (?:possible )?(?:effort|attempt)s?"
    r"|(?:effort|attempt)s? (?:will be|are|is) (?:made|taken)|efforts? to)"
)
_NEEDED = r"(?:needed|necessary)"
_REQUIRED = r"(?:required|obliged|mandatory|compulsory|obligatory)"
# In order: the first that fits at a place is taken, so what consists of several words stands first.
_FORCES: tuple[tuple[Force | None, str], ...] = (
    # "Most in need" and "the needs of" are things, not duties.
    (None, r"in need|not only|(?:any|each|the|of|no|their|other s) needs?(?! to)|to be able to"),
    (
        Force.MAY,
        rf"(?:may|might|can|could){_ADVERB} (?:{_NEEDED}|{_REQUIRED}|need|require)"
        r"|(?:is|are|be|being) (?:allowed|permitted|free) to|may|might|can|could|permissible"
        r"|permitted|allowed|optional|optionally|possibly|perhaps|if it wishes|if they wish",
    ),
    (Force.TRIES, rf"(?:{_WILL}{_ADVERB} )?{_TRIES}"),
    (Force.DESIRABLE, r"(?:highly )?(?:desirable|desired to|recommended|advisable|preferabl[ey])"),
    (Force.DESIRABLE, r"ideally|encouraged to|(?:is|are) encouraged"),
    (
        Force.REQUIRED,
        rf"{_WILL}{_ADVERB} {_REQUIRED}|{_WILL}{_ADVERB} require"
        rf"|(?:is|are|was|were|been){_ADVERB} {_REQUIRED}|requires?|requiring|{_REQUIRED}",
    ),
    (
        Force.NEEDED,
        rf"{_WILL}{_ADVERB} {_NEEDED}|(?:is|are|be){_ADVERB} {_NEEDED}|a need to|needs to|need be"
        rf"|{_WILL} need(?: to)?|need|{_NEEDED}",
    ),
    (Force.MUST, r"must|shall|(?:has|have|had) to|(?:is|are) bound to|duty to"),
    (Force.SHOULD, r"should|ought to|(?:is|are) supposed to|(?:is|are) expected to"),
    (Force.WOULD, r"would|unlikely|likely|probably"),
    (Force.WILL, r"will|(?:is|are) going to|(?:is|are) to(?= be )"),
)
FORCE = re.compile(
    "|".join(f"(?P<f{i}>(?<![^ ])(?:{words})(?![^ ]))" for i, (_, words) in enumerate(_FORCES))
)

# Words that turn what follows into its opposite; two of them cancel each other out.
DENIAL = re.compile(
    r"""(?<![^\ ])(?P<skipped>not\ (?:only|solely|just|merely|least))(?![^\ ])
    |(?<![^\ ])(?P<sets>nor|neither|without|rather\ than|instead\ of|except|unless)(?![^\ ])
    |(?<![^\ ])(?P<some>not\ (?:all|every|each))(?![^\ ])
    |(?<![^\ ])(?P<no>no)(?![^\ ])
    |(?<![^\ ])(?P<next>non)(?![^\ ])
    |(?<![^\ ])(?:not|never|none|nobody|nothing|nowhere|unable|inability|unlikely
        |hardly|refrains?|refraining|prohibit(?:s|ed)?|prohibition|forbid(?:s|den)?|bans?|banned
        |disallow(?:s|ed)?|avoid(?:s|ing)?|prevent(?:s|ed)?|exclud(?:e|es|ed|ing)|exempt(?:ed)?
        |limit(?:s|ed|ing)?|restrict(?:s|ed|ing)?|stop(?:s|ped)?|lacks?|lacking
        |refus(?:e|es|ed)|den(?:y|ies|ied)|fail(?:s|ed|ing)?|free\ (?:of|from)|absence\ of
        |against|anything\ but|far\ from)(?![^\ ])""",
    re.VERBOSE,
)


def force_of(match: re.Match[str]) -> Force | None:
    """Which force a match of FORCE is; None for what only looks like one."""
    name = match.lastgroup or "f0"
    return _FORCES[int(name[1:])][0]
