"""The legal record: append-only events in one hash chain.

Actors and objects are named by id and by a label that outlives them; there are no foreign keys, so nothing a higher app
deletes or renames can change the record. Triggers refuse UPDATE, DELETE and TRUNCATE (see ``triggers``).
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _


class AppendOnly(Exception):
    """Somebody tried to change or remove a recorded event."""


class Event(models.Model):
    """One act: who did what to which object, when, and why."""

    seq = models.BigIntegerField(_("số thứ tự"), primary_key=True)
    at = models.DateTimeField(_("thời điểm"), db_index=True)
    actor_id = models.BigIntegerField(_("mã người thực hiện"), null=True, blank=True)
    actor_label = models.CharField(_("người thực hiện"), max_length=200)
    verb = models.CharField(_("việc"), max_length=120)
    object_type = models.CharField(_("loại đối tượng"), max_length=100)
    object_id = models.CharField(_("mã đối tượng"), max_length=64)
    object_label = models.CharField(_("đối tượng"), max_length=300)
    from_state = models.CharField(_("trạng thái trước"), max_length=60, blank=True)
    to_state = models.CharField(_("trạng thái sau"), max_length=60, blank=True)
    data = models.TextField(_("dữ liệu"), default="{}")
    reason = models.TextField(_("lý do"), blank=True)
    prev_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = _("sự kiện")
        verbose_name_plural = _("nhật ký")
        ordering = ["seq"]
        indexes = [
            models.Index(fields=["object_type", "object_id", "seq"], name="audit_event_object"),
            models.Index(fields=["actor_id", "seq"], name="audit_event_actor"),
        ]

    def __str__(self) -> str:
        return f"#{self.seq} {self.verb} {self.object_label}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; an event that is stored already is never saved again."""
        if not self._state.adding:
            raise AppendOnly("audit events are never changed")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        raise AppendOnly("audit events are never deleted")

    @property
    def payload(self) -> dict[str, Any]:
        """The recorded data, read back from its canonical text."""
        content: dict[str, Any] = json.loads(self.data)
        return content


class ChainHead(models.Model):
    """The last link: one row that every append locks, so that appends queue up."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    seq = models.BigIntegerField(default=0)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("đầu chuỗi nhật ký")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_head_single")]

    def __str__(self) -> str:
        return f"#{self.seq} {self.hash[:12]}"


from .tree_models import Checkpoint, Leaf, TreeHead, TreeNode  # noqa: E402

__all__ = ["AppendOnly", "ChainHead", "Checkpoint", "Event", "Leaf", "TreeHead", "TreeNode"]
