"""The check of relations: a sentence's words must be to each other what they are in its source."""

from __future__ import annotations

import importlib.util
from importlib.machinery import ModuleSpec

import pytest

from knowledge import Citation, Status
from knowledge.errors import EmbeddingError
from knowledge.storage.package_files import PARSER_FILES
from knowledge.words import sentences
from knowledge.writing import Claim, check, check_is_installed
from knowledge.writing.relations.parser import load_parser
from knowledge.writing.statement_check import ClaimFault
from tests.support.relation_mutants import relation_mutants

MOST_PASS = 0.03  # of the mutants; most that pass are sentences that the parser misreads

LOANS = (
    "The store lends tools to members for two weeks. If a tool is damaged, the borrower shall tell "
    "the manager, and the manager will repair it. Members who have paid may borrow two tools. "
    "Drills may only be lent after a lesson. Without a deposit, ladders cannot be borrowed. "
    "The store reduces the transfer of costs to members. The list is kept by the treasurer because "
    "tools get lost. Fees are set in a separate price list."
)
STORE = Citation(
    document="tools",
    title="Tool Store Rules",
    edition="2024-01",
    status=Status.APPROVED,
    clause="4",
    text=LOANS,
    quote=LOANS,
)


def fault(text: str) -> ClaimFault | None:
    return check(Claim(text=text, clause="4", quote=LOANS), [STORE]).fault


def _stands(text: str, clause: Citation, quote: str) -> bool:
    return check(Claim(text=text, clause=clause.clause, quote=quote), [clause]).stands


@pytest.mark.parametrize(
    "text",
    [
        "Tools are lent to members by the store for two weeks.",
        "If a tool is damaged, the manager will repair it.",
        "The borrower shall tell the manager if a tool is damaged.",
        "The treasurer keeps the list because tools get lost.",
        "Ladders cannot be borrowed without a deposit.",
        "No, ladders cannot be borrowed without a deposit.",
        "Yes, members who have paid may borrow two tools.",
        "Fees are set in a separate price list.",
    ],
)
def test_the_same_relation_in_other_words_stands(text: str) -> None:
    assert fault(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Members lend tools to the store.", ClaimFault.RELATION),
        ("Tools are lent by members.", ClaimFault.RELATION),
        ("The manager shall tell the borrower if a tool is damaged.", ClaimFault.RELATION),
        ("The manager keeps the list.", ClaimFault.ELSEWHERE),
        ("Ladders cannot be borrowed.", ClaimFault.CONDITION),
        ("The store transfers costs to members.", ClaimFault.RELATION),
        ("Tools get lost because the list is kept by the treasurer.", ClaimFault.CONDITION),
        ("Fees are set in this price list.", ClaimFault.CONDITION),
        ("No, the store lends tools to members.", ClaimFault.VERDICT),
        ("Yes, ladders cannot be borrowed without a deposit.", ClaimFault.VERDICT),
    ],
)
def test_the_same_words_in_another_relation_do_not(text: str, expected: ClaimFault) -> None:
    assert fault(text) is expected


HELP = (
    "We will take action on losses, including reporting to the board, recovering tools, and "
    "writing a list. The treasurer reports to the board on the state of the tools. Volunteers "
    "shall consider whether the rules require them to return a tool. The board shares all such "
    "lists that members ask for. Members must ensure that tools are cleaned. Members engage with "
    "the board. The store works largely with volunteers who repair tools."
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tools must be cleaned.", None),
        ("Members engage the board.", None),
        ("The board will recover the tools.", ClaimFault.RELATION),  # it only gets the report
        ("The treasurer reports to the state of the tools on the board.", ClaimFault.RELATION),
        ("Volunteers shall return a tool.", ClaimFault.RELATION),  # they consider whether they must
        ("The board shares all lists.", ClaimFault.CONDITION),
    ],
)
def test_who_acts_and_what_is_only_considered(text: str, expected: ClaimFault | None) -> None:
    clause = STORE.model_copy(update={"text": HELP, "quote": HELP})
    assert check(Claim(text=text, clause="4", quote=HELP), [clause]).fault is expected


def test_few_mutants_of_relations_pass(framework: list[Citation]) -> None:
    mutants = [
        (clause, mutant)
        for clause in framework
        for sentence in sentences(clause.text)
        for mutant in relation_mutants(sentence)
    ]
    assert len(mutants) >= 100
    passed = [
        mutant.text
        for clause, mutant in mutants
        if check(
            Claim(text=mutant.text, clause=clause.clause, quote=mutant.source), [clause]
        ).stands
    ]
    assert len(passed) <= MOST_PASS * len(mutants), passed


def test_an_altered_model_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    load_parser.cache_clear()
    monkeypatch.setattr("knowledge.storage.package_files.sha256", lambda file: "0" * 64)
    with pytest.raises(EmbeddingError, match=r"The parser of English: .* missing or altered"):
        load_parser()


def test_without_the_extra_it_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    there = importlib.util.find_spec

    def find_spec(name: str, package: str | None = None) -> ModuleSpec | None:
        return None if name == PARSER_FILES[0].package else there(name, package)

    assert check_is_installed()
    monkeypatch.setattr(importlib.util, "find_spec", find_spec)
    assert not check_is_installed()
