"""A partner that is added in Slack is one partner, however its name is typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.partners import form_view
from bot.slack.partners.editing import SavedPartner, add_partner, agreement_key, key_from
from bot.slack.partners.form_mistakes import FormMistakes
from bot.slack.partners.form_view import PartForm
from drafting.partners import PartnerFile
from tests.support.databases import fresh_database
from tests.support.drafting.desk import sample

Json = dict[str, Any]
NAME = sample().name


@pytest.fixture
def file(tmp_path: Path) -> Iterator[PartnerFile]:
    with fresh_database("sqlite", tmp_path) as database:
        file = PartnerFile(database)
        file.seed_samples()
        yield file


def window(name: str) -> Json:
    """The window of a new partner with that name typed."""
    typed = {"type": "plain_text_input", "value": name}
    return {"state": {"values": {"identity.legal_name": {"typed": typed}}}, "blocks": []}


@pytest.mark.parametrize(
    "name",
    [
        NAME,
        NAME.upper(),
        NAME.lower(),
        NAME.swapcase(),
        NAME.replace(" ", "   "),
        f"  {NAME.title()} ",
    ],
)
def test_a_name_in_other_capitals_or_with_other_spaces_is_the_same(
    name: str, file: PartnerFile
) -> None:
    before = file.all()
    outcome = add_partner(file, window(name), by="U1")
    assert isinstance(outcome, FormMistakes)
    assert NAME in outcome.errors["identity.legal_name"]
    assert file.all() == before


def test_added_twice_it_is_there_once(file: PartnerFile) -> None:
    first = add_partner(file, window("Naya Sample Society"), by="U1")
    assert isinstance(first, SavedPartner)
    assert isinstance(add_partner(file, window("NAYA SAMPLE SOCIETY"), by="U2"), FormMistakes)
    named = [one.id for one in file.all() if one.name.casefold() == "naya sample society"]
    assert named == [first.partner]


def test_the_same_name_in_another_writing_is_asked_about_and_added_by_choice(
    file: PartnerFile,
) -> None:
    name = "Roshni Invented Womens Welfare Society (Pvt) Ltd (sample)"
    before = file.all()
    form = add_partner(file, window(name), by="U1")
    assert isinstance(form, PartForm)
    assert NAME in form.notice
    assert file.all() == before
    view = form_view.window(form)
    blocks = {block["block_id"]: block for block in view["blocks"] if block["type"] == "input"}
    typed = next(b for b in blocks if b.startswith("identity.legal_name"))
    assert blocks[typed]["element"]["initial_value"] == name
    state = {
        typed: {"typed": {"type": "plain_text_input", "value": name}},
        "same_name": {
            "typed": {
                "type": "static_select",
                "selected_option": blocks["same_name"]["element"]["options"][-1],
            }
        },
    }
    outcome = add_partner(file, {**view, "state": {"values": state}}, by="U1")
    assert isinstance(outcome, SavedPartner)
    assert file.get(outcome.partner).name == name


def test_another_partner_with_a_name_like_it_is_added(file: PartnerFile) -> None:
    outcome = add_partner(file, window(f"{NAME} of the North"), by="U1")
    assert isinstance(outcome, SavedPartner)
    assert file.get(outcome.partner).name == f"{NAME} of the North"


def test_an_id_that_is_taken_gets_a_number() -> None:
    assert key_from("Naya Sample", (), "partner") == "naya-sample"
    assert key_from("Naya Sample", ("naya-sample",), "partner") == "naya-sample-2"
    taken = ("naya-sample", "naya-sample-2")
    assert key_from("Naya Sample", taken, "partner") == "naya-sample-3"
    assert key_from("نیا", (), "partner") == "partner"


def test_a_second_agreement_of_the_same_year_and_title_gets_a_key_of_its_own() -> None:
    partner = sample()
    (first, *_) = partner.agreements
    year, _, title = first.key.partition("-")
    key = agreement_key({"start": f"{year}-01-01", "title": title}, partner)
    assert key == f"{first.key}-2"
