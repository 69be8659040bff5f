"""An edited document beside the draft that was issued: what was done to which clause.

Tracked changes are read as if accepted. To fill in an open field is no change, and neither is a
number that follows when clauses move.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Literal

from rapidfuzz import fuzz

from drafting.agreements.comparing.comparison import (
    ClauseChange,
    Comparison,
    FilledField,
    OtherChange,
    TextPiece,
)
from drafting.agreements.comparing.issued import Blank, IssuedParagraph, even, spots, without_label
from drafting.agreements.draft import Draft
from drafting.agreements.reviewing.review_paper import REVIEWS
from drafting.documents.composition import REFERENCE, Composition, SetClause
from drafting.partners.errors import NotOurs, UnreadableDraft
from knowledge import KnowledgeError, WordFile
from knowledge.confinement import confined
from knowledge.reading import read_word_content

SAATHI = "Saathi"  # who writes the comments of a working copy
MOST_PARAGRAPHS = 5_000  # of an edited document; the longest that Saathi issues has some hundreds
MOST_COMPARED = 25_000  # characters of two paragraphs that are compared word by word
ALIKE_ENOUGH = 55.0  # of 100, for a paragraph that was changed and not replaced
# What must not be quoted, wherever somebody typed it.
ACCOUNT = re.compile(r"\bPK\d{2}(?:[ -]?[A-Z0-9]){20}\b|\b\d{5}-?\d{7}-?\d\b", re.IGNORECASE)
NOT_QUOTED = TextPiece("(not shown, for restricted values stand here)", "kept")
How = Literal["changed", "deleted", "moved"]


@dataclass(frozen=True)
class EditedFile:
    """A document that was given back."""

    draft: str  # the id of the draft that it was made from
    file: str
    content: WordFile


@dataclass
class IssuedMatch:
    """What is known so far of one issued paragraph in the edited document."""

    spot: IssuedParagraph
    text: str | None = None  # None where it is gone
    added_texts: list[str] = field(default_factory=list)  # paragraphs that follow it newly


def read_edited(docx: bytes, name: str) -> EditedFile:
    """The document. Raises UnreadableDraft where it cannot be read, or Saathi did not issue it."""
    content = read_docx(docx, name)
    if len(content.paragraphs) > MOST_PARAGRAPHS:
        raise UnreadableDraft(
            f"{name} has more than {MOST_PARAGRAPHS:,} paragraphs, so it is no copy of a document "
            "that Saathi issued; give the edited agreement itself."
        )
    if content.identifier.startswith(REVIEWS):
        raise UnreadableDraft(
            f"{name} is the review of {content.identifier.removeprefix(REVIEWS)}, and no "
            "agreement; give the edited agreement itself."
        )
    for text in (content.identifier, *content.margins, *content.paragraphs):
        reference = REFERENCE.search(text)
        if reference:
            return EditedFile(reference.group(), name, content)
    raise NotOurs(
        f"{name} bears no reference of a document that Saathi issued; give the file that was made "
        "from a draft, or type the draft’s reference into its first line."
    )


def read_docx(docx: bytes, name: str) -> WordFile:
    """The words of a Word file. Raises UnreadableDraft with the cure."""
    try:
        return read_word_content(name or "document.docx", docx)
    except KnowledgeError as error:
        raise UnreadableDraft(str(error)) from error


def compare(draft: Draft, composition: Composition, edited_file: EditedFile) -> Comparison:
    """What differs. The copy that the edited one is nearer to is taken as issued.

    Raises UnreadableDraft where it would take too long to tell.
    """
    return comparison_of(edited_file.file, draft, composition, edited_file)


@confined(
    UnreadableDraft,
    cure="give the edited agreement itself, or compare the two in Word",
    loads=("docx",),
)
def comparison_of(
    file: str, draft: Draft, composition: Composition, edited_file: EditedFile
) -> Comparison:
    """The same in a child process: what somebody wrote may take for ever to compare."""
    texts = [even(text) for text in edited_file.content.paragraphs]
    copies = [
        read_docx(copy, draft.file_name()).paragraphs for copy in (draft.working, draft.clean)
    ]
    nearer = max(copies, key=lambda copy: len({*map(even, copy)} & {*texts}))
    matches = aligned(spots(nearer, composition), texts)
    matches = [_rejoined(match) for match in matches]
    clauses, moved_texts = _clause_changes(composition, matches)
    return Comparison(
        draft=draft.id,
        file=file,
        clauses=clauses,
        others=tuple(_other_changes(matches, moved_texts)),
        filled=tuple(_filled_fields(matches)),
        tracked=edited_file.content.tracked_changes,
        comments=sum(1 for author in edited_file.content.commentators if author != SAATHI),
    )


# --- which paragraph became which


def aligned(
    paragraphs: Sequence[IssuedParagraph], edited_texts: Sequence[str]
) -> list[IssuedMatch]:
    """Each issued paragraph with what became of it; the first stands for what precedes them all."""
    matches = [
        IssuedMatch(IssuedParagraph("", "the first page"), ""),
        *(IssuedMatch(spot) for spot in paragraphs),
    ]
    keys = [spot.text for spot in paragraphs]
    plain = {*keys}
    edited_keys = [_key(text, paragraphs, plain) for text in edited_texts]
    for kind, i1, i2, j1, j2 in SequenceMatcher(
        None, keys, edited_keys, autojunk=False
    ).get_opcodes():
        if kind == "equal":
            for i, j in zip(range(i1, i2), range(j1, j2), strict=True):
                matches[i + 1].text = edited_texts[j]
        else:
            _pair(matches[i1 : i2 + 1], edited_texts[j1:j2])
    return matches


def _key(text: str, paragraphs: Sequence[IssuedParagraph], keys: set[str]) -> str:
    """The issued text that `text` is, but for what was filled in or a number typed before it."""
    for form in (text, without_label(text)):
        if form in keys:
            return form
        for spot in paragraphs:
            if spot.shape and spot.is_known_by_its_words and spot.shape.fullmatch(form):
                return spot.text
    return text


def _pair(matches: Sequence[IssuedMatch], texts: Sequence[str]) -> None:
    """Pairs a stretch that differs; `told` begins with the paragraph before the stretch."""
    place = 0
    for text in texts:
        hit = next(
            (n for n in range(place + 1, len(matches)) if _may_be(matches[n].spot, text)), None
        )
        if hit is None:
            matches[place].added_texts.append(text)
        else:
            matches[hit].text, place = text, hit


def _may_be(spot: IssuedParagraph, text: str) -> bool:
    if spot.shape is not None and spot.shape.fullmatch(text):
        return True
    return fuzz.ratio(spot.text, text, score_cutoff=ALIKE_ENOUGH) > 0


def _rejoined(match: IssuedMatch) -> IssuedMatch:
    """A paragraph that somebody only parted in two reads as before."""
    if match.text and match.added_texts and not _is_kept(match.spot, match.text):
        whole = " ".join([match.text, *match.added_texts])
        if _is_kept(match.spot, whole):
            return IssuedMatch(match.spot, whole)
    return match


# --- what that means for the clauses, and for the rest


def _clause_changes(
    composition: Composition, matches: Sequence[IssuedMatch]
) -> tuple[tuple[ClauseChange, ...], set[str]]:
    """The clauses that differ, and the texts of those that only moved."""
    changes: list[ClauseChange] = []
    added_texts = {text for match in matches for text in match.added_texts}
    moved_texts: set[str] = set()
    for clause in composition.clauses():
        own = [
            match
            for match in matches
            if match.spot.clause is not None and match.spot.clause.id == clause.id
        ]
        if not own or (how := _what_became(own, added_texts)) is None:
            continue
        if how == "moved":
            moved_texts |= {match.spot.text for match in own}
        words = () if how == "moved" else tuple(_words_of(own))
        changes.append(ClauseChange(clause.number, clause.title, how, words, clause.reason.basis))
    return tuple(changes), moved_texts


def _what_became(own: Sequence[IssuedMatch], added_texts: set[str]) -> How | None:
    missing = [match for match in own if match.text is None]
    if len(missing) == len(own):
        return "moved" if all(match.spot.text in added_texts for match in own) else "deleted"
    inside = any(match.added_texts for match in own[:-1])
    differs = any(match.text is not None and not _is_kept(match.spot, match.text) for match in own)
    return "changed" if missing or inside or differs else None


def _words_of(own: Sequence[IssuedMatch]) -> Iterator[TextPiece]:
    """A changed clause's words, a paragraph a line."""
    last = len(own) - 1
    for number, match in enumerate(own):
        if number:
            yield TextPiece("\n", "kept")
        yield from _words(match)
        if number < last:  # what follows the last one stands outside the clause
            yield from (TextPiece(f"\n{hidden(text)}", "added") for text in match.added_texts)


