"""Names in Urdu beside other fields: the line goes from left to right, and no number moves."""

from __future__ import annotations

import re
from unicodedata import bidirectional

import pytest

from bot.slack.blocks.escaping import LEFT_TO_RIGHT_MARK, in_order
from bot.slack.partners import record_words
from drafting.partners.record import Partner
from drafting.partners.samples import sample_partners

NAMES = ("عائشہ خان", "مدیر", "سوسائٹی برائے تعلیم")


def in_urdu() -> Partner:
    """A sample partner whose people, titles and former name are written in Urdu."""
    partner = next(one for one in sample_partners() if one.people.focal_points)
    point = partner.people.focal_points[0].model_copy(
        update={"name": NAMES[0], "title": NAMES[1], "phone": "+92 300 0000001"}
    )
    head = partner.people.head.model_copy(update={"name": NAMES[0], "title": NAMES[1]})
    people = partner.people.model_copy(update={"focal_points": (point,), "head": head})
    identity = partner.identity.model_copy(update={"former_names": (NAMES[2],)})
    return partner.model_copy(update={"people": people, "identity": identity})


@pytest.mark.parametrize("part", ["people", "identity"])
def test_each_line_of_a_card_keeps_its_fields_in_order(part: str) -> None:
    shown = record_words.part(in_urdu(), part)
    lines = [line for line in shown.split("\n") if set(map(bidirectional, line)) & {"R", "AL"}]
    assert lines
    for line in lines:
        strong = [sign for sign in line if bidirectional(sign) in {"L", "R", "AL"}]
        assert bidirectional(strong[0]) == "L"  # the line itself goes from left to right
        # Digits behind a name with nothing from left to right between would move before it.
        for run in re.findall(r"[\u0600-\u06ff][\u0600-\u06ff ]*([^\w\u200e]*\d)", line):
            raise AssertionError(f"{run!r} is drawn into the name before it")


def test_other_text_gets_no_mark() -> None:
    assert in_order("Sample Director, 2020") == "Sample Director, 2020"
    assert in_order(NAMES[0]) == f"{LEFT_TO_RIGHT_MARK}{NAMES[0]}{LEFT_TO_RIGHT_MARK}"
