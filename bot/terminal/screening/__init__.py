"""`saathi screening …`: partners checked against the office’s lists."""
