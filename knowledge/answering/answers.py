"""Answerer: a question, and the turns before it → an Answer in the documents' own words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import prompts
from knowledge.answering.addressed import (
    Addressed,
    citations_of,
    look_up,
    no_such_place,
    parts_line,
)
from knowledge.answering.citing import Citer
from knowledge.answering.deferral import Deferrals, difference_line, is_conditional
from knowledge.answering.gate import GateVerdict, judge
from knowledge.answering.markdown import as_quote
from knowledge.answering.places import Places
from knowledge.answering.quoting import SentenceSpan, bare
from knowledge.answering.refusing import RefusalWriter
from knowledge.answering.settling import (
    ClauseSentence,
    Settlement,
    WordsKnown,
    settle,
)
from knowledge.answering.steps import Procedures, steps_in
from knowledge.answering.table_rows import gather_rows, settle_row
from knowledge.asking.instructions import is_instruction
from knowledge.asking.steps_asked import steps_asked
from knowledge.asking.understanding import (
    Earlier,
    Interpretation,
    Language,
    Understanding,
    clean,
    is_urdu_script,
    turns_of,
)
from knowledge.index.passages import passage_id
from knowledge.index.policy_index import Hit, PolicyIndex, Query
from knowledge.marking.marks import HeldMarks, MarkBook, Marks
from knowledge.models import Answer, Citation, Contact, Document, Gap, Reason, Status, Tension
from knowledge.words import content_words, fold, terms

LONGEST_QUESTION = 2000  # characters
SEARCHED = 12  # hits that the answer may draw on
SEARCHED_ROWS = 60  # passages, where several may be rows of one table
CITED = 3  # citations of an answer; one more for each further part of the question
QUOTED = 2  # citations whose words stand in the text; the others are named
CLOSE = 0.95  # of the best score: a second clause is quoted, not only named
MOST_SHOWN = 80  # words of two close clauses: of longer ones the second is only named
WORTH_NAMING = 0.6  # of the best score: below it, "see also" would send people astray
MUCH_TOLD = 45  # words of a message: of a longer one, only what matters is searched with
MOST_TOLD = 8  # sentences that are tried for it
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
    is_marked: bool = False  # a person said which clause answers


class Chosen(NamedTuple):
    """A clause to cite, with the reading of the question that chose it."""

    citation: Citation
    hit: Hit
    interpretation: Interpretation
    span: SentenceSpan  # the sentences of `hit` that answer best


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
    marks: Marks = tuple  # what people decided about clauses and questions

    def __post_init__(self) -> None:
        self._book = MarkBook(self.documents, self.understanding, self.index.reader, self.marks)
        self._citer = Citer(self.documents, self.index)
        self._places = Places(self.documents)
        self._words = WordsKnown(self.index.idf, self.index.own_stems.__contains__)
        self._refusals = RefusalWriter(self.contacts)
        self._deferrals = Deferrals(self.documents)
        self._procedures = Procedures(self.documents)
        self._has_rows = any(passage.cells for passage in self.index.passages)

    def ask(self, question: str, earlier: Earlier = "") -> Answer:
        """The answer to `question`, or a refusal that names the closest clauses and whom to ask.

        `earlier` is the question before it in the same conversation, or several, the oldest first.
        Every quote stands word for word in its clause. Raises nothing for odd input: it is declined
        with what to do instead.
        """
        return self.consult(question, earlier).answer

    def consult(self, question: str, earlier: Earlier = "") -> Consultation:
        """The same, with the parts that the answer was made from."""
        text = clean(question)
        refusal = self._unusable(question, text)
        if refusal is not None:
            return Consultation(refusal)
        interpretation = self.understanding.understand(question, earlier)
        if is_instruction(text) or is_instruction(interpretation.english):
            return Consultation(self._refusals.unusable(text, "instruction", Reason.INSTRUCTION))
        addressed = look_up(text, self._places)
        if addressed is not None:
            return self._addressed(text, addressed, earlier)
        held = self._book.about(interpretation)
        gap = None if held.answers else self._gap_asked_for(interpretation)
        if gap is not None:
            return Consultation(self._missing_part(interpretation, *gap), interpretation)
        parts = self._by_marks(self._parts(interpretation, earlier), held)
        steps = None if held.answers else self._steps(interpretation, parts[0])
        if steps is not None:
            return Consultation(held.decide(steps), interpretation, parts)
        answered_parts = [part for part in parts if part.verdict.answers]
        answer = (
            self._answer(interpretation, answered_parts, parts)
            if answered_parts
            else self._not_found(interpretation, parts[0])
        )
        return Consultation(held.decide(answer), interpretation, parts)

    def _steps(self, interpretation: Interpretation, whole: QuestionPart) -> Answer | None:
        """What to do first and then, where that is asked and the clauses say it; else None."""
        asked = steps_asked(interpretation.asked or interpretation.english)
        if asked is None:
            return None
        # The clauses need not hold the word "step"; a heading that names the subject is enough.
        is_near = whole.verdict.answers or self._procedures.is_about(whole.hits, asked.subject)
        if not is_near:
            return None
        ranking = self.index.search(whole.interpretation.query, len(self.index.passages))
        every = {hit.passage.id: hit for hit in ranking}
        steps = steps_in(asked, whole.hits, every, self._procedures)
        if not steps:
            return None
        cited = [
            [self._citer.cite_sentence(every[s.passage], at) for at in s.sentences] for s in steps
        ]
        citations = tuple(citation for citations in cited for citation in citations)
        lead, notes = prompts.fill("replies/steps"), self._notes(interpretation, citations)
        missing = self._gaps_of(citations)
        return Answer(
            question=interpretation.text,
            answered=True,
            text=_text(lead, citations, [], notes, missing, numbered=True),
            lead=lead,
            is_steps=True,
            citations=citations,
            confidence=whole.verdict.confidence,
            missing=missing,
            notes=notes,
        )

    def _by_marks(self, parts: list[QuestionPart], held: HeldMarks) -> list[QuestionPart]:
        """The parts as people decided: what answers leads the whole, what does not is left out."""
        if held.answers:
            whole = parts[0]
            hits = whole.hits
            if held.lacks(hits):
                hits = self.index.search(whole.interpretation.query, len(self.index.passages))
            verdict = GateVerdict(answers=True, confidence=1.0)
            ordered = held.ordered(hits)[:SEARCHED]
            return [QuestionPart(whole.interpretation, ordered, verdict, is_marked=True)]
        if not held.does_not:
            return parts
        return [self._judged(part.interpretation, held.ordered(part.hits)) for part in parts]

    def _addressed(self, text: str, addressed: Addressed, earlier: Earlier) -> Consultation:
        """The places that were asked for, or what they say of a question asked of them."""
        if not addressed.places:
            return Consultation(no_such_place(text, addressed, self._places))
        if addressed.question.asks_more(self._places.name_words):
            interpretation = self.understanding.understand(addressed.question.rest, earlier)
            part = self._part_within(interpretation, addressed)
            if part.hits:
                interpretation = replace(interpretation, text=text)
                return Consultation(
                    self._answer(interpretation, [part], [part]), interpretation, [part]
                )
        citations = tuple(citations_of(addressed, text))
        lines = [parts_line(addressed.places)] if addressed.places else []
        lines += [no_such_place(text, addressed, self._places).text] if addressed.missing else []
        stand_ins = dict.fromkeys(c.title for c in citations if c.status is Status.STAND_IN)
        notes = (
            *filter(None, lines),
            *(prompts.fill("replies/stand-in", name=name) for name in stand_ins),
        )
        missing = self._gaps_of(citations)
        return Consultation(
            Answer(
                question=text,
                answered=True,
                text=_text("", citations, [], notes, missing),
                citations=citations,
                confidence=1.0,
                missing=missing,
                notes=notes,
            )
        )

    def _part_within(self, interpretation: Interpretation, addressed: Addressed) -> QuestionPart:
        """The question searched in the clauses that it names, which are what it is about."""
        names = {passage_id(document, clause) for document, clause in addressed.clauses}
        documents = {document for document, _ in addressed.clauses}
        scope = documents.pop() if len(documents) == 1 else None
        ranking = self.index.search(interpretation.query, len(self.index.passages), document=scope)
        hits = gather_rows(
            [hit for hit in ranking if hit.passage.source in names], interpretation.english
        )
        return QuestionPart(interpretation, hits, GateVerdict(answers=True, confidence=1.0))

    def citations_for(self, consultation: Consultation, limit: int) -> list[Citation]:
        """The clauses found for a question, each once: the best of every part, then the next."""
        citations: dict[str, Citation] = {}
        for rank in range(SEARCHED):
            for part in consultation.parts:
                for hit in part.hits[rank : rank + 1]:
                    citations.setdefault(
                        hit.passage.source, self._citer.cite(hit, part.interpretation)
                    )
            if len(citations) >= limit:
                break
        return list(citations.values())[:limit]

    def refusal_of(self, consultation: Consultation) -> Answer:
        """The refusal of a question that, on a second reading, the clauses do not answer."""
        whole = consultation.parts[0]
        return self._not_found(consultation.interpretation or whole.interpretation, whole)

    def answer_left_open(self, consultation: Consultation, citation: Citation, lead: str) -> Answer:
        """The words of `citation` as what speaks of the question, which they do not settle."""
        notes, missing = self.remarks(consultation, [citation])
        return Answer(
            question=consultation.answer.question,
            answered=True,
            text=_text(lead, [citation], [], notes, missing),
            lead=lead,
            leaves_open=True,
            citations=(citation,),
            missing=missing,
            notes=notes,
        )

    def answer_with(self, consultation: Consultation, citation: Citation) -> Answer:
        """The answer with the words of `citation` beside those that it quotes of that clause."""
        base = consultation.answer
        if _is_among(citation, base.citations):
            return base
        same = [c for c in base.citations if c.name == citation.name and c.quote in base.text]
        before = as_quote(same[-1].quote) if same else ""
        if not before or before not in base.text:
            return base
        text = base.text.replace(before, f"{before}\n\n{as_quote(citation.quote)}", 1)
        return base.model_copy(update={"citations": (*base.citations, citation), "text": text})

    def remarks(
        self, consultation: Consultation, citations: Sequence[Citation]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The notes that an answer by `citations` needs, and what is missing around them."""
        interpretation = consultation.interpretation
        if interpretation is None or not citations:
            return (), ()
        return self._notes(interpretation, citations), self._gaps_of(citations)

    def _not_found(self, interpretation: Interpretation, whole: QuestionPart) -> Answer:
        """Declines what no clause answers; of a policy that only a stand-in is here of, says so."""
        is_held = {d.name: d.status is not Status.STAND_IN for d in self.documents}
        nearest = self._nearest(whole)
        spoken = [interpretation.english, *(citation.text for citation in nearest[:1])]
        return self._refusals.not_found(
            interpretation,
            whole.verdict,
            nearest,
            documents=[name for name, held in is_held.items() if held],
            stand_ins=[
                name
                for name, held in is_held.items()
                if not held and any(fold(name) in fold(text) for text in spoken)
            ],
        )

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

    def _parts(self, interpretation: Interpretation, earlier: Earlier) -> list[QuestionPart]:
        """The whole question, then each of its parts where it has several."""
        whole = self._part(self._with_what_matters(interpretation))
        pieces = [piece for piece in PARTS.split(interpretation.english) if content_words(piece)]
        if len(pieces) < 2:
            return [whole]
        # A part depends on the one before it ("..., and who approves it?") as a follow-up does.
        before = [*turns_of(earlier), *interpretation.told]
        return [
            whole,
            *(
                self._part(self.understanding.understand(piece, [*before, *pieces[:at]]))
                for at, piece in enumerate(pieces)
            ),
        ]

    def _with_what_matters(self, interpretation: Interpretation) -> Interpretation:
        """The question with the told sentences that lead furthest, where much is told."""
        told, query = interpretation.told, interpretation.query
        if len(query.text.split()) <= MUCH_TOLD or len(told) < 2:
            return interpretation
        question = interpretation.english
        with_each = [
            replace(query, text=f"{fact} {question}", weights=_weights_of(query, fact, question))
            for fact in told[-MOST_TOLD:]
        ]
        best = max(
            with_each, key=lambda q: max((h.score for h in self.index.search(q, 1)), default=0.0)
        )
        return replace(interpretation, query=best)

    def _part(self, interpretation: Interpretation) -> QuestionPart:
        hits = gather_rows(self._ranking(interpretation), interpretation.english)[:SEARCHED]
        return self._judged(interpretation, self._citer.stand_ins_last(hits, interpretation))

    def _judged(self, interpretation: Interpretation, hits: list[Hit]) -> QuestionPart:
        verdict = judge(interpretation, hits, self.index.idf)
        return QuestionPart(interpretation, hits, verdict)

    def _ranking(self, interpretation: Interpretation) -> list[Hit]:
        """What the index finds; more where tables are read by row, whose rows become one hit."""
        limit = SEARCHED_ROWS if self._has_rows else SEARCHED
        return self.index.search(interpretation.query, limit)

    def _answer(
        self,
        interpretation: Interpretation,
        answered_parts: list[QuestionPart],
        parts: list[QuestionPart],
    ) -> Answer:
        choice = self._best_citations(answered_parts, parts)
        led = self._led_by_policy(answered_parts, choice)
        count = max(_how_many_quoted(choice, parts), self._named_first(interpretation, choice))
        choice, count = (led, QUOTED) if led else (choice, count)
        choice, further = self._in_full(choice, count)
        citations = (*(chosen.citation for chosen in choice), *further)
        quotations = _by_clause([*citations[:count], *further])
        settlement = self._settlement(answered_parts, choice, quotations)
        deciding = self._deciding(settlement, choice[0], quotations)
        citations, quotations = (*citations, *deciding), _by_clause([*quotations, *deciding])
        settlement = self._with_difference(settlement, choice[:count])
        missing = self._gaps_of(quotations)
        notes = self._notes(interpretation, quotations)
        see_also = _see_also(choice, count)
        text = _text(settlement.lead, quotations, see_also, notes, missing)
        return Answer(
            question=interpretation.text,
            answered=True,
            text=text,
            lead=settlement.lead,
            leaves_open=not settlement.settles,
            citations=citations,
            confidence=max(part.verdict.confidence for part in answered_parts),
            missing=missing,
            notes=notes,
        )

    def _led_by_policy(
        self, answered_parts: list[QuestionPart], choice: list[Chosen]
    ) -> list[Chosen]:
        """The choice with the policy first to which a clause leaves the matter, and that beside it.

        Empty where no clause does, or the policy does not answer.
        """
        part = answered_parts[0]
        if len(answered_parts) > 1 or part.is_marked:
            return []
        first = choice[0]
        for target in self._left_to(first.hit, part):
            ranking = self.index.search(part.interpretation.query, SEARCHED, document=target)
            within = self._judged(part.interpretation, ranking)
            if within.verdict.answers:
                hit = within.hits[0]
                leading = self._chosen(hit, part.interpretation)
                source = hit.passage.source
                rest = [other for other in choice[1:] if other.hit.passage.source != source]
                return [leading, first, *rest][:CITED]
        for chosen in choice[1:]:
            if first.citation.document in self._left_to(chosen.hit, part):
                return [first, chosen, *(other for other in choice[1:] if other is not chosen)]
        return []

    def _left_to(self, hit: Hit, part: QuestionPart) -> tuple[str, ...]:
        """The documents to which the sentence of `hit` that answers leaves the matter."""
        sentence = self._citer.best_sentence(hit, part.interpretation)
        return self._deferrals.of(hit.passage.source, sentence)

    def _with_difference(self, settlement: Settlement, quoted: list[Chosen]) -> Settlement:
        """The settlement, led by where two documents that are quoted differ in force."""
        first, *others = (chosen.citation for chosen in quoted)
        for second, hit in zip(others, (chosen.hit for chosen in quoted[1:]), strict=True):
            if second.document == first.document or Status.STAND_IN in {
                first.status,
                second.status,
            }:
                continue
            is_left = self._deferrals.leaves_to(hit.passage.source, first.document)
            line = difference_line(
                (first.name, first.quote),
                (second.name, second.quote),
                left_to=first.title if is_left else "",
            )
            if line:
                # A bare Yes would pass over the condition, and over the other text.
                hides = settlement.verdict is not None and is_conditional(first.quote)
                lead = "" if hides else settlement.lead
                return replace(settlement, lead="\n\n".join(filter(None, [line, lead])))
        return settlement

    def _named_first(self, interpretation: Interpretation, choice: Sequence[Chosen]) -> int:
        """How many to quote so that a document which the question names is among them."""
        named = {document.id for document in self._places.documents_named(interpretation.english)}
        places = [at for at, chosen in enumerate(choice) if chosen.citation.document in named]
        return places[0] + 1 if places else 0

    def _in_full(self, choice: Sequence[Chosen], count: int) -> tuple[list[Chosen], list[Citation]]:
        """The first `count` clauses with all of them that is worth quoting.

        The citations of `choice`, widened where more stands around them, and further ones.
        """
        widened, further = list(choice), list[Citation]()
        for at, chosen in enumerate(choice[:count]):
            _, hit, interpretation, first = chosen
            spans = self._citer.spans(hit, interpretation, first, alone=count == 1)
            for span in spans:
                citation = self._citer.quote(hit, span)
                if span.first <= first.first <= span.last:
                    widened[at] = chosen._replace(citation=citation)
                else:
                    further.append(citation)
        shown = [chosen.citation for chosen in widened[:count]]
        return widened, [citation for citation in further if not _is_among(citation, shown)]

    def _settlement(
        self,
        answered_parts: list[QuestionPart],
        choice: Sequence[Chosen],
        quotations: Sequence[Citation],
    ) -> Settlement:
        """How far the words chosen settle the question; of several parts, none is led."""
        if len(answered_parts) > 1:
            return Settlement()
        part = answered_parts[0]
        first, hit, *_ = choice[0]
        shown = [citation.quote for citation in quotations if citation.name == first.name]
        sentences = [
            ClauseSentence(
                sentence, hit.similar_in(at), any(bare(sentence) in quote for quote in shown)
            )
            for at, (sentence, _) in enumerate(hit.sentences)
        ]
        own = f"{hit.passage.place}\n{hit.passage.text}"
        by_words = settle(part.interpretation, sentences, own, self._words, part.verdict.confidence)
        if hit.passage.cells and part.interpretation.form.wants_verdict:
            return settle_row(part.interpretation, hit, by_words)
        return by_words

    def _deciding(
        self, settlement: Settlement, first: Chosen, quotations: Sequence[Citation]
    ) -> list[Citation]:
        """The sentence that decides, where it is not among what is quoted; else nothing."""
        own = [citation for citation in quotations if citation.name == first.citation.name]
        for at, (sentence, _) in enumerate(first.hit.sentences):
            if sentence == settlement.deciding:
                citation = self._citer.quote(first.hit, SentenceSpan(at, at))
                return [] if _is_among(citation, own) else [citation]
        return []

    def _best_citations(
        self, answered_parts: list[QuestionPart], parts: list[QuestionPart]
    ) -> list[Chosen]:
        """What to cite, best first: the best of each part, then the next best of the first.

        Two parts may draw on one clause, each with its own words.
        """
        first = answered_parts[0]
        split = [part for part in answered_parts if part is not parts[0]]
        choice: list[Chosen] = []
        for part in split or [first]:
            best = part.hits[0]
            quotes = [c.citation.quote for c in choice if c.hit.passage.id == best.passage.id]
            sentence = self._citer.best_sentence(best, part.interpretation)
            if not any(sentence in quote for quote in quotes):
                choice.append(self._chosen(best, part.interpretation, quotes))
        limit = CITED + max(0, len(split) - 1)
        for hit in first.hits:
            cited_ids = {chosen.hit.passage.id for chosen in choice}
            if len(choice) < limit and hit.passage.id not in cited_ids:
                choice.append(self._chosen(hit, first.interpretation))
        return choice

    def _chosen(
        self, hit: Hit, interpretation: Interpretation, earlier_quotes: Sequence[str] = ()
    ) -> Chosen:
        span = self._citer.best_span(hit, interpretation, earlier_quotes)
        return Chosen(self._citer.quote(hit, span), hit, interpretation, span)

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


