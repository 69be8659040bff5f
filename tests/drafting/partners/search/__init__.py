"""Partners are found by name as quickly among thousands as among ten."""
