"""What people type into Slack, read as plain text."""

from __future__ import annotations

import pytest

from bot.slack.text import asks, courtesy, mentions, mentions_anyone, plain

ME = "U0SAATHI"


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (f"<@{ME}> May a partner use our logo?", "May a partner use our logo?"),
        (f"<@{ME}|saathi>: who decides?", "who decides?"),
        (f"Dear <@{ME}>, who decides?", "Dear , who decides?"),
        ("<!here> who decides?", "who decides?"),
        ("<!subteam^S012|@finance> who decides?", "@finance who decides?"),
        ("what does <@U0OTHER> sign?", "what does @someone sign?"),
        ("see <#C012|partners> and <https://x.org/a?b=1|the page>", "see #partners and the page"),
        ("see <https://x.org>", "see https://x.org"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("first line\nsecond  line", "first line\nsecond line"),
        (f"<@{ME}>", ""),
        ("a\x00b\ud800c\r\nd\te", "abc\nd\te"),
        ("&lt;!channel&gt;", "<!channel>"),
    ],
)
def test_marks_are_read_as_their_words(sent: str, read: str) -> None:
    assert plain(sent, ME) == read


def test_a_mention_is_of_the_member_alone() -> None:
    assert mentions(f"<@{ME}> hello", ME)
    assert mentions(f"<@{ME}|saathi> hello", ME)
    assert not mentions(f"<@{ME}X> hello", ME)
    assert mentions_anyone("ask <@U0OTHER>")
    assert mentions_anyone("ask <!subteam^S012>")
    assert not mentions_anyone("ask anyone <!here>")


@pytest.mark.parametrize(
    "question",
    [
        "And its own logo?",
        "what about donors",
        "also for informal partners",
        "aur agar woh CBO ho",
        "kya yeh zaroori hai",
        "اور ان کا اپنا لوگو؟",
        "Tell me about the phase-out plan",
        "so that means they need a contract?",
    ],
)
def test_follow_ups_ask_something(question: str) -> None:
    assert asks(question)


@pytest.mark.parametrize(
    "remark",
    ["Thanks, that is clear.", "I will tell them.", "ok", "shukriya", "noted, will do", "great!"],
)
def test_remarks_ask_nothing(remark: str) -> None:
    assert not asks(remark)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("hi", "greeting"),
        ("Hello Saathi!", "greeting"),
        ("Assalam o alaikum", "greeting"),
        ("aoa", "greeting"),
        ("السلام علیکم", "greeting"),
        ("help", "greeting"),
        ("What can you do?", "greeting"),
        ("Thanks a lot!", "thanks"),
        ("ok thank you so much", "thanks"),
        ("shukriya", "thanks"),
        ("شکریہ", "thanks"),
        ("hello, who approves a partnership?", ""),
        ("thanks, and who signs?", ""),
        ("help a partner register?", ""),
        ("", ""),
    ],
)
def test_courtesies_are_told_from_questions(said: str, kind: str) -> None:
    assert courtesy(said) == kind
