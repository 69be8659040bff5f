"""Lines that are set like headings and are none: dates, addresses, versions, page numbers."""

from __future__ import annotations

import re

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    r"sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DAY = r"\d{1,2}\s?(?:st|nd|rd|th)?(?:\s+(?:day\s+)?of)?"
_DATE = (
    rf"(?:(?:{_DAY}\s+)?{_MONTH}\.?,?(?:\s+{_DAY},?)?\s+\d{{4}}|"
    r"\d{1,4}[./-]\d{1,2}[./-]\d{2,4})"
)
_BEFORE_DATE = (
    r"(?:(?:effective|revised|adopted|approved|issued?|updated?|last\s+\w+|date|dated|as|from|of|on|"
    r"version|rev(?:ision)?|in|by|the|board|review|valid|amended|published)[\s:.,]*){0,5}"
)
_DATE_LINE = re.compile(rf"{_BEFORE_DATE}{_DATE}[\s.,)]*", re.IGNORECASE)
_CONTACT = re.compile(
    r"https?://|www\.|\S+@\S+\.\w|\b(?:tel|phone|fax|e-?mail|website|mobile)\b[\s.]*(?:no)?[\s.]*:",
    re.IGNORECASE,
)
_VERSION = re.compile(
    r"(?:version|issue|revision|rev|ver|v|edition|document\s+(?:no|number))\b[\s.:#]*[\w.\-/]{0,20}"
    r"(?:\s+(?:revision|rev)[\s.:]*[\w.]{1,10})?",
    re.IGNORECASE,
)
_PAGE = re.compile(r"(?:page|seite|صفحہ|صفحة)?\s*\d{1,4}\s*(?:(?:of|/)\s*\d{1,4})?", re.IGNORECASE)


_TO_FILL_IN = re.compile(r"_{3,}|\.{6,}|…{3,}")
_LEAST_SENTENCE = 12  # words that end in a full stop


def is_date_line(text: str) -> bool:
    """True for '20 August 2018' and 'Adopted by the board, March 2019'."""
    return bool(_DATE_LINE.fullmatch(text.strip(" *_()[]")))


def is_no_heading(text: str) -> bool:
    """True for a date, an address, a version, a page number, a line to fill in or a sentence."""
    plain = text.strip(" *_()[]")
    return (
        is_date_line(plain)
        or bool(_CONTACT.search(plain))
        or bool(_VERSION.fullmatch(plain))
        or bool(_PAGE.fullmatch(plain))
        or not any(c.isalpha() for c in plain)
        or bool(_TO_FILL_IN.search(text))
        or (plain.endswith(".") and len(plain.split()) >= _LEAST_SENTENCE)
    )


_DOCUMENT = re.compile(
    r"\b(?:polic(?:y|ies)|code|agreement|guidelines?|guide|manual|procedures?|regulations?|rules|"
    r"handbook|framework|memorandum|mou|charter|constitution|bylaws|statement|standards?|plan|"
    r"contract|terms|delegation|strategy|protocol)\b|پالیسی|معاہدہ|ضابطہ|سياسة|اتفاقية|عقد|لائحة",
    re.IGNORECASE,
)


def names_a_document(text: str) -> bool:
    """True where the words say what kind of document it is; a publisher's name does not."""
    return bool(_DOCUMENT.search(text)) and len(text.split()) <= 16
