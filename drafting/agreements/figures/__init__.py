"""Figures in running text: sums, days, shares, periods and instalments, as people write them."""
