"""The star panel as data: stars, bands, what holds, the way up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from saolang.ui.star_panel import build_star_panel

PARTS = [
    {"code": "A", "name": "Sản phẩm", "points": 31, "max": 40},
    {"code": "B", "name": "Tiếp thị", "points": 18, "max": 25},
    {"code": "C", "name": "Chất lượng", "points": 22, "max": 35},
]


def panel(**changes: Any) -> Any:
    """Return a panel at 71 points, 4 stars by points, held at 3."""
    given = {"total": 71, "parts": PARTS, "band": 4, "star": 3, **changes}
    return build_star_panel(**given)


def test_stars_show_reached_held_and_off() -> None:
    assert panel().stars == ("", "", "", "held", "off")
    assert panel(band=3).stars == ("", "", "", "off", "off")
    assert panel(total=95, band=5, star=5).stars == ("",) * 5
    assert panel(star=0, knocked_out=True).stars == ("held",) * 4 + ("off",)


def test_statement_says_what_points_give_and_what_holds() -> None:
    assert (panel().statement, panel().statement_note) == ("Đủ điểm 4 sao", "bị giữ ở 3 sao")
    assert panel(band=3).statement_note == "đủ điểm và đủ mức tối thiểu"
    assert panel(total=45, band=2, star=2).statement_note == "chưa đến mức công nhận, từ 3 sao"
    assert panel(knocked_out=True, star=0).statement == "Bị loại"


@pytest.mark.parametrize(
    ("total", "pin", "fills"),
    [
        (Decimal("71.5"), 71, [100, 100, 100, 7, 0]),
        (Decimal("69.999"), 69, [100, 100, 99, 0, 0]),
        (0, 0, [0, 0, 0, 0, 0]),
        (100, 100, [100, 100, 100, 100, 100]),
    ],
)
def test_ruler_never_shows_a_band_that_was_not_reached(total: Any, pin: int, fills: list[int]) -> None:
    built = panel(total=total)
    assert built.pin == pin
    assert [segment.fill for segment in built.segments] == fills
    assert [segment.width for segment in built.segments] == [30, 20, 20, 20, 10]


def test_total_is_cut_not_rounded() -> None:
    assert panel(total=Decimal("89.999")).total == "89,99"


def test_parts_share_one_scale() -> None:
    assert [(part.track, part.fill) for part in panel().parts] == [(100, 77), (62, 72), (87, 62)]


def test_held_rows_carry_pips_and_are_ordered_by_star() -> None:
    @dataclass
    class Row:
        criterion: str
        name: str
        star: int
        needs: int
        has: int

    built = panel(
        held_by=[
            Row("7", "Độc đáo", 5, 5, 3),
            {"code": "9", "name": "Chất lượng", "star": 4, "needs": 3, "has": 1, "max": 5},
        ]
    )
    assert [row.code for row in built.held] == ["9", "7"]
    assert built.held[0].pips == ("has", "gap", "gap", "rest", "rest")
    assert built.held_title == "Bị giữ ở 3 sao do 2 tiêu chí"


def test_held_row_with_many_points_has_no_pips() -> None:
    row = panel(held_by=[{"code": "1", "name": "x", "star": 4, "needs": 8, "has": 3}]).held[0]
    assert row.pips == ()


def test_path_names_the_goal_only_when_there_are_steps() -> None:
    built = panel(advice=[{"text": "Ký liên kết", "gain": 2}], goal_total=Decimal("73.5"))
    assert built.path_title == "Đường lên 4 sao: 1 thay đổi"
    assert built.steps[0].gain == "+2"
    assert built.goal == "73,5 điểm, 4 sao"
    assert (panel().path_title, panel().goal) == ("", "")


def test_missing_criteria_are_counted() -> None:
    assert panel(missing=["4.2", "11"]).missing_text == "Còn 2 tiêu chí chưa chọn mức"
    assert panel().missing_text == ""
