"""Abstract models and fields, and the two ways to change a record without losing somebody else's change."""

from __future__ import annotations

from typing import Any, TypeVar

from django.db import OperationalError, models, transaction
from django.db.models import F
from django.utils.translation import gettext as _gettext
from django.utils.translation import gettext_lazy as _

from .codes import random_code
from .problems import DomainError, Stale, WrongState
from .text import normalize, normalize_line

M = TypeVar("M", bound=models.Model)


class VietnameseCharField(models.CharField):
    """One line of text, stored in NFC with single spaces."""

    def to_python(self, value: Any) -> Any:
        """Normalize on clean."""
        value = super().to_python(value)
        return normalize_line(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Normalize on save, so that nothing gets past the forms."""
        return _store(self, model_instance, super().pre_save(model_instance, add))


class VietnameseTextField(models.TextField):
    """Several lines of text, stored in NFC and trimmed."""

    def to_python(self, value: Any) -> Any:
        """Normalize on clean."""
        value = super().to_python(value)
        return normalize(value) if isinstance(value, str) else value

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """Normalize on save, so that nothing gets past the forms."""
        return _store(self, model_instance, super().pre_save(model_instance, add))


def _store(field: Any, instance: models.Model, value: Any) -> Any:
    if isinstance(value, str):
        value = field.to_python(value)
        setattr(instance, field.attname, value)
    return value


class RandomCodeField(models.CharField):
    """A random public code (Crockford base32, 10 characters, unique); public addresses use it, never the key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for name, value in {
            "max_length": 10,
            "default": random_code,
            "unique": True,
            "editable": False,
            "verbose_name": _("mã"),
        }.items():
            kwargs.setdefault(name, value)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """Say whether the field is unique in so many words: tables of past versions repeat codes."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "unique": self.unique}

    def get_prep_value(self, value: Any) -> Any:
        """Drop NUL from what an address or a form names: PostgreSQL refuses to look for it at all."""
        value = super().get_prep_value(value)
        return value.replace("\x00", "") if isinstance(value, str) else value


RandomCode = RandomCodeField


class TimeStamped(models.Model):
    """Remembers when a row was made and last saved."""

    created_at = models.DateTimeField(_("tạo lúc"), auto_now_add=True)
    updated_at = models.DateTimeField(_("sửa lúc"), auto_now=True)

    class Meta:
        abstract = True


class Versioned(models.Model):
    """Counts changes, so that a stale page is noticed; save changes with :func:`save_version`."""

    version = models.PositiveIntegerField(_("phiên bản"), default=1, editable=False)

    class Meta:
        abstract = True


def lock_for_change(obj: M, expected_version: int | str | None = None) -> M:
    """Return the row fresh from the database, locked until the transaction ends.

    PostgreSQL locks the row; on SQLite the IMMEDIATE transaction already excludes other writers. Raises Stale when the
    row is gone, or its version is not ``expected_version`` (as the page that was open said).
    """
    _require_transaction(obj)
    # Without the key: rows that refer to this one can be written meanwhile, else two acts might wait for each other.
    fresh = obj.__class__._base_manager.select_for_update(no_key=True).filter(pk=obj.pk).first()
    if fresh is None:
        raise Stale.of(
            "gone",
            _gettext("Nội dung này không còn nữa, có thể người khác vừa xóa."),
            fix=_gettext("Quay lại danh sách và tải lại trang."),
        )
    if expected_version not in (None, "") and str(fresh.version) != str(expected_version).strip():  # type: ignore[attr-defined]
        raise Stale.default()
    return fresh


def save_version(obj: models.Model, *, update_fields: list[str] | None = None) -> None:
    """Save a Versioned object if nobody changed it since it was read, and raise its version by one.

    The version is claimed by one UPDATE ... WHERE version = old, so two writers can never both succeed. Raises Stale.
    """
    if obj._state.adding:
        obj.save()
        return
    _require_transaction(obj)
    old: int = obj.version  # type: ignore[attr-defined]
    claimed = type(obj)._base_manager.filter(pk=obj.pk, version=old).update(version=F("version") + 1)
    if not claimed:
        raise Stale.default()
    obj.version = old + 1  # type: ignore[attr-defined]
    try:
        obj.save(update_fields=None if update_fields is None else [*update_fields, "version"])
    except BaseException:
        obj.version = old  # type: ignore[attr-defined]
        raise


HELD = ("55P03", "40P01", "40001")
"""SQLSTATE of lock_not_available, deadlock_detected, serialization_failure."""


def is_held(error: OperationalError) -> bool:
    """Whether it failed only because somebody else writes: the row is locked, or both waited for each other
    (PostgreSQL), or the database is locked (SQLite).
    """
    return getattr(error.__cause__, "sqlstate", "") in HELD or "is locked" in str(error)


def as_refusal(error: DomainError | OperationalError) -> DomainError:
    """What to tell a person whose act was not done; a fault of the database that no person can mend is raised on."""
    if isinstance(error, DomainError):
        return error
    if not is_held(error):
        raise error
    return WrongState.of(
        "database_held",
        _gettext("Việc khác đang được ghi cùng lúc, như nhập sổ cũ, nên chưa ghi được việc này; chưa có gì thay đổi."),
        fix=_gettext("Chờ một phút rồi làm lại."),
    )


def _require_transaction(obj: models.Model) -> None:
    if not transaction.get_connection(obj._state.db).in_atomic_block:
        raise transaction.TransactionManagementError("changes to a record need transaction.atomic")
