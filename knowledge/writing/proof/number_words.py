"""Numbers written as words."""

from __future__ import annotations

from fractions import Fraction

_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
UNITS = {word: value for value, word in enumerate(_UNITS.split())}
TENS = {word: 10 * value for value, word in enumerate(_TENS.split(), 2)}
ORDINALS = {word: value for value, word in enumerate(_ORDINALS.split(), 1)}
SCALES = {
    "hundred": 100,
    "thousand": 1000,
    "lakh": 100_000,
    "million": 1_000_000,
    "crore": 10_000_000,
    "billion": 1_000_000_000,
}
OTHERS = {
    "half": Fraction(1, 2),
    "pair": Fraction(2),
    "couple": Fraction(2),
    "double": Fraction(2),
    "twice": Fraction(2),
    "triple": Fraction(3),
    "thrice": Fraction(3),
    "dozen": Fraction(12),
}
NUMBER_WORDS = frozenset([*UNITS, *TENS, *ORDINALS, *SCALES, *OTHERS])
