"""An edited document beside the draft that was issued: what was done to which clause.

Tracked changes are read as if accepted, and words that are struck through or hidden as deleted. To
fill in an open field is no change, and neither is a number that follows when clauses move.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

from drafting.agreements.comparing.aligning import IssuedMatch, aligned, is_signed_line
from drafting.agreements.comparing.comparison import (
    DEEDS,
    ClauseChange,
    Comparison,
    FilledField,
    How,
    KeyChange,
    OtherChange,
    PersonsComment,
    TextPiece,
)
from drafting.agreements.comparing.copies import nearer_copy
from drafting.agreements.comparing.edited import (
    EditedFile,
    EditedParagraph,
    edited_paragraphs,
    marked_stretches,
    read_docx,
    read_pdf,
)
from drafting.agreements.comparing.issued import Blank, IssuedParagraph, even, spots
from drafting.agreements.comparing.key_terms import figure_changes, key_changes, subject_of
from drafting.agreements.comparing.margins import margin_changes
from drafting.agreements.comparing.printed import Print, paragraphs_of_print, without_margins
from drafting.agreements.comparing.table_changes import TableChange, TableComparer
from drafting.agreements.comparing.tables import (
    IssuedTable,
    edited_tables,
    issued_tables,
    paired_tables,
)
from drafting.agreements.comparing.wording import Quotes
from drafting.agreements.draft import Draft
from drafting.documents.composition import Composition, SetClause
from drafting.documents.pdf import to_pdf
from drafting.partners.errors import DraftingError, UnreadableDraft
from knowledge.confinement import confined
from knowledge.reading import TextMark, WholeFile

SAATHI = "Saathi"  # who writes the comments of a working copy
MANY_OR_NAMED = ("page ", "typed ", "turned ")  # what takes no ‘a’
LEAST_MOVED = 12  # letters of a paragraph that is known again where it stands elsewhere
LONGEST_COMMENT = 600  # characters that are shown


def compare(
    draft: Draft,
    composition: Composition,
    edited_file: EditedFile,
    *,
    may_see_restricted: bool = False,
    pdf_of: Callable[[bytes], bytes | None] = to_pdf,
) -> Comparison:
    """What differs. The copy that the edited one is nearer to is taken as issued.

    Restricted values are quoted only where whoever asks may see them. What came back as a PDF is
    compared with what `pdf_of` makes of that copy. Raises UnreadableDraft where it would take too
    long to tell.
    """
    print_copy = None
    if edited_file.content.kind == "pdf":
        copy = nearer_copy(edited_file.file, draft, edited_file.content)
        with suppress(DraftingError):  # then its words are compared in their order
            pdf = pdf_of(copy)
            print_copy = read_pdf(pdf, f"{draft.id}.pdf") if pdf else None
    return comparison_of(
        edited_file.file, draft, composition, edited_file, print_copy, may_see_restricted
    )


@confined(
    UnreadableDraft,
    cure="give the edited agreement itself, or compare the two in Word",
    loads=("docx",),
)
def comparison_of(
    file: str,
    draft: Draft,
    composition: Composition,
    edited_file: EditedFile,
    print_copy: WholeFile | None,
    may_see_restricted: bool = False,
) -> Comparison:
    """The same in a child process: what somebody wrote may take for ever to compare."""
    copy = nearer_copy(file, draft, edited_file.content)
    issued_file = read_docx(copy, draft.file_name())
    quotes = Quotes(may_see_restricted)
    return _Comparer(composition, issued_file, print_copy, edited_file, quotes).comparison(
        draft.id, file
    )


@dataclass(frozen=True)
class _Comparer:
    """One issued copy beside one edited file."""

    composition: Composition
    issued: WholeFile
    printed: WholeFile | None  # the issued copy as it is printed here, for a PDF that came back
    edited_file: EditedFile
    quotes: Quotes

    def comparison(self, draft: str, file: str) -> Comparison:
        """What differs between them."""
        content = self.edited_file.content
        clauses = tuple(self._clause_changes())
        beside = sorted(self._other_changes(), key=self._order)
        other_changes = (*beside, *margin_changes(self.issued, content, self.quotes))
        fields = tuple(_filled_fields(self._filled_matches(), self.quotes))
        keys = (*self._key_changes(), *_filled_keys(fields))
        marks = marked_stretches(self._edited)
        return Comparison(
            draft=draft,
            file=file,
            clauses=clauses,
            others=other_changes,
            filled=fields,
            tracked=content.tracked_changes,
            comments=tuple(self._comments()),
            key_changes=tuple(dict.fromkeys(keys)),
            struck=marks[TextMark.STRUCK] + content.struck,
            hidden=marks[TextMark.HIDDEN],
            unread=tuple(self._unread()),
            other_references=self.edited_file.other_references,
            shows_restricted=self.quotes.shows_restricted,
        )

    # --- which became which

    @cached_property
    def _edited(self) -> list[EditedParagraph]:
        if self._print is not None:
            return self._print.paragraphs
        return edited_paragraphs(self.edited_file.content.paragraphs, self.issued.paragraphs)

    @cached_property
    def _print(self) -> Print | None:
        """What came back as a PDF; None for another file."""
        content = self.edited_file.content
        if content.kind != "pdf":
            return None
        return paragraphs_of_print(
            [paragraph for _, paragraph in self._spots],
            without_margins(content, self.issued),
            without_margins(self.printed, self.issued) if self.printed else (),
            is_recognised=bool(content.recognised),
        )

    @cached_property
    def _spots(self) -> list[tuple[IssuedParagraph, EditedParagraph]]:
        """Each issued paragraph with its place in the issued file."""
        paragraphs = edited_paragraphs(self.issued.paragraphs)
        texts = [paragraph.whole for paragraph in paragraphs]
        return list(zip(spots(texts, self.composition), paragraphs, strict=True))

    @cached_property
    def _tables(self) -> list[TableComparer]:
        """Each issued table beside what became of it."""
        tables = issued_tables([(spot, paragraph.cell) for spot, paragraph in self._spots])
        pairs = paired_tables(tables, edited_tables(self._edited))
        return [TableComparer(table, pairs.get(at), self.quotes) for at, table in enumerate(tables)]

    @cached_property
    def _table_changes(self) -> list[tuple[IssuedTable, list[TableChange]]]:
        return [(comparer.table, list(comparer.changes())) for comparer in self._tables]

    @cached_property
    def _matches(self) -> list[IssuedMatch]:
        """The paragraphs outside the tables, each with what became of it."""
        table_numbers = {comparer.table.number for comparer in self._tables}
        paired_numbers = {comparer.edited.number for comparer in self._tables if comparer.edited}
        issued_spots = [
            spot
            for spot, paragraph in self._spots
            if paragraph.cell is None or paragraph.cell.table not in table_numbers
        ]
        paragraphs = [
            paragraph
            for paragraph in self._edited
            if paragraph.cell is None or paragraph.cell.table not in paired_numbers
        ]
        return aligned(issued_spots, paragraphs)

    def _filled_matches(self) -> Iterator[IssuedMatch]:
        yield from self._matches
        for comparer in self._tables:
            yield from comparer.matches()

    # --- what that means for the clauses

    @cached_property
    def _added_texts(self) -> set[str]:
        return {paragraph.whole for match in self._matches for paragraph in match.added}

    @cached_property
    def _moved_clauses(self) -> set[str]:
        """The ids of the clauses that only stand elsewhere."""
        return {
            clause.id
            for clause in self.composition.clauses()
            if (own := self._of_clause(clause)) and self._is_moved(own)
        }

    @cached_property
    def _moved_texts(self) -> set[str]:
        """The words of what only stands elsewhere."""
        return {
            match.spot.text
            for match in self._matches
            if (match.spot.clause is not None and match.spot.clause.id in self._moved_clauses)
            or self._is_moved_paragraph(match)
        }

    def _is_moved(self, own: Sequence[IssuedMatch]) -> bool:
        return all(match.edited is None and match.spot.text in self._added_texts for match in own)

    def _is_moved_paragraph(self, match: IssuedMatch) -> bool:
        spot = match.spot
        is_known = len(spot.text) >= LEAST_MOVED and spot.text in self._added_texts
        return spot.clause is None and match.edited is None and is_known

    @cached_property
    def _by_clause(self) -> dict[str, list[IssuedMatch]]:
        matches: dict[str, list[IssuedMatch]] = {}
        for match in self._matches:
            if match.spot.clause is not None:
                matches.setdefault(match.spot.clause.id, []).append(match)
        return matches

    def _of_clause(self, clause: SetClause) -> list[IssuedMatch]:
        return self._by_clause.get(clause.id, [])

    def _clause_changes(self) -> Iterator[ClauseChange]:
        for clause in self.composition.clauses():
            own = self._of_clause(clause)
            how = self._what_became(clause, own)
            rows = [
                change
                for table, changes in self._table_changes
                if table.clause is not None and table.clause.id == clause.id
                for change in changes
            ]
            if how is None and not rows:
                continue
            words = [] if how in (None, "moved") else list(self._words_of(own))
            for change in rows if how != "deleted" else []:
                gap = "\n" if words else ""
                deed = f"{gap}{change.what}, {DEEDS[change.how]}:"
                words += [TextPiece(deed, "kept"), *change.words]
            yield ClauseChange(
                clause.number, clause.title, how or "changed", tuple(words), clause.reason.basis
            )

    def _what_became(self, clause: SetClause, own: Sequence[IssuedMatch]) -> How | None:
        if not own:
            return None
        if all(match.edited is None for match in own):
            return "moved" if clause.id in self._moved_clauses else "deleted"
        whole = {_mark_of(match) for match in own if match.edited is not None}
        if len(whole) == 1 and (mark := whole.pop()) is not None:
            return mark
        missing = any(match.edited is None for match in own)
        inside = any(match.added for match in own[:-1])
        differs = any(match.edited is not None and not match.is_kept for match in own)
        return "changed" if missing or inside or differs else None

    def _words_of(self, own: Sequence[IssuedMatch]) -> Iterator[TextPiece]:
        """A changed clause's words, a paragraph a line."""
        last = len(own) - 1
        for number, match in enumerate(own):
            if number:
                yield TextPiece("\n", "kept")
            yield from self.quotes.words(match)
            if number < last:  # what follows the last one stands outside the clause
                for paragraph in match.added:
                    yield from self.quotes.added(paragraph, "\n")

    # --- and for the rest

    def _other_changes(self) -> Iterator[OtherChange]:
        missing_annexes = self._gone_annexes()
        for where, basis in missing_annexes.items():
            yield OtherChange(where, "deleted", tuple(self._words_of_annex(where)), basis)
        for number, match in enumerate(self._matches):
            following = self._matches[number + 1].spot if number + 1 < len(self._matches) else None
            if match.spot.where not in missing_annexes:
                yield from self._other_change(match)
            yield from self._added_after(match, following)
        for table, changes in self._table_changes:
            if table.clause is None and not any(
                table.where.startswith(name) for name in missing_annexes
            ):
                for change in changes:
                    where = f"{table.where}, {change.what}"
                    yield OtherChange(where, change.how, change.words, table.basis)

    def _order(self, change: OtherChange) -> int:
        """How far down the document a change stands."""
        where = change.where.removeprefix("after ")
        while where not in self._places_in_order and ", " in where:
            where = where.rpartition(", ")[0]
        return self._places_in_order.get(where, -1)

    @cached_property
    def _places_in_order(self) -> dict[str, int]:
        places: dict[str, int] = {}
        for at, (spot, _) in enumerate(self._spots):
            places.setdefault(spot.where, at)
        return places

    def _other_change(self, match: IssuedMatch) -> Iterator[OtherChange]:
        spot = match.spot
        if spot.clause is not None or not spot.text or match.is_kept:
            return
        how: How = "deleted" if match.edited is None else _mark_of(match) or "changed"
        if self._is_moved_paragraph(match):
            yield OtherChange(spot.where, "moved", tuple(self.quotes.words(match)), spot.basis)
        else:
            yield OtherChange(spot.where, how, tuple(self.quotes.words(match)), spot.basis)

    def _added_after(
        self, match: IssuedMatch, following: IssuedParagraph | None
    ) -> Iterator[OtherChange]:
        spot = match.spot
        if spot.clause is not None and _same_clause(spot.clause, following):
            return
        where = f"after {spot.where}" if spot.clause is not None else spot.where
        for paragraph in match.added:
            if paragraph.whole not in self._moved_texts:
                words = tuple(self.quotes.added(paragraph))
                yield OtherChange(where, "added" if paragraph.text else "hidden", words)

    def _gone_annexes(self) -> dict[str, tuple[str, ...]]:
        """The annexes of which nothing is left, with what each rests on."""
        alive: dict[str, bool] = {}
        basis: dict[str, tuple[str, ...]] = {}
        for match in self._matches:
            if match.spot.clause is None and match.spot.where.startswith("Annex "):
                where = match.spot.where
                alive[where] = alive.get(where, False) or match.edited is not None
                alive[where] |= self._is_moved_paragraph(match)
                basis[where] = match.spot.basis
        for comparer in self._tables:
            for where in alive:
                if comparer.edited is not None and comparer.table.where.startswith(where):
                    alive[where] = True
        return {where: basis[where] for where, is_alive in alive.items() if not is_alive}

    def _words_of_annex(self, where: str) -> Iterator[TextPiece]:
        for match in self._matches:
            if match.spot.where == where:
                yield from self.quotes.words(match)

    # --- what is looked at first

    def _key_changes(self) -> Iterator[KeyChange]:
        for match in self._matches:
            spot, current = match.spot, match.edited
            for paragraph in match.added:
                if paragraph.whole not in self._moved_texts:
                    where = f"after {spot.where}" if spot.clause is not None else spot.where
                    whole = f"{paragraph.text} {paragraph.hidden}".strip()
                    yield from figure_changes("", whole, where, "added", self.quotes)
            if match.is_kept or spot.text in self._moved_texts or not spot.text:
                continue
            how: How = "deleted" if current is None else _mark_of(match) or "changed"
            after = f"{current.text} {current.hidden}".strip() if current else ""
            yield from key_changes(spot, after, how, self.quotes)
        for _, changes in self._table_changes:
            for change in changes:
                yield from change.key_changes

    # --- what stands beside the words

    @cached_property
    def _places(self) -> dict[int, str]:
        """Where each paragraph of the edited file stands, by its place among them."""
        places: dict[int, str] = {}
        for match in self._matches:
            for paragraph in (match.edited, *match.added):
                if paragraph is not None:
                    places[paragraph.place] = match.spot.where
        by_table = {
            comparer.edited.number: comparer.table.where
            for comparer in self._tables
            if comparer.edited is not None
        }
        for paragraph in self._edited:
            if paragraph.cell is not None and paragraph.cell.table in by_table:
                places[paragraph.place] = by_table[paragraph.cell.table]
        return places

    def _where(self, place: int) -> str:
        """Where a paragraph stands; one without words stands where the one before it does."""
        if place < 0:
            return ""
        return next(
            (self._places[at] for at in range(place, -1, -1) if at in self._places),
            "the first page",
        )

    def _comments(self) -> Iterator[PersonsComment]:
        for author, text, place in self.edited_file.content.comments:
            if author != SAATHI:
                where = self._where(place)
                yield PersonsComment(author, where, self.quotes.text(text)[:LONGEST_COMMENT])

    def _unread(self) -> Iterator[str]:
        """What was not looked at, since it has no words: what was issued so is not counted."""
        content = self.edited_file.content
        kinds_by_place = [
            (kind, self._where(place))
            for place, paragraph in enumerate(content.paragraphs)
            for kind in paragraph.unread
        ]
        for name, paragraphs in (("the header", content.headers), ("the footer", content.footers)):
            kinds_by_place += [
                (kind, name) for paragraph in paragraphs for kind in paragraph.unread
            ]
        own = Counter(
            kind
            for story in (self.issued.paragraphs, self.issued.headers, self.issued.footers)
            for paragraph in story
            for kind in paragraph.unread
        )
        counts = Counter(kind for kind, _ in kinds_by_place)
        for kind, where in dict.fromkeys(kinds_by_place):
            if counts[kind] > own[kind]:
                yield f"{_a(kind)} ({where})"
        kinds_in_print = self.printed.unread if self.printed else ()
        yield from (_a(kind) for kind in content.unread if kind not in kinds_in_print)
        untold = self._print.untold if self._print else ()
        for where in dict.fromkeys(self._spots[place][0].where for place in untold):
            yield f"words of {where}, whose order a PDF does not tell"
        if content.recognised:
            pages = ", ".join(map(str, content.recognised))
            yield f"single letters of what text recognition read (pages {pages})"


