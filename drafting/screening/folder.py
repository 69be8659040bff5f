"""The folder with the lists: each file read in a child process, and again only when it changed."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from pathlib import Path, PurePath

from drafting.partners.errors import BadRecord
from drafting.screening.entries import BadList, WatchList
from drafting.screening.table_lists import csv_list, workbook_list
from drafting.screening.xml_lists import ListContent, xml_list
from knowledge.confinement import Limits, confined

KINDS = (".xml", ".xlsx", ".csv")
LARGEST = 128 * 1024 * 1024  # bytes of a file; the OFAC list has some 30 MB
LIMITS = Limits(seconds=120, processor=110, memory=3 * 1024**3, output=256 * 1024**2)
KEPT = 16  # lists in memory


def read_lists(folder: Path) -> tuple[WatchList, ...]:
    """Every list in the folder, by the file’s name; () where there is none.

    Raises BadList where one cannot be read: a check that left it out would look whole.
    """
    if not folder.is_dir():
        return ()
    files = sorted(file for file in folder.iterdir() if not file.name.startswith("."))
    return tuple(_list(file) for file in files if file.is_file())


def _list(file: Path) -> WatchList:
    if file.suffix.lower() not in KINDS:
        raise BadList(
            f"{file.name} is no list that can be read; save it as .xml, .xlsx or .csv, or take it "
            f"out of {file.parent}."
        )
    try:
        stamp = file.stat()
        if stamp.st_size > LARGEST:
            raise BadList(f"{file.name} has more than {LARGEST >> 20} MB; split it into several.")
        return _read(file, stamp.st_mtime_ns, stamp.st_size)
    except OSError as error:
        raise BadList(f"{file.name} cannot be opened; mind its permissions.") from error


@lru_cache(maxsize=KEPT)
def _read(file: Path, _changed: int, _size: int) -> WatchList:
    data = file.read_bytes()
    title, as_of, entries = list_of(file.name, data)
    named = tuple(entry for entry in entries if any(entry.names) or entry.numbers)
    if not named:
        raise BadList(f"{file.name} holds no entry; download it again, or take it out.")
    digest = hashlib.sha256(data).hexdigest()[:32]
    return WatchList(title, file.name, as_of, digest, named)


@confined(
    BadList, BadRecord, cure="split it into several files", limits=LIMITS, loads=("openpyxl",)
)
def list_of(file: str, content: bytes) -> ListContent:
    """What is in the file of that name. Raises BadList, BadRecord."""
    kind = PurePath(file).suffix.lower()
    if kind == ".xml":
        return xml_list(file, content)
    return workbook_list(file, content) if kind == ".xlsx" else csv_list(file, content)
