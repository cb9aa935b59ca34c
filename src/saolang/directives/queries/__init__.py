"""Reads of directives, one family in a file."""
