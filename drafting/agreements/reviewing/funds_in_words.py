"""Money that an agreement gives in words alone: 'a cash grant in two instalments'.

Under a document without funds it meets CSPF 15(e)(ii) as recorded funds do. The phrases are data,
in the form of `wording.yaml`. What is denied or about somebody else's money is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from drafting.agreements.figures.figures import Instalments, Sum
from drafting.agreements.reviewing.case import Case
from drafting.agreements.reviewing.facts_once.passages import OwnPassage, passages
from drafting.agreements.reviewing.facts_once.sums import RATE_BEHIND, is_elsewhere
from drafting.agreements.reviewing.review import Finding
from drafting.agreements.reviewing.wording import the_reader
from drafting.partners.naming import office_name
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.typed_once import with_values
from drafting.partners.vocabulary import Flag

DATA = Path(__file__).parent / "funds_in_words.yaml"
BASIS = ("CSPF 15(e)(ii)",)
GIVEN = frozenset({"cip_contributions", "cip_duties", "partner_expectations"})
# Said alone, as the whole of what one side gives.
BARE = frozenset({"cash", "money", "fund", "funds", "funding", "grant", "raqam", "paise", "رقم"})
PAYS = re.compile(r"\b(?:pays?|gives?|provides?|reimburs\w+|allowances?)\b", re.IGNORECASE)
USED = frozenset({"partner_duties", "cip_expectations", "reports.what"})


@dataclass(frozen=True)
class FundsInWords:
    """Words of one field by which money changes hands, or may."""

    field: str  # 'agreement.cip_contributions'
    title: str  # '‘What CIP contributes’'
    words: str  # as they stand
    is_plain: bool


def funds_in_words(agreement: Agreement) -> tuple[FundsInWords, ...]:
    """What of the agreement's own words gives money, the plain ones first."""
    return _hits(with_values(agreement), office_name())


@lru_cache(maxsize=128)  # a draft asks whether it may be made, and its review asks again
def _hits(agreement: Agreement, _office: str) -> tuple[FundsInWords, ...]:
    hits = [hit for passage in passages(agreement) for hit in _of(passage)]
    return tuple(sorted(hits, key=lambda hit: not hit.is_plain))


def plain_funds(agreement: Agreement) -> FundsInWords | None:
    """The first words that say plainly that funds change hands; None for none."""
    return next((hit for hit in funds_in_words(agreement) if hit.is_plain), None)


def funds_findings(case: Case) -> Iterator[Finding]:
    """What a person settles: words that may mean funds, under a document that carries none."""
    if not case.document.is_without_funds or case.is_funded:
        return
    for hit in funds_in_words(case.agreement):
        if not hit.is_plain:
            yield Finding(
                "funds-in-words",
                f"{hit.title} says “{hit.words}”. If money goes to the partner by it, "
                f"{case.document.called} cannot carry it (CSPF 15(e)(ii)): say who pays whom, or "
                "draft a contract.",
                BASIS,
                field=hit.field,
            )


def funds_conflicts(case: Case) -> Iterator[Finding]:
    """Words that give money where the record does not say that funds change hands."""
    hit = None if case.is_funded else plain_funds(case.agreement)
    if hit is not None:
        is_no = case.agreement.money.funding_involved is Flag.NO
        yield Finding(
            "funds-in-words-unrecorded",
            f"{hit.title} says “{hit.words}”, while ‘Funds change hands’ is "
            f"{'no' if is_no else 'not known'}; settle which it is, since funded relationships are "
            "contracts.",
            BASIS,
            field=hit.field,
        )


def _of(passage: OwnPassage) -> Iterator[FundsInWords]:
    hits = dict(the_reader(DATA).found(passage.text))
    money = _money_in(passage)
    if passage.text.strip(" .").casefold() in BARE:
        hits["funds"] = passage.text.strip()
    elif passage.name in GIVEN and (rate := _rate_in(passage)):
        hits.setdefault("costs", rate)
    if passage.name in GIVEN | USED and "funds" in hits:
        yield FundsInWords(passage.field, passage.title, hits["funds"], is_plain=True)
    elif passage.name in GIVEN and money:
        yield FundsInWords(passage.field, passage.title, money, is_plain=True)
    elif "costs" in hits and passage.name in GIVEN:
        yield FundsInWords(passage.field, passage.title, hits["costs"], is_plain=False)
    elif "funds" in hits or (money and passage.name == "partner_contributions"):
        words = hits.get("funds", money)
        yield FundsInWords(passage.field, passage.title, words, is_plain=False)


def _rate_in(passage: OwnPassage) -> str:
    """A sum that is paid, though by the day or by the head; '' for none."""
    rates = (
        figure.text
        for figure in passage.figures()
        if isinstance(figure, Sum) and RATE_BEHIND.match(passage.after(figure))
    )
    return next(rates, "") if PAYS.search(passage.text) else ""


def _money_in(passage: OwnPassage) -> str:
    """The first sum, or number of instalments, that is nobody else's; '' for none."""
    for figure in passage.figures():
        if isinstance(figure, Instalments) or (
            isinstance(figure, Sum) and not is_elsewhere(passage, figure)
        ):
            return figure.text
    return ""
