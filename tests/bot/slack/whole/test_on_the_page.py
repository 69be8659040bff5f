"""A newcomer's first day with Saathi, in a real Chromium: on a desktop and on a phone.

Each test leaves a picture of what it saw in pytest's temporary folder, `screenshots…`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import count
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot.workspace import SAMPLE_PEOPLE, LocalServer
from knowledge import PolicyDesk
from tests.support.chromium import DESKTOP, PATIENCE_MS, PHONE, chromium, opened
from tests.support.slack.saathi_in_slack import office

OFFICER, FINANCE, COORDINATOR, FIELD = SAMPLE_PEOPLE
ASKED = "May a partner mention CARE in public?"
SUGGESTED = "May a partner mention us in public?"
QUOTE = "refrain from making any reference to CIP or its donors publicly"
WHOLE = "Visibility: CIP does not limit partner organizations in their own visibility."
STANDING = "CSPF 17(a) · edition undated · approved"
UNKNOWN = "What is the daily allowance for drivers?"
numbers = count(1)


@dataclass(frozen=True)
class Screen:
    """A browser's window in front of the workspace."""

    server: LocalServer
    browser: Browser
    size: dict[str, Any]
    name: str
    pictures: Path

    @contextmanager
    def page(self, person: str = OFFICER.id) -> Iterator[Page]:
        """The page as that person first sees it; a picture is taken where it was left."""
        with opened(self.browser, f"{self.server.url}/?as={person}", self.size) as page:
            yield page
            page.screenshot(path=self.pictures / f"{self.name}-{next(numbers):02}.png")
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


@pytest.fixture(scope="module")
def place(
    desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[LocalServer, Browser, Path]]:
    expect.set_options(timeout=PATIENCE_MS)
    home, pictures = tmp_path_factory.mktemp("office"), tmp_path_factory.mktemp("screenshots")
    coordinators = (COORDINATOR.id,)
    with (
        office(desk, home, coordinators=coordinators, questions_per_minute=1000) as made,
        chromium() as browser,
    ):
        yield made.server, browser, pictures


@pytest.fixture(params=["desktop", "phone"])
def screen(place: tuple[LocalServer, Browser, Path], request: pytest.FixtureRequest) -> Screen:
    server, browser, pictures = place
    return Screen(
        server,
        browser,
        PHONE if request.param == "phone" else DESKTOP,
        f"{request.param}-{request.node.originalname}",
        pictures,
    )


def go_to(page: Page, name: str) -> None:
    """Opens a conversation by its name in the list, which a phone shows first."""
    show_the_list(page)
    page.get_by_role("link", name=re.compile(f"^{name}( |,|$)")).click()


def show_the_list(page: Page) -> None:
    """Where people and conversations are chosen; a phone has it behind the other panes."""
    listed, back = page.get_by_role("navigation"), page.get_by_role("button", name="Back")
    listed.or_(back).first.wait_for()
    while listed.count() == 0:
        back.click()


def write(page: Page, composer: str, text: str) -> None:
    box = page.get_by_role("textbox", name=composer, exact=True)
    box.fill(text)
    box.press("Enter")


def newest(place: Page | Locator, text: str) -> Locator:
    """The newest message with this text."""
    return place.get_by_role("article").filter(has_text=text).last


def thread_of(page: Page) -> Locator:
    return page.get_by_role("complementary", name="Thread")


def ask_in_the_channel(page: Page, question: str = ASKED) -> Locator:
    """Asks by a mention and opens the thread; the pane that the answer stands in."""
    go_to(page, "partnerships")
    with page.expect_response("**/page/message") as posted:
        write(page, "Message #partnerships", f"@Saathi {question}")
    # The same question may stand above it, from a test before.
    own = page.locator(f"article[data-ts='{posted.value.json()['ts']}']")
    own.get_by_role("button", name="1 reply").click()
    thread = thread_of(page)
    expect(newest(thread, "Saathi")).not_to_contain_text("Writing…")
    return thread


def home_of(page: Page) -> Locator:
    go_to(page, "Saathi")
    page.get_by_role("tab", name="Home").click()
    home = page.get_by_role("tabpanel", name="Home")
    expect(home.get_by_role("heading", name="Documents")).to_be_visible()
    return home