def _a(noun: str) -> str:
    if noun.startswith(MANY_OR_NAMED):
        return noun
    return f"an {noun}" if noun[0] in "aeiou" else f"a {noun}"


def _mark_of(match: IssuedMatch) -> How | None:
    """How a whole paragraph is struck through or hidden; None where words of it still count."""
    paragraph = match.edited
    if paragraph is None or paragraph.text or not paragraph.whole:
        return None
    return "hidden" if paragraph.hidden == paragraph.whole else "struck"


def _same_clause(clause: SetClause, following: IssuedParagraph | None) -> bool:
    return (
        following is not None and following.clause is not None and following.clause.id == clause.id
    )


# --- open fields


def _filled_fields(matches: Iterator[IssuedMatch], quotes: Quotes) -> Iterator[FilledField]:
    """The open fields that hold a value now, and the lines for a signature that do."""
    for spot, paragraph in ((match.spot, match.edited) for match in matches):
        if paragraph is None or paragraph.text == spot.text:
            continue
        if is_signed_line(spot, paragraph.text):
            value = quotes.text(paragraph.text.removeprefix(spot.text).strip("_ "))
            if value:
                yield FilledField("", spot.text, value, spot.where)
        elif spot.shape is not None:
            yield from _filled_in(spot, paragraph, quotes)


