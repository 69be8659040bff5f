"""Yes, No, or neither: whether the words quoted decide a question of yes or no.

A wrong Yes costs a partner its grant, so a verdict needs words that speak of what is asked, all of
it, or of everything of its kind ("any reference", "in all instances"); and no other words beside
them that decide it otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from knowledge.answering.coverage import Coverage, stems_in
from knowledge.answering.fitness import OWN
from knowledge.answering.force import (
    Force,
    ForcedPiece,
    actor_of,
    actors_in,
    counts_of,
    pieces_of,
)
from knowledge.answering.quoting import LEANS_BACK, NOTE
from knowledge.asking.question_form import Mode, QuestionForm
from knowledge.words import terms

# The share of the question's words that a piece must speak of: all but a little; or, where it
# speaks of everything of its kind, the greater part of those that the documents use at all.
FULL, OF_ALL, NEARLY_ALL = 0.65, 0.4, 0.9
FEWEST = 2  # words that name something, unless the piece speaks of everything of its kind
NEVER = 2.0
CLEAR = 0.15  # the share by which the deciding piece must be ahead of one that decides otherwise


class Verdict(StrEnum):
    """What the words decide."""

    YES = "yes"
    NO = "no"


# What each force decides for each mode; what is missing decides nothing.
DECIDES: Mapping[Mode, Mapping[Force, Verdict]] = {
    Mode.PERMISSION: {
        Force.RULED_OUT: Verdict.NO,
        Force.ALLOWED: Verdict.YES,
        Force.OPTIONAL: Verdict.YES,
        Force.ADVISED: Verdict.YES,
        Force.DENIES: Verdict.NO,
    },
    Mode.OBLIGATION: {
        Force.RULED_OUT: Verdict.NO,
        Force.OPTIONAL: Verdict.NO,
        Force.ALLOWED: Verdict.NO,
        Force.DENIES: Verdict.NO,
        Force.REQUIRED: Verdict.YES,
    },
    Mode.ADVICE: {
        Force.RULED_OUT: Verdict.NO,
        Force.DENIES: Verdict.NO,
        Force.REQUIRED: Verdict.YES,
        Force.ADVISED: Verdict.YES,
    },
    Mode.FACT: {
        Force.RULED_OUT: Verdict.NO,
        Force.DENIES: Verdict.NO,
        Force.REQUIRED: Verdict.YES,
        Force.ADVISED: Verdict.YES,
        Force.SAYS_SO: Verdict.YES,
    },
}
# Words that cannot both hold: a question with one is denied by words with the other.
OPPOSITES = tuple(
    (re.compile(rf"\b(?:{one})\b", re.IGNORECASE), re.compile(rf"\b(?:{other})\b", re.IGNORECASE))
    for one, other in (
        (r"later|afterwards|eventually|at the end", r"outset|early|beginning|before|prior"),
        (r"verbal(?:ly)?|orally?|by phone", r"in writing|written|documented"),
        (r"vertical|top-down|above", r"horizontal|equals?"),
        (r"secret(?:ly)?|private(?:ly)?|quiet(?:ly)?", r"public(?:ly)?|disclos\w+|transparen\w+"),
        (r"optional|voluntary", r"mandatory|compulsory|obligatory|required|must"),
        (r"exclusive(?:ly)?|only one", r"any|several|many|diverse"),
        (r"same|identical(?:ly)?|alike", r"different(?:ly)?|distinct|separate(?:ly)?|differs?"),
        (r"fixed|pre-?defined", r"var(?:y|ies|ied)|flexib\w+|tailor\w*"),
    )
)
LIMITS = re.compile(
    r"\b(?:enough|sufficient|suffices?|only|once|twice|always|never|immediately|automatically"
    r"|free of charge|alone|without|first|last|fully|exactly|twice)\b"
)
# What binds all of its kind binds each, whatever else is told of the case.
BINDING = frozenset({Force.RULED_OUT, Force.REQUIRED})
SWEEPING = BINDING | {Force.ALLOWED}
THESE = re.compile(r"\b(?:these|those|such)\s+([\w-]+)", re.IGNORECASE)
IN_ALL_CASES = re.compile(r"\W*in\s+(?:all|any|such|each)\s+(?:instances?|cases?)\b", re.IGNORECASE)
ZERO = re.compile(r"\b(?:zero|no)\s+tolerance\b|\btolerat", re.IGNORECASE)
OPPOSITE = {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}


class DecidedVerdict(NamedTuple):
    """A verdict, and the sentence whose words decide it."""

    verdict: Verdict
    sentence: str


@dataclass(frozen=True)
class _Weighed:
    piece: ForcedPiece
    sentence: str
    share: float
    verdict: Verdict


def verdict_of(
    form: QuestionForm,
    question_coverage: Coverage,
    in_context: Coverage,
    sentences: Sequence[tuple[str, Mapping[str, float]]],
    question: str = "",
    place: str = "",
) -> DecidedVerdict | None:
    """What `sentences`, each with its words' likeness, decide; None where they do not decide it.

    `question_coverage` is of the words of the question alone, `in_context` of those before it as
    well; `place` are the headings above the sentences.
    """
    if not form.wants_verdict or form.mode is None:
        return None
    sentence = _counts_otherwise(question, sentences) if form.mode is Mode.FACT else ""
    if sentence:
        return DecidedVerdict(Verdict.NO, sentence)
    actor = actor_of(question)
    weights = [
        _Weighed(
            piece,
            about.sentence,
            _share(form, piece, about, question_coverage, in_context),
            verdict,
        )
        for about in _own_ones(question, _abouts(sentences, place))
        for piece in about.pieces
        if (verdict := _decides(form, piece, question, about.sentence)) is not None
        and _is_same(actor, about.sentence, piece)
    ]
    enough = [w for w in weights if w.share >= _needed(form, w, question_coverage, in_context)]
    if not enough:
        return None
    best = max(enough, key=lambda w: (w.share, w.piece.is_normative))
    rivals = [w for w in weights if w.piece.is_normative or not best.piece.is_normative]
    against = [w.share for w in rivals if w.verdict is not best.verdict]
    is_clear = best.share >= max(against, default=0.0) + CLEAR
    return DecidedVerdict(best.verdict, best.sentence) if is_clear else None


@dataclass(frozen=True)
class _About:
    """A sentence with what it speaks of besides its own words."""

    sentence: str
    similar: Mapping[str, float]
    before: str  # what it goes on about
    explained: str  # the footnotes that say what its words mean
    place: str  # what heads the clause
    pieces: Sequence[ForcedPiece]

    def context(self, piece: ForcedPiece) -> str:
        """What `piece` speaks of besides its words: it opens the sentence, or says "these"."""
        goes_on = piece == self.pieces[0] or THESE.search(piece.text) is not None
        return f"{self.before}\n{self.explained}" if goes_on else self.explained


def _abouts(sentences: Sequence[tuple[str, Mapping[str, float]]], place: str = "") -> list[_About]:
    """`sentences` with what each leans on ("Not all may ...") and what explains its words.

    A footnote that opens with a word of the sentence says what that word means: "Irregularities
    may arise from bribes" makes a bribe one of "all irregularities".
    """
    texts = [text for text, _ in sentences]
    notes = [text for text in texts if NOTE.match(text)]
    abouts = []
    for at, (text, similar) in enumerate(sentences):
        before = "" if text in notes else _leant_on(text, texts[:at])
        spoken_of = stems_in(f"{before} {text}")
        explanations = [
            note
            for note in notes
            if note != text and (opening := terms(note)[:1]) and set(opening) <= spoken_of
        ]
        pieces = _with_what_follows(text, pieces_of(text))
        abouts.append(_About(text, similar, before, "\n".join(explanations), place, pieces))
    return abouts


def _leant_on(text: str, earlier: Sequence[str]) -> str:
    """What of `earlier` the sentence `text` goes on about: "these principles", "in all cases"."""
    names = {word for match in THESE.finditer(text) for word in terms(match[1])}
    spoken_of = [sentence for sentence in earlier if names & stems_in(sentence)]
    if spoken_of:
        return " ".join(spoken_of)
    leans = LEANS_BACK.match(text) or IN_ALL_CASES.match(text)
    return earlier[-1] if earlier and leans else ""


def _with_what_follows(sentence: str, pieces: Sequence[ForcedPiece]) -> list[ForcedPiece]:
    """`pieces`, where what is only listed behind a rule belongs to it.

    "Any type: formal, informal"; "will not influence, nor attempt to change".
    """
    groups: list[ForcedPiece] = []
    ends = 0
    for piece in pieces:
        starts = max(sentence.find(piece.text, ends), ends)
        is_nor = re.search(r"\bnor\b", sentence[ends:starts]) is not None
        ends = starts + len(piece.text)
        before = groups[-1] if groups else None
        is_listed = before is not None and not piece.is_normative
        if before and is_listed and (before.force is Force.ALLOWED or is_nor):
            groups[-1] = replace(before, text=f"{before.text}; {piece.text}")
        else:
            groups.append(piece)
    return groups


def _own_ones(question: str, abouts: Sequence[_About]) -> Sequence[_About]:
    """Where the question is about somebody's own, and sentences say so too, those alone."""
    if not OWN.search(question):
        return abouts
    return [about for about in abouts if OWN.search(about.sentence)] or abouts


