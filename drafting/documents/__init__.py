"""A document as data → .docx and .pdf."""
