"""Forms, one family in a file."""
