"""A Word file as a PDF, and files of other programs as Word files, where LibreOffice is present.

Each call has a profile of its own, so that calls side by side do not meet; LibreOffice's exit code
says little, so the file decides. What it opens may have been written by anybody: it has none of
Saathi's environment, limits on the processor's time, memory and files, no links and no macros, and
no network where the system lets a process leave it.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path, PurePath

from drafting.documents.alone import CANNOT_START
from drafting.partners.errors import DraftingError, UnreadableDraft

PROGRAMS = ("soffice", "libreoffice")
# The templates' font, and the free one whose letters are as wide: in any other, lines and pages
# break elsewhere than in Word.
FONTS = ("Calibri", "Carlito")
SECONDS = 60  # for one document; a cold start takes two to three
SECONDS_MORE = 5  # for each further one
LIMITS = {"processor": 120, "memory": 6 * 1024**3, "file": 256 * 1024**2}  # seconds and bytes
PROCESSOR_MORE = 10  # seconds for each further document
# All of Saathi's environment that LibreOffice gets: no token, no setting.
ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "LD_LIBRARY_PATH", "FONTCONFIG_FILE")
# A file may name pictures and templates elsewhere and hold macros: none is fetched, none is run.
PROFILE = Path(__file__).parent / "profile.xcu"
FILTER = "pdf:writer_pdf_Export"
FILTERS = {"docx": "docx:MS Word 2007 XML", "xlsx": "xlsx:Calc MS Excel 2007 XML"}
OFFICE_PROGRAMS = {"docx": "Word", "xlsx": "Excel"}
WORD_PART = "word/document.xml"  # what makes a package a Word file
# What the files that are converted begin with, whatever their names end with.
BEGINNINGS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"{\\rtf")


def to_pdf(docx: bytes, *, seconds: float = SECONDS) -> bytes | None:
    """The PDF of a Word file; None where LibreOffice is absent.

    Raises DraftingError where it makes none, or takes longer than `seconds`.
    """
    pdfs = to_pdfs({"document": docx}, seconds=seconds)
    return None if pdfs is None else pdfs["document"]


def to_pdfs(
    documents: Mapping[str, bytes], *, seconds: float | None = None
) -> dict[str, bytes] | None:
    """The PDFs of Word files by the same names, in one run of LibreOffice; None where it is absent.

    Raises DraftingError where one of them cannot be made, or they take longer than `seconds`.
    """
    program = _program()
    if program is None:
        return None
    seconds_in_all = seconds if seconds is not None else SECONDS + SECONDS_MORE * len(documents)
    try:
        return _made_by(program, documents, seconds_in_all)
    except OSError as error:
        raise DraftingError(
            f"The PDF cannot be made, since the temporary folder refuses it ({error.strerror}); "
            "the Word files are whole, and Word saves them as PDF too."
        ) from error


def _made_by(program: str, documents: Mapping[str, bytes], seconds: float) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="saathi-pdf-") as temporary:
        folder = Path(temporary)
        files = [folder / f"{number}.docx" for number in range(len(documents))]
        for file, content in zip(files, documents.values(), strict=True):
            file.write_bytes(content)
        output = _convert(program, folder, files, seconds)
        if output.startswith(CANNOT_START):
            raise DraftingError(
                f"LibreOffice cannot be started ({output.removeprefix(CANNOT_START).strip()}); "
                "install it again. The Word files are whole, and Word saves them as PDF too."
            )
        pdf_files = (file.with_suffix(".pdf") for file in files)
        return {name: _read(file, output) for name, file in zip(documents, pdf_files, strict=True)}


def converted(content: bytes, ending: str, to: str) -> bytes | None:
    """A document of another program as 'docx' or 'xlsx'; None where LibreOffice is absent.

    `ending` is the kind that it is of, such as 'odt'; what is a Word file already comes back as it
    is, whatever its name says. Raises DraftingError where it makes none.
    """
    if to == "docx" and _is_word(content):
        return content
    program = _program()
    if program is None:
        return None
    if not content.startswith(BEGINNINGS):
        raise DraftingError(f"It is no .{ending} file; save it as .{to} and send it again.")
    with tempfile.TemporaryDirectory(prefix="saathi-convert-") as temporary:
        folder = Path(temporary)
        file = folder / f"returned.{ending}"
        file.write_bytes(content)
        _convert(program, folder, [file], SECONDS, FILTERS[to])
        result = file.with_suffix(f".{to}")
        if not result.exists():
            raise DraftingError(
                f"LibreOffice cannot read it as .{ending}; save it as .{to} and send it again."
            )
        return result.read_bytes()


def as_office_file(content: bytes, name: str, to: str) -> bytes:
    """What another program saved as 'docx' or 'xlsx', by the end of its name.

    Raises UnreadableDraft with the cure.
    """
    try:
        office_file = converted(content, PurePath(name).suffix.lower().removeprefix("."), to)
    except DraftingError as error:
        raise UnreadableDraft(f"{name}: {error}") from error
    if office_file is None:
        raise UnreadableDraft(
            f"{name} is not read on this machine, which has no LibreOffice; save it as .{to} (in "
            f"{OFFICE_PROGRAMS[to]}, LibreOffice or Google Docs) and send it again."
        )
    return office_file


def _is_word(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            return WORD_PART in package.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def makes_pdfs() -> bool:
    """True where LibreOffice is on this machine."""
    return _program() is not None


def has_font() -> bool:
    """True where PDFs come out in the templates' font or one of its widths, or where none can tell.

    LibreOffice takes what fontconfig gives for a name, which is another font where it has none.
    """
    asks = shutil.which("fc-match")
    if asks is None:
        return True
    try:
        answer = subprocess.run(  # noqa: S603  (a program of this machine)
            [asks, "--format=%{family}", FONTS[0]],
            capture_output=True,
            text=True,
            check=False,
            timeout=SECONDS_MORE,
        )
    except (OSError, subprocess.SubprocessError):
        return True
    return answer.returncode != 0 or any(font in answer.stdout.split(",") for font in FONTS)


def _program() -> str | None:
    return next(filter(None, map(shutil.which, PROGRAMS)), None)


def _convert(
    program: str, folder: Path, files: list[Path], seconds: float, into: str = FILTER
) -> str:
    """Runs LibreOffice; what it said. Its helpers end with it, also when the time is over."""
    settings = folder / "profile" / "user"
    settings.mkdir(parents=True)
    shutil.copyfile(PROFILE, settings / "registrymodifications.xcu")
    limits = {**LIMITS, "processor": LIMITS["processor"] + PROCESSOR_MORE * len(files)}
    environment = {name: os.environ[name] for name in ENVIRONMENT if name in os.environ}
    running = subprocess.Popen(  # noqa: S603  (a program of this machine, held to its limits)
        [
            *(sys.executable, "-I", str(Path(__file__).with_name("alone.py")), json.dumps(limits)),
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--convert-to",
            into,
            "--outdir",
            str(folder),
            *map(str, files),
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        start_new_session=True,
        cwd=folder,
        env={**environment, "HOME": str(folder), "TMPDIR": str(folder)},
    )
    try:
        return running.communicate(timeout=seconds)[0]
    except subprocess.TimeoutExpired as error:
        raise DraftingError(
            f"LibreOffice took longer than {seconds:.0f} seconds to make the PDF; the Word files "
            "are whole, and Word saves them as PDF too."
        ) from error
    finally:
        with suppress(ProcessLookupError):
            os.killpg(running.pid, signal.SIGKILL)
        running.wait()


def _read(file: Path, output: str) -> bytes:
    content = file.read_bytes() if file.exists() else b""
    if not content.startswith(b"%PDF"):
        last = output.strip().splitlines()[-1:] or ["it said nothing"]
        raise DraftingError(
            f"LibreOffice made no PDF ({last[0]}); the Word files are whole, and Word saves them "
            "as PDF too."
        )
    return content
