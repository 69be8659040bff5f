"""Sums in a text beside the sums on record.

What a sum is about is told by the words around it. One that is about something else (a rate, a
threshold, somebody's turnover) is held against nothing, and so is a part of what is on record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from drafting.agreements.figures.figures import Sum
from drafting.agreements.reviewing.facts_once.passages import OwnPassage
from drafting.agreements.reviewing.facts_once.payments import (
    SOME,
    payment_in,
    payment_number,
)
from drafting.agreements.reviewing.facts_once.record_sums import RecordSum, RecordSums
from drafting.agreements.reviewing.review import Finding

RATE_BEHIND = re.compile(
    r"\s*(?:/(?![-=])|\(?(?:to\s)?(?:per|each|every|monthly|daily|weekly|yearly|annually|apiece|p\.?m\b)\b|"
    r"(?:once\sin\s)?an?\s\w|(?:fi|har|mahana)\b)"
)
RATE_BEFORE = re.compile(
    r"(?:\b(?:each|every|per\s\w+|monthly|daily|unit)\b(?:\s\w+){0,3}|\b(?:stipends?|wages?|"
    r"salar(?:y|ies)|fees?|fares?|prices?|rates?|incomes?|diem|deposits?|allowances?)"
    r"(?:\s(?:of|is|at|about|around|up|to|for))*|\bat|@)\s*\Z"
)
WORTH = re.compile(r"\b(?:worth|valued\sat|value\sof)(?:\s(?:about|around))?\s*\Z")
CAP = re.compile(
    r"\b(?:(?:no|not)\s(?:more\sthan|exceed\w*|above|over)|not\sto\sexceed|up\s?to|at\smost|"
    r"maximum(?:\sof)?|at\sthe\smost)\s*\Z"
)
THRESHOLD = re.compile(
    r"\b(?:above|over|exceed\w*|more\sthan|below|under|less\sthan|greater\sthan|in\sexcess\sof|"
    r"beyond|at\sleast|starting\sfrom|between)(?:\s(?:a|the|value|amount|sum|cost|of))*\s*\Z"
)
# A threshold, a range, or a factor.
THRESHOLD_BEHIND = re.compile(
    r"\s*(?:(?:or|and)\s(?:above|more|over|below|less)|se\s(?:zyada|kam)|"
    r"(?:-|–|to|x|×|\*)\s?\d)"
)
ELSEWHERE = re.compile(
    r"\b(?:turnover|evaluat\w+|last\syear|previous\w*|earlier|insur\w+|penalt\w+|fines?|revenues?|"
    r"loans?|savings?|income|audit|other\sdonors?|since\s\d{4}|government|lost|loss(?:es)?)\b"
)
PART_BEHIND = re.compile(
    r"\s*(?:of|from|out\sof)\s(?:the|its|this|that)\s(?:(?P<which>\w+)\s)?(?:tranche|instal?lment|"
    r"payment|advance|grant|funds?|amount|budget)\b"
)
PART_BEFORE = re.compile(r"\b(?:of\swhich|including|out\sof\swhich|part\sof)\b[^,]*\Z")
REMAINING = re.compile(
    r"\b(?:remain(?:ing|der)|balance|rest|outstanding|still\sto\s(?:come|be\spaid|pay)|baq[ai]ya?)\b"
)
OWN = re.compile(
    r"\b(?:own|matching|counterpart|in-kind|co-?fund\w*|co-?financ\w*|community|partner's)"
    r"(?:\s\w+)?\s(?:share|contributions?|funds?|resources)\b"
)
# Money that goes on to people, as a project gives it out: 'in two instalments to 300 families'.
TO_PEOPLE = re.compile(
    r"\bto\s(?:[\w,]+\s){0,4}(?:famil\w+|households?|beneficiar\w+|participants?|women|girls|boys|"
    r"students?|farmers?|groups?|committees?|teachers?|volunteers?|members?|survivors?|people)\b"
)
GIVEN_MONEY = re.compile(
    r"\b(?:(?:sub-?)?grant(?:-in-aid)?|funds?|funding|financial\s(?:support|assistance)|financing|"
    r"raqam|rakam|imdad)\b|رقم|گرانٹ|فنڈ|امداد"
)
WHOLE = re.compile(
    rf"\b(?:budget|total|amount|sum\sof|project\scost|kul|whole)\b|{GIVEN_MONEY.pattern}"
)
COST = re.compile(
    r"\b(?:budget|(?:project|total|whole|full)\scosts?|costs?\sof\sthe\s(?:project|work))\b"
)
GIVES = frozenset({"cip_contributions", "partner_expectations"})
OF_ALL = GIVES | {"goal", "cip_expectations", "phase_out.communication", "phase_out.trigger"}
MUCH = Decimal("0.5")  # of the amount: what is given without a word for it, and less, is a part
CODE = "sum-in-text"


@dataclass(frozen=True)
class StatedSum:
    """A sum of a text, and the sum on record that it should be."""

    passage: OwnPassage
    figure: Sum
    expected: RecordSum
    allowed: frozenset[Decimal]
    is_whole: bool = False  # it is a part of the whole perhaps, if others make it up


def sum_findings(passages: Iterable[OwnPassage], sums: RecordSums) -> Iterator[Finding]:
    """A finding for each sum that is not the one on record."""
    claims = []
    for passage in passages:
        for figure in passage.figures():
            if isinstance(figure, Sum) and not is_elsewhere(passage, figure):
                foreign = _foreign(passage, figure, sums)
                if foreign is not None:
                    yield from foreign
                elif claim := _claim(passage, figure, sums):
                    claims.append(claim)
    yield from _each_once(claims, sums)


def _each_once(claims: list[StatedSum], sums: RecordSums) -> Iterator[Finding]:
    """One finding for each sum of a field, also where words say it again: '(Rupees …)'."""
    keys = set()
    for claim in claims:
        key = (claim.passage.field, claim.passage.number, claim.figure.amount)
        if claim.figure.amount in claim.allowed or key in keys or _adds_up(claim, claims):
            continue
        keys.add(key)
        yield claim.passage.differs(
            CODE,
            claim.figure,
            claim.expected.field,
            sums.written(claim.expected.amount),
            claim.expected.placeholder,
        )


def _adds_up(claim: StatedSum, claims: list[StatedSum]) -> bool:
    """True where several sums of one field come to the whole: 'Funds of … ' in two lines."""
    if not claim.is_whole:
        return False
    parts = {
        (part.passage.text, part.figure.amount)
        for part in claims
        if part.is_whole and part.passage.name == claim.passage.name
    }
    return len(parts) > 1 and sum(amount for _, amount in parts) in claim.allowed


def is_elsewhere(passage: OwnPassage, figure: Sum) -> bool:
    """True where the sum is a rate, a threshold, a value, or a matter of somebody else."""
    before, after = passage.before(figure), passage.after(figure)
    if RATE_BEHIND.match(after) or RATE_BEFORE.search(before) or THRESHOLD_BEHIND.match(after):
        return True
    if WORTH.search(before) and not WHOLE.search(before):
        return True
    if THRESHOLD.search(before) and not CAP.search(before):
        return True
    return bool(
        ELSEWHERE.search(before)
        or ELSEWHERE.search(after)
        or PART_BEFORE.search(before)
        or TO_PEOPLE.search(passage.around(figure))
    )


def _foreign(passage: OwnPassage, figure: Sum, sums: RecordSums) -> list[Finding] | None:
    """What is to be said of a sum in another currency; None for one in the agreement's own."""
    terms = sums.terms
    if figure.currency in ("", terms.currency) or not terms.currency:
        return None
    if not (passage.name in GIVES or WHOLE.search(passage.around(figure))):
        return []
    if figure.currency == terms.donor_currency and terms.donor_amount is not None:
        if figure.amount == terms.donor_amount:
            return []
        value = f"{terms.donor_currency} {terms.donor_amount:,.0f}"
        field = "‘Amount in the donor’s currency’"
        return [passage.differs(CODE, figure, field, value, "donor_amount")]
    total = sums.total
    if total is None:
        return []
    return [passage.differs(CODE, figure, total.field, sums.written(total.amount), "amount")]


