"""A life for an entry of any kind: what it is opened with, and what is said to it until it closes.

Found by trying: nothing here knows a kind, so a new one is lived as well.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from drafting.partners import DraftingError, Side
from drafting.register import (
    Author,
    Entry,
    EntryKind,
    EntryRefused,
    OpeningInput,
    RegisterDesk,
    SayingInput,
    UnfitBody,
    asked_fields,
)

OFFICER = Author("U0TRIES", "Sample Officer")
CLOSING = ("withdrawn", "dropped")  # are tried when nothing else fits
MOST_STEPS, MOST_TRIES = 6, 30
BESIDE = {"words": "In a few words (sample).", "told_by": "Sample Head"}
Values = dict[str, Any]


@dataclass(frozen=True)
class LifeStep:
    """Something that is said to an entry."""

    verb: str
    side: Side
    is_of_both: bool  # either side may say it: a form asks which
    values: Mapping[str, Any]

    @property
    def typed(self) -> Values:
        """What is typed into the form."""
        return {**self.values, **({"side": self.side.value} if self.is_of_both else {})}


@dataclass(frozen=True)
class EntryLife:
    """A whole one."""

    kind: str
    opening: Mapping[str, Any]
    steps: tuple[LifeStep, ...]


def lives_of(desk: RegisterDesk, partner: str) -> Iterator[EntryLife]:
    """A life for each kind that the register's own forms enter, tried on that partner."""
    for kind in desk.register.kinds.values():
        if kind.has_partner and not (kind.has_own_windows or kind.restricted_to):
            yield _life(desk, kind, partner)


def _life(desk: RegisterDesk, kind: EntryKind, partner: str) -> EntryLife:
    keys = count()

    def open_it(values: Values) -> Entry:
        key = f"{kind.name}:{next(keys)}"
        return desk.open(OpeningInput(kind.name, partner, OFFICER, key, values))

    opened = _tried(open_it, _candidates(kind.body))
    assert opened is not None, f"nothing opens a {kind.name}"
    entry, opening = opened
    steps: list[LifeStep] = []
    while len(steps) < MOST_STEPS and not kind.is_closed(entry):
        said = _next_step(desk, kind, entry, steps)
        if said is None:
            break
        entry, step = said
        steps.append(step)
    return EntryLife(kind.name, opening, tuple(steps))


def _next_step(
    desk: RegisterDesk, kind: EntryKind, entry: Entry, steps: list[LifeStep]
) -> tuple[Entry, LifeStep] | None:
    """What was not said yet; what ends it before its time comes last."""
    known = {step.verb for step in steps}
    fitting = [verb for verb in kind.offered(entry) if verb.name not in known]
    verbs = sorted(fitting, key=lambda verb: (verb.name == "remark", verb.name in CLOSING))
    for verb in verbs:
        for side in verb.sides:
            author = replace(OFFICER, side=side)

            def say(values: Values, name: str = verb.name, author: Author = author) -> Entry:
                key = f"{entry.id}:{len(steps)}:{name}:{author.side}:{sorted(values)}"
                seen = entry.last_number
                return desk.say(SayingInput(entry.id, name, author, key, seen, values))

            said = _tried(say, {**_candidates(verb.body), **{k: [v] for k, v in BESIDE.items()}})
            if said is not None:
                return said[0], LifeStep(verb.name, side, len(verb.sides) > 1, said[1])
    return None


def _tried(do: Any, candidates: Mapping[str, list[str]]) -> tuple[Entry, Values] | None:
    """What comes of it, and with which values: each field that is refused gets its next value."""
    chosen: dict[str, int] = {}
    for _ in range(MOST_TRIES):
        values = {name: candidates[name][at] for name, at in chosen.items()}
        try:
            return do(values), values
        except UnfitBody as error:
            wrong = list(error.faults)
        except EntryRefused as error:
            wrong = [error.field]
        except DraftingError:
            return None
        for name in wrong:
            at = chosen.get(name, -1) + 1
            if name not in candidates or at >= len(candidates[name]):
                return None
            chosen[name] = at
    return None


def _candidates(body: Any) -> dict[str, list[str]]:
    """Values to try for each field, by its name."""
    return {
        name: [choice.value for choice in field.choices]
        if field.choices
        else {"date": ["2026-01-05"], "amount": ["10"]}.get(field.kind, ["Sample words", "1"])
        for name, field in asked_fields(body).items()
    }
