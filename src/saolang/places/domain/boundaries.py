"""Load boundaries of units from a GeoJSON file that the province holds; all or nothing."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.problems import DomainError, Problems
from saolang.core.text import fold_vi, normalize_line

from ..addresses import segment, unit_name
from ..enums import CODE_LENGTH, AliasKind, Level
from ..geometry import BadGeometry, MultiPolygon, box_of, count_positions, read_multipolygon, thin
from ..models import Unit, UnitAlias
from ..queries import units_on

MAX_BYTES = 64 * 1024 * 1024
MAX_FEATURES = 4000
MAX_PROBLEMS = 50
# About 30 m: invisible on a map of a province, a tenth of the size.
TOLERANCE = 0.0003
_CODE_KEYS = ("code", "ma", "ma_xa", "maxa", "ward_code", "commune_code", "matinhxa")
_NAME_KEYS = ("name", "ten", "ten_xa", "tenxa", "full_name", "ward_name", "commune_name")


@dataclass
class BoundaryReport:
    """What an import did or, in a dry run, would do."""

    file: str
    sha256: str
    dry_run: bool
    matched: list[Unit] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    without: list[Unit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    positions_read: int = 0
    positions_kept: int = 0


def load_boundaries(path: Path, *, actor: Any, dry_run: bool = False, province: Unit | None = None) -> BoundaryReport:
    """Set ``Unit.boundary`` of today's units from a FeatureCollection of Polygons or MultiPolygons (WGS 84).

    A feature is matched by its code, else by its name (inside ``province`` when given; the name must be the only one of
    its kind). Features that match nothing are listed, not refused. Raises DomainError with every fault: file too large,
    not GeoJSON, malformed geometry, two features for one unit, nothing matched; then nothing has changed.
    """
    content, digest = _read(path)
    report = BoundaryReport(path.name, digest, dry_run)
    matcher = _Matcher(province)
    problems = Problems()
    found: dict[int, MultiPolygon] = {}
    for number, feature in enumerate(_features(content), start=1):
        _take(number, feature, matcher, found, report, problems)
    _raise_some(problems)
    if not report.matched:
        _refuse(
            "boundaries_none", _("Không có hình nào khớp với đơn vị hiện nay."), _("Xem lại mã hoặc tên trong tệp.")
        )
    report.without = matcher.left_out(report.matched)
    if not dry_run:
        _store(report, found, actor)
    return report


class _Matcher:
    """Today's units by code and by name."""

    def __init__(self, province: Unit | None) -> None:
        units = units_on()
        if province is not None:
            units = units.filter(Q(pk=province.pk) | Q(parent=province))
        self.units = {unit.pk: unit for unit in units}
        self.by_code = {(unit.level, unit.code): unit for unit in self.units.values()}
        self.by_name: dict[str, list[Unit]] = defaultdict(list)
        for unit in self.units.values():
            self.by_name[unit_name(fold_vi(unit.name))].append(unit)
        for alias in UnitAlias.objects.filter(kind=AliasKind.CODE):
            if (aliased := self.units.get(alias.unit_id)) is not None:
                self.by_code.setdefault((aliased.level, alias.folded), aliased)

    def match(self, code: str, name: str) -> Unit | None:
        """Return the unit of a feature; a known code counts more than the name."""
        if code.isascii() and code.isdigit():
            level = Level.PROVINCE if len(code) <= CODE_LENGTH[Level.PROVINCE] else Level.COMMUNE
            return self.by_code.get((level, code.zfill(CODE_LENGTH[level])))
        read = segment(name)
        named = self.by_name.get(read.name, [])
        of_kind = [unit for unit in named if unit.kind in read.kinds] or named
        return of_kind[0] if len(of_kind) == 1 else None

    def left_out(self, matched: list[Unit]) -> list[Unit]:
        """Units beside the matched ones that stay without a boundary."""
        parents = {unit.parent_id for unit in matched if unit.parent_id}
        bare = units_on().filter(parent__in=parents, boundary__isnull=True)
        return list(bare.exclude(pk__in=[unit.pk for unit in matched]).order_by("code"))


def _refuse(code: str, message: str, fix: str = "") -> NoReturn:
    raise DomainError.of(code, message, fix=fix)


def _read(path: Path) -> tuple[Any, str]:
    try:
        if path.stat().st_size > MAX_BYTES:
            limit = MAX_BYTES // 1024 // 1024
            _refuse("boundaries_size", _("Tệp lớn hơn %(limit)d MB.") % {"limit": limit}, _("Giản lược hoặc chia tệp."))
        raw = path.read_bytes()
    except OSError:
        _refuse("boundaries_file", _("Không đọc được tệp %(name)s.") % {"name": path.name})
    try:
        content = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_constant)
    except (ValueError, RecursionError):
        _refuse("boundaries_json", _("Tệp không phải là JSON hợp lệ (UTF-8)."))
    return content, hashlib.sha256(raw).hexdigest()


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)


