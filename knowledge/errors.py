"""Errors of the knowledge package. Each carries the sentence that a person reads, with the cure.

KnowledgeError
├── UnreadableDocument   the file cannot be turned into clauses
├── DuplicateEdition     that edition is on record already
├── UnknownDocument      no document, edition or clause of that name
├── CorruptCorpus        a document in the library cannot be read
├── IndexMissing         no index was built yet
├── IndexMismatch        the index was built from other documents or settings than the present ones
├── IndexBusy            another build holds the lock for too long
└── EmbeddingError       the embedding is missing, altered or gives unusable vectors
"""


class KnowledgeError(Exception):
    """One clear sentence that names the file, document or setting, and the cure."""


class UnreadableDocument(KnowledgeError):
    """The file cannot be turned into a document with clauses."""


class DuplicateEdition(KnowledgeError):
    """That edition of the document is on record already."""


class UnknownDocument(KnowledgeError):
    """No document, edition or clause of that name is on record."""


class CorruptCorpus(KnowledgeError):
    """A document in the library cannot be read."""


class IndexMissing(KnowledgeError):
    """No index was built yet."""


class IndexMismatch(KnowledgeError):
    """The index was built from other documents, by another embedding or by another version."""


class IndexBusy(KnowledgeError):
    """Another build holds the lock for too long."""


class EmbeddingError(KnowledgeError):
    """The embedding is missing, altered or gives unusable vectors."""
