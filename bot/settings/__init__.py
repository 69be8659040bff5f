"""What the office sets: a group of settings a module, from a file and the environment."""
