"""Addresses under /ban-lam-viec/giam-sat/."""

from . import inspections, papers, reports, withdrawals

app_name = "monitoring"
urlpatterns = [
    *inspections.urlpatterns,
    *withdrawals.urlpatterns,
    *reports.urlpatterns,
    *papers.urlpatterns,
]
