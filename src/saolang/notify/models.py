"""Messages to people who sign in."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, VietnameseCharField, VietnameseTextField


class Message(models.Model):
    """One message to one person; shown in the desk and sent by e-mail."""

    code = RandomCodeField()
    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="messages")
    kind = models.CharField(_("loại"), max_length=60)
    title = VietnameseCharField(_("tiêu đề"), max_length=200)
    body = VietnameseTextField(_("nội dung"), blank=True)
    url = models.CharField(_("địa chỉ"), max_length=300, blank=True)
    object_type = models.CharField(max_length=100, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(_("gửi lúc"), auto_now_add=True)
    read_at = models.DateTimeField(_("đọc lúc"), null=True, blank=True)
    emailed_at = models.DateTimeField(_("gửi thư lúc"), null=True, blank=True)
    email_attempts = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("thông báo")
        verbose_name_plural = _("thông báo")
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="notify_unread"),
            models.Index(fields=["recipient", "-id"], name="notify_inbox"),
            models.Index(fields=["id"], condition=Q(emailed_at__isnull=True), name="notify_to_email"),
            models.Index(fields=["object_type", "object_id"], name="notify_object"),
        ]

    def __str__(self) -> str:
        return self.title
