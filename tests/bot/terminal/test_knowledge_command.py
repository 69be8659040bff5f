"""`saathi knowledge`: what is on record, what is put on record, and what is refused."""

from __future__ import annotations

import getpass
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import docx
import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from tests.conftest import ROOT
from tests.support.command_line import Run, flat, run
from tests.support.scans import page_picture, scan
from tests.support.typed_terminal import terminal

VISIBLE = "May a partner mention CARE in public?"
CONSENT = "Is silence of the communications officer consent?"
SUNSET = "May office vehicles travel at night after sunset?"
VISIBILITY = """# Visibility Policy

1. This sample policy governs every public mention of CARE.

2. A partner writes to the communications officer ten working days before a public mention.

   a. The officer replies within five working days.

   b. Silence is not consent.

3. Posters and banners carry the logo only with written consent.
"""
OLDER = """# Visibility Policy

1. A partner telephones the communications officer before a public mention.
"""
TITLE = "Vehicle Policy [Sample]"
VEHICLES = [
    "1. Drivers keep a sample log of every journey.",
    "a. The log names the passengers.",
    "b. The log is signed every evening.",
    "2. Office vehicles do not travel after sunset.",
]
LATER_VEHICLES = [*VEHICLES[:3], "2. Office vehicles travel at night with two drivers."]
SCANNED = "No office car travels after sunset without two drivers."
APPROVED = ("--edition", "2026-11", "--status", "approved")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the shipped documents and their index; tests leave it as it is."""
    home = tmp_path_factory.mktemp("office")
    assert office_run("build", home=home).code == 0
    return home


@dataclass(frozen=True)
class Additions:
    """A home to which three editions were added; what was said, and how it answered after each."""

    home: Path
    told: tuple[Run, ...]
    answers: tuple[Run, ...]


@pytest.fixture(scope="module")
def added(office: Path, tmp_path_factory: pytest.TempPathFactory) -> Additions:
    """A text for a stand-in from .md, a new document from .docx, its later edition from .pdf."""
    folder = tmp_path_factory.mktemp("additions")
    home = copy_of(office, folder / "home")
    told, answers = [], []
    for name, edition, file, question in (
        ("visibility-policy", "2026-11", markdown(folder / "visibility.md", VISIBILITY), CONSENT),
        ("vehicle-policy", "2026-11", word(folder / "vehicles.docx", TITLE, VEHICLES), SUNSET),
        ("vehicle-policy", "2027-01", pdf(folder / "later.pdf", TITLE, LATER_VEHICLES), SUNSET),
    ):
        words = ("--as", name, "--edition", edition, "--status", "approved")
        told.append(office_run("add", file, *words, "--yes", home=home))
        answers.append(run("ask", question, home=home, urdu=False))
    return Additions(home, tuple(told), tuple(answers))


@pytest.fixture
def after(added: Additions, tmp_path: Path) -> Path:
    """A copy of that home, for a test that adds more."""
    return copy_of(added.home, tmp_path / "home")


# What is on record


def test_list_shows_every_document_with_edition_status_and_clauses(office: Path) -> None:
    told = office_run("list", home=office)
    assert told.code == 0
    rows = {line.split()[0]: line for line in told.out.splitlines() if line[:1].isalpha()}
    assert list(rows) == [
        "Document",
        "cspf",
        "investigation-guide",
        "visibility-policy",
        "zero-tolerance-policy",
    ]
    assert rows["cspf"].split()[-5:] == ["undated", "approved", "46", "in", "force"]
    assert rows["visibility-policy"].split()[-5:] == ["2012-10", "stand-in", "3", "in", "force"]


def test_show_prints_the_clause_tree_one_line_a_clause(office: Path) -> None:
    told = office_run("show", "cspf", home=office)
    assert told.code == 0
    lines = [flat(line) for line in told.out.splitlines()]
    assert lines[0].startswith("Civil Society Partnership Framework · edition undated")
    assert any(line.startswith("13-II In light of the above") for line in lines)
    assert any(line.startswith("note 13: CIP Visibility Policy, October 2012") for line in lines)
    assert max(len(line) for line in told.out.splitlines()) <= 80
    assert "**" not in told.out


@pytest.mark.parametrize("name", ["17a", "17(a)", "17(A)", "17 A", "17A."])
def test_show_finds_a_clause_however_it_is_written(name: str, office: Path) -> None:
    told = office_run("show", "cspf", name, home=office)
    assert told.code == 0
    assert told.out.startswith("CSPF 17(a), on visibility")
    assert "a. Visibility: CIP does not limit partner organizations" in told.said
    assert "¹³ CIP Visibility Policy, October 2012, pg.2, clause #9" in lines_of(told)


def test_show_keeps_numbers_lists_and_sub_clauses_as_printed(office: Path) -> None:
    told = office_run("show", "cspf", "13-I", home=office)
    assert "13. In light of the development challenge" in told.said
    assert "e. The relationship is timeless" in told.said
    listed = office_run("show", "cspf", "15e", home=office)
    assert sum(line.startswith("• For") for line in lines_of(listed)) == 3


def test_show_says_what_the_copy_lacks_and_what_is_a_stand_in(office: Path) -> None:
    assert "Not in the copy at hand:" in office_run("show", "cspf", "18d", home=office).said
    told = office_run("show", "visibility-policy", "2", home=office)
    assert "A stand-in, not the policy’s own text." in told.said


def test_a_clause_13a_is_told_that_there_are_others_near_it(office: Path) -> None:
    told = office_run("show", "cspf", "13a", home=office)
    assert told.complaint.startswith("There is no clause '13a' in CSPF; near it are")
    assert "13-I(a)" in told.complaint
    assert told.out == ""


def test_an_unknown_document_or_clause_is_one_sentence_with_the_way_out(office: Path) -> None:
    told = office_run("show", "leave-policy", home=office)
    assert "There is no document 'leave-policy'; on record are: cspf, " in told.complaint
    told = office_run("show", "cspf", "99", home=office)
    assert "There is no clause '99' in CSPF" in told.complaint
    assert "knowledge show cspf" in told.complaint
    told = office_run("diff", "cspf", home=office)
    assert "There is only one edition of 'cspf'" in told.complaint


def test_check_reads_everything_back(office: Path) -> None:
    told = office_run("check", home=office)
    assert told.code == 0
    assert told.said.startswith("4 documents with 54 clauses, and their index, are in order.")


def test_check_says_what_is_wrong(office: Path, tmp_path: Path) -> None:
    copy = copy_of(office, tmp_path / "home")
    shutil.rmtree(copy / "index")
    told = office_run("check", home=copy)
    assert told.complaint == "There is no index yet; run `saathi knowledge build`."
    (copy / "documents").mkdir()
    (copy / "documents" / "0001-leave-2026.json").write_text("{")
    assert "0001-leave-2026.json does not read back" in office_run("check", home=copy).complaint


# The index


def test_a_second_build_has_nothing_to_do_unless_it_is_forced(office: Path, tmp_path: Path) -> None:
    copy = copy_of(office, tmp_path / "home")
    before = set((copy / "index").iterdir())
    told = office_run("build", home=copy)
    assert (told.code, told.said) == (
        0,
        "The index is of the documents in force already; nothing to do.",
    )
    assert set((copy / "index").iterdir()) == before
    told = office_run("build", "--force", home=copy)
    assert told.code == 0
    assert told.out.startswith("The index holds")
    assert set((copy / "index").iterdir()) - before


def test_documents_that_changed_are_told_and_indexed_when_asked_to(
    office: Path, added: Additions, tmp_path: Path
) -> None:
    copy = copy_of(office, tmp_path / "home")
    shutil.copytree(added.home / "documents", copy / "documents")
    told = run("ask", VISIBLE, home=copy, urdu=False)
    assert told.complaint.startswith("The documents changed since the index was built (")
    assert "visibility-policy" in told.complaint
    assert told.complaint.endswith("run `saathi knowledge build`.")
    told = run("ask", SUNSET, "--build", home=copy, urdu=False)
    assert told.code == 0
    assert "Making the index" in told.err
    assert told.out == added.answers[-1].out
    told = run("ask", SUNSET, "--build", home=copy, urdu=False)
    assert told.err == ""
    assert told.out == added.answers[-1].out


# Adding


def test_adding_shows_the_tree_that_was_understood(added: Additions) -> None:
    from_markdown, from_word, from_pdf = (lines_of(told) for told in added.told)
    assert from_markdown[7] == "It takes the place of the stand-in."
    assert from_markdown[0] == "CIP Visibility Policy · edition 2026-11 · approved"
    assert [line.split()[0] for line in from_markdown[1:6]] == ["1", "2", "2(a)", "2(b)", "3"]
    assert from_markdown[4] == "2(b) Silence is not consent."
    assert [line.split()[0] for line in from_word[1:5]] == ["1", "1(a)", "1(b)", "2"]
    assert from_pdf[0] == "Vehicle Policy [Sample] · edition 2027-01 · approved"
    assert from_pdf[4] == "2 Office vehicles travel at night with two drivers."


def test_adding_says_what_it_replaced_or_superseded(added: Additions) -> None:
    from_markdown, from_word, from_pdf = (told.said for told in added.told)
    assert "CIP Visibility Policy, edition 2026-11, is on record with 5 clauses." in from_markdown
    assert "It replaces the stand-in, which stays on record" in from_markdown
    assert from_word.endswith(
        "Vehicle Policy [Sample], edition 2026-11, is on record with 4 clauses."
    )
    assert "It supersedes the edition 2026-11, which stays on record" in from_pdf
    assert "stand-in" not in from_pdf
    assert {told.code for told in added.told} == {0}


def test_each_text_answers_as_soon_as_it_is_added(added: Additions) -> None:
    of_visibility, of_vehicles, of_later_vehicles = (answer.said for answer in added.answers)
    assert "Silence is not consent." in of_visibility
    assert "edition 2026-11 · approved" in of_visibility
    assert "stand-in" not in of_visibility
    assert "Office vehicles do not travel after sunset." in of_vehicles
    assert "Office vehicles travel at night with two drivers." in of_later_vehicles
    assert "edition 2027-01 · approved" in of_later_vehicles
    assert "do not travel" not in of_later_vehicles


def test_list_shows_the_replaced_edition_as_superseded(added: Additions) -> None:
    told = office_run("list", home=added.home)
    rows = [line.split() for line in told.out.splitlines()]
    assert "zero-tolerance-policy" in [row[0] for row in rows]  # whole, to be typed again
    of_visibility = [row[-5:] for row in rows if row[0] == "visibility-policy"]
    assert [row[1:] for row in of_visibility] == [
        ["2012-10", "stand-in", "3", "superseded"],
        ["approved", "5", "in", "force"],
    ]


def test_diff_shows_what_changed_clause_by_clause(added: Additions) -> None:
    told = office_run("diff", "visibility-policy", home=added.home)
    assert told.code == 0
    assert "2012-10 (stand-in) → 2026-11 (approved)" in told.said
    assert "2 changed - 2. CARE recognizes that partners approach security" in told.said
    assert "2(b) new + b. Silence is not consent." in told.said
    named = ("--from", "2026-11", "--to", "2012-10")
    back = office_run("diff", "visibility-policy", *named, home=added.home)
    assert "2(b) gone - b. Silence is not consent." in back.said
    told = office_run("diff", "visibility-policy", "--from", "1999", home=added.home)
    assert "There is no edition '1999'; on record are: 2012-10, 2026-11." in told.complaint


def test_an_older_edition_stays_behind_the_later_one(after: Path, tmp_path: Path) -> None:
    file = markdown(tmp_path / "older.md", OLDER)
    older = ("--as", "visibility-policy", "--edition", "2020", "--status", "approved")
    told = office_run("add", file, *older, "--yes", home=after)
    assert told.code == 0
    assert "The later edition 2026-11 stays in force." in told.said
    assert "replaces" not in told.said
    answer = run("ask", "Does a partner telephone the officer?", home=after, urdu=False)
    assert "telephones" not in answer.said
    rows = [line.split() for line in office_run("list", home=after).out.splitlines()]
    assert [row[-1] for row in rows if "2020" in row] == ["superseded"]


# A look before, and a way back


def test_a_dry_run_shows_everything_and_changes_nothing(
    office: Path, tmp_path: Path, unchanged: None
) -> None:
    file = markdown(tmp_path / "visibility.md", VISIBILITY)
    words = ("--as", "visibility-policy", "--edition", "2199-01", "--status", "approved")
    told = office_run("add", file, *words, "--dry-run", home=office)
    assert told.code == 0
    assert "2(b) Silence is not consent." in told.said
    assert "It takes the place of the stand-in." in told.said
    assert "2199-01, is more than a year ahead" in told.said
    assert told.said.endswith("Nothing was changed; leave out --dry-run to put it on record.")


def test_where_nobody_can_be_asked_and_nobody_said_yes_nothing_changes(
    office: Path, tmp_path: Path, unchanged: None
) -> None:
    file = markdown(tmp_path / "visibility.md", VISIBILITY)
    told = office_run("add", file, "--as", "visibility-policy", *APPROVED, home=office)
    assert told.complaint.startswith("Nothing was changed, for nobody can be asked here")
    assert "2(b) Silence is not consent." in told.said
    for command in (("withdraw",), ("correct", "--to-edition", "2012")):
        told = office_run(*command, "visibility-policy", home=office)
        assert "run the same command with --yes" in told.complaint


def test_whoever_is_asked_may_say_no_and_then_yes(
    after: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = markdown(tmp_path / "vehicles.md", "# Vehicles\n\n1. Vehicles are washed weekly.\n")
    words = ("--as", "vehicle-policy", "--edition", "2028", "--status", "approved")
    with terminal("knowledge", "add", str(file), *words, cwd=after.parent) as shown:
        shown.types("n", "Put it in force?")
        assert shown.ends() == 0
        assert "Nothing was changed." in flat(shown.shown)
    assert "2028" not in office_run("list", home=after).said
    monkeypatch.setattr("bot.terminal.policies.consent.somebody_is_there", lambda: True)
    told = run("knowledge", "add", file, *words, home=after, stdin=b"y\n", urdu=False)
    assert "Put it in force? [y/N]" in told.said
    assert "is on record with 1 clause." in told.said
    assert "2028 approved 1 in force" in office_run("list", home=after).said


def test_the_report_sets_pages_beside_clauses_and_holds_nothing_that_runs(
    office: Path, tmp_path: Path, unchanged: None
) -> None:
    hostile = "1. A <script>alert(1)</script> & <img src=x onerror=alert(2)> clause."
    for make, name in ((pdf, "hostile.pdf"), (word, "hostile.docx")):
        file = make(tmp_path / name, TITLE, [hostile, *VEHICLES[3:]])
        report = tmp_path / f"{name}.html"
        words = ("--as", "vehicle-policy", *APPROVED, "--dry-run", "--report", report)
        told = office_run("add", file, *words, home=office)
        assert told.code == 0, told
        assert f"The report is in {report}" in told.out.replace("\n", "")
        page = report.read_text(encoding="utf-8")
        assert "<script" not in page
        assert "<img src=x" not in page
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
        assert "default-src 'none'" in page
        assert not re.findall(r'(?:src|href)="(?!data:image/jpeg;base64,|#)', page)
        if name == "hostile.pdf":
            assert page.count("data:image/jpeg;base64,") == 1


def test_a_scanned_policy_is_read_told_to_be_a_picture_and_answers(
    office: Path, tmp_path: Path
) -> None:
    """Its numbers hang in front of their paragraphs, as most policies print them."""
    home = copy_of(office, tmp_path / "home")
    rules = ("Drivers keep a log of every journey.", SCANNED, "Each car is washed on Fridays.")
    picture = page_picture([f"{at}.      {rule}" for at, rule in enumerate(rules, 1)])
    file = scan(tmp_path / "scanned.pdf", picture)
    added = office_run("add", file, "--as", "vehicle-policy", *APPROVED, "--yes", home=home)
    assert added.code == 0
    assert "compare them with the page" in flat(added.out)
    shown = office_run("show", "vehicle-policy", "2", home=home)
    assert SCANNED in flat(shown.out)
    assert SCANNED in flat(run("ask", "May cars travel after sunset?", home=home, urdu=False).out)


def test_a_report_is_an_html_file_in_a_folder_that_is_there(office: Path, tmp_path: Path) -> None:
    file = markdown(tmp_path / "visibility.md", VISIBILITY)
    for report, why in (("report.docx", "is no .html file"), ("absent/report.html", "no folder")):
        words = ("--as", "visibility-policy", *APPROVED, "--dry-run", "--report")
        told = office_run("add", file, *words, tmp_path / report, home=office)
        assert why in told.complaint
    told = office_run("add", file, *words, tmp_path / "report.html", home=office)
    assert "A text file has no pages" in (tmp_path / "report.html").read_text("utf-8")


def test_a_mistake_is_corrected_withdrawn_and_restored_with_who_and_when(after: Path) -> None:
    told = office_run(
        *("correct", "vehicle-policy", "--to-edition", "2026-12", "--why", "mistyped", "--yes"),
        home=after,
    )
    assert told.code == 0
    assert "In force of vehicle-policy would be the edition 2026-12 (approved)" in told.said
    told = office_run("withdraw", "vehicle-policy", "--why", "a draft", "--yes", home=after)
    assert "In force of vehicle-policy would be the edition 2026-11" in told.said
    assert "do not travel after sunset" in run("ask", SUNSET, home=after, urdu=False).said
    rows = [line.split() for line in office_run("list", home=after).out.splitlines()]
    assert [row[-1] for row in rows if row[0] == "vehicle-policy"] == ["force", "withdrawn"]
    assert office_run("restore", "vehicle-policy", "--yes", home=after).code == 0
    assert "travel at night" in run("ask", SUNSET, home=after, urdu=False).said
    history = office_run("history", "vehicle-policy", home=after).said
    who = getpass.getuser()
    for deed in ("corrected: date 2026-12 (mistyped)", "withdrawn (a draft)", "restored"):
        assert deed in history
    assert history.count(f" {who} ") == 5
    told = office_run("reread", "vehicle-policy", "--yes", home=after)
    assert "reads as it did before; nothing would change" in told.complaint


def test_a_decision_about_what_is_not_there_is_one_sentence(office: Path) -> None:
    for words, why in (
        (("withdraw", "leave-policy", "--yes"), "There is no document 'leave-policy'"),
        (("withdraw", "cspf", "--edition", "1999", "--yes"), "There is no edition '1999'"),
        (("restore", "cspf", "--yes"), "There is no withdrawn edition"),
        (("correct", "cspf", "--yes"), "Nothing would be corrected"),
        (("correct", "cspf", "--to-id", "other", "--yes"), "comes with Saathi"),
        (("withdraw", "cspf", "--reading", "--yes"), "was read once; leave out --reading"),
        (("reread", "cspf", "--yes"), "comes with Saathi and is read anew at each start"),
    ):
        assert why in office_run(*words, home=office).complaint


def test_whoever_adds_an_edition_is_shown_what_rests_on_what_changed(
    office: Path, tmp_path: Path
) -> None:
    home = copy_of(office, tmp_path / "home")
    shipped = (ROOT / "knowledge" / "corpus" / "cspf.md").read_text(encoding="utf-8")
    new = shipped.replace("must respect and adhere to", "must read and respect")
    assert new != shipped
    file = markdown(tmp_path / "cspf.md", new)
    words = ("--as", "cspf", "--edition", "2026-05", "--status", "approved", "--yes")
    told = office_run("add", file, *words, home=home)
    assert told.code == 0, told
    assert "visibility (Visibility and public reference) · CSPF 17(a) is changed" in told.said
    assert "cip-visibility (What may a partner say in public" in told.said
    assert "dormancy" not in told.said
    assert "seems to contradict" not in told.said
    again = office_run("touches", "cspf", home=home).said
    assert "visibility (Visibility and public reference) · CSPF 17(a) is changed" in again


# What is refused: one sentence, and nothing on record or in use changes

Make = Callable[[Path], Path]


def markdown(file: Path, text: str) -> Path:
    file.write_text(text, encoding="utf-8")
    return file


def word(file: Path, title: str, paragraphs: list[str]) -> Path:
    """A Word document whose numbers were typed by hand."""
    document = docx.Document()
    document.add_heading(title, 0)
    for paragraph in paragraphs:
        document.add_paragraph(paragraph)
    document.save(str(file))
    return file


def pdf(
    file: Path, title: str, paragraphs: list[str], lock: StandardEncryption | None = None
) -> Path:
    canvas = Canvas(str(file), encrypt=lock)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(72, 780, title)
    canvas.setFont("Helvetica", 11)
    for number, paragraph in enumerate(paragraphs):
        canvas.drawString(72, 740 - 30 * number, paragraph)
    canvas.save()
    return file


def of_bytes(name: str, content: bytes) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def a_locked_pdf(folder: Path) -> Path:
    return pdf(folder / "locked.pdf", TITLE, VEHICLES, StandardEncryption("sample"))


def a_pdf_called_word(folder: Path) -> Path:
    return pdf(folder / "vehicles.pdf", TITLE, VEHICLES).rename(folder / "vehicles.docx")


def a_word_document_cut_short(folder: Path) -> Path:
    file = word(folder / "cut.docx", TITLE, VEHICLES)
    file.write_bytes(file.read_bytes()[:-2000])
    return file


def a_drawing_without_text(folder: Path) -> Path:
    canvas = Canvas(str(folder / "scan.pdf"))
    canvas.rect(72, 72, 400, 600, fill=1)
    canvas.save()
    return folder / "scan.pdf"


BAD_FILES: dict[str, tuple[Make, str]] = {
    "empty": (of_bytes("empty.pdf", b""), "save or download it again"),
    "blank": (of_bytes("blank.md", b" \n\n"), "save or download it again"),
    "not what its name says": (a_pdf_called_word, "give it its true ending or save it as .docx"),
    "binary called text": (of_bytes("noise.md", bytes(range(256))), "save it as text in UTF-8"),
    "locked": (a_locked_pdf, "save it without a password"),
    "cut short": (a_word_document_cut_short, "open it and save a fresh copy"),
    "a scan": (a_drawing_without_text, "scan.pdf"),
    "of another kind": (of_bytes("policy.txt", b"1. Words."), "save it as .docx, .pdf or .md"),
    "without clauses": (of_bytes("prose.md", b"# Title\n\nWords.\n"), "no clauses found"),
    "absent": (lambda folder: folder / "absent.pdf", "check the folder and the spelling"),
    "a folder": (lambda folder: folder, "name one .md, .docx or .pdf file inside it"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_is_one_sentence_with_its_name_and_the_cure(
    kind: str, office: Path, tmp_path: Path, unchanged: None
) -> None:
    make, cure = BAD_FILES[kind]
    file = make(tmp_path)
    told = office_run("add", file, "--as", "visibility-policy", *APPROVED, home=office)
    assert told.complaint.startswith(file.name)
    assert cure in told.complaint
    assert told.out == ""


def test_after_a_refusal_the_index_in_use_answers_as_before(
    office: Path, tmp_path: Path, unchanged: None
) -> None:
    before = run("ask", VISIBLE, home=office, urdu=False)
    file = a_locked_pdf(tmp_path)
    assert office_run("add", file, "--as", "visibility-policy", *APPROVED, home=office).complaint
    assert run("ask", VISIBLE, home=office, urdu=False) == before
    assert before.code == 0


@pytest.mark.parametrize("edition", ["yesterday", "2026-13", "2026-11-32", "22.11.2026", ""])
def test_a_bad_date_is_told_how_to_write_one(
    edition: str, office: Path, tmp_path: Path, unchanged: None
) -> None:
    file = markdown(tmp_path / "visibility.md", VISIBILITY)
    words = ("--as", "visibility-policy", "--edition", edition, "--status", "approved")
    told = office_run("add", file, *words, home=office)
    assert told.complaint.startswith(f"'{edition}' is no")
    assert told.complaint.endswith("give --edition as 2026, 2026-11 or 2026-11-22.")


def test_a_bad_status_is_told_the_good_ones(office: Path, tmp_path: Path, unchanged: None) -> None:
    file = markdown(tmp_path / "visibility.md", VISIBILITY)
    words = ("--as", "visibility-policy", "--edition", "2026", "--status", "draft")
    told = office_run("add", file, *words, home=office)
    assert told.code == 2  # as for every option that the command line itself refuses
    assert "'draft' is not one of 'approved', 'stand-in'" in told.said
    assert "Traceback" not in told.said


def test_a_bad_id_is_one_sentence(office: Path, tmp_path: Path, unchanged: None) -> None:
    file = markdown(tmp_path / "visibility.md", VISIBILITY)
    told = office_run("add", file, "--as", "Visibility Policy", *APPROVED, home=office)
    assert "id" in told.complaint


def test_the_same_edition_or_text_again_is_refused(after: Path, tmp_path: Path) -> None:
    same = markdown(tmp_path / "same.md", VISIBILITY)
    told = office_run("add", same, "--as", "visibility-policy", *APPROVED, home=after)
    assert "The edition 2026-11 of 'visibility-policy' is on record already" in told.complaint
    assert "give the other text a date of edition of its own" in told.complaint
    later = ("--edition", "2026-12", "--status", "approved")
    told = office_run("add", same, "--as", "visibility-policy", *later, home=after)
    assert "on record already, as the edition 2026-11; nothing was changed" in told.complaint


def test_a_stand_in_cannot_replace_an_approved_text(after: Path, tmp_path: Path) -> None:
    file = markdown(tmp_path / "older.md", OLDER)
    words = ("--as", "visibility-policy", "--edition", "2027", "--status", "stand-in")
    told = office_run("add", file, *words, home=after)
    assert "has an approved text, which a stand-in cannot replace" in told.complaint
    assert "give it the status approved" in told.complaint


@pytest.mark.parametrize("words", [("ask", VISIBLE), ("knowledge", "build"), ("knowledge", "add")])
def test_a_home_that_cannot_be_written_is_named_with_the_cure(
    words: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("")
    home = tmp_path / "file" / "saathi"
    if words[-1] == "add":
        file = markdown(tmp_path / "visibility.md", VISIBILITY)
        words = (*words, str(file), "--as", "visibility-policy", *APPROVED, "--yes")
    told = run(*words, home=home, urdu=False)
    complaint = told.err.splitlines()[-1]
    assert told.code == 1
    assert "Traceback" not in told.err
    assert str(home) in complaint
    assert "give Saathi a folder it can write to, with the setting `home`" in complaint
    assert office_run("list", home=home).code == 0  # reading needs no folder of one's own


@pytest.fixture
def unchanged(office: Path) -> Iterator[None]:
    """Nothing in the office's home is another afterwards, but for the log."""

    def state() -> dict[str, bytes]:
        """Every record, and the names of the index's files: Chroma touches those that it reads."""
        files = [file for file in office.rglob("*") if file.is_file() and file.suffix != ".log"]
        return {str(f): f.read_bytes() if "documents" in f.parts else b"" for f in files}

    before = state()
    yield
    assert state() == before


def office_run(command: str, *words: str | Path, home: Path) -> Run:
    """`saathi knowledge COMMAND`, without the extra for Urdu script, whose index takes longer."""
    return run("knowledge", command, *words, home=home, urdu=False)


def copy_of(home: Path, to: Path) -> Path:
    shutil.copytree(home, to)
    return to


def lines_of(told: Run) -> list[str]:
    return [flat(line) for line in told.out.splitlines()]
