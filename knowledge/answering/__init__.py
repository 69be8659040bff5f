"""A query → an answer word for word with its citations, or a refusal."""
