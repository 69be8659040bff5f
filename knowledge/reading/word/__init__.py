"""A .docx → blocks of text with their labels, Word's numbering resolved."""
