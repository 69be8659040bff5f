"""Another organisation by settings alone: its name is in all that people see, and CIP's is not."""

from __future__ import annotations

import ast
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.main import get_command

import prompts
from bot import cli
from bot.services import Services, make_services
from bot.settings.office import OfficeSettings
from bot.settings.settings import Settings
from bot.slack.blocks import names
from bot.slack.blocks.forms import FormQuestion as FormEntry
from bot.slack.checklists import entry_view, peer_view, start_view, summary_view
from bot.slack.checklists import view as checklist_view
from bot.slack.checklists.entry_view import EntryForm
from bot.slack.checklists.spot import ChecklistRef
from bot.slack.checklists.start_view import Preview, StartForm, StartSelection
from bot.slack.checklists.view import PAGES, ChecklistShown
from bot.slack.drafts import form_view, reply_view
from bot.slack.drafts.form_view import NEW, DraftForm
from bot.slack.manifest import manifest
from bot.slack.partners import form_view as partner_forms
from bot.slack.partners import record_parts
from bot.slack.partners import view as partner_view
from bot.slack.partners.agreement_life import AgreementLife, life_blocks
from bot.slack.partners.form_view import PartForm
from bot.slack.partners.record_forms import entries
from bot.slack.questions.question_view import ask_modal
from bot.slack.roles import Rights
from drafting.agreements.lives import Actor, Signature, SignatureInput, signed_file
from drafting.documents import DocumentKind
from drafting.due_diligence import (
    AnswerState,
    Checklist,
    checklist_document,
    checklist_workbook,
    read_checklist,
)
from drafting.due_diligence.checklists.summing_up import sum_up
from drafting.partners import Side, WrongDocument, name_office, office_name, office_today
from drafting.partners.record import Agreement, Partner, fields_of
from drafting.partners.samples import sample_partners
from tests.conftest import ROOT
from tests.support.command_line import run
from tests.support.drafting.desk import TODAY, asked, changed
from tests.support.drafting.kinds import CHANGES, FIRST, MOU
from tests.support.drafting.sample_checklists import ROSHNI, SCHOOLS, said, wish
from tests.support.word_files import WordFile

ACRONYM, LEGAL_NAME = "AWP", "Any Working Partnership (sample)"
AS_SETTINGS = {"OFFICE__ACRONYM": ACRONYM, "OFFICE__LEGAL_NAME": LEGAL_NAME}
SHIPPED = re.compile(r"\b(?:CIP|CARE)(?![\w-])")  # 'CARE International' among them
# The framework's own words, in the clause that follows its CSPF 17(a).
QUOTED = ("their association with CARE known",)
WIDE = 1_000
EVERYTHING = Rights(drafts=True, edits=True, sees_restricted=True)
SPOT = names.PartnerRef("p", "a", "x", version=1)


def leaks(text: str) -> list[str]:
    """Where `text` names the organisation whose policies are shipped, with some words around."""
    for quotation in QUOTED:
        text = text.replace(quotation, "")
    return [text[max(0, at.start() - 60) : at.end() + 40] for at in SHIPPED.finditer(text)]


def samples() -> list[Partner]:
    """The sample partners, as if they worked with the other organisation."""
    return [
        Partner.model_validate_json(SHIPPED.sub(ACRONYM, one.model_dump_json()))
        for one in sample_partners()
    ]


@dataclass(frozen=True)
class AnotherOffice:
    """An organisation with a name of its own, and the sample partners."""

    home: Path
    services: Services

    def run(self, *words: str | Path) -> str:
        """What a command prints."""
        told = run(*words, home=self.home, columns=WIDE, settings=AS_SETTINGS)
        assert told.code == 0, told
        return told.out + told.err


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[AnotherOffice]:
    home = tmp_path_factory.mktemp("another")
    named = OfficeSettings(acronym=ACRONYM, legal_name=LEGAL_NAME)
    services = make_services(Settings(home=home, office=named))
    for partner in samples():
        services.partners.save(partner, by="U1", source="test")
    yield AnotherOffice(home, services)
    services.database.engine.dispose()
    name_office()


