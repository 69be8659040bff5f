"""`saathi doctor`: whether everything that Saathi needs is there and right."""
