"""Records made during a visit: checklist lines, findings, samples, corrective actions, photos, and what phones sent."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from ..enums import FindingState, LineAnswer, Severity, SyncKind, SyncOutcome
from .inspections import Visit, VisitProduct


class ChecklistLine(Versioned, TimeStamped):
    """One line: what was claimed or must stand, the papers on file, the question, and the team's answer."""

    code = RandomCodeField()
    visit = models.ForeignKey(Visit, on_delete=models.CASCADE, related_name="lines")
    visit_product = models.ForeignKey(
        VisitProduct, null=True, blank=True, on_delete=models.CASCADE, related_name="lines"
    )
    order = models.PositiveSmallIntegerField(default=0)
    section = VietnameseCharField(_("phần"), max_length=160)
    criterion = models.CharField(_("tiêu chí"), max_length=12, blank=True)
    title = VietnameseCharField(_("nội dung"), max_length=300)
    claimed = VietnameseTextField(_("đã khai, đã được chấm"), blank=True)
    points = models.CharField(_("điểm"), max_length=20, blank=True)
    evidence = models.JSONField(_("minh chứng trong hồ sơ"), default=list, blank=True)
    question = VietnameseTextField(_("câu hỏi kiểm tra"))
    guidance = models.BooleanField(_("chỉ để tham khảo"), default=False)
    answer = models.CharField(_("trả lời"), max_length=14, choices=LineAnswer.choices, blank=True)
    note = VietnameseTextField(_("ghi chú"), blank=True)
    answered_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["order", "pk"]
        indexes = [models.Index(fields=["visit", "order"], name="checklist_line_order")]

    def __str__(self) -> str:
        return f"{self.criterion} {self.title}".strip()


class Finding(Versioned, TimeStamped):
    """Tồn tại, vi phạm: what is wrong, how grave, by which law; it ends by a dated paper."""

    code = RandomCodeField()
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="findings")
    product = models.ForeignKey(
        "producers.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    line = models.ForeignKey(ChecklistLine, null=True, blank=True, on_delete=models.PROTECT, related_name="findings")
    severity = models.CharField(_("mức độ"), max_length=6, choices=Severity.choices)
    text = VietnameseTextField(_("tồn tại, vi phạm"))
    legal_ground = VietnameseTextField(_("căn cứ pháp lý"), blank=True)
    found_on = models.DateField(_("ngày phát hiện"))
    found_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=FindingState.choices, default=FindingState.OPEN)
    closing_number = VietnameseCharField(_("số văn bản xử lý"), max_length=80, blank=True)
    closing_on = models.DateField(_("ngày văn bản xử lý"), null=True, blank=True)
    closing_issuer = VietnameseCharField(_("cơ quan ban hành"), max_length=200, blank=True)
    closing_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closing_note = VietnameseTextField(_("kết quả xử lý"), blank=True)
    withdrawal_code = models.CharField(_("mã hồ sơ thu hồi"), max_length=12, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(severity__in=Severity.values), name="finding_severity_known"),
            models.CheckConstraint(
                condition=Q(state="open", closing_on__isnull=True)
                | ~Q(state="open") & Q(closing_on__isnull=False) & ~Q(closing_number=""),
                name="finding_ends_by_dated_paper",
            ),
            models.CheckConstraint(
                condition=Q(closing_on__isnull=True) | Q(closing_on__gte=F("found_on")),
                name="finding_ends_after_it_was_found",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:100]

    def get_absolute_url(self) -> str:
        return reverse("monitoring:finding", args=[self.code])


