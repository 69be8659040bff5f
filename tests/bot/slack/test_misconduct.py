"""Reports of suspected misconduct are told from policy questions, and leave no trace."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.slack.misconduct import Decision, decide, deciding, is_report, judge, likeness, recogniser
from bot.slack.misconduct import recognising as misconduct
from bot.slack.misconduct.likeness import Likenesses, likenesses
from bot.slack.misconduct.recognising import RulesError
from bot.slack.misconduct.wording import ExampleWording
from knowledge import sentence_vectors
from tests.conftest import ROOT

QUESTIONS = ROOT / "tests/questions"
MOST_MEASURED = 200
Message = dict[str, str]


def messages(file: str, kind: str, half: str = "") -> list[Message]:
    """The messages of one kind in a file, of one half of it or of both."""
    found: list[Message] = yaml.safe_load((QUESTIONS / file).read_text(encoding="utf-8"))[kind]
    chosen = [message for message in found if half in {"", message.get("half")}]
    # Every sentence is compared with the examples, which takes a while: of many, every fifth.
    return chosen[:: 5 if len(chosen) > MOST_MEASURED else 1]


def share_taken_for_reports(asked: list[Message]) -> float:
    return sum(is_report(message["text"]) for message in asked) / len(asked)


def by_language(asked: list[Message], *, wanted: bool) -> str:
    """How many went wrong in each language; no text, so that nobody tunes on it by accident."""
    wrong = Counter(m["language"] for m in asked if is_report(m["text"]) is not wanted)
    return f"wrong by language: {dict(wrong)}"


@pytest.mark.parametrize(
    ("file", "half"),
    [
        ("misconduct.yaml", ""),
        ("misconduct_development.yaml", "design"),
        ("misconduct_development.yaml", "held_back"),
    ],
)
def test_reports_are_recognised_and_policy_questions_are_not(file: str, half: str) -> None:
    reports, questions = messages(file, "reports", half), messages(file, "questions", half)
    recall, false_alarms = share_taken_for_reports(reports), share_taken_for_reports(questions)
    assert recall >= 0.95, by_language(reports, wanted=True)
    assert false_alarms <= 0.05, by_language(questions, wanted=False)


def test_ordinary_questions_are_practically_never_taken_for_reports() -> None:
    asked = [
        row["q"]
        for file in ("development.yaml", "held_out.yaml", "near_misses.yaml")
        for row in yaml.safe_load((QUESTIONS / file).read_text(encoding="utf-8"))
    ]
    corpus = yaml.safe_load((ROOT / "knowledge/corpus/cspf.asked.yaml").read_text(encoding="utf-8"))
    asked += [question for questions in corpus["asked"].values() for question in questions]
    assert sum(map(is_report, asked)) <= 0.005 * len(asked)


def test_ordinary_work_that_is_told_with_a_question_is_seldom_taken_for_a_report() -> None:
    told = messages("misconduct_development.yaml", "ordinary")
    asking = [message for message in told if set("?؟") & set(message["text"])]
    assert share_taken_for_reports(asking) <= 0.15


@pytest.mark.parametrize(
    ("report", "question"),
    [
        (
            "Our accountant takes bribes from vendors.",
            "What happens if an accountant takes bribes?",
        ),
        ("I saw fraud at our partner.", "If I see fraud at a partner, to whom do I report it?"),
        ("My supervisor keeps touching me, whom should I tell?", "How do I report harassment?"),
        ("Hamara accountant rishwat le raha hai", "Rishwat ki tehqeeqat kaun karta hai?"),
        ("ہمارا اکاؤنٹنٹ رشوت لے رہا ہے", "رشوت کی تحقیقات کون کرتا ہے؟"),
    ],
)
def test_the_same_matter_told_is_a_report_and_asked_is_none(report: str, question: str) -> None:
    assert is_report(report)
    assert not is_report(question)


@pytest.mark.parametrize(
    "typed",
    [
        "<@U0SAMPLE1> the driver is stealing fuel from the project every week",
        "“THE DRIVER IS STEALING FUEL FROM THE PROJECT EVERY WEEK”",
        "the drivr is staeling feul from teh project every week",
        "The driver is stea\u00adling fuel\u200b from the project\u0000 every week",
        "> the driver is stealing fuel from the project every week\n\nWhat does clause 5 say?",
    ],
)
def test_mentions_quotes_slips_and_odd_characters_hide_no_report(typed: str) -> None:
    assert is_report(typed)


@pytest.mark.parametrize("spelled", ["le raha hai", "ley rha hy", "lay raha hay", "le rahaa hain"])
def test_roman_urdu_has_no_one_spelling(spelled: str) -> None:
    assert is_report(f"hamare partner ka accountant rishwat {spelled}")


@pytest.mark.parametrize(
    "text", ["", " ", "?", "\n\n", "\ud800", "👍", "ok thanks", "fraud", "\x00"]
)
def test_what_says_nothing_is_no_report(text: str) -> None:
    assert not is_report(text)


@settings(deadline=None, max_examples=25)
@given(st.text(st.characters(), max_size=200))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert is_report(text) in {True, False}


def test_of_a_very_long_message_only_the_likeliest_sentences_are_compared(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[str] = []

    def counted(sentences: Sequence[str], doubted: Any) -> list[Likenesses]:
        compared.extend(sentences)
        return likenesses(sentences, doubted)

    monkeypatch.setattr(deciding, "likenesses", counted)
    many = " ".join(f"The partner works in village {number}." for number in range(700))
    assert is_report(f"{many} Our accountant takes bribes.")
    assert sum(map(len, compared)) < 1.2 * deciding.MOST_COMPARED


def test_a_report_at_the_end_of_a_long_message_is_recognised() -> None:
    assert is_report("The partner works in Swat. " * 1_400 + "Our accountant takes bribes.")


@pytest.mark.parametrize(
    ("text", "decision"),
    [
        ("Their cashier is on maternity leave, who may sign?", Decision.ANSWER),
        ("partner ki registration khatam hai, kya payment rok sakte hain?", Decision.ANSWER),
        ("The partner asks for 40 % up front. Is there a clause?", Decision.ANSWER),
        ("What is an irregularity?", Decision.ANSWER_WITH_REPORTING_LINE),
        (
            "A trainer of theirs molested a girl. Does the framework cover that?",
            Decision.ANSWER_WITH_REPORTING_LINE,
        ),
        ("bribes taken at the Mithi office", Decision.PRIVATE_REPORT_REPLY),
        ("When I went through the bills I saw that all are forged.", Decision.PRIVATE_REPORT_REPLY),
        ("please check", Decision.IGNORE_OR_HELP),
        ("photos of the kit distribution in Badin", Decision.IGNORE_OR_HELP),
        ("The partner's team was very friendly.", Decision.IGNORE_OR_HELP),
    ],
)
def test_what_a_message_gets(text: str, decision: Decision) -> None:
    assert decide(text) is decision


SITUATIONS: list[Message] = yaml.safe_load(
    (QUESTIONS / "misconduct_situations.yaml").read_text(encoding="utf-8")
)


def test_what_staff_tell_of_their_work_is_seldom_taken_for_a_report() -> None:
    wrong = Counter[str]()
    for message in SITUATIONS:
        reports = message["label"] in {"report", "both"}
        wrong[f"{message['label']} taken wrongly"] += is_report(message["text"]) is not reports
    assert wrong["report taken wrongly"] + wrong["both taken wrongly"] <= 2, wrong
    assert wrong["question taken wrongly"] + wrong["everyday taken wrongly"] <= 18, wrong


@pytest.mark.parametrize(
    "sentence", ["the driver sells our diesel", "partner ki report late hai", "کوٹیشن جعلی ہیں"]
)
def test_a_full_stop_a_capital_and_a_mention_say_nothing_of_what_is_told(sentence: str) -> None:
    dressed = f"<@U0SAMPLE1> {sentence.capitalize()}."
    assert likenesses([dressed], lambda _: [0]) == likenesses([sentence], lambda _: [0])


@pytest.mark.parametrize(
    "text",
    [
        "Can we stop the grant, now that their storekeeper sells our flour in the bazaar?",
        "Which clause is that, because the director's cousin takes a share of each salary?",
    ],
)
def test_what_is_told_as_the_reason_for_a_question_is_judged_as_told(text: str) -> None:
    assert judge(text).tells_of_misconduct


@pytest.mark.parametrize(
    "text",
    [
        "May we end an agreement because of theft?",
        "Can a partner lose its grant because one employee stole something?",
        "What is the highest overhead we can agree when the partner asks for 8 percent?",
    ],
)
def test_a_question_of_what_may_be_is_no_report(text: str) -> None:
    assert not judge(text).tells_of_misconduct


def test_the_slow_model_is_asked_only_where_english_leaves_doubt(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    vectors = sentence_vectors()
    read: list[str] = []
    multilingual = vectors.multilingual

    def counted(texts: Sequence[str]) -> Any:
        read.extend(texts)
        return multilingual(texts)

    monkeypatch.setattr(vectors, "multilingual", counted)
    judge("Their cashier is on maternity leave. Who may sign?")
    judge("what about the 40 percent advance they want")  # a clear question
    judge("He sells our diesel at night. I saw him twice at the gate.")  # told by then
    assert not read
    judge("محاسب چھٹی پر ہے۔ کون دستخط کرے؟")
    assert read


def test_words_that_no_example_holds_count_nothing() -> None:
    wording = ExampleWording.of(["the goat is ill", "the goat is well", "a zimbleton"])
    assert "the goat" in wording.terms
    assert "zimbleton" not in wording.terms  # in one sentence alone
    assert not wording.read("zimbletons everywhere").places.size
    assert float(np.linalg.norm(wording.read("the goat the goat").amounts)) == pytest.approx(1)


def test_a_question_beside_a_report_is_told_from_what_it_tells() -> None:
    judgement = judge("The driver sells our diesel. Which clause is on that?")
    assert judgement.tells_of_misconduct
    assert judgement.question == "Which clause is on that?"


def test_the_vectors_belong_to_the_examples() -> None:
    with np.load(likeness.FITTED) as arrays:
        assert str(arrays["digest"]) == likeness.digest_of()


def test_without_the_extra_for_urdu_english_reports_are_recognised(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sentence_vectors(), "_multilingual", None)
    assert decide("Our buyer takes money from the vendors.") is Decision.PRIVATE_REPORT_REPLY
    assert decide("The partner's team was very friendly.") is Decision.IGNORE_OR_HELP


def test_signs_that_weigh_out_to_nothing_make_no_report(tmp_path: Path) -> None:
    rules = yaml.safe_load(misconduct.RULES.read_text(encoding="utf-8"))
    tenth = {"about": "matter", "told": 0.1, "asked": 0.1}
    rules["start"], rules["told_alone"] = -0.3, 0.0
    rules["signs"] = {word: {**tenth, "phrases": [word]} for word in ("fuel", "cash", "tents")}
    file = tmp_path / "misconduct.yaml"
    file.write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    assert recogniser(file).score("fuel cash tents") == 0  # though 0.1 + 0.1 + 0.1 is not 0.3
    assert recogniser(file).score("fuel cash") < 0


def test_the_text_appears_in_no_log(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        is_report("The accountant of our partner is taking bribes from vendors.")
    assert not caplog.records


def test_nothing_of_a_text_is_kept() -> None:
    made = recogniser()
    is_report("A very rareword zzyzzx was stolen by our accountant.")
    assert "zzyzzx" not in repr([vars(made), vars(made._vocabulary)])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"sings": {}}, "sings"),
        ({"start": "high"}, "start"),
        ({"asking": ["^ <nobody>"]}, "nobody"),
        ({"signs": {"x": {"about": "gossip", "told": 1, "asked": 1, "phrases": []}}}, "about"),
        ({"asking": [""]}, "asking"),
    ],
)
def test_rules_that_are_not_right_are_refused_by_name(
    change: dict[str, Any], told: str, tmp_path: Path
) -> None:
    rules = yaml.safe_load(misconduct.RULES.read_text(encoding="utf-8")) | change
    file = tmp_path / "misconduct.yaml"
    file.write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    with pytest.raises(RulesError, match=told):
        recogniser(file)


def test_rules_that_are_no_yaml_are_refused_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "misconduct.yaml"
    file.write_text("start: 1\nsigns: [unclosed", encoding="utf-8")
    with pytest.raises(RulesError, match=r"misconduct\.yaml cannot be read as YAML in line"):
        recogniser(file)


def test_a_phrase_that_a_coordinator_adds_counts(tmp_path: Path) -> None:
    message = "Our partner plays the zimbleton with vendors."
    rules = yaml.safe_load(misconduct.RULES.read_text(encoding="utf-8"))
    before = recogniser().score(message)
    rules["signs"]["money taken"]["phrases"].append("play* ... zimbleton")
    file = tmp_path / "misconduct.yaml"
    file.write_text(yaml.safe_dump(rules, allow_unicode=True), encoding="utf-8")
    assert recogniser(file).score(message) > before
