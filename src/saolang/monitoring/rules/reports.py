"""Who may do what with reports by the public. Listings in queries/reports.py agree with ``view_report``.

A denunciation is for its handler alone, whoever asks: the words, the pictures and the person behind it.

Legal: Luật Tố cáo 2018, Điều 56.
"""

from __future__ import annotations

from typing import Any

import rules

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import duty_units, has_role, organisations_of

from ..enums import LegalKind, ReportState

TRIAGERS = (RoleKind.PROVINCE_OFFICER, RoleKind.INSPECTOR)
READERS = (*TRIAGERS, RoleKind.LEADER, RoleKind.AUDITOR)
HANDLERS = (RoleKind.PROVINCE_OFFICER, RoleKind.INSPECTOR, RoleKind.LEADER)
ASSIGNERS = (RoleKind.PROVINCE_OFFICER, RoleKind.LEADER)
LISTERS = (*READERS, *COMMUNE_ROLES, RoleKind.DEPARTMENT_OFFICER)


def _counts(report: Any) -> bool:
    return report is not None and report.state != ReportState.UNVERIFIED


def _open_law(report: Any) -> bool:
    return _counts(report) and report.legal_kind != LegalKind.DENUNCIATION


@rules.predicate
def is_lister(user: Any) -> bool:
    return has_role(user, *LISTERS)


@rules.predicate
def is_handler(user: Any, report: Any) -> bool:
    """The person named, while still holding a duty in the province."""
    return (
        _counts(report)
        and report.handler_id is not None
        and report.handler_id == user.pk
        and report.province_id in duty_units(user, *HANDLERS)
    )


@rules.predicate
def reads_in_province(user: Any, report: Any) -> bool:
    return _open_law(report) and report.province_id in duty_units(user, *READERS)


@rules.predicate
def reads_nearby(user: Any, report: Any) -> bool:
    """The commune of a plain report, and the agency it was forwarded to."""
    if not _counts(report) or report.legal_kind != LegalKind.REPORT:
        return False
    if report.commune_id is not None and report.commune_id in duty_units(user, *COMMUNE_ROLES):
        return True
    agencies = organisations_of(user, RoleKind.DEPARTMENT_OFFICER)
    return report.forwarded_to_id is not None and report.forwarded_to_id in agencies


@rules.predicate
def triages(user: Any, report: Any) -> bool:
    return _open_law(report) and report.province_id in duty_units(user, *TRIAGERS)


@rules.predicate
def assigns(user: Any, report: Any) -> bool:
    """Naming the handler needs no sight of the report."""
    return _counts(report) and report.province_id in duty_units(user, *ASSIGNERS)


@rules.predicate
def assigns_any(user: Any) -> bool:
    return bool(duty_units(user, *ASSIGNERS))


rules.add_perm("monitoring.list_reports", is_lister)
rules.add_perm("monitoring.view_report", reads_in_province | reads_nearby | is_handler)
rules.add_perm("monitoring.view_contact", triages | is_handler)
rules.add_perm("monitoring.triage_report", triages | is_handler)
rules.add_perm("monitoring.handle_report", triages | is_handler)
rules.add_perm("monitoring.assign_report", assigns)
rules.add_perm("monitoring.list_denunciations", assigns_any)
