"""The setting `chat_model`: what it refuses, what doctor says of it; unset, it costs nothing."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest

from bot.services import make_services
from bot.settings.chat_model import ChatModelSettings
from bot.settings.settings import Settings, SettingsError, load_settings
from bot.written_answers import problem, refuse_without_check, sendable_question
from prompts import PlaceKind
from tests.bot.terminal.test_doctor import line
from tests.conftest import ROOT
from tests.support.command_line import Run, run

WIDE = 250
HOSTED = {
    "CHAT_MODEL__MODEL": "openai:sample",
    "CHAT_MODEL__API_KEY": "sample-key-0123456789",
    "CHAT_MODEL__SEND_QUESTIONS": "true",
    "CHAT_MODEL__SEND_DOCUMENTS": "true",
}
# What only a written answer needs.
LATE = (
    *("langchain", "langchain_openai", "langchain_anthropic", "langchain_ollama", "spacy"),
    *(
        "openai",
        "anthropic",
        "ollama",
        "prompts.chat_model",
        "bot.spending",
        "knowledge.writing.writer",
    ),
)


def doctor(home: Path, **changed: str) -> Run:
    """The report with a hosted model, and with those settings changed."""
    return run("doctor", home=home, columns=WIDE, settings={**HOSTED, **changed})


def refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, **given: str) -> str:
    """The sentence that refuses those settings of the chat model."""
    monkeypatch.chdir(tmp_path)
    for name, value in given.items():
        monkeypatch.setenv(f"SAATHI_CHAT_MODEL__{name}", value)
    with pytest.raises(SettingsError) as caught:
        load_settings()
    return str(caught.value)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"MODEL": "sample"}, "'openai:NAME', 'anthropic:NAME', 'ollama:NAME'"),
        ({"MODEL": "openai:"}, "write the model as one of"),
        ({"MODEL": "sample:large"}, "there is no provider 'sample'"),
        ({"BASE_URL": "localhost:8000"}, "write the address as https://host/v1"),
        ({"BASE_URL": "https://name:word@host/v1"}, "without a name or a password"),
        ({"TIMEOUT": "0"}, "'chat_model.timeout'"),
        ({"MONEY_A_DAY": "5"}, "`money_a_day` needs `price_in` and `price_out`"),
    ],
)
def test_what_cannot_be_right_is_refused_in_one_sentence(
    given: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sentence = refused(monkeypatch, tmp_path, **given)
    assert said in sentence
    assert "'chat_model" in sentence
    assert sentence.endswith(".")
    assert "\n" not in sentence


def test_an_unknown_name_is_refused_with_the_nearest(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    said = refused(monkeypatch, tmp_path, APIKEY="x")
    assert said.endswith("did you mean SAATHI_CHAT_MODEL__API_KEY?")


def test_doctor_says_that_answers_are_verbatim_unless_a_model_is_set(home: Path) -> None:
    told = run("doctor", home=home, columns=WIDE)
    assert "off: the clauses’ own words" in line(told, "Written answers")
    assert "What it sees" not in told.out


def test_doctor_says_which_provider_sees_what_and_what_was_spent(home: Path) -> None:
    told = doctor(home)
    assert told.code == 0
    assert "openai:sample; 0 of 1,000,000 tokens today" in line(told, "Written answers")
    seen = line(told, "What it sees")
    assert "api.openai.com sees questions and the clauses that may answer them" in seen
    assert "never reports of misconduct" in seen
    assert "sample-key" not in told.said


def test_doctor_counts_money_where_it_has_a_limit(home: Path) -> None:
    money = {"MONEY_A_DAY": "2.5", "PRICE_IN": "1", "PRICE_OUT": "4"}
    told = doctor(home, **{f"CHAT_MODEL__{name}": value for name, value in money.items()})
    assert "0.00 of 2.50 in money" in line(told, "Written answers")


@pytest.mark.parametrize(
    ("changed", "cure"),
    [
        ({"API_KEY": ""}, "set `chat_model.api_key`: api.openai.com asks for a key"),
        ({"SEND_QUESTIONS": "false"}, "nothing may be sent to api.openai.com"),
        ({"MODEL": "anthropic:sample", "API_KEY": ""}, "api.anthropic.com asks for a key"),
    ],
)
def test_doctor_tells_what_is_missing_and_the_cure(
    home: Path, changed: dict[str, str], cure: str
) -> None:
    told = doctor(home, **{f"CHAT_MODEL__{name}": value for name, value in changed.items()})
    assert told.code == 1
    assert line(told, "Written answers").startswith("✗")
    assert cure in told.said


@pytest.mark.parametrize("provider", ["openai", "anthropic", "ollama"])
def test_a_missing_extra_is_told_by_its_name(home: Path, provider: str) -> None:
    with patch("prompts.providers.find_spec", return_value=None):
        told = doctor(home, CHAT_MODEL__MODEL=f"{provider}:sample")
    assert f"install the extra `saathi[{provider}]`" in told.said


def test_a_setting_that_is_not_well_never_meets_a_question(home: Path) -> None:
    settings = {**HOSTED, "CHAT_MODEL__API_KEY": ""}
    told = run("ask", "May a partner mention CARE in public?", home=home, settings=settings)
    assert told.code == 0
    assert "CSPF 17(a)" in told.said
    assert "api_key" not in told.said


def chosen(**given: Any) -> ChatModelSettings:
    return ChatModelSettings(**given)


def test_only_what_the_office_allows_may_leave() -> None:
    assert chosen(model="openai:sample").may_leave() == frozenset()
    some = chosen(model="openai:sample", send_questions=True)
    assert some.may_leave() == {PlaceKind.QUESTIONS}
    near = chosen(model="openai:sample", base_url="http://192.168.1.5:8000/v1")
    assert near.may_leave() == frozenset()


@pytest.mark.parametrize(
    "here",
    [
        {"model": "ollama:sample"},
        {"model": "openai:sample", "base_url": "http://localhost:8000/v1"},
        {"model": "openai:sample", "base_url": "http://[::1]:8000/v1"},
        {"model": "openai:sample", "base_url": "http://127.0.1.1:8000/v1"},
    ],
)
def test_to_this_machine_all_may_be_sent_and_no_key_is_asked_for(here: dict[str, str]) -> None:
    assert chosen(**here).may_leave() == {PlaceKind.QUESTIONS, PlaceKind.DOCUMENTS}
    assert problem(chosen(**here)) == ""


@pytest.mark.parametrize(
    ("typed", "gone"),
    [
        ("Is 35202-1234567-1 the CNIC of the signatory?", "35202-1234567-1"),
        ("May we pay into PK36SCBL0000001123456702?", "PK36SCBL0000001123456702"),
        ("Whom do I call at 0300 1234567 89?", "0300 1234567 89"),
    ],
)
def test_restricted_numbers_in_a_question_go_to_no_model(typed: str, gone: str) -> None:
    shown = sendable_question(typed)
    assert shown is not None
    assert gone not in shown
    assert shown[:3] == typed[:3]


def test_a_report_of_misconduct_goes_to_no_model() -> None:
    report = "The finance officer of our partner in Swat is taking bribes from vendors"
    assert sendable_question(report) is None
    question = "What does the policy say about bribes?"
    assert sendable_question(question) == question


def test_the_key_is_a_secret_to_the_log(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, chat_model=chosen(api_key="sample-key-0123456789"))
    assert "sample-key-0123456789" in settings.secrets


def test_without_a_model_nobody_writes(tmp_path: Path) -> None:
    assert make_services(Settings(home=tmp_path)).policies.writer is None


def test_with_no_model_set_nothing_of_it_is_imported(home: Path) -> None:
    script = (
        "import json, sys\n"
        "from pathlib import Path\n"
        "from bot import cli\n"
        "from bot.slack import responder\n"
        "from bot.terminal.doctor import checks\n"
        "from bot.services import make_services\n"
        "from bot.settings.settings import Settings\n"
        f"services = make_services(Settings(home=Path({str(home)!r})))\n"
        "assert services.policies.ask('May a partner mention CARE in public?').answered\n"
        f"print(json.dumps([name for name in {LATE!r} if name in sys.modules]))\n"
    )
    told = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    assert json.loads(told.stdout) == []


def test_a_model_without_the_parser_that_checks_it_is_refused_with_the_cure(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.written_answers.check_is_installed", lambda: False)
    report = doctor(tmp_path).said
    assert "install the extra `saathi[openai]` again" in report
    assert "`saathi[check]`" in report


def test_nothing_is_served_with_a_model_that_nobody_checks(monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = ChatModelSettings(model="openai:sample")
    refuse_without_check(chosen)
    monkeypatch.setattr("bot.written_answers.check_is_installed", lambda: False)
    refuse_without_check(ChatModelSettings())
    with pytest.raises(SettingsError, match=r"`chat_model.model` .*install .*`saathi\[openai\]`"):
        refuse_without_check(chosen)
