"""How a run of the tests is arranged: how many processes, what they share, what comes first."""
