"""Sockets filled for notices."""

from __future__ import annotations


def register() -> None:
    """Fill the registries of lower apps."""
