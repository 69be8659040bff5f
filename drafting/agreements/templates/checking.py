"""Checks clauses and templates against the data model, the framework and each other.

Everything that is wrong is told, each with its place, so that it can be mended in one go.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from drafting.agreements.clauses.body import TablePlace, refuse_unfit
from drafting.agreements.clauses.checking import (
    Resolves,
    basis_faults,
    clause_faults,
    document_faults,
)
from drafting.agreements.clauses.library import AgreementClause, ClauseLibrary, examine
from drafting.agreements.clauses.references import left_out_references, reference_problems
from drafting.agreements.file_names import shown
from drafting.agreements.templates.document_template import ClauseGroup, DocumentTemplate
from drafting.agreements.templates.shelf import YAML, TemplateShelf, examine_template
from drafting.agreements.templates.shipped import comes_with_saathi
from drafting.documents.composition import DocumentKind
from drafting.documents.docx_checking import check_docx
from drafting.partners.conditions import ALWAYS
from drafting.partners.errors import BadTemplate
from drafting.partners.problems import FileFault, Problem
from drafting.partners.reading.written_yaml import Entry
from drafting.partners.record.fields import nearest

Clauses = Mapping[str, AgreementClause]


def check_everything(
    shelf: TemplateShelf, resolves: Resolves, left_out: Collection[str] = ()
) -> list[Problem]:
    """All that is wrong with the clauses and the templates of `shelf`; [] for nothing.

    `left_out` are the clauses that the office does not use, looked at once the rest is in order.
    """
    kinds = shelf.kinds()
    clauses, problems = _read_clauses(shelf.library, resolves, kinds)
    problems += [*shelf.strays(), *_beside_each_other(_oldest_first(shelf))]
    for kind in kinds:
        try:
            files = shelf.files(kind)
        except BadTemplate as error:
            problems.append(Problem(f"templates/{kind}", str(error)))
            continue
        template, faults = examine_template(files)
        problems += [fault.in_(shown(files.yaml)) for fault in faults]
        if template is not None:
            problems += _check(template, clauses, shelf.library, kinds, with_looks=True)
            rests = basis_faults(template.file.basis, template.source, resolves)
            problems += [fault.in_(shown(template.yaml)) for fault in rests]
            problems += _unlisted_clauses(template, clauses)
    return list(dict.fromkeys(problems)) or _left_out(left_out, shelf, clauses)


def check_template(
    template: DocumentTemplate, library: ClauseLibrary, kinds: Sequence[str]
) -> list[Problem]:
    """What keeps a template from being drafted from; [] for nothing. `kinds` are all that are.

    Whether the bases resolve is not asked: a new edition of the framework stops nobody from
    drafting.
    """
    clauses, faulty = library.clauses(), library.faulty()
    names = list(template.clause_names())
    problems = [faulty[name] for name in names if name in faulty]
    listed_clauses = (clauses[name] for name in names if name in clauses)
    problems += [
        fault.in_(shown(clause.file))
        for clause in listed_clauses
        for fault in clause_faults(clause)
    ]
    return [*problems, *_check(template, clauses, library, kinds)]


def _left_out(left_out: Collection[str], shelf: TemplateShelf, clauses: Clauses) -> list[Problem]:
    faults = []
    for name in left_out:
        if name not in clauses:
            faults.append(f"There is no clause '{name}'; did you mean '{nearest(name, clauses)}'?")
        elif not clauses[name].is_sector:
            faults.append(
                f"The clause '{name}' is from the framework and stays in; only clauses of kind "
                "'sector' can be left out."
            )
    for kind in shelf.kinds() if left_out else ():
        faults += left_out_references(shelf.template(kind), clauses, left_out)
    return [
        Problem("the setting office.left_out_clauses", sentence)
        for sentence in dict.fromkeys(faults)
    ]


def _read_clauses(
    library: ClauseLibrary, resolves: Resolves, kinds: Sequence[str]
) -> tuple[dict[str, AgreementClause], list[Problem]]:
    """The clauses that read well, and what is wrong with any of them."""
    clauses, problems = {}, []
    for name, file in library.files().items():
        clause, faults = examine(file)
        if clause is not None and not faults:
            clauses[name] = clause
            basis = basis_faults(clause.matter.basis, clause.source, resolves)
            faults = (*clause_faults(clause), *document_faults(clause, kinds), *basis)
        problems += [fault.in_(shown(file)) for fault in faults]
    return clauses, problems


def _oldest_first(shelf: TemplateShelf) -> list[DocumentTemplate]:
    """Those of Saathi's own before the office's, so that the office's are told to change."""
    return sorted(
        shelf.overview(), key=lambda template: shelf.folders.index(template.yaml.parents[1])
    )


