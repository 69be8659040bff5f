"""`saathi setup`: from nothing to an office's settings, asked for one by one in the terminal."""
