"""Imports run along bot → drafting → knowledge → prompts, through each package's front door."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from graphlib import CycleError, TopologicalSorter
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.conftest import ROOT

PACKAGES = ("bot", "drafting", "knowledge", "prompts")  # each may import those behind it
# The most names that each face may have. `knowledge` is promised to others.
FACES = {
    "prompts": 40,
    "knowledge": 50,
    "knowledge.approval": 40,
    "knowledge.editions": 40,
    "knowledge.marking": 40,
    "knowledge.confinement": 40,
    "knowledge.reading": 40,
    "knowledge.storage": 40,
    "knowledge.writing": 40,
    "drafting.partners": 40,
    "drafting.partners.reading": 40,
    "drafting.partners.record": 40,
    "drafting.partners.accounts": 40,
    "drafting.partners.writing": 40,
    "drafting.sealing": 40,
    "drafting.documents": 40,
    "drafting.agreements": 40,
    "drafting.agreements.lives": 40,
    "drafting.calendar": 40,
    "drafting.due_diligence": 40,
    "drafting.due_diligence.checklists": 40,
    "drafting.partnership": 40,
    "drafting.partnership.cases": 40,
    "drafting.partnership.committee": 40,
    "drafting.partnership.development": 40,
    "drafting.partnership.learning": 40,
    "drafting.partnership.pool": 40,
    "drafting.partnership.reports": 40,
    "drafting.partnership.risks": 40,
    "drafting.register": 40,
    "drafting.screening": 40,
}
# The rooms from the top down: each may import those below it, and its own layer's. The longest name
# that a module begins with is its room.
LAYERS = (
    ("bot.cli", "bot.__main__"),
    ("bot.terminal",),
    (
        *("bot.slack.app", "bot.slack.serving", "bot.slack.http", "bot.slack.local_workspace"),
        "bot.slack.connection_watch",
        *("bot.slack.manifest", "bot.slack.routing", "bot.slack.responder"),
        *("bot.slack.returned_files", "bot.slack.housekeeping"),
    ),
    (
        *("bot.slack.questions", "bot.slack.partners", "bot.slack.drafts", "bot.slack.checklists"),
        *("bot.slack.home", "bot.slack.misconduct.reply", "bot.slack.misconduct.notice"),
        *("bot.slack.policies", "bot.slack.marks", "bot.slack.partner_files", "bot.slack.lives"),
        "bot.slack.screening",
        "bot.slack.committee",
        "bot.slack.partnership",
        "bot.slack.pool",
        "bot.slack.register",
    ),
    ("bot.slack.gate",),  # before all that shows something of a partner
    ("bot.slack.windows", "bot.slack.reminders"),
    ("bot.slack.edge", "bot.slack.roles", "bot.slack.commands", "bot.slack.window_turns"),
    ("bot.slack.members",),
    ("bot.slack.learning", "bot.slack.intake"),
    ("bot.slack.delivery",),
    ("bot.slack.blocks", "bot.slack.text", "bot.slack.client", "bot.slack.errors"),
    ("bot.partner_deletion", "bot.encryption"),
    ("bot.services",),
    ("bot.written_answers", "bot.spending", "bot.clause_marks"),
    ("bot.slack.misconduct",),  # which texts are reports
    ("bot.settings",),
    ("bot.operations",),
    ("bot.errors",),
    ("bot.faults",),
    ("bot.workspace",),  # imports nothing of the product
    ("drafting.partnership",),
    ("drafting.calendar",),
    ("drafting.due_diligence", "drafting.agreements"),
    ("drafting.screening",),
    ("drafting.register",),
    ("drafting.documents",),
    ("drafting.partners",),
    ("drafting.sealing",),
    ("knowledge.policy_desk", "knowledge.earlier_editions"),
    ("knowledge.approval",),
    ("knowledge.front_matter", "knowledge.writing"),
    ("knowledge.answering", "knowledge.marking"),
    ("knowledge.asking",),
    ("knowledge.index",),
    ("knowledge.library",),
    ("knowledge.editions",),
    ("knowledge.reading",),
    ("knowledge.confinement",),
    ("knowledge.storage", "knowledge.models", "knowledge.words"),
    ("knowledge.errors", "knowledge.table_lines"),
    ("prompts",),
)
# Rooms side by side that know nothing of each other, but for these.
APART = (
    {room for layer in LAYERS for room in layer if "bot.slack.questions" in layer},
    {"drafting.due_diligence", "drafting.agreements"},
)
SIDEWAYS = {
    ("bot.slack.drafts", "bot.slack.partners"),
    ("bot.slack.checklists", "bot.slack.partners"),
    ("bot.slack.screening", "bot.slack.checklists"),
    ("bot.slack.screening", "bot.slack.partners"),
    ("bot.slack.lives", "bot.slack.partners"),
    ("bot.slack.committee", "bot.slack.partners"),
    ("bot.slack.register", "bot.slack.partners"),
    ("bot.slack.partner_files", "bot.slack.partners"),
    ("bot.slack.partner_files", "bot.slack.drafts"),
    ("bot.slack.misconduct.reply", "bot.slack.misconduct.notice"),
    ("bot.slack.marks", "bot.slack.home"),
    ("bot.slack.home", "bot.slack.partnership"),
    ("bot.slack.partnership", "bot.slack.partners"),
}
STARTS_THE_WORKSPACE = {"bot.slack.serving", "bot.slack.local_workspace"}
MOST_MODULES = 20  # of one folder
HEAVY = ("chromadb", "onnxruntime", "langchain_openai", "spacy")


class Import(NamedTuple):
    """One imported name, and where: 'from a.b import c' is the module 'a.b' and the name 'c'."""

    file: Path
    line: int
    module: str
    name: str = ""

    @property
    def root(self) -> str:
        return self.module.partition(".")[0]

    @property
    def package(self) -> str:
        return self.file.relative_to(ROOT).parts[0]

    def __str__(self) -> str:
        what = f"from {self.module} import {self.name}" if self.name else f"import {self.module}"
        return f"{self.file.relative_to(ROOT)}:{self.line}: {what}"


def imports_of(file: Path) -> Iterator[Import]:
    """Every import in `file`, also inside functions and under TYPE_CHECKING."""
    place = file.relative_to(ROOT).with_suffix("").parts
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (Import(file, node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = ".".join(place[: len(place) - node.level]) if node.level else ""
            module = ".".join(part for part in (above, node.module or "") if part)
            yield from (Import(file, node.lineno, module, alias.name) for alias in node.names)


def is_module(name: str) -> bool:
    """True where `name` is a module or package of this project."""
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def name_of(file: Path) -> str:
    """The module that `file` holds."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def behind(face: str) -> Mapping[str, str]:
    """The module that each name of a lazy face comes from; nothing for another package."""
    stub = ROOT.joinpath(*face.split("."), "__init__.pyi")
    if not stub.is_file():
        return {}
    nodes = ast.walk(ast.parse(stub.read_text(encoding="utf-8")))
    return {
        alias.name: f"{face}.{node.module}"
        for node in nodes
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


def steps_of(every: list[Import]) -> set[tuple[str, str]]:
    """Every module with each that it imports, through a face or not; packages by their names."""
    return {
        (name_of(each.file), target)
        for each in every
        if each.root in PACKAGES and (target := target_of(each)) != name_of(each.file)
    }


def target_of(each: Import) -> str:
    """The module that is imported, or that the imported name comes from."""
    whole = f"{each.module}.{each.name}" if each.name else each.module
    return whole if is_module(whole) else behind(each.module).get(each.name, each.module)


def room_of(module: str) -> str:
    """The room that a module stands in; '' for a package that only holds rooms."""
    rooms = [room for layer in LAYERS for room in layer if f"{module}.".startswith(f"{room}.")]
    return max(rooms, key=len, default="")


def is_allowed(importer: str, imported: str) -> bool:
    """True where the rooms of two modules let the first import the second."""
    here, there = room_of(importer), room_of(imported)
    if "bot.workspace" in (here, there):
        return here == there or importer in STARTS_THE_WORKSPACE
    if here == there or not there or (here, there) in SIDEWAYS:
        return True
    height = {room: place for place, layer in enumerate(LAYERS) for room in layer}
    apart = any(here in rooms and there in rooms for rooms in APART)
    return bool(here) and height[here] <= height[there] and not apart


def circles_of(steps: set[tuple[str, str]]) -> list[list[str]]:
    """The modules that import each other in a circle, each circle once."""
    below: dict[str, set[str]] = {}
    for importer, imported in steps:
        below.setdefault(importer, set()).add(imported)
    order = TopologicalSorter(below)
    try:
        order.prepare()
    except CycleError as error:
        circle: list[str] = error.args[1]
        rest = {step for step in steps if not set(step) <= set(circle)}
        return [circle, *circles_of(rest)]
    return []


def test_rooms_import_only_rooms_below_them(every: list[Import]) -> None:
    steps = steps_of(every)
    assert not sorted(f"{a} imports {b}" for a, b in steps if not is_allowed(a, b))


def test_every_module_stands_in_a_room() -> None:
    """Else its imports would be held by nothing: a new room is put into LAYERS."""
    files = [file for package in PACKAGES for file in (ROOT / package).rglob("*.py")]
    homeless = [name_of(file) for file in files if not room_of(name_of(file))]
    faces = {"bot", "bot.slack", "drafting", "knowledge"}
    assert set(homeless) == faces


def test_no_modules_import_each_other_in_a_circle(every: list[Import]) -> None:
    assert not circles_of(steps_of(every))


def test_a_circle_is_seen() -> None:
    straight = {("a", "b"), ("b", "c"), ("a", "c")}
    assert not circles_of(straight)
    (circle,) = circles_of({*straight, ("c", "a")})
    assert {"a", "c"} <= set(circle)


def test_what_rooms_must_not_do_is_seen() -> None:
    assert is_allowed("bot.slack.checklists.answers", "bot.slack.partners.view")
    assert is_allowed("bot.slack.serving", "bot.workspace.server")
    assert not is_allowed("bot.slack.partners.view", "bot.slack.checklists.answers")
    assert not is_allowed("bot.slack.checklists.start_view", "bot.slack.drafts.form_view")
    assert not is_allowed("bot.slack.blocks.notices", "bot.slack.questions.answer_view")
    assert not is_allowed("bot.slack.home.listener", "bot.slack.routing")
    assert not is_allowed("bot.workspace.server", "bot.errors")
    assert not is_allowed("bot.slack.edge", "bot.workspace.people")
    assert not is_allowed("drafting.agreements.desk", "drafting.due_diligence.desk")


def test_no_folder_is_overfull() -> None:
    modules = Counter(
        str(file.parent.relative_to(ROOT))
        for package in PACKAGES
        for file in (ROOT / package).rglob("*.py")
    )
    assert not {folder: n for folder, n in modules.items() if n > MOST_MODULES}


def test_every_package_has_a_front_door_and_some_imports_are_seen(every: list[Import]) -> None:
    assert all((ROOT / package / "__init__.py").is_file() for package in PACKAGES)
    crossings = {(i.package, i.root) for i in every if i.root in PACKAGES and i.root != i.package}
    assert {("bot", "drafting"), ("drafting", "knowledge"), ("knowledge", "prompts")} <= crossings


def test_no_package_imports_one_that_stands_before_it(every: list[Import]) -> None:
    against = [
        str(found)
        for found in every
        if found.root in PACKAGES and PACKAGES.index(found.root) < PACKAGES.index(found.package)
    ]
    assert not against


def test_a_package_is_imported_through_a_face_alone(every: list[Import]) -> None:
    around = [
        str(found)
        for found in every
        if found.root in PACKAGES
        and found.root != found.package
        and (
            found.module not in FACES or (found.name and is_module(f"{found.module}.{found.name}"))
        )
    ]
    assert not around


def test_what_is_imported_from_a_face_is_in_its_all(every: list[Import]) -> None:
    hidden = [
        str(found)
        for found in every
        if found.module in FACES
        and found.root != found.package
        and found.name
        and found.name not in import_module(found.module).__all__
    ]
    assert not hidden


@pytest.mark.parametrize("face", FACES)
def test_a_face_is_short_and_everything_in_it_is_there(face: str) -> None:
    package = import_module(face)
    assert len(package.__all__) <= FACES[face]
    assert len(set(package.__all__)) == len(package.__all__)
    assert all(getattr(package, name) is not None for name in package.__all__)


@pytest.mark.parametrize("face", FACES)
def test_no_name_of_a_face_is_a_module_too(face: str) -> None:
    """Python would give the module once it is loaded, and the other thing before."""
    assert not [name for name in import_module(face).__all__ if is_module(f"{face}.{name}")]


def test_nothing_in_the_project_imports_its_tests(every: list[Import]) -> None:
    assert not [str(found) for found in every if found.root == "tests"]


def test_chroma_is_imported_in_the_index_alone(every: list[Import]) -> None:
    importing = {str(i.file.relative_to(ROOT)) for i in every if i.root == "chromadb"}
    assert importing == {"knowledge/index/chroma_server.py", "knowledge/index/vector_store.py"}


def test_importing_knowledge_and_the_command_loads_nothing_heavy() -> None:
    told = subprocess.run(
        [
            sys.executable,
            "-c",
            "import json, sys\n"
            f"heavy = {HEAVY!r}\n"
            "import knowledge\n"
            "first = [name for name in heavy if name in sys.modules]\n"
            "import bot.cli\n"
            "then = [name for name in heavy if name in sys.modules]\n"
            "print(json.dumps([first, then]))",
        ],
        cwd=ROOT,
        capture_output=True,
        check=True,
        timeout=60,
    )
    by_knowledge, by_the_command = json.loads(told.stdout)
    assert not by_knowledge
    assert not by_the_command


@pytest.fixture(scope="module")
def every() -> list[Import]:
    """Every import of the four packages."""
    files = [file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py"))]
    return [found for file in files for found in imports_of(file)]
