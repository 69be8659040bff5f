"""The banks of Pakistan, as data: which code an IBAN of theirs carries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from drafting.partners.record.yaml_files import read_plain_yaml

FILE = Path(__file__).parent / "banks.yaml"
COUNTRY = "PK"
CODE = slice(4, 8)  # of an IBAN, after the country and the check digits
# Words that say what kind of company a bank is, which some write and some do not.
_EMPTY_WORDS = frozenset({"the", "limited", "ltd", "pakistan", "pvt", "plc", "of"})


def bank_code(iban: str) -> str:
    """The code of the bank in a Pakistani IBAN, 'HABB'; '' of any other, or of a bank not known."""
    code = iban[CODE] if iban.startswith(COUNTRY) else ""
    return code if code in set(_known_banks().values()) else ""


def code_of_bank(name: str) -> str:
    """The code that IBANs of the bank `name` carry; '' where no such bank is known."""
    return _known_banks().get(_plain(name), "")


@cache
def _known_banks() -> dict[str, str]:
    """Any spelling, plainly → the code."""
    return {_plain(name): code for code, names in _read().items() for name in names}


@cache
def _read() -> Mapping[str, list[str]]:
    content: Mapping[str, list[str]] = read_plain_yaml(FILE.name, FILE.read_text(encoding="utf-8"))
    return content


def _plain(name: str) -> str:
    """Letters and digits alone, in order, without the words that say nothing."""
    words = re.findall(r"[^\W_]+", name.casefold())
    return "".join(word for word in words if word not in _EMPTY_WORDS)
