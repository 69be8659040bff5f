"""Whether a sentence and its source agree in what must, may and will, and in what is denied.

They agree where the words that they share are as binding, and as much denied, in the one as in the
other. Sharing "must" alone proves nothing: it has to be the same thing that must.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.writing.proof.force import ForceReading, Marker, read_force
from knowledge.writing.proof.markers import STANDS_FOR, Force
from knowledge.writing.proof.sentence import TellingWord

AIMS = frozenset({"goal", "aim", "ambit", "object"})  # stems
ANCHORS = 3  # words behind a "must" that are compared
LOST = 0.6  # of the shared words: a text without any "must" is about what must
TURNED = 0.4  # of the shared words are denied on one side only


@dataclass(frozen=True)
class ClaimSource:
    """The sentences quoted, and the same with the sentences that they depend on."""

    quote: ForceReading
    context: ForceReading

    def alike(self, word: TellingWord) -> list[TellingWord]:
        """The words of the quote that match `word`; those of the context where none does."""
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
    claim, source = read_force(text), ClaimSource(read_force(quote), read_force(context))
    for marker in claim.markers:
        if not _agrees(marker, claim, source):
            return marker.force
    return "none" if not claim.markers and _loses_force(claim, source) else None


def disagrees_in_denial(text: str, quote: str, context: str) -> bool:
    """True where `text` denies what the source does not, or the other way round."""
    claim, source = read_force(text), ClaimSource(read_force(quote), read_force(context))
    pairs = [(word, source.alike(word)) for word in claim.words]
    pairs = [(word, matches) for word, matches in pairs if matches]
    opposites = [
        (word, matches)
        for word, matches in pairs
        if word.is_denied not in {o.is_denied for o in matches}
    ]
    if any(_loses_denial(word, matches, claim) for word, matches in pairs):
        return True
    if any(word.is_head or all(match.is_head for match in matches) for word, matches in opposites):
        return True
    denials = [word for word, _ in pairs if word.is_denied]
    if claim.denies and not source.denies and (denials or any(w.is_denied for w in claim.words)):
        return True
    return bool(pairs) and len(opposites) > TURNED * len(pairs)


def _loses_denial(word: TellingWord, matches: Sequence[TellingWord], claim: ForceReading) -> bool:
    """True where a word that the source has both denied and not is there twice, never denied."""
    twice = claim.alike(word)
    heads = [match for match in matches if match.is_head and match.is_denied]
    return len(twice) > 1 and bool(heads) and not any(match.is_denied for match in twice)


def _agrees(marker: Marker, claim: ForceReading, source: ClaimSource) -> bool:
    """True where most of what the marker is about is as binding in the source."""
    forces = STANDS_FOR[marker.force]
    for words in (marker.about[:ANCHORS], marker.about, tuple(claim.words)):
        matches = [alike for word in words if (alike := source.alike(word))]
        if matches:
            # What both must and may do decides nothing, as long as something else does.
            clear = [alike for alike in matches if len({o.force in forces for o in alike}) == 1]
            agreeing = [any(o.force in forces for o in alike) for alike in clear or matches]
            return agreeing[0] or 2 * sum(agreeing) > len(agreeing)
    return False


def _loses_force(claim: ForceReading, source: ClaimSource) -> bool:
    """True where the text says plainly what the source says must, may or will be."""
    matches = [alike for word in claim.words if (alike := source.alike(word))]
    # Who names the goal says that it is one.
    free_forces = {None, Force.WILL}  # "will be led" is said as "is led" too
    if any(AIMS & word.keys for word in claim.words):
        free_forces.add(Force.TRIES)
    binding = [a for a in matches if all(o.force not in free_forces and not o.is_far for o in a)]
    heads = {id(word) for marker in source.markers for word in marker.heads}
    if any(id(match) in heads for alike in binding for match in alike):
        return True
    return bool(binding) and len(binding) >= LOST * len(matches)
