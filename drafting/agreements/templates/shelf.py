"""The kinds of documents that can be drafted: a folder each, with template.yaml and template.docx.

A template is checked, with every clause that it may hold, before anything is drafted from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from pydantic import ValidationError

from drafting.agreements.clauses.library import ClauseLibrary
from drafting.agreements.file_names import shown
from drafting.agreements.templates.document_template import (
    DocumentTemplate,
    TemplateFile,
    faults_of,
    template_of,
)
from drafting.agreements.templates.shipped import TEMPLATES
from drafting.documents.composition import DocumentKind
from drafting.partners.errors import BadTemplate
from drafting.partners.problems import Fault, Problem
from drafting.partners.reading.written_yaml import (
    BadYaml,
    Written,
    decoded,
    model_faults,
    read_yaml,
)

YAML, DOCX = "template.yaml", "template.docx"
Check = Callable[[DocumentTemplate, ClauseLibrary], list[Problem]]


class Files(NamedTuple):
    """The two files of a kind of document."""

    yaml: Path
    docx: Path


class Looked(NamedTuple):
    """What was found when a template was looked at."""

    template: DocumentTemplate | None  # None where it does not read
    problems: list[Problem]


class TemplateShelf:
    """The templates of its folders; in a later folder a file takes an earlier one's place."""

    def __init__(self, library: ClauseLibrary, *folders: Path, check: Check | None = None) -> None:
        """`check` says what is wrong with a template; None checks nothing."""
        self.library = library
        self.folders = folders or (TEMPLATES,)
        self._check = check
        self._known: dict[DocumentKind, tuple[object, Looked]] = {}

    def kinds(self) -> list[DocumentKind]:
        """The kinds that there is a template for."""
        return [kind for kind in DocumentKind if self._found(kind, YAML) is not None]

    def files(self, kind: DocumentKind) -> Files:
        """The files of a kind. Raises BadTemplate where one is missing."""
        yaml, docx = self._found(kind, YAML), self._found(kind, DOCX)
        if yaml is None or docx is None:
            missing = YAML if yaml is None else DOCX
            raise BadTemplate(f"There is no templates/{kind}/{missing}; put the file there.")
        return Files(yaml, docx)

    def overview(self) -> list[DocumentTemplate]:
        """Every template that reads, to choose from; `template` checks it before it is used."""
        read = (self._looked_at(kind).template for kind in self.kinds())
        return [template for template in read if template is not None]

    def template(self, kind: DocumentKind) -> DocumentTemplate:
        """The template of that kind, checked.

        Raises BadTemplate with the first thing that is wrong; `saathi templates check` tells all.
        """
        template, problems = self._looked_at(kind)
        if template is None or problems:
            where, sentence = problems[0]
            raise BadTemplate(
                f"The template ‘{kind}’ is not right, so nothing was drafted. {where}: {sentence} "
                "`saathi templates check` tells all there is to mend."
            )
        return template

    def _looked_at(self, kind: DocumentKind) -> Looked:
        try:
            files = self.files(kind)
            stamp = (files, *map(_when, files), self.library.stamp())
        except (BadTemplate, OSError) as error:
            return Looked(None, [Problem(f"templates/{kind}", str(error))])
        known = self._known.get(kind)
        if known is None or known[0] != stamp:
            known = self._known[kind] = (stamp, self._look_at(files))
        return known[1]

    def _look_at(self, files: Files) -> Looked:
        template, faults = examine_template(files)
        problems = [fault.in_(shown(files.yaml)) for fault in faults]
        if template is not None and self._check:
            problems += self._check(template, self.library)
        return Looked(template, problems)

    def _found(self, kind: DocumentKind, name: str) -> Path | None:
        files = (folder / kind / name for folder in reversed(self.folders))
        return next((file for file in files if file.is_file()), None)


def examine_template(files: Files) -> tuple[DocumentTemplate | None, tuple[Fault, ...]]:
    """The template, None where there is too little of one, and what is wrong in its YAML."""
    try:
        content, docx = files.yaml.read_bytes(), files.docx.read_bytes()
        written = read_yaml(decoded(content))
        file = TemplateFile.model_validate(written.held)
    except OSError as error:
        name = Path(str(error.filename)).name
        return None, (Fault(1, f"{name} cannot be read; see that Saathi may read it."),)
    except BadYaml as error:
        return None, (error.fault,)
    except ValidationError as error:
        return None, (*model_faults(error, TemplateFile, written), *written.twice)
    return _template(file, written, files, hashlib.sha256(content + docx).hexdigest())


def _template(
    file: TemplateFile, written: Written, files: Files, digest: str
) -> tuple[DocumentTemplate | None, tuple[Fault, ...]]:
    faults = tuple(faults_of(file, written))
    if file.kind != files.yaml.parent.name:
        said = f"The folder is named '{files.yaml.parent.name}', so write 'kind: "
        said += f"{files.yaml.parent.name}', or rename the folder."
        faults += (Fault(written.line("kind"), said),)
    return (None if faults else template_of(file, written, *files, digest)), faults


def _when(file: Path) -> tuple[int, int]:
    told = file.stat()
    return told.st_mtime_ns, told.st_size
