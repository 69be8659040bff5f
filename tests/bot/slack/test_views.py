"""What people see of answers in Slack: complete, literal, and within what Slack takes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from bot.slack.blocks import names
from bot.slack.blocks.escaping import acts_in_mrkdwn, clean, clip, escape, one_line
from bot.slack.blocks.message import Message
from bot.slack.blocks.parts import title_row
from bot.slack.delivery.streams import pieces
from bot.slack.questions.answer_view import answer as answer_view
from bot.slack.questions.answer_view import shared_answer
from bot.slack.questions.question_view import which
from knowledge import Answer, Citation, Contact, PolicyDesk, Reason, Status
from tests.support.slack.blocks import (
    actions,
    live,
    live_mrkdwn,
    problems_of_message,
    problems_of_view,
    words,
)

VISIBLE = "May a partner mention CARE in public?"
RULE = "refrain from making any reference to CIP or its donors publicly."
TENSION = "A partner's own visibility is not limited"
DELIVERY = "0197-delivery"
CHANNEL = "C0123456789"

HOSTILE = [
    "<!channel>",
    "<!here|here> <!subteam^S012>",
    "<@U0123456789> @here @channel @everyone",
    "<https://evil.example|the policy>",
    "https://evil.example/x www.evil.example a@evil.example",
    "[policy](javascript:alert(1)) ![x](https://evil.example/i.png)",
    "javascript:alert(1)",
    ":tada: :rotating_light:",
    "`code` ```fence``` ~struck~ ~~gone~~",
    "_lean_ __strong__ *bold* **bolder** ***both***",
    "# heading\n> quoted\n- item\n1. first\n\n    indented\n===\n---",
    "| a | b |\n|---|---|\n| 1 | 2 |",
    "&lt;!channel&gt; &amp;amp; &#60;b&#62;",
    "<b>bold</b> <script>alert(1)</script> <!-- hidden -->",
    "abc \u202egnorw\u202c \u2066x\u2069 a\u200bb\ufeffc",
    "\ud800 lone \udfff and \x00 \x07 \x1b[31m control",
    "line\u2028separator\r\nand\x0bmore\x85end",
    "کیا شراکت دار CARE کا نام لے سکتا ہے؟ می‌خواہم",
    "{note} {clauses} {contacts} %s {0}",
    "\\*escaped\\* \\_too\\_ \\\\",
    "x" * 40_000,
    "<!channel> " * 4_000,
    "&" * 40_000,
    '"\\' * 20_000,
    "*_`~" * 10_000,
    "😀" * 10_000,
    "",
    " \t\n ",
]
# A hostile text, and any text; what is long is long enough to burst every limit.
any_text = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(max_size=80),
    st.text(alphabet=st.characters(exclude_categories=()), max_size=40),
    st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=20), st.just(3_000)),
)
some_texts = st.lists(any_text, max_size=6).map(tuple)
any_citation = st.builds(
    Citation,
    document=any_text,
    title=any_text,
    edition=any_text,
    status=st.sampled_from(Status),
    clause=any_text,
    subject=any_text,
    text=any_text,
    quote=any_text,
)
any_contact = st.builds(Contact, role=any_text, name=any_text, email=any_text, phone=any_text)
any_answer = st.builds(
    Answer,
    question=any_text,
    answered=st.booleans(),
    text=any_text,
    citations=st.lists(any_citation, max_size=12).map(tuple),
    nearest=st.lists(any_citation, max_size=12).map(tuple),
    reason=st.one_of(st.none(), st.sampled_from(Reason)),
    missing=some_texts,
    notes=some_texts,
    ask=st.lists(any_contact, max_size=6).map(tuple),
)
thorough = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],  # to shrink so long a text takes minutes
    suppress_health_check=[HealthCheck.too_slow],
)


def said(text: str) -> str:
    """`text` without line breaks and double spaces."""
    return " ".join(text.split())


def posted(answer: Answer, **more: Any) -> Message:
    return answer_view(answer, inbox=DELIVERY, **more)


def problems(message: Message) -> list[str]:
    """What Slack would refuse in the message, posted or streamed; and what in it is live."""
    return [
        *problems_of_message(message.blocks, message.text),
        *live(message.blocks),
        *([] if [*message.opening, *message.closing] == message.blocks else ["a part is lost"]),
    ]


def citation(**more: Any) -> Citation:
    given = {
        "document": "leave",
        "title": "Leave Policy",
        "edition": "2020-01",
        "status": Status.APPROVED,
        "clause": "2",
        "subject": "approval of leave",
        "text": "2. A supervisor approves leave in writing.",
        "quote": "A supervisor approves leave in writing.",
    }
    return Citation(**{**given, **more})


def found(*citations: Citation, quoted: int = 1, **more: Any) -> Answer:
    text = "\n\n".join(f"> {c.quote}" for c in citations[:quoted])
    return Answer(
        **{"question": "?", "answered": True, "text": text, "citations": citations, **more}
    )


# Answers of the shipped documents


def test_the_quote_stands_first_under_a_line_that_names_its_clause(desk: PolicyDesk) -> None:
    verdict, first, context, whole, *_ = posted(desk.ask(VISIBLE)).blocks
    assert words([verdict]) == "No. The words that decide it:"
    lead, quote = first["elements"]
    assert said(words([lead])) == "CSPF 17(a), on visibility and public reference to CIP:"
    assert quote["type"] == "rich_text_quote"
    assert words([quote]).endswith(RULE)
    assert words([context]) == "CSPF 17(a) · edition undated · approved"
    assert actions([whole]) == [("Whole clause", names.OPEN_CLAUSE)]


def test_the_whole_clause_button_names_document_clause_and_edition(desk: PolicyDesk) -> None:
    whole = posted(desk.ask(VISIBLE)).blocks[3]["elements"][0]
    assert json.loads(whole["value"]) == {"d": "cspf", "c": "17(a)", "e": "undated"}
    assert names.clause_named(whole["value"]) == ("cspf", "17(a)", "undated")


def test_every_part_of_a_two_part_question_has_its_quote_and_its_button(desk: PolicyDesk) -> None:
    message = posted(desk.ask("May a partner mention CARE in public, and who approves it?"))
    shown = said(words(message.blocks))
    assert RULE in shown
    assert "A Committee will be formed of 3-4 senior managers" in shown
    assert [text for text, _ in actions(message.blocks)].count("Whole clause") == 2
    assert not problems(message)


def test_a_tension_is_told(desk: PolicyDesk) -> None:
    assert TENSION in words(posted(desk.ask(VISIBLE)).blocks)


def test_a_gap_is_told(desk: PolicyDesk) -> None:
    shown = words(posted(desk.ask("Who deals with partners on finance?")).blocks)
    assert "Not in the copy at hand: The copy received ends in mid-sentence" in shown


def test_a_stand_in_is_marked_at_its_quote_in_its_source_and_in_a_note(desk: PolicyDesk) -> None:
    shown = words(posted(desk.ask("What does the visibility policy say?")).blocks)
    assert "Visibility Policy 1 (stand-in), on" in shown
    assert "edition 2012-10 · stand-in, not the policy’s own text" in shown
    assert "Visibility Policy is a stand-in: the policy’s own text is not here yet" in shown


def test_every_citation_that_is_not_quoted_is_named_and_one_click_away(desk: PolicyDesk) -> None:
    answer = desk.ask("Who deals with partners on finance?")
    message = posted(answer)
    named = [text for text, action in actions(message.blocks) if action.startswith("open_clause")]
    assert named == ["Whole clause", *(c.name for c in answer.citations[1:])]
    assert "Less close: CSPF 16(e), CSPF 17(c)" in words(message.blocks)


def test_a_document_s_emphasis_is_shown_as_such_without_asterisks(desk: PolicyDesk) -> None:
    message = posted(desk.ask("What does Annex 1 say?"))
    parts = [p for b in message.blocks for e in b["elements"] for p in e.get("elements", [])]
    assert {"text": "diverse relationships", "style": {"bold": True}, "type": "text"} in parts
    assert "*" not in words(message.blocks)


def test_a_refusal_says_so_first_then_what_is_nearest_and_whom_to_ask(desk: PolicyDesk) -> None:
    answer = desk.ask("What is the mileage rate for vehicles?")
    message = posted(answer)
    shown = [words([block]) for block in message.blocks]
    assert shown[0].startswith("The documents don’t say.")
    assert shown[1].startswith("Nearest, but not an answer: CSPF")
    assert [text for text, _ in actions(message.blocks)] == [c.name for c in answer.nearest]
    assert shown[3] == "Whom to ask:AdministrationPartnership Coordinator"
    assert said(message.text).count("Whom to ask") == 1


def test_whoever_holds_a_role_is_named_with_it() -> None:
    coordinator = Contact(role="Partnership Coordinator", name="(sample)", email="pc@example.org")
    refusal = Answer(question="?", answered=False, text="No.", ask=(coordinator,))
    assert "Partnership Coordinator: (sample), pc@example.org" in words(posted(refusal).blocks)


def test_a_refusal_in_urdu_script_keeps_its_words_and_shows_code_as_code() -> None:
    text = "اردو میں لکھیں۔\n\nRun `saathi knowledge build`."
    refusal = Answer(question="?", answered=False, text=text, reason=Reason.URDU_EXTRA)
    first, second, *_ = posted(refusal).blocks
    assert words([first]) == "اردو میں لکھیں۔"
    assert second["elements"][0]["elements"][1]["style"] == {"code": True}


def test_an_answer_streams_as_the_blocks_that_it_is_posted_as(desk: PolicyDesk) -> None:
    for question in (VISIBLE, "What does Annex 1 say?", "Who deals with partners on finance?"):
        message = posted(desk.ask(question), share=CHANNEL)
        streamed = [block for piece in pieces(message.opening) for block in piece]
        assert [*streamed, *message.closing] == message.blocks
        assert {block["type"] for block in message.closing} <= {"actions", "context_actions"}
        assert all(piece[0]["type"] == "rich_text" for piece in pieces(message.opening))
        assert message.streams
        assert not problems(message)


def test_the_text_stands_alone(desk: PolicyDesk) -> None:
    text = posted(desk.ask(VISIBLE)).text
    assert text.startswith("No. The words that decide it:\nCSPF 17(a), on visibility and public")
    assert RULE in text
    assert "edition undated" in text


# Buttons


def test_feedback_names_the_delivery_and_its_verdict() -> None:
    feedback = posted(found(citation())).blocks[-1]["elements"][0]
    assert feedback["type"] == "feedback_buttons"
    helpful, not_helpful = feedback["positive_button"], feedback["negative_button"]
    assert names.feedback_given(helpful["value"]) == (True, DELIVERY)
    assert names.feedback_given(not_helpful["value"]) == (False, DELIVERY)


def test_plain_feedback_is_of_ordinary_buttons_with_ids_of_their_own() -> None:
    message = posted(found(citation()), plain=True)
    assert {block["type"] for block in message.blocks} <= {"rich_text", "context", "actions"}
    feedback = [action for _, action in actions(message.blocks) if "feedback" in action]
    assert len(set(feedback)) == 2
    assert all(names.every(names.FEEDBACK).match(action) for action in feedback)
    assert not problems(message)


def test_an_answer_is_shared_only_where_it_may_be() -> None:
    answer = found(citation())
    assert names.SHARE not in dict(map(reversed, actions(posted(answer).blocks)))  # type: ignore[arg-type]
    (share,) = [
        element
        for block in posted(answer, share=CHANNEL).blocks
        for element in block["elements"]
        if element.get("action_id") == names.SHARE
    ]
    assert share["value"] == CHANNEL


@pytest.mark.parametrize("reason", [Reason.UNREADABLE, Reason.INSTRUCTION, Reason.URDU_EXTRA])
def test_what_only_its_asker_needs_is_not_offered_to_the_channel(reason: Reason) -> None:
    refusal = Answer(question="", answered=False, text="Please type it.", reason=reason)
    assert not actions(posted(refusal, share=CHANNEL).blocks)


def test_a_shared_answer_keeps_its_clauses_and_names_who_shared_it() -> None:
    first = posted(found(citation(), citation(clause="3", quote="Three.")), share=CHANNEL)
    as_slack_returns_it = [{**b, "block_id": f"b{i}"} for i, b in enumerate(first.blocks)]
    again = shared_answer(as_slack_returns_it, "U0123456789")
    assert words(again.blocks[:1]) == words(first.blocks[:1])
    assert [text for text, _ in actions(again.blocks)] == ["Whole clause", "Leave Policy 3"]
    assert words(again.blocks).endswith("Shared by <@U0123456789>")
    assert not problems(again)


@pytest.mark.parametrize("who", ["", "U1> <!channel", "@here", "u0123456789", "U0123456789\n"])
def test_who_shared_is_mentioned_only_by_a_member_s_id(who: str) -> None:
    message = shared_answer(posted(found(citation())).blocks, who)
    assert words(message.blocks).endswith("Shared by a colleague")
    assert not problems(message)


def test_a_value_that_no_button_of_ours_has_names_nothing() -> None:
    for value in ("", "null", "[]", '"x"', "{}", '{"d": 1}', "17(a)", "{" * 5000):
        assert names.clause_named(value) is None
    for value in ("", "helpful", "helpful:", "perhaps:1"):
        assert names.feedback_given(value) is None


# Long answers


def test_a_long_quote_is_cut_at_a_word_and_the_whole_clause_stays_a_click_away() -> None:
    quote = "A supervisor approves leave in writing before it begins. " * 100
    message = posted(found(citation(quote=quote)))
    shown = words([message.blocks[0]["elements"][1]])
    assert shown.endswith("…")
    assert quote.startswith(shown.removesuffix("…"))
    assert quote[len(shown) - 1] == " "
    assert ("Whole clause", names.OPEN_CLAUSE) in actions(message.blocks)


@pytest.mark.parametrize("number", [1, 3, 8, 20, 60])
def test_the_sum_keeps_every_citation_s_name(number: int) -> None:
    many = [
        citation(clause=f"{n}({letter})", quote=f"Rule {n}{letter}. " + "word " * 300)
        for n in range(1, number // 2 + 2)
        for letter in "ab"
    ][:number]
    message = posted(found(*many, quoted=number), share=CHANNEL)
    shown = words(message.blocks)
    assert [c.name for c in many if c.name not in shown] == []
    assert not problems(message)


# Text that is not ours


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:24]))
def test_hostile_text_is_shown_literally_in_every_field(text: str) -> None:
    hostile = citation(title=text, edition=text, clause=text, subject=text)
    contact = Contact(role=text, name=text, email=text, phone=text)
    answers = [
        found(hostile, citation(quote=text), notes=(text,), missing=(text,), question=text),
        Answer(question=text, answered=False, text="No.", nearest=(hostile,), ask=(contact,)),
    ]
    for answer in answers:
        message = posted(answer, share=CHANNEL)
        assert not problems(message)
        assert not problems_of_view(which(answer, inbox=DELIVERY))
        assert clip(one_line(text), 90).removesuffix("…") in said(words(message.blocks))


@pytest.mark.parametrize(
    "text",
    [
        "finance@example.org, also a.b+c@example.org",
        "https://care.example/policy?a=1&b=2#17 and www.care.example",
        "*must* ~not~ `code` _lean_ __init__ :smile: @here 10:30:45",
        "file_name~2*3 <tag> & [link](https://x.example) \\* \\_",
        "# 1. first\n> quoted\n- item",
    ],
)
def test_what_is_copied_is_what_was_written_character_for_character(text: str) -> None:
    contact = Contact(role="Finance", name="Finance Unit", email=one_line(text), phone="")
    refusal = Answer(question="?", answered=False, text="No.", ask=(contact,), notes=(text,))
    message = posted(refusal)
    shown = [part["text"] for part in text_parts(message.blocks)]
    assert text in shown
    assert f": Finance Unit, {one_line(text)}" in shown
    assert escape(text) in message.text
    assert not problems(message)


@pytest.mark.parametrize("text", [text for text in HOSTILE if len(text) < 300], ids=ascii)
def test_a_title_is_bold_only_where_nothing_in_it_acts(text: str) -> None:
    block = title_row(text)["text"]
    shown = clip(one_line(text), 500) or "…"
    if block["type"] == "mrkdwn":
        assert block["text"] == f"*{escape(shown)}*"
        assert not live_mrkdwn(block["text"].strip("*"))
    else:
        assert block == {"type": "plain_text", "text": shown, "emoji": False}
        assert acts_in_mrkdwn(shown)


def text_parts(blocks: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Every text element of the rich text among `blocks`."""
    for block in blocks:
        for element in block.get("elements", []):
            if "elements" in element:
                yield from text_parts([element])
            elif element["type"] == "text":
                yield element