@pytest.fixture(autouse=True)
def _as_shipped_again() -> Iterator[None]:
    yield
    name_office()


@pytest.fixture
def services(office: AnotherOffice) -> Services:
    """The other office's, whatever was named meanwhile."""
    name_office(ACRONYM, LEGAL_NAME)
    return office.services


@pytest.fixture
def checklist(services: Services) -> Checklist:
    """A checklist of the other office in which an answer waits and a gap is told."""
    desk = services.due_diligence
    made = desk.start(wish(ROSHNI, SCHOOLS))
    first, *_ = made.half(Side.CIP)
    gap = said(first.key, state=AnswerState.GAP, gap="A plan.", gap_side=Side.CIP)
    return desk.answer(made.id, [gap])


def test_the_settings_name_the_office_and_the_shipped_name_is_the_default(tmp_path: Path) -> None:
    make_services(Settings(home=tmp_path))
    assert office_name() == "CIP"
    make_services(Settings(home=tmp_path, office=OfficeSettings(acronym=ACRONYM)))
    assert office_name() == ACRONYM


# --- documents


@pytest.mark.parametrize("kind", FIRST)
def test_each_kind_of_agreement_bears_the_other_name_alone(
    services: Services, kind: DocumentKind
) -> None:
    drafted = 0
    for partner in samples():
        for agreement in partner.agreements:
            try:
                draft = services.drafting.draft(asked(partner.id, kind, agreement.key))
            except WrongDocument as error:
                assert not leaks(str(error))
                continue
            drafted += 1
            for content in (draft.working, draft.clean):
                assert not leaks(everything(content))
                assert ACRONYM in WordFile(content).text
                assert LEGAL_NAME in everything(content)
            assert not leaks(repr(draft.info))
            shown = reply_view.draft_message(draft.info)
            assert not leaks(repr(shown) + repr(services.drafting.why(draft.id)))
    assert drafted


def test_each_change_of_a_signed_agreement_does_too(services: Services) -> None:
    partner, key, lives = "sample-roshni", "2025-learning", services.lives
    actor, day = Actor("U1", "Sample Coordinator"), office_today()
    draft = services.drafting.draft(asked(partner, MOU, key)).id
    lives.issue(draft, actor, "issued")
    signature = Signature(day, day, ("Sample Director",), ("Sample Signatory One",))
    scan = signed_file("signed.pdf", b"%PDF-1.7")
    step = lives.sign(draft, SignatureInput(signature, scan, "It may stand."), actor, "signed")
    assert ACRONYM in step.sentence
    record = services.partners.get(partner)
    services.partners.save(changed(record, "end", "2035-12-31", key), by="U1", source="test")
    for kind in CHANGES:
        change = services.drafting.draft(asked(partner, kind, key))
        for content in (change.working, change.clean):
            assert not leaks(everything(content))
            assert ACRONYM in WordFile(content).text
    shown = AgreementLife(lives.life(partner, key), lives.standings(partner, key))
    rights = Rights(drafts=True, settles=True, sees_restricted=True)
    blocks = life_blocks(shown, names.PartnerRef(partner, key), rights)
    assert not leaks(repr(list(blocks)))


def everything(content: bytes) -> str:
    """Every part of a .docx or .xlsx, as text without marks."""
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        texts = [parts.read(name).decode() for name in parts.namelist() if name.endswith("xml")]
    return " ".join(re.sub(r"<[^>]*>", "", text) for text in texts)


def test_a_checklist_s_files_bear_the_other_name_and_are_read_under_either(
    checklist: Checklist,
) -> None:
    document = checklist_document(checklist, TODAY)
    workbook = checklist_workbook(checklist, TODAY)
    for content in (document, workbook):
        assert not leaks(everything(content))
        assert LEGAL_NAME in everything(content)
    assert f"{ACRONYM} answers" in openpyxl.load_workbook(io.BytesIO(workbook)).sheetnames
    first, *_ = checklist.half(Side.CIP)
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    for called in (ACRONYM, "CIP"):
        for page in book.worksheets:
            for cell in (cell for row in page for cell in row):
                if cell.value in (ACRONYM, "CIP"):
                    cell.value = called
        back = io.BytesIO()
        book.save(back)
        read = read_checklist(back.getvalue(), "back.xlsx")
        assert not read.problems
        fields = next(one.fields for one in read.answers if one.entry == first.key)
        assert Side.CIP in fields.values()


