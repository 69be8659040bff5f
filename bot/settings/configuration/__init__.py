"""Settings as a person writes them: which there are, what is wrong with them, the file whole."""
