"""Risks beside their entries: those of partners' files, and what reviews of agreements read."""
