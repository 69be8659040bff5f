"""What a field names has to be on record; whoever errs is told what is nearest."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from drafting.partners.record.field_types import Place
from drafting.register import EntryBody, UnfitBody, body_lines, suggested
from drafting.register.naming import ENTRIES, PARTNERS, naming, with_ids

PARTNERS_ON_RECORD = {f"partner-{n}": f"Invented Trust {n} (sample)" for n in range(9)}
ENTRIES_ON_RECORD = {"0a1b2c3d4e5f": "A meeting", "0a1b2c99aaaa": "A review"}


class Named(EntryBody):
    partners: tuple[Place, ...] = Field(
        default=(), title="Partners", json_schema_extra=naming(PARTNERS)
    )
    source: Place = Field(default="", title="From", json_schema_extra=naming(ENTRIES))


def known(sort: str) -> dict[str, str]:
    return PARTNERS_ON_RECORD if sort == PARTNERS else ENTRIES_ON_RECORD


@given(st.lists(st.tuples(st.sampled_from(sorted(PARTNERS_ON_RECORD)), st.booleans()), max_size=12))
def test_ids_and_names_in_any_mixture_become_ids_each_once(typed: list[tuple[str, bool]]) -> None:
    values = [PARTNERS_ON_RECORD[each].upper() if named else each for each, named in typed]
    body = with_ids(Named(partners=tuple(values)), known)
    assert body.partners == tuple(dict.fromkeys(each for each, _ in typed))


def test_the_beginning_of_an_entrys_id_means_it_where_it_means_one() -> None:
    assert with_ids(Named(source="0a1b2c3d"), known).source == "0a1b2c3d4e5f"
    for unclear in ("0a1b2c", "0a1", "nothing"):
        with pytest.raises(UnfitBody) as refusal:
            with_ids(Named(source=unclear), known)
        assert list(refusal.value.faults) == ["source"]


def test_every_field_that_names_nothing_is_told_with_the_nearest() -> None:
    with pytest.raises(UnfitBody) as refusal:
        with_ids(Named(partners=("partner-1", "partnre-2"), source="elsewhere"), known)
    assert set(refusal.value.faults) == {"partners", "source"}
    assert "partner-2 (Invented Trust 2 (sample))" in refusal.value.faults["partners"]


def test_names_are_shown_for_ids_and_an_id_where_the_name_is_gone() -> None:
    body = Named(partners=("partner-1", "deleted"))
    assert body_lines(body, known) == [("Partners", "Invented Trust 1 (sample), deleted")]
    assert body_lines(body) == [("Partners", "partner-1, deleted")]


def test_a_menu_offers_the_likeliest_first_and_something_before_a_letter_is_typed() -> None:
    assert next(suggested("trust 7", PARTNERS_ON_RECORD, 3))[0] == "partner-7"
    assert len(list(suggested("", PARTNERS_ON_RECORD, 3))) == 3
    assert not list(suggested("", {}, 3))
