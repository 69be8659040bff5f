"""Agreements drafted in Slack: asked for in a window, delivered once, filled, copied, compared."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from bot.settings.roles import RoleSettings
from bot.slack.blocks import names
from bot.slack.drafts.form_view import AGREEMENT, KIND, NEW, PARTNER
from bot.slack.manifest import manifest
from bot.workspace import Workspace, WorkspaceRules
from drafting.documents import pdf
from drafting.documents.pdf import FILTERS, converted, to_pdfs
from drafting.partners import PartnerFile
from drafting.partnership import Access
from knowledge import PolicyDesk
from tests.support import edited_files as edits
from tests.support.drafting.kinds import CONTRACT, MOU
from tests.support.programs import LIBREOFFICE, needed
from tests.support.slack.forms import inputs, pressed, sends, state
from tests.support.slack.saathi_in_slack import Office, at_rest, stocked_office
from tests.support.slack.sights import (
    from_saathi,
    newest_direct,
    opened,
    opened_home,
    top,
    wherever,
    words,
)
from tests.support.slack.workspace_client import FINANCE, OFFICER, Visitor, until

Json = dict[str, Any]
ROLES = RoleSettings(drafters=(OFFICER, FINANCE), finance=(FINANCE,))
FORM = "Draft an agreement"


@pytest.fixture(scope="module")
def made(desk: PolicyDesk, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with stocked_office(desk, tmp_path_factory.mktemp("office"), roles=ROLES) as made:
        yield made


@pytest.fixture
def file(made: Office) -> PartnerFile:
    return made.app.edge.services.partners


def asked(visitor: Visitor, name: str, showing: str = "") -> Json:
    """The window, opened by the command."""
    visitor.commands("partnerships", "/draft-mou", name)
    return top(visitor, FORM, showing=showing)


def chooses(
    visitor: Visitor, view: Json, block: str, value: str, showing: str, **fields: str
) -> Json:
    """Chooses at the top of the window, when `fields` are typed; the window as it shows that."""
    chosen = {block: value, **{name.replace("__", "."): one for name, one in fields.items()}}
    before, now = view["hash"], state(view, chosen)
    element = inputs(view)[block]
    held = now[element["block_id"]]
    ((action_id, picked),) = held.items()
    visitor.clicks(view, action_id, now, selected_option=picked["selected_option"])
    return until(
        lambda: [
            one
            for one in visitor.views[-1:]
            if one["hash"] != before and showing in json.dumps(one, ensure_ascii=False)
        ]
    )[0]


def drafts(visitor: Visitor, view: Json, **fields: Any) -> Json:
    """Sends the window; the message with the review, which comes by direct message."""
    known = len(from_saathi(visitor))
    assert not sends(visitor, view, **fields)
    assert "I’m drafting now" in words(visitor.views[-1])
    visitor.closes(visitor.views[-1])
    return reviewed(visitor, known)


def reviewed(visitor: Visitor, known: int) -> Json:
    """The newest message with buttons for a draft."""

    def found() -> list[Json]:
        new = from_saathi(visitor)[known:]
        return [one for one in new if names.DRAFT_WHY in json.dumps(one["blocks"])]

    return until(found)[-1]


def files_of(visitor: Visitor) -> list[Json]:
    return [file for message in from_saathi(visitor) for file in message["files"]]


def agreements_of(visitor: Visitor) -> list[Json]:
    """The Word files of drafts, without their reviews."""
    names_of_files = (".docx", "_review.docx")
    return [
        file
        for file in files_of(visitor)
        if file["name"].endswith(names_of_files[0]) and not file["name"].endswith(names_of_files[1])
    ]


def mou(visitor: Visitor, partner: str = "mashal") -> Json:
    """A draft of a memorandum: its message."""
    return drafts(visitor, asked(visitor, partner, "What it is about"))


def test_a_draft_comes_by_direct_message_with_its_file_and_its_review(
    officer: Visitor, made: Office
) -> None:
    before = len(officer.sees("partnerships"))
    message = mou(officer)
    said = words(message)
    assert "Memorandum of Understanding with Mashal" in said
    assert "open point" in said
    (file, *_) = from_saathi(officer)[-2]["files"]
    assert file["name"].startswith("MOU_sample-mashal_2026-reading_v")
    assert file["name"].endswith(".docx")
    assert officer.downloads(file).startswith(b"PK")
    assert message["metadata"]["event_type"] == "saathi_reply"
    at_rest(made)
    assert len(officer.sees("partnerships")) == before


def test_the_window_is_filled_from_the_record_and_asks_for_what_is_missing(
    officer: Visitor, file: PartnerFile
) -> None:
    view = asked(officer, "roshni", "What it is about")
    asked_for = inputs(view)
    funded, one = file.get("sample-roshni").agreements
    assert asked_for["agreement.title"]["element"]["initial_value"] == one.title
    assert asked_for["agreement.start"]["element"]["initial_date"] == str(one.start)
    assert "partner.people.signatories" not in asked_for
    view = chooses(officer, view, AGREEMENT, funded.key, funded.title)
    assert inputs(view)["agreement.goal"]["element"]["initial_value"] == funded.goal
    officer.closes(officer.views[-1])
    view = asked(officer, "chaupal", "Also missing")
    assert "partner.people.signatories" in inputs(view)


def test_a_partner_is_found_by_typing_and_each_document_asks_its_own(officer: Visitor) -> None:
    view = asked(officer, "")
    assert set(inputs(view)) == {PARTNER, KIND}
    offered = officer.asks_for_options(view, names.DRAFT_PARTNER, "rohsni")
    assert offered[0]["value"] == "sample-roshni"
    view = chooses(officer, view, PARTNER, "sample-roshni", "What it is about")
    assert "agreement.money.amount" not in inputs(view)
    view = chooses(officer, view, KIND, "contract", "agreement.money.amount")
    assert "2026-schools" in json.dumps(inputs(view)[AGREEMENT])
    view = chooses(officer, view, KIND, "phase-out", "agreement.phase_out.trigger")
    view = chooses(officer, view, AGREEMENT, NEW, "phase_out.trigger")
    assert "initial_value" not in inputs(view)["agreement.title"]["element"]


def test_without_a_partner_nothing_is_drafted_and_the_person_is_told(officer: Visitor) -> None:
    view = asked(officer, "")
    wrong = sends(officer, view)
    assert "choose a partner" in wrong[PARTNER]


def test_what_is_wrong_stands_beside_its_field_and_the_rest_stays(
    officer: Visitor, file: PartnerFile
) -> None:
    before = file.version("sample-awaz")
    view = asked(officer, "awaz", "What it is about")
    wrong = sends(officer, view, agreement__start="2027-12-31", agreement__end="2027-01-01")
    assert set(wrong) <= {"agreement.start", "agreement.end"}
    assert wrong
    assert file.version("sample-awaz") == before


def test_what_was_typed_is_in_the_partners_file_with_who_typed_it(
    officer: Visitor, file: PartnerFile
) -> None:
    view = asked(officer, "awaz", "What it is about")
    drafts(officer, view, agreement__goal="That both are heard.\n\nAnd stay friends.")
    one = file.get("sample-awaz").agreements[0]
    assert one.goal == "That both are heard.\n\nAnd stay friends."
    assert file.history("sample-awaz")[0].by == OFFICER


def test_a_new_agreement_is_recorded_and_drafted(officer: Visitor, file: PartnerFile) -> None:
    view = asked(officer, "rabta", "What it is about")
    view = chooses(officer, view, AGREEMENT, NEW, "What it is about")
    message = drafts(
        officer,
        view,
        agreement__title="Exchange of letters",
        agreement__start="2027-02-01",
        agreement__end="2027-11-30",
        agreement__money__funding_involved="no",
    )
    assert "Rabta" in words(message)
    assert file.get("sample-rabta").agreement("2027-exchange-of-letters") is not None


def test_money_under_a_memorandum_is_told_with_the_clause_and_goes_on_as_a_contract(
    officer: Visitor,
) -> None:
    view = asked(officer, "sailab", "What it is about")
    assert not sends(officer, view, agreement__goal="Shelter before the winter.")
    told = until(lambda: [one for one in officer.views if "15(e)" in words(one)])[-1]
    assert "contract" in words(told)
    officer.clicks(told, names.OPEN_CLAUSE)
    assert "15(e)" in words(until(lambda: officer.views[1:])[0])
    officer.closes(officer.views[-1])
    officer.clicks(told, names.DRAFT_INSTEAD)
    contract = until(
        lambda: [one for one in officer.views if "agreement.money.amount" in json.dumps(one)]
    )[-1]
    goal = inputs(contract)["agreement.goal"]["element"]["initial_value"]
    assert goal == "Shelter before the winter."
    assert "Contract with Sailab" in words(drafts(officer, contract))


def test_money_in_words_under_a_memorandum_is_told_with_the_clause_and_the_contract(
    officer: Visitor, file: PartnerFile
) -> None:
    awaz = file.get("sample-awaz")
    grant = {"cip_contributions": ("A cash grant in two instalments",)}
    agreement = awaz.agreements[0].model_copy(update=grant)
    changed = awaz.model_copy(update={"agreements": (agreement,)})
    file.save(changed, by=OFFICER, source="test")
    assert not sends(officer, asked(officer, "awaz", "What it is about"))
    told = until(lambda: [one for one in officer.views if "cash grant" in words(one)])[-1]
    assert "15(e)" in words(told)
    assert names.DRAFT_INSTEAD in json.dumps(told["blocks"])
    officer.closes(told)
    file.save(awaz, by=OFFICER, source="test")


def test_a_private_company_is_told_of_its_own_framework(officer: Visitor) -> None:
    view = asked(officer, "tijarat", "What it is about")
    assert not sends(officer, view)
    told = until(lambda: [one for one in officer.views if "CSPF 2" in words(one)])[-1]
    assert names.DRAFT_INSTEAD not in json.dumps(told["blocks"])


def test_who_may_not_draft_gets_one_sentence_and_whom_to_ask(
    colleague: Visitor, made: Office
) -> None:
    colleague.commands("partnerships", "/draft-mou", "mashal")
    told = [one for one in colleague.sees("partnerships") if one["ephemeral"]][-1]
    assert "Partnership Coordinator" in told["text"]
    card = opened(colleague, "mashal")
    assert names.DRAFT_OPEN not in json.dumps(card["blocks"])
    assert names.DRAFT_OPEN not in json.dumps(opened_home(colleague, "Documents")["blocks"])


def test_the_card_the_home_tab_and_a_message_lead_to_the_window(officer: Visitor) -> None:
    card = opened(officer, "mashal")
    pressed(officer, card, names.DRAFT_OPEN, partner="sample-mashal")
    assert "What it is about" in words(top(officer, FORM, 2))
    officer.closes_all()
    officer.clicks(opened_home(officer, "Documents"), names.DRAFT_OPEN)
    officer.closes(top(officer, FORM))
    name = "Mashal Storybook Welfare Organisation (sample)"
    ts = officer.says("partnerships", f"We met {name} and agreed on the reading rooms.")
    officer.shortcut(names.DRAFT_FROM_MESSAGE, "partnerships", ts)
    view = top(officer, FORM, showing="What it is about")
    assert "sample-mashal" in json.dumps(inputs(view)[PARTNER])


def test_what_is_open_is_filled_in_and_drafted_again(officer: Visitor, file: PartnerFile) -> None:
    message = mou(officer, "chaupal")
    officer.clicks(message, names.DRAFT_FILL)
    view = top(officer, "Fill what is open")
    asked_for = inputs(view)
    assert "partner.identity.address" in asked_for
    assert not [name for name in asked_for if "bank" in name or "cnic" in name]
    assert "Filled in elsewhere" in words(view)
    known = len(from_saathi(officer))
    assert not sends(officer, view, partner__identity__address="Village Sample, Tehsil Sample")
    officer.closes(officer.views[-1])
    again = reviewed(officer, known)
    assert "version 2" in words(again)
    assert file.get("sample-chaupal").identity.address == "Village Sample, Tehsil Sample"


def test_the_clean_copy_comes_by_button(officer: Visitor, made: Office) -> None:
    message = mou(officer)
    known = len(from_saathi(officer))
    officer.clicks(message, names.DRAFT_CLEAN)
    told = newest_direct(officer, known + 1)
    assert "copy without marks" in words(told)
    (clean, review) = files_of(officer)[-2:]
    assert re.search(r"_not-ready-\d+-open\.docx$", clean["name"])
    assert review["name"].endswith("_review.docx")


def test_a_new_version_starts_from_the_same_agreement(officer: Visitor) -> None:
    message = mou(officer)
    officer.clicks(message, names.DRAFT_OPEN)
    view = top(officer, FORM, showing="What it is about")
    assert inputs(view)[AGREEMENT]["element"]["initial_option"]["value"] == "2026-reading"
    again = drafts(officer, view, agreement__goal="Another goal.")
    assert "Since the version before" in words(again)


def test_why_a_clause_stands_is_a_click_away(officer: Visitor) -> None:
    officer.clicks(mou(officer), names.DRAFT_WHY)
    view = top(officer, "Why this clause")
    assert "CSPF 17(a)" in words(view)
    buttons = [b["accessory"] for b in view["blocks"] if "accessory" in b]
    officer.clicks(view, buttons[0]["action_id"], value=buttons[0]["value"])
    clause = until(lambda: officer.views[1:])[0]
    assert buttons[0]["text"]["text"].startswith(clause["title"]["text"])


def test_everything_sent_again_leaves_one_draft(officer: Visitor, made: Office) -> None:
    at_rest(made)
    begun = officer.traffic()[-1]["id"]
    mou(officer)
    at_rest(made)
    known, files = len(from_saathi(officer)), len(files_of(officer))
    sent = [one for one in officer.traffic() if one["id"] > begun and one["direction"] == "to_bot"]
    for one in sent:
        if one["name"] == "view_submission":
            officer.redelivers(one)
    at_rest(made)
    assert (len(from_saathi(officer)), len(files_of(officer))) == (known, files)


@pytest.mark.parametrize(
    "method", ["files.completeUploadExternal", "chat.postMessage", "files.getUploadURLExternal"]
)
def test_where_slack_s_answer_is_lost_the_files_and_the_review_come_once(
    officer: Visitor, made: Office, method: str
) -> None:
    at_rest(made)
    known, files = len(from_saathi(officer)), len(files_of(officer))
    view = asked(officer, "mashal", "What it is about")
    made.workspace.rules.misbehave(method, drop=True)
    assert not sends(officer, view)
    officer.closes(officer.views[-1])
    reviewed(officer, known)
    at_rest(made)
    assert len(from_saathi(officer)) == known + 2
    assert len(files_of(officer)) == files + 2


def test_without_the_right_to_look_files_up_the_conversation_is_looked_through(
    officer: Visitor, made: Office
) -> None:
    at_rest(made)
    known, files = len(from_saathi(officer)), len(files_of(officer))
    view = asked(officer, "mashal", "What it is about")
    made.workspace.rules.take_away("files.info", error="missing_scope")
    made.workspace.rules.misbehave("files.completeUploadExternal", drop=True)
    assert not sends(officer, view)
    officer.closes(officer.views[-1])
    reviewed(officer, known)
    at_rest(made)
    made.workspace.rules.without.clear()
    assert len(files_of(officer)) == files + 2


def test_without_the_right_to_send_files_the_person_is_told_and_can_try_again(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    workspace = Workspace(manifest(), rules=WorkspaceRules())
    workspace.rules.take_away("files.getUploadURLExternal", error="missing_scope")
    with stocked_office(desk, tmp_path, workspace) as made:
        officer = Visitor(made.server.url, OFFICER)
        message = mou(officer)
        assert "did not let me send" in words(message)
        assert not files_of(officer)
        workspace.rules.without.clear()
        officer.clicks(message, names.DRAFT_SEND)
        until(lambda: files_of(officer))
        at_rest(made)
        assert len(files_of(officer)) == 2


def test_a_pdf_comes_beside_the_word_file_where_one_can_be_made(
    desk: PolicyDesk, tmp_path: Path
) -> None:
    with stocked_office(desk, tmp_path, pdf_of=lambda _docx: b"%PDF-1.7 sample") as made:
        officer = Visitor(made.server.url, OFFICER)
        mou(officer)
        (message,) = [one for one in from_saathi(officer) if one["files"]]
        assert [
            re.sub(r"-\d+-", "-N-", file["name"].partition("_v1")[2]) for file in message["files"]
        ] == [
            ".docx",
            "_not-ready-N-open.pdf",
            "_review.docx",
        ]


def test_another_s_change_meanwhile_is_shown_in_the_window_and_not_overwritten(
    officer: Visitor, file: PartnerFile
) -> None:
    view = asked(officer, "jamia", "What it is about")
    partner = file.get("sample-jamia")
    data = partner.model_dump()
    data["agreements"][0].update(title="Their title", goal="Their goal.")
    file.save(type(partner).model_validate(data), by=FINANCE, source="test")
    assert not sends(officer, view, agreement__title="My title")
    again = top(officer, FORM, showing="while you were typing")
    assert "Their title" in words(again)
    assert inputs(again)["agreement.title"]["element"]["initial_value"] == "My title"
    drafts(officer, again)
    saved = file.get("sample-jamia").agreements[0]
    assert (saved.title, saved.goal) == ("My title", "Their goal.")


def test_a_bank_account_is_in_finance_s_draft_and_in_nobody_else_s_words(
    officer: Visitor, finance: Visitor, made: Office, file: PartnerFile
) -> None:
    iban = file.get("sample-roshni").bank.iban
    for visitor, holds in ((officer, False), (finance, True)):
        message = drafts(visitor, contract(visitor))
        assert iban not in json.dumps(message)
        draft, review = (text_of(visitor.downloads(file)) for file in files_of(visitor)[-2:])
        assert (iban in draft) is holds
        assert iban not in review
    assert not wherever(made, iban)


def contract(visitor: Visitor) -> Json:
    """The window for a contract with Roshni."""
    view = asked(visitor, "roshni", "What it is about")
    view = chooses(visitor, view, KIND, "contract", "agreement.money.amount")
    return chooses(visitor, view, AGREEMENT, "2026-schools", "agreement.money.amount")


def test_what_finance_alone_may_see_makes_no_new_version_for_others(
    officer: Visitor, finance: Visitor, made: Office
) -> None:
    drafts(finance, contract(finance))
    before = made.app.edge.services.drafts.versions("sample-roshni", CONTRACT, "2026-schools")
    files, known = len(files_of(officer)), len(from_saathi(officer))
    assert not sends(officer, contract(officer))
    reply = until(lambda: from_saathi(officer)[known:])[-1]
    at_rest(made)
    assert f"Nothing has changed since {before[-1].id} was drafted" in words(reply)
    assert len(files_of(officer)) == files
    drafts_now = made.app.edge.services.drafts
    assert drafts_now.versions("sample-roshni", CONTRACT, "2026-schools") == before


def test_an_edited_agreement_sent_back_is_compared(officer: Visitor, made: Office) -> None:
    mou(officer)
    issued = agreements_of(officer)[-1]
    changed = edited(officer.downloads(issued))
    ts = officer.says("saathi", "", files=(officer.uploads("our version.docx", changed),))
    reply = until(lambda: officer.replies("saathi", ts))[0]
    assert "1 clause changed" in words(reply)
    assert "must tell the whole world" in words(reply)
    at_rest(made)
    assert len(officer.replies("saathi", ts)) == 1


def test_a_swapped_account_heads_the_reply_and_is_shown_to_finance_alone(
    officer: Visitor, finance: Visitor, made: Office, file: PartnerFile
) -> None:
    drafts(finance, contract(finance))
    iban = file.get("sample-roshni").bank.iban
    other = f"{iban[:-1]}9"
    changed = edits.edited(
        finance.downloads(agreements_of(finance)[-1]), edits.in_value(iban, other)
    )
    told = {}
    for visitor in (officer, finance):
        sent = visitor.uploads("our version.docx", changed)
        ts = visitor.says("saathi", "", files=(sent,))
        told[visitor] = words(until(partial(visitor.replies, "saathi", ts))[0])
    for text in told.values():
        assert "no approved clause differs, but 1 other place changed" in text
        assert text.index("Bank account") < text.index("Annex I, Bank account")
    assert "changed (not shown" in told[officer]
    assert other not in told[officer]
    assert f"from “{iban}” to “{other}”" in told[finance]
    at_rest(made)
    assert not wherever(made, other)
    newest = made.app.edge.services.access.entries(partner="sample-roshni")[0]
    assert (newest.who, newest.how) == (FINANCE, Access.COMPARISON)


def test_a_signed_pdf_sent_back_is_compared_by_its_text(
    officer: Visitor, made: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed(LIBREOFFICE)
    issued = clean_copy(officer, made)
    printed = to_pdfs({"issued": issued, "signed": edited(issued)})
    assert printed is not None
    desk = made.app.edge.services.drafting
    monkeypatch.setattr(desk, "_pdf_of", lambda docx: printed["issued"] if docx == issued else None)
    assert_told(officer, "signed.pdf", printed["signed"])


def test_what_libreoffice_saved_is_compared_as_word_s_own(
    officer: Visitor, made: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed(LIBREOFFICE)
    monkeypatch.setitem(FILTERS, "odt", "odt")
    saved = converted(edited(clean_copy(officer, made)), "docx", "odt")
    assert saved is not None
    runs = []
    convert = pdf._convert

    def counting(*asked: Any) -> str:
        runs.append(asked[2])
        return convert(*asked)

    monkeypatch.setattr(pdf, "_convert", counting)
    assert_told(officer, "our version.odt", saved)
    assert len(runs) == 1, "it is looked at as a checklist and as an agreement, and converted once"


def clean_copy(visitor: Visitor, made: Office) -> bytes:
    """The copy of a new memorandum that is for signature."""
    mou(visitor)
    drafts = made.app.edge.services.drafts
    newest = drafts.versions("sample-mashal", MOU, "2026-reading")[-1]
    return drafts.get(newest.id).clean


def assert_told(visitor: Visitor, name: str, content: bytes) -> None:
    """A file with one edit, sent back: that is told and nothing else, and all was looked at."""
    ts = visitor.says("saathi", "", files=(visitor.uploads(name, content),))
    reply = words(until(partial(visitor.replies, "saathi", ts))[0])
    assert "1 clause changed" in reply, reply
    assert "must tell the whole world" in reply
    assert "other place" not in reply
    assert "Not looked at" not in reply, "though words of it are written from the right"


@pytest.mark.parametrize(
    "caption",
    ["Can you check what changed?", "What did they change?", "Here it is, signed. What is next?"],
)
def test_an_agreement_is_compared_whatever_is_written_with_it(
    officer: Visitor, made: Office, caption: str
) -> None:
    mou(officer)
    issued = agreements_of(officer)[-1]
    changed = officer.uploads("our version.docx", edited(officer.downloads(issued)))
    ts = officer.says("saathi", caption, files=(changed,))
    assert "1 clause changed" in words(until(lambda: officer.replies("saathi", ts))[0])


def test_in_a_channel_an_agreement_is_compared_for_its_sender_alone(
    officer: Visitor, made: Office
) -> None:
    mou(officer)
    issued = agreements_of(officer)[-1]
    changed = officer.uploads("our version.docx", edited(officer.downloads(issued)))
    known = len(from_saathi(officer))
    ts = officer.says("partnerships", "@Saathi what did they change?", files=(changed,))
    (reply,) = until(lambda: from_saathi(officer)[known:])
    at_rest(made)
    assert "1 clause changed" in words(reply)
    assert officer.replies("partnerships", ts) == []


def test_a_question_with_a_file_of_others_is_answered_and_the_file_mentioned(
    officer: Visitor, made: Office
) -> None:
    asked = "Who approves a partnership?"
    for name in ("minutes.docx", "budget.xlsx", "scan.pdf"):
        file = officer.uploads(name, b"PK nothing of ours")
        ts = officer.says("partnerships", f"@Saathi {asked}", files=(file,))
        reply = until(partial(officer.replies, "partnerships", ts))[0]
        assert "CSPF 18(c)" in words(reply)
        assert "not the file" in words(reply)


def test_a_document_of_others_gets_a_reason(officer: Visitor) -> None:
    file = officer.uploads("minutes.docx", b"PK nothing of ours")
    ts = officer.says("saathi", "", files=(file,))
    reply = until(lambda: officer.replies("saathi", ts))[0]
    assert "minutes.docx" in words(reply)


def text_of(docx: bytes) -> str:
    """Everything that a Word file says, tables too."""
    from docx import Document

    document = Document(BytesIO(docx))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def edited(docx: bytes) -> bytes:
    """The document with one sentence put into a clause."""
    from docx import Document

    document = Document(BytesIO(docx))
    clause = next(p for p in document.paragraphs if p.style and p.style.name == "Clause")
    clause.add_run(" The Partner must tell the whole world.")
    out = BytesIO()
    document.save(out)
    return out.getvalue()
