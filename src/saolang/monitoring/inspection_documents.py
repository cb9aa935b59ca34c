"""Papers of inspections, built as blocks: plan, decision, minutes, conclusion, record of a sample.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 9; form by Nghị định 30/2020/NĐ-CP (Phụ lục III, Mẫu 1.2, 1.4, 1.9).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.assessment.documents import committee_name
from saolang.core.text import format_date
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import (
    Clauses,
    Column,
    Header,
    Heading,
    KeyValue,
    KeyValues,
    PaperSpec,
    Paragraph,
    Row,
    Signature,
    Table,
)
from saolang.documents.texts import paper_from_text
from saolang.documents.wording import day_words

from .enums import LineAnswer, VisitKind
from .models import Finding, InspectionPlan, Sample, Visit

HEADS = {
    OrganisationKind.COMMITTEE: "CHỦ TỊCH",
    OrganisationKind.OCOP_OFFICE: "CHÁNH VĂN PHÒNG",
    OrganisationKind.DEPARTMENT: "GIÁM ĐỐC",
}


def head_title(office: Organisation) -> str:
    """The office of whoever heads a body, as it stands above a signature."""
    return HEADS.get(OrganisationKind(office.kind), "THỦ TRƯỞNG")


def short_name(office: Organisation) -> str:
    """The body inside a symbol: its short name where that is one word."""
    short = office.short_name
    if short and " " not in short:
        return short
    return "VPĐP" if office.kind == OrganisationKind.OCOP_OFFICE else "UBND"


def _header(office: Organisation, province: Any, kind: PaperKind) -> Header:
    parent = "" if office.kind == OrganisationKind.COMMITTEE else committee_name(province)
    return Header(
        issuer=office.name,
        parent=office.parent.name if office.parent else parent,
        symbol=default_symbol(kind, short_name(office)),
        place=province.name,
    )


def kinds_words(visit: Visit) -> str:
    """What is looked at, each with its agency, in one sentence."""
    return "; ".join(f"{VisitKind(part.kind).label.lower()} ({part.agency.name})" for part in _parts(visit))


def _parts(visit: Visit) -> Iterable[Any]:
    return visit.parts.select_related("agency")


def place_words(visit: Visit) -> str:
    """The commune and province where the visit takes place."""
    return str(visit.commune.path) if visit.commune is not None else ""


def when_words(visit: Visit) -> str:
    if visit.day is not None:
        return str(day_words(visit.day))
    return _("tháng %(month)s năm %(year)d") % {"month": visit.month, "year": visit.year}


def plan_spec(plan: InspectionPlan) -> PaperSpec:
    """The plan with the list of its visits. Legal: Quyết định 26/2026/QĐ-TTg, Điều 9.4.a."""
    visits = plan.visits.exclude(state="cancelled").select_related("producer__organisation", "commune__parent", "lead")
    rows = tuple(
        Row(
            (
                str(number),
                visit.subject_name,
                str(visit.commune.label) if visit.commune else "",
                kinds_words(visit),
                format_date(visit.day) if visit.day else _("Tháng %(month)s") % {"month": visit.month},
            )
        )
        for number, visit in enumerate(visits.order_by("month", "pk"), start=1)
    )
    return paper_from_text(
        PaperKind.INSPECTION_PLAN,
        header=_header(plan.office, plan.province, PaperKind.INSPECTION_PLAN),
        values={
            "year": plan.year,
            "office": plan.office.name,
            "committee": committee_name(plan.province),
            "sign_title": head_title(plan.office),
        },
        blocks=(
            Heading(_("I. Mục đích, yêu cầu"), 1),
            Paragraph(plan.purpose or _("Bảo đảm sản phẩm OCOP duy trì các tiêu chí đã được đánh giá, phân hạng.")),
            Heading(_("II. Nội dung"), 1),
            Paragraph(
                _("Kiểm tra %(n)d chủ thể, đơn vị có tên trong Phụ lục; mỗi chủ thể một đợt trong năm.")
                % {"n": len(rows)}
            ),
        ),
        annex=(
            Table(
                columns=(Column(6, "center"), Column(28), Column(18), Column(34), Column(14, "center")),
                header=(Row(("TT", _("Đối tượng"), _("Địa bàn"), _("Nội dung, cơ quan"), _("Thời gian")), bold=True),),
                rows=rows,
            ),
        ),
    )


def ground_words(visit: Visit) -> str:
    """The plan's number, or the sign of violation that was recorded."""
    if visit.is_by_sign:
        reference = f" ({visit.sign_reference})" if visit.sign_reference else ""
        return _("dấu hiệu vi phạm ghi nhận %(day)s%(reference)s: %(text)s") % {
            "day": day_words(visit.sign_on),
            "reference": reference,
            "text": visit.sign_text.rstrip("."),
        }
    paper = visit.plan.paper if visit.plan is not None else None
    number = paper.full_number if paper is not None and paper.is_issued else "……"
    day = day_words(visit.plan.issued_on) if visit.plan is not None and visit.plan.issued_on else "……"
    return _("Kế hoạch số %(number)s %(day)s") % {"number": number, "day": day}


