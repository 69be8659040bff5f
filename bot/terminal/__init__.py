"""The commands of `saathi`, and what each of them prints."""
