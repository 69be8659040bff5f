"""A .pdf → blocks of text with their labels."""
