"""Values of the record as runs: known ones in words, unknown ones as open fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from drafting.agreements.clauses.body import Placeholder
from drafting.documents.composition import Run
from drafting.documents.restricted import BY_FINANCE
from drafting.partners.facts import SUMS, DraftFacts, fact
from drafting.partners.field_values import listed, lowered, money, raised, words
from drafting.partners.record.fields import Field, is_unknown
from drafting.partners.record.typed_once import split_at_places

# The amounts that stand in another currency than the agreement's.
CURRENCIES = {"agreement.money.donor_amount": "agreement.money.donor_currency"}
CURRENCY = "agreement.money.currency"


@dataclass(frozen=True)
class Values:
    """The facts of one draft, as one reader may see them."""

    facts: DraftFacts
    may_see_restricted: bool
    came_of: Mapping[int, str] = field(default_factory=dict)  # of capacity support, by step

    def runs(self, place: Placeholder) -> tuple[Run, ...]:
        """The runs at a placeholder in a sentence."""
        return self.styled(place, self.with_values(self._plain(place)))

    def paragraphs(self, place: Placeholder) -> list[tuple[Run, ...]]:
        """The same for a placeholder that stands alone: text of several paragraphs stays so."""
        value = self.facts.value(place.path)
        if self.is_open(place.path) or not isinstance(value, str) or "\n" not in value:
            return [self.runs(place)]
        parts = [part.strip() for part in value.split("\n") if part.strip()]
        return [self._styled_words(place, part) for part in parts]

    def items(self, place: Placeholder) -> list[tuple[Run, ...]]:
        """An item for each value; one open item where there are none."""
        if self.is_open(place.path):
            return [self.styled(place, (self.open_run(place.path),))]
        values = self.facts.value(place.path)
        return [self._styled_words(place, words(value)) for value in values]

    def of(self, path: str) -> tuple[Run, ...]:
        """The value of a field, or what is missing."""
        return self.runs(Placeholder(path))

    def is_open(self, path: str) -> bool:
        """True where the value is not known, or not for this reader."""
        is_hidden = fact(path).restricted and not self.may_see_restricted
        return is_hidden or is_unknown(self.facts.value(path))

    def open_run(self, path: str, label: str = "") -> Run:
        """What is missing, in words."""
        return open_run(
            SUMS.get(path, path),
            label or fact(path).label,
            is_hidden=fact(path).restricted and not self.may_see_restricted,
        )

    def with_values(self, runs: tuple[Run, ...]) -> tuple[Run, ...]:
        """The runs with a run of its own for each placeholder in an agreement's own words."""
        if not any("{" in run.text for run in runs):
            return runs
        return tuple(piece for run in runs for piece in self._pieces(run))

    def _pieces(self, run: Run) -> Iterator[Run]:
        if "{" not in run.text or not run.value_of.startswith("agreement."):
            yield run
            return
        for piece in split_at_places(run.text):
            if isinstance(piece, str):
                yield from (replace(run, text=piece),) if piece else ()
            elif value := piece.value(self.facts.agreement):
                yield replace(run, text=value, value_of=f"agreement.{piece.field}")
            else:
                yield open_run(f"agreement.{piece.field}", piece.label)

    def _styled_words(self, place: Placeholder, text: str) -> tuple[Run, ...]:
        return self.styled(place, self.with_values((Run(text, value_of=place.path),)))

    def _plain(self, place: Placeholder) -> tuple[Run, ...]:
        path = place.path
        if self.is_open(path):
            return (self.open_run(path),)
        value = self.facts.value(path)
        field = fact(path).field
        if path in SUMS or (field is not None and field.kind == "amount"):
            return self._money(path, value)
        if isinstance(value, tuple):
            return (Run(listed(words(entry) for entry in value), value_of=path),)
        return (Run(_cased(_in_line(words(value)), place.filter), value_of=path),)

    def _money(self, path: str, value: Any) -> tuple[Run, ...]:
        """An amount without its currency would be a guess, so the currency stays open."""
        unit = CURRENCIES.get(path, CURRENCY)
        if self.is_open(unit):
            return (self.open_run(unit), Run(f" {money(value, '')}", value_of=path))
        return (Run(money(value, self.facts.value(unit)), value_of=path),)

    @staticmethod
    def styled(place: Placeholder, runs: tuple[Run, ...]) -> tuple[Run, ...]:
        """The runs in the look of their placeholder."""
        if not (place.bold or place.italic):
            return runs
        return tuple(
            Run(
                run.text,
                bold=place.bold,
                italic=place.italic,
                open_field=run.open_field,
                value_of=run.value_of,
            )
            for run in runs
        )


def open_run(path: str, label: str, *, is_hidden: bool = False) -> Run:
    """An open field: its words say what is missing, or that Finance holds it."""
    label_text = f"{label}: {BY_FINANCE}" if is_hidden else label
    return Run(f"[{label_text}]", open_field=path)


def entry_run(
    record: Any, name: str, field: Field, path: str, *, may_see_restricted_fields: bool = True
) -> Run:
    """The value of a field of one entry of a repeated record, or what is missing."""
    value: Any = record
    for step in name.split("."):
        value = getattr(value, step)
    is_hidden = field.restricted and not may_see_restricted_fields
    if is_hidden or is_unknown(value):
        return open_run(path, field.title, is_hidden=is_hidden)
    return Run(words(value), value_of=path)


def _in_line(text: str) -> str:
    return " ".join(text.split())


def _cased(text: str, letter_case: str) -> str:
    return {"capital": raised, "lower": lowered}.get(letter_case, str)(text)
