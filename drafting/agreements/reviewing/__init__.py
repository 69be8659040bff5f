"""The review of a draft: what is open, what does not agree, what only a person may decide."""
