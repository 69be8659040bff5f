"""Wrong words in a record: what means the same is taken, a slip is named, nothing turned round."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest
from pydantic import ValidationError

from drafting.partners import field_refusals, name_office
from drafting.partners.errors import BadRecord
from drafting.partners.partner_filter import chosen
from drafting.partners.record import Partner
from drafting.partners.record.slips import did_you_mean, slip_of


def of_agreement(path: str, value: Any) -> dict[str, Any]:
    return {"agreements": [{"key": "a", **nested(path, value)}]}


def nested(path: str, value: Any) -> dict[str, Any]:
    first, _, rest = path.partition(".")
    return {first: nested(rest, value) if rest else value}


def budget(value: Any) -> dict[str, Any]:
    return of_agreement("money.budget", [{"description": "Line", "paid_by": value}])


DOORS: Mapping[str, Any] = {
    "side": budget,
    "flag": lambda value: of_agreement("personal_data", value),
    "context": lambda value: of_agreement("context", value),
    "roles": lambda value: of_agreement("cip_roles", value),
    "currency": lambda value: of_agreement("money.currency", value),
    "ead": lambda value: nested("foreign_funds.ead_status", value),
    "status": lambda value: nested("relationship.status", value),
    "law": lambda value: nested("registration.law", value),
    "districts": lambda value: nested("place.districts", value),
    "provinces": lambda value: nested("place.provinces", value),
    "type": lambda value: {"identity": {"legal_name": "Sample", "partner_type": value}},
}


def record(door: str, value: Any) -> dict[str, Any]:
    return {"id": "p", "identity": {"legal_name": "Sample"}, **DOORS[door](value)}


def read(door: str, value: Any) -> Any:
    """What the record holds; the same form as what was given."""
    whole: Any = Partner.model_validate(record(door, value)).model_dump(mode="json")
    place: Any = DOORS[door](None)
    while isinstance(place, (dict, list)):
        if isinstance(place, list):
            place, whole = place[0], whole[0]
        else:
            last = list(place)[-1]
            place, whole = place[last], whole[last]
    return whole


def refused(door: str, value: Any) -> str:
    with pytest.raises(ValidationError) as caught:
        Partner.model_validate(record(door, value))
    (refusal,) = field_refusals(caught.value)
    return refusal.why


@pytest.mark.parametrize(
    ("door", "words", "value"),
    [
        ("flag", ("TRUE", "1", "yes", "Y", "ہاں", "haan", "جی ہاں", True), "yes"),
        ("flag", ("FALSE", "0", "N", "nahi", "نہیں", False), "no"),
        ("flag", ("not known", "don't know", "don’t know", "Unknown"), "unknown"),
        ("side", ("CARE", "care pakistan", "CARE International in Pakistan", "CIP"), "cip"),
        ("side", ("Partner", "the partner", "implementing partner"), "partner"),
        ("side", ("Both", "both sides", "CARE and partner", "Partner & CIP"), "both"),
        ("ead", ("not required", "Not needed"), "not_needed"),
        ("ead", ("MOU signed", "signed"), "signed"),
        ("status", ("phase-out", "Phasing-out"), "phasing_out"),
        ("type", ("N.G.O.", "Non-governmental organisation"), "ngo"),
        ("law", ("Societies Act 1860", "Societies Registration Act, 1860"), "societies_1860"),
        ("law", ("unregistered", "Not registered"), "none"),
        ("law", ("The Trust Act, 1882", "Trusts Act of 1882"), "trusts_1882"),
        ("districts", ("Thatta, Sujawal", "Thatta;Sujawal", "Thatta\nSujawal", "Thatta، Sujawal"),
         ["Thatta", "Sujawal"]),
        ("districts", (["Thatta, Sujawal"], ["Thatta", "Sujawal"]), ["Thatta", "Sujawal"]),
        ("provinces", ("Punjab, KPK", "Panjab\nKhyber Pakhtunkhwa"),
         ["punjab", "khyber_pakhtunkhwa"]),
        ("roles", ("Supporter, Linker; Advocate",), ["supporter", "linker", "advocate"]),
    ],
)  # fmt: skip
def test_what_means_the_same_is_taken(door: str, words: tuple[Any, ...], value: Any) -> None:
    for word in words:
        assert read(door, word) == value, word


@pytest.mark.parametrize(
    ("door", "word", "meant"),
    [
        ("side", "partnr", "The partner"),
        ("flag", "yess", "Yes"),
        ("ead", "provisonal", "Provisional"),
        ("status", "activ", "Active"),
        ("context", "emergancy", "Emergency"),
        ("type", "Aliance", "Alliance"),
        ("districts", "Tharparker", "Tharparkar"),
        ("currency", "rupees", "PKR"),
        ("currency", "US dollars", "USD"),
    ],
)
def test_a_slip_is_named(door: str, word: str, meant: str) -> None:
    suggestion = re.search(r"did you mean '(.*?)'\?|perhaps (\w+)", refused(door, word))
    assert suggestion is not None
    assert meant in suggestion.groups()


@pytest.mark.parametrize(
    ("door", "word"),
    [
        *(("side", word) for word in ("Donor", "us", "not the partner", "CARE partner", "shared")),
        *(("flag", word) for word in ("maybe", "not yet", "known", "yes, partly", "x", "2")),
        *(("ead", word) for word in ("in process", "not applied", "unsigned", "pending")),
        *(("status", word) for word in ("inactive", "in active", "ongoing", "completed")),
        *(("context", word) for word in ("non-emergency", "Humanitarian")),
        *(("type", word) for word in ("non-government", "university")),
        *(("law", word) for word in ("registered", "SECP", "The Companies Act, 2017")),
        *(("law", word) for word in ("Companies Ordinance, 1984", "corporate societies act")),
        *(("districts", word) for word in ("Kabul", "all districts", "Kotri", "Daska")),
        *(("provinces", word) for word in ("Federal", "South Punjab")),
        *(("currency", word) for word in ("dollars", "pounds", "local")),
    ],
)
def test_what_means_something_else_gets_no_suggestion(door: str, word: str) -> None:
    why = refused(door, word)
    assert "did you mean" not in why
    assert "perhaps" not in why
    if door in ("side", "flag", "ead", "status", "context", "type"):
        assert "; write '" in why  # all that it can be


def test_a_province_among_districts_is_told_as_one() -> None:
    assert refused("districts", "Sindh").startswith("Sindh is a province and no district")


def test_another_office_is_known_by_its_own_names() -> None:
    name_office("XYZ", "Sample Trust in Nowhere")
    try:
        assert read("side", "Sample Trust") == "cip"
        assert "did you mean" not in refused("side", "CARE")
        assert "'XYZ'" in refused("side", "CARE")
    finally:
        name_office()


def test_a_key_or_a_name_with_other_figures_is_no_slip() -> None:
    assert slip_of("2027-schools", {"2026-schools": "2026-schools"}) == ""
    assert did_you_mean("2026-school", ["2026-schools"]) == "did you mean '2026-schools'?"
    assert did_you_mean("duties", ["cip_duties", "partner_duties"]) == (
        "did you mean 'cip_duties' or 'partner_duties'?"
    )
    assert did_you_mean("CARE expects", ["What CIP expects", "What the partner expects"]) == ""


def test_partners_are_chosen_by_words_that_mean_the_same() -> None:
    trust = Partner.model_validate(record("type", "NGO"))
    assert chosen([trust], "partner_type=non-governmental organisation") == [trust]
    with pytest.raises(BadRecord, match="it can be ngo, cbo"):
        chosen([trust], "partner_type=university")
