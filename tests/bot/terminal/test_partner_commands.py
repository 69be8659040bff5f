"""`saathi partners`: the partner file in the terminal, through the real command."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.comments import Comment

from bot.services import make_services
from bot.settings.settings import Settings
from tests.support.command_line import Run, run

FINANCE = {"ROLES__TERMINAL_SEES_RESTRICTED": "true"}
SECRETS = ("PK29SAMP0000000000000001", "40000-0000001-2")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A fresh home: nobody ever used Saathi here."""
    return tmp_path / "home"


def partners(*words: str | Path, home: Path, typed: str = "", **settings: str) -> Run:
    """Runs `saathi partners` with these words; `typed` is what the person types."""
    return run("partners", *words, home=home, stdin=typed.encode(), settings=settings, columns=120)


def listed(home: Path) -> list[str]:
    """The ids on record."""
    return [one["id"] for one in json.loads(partners("list", "--json", home=home).out)]


def csv_of(folder: Path, *rows: str) -> Path:
    """A .csv file of partners."""
    file = folder / "partners.csv"
    file.write_text("\n".join(("Partner id,Legal name,Acronym,IBAN", *rows)), encoding="utf-8")
    return file


def test_a_fresh_installation_holds_ten_partners_marked_as_samples(desk: Path) -> None:
    told = json.loads(partners("list", "--json", home=desk).out)
    assert len(told) == 10
    for one in told:
        assert one["id"].startswith("sample-")
        assert one["name"].endswith("(sample)")
        assert one["sample"] is True
    shown = partners("list", home=desk)
    assert shown.code == 0
    assert "Roshni Invented Women’s Society (sample)" in shown.said


def test_one_that_serves_slack_begins_empty(desk: Path) -> None:
    told = partners("list", home=desk, SLACK__BOT_TOKEN="xoxb-sample-0")
    assert "No partner is on record" in told.said
    assert "saathi partners template" in told.said


def test_a_partner_is_shown_with_its_agreements_and_without_its_account(desk: Path) -> None:
    told = partners("show", "sample-roshni", home=desk)
    assert told.code == 0
    for words in (
        "Roshni Invented Women’s Society (sample)",
        "Societies Registration Act 1860",
        "15 March 2012",
        "Agreements, 2026-schools",
        "7,500,000",
        "IBAN held; the settings say who sees it",
    ):
        assert words in told.said
    assert not [secret for secret in SECRETS if secret in told.said]
    whole = json.loads(partners("show", "sample-roshni", "--json", home=desk).out)
    assert (whole["version"], whole["changed_by"]) == (1, "Saathi")
    assert whole["record"]["bank"]["iban"] == ""
    assert whole["record"]["registration"]["issued"] == "2012-03-15"


def test_the_settings_let_the_terminal_see_what_is_restricted(desk: Path) -> None:
    told = partners("show", "sample-roshni", home=desk, **FINANCE)
    assert all(secret in told.said for secret in SECRETS)
    whole = json.loads(partners("show", "sample-roshni", "--json", home=desk, **FINANCE).out)
    assert whole["record"]["bank"]["iban"] == SECRETS[0]


def test_an_unknown_id_names_the_nearest(desk: Path) -> None:
    for command in ("show", "history"):
        told = partners(command, "sample-roshny", home=desk)
        assert told.code == 1
        assert told.err.rstrip().endswith("did you mean 'sample-roshni'?")


def test_an_import_is_shown_asked_about_saved_and_kept_in_the_history(
    desk: Path, tmp_path: Path
) -> None:
    file = csv_of(tmp_path, "sample-new,New (sample),N-S,", "sample-awaz,,CHANGED-S,")
    told = partners("import", file, home=desk, typed="n\n")
    assert "New: sample-new" in told.said
    assert "Acronym AUCR-S CHANGED-S" in told.said
    assert "1 new, 1 changed, 0 unchanged." in told.said
    assert told.said.endswith("Nothing was saved.")
    assert "sample-new" not in listed(desk)
    assert partners("import", file, home=desk, typed="y\n").said.endswith("Saved: 2 partners.")
    assert "sample-new" in listed(desk)
    history = partners("history", "sample-awaz", home=desk)
    assert "Version 2" in history.said
    assert "(terminal) · import of partners.csv" in history.said
    assert "Acronym AUCR-S CHANGED-S" in history.said
    again = partners("import", file, "--yes", home=desk)
    assert "0 new, 0 changed, 2 unchanged." in again.said
    assert again.said.endswith("There is nothing to save.")


