"""The window in which somebody says which policy a file is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.escaping import TITLE
from bot.slack.blocks.forms import FormQuestion, InputKind, Option
from bot.slack.blocks.parts import fitting, label, modal, small_print
from bot.slack.policies.spot import PolicyRef, ref_value
from knowledge import Document, Status

NAME = "A policy"
DOCUMENT, NEW_ID, EDITION, STATUS = "policy", "policy_new_id", "policy_edition", "policy_status"
NEW = "new"  # the choice of a document that is not on record yet; "+" is in no id
LONGEST_ID = 40
LONGEST_DATE = 10
STATUSES = (
    Option(Status.APPROVED.value, "Approved: the policy’s own text"),
    Option(Status.STAND_IN.value, "A stand-in, until the text itself is here"),
)


def window(spot: PolicyRef, documents: Sequence[Document]) -> dict[str, Any]:
    """The window: which document it is, of which date, and whether it is approved."""
    known = tuple(Option(document.id, document.title) for document in documents)
    questions = [
        FormQuestion(
            DOCUMENT,
            "Which policy is it?",
            InputKind.CHOICE,
            options=(*known, Option(f"+{NEW}", "A document that is not here yet")),
            optional=False,
        ),
        FormQuestion(
            NEW_ID,
            "If it is not here yet: a short name for it",
            hint="Small letters, digits and hyphens, for example vehicle-policy.",
            most=LONGEST_ID,
        ),
        FormQuestion(
            EDITION,
            "Date of the edition",
            hint="As the document prints it: 2026, 2026-11 or 2026-11-22.",
            optional=False,
            most=LONGEST_DATE,
        ),
        FormQuestion(
            STATUS,
            "How far can it be relied upon?",
            InputKind.CHOICE,
            Status.APPROVED.value,
            options=STATUSES,
            optional=False,
        ),
    ]
    blocks = [small_print(prompts.load("replies/policy-form").text), *forms.blocks(questions)]
    fitting_blocks, _ = fitting(blocks)
    return modal(
        NAME,
        names.POLICY_MODAL,
        fitting_blocks,
        private_metadata=ref_value(spot),
        submit=label("Read it", TITLE),
    )


def described(spot: PolicyRef, state: Mapping[str, Any]) -> PolicyRef:
    """The file as what the window says that it is; its id is '' where none was given."""
    values = {name: str(value) for name, value in forms.typed_values(state).items()}
    chosen = values.get(DOCUMENT, "")
    document = values.get(NEW_ID, "") if chosen == f"+{NEW}" else chosen
    return spot._replace(
        document=document, edition=values.get(EDITION, ""), status=values.get(STATUS, "")
    )
