"""The kinds of documents that can be drafted: a folder each, with template.yaml and template.docx.

A template is checked, with every clause that it may hold, before anything is drafted from it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from drafting.agreements.clauses.library import ClauseLibrary, Stamp
from drafting.agreements.file_names import shown
from drafting.agreements.kinds import COMMANDS, KindInfo, name_fault
from drafting.agreements.templates.document_template import (
    DESCRIPTION,
    LAST,
    DocumentTemplate,
    TemplateFile,
    faults_of,
    template_of,
)
from drafting.agreements.templates.shipped import TEMPLATES
from drafting.documents.composition import DocumentKind
from drafting.partners.errors import BadTemplate
from drafting.partners.problems import FileFault, Problem
from drafting.partners.reading.written_yaml import (
    BadYaml,
    LocatedYaml,
    decoded,
    model_faults,
    read_yaml,
)
from drafting.partners.record.fields import nearest

YAML, DOCX = "template.yaml", "template.docx"
CLOSE = 70.0  # of 100, for a name that was probably meant
Check = Callable[[DocumentTemplate, ClauseLibrary, Sequence[str]], list[Problem]]


class Files(NamedTuple):
    """The files of a kind of document."""

    yaml: Path
    docx: Path
    below: Path | None = None  # the template.yaml of an earlier folder, whose place `yaml` takes


class TemplateLook(NamedTuple):
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
        self._read: dict[DocumentKind, tuple[object, TemplateLook]] = {}
        self._checked: dict[DocumentKind, tuple[DocumentTemplate, Stamp, list[Problem]]] = {}

    def kinds(self) -> list[DocumentKind]:
        """The kinds that there is a template for, in the order in which they are listed."""
        return [kind for kind, _ in self._all()]

    def has(self, kind: DocumentKind) -> bool:
        """True where there is a template for that kind, in order or not."""
        return not name_fault(kind) and bool(self._found(kind, YAML))

    def files(self, kind: DocumentKind) -> Files:
        """The files of a kind. Raises BadTemplate where one is missing."""
        yamls, docx = self._found(kind, YAML), self._found(kind, DOCX)
        if not yamls or not docx:
            missing = DOCX if yamls else YAML
            raise BadTemplate(f"There is no templates/{kind}/{missing}; put the file there.")
        return Files(yamls[0], docx[0], next(iter(yamls[1:]), None))

    def overview(self) -> list[DocumentTemplate]:
        """Every template that reads, to choose from; `template` checks it before it is used."""
        return [look.template for _, look in self._all() if look.template is not None]

    def info(self, kind: DocumentKind | None) -> KindInfo | None:
        """What that kind is; None where there is none, or its template does not read."""
        if kind is None or not self.has(kind):
            return None
        template = self._looked_at(kind).template
        return template.info if template else None

    def strays(self) -> list[Problem]:
        """The folders that cannot be documents, each with what to do."""
        return [
            Problem(shown(folder), sentence)
            for folder in self._subfolders()
            if (sentence := self._not_a_kind(folder.name))
        ]

    def unlisted(self) -> list[Problem]:
        """The first thing to mend in each folder that `overview` passes over."""
        bad = (look for _, look in self._all() if look.template is None)
        return [*self.strays(), *(look.problems[0] for look in bad)]

    def template(self, kind: DocumentKind) -> DocumentTemplate:
        """The template of that kind, checked.

        Raises BadTemplate with the first thing that is wrong; `saathi templates check` tells all.
        """
        if not self.has(kind):
            raise BadTemplate(self.nothing_called(kind))
        template, problems = self._looked_at(kind)
        if template is not None:
            problems = self._faults(template)
        if template is None or problems:
            where, sentence = problems[0]
            raise BadTemplate(
                f"The template ‘{kind}’ is not right, so nothing was drafted. {where}: {sentence} "
                "`saathi templates check` tells all there is to mend."
            )
        return template

    def nothing_called(self, name: str) -> str:
        """The sentence for a document that there is none of: why, or the nearest name."""
        stray = next((folder for folder in self._subfolders() if folder.name == name), None)
        if stray is not None and (sentence := self._not_a_kind(name)):
            return f"{shown(stray)}: {sentence}"
        near = nearest(name, [*self._kinds(), *COMMANDS], CLOSE)
        if near:
            return f"There is no document '{name}'; did you mean '{near}'?"
        return (
            f"There is no document '{name}'; put its folder into ‘templates’, or draft one of "
            f"{', '.join(self.kinds())}."
        )

    def _kinds(self) -> set[DocumentKind]:
        names = {folder.name for folder in self._subfolders()}
        return {DocumentKind(name) for name in names if not self._not_a_kind(name)}

    def _subfolders(self) -> Iterator[Path]:
        for above in self.folders:
            for folder in sorted(above.iterdir()) if above.is_dir() else ():
                if folder.is_dir() and not folder.name.startswith((".", "_")):
                    yield folder

    def _not_a_kind(self, name: str) -> str:
        """Why no document goes by that name, and what to do; '' where one does."""
        if fault := name_fault(name):
            return fault
        if self._found(DocumentKind(name), YAML):
            return ""
        kinds = [
            folder.name
            for folder in self._subfolders()
            if self._found(DocumentKind(folder.name), YAML)
        ]
        near = nearest(name, kinds)
        return (
            f"There is no {YAML} for '{name}', so it is no document; put one there, or rename the "
            f"folder if you meant '{near}'."
        )

    def _all(self) -> list[tuple[DocumentKind, TemplateLook]]:
        return sorted(((kind, self._looked_at(kind)) for kind in self._kinds()), key=_place)

    def _looked_at(self, kind: DocumentKind) -> TemplateLook:
        try:
            files = self.files(kind)
            stamp = (files, *(_when(file) for file in files if file))
        except (BadTemplate, OSError) as error:
            return TemplateLook(None, [Problem(f"templates/{kind}", str(error))])
        last_look = self._read.get(kind)
        if last_look is None or last_look[0] != stamp:
            template, faults = examine_template(files)
            look = TemplateLook(template, [fault.in_(shown(files.yaml)) for fault in faults])
            last_look = self._read[kind] = (stamp, look)
        return last_look[1]

    def _faults(self, template: DocumentTemplate) -> list[Problem]:
        """What the check finds, asked again once the template or a clause changed."""
        if self._check is None:
            return []
        stamp, last_check = self.library.stamp(), self._checked.get(template.kind)
        if last_check is None or last_check[0] is not template or last_check[1] != stamp:
            problems = self._check(template, self.library, sorted(self._kinds()))
            last_check = self._checked[template.kind] = (template, stamp, problems)
        return last_check[2]

    def _found(self, kind: DocumentKind, name: str) -> list[Path]:
        """The files of that name, the one that counts first."""
        files = (folder / kind / name for folder in reversed(self.folders))
        return [file for file in files if file.is_file()]


def examine_template(files: Files) -> tuple[DocumentTemplate | None, tuple[FileFault, ...]]:
    """The template, None where there is too little of one, and what is wrong in its YAML."""
    try:
        content, docx = files.yaml.read_bytes(), files.docx.read_bytes()
        source = read_yaml(decoded(content))
        file = TemplateFile.model_validate(_with_shipped_description(source.content, files.below))
    except OSError as error:
        name = Path(str(error.filename)).name
        return None, (FileFault(1, f"{name} cannot be read; see that Saathi may read it."),)
    except BadYaml as error:
        return None, (error.fault,)
    except ValidationError as error:
        return None, (*model_faults(error, TemplateFile, source), *source.twice)
    return _template(file, source, files, hashlib.sha256(content + docx).hexdigest())


def _with_shipped_description(content: Any, below: Path | None) -> Any:
    """What a template.yaml holds, with what the one below says of the kind and it does not."""
    if (
        below is None
        or not isinstance(content, dict)
        or all(name in content for name in DESCRIPTION)
    ):
        return content
    try:
        shipped = read_yaml(decoded(below.read_bytes())).content
    except (OSError, BadYaml):
        return content
    if not isinstance(shipped, dict):
        return content
    return {name: shipped[name] for name in DESCRIPTION if name in shipped} | content


def _template(
    file: TemplateFile, source: LocatedYaml, files: Files, digest: str
) -> tuple[DocumentTemplate | None, tuple[FileFault, ...]]:
    faults = tuple(faults_of(file, source))
    folder = files.yaml.parent.name
    if file.kind not in ("", folder):
        sentence = (
            f"The folder is named '{folder}', so write 'kind: {folder}', or rename the folder."
        )
        faults += (FileFault(source.line("kind"), sentence),)
    if faults:
        return None, faults
    return template_of(file, source, files.yaml, files.docx, digest), ()


def _place(entry: tuple[DocumentKind, TemplateLook]) -> tuple[int, str]:
    kind, (template, _) = entry
    return (template.file.order if template else LAST), kind


def _when(file: Path) -> tuple[int, int]:
    file_status = file.stat()
    return file_status.st_mtime_ns, file_status.st_size
