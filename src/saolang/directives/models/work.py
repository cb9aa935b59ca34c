"""What units do on their shares: diary lines with evidence, requests for a later date."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from ..enums import EntryKind, ExtensionState

__all__ = ["Entry", "EntryEvidence", "Extension", "Reminder"]


class Entry(TimeStamped):
    """One line in the diary of a share; never changed or deleted."""

    code = RandomCodeField()
    assignment = models.ForeignKey("directives.Assignment", on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(_("loại"), max_length=10, choices=EntryKind.choices, default=EntryKind.PROGRESS)
    on = models.DateField(_("ngày"))
    text = VietnameseTextField(_("nội dung"), blank=True)
    percent = models.PositiveSmallIntegerField(_("tiến độ, %"), null=True, blank=True)
    period_start = models.DateField(_("kỳ từ"), null=True, blank=True)
    period_end = models.DateField(_("kỳ đến"), null=True, blank=True)
    body = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("đơn vị ghi"),
    )  # fmt: skip
    by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("người ghi")
    )

    class Meta:
        verbose_name = _("diễn biến")
        verbose_name_plural = _("diễn biến")
        ordering = ["assignment_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=EntryKind.values), name="entry_kind_known"),
            models.CheckConstraint(condition=Q(percent__isnull=True) | Q(percent__lte=100), name="entry_percent"),
            models.CheckConstraint(
                condition=~Q(kind=EntryKind.PERIOD) | Q(period_start__isnull=False, period_end__gte=F("period_start")),
                name="entry_period_complete",
            ),
            models.UniqueConstraint(
                fields=["assignment", "period_start"], condition=Q(kind=EntryKind.PERIOD), name="entry_once_a_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.text}"[:160]


class EntryEvidence(models.Model):
    """What proves a line: a file, or a record of this system by type, id and label."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="evidence")
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    record_type = models.CharField(max_length=100, blank=True)
    record_id = models.CharField(max_length=64, blank=True)
    label = VietnameseCharField(_("tên"), max_length=300)
    url = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = _("minh chứng kết quả")
        verbose_name_plural = _("minh chứng kết quả")
        constraints = [
            models.CheckConstraint(
                condition=Q(file__isnull=False, record_type="")
                | (Q(file__isnull=True) & ~Q(record_type="") & ~Q(record_id="")),
                name="evidence_is_file_or_record",
            )
        ]

    def __str__(self) -> str:
        return self.label


class Extension(Versioned, TimeStamped):
    """A unit asks for a later date; the issuer's office decides."""

    code = RandomCodeField()
    assignment = models.ForeignKey("directives.Assignment", on_delete=models.PROTECT, related_name="extensions")
    state = models.CharField(max_length=8, choices=ExtensionState.choices, default=ExtensionState.ASKED)
    old_due_on = models.DateField(_("hạn cũ"))
    wanted_on = models.DateField(_("hạn đề nghị"))
    reason = VietnameseTextField(_("lý do"))
    asked_on = models.DateField(_("ngày đề nghị"))
    asked_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    granted_due_on = models.DateField(_("hạn mới"), null=True, blank=True)
    decided_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    decided_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answer = VietnameseTextField(_("ý kiến"), blank=True)

    class Meta:
        verbose_name = _("đề nghị lùi hạn")
        verbose_name_plural = _("đề nghị lùi hạn")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ExtensionState.values), name="extension_state_known"),
            models.CheckConstraint(condition=Q(wanted_on__gt=F("old_due_on")), name="extension_is_later"),
            models.CheckConstraint(
                condition=~Q(state=ExtensionState.GRANTED)
                | Q(granted_due_on__isnull=False, decided_on__isnull=False, granted_due_on__gt=F("old_due_on")),
                name="extension_granted_complete",
            ),
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(state=ExtensionState.ASKED), name="extension_one_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.old_due_on} → {self.wanted_on}"

    def get_absolute_url(self) -> str:
        return f"{self.assignment.get_absolute_url()}#lui-han"


class Reminder(models.Model):
    """A reminder that went out; one per share, day-mark and due date, so that nobody is told twice."""

    assignment = models.ForeignKey("directives.Assignment", on_delete=models.CASCADE, related_name="reminders")
    mark = models.SmallIntegerField(_("trước hạn, ngày"), help_text=_("7, 3, 1; số âm là quá hạn."))
    due_on = models.DateField()
    sent_on = models.DateField()

    class Meta:
        verbose_name = _("nhắc việc")
        verbose_name_plural = _("nhắc việc")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "mark", "due_on"], name="reminder_once"),
        ]

    def __str__(self) -> str:
        return f"{self.assignment_id}: {self.mark}"
