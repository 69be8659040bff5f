"""`saathi agreements …`: what becomes of an agreement once it is drafted."""