def _other_changes(matches: Sequence[IssuedMatch], moved_texts: set[str]) -> Iterator[OtherChange]:
    for number, match in enumerate(matches):
        spot, following = (
            match.spot,
            matches[number + 1].spot if number + 1 < len(matches) else None,
        )
        if spot.clause is None and match.text is None:
            yield OtherChange(spot.where, "deleted", tuple(_words(match)))
        elif spot.clause is None and match.text is not None and not _is_kept(spot, match.text):
            yield OtherChange(spot.where, "changed", tuple(_words(match)))
        if spot.clause is not None and _same_clause(spot.clause, following):
            continue
        where = f"after {spot.where}" if spot.clause is not None else spot.where
        for text in match.added_texts:
            if text not in moved_texts:
                yield OtherChange(where, "added", (TextPiece(hidden(text), "added"),))


def _same_clause(clause: SetClause, following: IssuedParagraph | None) -> bool:
    return (
        following is not None and following.clause is not None and following.clause.id == clause.id
    )


def _words(match: IssuedMatch) -> Iterator[TextPiece]:
    """What came and went in one paragraph."""
    if match.spot.holds_restricted and (match.text is None or not _is_kept(match.spot, match.text)):
        yield NOT_QUOTED
    elif match.text is None:
        yield TextPiece(hidden(match.spot.text), "deleted")
    elif _is_kept(match.spot, match.text):
        yield TextPiece(hidden(match.text), "kept")
    else:
        yield from words_between(match.spot.text, match.text)


