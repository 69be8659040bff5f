"""Answers from editions that are no longer in force, each marked as superseded.

A plain question never comes here. The editions that one does ask about get an index of their own,
made at the first such question and kept beside that of the documents in force: it is searched and
judged by the same rules, and no word of it can weigh on a question about what is in force. Passages
that are in force still keep the vectors that they have there.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import prompts
from knowledge.answering.answers import Answerer
from knowledge.answering.places import Places
from knowledge.asking.edition_asked import EditionAsked, edition_asked
from knowledge.asking.understanding import Earlier, clean, leans_on_earlier, turns_of
from knowledge.editions.record import Record, documents_in_force
from knowledge.index.shelf import Models, Shelf
from knowledge.library import fingerprint
from knowledge.models import Answer, Citation, Document, Reason, Status

FOLDER = "superseded"  # in the folder of the indexes
MOST_OPEN = 2  # sets of editions whose index stays open
MOST_LISTED = 8  # documents whose editions are listed


@dataclass
class EarlierEditions:
    """The editions on record that are not in force. Threads may share it."""

    shelf: Shelf
    models: Callable[[], Models]
    answerer_of: Callable[[Sequence[Document], Shelf], Answerer]
    _open: dict[str, Answerer] = field(default_factory=dict)
    _retired: Answerer | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def answer(
        self, on_record: Callable[[], Sequence[Record]], question: str, earlier: Earlier
    ) -> Answer | None:
        """The answer from the edition that `question` asks about; None where it asks about none.

        A follow-up stays with the edition of the question before it. Raises KnowledgeError.
        """
        text, turns = clean(question), turns_of(earlier)
        query = edition_asked(text)
        if query is None and turns and leans_on_earlier(text):
            before = edition_asked(turns[-1])
            query = EditionAsked(text, before.name, before.date) if before is not None else None
        if query is None:
            return None
        records = on_record()
        in_force = documents_in_force(records)
        documents = Places(in_force).documents_named(" ".join([*turns[-1:], text]), query.name)
        ids = {document.id for document in documents}
        candidates = [
            r for r in records if not r.is_withdrawn and (r.document.id in ids or not ids)
        ]
        editions = _editions_asked(query, candidates, in_force)
        if not editions:
            return _none_on_record(text, query, candidates, in_force)
        rests = [(before.rest if (before := edition_asked(turn)) else turn) for turn in turns]
        answer = self._answerer(editions).ask(query.rest, rests)
        return _marked(answer, text, editions, in_force)

    def _answerer(self, editions: Sequence[Document]) -> Answerer:
        """What answers from these editions; its index is made where there is none yet."""
        name = str(sorted(fingerprint(editions).items()))
        with self._lock:
            answerer = self._open.pop(name, None)
            if answerer is None:
                folder, _ = self.shelf.build(editions, self.models())
                self.shelf.tidy(folder)
                answerer = self.answerer_of(editions, self.shelf)
            self._open[name] = answerer  # last, as the one that was used last
            if len(self._open) > MOST_OPEN:
                self._retire(self._open.pop(next(iter(self._open))))
        return answerer

    def _retire(self, answerer: Answerer) -> None:
        """Closes the one retired before it: a question may still be using this one."""
        if self._retired is not None:
            self._retired.index.close()
        self._retired = answerer


def _editions_asked(
    query: EditionAsked, records: Sequence[Record], in_force: Sequence[Document]
) -> list[Document]:
    """The editions of that date, or of each document the one before that in force."""
    chosen: dict[str, Record] = {}
    for record in _apart(records, in_force):
        is_asked = not query.date or _is_of(record.document.edition, query.date)
        rival = chosen.get(record.document.id)
        if is_asked and (rival is None or record.rank > rival.rank):
            chosen[record.document.id] = record
    documents = [record.document for record in chosen.values()]
    if query.date:
        documents += [
            d for d in in_force if d.id not in chosen and _is_current(d, records, query.date)
        ]
    return sorted(documents, key=lambda document: document.id)


def _apart(records: Sequence[Record], in_force: Sequence[Document]) -> list[Record]:
    """The records of other editions than those in force; another reading of one is none."""
    current = {record.edition_key for record in records if record.document in in_force}
    return [record for record in records if record.edition_key not in current]


def _is_current(document: Document, records: Sequence[Record], date: str) -> bool:
    """True where the edition in force is the one asked about."""
    is_concerned = any(record.document == document for record in records)
    return is_concerned and _is_of(document.edition, date)


def _is_of(edition: str, date: str) -> bool:
    """True where one date holds the other: 2019-03 is of 2019."""
    return edition == date or edition.startswith(f"{date}-") or date.startswith(f"{edition}-")


def _marked(
    answer: Answer, question: str, editions: Sequence[Document], in_force: Sequence[Document]
) -> Answer:
    """`answer` with what it cites marked as superseded, and a line in front that says so."""
    now = {document.id: document.edition for document in in_force}
    editions_now = {d.id: now[d.id] for d in editions if d not in in_force}
    citations = [_with_mark(citation, editions_now) for citation in answer.citations]
    nearest = [_with_mark(citation, editions_now) for citation in answer.nearest]
    cited_ids = {c.document for c in (citations if answer.answered else nearest)}
    looked_in = [
        d for d in editions if d.id in editions_now and (d.id in cited_ids or not cited_ids)
    ]
    reply = "superseded" if answer.answered else "superseded-looked"
    line = " ".join(
        prompts.fill(f"replies/{reply}", document=d.name, edition=d.edition, now=editions_now[d.id])
        for d in looked_in
    )
    return answer.model_copy(
        update={
            "question": question,
            "text": f"{line}\n\n{answer.text}" if line else answer.text,
            "lead": f"{line} {answer.lead}".strip(),
            "citations": tuple(citations),
            "nearest": tuple(nearest),
        }
    )


def _with_mark(citation: Citation, editions_now: Mapping[str, str]) -> Citation:
    by = editions_now.get(citation.document, "")
    return citation.model_copy(update={"superseded_by": by}) if by else citation


def _none_on_record(
    question: str,
    query: EditionAsked,
    records: Sequence[Record],
    in_force: Sequence[Document],
) -> Answer:
    """Says that no such edition is on record, and which are."""
    kind = f"edition of {query.date}" if query.date else "earlier edition"
    documents = [d for d in in_force if any(record.document.id == d.id for record in records)]
    whose = f"of the {documents[0].name} " if len(documents) == 1 else ""
    lines = [_on_record(document, records) for document in documents[:MOST_LISTED]]
    if len(documents) > MOST_LISTED:
        lines.append(f"and {len(documents) - MOST_LISTED} more documents")
    text = prompts.fill("replies/no-such-edition", kind=kind, whose=whose, there="; ".join(lines))
    return Answer(question=question, answered=False, text=text, reason=Reason.NO_SUCH_EDITION)


def _on_record(document: Document, records: Sequence[Record]) -> str:
    """The document with its editions, the one in force first."""
    of_document = sorted(
        (record for record in records if record.document.id == document.id),
        key=lambda record: record.rank,
        reverse=True,
    )
    editions = dict.fromkeys(_edition_words(record.document) for record in of_document)
    return f"{document.name}, {', '.join(editions)}"


def _edition_words(document: Document) -> str:
    edition = document.edition
    name = f"edition {edition}" if edition[:1].isdigit() else edition
    return f"{name} (a stand-in)" if document.status is Status.STAND_IN else name
