"""The pool: who is in it, what fits a filter, its figures, its gaps, and its map."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from PIL import Image

from bot.operations.database import Database
from drafting.partners import DraftingError, Flag, PartnerFile, Province
from drafting.partners.record import Partner
from drafting.partners.search.outlines import PartnerOutline, partner_outlines
from drafting.partners.vocabulary import PartnerType
from drafting.partnership import page_document, page_workbook
from drafting.partnership.kinds import prospect
from drafting.partnership.pool import (
    PoolFilter,
    PoolMember,
    PoolStatus,
    fitting,
    pool_figures,
    pool_filter,
    pool_members,
    pool_page,
    subjects_of,
)
from drafting.partnership.pool.page import gap_of
from drafting.partnership.pool.province_map import (
    DARK_FROM,
    SHADES,
    TILES,
    key_words,
    shade_limits,
    shade_of,
)
from drafting.register import OFFICE, Author, OpeningInput, Register, RegisterDesk, RegisterRules
from tests.support.databases import KINDS, fresh_database

DAY = date(2026, 11, 30)
# How long examples take to be made says nothing of the pool, and a busy machine takes long.
AT_LEISURE = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
OFFICER = Author("U0OFFICER", "Sample Officer")


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    with fresh_database(request.param, tmp_path) as database:
        PartnerFile(database).seed_samples()
        yield database


def opened(database: Database, **values: Any) -> Register:
    register = Register(database, (prospect.KIND,), partners=PartnerFile(database))
    opening = OpeningInput("prospect", OFFICE, OFFICER, "wish", values)
    RegisterDesk(register, RegisterRules(), lambda: DAY).open(opening)
    return register


def test_outlines_say_what_the_records_say(database: Database) -> None:
    file = PartnerFile(database)
    file.delete("sample-awaz")
    assert [_outline_of(partner) for partner in file.all()] == partner_outlines(database)


def _outline_of(partner: Partner) -> PartnerOutline:
    return PartnerOutline(
        id=partner.id,
        name=partner.name,
        partner_type=partner.identity.partner_type,
        provinces=partner.place.provinces,
        districts=partner.place.districts,
        subjects=partner.identity.subjects,
        women_led=partner.gender.women_led,
        womens_rights_org=partner.gender.womens_rights_org,
        status=partner.relationship.status,
        sample=partner.sample,
    )


def test_prospects_stand_beside_partners_where_their_districts_lie(database: Database) -> None:
    register = opened(
        database,
        name="Invented Boat School (sample)",
        districts="Thatta",
        subjects="girls' education",
    )
    members = pool_members(partner_outlines(database), register.of_kind("prospect"))
    (boats,) = [member for member in members if not member.is_partner]
    assert (boats.provinces, boats.status) == ((Province.SINDH,), PoolStatus.PROSPECT)
    wanted = pool_filter(
        subjects_of(members), province_name="SINDH", subject="Girls’ EDUCATION", women_led=False
    )
    assert [member.name for member in fitting(members, wanted)] == [
        "Invented Boat School (sample)",
        "Roshni Invented Women’s Society (sample)",
    ]
    figures = pool_figures(members, ["Climate"])
    assert figures.by_subject["Climate"].total == 0
    assert gap_of(figures.by_subject["Climate"]) == "Nobody"
    assert figures.all.partners + figures.all.prospects + figures.all.ended == len(members)


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ({"province_name": "Sind Province"}, "Province"),
        ({"province_name": "Atlantis"}, "balochistan"),
        ({"partner_type": "club"}, "academic"),
        ({"status": "sleeping"}, "dormant"),
        ({"subject": "Space travel"}, "Girls’ education"),
    ],
)
def test_what_nothing_can_be_is_told_with_the_choices(words: dict[str, str], names: str) -> None:
    with pytest.raises(DraftingError, match=names):
        pool_filter(["Girls’ education"], **words)  # type: ignore[arg-type]


MEMBERS = st.lists(
    st.builds(
        PoolMember,
        id=st.uuids().map(str),
        name=st.sampled_from(["Sample One", "Sample Two"]),
        is_partner=st.booleans(),
        status=st.sampled_from(PoolStatus),
        partner_type=st.sampled_from([None, *PartnerType]),
        provinces=st.lists(st.sampled_from(Province), max_size=3, unique=True).map(tuple),
        subjects=st.lists(
            st.sampled_from(["Climate", "climate", "Legal aid", "…"]), max_size=3
        ).map(tuple),
        women_led=st.sampled_from(Flag),
    ),
    max_size=8,
)
FILTERS = st.builds(
    PoolFilter,
    province=st.sampled_from([None, *Province]),
    subject=st.sampled_from(["", "climate", "aid"]),
    partner_type=st.sampled_from([None, *PartnerType]),
    women_led=st.booleans(),
    status=st.sampled_from([None, *PoolStatus]),
)


@AT_LEISURE
@given(MEMBERS, FILTERS)
def test_each_condition_of_a_filter_only_takes_away(
    members: list[PoolMember], wanted: PoolFilter
) -> None:
    assert fitting(members, PoolFilter()) == members
    both = fitting(fitting(members, wanted), PoolFilter(women_led=True))
    narrower = PoolFilter(**{**vars(wanted), "women_led": True})
    assert both == fitting(members, narrower)


@AT_LEISURE
@given(MEMBERS)
def test_the_figures_add_up(members: list[PoolMember]) -> None:
    figures = pool_figures(members)
    ended = sum(member.status is PoolStatus.ENDED for member in members)
    assert figures.all.total + ended == len(members)
    assert figures.all.ended == ended
    types = sum(count.total for count in figures.by_type.values()) + figures.no_type.total
    assert types == figures.all.total
    for place, count in figures.by_province.items():
        here = [member for member in members if place in member.provinces]
        assert count.total + count.ended == len(here)


@AT_LEISURE
@given(st.integers(min_value=0, max_value=5_000), st.data())
def test_more_organisations_are_never_lighter_and_the_key_names_each_shade(
    most: int, data: st.DataObject
) -> None:
    limits = shade_limits(most)
    low = data.draw(st.integers(min_value=0, max_value=most))
    assert shade_of(low, limits) <= shade_of(most, limits) < len(SHADES)
    assert (shade_of(low, limits) == 0) == (low == 0)
    assert len(key_words(limits)) == len(limits) + 1


def test_letters_are_read_on_every_shade() -> None:
    for place, shade in enumerate(SHADES):
        ink = 1.0 if place >= DARK_FROM else _luminance("#1A1A1A")
        light, dark = sorted((_luminance(shade), ink), reverse=True)
        assert (light + 0.05) / (dark + 0.05) >= 4.5


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def test_every_province_has_a_tile_of_its_own() -> None:
    assert set(TILES) == set(Province)
    assert len(set(TILES.values())) == len(TILES)


def test_the_report_has_a_map_with_words_and_the_same_tables_in_both_files() -> None:
    members = [
        PoolMember(
            "sample", "=Sample & <One>", True, PoolStatus.ACTIVE, provinces=(Province.SINDH,)
        )
    ]
    page = pool_page(members, ["Climate"], DAY)
    document = Document(io.BytesIO(page_document(page)))
    (shape,) = document.inline_shapes
    words = shape._inline.docPr.get("descr")
    assert "Sindh: 1 partner" in words and "Punjab: nobody" in words
    picture = next(
        part for part in document.part.related_parts.values() if part.partname.endswith(".png")
    )
    with Image.open(io.BytesIO(picture.blob)) as image:
        assert image.width > image.height > 1000
    gaps = document.tables[0]
    rows = [[cell.text for cell in row.cells] for row in gaps.rows]
    assert ["Subject", "Climate", "Nobody"] in rows
    assert ["Province", "Sindh", "No women-led organisation"] in rows
    sheet: Any = load_workbook(io.BytesIO(page_workbook(page))).worksheets[0]
    assert len(sheet._charts) == 3  # by province, subject and type
    texts = {str(cell.value) for row in sheet.iter_rows() for cell in row}
    assert {"Climate", "Azad Jammu and Kashmir", "Prospects"} <= texts
