"""Words of the documents app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PaperKind(models.TextChoices):
    """Every paper that the programme writes."""

    MAU_01 = "mau_01", _("Mẫu số 01 - Phiếu đăng ký đánh giá, phân hạng")
    MAU_02 = "mau_02", _("Mẫu số 02 - Báo cáo tự đánh giá về sản phẩm")
    MAU_03 = "mau_03", _("Mẫu số 03 - Báo cáo đánh giá một số nội dung của hồ sơ")
    COMMUNE_LETTER = "commune_letter", _("Văn bản đề nghị của UBND cấp xã")
    COMMUNE_MINUTES = "commune_minutes", _("Biên bản họp cấp xã")
    RECEIPT = "receipt", _("Giấy tiếp nhận hồ sơ")
    COUNCIL_DECISION = "council_decision", _("Quyết định thành lập Hội đồng, Tổ tư vấn")
    COUNCIL_RULES = "council_rules", _("Quy chế hoạt động của Hội đồng")
    ADVISORY_REPORT = "advisory_report", _("Báo cáo của Tổ tư vấn")
    AGENCY_REPORT = "agency_report", _("Báo cáo đánh giá của cơ quan OCOP cấp tỉnh")
    OPINION_SHEET = "opinion_sheet", _("Phiếu lấy ý kiến thành viên Hội đồng")
    OPINION_SUMMARY = "opinion_summary", _("Báo cáo tổng hợp ý kiến bằng văn bản")
    SESSION_MINUTES = "session_minutes", _("Biên bản phiên họp Hội đồng")
    COUNCIL_REPORT = "council_report", _("Báo cáo của Hội đồng")
    MEMO = "memo", _("Tờ trình")
    RECOGNITION_DECISION = "recognition_decision", _("Quyết định công nhận sản phẩm OCOP")
    APPROVAL_DECISION = "approval_decision", _("Quyết định phê duyệt kết quả từ 90 điểm")
    MINISTRY_LETTER = "ministry_letter", _("Văn bản đề nghị gửi Bộ")
    MINISTRY_RENEWAL_LETTER = "ministry_renewal", _("Văn bản đề nghị Bộ đánh giá lại sản phẩm 5 sao")
    CENTRAL_RESULT_DECISION = "central_decision", _("Quyết định công nhận theo kết quả của Hội đồng cấp trung ương")
    CERTIFICATE = "certificate", _("Giấy chứng nhận")
    RESULT_NOTICE = "result_notice", _("Thông báo kết quả")
    INSPECTION_PLAN = "inspection_plan", _("Kế hoạch kiểm tra, giám sát")
    INSPECTION_DECISION = "inspection_decision", _("Quyết định kiểm tra, thành lập đoàn")
    INSPECTION_MINUTES = "inspection_minutes", _("Biên bản kiểm tra")
    INSPECTION_CONCLUSION = "inspection_conclusion", _("Kết luận kiểm tra")
    SAMPLE_RECORD = "sample_record", _("Biên bản lấy mẫu")
    WITHDRAWAL_REPORT = "withdrawal_report", _("Báo cáo kiểm tra, xác minh để thu hồi")
    HEARING_INVITATION = "hearing_invitation", _("Giấy mời làm việc")
    HEARING_MINUTES = "hearing_minutes", _("Biên bản làm việc với chủ thể")
    WITHDRAWAL_MEMO = "withdrawal_memo", _("Tờ trình thu hồi")
    WITHDRAWAL_DECISION = "withdrawal_decision", _("Quyết định thu hồi")
    WITHDRAWAL_LETTER = "withdrawal_letter", _("Công văn gửi quyết định thu hồi")
    MINISTRY_WITHDRAWAL_REPORT = "ministry_withdrawal_report", _("Báo cáo đề nghị Bộ thu hồi")
    CORRECTION_DECISION = "correction_decision", _("Quyết định đính chính")
    AMENDMENT_DECISION = "amendment_decision", _("Quyết định điều chỉnh, cấp lại, cấp đổi, chuyển chủ thể")
    REISSUED_CERTIFICATE = "reissued_certificate", _("Giấy chứng nhận cấp lại, cấp đổi")
    CONCLUSION_NOTICE = "conclusion_notice", _("Thông báo ý kiến kết luận")
    REMINDER_LETTER = "reminder_letter", _("Công văn đôn đốc")


class PaperState(models.TextChoices):
    """Where a paper stands between writing and publication."""

    DRAFT = "draft", _("Dự thảo")
    FOR_SIGNATURE = "for_signature", _("Trình ký")
    ISSUED = "issued", _("Đã ban hành")
    CANCELLED = "cancelled", _("Đã hủy")


class Direction(models.TextChoices):
    """Which register a document is in."""

    INCOMING = "incoming", _("Văn bản đến")
    OUTGOING = "outgoing", _("Văn bản đi")
    REFERENCE = "reference", _("Văn bản tham chiếu")


class Urgency(models.TextChoices):
    """Legal: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục III, khoản 2."""

    NORMAL = "normal", _("Thường")
    URGENT = "urgent", _("Khẩn")
    VERY_URGENT = "very_urgent", _("Thượng khẩn")
    FLASH = "flash", _("Hỏa tốc")


class LinkKind(models.TextChoices):
    """How one document refers to another."""

    CITES = "cites", _("Nêu, viện dẫn")
    BASED_ON = "based_on", _("Căn cứ")
    IMPLEMENTS = "implements", _("Triển khai")
    AMENDS = "amends", _("Sửa đổi, bổ sung")
    REPLACES = "replaces", _("Thay thế")
    ANSWERS = "answers", _("Trả lời")


class SignMode(models.TextChoices):
    """By what right a person signs. Legal: Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II, khoản 7."""

    NONE = "none", _("Người đứng đầu ký")
    TM = "TM", _("TM. (ký thay mặt tập thể)")
    KT = "KT", _("KT. (ký thay người đứng đầu)")
    TL = "TL", _("TL. (ký thừa lệnh)")
    TUQ = "TUQ", _("TUQ. (ký thừa ủy quyền)")


UNNUMBERED = (
    PaperKind.MAU_01.value,
    PaperKind.MAU_02.value,
    PaperKind.COMMUNE_MINUTES.value,
    PaperKind.SESSION_MINUTES.value,
    PaperKind.ADVISORY_REPORT.value,
    PaperKind.OPINION_SHEET.value,
    PaperKind.COUNCIL_RULES.value,
    PaperKind.INSPECTION_MINUTES.value,
    PaperKind.SAMPLE_RECORD.value,
    PaperKind.HEARING_MINUTES.value,
)
"""Kinds that may be issued without a number of their own (forms of producers, minutes, enclosures)."""

SIGNED_FILE_OPTIONAL = (
    PaperKind.RECEIPT.value,
    PaperKind.CERTIFICATE.value,
    PaperKind.REISSUED_CERTIFICATE.value,
)
"""Kinds whose signed copy may be added later; the register holds for them without it."""

PERSONAL = (
    PaperKind.MAU_01.value,
    PaperKind.MAU_02.value,
    PaperKind.MAU_03.value,
    PaperKind.INSPECTION_MINUTES.value,
    PaperKind.SAMPLE_RECORD.value,
    PaperKind.HEARING_MINUTES.value,
)
"""Kinds that print personal facts of a producer's representative: only for those who handle the file."""

