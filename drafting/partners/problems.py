"""What is wrong with a template or a clause, as its author reads it."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

PACKAGE = Path(__file__).parents[1] / "agreements"


class Problem(NamedTuple):
    """One thing to mend."""

    where: str  # 'mou/template.docx, paragraph 12, “{{ clause.titel }}”'
    sentence: str  # what is wrong, and the cure


class Fault(NamedTuple):
    """One thing to mend in a file that is at hand."""

    line: int  # 1 is the file's first
    sentence: str

    def in_(self, file: Path) -> Problem:
        """The same for somebody who has the file yet to find."""
        return Problem(placed(file, self.line), self.sentence)


def placed(file: Path, line: int) -> str:
    """'clauses/visibility.md, line 14'."""
    return f"{shown(file)}, line {line}"


def shown(file: Path) -> str:
    """A file of Saathi's own by its name in the package, one of the office's in full."""
    return str(file.relative_to(PACKAGE) if file.is_relative_to(PACKAGE) else file)
