"""Thinning and drawing."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from saolang.places.geometry import Projection, box_of, ring_area, svg_path, thin, union_boxes


def circle(points: int, radius: float = 0.1) -> list[tuple[float, float]]:
    ring = [
        (106 + radius * math.cos(2 * math.pi * n / points), 10 + radius * math.sin(2 * math.pi * n / points))
        for n in range(points)
    ]
    return [*ring, ring[0]]


@given(st.integers(4, 400), st.floats(0.00001, 0.01))
def test_thinning_keeps_rings_closed_and_close(points: int, tolerance: float) -> None:
    ring = circle(points)
    kept = thin([[ring]], tolerance)[0][0]
    assert kept[0] == kept[-1] and 4 <= len(kept) <= len(ring)
    assert abs(ring_area(kept) - ring_area(ring)) <= tolerance * 2 * math.pi * 0.1 + 1e-4


def test_thinning_keeps_a_tiny_island_and_drops_a_tiny_hole() -> None:
    tiny = circle(12, 0.00005)
    shape = thin([[circle(40), tiny], [tiny]], 0.001)
    assert len(shape) == 2
    assert len(shape[1][0]) >= 4


def test_the_projection_puts_north_up_inside_the_frame() -> None:
    projection = Projection((9.0, 106.0, 10.0, 107.0), 500)
    assert projection.place(106.0, 10.0) == (4.0, 4.0)
    x, y = projection.place(107.0, 9.0)
    assert (x, y) == (496.0, round(projection.height - 4, 1))
    # A degree of longitude is shorter than one of latitude.
    assert projection.height > 500


def test_a_path_has_one_part_a_ring() -> None:
    shape = [[circle(6), circle(6, 0.05)], [circle(8, 0.02)]]
    path = svg_path(shape, Projection(box_of(shape), 300))
    assert path.count("M") == path.count("Z") == 3
    assert set(path) <= set("MLZ 0123456789.-e")


def test_union_of_boxes() -> None:
    assert union_boxes([]) is None
    assert union_boxes([(1, 2, 3, 4), (0, 3, 2, 9)]) == (0, 2, 3, 9)
