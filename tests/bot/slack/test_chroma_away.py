"""A Chroma server that is away or silent: the question is kept, said to be, and answered once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from langchain_core.embeddings import Embeddings

from knowledge import PolicyDesk
from knowledge.index import vector_store
from knowledge.index.shelf import Models
from tests.bot.slack.http.test_http_mode import replicas
from tests.support.chroma_server import Server, chroma_server
from tests.support.command_line import run
from tests.support.slack.saathi_in_slack import Office, at_rest, office
from tests.support.slack.workspace_client import OFFICER, Visitor, until
from tests.support.small_desk import DAYS, desk_on, small_models

SECONDS = 0.4  # that a call may take in these tests
ADMINISTRATORS = ("chroma", "server", "setting", "start it", "`", "127.0.0.1")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vector_store, "SEARCHES", SECONDS)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with chroma_server(tmp_path_factory.mktemp("chroma") / "data") as running:
        yield running


@pytest.fixture
def desk(tmp_path: Path, server: Server) -> Iterator[PolicyDesk]:
    """A desk whose index is on the server."""
    desk = desk_on(tmp_path, chroma_url=server.url)
    desk.build()
    desk.answerer()
    yield desk
    desk.answerer().index.close()


@contextmanager
def gone(server: Server) -> Iterator[None]:
    server.stop()
    try:
        yield
    finally:
        server.start()
        server.wait()


def of_saathi(person: Visitor, channel: str, ts: str) -> list[dict[str, Any]]:
    return [message for message in person.replies(channel, ts) if not message["ephemeral"]]


def answers(messages: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in messages if "20 days" in message["text"]]


def test_a_question_is_kept_while_the_server_is_gone_and_answered_once_when_it_is_back(
    desk: PolicyDesk, server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    later = desk_on(tmp_path, desk.models, server.url)
    with ExitStack() as outage:
        outage.enter_context(gone(server))  # Saathi starts without it
        with office(later, tmp_path, slack={"streaming": False}) as made:
            person = Visitor(made.server.url, OFFICER)
            asked = [person.says("partnerships", f"@Saathi {DAYS}") for _ in range(3)]
            person.commands("partnerships", "/ask-policy", DAYS)
            until(lambda: all(of_saathi(person, "partnerships", ts) for ts in asked))
            [notice] = until(lambda: direct(person))
            tried_again(made)
            notices = [
                notice,
                *(item for ts in asked for item in of_saathi(person, "partnerships", ts)),
            ]
            assert len(notices) == 4
            assert all("Your message is kept" in item["text"] for item in notices)
            words = notice["text"].lower()
            assert not [word for word in ADMINISTRATORS if word in words]
            outage.close()
            at_rest(made, 30)
            for messages in (
                direct(person),
                *(of_saathi(person, "partnerships", ts) for ts in asked),
            ):
                assert len(messages) == 2
                assert len(answers(messages)) == 1
    later.answerer().index.close()
    waits = [record for record in caplog.records if " waits: " in record.getMessage()]
    assert f"The Chroma server at 127.0.0.1:{server.port}" in waits[0].getMessage()
    assert waits[0].exc_info
    assert waits[0].reference in waits[0].getMessage()  # type: ignore[attr-defined]


def test_a_silent_server_keeps_nobody_else_waiting_and_health_says_so(
    desk: PolicyDesk, server: Server, tmp_path: Path
) -> None:
    with replicas(desk, tmp_path, 2, "postgresql") as (slack, apps, addresses):
        person = Visitor(slack.url, OFFICER)
        for address in addresses:
            assert httpx.get(f"{address}/healthz").json()["index"] == "ok"
        with server.silent():
            asked = [person.says("partnerships", f"@Saathi {DAYS}") for _ in range(4)]
            thanked = person.says("partnerships", "@Saathi thanks")
            until(lambda: of_saathi(person, "partnerships", thanked))
            until(lambda: all(of_saathi(person, "partnerships", ts) for ts in asked))
            for address in addresses:
                unwell = until(partial(is_unwell, address)) or {}
                assert unwell["index"] == "VectorStoreAway"
                assert unwell["database"] == "ok"
                assert unwell["waiting"] == 4
                assert unwell["oldest_seconds"] > 0
                assert httpx.get(f"{address}/readyz").json() == {"ready": True}
                assert 'saathi_well{what="index"} 0.0' in httpx.get(f"{address}/metrics").text
        until(lambda: apps[0].edge.inbox.open_count() == 0)
        for ts in asked:
            messages = of_saathi(person, "partnerships", ts)
            assert len(messages) == 2
            assert len(answers(messages)) == 1
        assert until(lambda: not any(map(is_unwell, addresses)))


def test_an_index_that_is_gone_keeps_questions_until_it_is_built_again(tmp_path: Path) -> None:
    desk = desk_on(tmp_path)
    desk.build()
    with office(desk, tmp_path) as made:
        person = Visitor(made.server.url, OFFICER)
        shutil.rmtree(tmp_path / "index")
        asked = person.says("partnerships", f"@Saathi {DAYS}")
        [notice] = until(lambda: of_saathi(person, "partnerships", asked))
        assert "Your message is kept" in notice["text"]
        assert "build" not in notice["text"]
        desk.build()
        at_rest(made, 30)
        assert len(answers(of_saathi(person, "partnerships", asked))) == 1
    desk.answerer().index.close()


class Provider(Embeddings):
    """An embedding of a provider, which may be away; every text has the same vector."""

    identity = "provider"
    is_away = False

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        if self.is_away:
            raise ConnectionError("no route")
        return [[1.0, 0.5] for _ in texts]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def test_an_embedding_whose_provider_is_away_keeps_questions_too(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    provider = Provider()
    desk = desk_on(tmp_path, Models(provider, small_models().reader))
    desk.build()
    with office(desk, tmp_path) as made:
        person = Visitor(made.server.url, OFFICER)
        provider.is_away = True
        asked = person.says("partnerships", f"@Saathi {DAYS}")
        [notice] = until(lambda: of_saathi(person, "partnerships", asked))
        assert "Your message is kept" in notice["text"]
        provider.is_away = False
        at_rest(made, 30)
        assert len(of_saathi(person, "partnerships", asked)) == 2
    assert "The embedding 'provider' does not work" in caplog.text
    desk.answerer().index.close()


def test_the_terminal_says_so_truly(desk: PolicyDesk, server: Server, tmp_path: Path) -> None:
    home = tmp_path / "terminal"
    settings = {"CHROMA_URL": server.url}
    assert run("knowledge", "build", home=home, settings=settings, urdu=False).code == 0
    sentence = (
        f"The Chroma server at 127.0.0.1:{server.port} does not answer; start it or correct the "
        "setting `chroma_url`."
    )
    with server.silent():
        for command in (["ask", DAYS], ["ask", "--json"], ["knowledge", "check"]):
            ended = run(*command, home=home, settings=settings, urdu=False, stdin=b"a\n")
            assert ended.complaint == sentence
    assert run("knowledge", "check", home=home, settings=settings, urdu=False).code == 0


def tried_again(made: Office) -> None:
    """Returns when each open delivery was tried a second time."""
    until(lambda: all(entry > 1 for entry in attempts(made)))


def attempts(made: Office) -> list[int]:
    with made.app.database.read() as connection:
        rows = connection.exec_driver_sql("SELECT attempts FROM deliveries WHERE closed_at IS NULL")
        return [int(row[0]) for row in rows]


def direct(person: Visitor) -> list[dict[str, Any]]:
    return [message for message in person.sees("saathi") if message["is_bot"]]


def is_unwell(address: str) -> dict[str, Any] | None:
    answer = httpx.get(f"{address}/healthz")
    return answer.json() if answer.status_code == 503 else None
