"""Words of the directives app."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class NoticeState(models.TextChoices):
    """A directive document on its way to tasks."""

    READING = "reading", _("Đang đọc")
    UNREADABLE = "unreadable", _("Chưa đọc được chữ")
    PROPOSED = "proposed", _("Chờ xác nhận")
    CONFIRMED = "confirmed", _("Đã giao nhiệm vụ")
    HISTORY = "history", _("Văn bản lưu sử")
    CANCELLED = "cancelled", _("Đã bỏ")


class TaskKind(models.TextChoices):
    """Whether a duty ends once, never, or arises only when something happens."""

    ONE_OFF = "one_off", _("Làm một lần")
    STANDING = "standing", _("Thường xuyên")
    CONDITIONAL = "conditional", _("Khi có phát sinh")


class Scope(models.TextChoices):
    """To whom a text is addressed."""

    ONE = "one", _("Đơn vị được nêu tên")
    EACH_OF = "each_of", _("Từng đơn vị trong nhóm")
    REST_OF = "rest_of", _("Các thành viên còn lại")


class DeadlineType(models.TextChoices):
    """How exactly the text says when."""

    DAY = "day", _("Ngày")
    MONTH = "month", _("Tháng")
    QUARTER = "quarter", _("Quý")
    YEAR = "year", _("Năm")
    URGENT = "urgent", _("Khẩn trương")
    NONE = "none", _("Không nêu hạn")


class Period(models.TextChoices):
    """How often a standing duty is reported."""

    MONTH = "month", _("Hằng tháng")
    QUARTER = "quarter", _("Hằng quý")
    HALF = "half", _("Sáu tháng")
    YEAR = "year", _("Hằng năm")


class Share(models.TextChoices):
    """A unit's part in a task."""

    LEAD = "lead", _("Chủ trì")
    SUPPORT = "support", _("Phối hợp")


class AssignmentState(models.TextChoices):
    """One unit's share from being handed out to being accepted."""

    NEW = "new", _("Mới giao")
    CLARIFY = "clarify", _("Chờ làm rõ")
    IN_PROGRESS = "in_progress", _("Đang thực hiện")
    REPORTED = "reported", _("Đã báo cáo hoàn thành, chờ xác nhận")
    DONE = "done", _("Hoàn thành")
    RETURNED = "returned", _("Trả lại")
    CANCELLED = "cancelled", _("Thôi giao")


class Standing(models.TextChoices):
    """The seven cells of the status table; every share that is not cancelled is in exactly one."""

    DONE_IN_TIME = "done_in_time", _("Hoàn thành đúng hạn")
    DONE_LATE = "done_late", _("Hoàn thành quá hạn")
    OPEN_IN_TIME = "open_in_time", _("Đang thực hiện, trong hạn")
    OPEN_OVERDUE = "open_overdue", _("Đang thực hiện, quá hạn")
    NO_DATE = "no_date", _("Chưa có hạn")
    STANDING = "standing", _("Thường xuyên")
    RETURNED = "returned", _("Trả lại")


class EntryKind(models.TextChoices):
    """What a line in a share's diary is."""

    PROGRESS = "progress", _("Tiến độ")
    PERIOD = "period", _("Báo cáo kỳ")
    QUESTION = "question", _("Đề nghị làm rõ")
    REPLY = "reply", _("Trả lời làm rõ")
    RETURN = "return", _("Trả lại")
    REPORT = "report", _("Báo cáo hoàn thành")
    REJECT = "reject", _("Yêu cầu làm tiếp")
    ACCEPT = "accept", _("Xác nhận hoàn thành")
    SUPPORT = "support", _("Ý kiến phối hợp")
    REMINDER = "reminder", _("Đôn đốc")


class ExtensionState(models.TextChoices):
    """A request for a later date."""

    ASKED = "asked", _("Chờ quyết định")
    GRANTED = "granted", _("Đã cho lùi hạn")
    REFUSED = "refused", _("Không đồng ý")


class DifficultyState(models.TextChoices):
    """A difficulty on its way to an answer."""

    NEW = "new", _("Mới nêu")
    ROUTED = "routed", _("Đã chuyển cơ quan trả lời")
    ANSWERED = "answered", _("Đã trả lời")
    CLOSED = "closed", _("Đã giải quyết")
    WITHDRAWN = "withdrawn", _("Đơn vị rút lại")


class MeetingState(models.TextChoices):
    """A meeting from its agenda to the notice that follows."""

    PLANNED = "planned", _("Chuẩn bị")
    RUNNING = "running", _("Đang họp")
    CONCLUDED = "concluded", _("Đã kết luận")
    DRAFTED = "drafted", _("Đã dự thảo thông báo")
    ISSUED = "issued", _("Đã ban hành thông báo")
    CANCELLED = "cancelled", _("Đã hủy")
