"""Words of the dossiers app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DossierKind(models.TextChoices):
    """Kinds of registration. Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1."""

    FIRST = "first", _("Lần đầu")
    UPGRADE = "upgrade", _("Nâng hạng")
    REASSESSMENT = "reassessment", _("Đánh giá lại")


class DossierState(models.TextChoices):
    """Where a dossier stands; the public and staff names of each state are in states.py."""

    PREPARING = "preparing", _("Đang lập")
    SUBMITTED = "submitted", _("Đã nộp, chờ tiếp nhận")
    COMMUNE = "commune", _("Xã đang kiểm tra")
    COMMUNE_COMPLETION = "commune_completion", _("Xã yêu cầu hoàn thiện")
    COMMUNE_DECLINED = "commune_declined", _("Xã không đề nghị")
    PROPOSED = "proposed", _("Xã đã đề nghị, chờ tỉnh tiếp nhận")
    PROVINCE = "province", _("Tỉnh đang kiểm tra")
    PROVINCE_COMPLETION = "province_completion", _("Tỉnh yêu cầu hoàn thiện")
    IN_ROUND = "in_round", _("Đã vào đợt đánh giá")
    AGENCY_REVIEW = "agency_review", _("Cơ quan OCOP tỉnh đang đánh giá hồ sơ")
    IN_COUNCIL = "in_council", _("Hội đồng đang đánh giá")
    CONCLUDED = "concluded", _("Hội đồng đã kết luận")
    AT_MINISTRY = "at_ministry", _("Đang chờ Bộ đánh giá 5 sao")
    RECOGNISED = "recognised", _("Đã công nhận")
    NOT_RECOGNISED = "not_recognised", _("Không đạt")
    REJECTED = "rejected", _("Bị loại")
    WITHDRAWN = "withdrawn", _("Chủ thể đã rút")


OPEN_STATES = (
    DossierState.PREPARING,
    DossierState.SUBMITTED,
    DossierState.COMMUNE,
    DossierState.COMMUNE_COMPLETION,
    DossierState.PROPOSED,
    DossierState.PROVINCE,
    DossierState.PROVINCE_COMPLETION,
    DossierState.IN_ROUND,
    DossierState.AGENCY_REVIEW,
    DossierState.IN_COUNCIL,
    DossierState.CONCLUDED,
    DossierState.AT_MINISTRY,
)
"""A product has at most one dossier in these states."""


class UpdateTopic(models.TextChoices):
    """What a re-assessment brings up to date. Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1.c."""

    MATERIAL = "material", _("Nguyên liệu")
    TECHNOLOGY = "technology", _("Công nghệ sử dụng")
    PACKAGING = "packaging", _("Bao bì")
    LABEL = "label", _("Nhãn mác")
    DECLARATION = "declaration", _("Công bố chất lượng")
    TESTS = "tests", _("Các phiếu kiểm nghiệm định kỳ")
    MARKET = "market", _("Thị trường tiêu thụ")
    OUTPUT = "output", _("Sản lượng")
    REVENUE = "revenue", _("Doanh thu")
    PAPERS = "papers", _("Giấy tờ pháp lý có thời hạn")


class Level(models.TextChoices):
    """Who acts: the commune or the province."""

    COMMUNE = "commune", _("Cấp xã")
    PROVINCE = "province", _("Cấp tỉnh")


class LocalQuestion(models.TextChoices):
    """The four contents of Mẫu 03, Phần II. Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.2.a."""

    MATERIAL = "material", _("Về sử dụng nguyên liệu địa phương")
    LABOUR = "labour", _("Về sử dụng lao động địa phương")
    IDEA = "idea", _("Nguồn gốc ý tưởng sản phẩm")
    IDENTITY = "identity", _("Bản sắc, trí tuệ địa phương")
