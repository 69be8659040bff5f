"""All that is wrong with the settings is told at once, in the words of whoever wrote them."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.settings.configuration.toml_file import parse_toml
from tests.support.command_line import Run, run

# No library's words reach a person.
JARGON = ("input should", "valid dictionary", "instance of", "expected", "pydantic", "errors.")
TOKEN = "xoxb-1-2-" + "s4mple" * 4


@pytest.fixture
def toml(tmp_path: Path) -> Path:
    """The office's file of settings."""
    return tmp_path / "saathi.toml"


def command(toml: Path, written: str | bytes, **environment: str) -> Run:
    """A command that needs settings, with the file as it was written and those variables."""
    toml.write_bytes(written.encode() if isinstance(written, str) else written)
    home = toml.parent / "home"
    return run("knowledge", "list", home=home, settings={"CONFIG": str(toml), **environment})


def mistakes(toml: Path, written: str | bytes, **environment: str) -> list[str]:
    """Each mistake that is told, one on a line."""
    told = command(toml, written, **environment)
    assert told.code == 1
    assert told.out == ""
    assert not [word for word in JARGON if word in told.err.lower()], told.err
    lines = [line.strip() for line in told.err.splitlines()]
    return lines[1:] if len(lines) > 1 else lines


def only(toml: Path, written: str | bytes, **environment: str) -> str:
    """The one mistake that is told."""
    (mistake,) = mistakes(toml, written, **environment)
    return mistake


OFFICE = """
longest_question = 5
coordinatrs = ["U012AB3CD"]

[contacts.pdq]
email = "nobody"
phone = "call me"

[office]
turnaround_days = 10
signatory = "Name of the person"

[roles]
finance = ["@fatima", "U034EF5GH", "#finance"]

[[reporting]]
email = "focal.point@example.org"
"""


def test_everything_is_told_at_once_each_with_its_line(toml: Path) -> None:
    told = mistakes(toml, OFFICE, PORT="99999", WORKRES="3")
    places = [re.match(r"saathi\.toml, line (\d+): |SAATHI_PORT in ", line) for line in told]
    assert [place[1] for place in places if place and place[1]] == [
        *("2", "3", "6", "7", "10", "11", "14", "16")
    ]
    for words in (
        "'longest_question' is 5; write a whole number from 100 to 20,000",
        "'coordinatrs'; did you mean 'coordinators'?",
        "'contacts.pdq.email' is \"nobody\"",
        "'contacts.pdq.phone' is \"call me\"",
        "'office.turnaround_days' is a table: write [office.turnaround_days]",
        "did you mean [[office.signatories]]?",
        "'@fatima' is a name, '#finance' is a channel",
        "'reporting[1]' needs 'role'",
        "'port' is \"99999\"; write a whole number from 0 to 65,535",
        "There is no setting SAATHI_WORKRES; did you mean SAATHI_WORKERS?",
    ):
        assert [line for line in told if words in line], words


def test_what_is_far_from_every_setting_is_not_guessed_at(toml: Path) -> None:
    told = only(toml, "agreements = 5\n")
    assert told.startswith("saathi.toml, line 1: There is no setting 'agreements'")
    assert "did you mean" not in told
    assert "docs/settings.md" in told


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('address = "Street"', "'office.address', which stands below [office]"),
        ("[agreements]\naudit_review = 5", "below [office.turnaround_days]"),
        ('[slack]\ncoordinators = ["U012AB3CD"]', "above the first [table] of the file"),
        ('[[signatories]]\nname = "x"', "[[office.signatories]]"),
        ('[contacts.coordinator]\nname = "x"', "[contacts.partnership_coordinator]"),
        ("[office]\nlaw = 'x'", "'office.governing_law'"),
        ('Home = "/srv"', "'home'"),
        ("keep-questions-days = 5", "'keep_questions_days'"),
    ],
)
def test_a_name_in_the_wrong_table_or_half_right_is_found(
    toml: Path, written: str, meant: str
) -> None:
    assert meant in only(toml, written)


