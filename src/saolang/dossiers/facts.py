"""The facts of a dossier as plain data: what Mẫu 01 and 02 print and the snapshot freezes, and their hash."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from saolang.audit.chain import canonical
from saolang.core import clock
from saolang.core.text import fold_vi
from saolang.producers.enums import EvidenceKind, IpKind
from saolang.producers.models import Evidence

from .enums import UpdateTopic
from .models import Dossier
from .reading import Reading, is_food_safety

SCHEMA = "saolang-dossier/1"


def _day(value: dt.date | None) -> str:
    return value.isoformat() if value else ""


def content_of(reading: Reading) -> dict[str, Any]:
    """Everything that is submitted, as JSON values. Personal data stand apart under ``personal``."""
    dossier = reading.dossier
    return {
        "schema": SCHEMA,
        "dossier": _dossier(dossier),
        "producer": _producer(dossier),
        "personal": _personal(reading),
        "product": _product(reading),
        "ticks": _ticks(reading),
        "form01": {
            "sample_count": dossier.sample_count,
            "pledged": dossier.pledged,
            "signed_place": dossier.signed_place,
            "signed_scan": _file(dossier.signed_scan),
        },
        "part2": {
            "material": dossier.part2_material,
            "quality": dossier.part2_quality,
            "market": dossier.part2_market,
            "results": dossier.part2_results,
        },
        "changes": dossier.changes_text,
        "updates": [
            {
                "topic": str(topic),
                "label": str(topic.label),
                "unchanged": row.unchanged,
                "text": row.text,
            }
            for topic in UpdateTopic
            if (row := reading.updates.get(topic)) is not None
        ],
        "change_papers": [paper.code for paper in reading.change_papers],
        "renews": renewed_star(dossier),
        "old_set": {"sheet": dossier.old_set, "reason": dossier.set_reason} if dossier.old_set else {},
        "part4": dossier.part4_plan,
        "answers": _answers(reading),
        "evaluation": _evaluation(reading),
        "papers": [paper_facts(paper) for paper in reading.papers],
        "exemptions": [
            {
                "kind": str(item.kind),
                "ground": item.ground,
                "note": item.note,
                "substitute": item.substitute.code if item.substitute else "",
            }
            for item in reading.exemptions
        ],
    }


def _dossier(dossier: Dossier) -> dict[str, Any]:
    province = dossier.commune.parent
    return {
        "code": dossier.code,
        "kind": str(dossier.kind),
        "year": dossier.year,
        "regime": dossier.regime,
        "commune": {"code": dossier.commune.code, "name": dossier.commune.full_name},
        "province": {"code": province.code, "name": province.full_name, "short": province.name} if province else {},
        "previous_product_code": dossier.previous_product_code,
    }


def renewed_star(dossier: Dossier) -> dict[str, Any]:
    """The recognition that the dossier renews or wants to raise, as the register holds it; empty for a first one."""
    star = dossier.renews
    if star is None:
        return {}
    paper = star.certificates.order_by("superseded_on", "-issued_on", "-pk").filter(superseded_on__isnull=True).first()
    return {
        "code": star.code,
        "star": star.star,
        "product_code": star.product_code,
        "product_name": star.product_name,
        "producer_name": star.producer_name,
        "decision": str(star.decision) if star.decision else "",
        "decided_on": _day(star.decision.issued_on if star.decision else star.recognised_on),
        "issuer": str(star.decision.issuer) if star.decision else "",
        "certificate": paper.number if paper else "",
        "starts_on": _day(star.starts_on),
        "through": _day(star.through),
    }


def _producer(dossier: Dossier) -> dict[str, Any]:
    producer = dossier.producer
    return {
        "code": producer.code,
        "name": producer.name,
        "kind": str(producer.kind),
        "kind_label": str(producer.get_kind_display()),
        "address": _full_address(producer),
        "phone": producer.contact_phone,
        "email": producer.contact_email,
        "representative": producer.representative,
        "representative_title": producer.representative_title,
        "established_on": _day(producer.established_on),
        "registration_number": producer.registration_number,
        "history": producer.history_text,
        "structure": producer.structure_text,
    }


def _full_address(producer: Any) -> str:
    """Street or hamlet, then commune and province, unless the address already names the commune."""
    street, unit = producer.head_office_address, producer.head_office_unit
    if unit is None or fold_vi(unit.name) in fold_vi(street):
        return str(street)
    return ", ".join(part for part in (street, unit.path) if part)


def _personal(reading: Reading) -> dict[str, str]:
    details = reading.details
    if details is None:
        return {"gender": "", "ethnicity": "", "permanent_address": ""}
    return {
        "gender": str(details.get_gender_display()) if details.gender else "",
        "ethnicity": details.ethnicity,
        "permanent_address": details.permanent_address,
    }


def _product(reading: Reading) -> dict[str, Any]:
    product, sheet = reading.dossier.product, reading.sheet
    return {
        "code": product.code,
        "name": product.name,
        "description": product.description,
        "story": product.story,
        "origin": product.origin,
        "set_number": sheet.number,
        "set_name": sheet.name,
        "industry": sheet.industry,
        "group": sheet.group,
        "subgroup": sheet.subgroup,
        "sheet": sheet.id,
        "sheet_hash": sheet.content_hash,
        "variants": [
            ", ".join(part for part in (row.name, row.net_content, row.packaging) if part)
            for row in product.variants.order_by("pk")
        ],
    }


def _ticks(reading: Reading) -> dict[str, Any]:
    """Boxes of Mẫu số 02, Phần I, 7 that the papers on file tick. A paper that has ended ticks nothing."""
    day = reading_day(reading)
    good = [paper for paper in reading.standing_papers if paper.is_good_on(day)]
    kinds = {str(paper.kind) for paper in good}
    conditions = [paper for paper in good if paper.kind == EvidenceKind.PRODUCTION_CONDITION]
    titles = [paper for paper in good if paper.kind == EvidenceKind.IP]
    return {
        "registration": str(EvidenceKind.REGISTRATION) in kinds,
        "declaration": str(EvidenceKind.DECLARATION) in kinds,
        "food_safety": any(is_food_safety(paper) for paper in conditions),
        "condition": any(not is_food_safety(paper) for paper in conditions),
        "ip": bool(titles),
        "ip_kinds": sorted({str(paper.ip_kind or IpKind.OTHER) for paper in titles}),
        "ip_other": "; ".join(paper.title for paper in titles if paper.ip_kind in ("", IpKind.OTHER)),
    }


def reading_day(reading: Reading) -> dt.date:
    """The day for which papers are looked at: submission, or today while preparing."""
    moment = reading.dossier.submitted_at
    return clock.local(moment).date() if moment else clock.today()


def signed_on(dossier: Dossier) -> dt.date | None:
    """The date at the foot of the forms: the day of submission; open while preparing, to be written by hand."""
    return clock.local(dossier.submitted_at).date() if dossier.submitted_at else None


def _answers(reading: Reading) -> list[dict[str, Any]]:
    rows = []
    for criterion in reading.criteria():
        answer = reading.answers.get(criterion.code)
        position = answer.option if answer else None
        option = criterion.option(position) if position else None
        rows.append(
            {
                "criterion": criterion.code,
                "name": criterion.name,
                "max": criterion.max,
                "option": position,
                "points": option.points if option else 0,
                "label": option.text if option else "",
                "description": answer.description if answer else "",
                "evidence": [
                    {"paper": link.evidence.code, "pages": link.pages, "note": link.note}
                    for link in reading.links[criterion.code]
                ],
            }
        )
    return rows


def _evaluation(reading: Reading) -> dict[str, Any]:
    result = reading.evaluation
    return {
        "total": result.total,
        "parts": dict(result.parts),
        "band": result.band,
        "star": result.star,
        "missing": list(result.missing),
        "held_by": [
            {"criterion": held.criterion, "star": held.star, "needs": held.needs, "has": held.has}
            for held in result.held_by
        ],
    }


def _file(stored: Any) -> dict[str, Any]:
    if stored is None:
        return {}
    return {
        "code": stored.code,
        "name": stored.name,
        "size": stored.size,
        "sha256": stored.sha256,
        "pages": stored.pages,
    }


def paper_facts(paper: Evidence) -> dict[str, Any]:
    """One paper as it is now, with its files and their hashes."""
    return {
        "code": paper.code,
        "kind": str(paper.kind),
        "kind_label": str(paper.get_kind_display()),
        "title": paper.title,
        "number": paper.number,
        "issuer": paper.issuer,
        "issued_on": _day(paper.issued_on),
        "expires_on": _day(paper.expires_on),
        "files": [_file(row.file) for row in paper.files.all()],
    }


def manifest_of(content: dict[str, Any]) -> list[dict[str, Any]]:
    """Every file that goes with the content, in its order: paper, name, size, SHA-256."""
    rows = [
        {"paper": paper["code"], **{key: file[key] for key in ("code", "name", "size", "sha256")}}
        for paper in content["papers"]
        for file in paper["files"]
    ]
    scan = content["form01"]["signed_scan"]
    if scan:
        rows.append({"paper": "signed_scan", **{key: scan[key] for key in ("code", "name", "size", "sha256")}})
    return rows


def snapshot_hash(content: dict[str, Any], manifest: list[dict[str, Any]]) -> str:
    """SHA-256 (hex) over the canonical JSON of content and manifest together."""
    text = canonical({"content": content, "manifest": manifest})
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
