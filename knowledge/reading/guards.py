"""The check before any reader opens a file: that it is what its name says and safe to read.

Nothing here understands a document. A file that passes is small enough, is of the kind that its
name says, and, where it is a zip, really inflates to what it declares and holds no XML that could
grow or nest without end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path, PurePath
from typing import Literal

from knowledge.errors import UnreadableDocument
from knowledge.reading.packages import (
    Attributes,
    BadPackage,
    Caps,
    PackageFault,
    look_through,
)

Kind = Literal["md", "docx", "pdf"]

MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_INFLATED_BYTES = 200 * 1024 * 1024
MAX_XML_BYTES = 50 * 1024 * 1024  # in all; what a reader holds in memory as a tree
MAX_RATIO = 200
MAX_MEMBERS = 5_000
MAX_XML_ELEMENTS = 1_000_000  # in all; a thousand pages of Word have half as many
MAX_XML_DEPTH = 150  # Word's deepest tables in tables stay below 60

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_PDF_WITHIN = 1024  # readers accept a header that starts this late
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_WORD_TYPES = ("macroEnabled.main+xml", "wordprocessingml.template.main+xml")
_STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/"


def check_file(path: Path) -> Kind:
    """The kind of the file, by what is in it: 'md', 'docx' or 'pdf'.

    Raises UnreadableDocument, with the cure, where the file is missing, empty, larger than 25 MB,
    of another kind, not what its name says, locked, truncated or built to overwhelm a reader.
    """
    return check_content(path.name or str(path), content_of(path))


def check_content(file: str, data: bytes) -> Kind:
    """The same for a file that is in memory; `file` is its name, whose ending tells the kind."""
    name = shown_name(file)
    _check_size(name, data)
    match PurePath(file).suffix.lower():
        case ".md":
            _check_text(name, data)
            return "md"
        case ".docx":
            _check_docx(name, data)
            return "docx"
        case ".pdf":
            _check_pdf(name, data)
            return "pdf"
        case ".doc":
            raise UnreadableDocument(
                f"{name} is in the old Word format; open it in Word and save it as .docx."
            )
        case _:
            raise UnreadableDocument(
                f"{name} is of a kind that cannot be read; save it as .docx, .pdf or .md."
            )


def shown_name(file: PurePath | str) -> str:
    """The file's name without its folders, fit for a sentence: printable and not endless."""
    name = "".join(c if c.isprintable() else "?" for c in PurePath(file).name or str(file))
    return name if len(name) <= 120 else f"{name[:80]}…{name[-30:]}"


