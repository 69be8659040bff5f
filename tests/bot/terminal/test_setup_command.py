"""`saathi setup`: from nothing to the office's settings, in a real terminal."""

from __future__ import annotations

import json
import stat
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings.configuration.names import TomlForm, settings_of
from bot.settings.configuration.toml_file import parse_toml
from bot.settings.configuration.writing import default_of, settings_text
from bot.settings.settings import Settings, load_settings
from bot.terminal.setup.questions import QuestionGroup, question_groups
from drafting.sealing import new_key
from tests.support.command_line import Run, run
from tests.support.typed_terminal import CTRL_C, CTRL_D, Terminal, terminal

TOKEN = "xoxb-1-2-" + "s4mple" * 4


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, in which somebody sets up Saathi."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def setup(office: Path, *words: str | Path, **settings: str) -> Run:
    """`saathi setup` without a terminal."""
    return run("setup", *words, home=office / "home", settings=settings)


def written(file: Path) -> dict[str, Any]:
    """What the settings file sets, without the tables that set nothing."""
    return _full(tomllib.loads(file.read_text(encoding="utf-8")))


def _full(table: dict[str, Any]) -> dict[str, Any]:
    inner = {k: _full(v) if isinstance(v, dict) else v for k, v in table.items()}
    return {name: value for name, value in inner.items() if value not in ({}, [])}


def skips(shown: Terminal, part: QuestionGroup) -> None:
    """Skips a part at its first question."""
    shown.waits_for(part.title)
    first = part.questions[0]
    shown.types(">", after="(Enter: no more):" if first.fields else f"{first.path[-1]}:")


def test_a_newcomer_answers_what_is_known_and_is_told_what_agreements_will_lack(
    office: Path,
) -> None:
    with terminal("setup", cwd=office) as shown:
        shown.types("", after="legal_name: ")
        shown.types("", after="acronym: ")
        shown.types("?", after="address: ")
        shown.waits_for("office.address")
        shown.types("Sample House 1, Islamabad", after="address: ")
        shown.types(">", after="registration: ")
        shown.types("Sample Director", after="1. name (Enter: no more): ")
        shown.types("Country Director", after="1. title: ")
        shown.types("", after="2. name (Enter: no more): ")
        shown.types("ten", after="budget_approval: ")
        shown.waits_for("no whole number")
        shown.types("10", after="budget_approval: ")
        shown.types(">", after="payment_approval: ")
        for part in question_groups()[3:9]:
            skips(shown, part)
        shown.types("", after="viewers: ")
        shown.types("@somebody", after="drafters: ")
        shown.waits_for("is a name")
        shown.types("U012AB3CD, U034EF5GH", after="drafters: ")
        shown.types(">", after="editors: ")
        shown.types("Sample focal point", after="1. role (Enter: no more): ")
        shown.types("", after="1. name: ")
        shown.types("focal@example.org", after="1. email: ")
        shown.types("", after="1. phone: ")
        shown.types("", after="2. role (Enter: no more): ")
        shown.types(TOKEN, after="bot_token: (not shown) ")
        shown.types("", after="app_token: (not shown) ")
        shown.types("", after="signing_secret: (not shown) ")
        assert shown.ends() == 0
    assert TOKEN not in shown.shown
    assert "office.registration" in shown.shown
    assert "office.governing_law" in shown.shown
    assert "office.address)" not in shown.shown
    file = office / "saathi.toml"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert written(file) == {
        "office": {
            "address": "Sample House 1, Islamabad",
            "signatories": [{"name": "Sample Director", "title": "Country Director"}],
            "turnaround_days": {"budget_approval": 10},
        },
        "roles": {"drafters": ["U012AB3CD", "U034EF5GH"]},
        "reporting": [{"role": "Sample focal point", "email": "focal@example.org"}],
        "slack": {"bot_token": TOKEN},
    }
    assert load_settings().office.address == "Sample House 1, Islamabad"
    assert [one.name for one in office.iterdir() if "saathi.toml" in one.name] == ["saathi.toml"]


def test_ctrl_c_keeps_the_answers_and_the_next_run_goes_on_with_them(office: Path) -> None:
    with terminal("setup", cwd=office) as shown:
        shown.types("Sample Office", after="legal_name: ")
        shown.types(CTRL_C, after="acronym: ", end="")
        assert shown.ends() == 1
    assert not (office / "saathi.toml").exists()
    kept = office / "saathi.toml.unfinished"
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert kept.name in shown.shown
    with terminal("setup", cwd=office) as shown:
        shown.waits_for("is kept")
        shown.waits_for("now: Sample Office")
        shown.types("", after="legal_name: ")
        shown.types(CTRL_D, after="acronym: ", end="")
        assert shown.ends() == 1
    assert setup(office, "--yes").code == 0
    assert written(office / "saathi.toml") == {"office": {"legal_name": "Sample Office"}}
    assert not kept.exists()


