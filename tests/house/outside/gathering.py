"""The strings that live outside the code, read off the real thing: what is stored, sent or written.

Each function gives sorted lists under a name that says where the strings live. No name of a class
or a function is among them, so that renaming Python changes nothing here.
"""

from __future__ import annotations

import inspect
import io
import json
import pkgutil
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import openpyxl
import yaml
from pydantic import BaseModel, TypeAdapter

import bot
import drafting
import knowledge
import prompts
from bot.terminal.draft_commands import SHELF
from drafting.agreements import ClauseLibrary, TemplateShelf

Json = dict[str, Any]
Strings = dict[str, list[str]]
ROOT = Path(drafting.__file__).parent
OFFICE = "{{ office.acronym }}"  # filled before a clause is parsed
PACKAGES = (bot, drafting, knowledge, prompts)
NOT_TO_LOAD = ("__main__", "migrations")
KINDS = "mou · contract · note · phase-out"  # what there is of them, the folders say


def columns(database: Path) -> Strings:
    """Every table's columns with their types, as the migrations make them."""
    with sqlite3.connect(database) as connection:
        names = connection.execute("select name from sqlite_master where type = 'table'")
        tables = sorted(name for (name,) in names)
        return {
            f"table {table}": sorted(
                f"{name} {kind}"
                for _, name, kind, *_ in connection.execute(f"pragma table_info({table})")
            )
            for table in tables
        }


def schema(name: str, model: Any) -> Strings:
    """What a stored model's JSON may hold: the path of every field, with what it may be there."""
    adapter = model if isinstance(model, TypeAdapter) else TypeAdapter(model)
    whole = adapter.json_schema(mode="serialization")
    return {name: sorted(set(_paths(whole, whole.get("$defs", {}), "", frozenset())))}


def _paths(node: Json, known: Json, path: str, within: frozenset[str]) -> Iterator[str]:
    if reference := node.get("$ref"):
        inner = str(reference).rpartition("/")[2]
        if inner not in within:
            yield from _paths(known[inner], known, path, within | {inner})
        return
    for choice in (*node.get("anyOf", ()), *node.get("allOf", ())):
        yield from _paths(choice, known, path, within)
    items = node.get("items")
    for inner in (*node.get("prefixItems", ()), *([items] if isinstance(items, dict) else ())):
        yield from _paths(inner, known, f"{path}[]", within)
    for field, inner in node.get("properties", {}).items():
        yield from _paths(inner, known, f"{path}.{field}".lstrip("."), within)
    values = node.get("enum", ())
    yield from (f"{path} = {value}" for value in values if " · ".join(values) != KINDS)
    if path and isinstance(node.get("type"), str):
        yield f"{path} ({node['type']})"


def keys_of(values: Iterable[Any]) -> list[str]:
    """The paths of all keys in values that are JSON; those of lists have no number."""
    return sorted({path for value in values for path in _keys(value, "")})


def _keys(value: Any, path: str) -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield f"{path}.{key}".lstrip(".")
            yield from _keys(inner, f"{path}.{key}")
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner, f"{path}[]")


def choices() -> Strings:
    """The words of every enumeration of texts, whatever its class is called."""
    found = {
        " · ".join(member.value for member in kind)
        for module in modules()
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, StrEnum) and kind.__module__ == module.__name__ and len(kind)
    }
    return {"words of enumerations": sorted(one for one in found if one != KINDS)}


def modules() -> Iterator[ModuleType]:
    """Every module of Saathi's packages."""
    for package in PACKAGES:
        for found in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if not any(part in found.name for part in NOT_TO_LOAD):
                yield import_module(found.name)


def model_schemas() -> dict[str, Json]:
    """The schema of every model by its title; those sent to a chat model are among them."""
    return {
        kind.__name__: kind.model_json_schema()
        for found in pkgutil.walk_packages(knowledge.__path__, "knowledge.")
        if found.name.startswith("knowledge.writing")
        for _, kind in inspect.getmembers(import_module(found.name), inspect.isclass)
        if issubclass(kind, BaseModel) and kind is not BaseModel
    }


