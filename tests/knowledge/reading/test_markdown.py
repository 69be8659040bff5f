"""Markdown files as people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import Document, Status, UnreadableDocument, read_document


def read(folder: Path, text: str) -> Document:
    file = folder / "policy.md"
    file.write_text(text, encoding="utf-8")
    return read_document(file, id="policy", edition="2026", status=Status.APPROVED)


def test_numbers_headings_bullets_boxes_and_notes_are_read(tmp_path: Path) -> None:
    document = read(
        tmp_path,
        "# Leave Policy\n\nCARE in Pakistan\n\n## Scope\n\n1. All staff[^1] are\ncovered.\n"
        "2. Others:\n- interns\n- volunteers\n\n> Note\n>\n> A framed aside.\n\n"
        "[^1]: With contracts.\n",
    )
    one, two = document.clause("1"), document.clause("2")
    assert (document.title, document.front) == ("Leave Policy", "CARE in Pakistan")
    assert document.sections[0].heading == "Scope"
    assert one.text == "All staff¹ are covered."
    assert one.footnotes[0].text == "With contracts."
    assert [point.text for point in two.points] == ["interns", "volunteers"]
    assert (two.clauses[0].id, two.clauses[0].heading) == ("2-box", "Note")
    assert two.clauses[0].text == "A framed aside."


def test_a_numbered_heading_names_its_clause(tmp_path: Path) -> None:
    document = read(tmp_path, "# P\n\n## 4. Cash\n\nCash is counted daily.\n\na. By two people.\n")
    assert document.clause("4").heading == "Cash"
    assert document.clause("4").text == "Cash is counted daily."
    assert document.clause("4a").text == "By two people."


def test_a_year_that_opens_a_sentence_is_no_clause_number(tmp_path: Path) -> None:
    document = read(
        tmp_path, "# P\n\n1. It was so in\n2013. It is so now.\n\n2013 was a good year.\n"
    )
    assert [clause.id for clause in document.walk()] == ["1"]
    assert "2013. It is so now." in document.clause("1").text


def test_windows_line_ends_and_a_byte_order_mark_do_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "policy.md"
    file.write_bytes("\ufeff# P\r\n\r\n1. One.\r\n\r\n2. Two.\r\n".encode())
    document = read_document(file, id="p", edition="2026", status=Status.APPROVED)
    assert [clause.text for clause in document.walk()] == ["One.", "Two."]


@pytest.mark.parametrize(
    ("text", "cure"),
    [
        ("# P\n\nNo numbers at all.\n", "no clauses found"),
        ("---\ntitle: [\n---\n\n1. One.\n", "not valid YAML"),
        ("---\njust words\n---\n\n1. One.\n", "must be 'key: value'"),
        ("---\nowner: someone\n---\n\n1. One.\n", "'owner'"),
        ("---\ngaps: 7\n---\n\n1. One.\n", "'gaps'"),
    ],
)
def test_what_cannot_be_read_is_told_in_one_sentence(tmp_path: Path, text: str, cure: str) -> None:
    with pytest.raises(UnreadableDocument, match=r"^policy\.md: [^\n]+\.$") as caught:
        read(tmp_path, text)
    assert cure in str(caught.value)
