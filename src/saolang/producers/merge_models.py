"""Two records of one thing made one: what was moved, so that it can be taken back."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, VietnameseTextField


class MergeRecord(TimeStamped):
    """One merge of two producers, or of two products of one producer.

    ``moved`` lists every changed row as ``{"model", "pk", "field", "from", "to"}`` in the order of the changes;
    ``left`` names rows that stayed with the duplicate because the kept one has the same.
    """

    code = RandomCodeField()
    kept_producer = models.ForeignKey("producers.Producer", on_delete=models.PROTECT, related_name="+")
    gone_producer = models.ForeignKey("producers.Producer", on_delete=models.PROTECT, related_name="merge_records")
    kept_product = models.ForeignKey(
        "producers.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    gone_product = models.ForeignKey(
        "producers.Product", null=True, blank=True, on_delete=models.PROTECT, related_name="merge_records"
    )
    moved = models.JSONField(_("đã chuyển"), default=list)
    left = models.JSONField(_("giữ nguyên ở bản trùng"), default=list)
    reason = VietnameseTextField(_("lý do"), blank=True)
    merged_by = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    merged_on = models.DateField(_("ngày gộp"))
    undone_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    undone_on = models.DateField(_("ngày hoàn tác"), null=True, blank=True)
    undo_reason = VietnameseTextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["gone_producer"],
                condition=Q(undone_on__isnull=True, gone_product__isnull=True),
                name="merge_producer_once",
            ),
            models.UniqueConstraint(
                fields=["gone_product"], condition=Q(undone_on__isnull=True), name="merge_product_once"
            ),
            models.CheckConstraint(
                condition=Q(gone_product__isnull=True, kept_product__isnull=True) & ~Q(kept_producer=F("gone_producer"))
                | Q(gone_product__isnull=False, kept_product__isnull=False, kept_producer=F("gone_producer"))
                & ~Q(kept_product=F("gone_product")),
                name="merge_of_two_things",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone} → {self.kept}"

    def get_absolute_url(self) -> str:
        """Address of the record in the desk."""
        return reverse("producers:merge_record", kwargs={"code": self.code})

    @property
    def kept(self) -> models.Model:
        """What stays."""
        return self.kept_product or self.kept_producer

    @property
    def gone(self) -> models.Model:
        """What was a duplicate."""
        return self.gone_product or self.gone_producer
