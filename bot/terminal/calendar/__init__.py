"""The calendar of partnerships in the terminal."""
