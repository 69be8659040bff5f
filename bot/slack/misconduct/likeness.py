"""What a sentence tells or asks, by the examples that mean the most like it and share its words.

Kernel ridge regression over `examples.yaml`: each example weighs for its kind by how near its
meaning is and by how many of its rarer words it shares. The vectors and weights stand in
`examples.npz` and `examples_multilingual.npz`, which `fitting` makes; nothing is learned from what
people write.

Most sentences are told apart by English meaning and words alone. The multilingual model, which
takes three times as long, is asked where the caller says that this leaves doubt, and of Urdu
script.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from enum import StrEnum
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import yaml
from numpy.typing import NDArray

from bot.slack.misconduct.wording import ExampleWording
from bot.slack.misconduct.words import MENTION
from knowledge import sentence_vectors

EXAMPLES = Path(__file__).parent / "examples.yaml"
FITTED = EXAMPLES.with_suffix(".npz")
Matrix = NDArray[np.float32]
WIDTH = 1.0  # of the kernel: exp(-WIDTH · squared distance)
WORDS_SHARED = 0.7  # what sharing all words adds, where being the same in meaning is 1
OTHER_KINDS = 0.7  # what likeness to a fact or everyday talk takes away from being an act
URDU_SCRIPT = re.compile(r"[\u0600-\u06ff]")
MARKUP = re.compile(r"\bwww\.\S+|:[a-z0-9_+-]+:|[<>|]")  # what of it MENTION leaves
WORD = re.compile(r"[^\W\d_]{3,}")  # letters of a word that may tell something
EDGES = re.compile(r"^[\W_]+|[\W_]+$")
# Of a component, either way: small whole numbers, which the files keep compressed. With 127 the
# files were twice as large and the same messages were told apart.
STEPS = 15
_SafeLoader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Kind(StrEnum):
    """What an example tells or asks."""

    ACT = "act"  # something wrong is told of somebody
    FACT = "fact"  # a matter of work with partners
    EVERYDAY = "everyday"  # a caption, an order, thanks, news of the day
    SIGN = "sign"  # what may be an act, and may be explained
    ASKS_POLICY = "asks_policy"  # what a policy answers
    ASKS_MISCONDUCT = "asks_misconduct"  # the same, of misconduct in general
    ASKS_EVERYDAY = "asks_everyday"  # "who has the car keys?"


KINDS = tuple(Kind)


class LikenessWeights(NamedTuple):
    """What each example's meaning and each word counts."""

    meanings: Matrix  # (examples, fields of Likenesses)
    words: Matrix  # (terms, fields of Likenesses)


class Fitted(NamedTuple):
    """The examples' vectors (a row each), the words that are known, and what they weigh."""

    english: Matrix  # (examples, 384)
    multilingual: Matrix  # (examples, 384)
    wording: ExampleWording
    both: LikenessWeights  # for both vectors
    english_alone: LikenessWeights


class Likenesses(NamedTuple):
    """How much a sentence is of each kind: near 1 where it is, near -1 where it is not."""

    act: float
    fact: float
    everyday: float
    asks_policy: float = -1.0
    asks_misconduct: float = -1.0
    asks_everyday: float = -1.0

    @property
    def strength(self) -> float:
        """How much an act it is, beyond the other kinds: about 1.7 where it is, -1.7 where not."""
        return self.act - OTHER_KINDS * max(self.fact, self.everyday)


SAYS_NOTHING = Likenesses(act=-1.0, fact=-1.0, everyday=1.0)
NOT_READ = Likenesses(act=-1.0, fact=-1.0, everyday=-1.0)


