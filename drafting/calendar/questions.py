"""Which questions ask the calendar: of what is due now or with a partner, and of no rule.

The policies are the rule: whoever asks what must, may or should be is answered from them. Nothing
is guessed of a question that could be either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

LONGEST = 200  # characters: who asks for what is due asks shortly


class AskedSpan(StrEnum):
    """What of the calendar is asked for."""

    ALL = "all"
    LATE = "late"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class CalendarQuestion:
    """What a question asks of the calendar."""

    wanted: AskedSpan
    partner: str = ""  # as it was written; '' for all that the person follows
    subject: str = ""  # a word of what is waited for: 'tranche'; '' for anything


# What asks for a rule, or tells a case of one.
RULE = re.compile(
    r"\b(?:must|should|shall|may|can|could|might|would|allowed|permitted|required?|requires|"
    r"needs? to|ha(?:s|ve) to|supposed|responsible|polic(?:y|ies)|framework|clauses?|cspf|rules?|"
    r"manual|guide(?:lines?)?|says?|happens?|if|why|how|who|whom|whose|chahiye|zaroori|lazmi)\b",
    re.IGNORECASE,
)
DILIGENCE = re.compile(r"\bdue[\s-]+diligence\b", re.IGNORECASE)
DUE = re.compile(
    r"\b(?:due|overdue|late|pending|outstanding|waiting|waits?|unanswered|upcoming|"
    r"coming up|expir\w+|deadlines?|owes?|calendar|line of time|"
    r"next (?:date|step|deadline|tranche|report|payment|instal\w+|review|transfer)s?|"
    r"ends?|runs? out|kab|agl[ai])\b",
    re.IGNORECASE,
)
LATE = re.compile(r"\b(?:late|overdue|outstanding)\b", re.IGNORECASE)
WEEK = re.compile(
    r"\b(?:today|tomorrow|(?:this|next|coming) week|is hafte|aaj|kal)\b", re.IGNORECASE
)
MONTH = re.compile(r"\b(?:this month|next month|soon|shortly|is mahine)\b", re.IGNORECASE)
SUBJECT = re.compile(
    r"\b(tranche|payment|instal|transfer|report|registration|licen[cs]e|permission|noc|mou|"
    r"agreement|contract|review|audit|evidence|decision|action|question)\w*\b",
    re.IGNORECASE,
)
# A partner's name stands after one of these, or before an apostrophe's s.
AFTER = re.compile(
    r"\b(?:with|for|from|of|by|about|at|owe|has|is|are)\s+(?:still\s+)?(?P<name>[^\s?.,!]+"
    r"(?:\s+[^\s?.,!]+){0,7})",
    re.IGNORECASE,
)
# Whose turn it is not: 'what does Roshni wait for from us'.
WAITS = re.compile(
    r"\b(?:does|do|did|is|are|has|have)\s+(?P<name>[^\s?.,!]+(?:\s+[^\s?.,!]+){0,5}?)\s+"
    r"(?:still\s+)?(?:wait(?:ing)?|owe|expect)\b",
    re.IGNORECASE,
)
POSSESSIVE = re.compile(r"(?P<name>[^\s?.,!]+(?:\s+[^\s?.,!]+){0,5})[’']s\b", re.IGNORECASE)
URDU = re.compile(r"^(?P<name>[^\s?.,!]+(?:\s+[^\s?.,!]+){0,5})\s+(?:ka|ki|ke)\b", re.IGNORECASE)
FILLING = """
a an the any anything anyone all each every our us we i me my mine you it its this that these those
there here now today week month soon next late overdue due pending side partner partners cip care
office of on in to for from with by at is are was has have and or still waiting expiring expire
expires coming up calendar what when which tranche tranches report reports payment payments final
first last date dates registration registrations agreement agreements contract contracts review
reviews show tell let list owe owes do does did outstanding kya kab hai hain anybody somebody
something nothing other
"""
NOT_A_NAME = frozenset(FILLING.split())
OF_MINE = re.compile(
    r"^\W*(?:(?:what|which|anything|is|are|do|does|show|list|tell|give|my|our|all|the|please|what[’']s|"
    r"we|i|me|us|have|has|there|anything|everything|still|owe|owes|on|for|from|side|today|tomorrow|"
    r"this|next|coming|week|month|soon|late|overdue|due|pending|outstanding|waiting|upcoming|up|"
    r"expir\w*|deadlines?|calendar|tranches?|reports?|payments?|registrations?|agreements?|"
    r"contracts?|reviews?|actions?|decisions?|partners?|now|of|with|by|in|to|dates?|kya|hai|hain|"
    r"end|ends|ending|run|out|mine|be|will|get|see|going)\W*)+$",
    re.IGNORECASE,
)


def calendar_question(text: str) -> CalendarQuestion | None:
    """What the text asks of the calendar; None where it asks for a rule, or for nothing of this."""
    plain = " ".join(text.split())
    if len(plain) > LONGEST or DILIGENCE.search(plain) or RULE.search(plain):
        return None
    if not DUE.search(plain):
        return None
    partner = _partner_in(plain)
    if not partner and not OF_MINE.match(plain):
        return None
    return CalendarQuestion(_wanted(plain), partner, _subject(plain))


def _wanted(text: str) -> AskedSpan:
    spans = ((LATE, AskedSpan.LATE), (WEEK, AskedSpan.WEEK), (MONTH, AskedSpan.MONTH))
    return next((span for pattern, span in spans if pattern.search(text)), AskedSpan.ALL)


def _subject(text: str) -> str:
    match = SUBJECT.search(text)
    return match[1].casefold() if match else ""


def _partner_in(text: str) -> str:
    """What stands where a partner's name would; '' for none."""
    for pattern in (POSSESSIVE, URDU, WAITS, AFTER):
        for match in pattern.finditer(text):
            name = _without_filling(match["name"])
            if name:
                return name
    return ""


def _without_filling(words: str) -> str:
    """The words of a name, without those around it that name nothing."""
    kept = words.split()
    while kept and kept[0].casefold() in NOT_A_NAME:
        kept.pop(0)
    for place, word in enumerate(kept):
        if word.casefold() in NOT_A_NAME:
            return " ".join(kept[:place])
    return " ".join(kept)