def test_entries_that_are_written_again_are_lost_by_no_stop(office: Path) -> None:
    before = '[[office.signatories]]\nname = "First"\n[[office.signatories]]\nname = "Second"\n'
    (office / "saathi.toml").write_text(before)
    with terminal("setup", cwd=office) as shown:
        skips(shown, question_groups()[0])
        shown.types("+", after="signatories:")
        shown.types("Another", after="1. name (Enter: no more):")
        shown.types("Director", after="1. title:")
        shown.types(CTRL_C, after="2. name (Enter: no more):", end="")
        assert shown.ends() == 1
    kept = written(office / "saathi.toml.unfinished")["office"]["signatories"]
    assert kept == [{"name": "Another", "title": "Director"}, {"name": "Second"}]


def test_a_power_cut_keeps_the_answers_too(office: Path) -> None:
    with terminal("setup", cwd=office) as shown:
        shown.types("Sample Office", after="legal_name: ")
        shown.waits_for("acronym: ")
        shown.kills()
    assert "Sample Office" in (office / "saathi.toml.unfinished").read_text()


def test_a_second_run_changes_only_what_is_answered_anew_and_can_go_back(office: Path) -> None:
    before = (
        "# The office's own comment.\n"
        'coordinators = ["U012AB3CD"]\nworkers = 3\n'
        '[office]\naddress = "Old House"\nacronym = "SO"\n'
        '[[office.signatories]]\nname = "First"\n[[office.signatories]]\nname = "Second"\n'
    )
    (office / "saathi.toml").write_text(before)
    with terminal("setup", cwd=office) as shown:
        shown.types("", after="legal_name: ")
        shown.types("", after="acronym: ")
        shown.types("Wrong House", after="address: ")
        shown.types("<", after="registration: ")
        shown.waits_for("now: Wrong House")
        shown.types("New House", after="address: ")
        shown.types("<", after="registration: ")
        shown.types("<", after="address: ")
        shown.types("-", after="acronym: ")
        shown.types(">", after="address: ")
        shown.waits_for("2. Second")
        shown.types("", after="signatories: ")
        for part in question_groups()[2:11]:
            skips(shown, part)
        shown.types("", after="bot_token: (not shown) ")
        assert shown.ends() == 0
    assert written(office / "saathi.toml") == {
        "coordinators": ["U012AB3CD"],
        "workers": 3,
        "office": {"address": "New House", "signatories": [{"name": "First"}, {"name": "Second"}]},
    }
    (aside,) = office.glob("saathi.toml.before-*")
    assert aside.read_text() == before
    assert stat.S_IMODE(aside.stat().st_mode) == 0o600
    assert aside.name in shown.shown.replace("\n", "")


def test_what_is_pasted_over_several_lines_is_one_answer(office: Path) -> None:
    with terminal("setup", cwd=office) as shown:
        shown.types("", after="legal_name: ")
        shown.types("", after="acronym: ")
        shown.types("\x1b[200~House 1\nStreet 2\nIslamabad\x1b[201~", after="address: ")
        shown.types(CTRL_C, after="registration: ", end="")
        assert shown.ends() == 1
    kept = written(office / "saathi.toml.unfinished")
    assert kept == {"office": {"address": "House 1, Street 2, Islamabad"}}


def test_a_narrow_terminal_shows_no_line_longer_than_it_is(office: Path) -> None:
    with terminal("setup", cwd=office, columns=40) as shown:
        shown.types(">", after="legal_name: ")
        shown.types(CTRL_C, after="(Enter: no more): ", end="")
        assert shown.ends() == 1
    lines = [line for line in shown.shown.splitlines() if "legal_name:" not in line]
    own = [line.rstrip() for line in lines if str(office) not in line and "(Enter" not in line]
    assert len(own) > 10
    assert max(map(len, own)) <= 40


def test_without_a_terminal_one_sentence_says_how(office: Path) -> None:
    told = setup(office)
    assert "--answers" in told.complaint
    assert not list(office.glob("saathi.toml*"))


def test_answers_may_come_from_a_file(office: Path) -> None:
    (office / "saathi.toml").write_text('workers = 3\n[office]\nacronym = "SO"\n')
    answers = office / "answers.toml"
    answers.write_text('[office]\naddress = "Sample House"\n[contacts.pdq]\nname = "Sample"\n')
    told = setup(office, "--answers", answers)
    assert told.code == 0
    assert "office.registration" in told.said
    assert written(office / "saathi.toml") == {
        "workers": 3,
        "office": {"acronym": "SO", "address": "Sample House"},
        "contacts": {"pdq": {"name": "Sample"}},
    }
    answers.write_text("[office]\nadress = 5\n")
    refused = setup(office, "--answers", answers)
    assert refused.complaint.startswith("answers.toml, line 2: ")
    assert "no file" in setup(office, "--answers", office / "absent.toml").complaint


