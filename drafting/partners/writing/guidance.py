"""What belongs into each field, in a sentence or two, for the headings of the template."""

from __future__ import annotations

from pathlib import Path

from drafting.partners.record.fields import Field
from drafting.partners.sheets import CLEAR, VERSION, Sheet
from drafting.partners.vocabulary import Choice

ABOUT = Path(__file__).parent / "guidance.txt"
HOW = {
    "flag": "Yes, No or Unknown.",
    "tick": "Yes or No.",
    "date": "For example 30 April 2026 or 2026-04-30.",
    "amount": "Digits, for example 1500000 or 15,00,000.",
    "rate": "How much of the one currency is paid for one of the other, for example 278.5.",
    "currency": "Three letters (ISO 4217), for example PKR.",
    "district": "A district of Pakistan, for example Thatta.",
    "email": "For example name@example.org; the word none, where there is none.",
    "phone": "For example 0300 1234567 or +92 51 1234567; the word none, where there is none.",
    "cnic": "13 digits, as on the card.",
    "iban": "24 characters, beginning with PK; spaces do no harm.",
}
SEVERAL = "Several: one on each line (Alt+Enter)."
KEYS = {
    "Partner id": "Small letters, digits and hyphens. It never changes: by it an import finds the "
    "partner again.",
    "Agreement key": "Small letters, digits and hyphens, for example 2026-schools. It never "
    "changes: by it an import finds the agreement again.",
    VERSION: "Saathi writes it; leave it as it is. By it an import knows what was changed since "
    "this file was written, and never undoes that unseen.",
}
FOR_A_DOCUMENT = (
    "This workbook asks only for what {document} needs, and says why. Some of it stands in "
    "clauses that may not apply; leave what is not so empty. More can be recorded with the whole "
    "workbook: `saathi partners template FILE.xlsx`."
)


def about_the_file(document: str = "") -> list[str]:
    """How the workbook is filled in, a paragraph each; of one for a document that first."""
    first = [FOR_A_DOCUMENT.format(document=document)] if document else []
    text = ABOUT.read_text(encoding="utf-8").replace("{clear}", CLEAR)
    paragraphs = [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]
    return [*first, *paragraphs]


def help_for(sheet: Sheet, heading: str) -> str:
    """What belongs into the column."""
    field = sheet.fields.get(heading)
    return KEYS[heading] if field is None else help_for_field(field)


def help_for_field(field: Field) -> str:
    """What belongs into the field."""
    parts = [
        "Needed." if field.required else "",
        "Only roles that the settings allow see this." if field.restricted else "",
        field.description,
        _choices(field.choices) if field.kind == "choice" and field.choices else "",
        HOW.get(field.kind, ""),
        SEVERAL if field.many else "",
    ]
    return " ".join(part for part in parts if part)


def _choices(choices: type[Choice]) -> str:
    return f"One of: {'; '.join(choice.label for choice in choices)}."
