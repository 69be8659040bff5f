"""`saathi marks …`: which clauses people marked as answering, or not."""
