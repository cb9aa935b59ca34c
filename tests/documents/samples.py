"""Papers that the tests draw: a decision with a landscape annex, a letter, a form with everything, a certificate."""

from __future__ import annotations

from saolang.documents import spec as s

HOSTILE = (
    '#read("/etc/passwd") \\ $x^2$ *b* _i_ `c` <a> @ref [x] // /* "q" \' ~ -- --- & <b>đ</b> '
    "{{ x }} {% y %} \\u{41} #{1+1}"
)


def decision(rows: int = 3, spans: bool = False) -> s.PaperSpec:
    """A decision that recognises products, with their list in a landscape annex."""
    names = ("STT", "Sản phẩm", "Chủ thể")
    header = (s.Row((*names, "Điểm", "Hạng sao")),)
    if spans:
        top = s.Row((*(s.Cell(name, rowspan=2) for name in names), s.Cell("Kết quả", colspan=2)))
        header = (top, s.Row(("Điểm", "Hạng sao")))
    table = s.Table(
        columns=(s.Column(1, "center"), s.Column(5), s.Column(4), s.Column(1.5, "center"), s.Column(1.5, "center")),
        header=header,
        rows=tuple(
            s.Row((str(n), f"Sản phẩm mẫu số {n}", f"HTX Mẫu {n}", "71,5", "4 sao")) for n in range(1, rows + 1)
        ),
    )
    return s.PaperSpec(
        kind="recognition_decision",
        header=s.Header(
            issuer="Ủy ban nhân dân tỉnh Vĩnh Long",
            symbol="QĐ-UBND",
            place="Vĩnh Long",
            issuer_text="Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long",
        ),
        title="Quyết định",
        abstract="Về việc công nhận sản phẩm OCOP đợt 1 năm 2026",
        authority="Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long",
        bases=("Căn cứ văn bản thứ nhất", "Căn cứ văn bản thứ hai;"),
        resolution="Quyết định:",
        blocks=(
            s.Article(1, "Công nhận các sản phẩm trong Danh sách kèm theo."),
            s.Article(2, title="Trách nhiệm thi hành"),
            s.Clauses(("Khoản thứ nhất.", "Khoản thứ hai.")),
            s.Clauses(("điểm một;", "điểm hai;", "điểm ba;", "điểm bốn;", "điểm năm."), style="letter"),
        ),
        signatures=(s.Signature(authority=("KT. CHỦ TỊCH",), title="Phó Chủ tịch", name="Nguyễn Thị Mẫu A"),),
        recipients=("Như Điều 2", "Lưu: VT"),
        annexes=(s.Annex(blocks=(table,), title="Danh sách sản phẩm", landscape=True),),
    )


def letter() -> s.PaperSpec:
    """A commune's numbered letter to two addressees."""
    return s.PaperSpec(
        kind="commune_letter",
        header=s.Header(
            issuer="Ủy ban nhân dân xã Song Phú",
            parent="Ủy ban nhân dân tỉnh Vĩnh Long",
            symbol="UBND-KT",
            number="5",
            issued_on="2026-02-03",
            place="Song Phú",
        ),
        abstract="đề nghị đánh giá, phân hạng sản phẩm OCOP",
        addressees=("Ủy ban nhân dân tỉnh Vĩnh Long", "Sở Nông nghiệp và Môi trường"),
        blocks=(s.Paragraph(("Trân trọng ", s.Run("đề nghị", bold=True), "./.")),),
        signatures=(s.Signature(authority=("TM. Ủy ban nhân dân",), title="Chủ tịch", name="Trần Văn Mẫu B"),),
        recipients=("Như trên", "Lưu: VT"),
    )


def form(text: str = "Nội dung") -> s.PaperSpec:
    """A form that holds every kind of block, with `text` wherever a person types."""
    return s.PaperSpec(
        kind="mau_01",
        header=s.Header(layout="motto", form_label="Mẫu số 01"),
        title="Phiếu đăng ký",
        abstract="Tham gia đánh giá\nnăm 2026",
        subtitle="(Dành cho chủ thể)",
        blocks=(
            s.Heading("Phần I", 0, title="Thông tin chung"),
            s.Heading("I. Mục", 1),
            s.Heading("1. Tiểu mục", 2),
            s.Paragraph(text),
            s.KeyValues((s.KeyValue("Tên đơn vị", text), s.KeyValue("Chức vụ"))),
            s.KeyValues((s.KeyValue("Điện thoại"), s.KeyValue("Email", "mau@example.vn")), inline=True),
            s.DottedLines(2),
            s.Checkboxes((s.CheckItem("Lần đầu", True), s.CheckItem("Nâng hạng")), lead="Lần đăng ký:", inline=True),
            s.Checkboxes((s.CheckItem("Giấy đăng ký kinh doanh:", True),)),
            s.Clauses((text, ("một ", s.Run("hai", italic=True))), style="dash"),
            s.Table(columns=(s.Column(1), s.Column(1)), rows=(s.Row((text, "")),), borders=False),
            s.QrCode("HTTPS://OCOP.EXAMPLE.VN/G/ABCDEFGH12", caption="Quét mã"),
            s.PageBreak(),
            s.Signatures((s.Signature(title="Người nộp"), s.Signature(title="Người nhận", name="Lê Văn Mẫu C"))),
        ),
        signatures=(s.Signature(place_date="Song Phú, ngày 05 tháng 3 năm 2026", title="Đại diện", name=text),),
    )


def certificate() -> s.CertificateSpec:
    """A four-star certificate."""
    return s.CertificateSpec(
        kind="certificate",
        issuer="Ủy ban nhân dân tỉnh Vĩnh Long",
        authority="Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long",
        title="Chứng nhận",
        product="Khoai lang tím sấy giòn",
        producer="HTX Mẫu Khoai lang",
        stars=4,
        rank_line="Đạt sản phẩm OCOP hạng 4 sao",
        lines=(s.KeyValue("Mã sản phẩm", "86-29740-01-2026"),),
        decision_line="Theo Quyết định số 1525/QĐ-UBND ngày 05 tháng 8 năm 2026",
        validity_line="Có giá trị đến hết ngày 05 tháng 8 năm 2029",
        number="12",
        symbol="GCN-UBND",
        place="Vĩnh Long",
        issued_on="2026-08-05",
        signature=s.Signature(title="Chủ tịch", name="Nguyễn Thị Mẫu A"),
        qr="HTTPS://OCOP.EXAMPLE.VN/G/ABCDEFGH12",
        qr_caption="Kiểm tra tại ocop.example.vn",
    )
