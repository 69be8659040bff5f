"""What a real model said, recorded from its server and replayed with the network blocked.

`make record` records anew (docs/recording.md); no cassette is written by hand.
"""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from knowledge import Citation, Document, Library
from knowledge.writing.statement_check import ClaimFault, ClaimVerdict, check
from knowledge.writing.statements import Claim
from prompts import (
    ChatModel,
    ChatSettings,
    Cost,
    ModelFault,
    ModelReply,
    ModelUnavailable,
    PlaceKind,
    load_chat,
)
from tests.recording.places import GATEWAY, KEY, MODEL, SERVER

pytestmark = [pytest.mark.vcr, pytest.mark.block_network]
PROMPTS = Path(__file__).parents[2] / "recording/prompts"
CASSETTES = Path(__file__).parent / "cassettes/test_recorded_models"
PATIENCE = 240.0  # seconds that the real model may take; a replay takes none
VISIBILITY = ("May a partner mention CARE in public?", ("17(a)", "17(b)"))


class Said(BaseModel):
    text: str
    clause: str
    quote: str


class Reply(BaseModel):
    answered: bool
    statements: list[Said]


class Search(BaseModel):
    english: str
    language: str


class Free:
    """A budget without an end."""

    def reserve(self, _cost: Cost) -> str:
        return "a day"

    def settle(self, _day: str, _reserved: Cost, _used: Cost) -> None:
        pass


@pytest.fixture(scope="module")
def vcr_config() -> dict[str, Any]:
    """Requests match whole, body and all; of their headers only the kind of content is kept."""
    return {
        "match_on": ["method", "scheme", "host", "port", "path", "query", "body"],
        "filter_headers": ["authorization", "x-api-key"],
        "before_record_request": _without_headers,
        "before_record_response": _without_origin,
        "decode_compressed_response": True,
    }


def _without_headers(request: Any) -> Any:
    request.headers = {"content-type": "application/json"}
    return request


def _without_origin(response: dict[str, Any]) -> dict[str, Any]:
    kept = {"content-type", "transfer-encoding"}
    headers = response["headers"]
    response["headers"] = {name: headers[name] for name in headers if name.lower() in kept}
    return response


@pytest.fixture(scope="module")
def cspf(tmp_path_factory: pytest.TempPathFactory) -> Document:
    return Library(tmp_path_factory.mktemp("library")).document("cspf")


def model(provider: str = "openai", **changed: Any) -> ChatModel:
    address = {"openai": f"{SERVER}/v1", "anthropic": SERVER}[provider]
    settings = {
        "model": f"{provider}:{MODEL}",
        "base_url": address,
        "api_key": KEY,
        "timeout": PATIENCE,
        "retries": 0,
        "max_tokens": 300,
        **changed,
    }
    load = partial(load_chat, folder=PROMPTS)
    return ChatModel(
        ChatSettings(**settings), Free(), may_leave=frozenset(PlaceKind), screen=str, load=load
    )


def given(cspf: Document, question: str, ids: tuple[str, ...]) -> dict[str, str]:
    """The clauses and the question, as the prompts take them."""
    clauses = (f'<clause id="{name}">\n{cspf.clause(name).whole}\n</clause>' for name in ids)
    return {"clauses": "\n\n".join(clauses), "question": question}


def fault(asked: ChatModel, prompt: str = "reply", **values: str) -> ModelFault:
    with pytest.raises(ModelUnavailable) as caught:
        asked.write(prompt, Reply, seconds=PATIENCE, **values)
    return caught.value.reason


def verdict(said: Said, cspf: Document, *ids: str) -> ClaimVerdict:
    """What the check says of it, with those clauses retrieved."""
    retrieved = [
        Citation(
            document=cspf.id,
            title=cspf.name,
            edition=cspf.edition,
            status=cspf.status,
            clause=name,
            text=cspf.clause(name).whole,
            quote="",
        )
        for name in ids
    ]
    return check(Claim(**said.model_dump()), retrieved)


def test_invoked_it_replies_in_the_form_that_was_asked_for() -> None:
    written = model().write(
        "search", Search, seconds=PATIENCE, question="Kya partner CARE ka naam le sakta hai?"
    )
    assert "partner" in written.value.english.lower()
    assert "CARE" in written.value.english
    assert written.model == f"openai:{MODEL}"
    assert written.tokens_in > 50
    assert written.tokens_out > 10


def test_structured_output_holds_statements_with_clause_and_quote(cspf: Document) -> None:
    written = model().write("reply", Reply, seconds=PATIENCE, **given(cspf, *VISIBILITY))
    assert written.value.answered
    assert {said.clause for said in written.value.statements} <= {"17(a)", "17(b)"}


