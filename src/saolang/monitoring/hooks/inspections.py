"""Sockets filled for inspections: plan, visits, checklists, findings."""

from __future__ import annotations


def register() -> None:
    """Fill the registries of lower apps."""
