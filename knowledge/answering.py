"""Answerer: a question, and the turn before it → an Answer in the documents' own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import prompts
from knowledge.gate import Verdict, judge
from knowledge.index import Hit, PolicyIndex
from knowledge.instructions import is_instruction
from knowledge.models import (
    Answer,
    Citation,
    Clause,
    Contact,
    Document,
    Gap,
    Reason,
    Status,
    Tension,
)
from knowledge.passages import passage_id
from knowledge.quoting import NOTE, best_span, cut
from knowledge.understanding import Language, Understanding, Understood, clean, is_urdu_script
from knowledge.words import content_words, fold, stem, terms

LONGEST_QUESTION = 2000  # characters
SEARCHED = 12  # hits that the answer may draw on
CITED = 3  # citations of an answer; one more for each further part of the question
QUOTED = 2  # citations whose words stand in the text; the others are named
CLOSE = 0.85  # of the best score: a second clause is quoted, not only named
WORTH_NAMING = 0.6  # of the best score: below it, "see also" would send people astray
# A question of several parts: "..., and who ...", "...? What ...".
PARTS = re.compile(
    r"\?\s+(?=\w)|[,;]?\s+(?:and|but|or)\s+(?=(?:also\s+)?(?:what|who|whom|which|how|when|where|why|may|must|"
    r"should|do|does|did|can|could|is|are|will|in what|by whom|with whom)\b)",
    re.IGNORECASE,
)
# What each role is for (CSPF 18), as stems of a question's words.
ROLES: Mapping[str, frozenset[str]] = {
    "Finance and Program Support": frozenset(
        terms(
            "finance financial budget payment pay paid money cash audit account bank invoice tax "
            "procurement purchase salary cost reimbursement advance liquidation overhead rate "
            "administrative vehicle travel allowance contract"
        )
    ),
    "Program unit": frozenset(
        terms(
            "project implementation activity field emergency response beneficiary delivery workplan"
        )
    ),
    "Program Development and Quality (PDQ) unit": frozenset(
        terms("strategy strategic design quality research evaluation proposal monitoring")
    ),
}
COORDINATOR = "Partnership Coordinator"


@dataclass(frozen=True)
class Part:
    """One part of a question, searched and judged by itself."""

    understood: Understood
    hits: list[Hit]
    verdict: Verdict


@dataclass
class Answerer:
    """Answers questions from the documents of one index. Threads may share one."""

    documents: Sequence[Document]
    index: PolicyIndex
    understanding: Understanding
    contacts: Mapping[str, Contact] = field(default_factory=dict)
    longest_question: int = LONGEST_QUESTION

    def __post_init__(self) -> None:
        self._clauses = {
            passage_id(document.id, clause.id): (document, clause)
            for document in self.documents
            for clause in document.walk()
        }

    def ask(self, question: str, earlier: str = "") -> Answer:
        """The answer to `question`, or a refusal that names the closest clauses and whom to ask.

        `earlier` is the question before it in the same conversation. Every quote stands word for
        word in its clause. Raises nothing for odd input: it is declined with what to do instead.
        """
        asked = clean(question)
        refusal = self._unusable(question, asked)
        if refusal is not None:
            return refusal
        understood = self.understanding.understand(question, earlier)
        if is_instruction(asked) or is_instruction(understood.english):
            return self._declined(asked, Reason.INSTRUCTION, prompts.fill("replies/instruction"))
        gap = self._gap_asked_for(understood)
        if gap is not None:
            return self._missing_part(understood, *gap)
        parts = self._parts(understood, question, earlier)
        answered = [part for part in parts if part.verdict.answered]
        if answered:
            return self._answer(understood, answered, parts)
        return self._not_found(understood, parts[0])

    # What is asked

    def _unusable(self, question: str, asked: str) -> Answer | None:
        if not question.strip():
            return self._declined("", Reason.UNREADABLE, prompts.fill("replies/empty"))
        if len(question) > self.longest_question:
            shown = f"{asked[:80]}…"
            return self._declined(
                shown,
                Reason.UNREADABLE,
                prompts.fill(
                    "replies/too-long",
                    length=f"{len(question):,}",
                    limit=f"{self.longest_question:,}",
                ),
            )
        if not any(character.isalnum() for character in asked):
            return self._declined(asked, Reason.UNREADABLE, prompts.fill("replies/unreadable"))
        if is_urdu_script(asked) and self.index.urdu is None:
            return self._declined(asked, Reason.URDU_EXTRA, prompts.fill("replies/urdu-extra"))
        return None

    def _parts(self, understood: Understood, question: str, earlier: str) -> list[Part]:
        """The whole question, then each of its parts where it has several."""
        whole = self._part(understood)
        pieces = [piece for piece in PARTS.split(understood.english) if content_words(piece)]
        if len(pieces) < 2:
            return [whole]
        # A part leans on the one before it ("..., and who approves it?") as a follow-up does.
        befores = [earlier, *pieces[:-1]]
        split = [
            self._part(self.understanding.understand(piece, before))
            for piece, before in zip(pieces, befores, strict=True)
        ]
        return [whole, *split]

    def _part(self, understood: Understood) -> Part:
        hits = self.index.search(understood.query, SEARCHED)
        hits = _stand_ins_last(hits, self._clauses, understood)
        verdict = judge(understood, hits, self.index.idf, self.index.stems)
        return Part(understood, hits, verdict)

    # What is said

    def _answer(self, understood: Understood, answered: list[Part], parts: list[Part]) -> Answer:
        chosen = self._chosen(answered, parts)
        citations = tuple(citation for citation, _ in chosen)
        quoted = self._how_many_quoted(chosen, parts)
        missing = self._gaps_of(citations[:quoted])
        notes = self._notes(understood, citations[:quoted])
        best = chosen[0][1].score
        named = [c.name for c, hit in chosen[quoted:] if hit.score >= WORTH_NAMING * best]
        others = [
            name
            for name in dict.fromkeys(named)
            if name not in {c.name for c in citations[:quoted]}
        ]
        return Answer(
            question=understood.asked,
            answered=True,
            text=_text(citations[:quoted], others, notes, missing),
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
        chosen: dict[tuple[str, str], tuple[Citation, Hit]] = {}
        for part in split or [first]:
            best = part.hits[0]
            said = [c.quote for c, hit in chosen.values() if hit.passage.id == best.passage.id]
            if not any(self._best_sentence(best, part.understood) in quote for quote in said):
                citation = self._citation(best, part.understood, said)
                chosen[(citation.name, citation.quote)] = (citation, best)
        limit = CITED + max(0, len(split) - 1)
        for hit in first.hits:
            citation = self._citation(hit, first.understood)
            if len(chosen) < limit and citation.name not in {name for name, _ in chosen}:
                chosen[(citation.name, citation.quote)] = (citation, hit)
        return list(chosen.values())

    def _how_many_quoted(self, chosen: list[tuple[Citation, Hit]], parts: list[Part]) -> int:
        if len(parts) > 1:
            return min(len(chosen), max(QUOTED, len(parts) - 1))
        best = chosen[0][1].score
        close = [hit for _, hit in chosen if hit.score >= CLOSE * best]
        return max(1, min(QUOTED, len(close)))

    def _best_sentence(self, hit: Hit, understood: Understood) -> str:
        scores = _sentence_scores(hit, understood, self.index)
        return hit.sentences[max(range(len(scores)), key=scores.__getitem__)][0].lstrip("-•– ")

    def _citation(self, hit: Hit, understood: Understood, said: Sequence[str] = ()) -> Citation:
        """The clause of `hit` with the words that answer, other ones than those `said` already."""
        document, clause = self._clauses[hit.passage.id]
        parts = [sentence for sentence, _ in hit.sentences]
        scores = _sentence_scores(hit, understood, self.index)
        if document.status is Status.STAND_IN:
            # A stand-in's notes only say where a statement comes from.
            scores = [0.0 if NOTE.match(p) else s for p, s in zip(parts, scores, strict=True)]
        unsaid = [
            0.0 if any(p in q for q in said) else s for p, s in zip(parts, scores, strict=True)
        ]
        scores = unsaid if any(unsaid) else scores
        span = best_span(parts, scores, document.page_breaks.get(clause.id, ""))
        return Citation(
            document=document.id,
            title=document.name,
            edition=document.edition,
            status=document.status,
            clause=clause.id,
            subject=document.subjects.get(clause.id, clause.heading),
            text=clause.whole,
            quote=cut(hit.passage.text, parts, span),
        )

    def _gaps_of(self, citations: Sequence[Citation]) -> tuple[str, ...]:
        cited = {(citation.document, citation.clause) for citation in citations}
        return tuple(
            gap.note
            for document in self.documents
            for gap in document.gaps
            if any((document.id, clause) in cited for clause in gap.clauses)
        )

    def _notes(self, understood: Understood, citations: Sequence[Citation]) -> tuple[str, ...]:
        notes = [
            prompts.fill("replies/repaired", typed=typed, taken=taken)
            for typed, taken in understood.repaired
            if len(taken) > 3 and understood.language is Language.ENGLISH
        ]
        stand_ins = dict.fromkeys(c.title for c in citations if c.status is Status.STAND_IN)
        notes += [prompts.fill("replies/stand-in", name=name) for name in stand_ins]
        notes += [
            prompts.fill("replies/tension", note=tension.note)
            for document, tension in self._tensions()
            if _touches(tension, understood, document, citations)
        ]
        return tuple(notes)

    def _tensions(self) -> list[tuple[Document, Tension]]:
        return [(document, t) for document in self.documents for t in document.tensions]

    # What is declined

    def _not_found(self, understood: Understood, part: Part) -> Answer:
        nearest = self._nearest(part)
        if part.verdict.missing is not None and not understood.elsewhere:
            reason = Reason.NO_SUCH_FACT
            text = prompts.fill("replies/no-such-fact", kind=part.verdict.missing.kind)
        else:
            reason = Reason.OUTSIDE
            names = ", ".join(dict.fromkeys(document.name for document in self.documents))
            text = prompts.fill(
                "replies/outside", subject=_subject(understood), documents=f"the {names}"
            )
        return self._declined(
            understood.asked, reason, text, nearest, part.verdict.confidence, understood
        )

    def _nearest(self, part: Part) -> tuple[Citation, ...]:
        return tuple(self._citation(hit, part.understood) for hit in part.hits[:CITED])

    def _gap_asked_for(self, understood: Understood) -> tuple[Document, Gap] | None:
        asked = f" {' '.join(re.findall(r'[a-z0-9]+', fold(understood.english)))} "
        for document in self.documents:
            for gap in document.gaps:
                if any(f" {phrase} " in asked for phrase in gap.asked_as):
                    return document, gap
        return None

    def _missing_part(self, understood: Understood, document: Document, gap: Gap) -> Answer:
        part = self._part(understood)
        names = {passage_id(document.id, clause) for clause in gap.clauses}
        hits = self.index.search(understood.query, len(self.index.passages))
        about = [hit for hit in hits if hit.passage.id in names][:1]
        speaking = [self._citation(hit, understood) for hit in about]
        text = prompts.fill("replies/missing-part", note=gap.note)
        for citation in speaking:
            says = prompts.fill("replies/missing-part-says", lead=_lead(citation))
            text = f"{text}\n\n{says}\n\n{_quoted(citation.quote)}"
        others = [c for c in self._nearest(part) if c.name not in {s.name for s in speaking}]
        return self._declined(
            understood.asked,
            Reason.MISSING_PART,
            text,
            (*speaking, *others)[:CITED],
            understood=understood,
            missing=(gap.note,),
        )

    def _declined(
        self,
        asked: str,
        reason: Reason,
        text: str,
        nearest: tuple[Citation, ...] = (),
        confidence: float = 0.0,
        understood: Understood | None = None,
        missing: tuple[str, ...] = (),
    ) -> Answer:
        ask = self._whom_to_ask(understood) if understood else ()
        paragraphs = [text]
        if nearest:
            clauses = ", ".join(f"{c.name} ({c.subject})" if c.subject else c.name for c in nearest)
            paragraphs.append(prompts.fill("replies/nearest", clauses=clauses))
        if ask:
            contacts = " or ".join(_with_article(contact) for contact in ask)
            paragraphs.append(prompts.fill("replies/ask", contacts=contacts))
        return Answer(
            question=asked,
            answered=False,
            text="\n\n".join(paragraphs),
            nearest=nearest,
            confidence=min(confidence, 0.5),
            reason=reason,
            missing=missing,
            ask=ask,
        )

    def _whom_to_ask(self, understood: Understood) -> tuple[Contact, ...]:
        """The office that usually knows, by CSPF 18's roles or the subject; the coordinator last."""
        words = set(terms(understood.english))
        if understood.elsewhere and understood.elsewhere not in ROLES:
            return (Contact(role=understood.elsewhere), self._contact(COORDINATOR))
        fitting = [role for role, subjects in ROLES.items() if words & subjects][:1]
        return tuple(self._contact(role) for role in [*fitting, COORDINATOR])

    def _contact(self, role: str) -> Contact:
        return self.contacts.get(role, Contact(role=role))


