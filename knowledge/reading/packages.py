"""The check of a zip package before any reader opens it: .docx and .xlsx alike.

Each member is inflated once, a piece at a time and under the caps, and the XML ones are parsed as a
stream that keeps nothing. Nothing here understands a document or a workbook.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import Enum, auto
from xml.parsers import expat

CHUNK = 64 * 1024
RATIO_FROM_BYTES = 1024 * 1024  # small members of one letter repeated are harmless
XML = (".xml", ".rels", ".vml")
ZIP_ERRORS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    RuntimeError,
    ValueError,
    NotImplementedError,
    OverflowError,
)


class PackageFault(Enum):
    """What is wrong with a package."""

    LOCKED = auto()  # with a password
    BOMB = auto()  # it unpacks to more than it may, or nests without end
    DAMAGED = auto()  # it breaks off or contradicts itself
    ENTITIES = auto()  # its XML declares a document type


class BadPackage(Exception):
    """The package must not be opened; `fault` says why."""

    def __init__(self, fault: PackageFault) -> None:
        super().__init__(fault.name)
        self.fault = fault


@dataclass(frozen=True)
class Caps:
    """The most that a package may hold."""

    members: int
    inflated_size: int  # bytes of all members
    xml: int  # bytes of those that are XML; what a reader holds in memory as a tree
    elements: int  # of all its XML
    depth: int
    ratio: int | None = None  # of a member's bytes to those that it is packed in


Attributes = dict[str, str]
Watch = Callable[[str, str, Attributes], None]  # the member, an element that begins, its attributes


def look_through(data: bytes, caps: Caps, watch: Watch) -> frozenset[str]:
    """The names of the members. Raises BadPackage at the first fault.

    `watch` sees each element of the XML as it begins, its namespace before a space, and may raise.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_declared(archive.infolist(), len(data), caps)
            _PackageScan(archive, caps, watch).scan()
            return frozenset(archive.namelist())
    except (*ZIP_ERRORS, expat.ExpatError) as error:
        raise BadPackage(PackageFault.DAMAGED) from error


def _check_declared(members: list[zipfile.ZipInfo], size: int, caps: Caps) -> None:
    """Refuses what the archive's own directory shows to be wrong, before anything is inflated."""
    if any(member.flag_bits & 0x1 for member in members):
        raise BadPackage(PackageFault.LOCKED)
    if len(members) > caps.members or sum(m.file_size for m in members) > caps.inflated_size:
        raise BadPackage(PackageFault.BOMB)
    if any(_ratio_is_absurd(m.file_size, m.compress_size, caps) for m in members):
        raise BadPackage(PackageFault.BOMB)
    # Members that overlap share their compressed bytes: together they seem larger than the file.
    if sum(member.compress_size for member in members) > size:
        raise BadPackage(PackageFault.BOMB)
    counts = Counter(member.filename for member in members).most_common(1)
    odd = any(m.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for m in members)
    if odd or not counts or counts[0][1] > 1:
        raise BadPackage(PackageFault.DAMAGED)


def _ratio_is_absurd(size: int, size_in_zip: int, caps: Caps) -> bool:
    if caps.ratio is None:
        return False
    return size > RATIO_FROM_BYTES and size > caps.ratio * max(size_in_zip, 1)


class _PackageScan:
    """Inflates every member once, under the caps, and parses the XML ones."""

    def __init__(self, archive: zipfile.ZipFile, caps: Caps, watch: Watch) -> None:
        self._archive = archive
        self._caps = caps
        self._watch = watch
        self._inflated = self._xml = self._elements = 0

    def scan(self) -> None:
        """Reads all members. Raises BadPackage, and what the archive or the parser raises."""
        for member in self._archive.infolist():
            parser = self._parser(member.filename) if member.filename.endswith(XML) else None
            for chunk in self._chunks(member):
                if parser:
                    self._xml += len(chunk)
                    self._require(self._xml <= self._caps.xml)
                    parser.Parse(chunk, False)
            if parser:
                parser.Parse(b"", True)

    def _require(self, holds: bool) -> None:
        if not holds:
            raise BadPackage(PackageFault.BOMB)

    def _chunks(self, member: zipfile.ZipInfo) -> Iterator[bytes]:
        """The member's bytes, a piece at a time; the last piece has the checksum verified."""
        size = 0
        with self._archive.open(member) as stream:
            while chunk := stream.read(CHUNK):
                size += len(chunk)
                self._inflated += len(chunk)
                self._require(self._inflated <= self._caps.inflated_size)
                self._require(not _ratio_is_absurd(size, member.compress_size, self._caps))
                yield chunk

    def _parser(self, name: str) -> expat.XMLParserType:
        depth = 0
        deepest, most, watch = self._caps.depth, self._caps.elements, self._watch

        def start(tag: str, attributes: Attributes) -> None:  # some 65,000 times in a long file
            nonlocal depth
            depth += 1
            self._elements += 1
            if depth > deepest or self._elements > most:
                raise BadPackage(PackageFault.BOMB)
            watch(name, tag, attributes)

        def end(_tag: str) -> None:
            nonlocal depth
            depth -= 1

        def doctype(*_: object) -> None:
            raise BadPackage(PackageFault.ENTITIES)

        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.StartDoctypeDeclHandler = doctype
        return parser
