"""A checklist as a Word file or a workbook, and what such a file holds."""
