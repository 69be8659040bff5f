"""Looking for partners and prospects by what they are: a form of choices, and who fits."""
