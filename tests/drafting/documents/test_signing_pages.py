"""Where people sign: no place is parted by a page, each member is named, anchors print nothing."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import RGBColor

from drafting.agreements import TEMPLATES, Draft
from drafting.documents import DocumentKind
from drafting.documents.pdf import to_pdf
from tests.support.drafting.desk import asked, changed, drafting_room, sample
from tests.support.drafting.kinds import CONTRACT, KINDS
from tests.support.office_files import put_template
from tests.support.programs import LIBREOFFICE, PDFTOTEXT, need_font, needed
from tests.support.word_files import W, WordFile, audited, pages

SIGNATORIES = 12
WORD = re.compile(
    r'<word xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="([\d.]+)">(.*?)</word>'
)
DOTS = 288  # an inch: four for each point, in which pdftotext measures


def member(number: int) -> dict[str, str]:
    name = "Make-Believe Member Organisation of Women Who Farm, and of Their Neighbours"
    return {
        "name": f"Sample Signatory {number}",
        "title": "Chair",
        "cnic": f"40000-00000{number:02d}-1",
        "organisation": f"{name}, Village {number} (sample)" if number % 3 else f"Member {number}",
    }


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Draft:
    """A contract that twelve people sign, each for a member, and two witnesses."""
    folder = tmp_path_factory.mktemp("signing")
    put_template(folder, "witnesses: 0", "witnesses: 2", CONTRACT)
    members = [member(number) for number in range(1, SIGNATORIES + 1)]
    partner = changed(sample("sample-sailab"), "people.signatories", members)
    wish = asked("sample-sailab", CONTRACT, "2026-flood-shelter", may_see_restricted=True)
    with drafting_room(folder, partner, templates=folder / "templates") as room:
        return room.desk.draft(wish)


@pytest.fixture(scope="module")
def pdf(draft: Draft) -> bytes:
    needed(LIBREOFFICE)
    need_font("Carlito")
    made = to_pdf(draft.clean)
    assert made is not None
    return made


def test_each_member_is_named_where_somebody_signs_for_it(draft: Draft) -> None:
    parties = WordFile(draft.clean).paragraphs(style="SignatureParty")
    members = [f"For {member(number)['organisation']}" for number in range(1, SIGNATORIES + 1)]
    assert parties == ["For CARE International in Pakistan", *members, "Witnesses"]


def test_no_page_parts_what_one_person_signs(pdf: bytes) -> None:
    held = [re.sub(r"\s+", " ", page) for page in pages(pdf)]
    signing = [page for page in held if "[[sign:" in page]
    assert len(signing) == 3
    for page in signing:
        people = re.findall(r"\[\[sign:partner:(\d+)\]\]", page)
        for number in people:
            assert f"Sample Signatory {number} " in page
            assert f"40000-00000{int(number):02d}-1" in page
        assert page.count("Signature ") == page.count("[[sign:")
        assert sum(page.count(label) for label in ("Chair", "Country Director")) == len(
            re.findall(r"\[\[sign:(?:cip|partner)", page)
        )
    assert "Signing" in signing[0]  # a clause stands on the page where the first people sign


def test_the_anchors_are_there_for_a_service_and_print_as_nothing(
    pdf: bytes, tmp_path: Path
) -> None:
    file = tmp_path / "signed.pdf"
    file.write_bytes(pdf)
    told = subprocess.run(
        [needed(PDFTOTEXT), "-bbox", file, "-"], capture_output=True, check=True, text=True
    )
    anchors = 0
    for number, page in enumerate(told.stdout.split("<page ")[1:], 1):
        found = [match for match in WORD.finditer(page) if "[[sign:" in match[5]]
        ink = _ink(file, number) if found else None
        for match in found:
            left, top, right, bottom = (float(match[side]) for side in range(1, 5))
            assert ink is not None
            assert not ink(left, top, right, (top + bottom) / 2), match[5]
            anchors += 1
    assert anchors == 1 + SIGNATORIES + 2


def _ink(pdf: Path, page: int) -> Any:
    """Whether anything is printed within a box of that page, in points."""
    picture = subprocess.run(
        ["pdftoppm", "-gray", "-r", str(DOTS), "-f", str(page), "-l", str(page), pdf],
        capture_output=True,
        check=True,
    ).stdout
    head = re.match(rb"P5\s(\d+)\s(\d+)\s255\s", picture)
    assert head is not None
    width, start, scale = int(head[1]), head.end(), DOTS / 72

    def printed(left: float, top: float, right: float, bottom: float) -> bool:
        rows = range(int(top * scale), max(int(bottom * scale), int(top * scale) + 1))
        columns = slice(int(left * scale), int(right * scale) + 1)
        lines = (picture[start + row * width : start + (row + 1) * width] for row in rows)
        return any(min(line[columns]) < 255 for line in lines)

    return printed


def test_witnesses_have_a_place_with_room_to_write(draft: Draft, tmp_path: Path) -> None:
    file = WordFile(draft.clean)
    table = next(
        each for each in file.all("tbl") if "[[sign:witness:1]]" in "".join(each.itertext())
    )
    for label in ("Date", "Name", "CNIC", "Address"):
        assert "".join(table.itertext()).count(label) == 2
    (tmp_path / "signed.docx").write_bytes(draft.clean)
    assert audited(tmp_path / "signed.docx") == []


def test_what_the_parties_write_down_has_rows_to_write_in(tmp_path: Path) -> None:
    with drafting_room(tmp_path, sample("sample-lamba")) as room:
        draft = room.desk.draft(asked("sample-lamba", CONTRACT, "2026-looms"))
    file = WordFile(draft.clean)
    table = next(each for each in file.all("tbl") if "Addressed by" in "".join(each.itertext()))
    heading, *rows = table.iter(f"{W}tr")
    heights = [row.find(f"{W}trPr/{W}trHeight") for row in rows]
    assert len(rows) == 3
    assert all(int(height.get(f"{W}val")) >= 600 for height in heights)
    assert heading.find(f"{W}trPr/{W}trHeight") is None
    assert "agreement.capacity" not in {field.field for field in draft.review.open_fields}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_document_has_such_places_to_sign(kind: DocumentKind) -> None:
    template = docx.Document(str(TEMPLATES / kind / "template.docx"))
    assert template.styles["Signature anchor"].font.color.rgb == RGBColor(255, 255, 255)
    rows = [row for row in template.element.body.iter(qn("w:tr")) if "block.anchor" in _text(row)]
    assert ["block.party" in _text(row) for row in rows] == [True], "all of one person in one row"


def _text(row: Any) -> str:
    return "".join(text.text or "" for text in row.iter(qn("w:t")))