def likenesses(
    sentences: Sequence[str], doubted: Callable[[Sequence[Likenesses]], Iterable[int]]
) -> list[Likenesses]:
    """What each of `sentences` is like, told or asked, in order. Raises EmbeddingError.

    `doubted` says of what English alone makes of them which places are in doubt. Of Urdu script all
    are, and it sees there what is near no kind.
    """
    if not sentences:
        return []
    fitted = load_fitted()
    plain = [bare(sentence) for sentence in sentences]
    english = sentence_vectors().english(plain)
    near = kernel(english, fitted.english, WIDTH)
    # Twice the one distance, so that it is as wide as the two together.
    like = _weighed(near * near, plain, fitted.wording, fitted.english_alone)
    in_urdu = [place for place, text in enumerate(plain) if URDU_SCRIPT.search(text)]
    unread = [NOT_READ if place in in_urdu else each for place, each in enumerate(like)]
    places = sorted({*in_urdu, *doubted(unread)})
    multilingual = sentence_vectors().multilingual([plain[i] for i in places]) if places else None
    if multilingual is not None:
        both = near[places] * kernel(multilingual, fitted.multilingual, WIDTH)
        again = _weighed(both, [plain[i] for i in places], fitted.wording, fitted.both)
        for i, better in zip(places, again, strict=True):
            like[i] = better
    return like


def bare(sentence: str) -> str:
    """`sentence` in small letters, without mentions, links and marks, unless it holds nothing else.

    Who writes a full stop is not likelier to report than who writes none.
    """
    plain = MARKUP.sub(" ", MENTION.sub(" ", sentence))
    return EDGES.sub("", plain).casefold() or sentence


def _weighed(
    near: Matrix, sentences: Sequence[str], wording: ExampleWording, weights: LikenessWeights
) -> list[Likenesses]:
    by_meaning = near @ weights.meanings
    rows = [wording.read(sentence) for sentence in sentences]
    by_words = [row.amounts @ weights.words[row.places] for row in rows]
    return [
        Likenesses(*map(float, meaning + words)) if WORD.search(sentence) else SAYS_NOTHING
        for sentence, meaning, words in zip(sentences, by_meaning, by_words, strict=True)
    ]


def kernel(rows: Matrix, columns: Matrix, width: float) -> Matrix:
    """exp(-width · squared distance) of unit vectors, each row with each column."""
    return np.asarray(np.exp(-2 * width * (1 - rows @ columns.T)), dtype=np.float32)


def read_examples(file: Path = EXAMPLES) -> dict[Kind, list[str]]:
    """The example sentences of each kind."""
    content = yaml.load(file.read_text(encoding="utf-8"), Loader=_SafeLoader)  # noqa: S506
    return {kind: list(content[kind]) for kind in KINDS}


def digest_of(file: Path = EXAMPLES) -> str:
    """What says that vectors belong to the examples as they are."""
    return sha256(file.read_bytes()).hexdigest()


@cache
def load_fitted(file: Path = FITTED) -> Fitted:
    """The vectors and weights in `file`, read once."""
    with np.load(file, allow_pickle=False) as arrays:
        return Fitted(
            whole_vectors(arrays["english"]),
            whole_vectors(_multilingual(file)),
            ExampleWording(str(arrays["terms"]).split("\n"), arrays["rarity"]),
            LikenessWeights(arrays["weights"], arrays["word_weights"]),
            LikenessWeights(arrays["english_weights"], arrays["english_word_weights"]),
        )


def multilingual_file(file: Path = FITTED) -> Path:
    """Where the multilingual vectors stand that belong to `file`."""
    return file.with_name(f"{file.stem}_multilingual.npz")


def _multilingual(file: Path) -> NDArray[np.int8]:
    with np.load(multilingual_file(file), allow_pickle=False) as arrays:
        return np.asarray(arrays["vectors"])


def small_vectors(vectors: Matrix) -> NDArray[np.int8]:
    """`vectors` in whole numbers up to STEPS, each row on its own scale."""
    scaled = vectors / np.abs(vectors).max(axis=1, keepdims=True) * STEPS
    return np.asarray(np.round(scaled), dtype=np.int8)


def whole_vectors(small: NDArray[np.int8]) -> Matrix:
    """The unit vectors that `small` stand for."""
    vectors = small.astype(np.float32)
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)
