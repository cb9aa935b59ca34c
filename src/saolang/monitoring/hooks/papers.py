"""Sockets filled for the watch over standing papers."""

from __future__ import annotations


def register() -> None:
    """Fill the registries of lower apps."""
