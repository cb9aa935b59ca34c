"""Difficulties that localities raise, and the answers of departments."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from ..enums import DifficultyState

__all__ = ["Difficulty", "DifficultyRoute"]


class Difficulty(Versioned, TimeStamped):
    """One difficulty (khó khăn, vướng mắc): about a task, a criterion or a rule.

    A general answer is published as guidance: ``public_question`` and ``public_answer`` are written for readers and
    name no person and no producer.
    """

    code = RandomCodeField()
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    raised_by = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="difficulties", verbose_name=_("đơn vị nêu")
    )
    raised_by_user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    raised_on = models.DateField(_("ngày nêu"))
    title = VietnameseCharField(_("vướng mắc"), max_length=200)
    text = VietnameseTextField(_("nội dung"))
    proposal = VietnameseTextField(_("đề xuất của đơn vị"), blank=True)
    assignment = models.ForeignKey(
        "directives.Assignment", null=True, blank=True, on_delete=models.PROTECT, related_name="difficulties",
        verbose_name=_("việc đang vướng"),
    )  # fmt: skip
    sheet_id = models.CharField(_("bộ tiêu chí"), max_length=60, blank=True)
    criterion = models.CharField(_("tiêu chí"), max_length=20, blank=True)
    rule = VietnameseCharField(_("quy định"), max_length=250, blank=True)
    topic = models.ForeignKey(
        "directives.Topic", null=True, blank=True, on_delete=models.PROTECT, related_name="difficulties",
        verbose_name=_("chủ đề"),
    )  # fmt: skip
    file = models.ForeignKey("files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    voiced_at = VietnameseCharField(_("nêu tại"), max_length=250, blank=True)
    on_behalf = models.BooleanField(_("văn phòng ghi thay"), default=False)
    state = models.CharField(max_length=10, choices=DifficultyState.choices, default=DifficultyState.NEW)
    routed_to = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="difficulties_to_answer",
        verbose_name=_("cơ quan trả lời"),
    )  # fmt: skip
    routed_on = models.DateField(_("ngày chuyển"), null=True, blank=True)
    due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    rounds = models.PositiveSmallIntegerField(_("số lần hỏi"), default=1)
    reason = VietnameseTextField(_("lý do"), blank=True)
    reported_up_on = models.DateField(_("ngày báo cáo UBND tỉnh"), null=True, blank=True)
    reported_up_note = VietnameseTextField(_("nội dung báo cáo UBND tỉnh"), blank=True)
    answer = VietnameseTextField(_("trả lời"), blank=True)
    answered_by = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("cơ quan đã trả lời"),
    )  # fmt: skip
    answered_on = models.DateField(_("ngày trả lời"), null=True, blank=True)
    answer_number = models.CharField(_("số, ký hiệu văn bản trả lời"), max_length=60, blank=True)
    answer_dated_on = models.DateField(_("ngày văn bản trả lời"), null=True, blank=True)
    answer_document = models.ForeignKey(
        "documents.RegisteredDocument", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("văn bản trả lời"),
    )  # fmt: skip
    answer_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)
    is_general = models.BooleanField(_("áp dụng chung"), default=False)
    public_question = VietnameseTextField(_("câu hỏi công bố"), blank=True)
    public_answer = VietnameseTextField(_("trả lời công bố"), blank=True)
    published_on = models.DateField(_("ngày công bố"), null=True, blank=True)
    guidance_updated_on = models.DateField(_("ngày cập nhật bản công bố"), null=True, blank=True)
    search_text = models.TextField(editable=False, blank=True)
    public_search_text = models.TextField(editable=False, blank=True)

    class Meta:
        verbose_name = _("khó khăn, vướng mắc")
        verbose_name_plural = _("khó khăn, vướng mắc")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["province", "state", "due_on"], name="difficulty_waiting"),
            models.Index(fields=["published_on"], name="difficulty_published"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DifficultyState.values), name="difficulty_state_known"),
            models.CheckConstraint(
                condition=~Q(state=DifficultyState.ROUTED) | Q(routed_to__isnull=False, due_on__isnull=False),
                name="difficulty_routed_has_answerer",
            ),
            models.CheckConstraint(
                condition=~Q(state=DifficultyState.ANSWERED) | (Q(answered_on__isnull=False) & ~Q(answer="")),
                name="difficulty_answered_has_answer",
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True)
                | (Q(is_general=True) & ~Q(public_question="") & ~Q(public_answer="")),
                name="difficulty_published_is_general",
            ),
            models.CheckConstraint(
                condition=Q(published_on__isnull=True) | ~Q(state=DifficultyState.WITHDRAWN),
                name="difficulty_withdrawn_is_not_published",
            ),
            models.CheckConstraint(condition=Q(sheet_id="") | ~Q(criterion=""), name="difficulty_sheet_has_criterion"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("directives:difficulty", args=[self.code])


class DifficultyRoute(models.Model):
    """One round with one body: when it was asked, what it answered, why it came back. Nothing is lost on the way.

    ``stuck_reason`` says why the answer did not help; the next row is then the next round. ``reminded`` is the last
    mark at which the body was reminded (working days before the due date, -1 overdue).
    """

    difficulty = models.ForeignKey(Difficulty, on_delete=models.CASCADE, related_name="routes")
    body = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField(_("ngày chuyển"))
    returned_on = models.DateField(_("ngày trả lại"), null=True, blank=True)
    reason = VietnameseTextField(_("lý do trả lại"), blank=True)
    sent_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    note = VietnameseTextField(_("lời nhắn của văn phòng"), blank=True)
    due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    answered_on = models.DateField(_("ngày trả lời"), null=True, blank=True)
    answer = VietnameseTextField(_("trả lời"), blank=True)
    answer_number = models.CharField(_("số, ký hiệu văn bản trả lời"), max_length=60, blank=True)
    answer_dated_on = models.DateField(_("ngày văn bản trả lời"), null=True, blank=True)
    answer_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    stuck_on = models.DateField(_("ngày báo còn vướng"), null=True, blank=True)
    stuck_reason = VietnameseTextField(_("vì sao còn vướng"), blank=True)
    reminded = models.SmallIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("lần chuyển")
        verbose_name_plural = _("lần chuyển")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["difficulty"],
                condition=Q(returned_on__isnull=True, answered_on__isnull=True),
                name="difficulty_route_one_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body}"
