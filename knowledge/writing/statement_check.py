"""The check of what a chat model wrote: nothing that fails it is ever shown.

A claim stands only if its clause was retrieved, its quote stands in that clause word for word, and
everything that it says is held by the quote: every number, date, name and abbreviation, what must,
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
from knowledge.writing.proof.figures import unproved
from knowledge.writing.proof.names import (
    is_abbreviation,
    misplaced_name,
    unproved_abbreviation,
    unproved_name,
    written_out,
)
from knowledge.writing.proof.quotes import SAME, Place, places_of
from knowledge.writing.proof.scope import disagrees_in_scope
from knowledge.writing.proof.tokens import joined, keys_of, tokens
from knowledge.writing.proof.vocabulary import load_vocabulary
from knowledge.writing.proof.who import actors_in, unproved_actor, wrong_actor
from knowledge.writing.statements import Claim

LONGEST = 400  # characters of a statement
# Letters without accents, digits and plain marks: nothing in it can format, link or mention.
PLAIN = re.compile(r"[A-Za-z0-9 .,;:'\"()&%/-]+")
OPENING = re.compile(r"[A-Za-z\"'(]|\d[\w,.%-]* [A-Za-z]")
OWN_CLAUSE = (
    r"(?:\b(?:under|in|by|according to)\s+)?"
    r"(?:\b(?:clause|section|paragraph|article)\s+|\b{title}\s+)#?{clause}(?![\w(])"
)

# A sentence of a document that speaks to whoever answers proves nothing but that it tries to.
TO_WHO_ANSWERS = re.compile(
    r"""\b(?:assistants?|a\.?i|language\ models?|the\ model|chat-?bots?|bots?|saathi
        |prompts?|system:
        |ignore|disregard|instructions?:|new\ instruction|repeat\ the|leave\ out\ the
        |answer(?:s|ing)?\ (?:to|with|every|all|yes|no|that)|reply\ (?:that|with|yes|no)
        |(?:^|[.:]\ )say\ |say\ that|tell\ (?:the\ reader|them|everybody|everyone|all)
        |when\ (?:it|you)\ quotes?)\b""",
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


class Fault(StrEnum):
    """Why a claim does not stand, in the order in which it is looked at."""

    FORM = "form"  # empty, too long, a question, or with marks in it
    LANGUAGE = "language"  # not in English, so that nobody can check it in code
    NOT_RETRIEVED = "not-retrieved"  # the clause was not among those that the model was given
    NO_QUOTE = "no-quote"
    QUOTE = "quote"  # does not stand in the clause word for word
    ORDER = "order"  # the clause gives orders to whoever answers, or the claim does
    NUMBER = "number"
    DATE = "date"
    ABBREVIATION = "abbreviation"
    NAME = "name"
    NEW_WORD = "new-word"  # something that the clause does not speak of
    ELSEWHERE = "elsewhere"  # the clause speaks of it, but not in the words quoted
    MODALITY = "modality"
    NEGATION = "negation"
    SCOPE = "scope"
    WHO = "who"


@dataclass(frozen=True)
class Verdict:
    """Whether a claim stands; if so as a statement, if not why."""

    statement: Statement | None = None
    fault: Fault | None = None

    @property
    def stands(self) -> bool:
        """True where it may be shown."""
        return self.statement is not None


def check(claim: Claim, retrieved: Sequence[Citation]) -> Verdict:
    """The verdict on `claim`, given the clauses that the model was given.

    A statement that stands has the document's own words as its quote, whole sentences of them.
    """
    text = " ".join(claim.text.split())
    fault = _fault_of_form(text)
    if fault is not None:
        return Verdict(fault=fault)
    cited = _cited(claim.clause, retrieved)
    if cited is None:
        return Verdict(fault=Fault.NOT_RETRIEVED)
    if not any(character.isalnum() for character in claim.quote):
        return Verdict(fault=Fault.NO_QUOTE)
    faults = [Fault.QUOTE]
    for place in places_of(claim.quote, cited.text):
        found = next(_faults(_without_own_clause(text, cited), place, cited), None)
        if found is None:
            return Verdict(_statement(text, place, cited))
        faults.append(found)
    return Verdict(fault=max(faults, key=list(Fault).index))  # of the sentence that came nearest


def _statement(text: str, place: Place, cited: Citation) -> Statement:
    return Statement(
        text=text.translate(SAME),
        document=cited.document,
        title=cited.title,
        clause=cited.clause,
        quote=place.quote,
    )


def _fault_of_form(text: str) -> Fault | None:
    if not text or len(text) > LONGEST:
        return Fault.FORM
    if any(character.isalpha() and not character.isascii() for character in text):
        return Fault.LANGUAGE
    plain = text.translate(SAME)
    if not PLAIN.fullmatch(plain) or not OPENING.match(plain) or "//" in plain:
        return Fault.FORM
    return None


def _cited(name: str, retrieved: Sequence[Citation]) -> Citation | None:
    """The clause that `name` means: 'cspf 17(a)', 'CSPF 17a', or '17(a)' where only one is so."""
    wanted = plain_id(name)
    for citation in retrieved:
        clause = plain_id(citation.clause)
        if wanted in {plain_id(citation.document) + clause, plain_id(citation.title) + clause}:
            return citation
    same = [citation for citation in retrieved if plain_id(citation.clause) == wanted]
    return same[0] if len(same) == 1 else None


def _without_own_clause(text: str, cited: Citation) -> str:
    """`text` without the name of the clause that it rests on, whose number is no figure."""
    name = OWN_CLAUSE.format(title=re.escape(cited.title), clause=re.escape(cited.clause))
    return re.sub(name, "the clause", text, flags=re.IGNORECASE)


def _faults(text: str, place: Place, cited: Citation) -> Iterator[Fault]:
    """What is wrong with `text`, the plainest first."""
    if TO_WHO_ANSWERS.search(cited.text) or any(
        is_instruction(sentence) for sentence in [text, *sentences(cited.text)]
    ):
        yield Fault.ORDER
    figure = unproved(text, place.context)
    if figure is not None:
        yield Fault.DATE if figure.is_date else Fault.NUMBER
    named = "\n".join([place.context, *actors_in(place.context)])
    if unproved_abbreviation(text, named):
        yield Fault.ABBREVIATION
    if unproved_name(text, named) or unproved_actor(text, place.context):
        yield Fault.NAME
    if _new_words(text, cited.text):
        yield Fault.NEW_WORD
    if _new_words(text, named):
        yield Fault.ELSEWHERE
    if disagreeing_force(text, place.quote, place.context) is not None:
        yield Fault.MODALITY
    if disagrees_in_denial(text, place.quote, place.context):
        yield Fault.NEGATION
    if disagrees_in_scope(text, place.context) is not None:
        yield Fault.SCOPE
    if misplaced_name(text, place.quote) is not None or wrong_actor(text, place.context):
        yield Fault.WHO


def _new_words(text: str, source_text: str) -> list[str]:
    """The words of `text` that neither stand in the source nor mean what one of its words means."""
    found = tokens(text)
    source = keys_of(tokens(written_out(source_text)))
    whole_words = joined(found)
    proved = source | load_vocabulary().light
    return [
        token.written
        for at, token in enumerate(found)
        if token.tells
        and not (token.keys | whole_words.get(at, frozenset())) & proved
        and not is_abbreviation(token.written)
    ]
