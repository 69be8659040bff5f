"""Answerer: a question, and the turn before it → an Answer in the documents' own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import prompts
from knowledge.answering.citing import Citer
from knowledge.answering.gate import Verdict, judge
from knowledge.answering.markdown import as_quote
from knowledge.answering.refusing import Refusals
from knowledge.asking.instructions import is_instruction
from knowledge.asking.understanding import (
    Language,
    Understanding,
    Understood,
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
SHORTEST_REPAIR = 4  # letters of a repaired word that is worth telling
# A question of several parts: "..., and who ...", "...? What ...".
PARTS = re.compile(
    r"""\?\s+(?=\w)
    |[,;]?\s+(?:and|but|or)\s+(?=(?:also\s+)?(?:what|who|whom|which|how|when|where|why|may|must
        |should|do|does|did|can|could|is|are|will|in\ what|by\ whom|with\ whom)\b)""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Part:
    """A question, or one part of it, searched and judged."""

    understood: Understood
    hits: list[Hit]
    verdict: Verdict


@dataclass(frozen=True)
class Consultation:
    """An answer in the documents' own words, with what it was made of."""

    answer: Answer
    understood: Understood | None = None  # None where it was no usable question
    parts: Sequence[Part] = ()  # the whole question, then its parts


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
        self._refusals = Refusals(self.contacts)

    def ask(self, question: str, earlier: str = "") -> Answer:
        """The answer to `question`, or a refusal that names the closest clauses and whom to ask.

        `earlier` is the question before it in the same conversation. Every quote stands word for
        word in its clause. Raises nothing for odd input: it is declined with what to do instead.
        """
        return self.consult(question, earlier).answer

    def consult(self, question: str, earlier: str = "") -> Consultation:
        """The same, with what the answer was made of."""
        asked = clean(question)
        refusal = self._unusable(question, asked)
        if refusal is not None:
            return Consultation(refusal)
        understood = self.understanding.understand(question, earlier)
        if is_instruction(asked) or is_instruction(understood.english):
            return Consultation(self._refusals.unusable(asked, "instruction", Reason.INSTRUCTION))
        gap = self._gap_asked_for(understood)
        if gap is not None:
            return Consultation(self._missing_part(understood, *gap), understood)
        parts = self._parts(understood, question, earlier)
        answered = [part for part in parts if part.verdict.answered]
        if answered:
            return Consultation(self._answer(understood, answered, parts), understood, parts)
        return Consultation(self._not_found(understood, parts[0]), understood, parts)

    def found(self, consultation: Consultation, limit: int) -> list[Citation]:
        """The clauses found for a question, each once: the best of every part, then the next."""
        found: dict[str, Citation] = {}
        for rank in range(SEARCHED):
            for part in consultation.parts:
                for hit in part.hits[rank : rank + 1]:
                    found.setdefault(hit.passage.id, self._citer.cite(hit, part.understood))
            if len(found) >= limit:
                break
        return list(found.values())[:limit]

    def declined(self, consultation: Consultation) -> Answer:
        """The refusal of a question that, read again, the clauses found do not answer."""
        whole = consultation.parts[0]
        return self._not_found(consultation.understood or whole.understood, whole)

    def remarks(
        self, consultation: Consultation, citations: Sequence[Citation]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The notes that an answer by `citations` needs, and what is missing around them."""
        understood = consultation.understood
        if understood is None or not citations:
            return (), ()
        return self._notes(understood, citations), self._gaps_of(citations)

    def _not_found(self, understood: Understood, whole: Part) -> Answer:
        names = list(dict.fromkeys(document.name for document in self.documents))
        return self._refusals.not_found(understood, whole.verdict, self._nearest(whole), names)

    def _unusable(self, question: str, asked: str) -> Answer | None:
        refuse = self._refusals.unusable
        if not question.strip():
            return refuse("", "empty", Reason.UNREADABLE)
        if len(question) > self.longest_question:
            length, limit = f"{len(question):,}", f"{self.longest_question:,}"
            return refuse(asked, "too-long", Reason.UNREADABLE, length=length, limit=limit)
        if not any(character.isalnum() for character in asked):
            return refuse(asked, "unreadable", Reason.UNREADABLE)
        if is_urdu_script(asked) and self.index.urdu is None:
            return refuse(asked, "urdu-extra", Reason.URDU_EXTRA)
        return None

    def _parts(self, understood: Understood, question: str, earlier: str) -> list[Part]:
        """The whole question, then each of its parts where it has several."""
        whole = self._part(understood)
        pieces = [piece for piece in PARTS.split(understood.english) if content_words(piece)]
        if len(pieces) < 2:
            return [whole]
        # A part leans on the one before it ("..., and who approves it?") as a follow-up does.
        befores = [earlier, *pieces[:-1]]
        return [
            whole,
            *(
                self._part(self.understanding.understand(piece, before))
                for piece, before in zip(pieces, befores, strict=True)
            ),
        ]

    def _part(self, understood: Understood) -> Part:
        found = self.index.search(understood.query, SEARCHED)
        hits = self._citer.stand_ins_last(found, understood)
        verdict = judge(understood, hits, self.index.idf, self.index.stems)
        return Part(understood, hits, verdict)

    def _answer(self, understood: Understood, answered: list[Part], parts: list[Part]) -> Answer:
        chosen = self._chosen(answered, parts)
        citations = tuple(citation for citation, _ in chosen)
        quoted = citations[: _how_many_quoted(chosen, parts)]
        missing = self._gaps_of(quoted)
        notes = self._notes(understood, quoted)
        text = _text(quoted, _worth_naming(chosen, quoted), notes, missing)
        return Answer(
            question=understood.asked,
            answered=True,
            text=text,
            citations=citations,
            confidence=max(part.verdict.confidence for part in answered),
            missing=missing,
            notes=notes,
        )

    def _chosen(self, answered: list[Part], parts: list[Part]) -> list[tuple[Citation, Hit]]:
        """What to cite, best first: the best of each part, then the next best of the first.

        Two parts may draw on one clause, each with its own words.
        """
        first = answered[0]
        split = [part for part in answered if part is not parts[0]]
        chosen: list[tuple[Citation, Hit]] = []
        for part in split or [first]:
            best = part.hits[0]
            said = [c.quote for c, hit in chosen if hit.passage.id == best.passage.id]
            sentence = self._citer.best_sentence(best, part.understood)
            if not any(sentence in quote for quote in said):
                chosen.append((self._citer.cite(best, part.understood, said), best))
        limit = CITED + max(0, len(split) - 1)
        for hit in first.hits:
            cited = {cited.passage.id for _, cited in chosen}
            if len(chosen) < limit and hit.passage.id not in cited:
                chosen.append((self._citer.cite(hit, first.understood), hit))
        return chosen

    def _nearest(self, part: Part) -> tuple[Citation, ...]:
        return tuple(self._citer.cite(hit, part.understood) for hit in part.hits[:CITED])

    def _gaps_of(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        cited = {(citation.document, citation.clause) for citation in citations}
        return tuple(
            gap.note
            for document in self.documents
            for gap in document.gaps
            if any((document.id, clause) in cited for clause in gap.clauses)
        )

    def _notes(self, understood: Understood, citations: Sequence[Citation]) -> tuple[str, ...]:
        stand_ins = dict.fromkeys(c.title for c in citations if c.status is Status.STAND_IN)
        return (
            *_repairs(understood),
            *(prompts.fill("replies/stand-in", name=name) for name in stand_ins),
            *(
                prompts.fill("replies/tension", note=tension.note)
                for document in self.documents
                for tension in document.tensions
                if _touches(tension, understood, document, citations[0])
            ),
        )

    def _gap_asked_for(self, understood: Understood) -> tuple[Document, Gap] | None:
        asked = f" {' '.join(re.findall(r'[a-z0-9]+', fold(understood.english)))} "
        for document in self.documents:
            for gap in document.gaps:
                if any(f" {phrase} " in asked for phrase in gap.asked_as):
                    return document, gap
        return None

    def _missing_part(self, understood: Understood, document: Document, gap: Gap) -> Answer:
        """Says which part is missing, and quotes the clause that speaks of it."""
        hits = self.index.search(understood.query, len(self.index.passages), document=document.id)
        names = {passage_id(document.id, clause) for clause in gap.clauses}
        speaking = [hit for hit in hits if hit.passage.id in names][:1]
        others = [hit for hit in hits if hit not in speaking][: CITED - len(speaking)]
        nearest = [self._citer.cite(hit, understood) for hit in [*speaking, *others]]
        text = prompts.fill("replies/missing-part", note=gap.note)
        for citation in nearest[: len(speaking)]:
            says = prompts.fill("replies/missing-part-says", lead=_lead(citation))
            text = f"{text}\n\n{says}\n\n{as_quote(citation.quote)}"
        return self._refusals.missing_part(understood, gap.note, text, nearest)


def _how_many_quoted(chosen: list[tuple[Citation, Hit]], parts: list[Part]) -> int:
    if len(parts) > 1:
        return min(len(chosen), max(QUOTED, len(parts) - 1))
    best = chosen[0][1].score
    close = [hit for _, hit in chosen if hit.score >= CLOSE * best]
    return max(1, min(QUOTED, len(close)))


def _worth_naming(chosen: list[tuple[Citation, Hit]], quoted: Sequence[Citation]) -> list[str]:
    best = chosen[0][1].score
    shown = {citation.name for citation in quoted}
    near = [c.name for c, hit in chosen[len(quoted) :] if hit.score >= WORTH_NAMING * best]
    return [name for name in near if name not in shown]


def _repairs(understood: Understood) -> list[str]:
    """What was read for a mistyped word, so that a wrong guess is seen; not for Urdu."""
    if understood.language is not Language.ENGLISH:
        return []
    return [
        prompts.fill("replies/repaired", typed=typed, taken=taken)
        for typed, taken in understood.repaired
        if len(taken) >= SHORTEST_REPAIR
    ]


def _touches(tension: Tension, asked: Understood, document: Document, first: Citation) -> bool:
    """True where the best clause is one of the two and the question is about what divides them."""
    about = {word for phrase in tension.about for word in terms(phrase)}
    here = first.document == document.id and first.clause in tension.clauses
    return here and bool(about & set(terms(asked.english)))


def _text(
    quoted: Sequence[Citation], others: Sequence[str], notes: Sequence[str], missing: Sequence[str]
) -> str:
    paragraphs = []
    for citation in quoted:
        paragraphs += [f"{_lead(citation)}:", as_quote(citation.quote)]
    paragraphs += notes
    paragraphs += [prompts.fill("replies/gap", note=note) for note in missing]
    if others:
        paragraphs.append(prompts.fill("replies/see-also", clauses=_listed(others)))
    return "\n\n".join(paragraphs)


def _lead(citation: Citation) -> str:
    name = f"**{citation.name}**"
    return f"{name}, on {citation.subject}" if citation.subject else name


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)
