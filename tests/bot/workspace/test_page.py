"""The workspace's page in a real Chromium, in front of a real workspace with a tiny bot in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect
from slack_sdk import WebClient

from bot.workspace import SAMPLE_PEOPLE, LocalServer, Workspace
from tests.support.chromium import DESKTOP, PATIENCE_MS, PHONE, chromium, opened
from tests.support.slack.page_bot import CLAUSE, MANIFEST, at_work

OFFICER, COLLEAGUE = SAMPLE_PEOPLE[0], SAMPLE_PEOPLE[1]
CHANNEL = "C0PARTNERS1"
HOSTILE = (
    "<script>document.title='gone'</script><img src=x onerror=alert(1)> <!channel> "
    f"<@{COLLEAGUE.id}> &lt;!here&gt; <javascript:alert(1)|here> <https://example.org|bank> "
    "[form](javascript:alert(1)) ![pixel](https://example.org/p.png)"
)
numbers = count(1)


@dataclass(frozen=True)
class Office:
    """A workspace with the tiny bot in it, and a browser to look at it with."""

    server: LocalServer
    client: WebClient
    browser: Browser

    @contextmanager
    def page(
        self, place: str = "", person: str = "", screen: dict[str, Any] = DESKTOP
    ) -> Iterator[Page]:
        """The page as one person sees it."""
        asked = f"?as={person}" if person else ""
        with opened(self.browser, f"{self.server.url}/{asked}{place}", screen) as page:
            yield page

    def channel(self, **who: Any) -> Any:
        """The page at the channel."""
        return self.page(f"#/c/{CHANNEL}", **who)


@pytest.fixture(scope="module")
def office() -> Iterator[Office]:
    """The office of this module's tests; each test writes messages of its own into it."""
    expect.set_options(timeout=PATIENCE_MS)
    with (
        LocalServer(Workspace(MANIFEST)) as server,
        at_work(server) as app,
        chromium() as browser,
    ):
        yield Office(server, app.client, browser)


def unique(text: str) -> str:
    """A text that no other test has written."""
    return f"{text} ({next(numbers)})"


def write(page: Page, name: str, text: str) -> None:
    """Writes into the composer of that name and sends."""
    composer = page.get_by_role("textbox", name=name, exact=True)
    composer.fill(text)
    composer.press("Enter")


def message(page: Page | Locator, text: str) -> Locator:
    """The newest message that holds this text."""
    return page.get_by_role("article").filter(has_text=text).last


def ask(page: Page, question: str) -> Locator:
    """Asks in the channel; the thread's pane with the answer in it."""
    write(page, "Message #partnerships", f"@Saathi {question}")
    message(page, question).get_by_role("button", name="1 reply").click()
    thread = page.get_by_role("complementary", name="Thread")
    expect(message(thread, "You asked:")).to_contain_text(question)
    return thread


def open_menu(page: Page, text: str) -> Locator:
    """The menu of the newest message with this text."""
    found = message(page, text)
    found.hover()
    found.get_by_role("button", name="More actions").click()
    return page.get_by_role("menu", name="More actions")


def test_a_direct_message_gets_its_reply_without_a_reload(office: Office) -> None:
    text = unique("How long are records kept?")
    with office.page() as page:
        write(page, "Message Saathi", text)
        expect(message(page, f"mrkdwn: {text}")).to_have_accessible_name(re.compile("^Saathi at "))
        expect(page.get_by_role("textbox", name="Message Saathi")).to_have_value("")


def test_the_thread_that_answers_a_direct_message_opens_by_itself(office: Office) -> None:
    text = unique("And in a thread?")
    direct = office.client.conversations_open(users=OFFICER.id)["channel"]["id"]
    with office.page() as page:
        write(page, "Message Saathi", text)
        expect(message(page, f"mrkdwn: {text}")).to_be_visible()
        own = page.get_by_role("article", name=f"{OFFICER.name} at").filter(has_text=text)
        ts = own.get_attribute("data-ts")
        office.client.chat_postMessage(channel=direct, thread_ts=ts, text="Here it is.")
        thread = page.get_by_role("complementary", name="Thread")
        expect(message(thread, "Here it is.")).to_be_visible()


def test_the_page_says_what_it_is_and_that_the_bot_is_connected(office: Office) -> None:
    with office.page() as page:
        expect(page.get_by_text("This workspace is for trying and testing")).to_be_visible()
        expect(page.get_by_text("Saathi is connected.")).to_be_visible()


