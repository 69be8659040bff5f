"""`saathi register …`: entries opened, listed and added to; sheets and reports."""
