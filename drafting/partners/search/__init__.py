"""Finding partners by name: what is kept for it beside each record, and the index made of it."""
