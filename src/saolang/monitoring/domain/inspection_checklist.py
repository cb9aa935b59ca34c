"""What is asked at a visit: from the options that were claimed, or where none are held from papers and facts.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 9.3.a (criteria kept up as in the assessed dossier), 9.3.b (use of the mark).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import yaml
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.paths import data_dir
from saolang.core.problems import DomainError
from saolang.core.text import format_date, format_score
from saolang.dossiers.enums import DossierState
from saolang.dossiers.models import Dossier, Snapshot
from saolang.producers.enums import PaperStanding, SiteKind
from saolang.producers.models import Product
from saolang.producers.queries import paper_statuses
from saolang.registry.models import Recognition
from saolang.registry.queries import current_recognition, validity_of
from saolang.rulebook import regimes
from saolang.rulebook.loading import Sheet
from saolang.rulebook.models import PublishedSheet
from saolang.rulebook.queries import published_sheet, sheet_of

from ..enums import ChecklistBasis
from ..models import ChecklistLine, Visit, VisitProduct
from ..queries.council_options import council_words
from ..queries.programme import programme_facts

SCORED = (DossierState.RECOGNISED, DossierState.AT_MINISTRY)


@dataclass(frozen=True, slots=True)
class Line:
    """A line before it is stored."""

    section: str
    title: str
    question: str
    criterion: str = ""
    claimed: str = ""
    points: str = ""
    evidence: list[dict[str, str]] = field(default_factory=list)
    guidance: bool = False


@cache
def standard_lines() -> Mapping[str, Any]:
    """The lines that come from no sheet, as data."""
    text = (data_dir() / "monitoring" / "inspection_lines.yaml").read_text(encoding="utf-8")
    loaded: Mapping[str, Any] = yaml.safe_load(text)
    return loaded


def build_checklist(visit: Visit) -> None:
    """Store the checklist of a visit that has none yet."""
    if visit.is_of_commune:
        _store(visit, None, _standard("programme", programme_facts(visit.commune)))
        return
    for product, recognition in products_to_visit(visit):
        dossier, snapshot = scored_dossier(product, recognition)
        made = _from_options if snapshot is not None else _from_facts
        row, lines = made(visit, product, recognition, dossier, snapshot)
        row.save()
        _store(visit, row, lines)


def products_to_visit(visit: Visit) -> list[tuple[Product, Recognition | None]]:
    """All products of the producer that have a published star; all of them when none has."""
    assert visit.producer is not None
    products = list(visit.producer.products.order_by("pk"))
    found = [(product, current_recognition(product)) for product in products]
    return [(product, star) for product, star in found if star is not None] or found


def scored_dossier(product: Product, recognition: Recognition | None) -> tuple[Dossier | None, Snapshot | None]:
    """The dossier behind the star with what was submitted, else the last one that was decided; none for imports."""
    rows = Dossier.objects.filter(product=product, submitted_at__isnull=False)
    named = rows.filter(code=recognition.dossier_code).first() if recognition and recognition.dossier_code else None
    dossier = named or rows.filter(state__in=SCORED).order_by("-submitted_at").first()
    if dossier is None:
        return None, None
    return dossier, dossier.snapshots.order_by("-number").first()


def _from_options(
    visit: Visit, product: Product, recognition: Recognition | None, dossier: Any, snapshot: Any
) -> tuple[VisitProduct, list[Line]]:
    sheet = sheet_of(dossier.sheet)
    row = _row(visit, product, recognition, ChecklistBasis.OPTIONS, sheet)
    row.dossier_code = dossier.code
    lines = [*_paper_lines(product), *_standard("product", product_facts(product, recognition))]
    lines += _option_lines(sheet, snapshot.content, council_words(dossier, sheet, recognition))
    return row, lines


def _from_facts(
    visit: Visit, product: Product, recognition: Recognition | None, dossier: Any, snapshot: Any
) -> tuple[VisitProduct, list[Line]]:
    published = sheet_in_force(product.set_number)
    sheet = sheet_of(published) if published is not None else None
    facts = product_facts(product, recognition)
    lines = [
        *_standard("facts_only", facts),
        *_paper_lines(product),
        *_standard("product", facts),
        *(_guidance_lines(sheet) if sheet is not None else ()),
    ]
    return _row(visit, product, recognition, ChecklistBasis.FACTS, sheet), lines


def sheet_in_force(set_number: int | None) -> PublishedSheet | None:
    """The published sheet of a set under the law in force; None when the set is not known."""
    if set_number is None:
        return None
    current = regimes.regime(regimes.CURRENT)
    try:
        return published_sheet(current.sheet_id(set_number))
    except DomainError:
        return None


def _row(
    visit: Visit, product: Product, recognition: Recognition | None, basis: str, sheet: Sheet | None
) -> VisitProduct:
    return VisitProduct(
        visit=visit,
        product=product,
        recognition=recognition,
        basis=basis,
        sheet_id=sheet.id if sheet else "",
        sheet_title=f"{sheet.number}. {sheet.name}"[:200] if sheet else "",
    )


def _option_lines(
    sheet: Sheet, content: Mapping[str, Any], council: Mapping[str, tuple[int | None, str]]
) -> Iterator[Line]:
    sections = {
        leaf.code: f"{_('Phần')} {part.code}. {part.name}"
        for part in sheet.parts
        for section in part.sections
        for leaf in section.leaves()
    }
    papers = {paper["code"]: paper for paper in content["papers"]}
    for answer in content["answers"]:
        criterion = sheet.by_code.get(answer["criterion"])
        if criterion is None:
            continue
        claimed = answer["label"] or _("Không đạt mức nào")
        concluded, words = council.get(criterion.code, (None, ""))
        other = concluded is not None and concluded != answer["option"]
        yield Line(
            section=sections[criterion.code],
            criterion=criterion.code,
            title=answer["name"],
            claimed="\n".join(text for text in (claimed, answer["description"], words) if text),
            points=f"{format_score(answer['points'])}/{format_score(answer['max'])}",
            evidence=[
                {
                    "code": link["paper"],
                    "title": papers[link["paper"]]["title"],
                    "pages": link["pages"],
                    "expires_on": papers[link["paper"]]["expires_on"] or "",
                }
                for link in answer["evidence"]
                if link["paper"] in papers
            ],
            question=_("Thực tế có còn đúng mức Hội đồng đã kết luận không? Xem bằng chứng tại chỗ.")
            if other
            else _("Thực tế có còn đúng mức đã khai không? Xem bằng chứng tại chỗ."),
        )


def _guidance_lines(sheet: Sheet) -> Iterator[Line]:
    section = _("Tham khảo: phiếu bộ %(number)d đang áp dụng (sản phẩm không có điểm được lưu)") % {
        "number": sheet.number
    }
    for criterion in sheet.criteria:
        yield Line(
            section=section[:160],
            criterion=criterion.code,
            title=criterion.name,
            points=_("tối đa %(max)s") % {"max": str(criterion.max).replace(".", ",")},
            question=_("Chỉ để tham khảo khi xem; không tính là đạt hay không đạt."),
            guidance=True,
        )


def _paper_lines(product: Product) -> Iterator[Line]:
    if product.set_number is None:
        return
    statuses = paper_statuses(product)
    for kind in regimes.regime(regimes.CURRENT).compulsory_evidence(product.set_number):
        status = statuses[kind.code]
        held = [*status.evidence, *status.lapsed]
        yield Line(
            section=_("Giấy tờ bắt buộc"),
            title=kind.name,
            claimed=_standing_words(status),
            evidence=[
                {
                    "code": paper.code,
                    "title": paper.title,
                    "pages": "",
                    "expires_on": paper.expires_on.isoformat() if paper.expires_on else "",
                }
                for paper in held
            ],
            question=_("Bản gốc có tại cơ sở, còn hiệu lực và đúng với sản phẩm không?"),
        )


def _standing_words(status: Any) -> str:
    if status.standing == PaperStanding.HELD:
        ends = [paper.expires_on for paper in status.evidence if paper.expires_on]
        return (
            _("Có trên hệ thống, có giá trị đến %(day)s") % {"day": format_date(max(ends))}
            if ends
            else _("Có trên hệ thống")
        )
    if status.standing == PaperStanding.EXEMPT:
        return _("Chủ thể khai không phải có")
    if status.lapsed:
        return _("Bản trên hệ thống đã hết hạn")
    return _("Chưa có trên hệ thống")


def product_facts(product: Product, recognition: Recognition | None) -> dict[str, str]:
    """What the register knows of a product, in the words of a checklist."""
    site = product.producer.sites.filter(kind=SiteKind.PRODUCTION).order_by("-is_main", "pk").first()
    facts = {
        "variants": "; ".join(
            ", ".join(part for part in (row.name, row.net_content, row.packaging) if part)
            for row in product.variants.order_by("pk")
        ),
        "site": ", ".join(part for part in (site.name, site.address, site.unit.label) if part) if site else "",
    }
    if recognition is None:
        return facts
    answer = validity_of(recognition, clock.today())
    decision = recognition.decision
    facts["star"] = f"{answer.star_words}. {answer.sentence}"
    facts["term"] = str(answer.sentence)
    facts["recognition"] = _("%(star)d sao, quyết định %(number)s ngày %(day)s") % {
        "star": recognition.star,
        "number": str(decision) if decision else _("(không rõ số)"),
        "day": format_date(decision.issued_on) if decision and decision.issued_on else _("(không rõ ngày)"),
    }
    return facts


def _standard(group: str, facts: Mapping[str, str]) -> Iterator[Line]:
    for section in standard_lines()[group]:
        for line in section["lines"]:
            yield Line(
                section=section["section"],
                title=line["title"],
                question=line["question"],
                claimed=facts.get(line.get("fact", ""), ""),
            )


def _store(visit: Visit, row: VisitProduct | None, lines: Any) -> None:
    start = visit.lines.count()
    ChecklistLine.objects.bulk_create(
        ChecklistLine(
            visit=visit,
            visit_product=row,
            order=start + number,
            section=line.section,
            criterion=line.criterion,
            title=line.title[:300],
            claimed=line.claimed,
            points=line.points[:20],
            evidence=line.evidence,
            question=line.question,
            guidance=line.guidance,
        )
        for number, line in enumerate(lines)
    )