def close_all(page: Page) -> None:
    """Closes the open modals, the last one first."""
    dialogs = page.get_by_role("dialog")
    while dialogs.count():
        title = dialogs.last.get_attribute("aria-labelledby")
        dialogs.last.get_by_role("button", name="Close", exact=True).click()
        expect(page.locator(f"[aria-labelledby='{title}']")).to_have_count(0)


def test_a_newcomer_asks_in_the_channel_and_reads_the_cited_answer(screen: Screen) -> None:
    with screen.page() as page:
        answer = newest(ask_in_the_channel(page), QUOTE)
        expect(answer.get_by_role("blockquote")).to_contain_text(QUOTE)
        expect(answer).to_contain_text("CSPF 17(a), on visibility and public reference to CIP:")
        expect(answer).to_contain_text(STANDING)
        expect(answer).to_have_accessible_name(re.compile("^Saathi at "))


def test_a_follow_up_needs_no_mention(screen: Screen) -> None:
    with screen.page() as page:
        thread = ask_in_the_channel(page)
        write(page, "Reply to thread", "And its own logo?")
        answers = thread.get_by_role("article", name=re.compile("^Saathi at "))
        expect(answers).to_have_count(2)
        expect(answers.last).to_contain_text("visibility")


def test_the_whole_clause_opens_and_turns_to_its_neighbour(screen: Screen) -> None:
    with screen.page() as page:
        thread = ask_in_the_channel(page)
        thread.get_by_role("button", name="Whole clause").click()
        clause = page.get_by_role("dialog", name="CSPF 17(a)")
        expect(clause).to_contain_text(WHOLE)
        clause.get_by_role("button", name="17(b) →").click()
        after = page.get_by_role("dialog", name="CSPF 17(b)")
        expect(after).to_contain_text("zero tolerance policy")
        after.get_by_role("button", name="← 17(a)").click()
        expect(clause).to_contain_text(WHOLE)
        close_all(page)


def test_feedback_is_marked_and_thanked_for(screen: Screen) -> None:
    with screen.page() as page:
        thread = ask_in_the_channel(page)
        helpful = thread.get_by_role("button", name="Helpful", exact=True)
        helpful.click()
        expect(helpful).to_have_attribute("aria-pressed", "true")
        thanks = newest(thread, "Thank you, that is noted.")
        expect(thanks).to_contain_text("Only visible to you")


def test_what_the_documents_do_not_say_names_whom_to_ask(screen: Screen) -> None:
    with screen.page() as page:
        refusal = newest(ask_in_the_channel(page, UNKNOWN), "The documents don’t say")
        expect(refusal).to_contain_text("Whom to ask")
        coordinator = refusal.get_by_role("listitem").filter(has_text="Partnership Coordinator")
        expect(coordinator).to_be_visible()


def test_home_shows_the_own_question_and_leads_to_its_answer(screen: Screen) -> None:
    with screen.page(FIELD.id) as page:
        ask_in_the_channel(page, "What is a phase-out plan?")
        home = home_of(page)
        asked = home.get_by_text("What is a phase-out plan?")
        expect(asked.last).to_be_visible()
        expect(home).to_contain_text("Only you see this list.")
        home.get_by_role("link", name="see the reply").first.click()
        expect(thread_of(page)).to_contain_text("What is a phase-out plan?")


def test_home_opens_a_documents_clauses_and_one_of_them(screen: Screen) -> None:
    with screen.page() as page:
        home = home_of(page)
        framework = home.get_by_text("Civil Society Partnership Framework").last
        expect(framework).to_be_visible()
        home.get_by_role("button", name="Clauses").first.click()
        outline = page.get_by_role("dialog").last
        expect(outline).to_contain_text("edition")
        outline.get_by_role("button", name="Open").nth(2).click()
        clause = page.get_by_role("dialog").last
        expect(clause.get_by_role("button", name=re.compile("→$"))).to_be_visible()
        clause.get_by_role("button", name="Close", exact=True).click()
        expect(outline.get_by_role("button", name="Open").nth(2)).to_be_visible()
        close_all(page)


