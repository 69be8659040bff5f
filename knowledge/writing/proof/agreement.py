"""Whether a sentence and its source agree in what must, may and will, and in what is denied.

They agree where the words that they share are as binding, and as much denied, in the one as in the
other. Sharing "must" alone proves nothing: it has to be the same thing that must.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.writing.proof.force import Marker, Reading, read
from knowledge.writing.proof.markers import STANDS_FOR, Force
from knowledge.writing.proof.sentence import Word

AIMS = frozenset({"goal", "aim", "ambit", "object"})  # stems
ANCHORS = 3  # words behind a "must" that are compared
LOST = 0.6  # of the shared words: a text without any "must" is about what must
TURNED = 0.4  # of the shared words are denied on one side only


@dataclass(frozen=True)
class Source:
    """The sentences quoted, and these with what they lean on."""

    quote: Reading
    context: Reading

    def alike(self, word: Word) -> list[Word]:
        """The words of the quote by which `word` is found again; of the context where none is."""
        return self.quote.alike(word) or self.context.alike(word)

    @property
    def markers(self) -> list[Marker]:
        """Those of the quote."""
        return self.quote.markers

    @property
    def denies(self) -> bool:
        """True where anything is denied."""
        return self.context.denies


def disagreeing_force(text: str, quote: str, context: str) -> Force | str | None:
    """The force of `text` that the source does not have for the same thing; None where they agree.

    It is 'none' where `text` lost the force that the source has.

    The source is `quote`, and `context` for words that the quote does not have.
    """
    said, given = read(text), Source(read(quote), read(context))
    for marker in said.markers:
        if not _agrees(marker, said, given):
            return marker.force
    return "none" if not said.markers and _lost(said, given) else None


def disagrees_in_denial(text: str, quote: str, context: str) -> bool:
    """True where `text` denies what the source does not, or the other way round."""
    said, given = read(text), Source(read(quote), read(context))
    shared = [(word, given.alike(word)) for word in said.words]
    shared = [(word, others) for word, others in shared if others]
    turned = [
        (word, others) for word, others in shared if word.denied not in {o.denied for o in others}
    ]
    if any(_lost_one(word, others, said) for word, others in shared):
        return True
    if any(word.is_head or all(other.is_head for other in others) for word, others in turned):
        return True
    denied = [word for word, _ in shared if word.denied]
    if said.denies and not given.denies and (denied or any(w.denied for w in said.words)):
        return True
    return bool(shared) and len(turned) > TURNED * len(shared)


def _lost_one(word: Word, others: Sequence[Word], said: Reading) -> bool:
    """True where a word that the source has both denied and not is there twice, never denied."""
    twice = said.alike(word)
    heads = [other for other in others if other.is_head and other.denied]
    return len(twice) > 1 and bool(heads) and not any(other.denied for other in twice)


def _agrees(marker: Marker, said: Reading, given: Source) -> bool:
    """True where most of what the marker is about is as binding in the source."""
    held = STANDS_FOR[marker.force]
    for words in (marker.about[:ANCHORS], marker.about, tuple(said.words)):
        compared = [alike for word in words if (alike := given.alike(word))]
        if compared:
            # What both must and may do decides nothing, as long as something else does.
            clear = [alike for alike in compared if len({o.force in held for o in alike}) == 1]
            agreeing = [any(o.force in held for o in alike) for alike in clear or compared]
            return agreeing[0] or 2 * sum(agreeing) > len(agreeing)
    return False


def _lost(said: Reading, given: Source) -> bool:
    """True where the text says plainly what the source says must, may or will be."""
    compared = [alike for word in said.words if (alike := given.alike(word))]
    # Who names the goal says that it is one.
    held = {None, Force.TRIES} if any(AIMS & word.keys for word in said.words) else {None}
    bound = [a for a in compared if all(o.force not in held and not o.is_far for o in a)]
    heads = {id(word) for marker in given.markers for word in marker.heads}
    if any(id(other) in heads for alike in bound for other in alike):
        return True
    return bool(bound) and len(bound) >= LOST * len(compared)
