"""Entries of any kind of the register with a word in every field, and in all that is said."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import count
from typing import Any

from drafting.partners.vocabulary import Side
from drafting.register import (
    Author,
    Entry,
    EntryBody,
    EntryKind,
    EntryRefused,
    OpeningInput,
    RegisterDesk,
    SayingInput,
    UnfitBody,
    asked_fields,
)

OFFICER = Author("U0OFFICER", "Sample Officer")
PARTNER = Author("U0OFFICER", "Sample Officer", Side.PARTNER)
TRIES = 8
# What the fields of a kind cannot be filled with by their types alone.
VALUES: Mapping[str, Mapping[str, Any]] = {
    "decision": {"members": ["U0ONE", "U0TWO", "U0THREE"], "quorum": "2", "currency": "PKR"},
    "collective": {"partners": ["sample-roshni", "sample-mashal"]},
    "proposal": {"step": "new", "area": "fit", "ask": "Do both of you know of {word}?"},
}
Values = dict[str, Any]


def restricted_to(role: str, kind: EntryKind) -> EntryKind:
    """The same kind for one role alone."""
    own: EntryKind = type(f"Restricted{kind.name}", (type(kind),), {"restricted_to": role})()
    return own


def filled_entries(
    desk: RegisterDesk, kind: EntryKind, partner: str, agreement: str, word: str
) -> list[Entry]:
    """A new entry for each thing that may be said to it at once, with the word wherever it fits."""
    sees, wishes = (kind.restricted_to,), (f"{kind.name} {number}" for number in count())
    owner = partner if getattr(kind, "has_partner", True) else ""

    def opened() -> Entry | None:
        own = {
            name: value.format(word=word) if isinstance(value, str) else value
            for name, value in VALUES.get(kind.name, {}).items()
        }
        typed = {**typed_values(kind.body, word), **own}
        return _patiently(
            typed,
            lambda values: desk.open(
                OpeningInput(
                    kind.name, owner, OFFICER, next(wishes), values, agreement, about=word
                ),
                sees,
            ),
        )

    return [entry for entry in _each_said(desk, kind, opened, word, wishes) if entry.events]


def _each_said(
    desk: RegisterDesk,
    kind: EntryKind,
    opened: Callable[[], Entry | None],
    word: str,
    wishes: Iterator[str],
) -> Iterator[Entry]:
    entry = opened()
    assert entry is not None, f"no entry of the kind {kind.name} could be opened"
    for verb in kind.verbs:
        author = OFFICER if Side.CIP in verb.sides else PARTNER
        told = {"told_by": word} if author is PARTNER else {}
        typed = {**typed_values(verb.body, word), "words": word, **told}
        current, name, key = entry, verb.name, next(wishes)
        after = _patiently(
            typed,
            lambda values, current=current, name=name, author=author, key=key: desk.say(  # type: ignore[misc]
                SayingInput(current.id, name, author, key, 0, values), (kind.restricted_to,)
            ),
        )
        if after is not None:
            yield after
            entry = opened() or after  # of some kinds one is open at a time


def typed_values(body: type[EntryBody], word: str) -> Values:
    """A value for each field of a body, as somebody would type it: the word, where it fits."""
    return {name: _value(field, word) for name, field in asked_fields(body).items()}


def _value(field: Any, word: str) -> Any:
    if field.choices is not None:
        value = next(iter(field.choices)).value
    elif field.kind == "date":
        value = "2027-01-05"
    else:
        value = "1" if field.kind == "amount" else word
    return [value] if field.many else value


def _patiently(values: Values, deed: Callable[[Values], Entry]) -> Entry | None:
    """What the deed gives, without the values that do not fit; None where it is refused."""
    for _ in range(TRIES):
        try:
            return deed(values)
        except UnfitBody as error:
            faults = set(error.faults)
        except EntryRefused as error:
            faults = {error.field}
        if not faults & set(values):
            return None
        values = {name: value for name, value in values.items() if name not in faults}
    return None
