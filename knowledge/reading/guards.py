"""The check before any reader opens a file: that it is what its name says and safe to read.

Nothing here understands a document. A file that passes is small enough, is of the kind that its
name says, and, where it is a zip, really inflates to what it declares and holds no XML that could
grow or nest without end.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Literal, NamedTuple
from xml.parsers import expat

from knowledge.errors import UnreadableDocument

Kind = Literal["md", "docx", "pdf"]

MAX_FILE_BYTES = 25 * 1024 * 1024
MAX_INFLATED_BYTES = 200 * 1024 * 1024
MAX_XML_BYTES = 50 * 1024 * 1024  # in all; what a reader holds in memory as a tree
MAX_RATIO = 200
RATIO_FROM_BYTES = 1024 * 1024  # small members of one letter repeated are harmless
MAX_MEMBERS = 5_000
MAX_XML_ELEMENTS = 1_000_000  # in all; a thousand pages of Word have half as many
MAX_XML_DEPTH = 150  # Word's deepest tables in tables stay below 60

_CHUNK = 64 * 1024
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = b"PK\x03\x04"
_PDF = b"%PDF-"
_PDF_WITHIN = 1024  # readers accept a header that starts this late
_MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_OTHER_WORD_TYPES = ("macroEnabled.main+xml", "wordprocessingml.template.main+xml")
_STRICT_NAMESPACE = "http://purl.oclc.org/ooxml/"
_ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    NotImplementedError,
    OverflowError,
)


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
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_declared(name, archive.infolist(), len(data))
            types = _check_members(name, archive)
    except _ZIP_ERRORS as error:
        raise damaged(name) from error
    _check_types(name, types)


def damaged(name: str) -> UnreadableDocument:
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


def _check_declared(name: str, members: list[zipfile.ZipInfo], size: int) -> None:
    """Refuses, before anything inflates, what the archive's own directory gives away."""
    if any(member.flag_bits & 0x1 for member in members):
        raise UnreadableDocument(f"{name} is locked with a password; save it without one.")
    if len(members) > MAX_MEMBERS or sum(m.file_size for m in members) > MAX_INFLATED_BYTES:
        raise _bomb(name)
    if any(_ratio_is_absurd(m.file_size, m.compress_size) for m in members):
        raise _bomb(name)
    # Members that overlap share their compressed bytes: together they seem larger than the file.
    if sum(member.compress_size for member in members) > size:
        raise _bomb(name)
    repeated = Counter(member.filename for member in members).most_common(1)
    odd = any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members)
    if odd or not repeated or repeated[0][1] > 1:
        raise damaged(name)


def _ratio_is_absurd(inflated: int, compressed: int) -> bool:
    return inflated > RATIO_FROM_BYTES and inflated > MAX_RATIO * max(compressed, 1)


def _bomb(name: str) -> UnreadableDocument:
    return UnreadableDocument(
        f"{name} unpacks to far more than a document holds and was not opened; "
        "save a fresh copy from Word."
    )


class _Parts(NamedTuple):
    """What the package says of itself."""

    names: frozenset[str]
    types: dict[str, str]  # part name → content type, from [Content_Types].xml
    roots: dict[str, str]  # XML part name → its root element, namespace first


def _check_members(name: str, archive: zipfile.ZipFile) -> _Parts:
    """Inflates every member once, under the caps, and has a look at the XML ones."""
    inflated = xml_bytes = 0
    names, roots = set(), {}
    types: dict[str, str] = {}
    for member in archive.infolist():
        names.add("/" + member.filename)
        probe = _XmlProbe(name) if member.filename.endswith((".xml", ".rels")) else None
        size = 0
        for chunk in _chunks(archive, member):
            size += len(chunk)
            inflated += len(chunk)
            xml_bytes += len(chunk) if probe else 0
            if (
                inflated > MAX_INFLATED_BYTES
                or xml_bytes > MAX_XML_BYTES
                or _ratio_is_absurd(size, member.compress_size)
            ):
                raise _bomb(name)
            if probe:
                probe.feed(chunk)
        if probe:
            probe.close()
            roots["/" + member.filename] = probe.root
            types.update(probe.types)
    return _Parts(frozenset(names), types, roots)


def _chunks(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """The member's bytes, a piece at a time; the last piece has the checksum verified."""
    with archive.open(member) as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


class _XmlProbe:
    """Reads XML in pieces and refuses entities, document types and endless nesting."""

    def __init__(self, name: str) -> None:
        self.root = ""
        self.types: dict[str, str] = {}
        self._name = name
        self._depth = 0
        self._parser = expat.ParserCreate(namespace_separator=" ")
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.StartDoctypeDeclHandler = self._doctype

    def feed(self, data: bytes) -> None:
        """Takes the next piece. Raises UnreadableDocument at the first thing it refuses."""
        self._parse(data, final=False)

    def close(self) -> None:
        """Says that the XML is complete. Raises UnreadableDocument where it is not."""
        self._parse(b"", final=True)

    def _parse(self, data: bytes, *, final: bool) -> None:
        try:
            self._parser.Parse(data, final)
        except expat.ExpatError as error:
            raise damaged(self._name) from error

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        self.root = self.root or tag
        self._depth += 1
        if self._depth > MAX_XML_DEPTH:
            raise _bomb(self._name)
        if tag.endswith("/content-types Override"):
            self.types[attributes.get("PartName", "")] = attributes.get("ContentType", "")

    def _end(self, tag: str) -> None:
        self._depth -= 1

    def _doctype(self, *_: object) -> None:
        raise UnreadableDocument(
            f"{self._name} holds XML with entities, which no Word document needs; "
            "save a fresh copy from Word."
        )


def _check_types(name: str, parts: _Parts) -> None:
    """Raises UnreadableDocument where the package's main part is not a Word document."""
    main = [part for part, kind in parts.types.items() if kind == _MAIN_TYPE]
    if any(kind.endswith(_OTHER_WORD_TYPES) for kind in parts.types.values()):
        raise UnreadableDocument(
            f"{name} is a Word template or holds macros; save it as an ordinary .docx document."
        )
    if not main or main[0] not in parts.names:
        raise UnreadableDocument(
            f"{name} is not a Word document, though its name says so; "
            "open it in its own program and save it as .docx."
        )
    if parts.roots.get(main[0], "").startswith(_STRICT_NAMESPACE):
        raise UnreadableDocument(
            f'{name} is saved as "Strict Open XML"; save it as an ordinary Word document (.docx).'
        )
