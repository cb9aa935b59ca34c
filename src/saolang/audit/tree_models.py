"""The public tree: leaves, hashes of complete subtrees, the size of the tree, signed checkpoints.

All of it only grows; triggers refuse everything else (see ``tree_triggers``). Objects are named by type, id and label,
as in the record.
"""

from __future__ import annotations

import json
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from .merkle import Node

_LEVEL_BITS = 48


class AppendOnlyRow(models.Model):
    """A row that is inserted once."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; a stored row is never saved again."""
        from .models import AppendOnly

        if not self._state.adding:
            raise AppendOnly("the public tree only grows")
        kwargs["force_insert"] = True
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse."""
        from .models import AppendOnly

        raise AppendOnly("the public tree only grows")


class Leaf(AppendOnlyRow):
    """One public statement about one object.

    ``content`` is exactly the text that is hashed and given out; ``secret`` opens its commitments and is never given
    out. ``subject`` is the public code under which statements are asked for, ``batch`` the import they came with.
    """

    position = models.BigIntegerField(_("vị trí"), primary_key=True)
    kind = models.CharField(_("loại"), max_length=40)
    object_type = models.CharField(_("loại đối tượng"), max_length=100)
    object_id = models.CharField(_("mã đối tượng"), max_length=64)
    object_label = models.CharField(_("đối tượng"), max_length=300)
    subject = models.CharField(_("mã công khai"), max_length=20, db_index=True)
    batch = models.CharField(_("lần nhập"), max_length=20, blank=True)
    content = models.TextField(_("nội dung"))
    content_hash = models.CharField(max_length=64)
    leaf_hash = models.CharField(max_length=64)
    secret = models.CharField(max_length=64)
    happened_on = models.DateField(_("ngày"), null=True, blank=True)
    event_seq = models.BigIntegerField(_("sự kiện"))
    made_at = models.DateTimeField(_("ghi lúc"))

    class Meta:
        verbose_name = _("lá của sổ cây băm")
        verbose_name_plural = _("lá của sổ cây băm")
        ordering = ["position"]
        indexes = [models.Index(fields=["object_type", "object_id", "kind"], name="audit_leaf_object")]

    def __str__(self) -> str:
        return f"#{self.position} {self.kind} {self.object_label}"

    @property
    def statement(self) -> dict[str, Any]:
        """The content, read back from its text."""
        content: dict[str, Any] = json.loads(self.content)
        return content


class TreeNode(AppendOnlyRow):
    """The hash of a complete subtree above the leaves, under the number that its level and index make."""

    id = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("nút của sổ cây băm")

    @staticmethod
    def key(node: Node) -> int:
        """The number of a node."""
        level, index = node
        return (level << _LEVEL_BITS) | index

    @property
    def node(self) -> Node:
        """Level and index."""
        return self.id >> _LEVEL_BITS, self.id & ((1 << _LEVEL_BITS) - 1)


class TreeHead(models.Model):
    """How many leaves the tree has: one row that every append locks."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    size = models.BigIntegerField(default=0)

    class Meta:
        verbose_name = _("đầu sổ cây băm")
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="audit_treehead_single")]


class Checkpoint(AppendOnlyRow):
    """The root of the tree at one size, signed; ``vkey`` is the public key that signed it."""

    size = models.BigIntegerField(_("số lá"))
    root = models.CharField(_("gốc"), max_length=64)
    note = models.TextField(_("bản ký"))
    vkey = models.CharField(_("khóa công khai"), max_length=300)
    made_at = models.DateTimeField(_("ký lúc"))

    class Meta:
        verbose_name = _("mốc đã ký")
        verbose_name_plural = _("mốc đã ký")
        ordering = ["size", "pk"]
        constraints = [models.UniqueConstraint(fields=["size", "vkey"], name="audit_checkpoint_once")]

    def __str__(self) -> str:
        return f"{self.size} {self.root[:12]}"
