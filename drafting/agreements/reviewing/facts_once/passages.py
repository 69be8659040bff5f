"""The passages of an agreement in people's own words, and what stands around a figure in them.

A placeholder such as {amount} is blanked out: it agrees with the record by itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from drafting.agreements.figures.figures import WrittenFigure
from drafting.agreements.figures.finding import figures_in
from drafting.agreements.figures.numerals import plain_digits
from drafting.agreements.reviewing.review import Finding
from drafting.partners.naming import with_office
from drafting.partners.record.agreement import Agreement
from drafting.partners.record.base import RecordModel
from drafting.partners.record.fields import Field, fields_of
from drafting.partners.record.placeholders import without_placeholders

# What is a name, and whose figures belong to it: 'Phase II (2026-2028)'.
NAMES = frozenset({"key", "title", "money.donor", "money.donor_reference", "money.donor_terms"})
# A point behind 'Rs' ends no sentence.
SENTENCE_END = re.compile(r"(?<!\brs)(?<!\bno)(?<!\bapprox)[.;!?۔](?=\s|\Z)|\n", re.IGNORECASE)
BEFORE, AFTER = 90, 60  # characters that may tell what a figure is about


@dataclass(frozen=True)
class OwnPassage:
    """One value of a field in words."""

    name: str  # 'cip_contributions', 'money.tranches.condition'
    title: str  # '‘What CIP contributes’', '‘Tranche is paid when’ (2)'
    text: str
    number: int = 0  # of the entry that it belongs to, from 1
    entry: RecordModel | None = None

    @property
    def field(self) -> str:
        """The path of the field, as a finding names it."""
        return f"agreement.{self.name.rpartition('.')[0] if self.entry else self.name}"

    def figures(self) -> tuple[WrittenFigure, ...]:
        """The figures that it states, in order."""
        return figures_in(self.text)

    def before(self, figure: WrittenFigure) -> str:
        """What stands before the figure in its sentence, in small letters."""
        text = SENTENCE_END.split(self.text[: figure.start])[-1]
        return text[-BEFORE:].casefold().replace("’", "'")

    def after(self, figure: WrittenFigure) -> str:
        """What stands behind the figure in its sentence, in small letters."""
        text = SENTENCE_END.split(self.text[figure.end :])[0]
        return text[:AFTER].casefold().replace("’", "'")

    def around(self, figure: WrittenFigure) -> str:
        """Its sentence without the figure."""
        return f"{self.before(figure)} … {self.after(figure)}"

    def differs(
        self, code: str, figure: WrittenFigure, field: str, value: str, placeholder: str = ""
    ) -> Finding:
        """That the figure is not what the record says: `field` 'is' `value`."""
        hint = (
            f", or write {{{placeholder}}} in the text, so that it is typed once"
            if placeholder
            else ""
        )
        return Finding(
            code,
            f"{self.title} says “{figure.text}”, while {field} is {value}; correct the one that is "
            f"wrong{hint}.",
            field=self.field,
        )


def passages(agreement: Agreement) -> Iterator[OwnPassage]:
    """Every passage of the agreement that is not a name."""
    for path, field in fields_of(Agreement).items():
        value: object = agreement
        for step in path.split("."):
            value = getattr(value, step)
        if path not in NAMES:
            yield from _passages(path, field, value)


def _passages(path: str, field: Field, value: object) -> Iterator[OwnPassage]:
    if field.model is not None and isinstance(value, tuple):
        for number, entry in enumerate(value, 1):
            for name, item in field.item.items():
                for passage in _of_field(f"{path}.{name}", item, getattr(entry, name)):
                    title = f"{passage.title} ({number})"
                    yield OwnPassage(passage.name, title, passage.text, number, entry)
    else:
        yield from _of_field(path, field, value)


def _of_field(path: str, field: Field, value: object) -> Iterator[OwnPassage]:
    if field.kind in ("line", "paragraphs"):
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str) and text:
                title = f"‘{with_office(field.written_title)}’"
                yield OwnPassage(path, title, plain_digits(without_placeholders(text)))