def team_table(visit: Visit) -> Table:
    """The team as a table."""
    return Table(
        columns=(Column(8, "center"), Column(34), Column(36), Column(22)),
        header=(Row(("TT", _("Họ và tên"), _("Chức vụ, cơ quan"), _("Vai trò")), bold=True),),
        rows=tuple(
            Row((str(number), row.user.full_name, _office_words(row), str(row.get_part_display())))
            for number, row in enumerate(visit.team.select_related("user", "agency"), start=1)
        ),
    )


def _office_words(member: Any) -> str:
    return ", ".join(part for part in (member.title, member.agency.name if member.agency else "") if part)


def decision_spec(visit: Visit) -> PaperSpec:
    """The decision to check, with its team in the annex."""
    header = _header(visit.lead, visit.province, PaperKind.INSPECTION_DECISION)
    head = head_title(visit.lead).capitalize()
    return paper_from_text(
        PaperKind.INSPECTION_DECISION,
        header=replace(header, issuer_text=f"{head} {visit.lead.name}"),
        values={
            "subject": visit.subject_name,
            "authority": f"{head} {visit.lead.name}",
            "ground": ground_words(visit),
            "place": place_words(visit),
            "content": kinds_words(visit),
            "day": when_words(visit),
            "office": visit.lead.name,
            "sign_title": head_title(visit.lead),
            "commune": f"UBND {visit.commune.label}" if visit.commune else "",
        },
        annex=(team_table(visit),),
        landscape=False,
    )


def minutes_spec(visit: Visit) -> PaperSpec:
    """Biên bản of a visit: who, what was seen line by line, findings, samples, both sides' words, signatures."""
    head = visit.team.filter(part="head").select_related("user").first()
    other = visit.other_side
    blocks: list[Any] = [
        KeyValues(
            (
                KeyValue(_("Ngày kiểm tra"), format_date(visit.arrived_on) if visit.arrived_on else ""),
                KeyValue(_("Địa điểm"), place_words(visit)),
                KeyValue(_("Căn cứ"), _decision_words(visit)),
            )
        ),
        Heading(_("I. Thành phần"), 1),
        Paragraph(_("1. Đoàn kiểm tra:"), keep_with_next=True),
        team_table(visit),
        KeyValues((KeyValue(_("2. Đại diện bên được kiểm tra"), other),)),
        Heading(_("II. Kết quả kiểm tra"), 1),
        *_answers(visit),
        Heading(_("III. Tồn tại, vi phạm"), 1),
        *_findings(visit.findings.select_related("product")),
        Heading(_("IV. Mẫu đã lấy"), 1),
        *_samples(visit),
        Heading(_("V. Ý kiến"), 1),
        KeyValues(
            (
                KeyValue(_("Nhận xét của đoàn"), visit.team_view),
                KeyValue(_("Ý kiến của bên được kiểm tra"), visit.remarks),
            )
        ),
    ]
    signatures: tuple[Signature, ...] = (
        Signature(title=_("ĐẠI DIỆN BÊN ĐƯỢC KIỂM TRA"), name="" if visit.minutes_refused else other),
        Signature(title=_("TRƯỞNG ĐOÀN"), name=head.user.full_name if head else ""),
    )
    if visit.minutes_refused:
        blocks += [
            Paragraph(
                _("Bên được kiểm tra không ký biên bản. Lý do: %(reason)s. Biên bản có hai người chứng kiến ký.")
                % {"reason": visit.refusal_reason.rstrip(".")}
            ),
            Clauses(tuple(f"{row.name}, {row.capacity}" for row in visit.witnesses.all()), style="number"),
        ]
        signatures = (
            *(Signature(title=_("NGƯỜI CHỨNG KIẾN"), name=row.name) for row in visit.witnesses.all()),
            signatures[1],
        )
    return PaperSpec(
        kind=PaperKind.INSPECTION_MINUTES,
        header=replace(_header(visit.lead, visit.province, PaperKind.INSPECTION_MINUTES), place=""),
        title="BIÊN BẢN",
        abstract=_("Kiểm tra đối với %(name)s") % {"name": visit.subject_name},
        blocks=tuple(blocks),
        signatures=signatures,
        recipients=(visit.subject_name, visit.lead.name, _("Lưu: Đoàn kiểm tra")),
    )


def _decision_words(visit: Visit) -> str:
    paper = visit.decision_paper
    if paper is None or not paper.is_issued:
        return ""
    return _("Quyết định số %(number)s ngày %(day)s") % {
        "number": paper.full_number,
        "day": format_date(paper.issued_on),
    }


