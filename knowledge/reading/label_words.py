"""The words that stand before clause numbers, and numbers written as words and foreign letters."""

from __future__ import annotations

import re

# Containers group clauses and do not begin their numbering again; annexes do.
CONTAINERS = ("part", "chapter", "title", "division", "باب", "حصہ", "الباب", "الفصل", "فصل")
ANNEXES = (
    *("annexure", "annexe", "annex", "appendix", "schedule", "exhibit", "attachment", "addendum"),
    *("ضمیمہ", "ملحق", "الملحق", "anexo"),
)
CLAUSES = (
    *(
        "article",
        "subsection",
        "sub-section",
        "section",
        "clause",
        "rule",
        "regulation",
        "paragraph",
        "principle",
        "standard",
    ),
    *("sec.", "art.", "البند", "المادة", "مادة", "دفعہ", "شق", "آرٹیکل", "artículo", "cláusula"),
)
WORDS = tuple(re.escape(word) for word in (*CONTAINERS, *ANNEXES, *CLAUSES))

# The order in which Arabic and Urdu letter their lists.
LETTERS = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغا"

_ENGLISH = (
    *("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven"),
    *("twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
    "twenty",
)
_ARABIC = (
    *("الأول", "الثاني", "الثالث", "الرابع", "الخامس", "السادس", "السابع", "الثامن", "التاسع"),
    *("العاشر", "الحادي عشر", "الثاني عشر", "الثالث عشر", "الرابع عشر", "الخامس عشر"),
    *("السادس عشر", "السابع عشر", "الثامن عشر", "التاسع عشر", "العشرون"),
)
_ARABIC_FEMININE = (
    *("الأولى", "الثانية", "الثالثة", "الرابعة", "الخامسة", "السادسة", "السابعة", "الثامنة"),
    *("التاسعة", "العاشرة", "الحادية عشرة", "الثانية عشرة", "الثالثة عشرة", "الرابعة عشرة"),
    "الخامسة عشرة",
)
# 'Firstly:', as Arabic agreements count their clauses, with and without its vowel signs.
_FIRSTLY = (
    *("أولا", "ثانيا", "ثالثا", "رابعا", "خامسا", "سادسا", "سابعا", "ثامنا", "تاسعا", "عاشرا"),
)
_VOWEL_SIGNS = re.compile("[\u064b-\u0652]")
FIRSTLY = re.compile(
    "(" + "|".join("[\u064b-\u0652]?".join(word) + "[\u064b-\u0652]?" for word in _FIRSTLY) + ")"
    r"\s?[:：](?=\s|$)"
)


def firstly(text: str) -> int:
    """The number of 'أولاً', 'ثانيا' and so on; 0 for other words."""
    plain = _VOWEL_SIGNS.sub("", text)
    return _FIRSTLY.index(plain) + 1 if plain in _FIRSTLY else 0


_NUMBERS = {
    **{word: at for at, word in enumerate(_ENGLISH, 1)},
    **{word: at for at, word in enumerate(_ARABIC, 1)},
    **{word: at for at, word in enumerate(_ARABIC_FEMININE, 1)},
}


class _NumberInWords:
    """Reads 'Seven' and 'السابع'."""

    pattern = "|".join(sorted(map(re.escape, _NUMBERS), key=len, reverse=True))

    def __call__(self, text: str) -> int:
        """The number, or 0 where the text is none."""
        return _NUMBERS.get(" ".join(text.lower().split()), 0)


number_in_words = _NumberInWords()
