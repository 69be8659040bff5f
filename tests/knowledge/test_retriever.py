"""Other LangChain code can use the index as it uses any retriever."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
from langchain_core.documents import Document
from langchain_core.prompts import PromptTemplate
from langchain_core.retrievers import BaseRetriever
from langchain_core.runnables import RunnablePassthrough
from pydantic import ValidationError

from knowledge import ClauseRetriever, Passage, PolicyIndex, build_index
from tests.support.small_desk import small_models

PASSAGES = (
    Passage(
        id="leave 1",
        document="leave",
        place="Leave Policy · General",
        text="Staff have 20 days of paid leave.",
        asked=("How much holiday do I get?",),
    ),
    Passage(id="leave 2", document="leave", text="A supervisor approves leave in writing."),
    Passage(id="cars 1", document="cars", text="Drivers keep a log of every journey."),
    Passage(id="cars 2", document="cars", text="Cars are parked in the yard at night."),
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PolicyIndex]:
    folder = tmp_path_factory.mktemp("index")
    reader = small_models().reader
    build_index(PASSAGES, folder, reader=reader)
    opened = PolicyIndex(folder, reader=reader)
    yield opened
    opened.close()


def test_the_best_passages_come_as_langchain_documents_with_their_scores(
    index: PolicyIndex,
) -> None:
    retriever = ClauseRetriever(index=index)
    assert isinstance(retriever, BaseRetriever)
    found = retriever.invoke("How many days of leave do staff have?")
    assert all(isinstance(document, Document) for document in found)
    best = found[0]
    assert (best.id, best.page_content) == ("leave 1", "Staff have 20 days of paid leave.")
    scores = [document.metadata["score"] for document in found]
    assert scores == sorted(scores, reverse=True)
    assert best.metadata == {
        "document": "leave",
        "place": "Leave Policy · General",
        "score": index.search("How many days of leave do staff have?")[0].score,
    }


def test_questions_that_lead_to_a_passage_are_not_in_its_content(index: PolicyIndex) -> None:
    best = ClauseRetriever(index=index).invoke("How much holiday do I get?")[0]
    assert best.id == "leave 1"
    assert "holiday" not in f"{best.page_content} {best.metadata}"


@pytest.mark.parametrize(("limit", "count"), [(1, 1), (3, 3), (50, 4)])
def test_it_gives_no_more_documents_than_its_limit(
    index: PolicyIndex, limit: int, count: int
) -> None:
    assert len(ClauseRetriever(index=index, limit=limit).invoke("leave")) == count


def test_it_can_keep_to_one_document(index: PolicyIndex) -> None:
    found = ClauseRetriever(index=index, document="cars").invoke("who approves leave?")
    assert {document.id for document in found} == {"cars 1", "cars 2"}


def test_an_empty_question_finds_nothing(index: PolicyIndex) -> None:
    assert ClauseRetriever(index=index).invoke("  ") == []


def test_several_questions_at_once_and_asynchronous_ones_find_the_same(index: PolicyIndex) -> None:
    retriever = ClauseRetriever(index=index, limit=2)
    questions = ["paid leave", "journey log", "parked cars"]
    alone = [retriever.invoke(question) for question in questions]
    assert [found[0].id for found in alone] == ["leave 1", "cars 1", "cars 2"]
    assert retriever.batch(questions) == alone
    assert asyncio.run(retriever.abatch(questions)) == alone
    assert asyncio.run(retriever.ainvoke(questions[0])) == alone[0]


def test_it_serves_in_a_chain_of_runnables(index: PolicyIndex) -> None:
    def quoted(found: list[Document]) -> str:
        return "\n".join(f"[{document.id}] {document.page_content}" for document in found)

    prompt = PromptTemplate.from_template("From\n{clauses}\nanswer: {question}")
    retriever = ClauseRetriever(index=index, limit=1)
    chain = {"clauses": retriever | quoted, "question": RunnablePassthrough()} | prompt
    assert chain.invoke("Where are cars parked?").to_string() == (
        "From\n[cars 2] Cars are parked in the yard at night.\nanswer: Where are cars parked?"
    )


def test_it_is_made_only_on_an_index() -> None:
    with pytest.raises(ValidationError):
        ClauseRetriever(index="a folder")  # type: ignore[arg-type]
