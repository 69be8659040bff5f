"""The clause library, and what can be wrong in it."""
