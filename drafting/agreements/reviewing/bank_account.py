"""Where the account does not agree with the partner, its bank or the contract.

Money that goes to an account in another name, or to a bank that the number does not belong to, is
most often a slip and sometimes a fraud; people ask the partner. No value of the account is quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from rapidfuzz import fuzz

from drafting.agreements.reviewing.case import Case
from drafting.agreements.reviewing.review import Finding
from drafting.partners.record.banks import bank_code, code_of_bank

ALIKE = 85.0  # of 100: two writings of one name; banks cut long titles short and spell freely


def account_conflicts(case: Case) -> Iterator[Finding]:
    """What of the bank details does not fit; nothing where no funds change hands."""
    if not case.is_funded:
        return
    bank, terms = case.partner.bank, case.agreement.money
    yield from _account_in_doubt(case)
    if bank.title and not _is_partners(case, bank.title):
        yield Finding(
            "account-title",
            "The account’s title is not the partner’s name; ask the partner for an account in its "
            "own name, or record the name that the bank uses among its former names.",
            field="partner.bank.title",
        )
    in_number, in_words = bank_code(bank.iban), code_of_bank(bank.bank)
    if in_number and in_words and in_number != in_words:
        yield Finding(
            "account-bank",
            "The IBAN belongs to another bank than the one that is recorded; ask the partner for "
            "a letter of its bank, and correct the one or the other.",
            field="partner.bank.iban",
        )
    if bank.currency and terms.currency and bank.currency != terms.currency:
        yield Finding(
            "account-currency",
            f"The account is in another currency than the funds ({terms.currency}); ask the "
            f"partner for an account in {terms.currency}, or settle with Finance what is paid.",
            field="partner.bank.currency",
        )


def _account_in_doubt(case: Case) -> Iterator[Finding]:
    """What must be settled outside of the record before anything is paid."""
    if case.account_waits:
        yield Finding(
            "account-waits",
            "A change of the partner’s account waits until a second person of Finance has called "
            "the partner back; the account on record stands until then. Pay nothing meanwhile, "
            "and draft again when it is settled.",
            field="partner.bank.iban",
        )
    if case.account_is_shared:
        yield Finding(
            "account-shared",
            "The same IBAN stands in the file of another partner; Finance sees whose, and settles "
            "whose account it is before anything is paid.",
            field="partner.bank.iban",
        )


def _is_partners(case: Case, title: str) -> bool:
    """True where the title holds the legal name, a former name or the acronym."""
    identity = case.partner.identity
    words = _words(title)
    if identity.acronym and _words(identity.acronym) <= words:
        return True
    names = (identity.legal_name, *identity.former_names)
    return any(_is_same_name(_words(name), words) for name in names)


def _is_same_name(name: set[str], title: set[str]) -> bool:
    """True where the title says the name, with more words, or the most of it, cut short."""
    if not name or not title:
        return False
    own, other = " ".join(sorted(name)), " ".join(sorted(title))
    return name <= title or fuzz.token_sort_ratio(own, other) >= ALIKE


def _words(text: str) -> set[str]:
    return set(re.findall(r"[^\W_]+", text.casefold().replace("’", "").replace("'", "")))
