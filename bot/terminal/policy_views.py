"""Saathi in the terminal: pure views of answers and documents, and the conversation."""

from __future__ import annotations

import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TextIO

from rich.console import Console, Group, RenderableType
from rich.markdown import Markdown
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from bot.errors import sentence
from knowledge import (
    Answer,
    AppliedMark,
    Change,
    Citation,
    Clause,
    Document,
    Record,
    Statement,
    Status,
)

if TYPE_CHECKING:
    from prompt_toolkit.history import History

    from bot.slack.learning.report import LearningReport, QuestionGroup

LONGEST_LINE = 1_000_000  # bytes of one question; the rest of a longer line is skipped
EMPHASIS = re.compile(r"\*{1,3}")
PRINTED_NUMBER = re.compile(r"^((?:> )?\d+)([.)] )")  # Markdown would number it again
Ask = Callable[[str, Sequence[str]], Answer]
AskAloud = Callable[[str, Sequence[str], Callable[[Statement], None]], Answer]
MOST_TURNS = 3  # earlier questions of a conversation that a question may refer to


def answer_view(answer: Answer) -> RenderableType:
    """An answer as a person reads it: the text, then where each clause comes from."""
    parts: list[RenderableType] = [_markdown(answer.text)]
    if answer.citations:
        quotes = [c for c in answer.citations if c.quote.split("\n")[0] in answer.text]
        parts.append(Padding(_sources(quotes), (1, 0, 0, 0)))
    parts += [Text(line, style="dim") for line in _mark_lines(answer.marks)]
    return Group(*parts)


def _mark_lines(marks: Iterable[AppliedMark]) -> Iterator[str]:
    """Who decided that a clause answers, or does not; one line a mark."""
    for mark in marks:
        from bot.clause_marks import mark_sentence  # noqa: PLC0415  (SQLAlchemy; only where there are marks)

        yield mark_sentence(mark, mark.by)


def _markdown(text: str) -> Markdown:
    """`text` as Markdown that keeps each line on its own and the printed numbers."""
    lines = [PRINTED_NUMBER.sub(r"\1\\\2", line) for line in text.split("\n")]
    apart = [f"{line}\n>" if line.startswith(">") else f"{line}\n" for line in lines]
    return Markdown("\n".join(apart), hyperlinks=False)


def _sources(citations: Iterable[Citation]) -> RenderableType:
    """One line for each document: its clauses, edition and status."""
    documents: dict[tuple[str, str], list[Citation]] = {}
    for citation in citations:
        edition = (citation.document, citation.edition)
        documents.setdefault(edition, []).append(citation)
    lines = []
    for document_citations in documents.values():
        first = document_citations[0]
        clauses = ", ".join(dict.fromkeys(citation.clause for citation in document_citations))
        line = f"{first.title} {clauses}  ·  edition {first.edition}  ·  {_status(first.status)}"
        now = first.superseded_by
        lines.append(f"{line}  ·  superseded: edition {now} is in force" if now else line)
    return Text("\n".join(lines), style="dim")


def _status(status: Status) -> str:
    return "approved" if status is Status.APPROVED else "stand-in, not the policy’s own text"


def outline_view(document: Document) -> RenderableType:
    """A document's clause tree, each clause by as many of its words as a line holds."""
    head = f"{document.title} · edition {document.edition} · {document.status}"
    tree = Tree(Text(head, style="bold"))
    for section in document.sections:
        branch = tree.add(Text(section.heading, style="bold")) if section.heading else tree
        for clause in section.clauses:
            _grow(branch, clause)
    return tree


def _grow(branch: Tree, clause: Clause) -> None:
    words = " — ".join(part for part in (clause.heading, clause.readable.text) if part)
    own = branch.add(_line(f"{clause.id}  ", words, "cyan"))
    for point in clause.points:
        own.add(_line(f"{point.label} ", point.text, "dim"))
    for note in clause.footnotes:
        own.add(_line(f"note {note.label}: ", note.text, "dim"))
    for child in clause.clauses:
        _grow(own, child)


