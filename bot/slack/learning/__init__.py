"""What the policies did not answer, gathered for whoever keeps them."""
