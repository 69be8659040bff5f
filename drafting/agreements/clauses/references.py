"""Checks of cross-references: none may ever lead to a clause or an annex that is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from drafting.agreements.clauses.body import Reference
from drafting.agreements.clauses.library import AgreementClause
from drafting.agreements.file_names import shown
from drafting.agreements.templates.document_template import ClauseGroup, DocumentTemplate
from drafting.partners.conditions import All, Condition
from drafting.partners.problems import FileFault, Problem
from drafting.partners.record.fields import nearest

Clauses = Mapping[str, AgreementClause]
Conditions = frozenset[Condition]  # which must all hold; none for what always stands


@dataclass(frozen=True)
class ClausePosition:
    """A clause in a document, and when it stands there."""

    clause: AgreementClause
    conditions: Conditions


def reference_problems(template: DocumentTemplate, clauses: Clauses) -> Iterator[Problem]:
    """References that lead nowhere in some draft of this document."""
    for source in _places(template, clauses):
        for reference, line in _references(source.clause):
            sentence = _loose(reference, source, template, clauses)
            if sentence:
                yield FileFault(line, sentence).in_(shown(source.clause.file))


def left_out_references(
    template: DocumentTemplate, clauses: Clauses, left_out: Collection[str]
) -> Iterator[str]:
    """References that lead nowhere once the office leaves out what they lead to."""
    for source in _places(template, clauses):
        if source.clause.id in left_out:
            continue
        for reference, _ in _references(source.clause):
            targets = [target.clause for target in _targets(reference, template, clauses)]
            if targets and all(target.is_sector and target.id in left_out for target in targets):
                yield (
                    f"The clause '{source.clause.id}' refers to the {reference.to} "
                    f"'{reference.id}', of which nothing is left; leave out '{source.clause.id}', "
                    f"too, or keep '{targets[0].id}'."
                )


def _loose(
    reference: Reference, source: ClausePosition, template: DocumentTemplate, clauses: Clauses
) -> str:
    """Why the reference may lead nowhere; '' where it cannot."""
    label = f"{reference.to} '{reference.id}'"
    targets = _targets(reference, template, clauses)
    if not targets:
        near = nearest(reference.id, _groups(reference, template))
        hint = f"did you mean '{near}'?" if near else "take the reference out."
        return f"The {template.short_title} has no {label}; {hint}"
    sure = [target for target in targets if target.conditions <= source.conditions]
    if not sure:
        return (
            f"The {label} stands only on a condition; give this clause the same 'when', or take "
            "the reference out."
        )
    if not source.clause.is_sector and all(target.clause.is_sector for target in sure):
        return (
            f"The {label} is the office’s own choice, which it may leave out; take the reference "
            "out."
        )
    return ""


def _targets(
    reference: Reference, template: DocumentTemplate, clauses: Clauses
) -> list[ClausePosition]:
    """The clauses of which one must stand for the reference to lead somewhere."""
    group = _groups(reference, template).get(reference.id)
    if group is None:
        return []
    names = group.clauses if reference.to == "annex" else (reference.id,)
    return [_place(clauses[name], group) for name in names]


def _groups(reference: Reference, template: DocumentTemplate) -> Mapping[str, ClauseGroup]:
    """What can be referred to so, with the annex or the section that it is or stands in."""
    if reference.to == "annex":
        return {group.id: group for group in template.annexes}
    return {name: group for group in template.sections for name in group.clauses}


def _places(template: DocumentTemplate, clauses: Clauses) -> Iterator[ClausePosition]:
    for name in template.file.recitals:
        yield ClausePosition(clauses[name], _conditions(clauses[name].when))
    for group in (*template.sections, *template.annexes):
        for name in group.clauses:
            yield _place(clauses[name], group)


def _place(clause: AgreementClause, group: ClauseGroup) -> ClausePosition:
    return ClausePosition(clause, _conditions(clause.when) | _conditions(group.when))


def _references(clause: AgreementClause) -> Iterator[tuple[Reference, int]]:
    for block in clause.blocks:
        for segment in block.segments:
            if isinstance(segment, Reference):
                yield segment, block.line


def _conditions(when: Condition) -> Conditions:
    if isinstance(when, All):
        return frozenset(condition for part in when.parts for condition in _conditions(part))
    return frozenset((when,))
