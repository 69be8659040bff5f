"""Who else on the machine can read Saathi's files, for `saathi doctor`."""

from __future__ import annotations

import os
import stat
import tomllib
from collections.abc import Mapping
from pathlib import Path
from shlex import quote
from typing import Any

from pydantic import BaseModel, SecretStr

from bot.settings.home_folder import is_shared, open_to_others
from bot.settings.settings import Settings, config_file
from knowledge.storage import OTHERS, is_own

NAMED = 4  # of the files that are open
A_FOLDER_OF_ITS_OWN = "give Saathi a folder of its own, with the setting `home`"


def privacy_of_files(settings: Settings) -> tuple[str, str]:
    """How it is now, and the cure; '' where nobody else can read anything."""
    if not hasattr(os, "geteuid"):
        return "not looked at on this system", ""
    findings = [*_home_findings(settings.home), *_settings_file_findings(config_file())]
    if not findings:
        return "their owner’s alone", ""
    return "; ".join(now for now, _ in findings), "; ".join(cure for _, cure in findings)


def _home_findings(home: Path) -> list[tuple[str, str]]:
    try:
        if not home.is_dir():
            return []
        if not is_own(home.stat()):
            return [("the folder belongs to another account", _account_cure(home))]
        open_paths = open_to_others(home)
        serves_others = is_shared(home)
    except OSError:
        return [("the folder cannot be looked at", A_FOLDER_OF_ITS_OWN)]
    if not open_paths:
        return []
    cure = A_FOLDER_OF_ITS_OWN if serves_others else f"run `chmod -R go-rwx {quote(str(home))}`"
    return [(f"other accounts can read {_file_names(home, open_paths)}", cure)]


def _account_cure(home: Path) -> str:
    return f"run Saathi under the account that {home} belongs to, or {A_FOLDER_OF_ITS_OWN}"


def _file_names(home: Path, open_paths: list[Path]) -> str:
    names = [str(path.relative_to(home)) for path in open_paths if path != home]
    names.sort(key=lambda name: not name.startswith("saathi."))  # the database and the log first
    more = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return f"{home.name}: {', '.join(names[:NAMED])}{more}" if names else str(home)


def _settings_file_findings(file: Path) -> list[tuple[str, str]]:
    try:
        # Root may own it and let Saathi read it as one of its group.
        own = is_own(file.stat())
        is_open = bool(file.stat().st_mode & (OTHERS if own else stat.S_IRWXO))
        if not is_open or not _holds_secrets(Settings, tomllib.loads(file.read_text("utf-8"))):
            return []
    except (OSError, ValueError):  # missing or unreadable, which another line reports
        return []
    return [
        (
            f"other accounts can read the secrets in {file.name}",
            f"run `chmod {'600' if own else 'o-rwx'} {quote(str(file))}`",
        )
    ]


def _holds_secrets(model: type[BaseModel], values: Mapping[str, Any]) -> bool:
    return any(
        _is_secret(field.annotation, values.get(name)) for name, field in model.model_fields.items()
    )


def _is_secret(kind: Any, value: Any) -> bool:
    if kind is SecretStr:
        return bool(value)
    of_more = isinstance(kind, type) and issubclass(kind, BaseModel)
    return of_more and isinstance(value, Mapping) and _holds_secrets(kind, value)