def _beside_each_other(templates: Sequence[DocumentTemplate]) -> Iterator[Problem]:
    """Names that two documents share, and other documents that there are none of."""
    of_title: dict[str, DocumentTemplate] = {}
    kinds = {template.kind: template for template in templates}
    for template in templates:
        line, file = template.source.line, shown(template.yaml)
        for entry in ("title", "short_title"):
            name = getattr(template.file, entry)
            first = of_title.setdefault(name.casefold(), template)
            if first is not template:
                sentence = (
                    f"'{name}' is what '{first.kind}' is called already; call this one otherwise."
                )
                yield FileFault(line(entry), sentence).in_(file)
        for fault in _other_documents(template, kinds):
            yield fault.in_(file)


def _other_documents(
    template: DocumentTemplate, kinds: Mapping[DocumentKind, DocumentTemplate]
) -> Iterator[FileFault]:
    line = template.source.line
    similar = [(("clauses_of", n), kind) for n, kind in enumerate(template.file.clauses_of)]
    for place, kind in [(("instead",), template.file.instead), *similar]:
        if kind and kind not in kinds:
            near = nearest(kind, kinds)
            yield FileFault(line(*place), f"There is no document '{kind}'; did you mean '{near}'?")
    instead = kinds.get(DocumentKind(template.file.instead))
    if instead is not None and instead.info.funds == template.info.funds:
        sentence = f"'{instead.kind}' takes the same agreements, so it cannot be offered instead."
        yield FileFault(line("instead"), sentence)


def _check(
    template: DocumentTemplate,
    clauses: Clauses,
    library: ClauseLibrary,
    kinds: Sequence[str],
    *,
    with_looks: bool = False,
) -> list[Problem]:
    """`clauses` are those that read well; without all of them the clauses' fit is not told.

    What only the look lacks is told where `with_looks`.
    """
    faults = [*_listing(template, library.files()), *_details(template), *_signatures(template)]
    problems = [fault.in_(shown(template.yaml)) for fault in faults]
    if all(name in clauses for name in template.clause_names()):
        fit = (*_out_of_place(template, clauses), *_recitals(template, clauses))
        problems += [fault.in_(shown(template.yaml)) for fault in fit]
        problems += [fault.in_(shown(template.yaml)) for fault in _points(template, clauses)]
        problems += reference_problems(template, clauses)
    with_witnesses = template.file.witnesses > 0
    looks = check_docx(
        template.docx,
        comes_with_saathi,
        kinds,
        with_witnesses=with_witnesses,
        with_looks=with_looks,
    )
    return problems + [Problem(f"{shown(template.docx)}, {at}", sentence) for at, sentence in looks]


def _clauses_with_places(template: DocumentTemplate) -> Iterator[tuple[str, Entry]]:
    """Each clause that the template lists, and where."""
    file = template.file
    for number, name in enumerate(file.recitals):
        yield name, ("recitals", number)
    groups = [(("sections", at), group.clauses) for at, group in enumerate(file.sections)]
    groups += [(("annexes", at), group.clauses) for at, group in enumerate(file.annexes)]
    for above, names in groups:
        for number, name in enumerate(names):
            yield name, (*above, "clauses", number)


