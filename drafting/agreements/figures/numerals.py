"""Numbers as people in Pakistan write them: in digits, in lakh and crore, and in words.

Words are read in English, Urdu and Roman Urdu: 'seventy five lakh', 'dhai crore', '۷۵ لاکھ'.
"""

from __future__ import annotations

import re
from decimal import Decimal

SCALES = {
    "hundred": 100,
    "sau": 100,
    "سو": 100,
    **dict.fromkeys(("k", "thousand", "hazar", "hazaar", "ہزار"), 1_000),
    **dict.fromkeys(("lakh", "lakhs", "lac", "lacs", "laakh", "لاکھ"), 100_000),
    **dict.fromkeys(("m", "mn", "mln", "million", "millions", "ملین"), 1_000_000),
    **dict.fromkeys(("cr", "crore", "crores", "karor", "caror", "کروڑ"), 10_000_000),
    **dict.fromkeys(("bn", "billion", "billions", "arab", "ارب"), 1_000_000_000),
}
_ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
)
_ROMAN_URDU = "sifar ek do teen char paanch chay saat aath nau das gyarah barah"
_URDU = "صفر ایک دو تین چار پانچ چھ سات آٹھ نو دس گیارہ بارہ"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_TENS_ROMAN_URDU = "bees tees chalis pachas saath sattar assi nabbe"
WORDS: dict[str, Decimal] = {
    **{word: Decimal(value) for value, word in enumerate(_ENGLISH.split())},
    **{word: Decimal(value) for value, word in enumerate(_ROMAN_URDU.split())},
    **{word: Decimal(value) for value, word in enumerate(_URDU.split())},
    **{word: Decimal(10 * value) for value, word in enumerate(_TENS.split(), 2)},
    **{word: Decimal(10 * value) for value, word in enumerate(_TENS_ROMAN_URDU.split(), 2)},
    **{"chaar": Decimal(4), "panch": Decimal(5), "chhe": Decimal(6), "ath": Decimal(8)},
    **{"dus": Decimal(10), "pandrah": Decimal(15), "fourty": Decimal(40)},
    **{"derh": Decimal("1.5"), "dhai": Decimal("2.5"), "sarhe": Decimal("0.5")},
    **{"half": Decimal("0.5"), "ڈیڑھ": Decimal("1.5"), "ڈھائی": Decimal("2.5")},
}
OTHER_DIGITS = str.maketrans("۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩", "01234567890123456789")
_SCALE = "|".join(sorted(SCALES, key=len, reverse=True))
_LONG_SCALE = "|".join(sorted((word for word in SCALES if len(word) > 2), key=len, reverse=True))
_WORD = "|".join(sorted(WORDS, key=len, reverse=True))
# Every repetition has an end: a long text of number words is read in a moment too.
DIGITS = r"(?:\d{1,3}(?: \d{3}){1,4}(?!\d)|\d+(?:,\d+){0,5}(?:\.\d+)?|\.\d+)"
IN_DIGITS = (
    rf"{DIGITS}(?:\s?(?:{_SCALE})\b)?(?:,?\s(?:and\s)?{DIGITS}\s?(?:{_LONG_SCALE})\b){{0,3}}"
)
_MORE = rf"[\s-]+(?:and\s+|an?\s+)?(?:{_WORD}|{_LONG_SCALE})"
IN_WORDS = rf"\b(?:{_WORD})\b(?:(?:{_MORE})\b){{0,11}}"
NUMBER = rf"(?:{IN_DIGITS}|{IN_WORDS})"
"""A number in a pattern that is compiled with IGNORECASE; `number_of` says what it comes to."""
AGAIN = r"(?:\s?\([^()]{1,40}\))?"  # 'six (6) months': the number once more
_TOKEN = re.compile(rf"{DIGITS}|[^\W\d_]+", re.IGNORECASE)


def plain_digits(text: str) -> str:
    """`text` with Urdu and Arabic digits as 0 to 9 and every blank plain; as long as before."""
    return re.sub(r"[\u00a0\u2009\u202f]", " ", text.translate(OTHER_DIGITS)).replace("‑", "-")


def number_of(text: str) -> Decimal:
    """What the number comes to; 0 for no number at all."""
    total = current = Decimal(0)
    for token in _TOKEN.findall(text.casefold()):
        if token[0].isdigit() or token[0] == ".":
            current += Decimal(re.sub(r"[, ]", "", token))
        elif token in WORDS:
            current += WORDS[token]
        elif token in SCALES and SCALES[token] == 100:
            current = (current or Decimal(1)) * SCALES[token]
        elif token in SCALES:
            total += (current or 1) * SCALES[token]
            current = Decimal(0)
    return total + current