def _share(
    form: QuestionForm,
    piece: ForcedPiece,
    about: _About,
    question_coverage: Coverage,
    in_context: Coverage,
) -> float:
    """How much of the question `piece` speaks of; a sentence with one force speaks as a whole."""
    other_rules = [p for p in about.pieces if p.is_normative and p.text != piece.text]
    text = f"{piece.aim if other_rules else about.sentence}\n{about.context(piece)}"
    if _is_sweeping(form, piece, question_coverage):
        # Likeness is known of the whole sentence, and is too little to stretch a duty by; so is a
        # glossary, which says where to look and not what is the same.
        in_documents = question_coverage.of_the_documents()
        if piece.force is Force.REQUIRED:
            return replace(in_documents, means={}).share(text)
        return in_documents.share(text, {} if other_rules else about.similar)
    if piece.force is Force.DENIES:
        # What is denied must be asked; what it is denied of may stand before, or head the clause.
        is_asked = len(question_coverage.lacks([piece.aim], {})) < len(question_coverage.words)
        text = f"{about.sentence}\n{about.context(piece)}\n{about.place}" if is_asked else ""
    return min(coverage.share(text) for coverage in (question_coverage, in_context))


def _is_what_is(form: QuestionForm) -> bool:
    """True of "is it ...?", which asks what something is, and of no rule on what to do."""
    return form.mode is Mode.FACT and form.is_copula


