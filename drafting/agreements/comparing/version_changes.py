"""What changed from one version of a document to the next, in sentences for a person.

Two sources: the history of the partner's record, for every value that the document shows; and the
two documents, for the clauses and for what the settings give. Restricted values are never quoted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from drafting.documents.composition import Composition, Run, SetClause
from drafting.documents.places_of_runs import places
from drafting.documents.restricted import shows_restricted, without_entries
from drafting.partners.changes import FieldChange
from drafting.partners.naming import office_name

LONGEST_QUOTED = 80  # characters; of a longer value only that it changed is said
AGREEMENT = re.compile(r"agreements\[([^\]]*)\]\.")


def changes_since(
    before: Composition, after: Composition, record: Iterable[FieldChange], agreement: str
) -> tuple[str, ...]:
    """The changes: clauses first, then values. `record` is what changed in the partner's file."""
    old, new = _fields_in(before), _fields_in(after)
    values = [*_record_sentences([*old, *new], record, agreement), *_office_changes(old, new)]
    sentences = (*_clause_changes(before, after), *values, *_now_shown(old, new))
    return tuple(dict.fromkeys(sentences))


def _clause_changes(before: Composition, after: Composition) -> Iterator[str]:
    old = {clause.id: clause for clause in before.clauses()}
    new = {clause.id: clause for clause in after.clauses()}
    for name, clause in new.items():
        if name not in old:
            yield f"Clause {_clause_name(clause)}, is new."
        elif clause.digest != old[name].digest:
            yield f"Clause {_clause_name(clause)}, has a new approved text."
    for name, clause in old.items():
        if name not in new:
            yield f"Clause {_clause_name(clause)}, of the version before is gone."
    yield from _annex_changes(before, after)


def _annex_changes(before: Composition, after: Composition) -> Iterator[str]:
    old, new = ({annex.title for annex in composition.annexes} for composition in (before, after))
    yield from (f"The annex ‘{title}’ is new." for title in sorted(new - old))
    yield from (f"The annex ‘{title}’ is gone." for title in sorted(old - new))


def _clause_name(clause: SetClause) -> str:
    return f"{clause.number}, {clause.title}"


def _fields_in(composition: Composition) -> list[Run]:
    """The words that stand for a field, or for what is open in it."""
    return [run for _, run in places(composition) if run.value_of or run.open_field]


def record_changes(
    before: Composition, after: Composition, record: Iterable[FieldChange], agreement: str
) -> Iterator[tuple[str, str, FieldChange]]:
    """Those changes of the record that either document shows: path, title and the change.

    The path is as documents name it, 'agreement.money.amount', without the numbers of entries.
    """
    yield from _changes_shown([*_fields_in(before), *_fields_in(after)], record, agreement)


def _changes_shown(
    runs: Iterable[Run], record: Iterable[FieldChange], agreement: str
) -> Iterator[tuple[str, str, FieldChange]]:
    changes = list(record)
    paths_in_document = _shown(runs) if changes else set()
    for change in changes:
        path = _path_in_document(change.path, agreement)
        if path and any(_is_about(path, field_path) for field_path in paths_in_document):
            yield path, _title(change.title, agreement), change


def _record_sentences(
    runs: Iterable[Run], record: Iterable[FieldChange], agreement: str
) -> Iterator[str]:
    for _, title, change in _changes_shown(runs, record, agreement):
        yield _sentence(title, change)


def _path_in_document(path: str, agreement: str) -> str:
    """'agreements[2026-schools].money.amount' → 'agreement.money.amount'; '' of another one."""
    match = AGREEMENT.match(path)
    if match is None:
        return "partner." + without_entries(path)
    if match[1] != agreement:
        return ""
    return "agreement." + without_entries(path[match.end() :])


def _title(title: str, agreement: str) -> str:
    return title.removeprefix(f"Agreements, {agreement}: ")


def _is_about(path: str, path_in_document: str) -> bool:
    return (
        path == path_in_document
        or path.startswith(f"{path_in_document}.")
        or path_in_document.startswith(f"{path}.")
    )


def _shown(runs: Iterable[Run]) -> set[str]:
    """Every field that is shown or left open, without the numbers of entries."""
    return {without_entries(run.value_of or run.open_field) for run in runs}


def _sentence(title: str, change: FieldChange) -> str:
    if change.holds_restricted:
        return f"{title} changed."
    return _change_sentence(title, change.before, change.after)


def _change_sentence(title: str, before: str, after: str) -> str:
    if max(len(before), len(after)) > LONGEST_QUOTED or "\n" in before + after:
        return f"{title} changed." if before and after else _new_value_sentence(title, after)
    if not before:
        return f"{title} is now “{after}”."
    if not after:
        return f"{title} is no longer known; it was “{before}”."
    return f"{title} changed from “{before}” to “{after}”."


def _new_value_sentence(title: str, after: str) -> str:
    return f"{title} is filled in now." if after else f"{title} is no longer known."


def _office_changes(before: Iterable[Run], after: Iterable[Run]) -> Iterator[str]:
    old, new = _office_values(before), _office_values(after)
    for path, words in new.items():
        if path in old and old[path] != words:
            yield f"{office_name()}’s side changed: {_words(old[path])} → {_words(words)}."


def _office_values(runs: Iterable[Run]) -> dict[str, tuple[str, ...]]:
    """What the settings give, by field: the words of each place where it stands, each once."""
    words_by_path: dict[str, dict[str, None]] = {}
    for run in runs:
        path = run.value_of or run.open_field
        if path.startswith("office."):
            words_by_path.setdefault(path, {})[run.text] = None
    return {path: tuple(words) for path, words in words_by_path.items()}


def _words(words: Sequence[str]) -> str:
    return f"“{', '.join(words)}”" if len("".join(words)) <= LONGEST_QUOTED else "a longer text"


def _now_shown(before: Iterable[Run], after: Iterable[Run]) -> Iterator[str]:
    """Restricted values that stand in one version only: they were there all the time."""
    old, new = _restricted_fields(before), _restricted_fields(after)
    if new - old:
        yield "Bank details and CNICs are filled in, as Finance sees them."
    if old - new:
        yield "Bank details and CNICs are left open for Finance."


def _restricted_fields(runs: Iterable[Run]) -> set[str]:
    return {run.value_of for run in runs if shows_restricted(run)}
