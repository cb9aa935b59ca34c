"""Components show what a person must see, and nothing a screen reader cannot."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
import time_machine

from saolang.core.flow import Action, State, Transition
from saolang.core.problems import Problem
from saolang.core.registries import WorkItem
from saolang.ui.components import clock_face, life_percent, mark_percent, spread_axis, ticks
from saolang.ui.styleguide import SampleForm, sample_panel

Draw = Callable[..., str]
FRIDAY = dt.datetime(2026, 10, 23, 9, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("days", "tone", "words"),
    [
        (9, "", ("còn", "9", "ngày làm việc")),
        (4, "soon", ("còn", "4", "ngày làm việc")),
        (0, "soon", ("hạn", "hôm nay", "")),
        (-2, "late", ("quá", "2", "ngày làm việc")),
        (None, "none", ("", "", "không có thời hạn")),
    ],
)
def test_clock_says_how_long_is_left(days: int | None, tone: str, words: tuple[str, str, str]) -> None:
    face = clock_face(days_left=days)
    assert (face.tone, (face.before, face.number, face.after)) == (tone, words)


def test_clock_counts_working_days_from_the_due_date() -> None:
    with time_machine.travel(FRIDAY, tick=False):
        assert clock_face(due=dt.date(2026, 10, 28)).number == "3"
        assert clock_face(due=dt.date(2026, 10, 22)).number == "1"
        assert clock_face(due=dt.date(2026, 10, 22)).tone == "late"


def test_ticks_fill_spent_days_and_shorten_long_terms() -> None:
    assert ticks(12, 15).count(True) == 12
    assert len(ticks(90, 180)) == 30
    assert ticks(90, 180).count(True) == 15
    assert ticks(99, 15) == [True] * 15
    assert ticks(3, 0) == []


def test_clock_component_has_a_tick_a_day(render: Draw) -> None:
    html = render('<c-clock :days_left="3" :due="due" :spent="12" :total="15" />', due=dt.date(2026, 10, 28))
    assert html.count("<i") == 15
    assert html.count('class="on"') == 12
    assert "T4 28/10" in html


def test_late_clock_is_marked(render: Draw) -> None:
    assert "clock--late" in render('<c-clock :days_left="-1" />')


def test_life_bar_follows_the_days() -> None:
    issued, ends = dt.date(2026, 1, 1), dt.date(2026, 1, 11)
    assert [life_percent(issued, ends, dt.date(2026, 1, day)) for day in (1, 6, 11, 20)] == [0, 50, 100, 100]
    assert life_percent(None, None, issued) == 0


def test_mark_stands_beyond_a_paper_that_ends_before_the_decision() -> None:
    assert mark_percent(dt.date(2026, 1, 1), dt.date(2026, 1, 9), dt.date(2026, 1, 11)) == (80, 100)
    assert mark_percent(dt.date(2026, 1, 1), dt.date(2026, 1, 11), dt.date(2026, 1, 6)) == (100, 50)


def test_stars_draw_only_what_was_earned_and_write_the_number(render: Draw) -> None:
    html = render('<c-stars :n="4" />')
    assert html.count("<svg") == 4
    assert "4 sao" in html
    assert "star--off" not in html


def test_expired_stars_are_words_only(render: Draw) -> None:
    html = render('<c-stars :n="4" :was="True" />')
    assert "Từng đạt 4 sao" in html
    assert "<svg" not in html


def test_state_badge_has_icon_and_word(render: Draw) -> None:
    state = State("checking", "Đang kiểm tra tại xã", "Đang xử lý", "act")
    staff = render('<c-state :state="state" />', state=state)
    assert "Đang kiểm tra tại xã" in staff
    assert "badge--act" in staff
    assert "#triangle-alert" in staff
    assert "Đang xử lý" in render('<c-state :state="state" audience="public" />', state=state)


TRANSITION = Transition("receive", ("submitted",), "received", "Tiếp nhận")


def test_action_that_may_be_done_posts_with_version(render: Draw) -> None:
    html = render('<c-action :action="a" url="/x/" :version="7" />', a=Action(TRANSITION, True))
    assert 'method="post"' in html
    assert 'name="version" value="7"' in html
    assert "aria-disabled" not in html


def test_action_that_may_not_be_done_says_why_with_links(render: Draw) -> None:
    problem = Problem("samples", "Chưa nhận đủ 05 sản phẩm mẫu.", fix="Ghi nhận thêm 2.", url="/mau/")
    html = render('<c-action :action="a" url="/x/" key="k" />', a=Action(TRANSITION, False, [problem]))
    assert 'aria-disabled="true"' in html
    assert 'aria-describedby="vi-sao-k"' in html
    assert '<a href="/mau/">Chưa nhận đủ 05 sản phẩm mẫu.</a>' in html
    assert "<form" not in html


def test_action_with_reason_asks_for_it(render: Draw) -> None:
    asks = Transition("return", ("submitted",), "returned", "Trả hồ sơ", needs_reason=True)
    html = render('<c-action :action="a" url="/x/" />', a=Action(asks, True))
    assert 'name="reason"' in html
    assert "required" in html


def test_star_panel_shows_everything(render: Draw) -> None:
    html = render('<c-star-panel :panel="panel" />', panel=sample_panel())
    for seen in ("71,5", "Đủ điểm 4 sao", "Bị giữ ở 3 sao do 2 tiêu chí", "Đường lên 4 sao: 2 thay đổi"):
        assert seen in html
    assert 'class="w-p-20"><b class="w-p-7">' in html
    assert html.count("star--held") == 1
    assert "Phụ lục II" in html


def test_option_card_carries_points_for_scripts_with_a_decimal_point(render: Draw) -> None:
    html = render('<c-option name="o" :value="2" label="x" :points="p" :gate="4" effect="Đủ" />', p=Decimal("1.5"))
    assert 'data-points="1.5"' in html
    assert "1,5" in html
    assert 'data-effect="Đủ"' in html
    assert "opt--none" not in html
    assert "opt--none" in render('<c-option name="o" :value="0" label="Không đạt mức nào" />')


def test_work_row_names_its_action_for_screen_readers(render: Draw) -> None:
    item = WorkItem("Cốm dẹp", "HTX Mẫu", "/ho-so/x/", "Lập Mẫu 03", days_left=3, spent=12, total=15)
    html = render('<c-work-row :item="item" />', item=item)
    assert 'href="/ho-so/x/"' in html
    assert "Lập Mẫu 03" in html
    assert '<span class="sr">: Cốm dẹp</span>' in html


def test_problem_list_shows_where_and_fix(render: Draw) -> None:
    rows = [Problem("a", "Thiếu giấy.", "Tiêu chí 9", "Tải giấy lên."), Problem("b", "Thiếu mẫu.")]
    html = render('<c-problems :problems="rows" />', rows=rows)
    assert "còn 2 điều cần sửa" in html
    for seen in ("Thiếu giấy.", "Tiêu chí 9", "Tải giấy lên.", "Thiếu mẫu."):
        assert seen in html


def test_text_of_people_is_escaped(render: Draw) -> None:
    html = render('<c-problems :problems="rows" />', rows=[Problem("x", "<b>nguy hiểm</b>")])
    assert "<b>nguy" not in html
    assert "&lt;b&gt;nguy" in html


def test_form_has_labels_marks_help_and_errors_tied_to_fields() -> None:
    html = str(SampleForm({"name": "", "issued": "31/2/2026", "quantity": "12,5"}))
    assert 'for="id_name"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_issued_error"' in html
    assert "không có ngày này trong lịch" in html
    assert 'value="31/2/2026"' in html
    assert 'value="12,5"' in html


def test_form_reads_vietnamese_dates_and_numbers() -> None:
    form = SampleForm(
        {"name": "Mật", "kind": "htx", "issued": "5/8/2026", "quantity": "1.234,5", "sme": "y", "agree": "on"}
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["issued"] == dt.date(2026, 8, 5)
    assert form.cleaned_data["quantity"] == Decimal("1234.5")


def test_spread_axis_marks_the_two_ends_only_when_too_far_apart() -> None:
    totals: list[tuple[str, Any]] = [("An", 72), ("Bình", 69), ("Dung", 66), ("Đức", 79), ("Sơn", 69)]
    wide = spread_axis(totals, mean=71, allowed=10, bands=[(70, "4 sao")])
    assert wide.over
    assert sorted(dot.name for dot in wide.dots if dot.edge) == ["Dung", "Đức"]
    assert len({(dot.x, dot.y) for dot in wide.dots}) == 5
    near = spread_axis(totals, mean=71, allowed=13)
    assert not near.over
    assert not any(dot.edge for dot in near.dots)


def test_spread_axis_numbers_have_a_decimal_point(render: Draw) -> None:
    axis = spread_axis([("An", Decimal("72.5")), ("Bình", 69)], mean=Decimal("70.75"), allowed=10)
    html = render('<c-spread-axis :axis="axis" />', axis=axis)
    assert "translate(" in html
    assert "," not in html.split("translate(")[1].split(")")[0]