def words_between(before: str, after: str) -> Iterator[TextPiece]:
    """The words of both, each with whether it was kept."""
    if len(before) + len(after) > MOST_COMPARED:
        yield TextPiece(hidden(before), "deleted")
        yield TextPiece(hidden(after), "added")
        return
    old, new = hidden(before).split(" "), hidden(after).split(" ")
    for kind, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            yield TextPiece(" ".join(old[i1:i2]), "kept")
            continue
        if i2 > i1:
            yield TextPiece(" ".join(old[i1:i2]), "deleted")
        if j2 > j1:
            yield TextPiece(" ".join(new[j1:j2]), "added")


def hidden(text: str) -> str:
    """`text` without account and identity numbers, whoever typed them."""
    return ACCOUNT.sub("(a number that is not shown)", text)


def _is_kept(spot: IssuedParagraph, text: str) -> bool:
    """True where no approved word differs, and no restricted value."""
    for form in (text, without_label(text)):
        if form == spot.text:
            return True
        if spot.shape is None:
            continue
        now, was = spot.shape.fullmatch(form), spot.shape.fullmatch(spot.text)
        if now and was:
            values = zip(spot.blanks, was.groups(), now.groups(), strict=True)
            return all(blank.is_open or before == after for blank, before, after in values)
    return False


def _filled_fields(matches: Sequence[IssuedMatch]) -> Iterator[FilledField]:
    """The open fields that hold a value now."""
    for match in matches:
        if match.spot.shape is None or match.text is None:
            continue
        filled_in = match.spot.shape.fullmatch(match.text)
        for blank, content in zip(
            match.spot.blanks, filled_in.groups() if filled_in else (), strict=False
        ):
            value = _value(content, blank)
            if blank.is_open and value:
                shown_value = "" if blank.restricted else hidden(value)
                yield FilledField(blank.field, blank.title, shown_value, match.spot.where)


def _value(content: str, blank: Blank) -> str:
    """What was written into a blank; '' where it is as it was issued."""
    title = even(blank.title)
    for label in (f"({title})", f"[{title}]"):
        content = content.replace(label, "")
    return content.strip("_ ")
