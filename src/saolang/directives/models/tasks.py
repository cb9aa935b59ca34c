"""Duties and the shares of units in them. A text is counted once; every unit's share is counted apart."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from ..enums import AssignmentState, DeadlineType, Period, Scope, Share, TaskKind

__all__ = ["Assignment", "Task", "TaskDependency", "TaskVersion"]

OPEN_STATES = (
    AssignmentState.NEW,
    AssignmentState.CLARIFY,
    AssignmentState.IN_PROGRESS,
    AssignmentState.REPORTED,
)


class Task(Versioned, TimeStamped):
    """One text (nhiệm vụ), verbatim. ``due_on`` is the date in force; the words of the deadline stay as printed."""

    code = RandomCodeField()
    notice = models.ForeignKey(
        "directives.Notice", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks",
        verbose_name=_("văn bản"),
    )  # fmt: skip
    block = models.ForeignKey(
        "directives.Block", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks",
        verbose_name=_("mục"),
    )  # fmt: skip
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children", verbose_name=_("việc cha")
    )
    position = models.PositiveSmallIntegerField(default=0)
    label = VietnameseCharField(_("số mục"), max_length=20, blank=True, help_text=_("Ví dụ 4.1: mục 4, việc thứ nhất."))
    text = VietnameseTextField(_("nội dung"))
    items = models.JSONField(_("các ý"), default=list, blank=True)
    search_text = models.TextField(editable=False, blank=True)
    lead_text = VietnameseCharField(_("chủ trì, như in"), max_length=500, blank=True)
    support_texts = models.JSONField(_("phối hợp, như in"), default=list, blank=True)
    scope = models.CharField(_("phạm vi"), max_length=8, choices=Scope.choices, default=Scope.ONE)
    kind = models.CharField(_("loại"), max_length=12, choices=TaskKind.choices, default=TaskKind.ONE_OFF)
    period = models.CharField(_("kỳ báo cáo"), max_length=8, choices=Period.choices, blank=True)
    follows = VietnameseCharField(_("thực hiện văn bản"), max_length=300, blank=True)
    deadline_type = models.CharField(
        _("hạn nêu trong văn bản"), max_length=8, choices=DeadlineType.choices, default=DeadlineType.NONE
    )
    deadline_text = VietnameseCharField(_("hạn, như in"), max_length=300, blank=True)
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    figures = models.JSONField(_("số liệu"), default=list, blank=True)
    span_start = models.PositiveIntegerField(null=True, blank=True)
    span_end = models.PositiveIntegerField(null=True, blank=True)
    topic = models.ForeignKey(
        "directives.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="tasks",
        verbose_name=_("chủ đề"),
    )  # fmt: skip
    repeats = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="repeated_by",
        verbose_name=_("lặp lại việc đã giao"),
    )  # fmt: skip
    repeat_number = models.PositiveSmallIntegerField(_("lần yêu cầu"), default=1)

    class Meta:
        verbose_name = _("nhiệm vụ")
        verbose_name_plural = _("nhiệm vụ")
        ordering = ["notice_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TaskKind.values), name="task_kind_known"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="task_scope_known"),
            models.CheckConstraint(condition=Q(deadline_type__in=DeadlineType.values), name="task_deadline_known"),
            models.CheckConstraint(
                condition=~Q(kind=TaskKind.STANDING) | ~Q(period=""), name="task_standing_has_period"
            ),
            models.CheckConstraint(condition=Q(repeats__isnull=True) | ~Q(repeats=F("id")), name="task_repeats_other"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(parent=F("id")), name="task_parent_other"),
        ]

    def __str__(self) -> str:
        head = f"{self.label}. " if self.label else ""
        return f"{head}{self.text}"[:160]

    def get_absolute_url(self) -> str:
        return reverse("directives:task", args=[self.code])

    @property
    def has_no_end(self) -> bool:
        """Standing and conditional duties without a date are never "in time" or "overdue"."""
        return self.kind in (TaskKind.STANDING, TaskKind.CONDITIONAL)


class TaskVersion(models.Model):
    """A text as it stood before a change; together with the task every version is kept."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField(_("phiên bản"))
    text = VietnameseTextField(_("nội dung"))
    items = models.JSONField(_("các ý"), default=list)
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    kind = models.CharField(_("loại"), max_length=12, choices=TaskKind.choices)
    changed_at = models.DateTimeField(_("sửa lúc"))
    changed_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    reason = VietnameseCharField(_("lý do sửa"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("phiên bản của nhiệm vụ")
        verbose_name_plural = _("phiên bản của nhiệm vụ")
        ordering = ["task_id", "number"]
        constraints = [models.UniqueConstraint(fields=["task", "number"], name="task_version_once")]

    def __str__(self) -> str:
        return f"{self.number}: {self.text}"[:160]


class TaskDependency(models.Model):
    """One task waits for another. Circles are refused by the domain."""

    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="waits_for")
    on = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="waited_by")
    note = VietnameseCharField(_("ghi chú"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("việc phải chờ")
        verbose_name_plural = _("việc phải chờ")
        constraints = [
            models.UniqueConstraint(fields=["task", "on"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(task=F("on")), name="dependency_on_another"),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} chờ {self.on_id}"


class Assignment(Versioned, TimeStamped):
    """One unit's share of a task (phân giao). Only lead shares are counted in the status table.

    ``standing`` repeats the task's kind (standing or conditional without a date), and ``notice``, ``topic``,
    ``province`` its links, so that boards over many thousand shares read one table. ``addressed_as`` keeps the printed
    name where the unit has changed since ("UBND huyện Tiểu Cần"), ``mapped_why`` says how today's unit was found.
    """

    code = RandomCodeField()
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="assignments", verbose_name=_("nhiệm vụ"))
    share = models.CharField(_("vai trò"), max_length=8, choices=Share.choices, default=Share.LEAD)
    body = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="assignments", verbose_name=_("đơn vị")
    )
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    notice = models.ForeignKey("directives.Notice", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    topic = models.ForeignKey("directives.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    addressed_as = VietnameseCharField(_("tên trong văn bản"), max_length=300, blank=True)
    mapped_why = VietnameseCharField(_("vì sao là đơn vị này"), max_length=300, blank=True)
    state = models.CharField(
        _("trạng thái"), max_length=12, choices=AssignmentState.choices, default=AssignmentState.NEW
    )
    standing = models.BooleanField(_("thường xuyên"), default=False)
    assigned_on = models.DateField(_("ngày giao"))
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    accepted_on = models.DateField(_("ngày nhận việc"), null=True, blank=True)
    reported_on = models.DateField(_("ngày báo cáo hoàn thành"), null=True, blank=True)
    done_on = models.DateField(_("ngày hoàn thành"), null=True, blank=True)
    ended_on = models.DateField(_("ngày xác nhận, kết thúc"), null=True, blank=True)
    percent = models.PositiveSmallIntegerField(_("tiến độ, %"), default=0)
    officer = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("người phụ trách"),
    )  # fmt: skip
    reason = VietnameseTextField(_("lý do"), blank=True)
    last_entry_on = models.DateField(_("cập nhật gần nhất"), null=True, blank=True)
    reminded_on = models.DateField(_("nhắc gần nhất"), null=True, blank=True)

    class Meta:
        verbose_name = _("phân giao")
        verbose_name_plural = _("phân giao")
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["body", "share", "state"], name="assignment_of_body"),
            # Everything the seven cells are counted from, so that the board of a province reads the index alone.
            models.Index(
                fields=[
                    "province",
                    "share",
                    "state",
                    "due_on",
                    "standing",
                    "reported_on",
                    "done_on",
                    "task",
                    "body",
                    "notice",
                    "topic",
                ],
                name="assignment_board",
            ),
            models.Index(fields=["notice", "share"], name="assignment_of_notice"),
            models.Index(fields=["topic", "share"], name="assignment_of_topic"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=AssignmentState.values), name="assignment_state_known"),
            models.CheckConstraint(condition=Q(share__in=Share.values), name="assignment_share_known"),
            models.UniqueConstraint(
                fields=["task", "body"], condition=~Q(state=AssignmentState.CANCELLED), name="assignment_once_a_body"
            ),
            models.CheckConstraint(
                condition=~Q(state=AssignmentState.DONE) | Q(done_on__isnull=False, ended_on__isnull=False),
                name="assignment_done_has_days",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssignmentState.DONE) | Q(due_on__isnull=False) | Q(standing=True)
                | Q(share=Share.SUPPORT),
                name="assignment_done_has_due",
            ),
            models.CheckConstraint(
                condition=~Q(state=AssignmentState.REPORTED) | Q(reported_on__isnull=False),
                name="assignment_reported_has_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=(AssignmentState.RETURNED, AssignmentState.CANCELLED)) | ~Q(reason=""),
                name="assignment_ended_says_why",
            ),
            models.CheckConstraint(condition=Q(percent__lte=100), name="assignment_percent"),
            models.CheckConstraint(
                condition=Q(standing=False) | Q(due_on__isnull=True), name="assignment_standing_has_no_due"
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.body}: {self.task}"[:200]

    def get_absolute_url(self) -> str:
        return reverse("directives:assignment", args=[self.code])

    @property
    def is_open(self) -> bool:
        return self.state in OPEN_STATES
