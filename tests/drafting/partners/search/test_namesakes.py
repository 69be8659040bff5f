"""One legal name in several writings is one name; another name is not."""

from __future__ import annotations

import pytest

from drafting.partners.finding import PartnerNames
from drafting.partners.search.namesakes import Namesakes, same_name_key

ONE_NAME = [
    ("Roshni Welfare Society", "ROSHNI SOCIETY (Regd.)"),
    ("Al-Khidmat Foundation", "Alkhidmat Foundation Pakistan"),
    ("Sindh Rural Support Organization (SRSO)", "Sind Rural Support Organisation"),
    ("Women’s Development Society", "Womens Development Soc."),
    ("Baluchistan Development Centre", "Balochistan Development Center"),
    ("Khuddam-ul-Quran Trust", "Khuddam ul Quran Trust"),
    ("Muhammadi Trust", "Mohammadi Trust"),
    ("Tameer-e-Millat (Pvt) Ltd", "Tamir e Millat Private Limited"),
    ("S.O.S. Villages", "SOS Villages"),
    ("فلاحی تنظیم", "فلاحي تنظيم"),
]
TWO_NAMES = [
    ("Roshni Society", "Roshan Society"),
    ("Roshni Foundation", "Roshni Trust"),
    ("Sarhad Rural Support Programme", "Sindh Rural Support Programme"),
    ("Kiran Trust", "Karan Trust"),
    ("Sami Foundation", "Samia Foundation"),
    ("Welfare Society", "Welfare Trust"),
    ("Bahar", "Bihar"),
]


@pytest.mark.parametrize(("name", "other"), ONE_NAME)
def test_one_name_in_two_writings(name: str, other: str) -> None:
    known = Namesakes([PartnerNames("there", name)])
    assert [found.id for found in known.of(PartnerNames("new", other))] == ["there"]


@pytest.mark.parametrize(("name", "other"), TWO_NAMES)
def test_two_names(name: str, other: str) -> None:
    assert not Namesakes([PartnerNames("there", name)]).of(PartnerNames("new", other))


def test_a_former_name_and_a_name_in_urdu_are_names_too() -> None:
    there = PartnerNames("there", "Roshni", former_names=("Noor Circle",), urdu_name="روشنی")
    known = Namesakes([there])
    assert known.of(PartnerNames("new", "The Nur Circle")) == [there]
    assert known.of(PartnerNames("new", "Light", urdu_name="روشني")) == [there]
    assert not known.of(PartnerNames("there", "Roshni")), "a partner is not its own namesake"
    assert not known.of(PartnerNames("new", "…"))


def test_a_name_of_nothing_but_what_is_left_out_is_compared_whole() -> None:
    assert same_name_key("Welfare Pakistan") != same_name_key("NGO")