def test_below_a_misspelt_table_the_rest_is_looked_at_too(toml: Path) -> None:
    told = mistakes(toml, '[contact.pdq]\nemail = "nobody"\n')
    assert len(told) == 2
    assert told[1].startswith("saathi.toml, line 2: 'contacts.pdq.email'")


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ('[contacts]\npdq = "Name"', "write [contacts.pdq] on a line of its own"),
        ('[[contacts.pdq]]\nname = "x"', "with one pair of brackets"),
        ('[reporting]\nrole = "x"', "write [[reporting]] in place of [reporting]"),
        ('[office]\nsignatories = ["A. Name"]', "[[office.signatories]] on a line of its own"),
        ('coordinators = "U012AB3CD, U034EF5GH"', '["U012AB3CD", "U034EF5GH"]'),
        ("[contacts.pdq]\nphone = 924123", 'phone = "924123"'),
        ("[office.turnaround_days]\naudit_review = -5", "a whole number from 1 to 365"),
        ("[office.turnaround_days]\naudit_review = true", "a whole number from 1 to 365"),
        ("[partnership.committee]\nsize = 5", "the Committee of CSPF 18(c) has 3-4"),
        ("[partnership.committee]\nsize = 3\nquorum = 4", "give `quorum` accordingly"),
        ("keep_questions_days = 2027-12-31", "a whole number from 0"),
        ('[slack]\nmode = "sockets"', 'did you mean "socket"?'),
        ('[slack]\nstreaming = "ja"', "streaming = true or false"),
        ("[chat_model]\nprice_in = nan", "a number from 0"),
        ('[office]\nlegal_name = ""', "'office.legal_name' is empty"),
        ('[office]\nacronym = ""', "'office.acronym' is empty"),
        ('[office]\nacronym = "*AWP*: us"', "write letters and digits"),
        ('chroma_url = "localhost:8000"', "http://localhost:8000"),
        ('embedding = "openai"', "'provider:model'"),
        (r'embedding = "folder:D:\new\temp"', "single quotes"),
        ('host = "http://0.0.0.0:8321"', "the port is the setting 'port'"),
        ('contacts = "Name"', "such as [contacts.partnership_coordinator]"),
        ('coordinators = "@name"', 'coordinators = ["U012AB3CD"'),
        ('[due_diligence]\nhigh_risk_contexts = ["emergencies"]', 'did you mean "emergency"?'),
    ],
)
def test_a_value_of_another_kind_says_how_it_is_written(
    toml: Path, written: str, cure: str
) -> None:
    assert cure in only(toml, written)


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("home = “/srv/saathi”", "Curly quotes"),
        ("coordinators = [“U012AB3CD”]", "Curly quotes"),
        ("home = /srv/saathi", "straight quotes"),
        ('home: "/srv/saathi"', "equals sign"),
        ("slack:", "[slack]"),
        ("home", "An equals sign and a value are missing"),
        ("home =", "The value of 'home' is missing"),
        ('home = "/srv/saathi', "is not closed"),
        (r'home = "C:\Users\saathi"', "single quotes"),
        ("port = 0321", "does not begin with 0"),
        ("longest_question = 2,000", "without commas"),
        ("port = 8321 the usual", "only a comment may stand"),
        ('coordinators = "U012AB3CD", "U034EF5GH"', 'coordinators = ["…", "…"]'),
        ("coordinators = [U012AB3CD]", 'coordinators = ["…", "…"]'),
        ("legal name = 'x'", "holds no spaces"),
        ("// home", "begins with #"),
        ("[office", "[office]"),
        ("[office] CIP", "Only a comment"),
        ("workers = yes", "workers = true"),
        ("workers = None", "remove the line"),
        ("{", "JSON"),
        ('home\u00a0= "/srv"', "invisible"),
    ],
)
def test_a_line_that_is_no_toml_is_named_with_its_cure_and_hides_nothing(
    toml: Path, line: str, cure: str
) -> None:
    told = mistakes(toml, f"workers = 0\n{line}\n\n[slack]\nconnections = 50\n")
    assert [said.partition(": ")[0][-1] for said in told] == ["1", "2", "5"]
    assert cure in told[1]


def test_a_list_or_a_text_over_several_lines_is_one_setting(toml: Path) -> None:
    fine = 'coordinators = [\n  "U012AB3CD",  # who answers\n]\n[office]\naddress = """\nA\nB"""\n'
    assert "coordinators" not in command(toml, fine).err
    told = mistakes(toml, 'coordinators = [\n  "U012AB3CD",\n  U034EF5GH,\n]\nworkers = 0\n')
    assert [said.partition(": ")[0][-1] for said in told] == ["3", "5"]
    told = mistakes(toml, 'coordinators = ["U012AB3CD"\n\n[slack]\nconnections = 50\n')
    assert [said.partition(": ")[0][-1] for said in told] == ["1", "4"]
    assert "end it with ]" in told[0]


STATEMENTS = (
    *("x = 1", "a.b = 2", '"q r" = "s"', "day = 2026-01-01", "t = {a = 1, b = {c = 2}}", "# c", ""),
    *("[a]", "[a.b]", "[[l]]", "[[l.m]]", "[ s . t ]", "[l]", "l = []", "a = 5", "t.z = 3"),
    *('text = """one', 'two"""', "list = [ # why", "  [1], {z = 1},", "]", "m = , "),
    *('k = "a\\nb"', "é = 1", "= 3", "y = “x”", "[open", "x = 1 2", "\t"),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(st.sampled_from(STATEMENTS), max_size=8))
