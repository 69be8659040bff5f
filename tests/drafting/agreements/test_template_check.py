"""`saathi templates check`: whatever is wrong with clauses and templates is told with its place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from drafting.agreements.templates.shelf import DOCX
from drafting.agreements.templates.shipped import TEMPLATES
from drafting.documents import DocumentKind
from drafting.documents.docx_checking import check_docx
from drafting.documents.word import packing
from tests.support.command_line import Run, run
from tests.support.office_files import (
    QUIET_TIMES,
    WORDS,
    check,
    line_of,
    put_clause,
    put_docx,
    put_template,
)


def told_of(file: Path, told: Run) -> list[str]:
    """What is told of a file, without its name."""
    assert told.code == 1
    return [line.removeprefix(f"{file}, ") for line in told.err.splitlines() if str(file) in line]


def test_what_comes_with_saathi_is_in_order(tmp_path: Path) -> None:
    told = check(tmp_path)
    assert told.code == 0
    assert "and the templates of 6 documents are in order." in told.said
    assert told.err == ""


# --- a clause's text


TEXTS = [
    (
        "{{ partner.identity.legal_nam }}",
        "There is no field 'partner.identity.legal_nam'; did you mean "
        "'partner.identity.legal_name'?",
    ),
    ("{{ agreement.start | dat }}", "There is no filter 'dat'; did you mean 'date'?"),
    ("{{ agreement.title | date }}", "'agreement.title' is no date; leave out '| date'."),
    ("{{ agreement.start | money }}", "'agreement.start' is no amount; leave out '| money'."),
    (
        "- {{ agreement.title | each }}",
        "'agreement.title' holds one value; leave out '| each'.",
    ),
    (
        "CIP: {{ agreement.cip_duties | each }}",
        "A placeholder with '| each' stands alone in a list item, '- {{ … | each }}'.",
    ),
    ("{{ agreement.money.budget }}", "'agreement.money.budget' is a list of entries; set it"),
    ("{{ partner.sample }}", "'partner.sample' has no words of its own; leave it out."),
    ("{{ agreement.title()", "A placeholder lacks its '}}'; write '{{ field }}'."),
    ("agreement.title }}", "A placeholder lacks its '{{'; write '{{ field }}'."),
    ("{{ 7 * 7 }}", "'{{ 7 * 7 }}' is no placeholder; write a field such as"),
    ("See {{ table contacts }} here.", "'{{ table contacts }}' stands alone in a paragraph"),
    (
        "{% if funds %}yes{% endif %}",
        "A clause holds no code; say 'when:' in the front matter.",
    ),
    ("From {agreement.start} on.", "A brace stands in the text; a placeholder is written"),
    ("The **Partner rests.", "A mark for bold or italic is left over; close it"),
    ("## Quiet times", "A clause has no headings; its title stands in the front matter."),
    ("1. The first.", "Items are lettered by themselves; begin each with '- ' and no number."),
    ("See [here](x).", "A clause has no links; give the words alone."),
    ("<b>Rest</b>", "A clause is plain Markdown; leave the mark-up out."),
    ("The donor is [name of donor].", "This looks like a blank to fill in; name the field"),
    ("From ________ on.", "This looks like a blank to fill in; name the field"),
    ("A \u000c sign.", "A sign stands here (U+000C) that no document can hold; delete it"),
]


@pytest.fixture(scope="module")
def told_of_texts(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """What is told of many clauses, each with a fault on its line 10."""
    home = tmp_path_factory.mktemp("texts")
    for number, (words, _) in enumerate(TEXTS):
        put_clause(home, QUIET_TIMES.replace(WORDS, words), f"text-{number}")
    return home, check(home)


@pytest.mark.parametrize("number", range(len(TEXTS)), ids=[words for words, _ in TEXTS])
def test_a_fault_in_a_clauses_text_is_told_with_its_line(
    told_of_texts: tuple[Path, Run], number: int
) -> None:
    home, told = told_of_texts
    said = told_of(home / "clauses" / f"text-{number}.md", told)
    assert len(said) == 1, "one fault has one sentence"
    assert said[0].startswith(f"line 10: {TEXTS[number][1]}")


def test_a_text_whose_parts_do_not_fit_together_is_told(tmp_path: Path) -> None:
    texts = {
        "": "line 9: There is no text below the front matter; write it.",
        "- a\n  - b\n    - c": "line 12: Lists go two levels deep, (a) and (i); this one goes "
        "deeper.",
        "{{ table contacts }}\n\nMore.": "line 12: A table is the last thing in a clause; put this "
        "above it.",
    }
    files = {
        put_clause(tmp_path, QUIET_TIMES.replace(WORDS, words), f"text-{number}"): sentence
        for number, (words, sentence) in enumerate(texts.items())
    }
    told = check(tmp_path)
    assert {file: told_of(file, told) for file in files} == {
        file: [sentence] for file, sentence in files.items()
    }


def test_wording_that_the_framework_rules_out_is_told(tmp_path: Path) -> None:
    words = (
        "The Partner works exclusively with CIP.\n\nThe Partner aligns its mission with CIP.\n\n"
        "The Partner indemnifies CIP."
    )
    file = put_clause(tmp_path, QUIET_TIMES.replace(WORDS, words))
    one, two, three = told_of(file, check(tmp_path))
    assert one.startswith("line 10: “exclusively with CIP” reads like exclusivity, which by CSPF")
    assert two.startswith("line 12: “aligns its mission with CIP” reads like influence on the")
    assert three.startswith("line 14: “Partner indemnifies” reads like liability or risk moved to")


def test_a_person_may_decide_to_keep_words_on_liability(tmp_path: Path) -> None:
    text = QUIET_TIMES.replace("note:", "review: Counsel decides.\nnote:")
    put_clause(tmp_path, text.replace(WORDS, "The Partner indemnifies CIP."))
    assert check(tmp_path).code == 0


def test_references_that_could_lead_nowhere_are_told(tmp_path: Path) -> None:
    referring = (
        "{{ clause visibilty }}\n\n{{ annex bank }}\n\n{{ clause emergency }}\n\n"
        "{{ annex capacity }}\n\n{{ clause confidence }}\n\n{{ clause recital-cip }}\n\n"
        "{{ clause visibility }}\n\n{{ table bugdet }}"
    )
    file = put_clause(tmp_path, QUIET_TIMES.replace(WORDS, referring))
    told = told_of(file, check(tmp_path))
    assert sorted(told, key=lambda said: int(said.split(":")[0].removeprefix("line "))) == [
        "line 10: The MoU has no clause 'visibilty'; did you mean 'visibility'?",
        "line 12: The MoU has no annex 'bank'; did you mean 'capacity'?",
        "line 14: The clause 'emergency' stands only on a condition; give this clause the same "
        "'when', or take the reference out.",
        "line 16: The annex 'capacity' stands only on a condition; give this clause the same "
        "'when', or take the reference out.",
        "line 18: The clause 'confidence' is the office’s own choice, which it may leave out; take "
        "the reference out.",
        "line 20: The MoU has no clause 'recital-cip'; did you mean 'review'?",
        "line 24: There is no table 'bugdet'; did you mean 'budget'?",
    ]


def test_a_clause_may_refer_to_what_stands_on_the_same_condition(tmp_path: Path) -> None:
    text = QUIET_TIMES.replace("kind:", 'when: {"agreement.context": [emergency]}\nkind:')
    own = text.replace("[cspf 13-I(e)]", "[]").replace("framework", "sector")
    put_clause(tmp_path, own.replace(WORDS, "See {{ clause emergency }}."))
    assert check(tmp_path).code == 0


def test_all_faults_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    text = QUIET_TIMES.replace("title:", "titel:").replace(
        WORDS,
        "{{ a.b }}\n\nFine words.\n\n- {{ c.d\n- {{ agreement.goals }}\n  in two lines {{ e.f }}",
    )
    one, other = put_clause(tmp_path, text), put_clause(tmp_path, "Words alone.", "purpose")
    told = check(tmp_path)
    places = [line.split(": ")[0] for line in told.err.splitlines()]
    assert places == [
        *(f"{one}, line {line}" for line in (2, 2, 10, 14, 15, 16)),
        f"{other}, line 1",
    ]


# --- a clause's front matter


MATTERS = [
    (
        "kind:",
        'when: {"agreement.context": [Emergency]}\nkind:',
        "'Emergency' is the label of a value of 'agreement.context'; write 'emergency'.",
    ),
    (
        "kind:",
        'when: {"agreement.contxt": [emergency]}\nkind:',
        "There is no field 'agreement.contxt'; did you mean 'agreement.context'?",
    ),
    (
        "kind:",
        'when: {"agreement.context": [emergncy]}\nkind:',
        "'agreement.context' has no value 'emergncy'; did you mean 'emergency'?",
    ),
    (
        "kind:",
        'when: {"agreement.title": [Schools]}\nkind:',
        "'agreement.title' has no list of values to compare with; ask for {known: true}",
    ),
    (
        "kind:",
        'when: {"partner.bank.iban": {known: true}}\nkind:',
        "'partner.bank.iban' is for some roles alone, and a condition on it would tell it",
    ),
    ("kind:", "when: [x]\nkind:", "A condition is written {field: value}, {all: […]}"),
    ("kind:", "when: {not: }\nkind:", "A condition is written {field: value}, {all: […]}"),
    ("kind:", "when: {any: }\nkind:", "'any' in a condition takes a list of conditions."),
    (
        "kind:",
        'when: {"agreement.goal": {is: x}}\nkind:',
        "'agreement.goal' in a condition takes a value, a list or {known: true}.",
    ),
    (
        "cspf 13-I(e)",
        "cspf 99",
        "The basis 'cspf 99' does not resolve: There is no clause '99'",
    ),
    ("cspf 13-I(e)", "csfp 1", "The basis 'csfp 1' does not resolve:"),
    ("cspf 13-I(e)", "", "A framework clause names what it rests on; fill 'basis', or write"),
    (
        "framework",
        "sector",
        "A sector clause is the office’s own choice and rests on nothing; leave 'basis: []'.",
    ),
    (
        "[cspf 13-I(e)]\nkind: framework",
        "[]\nkind: sector\ncovers: [roles]",
        "An office may leave out a sector clause, so it cannot cover a point of CSPF 15(e).",
    ),
    (
        "framework",
        "frame",
        "The entry 'kind' cannot be 'frame'; write 'framework' or 'sector'.",
    ),
    ("[mou]", "[mou, notes]", "There is no document 'notes'; did you mean 'note'?"),
    ("[mou]", "mou", "The entry 'documents' is not right; input should be a valid"),
    ("note:", "notes:", "There is no entry 'notes'; did you mean 'note'?"),
    ("note: Rest is no end.\n", "", "The entry 'note' is missing; add it."),
    ("kind:", "title: Rest\nkind:", "The entry 'title' stands here twice; keep one of them."),
    ("[mou]", "[mou", "This is no YAML (did not find expected ',' or ']'); look at"),
    ("---\ntitle", "title", "There is no front matter; put it between two lines of '---'."),
]


@pytest.fixture(scope="module")
def told_of_matters(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Run]:
    """What is told of many clauses, each with a fault above its text."""
    home = tmp_path_factory.mktemp("matters")
    for number, (old, new, _) in enumerate(MATTERS):
        put_clause(home, QUIET_TIMES.replace(old, new, 1), f"matter-{number}")
    return home, check(home)


@pytest.mark.parametrize("number", range(len(MATTERS)), ids=[new for _, new, _ in MATTERS])
def test_a_fault_in_a_clauses_front_matter_is_told_with_its_line(
    told_of_matters: tuple[Path, Run], number: int
) -> None:
    home, told = told_of_matters
    said = told_of(home / "clauses" / f"matter-{number}.md", told)
    (sentence,) = (one for one in said if MATTERS[number][2] in one)
    assert sentence.startswith("line ")


def test_a_fault_deep_in_a_condition_has_the_line_it_stands_on(tmp_path: Path) -> None:
    when = """when:
  any:
    - {"agreement.context": [emergency]}
    - not: {"agreement.short_lived": maybe}
