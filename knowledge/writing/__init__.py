"""A chat model's statements, each checked against the clause that it cites."""
