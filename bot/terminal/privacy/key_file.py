"""The file that holds the keys, one a line: made, and given a new first key."""

from __future__ import annotations

import os
from pathlib import Path

from bot.errors import EdgeError
from bot.settings.privacy import KEY_FILE
from drafting.sealing import new_key
from knowledge.storage import write_whole


def make_key_file(file: Path) -> None:
    """Writes a new key to a new file, its owner's alone. Raises EdgeError where it is there."""
    if file.exists():
        raise EdgeError(
            f"{file} is there already, and what it holds may be needed; name another file."
        )
    write_whole(file, f"{new_key()}\n".encode())


def put_new_key_first() -> Path:
    """Puts a new key in front of those in the file; the file. Raises EdgeError where none is set.

    The file is written whole or not at all, so that no key is ever lost.
    """
    name = os.environ.get(KEY_FILE)
    if not name:
        raise EdgeError(
            f"The key does not come from a file, so only you can change it: put a new one (`saathi "
            f"privacy new-key`) in front of it, or set {KEY_FILE}; then run `saathi privacy "
            "encrypt`."
        )
    file = Path(name).expanduser().resolve()
    write_whole(file, f"{new_key()}\n".encode() + file.read_bytes(), keep_owner=True)
    return file
