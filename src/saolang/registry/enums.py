"""Words of the registry."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DecisionKind(models.TextChoices):
    """Kinds of decisions the register holds."""

    RECOGNITION = "recognition", _("Quyết định công nhận")
    APPROVAL = "approval", _("Quyết định phê duyệt kết quả (từ 90 điểm)")
    WITHDRAWAL = "withdrawal", _("Quyết định thu hồi giấy chứng nhận")
    CANCELLATION = "cancellation", _("Quyết định thu hồi quyết định công nhận")
    AMENDMENT = "amendment", _("Quyết định đính chính, điều chỉnh, cấp lại")
    OTHER = "other", _("Văn bản khác")


class Source(models.TextChoices):
    """Where an entry comes from."""

    PLATFORM = "platform", _("Lập trên hệ thống")
    ENTERED = "entered", _("Ghi từ văn bản đã ký của cơ quan khác")
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


class RenewalStage(models.TextChoices):
    """How far the renewal of a star is, for the producer and officials; computed only in renewal.py."""

    NONE = "none", _("Không đặt ra")
    NOT_DUE = "not_due", _("Chưa đến hạn")
    OPEN = "open", _("Trong thời gian nộp")
    LATE = "late", _("Quá hạn nộp")
    FILED = "filed", _("Đã nộp")


class ReminderStep(models.TextChoices):
    """When a star's producer and commune are reminded, by days before its last day; and when the province is told."""

    OPENS = "opens", _("Mở thời gian nộp (còn 180 ngày)")
    D150 = "d150", _("Còn 150 ngày")
    D125 = "d125", _("Còn 125 ngày")
    CLOSES = "closes", _("Ngày cuối nộp đúng hạn (còn 120 ngày)")
    PROVINCE = "province", _("Báo tỉnh: sắp hết thời gian nộp mà chưa nộp")


class ProlongationBasis(models.TextChoices):
    """Which reading of Điều 12.3 a prolongation rests on."""

    LATE = "late", _("Nộp sau thời gian 180 đến 120 ngày, trước khi hết thời hạn")
    IN_TIME = "in_time", _("Nộp đúng thời gian, kết quả có muộn")
    AFTER_EXPIRY = "after_expiry", _("Nộp sau khi hết thời hạn")


class ProlongationEnd(models.TextChoices):
    """What ended a prolongation before its last possible day."""

    RESULT = "result", _("Có kết quả đánh giá lại")
    STOPPED = "stopped", _("Hồ sơ không được tiếp tục")
    WITHDRAWN = "withdrawn", _("Giấy chứng nhận bị thu hồi")


class WithdrawalScope(models.TextChoices):
    """What a withdrawal takes away. Legal: Quyết định 26/2026/QĐ-TTg, Điều 8 and 10.1.b."""

    CERTIFICATE = "certificate", _("Thu hồi giấy chứng nhận (Điều 8)")
    DECISION = "decision", _("Thu hồi quyết định công nhận (Điều 10.1.b)")


HIDDEN_HOUSEHOLD = "Hộ kinh doanh (không công bố tên cá nhân)"
UNNAMED_PRODUCER = "Nguồn không nêu tên chủ thể"
"""Stored as names of producers of published lists: personal names are not kept, missing names are not made up."""
NAMELESS = (HIDDEN_HOUSEHOLD, UNNAMED_PRODUCER)


class RegisterState(models.TextChoices):
    """Where the work on an old register stands."""

    MAPPING = "mapping", _("Đang ghép cột")
    QUEUED = "queued", _("Chờ kiểm tra")
    CHECKING = "checking", _("Đang kiểm tra")
    CHECKED = "checked", _("Đã kiểm tra")
    TO_WRITE = "to_write", _("Chờ ghi vào sổ")
    WRITING = "writing", _("Đang ghi vào sổ")
    DONE = "done", _("Đã ghi vào sổ")
    FAILED = "failed", _("Dừng vì lỗi")


class LineOutcome(models.TextChoices):
    """What becomes of one line of an old register."""

    RECOGNISED = "recognised", _("Ghi công nhận")
    WITHOUT_STAR = "without_star", _("Giữ sản phẩm, không nêu hạng sao")
    UNCHANGED = "unchanged", _("Đã có trong sổ")
    CORRECTED = "corrected", _("Sửa thông tin")
    REFUSED = "refused", _("Từ chối")
    GROUP = "group", _("Dòng nhóm")
    HEADING = "heading", _("Tiêu đề cột")
    TITLE = "title", _("Tiêu đề văn bản")
    TOTAL = "total", _("Dòng tổng")
    TEXT = "text", _("Dòng chữ khác")
    SKIPPED = "skipped", _("Trang tính không dùng")
