"""The window in which somebody marks which clause answers a question, or does not."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

import prompts
from bot.slack.blocks import forms, names
from bot.slack.blocks.escaping import TITLE, clip, one_line
from bot.slack.blocks.forms import FormQuestion, InputKind, Option
from bot.slack.blocks.parts import Block, label, modal, small_print
from knowledge import Clause, Document

NAME = "Mark a clause"
QUESTION, CLAUSE, VERDICT = "mark_question", "mark_clause", "mark_verdict"
ANSWERS, DOES_NOT = "answers", "does-not"
VERDICTS = (
    Option(ANSWERS, "This clause answers it"),
    Option(DOES_NOT, "This clause does not answer it"),
)
LONGEST_QUESTION = 500  # characters, as marks keep them
SUGGESTED = 20
ALIKE = 60.0  # of 100: how like what was typed a clause's subject must be


@dataclass(frozen=True)
class MarkDraft:
    """What the window is opened with, or says when it is sent."""

    question: str = ""
    document: str = ""
    clause: str = ""
    answers: bool = True


def window(draft: MarkDraft, documents: Sequence[Document]) -> dict[str, Any]:
    """The window, with what is known already."""
    entries = [
        FormQuestion(
            QUESTION,
            "The question",
            InputKind.TEXT,
            clip(one_line(draft.question), LONGEST_QUESTION),
            hint="Leave out names, and write it so that it can be understood by itself.",
            optional=False,
            most=LONGEST_QUESTION,
        ),
        FormQuestion(
            VERDICT,
            "What do you decide?",
            InputKind.CHOICE,
            ANSWERS if draft.answers else DOES_NOT,
            options=VERDICTS,
            optional=False,
        ),
    ]
    question, verdict = forms.blocks(entries)
    blocks = [
        small_print(prompts.load("replies/mark-form").text),
        question,
        _clause_input(draft, documents),
        verdict,
    ]
    return modal(NAME, names.MARK_MODAL, blocks, submit=label("Mark", TITLE))


def drafted(state: Mapping[str, Any]) -> MarkDraft:
    """What the window says when it is sent; '' where nothing was chosen."""
    values = {name: str(value) for name, value in forms.typed_values(state).items()}
    chosen = names.clause_named(values.get(CLAUSE, ""))
    return MarkDraft(
        question=values.get(QUESTION, ""),
        document=chosen.document if chosen else "",
        clause=chosen.clause if chosen else "",
        answers=values.get(VERDICT) == ANSWERS,
    )


def options_for(typed: str, documents: Iterable[Document]) -> list[dict[str, Any]]:
    """The clauses in force that what was typed may mean: by their labels, then their subjects."""
    words = one_line(typed).lower()
    clauses = [(document, clause) for document in documents for clause in document.walk()]
    scores = [_likeness(words, document, clause) for document, clause in clauses]
    order = sorted(range(len(clauses)), key=lambda at: -scores[at])
    best = [at for at in order if scores[at] >= ALIKE][:SUGGESTED]
    return [option for at in best for option in _option(*clauses[at])]


def _likeness(words: str, document: Document, clause: Clause) -> float:
    """How well a clause fits what was typed, 0 to 101: "17(a)", "cspf 17a", "due diligence"."""
    *naming, last = words.split() or [""]
    name = f"{document.name} {document.id}".lower()
    label_of, typed_label = _label(clause.id), _label(last)
    if any(char.isdigit() for char in typed_label):
        is_here = all(word in name for word in naming)
        return (100.0 + (label_of == typed_label)) * (is_here and label_of.startswith(typed_label))
    about = f"{name} {document.subjects.get(clause.id, clause.heading)}".lower()
    return float(fuzz.partial_token_set_ratio(words, about)) if len(words) > 2 else 0.0


def _label(name: str) -> str:
    return re.sub(r"[()\s.]", "", name).lower()


def _clause_input(draft: MarkDraft, documents: Sequence[Document]) -> Block:
    element: dict[str, Any] = {
        "type": "external_select",
        "action_id": names.MARK_CLAUSE,
        "min_query_length": 1,
        "placeholder": label("A number, as 17(a), or a subject", 150).to_dict(),
    }
    initial = list(_initial(draft, documents))
    if initial:
        element["initial_option"] = initial[0]
    return {
        "type": "input",
        "block_id": CLAUSE,
        "label": label("The clause", 150).to_dict(),
        "element": element,
    }


def _initial(draft: MarkDraft, documents: Iterable[Document]) -> Iterator[dict[str, Any]]:
    for document in documents:
        for clause in document.walk():
            if (document.id, clause.id) == (draft.document, draft.clause):
                yield from _option(document, clause)


def _option(document: Document, clause: Clause) -> Iterator[dict[str, Any]]:
    """The clause as menus show it; none where its name is too long to be real."""
    value = names.clause_value(names.ClauseName(document.id, clause.id))
    about = document.subjects.get(clause.id) or clause.heading or clause.text
    if len(value) <= forms.OPTION_VALUE:
        yield forms.option(Option(value, f"{document.name} {clause.id} · {one_line(about)}"))