def _features(content: Any) -> list[Any]:
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or content.get("type") != "FeatureCollection":
        _refuse("boundaries_type", _("Tệp không phải là GeoJSON FeatureCollection."))
    crs = str((content.get("crs") or {}).get("properties", "")) if isinstance(content.get("crs"), dict) else ""
    if crs and "CRS84" not in crs and "4326" not in crs:
        _refuse("boundaries_crs", _("Hệ tọa độ của tệp không phải WGS 84."), _("Xuất lại tệp theo WGS 84 (EPSG:4326)."))
    if not features or len(features) > MAX_FEATURES:
        _refuse("boundaries_count", _("Tệp cần có từ 1 đến %(limit)d hình.") % {"limit": MAX_FEATURES})
    return features


def _take(
    number: int,
    feature: Any,
    matcher: _Matcher,
    found: dict[int, MultiPolygon],
    report: BoundaryReport,
    problems: Problems,
) -> None:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    properties = properties if isinstance(properties, dict) else {}
    code, name = _property(properties, _CODE_KEYS), _property(properties, _NAME_KEYS)
    where = _("hình %(number)d (%(label)s)") % {"number": number, "label": f"{code} {name}".strip()[:60] or "?"}
    try:
        shape = read_multipolygon(feature.get("geometry") if isinstance(feature, dict) else None)
    except BadGeometry as error:
        problems.add("boundary_geometry", str(error), where=where)
        return
    unit = matcher.match(code, name)
    if unit is None:
        report.unmatched.append(where)
        return
    if unit.pk in found:
        problems.add("boundary_twice", _("%(unit)s có hai hình.") % {"unit": unit.path}, where=where)
        return
    kept = thin(shape, TOLERANCE)
    report.positions_read += count_positions(shape)
    report.positions_kept += count_positions(kept)
    found[unit.pk] = kept
    report.matched.append(unit)
    report.notes.extend(_doubts(unit, name, kept, where))


def _property(properties: dict[str, Any], keys: tuple[str, ...]) -> str:
    lowered = {str(key).lower(): value for key, value in properties.items()}
    for key in keys:
        value = lowered.get(key)
        if isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            return normalize_line(str(value))[:120]
    return ""


def _called(unit: Unit, name: str) -> bool:
    return unit_name(fold_vi(unit.name)) == name


def _doubts(unit: Unit, name: str, shape: MultiPolygon, where: str) -> list[str]:
    notes = []
    if name and not _called(unit, segment(name).name):
        notes.append(_("%(where)s: mã khớp %(unit)s nhưng tên khác.") % {"where": where, "unit": unit.path})
    south, west, north, east = box_of(shape)
    if unit.point and not (south - 0.2 <= unit.point[0] <= north + 0.2 and west - 0.2 <= unit.point[1] <= east + 0.2):
        notes.append(_("%(where)s: hình nằm xa điểm đã biết của %(unit)s.") % {"where": where, "unit": unit.path})
    return notes


def _raise_some(problems: Problems) -> None:
    if len(problems) <= MAX_PROBLEMS:
        problems.raise_if_any()
        return
    shown = Problems()
    shown.extend(problems.as_list()[:MAX_PROBLEMS])
    more = len(problems) - MAX_PROBLEMS
    shown.add("boundaries_more", _("Còn %(count)d lỗi nữa.") % {"count": more})
    shown.raise_if_any()


def _store(report: BoundaryReport, found: dict[int, MultiPolygon], actor: Any) -> None:
    source = f"{report.file[:100]}, SHA-256 {report.sha256[:16]}, {clock.today():%d/%m/%Y}"
    with transaction.atomic():
        units = list(Unit.objects.select_for_update().filter(pk__in=found).order_by("pk"))
        for unit in units:
            unit.boundary = {"type": "MultiPolygon", "coordinates": found[unit.pk]}
            unit.boundary_source = source
        Unit.objects.bulk_update(units, ["boundary", "boundary_source"], batch_size=50)
        provinces = {unit.province.pk: unit.province for unit in report.matched}
        for province in provinces.values():
            data = {
                "file": report.file,
                "sha256": report.sha256,
                "units": sorted(unit.code for unit in report.matched if unit.province.pk == province.pk),
            }
            record("places.unit.load_boundaries", actor=actor, obj=province, data=data)
