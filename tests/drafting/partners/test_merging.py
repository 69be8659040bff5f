"""What is given anew, laid over what is on record: what was not given stays."""

from __future__ import annotations

from typing import Any

import pytest

from drafting.partners.merging import known_part, merged, without_field, without_restricted
from drafting.partners.record import Partner

Data = dict[str, Any]
HERE: Data = {
    "id": "sample-here",
    "identity": {"legal_name": "Sample Society", "acronym": "SS"},
    "people": {
        "signatories": [
            {"name": "Sample One", "title": "Chair", "cnic": "35202-1234567-1"},
            {"name": "Sample Two", "cnic": "35202-7654321-1"},
        ]
    },
    "agreements": [
        {"key": "first", "title": "First", "goal": "A goal.", "reports": [{"what": "Yearly"}]},
        {"key": "second", "title": "Second"},
    ],
}


def agreements(given: Any) -> list[Data]:
    found: list[Data] = merged(Partner, HERE, {"agreements": given})["agreements"]
    return found


def signatories(given: Any) -> list[Data]:
    found: list[Data] = merged(Partner, HERE, {"people": {"signatories": given}})["people"][
        "signatories"
    ]
    return found


@pytest.mark.parametrize("given", [{}, {"identity": {}}, {"agreements": []}, HERE])
def test_what_was_not_given_stays(given: Data) -> None:
    assert merged(Partner, HERE, given) == HERE


def test_nothing_given_takes_a_value_away_and_leaves_the_others() -> None:
    after = merged(Partner, HERE, {"identity": {"acronym": None}})
    assert after["identity"] == {"legal_name": "Sample Society"}
    assert after["agreements"] == HERE["agreements"]


def test_the_record_itself_is_not_changed() -> None:
    before = Partner.model_validate(HERE)
    merged(Partner, HERE, {"identity": {"acronym": "X"}, "agreements": [{"key": "first"}]})
    assert Partner.model_validate(HERE) == before


def test_agreements_are_joined_by_their_keys_and_never_taken_away() -> None:
    after = agreements([{"key": "second", "goal": "Another."}, {"key": "third", "title": "Third"}])
    assert [one["key"] for one in after] == ["first", "second", "third"]
    assert after[0] == HERE["agreements"][0]
    assert after[1] == {"key": "second", "title": "Second", "goal": "Another."}


def test_a_new_agreement_that_is_given_in_two_pieces_is_one() -> None:
    after = agreements([{"key": "new", "title": "New"}, {"key": "new", "goal": "A goal."}])
    assert after[2:] == [{"key": "new", "title": "New", "goal": "A goal."}]


def test_another_list_takes_the_place_of_the_one_before_as_a_whole() -> None:
    after = agreements([{"key": "first", "reports": [{"what": "Quarterly"}]}])
    assert after[0]["reports"] == [{"what": "Quarterly"}]


@pytest.mark.parametrize("name", ["Sample One", "SAMPLE ONE", " sample-one"])
def test_an_entry_keeps_what_was_not_given_of_the_one_with_its_name(name: str) -> None:
    (one,) = signatories([{"name": name, "title": "Director"}])
    assert one == {"name": name, "title": "Director", "cnic": "35202-1234567-1"}


def test_whoever_is_not_in_the_list_any_more_gives_nobody_a_cnic() -> None:
    assert signatories([{"name": "Sample Three"}]) == [{"name": "Sample Three"}]


def test_of_two_with_one_name_only_the_first_has_what_was_there() -> None:
    first, second = signatories([{"name": "Sample Two"}, {"name": "Sample Two"}])
    assert first["cnic"] == "35202-7654321-1"
    assert "cnic" not in second


def test_what_no_record_has_any_more_is_left_out_at_every_depth() -> None:
    old = {
        **HERE,
        "gone": 1,
        "identity": {**HERE["identity"], "gone": 1},
        "agreements": [{**one, "gone": 1} for one in HERE["agreements"]],
    }
    assert known_part(Partner, old) == HERE


def test_a_field_is_taken_out_of_what_was_given_whatever_stands_around_it() -> None:
    given = {
        "tax": {"ntn": "1", "approval_2_36": "yes"},
        "agreements": [{"key": "a", "money": {"amount": 1, "donor": "x"}}, {"key": "b"}, "wrong"],
    }
    assert without_field(given, "tax.ntn")["tax"] == {"approval_2_36": "yes"}
    without = without_field(given, "agreements[a].money.amount")["agreements"]
    assert without == [{"key": "a", "money": {"donor": "x"}}, {"key": "b"}, "wrong"]
    assert without_field({"agreements": "wrong"}, "agreements[a].goal") == {"agreements": "wrong"}
    assert without_field({"tax": None}, "tax.ntn") == {}


def test_what_is_restricted_is_taken_out_and_the_rest_stays() -> None:
    given = {
        "bank": {"iban": "x"},
        "people": {"signatories": [{"name": "A", "cnic": "1"}], "board": [{"name": "B"}]},
    }
    assert without_restricted(Partner, given) == {
        "bank": {},
        "people": {"signatories": [{"name": "A"}], "board": [{"name": "B"}]},
    }
    assert without_restricted(Partner, {"bank": None, "tax": None}) == {"tax": None}
