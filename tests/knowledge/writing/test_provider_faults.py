"""A chat model at work for people; where its provider fails, the verbatim answer comes, once."""

from __future__ import annotations

import json
import re
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.settings.chat_model import ChatModelSettings
from bot.written_answers import make_writer
from knowledge import Answer, PolicyDesk, Writer
from prompts import ChatModel, ChatSettings, Cost, ModelFault, ModelUnavailable, PlaceKind
from tests.support.command_line import run
from tests.support.databases import fresh_database
from tests.support.faulty_provider import FAULTS, Exchange, Provider, reply, works
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.sights import in_thread
from tests.support.slack.workspace_client import Visitor, until

ASKED = "May a partner mention CARE in public?"
ROMAN_URDU = "Kya partner CARE ka zikr kar sakta hai?"
QUOTE = "refrain from making any reference to CIP or its donors publicly"
SAID = "Partners must refrain from making any reference to CIP or its donors publicly."
OTHER = "Partners must respect and adhere to CIP's Visibility Policy."
CLAUSE = "cspf 17(a)"
REPLIES: dict[str, dict[str, Any]] = {
    "SearchQuestion": {"english": ASKED, "language": "roman-urdu"},
    "Reading": {"holds": True, "clauses": [CLAUSE]},
    "WrittenReply": {
        "answered": True,
        "statements": [
            {"text": SAID, "clause": CLAUSE, "quote": QUOTE},
            {
                "text": OTHER,
                "clause": CLAUSE,
                "quote": "partners must respect and adhere to CIP's Visibility Policy",
            },
        ],
    },
    "Meaning": {"statements": []},
}
LIMIT = 2.0  # seconds that a written answer may take here
AMPLE = 60.0  # seconds that it may take where it is to come, however busy the machine
SLACK = 20.0  # more that everything else may take on a busy machine; a slow reply takes 30


@pytest.fixture(scope="module")
def server() -> Iterator[Provider]:
    import langchain_openai  # noqa: F401  (here, so that no question's time goes into it)

    with Provider(REPLIES).running() as provider:
        yield provider


@pytest.fixture
def provider(server: Provider) -> Provider:
    server.behave = works
    server.requests.clear()
    return server


