"""Errors of the knowledge package. Each carries the sentence that a person reads, with the cure.

KnowledgeError
├── UnreadableDocument   the file cannot be turned into clauses
├── DuplicateEdition     that edition is on record already
├── UnknownDocument      no document, edition or clause of that name
└── KnowledgeUnavailable nothing can be looked up until this passes or is mended
    ├── CorruptCorpus    a document in the library cannot be read
    ├── IndexMissing     no index was built yet
    ├── IndexMismatch    the index was built from other documents or settings, or is damaged
    ├── IndexBusy        another build holds the lock for too long
    ├── VectorStoreAway  the Chroma server does not answer, or not in time
    ├── StorageRefused   the disk is full, read-only or failing
    └── EmbeddingError   the embedding is missing, altered or does not answer
        └── UnusableVectors  it gave vectors that are empty, zero or of different lengths
"""

from typing import ClassVar


class KnowledgeError(Exception):
    """One clear sentence that names the file, document or setting, and the cure."""

    internal: ClassVar[bool] = False  # the sentence is for whoever runs Saathi, nobody else
    passing: ClassVar[bool] = False  # it passes, or is mended: what was asked can wait for that


class UnreadableDocument(KnowledgeError):
    """The file cannot be turned into a document with clauses."""


class DuplicateEdition(KnowledgeError):
    """That edition of the document is on record already."""


class UnknownDocument(KnowledgeError):
    """No document, edition or clause of that name is on record."""


class KnowledgeUnavailable(KnowledgeError):
    """Nothing can be looked up until this passes, or until whoever runs Saathi mends it."""

    internal = True
    passing = True


class CorruptCorpus(KnowledgeUnavailable):
    """A document in the library cannot be read."""


class IndexMissing(KnowledgeUnavailable):
    """No index was built yet."""


class IndexMismatch(KnowledgeUnavailable):
    """The index was built from other documents, by another embedding or version, or is damaged."""


class IndexBusy(KnowledgeUnavailable):
    """Another build holds the lock for too long."""


class VectorStoreAway(KnowledgeUnavailable):
    """The Chroma server does not answer, or not in time."""


class StorageRefused(KnowledgeUnavailable):
    """The disk is full, may not be written, or fails; the files on it may be whole."""


class EmbeddingError(KnowledgeUnavailable):
    """The embedding is missing, altered or does not answer."""


class UnusableVectors(EmbeddingError):
    """The embedding gave vectors that are empty, zero or of different lengths."""

    passing = False  # the same text gives the same vectors
