"""What the public page of a product shows of inspections: dates, verdicts and words without any person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ..enums import ProductConclusion, VisitState
from ..models import VisitProduct

SHOWN = 5
TONES = {
    ProductConclusion.KEPT: "valid",
    ProductConclusion.TO_FIX: "soon",
    ProductConclusion.NOT_KEPT: "off",
    ProductConclusion.NOT_SEEN: "was",
}


@dataclass(frozen=True, slots=True)
class PublicInspection:
    """One published inspection of a product."""

    on: date
    concluded_on: date
    verdict: str
    tone: str
    words: str
    lead: str


@dataclass(frozen=True, slots=True)
class InspectionPanel:
    """The panel on the product's page."""

    rows: tuple[PublicInspection, ...]
    template: str = "monitoring/public_panel.html"


def published_inspections(product: Any) -> tuple[PublicInspection, ...]:
    """Published conclusions about a product, newest first. Legal: Quyết định 26/2026/QĐ-TTg, Điều 9.2.b."""
    rows = (
        VisitProduct.objects.filter(product=product, visit__state=VisitState.PUBLISHED)
        .select_related("visit__lead")
        .order_by("-visit__concluded_on", "-pk")[:SHOWN]
    )
    return tuple(
        PublicInspection(
            on=row.visit.arrived_on or row.visit.minutes_on,
            concluded_on=row.visit.concluded_on,
            verdict=str(row.get_conclusion_display()),
            tone=TONES[ProductConclusion(row.conclusion)],
            words=row.conclusion_note,
            lead=row.visit.lead.name,
        )
        for row in rows
    )


def product_panel(product: Any) -> InspectionPanel | None:
    """The panel, when something was published."""
    rows = published_inspections(product)
    return InspectionPanel(rows) if rows else None
