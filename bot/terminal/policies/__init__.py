"""`saathi knowledge`: documents on record, looked at before they are in force, and taken back."""
