"""All figures of a text, in its own order."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import chain

from drafting.agreements.figures.counts import counts_in
from drafting.agreements.figures.days import days_in
from drafting.agreements.figures.figures import WrittenFigure
from drafting.agreements.figures.numerals import WORDS, plain_digits
from drafting.agreements.figures.sums import sums_in

# Most texts have no figure at all, and are known by that at once.
ANY = re.compile(
    rf"[\d%۰-۹٠-٩]|\b(?:{'|'.join(WORDS)}|million|lakh|lac|crore|\w+ly|every|each|annual|once|"
    r"salana|mahana)\b|ماہ",
    re.IGNORECASE,
)


@lru_cache(maxsize=2_048)
def figures_in(text: str) -> tuple[WrittenFigure, ...]:
    """The figures of `text`; where two overlap, the more exact reading."""
    if not ANY.search(text):
        return ()
    plain = plain_digits(text)
    figures: list[WrittenFigure] = []
    for figure in chain(days_in(plain), sums_in(plain), counts_in(plain)):
        if not any(figure.start < other.end and other.start < figure.end for other in figures):
            figures.append(figure)
    return tuple(sorted(figures, key=lambda figure: figure.start))
