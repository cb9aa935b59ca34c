"""Flow tables of directives, one family in a file."""
