"""The sample partners: made up from end to end, to try Saathi with."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from drafting.partners.record.partner import Partner
from drafting.partners.record.yaml_files import read_plain_yaml

MADE_UP = "(sample)"  # how the name of every sample ends
FOLDER = Path(__file__).parent
RELATIVE = re.compile(r"([+-]\d{1,4}) days")


@cache
def sample_partners() -> tuple[Partner, ...]:
    """Ten partners, each marked as a sample by its id, its name and its field `sample`."""
    files = sorted(FOLDER.glob("*.yaml"))
    return tuple(Partner.model_validate(_read(file)) for file in files)


def partner_of_a_year(today: date) -> Partner:
    """A sample that is in the middle of its year on that day, so that a calendar has something."""
    (file,) = (FOLDER / "year").glob("*.yaml")
    return Partner.model_validate(with_days(_read(file), today))


def with_days(content: Any, today: date) -> Any:
    """The content with a day in place of each '+30 days' or '-30 days'."""
    if isinstance(content, dict):
        return {name: with_days(value, today) for name, value in content.items()}
    if isinstance(content, list):
        return [with_days(value, today) for value in content]
    match = RELATIVE.fullmatch(content) if isinstance(content, str) else None
    return (today + timedelta(days=int(match[1]))).isoformat() if match else content


def is_made_up(partner: Partner) -> bool:
    """True for a sample; one that the office named anew has become the office's own."""
    return partner.sample and partner.name.rstrip().endswith(MADE_UP)


def _read(file: Path) -> object:
    return read_plain_yaml(file.name, file.read_text(encoding="utf-8"))
