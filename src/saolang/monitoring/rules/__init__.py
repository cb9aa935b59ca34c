"""Who may do what; Django finds this package by name and loads every family."""

from . import inspections, papers, reports, withdrawals

__all__ = ["inspections", "papers", "reports", "withdrawals"]
