"""Reads: published sheets with their wording, and the value of a setting on a day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.core.problems import DomainError

from . import provincial
from .loading import Sheet, parse_sheet, with_wording
from .models import OptionWording, ProvincialSetting, PublishedSheet

_parsed: dict[tuple[str, str], Sheet] = {}
_dressed: dict[tuple[str, str, Any], Sheet] = {}


def forget_sheets() -> None:
    """Drop what was kept of sheets with wording; needed only to save memory, stale entries are never read."""
    _dressed.clear()


def wording_of(content_hash: str) -> dict[tuple[str, int], str]:
    """Official wording of one content by criterion and position."""
    rows = OptionWording.objects.filter(content_hash=content_hash)
    return {(row.criterion, row.position): row.text for row in rows}


def sheet_of(published: PublishedSheet) -> Sheet:
    """The sheet of a published version, official wording merged in where it has been loaded."""
    key = (published.sheet_id, published.content_hash)
    if key not in _parsed:
        _parsed[key] = parse_sheet(published.content, published.sheet_id)
    stamp = OptionWording.objects.filter(content_hash=published.content_hash).aggregate(last=Max("pk"))["last"]
    if stamp is None:
        return _parsed[key]
    dressed_key = (*key, stamp)
    if dressed_key not in _dressed:
        _dressed[dressed_key] = with_wording(_parsed[key], wording_of(published.content_hash))
    return _dressed[dressed_key]


def published_sheet(sheet_id: str, version: int | None = None) -> PublishedSheet:
    """The newest published version of a sheet, or a given one. Raises DomainError when there is none."""
    rows = PublishedSheet.objects.filter(sheet_id=sheet_id)
    found = rows.filter(version=version).first() if version else rows.order_by("-version").first()
    if found is None:
        raise DomainError.of(
            "no_sheet",
            _("Chưa có phiếu đánh giá “%(sheet)s” trên hệ thống.") % {"sheet": sheet_id},
            fix=_("Quản trị viên công bố phiếu này trước."),
        )
    return found


def sheet_for(sheet_id: str, version: int | None = None) -> Sheet:
    """The newest (or a given) version of a sheet with official wording. Raises DomainError."""
    return sheet_of(published_sheet(sheet_id, version))


def newest_sheets(decision: str = "") -> list[PublishedSheet]:
    """The newest version of every sheet, without content, in the order of the decision."""
    rows = PublishedSheet.objects.defer("content").order_by("decision", "number", "version")
    if decision:
        rows = rows.filter(decision=decision)
    return list({row.sheet_id: row for row in rows}.values())


def visible_to(user: Any) -> QuerySet[PublishedSheet]:
    """Sheets a person may see; agrees with the right ``rulebook.view_sheet``."""
    rows = PublishedSheet.objects.all()
    return rows if user.has_perm("rulebook.view_sheet") else rows.none()


@dataclass(frozen=True, slots=True)
class SettingValue:
    """A setting on a day: definition, value in force, the row that set it (``None``: the default), rows to come."""

    definition: provincial.SettingDefinition
    value: Any
    row: ProvincialSetting | None
    coming: tuple[ProvincialSetting, ...] = ()

    @property
    def is_default(self) -> bool:
        return self.row is None

    @property
    def shown(self) -> str:
        """The value as a person reads it."""
        return self.definition.display(self.value)

    @property
    def shown_default(self) -> str:
        """The default as a person reads it."""
        return self.definition.display(self.definition.default)

    @property
    def source(self) -> str:
        """Where the value comes from."""
        return self.row.source if self.row else self.definition.source

    @property
    def effective_from(self) -> dt.date:
        """Since when the value counts."""
        return self.row.effective_from if self.row else self.definition.effective_from


def settings_on(on: dt.date | None = None) -> Mapping[str, SettingValue]:
    """Every setting with its value on a day (default today), in the order they are shown."""
    day = on or clock.today()
    rows: dict[str, list[ProvincialSetting]] = {}
    for row in ProvincialSetting.objects.order_by("effective_from"):
        rows.setdefault(row.key, []).append(row)
    return {key: _value(item, rows.get(key, []), day) for key, item in provincial.definitions().items()}


def _value(item: provincial.SettingDefinition, rows: list[ProvincialSetting], day: dt.date) -> SettingValue:
    current = [row for row in rows if row.effective_from <= day]
    coming = tuple(row for row in rows if row.effective_from > day)
    row = current[-1] if current else None
    return SettingValue(item, row.value if row else item.default, row, coming)


def provincial_setting(key: str, on: dt.date | None = None) -> Any:
    """The value of one setting on a day (default today). Raises ``provincial.SettingError`` for an unknown key."""
    item = provincial.definition(key)
    rows = ProvincialSetting.objects.filter(key=key, effective_from__lte=on or clock.today())
    row = rows.order_by("-effective_from").first()
    return row.value if row else item.default


def panel_settings(on: dt.date | None = None) -> dict[str, Any]:
    """All settings as plain values by key, as ``panel.evaluate_panel`` takes them."""
    return {key: found.value for key, found in settings_on(on).items()}