def _line(label: str, words: str, style: str) -> Text:
    """One line of an outline; what does not fit is cut off with '…'."""
    plain = EMPHASIS.sub("", " ".join(words.split()))
    return Text.assemble((label, style), plain, no_wrap=True, overflow="ellipsis")


def clause_view(document: Document, clause: Clause) -> RenderableType:
    """One whole clause, with its place, its sub-clauses and what is missing around it."""
    subject = document.subjects.get(clause.id, "")
    head = f"{document.name} {clause.id}" + (f", on {subject}" if subject else "")
    parts: list[RenderableType] = [Text(head, style="bold")]
    parts += [Padding(_markdown(below.readable.whole), (1, 0, 0, 2)) for below in clause.walk()]
    notes = [gap.note for gap in document.gaps if clause.id in gap.clauses]
    parts += [
        Padding(Text(f"Not in the copy at hand: {note}", style="yellow"), (1, 0)) for note in notes
    ]
    if document.status is Status.STAND_IN:
        parts.append(Text("A stand-in, not the policy’s own text.", style="yellow"))
    return Group(*parts)


def records_view(records: Iterable[Record], in_force: Iterable[Document]) -> RenderableType:
    """Every edition on record, and whether it is in force."""
    current = list(in_force)
    table = Table(box=None, pad_edge=False)
    for column in ("Document", "Title", "Edition", "Status", "Clauses", ""):
        table.add_column(
            column, no_wrap=column != "Title"
        )  # an id must stay whole, to be typed again
    for record in sorted(records, key=lambda record: (record.document.id, record.rank)):
        document = record.document
        force = "in force" if document in current else "superseded"
        force = "withdrawn" if record.is_withdrawn else force
        table.add_row(
            document.id,
            document.title,
            document.edition,
            str(document.status),
            str(sum(1 for _ in document.walk())),
            force,
            style="" if force == "in force" else "dim",
        )
    return table


def changes_view(before: Document, after: Document, changes: Iterable[Change]) -> RenderableType:
    """What changed between two editions, clause by clause."""
    parts: list[RenderableType] = [
        Text(
            f"{after.title}: {before.edition} ({before.status}) → {after.edition} ({after.status})"
        )
    ]
    all_changes = list(changes)
    for change in all_changes:
        was = f", was {change.was}" if change.was else ""
        parts.append(Text(f"\n{change.clause}  {change.kind}{was}", style="bold"))
        if not change.has_other_words:
            continue
        parts += [Text(f"- {line}", style="red") for line in (change.before or "").splitlines()]
        parts += [Text(f"+ {line}", style="green") for line in (change.after or "").splitlines()]
    if not all_changes:
        parts.append(Text("No clause differs."))
    return Group(*parts)


def report_view(report: LearningReport) -> RenderableType:
    """Questions that were declined or did not help, with every wording below its group."""
    parts: list[RenderableType] = [Text("Questions to learn from", style="bold")]
    parts += [Text(line) for line in report.note]
    for group in report.groups:
        parts.append(Padding(_group_view(group), (1, 0, 0, 0)))
    return Group(*parts)


def _group_view(group: QuestionGroup) -> RenderableType:
    clauses = f" Shown: {', '.join(group.clauses)}." if group.clauses else ""
    last = f" Last asked on {group.last.day} {group.last:%B %Y}."
    other_wordings = [wording for wording in group.wordings if wording.question != group.title]
    wordings = "".join(f"\n{wording.times:,} × {wording.question}" for wording in other_wordings)
    grid = Table.grid(padding=(0, 1))
    grid.add_column(justify="right", style="cyan", no_wrap=True, min_width=5)
    grid.add_column()
    grid.add_row(f"{group.times:,} ×", Text(group.title, style="bold"))
    grid.add_row("", Text(f"{group.why}{clauses}{last}{wordings}", style="dim"))
    return grid


