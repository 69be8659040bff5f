"""Reading the data files that people edit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from knowledge.errors import CorruptCorpus

# The C loader reads the same YAML ten times faster, where PyYAML was built with it.
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(file: Path) -> dict[str, Any]:
    """The keys and values of a YAML file. Raises CorruptCorpus, naming the file and the line."""
    try:
        content = yaml.load(file.read_text(encoding="utf-8"), Loader=_SafeLoader)  # noqa: S506
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 1}" if mark else ""
        raise CorruptCorpus(f"{file.name} cannot be read as YAML{place}; correct it.") from error
    if not isinstance(content, dict):
        raise CorruptCorpus(f"{file.name} must hold 'key: value' lines; correct it.")
    return content