def content_of(path: Path) -> bytes:
    """The file's content. Raises UnreadableDocument where it is not there, or too large."""
    name = shown_name(path)
    try:
        if path.is_dir():
            raise UnreadableDocument(
                f"{name} is a folder; name one .md, .docx or .pdf file inside it."
            )
        if not path.is_file():
            raise UnreadableDocument(f"{name} is not there; check the folder and the spelling.")
        if path.stat().st_size > MAX_FILE_BYTES:
            raise _too_large(name)
        with path.open("rb") as file:
            data = file.read(MAX_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        raise UnreadableDocument(
            f"{name} cannot be opened; close it in other programs and check that you may read it."
        ) from error
    _check_size(name, data)
    return data


def _check_size(name: str, data: bytes) -> None:
    """Raises UnreadableDocument where there is nothing, or too much."""
    if len(data) > MAX_FILE_BYTES:
        raise _too_large(name)
    if not data.strip(b"\0\t\n\r "):
        raise UnreadableDocument(f"{name} is empty; save or download it again.")


def _too_large(name: str) -> UnreadableDocument:
    limit = MAX_FILE_BYTES // (1024 * 1024)
    return UnreadableDocument(
        f"{name} is larger than {limit} MB; save it without its pictures, or in parts."
    )


def _check_text(name: str, data: bytes) -> None:
    """Raises UnreadableDocument where the bytes are no UTF-8 text."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableDocument(
            f"{name} is not UTF-8 text{_looks_like(data)}; save it as text in UTF-8."
        ) from error
    if "\0" in text:
        raise UnreadableDocument(
            f"{name} is not text: there are zero bytes in it; save it as text in UTF-8."
        )
    if not text.strip():
        raise UnreadableDocument(f"{name} is empty; save or download it again.")


def _check_pdf(name: str, data: bytes) -> None:
    """Raises UnreadableDocument where the bytes do not open as a PDF does."""
    if _PDF not in data[:_PDF_WITHIN]:
        raise UnreadableDocument(
            f"{name} is not a PDF, though its name says so{_looks_like(data)}; "
            "give it its true ending or export it as PDF again."
        )


def _looks_like(data: bytes) -> str:
    """' (it looks like ...)' where the first bytes tell the true kind, else ''."""
    if data.startswith(_OLE):
        return " (it looks like an old or locked Office file)"
    if data.startswith(_ZIP):
        word = b"word/document" in data
        return " (it looks like a Word document)" if word else " (it looks like a zip archive)"
    if _PDF in data[:_PDF_WITHIN]:
        return " (it looks like a PDF)"
    if data.startswith(b"{\\rtf"):
        return " (it looks like Rich Text)"
    if data.lstrip()[:15].lower().startswith((b"<!doctype html", b"<html")):
        return " (it looks like a web page)"
    return ""


# --- Word documents ---------------------------------------------------------------------------


def _check_docx(name: str, data: bytes) -> None:
    """Raises UnreadableDocument where the file is no Word document that is safe to open."""
    if data.startswith(_OLE):
        raise _ole_error(name, data)
    if not data.startswith(_ZIP):
        raise UnreadableDocument(
            f"{name} is not a Word document, though its name says so{_looks_like(data)}; "
            "give it its true ending or save it as .docx again."
        )
    parts = _Parts()
    try:
        names = look_through(data, _caps(), parts.see)
    except BadPackage as error:
        raise _package_refusal(name, error.fault) from error
    _check_types(name, names, parts)


def _caps() -> Caps:
    return Caps(
        members=MAX_MEMBERS,
        inflated_size=MAX_INFLATED_BYTES,
        xml=MAX_XML_BYTES,
        elements=MAX_XML_ELEMENTS,
        depth=MAX_XML_DEPTH,
        ratio=MAX_RATIO,
    )


def _package_refusal(name: str, fault: PackageFault) -> UnreadableDocument:
    """The sentence for what is wrong with a Word document's package."""
    match fault:
        case PackageFault.LOCKED:
            return UnreadableDocument(f"{name} is locked with a password; save it without one.")
        case PackageFault.BOMB:
            return UnreadableDocument(
                f"{name} unpacks to far more than a document holds and was not opened; "
                "save a fresh copy from Word."
            )
        case PackageFault.ENTITIES:
            return UnreadableDocument(
                f"{name} holds XML with entities, which no Word document needs; "
                "save a fresh copy from Word."
            )
        case PackageFault.DAMAGED:
            return damage_error(name)


def damage_error(name: str) -> UnreadableDocument:
    """The error for a file that breaks off or contradicts itself."""
    return UnreadableDocument(
        f"{name} is damaged or cut short; download it again, or open it and save a fresh copy."
    )


def _ole_error(name: str, data: bytes) -> UnreadableDocument:
    """What to say of an OLE file: locked, an old .doc, or something else altogether."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return UnreadableDocument(
            f"{name} is locked with a password; open it in Word and save it without one."
        )
    if "WordDocument".encode("utf-16-le") in data:
        return UnreadableDocument(
            f"{name} is in the old Word format; open it in Word and save it as .docx."
        )
    return UnreadableDocument(
        f"{name} is not a Word document, though its name says so{_looks_like(data)}; "
        "open it in its own program and save it as .docx."
    )


@dataclass
class _Parts:
    """What the package says of itself."""

    types: dict[str, str] = field(default_factory=dict)  # part name → its type
    roots: dict[str, str] = field(default_factory=dict)  # XML part name → its root element

    def see(self, member: str, tag: str, attributes: Attributes) -> None:
        """Takes an element that begins."""
        self.roots.setdefault("/" + member, tag)
        if tag.endswith("/content-types Override"):
            self.types[attributes.get("PartName", "")] = attributes.get("ContentType", "")


def _check_types(name: str, names: frozenset[str], parts: _Parts) -> None:
    """Raises UnreadableDocument where the package's main part is not a Word document."""
    main = [part for part, kind in parts.types.items() if kind == _MAIN_TYPE]
    if any(kind.endswith(_OTHER_WORD_TYPES) for kind in parts.types.values()):
        raise UnreadableDocument(
            f"{name} is a Word template or holds macros; save it as an ordinary .docx document."
        )
    if not main or main[0].removeprefix("/") not in names:
        raise UnreadableDocument(
            f"{name} is not a Word document, though its name says so; "
            "open it in its own program and save it as .docx."
        )
    if parts.roots.get(main[0], "").startswith(_STRICT_NAMESPACE):
        raise UnreadableDocument(
            f'{name} is saved as "Strict Open XML"; save it as an ordinary Word document (.docx).'
        )
