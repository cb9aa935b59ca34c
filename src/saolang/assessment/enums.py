"""Words of the assessment app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SeatKind(models.TextChoices):
    """Parts in a council."""

    CHAIR = "chair", _("Chủ tịch Hội đồng")
    DEPUTY = "deputy", _("Phó Chủ tịch Hội đồng")
    SECRETARY = "secretary", _("Thư ký")
    MEMBER = "member", _("Ủy viên")


class SessionState(models.TextChoices):
    """Where a session of the council stands."""

    PLANNED = "planned", _("Đã lên lịch")
    OPEN = "open", _("Đang họp")
    CLOSED = "closed", _("Đã bế mạc")


class SessionMode(models.TextChoices):
    """How a council works. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.d (meeting), 7.6.d (written opinions)."""

    MEETING = "meeting", _("Họp Hội đồng")
    WRITTEN = "written", _("Lấy ý kiến bằng văn bản")


class ItemState(models.TextChoices):
    """Where one dossier stands within a session."""

    WAITING = "waiting", _("Chờ đánh giá")
    SCORING = "scoring", _("Đang cho điểm")
    DISCUSSION = "discussion", _("Thảo luận, cho điểm lại")
    REVEALED = "revealed", _("Đã đủ phiếu")
    POSTPONED = "postponed", _("Hoãn, chuyển đợt sau")
    CONCLUDED = "concluded", _("Đã kết luận")


class SheetState(models.TextChoices):
    """Where one member's score sheet stands."""

    DRAFT = "draft", _("Đang cho điểm")
    SUBMITTED = "submitted", _("Đã nộp phiếu")
    REOPENED = "reopened", _("Mở lại để cho điểm lại")
    VOID = "void", _("Không có phiếu (vắng)")
    UNANSWERED = "unanswered", _("Không trả lời trong hạn")
    BEFORE_MEETING = "kept", _("Phiếu trước khi họp")


NO_SHEET = (SheetState.VOID, SheetState.UNANSWERED, SheetState.BEFORE_MEETING)
"""Sheets that do not count: the member was absent, did not answer, or the council meets after written opinions."""


class Stance(models.TextChoices):
    """A member's written opinion on the agency's report."""

    AGREE = "agree", _("Đồng ý")
    DISAGREE = "disagree", _("Không đồng ý")
    OTHER = "other", _("Ý kiến khác")


class ResultKind(models.TextChoices):
    """What the council concludes. Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3, 4.1, 7.3."""

    REJECTED = "rejected", _("Bị loại")
    STOPPED = "stopped", _("Dừng đánh giá")
    BELOW = "below", _("Không đạt (1-2 sao)")
    RECOGNISE = "recognise", _("Đề nghị công nhận 3-4 sao")
    POTENTIAL = "potential", _("Từ 90 điểm, đề nghị Bộ đánh giá 5 sao")
    NOT_UPGRADED = "not_upgraded", _("Không nâng hạng")
    DEFERRED = "deferred", _("Chuyển đợt sau")


NO_STAR = (ResultKind.BELOW, ResultKind.REJECTED, ResultKind.STOPPED, ResultKind.NOT_UPGRADED)
"""Results that end a dossier with a notice only: no decision. Legal: Điều 4.1.a, 7.3.g."""


class AppraisalAuthor(models.TextChoices):
    """Who reports on a dossier. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.3.c, 7.6.c."""

    ADVISORY_GROUP = "advisory_group", _("Tổ tư vấn")
    OCOP_AGENCY = "ocop_agency", _("Cơ quan OCOP cấp tỉnh")


class FieldCheck(models.TextChoices):
    """Whether a re-assessment needs a check on the spot, and why. Legal: Điều 7.6.c."""

    NOT_NEEDED = "not_needed", _("Không cần: quy mô không thay đổi lớn, minh chứng rõ ràng")
    SCALE = "scale", _("Cần: sản phẩm có thay đổi lớn về quy mô sản xuất")
    UNCLEAR = "unclear", _("Cần: hồ sơ minh chứng không rõ ràng")


class AppraisalConclusion(models.TextChoices):
    """What the advisory group says of a dossier."""

    READY = "ready", _("Đủ điều kiện trình Hội đồng")
    READY_WITH_NOTES = "ready_with_notes", _("Trình Hội đồng, có lưu ý")
    NOT_READY = "not_ready", _("Cần hoàn thiện trước khi trình")


class CentralResult(models.TextChoices):
    """What the ministry's council came to. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.4.e-g."""

    RECOGNISED = "recognised", _("Bộ công nhận 5 sao")
    BELOW = "below", _("Không đạt 90 điểm")


class CentralChoice(models.TextChoices):
    """What the province does with a central result under 90. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.4.g."""

    CENTRAL = "central", _("Công nhận 3 sao, 4 sao theo kết quả của Hội đồng cấp trung ương")
    OWN = "own", _("Tỉnh tổ chức đánh giá, phân hạng theo thẩm quyền")
    NONE = "none", _("Không công nhận (dưới 50 điểm)")