def test_the_template_and_the_export_bear_the_other_name_and_are_read_under_either(
    office: AnotherOffice, tmp_path: Path
) -> None:
    office.run("partners", "template", tmp_path / "template.xlsx")
    office.run("partners", "export", tmp_path / "all.xlsx")
    assert not leaks(everything((tmp_path / "template.xlsx").read_bytes()))
    assert not leaks(everything((tmp_path / "all.xlsx").read_bytes()))
    again = office.run("partners", "import", tmp_path / "all.xlsx")
    assert "Not read" not in again
    assert "nothing" in again.casefold()
    book = openpyxl.load_workbook(tmp_path / "all.xlsx")
    headings = [cell for page in book.worksheets for cell in page[1] if ACRONYM in str(cell.value)]
    assert len(headings) > 3
    for cell in headings:
        cell.value = str(cell.value).replace(ACRONYM, "CIP")
    book.save(tmp_path / "older.xlsx")
    assert office.run("partners", "import", tmp_path / "older.xlsx") == again.replace(
        "all.xlsx", "older.xlsx"
    )


# --- what Slack shows


def test_every_window_of_a_partner_s_file_bears_the_other_name(services: Services) -> None:
    assert services
    shown: list[Any] = []
    parts = [*record_parts.OF_PARTNER, record_parts.ACCOUNT]
    for stored in services.partners.all_stored():
        partner = stored.partner
        shown.append(partner_view.card(stored, EVERYTHING, TODAY))
        for part in parts:
            asks = entries(partner, part, restricted=True)
            shown.append(partner_forms.window(PartForm(part, partner.name, asks, SPOT)))
        for agreement in partner.agreements:
            shown.append(partner_view.agreement(stored, agreement, EVERYTHING))
            for part in record_parts.OF_AGREEMENT:
                asks = entries(agreement, part)
                shown.append(partner_forms.window(PartForm(part, "x", asks, SPOT)))
    text = json.dumps(shown, ensure_ascii=False, default=str)
    assert not leaks(text)
    for sentence in (f"{ACRONYM} is", f"{ACRONYM}’s people", f"What {ACRONYM} does"):
        assert sentence in text


def test_every_window_of_a_draft_bears_the_other_name(services: Services) -> None:
    known = fields_of(Agreement)
    for kind in services.drafting.kinds():
        asks = [
            (
                group.heading,
                [FormEntry(f"agreement.{path}", known[path].title) for path in group.fields],
            )
            for group in kind.asks
        ]
        form = DraftForm(
            services.drafting.kinds(), str(kind.kind), None, [], NEW, asks, 0, "", None
        )
        assert not leaks(json.dumps(form_view.draft_window(form), ensure_ascii=False))


def test_every_window_of_a_checklist_bears_the_other_name(checklist: Checklist) -> None:
    summary = sum_up(checklist, TODAY, timedelta(days=60))
    made = ChecklistShown(checklist, summary, "U1", TODAY)
    preview = Preview("tier D (large)", checklist.reasons, 100, 90, 30, 20)
    start = StartForm(StartSelection("p", "0", high_risk=True, reason="x"), None, (), preview)
    areas = dict.fromkeys(one.item.area for one in checklist.entries)
    windows = [
        checklist_view.overview(made),
        checklist_view.left_out(checklist),
        summary_view.window(checklist, summary),
        peer_view.view(checklist),
        start_view.view(start),
        *(
            checklist_view.page(made, ChecklistRef(checklist.id, page=page))
            for page in (*PAGES, *areas)
        ),
        *(
            entry_view.view(EntryForm(checklist, one, ChecklistRef("c"), TODAY))
            for one in checklist.entries
        ),
    ]
    text = json.dumps(windows, ensure_ascii=False) + repr(
        summary_view.files_message(checklist, summary)
    )
    assert not leaks(text)
    for sentence in (f"{ACRONYM} answers", f"{ACRONYM} accepts it until", f"for {ACRONYM};"):
        assert sentence in text


