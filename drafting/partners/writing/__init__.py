"""The partner file as a workbook."""