def test_nobody_at_the_terminal_saves_nothing_unless_told_to(desk: Path, tmp_path: Path) -> None:
    file = csv_of(tmp_path, "sample-new,New (sample),,")
    assert partners("import", file, home=desk).said.endswith("Nothing was saved.")
    assert partners("import", file, "--yes", home=desk).said.endswith("Saved: 1 partner.")


def test_an_import_with_problems_lists_them_all_and_saves_nothing(
    desk: Path, tmp_path: Path
) -> None:
    file = csv_of(
        tmp_path,
        "sample-good,Good (sample),,",
        "sample-bad,Bad (sample),,PK00SAMP0000000000000001",
        "Not An Id,Third (sample),,",
    )
    told = partners("import", file, "--yes", home=desk)
    assert told.complaint.startswith("partners.csv has 2 problems, so nothing was saved")
    assert "Partners!D3 IBAN its check digits" in told.said
    assert "Partners!A4 Partner id" in told.said
    assert "PK00SAMP" not in told.said
    assert "sample-good" not in listed(desk)


WRONG = (("Agreements", "Context", "humanitarian"), ("Budget", "Paid by", "us"))


def wrong_workbook(folder: Path, home: Path) -> Path:
    """What was exported, with two cells that a person mistyped and a note of their own on one."""
    file = folder / "ours.xlsx"
    partners("export", file, home=home, **FINANCE)
    book = load_workbook(file)
    for sheet, heading, value in WRONG:
        headings = [cell.value for cell in book[sheet][1]]
        cell = book[sheet].cell(2, 1 + headings.index(heading), value)
    cell.comment = Comment("ask Finance", "Somebody")
    book.save(file)
    return file


def cells_of(file: Path) -> dict[str, tuple[object, ...]]:
    """Every cell with its value, look and note, and what else a sheet holds."""
    cells: dict[str, tuple[object, ...]] = {}
    for page in load_workbook(file).worksheets:
        for cell in (cell for row in page.iter_rows() for cell in row):
            note = cell.comment.text if cell.comment else None
            look = (cell.number_format, cell.font.b, cell.alignment.wrap_text, cell.quotePrefix)
            place = f"{page.title}!{cell.coordinate}"
            cells[place] = (cell.value, cell.fill.fgColor.rgb, note, look)
        rules = page.data_validations.dataValidation
        lists = sorted(f"{rule.sqref} {rule.formula1}" for rule in rules)
        widths = {letter: shape.width for letter, shape in page.column_dimensions.items()}
        cells[page.title] = (lists, widths, page.freeze_panes, page.sheet_state)
    return cells


def test_a_workbook_comes_back_with_the_wrong_cells_marked_and_nothing_else(
    desk: Path, tmp_path: Path
) -> None:
    file = wrong_workbook(tmp_path, desk)
    before = cells_of(file)
    told = partners("import", file, home=desk, typed="y\n")
    assert told.code == 1
    after = cells_of(tmp_path / "ours-marked.xlsx")
    changed = {place for place in before | after if before.get(place) != after.get(place)}
    context, budget = (
        next(place for place, cell in before.items() if cell[0] == value) for _, _, value in WRONG
    )
    assert changed == {budget, context}
    assert budget in told.said
    assert after[budget][0] == "us"
    assert str(after[budget][2]).startswith("To mend: 'us' is none of its values; write")
    assert str(after[budget][2]).endswith("ask Finance")
    assert after[budget][1] == after[context][1] != before[budget][1]
    assert before == cells_of(file)


