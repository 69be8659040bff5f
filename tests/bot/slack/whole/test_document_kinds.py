"""A kind of document is a folder: Slack offers and drafts it, and shows its drafts without it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.slack.blocks import names
from bot.slack.drafts.form_view import KIND
from drafting.agreements.templates.shelf import YAML
from knowledge import PolicyDesk
from tests.bot.slack.whole.test_drafts import (
    FORM,
    ROLES,
    asked,
    chooses,
    drafts,
    files_of,
)
from tests.support.office_files import put_kind
from tests.support.slack.forms import inputs, sends
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import from_saathi, newest_direct, top, words
from tests.support.slack.workspace_client import Visitor, until

LETTER = "cooperation-letter"


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    home = tmp_path_factory.mktemp("office")
    folder = put_kind(home / "templates")
    text = (folder / YAML).read_text(encoding="utf-8")
    own = text.replace("heading: What it is about\n", "heading: What we cooperate on\n", 1)
    (folder / YAML).write_text(own.replace("order: 15", "order: 90"), encoding="utf-8")
    with stocked_office(desk, home, roles=ROLES) as made:
        yield made


def letter(visitor: Visitor) -> dict[str, Any]:
    """The window with the letter chosen: it asks what the folder says."""
    view = asked(visitor, "mashal", "What it is about")
    offered = [one["value"] for one in inputs(view)[KIND]["element"]["options"]]
    changes = ["amendment", "extension"]
    assert offered == ["mou", "contract", "note", "phase-out", *changes, LETTER]
    return chooses(visitor, view, KIND, LETTER, "What we cooperate on")


def test_the_window_offers_it_and_its_drafts_are_as_others_are(
    officer: Visitor, made: Office
) -> None:
    message = drafts(officer, letter(officer))
    assert "Cooperation Letter with Mashal" in words(message)
    (file, *_) = from_saathi(officer)[-2]["files"]
    assert file["name"].startswith("COOPERATION-LETTER_sample-mashal_2026-reading_v1")
    officer.clicks(message, names.DRAFT_WHY)
    assert "CSPF 17(a)" in words(top(officer, "Why this clause"))
    officer.closes(officer.views[-1])
    known = len(from_saathi(officer))
    officer.clicks(message, names.DRAFT_CLEAN)
    assert "copy without marks" in words(newest_direct(officer, known + 1))
    assert "_not-ready-" in files_of(officer)[-2]["name"]
    officer.clicks(message, names.DRAFT_OPEN)
    view = top(officer, FORM, showing="What we cooperate on")
    assert inputs(view)[KIND]["element"]["initial_option"]["value"] == LETTER
    again = drafts(officer, view, agreement__goal="Another goal.")
    assert "version 2" in words(again)
    assert "Since the version before" in words(again)
    uploaded = officer.uploads("our version.docx", officer.downloads(file))
    ts = officer.says("saathi", "", files=(uploaded,))
    reply = until(lambda: officer.replies("saathi", ts))[0]
    assert "Cooperation Letter with Mashal" in words(reply)


def test_money_under_it_goes_on_as_the_contract_that_it_names(officer: Visitor) -> None:
    view = asked(officer, "sailab", "What it is about")
    view = chooses(officer, view, KIND, LETTER, "What we cooperate on")
    assert not sends(officer, view)
    told = until(lambda: [one for one in officer.views if "15(e)" in words(one)])[-1]
    assert "a cooperation letter cannot carry it" in words(told)
    assert "Go on with the contract" in words(told)
    officer.closes(officer.views[-1])


def test_what_was_drafted_is_still_there_once_the_folder_is_gone(
    officer: Visitor, made: Office
) -> None:
    message = drafts(officer, letter(officer))
    at_rest(made)
    folder: Path = made.home / "templates" / LETTER
    away = folder.rename(made.home / "away")
    try:
        officer.clicks(message, names.DRAFT_WHY)
        assert "CSPF 17(a)" in words(top(officer, "Why this clause"))
        officer.closes(officer.views[-1])
        officer.clicks(message, names.DRAFT_OPEN)
        view = top(officer, FORM, showing="There is no template for the document")
        assert LETTER not in json.dumps(inputs(view)[KIND])
        officer.closes(officer.views[-1])
    finally:
        shutil.move(away, folder)
