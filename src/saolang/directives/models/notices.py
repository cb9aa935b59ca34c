"""A directive document, what was read in it, what a person made of it; the bodies that belong to a committee."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from saolang.core.db import RandomCodeField, TimeStamped, Versioned, VietnameseCharField, VietnameseTextField

from ..enums import NoticeState
from ..words import key_of

__all__ = ["Block", "Notice", "ReadingRule", "SteeringMember", "Topic"]


class Topic(models.Model):
    """What tasks are about, for the board by topic. ``words`` suggest it for a text, one phrase a line."""

    name = VietnameseCharField(_("chủ đề"), max_length=120, unique=True)
    words = VietnameseTextField(_("từ nhận biết"), blank=True)
    position = models.PositiveSmallIntegerField(_("thứ tự"), default=0)

    class Meta:
        verbose_name = _("chủ đề")
        verbose_name_plural = _("chủ đề")
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


class SteeringMember(models.Model):
    """A body that sits on a steering committee during a period; ``standing`` marks its "Thường trực"."""

    committee = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="member_bodies", verbose_name=_("Ban Chỉ đạo")
    )
    body = models.ForeignKey(
        "accounts.Organisation", on_delete=models.PROTECT, related_name="steering_seats", verbose_name=_("cơ quan")
    )
    standing = models.BooleanField(_("cơ quan thường trực"), default=False)
    valid_from = models.DateField(_("từ ngày"))
    valid_to = models.DateField(_("đến ngày"), null=True, blank=True)
    basis = VietnameseCharField(_("căn cứ"), max_length=250, blank=True)

    class Meta:
        verbose_name = _("thành viên Ban Chỉ đạo")
        verbose_name_plural = _("thành viên Ban Chỉ đạo")
        constraints = [
            models.UniqueConstraint(
                fields=["committee", "body"], condition=Q(valid_to__isnull=True), name="steering_member_once"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")), name="steering_member_period"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} ({self.committee})"


class Notice(Versioned, TimeStamped):
    """A directive document that is being turned into tasks, or was.

    ``reading`` is the parser's proposal with spans into ``text`` and never changes; ``draft`` is what a person has
    made of it so far (same shape, plus resolved bodies); both are the shapes of ``reading.Reading.as_data()``.
    """

    code = RandomCodeField()
    document = models.OneToOneField(
        "documents.RegisteredDocument", on_delete=models.PROTECT, related_name="notice", verbose_name=_("văn bản")
    )
    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    committee = models.ForeignKey(
        "accounts.Organisation", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("Ban Chỉ đạo"),
    )  # fmt: skip
    state = models.CharField(_("trạng thái"), max_length=12, choices=NoticeState.choices, default=NoticeState.PROPOSED)
    text = models.TextField(_("nội dung đọc được"), blank=True)
    reading = models.JSONField(_("kết quả đọc"), default=dict)
    draft = models.JSONField(_("bản đang xác nhận"), default=dict)
    reader_version = models.CharField(_("phiên bản bộ đọc"), max_length=40, blank=True)
    unread_reason = VietnameseTextField(_("vì sao chưa đọc được"), blank=True)
    confirmed_on = models.DateField(_("ngày xác nhận"), null=True, blank=True)
    confirmed_by = models.ForeignKey(
        "accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+",
        verbose_name=_("người xác nhận"),
    )  # fmt: skip

    class Meta:
        verbose_name = _("văn bản chỉ đạo")
        verbose_name_plural = _("văn bản chỉ đạo")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=NoticeState.values), name="notice_state_known"),
            models.CheckConstraint(
                condition=~Q(state=NoticeState.CONFIRMED) | Q(confirmed_on__isnull=False),
                name="notice_confirmed_has_day",
            ),
        ]

    def __str__(self) -> str:
        return self.document.title

    def get_absolute_url(self) -> str:
        return reverse("directives:notice", args=[self.code])


class Block(models.Model):
    """One addressee's part of a notice, as printed."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="blocks")
    position = models.PositiveSmallIntegerField()
    no = models.CharField(_("mục"), max_length=20, blank=True)
    addressee = VietnameseTextField(_("nơi được giao"), blank=True)

    class Meta:
        verbose_name = _("mục giao việc")
        verbose_name_plural = _("mục giao việc")
        ordering = ["notice_id", "position"]
        constraints = [models.UniqueConstraint(fields=["notice", "position"], name="block_position_once")]

    def __str__(self) -> str:
        return f"{self.no}. {self.addressee}"[:200] if self.no else self.addressee[:200]


class ReadingRule(TimeStamped):
    """A correction that a person made while confirming and wants remembered for the province."""

    province = models.ForeignKey("places.Unit", on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("loại"), max_length=20)
    words = VietnameseCharField(_("chữ trong văn bản"), max_length=300)
    words_key = models.CharField(max_length=300, editable=False)
    value = models.JSONField(_("hiểu là"))
    learned_from = models.ForeignKey(Notice, null=True, blank=True, on_delete=models.SET_NULL, related_name="rules")
    made_by = models.ForeignKey("accounts.User", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    used = models.PositiveIntegerField(_("số lần dùng"), default=0)

    class Meta:
        verbose_name = _("quy tắc đọc của tỉnh")
        verbose_name_plural = _("quy tắc đọc của tỉnh")
        ordering = ["kind", "words_key"]
        constraints = [
            models.UniqueConstraint(fields=["province", "kind", "words_key"], name="reading_rule_once"),
        ]

    def __str__(self) -> str:
        return self.words

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.words_key = key_of(self.words)[:300]
        super().save(*args, **kwargs)
