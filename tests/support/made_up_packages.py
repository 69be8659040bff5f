"""Made-up packages in a folder, a lock of some of them, and a project that builds with nothing."""

from __future__ import annotations

import base64
import hashlib
import zipfile
from collections.abc import Iterable
from pathlib import Path

BACKEND = """
import pathlib, zipfile

INFO = "office_desk-1.0.dist-info"
FILES = {
    "office_desk.pth": str(pathlib.Path.cwd()),
    f"{INFO}/METADATA": "Metadata-Version: 2.1\\nName: office-desk\\nVersion: 1.0\\n",
    f"{INFO}/WHEEL": "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n",
    f"{INFO}/RECORD": "",
}

def build_editable(folder, config_settings=None, metadata_directory=None):
    name = "office_desk-1.0-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(folder) / name, "w") as wheel:
        for path, text in FILES.items():
            wheel.writestr(path, text)
    return name
"""
BUILT = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'


def wheel(
    folder: Path, name: str, version: str, requires: Iterable[str] = (), extra: str = ""
) -> Path:
    """A wheel with one module; `requires` are its requirements, the last one of `extra`, if any."""
    needed = [f"Requires-Dist: {each}" for each in requires]
    head = [f"Provides-Extra: {extra}"] if extra else []
    metadata = "\n".join(
        ["Metadata-Version: 2.1", f"Name: {name}", f"Version: {version}", *head, *needed]
    )
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"{metadata}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{path},{_digest(text)},{len(text)}\n" for path, text in files.items())
    file = folder / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(file, "w") as archive:
        for path, text in files.items():
            archive.writestr(path, text)
        archive.writestr(f"{info}/RECORD", f"{record}{info}/RECORD,,\n")
    return file


def lock_of(wheels: Iterable[Path]) -> str:
    """A lock that pins just these wheels, each without its extras, as locks mostly are written."""
    lines = []
    for file in wheels:
        name, version, *_ = file.name.split("-")
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        lines.append(f"{name}=={version} \\\n    --hash=sha256:{digest}\n")
    return "".join(lines)


def project(folder: Path) -> Path:
    """A project that can be installed in place and builds with nothing but itself."""
    folder.mkdir()
    (folder / "pyproject.toml").write_text(
        f'{BUILT}[project]\nname = "office-desk"\nversion = "1.0"\n', encoding="utf-8"
    )
    (folder / "backend.py").write_text(BACKEND, encoding="utf-8")
    return folder


def _digest(text: str) -> str:
    digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest())
    return f"sha256={digest.rstrip(b'=').decode()}"
