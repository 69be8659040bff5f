"""Where a clause leaves a matter to another document, that document's own words lead.

That it does is read in its text ("must respect and adhere to CIP's Visibility Policy", "as outlined
in its Investigation Guide", a note that cites it), never listed. Where two documents that are shown
together differ in what may or must be, that is said: neither silence nor the order decides it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import prompts
from knowledge.answering.force import Force, pieces_of
from knowledge.answering.quoting import NOTE, NOTE_MARKS, bare
from knowledge.index.passages import passage_id
from knowledge.index.policy_index import Hit, PolicyIndex, Query
from knowledge.models import Clause, Document, Model, Status
from knowledge.words import sentences, surface

DEFERRING = re.compile(
    r"""\b(?:as\ per|see|refers?\ to|in\ line\ with|in\ accordance\ with|according\ to|in\ keeping
        \ with|consistent\ with|as\ (?:\w+\ )?(?:outlined|set\ out|described|laid\ down|defined
        |stated|specified|provided|detailed|given|explained)\ (?:in|by)|(?:governed|guided|covered
        |regulated)\ by|subject\ to|compl(?:y|ies|iance)\ with|adher(?:es?|ence)\ to|follows?
        |pursuant\ to|under|maintains?|applies)\b""",
    re.IGNORECASE | re.VERBOSE,
)
NEAR = 8  # words between what defers and the name
FEWEST = 2  # words of a name: one alone ("leave") is found everywhere
SHARE_OF_NOTE = 0.4  # of a note's words that are the name: then it cites the document
CONDITION = re.compile(
    r"""\b(?:if|unless|provided|providing|only|subject\ to|as\ long\ as|on\ condition|once|after
        |until|where|with\ (?:the\ |a\ )?(?:prior|written|express|signed)|in\ agreement\ with)\b""",
    re.IGNORECASE | re.VERBOSE,
)
# Which forces cannot both be followed, or not with the same freedom.
APART = frozenset(
    frozenset(pair)
    for pair in (
        *((Force.RULED_OUT, other) for other in (Force.ALLOWED, Force.OPTIONAL, Force.ADVISED)),
        (Force.RULED_OUT, Force.REQUIRED),
        (Force.REQUIRED, Force.OPTIONAL),
        (Force.REQUIRED, Force.ALLOWED),
    )
)
WORDS = {
    Force.RULED_OUT: "must not",
    Force.REQUIRED: "must",
    Force.ADVISED: "should",
    Force.OPTIONAL: "need not",
    Force.ALLOWED: "may",
}
# What is told of two when they are compared sentence by sentence.
ALIKE = 0.25  # the least likeness of what the one binds with the nearest of the other's
LOOKED_AT = 3  # clauses of the other document for each sentence


class ForceDifference(Model):
    """Two sentences of two documents on one matter, with what each says of it."""

    deferring: str  # how a citation names the clause: 'CSPF 17(a)'
    sentence: str
    force: str  # 'must not', 'may, on a condition'
    leading: str  # the clause of the document that the matter is left to
    other_sentence: str
    other_force: str


@dataclass(frozen=True)
class _Stance:
    force: Force
    is_conditional: bool

    @property
    def words(self) -> str:
        return f"{WORDS[self.force]}, on a condition" if self.is_conditional else WORDS[self.force]


class Deferrals:
    """Which clauses of the documents in force leave a matter to another of them."""

    def __init__(self, documents: Sequence[Document]) -> None:
        patterns = {d.id: _name_pattern(d) for d in documents if d.status is Status.APPROVED}
        self._names = {document.id: document.name for document in documents}
        self._to = {
            passage_id(document.id, clause.id): targets
            for document in documents
            for clause in document.walk()
            if (targets := dict(_targets(document, clause, patterns)))
        }

    def of(self, passage: str, sentence: str = "") -> tuple[str, ...]:
        """The documents to which that passage leaves a matter; of one sentence of it, or of any."""
        return tuple(
            target
            for target, deferring in self._to.get(passage, {}).items()
            if not sentence or any(sentence in bare(whole) for whole in deferring)
        )

    def leaves_to(self, passage: str, document: str) -> bool:
        """True where that passage leaves a matter to that document."""
        return document in self.of(passage)

    def sentences(self, passage: str, document: str) -> Sequence[str]:
        """The sentences of that passage that leave a matter to that document."""
        return tuple(dict.fromkeys(self._to.get(passage, {}).get(document, ())))

    def name(self, document: str) -> str:
        """How a citation names the document."""
        return self._names[document]


def difference_line(first: tuple[str, str], second: tuple[str, str], *, left_to: str = "") -> str:
    """What two documents say differently, each a clause's name and its words; '' where nothing.

    `left_to` is the document of the first, where the second leaves the matter to it.
    """
    stance, second_stance = stance_of(first[1]), stance_of(second[1])
    if stance is None or second_stance is None or not _is_apart(stance, second_stance):
        return ""
    values = {
        "first": second[0],
        "force": second_stance.words,
        "second": first[0],
        "other": stance.words,
    }
    if left_to:
        return prompts.fill("replies/force-differs", **values, document=left_to)
    return prompts.fill("replies/force-differs-alone", **values)


def is_conditional(quote: str) -> bool:
    """True where what the words allow or ask for hangs on a condition."""
    stance = stance_of(quote)
    return stance is not None and stance.is_conditional


def stance_of(quote: str) -> _Stance | None:
    """What the words rule out, require or allow, the gravest first; None where they only tell."""
    stances = [
        _Stance(piece.force, CONDITION.search(sentence) is not None)
        for sentence in sentences(quote)
        if not NOTE.match(sentence)
        for piece in pieces_of(sentence)
        if piece.force in WORDS and not _only_defers(piece.text)
    ]
    order = list(WORDS)
    by_gravity = sorted(stances, key=lambda stance: order.index(stance.force))
    # What is ruled out with a condition is mostly what else is allowed: "only if", "not without".
    return by_gravity[0] if by_gravity else None


def _only_defers(piece: str) -> bool:
    """True for "must adhere to the Visibility Policy", which says nothing of the matter itself."""
    match = DEFERRING.search(piece)
    return match is not None and len(surface(piece[match.end() :])) <= NEAR // 2


def _is_apart(first: _Stance, second: _Stance) -> bool:
    return frozenset({first.force, second.force}) in APART


def _name_pattern(document: Document) -> re.Pattern[str] | None:
    """What finds the document's name in another's text; None where it is too short to be sure."""
    names = {
        tuple(surface(name))
        for name in (document.title, document.short_title, document.id.replace("-", " "))
    }
    long = [name for name in names if len(name) >= FEWEST]
    if not long:
        return None
    patterns = (r"(?:['’]s)?\W+".join(map(re.escape, name)) for name in sorted(long, key=len))
    return re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE)


def _targets(
    document: Document, clause: Clause, patterns: Mapping[str, re.Pattern[str] | None]
) -> Iterator[tuple[str, list[str]]]:
    """Each document that the clause leaves a matter to, with the sentences that do."""
    parts = sentences(clause.searchable)
    for target, pattern in patterns.items():
        if target == document.id or pattern is None:
            continue
        deferring = [sentence for sentence in parts if _defers(sentence, pattern)]
        marks = {sentence.split()[0] for sentence in deferring if NOTE.match(sentence)}
        sentences_noted = [
            s for s in parts if not NOTE.match(s) and any(_cites(s, m) for m in marks)
        ]
        if deferring:
            yield target, [*deferring, *sentences_noted]


def _cites(sentence: str, mark: str) -> bool:
    """True where the sentence bears the note's mark, and not one that begins like it."""
    return re.search(rf"(?<![{NOTE_MARKS}]){mark}(?![{NOTE_MARKS}])", sentence) is not None


