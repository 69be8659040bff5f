"""The clause library: one Markdown file a clause, read once and kept until the file changes."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from drafting.agreements.clauses.body import ClauseBlock, TablePlace, parse
from drafting.agreements.clauses.counsel_topics import CounselTopic
from drafting.agreements.file_names import shown
from drafting.documents.composition import DocumentKind, Run
from drafting.partners.conditions import Condition
from drafting.partners.conditions import faults as condition_faults
from drafting.partners.conditions import parse as parse_condition
from drafting.partners.errors import BadTemplate
from drafting.partners.naming import office_name
from drafting.partners.problems import FileFault, Problem
from drafting.partners.reading.written_yaml import (
    BadYaml,
    LocatedYaml,
    decoded,
    model_faults,
    read_yaml,
)
from drafting.partners.record.fields import nearest

CLAUSES = Path(__file__).parent
FILE = re.compile(r"\s*---[ ]*\n(.*?\n)---[ ]*\n(.*)", re.DOTALL)
# Filled before anything is read: the words of a clause are the same for every partner.
OFFICE = b"{{ office.acronym }}"
ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
Stamp = tuple[tuple[str, int, int], ...]  # a file, its time and its size
Point = Literal[
    "roles",
    "expectations",
    "contributions",
    "conflict_of_interest",
    "no_support_to_terrorism",
    "protection_of_interests",
    "disclosure",
]
"""What CSPF 15(e) wants agreed and documented."""


class FrontMatter(BaseModel):
    """What stands above a clause's text."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = Field(min_length=1)
    basis: tuple[str, ...]
    kind: Literal["framework", "sector"]
    reciprocity: Literal["both", "cip", "partner", "framework-sided"]
    documents: tuple[DocumentKind, ...]
    covers: tuple[Point, ...] = ()
    settles: tuple[CounselTopic, ...] = ()
    when: Any = None
    review: str = ""
    note: str = Field(min_length=1)


@dataclass(frozen=True)
class AgreementClause:
    """A clause as it was approved."""

    id: str
    matter: FrontMatter
    when: Condition
    body: str  # as it is written, in Markdown, with the office's acronym
    blocks: tuple[ClauseBlock, ...]
    digest: str  # of the whole file, with the office's acronym
    file: Path
    source: LocatedYaml = field(repr=False, compare=False)  # its front matter, with its lines

    @property
    def title(self) -> str:
        """Its title."""
        return self.matter.title

    @property
    def covers(self) -> tuple[str, ...]:
        """The points of CSPF 15(e), and the topics of counsel, that it settles."""
        return (*self.matter.covers, *self.matter.settles)

    @cached_property
    def basis(self) -> tuple[str, ...]:
        """The clauses that it rests on, as people name them: 'CSPF 17(a)'."""
        return tuple(_basis_name(name) for name in self.matter.basis)

    @cached_property
    def words(self) -> str:
        """What it says, a paragraph a line; '…' where a value is put in."""
        return "\n".join(
            "".join(part.text if isinstance(part, Run) else "…" for part in block.segments)
            for block in self.blocks
        )

    @property
    def is_sector(self) -> bool:
        """True for the office's own choice, which the settings may leave out."""
        return self.matter.kind == "sector"

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """The tables that its text places."""
        return tuple(block.only.name for block in self.blocks if isinstance(block.only, TablePlace))


