"""What somebody typed → a query: its words, its references, its terms."""
