"""Records of reports by the public. Who reported, and the pictures, stand apart from the report itself.

None of these keep past versions, and nothing here is ever written to the audit record except codes, states and days.
"""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.codes import random_code
from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from ..enums import LegalKind, ReportFinding, ReportKind, ReportState

TRACKING_LENGTH = 16


def new_tracking() -> str:
    """A code under which the reporter follows the report; too long to be guessed."""
    return random_code(TRACKING_LENGTH)


class Report(Versioned, TimeStamped):
    """What somebody saw. ``code`` is for officials, ``tracking`` for the reporter alone."""

    code = RandomCodeField()
    tracking = models.CharField(max_length=TRACKING_LENGTH, unique=True, default=new_tracking, editable=False)
    form_token = models.CharField(max_length=32, unique=True, null=True, blank=True, editable=False)
    state = models.CharField(max_length=10, choices=ReportState.choices, default=ReportState.UNVERIFIED)
    kind = models.CharField(_("loại"), max_length=14, choices=ReportKind.choices)
    legal_kind = models.CharField(
        _("xử lý theo"), max_length=12, choices=LegalKind.choices, default=LegalKind.REPORT, db_index=True
    )
    product = models.ForeignKey(
        "producers.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    product_text = VietnameseCharField(_("sản phẩm"), max_length=250, blank=True)
    bought_at = VietnameseCharField(_("nơi mua, nơi thấy"), max_length=250, blank=True)
    commune = models.ForeignKey(
        "places.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+", verbose_name=_("xã, phường")
    )
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    story = VietnameseTextField(_("sự việc"))
    received_on = models.DateField(_("ngày nhận"), null=True, blank=True)
    triage_due_on = models.DateField(_("hạn xem xét"), null=True, blank=True)
    accepted_on = models.DateField(_("ngày tiếp nhận, thụ lý"), null=True, blank=True)
    answer_due_on = models.DateField(_("hạn trả lời"), null=True, blank=True)
    answered_on = models.DateField(_("ngày trả lời"), null=True, blank=True)
    closed_on = models.DateField(_("ngày đóng"), null=True, blank=True)
    handler = models.ForeignKey(
        "accounts.User",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("người xử lý"),
    )
    forwarded_to = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    forwarded_name = VietnameseCharField(_("cơ quan nhận"), max_length=200, blank=True)
    duplicate_of = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates")
    visit = models.ForeignKey(
        "monitoring.Visit", null=True, blank=True, on_delete=models.SET_NULL, related_name="reports"
    )
    reason = VietnameseTextField(_("lý do"), blank=True)
    finding = models.CharField(_("kết quả"), max_length=10, choices=ReportFinding.choices, blank=True)
    answer = VietnameseTextField(_("trả lời người phản ánh"), blank=True)
    public_answer = VietnameseTextField(_("trả lời công khai"), blank=True)
    contact_erased_on = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name = _("phản ánh")
        verbose_name_plural = _("phản ánh")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "received_on"], name="report_waiting"),
            models.Index(fields=["received_on"], name="report_received"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ReportState.values), name="report_state_known"),
            models.CheckConstraint(condition=Q(kind__in=ReportKind.values), name="report_kind_known"),
            models.CheckConstraint(condition=Q(legal_kind__in=LegalKind.values), name="report_law_known"),
            models.CheckConstraint(
                condition=Q(state=ReportState.UNVERIFIED)
                | Q(received_on__isnull=False, triage_due_on__isnull=False, answer_due_on__isnull=False),
                name="report_verified_has_days",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.ANSWERED) | Q(answered_on__isnull=False), name="report_answered_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(state=ReportState.DUPLICATE) | Q(duplicate_of__isnull=False),
                name="report_duplicate_names_first",
            ),
            models.CheckConstraint(
                condition=~Q(legal_kind=LegalKind.DENUNCIATION) | Q(public_answer=""),
                name="report_denunciation_never_public",
            ),
        ]

    def __str__(self) -> str:
        return f"{LegalKind(self.legal_kind).label} {self.code}"

    def get_absolute_url(self) -> str:
        """Address of the report in the desk."""
        return reverse("monitoring:report", args=[self.code])

    @property
    def is_denunciation(self) -> bool:
        """Whether the reporter must stay hidden from all but the handler. Legal: Luật Tố cáo 2018, Điều 56."""
        return self.legal_kind == LegalKind.DENUNCIATION

    @property
    def subject(self) -> str:
        """The product as officials read it."""
        return self.product.name if self.product is not None else self.product_text


class ReportContact(models.Model):
    """Who reported, in a table of its own; erased when no longer needed. One of e-mail and phone is verified."""

    report = models.OneToOneField(Report, on_delete=models.CASCADE, related_name="contact")
    email = models.EmailField(_("thư điện tử"), blank=True, db_index=True)
    phone = models.CharField(_("điện thoại"), max_length=15, blank=True, db_index=True)
    full_name = VietnameseCharField(_("họ và tên"), max_length=120, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    answer_sent_at = models.DateTimeField(null=True, blank=True)
    answer_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(email="") & ~Q(phone="")) | (~Q(email="") & Q(phone="")), name="report_contact_one_way"
            )
        ]

    def __str__(self) -> str:
        return "***"


class ReportCode(models.Model):
    """One verification code that was asked for; only its keyed hash is kept, written when the code is sent."""

    contact = models.ForeignKey(ReportContact, on_delete=models.CASCADE, related_name="codes")
    code_hash = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    send_attempts = models.PositiveSmallIntegerField(default=0)
    tries = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return "***"


class ReportPhoto(models.Model):
    """A picture sent with a report."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="photos")
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="report_photo")

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.report_id}/{self.pk}"


__all__ = ["Report", "ReportCode", "ReportContact", "ReportPhoto"]
