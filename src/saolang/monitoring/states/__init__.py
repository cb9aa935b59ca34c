"""Flow tables, one family in a file."""
