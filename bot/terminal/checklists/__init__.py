"""`saathi due-diligence …`, what people say of answers: what they weigh, and that they hold."""
