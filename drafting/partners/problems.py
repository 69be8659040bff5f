"""What is wrong with a template or a clause, as its author reads it."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing to mend."""

    where: str  # 'mou/template.docx, paragraph 12, “{{ clause.titel }}”'
    sentence: str  # what is wrong, and the cure


class FileFault(NamedTuple):
    """One thing to mend in a file that is at hand."""

    line: int  # 1 is the file's first
    sentence: str

    def in_(self, file: str) -> Problem:
        """The same for somebody who has yet to find the file, which goes by that name."""
        return Problem(f"{file}, line {self.line}", self.sentence)