def test_without_a_bot_the_page_says_so(office: Office) -> None:
    with (
        LocalServer(Workspace(MANIFEST)) as server,
        opened(office.browser, server.url) as page,
    ):
        expect(page.get_by_text("Saathi is not connected.")).to_be_visible()


def test_an_answer_comes_in_a_thread_where_one_can_go_on(office: Office) -> None:
    with office.channel() as page:
        thread = ask(page, unique("May a partner name us?"))
        follow_up = unique("And on a signboard?")
        write(page, "Reply to thread", f"@Saathi {follow_up}")
        expect(message(thread, f"You asked: {follow_up}")).to_be_visible()
        expect(page.get_by_role("button", name="3 replies")).to_be_visible()


def test_a_reload_stays_in_the_thread(office: Office) -> None:
    question = unique("Who signs?")
    with office.channel() as page:
        ask(page, question)
        page.reload()
        thread = page.get_by_role("complementary", name="Thread")
        expect(message(thread, f"You asked: {question}")).to_be_visible()


def test_typing_at_offers_to_mention_the_app(office: Office) -> None:
    with office.channel() as page:
        composer = page.get_by_role("textbox", name="Message #partnerships")
        composer.press_sequentially("ask @Sa")
        expect(page.get_by_role("option", name="@Saathi")).to_be_visible()
        composer.press("Tab")
        expect(composer).to_have_value("ask @Saathi ")


def test_a_command_is_completed_and_answered_to_the_asker_alone(office: Office) -> None:
    question = unique("What is due diligence?")
    with office.channel() as page, office.channel(person=COLLEAGUE.id) as other:
        composer = page.get_by_role("textbox", name="Message #partnerships")
        composer.press_sequentially("/as")
        expect(page.get_by_role("option", name="/ask-policy")).to_be_visible()
        composer.press("Enter")
        composer.press_sequentially(question)
        composer.press("Enter")
        expect(message(page, question)).to_contain_text("Only visible to you")
        write(other, "Message #partnerships", unique("Is anybody here?"))
        expect(message(other, "Is anybody here?")).to_be_visible()
        expect(other.get_by_text(question)).to_have_count(0)


@pytest.mark.parametrize("command", ["/ask-policy who", "/unknown"])
def test_a_command_that_cannot_run_is_refused_and_kept(office: Office, command: str) -> None:
    with office.channel() as page:
        ask(page, unique("Who decides?"))
        write(page, "Reply to thread", command)
        expect(page.get_by_role("alert")).to_contain_text("cannot be used in a thread")
        expect(page.get_by_role("textbox", name="Reply to thread")).to_have_value(command)


def test_a_shortcut_opens_a_form_that_names_what_is_wrong(office: Office) -> None:
    text = unique("Please look at this")
    with office.channel() as page:
        write(page, "Message #partnerships", text)
        open_menu(page, text).get_by_role("menuitem", name="Which policy applies?").click()
        form = page.get_by_role("dialog", name="Ask about it")
        question = form.get_by_label("Your question")
        expect(question).to_be_focused()
        form.get_by_role("button", name="Ask", exact=True).click()
        expect(question).to_have_accessible_description("Please fill in this field.")
        question.fill("Which one?")
        form.get_by_label("When do you need it?").select_option("This week")
        form.get_by_role("button", name="Ask", exact=True).click()
        expect(question).to_have_accessible_description("Please say why you ask.")
        question.fill("Which one, and why?")
        form.get_by_role("button", name="Ask", exact=True).click()
        thanks = page.get_by_role("dialog", name="Thank you")
        expect(thanks).to_contain_text("Urgency: this week")
        thanks.get_by_role("button", name="Close", exact=True).click()
        expect(page.get_by_role("dialog")).to_have_count(0)


def test_a_clause_opens_in_its_place_and_in_a_dialog(office: Office) -> None:
    with office.channel() as page:
        thread = ask(page, unique("What about records?"))
        expect(thread.get_by_text(CLAUSE)).to_be_hidden()
        thread.get_by_role("button", name="CSPF 17(a)").click()
        expect(thread.get_by_text(CLAUSE)).to_be_visible()
        thread.get_by_role("button", name="Whole clause").click()
        dialog = page.get_by_role("dialog", name="Clause")
        expect(dialog).to_contain_text(CLAUSE)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        expect(thread.get_by_role("button", name="Whole clause")).to_be_focused()