SYMBOLS = {
    PaperKind.MAU_03.value: "BC",
    PaperKind.COUNCIL_DECISION.value: "QĐ",
    PaperKind.COUNCIL_REPORT.value: "BC",
    PaperKind.ADVISORY_REPORT.value: "BC",
    PaperKind.AGENCY_REPORT.value: "BC",
    PaperKind.OPINION_SUMMARY.value: "BC",
    PaperKind.OPINION_SHEET.value: "PLYK",
    PaperKind.SESSION_MINUTES.value: "BB",
    PaperKind.COMMUNE_MINUTES.value: "BB",
    PaperKind.MEMO.value: "TTr",
    PaperKind.RECOGNITION_DECISION.value: "QĐ",
    PaperKind.APPROVAL_DECISION.value: "QĐ",
    PaperKind.CENTRAL_RESULT_DECISION.value: "QĐ",
    PaperKind.RESULT_NOTICE.value: "TB",
    PaperKind.CERTIFICATE.value: "GCN",
    PaperKind.INSPECTION_PLAN.value: "KH",
    PaperKind.INSPECTION_DECISION.value: "QĐ",
    PaperKind.INSPECTION_MINUTES.value: "BB",
    PaperKind.INSPECTION_CONCLUSION.value: "KL",
    PaperKind.SAMPLE_RECORD.value: "BB",
    PaperKind.WITHDRAWAL_REPORT.value: "BC",
    PaperKind.HEARING_INVITATION.value: "GM",
    PaperKind.HEARING_MINUTES.value: "BB",
    PaperKind.WITHDRAWAL_MEMO.value: "TTr",
    PaperKind.WITHDRAWAL_DECISION.value: "QĐ",
    PaperKind.MINISTRY_WITHDRAWAL_REPORT.value: "BC",
    PaperKind.CORRECTION_DECISION.value: "QĐ",
    PaperKind.AMENDMENT_DECISION.value: "QĐ",
    PaperKind.REISSUED_CERTIFICATE.value: "GCN",
    PaperKind.CONCLUSION_NOTICE.value: "TB",
}
"""First part of the symbol by kind. Legal: Nghị định 30/2020/NĐ-CP, Phụ lục III, mục I (letters have none)."""


def default_symbol(kind: str, issuer_short: str) -> str:
    """The symbol as offices write it: "QĐ-UBND", or "UBND-OCOP" for a letter."""
    lead = SYMBOLS.get(kind)
    return f"{lead}-{issuer_short}" if lead else f"{issuer_short}-OCOP"