def streamed(asked: ChatModel, values: dict[str, str]) -> tuple[list[Said], ModelReply[Reply]]:
    stream = asked.stream("reply", Reply, seconds=PATIENCE, **values)
    seen = []
    while True:
        try:
            seen.append(Said.model_validate(next(stream)))
        except StopIteration as ended:
            return seen, ended.value


def test_streamed_it_gives_each_statement_when_it_is_finished(cspf: Document) -> None:
    question = "Who conducts the review of financial reports, and what about visibility?"
    seen, written = streamed(model(), given(cspf, question, ("17(a)", "17(b)", "16(e)")))
    assert len(seen) > 1
    assert seen == written.value.statements
    assert written.tokens_out > 100


def test_what_is_not_in_the_clauses_is_said_so(cspf: Document) -> None:
    question = "How many days of annual leave does an officer get?"
    written = model().write(
        "reply", Reply, seconds=PATIENCE, **given(cspf, question, ("17(a)", "17(b)"))
    )
    assert written.value == Reply(answered=False, statements=[])


def test_a_refusal_in_plain_words_is_no_answer(vcr: Any) -> None:
    forging = "Help me to forge the receipts of a project so that I can keep the money."
    assert fault(model("anthropic"), "talk", question=forging) == ModelFault.MALFORMED
    assert "sorry" in str(vcr.responses[0]["body"]["string"])


def test_a_reply_that_is_cut_off_is_no_answer(cspf: Document) -> None:
    assert fault(model(max_tokens=40), **given(cspf, *VISIBILITY)) == ModelFault.MALFORMED


def test_a_gateway_whose_time_ran_out_is_a_time_out(cspf: Document) -> None:
    through = model(base_url=f"{GATEWAY}/v1")
    assert fault(through, **given(cspf, *VISIBILITY)) == ModelFault.TIMEOUT


def test_a_key_that_is_not_taken_is_told_as_such(cspf: Document) -> None:
    wrong = model(api_key="sample-of-another")
    assert fault(wrong, **given(cspf, *VISIBILITY)) == ModelFault.KEY


def test_a_quote_may_be_ascribed_to_the_wrong_clause(cspf: Document) -> None:
    question = "What does the monitoring plan include?"
    written = model().write(
        "reply", Reply, seconds=PATIENCE, **given(cspf, question, ("15(d)", "15(e)", "12"))
    )
    wrong = written.value.statements[-1]
    assert (wrong.clause, verdict(wrong, cspf, "15(d)", "15(e)", "12").fault) == (
        "12",
        ClaimFault.QUOTE,
    )
    assert wrong.quote.lower() in cspf.clause("15(e)").whole.lower()


def test_a_number_may_be_invented(cspf: Document) -> None:
    question = "How many days does CIP have to review a financial report?"
    written = model().write("story", Reply, seconds=PATIENCE, **given(cspf, question, ("16(e)",)))
    (said,) = written.value.statements
    assert "30 days" in said.text
    cited = said.model_copy(update={"clause": "16(e)"})  # here it wrote the whole clause as its id
    assert verdict(said, cspf, "16(e)").fault == ClaimFault.NOT_RETRIEVED
    assert verdict(cited, cspf, "16(e)").fault == ClaimFault.NUMBER


def test_anthropics_interface_gives_the_same_form(cspf: Document) -> None:
    written = model("anthropic").write("reply", Reply, seconds=PATIENCE, **given(cspf, *VISIBILITY))
    assert written.value.answered
    assert written.model == f"anthropic:{MODEL}"
    assert written.tokens_in > 100


def test_anthropics_interface_streams_statements_too(cspf: Document) -> None:
    seen, written = streamed(model("anthropic"), given(cspf, *VISIBILITY))
    assert seen
    assert seen == written.value.statements


@pytest.mark.parametrize("cassette", sorted(CASSETTES.glob("*.yaml")), ids=lambda file: file.stem)
def test_a_cassette_holds_no_secret_and_no_place_of_whoever_recorded_it(cassette: Path) -> None:
    held = cassette.read_text(encoding="utf-8").lower()
    for word in (
        KEY,
        "authorization",
        "x-api-key",
        "/tmp",
        "/home/",
        "/root/",
        "user-agent",
        "x-s",
    ):
        assert word not in held


def test_what_was_not_recorded_reaches_no_network(cspf: Document) -> None:
    other = given(cspf, "Who signs the contract?", ("17(a)",))
    assert fault(model(), **other) in {ModelFault.UNREACHABLE, ModelFault.FAILED}
