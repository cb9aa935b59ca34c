"""Which star a paper holds up: the pure rule."""

from __future__ import annotations

import datetime as dt

import pytest

from saolang.monitoring.danger import HeldStar, PaperFacts, endangered, step_on
from saolang.rulebook.loading import load_sheet
from saolang.rulebook.regimes import regime

END = dt.date(2027, 3, 1)
SAFETY = "mc_dieu_kien_sx"
PAPER = PaperFacts(1, SAFETY, "Giấy chứng nhận ATTP", dt.date(2024, 3, 1), END)
STAR = HeldStar("Bánh tráng Mẫu", "P1", 6, 4)
LAW = {"regime": regime("qd26"), "sheet": load_sheet("qd26-06")}


def other(pk: int = 2, kind: str = SAFETY, ends: dt.date | None = None, starts: dt.date | None = None) -> PaperFacts:
    return PaperFacts(pk, kind, "Giấy khác", starts, ends)


def test_compulsory_paper_puts_the_star_at_stake_and_says_why():
    (danger,) = endangered(PAPER, STAR, **LAW)
    assert (danger.why, danger.star, danger.code) == ("compulsory", 4, "P1")
    assert danger.sentence == (
        "Giấy chứng nhận cơ sở đủ điều kiện sản xuất là giấy bắt buộc của bộ 6; thiếu thì 4 sao của “Bánh tráng Mẫu” "
        "có thể bị thu hồi theo Điều 8.1.b."
    )


@pytest.mark.parametrize("held", [None, HeldStar("x", "P", None, 4)])
def test_nothing_is_at_stake_without_a_star_or_a_set(held):
    assert endangered(PAPER, held, **LAW) == ()


def test_paper_that_the_set_does_not_ask_for_is_no_danger():
    crafts = HeldStar("Chiếu Mẫu", "P2", 21, 4)
    assert endangered(PAPER, crafts, regime=regime("qd26"), sheet=load_sheet("qd26-21")) == ()
    assert endangered(PaperFacts(1, "mc_giai_thuong", "Bằng khen", None, END), STAR, **LAW) == ()


@pytest.mark.parametrize(
    ("successor", "safe"),
    [
        (other(), True),
        (other(ends=END + dt.timedelta(days=1)), True),
        (other(ends=END), False),
        (other(starts=END + dt.timedelta(days=2)), False),
        (other(kind="mc_qlcl"), False),
    ],
)
def test_only_a_paper_that_lasts_longer_takes_over(successor, safe):
    assert (endangered(PAPER, STAR, others=[PAPER, successor], **LAW) == ()) is safe


def test_exemption_takes_over_while_its_substitute_lasts():
    system = other(kind="mc_qlcl")
    assert endangered(PAPER, STAR, others=[system], claims={SAFETY: 2}, **LAW) == ()
    assert endangered(PAPER, STAR, claims={SAFETY: None}, **LAW) == ()
    short = other(kind="mc_qlcl", ends=END)
    assert [d.why for d in endangered(PAPER, STAR, others=[short], claims={SAFETY: 2}, **LAW)] == ["compulsory"]


def test_substitute_of_a_compulsory_paper_is_watched_too():
    system = PaperFacts(7, "mc_qlcl", "HACCP", None, END)
    (danger,) = endangered(system, STAR, claims={SAFETY: 7}, **LAW)
    assert danger.why == "substitute"
    assert "thay cho Giấy chứng nhận cơ sở đủ điều kiện sản xuất" in danger.sentence


def criterion_with_minimum(star: int) -> str:
    return next(c.code for c in LAW["sheet"].criteria if min((s for s, _p in c.star_min), default=9) == star)


def test_criterion_with_a_minimum_is_at_stake():
    code = criterion_with_minimum(4)
    paper = PaperFacts(1, "mc_giai_thuong", "Giấy", None, END)
    (danger,) = endangered(paper, STAR, criteria=[code], **LAW)
    assert (danger.why, danger.criterion) == ("criterion", code)
    assert f"Tiêu chí {code} có mức tối thiểu của 4 sao" in danger.sentence
    assert endangered(paper, HeldStar("x", "P", 6, 3), criteria=[code], **LAW) == ()
    assert endangered(paper, STAR, criteria=[code], backed=[code], **LAW) == ()
    assert endangered(paper, STAR, criteria=["99.9"], **LAW) == ()


def test_minima_of_lower_stars_count_only_where_they_accumulate():
    paper = PaperFacts(1, "mc_giai_thuong", "Giấy", None, END)
    low = next(
        (c for c in LAW["sheet"].criteria if c.star_min and 5 not in dict(c.star_min) and 4 in dict(c.star_min)), None
    )
    high = HeldStar("x", "P", 6, 5)
    if low is not None:
        assert endangered(paper, high, criteria=[low.code], **LAW) != ()
        assert endangered(paper, high, criteria=[low.code], accumulate=False, **LAW) == ()


@pytest.mark.parametrize(
    ("left", "step"),
    [
        (91, None), (90, "d90"), (61, "d90"), (60, "d60"), (31, "d60"), (30, "d30"), (0, "d30"), (-1, "expired"),
        (-30, "expired"), (-31, None),
    ],
)  # fmt: skip
def test_steps_follow_the_last_good_day(left, step):
    assert step_on(END, END - dt.timedelta(days=left)) == step
