"""Words of corrections, changed facts, new certificates and transfers."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AmendmentKind(models.TextChoices):
    """What is asked. Quyết định 26/2026/QĐ-TTg names none of them; each is a decision of the authority."""

    CORRECTION = "correction", _("Đính chính")
    UPDATE = "update", _("Điều chỉnh thông tin")
    REISSUE = "reissue", _("Cấp lại giấy chứng nhận")
    EXCHANGE = "exchange", _("Cấp đổi giấy chứng nhận")
    TRANSFER = "transfer", _("Chuyển chủ thể của sản phẩm")


class AmendmentState(models.TextChoices):
    """From the request to the issued paper."""

    REQUESTED = "requested", _("Chờ kiểm tra")
    CHECKED = "checked", _("Đã kiểm tra, chờ soạn quyết định")
    DRAFTED = "drafted", _("Chờ ký, ban hành")
    ISSUED = "issued", _("Đã ban hành")
    REFUSED = "refused", _("Không giải quyết")
    CANCELLED = "cancelled", _("Đã rút đề nghị")


class AmendmentOrigin(models.TextChoices):
    """Who began it."""

    PRODUCER = "producer", _("Chủ thể đề nghị")
    OFFICE = "office", _("Cơ quan OCOP lập")
