"""Imports run along bot → drafting → knowledge → prompts, through each package's front door."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
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
    "knowledge.confinement": 40,
    "knowledge.reading": 40,
    "knowledge.storage": 40,
    "drafting.partners": 40,
    "drafting.partners.record": 40,
    "drafting.documents": 40,
    "drafting.agreements": 40,
    "drafting.due_diligence": 40,
    "drafting.partnership": 40,
}
HEAVY = ("chromadb", "onnxruntime", "langchain_openai")


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
    assert importing == {"knowledge/index/vector_store.py"}


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