def test_what_is_toml_is_read_as_toml_and_what_is_none_is_told(lines: list[str]) -> None:
    text = "\n".join(lines)
    read = parse_toml(text)
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        assert read.slips
    else:
        assert not read.slips
        assert read.values == held


def test_what_stands_twice_is_named_with_both_lines(toml: Path) -> None:
    pdq = '[contacts.pdq]\nname = "x"\n'
    told = mistakes(toml, f"workers = 2\nworkers = 3\n{pdq}[slack]\n{pdq}")
    assert len(told) == 2
    assert "line 2: 'workers' is set for the second time (first on line 1)" in told[0]
    assert "line 6: [contacts.pdq] stands for the second time (first on line 3)" in told[1]


def test_a_file_as_windows_saves_it_is_read(toml: Path) -> None:
    written = "\ufefflongest_question = 500\r\n\r\n[slack]\r\nconnections = 3\r\n"
    assert command(toml, written).err == ""


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("home = '/srv'\n".encode("utf-16"), 1),
        ("home = '/srv'\n".encode("utf-16-le"), 1),
        ("home = '/srv'\n[office]\naddress = 'Café'\n".encode("cp1252"), 3),
    ],
)
def test_another_encoding_is_named_with_its_cure(toml: Path, written: bytes, line: int) -> None:
    told = only(toml, written)
    assert told.startswith(f"saathi.toml, line {line}: ")
    assert "UTF-8" in told


@pytest.mark.parametrize(
    ("variable", "value", "cure"),
    [
        ("COORDINATORS", "U012AB3CD", """SAATHI_COORDINATORS='["U012AB3CD", "S06UV7WX8"]'"""),
        ("COORDINATORS", '["U012AB3CD"', "is JSON"),
        ("REPORTING", "Safeguarding", """SAATHI_REPORTING='[{"name": """),
        ("PORT", '"8321"', "without them"),
        ("PORT", "8321 # as shipped", "No comment"),
        ("WORKERS", "eight", "a whole number from 1 to 64"),
        ("CONTACTS__PDQ__EMAIL", "nobody", "name@example.org"),
    ],
)
def test_a_variable_is_named_as_it_is_written(
    toml: Path, variable: str, value: str, cure: str
) -> None:
    told = only(toml, "workers = 3\n", **{variable: value})
    assert told.startswith(f"SAATHI_{variable} in the environment: ")
    assert cure in told


@pytest.mark.parametrize(
    "written",
    [
        f'[slack]\nbot_token = "{TOKEN} "\napp_token = "{TOKEN}"',
        f'bot_token = "{TOKEN}"',
        f'slack = "{TOKEN}"',
        f'coordinators = ["{TOKEN}"]',
        f'coordinators = "{TOKEN}"',
        f'workers = "{TOKEN}"',
        f'chroma_url = "{TOKEN}"',
        f"[slack]\nbot_token = {TOKEN}",
        f'[slack]\nbot_token = "{TOKEN}',
        f'[slack]\nbot_token = "{TOKEN}" "x"',
        f'[slack]\nbot_token = ["{TOKEN}"]',
        f'[slack.bot_token]\nis = "{TOKEN}"',
        f'[chat_model]\nmodel = "{TOKEN}:x"',
        f'database_url = "mysql://saathi:{TOKEN}@host/name"',
        f'embedding = "https://saathi:{TOKEN}@host/name"',
        f'"{TOKEN}" = "bot_token"',
        f'[chat_model]\nmodel = "{TOKEN[9:]}"',
    ],
)
def test_no_secret_comes_out(toml: Path, written: str) -> None:
    told = command(toml, f"workers = 0\n{written}\n")
    assert "workers" in told.err
    assert TOKEN not in told.err + told.out
    assert TOKEN[9:] not in told.err + told.out


def test_the_same_through_the_environment_shows_no_secret(toml: Path) -> None:
    for name in ("SLACK__APP_TOKEN", "COORDINATORS", "PORT", "DATABASE_URL", "SLACK__MODE"):
        told = command(toml, "", **{name: TOKEN})
        assert told.code == 1
        assert TOKEN not in told.err


def test_which_token_stands_in_place_of_another_is_told(toml: Path) -> None:
    told = mistakes(toml, '[slack]\nbot_token = "xapp-1-a"\napp_token = "xoxb-1-a"\n')
    assert "holds an app-level token" in told[0]
    assert "holds a bot token" in told[1]


def test_half_a_character_is_refused_and_shown_to_nobody(toml: Path) -> None:
    assert "single quotes" in only(toml, "", OFFICE__ADDRESS="House \udce9")


def test_blanks_around_a_value_are_nothing(toml: Path) -> None:
    written = f'[slack]\nbot_token = " {TOKEN} "\n[contacts.pdq]\nemail = " pdq@example.org "\n'
    assert command(toml, written).err == ""
