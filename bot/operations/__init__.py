"""What running Saathi needs: the database and its migrations, the log, redaction, metrics."""
