"""A map of units for a page: a path where the boundary is known, a point where it is not. Takes units, asks nothing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .geometry import Box, MultiPolygon, Projection, box_of, svg_path, union_boxes
from .models import Unit


@dataclass(frozen=True, slots=True)
class MapShape:
    """One unit on the map; ``path`` is empty when only the point is known, ``x`` and ``y`` None when not even that."""

    unit: Unit
    path: str
    x: float | None
    y: float | None


@dataclass(frozen=True, slots=True)
class UnitMap:
    """A drawing: ``view_box`` for the svg element, shapes in the order given."""

    view_box: str
    width: float
    height: float
    shapes: tuple[MapShape, ...]

    @property
    def has_boundaries(self) -> bool:
        """Say whether any unit is drawn with its boundary."""
        return any(shape.path for shape in self.shapes)


def unit_map(units: Iterable[Unit], *, width: float = 800) -> UnitMap | None:
    """Draw units (loaded with their boundaries, not ``light()``); None when nothing about any of them is known.

    The frame holds all boundaries and points; boxes of units without a boundary are too rough to widen it.
    """
    drawn = [(unit, shape_of(unit)) for unit in units]
    frame = union_boxes(box for unit, shape in drawn if (box := _extent(unit, shape)) is not None)
    if frame is None:
        return None
    south, west, north, east = frame
    pad = max(north - south, east - west, 0.02) * 0.02
    projection = Projection((south - pad, west - pad, north + pad, east + pad), width)
    shapes = tuple(_draw(unit, shape, projection) for unit, shape in drawn)
    return UnitMap(projection.view_box, projection.width, projection.height, shapes)


def shape_of(unit: Unit) -> MultiPolygon | None:
    """Return the boundary of a unit as rings of (longitude, latitude); None when it has none."""
    if not unit.boundary:
        return None
    return [[[(p[0], p[1]) for p in ring] for ring in polygon] for polygon in unit.boundary["coordinates"]]


def _extent(unit: Unit, shape: MultiPolygon | None) -> Box | None:
    if shape is not None:
        return box_of(shape)
    return None if unit.point is None else (unit.point[0], unit.point[1], unit.point[0], unit.point[1])


def _draw(unit: Unit, shape: MultiPolygon | None, projection: Projection) -> MapShape:
    x, y = projection.place(unit.point[1], unit.point[0]) if unit.point else (None, None)
    return MapShape(unit, svg_path(shape, projection) if shape else "", x, y)
