"""The mistakes in a form, each beside its field."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import ValidationError

from bot.slack.blocks import forms
from bot.slack.blocks.forms import Value
from bot.slack.partners.record_forms import field_of_place, path_of
from drafting.partners import field_refusals


@dataclass(frozen=True)
class FormMistakes:
    """The mistakes in a form, by block."""

    errors: Mapping[str, str]


def mistakes_of(
    error: ValidationError, inputs: Mapping[str, Value], under: str = ""
) -> FormMistakes:
    """Each mistake by the block of its field; one that is in no field, by the first block.

    `under` precedes the record's own paths in block ids: 'agreement.'.
    """
    blocks = {path_of(block).removeprefix(under): block for block in inputs}
    errors: dict[str, str] = {}
    for refusal in field_refusals(error):
        place = re.sub(r"^agreements(\[[^\]]*\])?\.?", "", refusal.path)
        block = blocks.get(field_of_place(place, blocks), next(iter(inputs)))
        row = re.findall(r"\[(\d+)\]", place)
        line = f"Line {row[-1]}: " if row else ""
        errors.setdefault(block, forms.error_text(f"{line}{_sentence(refusal.why)}"))
    return FormMistakes(errors)


def _sentence(why: str) -> str:
    """A sentence to show beside the field, without the field's name."""
    end = "" if why.endswith(("?", ")")) else "."
    return f"{why[:1].upper()}{why[1:]}{end}"
