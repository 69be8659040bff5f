"""`saathi backup` and `saathi restore`."""
