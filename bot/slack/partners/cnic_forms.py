"""CNICs in forms: a line for each signatory, kept beside the name that it was typed for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

import prompts
from bot.slack.blocks import forms
from bot.slack.blocks.forms import FormQuestion, InputKind, Value
from bot.slack.partners.form_mistakes import FormMistakes, mistakes_of
from bot.slack.partners.record_forms import MARK
from drafting.partners import PartnerChanged, field_refusals
from drafting.partners.record import Partner

CNIC = "cnic"  # before the mark in a line's block id; the signatory's place follows it


def cnic_entries(partner: Partner) -> list[FormQuestion]:
    """A line for the CNIC of each signatory."""
    return [
        FormQuestion(
            f"{CNIC}{MARK}{place}",
            f"CNIC of {signatory.name or 'a signatory without a name'}",
            InputKind.LINE,
            signatory.cnic,
            "13 digits.",
            most=30,
        )
        for place, signatory in enumerate(partner.people.signatories)
    ]


def with_cnics(
    partner: Partner,
    cnics: Mapping[str, Value],
    shown_values: Mapping[str, Value],
    view: Mapping[str, Any],
) -> Partner | FormMistakes:
    """The partner with the CNICs that were typed, each beside the name that it was typed for."""
    changes = {
        block: value for block, value in cnics.items() if value != shown_values.get(block, "")
    }
    if not changes:
        return partner
    labels_at_opening = {
        block["block_id"]: block["label"]["text"] for block in view["blocks"] if "label" in block
    }
    labels_now = {
        block["block_id"]: block["label"]["text"] for block in forms.blocks(cnic_entries(partner))
    }
    if any(labels_at_opening.get(block) != labels_now.get(block) for block in changes):
        raise PartnerChanged(prompts.load("replies/signatories-changed").text)
    data = partner.model_dump()
    for block, value in changes.items():
        data["people"]["signatories"][int(block.partition(MARK)[2])]["cnic"] = value
    try:
        return Partner.model_validate(data)
    except ValidationError as error:
        errors = mistakes_of(error, changes).errors
        rows = re.findall(
            r"signatories\[(\d+)\]", " ".join(refusal.path for refusal in field_refusals(error))
        )
        blocks = [f"{CNIC}{MARK}{int(row) - 1}" for row in rows]
        why = next(iter(errors.values())).partition(": ")[2]
        return FormMistakes(dict.fromkeys(blocks, why))