def _answers(visit: Visit) -> list[Any]:
    blocks: list[Any] = []
    lines = visit.lines.filter(guidance=False).select_related("visit_product__product")
    groups: dict[str, list[Any]] = {}
    for line in lines:
        groups.setdefault(line.visit_product.product.name if line.visit_product else "", []).append(line)
    for name, rows in groups.items():
        if name:
            blocks.append(Heading(name, 3))
        blocks.append(
            Table(
                columns=(Column(8, "center"), Column(46), Column(18, "center"), Column(28)),
                header=(Row(("TT", _("Nội dung"), _("Kết quả"), _("Ghi chú")), bold=True),),
                rows=tuple(
                    Row(
                        (
                            str(number),
                            f"{row.criterion} {row.title}".strip(),
                            str(LineAnswer(row.answer).label) if row.answer else "",
                            row.note,
                        )
                    )
                    for number, row in enumerate(rows, start=1)
                ),
            )
        )
    return blocks


def _findings(findings: Iterable[Finding]) -> list[Any]:
    items = tuple(
        "{text} ({severity}{product}){ground}".format(
            text=row.text.rstrip("."),
            severity=str(row.get_severity_display()).lower(),
            product=f", {row.product.name}" if row.product else "",
            ground=f". {_('Căn cứ')}: {row.legal_ground}" if row.legal_ground else "",
        )
        for row in findings
    )
    return [Clauses(items, style="number")] if items else [Paragraph(_("Không có."))]


def _samples(visit: Visit) -> list[Any]:
    items = tuple(_sample_words(row) for row in visit.samples.all())
    return [Clauses(items, style="number")] if items else [Paragraph(_("Không lấy mẫu."))]


def _sample_words(sample: Sample) -> str:
    parts = [
        _("Mẫu số %(number)s") % {"number": sample.number},
        sample.what,
        sample.quantity,
        _("niêm phong %(seal)s") % {"seal": sample.seal} if sample.seal else "",
    ]
    return ", ".join(part for part in parts if part)


def conclusion_spec(visit: Visit) -> PaperSpec:
    """What is concluded of each product, what must be put right and by when."""
    decision = visit.decision_paper
    rows = tuple(
        Row((str(number), row.product.name, str(row.get_conclusion_display()), row.conclusion_note))
        for number, row in enumerate(visit.products.select_related("product"), start=1)
    )
    products: tuple[Any, ...] = (
        (
            Heading(_("I. Kết luận từng sản phẩm"), 1),
            Table(
                columns=(Column(8, "center"), Column(34), Column(26), Column(32)),
                header=(Row(("TT", _("Sản phẩm"), _("Kết luận"), _("Nội dung")), bold=True),),
                rows=rows,
            ),
        )
        if rows
        else ()
    )
    actions = tuple(
        f"{action.text.rstrip('.')}. {_('Hạn')}: {format_date(action.due_on)}"
        for finding in visit.findings.prefetch_related("actions")
        for action in finding.actions.all()
    )
    return paper_from_text(
        PaperKind.INSPECTION_CONCLUSION,
        header=_header(visit.lead, visit.province, PaperKind.INSPECTION_CONCLUSION),
        values={
            "subject": visit.subject_name,
            "decision": decision.full_number if decision is not None else "……",
            "minutes_day": day_words(visit.minutes_on) if visit.minutes_on else "……",
            "office": visit.lead.name,
            "commune": f"UBND {visit.commune.label}" if visit.commune else "",
            "sign_title": head_title(visit.lead),
        },
        blocks=(
            *products,
            Heading(_("II. Tồn tại, vi phạm"), 1),
            *_findings(visit.findings.select_related("product")),
            Heading(_("III. Yêu cầu khắc phục"), 1),
            Clauses(actions, style="number") if actions else Paragraph(_("Không có.")),
            Heading(_("IV. Kết luận chung"), 1),
            Paragraph(visit.conclusion_text),
        ),
    )


def sample_spec(sample: Sample) -> PaperSpec:
    """Biên bản lấy mẫu, signed by both sides."""
    visit = sample.visit
    return PaperSpec(
        kind=PaperKind.SAMPLE_RECORD,
        header=replace(_header(visit.lead, visit.province, PaperKind.SAMPLE_RECORD), place=""),
        title="BIÊN BẢN",
        abstract=_("Lấy mẫu tại %(name)s") % {"name": visit.subject_name},
        blocks=(
            KeyValues(
                (
                    KeyValue(_("Ngày lấy mẫu"), format_date(sample.taken_on)),
                    KeyValue(_("Sản phẩm"), sample.product.name if sample.product else ""),
                    KeyValue(_("Số mẫu"), sample.number),
                    KeyValue(_("Tên mẫu, chỉ tiêu"), sample.what),
                    KeyValue(_("Lượng mẫu"), sample.quantity),
                    KeyValue(_("Số niêm phong"), sample.seal),
                    KeyValue(_("Nơi gửi kiểm nghiệm"), sample.lab),
                )
            ),
            Paragraph(_("Mẫu được niêm phong trước sự chứng kiến của hai bên.")),
        ),
        signatures=(
            Signature(title=_("ĐẠI DIỆN BÊN ĐƯỢC KIỂM TRA"), name=visit.other_side),
            Signature(title=_("NGƯỜI LẤY MẪU"), name=sample.taken_by.full_name),
        ),
        recipients=(visit.subject_name, _("Lưu: Đoàn kiểm tra")),
    )