def _claim(passage: OwnPassage, figure: Sum, sums: RecordSums) -> StatedSum | None:
    """What the sum should be; None where nothing on record speaks of the same."""
    before, after = passage.before(figure), passage.after(figure)
    if part := PART_BEHIND.match(after):
        return _part_claim(passage, figure, payment_number(part["which"]), sums)
    if REMAINING.search(before) and (remainder := sums.remaining()):
        return StatedSum(passage, figure, remainder, frozenset(sums.remainders()))
    if (payment := payment_in(before)) is not None:
        return _tranche_claim(passage, figure, payment, sums)
    if passage.name == "partner_contributions" or OWN.search(passage.around(figure)):
        own = sums.contribution
        return own and StatedSum(passage, figure, own, frozenset({own.amount, *sums.own_lines()}))
    line = sums.line(passage.around(figure))
    if line is not None and line.amount is not None:
        expected = RecordSum(f"the budget line ‘{line.description}’", line.amount)
        below = figure.amount if figure.amount < line.amount else line.amount
        return StatedSum(passage, figure, expected, frozenset({line.amount, below}) | sums.wholes())
    return _whole_claim(passage, figure, sums)


def _whole_claim(passage: OwnPassage, figure: Sum, sums: RecordSums) -> StatedSum | None:
    """What is given is the amount; a budget or a cost may hold the partner's own part too.

    A 'total' among the duties may be that of a part, and is wrong only where it is more than all.
    """
    total = sums.total
    if total is None:
        return None
    around = passage.around(figure)
    is_given = bool(GIVEN_MONEY.search(around)) or passage.name in GIVES
    is_large = figure.amount >= MUCH * total.amount
    wholes = frozenset(sums.wholes())
    if COST.search(around) and (passage.name in OF_ALL or figure.amount > max(wholes)):
        return StatedSum(passage, figure, total, wholes, is_whole=True)
    if GIVEN_MONEY.search(around) or (is_given and (is_large or WHOLE.search(around))):
        return StatedSum(passage, figure, total, frozenset({total.amount}), is_whole=True)
    if WHOLE.search(around) and (passage.name in OF_ALL or figure.amount > max(wholes)):
        return StatedSum(passage, figure, total, frozenset({total.amount}), is_whole=True)
    return None


def _part_claim(
    passage: OwnPassage, figure: Sum, payment: int, sums: RecordSums
) -> StatedSum | None:
    """A part of something is wrong only where it is more than the whole of it."""
    whole = sums.tranche(payment) if payment != SOME else sums.total
    if whole is None or figure.amount <= whole.amount:
        return None
    return StatedSum(passage, figure, whole, frozenset())


def _tranche_claim(
    passage: OwnPassage, figure: Sum, payment: int, sums: RecordSums
) -> StatedSum | None:
    if payment != SOME:
        tranche = sums.tranche(payment)
        return tranche and StatedSum(passage, figure, tranche, frozenset({tranche.amount}))
    total = sums.total
    if total is None or not sums.tranches:
        return None
    return StatedSum(passage, figure, total, frozenset(sums.all()))