def test_a_dangerous_button_asks_first(office: Office) -> None:
    with office.channel() as page:
        thread = ask(page, unique("May it be withdrawn?"))
        thread.get_by_role("button", name="Withdraw").click()
        page.get_by_role("dialog", name="Withdraw it?").get_by_role("button", name="Keep").click()
        expect(thread.get_by_role("button", name="Withdraw")).to_be_visible()
        thread.get_by_role("button", name="Withdraw").click()
        page.get_by_role("button", name="Yes, withdraw").click()
        expect(message(thread, "Withdrawn.")).to_be_visible()
        expect(thread.get_by_role("button", name="Withdraw")).to_have_count(0)


def test_feedback_is_given_and_stays_marked(office: Office) -> None:
    with office.channel() as page:
        thread = ask(page, unique("Was this of use?"))
        helpful = thread.get_by_role("button", name="Helpful", exact=True)
        helpful.click()
        expect(message(thread, "Noted: helpful.")).to_contain_text("Only visible to you")
        expect(helpful).to_have_attribute("aria-pressed", "true")


def test_home_shows_what_the_bot_published_and_its_buttons_work(office: Office) -> None:
    with office.page() as page:
        page.get_by_role("tab", name="Home").click()
        home = page.get_by_role("tabpanel", name="Home")
        expect(home).to_contain_text("Welcome to your desk.")
        home.get_by_role("button", name="Ask").click()
        dialog = page.get_by_role("dialog", name="Clause")
        dialog.get_by_role("button", name="Close", exact=True).click()
        expect(dialog).to_have_count(0)


def test_a_suggested_prompt_is_sent_as_a_message(office: Office) -> None:
    with office.page(person=SAMPLE_PEOPLE[2].id) as page:
        prompts = page.get_by_role("region", name="Suggested prompts")
        expect(prompts).to_contain_text("Try one of these")
        prompts.get_by_role("button", name="Keep records").click()
        expect(message(page, "mrkdwn: How long are records kept?")).to_be_visible()
        expect(prompts).to_have_count(0)


