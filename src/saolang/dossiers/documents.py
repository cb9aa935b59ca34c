"""Mẫu số 01 and Mẫu số 02 as papers, from the facts of a dossier (live while preparing, the snapshot once submitted).

The wording is that of the forms. Legal: Quyết định 26/2026/QĐ-TTg, Phụ lục III.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from saolang.core.text import format_date, format_score
from saolang.documents.compose import date_line
from saolang.documents.enums import PaperKind
from saolang.documents.spec import (
    Checkboxes,
    CheckItem,
    Column,
    DottedLines,
    Header,
    Heading,
    KeyValue,
    KeyValues,
    PageBreak,
    PaperSpec,
    Paragraph,
    Row,
    Run,
    Signature,
    Signatures,
    Table,
)
from saolang.producers.enums import IpKind

from .enums import DossierKind, Level
from .models import Receipt

Facts = Mapping[str, Any]
KIND_LABELS = (
    (DossierKind.FIRST, "Lần đầu"),
    (DossierKind.UPGRADE, "Nâng hạng"),
    (DossierKind.REASSESSMENT, "Đánh giá lại"),
)
OFFICES = (
    (Level.COMMUNE, "DÀNH CHO ỦY BAN NHÂN DÂN CẤP XÃ"),
    (Level.PROVINCE, "DÀNH CHO CƠ QUAN QUẢN LÝ OCOP CẤP TỈNH"),
)
IP_LABELS = (
    (IpKind.MARK, "+ Giấy chứng nhận đăng ký nhãn hiệu:"),
    (IpKind.USE_RIGHT, "+ Văn bản ghi nhận quyền sử dụng chỉ dẫn địa lý, nhãn hiệu tập thể, nhãn hiệu chứng nhận:"),
    (IpKind.PATENT, "+ Bằng sáng chế"),
    (IpKind.DESIGN, "+ Bằng độc quyền kiểu dáng công nghiệp:"),
    (IpKind.COPYRIGHT, "+ Giấy chứng nhận bản quyền tác giả"),
    (IpKind.OTHER, "+ Khác (ghi rõ):"),
)
PLEDGE = (
    "Cam đoan những thông tin trong Phiếu đăng ký là đúng sự thật, chúng tôi xin cam kết tuân thủ các quy định về đánh "
    "giá, phân hạng sản phẩm OCOP, chịu trách nhiệm trước Hội đồng và pháp luật về Hồ sơ đăng ký đánh giá, phân hạng "
    "sản phẩm."
)
PART2_HEADS = (
    ("material", "Tổ chức vùng nguyên liệu, công nghệ sản xuất, sơ chế, chế biến, đóng gói sản phẩm của chủ thể."),
    (
        "quality",
        "Sự thay đổi về chất lượng sản phẩm: chất lượng, tiêu chuẩn chất lượng, bao bì, nhãn mác, hình thức "
        "đóng gói,...",
    ),
    ("market", "Thị trường phân phối sản phẩm."),
    ("results", "Kết quả sản xuất, kinh doanh: doanh thu, lợi nhuận."),
)


def form01(facts: Facts, *, receipts: Iterable[Receipt] = (), signed_on: dt.date | None = None) -> PaperSpec:
    """Phiếu đăng ký. Receipts of commune and province fill the part of the offices."""
    dossier, producer, product = facts["dossier"], facts["producer"], facts["product"]
    samples = facts["form01"]["sample_count"]
    by_level = {receipt.level: receipt for receipt in receipts}
    blocks: list[Any] = [
        Paragraph("1. Thông tin về đơn vị đăng ký:", keep_with_next=True),
        _lines(
            ("- Tên đơn vị", producer["name"]),
            ("- Họ tên người đại diện pháp lý", producer["representative"]),
            ("- Chức vụ", producer["representative_title"]),
            ("- Địa chỉ liên hệ", producer["address"]),
        ),
        _inline(("- Điện thoại", producer["phone"]), ("Email", producer["email"])),
        _lines(("2. Tên sản phẩm", product["name"])),
        _lines(("3. Nhóm sản phẩm đăng ký (Ngành, Nhóm, Phân nhóm¹)", _classification(product))),
        Checkboxes(
            tuple(CheckItem(f"{label}:", dossier["kind"] == kind) for kind, label in KIND_LABELS),
            lead="4. Lần đăng ký đánh giá:",
            inline=True,
        ),
        Paragraph("5. Tài liệu kèm theo:", keep_with_next=True),
        Paragraph("- Báo cáo đánh giá về sản phẩm theo Bộ tiêu chí (bản gốc, bản điện tử)."),
        _lines(("- Sản phẩm mẫu (số lượng)", "" if samples is None else f"{samples:02d}")),
        Paragraph(PLEDGE),
        Signatures((_producer_signature(facts, "ĐẠI DIỆN", "(Ký, đóng dấu, ghi rõ họ tên)", signed_on),)),
        Paragraph(
            "¹ Theo Phụ lục I về Danh mục phân loại sản phẩm tham gia đánh giá, phân hạng sản phẩm OCOP.", small=True
        ),
        PageBreak(),
        Heading("PHẦN DÀNH CHO CƠ QUAN QUẢN LÝ", 0),
    ]
    for level, title in OFFICES:
        blocks += _office_part(title, dossier, by_level.get(level))
    return PaperSpec(
        kind=PaperKind.MAU_01.value,
        header=Header(layout="motto", form_label="Mẫu số 01"),
        title="PHIẾU ĐĂNG KÝ",
        abstract=f"Tham gia đánh giá, phân hạng sản phẩm OCOP\ncủa {_province(dossier)} năm {dossier['year']}",
        blocks=tuple(blocks),
    )


def form02(facts: Facts, *, signed_on: dt.date | None = None) -> PaperSpec:
    """Báo cáo tự đánh giá: parts I to IV, points and description per criterion, index of evidence."""
    blocks = [
        *_part1(facts),
        *_part2(facts),
        *_part3(facts),
        Heading("Phần IV", 0, "KẾ HOẠCH SẢN XUẤT, KINH DOANH"),
        *_text(facts["part4"]),
        Signatures(
            (_producer_signature(facts, "ĐẠI DIỆN THEO PHÁP LUẬT CỦA CƠ SỞ", "(Ký, họ tên, đóng dấu)", signed_on),)
        ),
        *_evidence_annex(facts),
    ]
    return PaperSpec(
        kind=PaperKind.MAU_02.value,
        header=Header(layout="none", form_label="Mẫu số 02"),
        title="BÁO CÁO TỰ ĐÁNH GIÁ VỀ SẢN PHẨM",
        subtitle="(Dành cho chủ thể có sản phẩm đăng ký)",
        title_rule=False,
        blocks=tuple(blocks),
    )


def _part1(facts: Facts) -> list[Any]:
    producer, personal, product = facts["producer"], facts["personal"], facts["product"]
    ticks = facts["ticks"]
    return [
        Heading("Phần I", 0, "THÔNG TIN CHUNG"),
        _lines(
            ("1. Tên chủ thể", producer["name"]),
            ("2. Loại hình tổ chức", producer["kind_label"]),
            ("3. Địa chỉ", producer["address"]),
        ),
        _inline(("4. Điện thoại", producer["phone"]), ("Email", producer["email"])),
        _lines(("5. Tên người đại diện pháp luật", ""))
        if not producer["representative"]
        else Paragraph("5. Tên người đại diện pháp luật:"),
        _lines(("- Họ tên", producer["representative"])),
        _inline(("- Giới tính", personal["gender"]), ("Dân tộc", personal["ethnicity"])),
        _lines(("- Địa chỉ thường trú", personal["permanent_address"])),
        _inline(
            ("6. Ngày thành lập/đăng ký kinh doanh", _day(producer["established_on"])),
            ("Số giấy đăng ký (nếu có)", producer["registration_number"]),
        ),
        Paragraph("7. Tên sản phẩm/dịch vụ, mô tả về quy cách sản phẩm, tiêu chuẩn:"),
        *_text("\n".join(part for part in (product["name"], product["description"], *product["variants"]) if part)),
        Paragraph("Đánh dấu (√) vào mục tương ứng:"),
        _box("a) Giấy đăng ký kinh doanh:", ticks["registration"]),
        _box("b) Đã công bố chất lượng sản phẩm theo quy định:", ticks["declaration"]),
        Paragraph("c) Đã có các điều kiện sản xuất theo quy định:"),
        _box(
            "- Giấy chứng nhận cơ sở đủ điều kiện vệ sinh an toàn thực phẩm theo quy định của pháp luật cho sản xuất "
            "sản phẩm:",
            ticks["food_safety"],
        ),
        _box(
            "- Giấy chứng nhận cơ sở đủ điều kiện sản xuất bắt buộc theo quy định cho sản phẩm (đối với các sản phẩm "
            "bắt buộc theo quy định)",
            ticks["condition"],
        ),
        _box("d) Đã có đăng ký sở hữu trí tuệ:", ticks["ip"]),
        *(
            _box(f"{label} {ticks['ip_other']}".strip() if kind == IpKind.OTHER else label, kind in ticks["ip_kinds"])
            for kind, label in IP_LABELS
        ),
        Paragraph("8. Lịch sử hình thành của chủ thể (nêu các giai đoạn hình thành và phát triển):"),
        *_text(producer["history"]),
        Paragraph("9. Cơ cấu tổ chức của chủ thể:"),
        *_text(producer["structure"]),
    ]


def _part2(facts: Facts) -> list[Any]:
    blocks: list[Any] = [Heading("Phần II", 0, "KẾT QUẢ THỰC HIỆN PHƯƠNG ÁN SẢN XUẤT KINH DOANH")]
    for key, head in PART2_HEADS:
        blocks += [Paragraph(f"- {head}", italic=True, keep_with_next=True), *_text(facts["part2"][key])]
    if facts["dossier"]["kind"] != DossierKind.FIRST:
        blocks += _changes(facts)
    return blocks


def _changes(facts: Facts) -> list[Any]:
    """What changed since the last recognition, which is named. Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1.b-c."""
    head = "- Những thay đổi, nội dung mới và kết quả so với sản phẩm OCOP đã được công nhận."
    blocks: list[Any] = [Paragraph(head, italic=True, keep_with_next=True)]
    if facts.get("renews"):
        blocks.append(Paragraph(previous_line(facts["renews"])))
    if facts["changes"] or not facts.get("updates"):
        blocks += _text(facts["changes"])
    for row in facts.get("updates", ()):
        blocks.append(Paragraph(f"+ {row['label']}:", keep_with_next=True))
        blocks += [Paragraph("Không thay đổi.")] if row["unchanged"] else _text(row["text"])
    if facts.get("change_papers"):
        numbers = _paper_numbers(facts)
        proofs = ", ".join(f"MC{numbers[code]}" for code in facts["change_papers"] if code in numbers)
        blocks.append(Paragraph(f"Tài liệu minh chứng về những thay đổi: {proofs}."))
    return blocks


def previous_line(star: Facts) -> str:
    """The last recognition in one sentence: star, code, decision, certificate, validity."""
    decided = f" ngày {_day(star['decided_on'])}" if star["decided_on"] else ""
    issuer = f" của {star['issuer']}" if star["issuer"] else ""
    parts = (
        f"Đã được công nhận {star['star']} sao",
        f"mã sản phẩm {star['product_code']}" if star["product_code"] else "",
        f"Quyết định số {star['decision']}{decided}{issuer}" if star["decision"] else "",
        f"Giấy chứng nhận số {star['certificate']}" if star["certificate"] else "",
        f"có giá trị đến hết ngày {_day(star['through'])}" if star["through"] else "chưa rõ thời hạn",
    )
    return "; ".join(part for part in parts if part) + "."


def _part3(facts: Facts) -> list[Any]:
    rows = []
    numbers = _paper_numbers(facts)
    for answer in facts["answers"]:
        points = "" if answer["option"] is None else f"{format_score(answer['points'])}/{format_score(answer['max'])}"
        chosen = answer["label"] or ("Không đạt mức nào" if answer["option"] == 0 else "")
        described = "\n".join(part for part in (chosen, answer["description"]) if part)
        proofs = "; ".join(f"MC{numbers[link['paper']]}{_pages(link)}" for link in answer["evidence"])
        rows.append(Row((answer["criterion"], answer["name"], points, described, proofs)))
    result = facts["evaluation"]
    parts = ", ".join(f"Phần {code}: {format_score(points)} điểm" for code, points in result["parts"].items())
    return [
        Heading("Phần III", 0, "ĐÁNH GIÁ KẾT QUẢ THỰC HIỆN THEO BỘ TIÊU CHÍ SẢN PHẨM OCOP"),
        Paragraph(f"Bộ sản phẩm: {facts['product']['set_name']}."),
        Table(
            columns=(Column(8, "center"), Column(25), Column(12, "center"), Column(37), Column(18)),
            header=(Row(("Tiêu chí", "Nội dung", "Điểm tự đánh giá", "Mô tả, chứng minh", "Minh chứng"), bold=True),),
            rows=tuple(rows),
        ),
        Paragraph((Run(f"Tổng điểm tự đánh giá: {format_score(result['total'])} điểm", bold=True), f" ({parts}).")),
    ]


def _evidence_annex(facts: Facts) -> list[Any]:
    """Danh mục tài liệu minh chứng, in the order of the criteria."""
    used: dict[str, list[str]] = {}
    for answer in facts["answers"]:
        for link in answer["evidence"]:
            used.setdefault(link["paper"], []).append(f"{answer['criterion']}{_pages(link)}")
    numbers = _paper_numbers(facts)
    rows = []
    for paper in sorted(facts["papers"], key=lambda paper: numbers[paper["code"]]):
        about = ", ".join(part for part in (paper["number"], paper["issuer"], _day(paper["issued_on"])) if part)
        until = f"đến {_day(paper['expires_on'])}" if paper["expires_on"] else ""
        name = "\n".join(part for part in (paper["title"], about) if part)
        criteria = "; ".join(used.get(paper["code"], []))
        rows.append(Row((f"MC{numbers[paper['code']]}", paper["kind_label"], name, until, criteria)))
    if not rows:
        return []
    return [
        PageBreak(),
        Heading("PHỤ LỤC", 0, "TÀI LIỆU MINH CHỨNG, THEO THỨ TỰ TIÊU CHÍ"),
        Table(
            columns=(Column(9, "center"), Column(24), Column(36), Column(14), Column(17)),
            header=(Row(("TT", "Nội dung", "Tên, số, nơi cấp, ngày cấp", "Hiệu lực", "Tiêu chí"), bold=True),),
            rows=tuple(rows),
        ),
    ]


def _pages(link: Facts) -> str:
    """Pages of a piece of evidence, kept on one line."""
    return f" (tr.\u00a0{link['pages']})" if link["pages"] else ""


def _paper_numbers(facts: Facts) -> dict[str, int]:
    """Running numbers of papers: first by criteria, then the others."""
    order: dict[str, int] = {}
    for answer in facts["answers"]:
        for link in answer["evidence"]:
            order.setdefault(link["paper"], len(order) + 1)
    for paper in facts["papers"]:
        order.setdefault(paper["code"], len(order) + 1)
    return order


def _office_part(title: str, dossier: Facts, receipt: Receipt | None) -> list[Any]:
    number = receipt.number if receipt else "……-……. /PĐK- (Mã tỉnh) - (Mã xã) - (Năm)"
    return [
        _bold(title),
        _lines(
            ("Phiếu số", number),
            ("Ngày nhận", format_date(receipt.received_on) if receipt else ""),
        ),
        _inline(("Người tiếp nhận", receipt.receiver_name if receipt else ""), ("Chữ ký", "")),
        Signatures((Signature(title="Cơ quan tiếp nhận", note="(Ký, đóng dấu và ghi rõ họ tên)", as_written=True),)),
    ]


def _producer_signature(facts: Facts, title: str, note: str, signed_on: dt.date | None) -> Signature:
    place = facts["form01"]["signed_place"] or "........"
    line = date_line(place, signed_on.isoformat()) if signed_on else f"{place}, ngày........tháng........năm......"
    return Signature(title=title, note=note, name=facts["producer"]["representative"], place_date=line)


def _classification(product: Facts) -> str:
    parts = (("Ngành", product["industry"]), ("Nhóm", product["group"]), ("Phân nhóm", product["subgroup"]))
    return "; ".join(f"{label} {name}" for label, name in parts if name) + f" (Bộ sản phẩm số {product['set_number']})"


def _province(dossier: Facts) -> str:
    name = str(dossier["province"].get("name", "tỉnh"))
    return name[:1].lower() + name[1:]


def _bold(text: str) -> Paragraph:
    return Paragraph(text, bold=True, keep_with_next=True)


def _lines(*pairs: tuple[str, str]) -> KeyValues:
    return KeyValues(tuple(KeyValue(label, value or "") for label, value in pairs))


def _inline(*pairs: tuple[str, str]) -> KeyValues:
    return KeyValues(tuple(KeyValue(label, value or "") for label, value in pairs), inline=True)


def _box(label: str, checked: bool) -> Checkboxes:
    return Checkboxes((CheckItem(label, checked),))


def _text(text: str) -> list[Any]:
    lines = [line.strip() for line in (text or "").split("\n") if line.strip()]
    return [Paragraph(line) for line in lines] or [DottedLines(2)]


def _day(iso: str) -> str:
    return format_date(dt.date.fromisoformat(iso)) if iso else ""
