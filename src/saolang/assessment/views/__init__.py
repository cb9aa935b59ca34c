"""Desk pages of councils."""
