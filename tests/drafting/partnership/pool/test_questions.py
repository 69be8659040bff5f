"""Which questions ask who is in the pool; all others are for the policies."""

from __future__ import annotations

import pytest

from drafting.partners import Province
from drafting.partnership.pool import PoolFilter, pool_question

SINDH = PoolFilter(province=Province.SINDH)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Which partners do we have in Sindh?", SINDH),
        ("which of our partners work in sindh province", SINDH),
        ("How many partners are there in the province of Sindh", SINDH),
        ("Partners in Sindh?", SINDH),
        (
            "List women-led organisations in KPK",
            PoolFilter(province=Province.KHYBER_PAKHTUNKHWA, women_led=True),
        ),
        ("Which women-led partners do we have?", PoolFilter(women_led=True)),
        ("Which partners do we have in Gilgit-Baltistan?", PoolFilter(Province.GILGIT_BALTISTAN)),
    ],
)
def test_a_plain_question_of_who_is_where_asks_the_pool(text: str, wanted: PoolFilter) -> None:
    assert pool_question(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "Which partners should we have in Sindh?",
        "Which partners do we have?",
        "Which partners do we have in Atlantis?",
        "How do we find partners in Sindh?",
        "Which partners in Sindh need due diligence?",
        "Who approves partners in Sindh?",
        "What are women-led partners?",
        "How do we find gaps in our pool of partners?",
        "What does mapping of partners include?",
        "",
        "Sindh",
    ],
)
def test_a_question_of_a_rule_is_for_the_policies(text: str) -> None:
    assert pool_question(text) is None
