"""A template.docx that would make a bad draft is found out before, and told where it is wrong."""

from __future__ import annotations

from pathlib import Path

import docx
import pytest

from drafting.agreements.templates.shipped import TEMPLATES, comes_with_saathi
from drafting.documents.docx_checking import check_docx
from drafting.documents.word import packing
from drafting.partners.problems import Problem
from tests.support.drafting.kinds import KINDS

MOU = TEMPLATES / "mou" / "template.docx"
BODY, STYLES, HEADER = "word/document.xml", "word/styles.xml", "word/header1.xml"


def changed(tmp_path: Path, part: str, before: str, after: str) -> list[Problem]:
    """What is said of the memorandum's template once `before` in that part reads `after`."""
    parts = dict(packing.apart(MOU.read_bytes()))
    text = parts[part].decode()
    assert before in text
    return said_of(tmp_path, parts | {part: text.replace(before, after, 1).encode()})


def said_of(tmp_path: Path, parts: dict[str, bytes]) -> list[Problem]:
    file = tmp_path / "template.docx"
    file.write_bytes(packing.together(packing.part(name, held) for name, held in parts.items()))
    return check_docx(file, kinds=KINDS)


@pytest.mark.parametrize(
    "file", sorted(TEMPLATES.glob("*/template.docx")), ids=lambda f: f.parent.name
)
def test_the_templates_that_come_with_saathi_are_right(file: Path) -> None:
    assert check_docx(file, comes_with_saathi) == []


def test_one_restyled_and_saved_is_right_too(tmp_path: Path) -> None:
    opened = docx.Document(str(MOU))
    opened.add_paragraph("Words of the office’s own.", style="Clause text")
    opened.save(str(tmp_path / "own.docx"))
    assert check_docx(tmp_path / "own.docx") == []