def commands(command: Any, name: str = "saathi") -> Strings:
    """The commands of the terminal, with their options and arguments."""
    options = [option for one in command.params for option in (*one.opts, *one.secondary_opts)]
    found = {name: sorted(options)}
    if hasattr(command, "list_commands"):
        context = command.context_class(command)
        context.meta[SHELF] = TemplateShelf(
            ClauseLibrary()
        )  # of the documents that come with Saathi
        for word in command.list_commands(context):
            found |= commands(command.get_command(context, word), f"{name} {word}")
    return found


def written_files() -> Strings:
    """The keys of the files that an office may write for itself, as those that Saathi ships."""
    templates = [_yaml(one) for one in sorted(ROOT.glob("agreements/templates/*/template.yaml"))]
    areas = [_yaml(one) for one in sorted(ROOT.glob("due_diligence/catalogue/*.yaml"))]
    clauses = {one.stem: one.read_text("utf-8") for one in ROOT.glob("agreements/clauses/*.md")}
    above = [
        yaml.safe_load(text.split("---")[1].replace(OFFICE, "CIP")) for text in clauses.values()
    ]
    return {
        "kinds of documents": sorted(
            file.parent.name for file in ROOT.glob("agreements/templates/*/template.yaml")
        ),
        "keys of template.yaml": _without_conditions(templates),
        "keys of a catalogue's file": _without_conditions(areas),
        "keys above a clause": _without_conditions(above),
        "tags in template.docx": sorted(
            {tag for one in ROOT.glob("agreements/templates/*/*.docx") for tag in _tags(one)}
        ),
        "ids of clauses": sorted(clauses),
        "ids of items": sorted(item["id"] for area in areas for item in area["items"]),
    }


def _without_conditions(values: list[Any]) -> list[str]:
    """The keys, without the fields of the record that a condition names."""
    return [path for path in keys_of(values) if ".when." not in f".{path}"]


def _yaml(file: Path) -> Any:
    return yaml.safe_load(file.read_text("utf-8"))


def _tags(file: Path) -> Iterator[str]:
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            if name.endswith(".xml"):
                words = re.sub(r"<[^>]+>", "", archive.read(name).decode())
                yield from (" ".join(tag.split()) for tag in re.findall(r"\{[{%].*?[%}]\}", words))


def checklist_files(document: bytes, workbook: bytes) -> Strings:
    """What a checklist's files are read back by: a control's tag, a sheet's names and headings."""
    with zipfile.ZipFile(io.BytesIO(document)) as archive:
        tags = re.findall(r'<w:tag w:val="([^"]*)"', archive.read("word/document.xml").decode())
    return {
        "tags of content controls": sorted(set(tags)),
        **{f"a checklist's workbook, {name}": found for name, found in sheets(workbook).items()},
        "marks of a checklist's workbook": sorted(
            {
                cell
                for page in openpyxl.load_workbook(io.BytesIO(workbook)).worksheets
                for row in page.iter_rows(values_only=True)
                for cell in row
                if isinstance(cell, str) and re.fullmatch(r"[0-9a-f]{13}\.[a-z0-9.-]+", cell)
            }
        ),
    }


def sheets(workbook: bytes) -> Strings:
    """The headings of each sheet: its first row that fills more than three cells."""
    found: Strings = {}
    for page in openpyxl.load_workbook(io.BytesIO(workbook)).worksheets:
        rows = ([one for one in row if one] for row in page.iter_rows(values_only=True))
        headings = next((row for row in rows if len(row) > 3), [])
        found[f"sheet {page.title}"] = [str(one) for one in headings if not isinstance(one, date)]
    return found


def index_files(folder: Path) -> Strings:
    """The keys of an index's own files."""
    found: Strings = {}
    for name in ("manifest.json", "passages.json"):
        (file,) = folder.rglob(name)
        found[name] = keys_of([json.loads(file.read_text("utf-8"))])
    return found


def differences(kept: Json, now: Json) -> list[str]:
    """What was lost and what was added, a line each."""
    before, after = set(_lines(kept)), set(_lines(now))
    lost = [f"lost   {line}" for line in sorted(before - after)]
    return [*lost, *(f"added  {line}" for line in sorted(after - before))]


def _lines(value: Any, path: str = "") -> Iterator[str]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _lines(inner, f"{path}{key}: ")
    elif isinstance(value, list):
        for inner in value:
            yield from _lines(inner, path)
    else:
        yield f"{path}{value}"
