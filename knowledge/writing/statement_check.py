"""The check of what a chat model wrote: nothing that fails it is ever shown.

A claim stands only if its clause was retrieved, its quote is in that clause word for word, and the
quote holds everything that it says: every number, date, name and abbreviation, what must,
should and may, what is denied, how far it goes and who it binds, and every other word that carries
a fact. What cannot be checked does not stand. No model takes part in this.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from knowledge.asking.instructions import is_instruction
from knowledge.models import Citation, Statement, plain_id
from knowledge.words import sentences
from knowledge.writing.proof.agreement import disagreeing_force, disagrees_in_denial
from knowledge.writing.proof.figures import unproved_figure
from knowledge.writing.proof.names import (
    is_abbreviation,
    unproved_abbreviation,
    unproved_name,
    with_long_forms,
)
from knowledge.writing.proof.quotes import SAME, QuotePlace, places_of
from knowledge.writing.proof.scope import disagrees_in_scope
from knowledge.writing.proof.tokens import hyphenated_keys, keys_of, tokens_of
from knowledge.writing.proof.vocabulary import load_vocabulary
from knowledge.writing.proof.who import actors_in, unproved_actor
from knowledge.writing.relations.binding import (
    bears_verdict,
    surely_agrees_in_denial,
    surely_agrees_in_force,
    surely_denied,
)
from knowledge.writing.relations.reading import fit_of, is_borne_out, keeps_conditions
from knowledge.writing.statements import Claim

LONGEST = 400  # characters of a statement
# Letters without accents, digits and plain marks: nothing in it can format, link or mention.
PLAIN = re.compile(r"[A-Za-z0-9 .,;:'\"()&%/-]+")
OPENING = re.compile(r"[A-Za-z\"'(]|\d[\w,.%-]* [A-Za-z]")
OWN_CLAUSE = (
    r"(?:\b(?:under|in|by|according to)\s+)?"
    r"(?:\b(?:clause|section|paragraph|article)\s+|\b{title}\s+)#?{clause}(?![\w(])"
)

# A sentence of a document that addresses the one who answers proves nothing.
TO_WHO_ANSWERS = re.compile(
    r"""\b(?:assistants?|a\.?i|language\ models?|the\ model|chat-?bots?|bots?|saathi
        |prompts?|system:
        |ignore|disregard|instructions?:|new\ instruction|repeat\ the|leave\ out\ the
        |answer(?:s|ing)?\ (?:to|with|every|all|yes|no|that)|reply\ (?:that|with|yes|no)
        |(?:^|[.:]\ )say\ |say\ that|tell\ (?:the\ reader|them|everybody|everyone|all)
        |when\ (?:it|you)\ quotes?)\b""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


VERDICT = re.compile(r"(?:Yes|No)\b[,;:.]?\s+")


class ClaimFault(StrEnum):
    """Why a claim does not stand, in the order of the checks."""

    FORM = "form"  # empty, too long, a question, or with marks in it
    LANGUAGE = "language"  # not in English, so that nobody can check it in code
    NOT_RETRIEVED = "not-retrieved"  # the clause was not among those that the model was given
    NO_QUOTE = "no-quote"
    QUOTE = "quote"  # does not stand in the clause word for word
    ORDER = "order"  # the clause, or the claim, gives orders to the one who answers
    NUMBER = "number"
    DATE = "date"
    ABBREVIATION = "abbreviation"
    NAME = "name"
    NEW_WORD = "new-word"  # something that the clause does not mention
    ELSEWHERE = "elsewhere"  # the clause mentions it, but not in the words quoted
    MODALITY = "modality"
    NEGATION = "negation"
    SCOPE = "scope"
    LEANS = "leans"  # on the statement before it, which was dropped
    VERDICT = "verdict"  # a leading Yes or No that the rest does not bear
    RELATION = "relation"  # the words stand there, what they are to each other does not
    CONDITION = "condition"  # the clause says so only on a condition


@dataclass(frozen=True)
class ClaimVerdict:
    """Whether a claim stands; if so as a statement, if not why."""

    statement: Statement | None = None
    fault: ClaimFault | None = None

    @property
    def stands(self) -> bool:
        """True where it may be shown."""
        return self.statement is not None


