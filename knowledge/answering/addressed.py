"""Answers to a question that names a place: the clause as it stands, or what there is instead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

import prompts
from knowledge.answering.places import Place, Places
from knowledge.answering.quoting import NOTE_MARKS
from knowledge.asking.addresses import Address, AddressedQuestion, addresses_in
from knowledge.models import Answer, Citation, Clause, Document, Reason, Status, superscript
from knowledge.words import sentences, surface, terms

WHOLE = frozenset("full fully whole entire entirely complete completely everything".split())  # noqa: SIM905
MOST = 6  # places of one question that are shown
# "of the broker agreement": a document by its kind, with the words that tell it apart.
DOCUMENT = re.compile(
    r"\b(?:of|in|from|under)\s+(?:the|our|this|that|their|your|an?)?\s*"
    r"((?:[\w&-]+\s+){1,4}?(?:agreement|policy|manual|contract|guide(?:lines)?|handbook|act|law"
    r"|regulations?|rules|procedures?|mou|code|framework|charter|plan))\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Addressed:
    """A question whose addresses were looked up."""

    question: AddressedQuestion
    places: tuple[Place, ...]
    missing: tuple[tuple[Address, tuple[Document, ...]], ...]  # and where each was looked for
    foreign: str = ""  # the document that it names, where that is not in force

    @property
    def clauses(self) -> frozenset[tuple[str, str]]:
        """The places' clauses with all below them, as (document, clause)."""
        return frozenset(
            (place.document.id, below.id) for place in self.places for below in place.clause.walk()
        )


def look_up(text: str, places: Places) -> Addressed | None:
    """The places that `text` names, or None where it names none."""
    question = addresses_in(text, places.name_words)
    if question is None:
        return None
    named = places.documents_named(question.rest, question.around)
    foreign = "" if named else _foreign(text, places.name_words)
    if foreign:
        return Addressed(question, (), (), foreign)
    where = places.searched(named)
    found = [(address, places.find_numbered(address, where)) for address in question.addresses]
    # Of a part that is not there, the question may speak in another sense: "part 2 of the budget".
    found = [(address, there) for address, there in found if there or not address.is_part]
    if not found:
        return None
    return Addressed(
        question,
        tuple(chain.from_iterable(places_of for _, places_of in found))[:MOST],
        tuple((address, tuple(where)) for address, places_of in found if not places_of),
    )


def _foreign(text: str, name_words: frozenset[str]) -> str:
    match = DOCUMENT.search(text)
    if match is None:
        return ""
    *telling, _kind = surface(match[1])
    unknown = [word for word in telling if word not in name_words and terms(word)]
    return " ".join(match[1].split()) if unknown else ""


def citations_of(addressed: Addressed, text: str) -> list[Citation]:
    """The clauses that were asked for, in their order, each with the words asked for."""
    wants_all = bool(WHOLE & set(surface(text)))
    out: list[Citation] = []
    for place in addressed.places:
        if place.note is not None:
            out += _note(place)
        elif place.point is not None:
            out.append(citation_of(place.document, place.clause, _point_words(place)))
        elif wants_all:
            out += [_whole(place.document, clause) for clause in place.clause.walk()]
        else:
            out.append(_whole(place.document, place.clause))
    return out


def citation_of(document: Document, clause: Clause, quote: str) -> Citation:
    """The clause of `document` with `quote` as the words that answer."""
    return Citation(
        document=document.id,
        title=document.name,
        edition=document.edition,
        status=document.status,
        clause=clause.id,
        subject=document.subjects.get(clause.id, clause.heading),
        text=clause.whole,
        quote=quote,
    )


def _whole(document: Document, clause: Clause) -> Citation:
    readable = clause.readable
    return citation_of(document, clause, readable.searchable or readable.whole)


def _point_words(place: Place) -> str:
    points = place.clause.readable.points
    return next((p.text for p in points if place.point and p.id == place.point.id), "")


def _note(place: Place) -> list[Citation]:
    """A footnote after the sentence that it belongs to."""
    note = place.note
    if note is None:
        return []
    mark = superscript(note.label)
    own = re.compile(rf"(?<![{NOTE_MARKS}]){re.escape(mark)}(?![{NOTE_MARKS}])")
    body = place.clause.searchable
    holder = next((s for s in sentences(body) if own.search(s) and not s.startswith(mark)), "")
    quotes = [holder, f"{mark} {note.text}"] if holder else [f"{mark} {note.text}"]
    return [citation_of(place.document, place.clause, quote) for quote in quotes]


def parts_line(places: Sequence[Place]) -> str:
    """What stands below the clauses shown, by its names and subjects; '' for nothing."""
    below = [
        _named(place.document, child)
        for place in places
        if place.point is None and place.note is None
        for child in place.clause.clauses
    ]
    return prompts.fill("replies/clause-parts", clauses=", ".join(below)) if below else ""


def _named(document: Document, clause: Clause) -> str:
    subject = document.subjects.get(clause.id, clause.heading)
    return f"{clause.id} ({subject})" if subject else clause.id


def no_such_place(text: str, addressed: Addressed, places: Places) -> Answer:
    """Says that there is no such clause, with what there is instead."""
    if addressed.foreign:
        names = ", ".join(d.name for d in places.searched([]))
        reply = prompts.fill(
            "replies/no-such-document", document=addressed.foreign, documents=names
        )
        return _refusal(text, [reply], [])
    lines: list[str] = []
    nearest: list[Citation] = []
    for address, documents in addressed.missing:
        kind = "footnote" if address.is_note else "clause"
        what = f"{kind} {' '.join(address.typed.split())}"
        for document in documents:
            above = places.parent(address, document)
            there = _what_there_is(document, above, is_note=address.is_note)
            lines.append(
                prompts.fill(
                    "replies/no-such-clause", what=what, document=document.name, there=there
                )
            )
            if document.status is Status.STAND_IN:
                lines.append(prompts.fill("replies/stand-in-silent", name=document.name))
            if above is not None:
                nearest.append(_whole(document, above))
    return _refusal(text, lines, nearest)


def _refusal(text: str, lines: Sequence[str], nearest: Sequence[Citation]) -> Answer:
    return Answer(
        question=text,
        answered=False,
        text="\n\n".join(lines),
        nearest=tuple(nearest),
        reason=Reason.NO_SUCH_CLAUSE,
    )


def _what_there_is(document: Document, above: Clause | None, *, is_note: bool) -> str:
    """One sentence on the labels that do exist: below the clause above, or in the document."""
    if is_note:
        labels = [note.label for clause in document.walk() for note in clause.footnotes]
        return f"Its footnotes are {_span(labels)}." if labels else "It has no footnotes."
    if above is not None:
        labels = [child.id for child in above.clauses] or [point.id for point in above.points]
        return (
            f"Clause {above.id} has {_span(labels)}."
            if labels
            else f"Clause {above.id} has no parts of its own."
        )
    tops = [clause.id for section in document.sections for clause in section.clauses]
    return f"Its clauses are {_span(tops)}." if tops else "It has no numbered clauses."


def _span(labels: Sequence[str]) -> str:
    """The first and last of `labels` ("1 to 18"), or the labels where they are few."""
    unique = list(dict.fromkeys(labels))
    return f"{unique[0]} to {unique[-1]}" if len(unique) > 2 else " and ".join(unique)
