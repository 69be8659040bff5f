"""Partners found by comparing each with what was typed, as it was done before there was an index.

It is written down here once more, so that the index is held against something that does not change
with it; and names and queries to try both with.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import replace

from rapidfuzz import fuzz, utils

from drafting.partners.finding import PartnerMatch, PartnerNames

COMMON = (
    *("foundation", "trust", "welfare", "society", "development", "organisation", "rural"),
    *("support", "programme", "education", "health", "women", "youth", "community", "network"),
    *("sindh", "punjab", "balochistan", "khyber", "tharparkar", "badin"),
)
SYLLABLES = (
    "sa",
    "hi",
    "mu",
    "ka",
    "ri",
    "na",
    "ba",
    "lo",
    "zi",
    "sha",
    "qa",
    "de",
    "fe",
    "go",
    "ju",
)
URDU = ("ساحل", "فاؤنڈیشن", "ویلفیئر", "ٹرسٹ", "امید", "روشنی", "دیہی", "ترقی", "خواتین", "تعلیم")
SLIPS = "aeioustrnm -"


def plainly_found(
    partners: Sequence[PartnerNames], text: str, limit: int = 20
) -> list[PartnerMatch]:
    """The partners that `text` may mean, best first."""
    query = utils.default_process(text[:300])
    if not query:
        by_name = sorted(partners, key=lambda names: (names.legal_name.casefold(), names.id))
        return [PartnerMatch(each.id, each.legal_name, 100.0, "name") for each in by_name[:limit]]
    matches = [_best(names, query) for names in partners]
    good = [match for match in matches if match.score >= 70.0]
    return sorted(good, key=lambda match: (-match.score, match.name.casefold(), match.id))[:limit]


def _best(partner: PartnerNames, query: str) -> PartnerMatch:
    scores = [(_score(query, utils.default_process(name)), why) for name, why in _names(partner)]
    score, why = max(scores, key=lambda pair: pair[0])
    return PartnerMatch(partner.id, partner.legal_name, round(score, 1), why)


def _names(partner: PartnerNames) -> Iterator[tuple[str, str]]:
    yield partner.legal_name, "name"
    yield partner.acronym, "acronym"
    yield from ((name, "former name") for name in partner.former_names)
    yield partner.urdu_name, "name in Urdu"
    yield partner.id.replace("-", " "), "id"


def _score(query: str, name: str) -> float:
    if not name:
        return 0.0
    if query == name:
        return 100.0
    if f" {query}" in f" {name}":
        return 95.0
    if len(query) < 3:
        return 0.0
    words = name.split()
    likenesses = [max(_likeness(word, name_word) for name_word in words) for word in query.split()]
    by_words = min(sum(likenesses) / len(likenesses), min(likenesses) + 20.0)
    run_together = fuzz.partial_ratio(query, name) if len(query) <= len(name) else 0.0
    return 0.9 * max(by_words, run_together)


def _likeness(word: str, name_word: str) -> float:
    return 100.0 if name_word.startswith(word) else fuzz.ratio(word, name_word)


def made_up_names(count: int, chance: random.Random) -> list[PartnerNames]:
    """So many partners' names, some in Urdu, with acronyms and former names."""
    names: dict[str, PartnerNames] = {}
    while len(names) < count:
        each = _made_up(chance)
        partner_id = each.id if each.id not in names else f"{each.id}-{len(names)}"
        names[partner_id] = replace(each, id=partner_id)
    return list(names.values())


def _made_up(chance: random.Random) -> PartnerNames:
    own = "".join(chance.choices(SYLLABLES, k=chance.randint(2, 4)))
    words = [own, *chance.choices(COMMON, k=chance.randint(1, 4))]
    legal_name = " ".join(words).title()
    former = f"{''.join(chance.choices(SYLLABLES, k=3))} {chance.choice(COMMON)}".title()
    return PartnerNames(
        id="-".join(words)[:50].strip("-"),
        legal_name=legal_name,
        acronym="".join(word[0] for word in words).upper() if chance.random() < 0.6 else "",
        former_names=(former, legal_name.upper()) if chance.random() < 0.3 else (),
        urdu_name=" ".join(chance.choices(URDU, k=2)) if chance.random() < 0.3 else "",
    )


def typed(partners: Sequence[PartnerNames], chance: random.Random) -> str:
    """What somebody may type for one of them: a part, words in another order, with slips."""
    names = chance.choice(partners)
    every = [names.legal_name, names.acronym, *names.former_names, names.urdu_name, names.id]
    text = chance.choice([name for name in every if name])
    way = chance.random()
    if way < 0.3:
        words = text.split()
        text = " ".join(chance.sample(words, chance.randint(1, min(3, len(words)))))
    elif way < 0.5:
        text = text[: chance.randint(1, len(text))]
    elif way < 0.6:
        start = chance.randrange(len(text))
        text = text[start : start + chance.randint(1, 14)]
    elif way < 0.65:
        text = text.replace(" ", "")
    for _ in range(chance.choice([0, 1, 1, 2, 3])):
        text = _with_slip(text, chance)
    return text


def _with_slip(text: str, chance: random.Random) -> str:
    if len(text) < 3:
        return text
    at = chance.randrange(len(text) - 1)
    slips = (
        text[:at] + text[at + 1 :],
        text[:at] + chance.choice(SLIPS) + text[at:],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        text[:at] + chance.choice(SLIPS) + text[at + 1 :],
    )
    return chance.choice(slips)