def _how_many_quoted(choice: Sequence[Chosen], parts: list[QuestionPart]) -> int:
    if len(parts) > 1:
        return min(len(choice), max(QUOTED, len(parts) - 1))
    best = choice[0].hit.score
    close = [chosen for chosen in choice if chosen.hit.score >= CLOSE * best][:QUOTED]
    words = sum(len(chosen.citation.quote.split()) for chosen in close)
    return len(close) if words <= MOST_SHOWN else 1


def _by_clause(citations: Sequence[Citation]) -> list[Citation]:
    """`citations` with those of one clause together as they stand in it, the clauses in order."""
    names = list(dict.fromkeys(citation.name for citation in citations))
    return sorted(citations, key=lambda c: (names.index(c.name), c.text.find(c.quote)))


def _is_among(citation: Citation, others: Sequence[Citation]) -> bool:
    """True where the words of `citation` are quoted already."""
    return any(c.name == citation.name and citation.quote in c.quote for c in others)


def _see_also(choice: Sequence[Chosen], count: int) -> list[str]:
    best = choice[0].hit.score
    quoted_names = {chosen.citation.name for chosen in choice[:count]}
    near = [c.citation.name for c in choice[count:] if c.hit.score >= WORTH_NAMING * best]
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


def _weights_of(query: Query, *texts: str) -> dict[str, float]:
    """The weights of `query` for the words of `texts`, and for those that stand for some."""
    stems = {stem for text in texts for stem in terms(text)}
    return {word: weight for word, weight in query.weights.items() if word in stems} or dict(
        query.weights
    )


def _text(
    lead: str,
    quotations: Sequence[Citation],
    see_also: Sequence[str],
    notes: Sequence[str],
    missing: Sequence[str],
    *,
    numbered: bool = False,
) -> str:
    paragraphs = [lead] if lead else []
    count = 0
    for at, citation in enumerate(quotations):
        if not at or citation.name != quotations[at - 1].name:
            count += 1
            number = f"{count}\\. " if numbered else ""
            paragraphs.append(f"{number}{_lead(citation)}:")
        paragraphs.append(as_quote(citation.quote))
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
