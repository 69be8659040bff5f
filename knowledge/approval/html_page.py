"""The report on a proposal as one HTML file: each page's picture beside its clauses."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import groupby
from pathlib import Path
from typing import Literal

from knowledge.approval.doubts import Doubt, page_words
from knowledge.approval.pictures import PagePicture, clause_pages, pictures_of
from knowledge.approval.proposal import Proposal
from knowledge.editions.comparing import Change, ChangeKind
from knowledge.errors import UnreadableDocument
from knowledge.models import Clause

LOG = logging.getLogger("saathi.approval")
WORD = re.compile(r"[^\s]+|\n")
EMPHASIS = re.compile(r"\*{1,3}")
TEMPLATE = Path(__file__).parent / "page.html.j2"
Mark = Literal["same", "added", "removed", "unsure"]


@dataclass(frozen=True)
class _ShownClause:
    """A clause with how deep it stands, what changed in it, and what to doubt about it."""

    clause: Clause
    depth: int
    change: Change | None
    doubts: Sequence[Doubt]
    section: str  # the heading above it, where it is the first below that
    unsure: frozenset[str] = frozenset()  # words that recognition likely misread

    @property
    def pieces(self) -> list[tuple[Mark, str]]:
        """Its text, word by word beside the edition before where it was changed."""
        return [piece for mark, text in self._changes() for piece in self._doubted(mark, text)]

    def _doubted(self, mark: Mark, text: str) -> Iterator[tuple[Mark, str]]:
        """The words, those that are likely misread apart."""
        if mark != "same" or not self.unsure:
            yield mark, text
            return
        for is_unsure, words in groupby(text.split(" "), key=self.unsure.__contains__):
            yield "unsure" if is_unsure else "same", " ".join(words)

    def _changes(self) -> list[tuple[Mark, str]]:
        text = EMPHASIS.sub("", self.clause.searchable)
        if self.change is None or self.change.before is None or not self.change.has_other_words:
            return [("same", text)] if text else []
        before, after = _body(self.change.before), _body(self.clause.whole)
        return list(word_changes(EMPHASIS.sub("", before), EMPHASIS.sub("", after)))


@dataclass(frozen=True)
class _ShownPage:
    """A page and the clauses that begin on it."""

    page: int
    picture: str  # a data address; '' where there is none
    sureness: int | None = None  # per cent, where its words were recognised from the picture
    clauses: list[_ShownClause] = field(default_factory=list)


def approval_page(proposal: Proposal, pages: Sequence[PagePicture], note: str = "") -> str:
    """The report as HTML that needs nothing else, for whoever must approve the document.

    `pages` are pictures of the file's pages; without them the clauses stand alone, and `note` says
    why. Nothing in the document can become markup.
    """
    from jinja2 import Environment  # noqa: PLC0415  (for a report alone)

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(TEMPLATE.read_text(encoding="utf-8"))
    return template.render(
        document=proposal.document,
        proposal=proposal,
        report=proposal.report,
        doubts=proposal.doubts,
        counts=_counts(proposal.changes),
        gone=[change for change in proposal.changes if change.kind is ChangeKind.GONE],
        pages=_pages(proposal, pages),
        note=note,
        page_words=page_words,
    )


def approval_report(proposal: Proposal, pdf_of: Callable[[bytes], bytes | None]) -> str:
    """The report with the pictures that can be made of the file, and a word on those that cannot.

    `pdf_of` makes a PDF of a Word file; None where it cannot.
    """
    file = proposal.file.lower()
    if not file.endswith((".pdf", ".docx")):
        return approval_page(proposal, (), "A text file has no pages; its clauses stand alone.")
    try:
        pdf = proposal.content if file.endswith(".pdf") else pdf_of(proposal.content)
        pages = pictures_of(proposal.file, pdf) if pdf else []
    except UnreadableDocument as error:
        return approval_page(proposal, (), str(error))
    except Exception:
        LOG.exception("no pictures for the report on %s", proposal.file)
        pages = []
    if not pages:
        note = (
            "The pages could not be drawn here, for that needs LibreOffice; open the file beside "
            "this page."
        )
        return approval_page(proposal, (), note)
    left = proposal.report.pages - len(pages)
    note = f"The last {left} pages are not drawn." if left > 0 else ""
    return approval_page(proposal, pages, note)


def word_changes(before: str, after: str) -> Iterator[tuple[Mark, str]]:
    """The words of two texts as one: what both have, what was put in, what was taken out."""
    old, new = WORD.findall(before), WORD.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for operation, a, b, c, d in matcher.get_opcodes():
        if operation == "equal":
            yield "same", _joined(new[c:d])
            continue
        if b > a:
            yield "removed", _joined(old[a:b])
        if d > c:
            yield "added", _joined(new[c:d])


def _joined(words: Sequence[str]) -> str:
    """The words as they stood, lines kept."""
    return " ".join(words).replace(" \n ", "\n")


def _body(whole: str) -> str:
    """A clause's text without its number, which stands above it."""
    return whole.partition(" ")[2] if " " in whole else whole


def _counts(changes: Sequence[Change]) -> list[tuple[int, str]]:
    counts = [(sum(change.kind is kind for change in changes), kind.value) for kind in ChangeKind]
    return [(count, kind) for count, kind in counts if count]


def _pages(proposal: Proposal, pictures: Sequence[PagePicture]) -> list[_ShownPage]:
    """The pages with their clauses; one page without a picture where there are no pictures."""
    if not pictures:
        return [_ShownPage(0, "", clauses=list(_clauses(proposal)))]
    sureness = {fact.page: round(100 * fact.sureness) for fact in proposal.report.recognised}
    shown = {
        page.page: _ShownPage(page.page, _address(page.jpeg), sureness.get(page.page))
        for page in pictures
    }
    begins = clause_pages(proposal.document, pictures, proposal.report.clause_pages)
    first, last = pictures[0].page, pictures[-1].page
    for clause in _clauses(proposal):
        page = min(max(begins[clause.clause.id], first), last)
        shown[page].clauses.append(clause)
    return list(shown.values())


def _clauses(proposal: Proposal) -> Iterator[_ShownClause]:
    changes = {c.clause: c for c in proposal.changes if c.kind is not ChangeKind.GONE}
    doubts: dict[str, list[Doubt]] = {}
    for doubt in proposal.doubts:
        doubts.setdefault(doubt.clause, []).append(doubt)
    unsure = frozenset(word for fact in proposal.report.recognised for word in fact.unsure)
    for section in proposal.document.sections:
        heading = section.heading
        for top in section.clauses:
            for depth, clause in _with_depth(top, 0):
                change, about = changes.get(clause.id), doubts.get(clause.id, ())
                yield _ShownClause(clause, depth, change, about, heading, unsure)
                heading = ""


def _with_depth(clause: Clause, depth: int) -> Iterator[tuple[int, Clause]]:
    yield depth, clause
    for child in clause.clauses:
        yield from _with_depth(child, depth + 1)


def _address(jpeg: str) -> str:
    return f"data:image/jpeg;base64,{jpeg}"
