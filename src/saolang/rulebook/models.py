"""Published sheets (never changed), official wording of options, what the province set where the law is open."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import VietnameseCharField, VietnameseTextField


class Immutable(Exception):
    """Somebody tried to change or remove what has been published."""


class AppendOnlyRows(models.QuerySet):
    """Refuses bulk changes; the database's triggers refuse what gets past."""

    def update(self, **kwargs: Any) -> int:
        """Refuse."""
        raise Immutable(f"{self.model._meta.label} is never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise Immutable(f"{self.model._meta.label} is never deleted")


class AppendOnlyModel(models.Model):
    """A row that is written once."""

    objects = AppendOnlyRows.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; what is stored already is never saved again."""
        if not self._state.adding:
            raise Immutable(f"{self._meta.label} is never changed")
        super().save(*args, **{**kwargs, "force_insert": True})

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise Immutable(f"{self._meta.label} is never deleted")


class PublishedSheet(AppendOnlyModel):
    """One version of one criteria sheet. A change of content is a new version; a dossier keeps the one it was filed by.

    ``content`` is the whole file (schema ``ocop-criteria/1``); ``content_hash`` is the SHA-256 of its canonical JSON.
    """

    sheet_id = models.CharField(_("mã phiếu"), max_length=40)
    version = models.PositiveIntegerField(_("phiên bản"))
    decision = models.CharField(_("quyết định"), max_length=20)
    number = models.PositiveSmallIntegerField(_("số bộ sản phẩm"))
    name = VietnameseCharField(_("bộ sản phẩm"), max_length=200)
    status = models.CharField(_("hiệu lực"), max_length=60)
    scorable = models.BooleanField(_("đánh giá được"), default=True)
    content_hash = models.CharField(_("mã băm nội dung"), max_length=64)
    content = models.JSONField(_("nội dung"))
    published_by = VietnameseCharField(_("người công bố"), max_length=200)
    published_at = models.DateTimeField(_("công bố lúc"))

    class Meta:
        verbose_name = _("phiếu đánh giá")
        verbose_name_plural = _("phiếu đánh giá")
        ordering = ["decision", "number", "version"]
        constraints = [
            models.UniqueConstraint(fields=["sheet_id", "version"], name="published_sheet_version"),
            models.UniqueConstraint(fields=["sheet_id", "content_hash"], name="published_sheet_content"),
            models.CheckConstraint(condition=Q(version__gte=1), name="published_sheet_version_from_one"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} (phiên bản {self.version}): {self.name}"

    def get_absolute_url(self) -> str:
        """The sheet's page in the desk."""
        return reverse("rulebook:sheet", kwargs={"sheet_id": self.sheet_id})


class OptionWording(models.Model):
    """The exact printed wording of one option of one published content, as imported from a copy of the decision."""

    content_hash = models.CharField(_("mã băm nội dung phiếu"), max_length=64)
    sheet_id = models.CharField(_("mã phiếu"), max_length=40)
    criterion = models.CharField(_("tiêu chí"), max_length=12)
    position = models.PositiveSmallIntegerField(_("mức"))
    text = VietnameseTextField(_("câu chữ nguyên văn"))
    source = VietnameseCharField(_("văn bản nguồn"), max_length=300)
    imported_by = VietnameseCharField(_("người nạp"), max_length=200)
    imported_at = models.DateTimeField(_("nạp lúc"))

    class Meta:
        verbose_name = _("câu chữ nguyên văn")
        verbose_name_plural = _("câu chữ nguyên văn")
        ordering = ["sheet_id", "criterion", "position"]
        constraints = [
            models.UniqueConstraint(fields=["content_hash", "criterion", "position"], name="option_wording_once"),
            models.CheckConstraint(condition=Q(position__gte=1) & ~Q(text=""), name="option_wording_filled"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet_id} {self.criterion}/{self.position}"


class ProvincialSetting(AppendOnlyModel):
    """What the province set for one open point of the law, from a day on. A later row replaces it from its own day."""

    key = models.CharField(_("cài đặt"), max_length=60)
    value = models.JSONField(_("giá trị"))
    effective_from = models.DateField(_("áp dụng từ"))
    source = VietnameseCharField(_("căn cứ"), max_length=300)
    reason = VietnameseTextField(_("lý do"))
    set_by = VietnameseCharField(_("người đặt"), max_length=200)
    set_at = models.DateTimeField(_("đặt lúc"))

    class Meta:
        verbose_name = _("cài đặt của tỉnh")
        verbose_name_plural = _("cài đặt của tỉnh")
        ordering = ["key", "effective_from"]
        constraints = [
            models.UniqueConstraint(fields=["key", "effective_from"], name="provincial_setting_once_a_day"),
            models.CheckConstraint(condition=~Q(source="") & ~Q(reason=""), name="provincial_setting_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.key} từ {self.effective_from:%d/%m/%Y}"