def test_what_is_mended_is_no_longer_marked(desk: Path, tmp_path: Path) -> None:
    file = wrong_workbook(tmp_path, desk)
    before = cells_of(file)
    marked = tmp_path / "marked.xlsx"
    assert partners("import", file, "--yes", "--marked", marked, home=desk).code == 1
    book = load_workbook(marked)
    (wrong,) = [cell for row in book["Budget"].iter_rows() for cell in row if cell.value == "us"]
    wrong.value = "CARE"
    book.save(marked)
    again = tmp_path / "again.xlsx"
    partners("import", marked, "--yes", "--marked", again, home=desk)
    place = f"Budget!{wrong.coordinate}"
    value, fill, note, _ = cells_of(again)[place]
    assert (value, fill, note) == ("CARE", before[place][1], "ask Finance")


def test_no_copy_is_written_where_nobody_wants_one(desk: Path, tmp_path: Path) -> None:
    file = wrong_workbook(tmp_path, desk)
    assert partners("import", file, home=desk, typed="n\n").code == 1
    told = partners("import", file, "--yes", home=desk)
    assert "`--marked FILE.xlsx`" in told.said
    bad = csv_of(tmp_path, "Not An Id,Third (sample),,")
    told = partners("import", bad, "--yes", "--marked", tmp_path / "m.xlsx", home=desk)
    assert "in an .xlsx workbook only" in told.err
    assert not [*tmp_path.glob("*marked*"), *tmp_path.glob("m.xlsx")]


def test_a_changed_account_is_held_and_not_shown(desk: Path, tmp_path: Path) -> None:
    file = csv_of(tmp_path, "sample-roshni,,,PK02 SAMP 0000 0000 0000 0002")
    told = partners("import", file, "--yes", home=desk)
    assert "IBAN held another one" in told.said
    assert "The new account of 'sample-roshni' waits" in told.said
    assert "The IBAN of 'sample-roshni' stands in the file of another partner too" in told.said
    shown = told.said + partners("history", "sample-roshni", home=desk).said
    assert "SAMP000" not in shown.replace(" ", "")
    kept = partners("show", "sample-roshni", home=desk, **FINANCE)
    assert "PK29SAMP0000000000000001" in kept.said
    assert "The new account of 'sample-roshni' waits" in kept.said
    assert "PK02" not in kept.said
    # Who entered it is not who confirms it; the same person may take it back.
    words = ("--number", "0300 0000001", "--spoke-to", "Sample Focal Point One")
    mine = partners("account", "confirm", "sample-roshni", *words, home=desk)
    assert (mine.code, "You entered this change yourself" in mine.complaint) == (1, True)
    waits = partners("account", "show", "sample-roshni", home=desk)
    assert "+92 300 0000001" in waits.said
    assert "SAMP000" not in waits.said
    assert "PK02SAMP" in partners("account", "show", "sample-roshni", home=desk, **FINANCE).said
    assert partners("account", "withdraw", "sample-roshni", home=desk).code == 0
    again = partners("account", "show", "sample-roshni", home=desk)
    assert "No change of the account of 'sample-roshni' waits." in again.said
    assert "withdrawn by" in again.said


def test_a_second_person_confirms_an_account_in_the_terminal(desk: Path) -> None:
    services = make_services(Settings(home=desk))
    roshni = services.partners.get("sample-roshni")
    bank = roshni.bank.model_copy(update={"iban": "PK36SCBL0000001123456702"})
    services.partners.save(roshni.model_copy(update={"bank": bank}), by="U0OTHER1", source="Slack")
    services.database.close()
    listed = partners("account", "list", home=desk)
    assert "sample-roshni" in listed.said
    asked = partners("account", "confirm", "sample-roshni", home=desk)
    assert (asked.code, "+92 300 0000001" in asked.said) == (1, True)
    words = ("--spoke-to", "Sample Focal Point One")
    strange = partners(
        "account", "confirm", "sample-roshni", "--number", "0321 7654321", *words, home=desk
    )
    assert "on record before the change" in strange.complaint
    assert partners("account", "refuse", "sample-roshni", "--reason", " ", home=desk).code == 1
    done = partners(
        "account", "confirm", "sample-roshni", "--number", "0300 0000001", *words, home=desk
    )
    assert "the new account is in force" in done.said
    shown = partners("show", "sample-roshni", home=desk, **FINANCE).said
    assert "PK36SCBL0000001123456702" in shown
    told = partners("account", "show", "sample-roshni", home=desk).said
    assert "spoke to Sample Focal Point One" in told


