"""A partner found and an agreement drafted on the workspace's page, by hand, on both screens."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from knowledge import PolicyDesk
from tests.bot.slack.whole.test_on_the_page import go_to
from tests.support.chromium import DESKTOP, PHONE, chromium, opened
from tests.support.slack.saathi_in_slack import Office, stocked_office
from tests.support.slack.workspace_client import Visitor

PATIENCE_MS = 30_000


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office")) as made:
        made.app.edge.services.drafting.kinds()  # the templates are checked at their first use
        yield made


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(made: Office, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    screen: dict[str, Any] = request.param
    with opened(browser, made.server.url, screen) as page:
        page.set_default_timeout(PATIENCE_MS)
        yield page
    Visitor(made.server.url).closes_all()


def command(page: Page, text: str) -> None:
    go_to(page, "partnerships")
    box = page.get_by_role("textbox", name="Message #partnerships", exact=True)
    box.fill(text)
    box.press("Enter")


def test_a_partner_is_found_by_typing_and_its_file_changed(page: Page) -> None:
    command(page, "/partner")
    window = page.get_by_role("dialog")
    window.get_by_role("searchbox").fill("rohsni")
    window.get_by_role("button", name="Roshni Invented").first.click()
    expect(window.get_by_role("heading", name="Agreements")).to_be_visible()
    window.get_by_role("button", name="Edit", exact=True).first.click()
    expect(window.get_by_role("heading", name="Identity")).to_be_visible()
    window.get_by_label("Acronym").fill("RIWS-2")
    window.get_by_role("button", name="Save").click()
    expect(window).to_contain_text("RIWS-2")


def test_an_agreement_is_drafted_and_its_file_downloaded(page: Page) -> None:
    command(page, "/draft-mou")
    window = page.get_by_role("dialog")
    window.get_by_role("searchbox").fill("mashal")
    window.get_by_role("button", name=re.compile("^Mashal")).first.click()
    expect(window.get_by_role("heading", name="What it is about")).to_be_visible()
    window.get_by_role("radio", name="Partnership Contract").check()
    expect(window.get_by_label("Currency")).to_be_visible()
    window.get_by_role("radio", name="Memorandum of Understanding").check()
    expect(window.get_by_label("Currency")).to_have_count(0)
    window.get_by_label("Title").fill("Reading together")
    window.get_by_role("button", name="Draft", exact=True).click()
    expect(window).to_contain_text("drafting now")
    window.get_by_role("button", name="Close", exact=True).click()
    go_to(page, "Saathi")
    review = page.get_by_role("article").filter(has_text="Memorandum of Understanding with").last
    expect(review).to_contain_text("open point")
    file = page.get_by_role("link", name=re.compile("Download MOU_sample-mashal")).last
    with page.expect_download() as download:
        file.click()
    assert download.value.suggested_filename.endswith(".docx")
    review.get_by_role("button", name="Why this clause").click()
    expect(page.get_by_role("dialog")).to_contain_text("Rests on CSPF")