def test_a_question_from_homes_modal_is_answered_in_the_direct_message(screen: Screen) -> None:
    with screen.page(FINANCE.id) as page:
        home_of(page).get_by_role("button", name="Ask a question").click()
        form = page.get_by_role("dialog", name="Ask Saathi")
        question = form.get_by_label("Your question")
        expect(question).to_be_focused()
        question.fill(ASKED)
        form.get_by_role("button", name="Ask", exact=True).click()
        expect(form).to_contain_text("in our direct messages")
        form.get_by_role("button", name="Close", exact=True).click()
        page.get_by_role("tab", name="Messages").click()
        expect(newest(page, QUOTE)).to_contain_text(STANDING)
        expect(newest(page, QUOTE).get_by_role("button", name="Share in channel")).to_have_count(0)


def test_a_command_is_answered_privately_and_shared_with_the_channel(screen: Screen) -> None:
    question = "Which partnerships need a contract?"
    with screen.page() as page, screen.page(FINANCE.id) as other:
        go_to(page, "field-offices")
        write(page, "Message #field-offices", f"/ask-policy {question}")
        notice = newest(page, "I’m answering you in our direct messages")
        expect(notice).to_contain_text("Only visible to you")
        go_to(page, "Saathi")
        answer = page.get_by_role("article", name=re.compile("^Saathi at ")).last
        answer.get_by_role("button", name="Share in channel").click()
        go_to(other, "field-offices")
        shared = newest(other, f"Shared by @{OFFICER.name}")
        expect(shared).to_contain_text(question)
        expect(shared.get_by_role("button", name="Whole clause").first).to_be_visible()
        expect(shared.get_by_role("button", name="Share in channel")).to_have_count(0)
        shared.get_by_role("button", name="Whole clause").first.click()
        expect(other.get_by_role("dialog")).to_contain_text("edition")
        close_all(other)


def test_the_shortcut_on_a_colleagues_message_shows_the_policy(screen: Screen) -> None:
    said = f"The partner wants CARE’s logo on its banner in public (no. {next(numbers)})."
    with screen.page(FINANCE.id) as other:
        go_to(other, "partnerships")
        write(other, "Message #partnerships", said)
    with screen.page() as page:
        go_to(page, "partnerships")
        found = newest(page, said)
        found.hover()
        found.get_by_role("button", name="More actions").click()
        page.get_by_role("menuitem", name="Which policy applies?").click()
        applies = page.get_by_role("dialog", name="Which policy applies?")
        expect(applies).to_contain_text("CSPF 17(a)")
        applies.get_by_role("button", name="Whole clause").first.click()
        clause = page.get_by_role("dialog", name="CSPF 17(a)")
        expect(clause).to_contain_text(WHOLE)
        close_all(page)
        expect(found.get_by_role("button", name=re.compile("repl"))).to_have_count(0)


def test_a_suggested_prompt_is_answered(screen: Screen) -> None:
    with screen.page(COORDINATOR.id) as page:
        go_to(page, "Saathi")
        prompts = page.get_by_role("region", name="Suggested prompts")
        if prompts.count() == 0:  # they are offered while nothing was asked
            write(page, "Message Saathi", ASKED)
        else:
            prompts.get_by_role("button", name=SUGGESTED).click()
        expect(newest(page, QUOTE)).to_contain_text(STANDING)


def test_the_coordinator_sees_what_went_unanswered_and_downloads_it(screen: Screen) -> None:
    with screen.page() as page:
        ask_in_the_channel(page, UNKNOWN)
        show_the_list(page)
        page.get_by_label("You are").select_option(COORDINATOR.name)
        home = home_of(page)
        expect(home).to_contain_text("Questions to learn from")
        expect(home.get_by_role("listitem").filter(has_text=UNKNOWN)).to_be_visible()
        home.get_by_role("button", name="Get the report").click()
        page.get_by_role("tab", name="Messages").click()
        with page.expect_download() as download:
            page.get_by_role(
                "link", name=re.compile(r"Download saathi-questions-.*\.xlsx")
            ).last.click()
        report = openpyxl.load_workbook(BytesIO(download.value.path().read_bytes()))
        cells = [str(cell.value) for sheet in report for row in sheet for cell in row]
        assert UNKNOWN in cells
