"""Words of the monitoring app."""

from django.db import models
from django.utils.translation import gettext_lazy as _

# --- inspections ---


class PlanState(models.TextChoices):
    """Where a yearly plan stands."""

    DRAFT = "draft", _("Đang lập")
    ISSUED = "issued", _("Đã ban hành")


class VisitSubject(models.TextChoices):
    """Who is visited: a producer with all its products, or a commune about its programme work."""

    PRODUCER = "producer", _("Chủ thể OCOP")
    COMMUNE = "commune", _("UBND cấp xã")


class VisitGround(models.TextChoices):
    """Why a visit takes place. Legal: Quyết định 26/2026/QĐ-TTg, Điều 9.2.a."""

    PLAN = "plan", _("Theo kế hoạch")
    SIGN = "sign", _("Đột xuất, có dấu hiệu vi phạm")


class SignSource(models.TextChoices):
    """Where a sign of violation came from."""

    REPORT = "report", _("Phản ánh của người dân")
    AUTHORITY = "authority", _("Văn bản của cơ quan nhà nước")
    TEST = "test", _("Kết quả kiểm nghiệm, giám sát thị trường")
    PRESS = "press", _("Báo chí")
    OTHER = "other", _("Nguồn khác")


class VisitKind(models.TextChoices):
    """What is looked at, each part by its agency."""

    OCOP = "ocop", _("Duy trì tiêu chí OCOP, dùng nhãn hiệu OCOP")
    FOOD_SAFETY = "food_safety", _("An toàn thực phẩm")
    ENVIRONMENT = "environment", _("Bảo vệ môi trường")
    MARKET = "market", _("Thị trường, hàng giả, ghi nhãn")
    ORIGIN = "origin", _("Xuất xứ, sở hữu trí tuệ")
    QUALITY = "quality", _("Tiêu chuẩn, đo lường, chất lượng")
    PROGRAMME = "programme", _("Triển khai Chương trình OCOP tại xã")


class VisitState(models.TextChoices):
    """Where a visit stands."""

    PLANNED = "planned", _("Dự kiến")
    ANNOUNCED = "announced", _("Đã có quyết định")
    ON_SITE = "on_site", _("Đang kiểm tra")
    MINUTES_SIGNED = "minutes_signed", _("Đã lập biên bản")
    CONCLUDED = "concluded", _("Đã kết luận")
    PUBLISHED = "published", _("Đã công khai")
    CANCELLED = "cancelled", _("Đã hủy")


class TeamPart(models.TextChoices):
    """Parts in an inspection team."""

    HEAD = "head", _("Trưởng đoàn")
    DEPUTY = "deputy", _("Phó trưởng đoàn")
    SECRETARY = "secretary", _("Thư ký")
    MEMBER = "member", _("Thành viên")


class ChecklistBasis(models.TextChoices):
    """What a product's checklist is made from."""

    OPTIONS = "options", _("Theo các mức đã được đánh giá")
    FACTS = "facts", _("Không có mức điểm được lưu: kiểm tra điều kiện chung")
    PROGRAMME = "programme", _("Công tác triển khai của xã")


class LineAnswer(models.TextChoices):
    """The answer to one line of a checklist; empty while not looked at."""

    MET = "met", _("Đạt")
    NOT_MET = "not_met", _("Không đạt")
    NOT_APPLICABLE = "not_applicable", _("Không áp dụng")
    NOT_CHECKED = "not_checked", _("Chưa kiểm được")


class ProductConclusion(models.TextChoices):
    """What the conclusion says of one product; this is public."""

    KEPT = "kept", _("Duy trì đủ điều kiện")
    TO_FIX = "to_fix", _("Còn tồn tại, phải khắc phục")
    NOT_KEPT = "not_kept", _("Không còn đáp ứng tiêu chí")
    NOT_SEEN = "not_seen", _("Chưa kiểm tra được")


class Severity(models.TextChoices):
    """How grave a finding is."""

    LIGHT = "light", _("Nhẹ")
    MEDIUM = "medium", _("Vừa")
    GRAVE = "grave", _("Nghiêm trọng")


class FindingState(models.TextChoices):
    """Where a finding stands; it always ends by a dated paper."""

    OPEN = "open", _("Chưa xử lý xong")
    FIXED = "fixed", _("Đã khắc phục")
    SANCTIONED = "sanctioned", _("Đã xử lý vi phạm")
    WITHDRAWN = "withdrawn", _("Đã thu hồi giấy chứng nhận")


