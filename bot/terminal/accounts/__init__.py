"""`saathi partners account …`: changes of accounts that wait for a call-back."""
