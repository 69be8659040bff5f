"""What people see of drafts: within Slack's limits, harmless, and with each point's clause."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.slack.blocks import names
from bot.slack.blocks.forms import FormQuestion, Option
from bot.slack.drafts import form_view as draft_form
from bot.slack.drafts import reply_view as draft_reply
from bot.slack.drafts import settle_view
from bot.slack.drafts.form import NEEDED
from bot.slack.drafts.form_view import NEW, DraftForm, DraftSelection, FillForm
from bot.slack.partners.choosing import mark_of
from drafting.agreements import (
    AgreementRequest,
    ClauseChange,
    ClauseLibrary,
    Comparison,
    DraftInfo,
    Finding,
    KindInfo,
    OpenField,
    OtherChange,
    PointSettlement,
    Review,
    TemplateShelf,
    TextPiece,
)
from drafting.agreements.comparing.comparison import KeyChange, KeySubject, PersonsComment
from drafting.agreements.reviewing.review import Offer
from drafting.documents import ClauseReason, DocumentKind
from drafting.partners import WrongDocument
from drafting.partners.record import Partner, fields_of
from tests.bot.slack.test_partner_views import HOSTILE, problems
from tests.support.drafting.kinds import CONTRACT, MOU, PHASE_OUT
from tests.support.slack import blocks

DOCUMENTS = [
    replace(template.info, about="What it is for. " * 20)
    for template in TemplateShelf(ClauseLibrary()).overview()
]
LONG = HOSTILE * 30


def draft(review: Review | None = None, **more: object) -> DraftInfo:
    request = AgreementRequest("p" * 60, MOU, "a" * 60, "U0SAMPLE001", "k")
    reference = f"MOU_{'p' * 60}_{'a' * 60}_v12"
    made = DraftInfo(
        reference,
        request,
        12,
        "Sample Partner",
        "Memorandum of Understanding",
        datetime(2026, 1, 1, tzinfo=UTC),
        review or Review(),
        (),
        holds_restricted=False,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def finding(text: str, *basis: str) -> Finding:
    return Finding("code", text, basis)


def opened(field: str, *, restricted: bool = False) -> OpenField:
    return OpenField(field, "Its address", ("the parties",), "Fill it in.", restricted)


WORST = Review(
    missing_points=tuple(finding(LONG, "CSPF 15(e)") for _ in range(7)),
    conflicts=tuple(finding(LONG, "CSPF 15(d)", "CSPF 17(a)") for _ in range(40)),
    open_fields=tuple(opened(f"partner.x{n}") for n in range(90)),
    for_people=tuple(finding(LONG, HOSTILE) for _ in range(40)),
    to_read=tuple(finding(LONG, "CSPF 17(c)") for _ in range(20)),
    notes=tuple(finding(LONG) for _ in range(10)),
    offers=tuple(Offer(PHASE_OUT, LONG, ("CSPF 15(e)(iii)",)) for _ in range(3)),
)


@pytest.mark.parametrize("review", [Review(), WORST], ids=["empty", "worst"])
def test_what_stands_beneath_a_draft_is_taken_by_slack(review: Review) -> None:
    one = draft(review, partner_name=LONG, changes=(LONG,) * 50)
    for said in (
        draft_reply.draft_message(one),
        draft_reply.files_missing(one),
        draft_reply.copy_message(one),
        draft_reply.copy_missing(one),
    ):
        assert not blocks.problems_of_message(said.blocks, said.text)
        assert not blocks.live(said.blocks)


def test_each_point_stands_with_its_clause_and_the_count_above_them() -> None:
    review = Review(
        conflicts=(finding("The registration has expired.", "CSPF 15(d)"),),
        open_fields=(opened("partner.identity.address"),),
        for_people=(finding("Let counsel read clause 9.2.", "CSPF 17(c)"),),
    )
    message = draft_reply.draft_message(draft(review))
    said = blocks.words(message.blocks)
    assert "3 open points" in said
    assert "The registration has expired. (CSPF 15(d))" in said
    buttons = [text for text, _ in blocks.actions(message.blocks)]
    assert buttons[:7] == [
        "Fill what is open",
        "Settle points",
        "Copy without marks",
        "New version",
        "The agreement",
        "Why this clause",
        "What is open, as a workbook",
    ]
    assert buttons[7:] == ["CSPF 15(d)", "CSPF 17(c)"]


@pytest.mark.parametrize(
    "only", [opened("office.address"), opened("partner.bank.iban", restricted=True)]
)
def test_nothing_is_offered_to_be_filled_in_that_is_filled_in_elsewhere(only: OpenField) -> None:
    message = draft_reply.draft_message(draft(Review(open_fields=(only,))))
    assert "Fill what is open" not in blocks.words(message.blocks)


def test_a_draft_of_before_is_told_to_be_drafted_anew_and_never_called_ready() -> None:
    earlier = draft(Review(), rules=1)
    for message in (draft_reply.draft_message(earlier), draft_reply.copy_message(earlier)):
        said = blocks.words(message.blocks)
        assert "Made under earlier rules" in said
        assert "draft a new version" in said
    assert "Copy without marks" in blocks.words(draft_reply.draft_message(earlier).blocks)


def test_the_window_to_settle_points_is_taken_by_slack() -> None:
    settled = PointSettlement("U1", LONG, LONG, datetime(2026, 1, 1, tzinfo=UTC), LONG)
    points = [replace(finding(LONG, HOSTILE), point=f"code-{n:08x}") for n in range(60)]
    review = Review(
        for_people=tuple(replace(one, settled_before=settled) for one in points),
        settled=tuple(replace(one, settled=settled) for one in points[:30]),
    )
    form = settle_view.SettleForm(LONG, review, LONG, {"code-00000001": LONG[:500]})
    spot = names.PartnerRef(draft="d" * 150)
    problems(settle_view.window(form, spot))
    few = replace(review, for_people=review.for_people[:3], settled=review.settled[:3])
    problems(settle_view.window(replace(form, review=few), spot))
    problems(settle_view.window(replace(form, review=Review()), spot))


def test_a_draft_without_open_points_is_not_called_done_without_a_reader() -> None:
    assert "read by a person" in blocks.words(draft_reply.draft_message(draft()).blocks)


def test_changed_clauses_are_named_with_what_came_and_what_went() -> None:
    words = (
        TextPiece("Each party asks ", "kept"),
        TextPiece("before", "deleted"),
        TextPiece("after", "added"),
    )
    change = ClauseChange("4.2", "Visibility", "changed", words, ("CSPF 17(a)",))
    other = OtherChange("after clause 4.2", "added", (TextPiece(LONG, "added"),))
    found = Comparison(
        "d",
        "f.docx",
        (change,) * 30,
        (other,) * 30,
        (),
        3,
        (PersonsComment(LONG, LONG, LONG),) * 30,
        (KeyChange(KeySubject.MONEY, LONG, LONG, "changed", LONG, LONG),) * 30,
        unread=(LONG,) * 30,
        newest="MOU_a_b_v9",
    )
    message = draft_reply.comparison_message(found, draft(partner_name=LONG))
    assert not [p for p in blocks.problems_of_message(message.blocks) if "style" not in p]
    said = blocks.words(message.blocks)
    assert "30 clauses changed" in said
    assert "Clause 4.2, Visibility (rests on CSPF 17(a)), was changed." in said
    assert "3 tracked changes, read as accepted" in said


def test_the_reasons_of_many_clauses_fit_one_window() -> None:
    reasons = [
        (f"{n}.1", LONG, ClauseReason(LONG, ("CSPF 17(a)",), LONG, LONG)) for n in range(150)
    ]
    view = draft_reply.why_window(draft(partner_name=LONG), reasons)
    problems(view)
    assert "The comments in the Word file" in blocks.words(view["blocks"])


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.kind)
@pytest.mark.parametrize("partner", [None, Option("p" * 60, LONG)], ids=["nobody", "somebody"])
def test_each_document_s_window_is_taken_by_slack(
    document: KindInfo, partner: Option | None
) -> None:
    entries = [
        (
            group.heading,
            [
                FormQuestion(f"agreement.{path}", LONG[:100], value=LONG[:500])
                for path in group.fields
            ],
        )
        for group in document.asks
    ]
    wrong = WrongDocument(LONG, ("CSPF 15(e)(ii)",), CONTRACT)
    agreements = [Option(f"a-{n}", LONG) for n in range(150)]
    form = DraftForm(DOCUMENTS, document.kind, partner, agreements, NEW, entries, 7, LONG, wrong)
    problems(draft_form.draft_window(form))
    problems(draft_form.draft_window(replace(form, agreement="a-3", notice="", wrong=None)))


def test_the_window_for_what_is_open_is_taken_by_slack() -> None:
    entries = [FormQuestion(f"partner.x{n}", LONG[:100]) for n in range(60)]
    problems(
        draft_form.fill_window(
            FillForm(LONG, entries, ((LONG, "Set it under `office`."),) * 80),
            names.PartnerRef(draft="d" * 150),
        )
    )


def test_the_windows_ask_for_fields_that_there_are() -> None:
    assert set(NEEDED) <= set(fields_of(Partner))


@pytest.mark.parametrize("many", [10, 11, 130])
def test_more_documents_than_slack_has_buttons_for_stand_in_a_menu(many: int) -> None:
    documents = [replace(DOCUMENTS[0], kind=DocumentKind(f"k{n}")) for n in range(many)]
    problems(draft_form.draft_window(DraftForm(documents, "k0")))


def test_what_is_chosen_is_read_back_from_the_window() -> None:
    form = DraftForm(DOCUMENTS, "note", Option("sample", "Sample"), [Option("a", "A")], "a")
    view = draft_form.draft_window(form)
    shown = {
        block["block_id"]: {
            block["element"]["action_id"]: {"selected_option": block["element"]["initial_option"]}
        }
        for block in view["blocks"]
        if block["type"] == "input"
    }
    now = draft_form.selection_in({**view, "state": {"values": shown}})
    assert now == DraftSelection(Option("sample", "Sample"), "note", "a")


def test_an_agreement_s_inputs_are_other_ones_than_those_of_the_next() -> None:
    one, other = (mark_of("p", key, 1) for key in ("a", "b"))
    assert one != other
    assert mark_of("p", "a", 1) == one