def _is_sweeping(form: QuestionForm, piece: ForcedPiece, question_coverage: Coverage) -> bool:
    """True where `piece` says what it says of all of its kind, so that each need not be named."""
    bars_a_duty = form.mode is Mode.OBLIGATION and piece.force is Force.RULED_OUT
    return (
        piece.is_universal
        and piece.force in SWEEPING
        and not _is_what_is(form)
        and not bars_a_duty  # that one thing is ruled out says little on whether another must be
        and bool(question_coverage.of_the_documents().words)
    )


def _needed(
    form: QuestionForm, weight: _Weighed, question_coverage: Coverage, in_context: Coverage
) -> float:
    """The share that decides; what sweeps over all of its kind needs less."""
    piece = weight.piece
    if _is_sweeping(form, piece, question_coverage):
        # A duty is to do just this, whatever the case: the deed, named first, must be spoken of.
        is_deed = piece.force is Force.RULED_OUT or question_coverage.covers_first(piece.text)
        return OF_ALL if is_deed else FULL
    if len(in_context.words) < FEWEST or not question_coverage.words:
        return NEVER
    if form.mode is Mode.FACT and len(question_coverage.words) < FEWEST:
        return NEVER
    is_loose = form.mode is Mode.OBLIGATION and piece.force is Force.RULED_OUT
    says_it_is = _is_what_is(form) and weight.verdict is Verdict.YES
    return NEARLY_ALL if is_loose or says_it_is else FULL


def _is_same(actor: str, sentence: str, piece: ForcedPiece) -> bool:
    """False where the question asks about one party and the piece binds the other."""
    if not actor or piece.force not in BINDING:
        return True
    before = sentence[: sentence.find(piece.text) + piece.marker_at]
    actors = actors_in(before)
    return not actors or actor in actors[-2:]  # "both CIP and its partners will"


def _counts_otherwise(question: str, sentences: Sequence[tuple[str, Mapping[str, float]]]) -> str:
    """The sentence that counts the same thing otherwise ("one way?", "two-way"); '' for none."""
    counts = counts_of(question)
    return next(
        (
            sentence
            for sentence, _ in sentences
            for noun, number in counts_of(sentence).items()
            if noun in counts and number != counts[noun]
        ),
        "",
    )


def _limits(text: str) -> set[str]:
    """The words of `text` that narrow what is said, and name nothing themselves."""
    return set(LIMITS.findall(text.lower()))


def _is_opposed(question: str, sentence: str) -> bool:
    """True where `sentence` says the opposite of a word of `question`."""
    return any(
        (word.search(question) and opposite.search(sentence) and not word.search(sentence))
        or (opposite.search(question) and word.search(sentence) and not opposite.search(sentence))
        for word, opposite in OPPOSITES
    )


def _decides(
    form: QuestionForm, piece: ForcedPiece, question: str, sentence: str
) -> Verdict | None:
    is_zero = ZERO.search(piece.text) is not None
    if form.mode is None or (form.mode is Mode.FACT and is_zero):
        return None  # what is not tolerated may well be so
    verdict = DECIDES[form.mode].get(piece.force)
    if verdict is Verdict.YES and _is_opposed(question, sentence):
        return Verdict.NO
    if verdict is Verdict.YES and _limits(question) - _limits(sentence):
        return None  # "only once?" is not what a sentence without it says
    if not form.is_negative:
        return verdict
    # "May we skip it?": what is required may not be skipped, nor let pass what is not tolerated;
    # what is ruled out is well skipped.
    if piece.force is Force.REQUIRED or (verdict is not None and is_zero):
        return Verdict.NO
    return None if verdict is None else OPPOSITE[verdict]
