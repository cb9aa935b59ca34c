"""A whole visit as plain data for the phone form: everything needed to work out of reach of the network."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from saolang.core import clock
from saolang.core.text import format_date

from ..enums import LineAnswer, Severity, VisitKind
from ..models import ChecklistLine, Finding, Sample, Visit, VisitPhoto
from ..states.inspections import VISIT

SCHEMA = "saolang-visit/1"


def line_data(line: ChecklistLine) -> dict[str, Any]:
    """One line of the checklist."""
    return {
        "code": line.code,
        "version": line.version,
        "order": line.order,
        "section": line.section,
        "product": line.visit_product.product.code if line.visit_product is not None else "",
        "criterion": line.criterion,
        "title": line.title,
        "claimed": line.claimed,
        "points": line.points,
        "evidence": line.evidence,
        "question": line.question,
        "guidance": line.guidance,
        "answer": line.answer,
        "note": line.note,
    }


def finding_data(finding: Finding) -> dict[str, Any]:
    """One finding; ``id`` is the phone's own id."""
    return {
        "id": str(finding.client_id),
        "code": finding.code,
        "version": finding.version,
        "product": finding.product.code if finding.product is not None else "",
        "line": finding.line.code if finding.line is not None else "",
        "severity": finding.severity,
        "text": finding.text,
        "legal_ground": finding.legal_ground,
        "found_on": finding.found_on.isoformat(),
    }


def sample_data(sample: Sample) -> dict[str, Any]:
    """One sample; ``id`` is the phone's own id."""
    return {
        "id": str(sample.client_id),
        "code": sample.code,
        "version": sample.version,
        "product": sample.product.code if sample.product is not None else "",
        "number": sample.number,
        "seal": sample.seal,
        "what": sample.what,
        "quantity": sample.quantity,
        "lab": sample.lab,
        "taken_on": sample.taken_on.isoformat(),
    }


def photo_data(photo: VisitPhoto) -> dict[str, Any]:
    """One picture; ``id`` is the phone's own id."""
    return {
        "id": str(photo.client_id),
        "line": photo.line.code if photo.line is not None else "",
        "finding": str(photo.finding.client_id) if photo.finding is not None else str(photo.finding_client_id or ""),
        "caption": photo.caption,
        "late": photo.late,
        "url": photo.file.get_absolute_url(),
    }


def bundle(visit: Visit, user: Any) -> dict[str, Any]:
    """The visit with products, lines, findings, samples and pictures, each with its version, and where to send."""
    state = VISIT.state(visit)
    return {
        "schema": SCHEMA,
        "made_at": clock.now().isoformat(),
        "visit": {
            "code": visit.code,
            "version": visit.version,
            "name": visit.subject_name,
            "subject": visit.subject,
            "state": visit.state,
            "state_label": str(state.staff_name),
            "day": visit.day.isoformat() if visit.day else "",
            "day_label": format_date(visit.day) if visit.day else "",
            "unannounced": visit.is_by_sign,
            "sign": visit.sign_text,
            "kinds": [str(VisitKind(part.kind).label) for part in visit.parts.all()],
            "team": [{"name": row.user.full_name, "part": str(row.get_part_display())} for row in _team(visit)],
            "may_fill": user.has_perm("monitoring.fill_visit", visit),
            "is_open": visit.state in ("announced", "on_site"),
        },
        "products": [
            {
                "code": row.product.code,
                "name": row.product.name,
                "basis": row.basis,
                "basis_label": str(row.get_basis_display()),
                "sheet": row.sheet_title,
            }
            for row in visit.products.select_related("product")
        ],
        "lines": [line_data(row) for row in visit.lines.select_related("visit_product__product")],
        "findings": [finding_data(row) for row in visit.findings.select_related("product", "line")],
        "samples": [sample_data(row) for row in visit.samples.select_related("product")],
        "photos": [photo_data(row) for row in visit.photos.select_related("file", "line", "finding")],
        "choices": {
            "answers": [{"value": value, "label": str(label)} for value, label in LineAnswer.choices],
            "severities": [{"value": value, "label": str(label)} for value, label in Severity.choices],
        },
        "urls": {
            "bundle": reverse("monitoring:visit_bundle", args=[visit.code]),
            "sync": reverse("monitoring:visit_sync", args=[visit.code]),
            "photo": reverse("monitoring:visit_photo", args=[visit.code]),
            "page": visit.get_absolute_url(),
        },
    }


def _team(visit: Visit) -> Any:
    return visit.team.select_related("user")