def test_a_partner_of_a_name_that_is_there_is_decided_on_before_anything_is_written(
    desk: Path, tmp_path: Path
) -> None:
    name = "ROSHNI Invented Womens Society (Pvt) Ltd (sample)"
    file = csv_of(tmp_path, f"roshnee,{name},RNI,")
    for words in (("--yes",), ()):
        told = partners("import", file, *words, home=desk)
        assert told.code == 1
        assert "'roshnee'" in told.said
        assert "--same-as roshnee=sample-roshni" in told.complaint.replace("\n", " ")
        assert "--apart roshnee" in told.complaint.replace("\n", " ")
    assert len(listed(desk)) == 10
    # The existing one is taken, by an answer or by an option.
    taken = partners("import", file, "--yes", home=desk, typed="e\n")
    assert "Saved: 1 partner." in taken.said
    assert "RNI" in partners("show", "sample-roshni", home=desk).said
    same = ("--same-as", "roshnee=sample-roshni")
    assert "There is nothing to save." in partners("import", file, *same, home=desk).said
    assert len(listed(desk)) == 10
    apart = partners("import", file, "--yes", "--apart", "roshnee", home=desk)
    assert "Saved: 1 partner." in apart.said
    assert len(listed(desk)) == 11
    wrong = partners("import", file, "--yes", "--same-as", "roshnee=nobody", home=desk)
    assert "no partner on record has that id" in wrong.said


def test_a_card_shows_the_amount_that_the_text_refers_to_and_an_export_what_was_typed(
    desk: Path, tmp_path: Path
) -> None:
    shown = partners("show", "sample-roshni", home=desk)
    assert "Funds of PKR 7,500,000.00" in shown.said
    file = tmp_path / "one.yaml"
    partners("export", file, "sample-roshni", home=desk)
    text = file.read_text(encoding="utf-8")
    assert "Funds of {amount}" in text
    file.write_text(text.replace("{amount}", "{amuont}"), encoding="utf-8")
    told = partners("import", file, "--yes", home=desk)
    assert "'{amuont}' stands for nothing; did you mean '{amount}'?" in told.said


@pytest.mark.parametrize("kind", ["xlsx", "csv", "yaml"])
def test_what_is_exported_is_imported_again(kind: str, desk: Path, tmp_path: Path) -> None:
    file = tmp_path / f"all.{kind}"
    told = partners("export", file, home=desk)
    assert told.said == f"{file} holds 10 partners. Bank details and CNICs are left out."
    assert "10 unchanged" in partners("import", file, home=desk).said
    some = partners("export", file, "sample-awaz", "sample-rabta", home=desk, **FINANCE)
    assert some.said == f"{file} holds 2 partners."


def test_the_template_is_a_workbook_that_says_how_it_is_filled_in(
    desk: Path, tmp_path: Path
) -> None:
    told = partners("template", tmp_path / "blank.xlsx", home=desk)
    assert "saathi partners import" in told.said
    assert load_workbook(tmp_path / "blank.xlsx").sheetnames[:3] == [
        "Guidance",
        "Partners",
        "Agreements",
    ]
    assert "must end in .xlsx" in partners("template", tmp_path / "blank.csv", home=desk).complaint


