"""Workbooks and YAML files of partners, read and merged into the partner file."""
