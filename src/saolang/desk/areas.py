"""The rail of the desk: the areas of work that hold its pages, and what each role uses most.

Eight entries at most for everybody, whatever roles a person holds together: the home page, directives and six areas.
A page names its area where its app registers it; an app above or below never needs to know the others.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import active_roles
from saolang.core.registries import NavArea

MOST = 8
"""Entries that a rail may have."""

AREAS = (
    NavArea("ho-so", _("Hồ sơ"), "folder", ("dossiers:list",)),
    NavArea("danh-gia", _("Đánh giá"), "gavel", ("assessment:councils", "rulebook:sheets")),
    NavArea("chu-the", _("Chủ thể"), "store", ("producers:home", "monitoring:papers"), named_by=("products",)),
    NavArea("sao", _("Sao OCOP"), "award", ("registry:list",)),
    NavArea(
        "giam-sat", _("Giám sát"), "clipboard-check",
        ("monitoring:visits", "monitoring:reports", "monitoring:withdrawals"),
    ),
    NavArea("van-ban", _("Văn bản"), "file-text", ("documents:list",)),
)  # fmt: skip

HOME = "home"
_DOSSIERS = ("dossiers", "dossiers.proposals", "dossiers.rounds")
_COUNCIL = ("assessment.my_sheets", "assessment.appraisals", "assessment.councils")
_PRODUCERS = ("products", "producers", "monitoring.papers")
_CHECKS = ("monitoring.inspections", "monitoring.reports", "monitoring.withdrawals")
_PRODUCER = (*_DOSSIERS, *_PRODUCERS, "registry.radar", "registry.mark", *_CHECKS)
_COMMUNE = (*_DOSSIERS, *_PRODUCERS, "registry.radar", "directives", *_CHECKS, "documents")
_MEMBER = (*_COUNCIL, "documents", "registry")

MOST_USED: dict[str, tuple[str, ...]] = {
    RoleKind.PRODUCER_OWNER: _PRODUCER,
    RoleKind.PRODUCER_STAFF: _PRODUCER,
    RoleKind.DOSSIER_HELPER: _PRODUCER,
    RoleKind.COMMUNE_OFFICER: _COMMUNE,
    RoleKind.COMMUNE_LEADER: (*_DOSSIERS, "directives", *_COMMUNE),
    RoleKind.PROVINCE_OFFICER: (
        "dossiers", "dossiers.rounds", "assessment.councils", "registry.radar", *_PRODUCERS, *_CHECKS, "directives",
    ),
    RoleKind.DEPARTMENT_OFFICER: ("directives", *_CHECKS, "registry.radar", *_PRODUCERS, "documents"),
    RoleKind.COUNCIL_CHAIR: _MEMBER,
    RoleKind.COUNCIL_DEPUTY: _MEMBER,
    RoleKind.COUNCIL_SECRETARY: ("assessment.councils", *_MEMBER),
    RoleKind.COUNCIL_MEMBER: _MEMBER,
    RoleKind.ADVISORY_MEMBER: ("assessment.appraisals", *_MEMBER),
    RoleKind.INSPECTOR: (*_CHECKS, *_PRODUCERS, "registry"),
    RoleKind.BODY_OFFICER: ("directives", "documents_register"),
    RoleKind.STEERING_SECRETARY: ("directives", "documents_register", "documents", "registry"),
    RoleKind.LEADER: ("directives", "registry", "monitoring.reports", "assessment.councils", *_PRODUCERS),
    RoleKind.AUDITOR: ("registry", "assessment.councils", *_CHECKS, "documents", *_PRODUCERS),
    RoleKind.ADMINISTRATOR: ("people", "rulebook"),
}  # fmt: skip


def most_used(user: Any) -> list[str]:
    """The keys of the pages the person's roles use most, the home page first; the role held longest leads."""
    keys = [HOME]
    for role in active_roles(user):
        keys += MOST_USED.get(role.kind, ())
    return list(dict.fromkeys(keys))
