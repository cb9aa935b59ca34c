"""Shapes on the map: reading GeoJSON geometries strictly, thinning them, drawing them as SVG. Pure: no database.

Positions are (longitude, latitude) in degrees, as GeoJSON has them; boxes are (south, west, north, east).
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from django.utils.translation import gettext as _

Position = tuple[float, float]
Ring = list[Position]
MultiPolygon = list[list[Ring]]
Box = tuple[float, float, float, float]

# Việt Nam with its islands, generously.
VIETNAM: Box = (5.0, 101.0, 24.5, 119.0)
DECIMALS = 5
MAX_POSITIONS = 400_000


class BadGeometry(ValueError):
    """A geometry that cannot be a boundary; the message is for a person."""


def read_multipolygon(geometry: Any) -> MultiPolygon:
    """Return a Polygon or MultiPolygon as lists of closed rings.

    Raises BadGeometry: wrong type, open or too short ring, no number, outside Việt Nam, no area, too many positions.
    """
    if not isinstance(geometry, dict):
        raise BadGeometry(_("thiếu hình (geometry)."))
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadGeometry(_("loại hình “%(kind)s”, cần Polygon hoặc MultiPolygon.") % {"kind": str(kind)[:30]})
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not polygons:
        raise BadGeometry(_("hình không có tọa độ."))
    shape = [[_ring(ring) for ring in _rings(polygon)] for polygon in polygons]
    if sum(len(ring) for polygon in shape for ring in polygon) > MAX_POSITIONS:
        raise BadGeometry(_("hình có quá nhiều điểm (tối đa %(limit)d).") % {"limit": MAX_POSITIONS})
    return shape


def _rings(polygon: Any) -> list[Any]:
    if not isinstance(polygon, list) or not polygon:
        raise BadGeometry(_("có đa giác trống."))
    return polygon


def _ring(points: Any) -> Ring:
    if not isinstance(points, list) or len(points) < 4:
        raise BadGeometry(_("có vòng ít hơn 4 điểm."))
    ring = [_position(point) for point in points]
    if ring[0] != ring[-1]:
        raise BadGeometry(_("có vòng không khép kín (điểm đầu khác điểm cuối)."))
    if len(set(ring)) < 3 or ring_area(ring) == 0:
        raise BadGeometry(_("có vòng không có diện tích."))
    return ring


def _position(point: Any) -> Position:
    if not isinstance(point, list) or len(point) < 2 or not all(_is_number(value) for value in point[:2]):
        raise BadGeometry(_("có tọa độ không phải là số."))
    lon, lat = float(point[0]), float(point[1])
    south, west, north, east = VIETNAM
    if not (west <= lon <= east and south <= lat <= north):
        if west <= lat <= east and south <= lon <= north:
            raise BadGeometry(_("kinh độ và vĩ độ bị đảo; GeoJSON ghi kinh độ trước."))
        raise BadGeometry(_("có điểm ngoài lãnh thổ Việt Nam (%(lon)s; %(lat)s).") % {"lon": lon, "lat": lat})
    return lon, lat


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def ring_area(ring: Sequence[Position]) -> float:
    """Return the signed area of a ring in square degrees."""
    # Counted from the first point, so that small rings keep their digits.
    x0, y0 = ring[0]
    return sum((a[0] - x0) * (b[1] - y0) - (b[0] - x0) * (a[1] - y0) for a, b in pairwise(ring)) / 2


def box_of(shape: MultiPolygon) -> Box:
    """Return the box around a shape."""
    lons = [lon for polygon in shape for ring in polygon for lon, _lat in ring]
    lats = [lat for polygon in shape for ring in polygon for _lon, lat in ring]
    return min(lats), min(lons), max(lats), max(lons)


def union_boxes(boxes: Iterable[Box]) -> Box | None:
    """Return the box around several boxes; None for none."""
    found = list(boxes)
    if not found:
        return None
    return (
        min(box[0] for box in found),
        min(box[1] for box in found),
        max(box[2] for box in found),
        max(box[3] for box in found),
    )


def count_positions(shape: MultiPolygon) -> int:
    """Return how many positions a shape has."""
    return sum(len(ring) for polygon in shape for ring in polygon)


def thin(shape: MultiPolygon, tolerance: float) -> MultiPolygon:
    """Drop points closer than ``tolerance`` degrees to the line that remains; rings never lose their area.

    Rings smaller than the tolerance stay whole when they are a polygon's only outline, so that no island disappears.
    """
    result = []
    for polygon in shape:
        rings = [_thin_ring(ring, tolerance) for ring in polygon]
        result.append([ring for index, ring in enumerate(rings) if index == 0 or len(ring) >= 4])
    return result


def _thin_ring(ring: Ring, tolerance: float) -> Ring:
    rounded = [(round(lon, DECIMALS), round(lat, DECIMALS)) for lon, lat in ring]
    # A closed line has no ends: cut it at the point farthest from the first.
    far = max(range(len(rounded)), key=lambda index: _distance2(rounded[0], rounded[index]))
    kept = _thin_line(rounded[: far + 1], tolerance)[:-1] + _thin_line(rounded[far:], tolerance)
    return kept if len(kept) >= 4 and ring_area(kept) != 0 else rounded


def _distance2(a: Position, b: Position) -> float:
    return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2


def _thin_line(line: Ring, tolerance: float) -> Ring:
    """Douglas-Peucker without recursion."""
    keep = {0, len(line) - 1}
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        worst, where = tolerance * tolerance, -1
        for index in range(first + 1, last):
            distance = _to_line2(line[index], line[first], line[last])
            if distance > worst:
                worst, where = distance, index
        if where >= 0:
            keep.add(where)
            stack += [(first, where), (where, last)]
    return [line[index] for index in sorted(keep)]


def _to_line2(point: Position, a: Position, b: Position) -> float:
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = dx * dx + dy * dy
    if length == 0:
        return _distance2(point, a)
    share = max(0.0, min(1.0, ((point[0] - a[0]) * dx + (point[1] - a[1]) * dy) / length))
    return _distance2(point, (a[0] + share * dx, a[1] + share * dy))


@dataclass(frozen=True, slots=True)
class Projection:
    """Degrees to drawing units: a plain cylinder true at the middle of the box, north up."""

    box: Box
    width: float
    margin: float = 4.0

    @property
    def _squeeze(self) -> float:
        return math.cos(math.radians((self.box[0] + self.box[2]) / 2))

    @property
    def _scale(self) -> float:
        span = max((self.box[3] - self.box[1]) * self._squeeze, 1e-6)
        return (self.width - 2 * self.margin) / span

    @property
    def height(self) -> float:
        """Height of the drawing for its width."""
        return round((self.box[2] - self.box[0]) * self._scale + 2 * self.margin, 1)

    @property
    def view_box(self) -> str:
        """Value of the SVG attribute ``viewBox``."""
        return f"0 0 {self.width:g} {self.height:g}"

    def place(self, lon: float, lat: float) -> tuple[float, float]:
        """Return x and y of a position."""
        x = (lon - self.box[1]) * self._squeeze * self._scale + self.margin
        y = (self.box[2] - lat) * self._scale + self.margin
        return round(x, 1), round(y, 1)


def svg_path(shape: MultiPolygon, projection: Projection) -> str:
    """Return the ``d`` attribute of a path for a shape; holes need ``fill-rule="evenodd"``."""
    parts = []
    for polygon in shape:
        for ring in polygon:
            points: list[tuple[float, float]] = []
            for lon, lat in ring[:-1]:
                place = projection.place(lon, lat)
                if not points or place != points[-1]:
                    points.append(place)
            parts.append("M" + "L".join(f"{x:g} {y:g}" for x, y in points) + "Z")
    return "".join(parts)
