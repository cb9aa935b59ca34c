"""What may prove a result beside files: records of this system, each kind named by the app's hooks.

Only records that the person may see are offered and taken; a link shows its label, and the page behind it keeps its
own rights.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.urls import NoReverseMatch
from django.utils.translation import gettext as _

from saolang.core.problems import DomainError
from saolang.core.registries import Registry

FILE_PURPOSE = "directives.evidence"

record_kinds = Registry("record_kinds")


@dataclass(frozen=True, slots=True)
class RecordKind:
    """One kind of record: who sees which, how it is found by words, how it is named."""

    key: str
    """Label of the model, "registry.decision"."""
    label: str
    visible_to: Callable[[Any], QuerySet[Any]]
    matching: Callable[[str], Q]
    name: Callable[[Any], str]


@dataclass(frozen=True, slots=True)
class Evidence:
    """One proof: a stored file or a record."""

    file: Any = None
    record: Model | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """One record that the search offers; ``token`` names it in a form."""

    token: str
    kind: str
    label: str
    url: str


def find_records(user: Any, words: str, *, limit: int = 8) -> list[Found]:
    """Records that the person may see and that the words name; at most ``limit`` of each kind."""
    words = words.replace("\x00", " ")  # PostgreSQL refuses to look for it at all
    if len(words.strip()) < 2:
        return []
    found = []
    for kind in record_kinds:
        rows = kind.visible_to(user).filter(kind.matching(words.strip())).distinct().order_by("-pk")[:limit]
        found += [Found(f"{kind.key}:{row.pk}", str(kind.label), kind.name(row), address(row)) for row in rows]
    return found


def from_token(user: Any, token: str) -> Evidence:
    """The record that a form names. Raises DomainError when there is none that the person may see."""
    key, _colon, number = token.partition(":")
    kind = record_kinds.get(key)
    row = None
    if kind is not None and number.isascii() and number.isdigit() and len(number) < 16:
        row = kind.visible_to(user).filter(pk=int(number)).first()
    if row is None:
        raise unknown_record()
    return Evidence(record=row)


def describe(user: Any, record: Model) -> tuple[str, str, str, str]:
    """Kind, key, label and address of a record that the person may see; raises DomainError otherwise."""
    key = record._meta.label_lower
    kind = record_kinds.get(key)
    row = kind.visible_to(user).filter(pk=record.pk).first() if kind is not None else None
    if row is None:
        raise unknown_record()
    return key, str(row.pk), f"{kind.label}: {kind.name(row)}"[:300], address(row)


def unknown_record() -> DomainError:
    """The refusal of a record that is not there for this person."""
    return DomainError.of(
        "record_unknown", _("Hồ sơ, văn bản được chọn không có trong hệ thống hoặc bạn không được xem."),
        where="records", fix=_("Tìm lại và chọn trong danh sách hiện ra."),
    )  # fmt: skip


def address(record: Any) -> str:
    """Where the record is shown, if it has a page."""
    try:
        return str(record.get_absolute_url())[:300]
    except (AttributeError, NoReverseMatch):
        return ""