def test_wrong_settings_are_told_before_anything_is_asked(office: Path) -> None:
    (office / "saathi.toml").write_text("workers = 0\n")
    with terminal("setup", cwd=office) as shown:
        assert shown.ends() == 1
    assert "saathi.toml, line 1: 'workers' is 0" in shown.shown
    assert (office / "saathi.toml").read_text() == "workers = 0\n"


def test_the_file_may_stand_elsewhere_and_variables_that_win_are_told(office: Path) -> None:
    elsewhere = office / "etc" / "office.toml"
    elsewhere.parent.mkdir()
    told = setup(office, "--yes", CONFIG=str(elsewhere), WORKERS="5")
    assert told.code == 0
    assert "SAATHI_WORKERS is set in the environment" in told.said
    assert written(elsewhere) == {}
    gone = setup(office, "--yes", CONFIG=str(office / "absent" / "office.toml"))
    assert "cannot be written" in gone.complaint


def test_a_run_that_changes_nothing_leaves_no_copies(office: Path) -> None:
    assert setup(office, "--yes").code == 0
    first = (office / "saathi.toml").read_bytes()
    assert setup(office, "--yes").code == 0
    assert (office / "saathi.toml").read_bytes() == first
    assert [one.name for one in office.glob("saathi.toml*")] == ["saathi.toml"]


def test_the_partner_file_begins_empty_where_that_is_wished(office: Path) -> None:
    home = office / "home"
    with terminal("setup", cwd=office) as shown:
        for part in question_groups()[:11]:
            skips(shown, part)
        shown.types("", after="bot_token: (not shown) ")
        shown.waits_for("10 sample partners")
        shown.types("", after="[Y/n] ")
        assert shown.ends() == 0
    assert json.loads(run("partners", "list", "--json", home=home).out) == []
    other = office / "other"
    assert run("setup", "--yes", "--no-samples", home=other).code == 0
    assert json.loads(run("partners", "list", "--json", home=other).out) == []


def test_every_setting_stands_in_the_file_with_a_comment() -> None:
    text = settings_text(Settings, {})
    assert _full(tomllib.loads(text)) == {}
    bare = "\n".join(line.removeprefix("# ") for line in text.splitlines() if _sets(line))
    held = tomllib.loads(bare)
    for setting in settings_of(Settings):
        assert setting.field.description, setting.name
        value: Any = held
        for name in setting.path:
            value = value[0][name] if isinstance(value, list) else value[name]
        if setting.form is TomlForm.VALUE and (default := default_of(setting)) is not None:
            plain = list(default) if isinstance(default, tuple) else default
            assert value == plain, setting.name


def _sets(line: str) -> bool:
    """True for a setting or a table, behind a # or not."""
    bare = line.removeprefix("# ")
    name, sign, _ = bare.partition(" = ")
    return bare.startswith("[") or (bool(sign) and name.isidentifier())


def test_what_stands_in_the_file_as_an_example_is_right() -> None:
    # A key that stood there as an example would be taken by somebody.
    text = settings_text(Settings, {}).replace(
        'encryption_key = "…"', f'encryption_key = "{new_key()}"'
    )
    text = text.replace("…", "x")
    bare = "\n".join(line.removeprefix("# ") for line in text.splitlines() if _sets(line))
    Settings(**tomllib.loads(bare))


@settings(deadline=None, max_examples=50)
@given(st.text(), st.lists(st.text(), max_size=3), st.integers(1, 365))
def test_what_is_written_is_read_back_as_it_was(text: str, names: list[str], days: int) -> None:
    office: dict[str, Any] = {"address": text, "turnaround_days": {"audit_review": days}}
    office["signatories"] = [{"name": name, "title": text} for name in names]
    values = {"office": office, "slack": {"streaming": False}, "coordinators": names}
    assert _full(tomllib.loads(settings_text(Settings, values))) == _full(values)
    assert _full(parse_toml(settings_text(Settings, values)).values) == _full(values)


def test_all_of_the_office_is_asked_for() -> None:
    asked = {question.path for part in question_groups() for question in part.questions}
    known = [one for one in settings_of(Settings) if one.form is not TomlForm.TABLE]
    needed = {
        one.path
        for one in known
        if one.path[0] in ("office", "contacts", "roles", "reporting", "coordinators")
        and not one.of_entry
    }
    assert needed - asked == {("office", "left_out_clauses")}
