"""Windows of a partner's file: within Slack's limits, harmless, and without loss either way."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from bot.slack.blocks import forms, names
from bot.slack.partners import form_view as partner_forms
from bot.slack.partners import record_parts, record_words
from bot.slack.partners import view as partner_view
from bot.slack.partners.editing import key_from, new_partner_form
from bot.slack.partners.form_view import PartForm
from bot.slack.partners.record_forms import entries, merge_form, with_values
from bot.slack.partners.record_parts import RecordPart
from bot.slack.roles import Rights
from bot.workspace.protocol.checking import check_view
from drafting.partners import FieldChange, PartnerMatch, PartnerVersion, StoredPartner
from drafting.partners.record import Agreement, Partner, RecordModel, fields_of
from drafting.partners.samples import sample_partners
from tests.support.slack import blocks

SAMPLES = sample_partners()
BY_ID = pytest.mark.parametrize("partner", SAMPLES, ids=lambda one: one.id)
EVERYTHING = Rights(drafts=True, edits=True, sees_restricted=True)
NOTHING = Rights()
TODAY = date(2026, 11, 23)
HOSTILE = "<!channel> <@U012AB3CD> *b* _i_ `c` ~s~ <https://x.example|y> :smile: {{ x }} & \u202e"
PARTS = [*record_parts.OF_PARTNER, record_parts.ACCOUNT]


def stored(partner: Partner) -> StoredPartner:
    return StoredPartner(partner, 3, datetime(2026, 11, 1, tzinfo=UTC), "U0SAMPLE001")


def hostile() -> Partner:
    """A partner whose every text is hostile and as long as it may be."""
    line, paragraphs = (HOSTILE * 20)[:999].replace("\u202e", ""), (HOSTILE * 200)[:9000]
    paragraphs = paragraphs.replace("\u202e", "")
    name = line[:300]
    roshni = next(one for one in SAMPLES if one.id == "sample-roshni")
    data = roshni.model_dump()
    data["identity"] |= {"legal_name": name, "urdu_name": "ک" * 300, "former_names": [line] * 40}
    data["relationship"] |= {"shared_vision": paragraphs, "value_added": [line] * 50}
    data["people"]["board"] = [{"name": name[:120], "title": name[:120]}] * 60
    data["agreements"] = [
        {**data["agreements"][1], "key": f"a-{n}", "title": name[:200], "goal": paragraphs}
        for n in range(120)
    ]
    return Partner.model_validate(data)


def problems(view: dict[str, Any]) -> None:
    """Fails where Slack would refuse the view, or something in it would act."""
    check_view(view, ("modal",))
    assert len(view.get("private_metadata", "")) <= 3000
    ours = re.compile(r"^\*[^*\n]{1,320}\*(?=\n|$)")  # our own bold title in front
    for text in (one["text"] for one in blocks._walk(view["blocks"]) if is_mrkdwn(one)):
        assert not blocks.live_mrkdwn(ours.sub("", text)), text[:200]
    assert not [
        one for one in blocks.live(view["blocks"]) if '"user"' not in one and "*" not in one
    ]


def is_mrkdwn(element: Any) -> bool:
    return bool(element.get("type") == "mrkdwn")


@BY_ID
@pytest.mark.parametrize("rights", [EVERYTHING, NOTHING], ids=["everything", "nothing"])
def test_each_card_and_agreement_is_taken_by_slack(partner: Partner, rights: Rights) -> None:
    problems(partner_view.card(stored(partner), rights, TODAY))
    for one in partner.agreements:
        problems(partner_view.agreement(stored(partner), one, rights))


@BY_ID
def test_each_window_is_taken_by_slack(partner: Partner) -> None:
    spot = names.PartnerRef(partner.id, "a" * 60, "x", version=999)
    for part in PARTS:
        asked = entries(partner, part, restricted=True)
        problems(partner_forms.window(PartForm(part, partner.name, asked, spot, HOSTILE)))
    for one in partner.agreements:
        for part in record_parts.OF_AGREEMENT:
            problems(partner_forms.window(PartForm(part, "x", entries(one, part), spot)))


def test_a_hostile_partner_s_windows_are_taken_and_nothing_in_them_acts() -> None:
    partner = hostile()
    problems(partner_view.card(stored(partner), EVERYTHING, TODAY))
    problems(partner_view.agreement(stored(partner), partner.agreements[0], EVERYTHING))
    for part in PARTS:
        asked = entries(partner, part, restricted=True)
        problems(partner_forms.window(PartForm(part, partner.name, asked, names.PartnerRef())))
    found = [PartnerMatch(f"p-{n}", partner.name, 90, "name") for n in range(30)]
    problems(partner_view.find(HOSTILE, found, EVERYTHING))
    field = FieldChange("a.b", HOSTILE, HOSTILE * 50, HOSTILE * 50, restricted=False)
    change = PartnerVersion(
        2, "U0SAMPLE001", datetime(2026, 1, 1, tzinfo=UTC), "Slack", (field,) * 60
    )
    problems(partner_view.history(stored(partner), [change] * 90, EVERYTHING))


def test_a_card_whose_key_is_missing_says_so_and_that_nothing_is_lost() -> None:
    partner = next(one for one in SAMPLES if one.id == "sample-roshni")
    blank = partner.model_copy(update={"bank": type(partner.bank)()})
    locked = replace(stored(blank), unreadable=("bank.iban", "people.signatories[1].cnic"))
    view = partner_view.card(locked, EVERYTHING, TODAY)
    problems(view)
    said = json.dumps(view, ensure_ascii=False)
    assert "cannot be read: the key to them is missing" in said
    assert "Account: held" in said
    assert "CNICs of signatories: held" in said


def test_a_new_partner_s_window_is_empty_and_taken_by_slack() -> None:
    view = partner_forms.window(new_partner_form())
    problems(view)
    assert set(forms.initial_values(view["blocks"]).values()) <= {"", ()}


def all_paths(parts: list[RecordPart]) -> list[str]:
    return [path for part in parts for path in part.fields]


def test_every_field_of_a_partner_can_be_changed_in_one_window() -> None:
    wanted = set(fields_of(Partner)) - {"id", "sample", "agreements"}
    assert sorted(all_paths(PARTS)) == sorted(wanted)


def test_every_field_of_an_agreement_can_be_changed_in_one_window() -> None:
    wanted = set(fields_of(Agreement)) - {"key"}
    assert sorted(all_paths(list(record_parts.OF_AGREEMENT))) == sorted(wanted)


def test_restricted_fields_are_in_the_account_s_window_alone() -> None:
    restricted = {path for path, field in fields_of(Partner).items() if field.restricted}
    assert restricted == set(record_parts.ACCOUNT.fields)


def through_a_form(record: RecordModel, parts: list[RecordPart]) -> RecordModel:
    """The record after all that its windows show was typed into them."""
    values = {
        entry.block: entry.value
        for part in parts
        for entry in entries(record, part, restricted=True)
        if entry.fits
    }
    return with_values(record, values)


@BY_ID
def test_what_windows_show_typed_back_changes_nothing(partner: Partner) -> None:
    assert through_a_form(partner, PARTS) == partner
    for one in partner.agreements:
        assert through_a_form(one, list(record_parts.OF_AGREEMENT)) == one


@BY_ID
def test_an_untouched_window_changes_nothing(partner: Partner) -> None:
    for part in PARTS:
        view = partner_forms.window(
            PartForm(part, "", entries(partner, part, restricted=True), names.PartnerRef())
        )
        shown = forms.initial_values(view["blocks"])
        assert not merge_form(partner, shown, shown, is_current=False).values


def test_what_a_window_cannot_hold_is_said_and_stays() -> None:
    partner = hostile()
    part = record_parts.BY_NAME["relationship"]
    view = partner_forms.window(PartForm(part, "", entries(partner, part), names.PartnerRef()))
    assert "relationship.shared_vision" not in forms.initial_values(view["blocks"])
    assert "Shared vision: too long for this window" in blocks.words(view["blocks"])


@pytest.mark.parametrize("rights", [EVERYTHING, NOTHING], ids=["everything", "nothing"])
def test_no_card_holds_a_restricted_value(rights: Rights) -> None:
    partner = next(one for one in SAMPLES if one.id == "sample-roshni")
    card = json.dumps(partner_view.card(stored(partner), rights, TODAY), ensure_ascii=False)
    assert partner.bank.iban not in card
    assert partner.bank.branch not in card
    assert partner.people.signatories[0].cnic not in card
    assert ("held; Finance sees it" in card) is not rights.sees_restricted


def test_what_ran_out_stands_on_the_card_and_what_will_soon() -> None:
    partner = next(one for one in SAMPLES if one.id == "sample-roshni")
    data = partner.model_dump()
    data["registration"]["expires"] = date(2026, 11, 22)
    data["control"]["completions"][0]["until"] = date(2026, 12, 31)
    data["tax"]["approval_expires"] = date(2028, 1, 1)
    view = partner_view.card(stored(Partner.model_validate(data)), NOTHING, TODAY)
    said = blocks.words(view["blocks"])
    assert "Registration expired on 22 November 2026" in said
    assert "Due diligence (2026-schools) expires on 31 December 2026" in said
    assert "expires on 1 January 2028" not in said.split("Agreements")[0]


def test_a_cnic_goes_with_the_name_and_with_a_corrected_one_but_to_nobody_else() -> None:
    partner = next(one for one in SAMPLES if one.id == "sample-sangam")
    held = {one.name: one.cnic for one in partner.people.signatories}
    first, second = held
    lines = f"{second} | Secretary\nSomebody New | Chair\n{first}h | President"
    made = with_values(partner, {"people.signatories": lines}).people.signatories
    assert [one.cnic for one in made] == [held[second], "", held[first]]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("2027 Weaving together", "2027-weaving-together"),
        ("نئی امید", "partner"),
        ("", "partner"),
        ("../../etc/passwd", "etc-passwd"),
        ("x" * 500, "x" * 50),
        ("taken", "taken-3"),
    ],
)
def test_keys_are_made_of_any_name(text: str, key: str) -> None:
    assert key_from(text, ["taken", "taken-2"], "partner") == key


def test_values_are_said_in_plain_words() -> None:
    assert record_words.period(date(2026, 3, 1), None) == "from 1 March 2026"
    assert record_words.listed("abcdefgh") == "a, b, c, d, e, f and 2 more"