class ClauseLibrary:
    """The clauses of one or several folders; in a later folder an id takes an earlier's place."""

    def __init__(self, *folders: Path) -> None:
        """`folders` as they are read; none is Saathi's own."""
        self.folders = folders or (CLAUSES,)
        self._stamp: Stamp = ()
        self._clauses: Mapping[str, AgreementClause] = {}
        self._faulty: Mapping[str, Problem] = {}

    def clauses(self) -> Mapping[str, AgreementClause]:
        """Every clause that reads well, by its id; what is wrong with others, `faulty` tells."""
        self._read()
        return self._clauses

    def faulty(self) -> Mapping[str, Problem]:
        """The first thing that is wrong with each clause that does not read well, by its id."""
        self._read()
        return self._faulty

    def clause(self, name: str) -> AgreementClause:
        """One clause. Raises BadTemplate with what is wrong with it, or with the nearest id."""
        clauses, faulty = self.clauses(), self.faulty()
        if name in faulty:
            where, sentence = faulty[name]
            raise BadTemplate(f"{where}: {sentence}")
        if name not in clauses:
            near = nearest(name, clauses)
            raise BadTemplate(f"There is no clause '{name}'; did you mean '{near}'?")
        return clauses[name]

    def files(self) -> Mapping[str, Path]:
        """The file of each clause, by the clause's id."""
        return {Path(file).stem: Path(file) for file, _, _ in self.stamp()}

    def stamp(self) -> Stamp:
        """The files with their times and sizes: differs when a clause does."""
        return tuple(file for folder in self.folders for file in _files(folder))

    def _read(self) -> None:
        stamp = self.stamp()
        if stamp == self._stamp:
            return
        used = {Path(file[0]).stem: file for file in stamp}
        results = {name: _read(*file, office_name()) for name, file in used.items()}
        self._clauses = {
            name: result for name, result in results.items() if isinstance(result, AgreementClause)
        }
        self._faulty = {
            name: result for name, result in results.items() if isinstance(result, Problem)
        }
        self._stamp = stamp


def _files(folder: Path) -> Iterator[tuple[str, int, int]]:
    """Quick, since it is asked at every draft: a tenth of the time of `glob`."""
    try:
        with os.scandir(folder) as entries:
            files = sorted((item for item in entries if item.name.endswith(".md")), key=_name)
    except (FileNotFoundError, NotADirectoryError):  # the office's own need not be there
        return
    for entry in files:
        file_status = entry.stat()
        yield entry.path, file_status.st_mtime_ns, file_status.st_size


def _name(entry: os.DirEntry[str]) -> str:
    return entry.name


def examine(file: Path) -> tuple[AgreementClause | None, tuple[FileFault, ...]]:
    """The clause in `file`, None where there is too little of one, and all that is wrong."""
    try:
        content = file.read_bytes().replace(OFFICE, office_name().encode())
        text = decoded(content)
    except BadYaml as error:
        return None, (error.fault,)
    except OSError:
        return None, (FileFault(1, "The file cannot be read; see that Saathi may read it."),)
    parts = FILE.fullmatch(text)
    if not parts:
        return None, (FileFault(1, "There is no front matter; put it between two lines of '---'."),)
    blocks, faults = parse(parts[2], 1 + text.count("\n", 0, parts.start(2)))
    try:
        front_matter = read_yaml(parts[1], first_line=2)
    except BadYaml as error:
        return None, (error.fault, *faults)
    matter, when, above = _front_matter(front_matter)
    if not ID.fullmatch(file.stem):
        faults += (
            FileFault(1, "Name the file in small letters, digits and hyphens: 'my-clause.md'."),
        )
    if matter is None or when is None:
        return None, (*above, *faults)
    digest = hashlib.sha256(content).hexdigest()
    clause = AgreementClause(
        id=file.stem,
        matter=matter,
        when=when,
        body=parts[2].strip(),
        blocks=blocks,
        digest=digest,
        file=file,
        source=front_matter,
    )
    return clause, (*above, *faults)


@lru_cache(maxsize=1024)
def _read(file: str, _modified_at: int, _size: int, _office: str) -> AgreementClause | Problem:
    clause, faults = examine(Path(file))
    return clause if clause is not None and not faults else faults[0].in_(shown(Path(file)))


def _front_matter(
    source: LocatedYaml,
) -> tuple[FrontMatter | None, Condition | None, tuple[FileFault, ...]]:
    """What stands above the text, its condition, and what is wrong with them."""
    condition = source.content.get("when") if isinstance(source.content, dict) else None
    faults = [
        FileFault(source.line("when", *at), sentence)
        for at, sentence in condition_faults(condition)
    ]
    when = None if faults else parse_condition(condition)
    try:
        matter = FrontMatter.model_validate(source.content)
    except ValidationError as error:
        return None, when, (*model_faults(error, FrontMatter, source), *faults, *source.twice)
    return matter, when, (*faults, *source.twice)


def _basis_name(basis: str) -> str:
    """'cspf 17(a)' → 'CSPF 17(a)'."""
    document, _, clause = basis.partition(" ")
    return f"{document.upper()} {clause}" if document.isalpha() else basis
