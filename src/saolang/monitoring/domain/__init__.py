"""Writes, one family of acts in a file."""