def _listing(template: DocumentTemplate, clause_ids: Collection[str]) -> Iterator[FileFault]:
    """Clauses that there are none of, and what is listed twice."""
    ids_so_far: set[str] = set()
    for name, place in _clauses_with_places(template):
        line = template.source.line(*place)
        if name not in clause_ids:
            near = nearest(name, clause_ids)
            yield FileFault(line, f"There is no clause '{name}'; did you mean '{near}'?")
        elif name in ids_so_far:
            yield FileFault(line, f"The clause '{name}' is listed twice; take one of them out.")
        ids_so_far.add(name)
    annexes = [annex.id for annex in template.annexes]
    for number, name in enumerate(annexes):
        if name in annexes[:number]:
            line = template.source.line("annexes", number)
            yield FileFault(line, f"Two annexes have the id '{name}'; give each its own.")


def _details(template: DocumentTemplate) -> Iterator[FileFault]:
    """Details of the parties that the record does not hold, or that have no words."""
    for side, details in template.details.items():
        for number, detail in enumerate(details):
            try:
                refuse_unfit(detail.field)
            except BadTemplate as error:
                yield FileFault(template.source.line("parties", side, number, "field"), str(error))


def _signatures(template: DocumentTemplate) -> Iterator[FileFault]:
    signing = [entry.party for entry in template.file.signatures]
    line = template.source.line("signatures")
    for party in dict.fromkeys(signing):
        if signing.count(party) > 1:
            sentence = (
                f"The party '{party}' stands twice; each of its people gets a block by itself."
            )
            yield FileFault(line, sentence)


def _out_of_place(template: DocumentTemplate, clauses: Clauses) -> Iterator[FileFault]:
    for name, place in _clauses_with_places(template):
        if not template.may_hold(clauses[name].matter.documents):
            sentence = (
                f"The clause '{name}' is not meant for this document; add '{template.kind}' to its "
                "'documents', name one of those in 'clauses_of', or take it out here."
            )
            yield FileFault(template.source.line(*place), sentence)


def _recitals(template: DocumentTemplate, clauses: Clauses) -> Iterator[FileFault]:
    """A recital is a paragraph; a table would have no place in it."""
    for number, name in enumerate(template.file.recitals):
        blocks = clauses[name].blocks
        if len(blocks) > 1 or blocks[0].level or isinstance(blocks[0].only, TablePlace):
            sentence = f"A recital is one paragraph, and '{name}' is more; list it in a section."
            yield FileFault(template.source.line("recitals", number), sentence)


def _points(template: DocumentTemplate, clauses: Clauses) -> Iterator[FileFault]:
    """A point of CSPF 15(e) counts where a clause settles it that stands in every such document."""
    sure = {
        point
        for group in template.sections
        for name in group.clauses
        if _is_sure(clauses[name], group)
        for point in clauses[name].covers
    }
    for number, point in enumerate(template.needs):
        if point not in sure:
            sentence = (
                f"No clause that always stands in this document covers '{point}', which CSPF 15(e) "
                "wants agreed; list one that does, or add 'covers' to the one that speaks of it."
            )
            yield FileFault(template.source.line("needs", number), sentence)


def _is_sure(clause: AgreementClause, group: ClauseGroup) -> bool:
    return clause.when == ALWAYS and group.when == ALWAYS and not clause.is_sector


def _unlisted_clauses(template: DocumentTemplate, clauses: Clauses) -> Iterator[Problem]:
    names_in_template = set(template.clause_names())
    for name, clause in clauses.items():
        if template.kind in clause.matter.documents and name not in names_in_template:
            sentence = (
                f"It is meant for '{template.kind}', whose {YAML} does not list it; list it there, "
                "or take the document out of 'documents'."
            )
            number = clause.matter.documents.index(template.kind)
            yield FileFault(clause.source.line("documents", number), sentence).in_(
                shown(clause.file)
            )
