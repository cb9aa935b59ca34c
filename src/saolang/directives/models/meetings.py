"""Meetings: an agenda from what is due and stuck, conclusions taken down live, the notice that follows."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from ..enums import MeetingState, Period, Scope, TaskKind

__all__ = ["AgendaItem", "Conclusion", "Meeting"]


class Meeting(Versioned, TimeStamped):
    """One meeting of a steering committee or of a leader with units."""

    code = RandomCodeField()
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    committee = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Ban Chỉ đạo"),
    )  # fmt: skip
    title = VietnameseCharField(_("nội dung họp"), max_length=300)
    held_on = models.DateField(_("ngày họp"))
    place = VietnameseCharField(_("địa điểm"), max_length=200, blank=True)
    chair_name = VietnameseCharField(_("người chủ trì"), max_length=120)
    chair_title = VietnameseCharField(_("chức vụ"), max_length=250)
    attendance = VietnameseTextField(_("thành phần dự"), blank=True)
    opening = VietnameseTextField(_("đánh giá chung"), blank=True)
    issuer = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("cơ quan ban hành thông báo"),
    )  # fmt: skip
    recipients = VietnameseTextField(_("nơi nhận khác"), blank=True)
    signer_name = VietnameseCharField(_("người ký thông báo"), max_length=120, blank=True)
    signer_title = VietnameseCharField(_("chức vụ người ký"), max_length=160, blank=True)
    current_item = models.ForeignKey(
        "directives.AgendaItem", null=True, blank=True, on_delete=models.SET_NULL, related_name="+",
        verbose_name=_("mục đang bàn"),
    )  # fmt: skip
    state = models.CharField(max_length=10, choices=MeetingState.choices, default=MeetingState.PLANNED)
    paper = models.OneToOneField(
        "documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("thông báo"),
    )  # fmt: skip
    notice = models.OneToOneField(
        "directives.Notice", null=True, blank=True, on_delete=models.PROTECT, related_name="meeting",
        verbose_name=_("văn bản đã ban hành"),
    )  # fmt: skip
    created_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("cuộc họp")
        verbose_name_plural = _("cuộc họp")
        ordering = ["-held_on", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=MeetingState.values), name="meeting_state_known"),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.ISSUED) | Q(notice__isnull=False), name="meeting_issued_has_notice"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("directives:meeting", args=[self.code])


class AgendaItem(Versioned):
    """One point of the agenda: a share that is overdue or due, a difficulty, or a free point."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="agenda")
    position = models.PositiveSmallIntegerField()
    title = VietnameseCharField(_("nội dung"), max_length=300)
    task = models.ForeignKey("directives.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    difficulty = models.ForeignKey(
        "directives.Difficulty", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    why = VietnameseCharField(_("vì sao đưa ra"), max_length=200, blank=True)
    notes = VietnameseTextField(_("ý kiến tại cuộc họp"), blank=True)
    discussed = models.BooleanField(_("đã bàn"), default=False)

    class Meta:
        verbose_name = _("mục chương trình họp")
        verbose_name_plural = _("mục chương trình họp")
        ordering = ["meeting_id", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "task"], condition=Q(task__isnull=False), name="agenda_task_once"
            ),
            models.UniqueConstraint(
                fields=["meeting", "difficulty"], condition=Q(difficulty__isnull=False), name="agenda_difficulty_once"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Conclusion(Versioned, TimeStamped):
    """One conclusion taken down in the meeting; becomes a text of the notice and, once signed, a task."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="conclusions")
    position = models.PositiveSmallIntegerField()
    agenda_item = models.ForeignKey(
        AgendaItem, null=True, blank=True, on_delete=models.SET_NULL, related_name="conclusions"
    )
    addressee = VietnameseCharField(
        _("giao"), max_length=1000, help_text=_("Một hoặc nhiều đơn vị, cách nhau bằng dấu chấm phẩy.")
    )
    support_text = VietnameseCharField(_("phối hợp"), max_length=500, blank=True)
    unknown = models.JSONField(_("nơi nhận chưa rõ"), default=list, blank=True)
    printed = models.JSONField(_("như in trong thông báo"), default=dict, blank=True)
    text = VietnameseTextField(_("nội dung"))
    scope = models.CharField(_("phạm vi"), max_length=8, choices=Scope.choices, default=Scope.ONE)
    kind = models.CharField(_("loại"), max_length=12, choices=TaskKind.choices, default=TaskKind.ONE_OFF)
    period = models.CharField(_("kỳ báo cáo"), max_length=8, choices=Period.choices, blank=True)
    due_on = models.DateField(_("hạn"), null=True, blank=True)
    leads = models.ManyToManyField("accounts.Organisation", related_name="+", blank=True, verbose_name=_("chủ trì"))
    supports = models.ManyToManyField("accounts.Organisation", related_name="+", blank=True, verbose_name=_("phối hợp"))
    repeats = models.ForeignKey(
        "directives.Task", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("nhắc lại việc đã giao"),
    )  # fmt: skip
    topic = models.ForeignKey("directives.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("kết luận")
        verbose_name_plural = _("kết luận")
        ordering = ["meeting_id", "position", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=TaskKind.values), name="conclusion_kind_known"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="conclusion_scope_known"),
            models.UniqueConstraint(
                fields=["meeting", "repeats"], condition=Q(repeats__isnull=False), name="conclusion_repeats_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text[:160]
