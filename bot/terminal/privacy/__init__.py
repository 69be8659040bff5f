"""`saathi privacy …`: encryption, who looked at what, and how long things are kept."""
