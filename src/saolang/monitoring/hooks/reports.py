"""Sockets filled for reports by the public."""

from __future__ import annotations


def register() -> None:
    """Fill the registries of lower apps."""
