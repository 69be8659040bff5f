"""The chat model: what it gives back, why it may give nothing, and that neither takes too long."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from bot.operations.database import Database
from bot.spending import DailySpending
from prompts import (
    ChatModel,
    ChatPrompt,
    ChatSettings,
    Cost,
    ModelFault,
    ModelUnavailable,
    PlaceKind,
    PromptError,
    load_chat,
)
from prompts.finished_objects import FinishedObjects
from tests.support.databases import KINDS, fresh_database
from tests.support.faulty_provider import FAULTS, PATIENCE, Exchange, Provider, works

AMPLE = 60.0  # seconds that a reply may take where it is to come, however busy the machine
PROMPTS = Path(__file__).parents[2] / "recording/prompts"
SAID = {
    "answered": True,
    "statements": [
        {"text": "No, says “the clause”.", "clause": "17(a)", "quote": 'a "quote" with ] and {'},
        {"text": "A second one.", "clause": "17(b)", "quote": "another"},
    ],
}
GIVEN = {"clauses": "17(a) says {question} and }.", "question": "May a partner?"}


class Said(BaseModel):
    text: str
    clause: str
    quote: str


class Reply(BaseModel):
    answered: bool
    statements: list[Said]


class Book:
    """A budget that knows what was spent."""

    def __init__(self, most: int = 1_000_000) -> None:
        self.left = most
        self.spent: list[Cost] = []

    def reserve(self, cost: Cost) -> str | None:
        return "a day" if cost.tokens <= self.left else None

    def settle(self, day: str, reserved: Cost, used: Cost) -> None:
        assert day == "a day"
        assert used.tokens <= reserved.tokens
        self.spent.append(used)


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    with Provider({"Reply": SAID}).running() as provider:
        yield provider


@pytest.fixture
def provider(server: Provider) -> Provider:
    server.behave = works
    server.requests.clear()
    return server


def model(provider: Provider, book: Book | None = None, **changed: Any) -> ChatModel:
    given: dict[str, Any] = {"may_leave": frozenset(PlaceKind), "screen": str, **changed}
    own = {name: given.pop(name) for name in list(given) if name in ChatSettings.__annotations__}
    settings = {"model": "openai:sample", "base_url": provider.url, "retries": 0, **own}
    load = partial(load_chat, folder=PROMPTS)
    return ChatModel(ChatSettings(**settings), book or Book(), load=load, **given)


def fault(asked: ChatModel, *, seconds: float = AMPLE, streamed: bool = False) -> ModelFault:
    """Why nothing came."""
    with pytest.raises(ModelUnavailable) as caught:
        if streamed:
            list(asked.stream("reply", Reply, seconds=seconds, **GIVEN))
        else:
            asked.write("reply", Reply, seconds=seconds, **GIVEN)
    assert caught.value.sentence.endswith(".")
    return caught.value.reason


def test_what_was_written_comes_in_its_form_with_what_it_took(provider: Provider) -> None:
    book = Book()
    written = model(provider, book, price_in=2.0, price_out=10.0).write(
        "reply", Reply, seconds=AMPLE, **GIVEN
    )
    assert written.value == Reply.model_validate(SAID)
    assert (written.tokens_in, written.tokens_out) == (200, 50)
    assert written.model == "openai:sample"
    assert written.digest == load_chat("reply", PROMPTS).digest
    assert book.spent == [Cost(250, 900)]


def test_ollama_gives_the_same_form(provider: Provider) -> None:
    address = provider.url.removesuffix("/v1")
    near = model(provider, model="ollama:sample", base_url=address, temperature=0.0)
    written = near.write("reply", Reply, seconds=AMPLE, **GIVEN)
    assert written.value == Reply.model_validate(SAID)
    assert (written.tokens_in, written.tokens_out) == (200, 50)
    assert provider.requests[0]["options"]["num_predict"] == 1500
    assert provider.requests[0]["options"]["temperature"] == 0.0
    provider.behave = FAULTS["500"]
    assert fault(near) == ModelFault.PROVIDER_ERROR
    nobody = model(provider, model="ollama:sample", base_url="http://127.0.0.1:9")
    assert fault(nobody) == ModelFault.UNREACHABLE


def test_what_is_given_is_text_and_never_a_place(provider: Provider) -> None:
    model(provider).write("reply", Reply, seconds=AMPLE, **GIVEN)
    system, human = (message["content"] for message in provider.requests[0]["messages"])
    assert "17(a) says {question} and }." in human
    assert "17(a) says" not in system


def test_statements_come_one_by_one_as_they_are_finished(provider: Provider) -> None:
    shown = threading.Event()

    def waits(exchange: Exchange) -> None:
        text = Reply.model_validate(SAID).model_dump_json()
        first = text.index("}") + 1
        exchange.streams(text, pause=(first, lambda: shown.wait(10)))

    provider.behave = waits
    stream = model(provider).stream("reply", Reply, seconds=AMPLE, **GIVEN)
    seen = [next(stream)]
    shown.set()
    try:
        while True:
            seen.append(next(stream))
    except StopIteration as ended:
        whole = ended.value
    assert seen == SAID["statements"]
    assert whole.value == Reply.model_validate(SAID)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("429", ModelFault.RATE_LIMITED),
        ("500", ModelFault.PROVIDER_ERROR),
        ("cut", ModelFault.CUT),
        ("garbage", ModelFault.MALFORMED),
        ("no JSON", ModelFault.MALFORMED),
        ("cut short", ModelFault.MALFORMED),
        ("wrong schema", ModelFault.SCHEMA),
        ("refusal", ModelFault.REFUSED),
    ],
)
@pytest.mark.parametrize("streamed", [False, True])
def test_each_fault_of_a_provider_has_its_name(
    provider: Provider, name: str, reason: ModelFault, streamed: bool
) -> None:
    provider.behave = FAULTS[name]
    assert fault(model(provider), streamed=streamed) == reason


@pytest.mark.parametrize("name", ["slow", "drip"])
@pytest.mark.parametrize("streamed", [False, True])
def test_the_time_limit_is_hard(provider: Provider, name: str, streamed: bool) -> None:
    provider.behave = FAULTS[name]
    started = time.monotonic()
    assert fault(model(provider), seconds=0.4, streamed=streamed) == ModelFault.TIMEOUT
    assert time.monotonic() - started < PATIENCE / 2  # PATIENCE: for who waits for the reply


def test_where_nobody_listens_the_model_is_unreachable(provider: Provider) -> None:
    assert fault(model(provider, base_url="http://127.0.0.1:9/v1")) == ModelFault.UNREACHABLE


@pytest.mark.parametrize(
    ("code", "reason"), [(401, ModelFault.KEY), (404, ModelFault.UNKNOWN_MODEL)]
)
def test_what_the_settings_have_wrong_is_told_as_such(
    provider: Provider, code: int, reason: ModelFault
) -> None:
    provider.behave = lambda exchange: exchange.status(code)
    assert fault(model(provider)) == reason


def test_a_second_try_is_made_where_it_may_help(provider: Provider) -> None:
    def fails_once(exchange: Exchange) -> None:
        provider.behave = works
        exchange.status(500)

    provider.behave = fails_once
    written = model(provider, retries=1).write("reply", Reply, seconds=AMPLE, **GIVEN)
    assert written.value.answered
    assert len(provider.requests) == 2


def test_no_second_try_is_made_where_it_cannot_help(provider: Provider) -> None:
    provider.behave = FAULTS["refusal"]
    fault(model(provider, retries=3))
    assert len(provider.requests) == 1


def test_a_model_that_fails_again_and_again_is_left_alone_for_a_minute(provider: Provider) -> None:
    now = [0.0]
    tired = model(provider, clock=lambda: now[0])
    provider.behave = FAULTS["500"]
    assert [fault(tired) for _ in range(4)][-1] == ModelFault.RESTING
    assert len(provider.requests) == 3
    provider.behave = works
    now[0] = 61.0
    assert tired.write("reply", Reply, seconds=AMPLE, **GIVEN).value.answered


def test_nothing_is_sent_that_may_not_leave(provider: Provider) -> None:
    only_questions = model(provider, may_leave=frozenset({PlaceKind.QUESTIONS}))
    assert fault(only_questions) == ModelFault.WITHHELD
    told_nothing = model(provider, screen=lambda _typed: None)
    assert fault(told_nothing) == ModelFault.WITHHELD
    assert provider.requests == []


def test_what_was_typed_is_screened_and_the_documents_are_not(provider: Provider) -> None:
    model(provider, screen=lambda typed: typed.upper()).write(
        "reply", Reply, seconds=AMPLE, **GIVEN
    )
    assert "MAY A PARTNER?" in provider.sent
    assert "17(a) says" in provider.sent


def test_the_key_goes_to_the_address_that_is_set_and_no_other_is_used(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sample-of-the-environment")
    monkeypatch.setenv("OPENAI_BASE_URL", "http://127.0.0.1:9/v1")
    model(provider).write("reply", Reply, seconds=AMPLE, **GIVEN)
    model(provider, api_key="sample-of-the-settings").write("reply", Reply, seconds=AMPLE, **GIVEN)
    assert provider.keys[-2:] == ["Bearer unused", "Bearer sample-of-the-settings"]


def test_no_tracing_service_sees_any_of_it(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (
        ("LANGSMITH_TRACING", "true"),
        ("LANGSMITH_API_KEY", "sample"),
        ("LANGSMITH_ENDPOINT", provider.url.removesuffix("/v1")),
    ):
        monkeypatch.setenv(name, value)
    model(provider).write("reply", Reply, seconds=AMPLE, **GIVEN)
    from langchain_core.tracers.langchain import wait_for_all_tracers

    wait_for_all_tracers()
    assert len(provider.requests) == 1


def test_beyond_the_budget_nothing_is_sent(provider: Provider) -> None:
    assert fault(model(provider, Book(most=1000), max_tokens=1000)) == ModelFault.BUDGET
    assert provider.requests == []


def test_what_a_lost_call_cost_is_taken_as_the_most(provider: Provider) -> None:
    book = Book()
    provider.behave = FAULTS["slow"]
    fault(model(provider, book, max_tokens=1000), seconds=0.2)
    provider.behave = FAULTS["500"]
    fault(model(provider, book))
    lost, free = book.spent
    assert lost.tokens > 1000
    assert free == Cost()


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as made:
        yield made


def test_threads_spend_no_more_than_a_day_allows(database: Database) -> None:
    book = DailySpending(lambda: database, Cost(1000), lambda: date(2026, 11, 23))
    with ThreadPoolExecutor(8) as pool:
        days = list(pool.map(lambda _: book.reserve(Cost(90)), range(40)))
    assert days.count("2026-11-23") == 11
    assert book.spent() == Cost(990)


def test_a_budget_outlasts_a_restart_and_ends_with_the_day(database: Database) -> None:
    today = [date(2026, 11, 23)]
    most = Cost(1000, 5_000_000)
    book = DailySpending(lambda: database, most, lambda: today[0])
    day = book.reserve(Cost(400, 4_000_000))
    assert day is not None
    again = DailySpending(lambda: database, most, lambda: today[0])
    assert again.reserve(Cost(10, 2_000_000)) is None
    again.settle(day, Cost(400, 4_000_000), Cost(300, 3_000_000))
    assert again.reserve(Cost(10, 2_000_000)) == day
    assert again.reserve(Cost(691)) is None
    today[0] = date(2026, 11, 24)
    assert again.spent() == Cost()
    assert again.reserve(Cost(691)) == "2026-11-24"


def test_objects_are_found_whatever_the_pieces_they_come_in() -> None:
    text = Reply.model_validate(SAID).model_dump_json(indent=2)
    for size in (1, 7, len(text)):
        reader = FinishedObjects("statements")
        found = [reader.more(text[at : at + size]) for at in range(0, len(text), size)]
        assert [one for some in found for one in some] == SAID["statements"]


def test_a_name_within_a_text_opens_no_array() -> None:
    reader = FinishedObjects("statements")
    assert reader.more(r'{"text": "\"statements\": [{\"text\": 1}]"}') == []


def chat_prompt(folder: Path, system: str, human: str) -> ChatPrompt:
    (folder / "one-system.md").write_text(system)
    (folder / "one-human.md").write_text(human)
    return load_chat("one", folder)


def test_a_chat_prompt_is_filled_whole_or_refused(tmp_path: Path) -> None:
    prompt = chat_prompt(tmp_path, "Answer in {language}.", "{question}")
    system, human = prompt.messages(language="English", question="{clauses} }")
    assert (system.content, human.content) == ("Answer in English.", "{clauses} }")
    with pytest.raises(PromptError, match="no value for 'question'"):
        prompt.messages(language="English")
    with pytest.raises(PromptError, match="no place for 'clauses'"):
        prompt.messages(language="English", question="x", clauses="y")


@pytest.mark.parametrize(
    ("human", "said"),
    [
        ("{Question}", "a brace that belongs to no place"),
        ('{{"a": 1}} {question}', "a brace that belongs to no place"),
        ("{partner}", "the unknown place 'partner'"),
    ],
)
def test_a_chat_prompt_with_a_place_that_nobody_decided_about_is_refused(
    tmp_path: Path, human: str, said: str
) -> None:
    with pytest.raises(PromptError, match=said):
        chat_prompt(tmp_path, "Answer.", human)


def test_a_changed_word_changes_the_digest(tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        (tmp_path / name).mkdir()
    same = [chat_prompt(tmp_path / name, "Answer.", "{question}").digest for name in ("a", "b")]
    other = chat_prompt(tmp_path / "c", "Answer!", "{question}").digest
    assert same[0] == same[1] != other


def test_a_chat_prompt_that_is_not_there_is_named() -> None:
    with pytest.raises(PromptError, match="There is no text 'absent-system' in the folder chat"):
        load_chat("absent")
