"""Secrets come from files too: `SAATHI_…_FILE`; what is wrong with one is told in a sentence."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.settings.configuration.names import secret_file_variables, settings_of
from bot.settings.settings import PREFIX, Settings, SettingsError, load_settings

BOT = "SAATHI_SLACK__BOT_TOKEN"
TOKEN = "xoxb-sample-0123456789"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file that a token is read from, as it should be."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")
    file.chmod(0o600)
    monkeypatch.setenv(f"{BOT}_FILE", str(file))
    return file


def refusal() -> str:
    with pytest.raises(SettingsError) as refused:
        load_settings()
    text = str(refused.value)
    assert TOKEN not in text
    assert "\n" not in text
    return text


def test_a_secret_is_read_without_the_line_break_at_its_end(file: Path) -> None:
    settings = load_settings()
    assert settings.slack.bot_token.get_secret_value() == TOKEN
    assert TOKEN in settings.secrets


def test_it_wins_over_the_file_of_settings(file: Path, tmp_path: Path) -> None:
    (tmp_path / "saathi.toml").write_text('[slack]\nbot_token = "xoxb-other-1"\n')
    assert load_settings().slack.bot_token.get_secret_value() == TOKEN


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (lambda file: file.unlink(), "is not there"),
        (lambda file: file.write_text(""), "is empty"),
        (lambda file: file.write_text("\n"), "is empty"),
        (lambda file: file.write_bytes(b"\xff\xfe\x00"), "cannot be read as text"),
        (lambda file: file.chmod(0o640), "other accounts can read"),
        (lambda file: file.chmod(0o604), "other accounts can read"),
        (lambda file: (file.unlink(), file.mkdir()), "is no file"),
        (lambda file: file.write_text("x" * 70_000), "too large"),
        (lambda file: file.write_text(f"{TOKEN}\nsecond line\n"), "a line break"),
        (lambda file: file.write_text("xapp-1-2"), "must start with xoxb-"),
    ],
)
def test_what_is_wrong_with_the_file_is_told_with_its_variable(
    file: Path, wrong: object, told: str
) -> None:
    wrong(file)  # type: ignore[operator]
    text = refusal()
    assert told in text
    assert f"{BOT}_FILE" in text


def test_both_ways_at_once_are_refused(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(BOT, TOKEN)
    assert f"{BOT} is set too" in refusal()


def test_only_secrets_come_from_files_and_a_slip_is_told(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SAATHI_PORT_FILE", str(file))
    assert "There is no setting SAATHI_PORT_FILE" in refusal()
    monkeypatch.delenv("SAATHI_PORT_FILE")
    monkeypatch.delenv(f"{BOT}_FILE")
    monkeypatch.setenv("SAATHI_SLACK__BOT_TOKN_FILE", str(file))
    assert f"did you mean {BOT}_FILE?" in refusal()


def test_every_secret_setting_has_such_a_variable() -> None:
    secret = {setting.path for setting in settings_of(Settings) if setting.is_secret}
    assert set(secret_file_variables(Settings, PREFIX).values()) == secret
    assert len(secret) == 6
