"""Reads Word files and their PDFs back, and asks validators about them."""

from __future__ import annotations

import json
import subprocess
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]  # it has no types

from drafting.documents.composition import Annex, Composition, SetClause
from drafting.documents.pdf import to_pdfs
from tests.support.programs import LIBREOFFICE, PDFTOTEXT, VALIDATOR, need_font, needed

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


@dataclass(frozen=True)
class WordFile:
    """A .docx in memory."""

    content: bytes

    @cached_property
    def parts(self) -> Mapping[str, bytes]:
        with zipfile.ZipFile(BytesIO(self.content)) as opened:
            assert opened.testzip() is None
            return {name: opened.read(name) for name in opened.namelist()}

    @cached_property
    def body(self) -> Any:
        return self.part("word/document.xml")

    def part(self, name: str) -> Any:
        return etree.fromstring(self.parts[name])

    def paragraphs(self, style: str = "", part: str = "word/document.xml") -> list[str]:
        """The text of each paragraph, of those in the style with that id."""
        return [
            text(each) for each in self.part(part).iter(f"{W}p") if not style or styled(each, style)
        ]

    def all(self, name: str) -> list[Any]:
        """Every `w:name` of the body."""
        return list(self.body.iter(f"{W}{name}"))

    @property
    def text(self) -> str:
        """All words, a paragraph a line."""
        return "\n".join(self.paragraphs())


def text(paragraph: Any) -> str:
    """Its words, with a break for every `w:br`."""
    pieces = {f"{W}br": "\n", f"{W}tab": "\t"}
    return "".join(
        each.text or "" if each.tag == f"{W}t" else pieces.get(each.tag, "")
        for run in paragraph.iter(f"{W}r")
        for each in run
    )


def styled(paragraph: Any, style: str) -> bool:
    found = paragraph.find(f"{W}pPr/{W}pStyle")
    return found is not None and found.get(f"{W}val") == style


def values(composition: Composition) -> Iterator[str]:
    """Every text that the document must show, but open fields."""
    yield from (composition.title, composition.subtitle, composition.reference)
    for party in composition.parties:
        yield from (party.name, party.urdu_name, party.defined_as)
        yield from (label for label, _ in party.details)
    for section in composition.sections:
        yield section.heading
    items: list[SetClause | Annex] = [*composition.clauses(), *composition.annexes]
    for item in items:
        yield item.title
        for table in item.tables:
            yield from (table.caption, *table.columns)
    for block in composition.signatures:
        yield from (block.party, block.anchor, *(label for label, _ in block.lines))
    from drafting.documents.places_of_runs import places

    yield from (run.text for _, run in places(composition) if not run.open_field)


def complaints(files: Mapping[str, bytes], folder: Path) -> dict[str, list[str]]:
    """What the Open XML SDK and openxml-audit find wrong, by name; nothing where all is right."""
    needed(VALIDATOR)
    written = [folder / f"{name}.docx" for name in files]
    for file, content in zip(written, files.values(), strict=True):
        file.write_bytes(content)
    with ThreadPoolExecutor(2) as pool:
        found = {
            file.stem: said for file, said in zip(written, pool.map(_sdk, written), strict=True)
        }
    for file in written:
        found[file.stem] += audited(file)
    return {name: said for name, said in found.items() if said}


def audited(file: Path) -> list[str]:
    """What openxml-audit finds wrong."""
    return [str(error) for error in OpenXmlValidator().validate(file).errors]


def _sdk(file: Path) -> list[str]:
    told = subprocess.run([needed(VALIDATOR), file], capture_output=True, check=False, timeout=60)
    answer = json.loads(told.stdout)
    return [f"{error['description']} {error['xPath']}" for error in answer["errors"]]


def printed_pages(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """The text of each page of each Word file, in the fonts that they ask for."""
    needed(LIBREOFFICE)
    need_font("Carlito")  # of Calibri's widths: in another, lines and pages break elsewhere
    pdfs = to_pdfs(files)
    assert pdfs is not None
    return {name: pages(pdf) for name, pdf in pdfs.items()}


def pages(pdf: bytes) -> list[str]:
    """The text of each page, as it is laid out."""
    program = needed(PDFTOTEXT)
    told = subprocess.run(
        [program, "-layout", "-", "-"], input=pdf, capture_output=True, check=True, timeout=60
    )
    return told.stdout.decode().rstrip("\f").split("\f")


def running(text: str | Iterable[str]) -> str:
    """Words with single spaces between them."""
    return " ".join((text if isinstance(text, str) else "\n".join(text)).split())