def test_partners_are_deleted_with_their_history_once_agreed(desk: Path) -> None:
    kept = partners("delete", "sample-awaz", home=desk, typed="n\n")
    assert "0 drafts, 0 checklists; ‘2026-call-in’ is in force: keep signed papers" in kept.said
    assert kept.said.endswith("Nothing was deleted.")
    gone = partners("delete", "sample-awaz", "sample-rabta", "--yes", home=desk)
    assert gone.said.endswith("Deleted: 2 partners.")
    assert len(listed(desk)) == 8
    assert "No partner has the id" in partners("history", "sample-awaz", home=desk).err


def test_all_samples_and_only_those_are_deleted_once_agreed(desk: Path, tmp_path: Path) -> None:
    new = csv_of(tmp_path, "roshni,Roshni Women’s Society,RWS,", "sample-awaz,,CHANGED-S,")
    partners("import", new, "--yes", home=desk)
    assert run("draft", "mou", "sample-mashal", "--out", tmp_path, home=desk).code == 0
    assert run("due-diligence", "sample-mashal", "--out", tmp_path, home=desk).code == 0
    kept = partners("delete", "--samples", home=desk, typed="n\n")
    assert kept.said.endswith("Nothing was deleted.")
    assert "sample-awaz: Awaz Unreal Community Radio (sample), changed" in kept.said
    assert "(sample), 1 draft, 1 checklist" in kept.said
    assert len(listed(desk)) == 11
    gone = partners("delete", "--samples", home=desk, typed="y\n")
    assert gone.said.endswith("Deleted: 10 samples.")
    assert listed(desk) == ["roshni"]
    assert "sample-mashal" not in run("draft", "list", home=desk).out
    again = partners("delete", "--samples", "--yes", home=desk)
    assert again.code == 0
    assert "No sample is on record." in again.said
    assert listed(desk) == ["roshni"]


def test_a_sample_that_the_office_made_its_own_is_kept_and_told(desk: Path, tmp_path: Path) -> None:
    own = csv_of(tmp_path, "sample-awaz,Voices Community Radio,,")
    partners("import", own, "--yes", home=desk)
    told = partners("delete", "--samples", "--yes", home=desk)
    assert "Kept: sample-awaz was a sample, and is now named ‘Voices Community Radio’" in told.said
    assert "still say that it is a sample" in told.said
    assert told.said.endswith("Deleted: 9 samples.")
    assert listed(desk) == ["sample-awaz"]
    # What it says to do makes a partner of it that is none.
    file = tmp_path / "own.yaml"
    partners("export", file, "sample-awaz", home=desk)
    text = file.read_text(encoding="utf-8")
    assert "sample: true\n" in text
    file.write_text(text.replace("id: sample-awaz", "id: voices").replace("sample: true", ""))
    told = partners("import", file, "--yes", "--apart", "voices", home=desk)
    assert "Saved: 1 partner." in told.said
    shown = json.loads(partners("list", "--json", home=desk).out)[1]
    assert (shown["id"], shown["sample"]) == ("voices", False)


def test_deleting_names_partners_or_samples_and_not_both(desk: Path) -> None:
    for words in ((), ("sample-awaz", "--samples")):
        assert "--samples" in partners("delete", *words, home=desk).complaint
    assert len(listed(desk)) == 10


def test_the_office_s_own_places_are_read_and_a_wrong_file_is_named(
    desk: Path, tmp_path: Path
) -> None:
    desk.mkdir()
    own = desk / "places.yaml"
    own.write_text("provinces:\n  sindh:\n    districts: [Sample Nagar]\n", encoding="utf-8")
    file = tmp_path / "d.csv"
    file.write_text("Partner id,Districts\nsample-sailab,Dadu; sample nagar\n", encoding="utf-8")
    assert partners("import", file, "--yes", home=desk).said.endswith("Saved: 1 partner.")
    own.write_text("provinces: [x]\n", encoding="utf-8")
    assert partners("list", home=desk).complaint.startswith("places.yaml is not of the form")
    own.unlink()
    assert "Sample Nagar" in partners("list", home=desk).err


def test_the_doctor_tells_of_the_partner_file(desk: Path) -> None:
    partners("list", home=desk)
    report = run("doctor", home=desk, columns=200)
    assert "Partner file 10 on record, 10 of them samples" in report.said
