"""Which partners bear one legal name, however it is written.

Two writings are one name where they differ in capitals, punctuation, spaces, legal form ("(Pvt)
Ltd", "Registered"), the word "Welfare", an acronym in brackets, or in how Urdu is written in Latin
letters ("Rahman", "Rehman"). A slip of typing makes another name: people are only asked where the
name itself is the same.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from drafting.partners.finding import PartnerNames

# What a name may leave out and stay the same.
_LEFT_OUT = frozenset(
    {
        *("the", "of", "for", "and", "in", "a", "an", "e", "i", "o", "wa"),
        *("pvt", "private", "ltd", "limited", "smc", "guarantee", "regd", "reg", "registered"),
        *("ngo", "npo", "cso", "welfare", "pakistan", "pak"),
    }
)
_WRITTEN_OUT = {
    "org": "organisation",
    "orgn": "organisation",
    "organization": "organisation",
    "centre": "center",
    "programme": "program",
    "assn": "association",
    "assoc": "association",
    "soc": "society",
    "fdn": "foundation",
    "dev": "development",
    "devt": "development",
    "edu": "education",
    "intl": "international",
    "womens": "women",
    "woman": "women",
    "childrens": "children",
    "labour": "labor",
}
_ACRONYM = re.compile(r"[(\[]\s*[A-Z][A-Z.&\-]{1,11}\s*[)\]]")
_APOSTROPHES = re.compile("['’‘`´ʻʼ]")
_ASPIRATED = re.compile("(?<=[bcdgjkt])h(?!$)|(?<=[bdgjkt])h$")
_DOTTED = re.compile(r"\b(?:[A-Za-z]\.){2,}")
# As they sound: long vowels like short ones, and a like e, o like u, which Urdu does not write.
_SOUNDS = (
    *((re.compile("aw(?![aeiou])"), "au"), (re.compile("a[uo]"), "u")),
    *((re.compile("ee|ii"), "i"), (re.compile("oo|ou"), "u")),
    *((re.compile("[ae][iy](?![aeiou])"), "*"), (re.compile("e"), "a")),
    *((re.compile("o"), "u"), (re.compile("y(?![aeiu])"), "i")),
    *((re.compile("ph"), "f"), (re.compile("qu(?=[aiu])|ck|q"), "k"), (re.compile("w"), "v")),
)
_TWICE = re.compile(r"(.)\1+")
_URDU = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ه": "ہ", "ة": "ہ", "أ": "ا", "آ": "ا"})


def same_name_key(name: str) -> str:
    """The same for every writing of one name; '' for a name without a letter or figure."""
    plain = _DOTTED.sub(lambda match: match[0].replace(".", ""), _ACRONYM.sub(" ", name))
    text = unicodedata.normalize("NFKD", plain).translate(_URDU)
    text = "".join(char for char in text if not unicodedata.combining(char)).casefold()
    every = re.findall(r"[^\W_]+", _APOSTROPHES.sub("", text).replace("&", " and "))
    words = [_WRITTEN_OUT.get(word, word) for word in every]
    telling = [word for word in words if word not in _LEFT_OUT] or words
    return _TWICE.sub(r"\1", "".join(map(as_it_sounds, telling)))


def as_it_sounds(word: str) -> str:
    """A word by its sounds; a silent h at its end is left out."""
    for written, sound in _SOUNDS:
        word = written.sub(sound, word)
    return re.sub("(?<=[aiu*])h$", "", _ASPIRATED.sub("", word))


class Namesakes:
    """The names of some partners, to look up who bears one."""

    def __init__(self, partners: Iterable[PartnerNames]) -> None:
        self._by_key: dict[str, dict[str, PartnerNames]] = {}
        self._known: dict[str, PartnerNames] = {}
        for partner in partners:
            self.add(partner)

    def add(self, partner: PartnerNames) -> None:
        """Knows one more partner, or one by its names as they are now."""
        self.remove(partner.id)
        self._known[partner.id] = partner
        for key in _keys(partner):
            self._by_key.setdefault(key, {})[partner.id] = partner

    def remove(self, partner_id: str) -> None:
        """Knows that partner no longer."""
        partner = self._known.pop(partner_id, None)
        for key in _keys(partner) if partner is not None else ():
            self._by_key[key].pop(partner_id, None)

    def of(self, partner: PartnerNames) -> list[PartnerNames]:
        """The other partners that bear its legal name or its name in Urdu, or once bore it."""
        matches = {
            other.id: other
            for name in (partner.legal_name, partner.urdu_name)
            for other in self._by_key.get(same_name_key(name) or " ", {}).values()
        }
        return [other for other in matches.values() if other.id != partner.id]


def _keys(partner: PartnerNames) -> set[str]:
    names = (partner.legal_name, partner.urdu_name, *partner.former_names)
    return {key for name in names if (key := same_name_key(name))}
