"""The search index: built, kept on disk, searched."""