def check(claim: Claim, clauses: Sequence[Citation]) -> ClaimVerdict:
    """The verdict on `claim`, given the clauses that the model was given.

    A statement that stands has the document's own words as its quote, whole sentences of them.
    """
    text = " ".join(claim.text.split())
    fault = _fault_of_form(text)
    if fault is not None:
        return ClaimVerdict(fault=fault)
    clause = _cited_clause(claim.clause, clauses)
    if clause is None:
        return ClaimVerdict(fault=ClaimFault.NOT_RETRIEVED)
    if not any(character.isalnum() for character in claim.quote):
        return ClaimVerdict(fault=ClaimFault.NO_QUOTE)
    faults = [ClaimFault.QUOTE]
    for place in places_of(claim.quote, clause.text):
        fault_here = next(_faults(_without_own_clause(text, clause), place, clause), None)
        if fault_here is None:
            return ClaimVerdict(_statement(text, place, clause))
        faults.append(fault_here)
    # Of the sentence that came nearest.
    return ClaimVerdict(fault=max(faults, key=list(ClaimFault).index))


def _statement(text: str, place: QuotePlace, clause: Citation) -> Statement:
    return Statement(
        text=text.translate(SAME),
        document=clause.document,
        title=clause.title,
        clause=clause.clause,
        quote=place.quote,
    )


def _fault_of_form(text: str) -> ClaimFault | None:
    if not text or len(text) > LONGEST:
        return ClaimFault.FORM
    if any(character.isalpha() and not character.isascii() for character in text):
        return ClaimFault.LANGUAGE
    plain = text.translate(SAME)
    if not PLAIN.fullmatch(plain) or not OPENING.match(plain) or "//" in plain:
        return ClaimFault.FORM
    return None


def _cited_clause(name: str, clauses: Sequence[Citation]) -> Citation | None:
    """The clause that `name` means: 'cspf 17(a)', 'CSPF 17a', or '17(a)' where only one is so."""
    plain_name = plain_id(name)
    for citation in clauses:
        clause = plain_id(citation.clause)
        if plain_name in {plain_id(citation.document) + clause, plain_id(citation.title) + clause}:
            return citation
    namesakes = [citation for citation in clauses if plain_id(citation.clause) == plain_name]
    return namesakes[0] if len(namesakes) == 1 else None


def _without_own_clause(text: str, clause: Citation) -> str:
    """`text` without the name of the clause that it rests on, whose number is no figure."""
    name = OWN_CLAUSE.format(title=re.escape(clause.title), clause=re.escape(clause.clause))
    return re.sub(name, "the clause", text, flags=re.IGNORECASE)


def _faults(text: str, place: QuotePlace, clause: Citation) -> Iterator[ClaimFault]:
    """What is wrong with `text`, the most obvious first."""
    statement = VERDICT.sub("", text)
    statement = statement[:1].upper() + statement[1:]
    if TO_WHO_ANSWERS.search(clause.text) or any(
        is_instruction(sentence) for sentence in [text, *sentences(clause.text)]
    ):
        yield ClaimFault.ORDER
    figure = unproved_figure(statement, place.context)
    if figure is not None:
        yield ClaimFault.DATE if figure.is_date else ClaimFault.NUMBER
    context_with_actors = "\n".join([place.context, *actors_in(place.context)])
    if unproved_abbreviation(statement, context_with_actors):
        yield ClaimFault.ABBREVIATION
    if unproved_name(statement, context_with_actors) or unproved_actor(statement, place.context):
        yield ClaimFault.NAME
    if _new_words(statement, clause.text):
        yield ClaimFault.NEW_WORD
    if _new_words(statement, context_with_actors):
        yield ClaimFault.ELSEWHERE
    fit = fit_of(statement, place.context)
    if disagreeing_force(
        statement, place.quote, place.context
    ) is not None and not surely_agrees_in_force(fit):
        yield ClaimFault.MODALITY
    doubtful = disagrees_in_denial(statement, place.quote, place.context)
    if (doubtful and not surely_agrees_in_denial(fit)) or surely_denied(fit):
        yield ClaimFault.NEGATION
    if disagrees_in_scope(statement, place.context) is not None:
        yield ClaimFault.SCOPE
    verdict = VERDICT.match(text)
    if verdict and not bears_verdict(fit, says_no=verdict.group().lower().startswith("no")):
        yield ClaimFault.VERDICT
    if not keeps_conditions(fit):
        yield ClaimFault.CONDITION
    if not is_borne_out(fit):
        yield ClaimFault.RELATION


def _new_words(text: str, source_text: str) -> list[str]:
    """The words of `text` that neither stand in the source nor mean what one of its words means."""
    tokens = tokens_of(text)
    keys = keys_of(tokens_of(with_long_forms(source_text)))
    whole_words = hyphenated_keys(tokens)
    source_keys = keys | load_vocabulary().light
    return [
        token.text
        for at, token in enumerate(tokens)
        if token.tells
        and not (token.keys | whole_words.get(at, frozenset())) & source_keys
        and not is_abbreviation(token.text)
    ]
