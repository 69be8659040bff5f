"""The sample partners: made up from end to end, to try Saathi with."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from drafting.partners.record.partner import Partner
from drafting.partners.record.yaml_files import read_plain_yaml

MADE_UP = "(sample)"  # how the name of every sample ends
FOLDER = Path(__file__).parent


@cache
def sample_partners() -> tuple[Partner, ...]:
    """Ten partners, each marked as a sample by its id, its name and its field `sample`."""
    files = sorted(FOLDER.glob("*.yaml"))
    return tuple(Partner.model_validate(_read(file)) for file in files)


def is_made_up(partner: Partner) -> bool:
    """True for a sample; one that the office named anew has become the office's own."""
    return partner.sample and partner.name.rstrip().endswith(MADE_UP)


def _read(file: Path) -> object:
    return read_plain_yaml(file.name, file.read_text(encoding="utf-8"))
