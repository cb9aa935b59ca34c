"""Words of the registry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionKind(models.TextChoices):
    """Kinds of decisions the register holds."""

    RECOGNITION = "recognition", _("Quyết định công nhận")
    APPROVAL = "approval", _("Quyết định phê duyệt kết quả (từ 90 điểm)")
    WITHDRAWAL = "withdrawal", _("Quyết định thu hồi")


class Source(models.TextChoices):
    """Where an entry comes from."""

    PLATFORM = "platform", _("Đánh giá trên hệ thống")
    IMPORT = "import", _("Nhập từ danh sách đã công bố")


class Validity(models.TextChoices):
    """The public answer, computed only in validity.py."""

    NOT_YET = "not_yet", _("Chưa đến ngày có hiệu lực")
    VALID = "valid", _("Còn hiệu lực")
    PROLONGED = "prolonged", _("Kéo dài hiệu lực")
    EXPIRED = "expired", _("Hết hiệu lực")
    WITHDRAWN = "withdrawn", _("Đã thu hồi")
    REPLACED = "replaced", _("Được thay thế")
    UNKNOWN_TERM = "unknown_term", _("Chưa rõ thời hạn")


HIDDEN_HOUSEHOLD = "Hộ kinh doanh (không công bố tên cá nhân)"
UNNAMED_PRODUCER = "Nguồn không nêu tên chủ thể"
"""Stored as names of producers of published lists: personal names are not kept, missing names are not made up."""
NAMELESS = (HIDDEN_HOUSEHOLD, UNNAMED_PRODUCER)
