"""Writes of the assessment app, one family of acts per module."""