def _stand_ins_last(
    hits: list[Hit], clauses: Mapping[str, tuple[Document, Clause]], understood: Understood
) -> list[Hit]:
    """`hits` with stand-ins behind, as they only repeat; unless the question names their document."""
    asked = set(terms(understood.english))

    def behind(hit: Hit) -> bool:
        document = clauses[hit.passage.id][0]
        named = set(terms(document.name)) <= asked
        return document.status is Status.STAND_IN and not named

    return [*(h for h in hits if not behind(h)), *(h for h in hits if behind(h))]


def _sentence_scores(hit: Hit, understood: Understood, index: PolicyIndex) -> list[float]:
    """How well each sentence answers: word similarity, and the share of the question it holds."""
    weights = {w: v * index.idf(w) for w, v in understood.query.weights.items()}
    total = sum(weights.values()) or 1.0
    return [
        late + sum(weights[word] for word in set(terms(sentence)) if word in weights) / total
        for sentence, late in hit.sentences
    ]


def _touches(
    tension: Tension, understood: Understood, document: Document, citations: Sequence[Citation]
) -> bool:
    """True where the best clause is one of the two and the question speaks of what divides them."""
    first = citations[0]
    asked = set(terms(understood.english))
    about = {word for phrase in tension.about for word in terms(phrase)}
    return first.document == document.id and first.clause in tension.clauses and bool(asked & about)


def _text(
    quoted: Sequence[Citation], others: Sequence[str], notes: Sequence[str], missing: Sequence[str]
) -> str:
    paragraphs = []
    for citation in quoted:
        paragraphs += [f"{_lead(citation)}:", _quoted(citation.quote)]
    paragraphs += notes
    paragraphs += [prompts.fill("replies/gap", note=note) for note in missing]
    if others:
        paragraphs.append(prompts.fill("replies/see-also", clauses=_listed(others)))
    return "\n\n".join(paragraphs)


def _lead(citation: Citation) -> str:
    return f"**{citation.name}**, on {citation.subject}" if citation.subject else citation.name


def _quoted(words: str) -> str:
    return "\n".join(f"> {line}" for line in words.split("\n"))


def _with_article(contact: Contact) -> str:
    return (
        f"the {contact}"
        if contact.role.endswith(("unit", "Coordinator", "point"))
        else str(contact)
    )


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


def _subject(understood: Understood) -> str:
    """The question's own content words, to say what was looked for; never anything that is live."""
    words = [word for word in dict.fromkeys(content_words(understood.english)) if stem(word)]
    return f"“{' '.join(words[:8])}”" if words else "this"
