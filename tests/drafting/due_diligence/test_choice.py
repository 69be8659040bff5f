"""The catalogue of due diligence, and which of it fits a partnership (CSPF 15(d))."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from drafting.due_diligence import CATALOGUE, TierPolicy, check_catalogue, load_catalogue
from drafting.due_diligence.catalogue.catalogue import BadCatalogue
from drafting.due_diligence.catalogue.item import Direction
from drafting.due_diligence.catalogue.tiers import NoEmergency
from drafting.due_diligence.checklists.checklist import sides
from drafting.due_diligence.checklists.choosing import (
    Circumstances,
    ItemSelection,
    OtherFramework,
    choose,
)
from drafting.partners.office import Office
from drafting.partners.record.agreement import Agreement, Money
from drafting.partners.record.partner import Partner
from drafting.partners.samples import sample_partners
from drafting.partners.vocabulary import (
    Context,
    Flag,
    Law,
    PartnerType,
    Province,
    Purpose,
    Tier,
)
from knowledge import Library

TODAY = date(2026, 11, 23)
CATALOGUE_AS_SHIPPED = load_catalogue()
CIVIL = [kind for kind in PartnerType if kind not in (PartnerType.PRIVATE, PartnerType.GOVERNMENT)]
agreements = st.builds(
    Agreement,
    key=st.just("one"),
    purpose=st.sampled_from([None, *Purpose]),
    context=st.sampled_from([None, *Context]),
    community_contact=st.sampled_from(Flag),
    personal_data=st.sampled_from(Flag),
    sub_partners=st.sampled_from(Flag),
    assets_bought=st.sampled_from(Flag),
    creates_works=st.sampled_from(Flag),
    money=st.builds(
        Money,
        funding_involved=st.sampled_from(Flag),
        amount=st.sampled_from([None, Decimal(100_000), Decimal(90_000_000)]),
        currency=st.sampled_from(["", "PKR", "EUR"]),
    ),
)
partners = st.builds(
    lambda kind, law, provinces, women_led: Partner.model_validate(
        {
            "id": "one",
            "identity": {"legal_name": "One", "partner_type": kind},
            "registration": {"law": law},
            "place": {"provinces": provinces},
            "gender": {"women_led": women_led, "womens_rights_org": women_led},
        }
    ),
    st.sampled_from([None, *CIVIL]),
    st.sampled_from([None, *Law]),
    st.lists(st.sampled_from(Province), max_size=2, unique=True),
    st.sampled_from(Flag),
)
AMOUNTS = st.sampled_from(
    [
        Decimal(amount)
        for amount in (1, 25_000, 500_000, 500_001, 1_999_999, 4_999_999, 9_999_999, 90_000_000)
    ]
)
UNHURRIED = settings(deadline=None)  # a busy machine fails no property
RISKY = TierPolicy(risky_contexts=frozenset(Context), risky_provinces=frozenset(Province))


def chosen(
    partner: Partner,
    agreement: Agreement,
    policy: TierPolicy | None = None,
    high_risk: str = "",
    *,
    first_days: bool = False,
) -> ItemSelection:
    policy = policy or TierPolicy()
    circumstances = Circumstances(
        partner, agreement, Office(), policy, TODAY, high_risk, first_days
    )
    return choose(CATALOGUE_AS_SHIPPED, circumstances)


def sample(partner: str, agreement: str) -> tuple[Partner, Agreement]:
    found = next(one for one in sample_partners() if one.id == partner)
    held = found.agreement(agreement)
    assert held is not None
    return found, held


def ids(choice: ItemSelection) -> set[str]:
    return {one.item.id for one in choice.chosen}


def test_the_catalogue_is_large_two_way_and_every_basis_resolves(library: Library) -> None:
    items = CATALOGUE_AS_SHIPPED.items
    assert len(items) >= 120
    assert check_catalogue(CATALOGUE_AS_SHIPPED, library) == []
    asked_of_cip = [one for one in items if one.direction is not Direction.PARTNER]
    asked_of_partner = [one for one in items if one.direction is not Direction.CIP]
    assert len(asked_of_cip) >= 0.7 * len(asked_of_partner)


def test_what_rests_on_law_is_to_be_confirmed_with_counsel() -> None:
    for item in CATALOGUE_AS_SHIPPED.items:
        assert bool(item.law) == ("confirm with counsel" in item.rests_on)


@UNHURRIED
@given(partners, agreements)
def test_a_higher_tier_never_drops_an_item_of_a_lower_one(
    partner: Partner, agreement: Agreement
) -> None:
    steps = [
        chosen(partner, _without_funds(agreement)),
        chosen(partner, _funded(agreement, Decimal(600_000))),
        chosen(partner, _funded(agreement, Decimal(600_000)), RISKY),
        chosen(partner, _funded(agreement, Decimal(600_000)), high_risk="Fighting nearby."),
        chosen(partner, _funded(agreement, Decimal(90_000_000))),
    ]
    tiers = [one.placement.tier for one in steps]
    assert tiers == sorted(tiers)
    assert tiers[-1] is Tier.D
    for lower, higher in pairwise(steps):
        assert ids(lower) <= ids(higher)


@UNHURRIED
@given(partners, agreements, st.lists(AMOUNTS, min_size=2, max_size=2))
def test_a_lower_amount_never_brings_more_questions(
    partner: Partner, agreement: Agreement, amounts: list[Decimal]
) -> None:
    lower, higher = (chosen(partner, _funded(agreement, amount)) for amount in sorted(amounts))
    assert ids(lower) <= ids(higher)


def test_a_small_grant_is_asked_some_twenty_questions_on_each_side() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    womens_group = Partner.model_validate(
        {
            "id": "one",
            "identity": {"legal_name": "One", "partner_type": "cbo"},
            "registration": {"law": "none"},
        }
    )
    tea = chosen(partner, _funded(agreement, Decimal(25_000)))
    group = chosen(womens_group, _funded(Agreement(key="one"), Decimal(300_000)))
    for choice in (tea, group):
        assert choice.placement.tier is Tier.S
        halves = Counter(side for one in choice.chosen for side in sides(one.item.direction))
        assert all(15 <= count <= 24 for count in halves.values()), halves
    assert ids(tea) >= {"screening-lists", "finance-account", "safeguarding-reporting"}


def test_the_first_days_ask_what_must_be_known_before_help_goes_out() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    with pytest.raises(NoEmergency, match="no agreement of an emergency"):
        chosen(partner, agreement, first_days=True)
    emergency = agreement.model_copy(update={"context": Context.EMERGENCY})
    first = chosen(partner, emergency, first_days=True)
    assert first.placement.tier is Tier.F
    assert "follows by 23 December 2026" in first.placement.reasons[0]
    assert ids(first) >= {
        *("screening-lists", "finance-account", "finance-account-signatories"),
        *("identity-signatories", "safeguarding-people", "safeguarding-distribution"),
    }
    assert ids(first) <= ids(chosen(partner, emergency))


def test_a_flood_shelter_is_not_asked_about_a_store() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    flood = agreement.model_copy(update={"context": Context.EMERGENCY, "assets_bought": Flag.YES})
    store = {"finance-warehouse", "finance-stock"}
    assert not store & ids(chosen(partner, _funded(flood, Decimal(9_000_000)), RISKY))
    assert store <= ids(chosen(partner, _funded(flood, Decimal(20_000_000)), RISKY))


def test_what_the_record_holds_a_part_of_is_no_whole_answer() -> None:
    def registration(**fields: str) -> tuple[str, ...]:
        partner = Partner.model_validate(
            {"id": "one", "identity": {"legal_name": "One"}, "registration": fields}
        )
        selection = chosen(partner, _funded(Agreement(key="one"), Decimal(25_000))).chosen
        (item,) = (each for each in selection if each.item.id == "identity-registration")
        assert item.from_file is not None
        return item.from_file.missing

    assert registration(law="societies_1860", number="7") == ("Registering authority",)
    assert registration(law="societies_1860", number="7", authority="Registrar") == ()
    assert registration(law="none") == ()  # then there is nothing more to say


def test_a_question_asks_one_thing() -> None:
    asked = [item.id for item in CATALOGUE_AS_SHIPPED.items if ", and" in item.ask]
    assert asked == []


def _without_funds(agreement: Agreement) -> Agreement:
    return agreement.model_copy(update={"money": Money(funding_involved=Flag.NO)})


def _funded(agreement: Agreement, amount: Decimal) -> Agreement:
    money = Money(funding_involved=Flag.YES, amount=amount, currency="PKR")
    return agreement.model_copy(update={"money": money})


@UNHURRIED
@given(partners, agreements)
def test_an_informal_partnership_is_asked_little(partner: Partner, agreement: Agreement) -> None:
    informal = agreement.model_copy(
        update={"purpose": Purpose.INFORMAL_LEARNING, "money": Money(funding_involved=Flag.NO)}
    )
    choice = chosen(partner, informal)
    assert choice.placement.tier is Tier.A
    assert len(choice.chosen) >= 5
    # What both answer stands in both halves: each counts.
    assert sum(len(list(sides(one.item.direction))) for one in choice.chosen) <= 20


def test_an_informal_checklist_is_about_fit_identity_conflicts_and_screening_both_ways() -> None:
    choice = chosen(*sample("sample-roshni", "2025-learning"))
    asked = [one.item for one in choice.chosen]
    assert ids(choice) >= {"fit-lrsp-link", "identity-names", "conflicts-cip", "screening-lists"}
    assert not {item.area for item in asked} & {"finance", "safeguarding", "people"}
    answered_by_partner = [item for item in asked if item.direction is not Direction.CIP]
    answered_by_cip = [item for item in asked if item.direction is not Direction.PARTNER]
    assert len(answered_by_cip) >= len(answered_by_partner)


@pytest.mark.parametrize(
    ("partner_type", "law", "asked", "not_asked"),
    [
        (
            "cbo",
            "none",
            {"identity-unregistered-standing", "identity-unregistered-funds"},
            {"identity-ead", "identity-tax-approval", "identity-registration-renewal"},
        ),
        (
            "ngo",
            "societies_1860",
            {"identity-ead", "identity-tax-approval", "identity-registration-renewal"},
            {"identity-unregistered-standing", "identity-ingo-permission"},
        ),
        ("ingo", "other", {"identity-ingo-permission"}, {"identity-ead"}),
        ("network", "none", {"fit-network-position", "depth-consortium-members"}, set()),
    ],
)
def test_no_organisation_is_asked_what_cannot_apply_to_it(
    partner_type: str, law: str, asked: set[str], not_asked: set[str]
) -> None:
    partner = Partner.model_validate(
        {
            "id": "one",
            "identity": {"legal_name": "One", "partner_type": partner_type},
            "registration": {"law": law},
        }
    )
    found = ids(chosen(partner, _funded(Agreement(key="one"), Decimal(600_000))))
    assert asked <= found
    assert not not_asked & found


def test_without_sub_partners_nobody_is_asked_about_them_in_any_tier() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    large = _funded(agreement, Decimal(90_000_000))
    for known, asked in ((Flag.YES, True), (Flag.UNKNOWN, True), (Flag.NO, False)):
        found = ids(chosen(partner, large.model_copy(update={"sub_partners": known})))
        assert ("finance-sub-partners" in found) is asked


def test_whether_it_is_led_by_women_is_asked_where_nobody_knows() -> None:
    _, agreement = sample("sample-roshni", "2026-schools")
    partner = Partner.model_validate({"id": "one", "identity": {"legal_name": "One"}})
    found = ids(chosen(partner, agreement))
    assert "systems-women-led-definition" in found
    assert "systems-women-led" not in found  # supposes that the answer is yes


def test_every_question_is_one_and_spells_out_its_abbreviations() -> None:
    for item in CATALOGUE_AS_SHIPPED.items:
        assert item.ask.endswith("?"), item.id
        assert item.ask.count("?") == 1, item.id
        assert item.evidence.endswith("."), item.id
        for short in set(re.findall(r"\b[A-Z]{2,}s?\b", item.ask)) - {"CIP", "CARE"}:
            assert f"({short})" in item.ask, (item.id, short)


def test_a_standing_answer_can_hold_for_every_partner() -> None:
    of_one_partner = ("this work", "this partner", "this issue", "these districts", "the donor")
    standing = [one for one in CATALOGUE_AS_SHIPPED.items if one.standing]
    assert standing
    for item in standing:
        assert item.direction is Direction.CIP, item.id
        assert not item.answered_by, item.id
        assert [words for words in of_one_partner if words in item.ask] == [], item.id


def test_what_cip_noted_for_itself_is_not_filled_in_where_the_partner_reads_it() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    told = [one.from_file.words for one in chosen(partner, agreement).chosen if one.from_file]
    kept = [agreement.money.donor, *(risk.what for risk in partner.control.risks)]
    assert all(kept)
    assert [words for words in kept if any(words in one for one in told)] == []


@UNHURRIED
@given(partners, agreements)
def test_every_choice_is_explained_and_nothing_goes_missing(
    partner: Partner, agreement: Agreement
) -> None:
    choice = chosen(partner, agreement)
    left_out = {one.item for one in choice.left_out}
    assert ids(choice) | left_out == {one.id for one in CATALOGUE_AS_SHIPPED.items}
    assert not ids(choice) & left_out
    for one in choice.chosen:
        assert one.item.rests_on in one.why
        assert (
            f"from tier {one.item.tier}" in one.why or "the questions of a small grant" in one.why
        )
    for other in choice.left_out:
        assert f"this is tier {choice.placement.tier}" in other.why or "because" in other.why
    assert choice.placement.reasons
    assert all(told.endswith(".") for told in choice.placement.reasons)


@UNHURRIED
@given(partners, agreements)
def test_the_same_record_gives_the_same_choice(partner: Partner, agreement: Agreement) -> None:
    again = Partner.model_validate_json(partner.model_dump_json())
    and_again = Agreement.model_validate_json(agreement.model_dump_json())
    assert chosen(again, and_again) == chosen(partner, agreement)


@pytest.mark.parametrize("kind", [PartnerType.PRIVATE, PartnerType.GOVERNMENT])
def test_other_sectors_are_led_to_their_own_framework(kind: PartnerType) -> None:
    partner = Partner.model_validate(
        {"id": "one", "identity": {"legal_name": "One", "partner_type": kind}}
    )
    with pytest.raises(OtherFramework, match="footnote 9"):
        chosen(partner, Agreement(key="one"))


def test_thresholds_are_the_offices_and_the_checklist_says_so() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    assert chosen(partner, agreement).placement.tier is Tier.C
    large = chosen(partner, agreement, TierPolicy(large_from=Decimal(1_000_000)))
    assert large.placement.tier is Tier.D
    assert any("the CSPF sets none" in reason for reason in large.placement.reasons)


def test_an_unknown_amount_or_funding_is_told_not_guessed() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    unknown = agreement.model_copy(update={"money": Money(funding_involved=Flag.YES)})
    assert any("not known" in reason for reason in chosen(partner, unknown).placement.reasons)
    nothing = agreement.model_copy(update={"money": Money()})
    assert any("not known" in reason for reason in chosen(partner, nothing).placement.reasons)


@pytest.mark.parametrize(
    ("money", "tier", "told"),
    [
        (Money(amount=Decimal(20_000_000), currency="PKR"), Tier.D, "PKR 20,000,000 or more"),
        (Money(amount=Decimal("19999999.99"), currency="PKR"), Tier.C, "Funds change hands"),
        (Money(amount=Decimal(70_000), currency="EUR"), Tier.C, "the amount’s exchange rate"),
        (Money(amount=Decimal(70_000)), Tier.C, "the amount’s currency"),
        (Money(), Tier.C, "Enter the amount in"),
        (Money(amount=Decimal(70_000), currency="EUR", rate=Decimal(320)), Tier.D, "20,000,000"),
        (
            Money(amount=Decimal(70_000), currency="EUR", rate=Decimal("0.003125")),
            Tier.D,
            "20,000,000",
        ),
    ],
)
def test_the_threshold_itself_is_large_and_an_amount_counts_in_rupees(
    money: Money, tier: Tier, told: str
) -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    funded = money.model_copy(update={"funding_involved": Flag.YES})
    placed = chosen(partner, agreement.model_copy(update={"money": funded})).placement
    assert placed.tier is tier
    assert any(told in reason for reason in placed.reasons)


def test_an_amount_on_record_is_named_where_funding_is_not_known() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    money = Money(amount=Decimal(90_000_000), currency="PKR")
    placed = chosen(partner, agreement.model_copy(update={"money": money})).placement
    assert placed.tier is Tier.B
    assert any("though an amount is on record" in reason for reason in placed.reasons)


def test_a_consortium_or_a_risky_province_without_funds_is_told_with_whose_rule_that_is() -> None:
    partner, agreement = sample("sample-sangam", "2026-land-rights")
    assert agreement.money.funding_involved is not Flag.YES
    reasons = chosen(partner, agreement, RISKY).placement.reasons
    for risk in ("It is a consortium", "The office treats work in"):
        (told,) = (reason for reason in reasons if reason.startswith(risk))
        assert "the CSPF sets none" in told
        assert "weigh the risk together" in told


def test_a_person_may_judge_a_partnership_high_risk_with_a_reason() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    circumstances = Circumstances(
        partner, agreement, Office(), TierPolicy(), TODAY, "fighting nearby"
    )
    placed = choose(CATALOGUE_AS_SHIPPED, circumstances).placement
    assert placed.tier is Tier.D
    assert any("fighting nearby" in reason for reason in placed.reasons)


def test_a_risk_without_funds_changes_no_tier_and_is_told_all_the_same() -> None:
    partner, agreement = sample("sample-roshni", "2025-learning")
    circumstances = Circumstances(
        partner, agreement, Office(), TierPolicy(), TODAY, "fighting nearby."
    )
    placed = choose(CATALOGUE_AS_SHIPPED, circumstances).placement
    assert placed.tier is Tier.A
    assert any("fighting nearby. Without funds" in reason for reason in placed.reasons)


def test_contact_with_communities_brings_safeguarding_and_so_does_not_knowing() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    for contact, asked in ((Flag.YES, True), (Flag.UNKNOWN, True), (Flag.NO, False)):
        changed = agreement.model_copy(update={"community_contact": contact})
        assert ("safeguarding-policy" in ids(chosen(partner, changed))) is asked


def test_what_the_record_answers_is_filled_in_with_its_source_and_expiry() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    found = {one.item.id: one.from_file for one in chosen(partner, agreement).chosen}
    registration = found["identity-registration"]
    assert registration is not None
    for told in ("Societies Registration Act 1860; ", "Registration number SAMPLE-0001; "):
        assert told in registration.words
    audit = found["finance-audit"]
    assert audit is not None
    assert audit.words == "sample-audit-2025.pdf; Last audit: Issued on 30 September 2025"
    assert "in the partner’s file" in registration.source
    assert found["finance-account"] is None  # restricted


def test_evidence_that_has_expired_is_open_again() -> None:
    partner, agreement = sample("sample-roshni", "2026-schools")
    expired = partner.registration.model_copy(update={"expires": TODAY - timedelta(days=1)})
    changed = partner.model_copy(update={"registration": expired})
    found = {one.item.id: one.from_file for one in chosen(changed, agreement).chosen}
    registration = found["identity-registration"]
    assert registration is not None
    assert registration.has_expired


def test_the_office_adds_changes_and_leaves_out_items(tmp_path: Path) -> None:
    (tmp_path / "fit.yaml").write_text(
        "title: Fit\n"
        "leave_out: [fit-end]\n"
        "items:\n"
        "  - {id: fit-office, ask: What does our office ask besides?, direction: both,\n"
        "     subject: depth, tier: A, evidence: A note., basis: [cspf 15(d)]}\n"
    )
    catalogue = load_catalogue(CATALOGUE, tmp_path)
    names = [one.id for one in catalogue.items]
    assert "fit-office" in names
    assert "fit-end" not in names
    # An area has one title, the office's, also over our own items of it.
    assert {one.area_title for one in catalogue.items if one.area == "fit"} == {"Fit"}


ITEM = "ask: Is it so or not?, direction: both, subject: depth, evidence: A note., basis: []"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("items: [", "no YAML"),
        ("", "begin it with a line 'title:'"),
        ("- a", "begin it with a line 'title:'"),
        (f"title: T\nitems: [{{{ITEM}, id: Not Small, tier: A}}]", "small letters, digits"),
        (f"title: T\nitems: [{{{ITEM}, id: a-b, tier: E}}]", "should be 'A', 'B', 'C' or 'D'"),
        ("title: T\nitems: [{id: a-b}]", "missing"),
        ("title: T\nleave_out: [fit-ends]", "did you mean 'fit-end'"),
        ("title: T\nitem: []", "did you mean 'items'"),
        (
            "title: T\nitems: [{id: a-b, ask: Is it so or not?, direction: both, subject: depth,"
            " tier: A, evidence: A note., basis: [], when: {agreement.purpos: research}}]",
            "did you mean 'agreement.purpose'",
        ),
    ],
)
def test_a_mistake_in_the_offices_items_is_named_with_its_cure(
    tmp_path: Path, written: str, said: str
) -> None:
    (tmp_path / "office.yaml").write_text(written)
    with pytest.raises(BadCatalogue, match=said):
        load_catalogue(CATALOGUE, tmp_path)
