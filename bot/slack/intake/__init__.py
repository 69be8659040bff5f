"""What reaches Saathi: all that a post says, what stands around it, and what becomes of it."""
