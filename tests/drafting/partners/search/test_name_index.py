"""The index of names finds the same partners in the same order as comparing them all."""

from __future__ import annotations

import random

import pytest

from drafting.partners.finding import PartnerMatch, PartnerNames, match_of, plain_query
from drafting.partners.samples import sample_partners
from drafting.partners.search.name_index import NameIndex
from drafting.partners.search.near_parts import PartIndex
from tests.drafting.partners.search.plain_search import made_up_names, plainly_found, typed

SAMPLES = [PartnerNames.of(partner) for partner in sample_partners()]
ODD = [
    PartnerNames("a", "A"),
    PartnerNames("a-2", "a"),
    PartnerNames("hope", "Hope", "HOPE", ("Hope",)),
    PartnerNames("x" * 60, "x" * 300),
    PartnerNames("signs", "!!!"),
    PartnerNames("spaces", "One  -  Two & Three_Four"),
    PartnerNames("sz", "Straße İstanbul"),
    PartnerNames("vowels", "سَاحِل", urdu_name="سَاحِل فاؤنڈیشن"),
    PartnerNames("emoji", "𝔉𝔬𝔲𝔫𝔡 🌱"),
    PartnerNames("same-1", "Twin Trust"),
    PartnerNames("same-2", "Twin Trust"),
]
QUERIES = (
    *("", " ", "?", "a", "x", "ab", "abc", "hop", "hpoe", "Hope Hope", "twin", "twni trust"),
    *("x" * 400, "xx xx xx", "one two", "two  three", "four", "strasse", "istanbul", "straße"),
    *("ساحل", "سَاحِل", "فاونڈیشن", "𝔉𝔬𝔲𝔫𝔡", "found", "!!", "trust trust trust", "e o e"),
)


@pytest.mark.parametrize(
    ("size", "queries"), [(1, 100), (3, 150), (10, 300), (200, 300), (900, 60)]
)
def test_it_finds_what_comparing_all_finds(size: int, queries: int) -> None:
    chance = random.Random(size)
    partners = made_up_names(size, chance)
    index = NameIndex.of(partners)
    for _ in range(queries):
        query, limit = typed(partners, chance), chance.choice([1, 3, 20])
        assert index.search(query, limit) == plainly_found(partners, query, limit), query


@pytest.mark.parametrize("partners", [SAMPLES, ODD, [*SAMPLES, *ODD], []], ids=len)
def test_odd_names_and_odd_queries_are_no_exception(partners: list[PartnerNames]) -> None:
    index = NameIndex.of(partners)
    for query in QUERIES:
        assert index.search(query, 20) == plainly_found(partners, query), query


def test_one_who_knows_one_name_finds_it_as_before() -> None:
    names = PartnerNames("sahil-trust", "Sahil Trust", "ST", ("Kinara",), "ساحل")
    found = {query: match_of(names, plain_query(query)) for query in ("sahil", "sahli", "kinara")}
    assert found == {
        "sahil": PartnerMatch("sahil-trust", "Sahil Trust", 95.0, "name"),
        "sahli": PartnerMatch("sahil-trust", "Sahil Trust", 80.0, "name"),
        "kinara": PartnerMatch("sahil-trust", "Sahil Trust", 100.0, "former name"),
    }


def test_few_names_are_compared_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(5)
    partners = made_up_names(2_000, chance)
    index = NameIndex.of(partners)
    compared: list[int] = []
    candidates = PartIndex.candidates

    def counted(parts: PartIndex, query: str, at_least: float) -> object:
        result = candidates(parts, query, at_least)
        compared.append(len(result))
        return result

    monkeypatch.setattr(PartIndex, "candidates", counted)
    for names in chance.sample(partners, 50):
        index.search(names.legal_name.split()[0][:-1] + "x", 20)
    assert sum(compared) < 0.12 * len(compared) * len(index.texts)


def test_the_names_in_a_text_are_found_wherever_they_stand() -> None:
    partners = [*made_up_names(300, random.Random(3)), PartnerNames("al", "Al"), *ODD]
    index = NameIndex.of(partners)
    for names in partners:
        text = f"Please draft it for ({names.legal_name.swapcase()}), thanks"
        in_text = {each.id for each in partners if each.legal_name.casefold() in text.casefold()}
        assert names.id in in_text and set(index.named_in(text)) == in_text
