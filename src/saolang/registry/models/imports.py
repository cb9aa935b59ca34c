"""Imports of published products, and the line each entry comes from."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, VietnameseCharField, VietnameseTextField

from .stars import Recognition


class ImportBatch(TimeStamped):
    """One import of published products: the file's hash, what it made, and whether it was undone."""

    code = RandomCodeField()
    name = VietnameseCharField(max_length=250)
    sha256 = models.CharField(max_length=64)
    rows = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    imported_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(undone_on__isnull=True), name="import_batch_once_until_undone"
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Address of the import in the desk."""
        return reverse("registry:batch", kwargs={"code": self.code})


class PublishedEntry(TimeStamped):
    """One line of an imported list: where it stands, what it made, and facts that are no recognition.

    A line that names no star makes no recognition; the product is kept and shown with what is known.
    """

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="entries")
    place = models.CharField(_("vị trí trong tệp"), max_length=60)
    product = models.ForeignKey("producers.Product", on_delete=models.PROTECT, related_name="published_entries")
    recognition = models.OneToOneField(
        Recognition, null=True, blank=True, on_delete=models.CASCADE, related_name="published_entry"
    )
    year = models.PositiveSmallIntegerField(_("năm đánh giá"), null=True, blank=True)
    decided_on = models.DateField(_("ngày quyết định"), null=True, blank=True)
    decision_number = models.CharField(_("số quyết định"), max_length=80, blank=True)
    product_code = models.CharField(_("mã sản phẩm"), max_length=40, blank=True)
    address = VietnameseTextField(_("địa chỉ theo danh sách"), blank=True)
    note = VietnameseTextField(_("ghi chú"), blank=True)
    source_title = VietnameseCharField(_("nguồn"), max_length=300, blank=True)
    source_url = models.URLField(_("địa chỉ nguồn"), max_length=500, blank=True)
    made_product = models.BooleanField(default=False)
    made_producer = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["batch", "place"], name="published_entry_once_per_place")]

    def __str__(self) -> str:
        return f"{self.batch} {self.place}"