class Sample(Versioned, TimeStamped):
    """A sample taken at a visit, and what the laboratory said."""

    code = RandomCodeField()
    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="samples")
    product = models.ForeignKey(
        "producers.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="samples"
    )
    number = VietnameseCharField(_("số mẫu"), max_length=40)
    seal = VietnameseCharField(_("số niêm phong"), max_length=40, blank=True)
    what = VietnameseCharField(_("tên mẫu, chỉ tiêu"), max_length=250)
    quantity = VietnameseCharField(_("lượng mẫu"), max_length=80, blank=True)
    taken_on = models.DateField(_("ngày lấy mẫu"))
    taken_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    lab = VietnameseCharField(_("nơi kiểm nghiệm"), max_length=200, blank=True)
    sent_on = models.DateField(_("ngày gửi"), null=True, blank=True)
    result = VietnameseTextField(_("kết quả"), blank=True)
    result_on = models.DateField(_("ngày kết quả"), null=True, blank=True)
    passed = models.BooleanField(_("đạt"), null=True, blank=True)
    paper = models.OneToOneField("documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["visit", "number"], name="sample_number_once_per_visit"),
            models.CheckConstraint(
                condition=Q(result_on__isnull=True) | Q(result_on__gte=F("taken_on")), name="sample_result_after_taking"
            ),
            models.CheckConstraint(
                condition=Q(passed__isnull=True) | Q(result_on__isnull=False), name="sample_verdict_has_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.what}"


class CorrectiveAction(Versioned, TimeStamped):
    """What the visited side must put right, by when; answered with evidence, then checked again."""

    code = RandomCodeField()
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="actions")
    text = VietnameseTextField(_("việc phải khắc phục"))
    due_on = models.DateField(_("hạn khắc phục"))
    recheck_due_on = models.DateField(_("hạn kiểm tra lại"), null=True, blank=True)
    set_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    answered_on = models.DateField(_("ngày báo cáo khắc phục"), null=True, blank=True)
    answer_text = VietnameseTextField(_("báo cáo khắc phục"), blank=True)
    answered_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    rechecked_on = models.DateField(_("ngày kiểm tra lại"), null=True, blank=True)
    rechecked_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    recheck_passed = models.BooleanField(_("đã khắc phục"), null=True, blank=True)
    recheck_note = VietnameseTextField(_("kết quả kiểm tra lại"), blank=True)
    reminded_on = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["due_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rechecked_on__isnull=True, recheck_passed__isnull=True)
                | Q(rechecked_on__isnull=False, recheck_passed__isnull=False),
                name="action_recheck_is_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:100]


class ActionEvidence(TimeStamped):
    """A file by which the visited side shows that something was put right."""

    action = models.ForeignKey(CorrectiveAction, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    added_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]


class VisitPhoto(TimeStamped):
    """A picture taken at a visit, of a line or of a finding (named by the client's id until it has come in)."""

    client_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="photos")
    line = models.ForeignKey(ChecklistLine, null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    finding = models.ForeignKey(Finding, null=True, blank=True, on_delete=models.PROTECT, related_name="photos")
    finding_client_id = models.UUIDField(null=True, blank=True)
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    caption = VietnameseCharField(_("chú thích"), max_length=200, blank=True)
    taken_at = models.DateTimeField(null=True, blank=True)
    taken_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    late = models.BooleanField(_("đến sau biên bản"), default=False)

    class Meta:
        ordering = ["pk"]


class SyncedChange(models.Model):
    """One change a phone sent, by the id the phone gave it: what it asked for and what became of it. Kept for ever."""

    client_id = models.UUIDField(unique=True)
    visit = models.ForeignKey(Visit, on_delete=models.PROTECT, related_name="synced_changes")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=8, choices=SyncKind.choices)
    target = models.CharField(max_length=40, blank=True)
    base_version = models.PositiveIntegerField(null=True, blank=True)
    content = models.JSONField(default=dict)
    made_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=SyncOutcome.choices)
    result = models.JSONField(default=dict)
    settled_at = models.DateTimeField(_("đã xem"), null=True, blank=True)
    settled_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        indexes = [models.Index(fields=["visit", "outcome"], name="synced_change_outcome")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.client_id}"


__all__ = [
    "ActionEvidence",
    "ChecklistLine",
    "CorrectiveAction",
    "Finding",
    "Sample",
    "SyncedChange",
    "VisitPhoto",
]
