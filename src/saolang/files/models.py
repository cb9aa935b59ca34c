"""A stored file: what it is, who stored it, and where its bytes are."""

from __future__ import annotations

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, VietnameseCharField


class FileKind(models.TextChoices):
    """Kinds told by content, never by name."""

    PDF = "pdf", _("PDF")
    IMAGE = "image", _("Ảnh")
    DOCX = "docx", _("Word")
    XLSX = "xlsx", _("Excel")
    TEXT = "text", _("Văn bản thuần (.txt)")


class StoredFile(models.Model):
    """Bytes that never change once stored; who may read them is asked of the app that owns ``purpose``."""

    code = RandomCodeField()
    purpose = models.CharField(_("mục đích"), max_length=60)
    name = VietnameseCharField(_("tên tệp"), max_length=150)
    kind = models.CharField(_("loại"), max_length=8, choices=FileKind.choices)
    mime = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField(_("dung lượng (byte)"))
    sha256 = models.CharField(max_length=64, db_index=True)
    pages = models.PositiveIntegerField(_("số trang"), null=True, blank=True)
    width = models.PositiveIntegerField(_("rộng"), null=True, blank=True)
    height = models.PositiveIntegerField(_("cao"), null=True, blank=True)
    path = models.CharField(max_length=200, unique=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(_("lưu lúc"), auto_now_add=True)

    class Meta:
        verbose_name = _("tệp")
        verbose_name_plural = _("tệp")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=FileKind.values), name="files_kind_known"),
            models.CheckConstraint(condition=Q(size__gt=0), name="files_size_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Address of the file's content."""
        return reverse("files:download", args=[self.code])

    @property
    def is_image(self) -> bool:
        """Say whether the file can be shown as a picture."""
        return self.kind == FileKind.IMAGE

    def open(self) -> File:
        """Open the stored bytes for reading."""
        return default_storage.open(self.path, "rb")
