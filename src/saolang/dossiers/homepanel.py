"""The round that the commune or the province works toward, beside "Việc của tôi"."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.accounts.enums import COMMUNE_ROLES, RoleKind
from saolang.accounts.roles import units_of
from saolang.core import clock
from saolang.core.workdays import WorkCalendar
from saolang.places.models import Unit

from . import queries
from .enums import DossierState as S
from .rounds import fitting

CHECKING = (S.COMMUNE,)
WAITING = (S.SUBMITTED, S.COMMUNE_COMPLETION)


def round_panel(user: Any) -> dict[str, Any] | None:
    """The next limit for letters and how many dossiers stand where; None for people without such work."""
    commune = Unit.objects.filter(pk__in=units_of(user, *COMMUNE_ROLES)).select_related("parent").first()
    if commune is not None:
        return _panel(commune.parent, _commune_rows(user))
    province = Unit.objects.filter(pk__in=units_of(user, RoleKind.PROVINCE_OFFICER)).first()
    return _panel(province, _province_rows(user)) if province is not None else None


def _panel(province: Any, rows: list[dict[str, Any]]) -> dict[str, Any]:
    today = clock.today()
    slot = fitting(province, today)
    last = slot.proposed_before - dt.timedelta(days=1)
    while not WorkCalendar.load().is_working_day(last):
        last -= dt.timedelta(days=1)
    return {
        "template": "dossiers/partials/home_round.html",
        "title": _("Đợt %(number)s năm %(year)s") % {"number": slot.number, "year": slot.year},
        "limit": slot.proposed_before,
        "last": last,
        "left": WorkCalendar.load().working_days_between(today, last),
        "rows": rows,
    }


def _row(label: str, count: int, url: str, state: str = "") -> dict[str, Any]:
    query = f"?trang-thai={state}" if state else ""
    return {"label": label, "count": count, "url": reverse(url) + query}


def _commune_rows(user: Any) -> list[dict[str, Any]]:
    counts = queries.of_communes(user).aggregate(
        checking=Count("pk", filter=Q(state__in=CHECKING)),
        waiting=Count("pk", filter=Q(state__in=WAITING)),
        sent=Count("pk", filter=Q(proposed_on__isnull=False, closed_on__isnull=True)),
    )
    return [
        _row(_("Đang kiểm tra tại xã"), counts["checking"], "dossiers:commune", "dang-giu"),
        _row(_("Chờ tiếp nhận hoặc chờ chủ thể"), counts["waiting"], "dossiers:commune", "dang-giu"),
        _row(_("Đã gửi tỉnh"), counts["sent"], "dossiers:commune", "da-gui"),
    ]


def _province_rows(user: Any) -> list[dict[str, Any]]:
    counts = queries.of_province(user).aggregate(
        new=Count("pk", filter=Q(state=S.PROPOSED)),
        checking=Count("pk", filter=Q(state__in=(S.PROVINCE, S.PROVINCE_COMPLETION))),
        placed=Count("pk", filter=Q(state__in=(S.IN_ROUND, S.IN_COUNCIL, S.CONCLUDED))),
    )
    return [
        _row(_("Chờ tiếp nhận"), counts["new"], "dossiers:province", "cho-tiep-nhan"),
        _row(_("Đang kiểm tra"), counts["checking"], "dossiers:province", "dang-kiem-tra"),
        _row(_("Đã vào đợt"), counts["placed"], "dossiers:province", "da-vao-dot"),
    ]