@pytest.fixture(scope="module")
def own_home(home: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose budget these tests may spend."""
    return Path(shutil.copytree(home, tmp_path_factory.mktemp("office") / "home"))


def settings(provider: Provider, **changed: Any) -> dict[str, str]:
    """The settings of that model, as variables of the environment."""
    given = {"MODEL": "openai:sample", "BASE_URL": provider.url, "TIMEOUT": LIMIT, "RETRIES": 0}
    return {f"CHAT_MODEL__{name}": str(value) for name, value in {**given, **changed}.items()}


@contextmanager
def writing(
    desk: PolicyDesk, provider: Provider, home: Path, limit: float = LIMIT
) -> Iterator[PolicyDesk]:
    """The desk with that model behind it."""
    chosen = ChatModelSettings(
        model="openai:sample", base_url=provider.url, timeout=limit, retries=0
    )
    with fresh_database("sqlite", home) as database:
        made = replace(desk, writer=make_writer(chosen, lambda: database))
        yield made
        made.answerer().index.close()


@pytest.fixture
def written(desk: PolicyDesk, provider: Provider, tmp_path: Path) -> Iterator[PolicyDesk]:
    with writing(desk, provider, tmp_path / "budget") as made:
        yield made


def ask(desk: PolicyDesk, question: str = ASKED) -> Answer:
    """The answer, which must come in time."""
    started = time.monotonic()
    answer = desk.ask(question)
    assert time.monotonic() - started < LIMIT + SLACK
    return answer


def test_what_the_model_writes_is_given_with_clause_and_quote(
    desk: PolicyDesk, provider: Provider, tmp_path: Path
) -> None:
    with writing(desk, provider, tmp_path / "budget", AMPLE) as written:
        answer = written.ask(ASKED)
    assert answer.written
    assert [statement.text for statement in answer.statements] == [SAID, OTHER]
    assert SAID in answer.text
    assert "CSPF 17(a)" in answer.text
    assert answer.writing is not None
    assert answer.writing.model == "openai:sample"
    assert answer.writing.tokens_in > 0
    assert ASKED in provider.sent


@pytest.mark.parametrize("name", FAULTS)
def test_whatever_goes_wrong_at_the_provider_the_verbatim_answer_stands_and_says_so(
    desk: PolicyDesk, written: PolicyDesk, provider: Provider, name: str
) -> None:
    provider.behave = FAULTS[name]
    answer = ask(written)
    assert not answer.written
    assert answer.writing is not None
    reason = ModelUnavailable(ModelFault(answer.writing.failed)).sentence
    note = f"{reason} These are the clauses’ own words, as Saathi finds them without it."
    plain = desk.ask(ASKED)
    assert (answer.text, answer.citations) == (f"{plain.text}\n\n{note}", plain.citations)


@pytest.mark.parametrize("name", ["500", "slow"])
def test_at_the_terminal_the_verbatim_answer_stands_with_one_line_on_the_model(
    provider: Provider, own_home: Path, name: str
) -> None:
    plain = run("ask", ASKED, home=own_home)
    provider.behave = FAULTS[name]
    told = run("ask", ASKED, home=own_home, settings=settings(provider))
    assert provider.requests
    assert (told.code, told.err) == (0, "")
    words, plain_words = " ".join(told.out.split()), " ".join(plain.out.split())
    note = re.search(r"The chat model[^.]+\. These are the clauses’ own words[^.]+\. ", words)
    assert note
    assert words.replace(note.group(), "") == plain_words


def test_json_lines_tell_what_was_written_and_what_failed(
    provider: Provider, own_home: Path
) -> None:
    ample = settings(provider, TIMEOUT=AMPLE)
    told = run("ask", "--json", home=own_home, stdin=ASKED.encode(), settings=ample)
    said = json.loads(told.out)
    assert said["written"] is True
    first = said["statements"][0]
    assert (first["text"], first["document"], first["clause"]) == (SAID, "cspf", "17(a)")
    assert QUOTE in first["quote"]
    assert said["writing"]["model"] == "openai:sample"
    provider.behave = FAULTS["429"]
    told = run("ask", "--json", home=own_home, stdin=ASKED.encode(), settings=settings(provider))
    failed = json.loads(told.out)
    assert failed["written"] is False
    assert failed["writing"]["failed"] == "rate-limited"


def test_beyond_the_days_budget_answers_are_verbatim(provider: Provider, own_home: Path) -> None:
    poor = settings(provider, TOKENS_A_DAY=10)
    told = run("ask", ASKED, home=own_home, settings=poor)
    assert told.code == 0
    assert QUOTE.split(maxsplit=1)[0] in told.said
    assert provider.requests == []


class Free:
    """A budget without an end."""

    def reserve(self, _cost: Cost) -> str:
        return "a day"

    def settle(self, _day: str, _reserved: Cost, _used: Cost) -> None:
        pass


def test_where_only_questions_may_leave_a_clearer_question_finds_the_verbatim_answer(
    desk: PolicyDesk, provider: Provider
) -> None:
    chosen = ChatSettings(model="openai:sample", base_url=provider.url, retries=0)
    only = ChatModel(chosen, Free(), may_leave=frozenset({PlaceKind.QUESTIONS}), screen=str)
    answer = ask(replace(desk, writer=Writer(only, seconds=LIMIT)), ROMAN_URDU)
    assert ROMAN_URDU in provider.sent
    assert "Visibility Policy" not in provider.sent
    assert not answer.written
    assert answer.citations[0].name == "CSPF 17(a)"


@pytest.mark.parametrize(
    "typed",
    [
        "Whom do I ask about visibility? My CNIC is 35202-1234567-1.",
        "The finance officer of our partner in Swat is taking bribes from vendors",
    ],
)
def test_restricted_numbers_and_reports_reach_no_model(
    written: PolicyDesk, provider: Provider, typed: str
) -> None:
    ask(written, typed)
    assert "35202" not in provider.sent
    assert "Swat" not in provider.sent


@contextmanager
def at_work(
    desk: PolicyDesk, provider: Provider, home: Path, limit: float = LIMIT
) -> Iterator[Office]:
    with writing(desk, provider, home / "budget", limit) as made, office(made, home) as opened:
        yield opened


def only_answer(desk: PolicyDesk, provider: Provider, home: Path) -> dict[str, Any]:
    """Saathi's only answer to a mention in the channel, which must come in time."""
    with at_work(desk, provider, home) as opened:
        officer = Visitor(opened.server.url)
        ts = officer.says("partnerships", f"@Saathi {ASKED}")
        until(lambda: officer.replies("partnerships", ts), LIMIT + SLACK)
        at_rest(opened, LIMIT + SLACK)
        (answer,) = in_thread(officer, ts)
    return answer


def words(message: dict[str, Any]) -> str:
    said = json.dumps([message["text"], message["blocks"]], ensure_ascii=False)
    return " ".join(said.replace("\\n", " ").split())


def test_in_slack_a_checked_statement_is_seen_while_the_next_is_written(
    desk: PolicyDesk, provider: Provider, tmp_path: Path
) -> None:
    seen = threading.Event()

    def waits(exchange: Exchange) -> None:
        if exchange.schema != "WrittenReply":
            works(exchange)
            return
        text = reply(exchange)
        exchange.streams(text, pause=(text.index("}") + 1, lambda: seen.wait(AMPLE)))

    provider.behave = waits
    with at_work(desk, provider, tmp_path, AMPLE) as opened:
        officer = Visitor(opened.server.url)
        ts = officer.says("partnerships", f"@Saathi {ASKED}")
        begun = until(lambda: [one for one in in_thread(officer, ts) if SAID in one["text"]])
        assert OTHER not in begun[0]["text"]
        seen.set()
        at_rest(opened, AMPLE)
        (whole,) = in_thread(officer, ts)
        calls = [item["name"] for item in officer.traffic() if item["kind"] == "web_api"]
        assert "chat.update" not in calls  # it grew, and was not replaced
    assert not whole["streaming"]
    assert words(whole).index(SAID) < words(whole).index(OTHER)


@pytest.mark.parametrize("name", ["slow", "drip", "500", "refusal"])
def test_in_slack_the_verbatim_answer_comes_in_time_and_once(
    desk: PolicyDesk, provider: Provider, tmp_path: Path, name: str
) -> None:
    provider.behave = FAULTS[name]
    answer = only_answer(desk, provider, tmp_path)
    assert QUOTE in words(answer)
    assert not answer["streaming"]


def test_in_slack_a_stream_that_is_cut_becomes_the_verbatim_answer(
    desk: PolicyDesk, provider: Provider, tmp_path: Path
) -> None:
    def cuts(exchange: Exchange) -> None:
        if exchange.schema != "WrittenReply":
            works(exchange)
            return
        text = reply(exchange)
        exchange.streams(text[: text.index("}") + 30], cut=True)

    provider.behave = cuts
    answer = only_answer(desk, provider, tmp_path)
    assert QUOTE in words(answer)
    assert SAID not in words(answer)


def test_doctor_tries_the_model_and_says_what_speaks_against_it(
    provider: Provider, own_home: Path
) -> None:
    provider.behave = FAULTS["500"]
    told = run("doctor", "--try-model", home=own_home, settings=settings(provider), columns=200)
    (line,) = [line for line in told.out.splitlines() if "Chat model, tried" in line]
    assert line.startswith("✗")
    assert "0 of 5 answers worded" in line
    assert told.code == 1
