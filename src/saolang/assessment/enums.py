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


class ResultKind(models.TextChoices):
    """What the council concludes. Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3, 4.1, 7.3."""

    REJECTED = "rejected", _("Bị loại")
    STOPPED = "stopped", _("Dừng đánh giá")
    BELOW = "below", _("Không đạt (1-2 sao)")
    RECOGNISE = "recognise", _("Đề nghị công nhận 3-4 sao")
    POTENTIAL = "potential", _("Từ 90 điểm, đề nghị Bộ đánh giá 5 sao")
    DEFERRED = "deferred", _("Chuyển đợt sau")


class AppraisalConclusion(models.TextChoices):
    """What the advisory group says of a dossier."""

    READY = "ready", _("Đủ điều kiện trình Hội đồng")
    READY_WITH_NOTES = "ready_with_notes", _("Trình Hội đồng, có lưu ý")
    NOT_READY = "not_ready", _("Cần hoàn thiện trước khi trình")