class SyncKind(models.TextChoices):
    """What a phone may change."""

    ANSWER = "answer", _("Trả lời")
    FINDING = "finding", _("Tồn tại, vi phạm")
    SAMPLE = "sample", _("Mẫu")
    PHOTO = "photo", _("Ảnh")


class SyncOutcome(models.TextChoices):
    """What became of one change made on a phone; nothing is ever dropped."""

    APPLIED = "applied", _("Đã ghi")
    CONFLICT = "conflict", _("Khác bản người khác vừa ghi")
    REFUSED = "refused", _("Không ghi được")
    LATE = "late", _("Đến sau biên bản, giữ làm ghi chú đến muộn")


# Reports by the public


class ReportKind(models.TextChoices):
    """What a report is about."""

    QUALITY = "quality", _("Chất lượng, an toàn thực phẩm")
    FALSE_STAR = "false_star", _("Sao giả, hoặc hết hạn mà vẫn dùng")
    COPIED_STAMP = "copied_stamp", _("Tem, mã QR bị sao chép")
    LABEL = "label", _("Nhãn sai, thiếu thông tin")
    OTHER = "other", _("Việc khác")


class LegalKind(models.TextChoices):
    """The law a report goes under; codes are those of ``data/monitoring/petitions.yaml``."""

    REPORT = "report", _("Phản ánh")
    COMPLAINT = "complaint", _("Khiếu nại")
    DENUNCIATION = "denunciation", _("Tố cáo")


class ReportState(models.TextChoices):
    """Where a report stands."""

    UNVERIFIED = "unverified", _("Chưa xác minh")
    NEW = "new", _("Mới")
    ACCEPTED = "accepted", _("Đã tiếp nhận")
    IN_CHECK = "in_check", _("Đang kiểm tra")
    ANSWERED = "answered", _("Đã trả lời")
    CLOSED = "closed", _("Đã đóng")
    FORWARDED = "forwarded", _("Đã chuyển cơ quan khác")
    DUPLICATE = "duplicate", _("Trùng")
    REFUSED = "refused", _("Không tiếp nhận")


class ReportFinding(models.TextChoices):
    """What was found when a report was looked into."""

    FOUNDED = "founded", _("Có vi phạm")
    UNFOUNDED = "unfounded", _("Không có vi phạm")
    UNCLEAR = "unclear", _("Chưa đủ căn cứ kết luận")


# Standing papers watched


class PaperStep(models.TextChoices):
    """The moments at which an expiring paper is told of, once each."""

    D90 = "d90", _("Còn 90 ngày")
    D60 = "d60", _("Còn 60 ngày")
    D30 = "d30", _("Còn 30 ngày")
    EXPIRED = "expired", _("Đã hết hạn")


# Withdrawals of stars


class WithdrawalOrigin(models.TextChoices):
    """What made the OCOP office look into a star."""

    INSPECTION = "inspection", _("Kiểm tra, giám sát")
    REPORT = "report", _("Phản ánh của người dân")
    AUTHORITY = "authority", _("Kết luận của cơ quan có thẩm quyền")
    COMMUNE = "commune", _("Xác nhận của UBND cấp xã")
    MINISTRY = "ministry", _("Đề nghị của Bộ Nông nghiệp và Môi trường")


class WithdrawalState(models.TextChoices):
    """Where the withdrawal of a star stands."""

    DRAFT = "draft", _("Mới lập")
    VERIFYING = "verifying", _("Đang kiểm tra, xác minh")
    HEARD = "heard", _("Đã nghe chủ thể")
    SUBMITTED = "submitted", _("Đã trình")
    REPORTED = "reported", _("Đã báo cáo Bộ")
    DECIDED = "decided", _("Đã thu hồi")
    NOT_WITHDRAWN = "not_withdrawn", _("Không thu hồi")


class Hearing(models.TextChoices):
    """How the producer was heard."""

    MEETING = "meeting", _("Làm việc trực tiếp")
    WRITTEN = "written", _("Trả lời bằng văn bản")
    ABSENT = "absent", _("Đã mời nhưng không đến, không trả lời")


class WithdrawalFileSide(models.TextChoices):
    """Who brought a file into a withdrawal; the producer reads its own and what is shown to it."""

    OFFICE = "office", _("Cơ quan xác minh")
    PRODUCER = "producer", _("Chủ thể")
