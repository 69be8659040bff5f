"""Checklists at work: chosen, prefilled, answered, summed up, completed."""
