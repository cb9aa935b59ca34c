"""Artwork of the OCOP mark that a province puts up, and who took it for which product."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, VietnameseCharField

from .stars import Recognition


class MarkArtwork(TimeStamped):
    """One file of the mark with its number of stars; uploaded by the province, none is shipped.

    Legal: Quy chế quản lý và sử dụng nhãn hiệu chứng nhận OCOP Việt Nam (Quyết định 1162/QĐ-VPĐP-OCOP), Điều 4, 5.
    """

    code = RandomCodeField()
    star = models.PositiveSmallIntegerField(_("hạng sao"), choices=[(n, f"{n} sao") for n in (3, 4, 5)])
    file = models.OneToOneField("files.StoredFile", on_delete=models.PROTECT, related_name="+")
    note = VietnameseCharField(_("mẫu, phiên bản"), max_length=200)
    uploaded_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    active_from = models.DateField(_("dùng từ ngày"))
    retired_on = models.DateField(_("thôi dùng từ ngày"), null=True, blank=True)

    class Meta:
        ordering = ["star", "-active_from", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(star__gte=3, star__lte=5), name="mark_star_3_to_5"),
            models.CheckConstraint(
                condition=Q(retired_on__isnull=True) | Q(retired_on__gte=F("active_from")), name="mark_dates_in_order"
            ),
        ]

    def __str__(self) -> str:
        return f"Nhãn hiệu OCOP {self.star} sao, {self.note}"

    def get_absolute_url(self) -> str:
        return reverse("registry:artworks")


class MarkDownload(models.Model):
    """One download: who took which artwork for which product, by which recognition."""

    product = models.ForeignKey("producers.Product", on_delete=models.PROTECT, related_name="mark_downloads")
    recognition = models.ForeignKey(Recognition, on_delete=models.PROTECT, related_name="mark_downloads")
    artwork = models.ForeignKey(MarkArtwork, on_delete=models.PROTECT, related_name="downloads")
    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("lúc"))

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["product", "at"], name="mark_download_product")]

    def __str__(self) -> str:
        return f"{self.product} ({self.artwork})"
