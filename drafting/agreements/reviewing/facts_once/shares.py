"""Percentages and numbers of instalments in a text beside the tranches and the budget on record."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal

from drafting.agreements.figures.figures import Instalments, Share
from drafting.agreements.reviewing.facts_once.passages import OwnPassage
from drafting.agreements.reviewing.facts_once.payments import PAYMENT, SOME, payment_in
from drafting.agreements.reviewing.facts_once.record_sums import RecordSums
from drafting.agreements.reviewing.facts_once.sums import CAP, ELSEWHERE, OWN, TO_PEOPLE
from drafting.agreements.reviewing.review import Finding

SHARE_CODE, COUNT_CODE = "share-in-text", "tranches-in-text"
CLOSE = Decimal("0.6")  # percentage points: people round
OF_ANOTHER = re.compile(
    r"\s*of\s(?:the|this|its|each|every)\s(?:first|second|third|last|previous|initial|advance|"
    r"tranche|instal?lment|payment|girls|boys|women|famil\w+|participants|villages)"
)
USED = re.compile(
    r"\b(?:spent|spend\w*|utili[sz]\w*|used|liquidat\w*|expend\w*|account\w*|burn\w*)\b"
)
KEPT_BACK = re.compile(
    r"\b(?:retention|retain\w*|withh\w+|tax(?:es)?|deduct\w*|interest|penalt\w+|contingenc\w+|"
    r"varianc\w+|deviat\w+|flexib\w+|savings?)\b"
)
ADVANCE = re.compile(
    r"\b(?:advance|up-?front|on\ssigning|upon\ssigning|at\ssigning|after\ssigning|mobili[sz]ation)\b"
)
LAST = re.compile(r"\b(?:balance|remaining|final\spayment|last\spayment|at\sthe\send)\b")
OF_WHOLE = re.compile(
    r"\s*(?:of|ka|of\sthe\stotal)\s(?:the\s|its\s)?(?:total\s|whole\s|project'?s?\s)?"
    r"(?:grant|budget|costs?|project|amount|funds?)\b"
)
IN_PAYMENT = re.compile(rf"\s*(?:in|as|with|for)\s(?:the\s|a\s)?{PAYMENT.pattern}")
GIVES_OWN = re.compile(r"\b(?:contribut\w+|match\w*|co-?financ\w*|co-?fund\w*|shares?)\b")
OVERHEAD = re.compile(
    r"\b(?:running\scosts?|overheads?|indirect\scosts?|admin\w*\scosts?|support\scosts?)\b"
)
NOT_ALL = re.compile(r"\b(?:first|last|next|other|remaining|further|final|more|of\sthe|of)\s*\Z")
NEAR = 40  # characters
OWN_FIELDS = frozenset({"partner_contributions", "partner_duties"})


def share_findings(passages: Iterable[OwnPassage], sums: RecordSums) -> Iterator[Finding]:
    """A finding for each share and each number of instalments that is not the one on record."""
    for passage in passages:
        for figure in passage.figures():
            if isinstance(figure, Share):
                yield from _share(passage, figure, sums)
            elif isinstance(figure, Instalments):
                yield from _instalments(passage, figure, sums)


def _share(passage: OwnPassage, figure: Share, sums: RecordSums) -> Iterator[Finding]:
    before, after = passage.before(figure), passage.after(figure)
    total = sums.total
    if total is None or not total.amount or OF_ANOTHER.match(after):
        return
    if OVERHEAD.search(f"{before} {after}"):
        yield from _overhead(passage, figure, sums, total.amount)
    elif USED.search(f"{before} {after}") or KEPT_BACK.search(f"{before} {after}"):
        return
    elif _is_own(passage, figure):
        yield from _own_share(passage, figure, sums, total.amount)
    else:
        yield from _tranche_share(passage, figure, sums, total.amount)


def _is_own(passage: OwnPassage, figure: Share) -> bool:
    around = passage.around(figure)
    gives = passage.name == "partner_contributions" or (
        passage.name in OWN_FIELDS and GIVES_OWN.search(around)
    )
    return bool(gives or OWN.search(around)) and bool(OF_WHOLE.match(passage.after(figure)))


def _own_share(
    passage: OwnPassage, figure: Share, sums: RecordSums, total: Decimal
) -> Iterator[Finding]:
    """Of the amount, or of the amount and the contribution together: both are said."""
    own = sums.contribution
    if own is None:
        return
    shares = [percent(own.amount, total), percent(own.amount, total + own.amount)]
    if not any(abs(share - figure.percent) <= CLOSE for share in shares):
        value = f"{sums.written(own.amount)} of {sums.written(total)} ({shares[0]:.1f}%)"
        yield passage.differs(SHARE_CODE, figure, own.field, value, own.placeholder)


def _overhead(
    passage: OwnPassage, figure: Share, sums: RecordSums, total: Decimal
) -> Iterator[Finding]:
    line = next(
        (line for line in sums.terms.budget if OVERHEAD.search(line.description.casefold())), None
    )
    if line is None or line.amount is None:
        return
    share = percent(line.amount, total)
    is_within = bool(CAP.search(passage.before(figure))) and share <= figure.percent + CLOSE
    if not is_within and abs(share - figure.percent) > CLOSE:
        field = f"the budget line ‘{line.description}’"
        value = f"{sums.written(line.amount)}, {share:.1f}% of the amount"
        yield passage.differs(SHARE_CODE, figure, field, value)


def _tranche_share(
    passage: OwnPassage, figure: Share, sums: RecordSums, total: Decimal
) -> Iterator[Finding]:
    before, after = passage.before(figure), passage.after(figure)
    tranches = [tranche.amount for tranche in sums.tranches]
    if not tranches or None in tranches:
        return
    number = _payment(before, after)
    if number is not None:
        yield from _one_tranche(passage, figure, sums, number)


def _payment(before: str, after: str) -> int | None:
    """The payment that the share is of, what stands nearest first; None for none."""
    if named := IN_PAYMENT.match(after):
        return payment_in(named[0])
    if ADVANCE.search(before[-NEAR:]) or ADVANCE.search(after[:NEAR]):
        return 1
    if LAST.search(before[-NEAR:]) or LAST.search(after[:NEAR]):
        return -1
    number = payment_in(before)
    return payment_in(after) if number is None else number


def _one_tranche(
    passage: OwnPassage, figure: Share, sums: RecordSums, number: int
) -> Iterator[Finding]:
    total = sums.total
    assert total is not None
    amounts = [tranche.amount for tranche in sums.tranches if tranche.amount is not None]
    allowed = [percent(amount, total.amount) for amount in amounts]
    if number == -1:
        allowed = [percent(amount, total.amount) for amount in sums.remainders()]
    elif number != SOME and number <= len(allowed):
        allowed = [allowed[number - 1]]
    if any(abs(share - figure.percent) <= CLOSE for share in allowed):
        return
    tranche = sums.tranche(number if number != SOME else 1)
    if tranche is not None:
        share = percent(tranche.amount, total.amount)
        value = f"{sums.written(tranche.amount)}, {share:.1f}% of the amount"
        yield passage.differs(SHARE_CODE, figure, tranche.field, value, tranche.placeholder)


def _instalments(passage: OwnPassage, figure: Instalments, sums: RecordSums) -> Iterator[Finding]:
    before, around = passage.before(figure), passage.around(figure)
    is_of_others = TO_PEOPLE.search(around) or ELSEWHERE.search(around)
    if not sums.tranches or NOT_ALL.search(before) or is_of_others:
        return
    count = len(sums.tranches)
    amounts = {tranche.amount for tranche in sums.tranches}
    if figure.count != count:
        yield passage.differs(
            COUNT_CODE, figure, "the number of ‘Tranches’", str(count), "tranches"
        )
    elif figure.are_equal and len(amounts) > 1:
        every = ", ".join(
            sums.written(tranche.amount) for tranche in sums.tranches if tranche.amount is not None
        )
        yield passage.differs(COUNT_CODE, figure, "‘Tranches’", every, "tranches")


def percent(part: Decimal, whole: Decimal) -> Decimal:
    """How much of `whole` the part is, in percent."""
    return 100 * part / whole
