"""Production sites and material areas of a producer; the head office stands on the producer itself."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core.db import lock_for_change
from saolang.core.problems import NotAllowed, Problems

from ..enums import SiteKind
from ..models import Producer, Site
from .changes import apply_changes, field_problems

SITE_FIELDS = ("kind", "name", "address", "unit", "area_ha", "is_main")


@transaction.atomic
def save_site(producer: Producer, *, values: Mapping[str, Any], actor: Any, site: Site | None = None) -> Site:
    """Add a site, or change ``site``. The first production site is the main one; a new main one takes its place.

    While the producer has no filing commune, the main site's commune becomes it.
    """
    _allow(producer, actor)
    producer = lock_for_change(producer)
    new = site is None
    row = Site(producer=producer) if site is None else lock_for_change(site)
    was_main = bool(row.is_main)
    changed = apply_changes(row, values, SITE_FIELDS)
    problems = Problems()
    problems.extend(field_problems(row, SITE_FIELDS))
    if row.unit_id and (row.unit.level != "commune" or not row.unit.is_current):
        problems.add("site_commune", _("Chọn xã, phường theo tên hiện nay (từ 01/7/2025)."), where=_("Xã, phường"))
    if row.area_ha is not None and row.area_ha <= 0:
        problems.add("site_area", _("Diện tích phải lớn hơn 0."), where=_("Diện tích (ha)"))
    if was_main and not row.is_main:
        problems.add(
            "site_main_needed",
            _("Chủ thể cần một cơ sở sản xuất chính."),
            fix=_("Đánh dấu cơ sở khác là cơ sở chính; cơ sở này sẽ tự thôi là cơ sở chính."),
        )
    if row.is_main and row.kind != SiteKind.PRODUCTION:
        problems.add("site_main_production", _("Cơ sở chính phải là cơ sở sản xuất."), where=_("Cơ sở chính"))
    problems.raise_if_any()
    mains = producer.sites.filter(kind=SiteKind.PRODUCTION, is_main=True).exclude(pk=row.pk)
    if row.kind == SiteKind.PRODUCTION and not row.is_main and not mains.exists():
        row.is_main = True
    if row.is_main:
        mains.update(is_main=False)
    row.save()
    if row.is_main and producer.filing_commune_id is None:
        type(producer).objects.filter(pk=producer.pk).update(filing_commune=row.unit)
    if new or changed:
        record(
            "producers.producer.add_site" if new else "producers.producer.update_site",
            actor=actor,
            obj=producer,
            data={"site": row.pk, "kind": row.kind, "unit": row.unit.code},
        )
    return row


@transaction.atomic
def remove_site(site: Site, *, actor: Any) -> None:
    """Remove a site that is not the main one."""
    _allow(site.producer, actor)
    site = lock_for_change(site)
    problems = Problems()
    if site.is_main:
        problems.add(
            "site_main_needed",
            _("Không xóa được cơ sở sản xuất chính."),
            fix=_("Đánh dấu cơ sở khác là cơ sở chính trước."),
        )
    problems.raise_if_any()
    record(
        "producers.producer.remove_site",
        actor=actor,
        obj=site.producer,
        data={"site": site.pk, "kind": site.kind, "unit": site.unit.code},
    )
    site.delete()


def _allow(producer: Producer, actor: Any) -> None:
    if not actor.has_perm("producers.change_producer", producer):
        raise NotAllowed.of("not_allowed", _("Bạn không có quyền sửa cơ sở của chủ thể này."))