def test_a_file_is_sent_and_downloads_unchanged(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "questions & answers.xlsx"
    file.write_bytes(bytes(range(256)))
    with office.page() as page:
        page.get_by_label("Attach a file").set_input_files(file)
        expect(page.get_by_role("button", name=f"Remove {file.name}")).to_be_visible()
        page.get_by_role("button", name="Send").click()
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Download {file.name}").click()
        assert download.value.path().read_bytes() == file.read_bytes()
        expect(message(page, f"I saw the file {file.name}.")).to_be_visible()


def test_two_windows_are_two_people(office: Office) -> None:
    text = unique("Good morning")
    with office.channel() as page, office.page() as other:
        other.get_by_label("You are").select_option(COLLEAGUE.name)
        expect(other).to_have_url(re.compile(rf"\?as={COLLEAGUE.id}"))
        write(page, "Message #partnerships", text)
        other.get_by_role("link", name=re.compile(r"partnerships.* unread")).click()
        expect(message(other, text)).to_have_accessible_name(re.compile(f"^{OFFICER.name} at "))
        expect(other.get_by_role("link", name="partnerships", exact=True)).to_be_visible()


def test_ones_own_message_can_be_changed_and_deleted(office: Office) -> None:
    text = unique("A slip of the pen & a <tag>")
    with office.channel() as page:
        write(page, "Message #partnerships", text)
        open_menu(page, text).get_by_role("menuitem", name="Edit message").click()
        editor = page.get_by_role("textbox", name="Edit message")
        expect(editor).to_have_value(text)
        editor.fill(f"{text}, mended")
        editor.press("Enter")
        expect(message(page, f"{text}, mended")).to_contain_text("(edited)")
        open_menu(page, f"{text}, mended").get_by_role("menuitem", name="Delete message").click()
        page.get_by_role("dialog").get_by_role("button", name="Delete").click()
        expect(page.get_by_text(text)).to_have_count(0)


def test_somebody_elses_message_cannot_be_changed(office: Office) -> None:
    text = unique("Mine alone")
    with office.channel() as page, office.channel(person=COLLEAGUE.id) as other:
        write(page, "Message #partnerships", text)
        menu = open_menu(other, text)
        expect(menu.get_by_role("menuitem", name="Reply in thread")).to_be_visible()
        expect(menu.get_by_role("menuitem", name="Edit message")).to_have_count(0)


def test_payloads_can_be_found_read_and_delivered_again(office: Office) -> None:
    question = unique("Delivered how often?")
    with office.channel() as page:
        thread = ask(page, question)
        page.get_by_role("button", name="Payloads").click()
        payloads = page.get_by_role("complementary", name="Payloads")
        payloads.get_by_label("Filter payloads").fill(question)
        payloads.get_by_label("Direction").select_option("To the bot")
        payloads.get_by_role("button", name="app_mention").click()
        expect(payloads.get_by_label("Payload", exact=True)).to_contain_text('"event_id"')
        payloads.get_by_role("button", name="Deliver again").click()
        expect(payloads.get_by_role("button", name="retry 1")).to_be_visible()
        answers = thread.get_by_role("article").filter(has_text=f"You asked: {question}")
        expect(answers).to_have_count(2)


def test_status_and_streaming_are_shown_while_the_bot_works(office: Office) -> None:
    text = unique("Take your time")
    with office.channel() as page:
        write(page, "Message #partnerships", text)
        ts = message(page, text).get_attribute("data-ts") or ""
        office.client.assistant_threads_setStatus(
            channel_id=CHANNEL, thread_ts=ts, status="is looking…", loading_messages=["Reading…"]
        )
        expect(page.get_by_text("Saathi is looking…")).to_be_visible()
        expect(page.get_by_text("Reading…")).to_be_visible()
        stream = office.client.chat_startStream(
            channel=CHANNEL,
            thread_ts=ts,
            recipient_user_id=OFFICER.id,
            recipient_team_id="T0LOCALTEAM",
            markdown_text="Records are",
        )
        message(page, text).get_by_role("button", name="1 reply").click()
        thread = page.get_by_role("complementary", name="Thread")
        expect(message(thread, "Records are")).to_contain_text("Writing…")
        office.client.chat_stopStream(
            channel=CHANNEL, ts=str(stream["ts"]), markdown_text=" kept **seven** years."
        )
        expect(message(thread, "Records are kept seven years.")).not_to_contain_text("Writing…")
        expect(page.get_by_text("Saathi is looking…")).to_have_count(0)


def test_hostile_text_stays_text_in_every_kind_of_block(office: Office) -> None:
    with office.page() as page:
        write(page, "Message Saathi", HOSTILE)
        reply = message(page, "mrkdwn: <script>")
        for kind in ("mrkdwn", "plain", "context"):
            expect(reply).to_contain_text(f"{kind}: {HOSTILE}")
        expect(reply.get_by_role("table")).to_contain_text(HOSTILE)
        expect(reply).to_contain_text("<!channel> <@U0SAMPLE002> &lt;!here&gt;")
        links = [link.get_attribute("href") or "" for link in reply.get_by_role("link").all()]
        assert {link.partition("|")[0] for link in links} <= {
            "https://example.org",
            "https://example.org/p.png",
            "https://example.org%7Cbank",
        }
        assert reply.locator("img, script, .slack_user, .slack_broadcast").count() == 0
        expect(page).to_have_title(re.compile("^Saathi"))


@pytest.mark.parametrize("text", ["*bold* &lt;!here&gt;", "<@U0SAMPLE002> <!channel>"])
def test_escapes_and_live_markup_are_told_apart(office: Office, text: str) -> None:
    live = text.startswith("<")
    mark = unique("mark")
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"{mark} {text}"}},
        {"type": "markdown", "text": f"{mark} {text}"},
    ]
    with office.channel() as page:
        office.client.chat_postMessage(channel=CHANNEL, text=mark, blocks=blocks)
        shown = message(page, mark)
        expect(shown).to_be_visible()
        assert shown.locator(".slack_user, .slack_broadcast").count() == (4 if live else 0)
        expect(shown).to_contain_text("@Sample Finance Officer" if live else "<!here>")


def test_mrkdwn_looks_as_it_does_in_slack(office: Office) -> None:
    mark = unique("formats")
    text = (
        f"{mark} *bold* _slanted_ ~gone~ `*code*` a_snake_case_name 10:30:45 2*3*4 :wave: "
        "<https://example.org/a?b=1&amp;c=2|a link> https://example.org/bare. &amp;lt;"
    )
    with office.channel() as page:
        office.client.chat_postMessage(channel=CHANNEL, text=text)
        shown = message(page, mark)
        expect(shown).to_contain_text(
            "bold slanted gone *code* a_snake_case_name 10:30:45 2*3*4 👋 a link "
            "https://example.org/bare. &lt;"
        )
        link = shown.get_by_role("link", name="a link")
        expect(link).to_have_attribute("href", "https://example.org/a?b=1&c=2")
        bare = shown.get_by_role("link", name="https://example.org/bare")
        expect(bare).to_have_attribute("href", "https://example.org/bare")
        for words, style, value in (
            ("bold", "fontWeight", "600"),
            ("slanted", "fontStyle", "italic"),
            ("gone", "textDecorationLine", "line-through"),
        ):
            part = shown.get_by_text(words, exact=True)
            assert part.evaluate(f"part => getComputedStyle(part).{style}") == value


