"""A checklist as a Word file or a workbook, and the file read back."""