def _defers(sentence: str, name: re.Pattern[str]) -> bool:
    match = name.search(sentence)
    if match is None:
        return False
    if NOTE.match(sentence):
        return len(match[0].split()) >= SHARE_OF_NOTE * len(sentence.split())
    before = " ".join(sentence[: match.start()].split()[-NEAR:])
    return DEFERRING.search(before) is not None


def force_differences(
    documents: Sequence[Document], index: PolicyIndex, document_changed: str
) -> list[ForceDifference]:
    """Where `document_changed` and another document differ on what one of them leaves to the other.

    Sentence by sentence, of clauses in which the one names the other.
    """
    deferrals = Deferrals(documents)
    return [
        difference
        for document in documents
        for clause in document.walk()
        for target in deferrals.of(passage_id(document.id, clause.id))
        if document_changed in (document.id, target)
        for sentence in deferrals.sentences(passage_id(document.id, clause.id), target)
        for difference in _differences(
            f"{document.name} {clause.id}", sentence, deferrals.name(target), target, index
        )
    ]


def _differences(
    deferring: str, sentence: str, name: str, target: str, index: PolicyIndex
) -> Iterator[ForceDifference]:
    """The sentence of the target nearest to what the sentence binds, where the two differ."""
    stance = stance_of(sentence)
    if stance is None or NOTE.match(sentence):
        return
    binding = " ".join(p.text for p in pieces_of(sentence) if p.force is stance.force)
    apart = [
        (likeness, place, rival, other_stance)
        for place, likeness, rival in _sentences_in(
            index.search(Query.plain(binding), LOOKED_AT, document=target)
        )
        if likeness >= ALIKE
        and (other_stance := stance_of(rival)) is not None
        and _is_apart(stance, other_stance)
    ]
    for _, place, rival, other_stance in sorted(apart, key=lambda entry: -entry[0])[:1]:
        yield ForceDifference(
            deferring=deferring,
            sentence=bare(sentence),
            force=stance.words,
            leading=f"{name} {place.removeprefix(f'{target} ')}",
            other_sentence=bare(rival),
            other_force=other_stance.words,
        )


def _sentences_in(hits: Sequence[Hit]) -> Iterator[tuple[str, float, str]]:
    """Each sentence of the hits that rules, requires or allows, with its likeness."""
    for hit in hits:
        for sentence, late in hit.sentences:
            if stance_of(sentence) is not None:
                yield hit.passage.id, late, sentence