def test_a_long_conversation_opens_at_its_end_and_shows_more_when_asked(office: Office) -> None:
    for number in range(120):
        office.client.chat_postMessage(channel="C0FIELDOFF1", text=f"Notice no. {number}.")
    with office.page("#/c/C0FIELDOFF1") as page:
        expect(page.get_by_text("Notice no. 119.")).to_be_in_viewport()
        expect(page.get_by_text("Notice no. 0.")).to_have_count(0)
        page.get_by_role("button", name="Show earlier messages").click()
        expect(page.get_by_text("Notice no. 0.")).to_have_count(1)


def test_urdu_runs_from_right_to_left(office: Office) -> None:
    text = "ریکارڈ کتنے سال رکھے جائیں؟"
    with office.page() as page:
        composer = page.get_by_role("textbox", name="Message Saathi")
        composer.fill(text)
        assert composer.evaluate("box => getComputedStyle(box).direction") == "rtl"
        composer.press("Enter")
        shown = message(page, text).get_by_text(text, exact=True).first
        expect(shown).to_be_visible()
        assert shown.evaluate("part => getComputedStyle(part).direction") == "rtl"


def test_a_phone_shows_one_pane_at_a_time_and_never_scrolls_sideways(office: Office) -> None:
    question = unique("Does it fit?")
    with office.page(screen=PHONE) as page:
        page.get_by_role("link", name="partnerships").click()
        expect(page.get_by_role("navigation")).to_have_count(0)
        thread = ask(page, question)
        expect(page.get_by_role("main")).to_have_count(0)
        thread.get_by_role("button", name="Whole clause").tap()
        page.get_by_role("dialog", name="Clause").get_by_role("button", name="Dismiss").tap()
        expect(page.get_by_role("dialog")).to_have_count(0)
        expect(page.get_by_role("textbox", name="Reply to thread")).to_be_in_viewport()
        assert _fits(page)
        page.get_by_role("button", name="Back").tap()
        expect(page.get_by_role("textbox", name="Message #partnerships")).to_be_in_viewport()
        message(page, question).get_by_role("button", name="More actions").tap()
        expect(page.get_by_role("menuitem", name="Which policy applies?")).to_be_in_viewport()
        page.keyboard.press("Escape")
        assert _fits(page)
        page.get_by_role("button", name="Payloads").tap()
        assert _fits(page)
        page.get_by_role("button", name="Back").tap()
        page.get_by_role("button", name="Back").tap()
        expect(page.get_by_role("navigation", name="Conversations")).to_be_visible()


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def test_everything_can_be_reached_with_the_keyboard_alone(office: Office) -> None:
    question = unique("Without a mouse?")
    with office.channel() as page:
        tab_to(page, "textbox", "Message #partnerships")
        page.keyboard.type(f"@Saathi {question}")
        page.keyboard.press("Enter")
        expect(message(page, question).get_by_role("button", name="1 reply")).to_be_visible()
        page.keyboard.press("Shift+Tab")
        tab_back_to(page, "button", "1 reply")
        page.keyboard.press("Enter")
        tab_to(page, "button", "Whole clause")
        page.keyboard.press("Enter")
        dialog = page.get_by_role("dialog", name="Clause")
        expect(dialog.locator(":focus")).to_have_count(1)
        page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)
        tab_back_to(page, "button", "More actions")
        page.keyboard.press("Enter")
        item = page.get_by_role("menuitem", name="Which policy applies?")
        expect(item).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.get_by_label("Your question")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_have_count(0)


def tab_to(page: Page, role: Any, name: str, key: str = "Tab") -> None:
    """Presses Tab until an element of that role and name has the focus."""
    page.get_by_role(role, name=name).first.wait_for()
    for _ in range(60):
        if page.get_by_role(role, name=name).and_(page.locator(":focus")).count():
            return
        page.keyboard.press(key)
    pytest.fail(f"Tab never reached the {role} {name}")


def tab_back_to(page: Page, role: Any, name: str) -> None:
    """The same, backwards."""
    tab_to(page, role, name, "Shift+Tab")


def test_a_permalink_leads_to_its_message(office: Office) -> None:
    question = unique("Where was that?")
    with office.channel() as page:
        ask(page, question)
        ts = message(page, question).get_attribute("data-ts") or ""
    link = office.client.chat_getPermalink(channel=CHANNEL, message_ts=ts)["permalink"]
    with opened(office.browser, str(link)) as page:
        thread = page.get_by_role("complementary", name="Thread")
        expect(message(thread, f"You asked: {question}")).to_be_visible()
