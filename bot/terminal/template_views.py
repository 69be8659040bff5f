"""Views of templates and clauses in the terminal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from drafting.agreements import AgreementClause, DocumentTemplate


def documents_view(templates: Sequence[DocumentTemplate]) -> RenderableType:
    """The documents, each with its id and what it is for."""
    table = Table(box=box.SIMPLE_HEAD)
    for heading in ("document", "title", "what it is for", "clauses"):
        table.add_column(heading, justify="right" if heading == "clauses" else "left")
    for template in templates:
        clauses = str(len(list(template.clause_names())))
        table.add_row(Text(template.kind), Text(template.title), Text(template.about), clauses)
    return table


def clause_view(clause: AgreementClause) -> RenderableType:
    """A clause with what a reader must know of it."""
    return Group(
        Text(clause.title, style="bold"),
        *(Text(line, style="dim") for line in _facts(clause)),
        Text(),
        Padding(Text(clause.body), (0, 2)),
    )


def outline_view(template: DocumentTemplate) -> RenderableType:
    """What a document may hold, in order: its headings, with the ids of their clauses."""
    table = Table(
        box=box.SIMPLE_HEAD, title=Text(template.title, style="bold"), title_justify="left"
    )
    table.add_column("heading")
    table.add_column("clauses")
    if template.file.recitals:
        table.add_row("Recitals", Text(", ".join(template.file.recitals)))
    for number, section in enumerate(template.sections, 1):
        table.add_row(Text(f"{number}  {section.title}"), Text(", ".join(section.clauses)))
    for annex in template.annexes:
        table.add_row(Text(f"Annex  {annex.title}"), Text(", ".join(annex.clauses)))
    return table


def _facts(clause: AgreementClause) -> Iterable[str]:
    matter = clause.matter
    yield f"Rests on {', '.join(clause.basis)}." if clause.basis else "The office’s own choice."
    yield f"Stands in: {', '.join(matter.documents)}."
    if matter.when is not None:
        yield f"Applies when {clause.when.meaning()}."
    if matter.review:
        yield f"For a person to decide: {' '.join(matter.review.split())}"
    yield " ".join(matter.note.split())
