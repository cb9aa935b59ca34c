"""A file at the ministry: the letter that sent it, the ministry's result, and what the province made of it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from .enums import CentralChoice, CentralResult


class MinistryFile(Versioned, TimeStamped):
    """One dossier before the ministry's council. Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.3, 7.4, 7.6.e.

    ``renewal`` is the re-assessment of a product that holds five stars: no council of the province comes before it.
    """

    code = RandomCodeField()
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="ministry_files")
    renewal = models.BooleanField(_("đánh giá lại sản phẩm 5 sao"), default=False)
    letter = models.ForeignKey("documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField(_("ngày gửi Bộ"), null=True, blank=True)
    samples_sent = models.PositiveSmallIntegerField(_("số sản phẩm mẫu đã gửi"), null=True, blank=True)

    result = models.CharField(_("kết quả của Bộ"), max_length=10, choices=CentralResult.choices, blank=True)
    result_on = models.DateField(_("ngày của kết quả"), null=True, blank=True)
    total = models.DecimalField(
        _("điểm của Hội đồng cấp trung ương"), max_digits=5, decimal_places=2, null=True, blank=True
    )
    notice_number = VietnameseCharField(_("số thông báo của Bộ"), max_length=80, blank=True)
    notice_file = models.ForeignKey(
        "files.StoredFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decision = models.ForeignKey(
        "registry.Decision", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("quyết định công nhận"),
    )  # fmt: skip

    choice = models.CharField(_("cách xử lý của tỉnh"), max_length=8, choices=CentralChoice.choices, blank=True)
    choice_reason = VietnameseTextField(_("căn cứ lựa chọn"), blank=True)
    chosen_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    chosen_on = models.DateField(null=True, blank=True)
    star = models.PositiveSmallIntegerField(_("hạng sao theo kết quả của Bộ"), null=True, blank=True)
    decision_paper = models.ForeignKey(
        "documents.Paper", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    closed_on = models.DateField(_("ngày kết thúc"), null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(closed_on__isnull=True), name="ministry_file_one_open"
            ),
            models.CheckConstraint(
                condition=Q(result="") | Q(result_on__isnull=False), name="ministry_file_result_has_day"
            ),
            models.CheckConstraint(
                condition=~Q(result=CentralResult.BELOW) | Q(total__isnull=False, total__lt=90),
                name="ministry_file_below_has_points",
            ),
            models.CheckConstraint(
                condition=Q(choice="")
                | (Q(result=CentralResult.BELOW, chosen_on__isnull=False) & ~Q(choice_reason="")),
                name="ministry_file_choice_is_explained",
            ),
            models.CheckConstraint(
                condition=~Q(choice=CentralChoice.CENTRAL) | Q(star__in=[3, 4]), name="ministry_file_central_3_4"
            ),
            models.CheckConstraint(
                condition=Q(result_on__isnull=True) | Q(sent_on__isnull=True) | Q(result_on__gte=F("sent_on")),
                name="ministry_file_result_after_sending",
            ),
        ]

    def __str__(self) -> str:
        return str(self.dossier.product.name)

    def get_absolute_url(self) -> str:
        return reverse("assessment:ministry_file", args=[self.code])
