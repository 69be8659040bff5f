"""A partner's record takes values as people write them, and refuses wrong ones with the cure."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from drafting.partners import Flag, Province, visible
from drafting.partners.errors import BadRecord
from drafting.partners.record import Partner, districts_of, fields_of, is_unknown, value_at
from drafting.partners.record.agreement import Agreement, Money
from drafting.partners.record.people import FocalPoint, Signatory
from drafting.partners.record.places import province_of
from drafting.partners.refusals import refusal_sentences
from drafting.partners.samples import sample_partners
from drafting.partners.visibility import has_restricted
from drafting.partners.vocabulary import PartnerType

IBAN = "PK36 SCBL 0000 0011 2345 6702"  # the one that the standard shows


def partner(**parts: Any) -> Partner:
    """A partner of which only `parts` are known."""
    return Partner.model_validate({"id": "x", "identity": {"legal_name": "X (sample)"}, **parts})


def refusal(**parts: Any) -> str:
    """The one sentence that a partner with these parts is refused with."""
    with pytest.raises(ValidationError) as caught:
        partner(**parts)
    said = refusal_sentences(caught.value)
    assert len(said) == 1, said
    path, sentence = said[0]
    assert f"({path})" in sentence
    assert sentence.endswith((".", "?", ")")), sentence
    assert "Value error" not in sentence
    return sentence


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("2026-04-30", date(2026, 4, 30)),
        ("30/04/2026", date(2026, 4, 30)),
        ("30-4-2026", date(2026, 4, 30)),
        ("5.5.2026", date(2026, 5, 5)),
        ("3rd April, 2026", date(2026, 4, 3)),
        ("Sept 3, 2026", date(2026, 9, 3)),
        ("3-Apr-2026", date(2026, 4, 3)),
        (datetime(2026, 4, 30), date(2026, 4, 30)),
        ("", None),
    ],
)
def test_dates_are_read_as_they_are_written_in_pakistan(written: object, kept: date) -> None:
    assert partner(registration={"issued": written}).registration.issued == kept


@pytest.mark.parametrize(
    ("written", "why"),
    [
        ("03/04/2026", "may be 3 April 2026 or 4 March 2026"),
        ("04/13/2026", "the day comes first"),
        ("3/4/26", "two digits"),
        ("31 June 2026", "no such day"),
        ("3 Brumaire 2026", "no month"),
        ("0206-01-01", "the year 206"),
        ("soon", "not read as a date"),
        (46_000, "a number and no date"),
    ],
)
def test_a_date_that_may_mean_two_days_or_none_is_refused(written: object, why: str) -> None:
    sentence = refusal(registration={"issued": written})
    assert sentence.startswith("Registered on (registration.issued): ")
    assert why in sentence


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("15,00,000", "1500000.00"),
        ("1,500,000.5", "1500000.50"),
        ("Rs. 15,00,000/-", "1500000.00"),
        ("PKR 100", "100.00"),
        (1_500_000, "1500000.00"),
        (0.1 + 0.2, "0.30"),
        ("0", "0.00"),
    ],
)
def test_amounts_are_read_with_commas_of_either_kind(written: object, kept: str) -> None:
    amount = Money.model_validate({"amount": written}).amount
    assert amount == Decimal(kept)
    assert str(amount) == kept


@pytest.mark.parametrize(
    ("written", "cure"),
    [
        ("1,5", "write it in digits, as in 1500000, 1,500,000 or 15,00,000."),
        ("15 lakh", "write it in digits, as in 1500000, 1,500,000 or 15,00,000."),
        ("-5", "write a number without a minus."),
        ("1.234", "round it."),
        ("1e9", "write it in digits, as in 1500000, 1,500,000 or 15,00,000."),
        (True, "write it in digits, as in 1500000."),
        (float("nan"), "write it in digits, as in 1500000."),
        (10**30, "write it in digits, as in 1500000."),
        ("9" * 40, "write it in digits, as in 1500000."),
    ],
)
def test_what_is_no_amount_is_refused_with_the_cure(written: object, cure: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Money.model_validate({"amount": written})
    [(path, sentence)] = refusal_sentences(caught.value)
    assert path == "amount"
    assert sentence.endswith(f"; {cure}")


def test_numbers_that_have_a_form_are_kept_in_one_form() -> None:
    kept = partner(
        tax={"ntn": "12345678"},
        bank={"iban": IBAN.lower(), "currency": "pkr"},
        people={
            "signatories": [{"name": "Sample", "cnic": "8220312345671"}],
            "focal_points": [
                {"name": "Sample", "phone": "0300-1234567", "email": "a.b@EXAMPLE.org"},
                {"name": "Sample", "phone": "(051) 2000000"},
            ],
        },
    )
    assert kept.tax.ntn == "1234567-8"
    assert kept.bank.iban == IBAN.replace(" ", "")
    assert kept.bank.currency == "PKR"
    assert kept.people.signatories[0].cnic == "82203-1234567-1"
    assert kept.people.focal_points[0].phone == "+92 300 1234567"
    assert kept.people.focal_points[0].email == "a.b@example.org"
    assert kept.people.focal_points[1].phone == "+92 51 2000000"


@pytest.mark.parametrize(
    ("iban", "why"),
    [
        (IBAN.replace("702", "703"), "check digits"),
        (IBAN[:-1], "24 characters, and this has 23"),
        ("GB82 WEST 1234 5698 7654 32", "starts with PK"),
        ("PK36 1234 0000 0011 2345 6702", "check digits"),
    ],
)
def test_an_iban_is_checked_and_never_repeated(iban: str, why: str) -> None:
    sentence = refusal(bank={"iban": iban})
    assert sentence.startswith("IBAN (bank.iban): ")
    assert why in sentence
    assert iban[5:] not in sentence


@given(st.integers(8, 23), st.sampled_from("0123456789"))
def test_no_iban_with_one_wrong_digit_passes(at: int, sign: str) -> None:
    right = IBAN.replace(" ", "")
    wrong = right[:at] + sign + right[at + 1 :]
    if wrong == right:
        return
    with pytest.raises(ValidationError):
        partner(bank={"iban": wrong})


@pytest.mark.parametrize(
    ("parts", "start", "why"),
    [
        ({"tax": {"ntn": "123456"}}, "NTN (tax.ntn)", "7 digits"),
        (
            {"people": {"signatories": [{}, {"cnic": "99999"}]}},
            "CNIC (people.signatories[2].cnic)",
            "13 digits",
        ),
        (
            {"people": {"focal_points": [{"email": "nobody"}]}},
            "Email (people.focal_points[1].email)",
            "name@example.org",
        ),
        (
            {"people": {"focal_points": [{"phone": "0300 12"}]}},
            "Phone (people.focal_points[1].phone)",
            "0300 1234567",
        ),
        ({"bank": {"currency": "Rs."}}, "Account currency (bank.currency)", "PKR"),
        ({"bank": {"currency": "DEM"}}, "Account currency (bank.currency)", "ISO 4217"),
        ({"place": {"districts": "Thata"}}, "Districts (place.districts[1])", "'Thatta'"),
        ({"place": {"districts": ["Chitral"]}}, "Districts", "Lower Chitral or Upper Chitral"),
        ({"place": {"provinces": ["Pnjab"]}}, "Provinces (place.provinces[1])", "'Punjab'"),
        (
            {"place": {"provinces": ["Punjab"], "districts": ["Thatta"]}},
            "Districts (place.districts)",
            "lies in Sindh",
        ),
        (
            {"identity": {"legal_name": "X", "partner_type": "consortum"}},
            "Type of organisation (identity.partner_type)",
            "did you mean 'Consortium'?",
        ),
        ({"identity": {"acronym": "X"}}, "Legal name (identity.legal_name)", "fill it in"),
        ({"identity": {"legal_name": "x" * 301}}, "Legal name", "more than 300 characters"),
        ({"identity": {"legal_name": "a\x07"}}, "Legal name", "character 2 (U+0007)"),
        ({"identity": {"legal_name": "a\ud800"}}, "Legal name", "half of a character"),
        ({"identity": {"legal_name": "a\ue000"}}, "Legal name", "U+E000"),
        ({"identity": {"legal_name": "a\U000f0001"}}, "Legal name", "U+F0001"),
        ({"identity": {"legal_name": "a\u202ecod"}}, "Legal name", "U+202E"),
        ({"identity": {"legal_nam": "X", "legal_name": "X"}}, "Unknown field", "legal_name"),
        ({"id": "Roshni Trust"}, "Id (id)", "'roshni-trust'"),
        ({"place": {"tehsils": ["a"] * 201}}, "Tehsils (place.tehsils)", "200"),
        (
            {"registration": {"issued": "2020-01-02", "expires": "2020-01-01"}},
            "Registration expires on (registration.expires)",
            "2020-01-01 is before 2020-01-02",
        ),
        (
            {"agreements": [{"key": "a"}, {"key": "a"}]},
            "Agreements (agreements)",
            "the key 'a'",
        ),
        (
            {"agreements": [{"key": "a", "start": "2026-05-01", "end": "2026-04-01"}]},
            "Ends on (agreements[1].end)",
            "correct one of the two",
        ),
        ({"identity": "X"}, "Identity (identity)", "a group of fields"),
        ({"people": {"head": "X"}}, "Head of the organisation (people.head)", "a group of fields"),
    ],
)
def test_what_is_wrong_is_refused_with_field_path_and_cure(
    parts: dict[str, Any], start: str, why: str
) -> None:
    sentence = refusal(**parts)
    assert sentence.startswith(start), sentence
    assert why in sentence, sentence


def test_choices_are_taken_by_value_or_label_in_any_case() -> None:
    kept = partner(
        identity={"legal_name": "X", "partner_type": "Social Enterprise"},
        registration={"law": "companies act 2017, section 42"},
        place={"provinces": "KPK\nGB\nSINDH", "districts": "D.I. Khan; Umarkot district"},
        gender={"women_led": True, "womens_rights_org": "NO"},
    )
    assert kept.identity.partner_type is PartnerType.SOCIAL_ENTERPRISE
    assert kept.registration.law == "companies_2017_42"
    assert kept.place.provinces == (
        Province.KHYBER_PAKHTUNKHWA,
        Province.GILGIT_BALTISTAN,
        Province.SINDH,
    )
    assert kept.place.districts == ("Dera Ismail Khan", "Umerkot")
    assert kept.gender.women_led is Flag.YES
    assert kept.gender.womens_rights_org is Flag.NO


def test_every_district_lies_in_one_province_and_reads_back_by_its_name() -> None:
    every = [(province, name) for province in Province for name in districts_of(province)]
    assert len(every) > 160
    assert len({name for _, name in every}) == len(every)
    for province, name in every:
        assert province_of(name) is province
        kept = partner(place={"provinces": [province], "districts": [name.upper()]})
        assert kept.place.districts == (name,)


def test_what_is_empty_stays_unknown() -> None:
    kept = partner(
        identity={"legal_name": "X", "acronym": "  ", "partner_type": "", "former_names": ""},
        tax={"ntn": None, "approval_2_36": ""},
        agreements=[{"key": "a", "start": "", "money": {"amount": ""}}],
    )
    assert kept == partner(identity={"legal_name": "X"}, agreements=[{"key": "a"}])
    known = [path for path in fields_of(Partner) if not is_unknown(value_at(kept, path))]
    assert known == ["id", "sample", "identity.legal_name", "agreements"]


def test_urdu_and_right_to_left_text_is_kept() -> None:
    name = "مشعل فرضی تنظیم"
    assert partner(identity={"legal_name": name, "urdu_name": name}).identity.urdu_name == name


def test_fields_know_their_titles_kinds_and_limits() -> None:
    of_partner, of_agreement = fields_of(Partner), fields_of(Agreement)
    assert of_partner["identity.legal_name"].required
    assert of_partner["identity.legal_name"].longest == 300
    assert of_partner["people.head.name"].label == "Head of the organisation: Name"
    assert of_partner["bank.iban"].kind == "iban"
    assert of_partner["place.districts"].kind == "district"
    assert of_partner["place.districts"].many
    assert of_partner["people.signatories"].item["cnic"].restricted
    assert of_agreement["money.budget"].kind == "records"
    assert of_agreement["goal"].kind == "paragraphs"
    assert of_agreement["start"].kind == "date"
    labels = [field.label for field in (*of_partner.values(), *of_agreement.values())]
    assert len(set(labels)) == len(labels), "two fields cannot be told apart"


def test_a_wrong_path_names_the_nearest_one() -> None:
    with pytest.raises(BadRecord, match=r"did you mean 'identity\.legal_name'"):
        value_at(partner(), "identity.legalname")


def test_restricted_values_are_seen_by_roles_alone_and_come_into_no_text() -> None:
    full = next(one for one in sample_partners() if one.id == "sample-roshni")
    assert visible(full, may_see_restricted_fields=True) == full
    shown = visible(full, may_see_restricted_fields=False)
    secrets = [full.bank.iban, full.bank.branch, full.people.signatories[0].cnic]
    assert all(secrets)
    for secret in secrets:
        assert secret not in shown.model_dump_json()
        assert secret not in repr(full)
    assert shown.people.signatories[0].name == full.people.signatories[0].name
    assert shown.agreements == full.agreements
    assert has_restricted(full, "bank.iban")
    assert not has_restricted(shown, "bank.iban")
    assert has_restricted(full.people.signatories[0], "cnic")


def test_a_refused_record_shows_no_restricted_value() -> None:
    with pytest.raises(ValidationError) as caught:
        Signatory.model_validate({"name": "Sample", "cnic": "4000000000019999"})
    assert "4000000000019999" not in str(caught.value) + str(refusal_sentences(caught.value))


def test_the_samples_are_ten_varied_and_plainly_marked() -> None:
    samples = sample_partners()
    assert len(samples) == 10
    for sample in samples:
        assert sample.sample
        assert sample.id.startswith("sample-")
        assert sample.name.endswith("(sample)")
        people = [*sample.people.signatories, *sample.people.focal_points, *sample.people.board]
        for person in people:
            assert "Sample" in person.name or "نمونہ" in person.name
            if isinstance(person, FocalPoint) and person.email not in ("", "none"):
                assert person.email.endswith("@example.org")
    types = {sample.identity.partner_type for sample in samples}
    assert {"cbo", "ngo", "consortium", "academic", "private", "media", "network"} <= types
    assert max(len(sample.name) for sample in samples) >= 200
    assert any(sample.identity.urdu_name for sample in samples)
    assert any(sample.registration.law == "none" for sample in samples)
    agreements = [one for sample in samples for one in sample.agreements]
    assert any(one.short_lived is Flag.YES and one.phase_out.steps for one in agreements)
    assert any(one.context == "emergency" for one in agreements)
    for one in agreements:
        if one.money.amount and one.money.tranches:
            assert sum(part.amount or 0 for part in one.money.tranches) == one.money.amount
