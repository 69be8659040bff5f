"""The partner file: records, their checks, and where they are kept."""
