"""Sets a document in the project's Markdown form in Word, with automatic numbers and footnotes."""

from __future__ import annotations

from pathlib import Path

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph
from docx.text.run import Run

from tests.support.framework_pdf import Paragraph, paragraphs, styled

FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
LEVELS = {"1": ("decimal", "%1."), "a": ("lowerLetter", "%2."), "-": ("bullet", "•")}
SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0">'
    "<w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"
)


def write_docx(source: Path, target: Path) -> None:
    """Writes the document in `source` to `target`, its numbers made by Word's lists."""
    document = docx.Document()
    _add_list(document)
    content = list(paragraphs(source))
    _add_notes(document, {p.label: p.text for p in content if p.kind == "note"})
    seen: set[str] = set()
    for paragraph in content:
        if paragraph.kind != "note":
            _add(document, paragraph, seen)
    document.save(str(target))


def _add_list(document: Document) -> None:
    numbering = document.part.numbering_part.element
    levels = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
        for at, (form, text) in enumerate(LEVELS.values())
    )
    for abstract in (900, 901):
        own = (
            levels
            if abstract == 900
            else levels.replace('w:start w:val="1"', 'w:start w:val="13"', 1)
        )
        numbering.insert(
            0,
            parse_xml(
                f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{abstract}">{own}</w:abstractNum>'
            ),
        )
        numbering.append(
            parse_xml(
                f'<w:num {nsdecls("w")} w:numId="{abstract}">'
                f'<w:abstractNumId w:val="{abstract}"/></w:num>'
            )
        )


def _add_notes(document: Document, notes: dict[str, str]) -> None:
    _add_styles(document)
    body = "".join(
        f'<w:footnote w:id="{label}"><w:p><w:pPr><w:pStyle w:val="FootnoteText"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="FootnoteReference"/></w:rPr><w:footnoteRef/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {_escaped(text)}</w:t></w:r></w:p></w:footnote>'
        for label, text in notes.items()
    )
    blob = f"<w:footnotes {nsdecls('w')}>{SEPARATORS}{body}</w:footnotes>".encode()
    part = Part(PackURI("/word/footnotes.xml"), FOOTNOTES, blob, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _add_styles(document: Document) -> None:
    """Word's own styles for a note's text and for its mark."""
    text = document.styles.add_style("FootnoteText", WD_STYLE_TYPE.PARAGRAPH)
    text.font.size = Pt(9)
    mark = document.styles.add_style("FootnoteReference", WD_STYLE_TYPE.CHARACTER)
    mark.font.superscript = True


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _add(document: Document, paragraph: Paragraph, seen: set[str]) -> None:
    styles = {"title": "Title", "section": "Heading 1"}
    if paragraph.kind == "box":
        _add_to_box(document, paragraph)
        return
    added = document.add_paragraph(style=styles.get(paragraph.kind, "Normal"))
    if paragraph.label:
        # The document's second clause 13 begins a list of its own, as in the original.
        again = paragraph.label in seen and paragraph.label[0].isdigit()
        number_from = "901" if "13." in seen and (again or "again" in seen) else "900"
        if again:
            seen.add("again")
        seen.add(paragraph.label)
        key = "1" if paragraph.label[0].isdigit() else "a" if paragraph.label != "-" else "-"
        number(added, number_from, list(LEVELS).index(key))
    _write(added, paragraph.text, bold=paragraph.kind == "heading")


def number(paragraph: WordParagraph, num_id: str, level: int) -> None:
    """Puts the paragraph in the list of that id, on that level."""
    place = f'<w:ilvl w:val="{level}"/><w:numId w:val="{num_id}"/>'
    paragraph._p.get_or_add_pPr().append(parse_xml(f"<w:numPr {nsdecls('w')}>{place}</w:numPr>"))


def _add_to_box(document: Document, paragraph: Paragraph) -> None:
    last = document.element.body[-2] if len(document.element.body) > 1 else None
    if last is not None and last.tag == qn("w:tbl"):
        _write(document.tables[-1].cell(0, 0).add_paragraph(), paragraph.text)
        return
    table = document.add_table(1, 1, style="Table Grid")
    _write(table.cell(0, 0).paragraphs[0], paragraph.text)


def _write(paragraph: WordParagraph, text: str, *, bold: bool = False) -> None:
    for part in styled(text, bold=bold):
        if part.mark:
            cite(paragraph.add_run(), part.text)
        else:
            run = paragraph.add_run(part.text)
            run.bold, run.italic = part.strong or None, part.slanted or None


def cite(run: Run, note: str) -> None:
    """Makes the run cite the footnote of that id, with its mark raised."""
    run.font.superscript = True
    reference = OxmlElement("w:footnoteReference")
    reference.set(qn("w:id"), note)
    run._r.append(reference)
