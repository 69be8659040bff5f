"""The zip archive that a .docx is, taken apart and put together quickly and always the same way.

A part that does not change is compressed once and copied in that form ever after; names come in a
fixed order and carry no time, so that the same parts make the same bytes.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from struct import pack

from drafting.partners.errors import BadTemplate

MOST_PARTS = 200
MOST_BYTES = 30_000_000  # of all parts together, unpacked
SPEED = 4  # zlib's level: 6 takes twice as long for a twentieth less
MIDNIGHT = 0  # the hour 00:00 and
NEW_YEAR_1980 = 0x21  # the first day that a zip archive can tell
DEFLATED = 8
VERSION = 20


@dataclass(frozen=True)
class ArchivePart:
    """One file of the archive, ready to be written."""

    name: str
    check: int  # CRC-32
    size: int  # bytes, unpacked
    content: bytes

    @property
    def fields(self) -> bytes:
        """What the local header and the directory say alike of it."""
        return pack(
            "<HHHHHIIIHH",
            VERSION,
            0x800,  # names are UTF-8
            DEFLATED,
            MIDNIGHT,
            NEW_YEAR_1980,
            self.check,
            len(self.content),
            self.size,
            len(self.name.encode()),
            0,
        )


def part(name: str, content: bytes) -> ArchivePart:
    """`content` packed under that name."""
    packer = zlib.compressobj(SPEED, zlib.DEFLATED, -zlib.MAX_WBITS)
    return ArchivePart(
        name, zlib.crc32(content), len(content), packer.compress(content) + packer.flush()
    )


def together(parts: Iterable[ArchivePart]) -> bytes:
    """The archive of `parts`, in their order."""
    body, directory, count = io.BytesIO(), io.BytesIO(), 0
    for part in parts:
        name = part.name.encode()
        directory.write(b"PK\x01\x02" + pack("<H", VERSION) + part.fields)
        directory.write(pack("<HHHII", 0, 0, 0, 0, body.tell()) + name)
        body.write(b"PK\x03\x04" + part.fields + name + part.content)
        count += 1
    start, entries = body.tell(), directory.getvalue()
    end = pack("<HHHHIIH", 0, 0, count, count, len(entries), start, 0)
    return body.getvalue() + entries + b"PK\x05\x06" + end


def apart(archive: bytes) -> Mapping[str, bytes]:
    """The parts of `archive` by name, in their order. Raises BadTemplate where it is no archive."""
    try:
        with zipfile.ZipFile(io.BytesIO(archive)) as stream:
            files = [info for info in stream.infolist() if not info.is_dir()]
            if len(files) > MOST_PARTS or sum(info.file_size for info in files) > MOST_BYTES:
                raise BadTemplate(
                    f"The Word document unpacks to more than {MOST_BYTES // 1_000_000} MB or "
                    f"{MOST_PARTS} parts; make its pictures smaller and save it again."
                )
            return {info.filename: stream.read(info) for info in files}
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError) as error:
        raise BadTemplate(
            "The file is not a Word document; open it in Word and save it as .docx."
        ) from error
