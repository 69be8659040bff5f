"""Secrets from files: `SAATHI_…_FILE` names the file that holds the value of a secret setting."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from shlex import quote
from typing import Any

from pydantic import BaseModel

from bot.settings.configuration.mistakes import Mistake
from bot.settings.configuration.names import SettingPath, secret_file_variables
from knowledge.storage import OTHERS, is_own

LARGEST = 65_536  # bytes; no secret is nearly as long


class BadSecretFile(ValueError):
    """A file cannot be taken as a secret; the message says why and the cure, not where."""


def read_secret_files(
    environment: Mapping[str, str], model: type[BaseModel], prefix: str
) -> tuple[dict[str, Any], list[Mistake]]:
    """The values that files give, table by table, and what is wrong with the files."""
    values: dict[str, Any] = {}
    wrong: list[Mistake] = []
    for name, path in _set_in(environment, model, prefix):
        try:
            _refuse_two_sources(name, environment)
            _put(values, path, read_secret_file(environment[name]))
        except BadSecretFile as error:
            wrong.append(Mistake(str(error), f"{name} in the environment", place=path))
    return values, wrong


def read_secret_file(name: str) -> str:
    """The secret in the file, without one line break at its end. Raises BadSecretFile."""
    file = Path(name).expanduser()
    try:
        status = file.stat()
        if not stat.S_ISREG(status.st_mode):
            raise BadSecretFile(f"{name} is no file; name the file that holds the secret.")
        _refuse_open(file, status)
        if status.st_size > LARGEST:
            raise BadSecretFile(f"{name} is too large to hold a secret alone; name another file.")
        text = file.read_bytes().decode().replace("\r\n", "\n").removesuffix("\n")
    except FileNotFoundError as error:
        raise BadSecretFile(f"{name} is not there; correct the path, or make the file.") from error
    except (OSError, ValueError) as error:
        if isinstance(error, BadSecretFile):
            raise
        raise BadSecretFile(
            f"{name} cannot be read as text; see that Saathi may read it, and what is in it."
        ) from error
    if not text.strip():
        raise BadSecretFile(f"{name} is empty; put the secret into it, and nothing else.")
    return text


def _set_in(
    environment: Mapping[str, str], model: type[BaseModel], prefix: str
) -> Iterator[tuple[str, SettingPath]]:
    """The variables that name files, each with the path of its setting."""
    variables = secret_file_variables(model, prefix)
    for name in sorted(environment):
        if environment[name] and name.upper() in variables:
            yield name, variables[name.upper()]


def _refuse_two_sources(name: str, environment: Mapping[str, str]) -> None:
    plain = name.upper().removesuffix("_FILE")
    if any(other.upper() == plain and value for other, value in environment.items()):
        raise BadSecretFile(f"{plain} is set too, and only one of the two may be; unset one.")


def _refuse_open(file: Path, status: os.stat_result) -> None:
    """A secret that other accounts can read is none."""
    if not hasattr(os, "geteuid"):
        return
    own = is_own(status)
    if status.st_mode & (OTHERS if own else stat.S_IRWXO):
        mode = "600" if own else "o-rwx"
        raise BadSecretFile(
            f"other accounts can read {file}; run `chmod {mode} {quote(str(file))}`, and take a "
            "new secret if somebody may have read it."
        )


def _put(values: dict[str, Any], path: SettingPath, value: str) -> None:
    for name in path[:-1]:
        values = values.setdefault(name, {})
    values[path[-1]] = value
