"""What each family tells the registries of lower apps when Django starts."""

from . import inspections, papers, reports, withdrawals

FAMILIES = (inspections, withdrawals, reports, papers)
