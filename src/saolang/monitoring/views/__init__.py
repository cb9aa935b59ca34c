"""Pages, one family in a file."""
