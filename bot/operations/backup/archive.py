"""A folder ↔ one archive: a gzipped tar that ends with the manifest of all that is before it."""

from __future__ import annotations

import gzip
import hashlib
import io
import os
import tarfile
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from pydantic import ValidationError
from pydantic_core import from_json

from bot.operations.backup.errors import BackupError, damaged
from bot.operations.backup.manifest import FORMAT, NAME, FileDigest, Manifest
from knowledge.storage import OWNERS_FILE, own_folder

LEVEL = 1  # drafts and documents are packed already: more costs time and saves little
CHUNK = 1 << 20
SUFFIX = ".tar.gz"
LONGEST_MANIFEST = 64_000_000  # bytes


def pack(folder: Path, archive: Path, manifest: Manifest) -> Manifest:
    """Writes all files of `folder` to `archive`, on the disk when it returns.

    Returns the manifest with the digest of each. Raises OSError.
    """
    descriptor = os.open(archive, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNERS_FILE)
    with os.fdopen(descriptor, "wb") as stream:
        with tarfile.open(fileobj=stream, mode="w:gz", compresslevel=LEVEL) as tar:
            digests = tuple(_add(tar, folder, file) for file in _files(folder))
            whole = manifest.model_copy(update={"files": digests})
            content = whole.model_dump_json(indent=1).encode()
            tar.addfile(_header(NAME, len(content)), io.BytesIO(content))
        stream.flush()
        os.fsync(descriptor)
    return whole


def unpack(archive: Path, folder: Path) -> Manifest:
    """Reads all files of `archive` into `folder`, and compares each with its digest.

    Raises BackupError where the archive is damaged, cut off, or of a newer Saathi; OSError.
    """
    try:
        with gzip.open(archive) as stream:
            with tarfile.open(fileobj=stream, mode="r|") as tar:
                digests, content = _take_all(tar, archive, folder)
            while stream.read(CHUNK):  # to its end, where gzip has its checksum
                pass
    except (tarfile.TarError, EOFError, zlib.error) as error:
        raise damaged(archive, "it is damaged or cut off, or no backup of Saathi") from error
    except OSError as error:
        raise _open_error(archive, error) from error
    manifest = _manifest(archive, content)
    _compare(archive, manifest, digests)
    return manifest


def _open_error(archive: Path, error: OSError) -> OSError | BackupError:
    """What to raise: gzip's own errors have no number, and others may be about other files."""
    if error.errno is None:
        return damaged(archive, "its checksum is wrong")
    if error.filename != str(archive):
        return error
    why = str(error.strerror).lower()
    return BackupError(f"{archive} cannot be opened ({why}); name a backup that Saathi may read.")


def _files(folder: Path) -> Iterator[Path]:
    return (file for file in sorted(folder.rglob("*")) if file.is_file())


def _header(name: str, size: int) -> tarfile.TarInfo:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, OWNERS_FILE
    return header


def _add(tar: tarfile.TarFile, folder: Path, file: Path) -> FileDigest:
    name, size = file.relative_to(folder).as_posix(), file.stat().st_size
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
        stream.seek(0)
        tar.addfile(_header(name, size), stream)
    return FileDigest(name=name, size=size, sha256=digest)


def _take_all(
    tar: tarfile.TarFile, archive: Path, folder: Path
) -> tuple[dict[str, FileDigest], bytes | None]:
    """The digests of what was read, and the manifest's bytes, which come last."""
    digests: dict[str, FileDigest] = {}
    content: bytes | None = None
    for member in tar:
        stream = tar.extractfile(member) if member.isreg() else None
        if stream is None or content is not None or not _is_plain(member.name):
            raise damaged(archive, f"it holds “{member.name[:80]}”, which no backup does")
        if member.name == NAME:
            if member.size > LONGEST_MANIFEST:
                raise damaged(archive, "its manifest is far too long")
            content = stream.read()
        elif member.name in digests:
            raise damaged(archive, f"it holds {member.name} twice")
        else:
            digests[member.name] = _take(stream, member.name, folder)
    return digests, content


def _is_plain(name: str) -> bool:
    """True for a path that stays below the folder that it is put in."""
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\0" not in name and bool(name)


def _take(stream: IO[bytes], name: str, folder: Path) -> FileDigest:
    target = folder / name
    own_folder(target.parent)
    digest, size = hashlib.sha256(), 0
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNERS_FILE)
    with os.fdopen(descriptor, "wb") as file:
        while chunk := stream.read(CHUNK):
            digest.update(chunk)
            size += len(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(descriptor)
    return FileDigest(name=name, size=size, sha256=digest.hexdigest())


def _manifest(archive: Path, content: bytes | None) -> Manifest:
    if content is None:
        raise damaged(archive, "it was cut off: its manifest is missing")
    try:
        values = from_json(content)
        if isinstance(values, dict) and int(values.get("format", 0)) > FORMAT:
            raise BackupError(
                f"{archive} was made by a newer Saathi ({values.get('version')}); install that "
                "one, then restore."
            )
        return Manifest.model_validate(values)
    except (ValueError, TypeError, ValidationError) as error:
        raise damaged(archive, "its manifest does not read") from error


def _compare(archive: Path, manifest: Manifest, digests: dict[str, FileDigest]) -> None:
    expected = {digest.name: digest for digest in manifest.files}
    differing = sorted(
        name for name in {*expected, *digests} if expected.get(name) != digests.get(name)
    )
    if differing:
        raise damaged(archive, f"{differing[0]} is not as it was written")
