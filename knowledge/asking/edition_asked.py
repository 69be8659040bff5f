"""A question about an earlier edition: "What did the edition before say about logos?"."""

from __future__ import annotations

import re
from dataclasses import dataclass

TEXT = r"(?:editions?|versions?|polic(?:y|ies)|framework|guide(?:lines?)?|manual|handbook)"
EDITION = r"(?:editions?|versions?)"
BEFORE = r"(?:previous|earlier|older|old|former|prior|preceding|superseded|replaced|outdated)"
MONTHS = (
    "january february march april may june july august september october november december".split()  # noqa: SIM905
)
MONTH = rf"(?:{'|'.join(month[:3] for month in MONTHS)})[a-z]*\.?"
DATE = rf"(?P<iso>(?:19|20)\d\d(?:-\d\d){{0,2}})|(?P<month>{MONTH})\s+(?P<year>(?:19|20)\d\d)"
# A word of a document's name: "the previous VISIBILITY policy"; no verb and no article. It is
# looked for at a word's beginning alone, so that a long word costs no more than its length.
NAMING = (
    r"(?<![\w’'&-])"
    r"(?!(?:must|should|shall|may|can|will|is|are|was|were|be|do|does|did|has|have|had|a|an|the|of"
    r"|to|in|on|for|and|or|we|they|it|you|i|edition|editions|version|versions)\b)[\w’'&-]+"
)
IN_THE = r"(?:\b(?:in|from|of|by|under|as\s+per|per)\s+)?(?:\b(?:the|our|that)\s+)?"
# "in the 2019 edition", "the edition of October 2012", "edition 2012-10"
DATED = (
    rf"{IN_THE}\b(?:{DATE})(?:['’]s)?\s+(?P<name>(?:{NAMING}\s+){{0,3}}?)(?P<noun>{EDITION})\b",
    rf"{IN_THE}(?P<name>)(?P<noun>{EDITION})\s+(?:of\s+|from\s+|dated\s+)?(?:{DATE})\b",
)
# "the edition before", "the policy before this one", "the previous policy", "purani policy"
EARLIER = (
    rf"{IN_THE}(?P<name>)\b(?P<noun>{EDITION})\s+(?:just\s+)?before\b"
    r"(?:\s+(?:this|that|it|the\s+(?:current|new|present|latest))\b(?:\s+one)?)?"
    r"(?!\s+(?:we|you|they|i|the|a|an|\d+)\b)",
    rf"{IN_THE}(?P<name>(?:{NAMING}\s+){{0,2}}?)(?P<noun>{TEXT})\s+before\s+"
    r"(?:this|the\s+(?:current|new|present|latest))\s+one\b",
    r"(?<!['’]s )(?<!\ba )(?<!\ban )(?<!\btheir )(?<!\bhis )(?<!\bher )(?<!\bits )"
    rf"{IN_THE}\b(?<!['’]s )(?<!\btheir )(?<!\bhis )(?<!\bher )(?<!\bits )"
    rf"{BEFORE}\s+(?P<name>(?:{NAMING}\s+){{0,3}}?)(?P<noun>{TEXT})\b",
    r"\b(?:purani|pichli|pehle\s+wali)\s+(?P<name>(?:\w+\s+)??)(?P<noun>policy|edition|version"
    r"|framework)\b",
)
# "What did the policy say before about leave?", "used to say"
SAID_BEFORE = (
    rf"\bdid\s+((?:(?:the|our)\s+)?(?:{NAMING}\s+){{0,4}}?{TEXT}|it)\s+say"
    r"\s+(?:before|earlier|previously|until\s+now|in\s+the\s+past)(?=\W|$)",
    rf"\bdid\s+((?:(?:the|our)\s+)?(?:{NAMING}\s+){{0,4}}?{TEXT}|it)\s+use\s+to\s+say\b",
    rf"\b((?:(?:the|our)\s+)?(?:{NAMING}\s+){{0,4}}?{TEXT})\s+used\s+to\s+say\b",
)
_DATED, _EARLIER, _SAID = (
    tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns)
    for patterns in (DATED, EARLIER, SAID_BEFORE)
)
# Left over where the edition was what the question's verb was about.
EMPTIED = re.compile(
    r"\b(what|where|how|who|which)\s+(did|does|do)\s+(?:of\s+)?(say|says|state)\b", re.I
)


@dataclass(frozen=True)
class EditionAsked:
    """Which earlier edition a question is about, and what it asks of it."""

    rest: str  # the question as one asks it of the edition in force
    name: str = ""  # the words that name the document, where some do
    date: str = ""  # 2019, 2019-03 or 2019-03-01; '' for the one before


def edition_asked(question: str) -> EditionAsked | None:
    """The earlier edition that `question` is about; None where it is about what is in force."""
    for pattern in (*_DATED, *_EARLIER):
        match = pattern.search(question)
        if match is not None:
            name = f"{match['name']} {match['noun']}"
            return EditionAsked(_without(question, match), name, _date(match))
    for pattern in _SAID:
        match = pattern.search(question)
        if match is not None:
            left, right = question[: match.start()], question[match.end() :]
            asks = f"{left} did" if left.strip() else "what does"
            return EditionAsked(_tidy(f"{asks} {match[1]} say {right}"), match[1])
    return None


def _date(match: re.Match[str]) -> str:
    found = match.groupdict()
    if not found.get("iso") and not found.get("month"):
        return ""
    if found["iso"]:
        return str(found["iso"])
    names = [month[:3] for month in MONTHS]
    return f"{found['year']}-{names.index(found['month'][:3].lower()) + 1:02d}"


def _without(question: str, match: re.Match[str]) -> str:
    """The question without the words for the edition; the document's own name stays."""
    left, right = question[: match.start()], question[match.end() :]
    is_edition = re.fullmatch(EDITION, match["noun"], re.IGNORECASE) is not None
    right = re.sub(r"^['’]s\b", "", right)
    right = re.sub(r"^\s+of\s+(?=the\b|our\b)", " ", right) if left.strip() else right
    name = f"{match['name']} {'' if is_edition else match['noun']}".strip()
    preposition = re.match(r"(?i)(?:in|from|of|by|under|as per|per)\b", match[0])
    opening = preposition[0] if preposition and name else ""
    text = f"{left} {opening} the {name} {right}" if name else f"{left} {right}"
    return _tidy(EMPTIED.sub(r"\1 is said", _tidy(text)))


def _tidy(text: str) -> str:
    plain = " ".join(text.split()).replace(" ?", "?").replace(" ’s", "’s").replace(" 's", "'s")
    return plain.strip(" ,;:–-")
