"""What differs from the dossier of the last recognition, old values beside new ones."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from saolang.core.text import format_score

from .documents import PART2_HEADS
from .enums import DossierKind, DossierState
from .models import Dossier
from .queries import latest_snapshot

Facts = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One matter with its words then and now."""

    label: str
    before: str
    after: str


def recognised_before(dossier: Dossier) -> Dossier | None:
    """The dossier by which the product was last recognised here; None where the star came from elsewhere."""
    if dossier.kind == DossierKind.FIRST:
        return None
    rows = Dossier.objects.filter(product_id=dossier.product_id, state=DossierState.RECOGNISED)
    return rows.exclude(pk=dossier.pk).order_by("-closed_on", "-pk").first()


def changes_since(dossier: Dossier, now: Facts) -> list[Change]:
    """What changed since the last recognition: ``now`` are the facts of this dossier. Only what differs is listed."""
    past = recognised_before(dossier)
    snapshot = latest_snapshot(past) if past is not None else None
    rows = _since_dossier(snapshot.content, now) if snapshot is not None else _since_register(now)
    return [row for row in rows if row.before.strip() != row.after.strip()]


def _since_register(now: Facts) -> Iterator[Change]:
    star = now.get("renews") or {}
    if star:
        yield Change(_("Tên sản phẩm"), star["product_name"], now["product"]["name"])
        yield Change(_("Tên chủ thể"), star["producer_name"], now["producer"]["name"])


def _since_dossier(then: Facts, now: Facts) -> Iterator[Change]:
    for label, part, key in (
        (_("Tên sản phẩm"), "product", "name"),
        (_("Quy cách, tiêu chuẩn"), "product", "description"),
        (_("Bộ sản phẩm"), "product", "set_name"),
        (_("Tên chủ thể"), "producer", "name"),
        (_("Loại hình tổ chức"), "producer", "kind_label"),
        (_("Địa chỉ"), "producer", "address"),
        (_("Người đại diện"), "producer", "representative"),
    ):
        yield Change(label, then[part][key], now[part][key])
    yield Change(_("Quy cách đóng gói"), "; ".join(then["product"]["variants"]), "; ".join(now["product"]["variants"]))
    for key, head in PART2_HEADS:
        yield Change(head.rstrip("."), then["part2"][key], now["part2"][key])
    yield Change(_("Kế hoạch sản xuất, kinh doanh"), then["part4"], now["part4"])
    yield from _answers(then, now)
    yield Change(_("Tổng điểm tự đánh giá"), _points(then), _points(now))
    old, new = _titles(then), _titles(now)
    gone = [old[code] for code in old if code not in new]
    added = [new[code] for code in new if code not in old]
    yield Change(_("Giấy tờ thay đổi"), "\n".join(gone), "\n".join(added))


def _answers(then: Facts, now: Facts) -> Iterator[Change]:
    if then["product"]["sheet"] != now["product"]["sheet"]:
        return
    before = {row["criterion"]: row for row in then["answers"]}
    for row in now["answers"]:
        past = before.get(row["criterion"])
        if past is not None and past["option"] != row["option"]:
            yield Change(f"{row['criterion']}. {row['name']}", _choice(past), _choice(row))


def _choice(row: Facts) -> str:
    if row["option"] is None:
        return _("chưa chọn mức")
    if not row["option"]:
        return _("Không đạt mức nào (0 điểm)")
    return _("%(label)s (%(points)s điểm)") % {"label": row["label"], "points": format_score(row["points"])}


def _points(facts: Facts) -> str:
    return format_score(facts["evaluation"]["total"])


def _titles(facts: Facts) -> dict[str, str]:
    return {
        paper["code"]: ", ".join(part for part in (paper["title"], paper["number"]) if part)
        for paper in facts["papers"]
    }
