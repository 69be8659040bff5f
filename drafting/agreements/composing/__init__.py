"""A template and a partner's record → a document as data."""
