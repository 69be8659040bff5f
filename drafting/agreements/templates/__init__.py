"""The templates of documents, and what can be wrong in them."""
