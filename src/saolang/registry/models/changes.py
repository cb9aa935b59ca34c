"""What befalls a star between its certificate and its end: prolongation, suspension of trade."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, VietnameseCharField, VietnameseTextField

from ..enums import ProlongationBasis, ProlongationEnd
from .stars import Recognition

MOST_DAYS = 180
"""A prolongation never lasts longer. Legal: Quyết định 26/2026/QĐ-TTg, Điều 12.3."""


class Prolongation(TimeStamped):
    """A certificate that runs on while its re-assessment is decided. Legal: Quyết định 26/2026/QĐ-TTg, Điều 12.3.

    ``starts_on`` and ``at_most`` are its first and last possible day; ``ended_on`` is the day of the result, which is
    the last prolonged day when it comes sooner.
    """

    code = RandomCodeField()
    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="prolongations")
    dossier_code = models.CharField(_("mã hồ sơ"), max_length=12)
    filed_on = models.DateField(_("ngày nộp hồ sơ đánh giá lại"))
    starts_on = models.DateField(_("kéo dài từ ngày"))
    at_most = models.DateField(_("kéo dài nhiều nhất đến hết ngày"))
    days = models.PositiveSmallIntegerField(_("số ngày kể từ ngày hết thời hạn"))
    basis = models.CharField(_("trường hợp"), max_length=12, choices=ProlongationBasis.choices)
    reading = models.JSONField(_("cách đọc của tỉnh lúc ghi"), default=dict)
    ended_on = models.DateField(_("ngày có kết quả"), null=True, blank=True)
    ended_why = models.CharField(max_length=14, choices=ProlongationEnd.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["recognition"], condition=Q(ended_on__isnull=True), name="prolongation_one_open"
            ),
            models.CheckConstraint(condition=Q(days__gte=1, days__lte=MOST_DAYS), name="prolongation_at_most_180_days"),
            models.CheckConstraint(condition=Q(at_most__gte=F("starts_on")), name="prolongation_dates_in_order"),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, ended_why="") | Q(ended_on__isnull=False) & ~Q(ended_why=""),
                name="prolongation_end_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recognition} ({self.starts_on:%d/%m/%Y} - {self.at_most:%d/%m/%Y})"


class Suspension(TimeStamped):
    """Trade in a product stopped by an authority: a warning beside validity; the certificate stands until withdrawn."""

    code = RandomCodeField()
    product = models.ForeignKey("producers.Product", on_delete=models.PROTECT, related_name="suspensions")
    authority = models.ForeignKey("accounts.Organisation", on_delete=models.PROTECT, related_name="+")
    number = VietnameseCharField(_("số văn bản"), max_length=80)
    issued_on = models.DateField(_("ngày văn bản"))
    file = models.ForeignKey("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField(_("tạm ngừng từ ngày"))
    ends_on = models.DateField(_("đến hết ngày"), null=True, blank=True)
    lifted_on = models.DateField(_("được lưu thông lại từ ngày"), null=True, blank=True)
    note = VietnameseTextField(_("nội dung công khai"), blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(starts_on__gte=F("issued_on")), name="suspension_not_before_paper"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="suspension_dates_in_order"
            ),
            models.CheckConstraint(
                condition=Q(lifted_on__isnull=True) | Q(lifted_on__gte=F("starts_on")), name="suspension_lifted_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product} ({self.number})"
