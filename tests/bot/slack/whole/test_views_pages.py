"""Clauses, outlines, the Home tab, modals and notices: whole, literal, within Slack's limits."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.slack.blocks import names, notices, rich_text
from bot.slack.blocks.rich_text import TextRun
from bot.slack.home.view import (
    AskedQuestion,
    HomePage,
    Learning,
    MarkLine,
    MarkList,
    UnansweredGroup,
    home,
)
from bot.slack.misconduct.notice import report_received
from bot.slack.questions import clause_view as clause_views
from bot.slack.questions.question_view import ask_modal, which, which_notice
from knowledge import (
    Citation,
    Clause,
    Contact,
    Document,
    Footnote,
    Gap,
    Library,
    Point,
    Section,
    Status,
)
from prompts import PromptError
from tests.bot.slack.test_views import HOSTILE, citation
from tests.bot.slack.test_views import problems as message_problems
from tests.support.slack.blocks import actions, live, problems_of_view, words

HUGE = "No partner may do so without approval. " * 15_000
WHEN = datetime(2026, 9, 1, 8, 30, tzinfo=UTC)
hostile_text = st.one_of(st.sampled_from(HOSTILE), st.text(max_size=60))
quick = settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow],
)


def squeezed(text: str) -> str:
    """`text` without space and without the marks of emphasis."""
    return "".join(text.replace("*", "").split())


def shown(view: dict[str, Any]) -> str:
    return words(view["blocks"])


def opened(document: Document, clause: Clause) -> dict[str, Any]:
    return clause_views.clause(document, clause, *clause_views.neighbours(document, clause))


def document(*clauses: Clause, **more: Any) -> Document:
    given: dict[str, Any] = {
        "id": "leave",
        "title": "Leave Policy",
        "edition": "2020-01",
        "status": Status.APPROVED,
        "provenance": "written for the tests",
        "sections": (Section(heading="Leave", clauses=clauses),),
    }
    return Document(**{**given, **more})


def problems(view: dict[str, Any]) -> list[str]:
    return [*problems_of_view(view), *live(view["blocks"])]


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> list[Document]:
    return list(Library(tmp_path_factory.mktemp("documents")).in_force())


def every_clause(documents: list[Document]) -> Iterator[tuple[Document, Clause]]:
    return ((document, clause) for document in documents for clause in document.walk())


# A clause


def test_every_clause_of_every_document_opens_whole(shipped: list[Document]) -> None:
    for document, clause in every_clause(shipped):
        view = opened(document, clause)
        assert not problems(view), clause.id
        read = squeezed(shown(view))
        for below in clause.walk():
            assert squeezed(below.whole) in read, below.id
        assert "saathi knowledge show" not in shown(view)
        assert "*" not in shown(view)


def test_one_can_turn_from_the_first_clause_to_the_last_and_back(shipped: list[Document]) -> None:
    document = shipped[0]
    order = [clause.id for clause in document.walk()]
    clause = document.clause(order[0])
    seen = [clause.id]
    while (after := clause_views.neighbours(document, clause)[1]) is not None:
        clause = after
        seen.append(clause.id)
    assert seen == [c.id for section in document.sections for c in section.clauses]
    seen = [order[-1]]
    clause = document.clause(order[-1])
    while (before := clause_views.neighbours(document, clause)[0]) is not None:
        clause = before
        seen.append(clause.id)
    assert seen == order[::-1]


def test_a_clause_says_where_it_stands_and_opens_its_neighbours(shipped: list[Document]) -> None:
    cspf = next(document for document in shipped if document.id == "cspf")
    view = opened(cspf, cspf.clause("17(b)"))
    assert view["title"]["text"] == "CSPF 17(b)"
    assert shown(view).startswith("CSPF 17(b), on zero tolerance, investigation and reputation\n")
    assert "Civil Society Partnership Framework · edition undated · approved" in shown(view)
    assert [text for text, _ in actions(view["blocks"])] == ["← 17(a)", "17(c) →"]
    assert all(names.every(names.OPEN_CLAUSE).match(a) for _, a in actions(view["blocks"]))
    values = [element["value"] for element in view["blocks"][-1]["elements"]]
    assert [names.clause_named(value) for value in values] == [
        ("cspf", "17(a)", "undated"),
        ("cspf", "17(c)", "undated"),
    ]


def test_a_clause_tells_first_what_is_missing_in_it_or_below_it(shipped: list[Document]) -> None:
    cspf = next(document for document in shipped if document.id == "cspf")
    for name in ("18(d)", "18"):
        told = [words([block]) for block in opened(cspf, cspf.clause(name))["blocks"]]
        assert any(line.startswith("Not in the copy at hand:") for line in told[2:4])


def test_a_clause_of_a_stand_in_says_so(shipped: list[Document]) -> None:
    policy = next(document for document in shipped if document.status is Status.STAND_IN)
    view = opened(policy, next(iter(policy.walk())))
    assert "stand-in, not the policy’s own text" in shown(view)
    assert f"{policy.name} is a stand-in" in shown(view)


def test_a_long_clause_is_shown_whole_in_several_blocks() -> None:
    text = " ".join(f"word{n}" for n in range(4_000))
    leave = document(Clause(id="1", label="1.", text=text))
    view = opened(leave, leave.clause("1"))
    assert squeezed(text) in squeezed(shown(view).replace("\n", ""))
    assert not problems(view)


def test_a_clause_that_no_modal_holds_ends_with_how_to_read_the_rest() -> None:
    notes = tuple(Footnote(label=str(n), text=HUGE[:900]) for n in range(300))
    below = tuple(Clause(id=f"1({n})", label=f"{n}.", text="Short.") for n in range(300))
    for clause in (
        Clause(id="1", label="1.", text=HUGE),
        Clause(id="1", label="1.", text="Short.", footnotes=notes),
        Clause(id="1", label="1.", text="Short.", clauses=below),
    ):
        leave = document(clause, Clause(id="2", label="2.", text="Last."))
        view = opened(leave, leave.clause("1"))
        assert "run saathi knowledge show leave '1' on" in shown(view)
        assert [text for text, _ in actions(view["blocks"])] == ["2 →"]
        assert not problems(view)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:24]))
def test_a_hostile_document_is_shown_literally(text: str) -> None:
    point, note = Point(id="1(i)", label=text, text=text), Footnote(label=text, text=text)
    child = Clause(id="1(a)", label=text, text=text)
    clause = Clause(
        id=text or "1", label=text, heading=text, text=text, points=(point,), closing=text,
        footnotes=(note,), clauses=(child,),
    )  # fmt: skip
    hostile = document(
        clause,
        Clause(id="2", label="2."),
        title=text, short_title=text, edition=text, provenance=text, status=Status.STAND_IN,
        gaps=(Gap(part=text, clauses=(clause.id,), note=text),),
    )  # fmt: skip
    for view in (opened(hostile, clause), opened(hostile, child), clause_views.outline(hostile)):
        assert not problems(view)
        json.dumps(view, ensure_ascii=False).encode()


@quick
@given(texts=st.lists(hostile_text, min_size=6, max_size=6), number=st.integers(1, 110))
def test_any_document_is_within_the_limits(texts: list[str], number: int) -> None:
    label, heading, text, closing, note, title = texts
    clauses = tuple(
        Clause(
            id=str(n), label=label, heading=heading, text=text, closing=closing,
            footnotes=(Footnote(label=label, text=note),),
        )
        for n in range(number)
    )  # fmt: skip
    parent = Clause(id="all", label=label, text=text, clauses=clauses)
    given = document(parent, title=title, short_title=title)
    assert not problems(opened(given, parent))
    assert not problems(clause_views.outline(given))
    page = HomePage(documents=[given] * number, kept_days=1)
    assert not problems(home(page))


# An outline, and what is not there


def test_an_outline_lists_every_clause_with_the_way_to_it(shipped: list[Document]) -> None:
    for document in shipped:
        view = clause_views.outline(document)
        opens = [b["accessory"]["value"] for b in view["blocks"] if "accessory" in b]
        named = [names.clause_named(value) for value in opens]
        assert [name.clause for name in named if name] == [c.id for c in document.walk()]
        assert document.title in shown(view)
        assert not problems(view)


def test_an_outline_of_very_many_clauses_leaves_out_sub_clauses_then_the_last() -> None:
    def clauses(number: int) -> tuple[Clause, ...]:
        child = (Clause(id="0(a)", label="a.", text="Below."),)
        first = Clause(id="0", label="0.", text="First.", clauses=child)
        return (first, *(Clause(id=str(n), label=f"{n}.", text="Rule.") for n in range(1, number)))

    few, many = clause_views.outline(document(*clauses(90))), document(*clauses(400))
    assert sum("accessory" in block for block in few["blocks"]) == 91
    cut = clause_views.outline(many)
    assert "0(a)" not in shown(cut)
    assert "run saathi knowledge show leave on" in shown(cut)
    assert not problems(few)
    assert not problems(cut)


def test_what_is_not_there_is_said_in_a_sentence() -> None:
    view = clause_views.not_found_modal(
        "There is no clause '99'; `saathi knowledge show cspf` lists them."
    )
    assert shown(view) == "There is no clause '99'; saathi knowledge show cspf lists them."
    assert not problems(view)


# Asking


def test_a_question_is_typed_into_a_modal_with_a_limit() -> None:
    view = ask_modal(longest=5000)
    (asking,) = view["blocks"]
    assert asking["block_id"] == names.QUESTION_BLOCK
    assert asking["element"]["action_id"] == names.QUESTION_INPUT
    assert asking["element"]["max_length"] == 3000
    assert view["callback_id"] == names.ASK_MODAL
    assert view["submit"]["text"] == "Ask"
    assert not problems(view)


def test_the_shortcut_s_modal_says_first_that_it_looks() -> None:
    view = which(None)
    assert view["callback_id"] == names.WHICH_MODAL
    assert shown(view) == "Looking in the policies…"
    assert not problems(view)


def test_the_shortcut_s_modal_can_hold_a_notice() -> None:
    view = which_notice(report_received(None, (), in_channel=True))
    assert "Thank you for speaking up." in shown(view)
    assert not problems(view)


# Home


def test_home_shows_what_saathi_can_do_own_questions_and_documents(shipped: list[Document]) -> None:
    link = "https://sample.slack.com/archives/C012/p1700000000000100?thread_ts=1.2&cid=C012"
    page = HomePage(
        documents=shipped,
        recent=[
            AskedQuestion("Who approves?", True, link, WHEN),
            AskedQuestion("What is the rate?", False),
        ],
        commands=[("/ask-policy", "Ask what a policy says")],
        kept_days=90,
        may_see_partners=True,
    )
    view = home(page)
    told = shown(view)
    assert "I answer questions about the office’s partnership policies" in told
    assert "/ask-policy  Ask what a policy says" in told
    assert "Who approves?\nAnswered · 01 Sep 2026 08:30 · see the reply" in told
    assert "What is the rate?\nNot answered" in told
    assert "Only you see this list. Questions are kept for 90 days." in told
    assert "Visibility Policy\nEdition 2012-10 · stand-in, not the policy’s own text" in told
    assert [text for text, _ in actions(view["blocks"])] == [
        "Ask a question",
        "Find a partner",
        "Office’s register",
        "Delete my questions",
        *["Clauses"] * len(shipped),
    ]
    assert "Questions to learn from" not in told
    assert not problems_of_view(view)
    assert [json.loads(element)["url"] for element in live(view["blocks"])] == [link]


def test_deleting_one_s_questions_asks_first() -> None:
    view = home(HomePage(recent=[AskedQuestion("Who approves?", True)], kept_days=1))
    (forget,) = [
        element
        for block in view["blocks"]
        for element in block.get("elements", [])
        if element.get("action_id") == names.FORGET_ME
    ]
    assert forget["confirm"]["confirm"]["text"] == "Delete"
    assert "kept for 1 day." in shown(view)


def test_home_says_where_nothing_was_asked_and_where_nothing_is_kept() -> None:
    assert "You have asked nothing yet" in shown(home(HomePage(kept_days=30)))
    kept_not = home(HomePage(recent=[AskedQuestion("Who?", True)], kept_days=0))
    assert "Questions are kept for a day here" in shown(kept_not)
    assert "Who?" not in shown(kept_not)
    assert "There are no documents yet." in shown(kept_not)


def test_the_coordinator_sees_what_went_unanswered_and_gets_the_report() -> None:
    learning = Learning(
        asked_count=1200,
        declined_count=30,
        unhelpful_count=4,
        groups=[UnansweredGroup("What is the rate?", 9)],
    )
    view = home(HomePage(coordinator=learning))
    assert "Questions asked: 1,200. Declined: 30. Marked as not helpful: 4." in shown(view)
    assert "9 × What is the rate?" in shown(view)
    assert ("Get the report", names.REPORT_FILE) in actions(view["blocks"])
    assert not problems(view)


def test_the_coordinator_s_section_is_whole_without_any_question_to_learn_from() -> None:
    view = home(HomePage(coordinator=Learning(asked_count=3, declined_count=0, unhelpful_count=0)))
    assert "These came most often" not in shown(view)
    assert not problems(view)


def test_home_shows_the_newest_marks_and_how_many_more_there_are() -> None:
    line = MarkLine("0", "Who approves?", rich_text.paragraph([TextRun("Marked by somebody.")]))
    view = home(HomePage(marks=MarkList([line] * 10, 512)))
    assert "And 502 more" in shown(view)
    assert not problems(view)


def test_home_says_first_what_does_not_work() -> None:
    view = home(HomePage(problem="The index is being built; please wait a minute."))
    assert shown(view).startswith("The index is being built; please wait a minute.\n")


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "https://evil.example", "https://a/archives/C1 <!channel>", "//a"],
)
def test_only_a_message_s_own_address_becomes_a_link(link: str) -> None:
    view = home(HomePage(recent=[AskedQuestion("Who?", True, link)], kept_days=1))
    assert not problems(view)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:24]))
def test_home_shows_hostile_questions_literally(text: str) -> None:
    page = HomePage(
        recent=[AskedQuestion(text, True, text, WHEN)] * 40,
        commands=[(text, text)] * 40,
        kept_days=90,
        coordinator=Learning(1, 1, 1, [UnansweredGroup(text, 2)] * 40),
        problem=text,
    )
    assert not problems(home(page))


# Notices


def test_a_greeting_says_what_saathi_does_with_two_examples() -> None:
    message = notices.notice("greeting")
    assert words(message.blocks).startswith("Hello. I am Saathi")
    assert words(message.blocks).count("?") == 2
    assert not message_problems(message)


def test_thanks_are_answered_in_one_short_line() -> None:
    (block,) = notices.notice("thanks").blocks
    assert len(words([block])) < 80


def test_a_waiting_question_hears_how_many_are_before_it() -> None:
    assert "answering 1 other first" in notices.busy(1).text
    assert "answering 12 others first" in notices.busy(12).text


def test_a_flood_is_told_the_limit() -> None:
    assert "up to 30 questions a minute" in notices.notice("flood", limit="30").text


def test_a_notice_with_a_value_too_many_or_too_few_is_refused() -> None:
    with pytest.raises(PromptError, match="no value for 'limit'"):
        notices.notice("flood")
    with pytest.raises(PromptError, match="no place for 'who'"):
        notices.notice("thanks", who="me")


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:24]))
def test_hostile_values_stay_values(text: str) -> None:
    for message in (notices.notice("forgotten", count=text), notices.error(text)):
        assert not message_problems(message)
    assert "deleted: {count} in all" in notices.notice("forgotten", count="{count}").text


def test_the_status_has_at_most_ten_lines_behind_it() -> None:
    status, *lines = notices.status_lines()
    assert status.startswith("is ")
    assert 0 < len(lines) <= 10


# A report of suspected misconduct

SAYS = citation(title="CSPF", clause="17(b)", quote="CIP maintains a zero tolerance policy.")
FOCAL = Contact(role="Safeguarding focal point", name="(sample)", phone="0300 0000000")


def test_a_report_is_thanked_for_and_pointed_to_whom_to_tell() -> None:
    message = report_received(SAYS, (FOCAL,), in_channel=True)
    told = words(message.blocks)
    assert told.startswith("Thank you for speaking up.")
    assert "Safeguarding focal point: (sample), 0300 0000000" in told
    assert "please delete it there" in told
    assert "I have kept no copy of what you wrote." in told
    assert "CIP maintains a zero tolerance policy." in told
    assert ("Whole clause", names.OPEN_CLAUSE) in actions(message.blocks)
    assert "feedback" not in json.dumps(message.blocks)
    assert not message_problems(message)


def test_without_contacts_a_report_is_sent_to_a_person_and_nobody_is_invented() -> None:
    told = words(report_received(SAYS, (), in_channel=False).blocks)
    assert "in person to the Partnership Coordinator or to your line manager" in told
    assert "@" not in told


def test_a_report_in_a_direct_message_is_not_asked_to_be_deleted() -> None:
    assert "delete" not in report_received(None, (FOCAL,), in_channel=False).text


def test_a_report_is_answered_where_the_clause_is_not_there() -> None:
    told = words(report_received(None, (FOCAL,), in_channel=True).blocks)
    assert "What the policy says" not in told


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:24]))
def test_hostile_contacts_and_clauses_of_a_report_are_literal(text: str) -> None:
    contact = Contact(role=text, name=text, email=text, phone=text)
    says = Citation(**{**SAYS.model_dump(), "quote": text, "title": text, "subject": text})
    message = report_received(says, (contact,) * 20, in_channel=True)
    assert not message_problems(message)
