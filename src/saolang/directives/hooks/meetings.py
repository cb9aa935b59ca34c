"""Sockets filled for meetings."""

from __future__ import annotations


def register() -> None:
    """Fill the registries of lower apps."""
