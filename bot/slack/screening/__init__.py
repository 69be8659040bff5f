"""The check of a partner against lists, in windows: run, looked at, and settled by a person."""
