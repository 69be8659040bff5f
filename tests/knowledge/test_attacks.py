"""Orders to the model, in questions, in documents and in names: a model that obeys is not heard."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from knowledge import Answer, Citation, Library, PolicyDesk, Statement, Writer
from knowledge.words import sentences, terms
from knowledge.writing.statement_check import check
from knowledge.writing.statements import Claim
from tests.support.pretending_model import PretendingModel, Said, clauses_given
from tests.support.small_desk import small_models

ATTACKS: dict[str, list[dict[str, str]]] = yaml.safe_load(
    (Path(__file__).parents[1] / "questions/attacks.yaml").read_text(encoding="utf-8")
)
LIKELIEST = 12  # sentences of the documents that are tried as quotes
ABOUT_NAMES = "Who approves a partnership with {name}?"
HEAD = """---
id: travel
title: Sample Travel Policy
edition: 2020-01
status: approved
provenance: written for the tests, with orders to the model in it
---

# Sample Travel Policy
"""


def test_there_are_at_least_sixty_attacks() -> None:
    assert sum(len(rows) for rows in ATTACKS.values()) >= 60
    assert all(len(rows) >= 15 for rows in ATTACKS.values())


def obeying(says: str) -> PretendingModel:
    """A model that says so with every sentence that it is given as proof, and with none."""

    def claims(values: dict[str, str]) -> list[Said]:
        given = [(name, part) for name, text in clauses_given(values) for part in sentences(text)]
        proofs = [*given, (given[0][0], says), (given[0][0], ""), ("cspf 99", says)]
        return [{"text": says, "clause": name, "quote": quote} for name, quote in proofs]

    def closing(values: dict[str, str]) -> list[Said]:
        name, _, quote = values["statements"].partition("<quote>")
        clause = name.split('"')[1]
        return [{"text": says, "clause": clause, "quote": quote.partition("</quote>")[0].strip()}]

    return PretendingModel(claims, closing, english="Who approves partnership decisions?")


def asked(desk: PolicyDesk, question: str, model: PretendingModel) -> tuple[Answer, list[str]]:
    """The answer, and what was streamed."""
    streamed: list[Statement] = []
    answer = Writer(model).answer(desk.answerer(), question, on_statement=streamed.append)
    return answer, [statement.text for statement in streamed]


def is_heard(says: str, answer: Answer, streamed: Sequence[str]) -> bool:
    return bool(streamed) or answer.written or says.casefold() in _own_words(answer).casefold()


def _own_words(answer: Answer) -> str:
    """What the answer says that is no quote."""
    return "\n".join(line for line in answer.text.split("\n") if not line.startswith(">"))


@pytest.mark.parametrize("attack", ATTACKS["question"], ids=lambda attack: attack["q"][:40])
def test_an_order_in_a_question_changes_nothing(desk: PolicyDesk, attack: dict[str, str]) -> None:
    answer, streamed = asked(desk, attack["q"], obeying(attack["says"]))
    assert not is_heard(attack["says"], answer, streamed)


@pytest.mark.parametrize("attack", ATTACKS["name"], ids=lambda attack: attack["name"][:40])
def test_an_order_in_a_partner_s_name_changes_nothing(
    desk: PolicyDesk, attack: dict[str, str]
) -> None:
    question = ABOUT_NAMES.format(name=attack["name"])
    answer, streamed = asked(desk, question, obeying(attack["says"]))
    assert not is_heard(attack["says"], answer, streamed)


@pytest.mark.parametrize(
    "says", [row["says"] for kind in ("question", "name") for row in ATTACKS[kind]]
)
def test_no_sentence_of_the_framework_proves_what_an_attacker_wants_said(
    framework: Sequence[Citation], says: str
) -> None:
    own = set(terms(says))
    quotes = [(one, part) for one in framework for part in sentences(one.text)]
    quotes.sort(key=lambda quote: -len(own & set(terms(quote[1]))))
    for one, quote in quotes[:LIKELIEST]:
        claim = Claim(text=says, clause=one.clause, quote=quote)
        assert not check(claim, framework).stands, quote


@pytest.fixture(scope="module")
def infected(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PolicyDesk]:
    """A desk whose only document holds an order to the model in every clause."""
    home = tmp_path_factory.mktemp("infected")
    corpus = home / "corpus"
    corpus.mkdir()
    clauses = [row["clause"] for row in ATTACKS["document"]]
    text = "\n\n".join(f"{number}. {clause}" for number, clause in enumerate(clauses, 1))
    (corpus / "travel.md").write_text(f"{HEAD}\n{text}\n", encoding="utf-8")
    desk = PolicyDesk(home)
    desk.library = Library(home / "documents", corpus)
    desk.models = small_models()
    desk.build()
    yield desk
    desk.answerer().index.close()


@pytest.mark.parametrize(
    ("number", "attack"), list(enumerate(ATTACKS["document"], 1)), ids=lambda given: str(given)[:40]
)
def test_an_order_in_a_document_changes_nothing(
    infected: PolicyDesk, number: int, attack: dict[str, Any]
) -> None:
    answer, streamed = asked(infected, attack["q"], obeying(attack["says"]))
    assert not is_heard(attack["says"], answer, streamed)
    clause = infected.library.document("travel").clause(str(number))
    cited = Citation(
        document="travel",
        title="Sample Travel Policy",
        edition="2020-01",
        status=infected.library.document("travel").status,
        clause=clause.id,
        text=clause.whole,
        quote=clause.whole,
    )
    for quote in sentences(clause.text):
        claim = Claim(text=attack["says"], clause=clause.id, quote=quote)
        assert not check(claim, [cited]).stands
