"""Answerer: a question, and the turn before it → an Answer in the documents' own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import prompts
from knowledge.answering.citing import Citer
from knowledge.answering.gate import GateVerdict, judge
from knowledge.answering.markdown import as_quote
from knowledge.answering.refusing import RefusalWriter
from knowledge.asking.instructions import is_instruction
from knowledge.asking.understanding import (
    Interpretation,
    Language,
    Understanding,
    clean,
    is_urdu_script,
)
from knowledge.index.passages import passage_id
from knowledge.index.policy_index import Hit, PolicyIndex
from knowledge.models import Answer, Citation, Contact, Document, Gap, Reason, Status, Tension
from knowledge.words import content_words, fold, terms

LONGEST_QUESTION = 2000  # characters
SEARCHED = 12  # hits that the answer may draw on
CITED = 3  # citations of an answer; one more for each further part of the question
QUOTED = 2  # citations whose words stand in the text; the others are named
CLOSE = 0.85  # of the best score: a second clause is quoted, not only named
WORTH_NAMING = 0.6  # of the best score: below it, "see also" would send people astray
SHORTEST_REPAIR = 4  # letters of a repaired word that is worth mentioning
# A question of several parts: "..., and who ...", "...? What ...".
PARTS = re.compile(
    r"""\?\s+(?=\w)
    |[,;]?\s+(?:and|but|or)\s+(?=(?:also\s+)?(?:what|who|whom|which|how|when|where|why|may|must
        |should|do|does|did|can|could|is|are|will|in\ what|by\ whom|with\ whom)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class QuestionPart:
    """A question, or one part of it, searched and judged."""

    interpretation: Interpretation
    hits: list[Hit]
    verdict: GateVerdict


@dataclass(frozen=True)
class Consultation:
    """An answer in the documents' own words, with the parts it was made from."""

    answer: Answer
    interpretation: Interpretation | None = None  # None where the question was unusable
    parts: Sequence[QuestionPart] = ()  # the whole question, then its parts


@dataclass
class Answerer:
    """Answers questions from the documents of one index. Threads may share one."""

    documents: Sequence[Document]
    index: PolicyIndex
    understanding: Understanding
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    longest_question: int = LONGEST_QUESTION

    def __post_init__(self) -> None:
        self._citer = Citer(self.documents, self.index)
        self._refusals = RefusalWriter(self.contacts)

    def ask(self, question: str, earlier: str = "") -> Answer:
        """The answer to `question`, or a refusal that names the closest clauses and whom to ask.

        `earlier` is the question before it in the same conversation. Every quote stands word for
        word in its clause. Raises nothing for odd input: it is declined with what to do instead.
        """
        return self.consult(question, earlier).answer

    def consult(self, question: str, earlier: str = "") -> Consultation:
        """The same, with the parts that the answer was made from."""
        text = clean(question)
        refusal = self._unusable(question, text)
        if refusal is not None:
            return Consultation(refusal)
        interpretation = self.understanding.understand(question, earlier)
        if is_instruction(text) or is_instruction(interpretation.english):
            return Consultation(self._refusals.unusable(text, "instruction", Reason.INSTRUCTION))
        gap = self._gap_asked_for(interpretation)
        if gap is not None:
            return Consultation(self._missing_part(interpretation, *gap), interpretation)
        parts = self._parts(interpretation, question, earlier)
        answered_parts = [part for part in parts if part.verdict.answers]
        if answered_parts:
            return Consultation(
                self._answer(interpretation, answered_parts, parts), interpretation, parts
            )
        return Consultation(self._not_found(interpretation, parts[0]), interpretation, parts)

    def citations_for(self, consultation: Consultation, limit: int) -> list[Citation]:
        """The clauses found for a question, each once: the best of every part, then the next."""
        citations: dict[str, Citation] = {}
        for rank in range(SEARCHED):
            for part in consultation.parts:
                for hit in part.hits[rank : rank + 1]:
                    citations.setdefault(hit.passage.id, self._citer.cite(hit, part.interpretation))
            if len(citations) >= limit:
                break
        return list(citations.values())[:limit]

    def refusal_of(self, consultation: Consultation) -> Answer:
        """The refusal of a question that, on a second reading, the clauses do not answer."""
        whole = consultation.parts[0]
        return self._not_found(consultation.interpretation or whole.interpretation, whole)

    def remarks(
        self, consultation: Consultation, citations: Sequence[Citation]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The notes that an answer by `citations` needs, and what is missing around them."""
        interpretation = consultation.interpretation
        if interpretation is None or not citations:
            return (), ()
        return self._notes(interpretation, citations), self._gaps_of(citations)

    def _not_found(self, interpretation: Interpretation, whole: QuestionPart) -> Answer:
        names = list(dict.fromkeys(document.name for document in self.documents))
        return self._refusals.not_found(interpretation, whole.verdict, self._nearest(whole), names)

    def _unusable(self, question: str, text: str) -> Answer | None:
        refuse = self._refusals.unusable
        if not question.strip():
            return refuse("", "empty", Reason.UNREADABLE)
        if len(question) > self.longest_question:
            length, limit = f"{len(question):,}", f"{self.longest_question:,}"
            return refuse(text, "too-long", Reason.UNREADABLE, length=length, limit=limit)
        if not any(character.isalnum() for character in text):
            return refuse(text, "unreadable", Reason.UNREADABLE)
        if is_urdu_script(text) and self.index.urdu is None:
            return refuse(text, "urdu-extra", Reason.URDU_EXTRA)
        return None

    def _parts(
        self, interpretation: Interpretation, question: str, earlier: str
    ) -> list[QuestionPart]:
        """The whole question, then each of its parts where it has several."""
        whole = self._part(interpretation)
        pieces = [piece for piece in PARTS.split(interpretation.english) if content_words(piece)]
        if len(pieces) < 2:
            return [whole]
        # A part depends on the one before it ("..., and who approves it?") as a follow-up does.
        befores = [earlier, *pieces[:-1]]
        return [
            whole,
            *(
                self._part(self.understanding.understand(piece, before))
                for piece, before in zip(pieces, befores, strict=True)
            ),
        ]

    def _part(self, interpretation: Interpretation) -> QuestionPart:
        ranking = self.index.search(interpretation.query, SEARCHED)
        hits = self._citer.stand_ins_last(ranking, interpretation)
        verdict = judge(interpretation, hits, self.index.idf, self.index.stems)
        return QuestionPart(interpretation, hits, verdict)

    def _answer(
        self,
        interpretation: Interpretation,
        answered_parts: list[QuestionPart],
        parts: list[QuestionPart],
    ) -> Answer:
        choice = self._best_citations(answered_parts, parts)
        citations = tuple(citation for citation, _ in choice)
        quotations = citations[: _how_many_quoted(choice, parts)]
        missing = self._gaps_of(quotations)
        notes = self._notes(interpretation, quotations)
        text = _text(quotations, _see_also(choice, quotations), notes, missing)
        return Answer(
            question=interpretation.text,
            answered=True,
            text=text,
            citations=citations,
            confidence=max(part.verdict.confidence for part in answered_parts),
            missing=missing,
            notes=notes,
        )

    def _best_citations(
        self, answered_parts: list[QuestionPart], parts: list[QuestionPart]
    ) -> list[tuple[Citation, Hit]]:
        """What to cite, best first: the best of each part, then the next best of the first.

        Two parts may draw on one clause, each with its own words.
        """
        first = answered_parts[0]
        split = [part for part in answered_parts if part is not parts[0]]
        choice: list[tuple[Citation, Hit]] = []
        for part in split or [first]:
            best = part.hits[0]
            quotes = [c.quote for c, hit in choice if hit.passage.id == best.passage.id]
            sentence = self._citer.best_sentence(best, part.interpretation)
            if not any(sentence in quote for quote in quotes):
                choice.append((self._citer.cite(best, part.interpretation, quotes), best))
        limit = CITED + max(0, len(split) - 1)
        for hit in first.hits:
            cited_ids = {chosen_hit.passage.id for _, chosen_hit in choice}
            if len(choice) < limit and hit.passage.id not in cited_ids:
                choice.append((self._citer.cite(hit, first.interpretation), hit))
        return choice

    def _nearest(self, part: QuestionPart) -> tuple[Citation, ...]:
        return tuple(self._citer.cite(hit, part.interpretation) for hit in part.hits[:CITED])

    def _gaps_of(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        clauses = {(citation.document, citation.clause) for citation in citations}
        return tuple(
            gap.note
            for document in self.documents
            for gap in document.gaps
            if any((document.id, clause) in clauses for clause in gap.clauses)
        )

    def _notes(
        self, interpretation: Interpretation, citations: Sequence[Citation]
    ) -> tuple[str, ...]:
        stand_ins = dict.fromkeys(c.title for c in citations if c.status is Status.STAND_IN)
        return (
            *_repairs(interpretation),
            *(prompts.fill("replies/stand-in", name=name) for name in stand_ins),
            *(
                prompts.fill("replies/tension", note=tension.note)
                for document in self.documents
                for tension in document.tensions
                if _applies(tension, interpretation, document, citations[0])
            ),
        )

    def _gap_asked_for(self, interpretation: Interpretation) -> tuple[Document, Gap] | None:
        words = f" {' '.join(re.findall(r'[a-z0-9]+', fold(interpretation.english)))} "
        for document in self.documents:
            for gap in document.gaps:
                if any(f" {phrase} " in words for phrase in gap.asked_as):
                    return document, gap
        return None

    def _missing_part(self, interpretation: Interpretation, document: Document, gap: Gap) -> Answer:
        """Says which part is missing, and quotes the clause that speaks of it."""
        hits = self.index.search(
            interpretation.query, len(self.index.passages), document=document.id
        )
        names = {passage_id(document.id, clause) for clause in gap.clauses}
        mentions = [hit for hit in hits if hit.passage.id in names][:1]
        neighbours = [hit for hit in hits if hit not in mentions][: CITED - len(mentions)]
        nearest = [self._citer.cite(hit, interpretation) for hit in [*mentions, *neighbours]]
        text = prompts.fill("replies/missing-part", note=gap.note)
        for citation in nearest[: len(mentions)]:
            says = prompts.fill("replies/missing-part-says", lead=_lead(citation))
            text = f"{text}\n\n{says}\n\n{as_quote(citation.quote)}"
        return self._refusals.missing_part(interpretation, gap.note, text, nearest)


def _how_many_quoted(choice: list[tuple[Citation, Hit]], parts: list[QuestionPart]) -> int:
    if len(parts) > 1:
        return min(len(choice), max(QUOTED, len(parts) - 1))
    best = choice[0][1].score
    close = [hit for _, hit in choice if hit.score >= CLOSE * best]
    return max(1, min(QUOTED, len(close)))


def _see_also(choice: list[tuple[Citation, Hit]], quotations: Sequence[Citation]) -> list[str]:
    best = choice[0][1].score
    quoted_names = {citation.name for citation in quotations}
    near = [c.name for c, hit in choice[len(quotations) :] if hit.score >= WORTH_NAMING * best]
    return [name for name in near if name not in quoted_names]


def _repairs(interpretation: Interpretation) -> list[str]:
    """A note for each repaired word, so that a wrong guess is noticed; none for Urdu."""
    if interpretation.language is not Language.ENGLISH:
        return []
    return [
        prompts.fill("replies/repaired", typed=word, taken=repair)
        for word, repair in interpretation.repairs
        if len(repair) >= SHORTEST_REPAIR
    ]


def _applies(
    tension: Tension, interpretation: Interpretation, document: Document, first: Citation
) -> bool:
    """True where the best clause is one of the two and the question is about what divides them."""
    about = {word for phrase in tension.about for word in terms(phrase)}
    here = first.document == document.id and first.clause in tension.clauses
    return here and bool(about & set(terms(interpretation.english)))


def _text(
    quotations: Sequence[Citation],
    see_also: Sequence[str],
    notes: Sequence[str],
    missing: Sequence[str],
) -> str:
    paragraphs = []
    for citation in quotations:
        paragraphs += [f"{_lead(citation)}:", as_quote(citation.quote)]
    paragraphs += notes
    paragraphs += [prompts.fill("replies/gap", note=note) for note in missing]
    if see_also:
        paragraphs.append(prompts.fill("replies/see-also", clauses=_enumeration(see_also)))
    return "\n\n".join(paragraphs)


def _lead(citation: Citation) -> str:
    name = f"**{citation.name}**"
    return f"{name}, on {citation.subject}" if citation.subject else name


def _enumeration(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