def test_the_replies_the_question_s_window_and_the_manifest_name_nobody(
    services: Services,
) -> None:
    assert services
    folder = Path(prompts.__file__).parent
    for file in folder.rglob("*.md"):
        assert not leaks(file.read_text(encoding="utf-8")), file.name
    assert not leaks(json.dumps([manifest(), ask_modal(500)], ensure_ascii=False))


# --- the terminal

COMMANDS = (
    ("doctor",),
    ("partners", "list"),
    ("partners", "show", ROSHNI),
    ("partners", "history", ROSHNI),
    ("draft", "contract", ROSHNI, "--agreement", SCHOOLS, "--no-pdf"),
    ("draft", "list"),
    ("templates", "list"),
    ("templates", "show", "contract"),
    ("templates", "show", "mou"),
    ("templates", "show", "cip-roles"),
    ("templates", "check"),
    ("due-diligence", "list"),
    ("due-diligence", "make", ROSHNI, "--agreement", SCHOOLS),
    ("due-diligence", "catalogue", "check"),
    ("due-diligence", "standing", "list"),
    ("due-diligence", "standing", "set", "cip-turnaround", "In ten days."),
    ("due-diligence", "remind"),
    ("inbox", "list"),
    ("report",),
)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_a_command_prints_the_other_name_alone(
    office: AnotherOffice, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    told = run(*words, home=office.home, columns=WIDE, settings=AS_SETTINGS)
    assert told.code == (words == ("doctor",)), told  # which finds that nothing is set up
    assert not leaks(told.out + told.err)


def test_no_help_names_an_organisation() -> None:
    command = get_command(cli.app)
    texts = list(
        helps(command, command.make_context("saathi", ["--version"], resilient_parsing=True))
    )
    assert len(texts) > 30
    assert not [leak for text in texts for leak in leaks(text)]


def helps(command: Any, context: Any) -> Iterator[str]:
    """The help of a command and of those beneath it."""
    yield command.get_help(context)
    for name, below in getattr(command, "commands", {}).items():
        yield from helps(below, type(context)(below, info_name=name, parent=context))


# --- the source

# Where the names stand that hold as long as no settings say otherwise, and what is said of the
# documents themselves: who "we" are in them.
DEFAULTS = {
    "drafting/partners/naming.py",
    "bot/settings/office.py",
    "knowledge/writing/proof/who.py",
}
DATA = ("*.md", "*.yaml", "*.txt")


def test_no_string_of_the_source_names_the_organisation() -> None:
    found = {
        f"{file.relative_to(ROOT)}: {leak}"
        for package in ("bot", "drafting", "knowledge", "prompts")
        for file in (ROOT / package).rglob("*.py")
        if str(file.relative_to(ROOT)) not in DEFAULTS
        for text in strings(file)
        for leak in leaks(text)
    }
    assert not found


# Phrases that are looked for, never shown.
LOOKED_FOR = ("wording.yaml", "funds_in_words.yaml", "examples.yaml")


def test_no_file_of_words_names_the_organisation_but_samples_and_documents() -> None:
    found = {
        f"{file.relative_to(ROOT)}: {leak}"
        for package in ("bot", "drafting", "prompts")
        for kind in DATA
        for file in (ROOT / package).rglob(kind)
        if "samples" not in file.parts and "node_modules" not in file.parts
        if file.name not in LOOKED_FOR
        for leak in leaks(file.read_text(encoding="utf-8"))
    }
    assert not found


def strings(file: Path) -> Iterator[str]:
    """Every string of a module that is no docstring."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    prose = {id(part.value) for part in ast.walk(tree) if isinstance(part, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in prose:
            yield node.value
