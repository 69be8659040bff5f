"""What keeps Saathi going and tells how it does: the database, the log, redaction, metrics."""
