"""Settings come from the environment and from saathi.toml; what is not known is refused by name."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.settings import CHECKOUT, SettingsError, load_settings

Environment = pytest.MonkeyPatch


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: Environment) -> None:
    """No saathi.toml of the checkout plays in."""
    monkeypatch.chdir(tmp_path)


@pytest.fixture
def toml(tmp_path: Path, monkeypatch: Environment) -> Path:
    """The file that SAATHI_CONFIG names."""
    file = tmp_path / "office.toml"
    monkeypatch.setenv("SAATHI_CONFIG", str(file))
    return file


def refused() -> str:
    """The sentence that refuses the settings as they are."""
    with pytest.raises(SettingsError) as caught:
        load_settings()
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith((".", "?"))
    return sentence


def test_as_shipped_nothing_needs_to_be_set() -> None:
    settings = load_settings()
    assert settings.home == CHECKOUT / ".saathi"
    assert settings.embedding == "minilm"
    assert settings.chroma_url == ""
    assert not any(settings.contacts.partnership_coordinator.model_dump().values())


def test_the_environment_sets_them(monkeypatch: Environment, tmp_path: Path) -> None:
    monkeypatch.setenv("SAATHI_HOME", str(tmp_path / "desk"))
    monkeypatch.setenv("SAATHI_LONGEST_QUESTION", "500")
    monkeypatch.setenv("SAATHI_CHROMA_URL", "http://localhost:8000")
    monkeypatch.setenv("SAATHI_CONTACTS__PARTNERSHIP_COORDINATOR__NAME", "Sample Coordinator")
    settings = load_settings()
    assert settings.home == tmp_path / "desk"
    assert settings.longest_question == 500
    assert settings.chroma_url == "http://localhost:8000"
    assert settings.contacts.partnership_coordinator.name == "Sample Coordinator"


def test_the_file_sets_them_and_the_environment_wins(toml: Path, monkeypatch: Environment) -> None:
    toml.write_text(
        "longest_question = 300\n"
        'embedding = "folder:/models/own"\n'
        "[contacts.pdq]\n"
        'name = "Sample Unit"\n'
        'email = "sample-unit@example.org"\n'
    )
    monkeypatch.setenv("SAATHI_LONGEST_QUESTION", "500")
    monkeypatch.setenv("SAATHI_CONTACTS__PDQ__NAME", "Sample Other Unit")
    settings = load_settings()
    assert settings.embedding == "folder:/models/own"
    assert settings.longest_question == 500
    assert settings.contacts.pdq.name == "Sample Other Unit"
    assert settings.contacts.pdq.email == "sample-unit@example.org"


def test_a_file_in_the_current_folder_is_found_by_itself(tmp_path: Path) -> None:
    (tmp_path / "saathi.toml").write_text("longest_question = 300\n")
    assert load_settings().longest_question == 300


def test_an_empty_variable_is_as_good_as_none(monkeypatch: Environment) -> None:
    for name in ("HOME", "CONFIG", "LONGEST_QUESTION", "CHROMA_URL", "CONTACTS__PDQ__NAME"):
        monkeypatch.setenv(f"SAATHI_{name}", "")
    settings = load_settings()
    assert settings.home == CHECKOUT / ".saathi"
    assert settings.longest_question == 2000


def test_a_home_may_begin_with_a_tilde(toml: Path, monkeypatch: Environment) -> None:
    monkeypatch.setenv("HOME", "/srv/officer")
    toml.write_text('home = "~/saathi"\n')
    assert load_settings().home == Path("/srv/officer/saathi")


@pytest.mark.parametrize(
    ("variable", "nearest"),
    [
        ("SAATHI_HOMEE", "SAATHI_HOME"),
        ("SAATHI_EMBEDING", "SAATHI_EMBEDDING"),
        ("saathi_chroma_uri", "SAATHI_CHROMA_URL"),
        ("SAATHI_CONFIGURATION", "SAATHI_CONFIG"),
        ("SAATHI_CONTACTS__PDQ__MAIL", "SAATHI_CONTACTS__PDQ__EMAIL"),
        (
            "SAATHI_CONTACTS__PARTNER_COORDINATOR__PHONE",
            "SAATHI_CONTACTS__PARTNERSHIP_COORDINATOR__PHONE",
        ),
        ("SAATHI_HOME__FOLDER", "SAATHI_HOME"),
    ],
)
def test_an_unknown_variable_is_refused_with_the_nearest_name(
    variable: str, nearest: str, monkeypatch: Environment
) -> None:
    monkeypatch.setenv(variable, "x")
    assert refused() == f"There is no setting {variable}; did you mean {nearest}?"


@pytest.mark.parametrize(
    ("line", "name", "nearest"),
    [
        ('hom = "/srv/saathi"', "hom", "home"),
        ('embeding = "minilm"', "embeding", "embedding"),
        ('[contacts.pdq]\nmail = "x"', "contacts.pdq.mail", "contacts.pdq.email"),
    ],
)
def test_an_unknown_name_in_the_file_is_refused_with_the_nearest(
    line: str, name: str, nearest: str, toml: Path
) -> None:
    toml.write_text(f"{line}\n")
    at = line.count("\n") + 1
    assert refused() == (
        f"office.toml, line {at}: There is no setting '{name}'; did you mean '{nearest}'?"
    )


@pytest.mark.parametrize(
    ("line", "name", "nearest"),
    [
        ('[contact.finance]\nname = "x"', "contact", "contacts"),
        ('[contacts.programme]\nname = "x"', "contacts.programme", "contacts.program"),
        ('[Slack]\nmode = "http"', "Slack", "slack"),
    ],
)
def test_an_unknown_table_is_refused_with_the_nearest(
    line: str, name: str, nearest: str, toml: Path
) -> None:
    toml.write_text(f"{line}\n")
    assert f"There is no setting '{name}'; did you mean [{nearest}]?" in refused()


def test_a_variable_that_is_a_table_is_refused_with_one_of_its_settings(
    monkeypatch: Environment,
) -> None:
    monkeypatch.setenv("SAATHI_CONTACTS__PDQ", "x")
    assert "SAATHI_CONTACTS__PDQ is a table" in refused()
    assert "SAATHI_CONTACTS__PDQ__NAME" in refused()


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("SAATHI_LONGEST_QUESTION", "many", "no whole number"),
        ("SAATHI_LONGEST_QUESTION", "5", "a whole number from 100 to 20,000"),
        ("SAATHI_CHROMA_URL", "localhost:8000", "write the address as http://localhost:8000"),
        ("SAATHI_CHROMA_URL", "file:///srv/chroma", "'chroma_url'"),
    ],
)
def test_a_wrong_value_is_named_with_its_cure(
    variable: str, value: str, said: str, monkeypatch: Environment
) -> None:
    monkeypatch.setenv(variable, value)
    sentence = refused()
    assert said in sentence
    assert sentence.startswith(f"{variable} in the environment: ")
    assert f"'{variable.removeprefix('SAATHI_').lower()}'" in sentence


def test_a_slip_in_the_file_is_named_with_its_line(toml: Path) -> None:
    toml.write_text('home = "/srv/saathi"\nembedding = minilm\n')
    sentence = refused()
    assert sentence.startswith("office.toml, line 2: ")
    assert 'embedding = "…"' in sentence


def test_a_file_that_is_no_text_is_named(toml: Path) -> None:
    toml.write_bytes(b"home = \xff\xfe\n")
    assert refused().startswith("office.toml, line 1: ")
    assert "UTF-8" in refused()


def test_a_file_that_was_named_must_be_there(toml: Path) -> None:
    sentence = refused()
    assert sentence.startswith(f"SAATHI_CONFIG names {toml}, which is no file; correct or remove")
    assert sentence.endswith("run `saathi setup`.")
    toml.mkdir()
    assert "which is no file" in refused()