def answer_json(question: str, answer: Answer, seconds: float) -> dict[str, Any]:
    """An answer as one JSON object; `question` as it was asked."""
    return {
        "question": question,
        "answered": answer.answered,
        "settles": answer.settles,
        "text": answer.text,
        "citations": [_citation_json(citation) for citation in answer.citations],
        "seconds": round(seconds, 4),
        "confidence": round(answer.confidence, 3),
        "reason": answer.reason,
        "nearest": [_citation_json(citation) for citation in answer.nearest],
        "missing": list(answer.missing),
        "written": answer.written,
        "statements": [statement.model_dump() for statement in answer.statements],
        "writing": answer.writing and answer.writing.model_dump(),
        "ask": [contact.model_dump() for contact in answer.ask],
        "marks": [mark.model_dump() for mark in answer.marks],
    }


def _citation_json(citation: Citation) -> dict[str, Any]:
    fields = {"document", "clause", "text", "quote", "edition", "status", "superseded_by"}
    return citation.model_dump(mode="json", include=fields)


def answer_lines(questions: BinaryIO, out: TextIO, ask: Ask) -> None:
    """Answers one question a line as one JSON object a line, in order; no line stops the rest."""
    for question in lines(questions):
        start = time.perf_counter()
        try:
            answer = ask(question, ())
        except Exception as error:  # one question that fails must not stop the others
            answer = Answer(question=question[:80], answered=False, text=sentence(error))
        content = answer_json(question, answer, time.perf_counter() - start)
        out.write(json.dumps(content, ensure_ascii=True) + "\n")
        out.flush()


def lines(source: BinaryIO) -> Iterator[str]:
    """The lines of `source` as text, whatever their bytes are; each at most `LONGEST_LINE`."""
    while raw := source.readline(LONGEST_LINE):
        rest = raw
        while rest and not rest.endswith(b"\n"):
            rest = source.readline(LONGEST_LINE)
        yield raw.decode("utf-8-sig", errors="replace").rstrip("\r\n")


def ask_with_progress(
    console: Console, ask: AskAloud, question: str, earlier: Sequence[str] = ()
) -> Answer:
    """The answer to `question`; a line on `console` says meanwhile how far it is."""
    checked: list[Statement] = []
    with console.status("Looking…") as status:

        def show(statement: Statement) -> None:
            checked.append(statement)
            count = "1 sentence" if len(checked) == 1 else f"{len(checked)} sentences"
            status.update(f"{count} of the chat model checked against the clauses…")

        return ask(question, earlier, show)


def converse(console: Console, ask: AskAloud, history: Path) -> None:
    """A conversation until Ctrl-D; each question may refer to those before it.

    `history` is the file that keeps the questions between conversations.
    """
    console.print(
        "Ask what the partnership policies say. For example:\n"
        "May a partner mention us in public?\nCtrl-D ends.\n",
        style="dim",
    )
    earlier: list[str] = []
    for question in _questions(history):
        if not question.strip():
            continue
        try:
            answer = ask_with_progress(console, ask, question, earlier)
        except Exception as error:  # the conversation goes on
            console.print(sentence(error), style="red", highlight=False, markup=False)
            continue
        console.print(answer_view(answer))
        console.print()
        earlier = [*earlier, question][-MOST_TURNS:]


def _questions(history: Path) -> Iterator[str]:
    """The questions typed, one by one; Ctrl-C clears a line, Ctrl-D ends."""
    if not sys.stdin.isatty():
        yield from lines(sys.stdin.buffer)
        return
    from prompt_toolkit import PromptSession  # noqa: PLC0415  (0.2 s, for people only)

    session: PromptSession[str] = PromptSession(history=_history(history))
    while True:
        try:
            yield session.prompt("› ")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return


def _history(file: Path) -> History:
    """The history in `file`; where that cannot be written, one for this conversation alone.

    No IBAN and no CNIC comes into the file.
    """
    from prompt_toolkit.history import FileHistory, InMemoryHistory  # noqa: PLC0415

    from drafting.sealing import without_numbers  # noqa: PLC0415

    class SafeHistory(FileHistory):
        def store_string(self, string: str) -> None:
            super().store_string(without_numbers(string))

    try:
        file.open("ab").close()
    except OSError:
        return InMemoryHistory()
    return SafeHistory(str(file))
