"""The sample partners: made up from end to end, to try Saathi with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from drafting.partners.record.partner import Partner
from drafting.partners.yaml_files import read_plain_yaml

FOLDER = Path(__file__).parent


@cache
def sample_partners() -> tuple[Partner, ...]:
    """Ten partners, each marked as a sample by its id, its name and its field `sample`."""
    files = sorted(FOLDER.glob("*.yaml"))
    return tuple(Partner.model_validate(_read(file)) for file in files)


def _read(file: Path) -> object:
    return read_plain_yaml(file.name, file.read_text(encoding="utf-8"))
