"""A signed file as it comes in: what of it is looked at before it is kept."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import PurePath

LARGEST = 20_000_000  # bytes
LONGEST_NAME = 200  # characters
HEAD = 1024  # bytes within which a PDF says that it is one
# What a file of each kind holds at its beginning.
BEGINNINGS = {
    ".pdf": (b"%PDF-",),
    ".docx": (b"PK\x03\x04",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".tif": (b"II*\x00", b"MM\x00*"),
    ".tiff": (b"II*\x00", b"MM\x00*"),
}
KINDS = "a PDF, a .docx, or a scan as .jpg, .png or .tif"


@dataclass(frozen=True)
class SignedFile:
    """A file that both sides signed, as it came back."""

    name: str
    content: bytes

    @property
    def digest(self) -> str:
        """SHA-256 of its content, by which anybody can tell that it is this file."""
        return hashlib.sha256(self.content).hexdigest()

    @property
    def fault(self) -> str:
        """What is wrong with it, and the cure; '' for nothing."""
        beginnings = BEGINNINGS.get(PurePath(self.name).suffix.lower())
        if not self.content:
            return f"{self.name} is empty; give the signed file, {KINDS}."
        if len(self.content) > LARGEST:
            return f"{self.name} is larger than {LARGEST // 1_000_000} MB; scan it smaller."
        if beginnings is None:
            return f"{self.name} is none of the kinds that are kept; give {KINDS}."
        head = self.content[:HEAD]
        is_pdf = beginnings == BEGINNINGS[".pdf"]
        if not any(begin in head if is_pdf else head.startswith(begin) for begin in beginnings):
            return f"{self.name} does not hold what its name says; give {KINDS}."
        return ""


def signed_file(name: str, content: bytes) -> SignedFile:
    """The file under a name that every system takes: no folders, no control characters."""
    bare = "".join(
        letter for letter in PurePath(name.replace("\\", "/")).name if letter.isprintable()
    )
    stem, suffix = PurePath(bare).stem, PurePath(bare).suffix
    return SignedFile(f"{stem[: LONGEST_NAME - len(suffix)]}{suffix}" or "file", content)
