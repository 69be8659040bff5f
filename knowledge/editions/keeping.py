"""The files of the library: editions, their sources and amendments, each whole and for good.

0001-leave-2026.json            an edition
sources/0001-leave-2026.pdf     the file that it was read from
amendments/0001-withdrawn-leave.json    a later decision about an edition
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from knowledge.editions.record import Amendment, Record
from knowledge.errors import CorruptCorpus
from knowledge.models import Model
from knowledge.storage.files import own_folder, write_whole

SOURCES, AMENDMENTS = "sources", "amendments"
Kept = TypeVar("Kept", bound=Model)
Stamp = tuple[int, int]


def records_in(folder: Path) -> list[Record]:
    """The editions in `folder`, oldest first, as they were put there. Raises CorruptCorpus."""
    records = [_read_record(file, stamp_of(file)) for file in _numbered(folder)]
    return sorted(records, key=lambda record: record.sequence)


def amendments_in(folder: Path) -> list[Amendment]:
    """What was decided about them later, oldest first. Raises CorruptCorpus."""
    files = _numbered(folder / AMENDMENTS)
    amendments = [_read_amendment(file, stamp_of(file)) for file in files]
    return sorted(amendments, key=lambda amendment: amendment.number)


def next_number(folder: Path) -> int:
    """The number that the next file there gets."""
    return max((int(file.name.partition("-")[0]) for file in _numbered(folder)), default=0) + 1


def keep_record(folder: Path, record: Record, source: str, content: bytes) -> None:
    """Puts an edition on record with the file it came from; the last step is one rename."""
    document = record.document
    stem = f"{record.sequence:04d}-{document.id}-{document.edition}"
    own_folder(folder / SOURCES)
    write_whole(folder / SOURCES / f"{stem}{Path(source).suffix.lower()}", content)
    write_whole(folder / f"{stem}.json", record.model_dump_json(indent=1).encode())


def keep_amendment(folder: Path, amendment: Amendment) -> None:
    """Puts a later decision on record, by one rename."""
    name = f"{amendment.number:04d}-{amendment.kind}-{amendment.document}.json"
    own_folder(folder / AMENDMENTS)
    write_whole(folder / AMENDMENTS / name, amendment.model_dump_json(indent=1).encode())


def source_of(folder: Path, record: Record) -> Path:
    """The file that an edition was read from, as it was kept; it may have been lost since."""
    document, edition = record.origin
    stem = f"{record.sequence:04d}-{document}-{edition}"
    return folder / SOURCES / f"{stem}{Path(record.source).suffix.lower()}"


def stamp_of(file: Path) -> Stamp:
    """Differs when the file does."""
    status = file.stat()
    return (status.st_mtime_ns, status.st_size)


def _numbered(folder: Path) -> list[Path]:
    return sorted(folder.glob("[0-9]*.json")) if folder.is_dir() else []


@lru_cache(maxsize=512)
def _read_record(file: Path, _stamp: Stamp) -> Record:
    cure = "remove it and add the document again from the folder 'sources' beside it"
    return _read(file, Record, f"The edition on record in {file.name}", cure)


@lru_cache(maxsize=512)
def _read_amendment(file: Path, _stamp: Stamp) -> Amendment:
    cure = "remove it and withdraw or correct the edition again"
    return _read(file, Amendment, f"The amendment on record in {file.name}", cure)


def _read(file: Path, kind: type[Kept], subject: str, cure: str) -> Kept:
    try:
        return kind.model_validate_json(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, ValidationError) as error:
        raise CorruptCorpus(
            f"{subject} does not read back; restore the file from a backup, or {cure}."
        ) from error
