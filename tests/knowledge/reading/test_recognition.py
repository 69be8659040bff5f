"""Pages that are pictures are read by text recognition, and what is unsure is told."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from knowledge.approval.doubts import doubts_of
from knowledge.errors import UnreadableDocument
from knowledge.reading.documents import read_paged, read_with_report
from knowledge.reading.pdf import recognising, tesseract
from knowledge.reading.pdf.document import read_pdf
from knowledge.reading.report import Reading
from tests.support.scans import page_picture, scan, worn

LINES = (
    "1. The partner keeps a ledger for each grant, and stamps every",
    "receipt above PKR 25,000 on the day on which it is paid.",
    "2. No advance is paid while an older one has not been cleared.",
    "3. Whoever learns of abuse tells the focal person within 24 hours,",
    "and names nobody to anybody else.",
)


def read(path: Path) -> Reading:
    return read_with_report(path, id="policy", edition="2026-11")


def texts(reading: Reading) -> list[str]:
    return [f"{clause.label} {clause.text}" for clause in reading.document.walk()]


def expected() -> list[str]:
    return [f"{LINES[0]} {LINES[1]}", LINES[2], f"{LINES[3]} {LINES[4]}"]


@pytest.mark.parametrize("turn", [0, 90, 180])
def test_a_scanned_page_is_read_whichever_way_it_lies(tmp_path: Path, turn: int) -> None:
    picture = page_picture(LINES).rotate(turn, expand=True)
    reading = read(scan(tmp_path / "scan.pdf", picture))
    assert texts(reading) == expected()
    (page,) = reading.report.recognised
    assert page.page == 1
    assert page.sureness > 0.9
    assert reading.report.pages_without_text == ()


def test_a_page_askew_and_specked_keeps_its_clauses(tmp_path: Path) -> None:
    reading = read(scan(tmp_path / "scan.pdf", worn(page_picture(LINES), 1.4)))
    assert [clause.id for clause in reading.document.walk()] == ["1", "2", "3"]
    assert "25,000" in texts(reading)[0]
    assert "within 24 hours" in texts(reading)[2]


def test_numbers_that_hang_in_front_of_their_paragraphs_are_kept(tmp_path: Path) -> None:
    """Tesseract by itself takes them for a column of their own, and drops it."""
    rules = ("No motor vehicle may be ridden there.", "No pet may be left outdoors alone.")
    lines = [f"{n}.      {rules[n % 2]}" for n in range(1, 9)]
    read_again = read(scan(tmp_path / "scan.pdf", page_picture(lines)))
    assert [clause.label for clause in read_again.document.walk()] == [f"{n}." for n in range(1, 9)]


def test_a_comma_behind_a_number_that_opens_a_line_is_its_full_stop() -> None:
    def seen(text: str, line: int) -> tesseract.SeenWord:
        return tesseract.SeenWord(text, 0, 9, (0, 0, 9, 0), 9, 0.9, line)

    words = [seen("4,", 1), seen("No", 1), seen("in", 2), seen("5,", 2), seen("Or", 2)]
    placed = recognising._placed(words, tesseract.Picture(b"", 10, 10, 300))
    assert [word.text for word in placed] == ["4.", "No", "in", "5,", "Or"]


def test_clauses_go_on_from_a_written_page_to_a_scanned_one(tmp_path: Path) -> None:
    more = ("4. Records are kept for seven years.", "5. This policy holds until it is replaced.")
    path = scan(tmp_path / "both.pdf", page_picture(LINES), page_picture(more))
    assert [clause.id for clause in read(path).document.walk()] == ["1", "2", "3", "4", "5"]


def test_words_that_cannot_be_told_are_not_made_up(tmp_path: Path) -> None:
    """A page too blurred to read beside one that is not: it is named, and gives no words."""
    blurred = page_picture(LINES, size=7).resize((330, 467)).resize((1654, 2339))
    path = scan(tmp_path / "scan.pdf", page_picture(LINES), blurred)
    reading = read(path)
    assert texts(reading) == expected()
    assert reading.report.pages_without_text == reading.report.pages_unrecognised == (2,)
    doubt = doubts_of(reading, None, [], date(2026, 11, 22))[0]
    assert doubt.page == 2
    with pytest.raises(UnreadableDocument, match=r"cannot be told surely enough; scan it again"):
        read(scan(tmp_path / "blurred.pdf", blurred))


def test_urdu_that_is_half_told_is_not_taken_for_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Recognition is surer of Urdu than it is right, so more is asked of it than of English."""
    told: dict[str, tuple[float, list[object]]] = {
        tesseract.ENGLISH: (0.3, []),
        tesseract.URDU: (0.87, []),
    }
    monkeypatch.setattr(tesseract, "languages", lambda: (tesseract.ENGLISH, tesseract.URDU))
    monkeypatch.setattr(recognising, "_look", lambda _picture, language, *_layout: told[language])
    content = scan(tmp_path / "scan.pdf", page_picture(LINES)).read_bytes()
    with pytest.raises(UnreadableDocument, match="cannot be told surely enough"):
        read_pdf("scan.pdf", content)


def test_a_blank_page_is_no_picture_of_text(tmp_path: Path) -> None:
    blank = Image.new("L", (1654, 2339), 250)
    report = read(scan(tmp_path / "scan.pdf", page_picture(LINES), blank)).report
    assert report.pages_blank == report.pages_without_text == (2,)
    assert report.pages_unrecognised == ()


def test_without_tesseract_the_file_is_refused_with_the_cure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tesseract, "languages", lambda: ())
    content = scan(tmp_path / "scan.pdf", page_picture(LINES)).read_bytes()
    with pytest.raises(UnreadableDocument, match=r"holds no text, only pictures .* Tesseract"):
        read_pdf("scan.pdf", content)


def test_a_page_that_takes_too_much_work_is_named_and_the_rest_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tesseract, "MOST_WORK", 0)
    content = scan(tmp_path / "scan.pdf", page_picture(LINES)).read_bytes()
    with pytest.raises(UnreadableDocument, match="cannot be told surely enough"):
        read_pdf("scan.pdf", content)


def test_recognition_holds_to_the_limits_of_a_child(tmp_path: Path) -> None:
    """It starts no process and writes no file, so it works where neither is allowed."""
    path = scan(tmp_path / "scan.pdf", page_picture(LINES))
    fields = {"id": "policy", "edition": "2026-11"}
    little = read_paged.terms.limits._replace(processor=60, memory=700 * 1024**2)
    reading = read_paged.within(little)(path.name, path.read_bytes(), fields)
    assert texts(reading) == expected()
