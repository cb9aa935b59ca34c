"""Words of the producers app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class ProducerKind(models.TextChoices):
    """Kinds by Legal: Quyết định 26/2026/QĐ-TTg, Điều 2.3; the last three for tourism (set 26) only."""

    COOPERATIVE = "cooperative", _("Hợp tác xã")
    COOPERATIVE_GROUP = "cooperative_group", _("Tổ hợp tác")
    ENTERPRISE = "enterprise", _("Doanh nghiệp tư nhân")
    COMPANY = "company", _("Công ty")
    FARM = "farm", _("Trang trại")
    HOUSEHOLD = "household", _("Hộ sản xuất, hộ gia đình có đăng ký kinh doanh")
    ASSOCIATION = "association", _("Hội, hiệp hội")
    MANAGEMENT_CENTRE = "management_centre", _("Trung tâm điều hành")
    EQUIVALENT = "equivalent", _("Tổ chức tương đương (du lịch)")


TOURISM_ONLY_KINDS = (ProducerKind.ASSOCIATION, ProducerKind.MANAGEMENT_CENTRE, ProducerKind.EQUIVALENT)
TOURISM_SET = 26


class SmeStatus(models.TextChoices):
    """Size of an enterprise; only small and medium ones may take part (Điều 2.3)."""

    NOT_ENTERPRISE = "not_enterprise", _("Không phải doanh nghiệp")
    MICRO = "micro", _("Doanh nghiệp siêu nhỏ")
    SMALL = "small", _("Doanh nghiệp nhỏ")
    MEDIUM = "medium", _("Doanh nghiệp vừa")
    LARGE = "large", _("Doanh nghiệp lớn (không thuộc đối tượng)")
    UNKNOWN = "unknown", _("Chưa xác định")


class ProducerState(models.TextChoices):
    """Standing of a producer on the platform."""

    PENDING = "pending", _("Chờ xã xác nhận")
    CONFIRMED = "confirmed", _("Đã xác nhận")
    REFUSED = "refused", _("Xã không xác nhận")
    PUBLISHED_ONLY = "published_only", _("Theo danh sách đã công bố")
    CLAIMED = "claimed", _("Có người đăng ký nhận, chờ xã xác nhận")
    CEASED = "ceased", _("Đã ngừng hoạt động")
    MERGED = "merged", _("Đã gộp vào chủ thể khác")


class SiteKind(models.TextChoices):
    """Places of a producer, kept apart."""

    PRODUCTION = "production", _("Cơ sở sản xuất")
    MATERIAL_AREA = "material_area", _("Vùng nguyên liệu")


class ProductStage(models.TextChoices):
    """Where a product stands before it files; never a condition to file."""

    IDEA = "idea", _("Ý tưởng")
    PLAN = "plan", _("Phương án")
    PREPARATION = "preparation", _("Đang chuẩn bị")
    READY = "ready", _("Đã sản xuất")


class EvidenceKind(models.TextChoices):
    """The 15 kinds. Legal: Quyết định 26/2026/QĐ-TTg, Phụ lục III, Mẫu số 02, Phần III."""

    REGISTRATION = "mc_dkkd", _("Giấy đăng ký kinh doanh")
    PRODUCTION_CONDITION = "mc_dieu_kien_sx", _("Giấy chứng nhận cơ sở đủ điều kiện sản xuất")
    MATERIAL = "mc_nguyen_lieu", _("Nguồn gốc nguyên liệu, vùng nguyên liệu, liên kết chuỗi")
    ENVIRONMENT = "mc_moi_truong", _("Bảo vệ môi trường, công nghệ theo hướng bền vững")
    LABOUR = "mc_lao_dong", _("Sử dụng lao động địa phương")
    GROWTH = "mc_tang_truong", _("Tăng trưởng sản xuất kinh doanh")
    IP = "mc_shtt", _("Sở hữu trí tuệ")
    MARKET = "mc_thi_truong", _("Phát triển thị trường, xúc tiến thương mại")
    PROMOTION = "mc_quang_ba", _("Quảng bá sản phẩm")
    STORY = "mc_cau_chuyen", _("Câu chuyện về sản phẩm")
    DECLARATION = "mc_cong_bo", _("Công bố chất lượng sản phẩm")
    TEST_REPORT = "mc_kiem_nghiem", _("Phiếu kết quả kiểm nghiệm")
    TRACEABILITY = "mc_truy_xuat", _("Mã số mã vạch, tem truy xuất nguồn gốc")
    QUALITY_SYSTEM = "mc_qlcl", _("Hệ thống quản lý chất lượng tiên tiến")
    AWARD = "mc_giai_thuong", _("Giải thưởng, bình chọn")


PERSONAL_EVIDENCE = (EvidenceKind.LABOUR,)
"""Papers that list people: only those handling the file open them."""


class PaperStanding(models.TextChoices):
    """How a compulsory paper stands."""

    HELD = "held", _("Đã có")
    EXEMPT = "exempt", _("Được miễn")
    MISSING = "missing", _("Còn thiếu")


class IpKind(models.TextChoices):
    """Kinds of titles, as ticked in Mẫu 02, Phần I, 7.d."""

    MARK = "mark", _("Giấy chứng nhận đăng ký nhãn hiệu")
    USE_RIGHT = "use_right", _("Quyền sử dụng chỉ dẫn địa lý, nhãn hiệu tập thể, nhãn hiệu chứng nhận")
    PATENT = "patent", _("Bằng sáng chế")
    DESIGN = "design", _("Bằng độc quyền kiểu dáng công nghiệp")
    COPYRIGHT = "copyright", _("Giấy chứng nhận bản quyền tác giả")
    OTHER = "other", _("Khác")
