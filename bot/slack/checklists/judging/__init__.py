"""What people say of answers: that what was filled in is right, who said it, that it is clear."""
