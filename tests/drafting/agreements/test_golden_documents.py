"""Every document of every sample partner: whole, valid, and of the pages that it should have."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from drafting.agreements.templates.shipped import comes_with_saathi
from drafting.documents.composition import Annex, Composition, SetClause
from drafting.documents.render import RenderedCopies, render
from tests.support.drafting.kinds import (
    AMENDMENT,
    CONTRACT,
    EXTENSION,
    KINDS,
    MOU,
    NOTE,
    PHASE_OUT,
)
from tests.support.drafting.sample_documents import sample_documents, shelf
from tests.support.word_files import WordFile, audited, complaints, printed_pages, running, values

# Pages of each kind: fewer would have lost something, more would have broken the layout.
PAGES = {
    MOU: range(7, 12),
    CONTRACT: range(12, 18),
    NOTE: range(2, 4),
    PHASE_OUT: range(4, 7),
    AMENDMENT: range(1, 3),
    EXTENSION: range(1, 3),
}


@pytest.fixture(scope="module")
def compositions() -> Mapping[str, Composition]:
    return sample_documents()


@pytest.fixture(scope="module")
def drafts(compositions: Mapping[str, Composition]) -> dict[str, RenderedCopies]:
    return {
        name: render(made, shelf().template(made.kind).docx, comes_with_saathi)
        for name, made in compositions.items()
    }


@pytest.fixture(scope="module")
def printed(drafts: dict[str, RenderedCopies]) -> dict[str, list[str]]:
    """The pages of every working copy, and of one clean copy of each kind, in one conversion."""
    files = {name: drafted.working for name, drafted in drafts.items()}
    files |= {f"{name} clean": drafts[name].clean for name in one_of_each_kind(drafts)}
    return printed_pages(files)


def one_of_each_kind(names: Mapping[str, object]) -> list[str]:
    """The first of each kind, by how references begin."""
    return list({name.split("_")[0]: name for name in reversed(list(names))}.values())


def test_every_kind_and_every_partner_of_the_framework_is_among_them(
    compositions: Mapping[str, Composition],
) -> None:
    assert {made.kind for made in compositions.values()} == set(KINDS)
    assert len({name.split("_")[1] for name in compositions}) == 9  # the private one is redirected


def test_every_value_of_the_record_is_in_both_copies_and_nothing_is_left_over(
    compositions: Mapping[str, Composition], drafts: dict[str, RenderedCopies]
) -> None:
    for name, made in compositions.items():
        for content in drafts[name]:
            told = running(WordFile(content).text)
            assert [each for each in values(made) if running(each) not in told] == [], name
            assert not re.search(r"\{\{|\{%|%\}|\}\}", told), name


def test_every_clause_has_its_comment(
    compositions: Mapping[str, Composition], drafts: dict[str, RenderedCopies]
) -> None:
    for name, made in compositions.items():
        said = WordFile(drafts[name].working).paragraphs(part="word/comments.xml")
        items: list[SetClause | Annex] = [*made.clauses(), *made.annexes]
        assert said == [item.reason.text for item in items if item.reason], name
        assert "word/comments.xml" not in WordFile(drafts[name].clean).parts


def test_the_same_record_gives_the_same_bytes(
    compositions: Mapping[str, Composition], drafts: dict[str, RenderedCopies]
) -> None:
    for name in one_of_each_kind(drafts):
        made = compositions[name]
        assert render(made, shelf().template(made.kind).docx, comes_with_saathi) == drafts[name]


def test_the_fullest_document_of_each_partner_passes_openxml_audit(
    drafts: dict[str, RenderedCopies], tmp_path: Path
) -> None:
    for partner in {name.split("_")[1] for name in drafts}:
        file = tmp_path / f"{partner}.docx"
        file.write_bytes(drafts[_fullest(drafts, f"_{partner}_")].working)
        assert audited(file) == [], partner


def test_the_fullest_document_of_each_kind_passes_the_open_xml_sdk(
    drafts: dict[str, RenderedCopies], tmp_path: Path
) -> None:
    fullest = {kind: _fullest(drafts, f"{kind.upper()}_") for kind in KINDS}
    files = {f"{kind} working": drafts[name].working for kind, name in fullest.items()}
    files["contract clean"] = drafts[fullest[CONTRACT]].clean
    assert complaints(files, tmp_path) == {}


def _fullest(drafts: dict[str, RenderedCopies], which: str) -> str:
    names = [name for name in drafts if which in name]
    return max(names, key=lambda name: len(drafts[name].working))


def test_they_print_on_the_expected_pages_numbered_and_marked_as_samples(
    compositions: Mapping[str, Composition], printed: dict[str, list[str]]
) -> None:
    for name, held in printed.items():
        made = compositions[name.removesuffix(" clean")]
        assert len(held) in PAGES[made.kind], (name, len(held))
        for number, page in enumerate(held, 1):
            assert f"Page {number} of {len(held)}" in page, name
            assert "Sample: made-up data" in page, name
            assert made.reference in page, name


def numbered(made: Composition) -> list[str]:
    """Every heading with its number, as a line of the page has it."""
    headings = [f"{section.number} {section.heading}" for section in made.sections]
    headings += [f"{clause.number} {clause.title}" for clause in made.clauses()]
    headings += [f"Annex {annex.letter} {annex.title}" for annex in made.annexes]
    return [running(each) for each in headings]


def test_word_counts_the_clauses_and_annexes_as_the_composition_does(
    compositions: Mapping[str, Composition], printed: dict[str, list[str]]
) -> None:
    for name, held in printed.items():
        told = running(held)
        made = compositions[name.removesuffix(" clean")]
        assert [each for each in numbered(made) if each not in told] == [], name


def test_all_who_sign_find_their_place_on_one_page(
    compositions: Mapping[str, Composition], printed: dict[str, list[str]]
) -> None:
    for name, held in printed.items():
        made = compositions[name.removesuffix(" clean")]
        places = [sum(block.anchor in page for page in held) for block in made.signatures]
        assert places == [1] * len(made.signatures), name
        assert any(all(block.anchor in page for block in made.signatures) for page in held), name


def test_nobody_signs_on_a_page_without_words_of_the_document(
    compositions: Mapping[str, Composition], printed: dict[str, list[str]]
) -> None:
    for name, held in printed.items():
        made = compositions[name.removesuffix(" clean")]
        *_, last = made.clauses()
        signing = next(page for page in held if made.signatures[0].anchor in page)
        assert running(f"{last.number} {last.title}") in running(signing), name


def test_no_page_ends_with_a_heading_or_with_what_introduces_a_list(
    compositions: Mapping[str, Composition], printed: dict[str, list[str]]
) -> None:
    for name, held in printed.items():
        headings = numbered(compositions[name.removesuffix(" clean")])
        for page in held:
            *_, last, footer = (running(line) for line in page.splitlines() if line.strip())
            assert footer.startswith("Version"), name
            assert last not in headings, name
            assert not last.endswith(":"), (name, last)
