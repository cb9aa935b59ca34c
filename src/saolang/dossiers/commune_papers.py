"""Papers of the commune about dossiers: Mẫu số 03, văn bản đề nghị, the slip given at receipt.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.2, 7.2; Phụ lục III, Mẫu số 03; Nghị định 30/2020/NĐ-CP.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from saolang.accounts.models import Organisation
from saolang.core.text import format_date
from saolang.documents.enums import PaperKind, default_symbol
from saolang.documents.spec import (
    Clauses,
    Column,
    DottedLines,
    Header,
    Heading,
    KeyValue,
    KeyValues,
    PaperSpec,
    Paragraph,
    Row,
    Run,
    Signature,
    Table,
)
from saolang.documents.texts import paper_from_text

from . import law
from .clocks import due_after
from .enums import LocalQuestion
from .facts import content_of
from .models import Dossier, Proposal, Receipt
from .queries import latest_snapshot
from .reading import Reading

QUESTION_HEADS = {
    LocalQuestion.MATERIAL: "1. Về sử dụng nguyên liệu địa phương:",
    LocalQuestion.LABOUR: "2. Về sử dụng lao động địa phương:",
    LocalQuestion.IDEA: "3. Nguồn gốc ý tưởng sản phẩm:",
    LocalQuestion.IDENTITY: "4. Bản sắc/trí tuệ địa phương:",
}

LETTER_COLUMNS = ("TT", "Mã sản phẩm", "Tên sản phẩm", "Chủ thể", "Lần đăng ký", "Sản phẩm mẫu")


def facts_of(dossier: Dossier) -> dict[str, Any]:
    """What was submitted, or the live facts while the dossier is being prepared."""
    snapshot = latest_snapshot(dossier)
    return snapshot.content if snapshot is not None else content_of(Reading(dossier))


def form03(dossier: Dossier, issuer: Organisation) -> PaperSpec:
    """Báo cáo đánh giá một số nội dung: the producer's description beside the commune's finding."""
    facts = facts_of(dossier)
    producer, personal = facts["producer"], facts["personal"]
    findings = {row.question: row for row in dossier.commune_report.findings.all()}
    blocks: list[Any] = [
        Heading("I. THÔNG TIN CHUNG VỀ HỒ SƠ SẢN PHẨM", 1),
        _lines(
            ("1. Tên chủ thể", producer["name"]),
            ("2. Loại hình tổ chức", producer["kind_label"]),
            ("3. Địa chỉ", producer["address"]),
        ),
        Paragraph("4. Tên người đại diện pháp luật:"),
        _lines(("- Họ tên", producer["representative"])),
        KeyValues(
            (KeyValue("- Giới tính", personal["gender"]), KeyValue("Dân tộc", personal["ethnicity"])), inline=True
        ),
        _lines(("- Địa chỉ thường trú", personal["permanent_address"])),
        _lines(("5. Sản phẩm đăng ký đánh giá", _with_code(dossier))),
        Heading("II. ĐÁNH GIÁ MỘT SỐ NỘI DUNG CỦA HỒ SƠ SẢN PHẨM", 1),
    ]
    for question, head in QUESTION_HEADS.items():
        row = findings.get(question)
        blocks.append(Paragraph(head, bold=True, keep_with_next=True))
        if row is not None and row.producer_text:
            blocks.append(Paragraph((Run("Mô tả của chủ thể: ", italic=True), row.producer_text)))
        if row is not None and row.finding:
            blocks.append(Paragraph((Run(f"Đánh giá của {issuer.name}: ", italic=True), row.finding)))
        else:
            blocks.append(DottedLines(2))
    blocks.append(
        Paragraph(
            f"{issuer.name} đề nghị Ủy ban nhân dân {_lower(dossier.commune.parent.full_name)} đánh giá, phân hạng sản "
            f"phẩm OCOP cho sản phẩm {facts['product']['name']} của {producer['name']}."
        )
    )
    return PaperSpec(
        kind=PaperKind.MAU_03.value,
        header=_header(dossier.commune, issuer, PaperKind.MAU_03, form_label="Mẫu số 03"),
        title="BÁO CÁO",
        abstract="Đánh giá một số nội dung của hồ sơ đăng ký tham gia đánh giá, phân hạng sản phẩm OCOP",
        blocks=tuple(blocks),
        signatures=(
            Signature(
                authority=(f"TM. ỦY BAN NHÂN DÂN {dossier.commune.full_name}",),
                title="CHỦ TỊCH",
                note="(Ký tên và đóng dấu)",
            ),
        ),
    )


def commune_letter(proposal: Proposal, issuer: Organisation, dossiers: Sequence[Dossier]) -> PaperSpec:
    """Văn bản đề nghị of several products: numbers in the text, the products in the annex with codes and samples."""
    commune = proposal.commune
    rows = []
    samples = 0
    for index, dossier in enumerate(dossiers, start=1):
        needed = Reading(dossier).sheet.samples_required
        samples += needed
        rows.append(
            Row((
                str(index), dossier.product_code, dossier.product.name, dossier.producer.name,
                str(dossier.get_kind_display()), f"{needed:02d}" if needed else "Không",
            ))
        )  # fmt: skip
    count = len(dossiers)
    enclosed = [
        f"{count:02d} Báo cáo đánh giá một số nội dung của hồ sơ (Mẫu số 03)",
        f"{count:02d} hồ sơ sản phẩm (01 bộ giấy và 01 bộ điện tử mỗi hồ sơ)",
    ]
    if samples:
        enclosed.append(f"{samples:02d} sản phẩm mẫu")
    columns = (Column(7, "center"), Column(23), Column(26), Column(22), Column(12), Column(10, "center"))
    return paper_from_text(
        PaperKind.COMMUNE_LETTER.value,
        header=_header(commune, issuer, PaperKind.COMMUNE_LETTER),
        values={
            "count": f"{count:02d}",
            "committee": issuer.name,
            "province_committee": f"Ủy ban nhân dân {commune.parent.label}",
        },
        blocks=(Clauses(tuple(f"{text}{'.' if text == enclosed[-1] else ';'}" for text in enclosed), style="dash"),),
        annex=(Table(columns=columns, header=(Row(LETTER_COLUMNS, bold=True),), rows=tuple(rows)),),
        landscape=False,
    )


def receipt_slip(receipt: Receipt, issuer_name: str) -> PaperSpec:
    """What the producer takes home: number, date, who received, and the day by which the commune answers."""
    dossier = receipt.dossier
    facts = facts_of(dossier)
    due, days = due_after(receipt.received_on, dossier.regime), law.commune_working_days(dossier.regime)
    return PaperSpec(
        kind=PaperKind.RECEIPT.value,
        header=Header(layout="motto"),
        title="GIẤY TIẾP NHẬN HỒ SƠ",
        abstract="Hồ sơ đăng ký tham gia đánh giá, phân hạng sản phẩm OCOP",
        blocks=(
            _lines(
                ("Cơ quan tiếp nhận", issuer_name),
                ("Phiếu số", receipt.number),
                ("Ngày nhận", format_date(receipt.received_on)),
                ("Người tiếp nhận", receipt.receiver_name),
                ("Chủ thể", facts["producer"]["name"]),
                ("Sản phẩm", facts["product"]["name"]),
                ("Lần đăng ký", str(dossier.get_kind_display())),
                ("Số tệp điện tử đã nộp", str(len(latest_files(dossier)))),
                ("Thời hạn kiểm tra, đánh giá tại cấp xã", f"chậm nhất ngày {format_date(due)} ({days} ngày làm việc)"),
            ),
        ),
        signatures=(Signature(title="NGƯỜI TIẾP NHẬN", note="(Ký, ghi rõ họ tên)", name=receipt.receiver_name),),
    )


def latest_files(dossier: Dossier) -> list[dict[str, Any]]:
    """Files of the last snapshot."""
    snapshot = latest_snapshot(dossier)
    return list(snapshot.manifest) if snapshot is not None else []


def _with_code(dossier: Dossier) -> str:
    code = f" (mã sản phẩm {dossier.product_code})" if dossier.product_code else ""
    return f"{dossier.product.name}{code}"


def _header(commune: Any, issuer: Organisation, kind: PaperKind, form_label: str = "") -> Header:
    return Header(
        issuer=issuer.name,
        symbol=default_symbol(kind, "UBND"),
        place=commune.name,
        form_label=form_label,
        issuer_text=issuer.name,
    )


def _lower(name: str) -> str:
    return name[:1].lower() + name[1:]


def _lines(*pairs: tuple[str, str]) -> KeyValues:
    return KeyValues(tuple(KeyValue(label, value or "") for label, value in pairs))
