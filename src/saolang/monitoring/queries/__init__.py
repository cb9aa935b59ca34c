"""Reads, one family in a file."""
