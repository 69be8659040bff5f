"""The look at a workbook's package before it is opened: small enough, and plain XML inside."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from drafting.errors import BadRecord

MOST_MEMBERS = 500
MOST_UNPACKED = 32 * 1024 * 1024  # bytes; 500 partners with all their sheets need about 3 MB
DEEPEST = 100
LOCKED = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # an old .xls, or a workbook with a password
CHUNK = 64 * 1024


@dataclass(frozen=True)
class Wanted:
    """What a workbook is read as."""

    what: str  # 'a partner file'
    otherwise: str  # the cure where it holds more than that: 'import it in parts'


def check_workbook(name: str, data: bytes, wanted: Wanted) -> None:
    """Raises BadRecord where the bytes are no .xlsx workbook that is safe to open."""
    if data.startswith(LOCKED):
        raise BadRecord(
            f"{name} is locked with a password or of the old .xls kind; save it as .xlsx without a "
            "password."
        )
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _check(name, package, wanted)
    except (zipfile.BadZipFile, zlib.error, expat.ExpatError, EOFError, NotImplementedError) as err:
        raise BadRecord(
            f"{name} is no .xlsx workbook, or it is damaged; open it and save it as .xlsx anew."
        ) from err


def _check(name: str, package: zipfile.ZipFile, wanted: Wanted) -> None:
    members = package.infolist()
    if any(member.flag_bits & 0x1 for member in members):
        raise BadRecord(f"{name} is locked with a password; save it without one.")
    unpacked = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or unpacked > MOST_UNPACKED:
        raise BadRecord(
            f"{name} unpacks to far more than {wanted.what} holds and was not opened; delete "
            f"empty formatted rows, or {wanted.otherwise}."
        )
    for member in members:
        if member.filename.endswith((".xml", ".rels", ".vml")):
            _check_xml(name, package, member)


def _check_xml(name: str, package: zipfile.ZipFile, member: zipfile.ZipInfo) -> None:
    depth = 0

    def start(_tag: str, _attributes: object) -> None:
        nonlocal depth
        depth += 1
        if depth > DEEPEST:
            raise BadRecord(f"{name} nests without end and was not read; save it as .xlsx anew.")

    def end(_tag: str) -> None:
        nonlocal depth
        depth -= 1

    def doctype(*_: object) -> None:
        raise BadRecord(f"{name} holds XML that no workbook needs; save it as .xlsx anew.")

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = doctype
    with package.open(member) as stream:
        while chunk := stream.read(CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
