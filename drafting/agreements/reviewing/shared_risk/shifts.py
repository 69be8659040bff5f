"""What in an agreement moves a risk to one side: a table, each line with its reason.

CSPF 17 makes efforts that risks are moved to neither side; it forbids none. So each of these is a
remark, and keeps no copy from being for signature.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from drafting.agreements.reviewing.case import Case, day
from drafting.agreements.reviewing.wording import DATA, free_texts, the_reader
from drafting.documents.composition import SetClause
from drafting.partners.record.agreement import Tranche
from drafting.partners.vocabulary import RiskKind, Side

ONTO_OFFICE = Path(__file__).parent / "wording.yaml"
LIABILITY = "liability"  # the rule on it in both files of wording
SHARED, EXCHANGE_RATE = "shared-risk", "exchange-rate"  # clauses of the library
# A condition that is met by work that was done and paid for, as a signature is not.
AFTER_WORK = re.compile(
    r"\b(?:reports?|invoices?|receipts?|bills?|vouchers?|expend\w*|spent|complet\w*|deliver\w*|"
    r"reimburs\w*|arrears)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FoundShift:
    """A place that moves a risk to one side."""

    onto: Side
    what: str  # 'Clause 4.2 says “the Partner bears all losses”'
    where: str = ""  # 'clause 4.2'
    field: str = ""


@dataclass(frozen=True)
class RiskShift:
    """One way in which an agreement moves a risk."""

    code: str
    kind: RiskKind | None  # of the risk that it moves; None for any
    basis: tuple[str, ...]
    reason: str  # why that moves a risk, and to whom
    cure: str
    found: Callable[[Case], Iterator[FoundShift]]
    is_told_elsewhere: bool = False  # the review has a point of its own on it


def _work_before_money(case: Case) -> Iterator[FoundShift]:
    payments = [tranche.due for tranche in case.agreement.money.tranches if tranche.due]
    ours = (Side.PARTNER, Side.BOTH)
    begun = [
        activity for activity in case.agreement.workplan if activity.start and activity.who in ours
    ]
    first = min(begun, key=lambda activity: str(activity.start), default=None)
    if case.is_funded and payments and first and first.start and first.start < min(payments):
        yield FoundShift(
            Side.PARTNER,
            f"‘{first.what}’ starts on {day(first.start)}, and the first payment is due on "
            f"{day(min(payments))}",
            field="agreement.money.tranches",
        )


def _paid_on_results(case: Case) -> Iterator[FoundShift]:
    first = _first_tranche(case)
    if case.is_funded and first is not None and AFTER_WORK.search(first.condition):
        yield FoundShift(
            Side.PARTNER,
            f"The first payment is made when {first.condition}",
            field="agreement.money.tranches",
        )


def _first_tranche(case: Case) -> Tranche | None:
    """The earliest; the first of the list where a day is missing."""
    tranches = case.agreement.money.tranches
    dated = [tranche for tranche in tranches if tranche.due]
    if len(dated) == len(tranches):
        return min(tranches, key=lambda tranche: str(tranche.due), default=None)
    return tranches[0]


def _rate_unshared(case: Case) -> Iterator[FoundShift]:
    money = case.agreement.money
    is_other = money.donor_currency and money.donor_currency != money.currency
    if case.is_funded and money.donor_amount and is_other and EXCHANGE_RATE not in _clauses(case):
        yield FoundShift(
            Side.PARTNER,
            f"The donor pays in {money.donor_currency}, the partner is paid in "
            f"{money.currency or 'another currency'}, and no clause says who bears a change of "
            "the rate",
            field="agreement.money.rate",
        )


def _one_sided_clauses(case: Case) -> Iterator[FoundShift]:
    """By a clause's own words: what the record's fields say in it is told by the wording."""
    for clause in case.composition.clauses():
        for onto, file in ((Side.PARTNER, DATA), (Side.CIP, ONTO_OFFICE)):
            for words in _liability(file, _own_words(clause)):
                where = f"clause {clause.number}"
                what = f"Clause {clause.number}, {clause.title}, says “{words}”"
                yield FoundShift(onto, what, where)


def _one_sided_texts(case: Case) -> Iterator[FoundShift]:
    for path, title, text in free_texts(case.agreement, "agreement"):
        for words in _liability(DATA, text):
            yield FoundShift(Side.PARTNER, f"‘{title}’ says “{words}”", field=path)


def _texts_onto_office(case: Case) -> Iterator[FoundShift]:
    for path, title, text in free_texts(case.agreement, "agreement"):
        for words in _liability(ONTO_OFFICE, text):
            yield FoundShift(Side.CIP, f"‘{title}’ says “{words}”", field=path)


def _liability(file: Path, text: str) -> Iterator[str]:
    reader = the_reader(file)
    return (words for name, words in reader.found(text) if name == LIABILITY)


def _own_words(clause: SetClause) -> str:
    """The clause's text without what fields say in it."""
    return "\n".join(
        "".join(run.text for run in paragraph.runs if not run.value_of)
        for paragraph in clause.paragraphs
    )


def _clauses(case: Case) -> frozenset[str]:
    return frozenset(clause.id for clause in case.composition.clauses())


def lacks_shared_clause(case: Case) -> bool:
    """True where the document founds a relationship, and no clause says that risk is shared."""
    return case.is_lasting and SHARED not in _clauses(case)


SHIFTS = (
    RiskShift(
        "work-before-money",
        RiskKind.FINANCIAL,
        ("CSPF 17", "CSPF 17(c)"),
        "Until then the partner pays in advance, and stands in for what comes late.",
        "Bring the payment forward, or agree with the partner who bears it.",
        _work_before_money,
    ),
    RiskShift(
        "paid-on-results",
        RiskKind.FINANCIAL,
        ("CSPF 17", "CSPF 17(c)"),
        "That refuses an advance: the partner pays first, and bears what is not accepted.",
        "Pay a first part at the signature, or agree with the partner who bears it.",
        _paid_on_results,
    ),
    RiskShift(
        "rate-unshared",
        RiskKind.FINANCIAL,
        ("CSPF 17",),
        "A falling rupee would fall on the partner alone.",
        "Put the clause on the exchange rate back, or agree how a change is shared.",
        _rate_unshared,
    ),
    RiskShift(
        "one-sided-clause",
        None,
        ("CSPF 17", "CSPF 17(c)"),
        "That moves a risk to one side.",
        "Let the clause bind both sides alike, or have counsel and Finance look at it.",
        _one_sided_clauses,
    ),
    RiskShift(
        "onto-office",
        None,
        ("CSPF 17",),
        "That moves a risk to one side alone, and CSPF 17 moves it to neither.",
        "Share it, or have counsel and Finance look at it.",
        _texts_onto_office,
    ),
    RiskShift(
        "one-sided-words",
        None,
        ("CSPF 17", "CSPF 17(c)"),
        "That moves a risk to the partner.",
        "Share it, or have counsel and Finance look at it.",
        _one_sided_texts,
        is_told_elsewhere=True,
    ),
)