@pytest.mark.parametrize(
    ("before", "after", "where", "sentence"),
    [
        ("{{ clause.title }}", "{{ clause.titel }}", "“{{ clause.titel }}”", "clause.title is the"),
        ("{{ title }}", "{{ titel }}", "paragraph 1, “{{ titel }}”", "no “titel”; title is the"),
        ("{{ title }}", "{{ title", "paragraph 1", "“{{” has no counterpart"),
        ("{{ title }}", "title }}", "paragraph 1", "“}}” has no counterpart"),
        ("{%p for party in parties %}", "", "{%p endfor %}", "closes nothing that is open"),
        ("{%p endfor %}", "", "{%p for party in parties %}", "never closed; add {%p endfor %}"),
        ("{%p endif %}", "{% endif %}", "{% endif %}", "belong together"),
        ("{%p if subtitle %}", "{%p if subtitle == 'Water' %}", "{%p if", "condition on the words"),
        ("{%p if subtitle %}", "{%p if kind == 'mow' %}", "{%p if", "mou is the nearest"),
        ("{{ title }}", "{{ title | upper }}", "paragraph 1", "“| upper” is not allowed"),
        ("{{ title }}", "{{ title.upper() }}", "paragraph 1", "Only the names of fields"),
        ("{{ title }}", "{{ parties[0].name }}", "paragraph 1", "Only the names of fields"),
        ("{{ title }}", "{{ title ~ reference }}", "paragraph 1", "Only the names of fields"),
        ("{{ title }}", "{% set x = title %}", "paragraph 1", "knows “for”, “if”, “elif”"),
        ("{{ title }}", "{# soon #}", "paragraph 1", "note to the author"),
        ("{{ title }}", "{{r title }}", "paragraph 1", "a value is written"),
        ("{{ title }}", "{{ parties }}", "paragraph 1", "parties is not words by itself"),
        ("{{ title }}", "{{ title }}{%p if sample %}", "paragraph 1", "would vanish"),
        ("{{ title }}", "{% for x in title %}{{ x }}{% endfor %}", "paragraph 1", "not a list"),
        (
            "{{ section.heading }}",
            "{% for a in parties %}{{ a.name }}{% endfor %}",
            "{% for a",
            "inside another one",
        ),
        ("{{ section.heading }}", "Heading", "the whole template", "nowhere shows section.heading"),
        (
            "{{ paragraph.runs }}",
            "{% for run in paragraph.runs %}{{ run.text }}{% endfor %}",
            "run.text",
            "lose the mark",
        ),
        ("in party.details", "in party.detail", "paragraph", "party.details is the nearest"),
        (
            "label, words in party.details",
            "a, b, c in party.details",
            "paragraph",
            "does not come apart",
        ),
        (
            '<w:pStyle w:val="Clause"/>',
            '<w:pStyle w:val="ClauseText"/>',
            "{{ clause.title }}",
            "Nothing numbers this title",
        ),
        (
            '<w:pStyle w:val="Title"/>',
            '<w:pStyle w:val="Headline"/>',
            "paragraph 1",
            "style “Headline”",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_place_and_its_cure(
    tmp_path: Path, before: str, after: str, where: str, sentence: str
) -> None:
    found = changed(tmp_path, BODY, before, after)
    assert any(where in each.where and sentence in each.sentence for each in found), found
    assert all(each.sentence.endswith(".") for each in found)


def test_a_fault_in_the_header_is_told_as_one_of_the_header(tmp_path: Path) -> None:
    found = changed(tmp_path, HEADER, "{{ status }}", "{{ state }}")
    assert found[0].where.startswith("header, paragraph 1, “{{ title }}")
    assert "There is no “state”; status is the nearest." in found[0].sentence


def test_a_tag_that_word_split_into_runs_is_read_as_one(tmp_path: Path) -> None:
    split = '{{ ti</w:t></w:r><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">tle }}'
    assert changed(tmp_path, BODY, "{{ title }}", split) == []


def test_a_style_that_the_renderer_needs_is_asked_for_by_its_name(tmp_path: Path) -> None:
    found = changed(tmp_path, STYLES, 'w:val="Open field"', 'w:val="Open question"')
    assert [each.where for each in found] == ["the styles"]
    assert "“Open field”, in which what is not known yet is marked" in found[0].sentence


def test_a_cell_that_can_end_up_empty_is_found(tmp_path: Path) -> None:
    def control(tag: str) -> str:
        return f"<w:p><w:r><w:t>{{%p {tag} %}}</w:t></w:r></w:p>"

    words = '<w:p><w:pPr><w:pStyle w:val="TableText"/></w:pPr><w:r><w:t xml:space="preserve">'
    whole = words + "{{ words }}</w:t></w:r></w:p>"
    conditional = control("if words") + whole + control("endif")
    found = changed(tmp_path, BODY, whole, conditional)
    assert ["The cell can end up empty" in each.sentence for each in found] == [True]
    assert changed(tmp_path, BODY, whole, conditional + "<w:p/>") == []


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("word/vbaProject.bin", b"x", "macros"),
        ("word/embeddings/sheet.xlsx", b"x", "embedded files"),
        ("word/comments.xml", b"<x/>", "comments; delete them"),
        (
            "word/_rels/header1.xml.rels",
            b'<Relationships><Relationship Id="a" Target="http://example.org/logo.png" '
            b'TargetMode="External"/></Relationships>',
            "from outside, “http://example.org/logo.png”",
        ),
    ],
)
def test_macros_embedded_files_and_links_to_outside_are_refused(
    tmp_path: Path, name: str, content: bytes, sentence: str
) -> None:
    found = said_of(tmp_path, dict(packing.apart(MOU.read_bytes())) | {name: content})
    assert [sentence in each.sentence for each in found] == [True]


RELATIONS, SETTINGS = "word/_rels/document.xml.rels", "word/settings.xml"
OWN_FIRST_PAGE = '<w:headerReference w:type="first" r:id="rId77"/>'
FIRST_HEADER = (
    '<Relationship Id="rId77" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/header" Target="header7.xml"/></Relationships>'
)


def with_first_page(marks: str = "", *, turned_on: bool = True) -> dict[str, bytes]:
    """The memorandum's template, its first page with a header of its own that holds `marks`."""
    parts = dict(packing.apart(MOU.read_bytes()))
    body, header = parts[BODY].decode(), parts[HEADER].decode()
    page = "<w:titlePg/></w:sectPr>" if turned_on else "</w:sectPr>"
    body = body.replace("<w:footerReference", f"{OWN_FIRST_PAGE}<w:footerReference", 1)
    words = f"<w:p><w:r><w:t>The office’s letterhead {marks}</w:t></w:r></w:p>"
    return parts | {
        BODY: body.replace("</w:sectPr>", page).encode(),
        RELATIONS: parts[RELATIONS].replace(b"</Relationships>", FIRST_HEADER.encode()),
        "word/header7.xml": (header[: header.index("<w:p>")] + words + "</w:hdr>").encode(),
    }


def test_a_first_page_with_a_header_of_its_own_carries_both_marks(tmp_path: Path) -> None:
    found = said_of(tmp_path, with_first_page())
    assert [each.where for each in found] == ["the header of the first page"] * 2
    assert "{{ status }}" in found[0].sentence
    assert "{% if sample %}" in found[1].sentence
    assert all("“Different First Page” off" in each.sentence for each in found)
    (found_sample,) = said_of(tmp_path, with_first_page("{{ status }}"))
    assert "{% if sample %}" in found_sample.sentence
    both = "{{ status }} {% if sample %}Sample{% endif %}"
    assert said_of(tmp_path, with_first_page(both)) == []
    assert said_of(tmp_path, with_first_page(turned_on=False)) == []


def test_a_first_page_without_any_header_and_even_pages_are_told_too(tmp_path: Path) -> None:
    found = changed(tmp_path, BODY, "</w:sectPr>", "<w:titlePg/></w:sectPr>")
    assert [each.where for each in found] == ["the header of the first page"] * 2
    even = "<w:evenAndOddHeaders/></w:settings>"
    found = changed(tmp_path, SETTINGS, "</w:settings>", even)
    assert [each.where for each in found] == ["the header of the even pages"] * 2


def test_a_template_that_asks_for_witnesses_has_a_place_for_them(tmp_path: Path) -> None:
    parts = dict(packing.apart(MOU.read_bytes()))
    text = parts[BODY].decode()
    start, end = (
        text.index("{%p if witnesses %}"),
        text.index("</w:tbl>", text.index("witnesses |")),
    )
    without = text[: text.rindex("<w:p>", 0, start)] + text[text.index("</w:p>", end + 8) + 6 :]
    file = tmp_path / "template.docx"
    packed = (packing.part(name, held) for name, held in (parts | {BODY: without.encode()}).items())
    file.write_bytes(packing.together(packed))
    assert check_docx(file, kinds=KINDS) == []
    told = [each.sentence for each in check_docx(file, kinds=KINDS, with_witnesses=True)]
    assert ["nowhere shows witness." in each for each in told] == [True, True]
    assert check_docx(MOU, kinds=KINDS, with_witnesses=True) == []


def test_tracked_changes_and_tags_in_fields_are_refused(tmp_path: Path) -> None:
    tracked = '</w:t></w:r><w:ins w:id="1" w:author="a"><w:r><w:t>new</w:t></w:r></w:ins><w:r><w:t>'
    found = changed(tmp_path, BODY, "{{ title }}", f"{{{{ title }}}}{tracked}")
    assert "tracked changes" in found[0].sentence
    field = "{{ title }}</w:t></w:r><w:r><w:instrText>{{ reference }}</w:instrText></w:r><w:r><w:t>"
    found = changed(tmp_path, BODY, "{{ title }}", field)
    assert "stands in a field or a setting" in found[0].sentence


@pytest.mark.parametrize("content", [b"", b"not a document", b"PK\x05\x06" + b"\0" * 18])
def test_a_file_that_is_no_word_document_is_told_in_one_sentence(
    tmp_path: Path, content: bytes
) -> None:
    file = tmp_path / "template.docx"
    file.write_bytes(content)
    (found,) = check_docx(file)
    assert "not a Word document" in found.sentence
    (missing,) = check_docx(tmp_path / "gone.docx")
    assert "cannot be read" in missing.sentence