kind:"""
    file = put_clause(tmp_path, QUIET_TIMES.replace("kind:", when))
    said = check(tmp_path).err
    assert (
        f"{file}, line 7: 'agreement.short_lived' has no value 'maybe'; it has yes, no, unknown."
        in said
    )


def test_a_clause_that_is_no_text_file_is_named(tmp_path: Path) -> None:
    file = put_clause(tmp_path, "")
    file.write_bytes(QUIET_TIMES.replace("Rest", "Rückzug").encode("latin-1"))
    assert f"{file}, line 1: The file is not in UTF-8; save it as UTF-8." in check(tmp_path).err


def test_a_clause_that_no_reference_could_name_is_told(tmp_path: Path) -> None:
    file = put_clause(tmp_path, QUIET_TIMES, "Quiet Times")
    assert f"{file}, line 1: Name the file in small letters, digits and hyphens" in (
        check(tmp_path).err
    )


def test_files_of_windows_are_read_as_others_are(tmp_path: Path) -> None:
    file = put_clause(tmp_path, "")
    file.write_bytes(b"\xef\xbb\xbf" + QUIET_TIMES.replace("\n", "\r\n").encode())
    assert check(tmp_path).code == 0


def test_a_clause_that_no_document_lists_is_told_and_so_is_the_reverse(tmp_path: Path) -> None:
    file = put_clause(tmp_path, QUIET_TIMES.replace("[mou]", "[mou, contract]"))
    assert (
        f"{file}, line 6: It is meant for 'contract', whose template.yaml does not list it; list"
        in check(tmp_path).err
    )
    put_clause(tmp_path, QUIET_TIMES.replace("[mou]", "[note]"))
    said = check(tmp_path).err
    assert "templates/mou/template.yaml, line " in said
    assert "The clause 'dormancy' is not meant for this document; add 'mou' to its" in said


# --- a template


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("[purpose, ", "[purpos, ", "There is no clause 'purpos'; did you mean 'purpose'?"),
        ("[equals, ", "[equals, equals, ", "The clause 'equals' is listed twice; take one of them"),
        ("title: ", "kind: note\ntitle: ", "The folder is named 'mou', so write 'kind: mou'"),
        ("heading: Purpose", "hedding: Purpose", "There is no entry 'sections.1.hedding'; did you"),
        ("field: office.address", "field: office.adress", "There is no field 'office.adress'; did"),
        (
            "field: partner.people.head.name",
            "field: partner.people.board",
            "'partner.people.board' is a list of entries; set it with a table instead.",
        ),
        (
            '"partner.gender.women_led": "yes"',
            '"partner.gender.women_led": "Women"',
            "'partner.gender.women_led' has no value 'Women'; it has yes, no, ",
        ),
        ("fields: [title,", "fields: [titel,", "An agreement has no field 'titel'; did you mean"),
        ("fields: [title,", "fields: [title, title,", "The field 'title' is asked for twice; take"),
        ("instead: contract", "instead: ''", "Name in 'instead' the document to offer where funds"),
        ("instead: contract", "instead: contrakt", "There is no document 'contrakt'; did you mean"),
        ("instead: contract", "instead: note", "'note' takes the same agreements, so it cannot"),
        (
            "clauses_of: [mou]",
            "clauses_of: [mow]",
            "There is no document 'mow'; did you mean 'mou'",
        ),
        ("title: Memorandum of Understanding", "title: Phase-out plan", "'Phase-out plan' is what"),
        ("funds: never", "funds: none", "The entry 'funds' cannot be 'none'; write 'never',"),
        ("cspf 15(e)(i)", "cspf 15(e)(ix)", "The basis 'cspf 15(e)(ix)' does not resolve:"),
        (
            "signatures:\n",
            "signatures:\n  - {party: partner}\n",
            "The party 'partner' stands twice; each of its people gets a block by itself.",
        ),
        ("id: capacity", "id: contacts", "Two annexes have the id 'contacts'; give each its own."),
        (
            "  - recital-partnership\n",
            "  - recital-partnership\n  - visibility-in-practice\n",
            "A recital is one paragraph, and 'visibility-in-practice' is more; list it in a",
        ),
        (
            ", disclosure, confidence]",
            ", confidence]",
            "No clause that always stands in this document covers 'disclosure', which CSPF 15(e)",
        ),
        (
            "heading: Communication and disclosure,",
            'heading: Openness, when: {"agreement.context": [emergency]},',
            "No clause that always stands in this document covers 'disclosure', which CSPF 15(e)",
        ),
        ("title: ", "title: [", "This is no YAML ("),
    ],
)
def test_a_fault_in_a_template_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    file, _ = put_template(tmp_path, old, new)
    told = check(tmp_path)
    assert told.code == 1
    said = next(line for line in told.err.splitlines() if sentence in line)
    assert said.startswith(f"{file}, line ")


def test_a_templates_fault_has_the_line_it_stands_on(tmp_path: Path) -> None:
    file, text = put_template(tmp_path, "[purpose, ", "[purpos, ")
    assert f"{file}, line {line_of(text, 'purpos,')}: There is no clause" in check(tmp_path).err


def test_a_folder_of_no_document_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "templates" / "mous"
    folder.mkdir(parents=True)
    assert check(tmp_path).complaint == (
        f"{folder}: There is no template.yaml for 'mous', so it is no document; put one there, or "
        "rename the folder if you meant 'mou'."
    )


def test_a_fault_in_the_look_of_a_document_is_told_with_its_file(tmp_path: Path) -> None:
    file = put_docx(tmp_path, b"no Word document")
    said = check(tmp_path).complaint
    assert said.startswith(f"{file}, the file: ")


# --- the office's own


def test_an_office_restyles_a_document_and_words_a_clause_without_touching_saathi(
    tmp_path: Path,
) -> None:
    put_docx(tmp_path, (TEMPLATES / "note" / DOCX).read_bytes())
    put_clause(tmp_path, QUIET_TIMES.replace(WORDS, "We may rest, and begin again."))
    assert check(tmp_path).code == 0
    assert (
        "We may rest, and begin again." in run("templates", "show", "dormancy", home=tmp_path).said
    )


def test_an_office_adds_a_clause_of_its_own(tmp_path: Path) -> None:
    own = QUIET_TIMES.replace("[cspf 13-I(e)]", "[]").replace("framework", "sector")
    put_clause(tmp_path, own, "tea")
    put_template(tmp_path, "[duration, dormancy, ", "[duration, tea, dormancy, ")
    assert check(tmp_path).code == 0
    assert "duration, tea, dormancy" in run("templates", "show", "mou", home=tmp_path).said


def test_an_office_leaves_out_its_own_choices_and_no_others(tmp_path: Path) -> None:
    told = check(tmp_path, OFFICE__LEFT_OUT_CLAUSES='["visibility", "confidnce", "procurement"]')
    assert told.code == 1
    lines = told.err.splitlines()
    assert len(lines) == 2
    assert all(line.startswith("the setting office.left_out_clauses: ") for line in lines)
    assert "The clause 'visibility' is from the framework and stays in;" in told.err
    assert "There is no clause 'confidnce'; did you mean 'confidence'?" in told.err


def test_leaving_out_what_another_clause_refers_to_is_told(tmp_path: Path) -> None:
    own = QUIET_TIMES.replace("[cspf 13-I(e)]", "[]").replace("framework", "sector")
    put_clause(tmp_path, own.replace(WORDS, "See {{ clause confidence }}."))
    assert check(tmp_path).code == 0, "one choice of the office may refer to another"
    told = check(tmp_path, OFFICE__LEFT_OUT_CLAUSES='["confidence"]')
    assert told.complaint == (
        "the setting office.left_out_clauses: The clause 'dormancy' refers to the clause "
        "'confidence', of which nothing is left; leave out 'dormancy', too, or keep 'confidence'."
    )


def test_what_is_not_in_order_never_reaches_a_draft(tmp_path: Path) -> None:
    file, _ = put_template(tmp_path, "field: office.address", "field: office.adress")
    out = tmp_path / "out"
    told = run("draft", "mou", "sample-awaz", "--out", out, "--no-pdf", home=tmp_path, columns=1000)
    assert told.complaint == (
        f"The template ‘mou’ is not right, so nothing was drafted. {file}, line 34: There is no "
        "field 'office.adress'; did you mean 'office.address'? `saathi templates check` tells all "
        "there is to mend."
    )
    assert list(out.iterdir()) == []
    assert "Memorandum" in run("templates", "list", home=tmp_path).said
    assert run("draft", "note", "sample-awaz", "--out", out, "--no-pdf", home=tmp_path).code == 0


def test_the_doctor_says_what_there_is_and_whether_it_is_in_order(tmp_path: Path) -> None:
    assert "clauses, templates of 6 documents" in run("doctor", home=tmp_path, columns=300).said
    put_clause(tmp_path, QUIET_TIMES.replace(WORDS, "{{ agreement.titel }}"))
    told = run("doctor", home=tmp_path, columns=300)
    assert "1 to mend: run `saathi templates check`." in told.said


# --- looking at what there is


def test_the_documents_are_listed_with_what_each_is_for(tmp_path: Path) -> None:
    told = run("templates", "list", home=tmp_path, columns=160)
    assert told.code == 0
    for words in ("mou", "contract", "note", "phase-out", "Partnership Contract"):
        assert words in told.said
    assert "For a project or initiative that involves funding, between equals." in told.said


def test_a_clause_is_shown_with_what_it_rests_on_and_when_it_applies(tmp_path: Path) -> None:
    said = run("templates", "show", "earlier-milestones", home=tmp_path).said
    assert "Rests on CSPF 16(a)." in said
    assert "Applies when “Earlier milestones” is on record." in said
    assert "The Partner has already reached these milestones:" in said


def test_an_unknown_name_is_answered_with_the_nearest(tmp_path: Path) -> None:
    told = run("templates", "show", "visibilty", home=tmp_path)
    assert told.code == 1
    assert told.err == "There is no clause 'visibilty'; did you mean 'visibility'?\n"


AMENDMENT = DocumentKind("amendment")
PARTY = '<w:p><w:pPr><w:pStyle w:val="SignatureParty"/></w:pPr><w:r><w:t xml:space="preserve">For '
WHITE = re.compile(
    r'(<w:style [^>]*w:styleId="SignatureAnchor">(?:(?!</w:style>).)*w:color w:val=")FFFFFF'
)


def test_an_older_copy_of_a_template_is_told_of_its_places_to_sign(tmp_path: Path) -> None:
    """It is drafted from as before; whoever copied it is told what was mended since."""
    parts = dict(packing.apart((TEMPLATES / AMENDMENT / DOCX).read_bytes()))
    body, styles = (parts[f"word/{name}.xml"].decode() for name in ("document", "styles"))
    start = body.index(PARTY)
    end = body.index("</w:p>", start) + len("</w:p>")
    party, text = body[start:end], body[:start] + body[end:]
    row_start = text.rindex("<w:tr>", 0, text.index("{{ block.anchor }}"))
    row_end = text.index("</w:tr>", row_start) + len("</w:tr>")
    row = text[row_start:row_end]
    lines = (row.index("{{ block.anchor }}"), row.rindex("{%p endfor %}"))
    first, last = row.rindex("<w:p>", 0, lines[0]), row.index("</w:p>", lines[1]) + len("</w:p>")
    above = row[:first] + party + row[last:]
    grey, count = WHITE.subn(r"\1D0D0D0", styles)
    assert count == 1
    older = {
        "word/document.xml": (text[:row_start] + above + text[row_start:]).encode(),
        "word/styles.xml": grey.encode(),
    }
    packed = (packing.part(name, content) for name, content in (parts | older).items())
    file = put_docx(tmp_path, packing.together(packed), AMENDMENT)
    sentences = told_of(file, check(tmp_path))
    assert [sentence.partition(", ")[2].partition(", ")[0] for sentence in sentences] == [
        "“{{ block.anchor }}”: The anchor that e-signing looks for is printed",
        "“For {{ block.party }}”: The party stands in another row than where its people sign",
        "“{{ witness.anchor }}”: The anchor that e-signing looks for is printed",
    ]
    assert check_docx(file) == [], "drafts are made of it"
