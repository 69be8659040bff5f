"""Two texts that cannot both be followed, and the many that only look so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from drafting.agreements import ClauseLibrary
from knowledge import Citation
from knowledge.writing import Stance, contradictions
from tests.conftest import ROOT

CONTRADICT = [
    ("Partners may use the logo in public.", "The Partner must not use the logo in public."),
    (
        "A partner may mention CARE in public after written consent.",
        "The Partner must not mention CARE in public.",
    ),
    (
        "Partners may carry over unspent funds to the next quarter.",
        "The Partner may not carry over unspent funds into another quarter.",
    ),
    (
        "The Partner shall open a separate bank account for the project.",
        "Partners are not allowed to open a separate bank account for the project.",
    ),
    (
        "Photographs of children are never published on social media.",
        "The Partner may publish photographs of children on social media.",
    ),
    (
        "Staff may accept gifts of small value from partners.",
        "No member of staff may accept gifts of any value from partners.",
    ),
    (
        "It is prohibited to pay cash advances to sub-partners.",
        "The Partner may pay cash advances to its sub-partners.",
    ),
    (
        "Partners can subcontract the work to other organisations.",
        "The Partner must refrain from subcontracting the work to other organisations.",
    ),
]
DO_NOT = [
    (  # a condition is no prohibition
        "Partners may use the logo after written consent.",
        "The Partner must not use the logo without written consent.",
    ),
    (  # of other people
        "CIP may visit the partner's offices at any time.",
        "The Partner must not visit CIP's offices at any time.",
    ),
    (  # of another time
        "Drivers may use office vehicles during the day.",
        "Drivers must not use office vehicles after sunset.",
    ),
    (  # of another thing
        "Funds may be used for training.",
        "Funds must not be used for vehicles.",
    ),
    (  # of another deed
        "Partners may publish photographs of children with consent of parents.",
        "The Partner must not publish names of children.",
    ),
    (  # both forbid
        "Partners must not use the logo in public.",
        "The Partner may not use the logo in public.",
    ),
    (  # denied twice
        "A MoU may be considered in non-contractual relationships.",
        "For non-contractual relationships, a MoU may be considered.",
    ),
]


@pytest.mark.parametrize(("one", "other"), CONTRADICT)
def test_what_one_forbids_and_the_other_permits_is_told_either_way_round(
    one: str, other: str
) -> None:
    (found,) = contradictions(one, other)
    (turned,) = contradictions(other, one)
    assert (found.one, found.other) == (one, other)
    assert Stance.FORBIDS in (found.one_stance, found.other_stance)
    assert (turned.one_stance, turned.other_stance) == (found.other_stance, found.one_stance)


@pytest.mark.parametrize(("one", "other"), DO_NOT)
def test_what_only_looks_so_is_not_told(one: str, other: str) -> None:
    assert not [*contradictions(one, other), *contradictions(other, one)]


def test_nothing_true_contradicts_its_own_clause(framework: list[Citation]) -> None:
    """321 true paraphrases, and the clauses of agreements beside those of the framework."""
    texts = {citation.clause: citation.text for citation in framework}
    path = Path(ROOT / "tests" / "questions" / "paraphrases.yaml")
    paraphrases = yaml.safe_load(path.read_text(encoding="utf-8"))
    pairs = [(says, texts[entry["clause"]]) for entry in paraphrases for says in entry["says"]]
    assert len(pairs) > 300
    pairs += [
        (clause.words, text)
        for clause in ClauseLibrary().clauses().values()
        for text in texts.values()
    ]
    assert not [found for one, other in pairs for found in contradictions(one, other)]


def test_most_rules_turned_round_contradict_their_own_clause() -> None:
    """The sentences of agreements, each 'must' made 'must not' and each 'must not' 'may'."""
    turns = [(r"\b(must|may|shall|will) not\b", "may"), (r"\b(must|may)\b", "must not")]
    found, tried = 0, 0
    for clause in ClauseLibrary().clauses().values():
        for sentence in re.split(r"(?<=[.])\s+", clause.words):
            for pattern, turned in turns:
                if len(re.findall(r"\b(?:must|may|shall|will)\b", sentence)) == 1 and re.search(
                    pattern, sentence
                ):
                    tried += 1
                    other = re.sub(pattern, turned, sentence)
                    found += bool(list(contradictions(other, sentence)))
                    break
    assert tried > 30
    assert found >= 0.55 * tried
