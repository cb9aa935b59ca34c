"""What the platform knows of a commune's programme work, for its supervision (F8): computed, never typed."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.text import format_date
from saolang.core.workdays import WorkCalendar
from saolang.dossiers.enums import Level, LocalQuestion
from saolang.dossiers.models import CompletionRequest, Dossier, LocalFinding
from saolang.registry.asof import COUNTED, stars_on

LOOKED_BACK = dt.timedelta(days=365)
ENDING_SOON = dt.timedelta(days=180)


def programme_facts(commune: Any, on: dt.date | None = None) -> dict[str, str]:
    """Facts of the last twelve months by the key that checklist lines name.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2 (15 working days at the commune), Phụ lục III, Mẫu số 03.
    """
    day = on or clock.today()
    since = day - LOOKED_BACK
    received = Dossier.objects.filter(commune=commune, received_on__gte=since, received_on__lte=day)
    return {
        "intake": _intake(received, day, since),
        "completion": _completion(received),
        "form03": _form03(received),
        "returned": _returned(received),
        "support": _support(commune),
        "stars": _stars(commune, day),
    }


def _intake(received: Any, day: dt.date, since: dt.date) -> str:
    rows = list(received.values_list("received_on", "commune_due_on", "proposed_on", "closed_on"))
    if not rows:
        return _("Từ ngày %(since)s xã chưa tiếp nhận hồ sơ nào.") % {"since": format_date(since)}
    calendar = WorkCalendar.load()
    done = [(got, due, end) for got, due, end, closed in rows if end is not None]
    late = sum(1 for got, due, end, closed in rows if due is not None and (end or closed or day) > due)
    words = _("Từ ngày %(since)s: tiếp nhận %(n)d hồ sơ, đã đề nghị %(done)d, quá hạn %(late)d.") % {
        "since": format_date(since),
        "n": len(rows),
        "done": len(done),
        "late": late,
    }
    if done:
        spent = sum(calendar.working_days_between(got, end) for got, due, end in done) / len(done)
        words += " " + _("Bình quân %(days)s ngày làm việc.") % {"days": f"{spent:.1f}".replace(".", ",")}
    return words


def _completion(received: Any) -> str:
    requests = CompletionRequest.objects.filter(dossier__in=received, level=Level.COMMUNE)
    twice = requests.values("dossier").annotate(n=Count("pk")).filter(n__gte=2).count()
    return _("%(n)d yêu cầu hoàn thiện; %(twice)d hồ sơ bị yêu cầu từ hai lần.") % {
        "n": requests.count(),
        "twice": twice,
    }


def _form03(received: Any) -> str:
    proposed = received.filter(proposed_on__isnull=False)
    total = proposed.count()
    filled = (
        LocalFinding.objects.filter(report__dossier__in=proposed)
        .exclude(finding="")
        .values("report")
        .annotate(n=Count("pk"))
        .filter(n=len(LocalQuestion.values))
        .count()
    )
    texts = list(
        LocalFinding.objects.filter(report__dossier__in=proposed).exclude(finding="").values_list("finding", flat=True)
    )
    repeated = len(texts) - len(set(texts))
    return _(
        "%(filled)d/%(total)d hồ sơ đã đề nghị có đủ nhận xét bốn nội dung; "
        "%(repeated)d nhận xét trùng nguyên văn nhau."
    ) % {"filled": filled, "total": total, "repeated": repeated}


def _returned(received: Any) -> str:
    back = CompletionRequest.objects.filter(dossier__in=received, level=Level.PROVINCE)
    return _("Tỉnh yêu cầu bổ sung %(n)d hồ sơ sau khi xã đề nghị.") % {"n": back.values("dossier").distinct().count()}


def _support(commune: Any) -> str:
    helped = (
        Dossier.objects.filter(commune=commune, producer__authorisations__isnull=False).values("producer").distinct()
    )
    return _("%(n)d chủ thể có người hỗ trợ lập hồ sơ được ghi trên hệ thống. Các hỗ trợ khác chưa có số liệu.") % {
        "n": helped.count()
    }


def _stars(commune: Any, day: dt.date) -> str:
    counts = (
        stars_on(day)
        .filter(product__producer__filing_commune=commune, validity_on_day__in=COUNTED)
        .aggregate(
            n=Count("product", distinct=True),
            soon=Count("product", distinct=True, filter=Q(through__lte=day + ENDING_SOON)),
        )
    )
    return _("%(n)d sản phẩm đang có sao còn hiệu lực; %(soon)d hết hạn trong 180 ngày tới.") % counts
