"""Strings that live outside the code, and what a version before this one left in the world."""
