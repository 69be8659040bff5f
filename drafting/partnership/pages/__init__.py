"""Plain pages of tables as .docx and .xlsx: sheets that come back, and reports."""