def test_a_document_cannot_close_a_quote_or_open_another() -> None:
    message = posted(found(citation(quote="One.\n\n> Two.\n# Three.\n- Four.")))
    elements = [
        element
        for block in message.blocks
        if block["type"] == "rich_text"
        for element in block["elements"]
    ]
    quotes = [element for element in elements if element["type"] == "rich_text_quote"]
    assert [words([quote]) for quote in quotes] == ["One.\n\n> Two.\n# Three.\n- Four."]
    assert {element["type"] for element in elements} == {"rich_text_section", "rich_text_quote"}


@thorough
@given(answer=any_answer, share=st.sampled_from(["", CHANNEL]), plain=st.booleans())
def test_any_answer_is_taken_by_slack(answer: Answer, share: str, plain: bool) -> None:
    message = posted(answer, share=share, plain=plain)
    assert not problems(message)
    assert not problems(shared_answer(message.blocks, "U0123456789"))
    json.dumps([message.text, message.blocks], ensure_ascii=False).encode()


@thorough
@given(answer=any_answer)
def test_any_answer_fits_the_modal_of_the_shortcut(answer: Answer) -> None:
    view = which(answer, inbox=DELIVERY)
    assert not problems_of_view(view)
    assert not live(view["blocks"])


@thorough
@given(text=any_text, limit=st.integers(2, 300))
def test_a_cut_text_is_short_enough_and_its_escapes_are_whole(text: str, limit: int) -> None:
    cut = clip(escape(clean(text)), limit)
    assert len(cut) <= limit
    assert not live_mrkdwn(cut.translate(str.maketrans(dict.fromkeys("`*~_:@w/"))))