def _filled_in(
    spot: IssuedParagraph, paragraph: EditedParagraph, quotes: Quotes
) -> Iterator[FilledField]:
    values = spot.shape.values_in(paragraph.text) if spot.shape else None
    for blank, content in zip(spot.blanks, values or (), strict=False):
        value = _value(content, blank)
        if not blank.is_open or not value:
            continue
        visible_value = quotes.text(value)
        if blank.restricted:
            quotes.shows_restricted |= quotes.may_see_restricted
            visible_value = value if quotes.may_see_restricted else ""
        yield FilledField(blank.field, blank.title, visible_value, spot.where)


def _filled_keys(fields: Sequence[FilledField]) -> Iterator[KeyChange]:
    """What it means for the money, the account, the dates and the signatories."""
    for field in fields:
        subject = subject_of(field.field) if field.field else None
        if subject is not None:
            title = field.title.partition(":")[0]
            is_shown = bool(field.value)
            yield KeyChange(
                subject, title, field.where, "filled", "", field.value, is_shown=is_shown
            )


def _value(content: str, blank: Blank) -> str:
    """What was written into a blank; '' where it is as it was issued."""
    title = even(blank.title)
    for label in (f"({title})", f"[{title}]"):
        content = content.replace(label, "")
    return content.strip("_ ")
