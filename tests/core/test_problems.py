"""Problems, registries, money, clock and paths."""

from __future__ import annotations

import datetime as dt
import pickle
from pathlib import Path

import pytest
import time_machine

from saolang.core import clock, money, paths
from saolang.core.problems import DomainError, Problem, Problems, Stale, WrongState
from saolang.core.registries import NavItem, Registry, WorkItem
from tests.things import Actor


def test_problem_reads_as_one_sentence() -> None:
    assert str(Problem("x", "thiếu ngày.", where="Ô B3", fix="Ghi ngày.")) == "Ô B3: thiếu ngày. Ghi ngày."
    assert str(Problem("x", "Thiếu ngày.")) == "Thiếu ngày."


def test_domain_error_needs_a_problem_and_travels() -> None:
    with pytest.raises(ValueError, match="at least one"):
        DomainError([])
    error = WrongState.of("a", "Một.", fix="Sửa.")
    copy = pickle.loads(pickle.dumps(error))
    assert type(copy) is WrongState
    assert copy.problems == error.problems
    assert Stale.default().codes == ["stale"]


def test_problems_collects_and_raises_all() -> None:
    problems = Problems()
    problems.raise_if_any()
    assert not problems
    problems.add("a", "Một.")
    problems.extend([Problem("b", "Hai.")])
    with pytest.raises(WrongState) as caught:
        problems.raise_if_any(WrongState)
    assert caught.value.codes == ["a", "b"]
    assert len(problems) == 2
    assert [problem.code for problem in problems] == ["a", "b"] == [problem.code for problem in problems.as_list()]


def test_registry_keeps_order_and_refuses_a_second_meaning() -> None:
    registry = Registry("r")
    item = NavItem("home", "Việc của tôi", "ui:home")
    registry.register()(item)
    registry.register("b")(len)
    registry.register("b")(len)
    assert registry.items() == [("home", item), ("b", len)]
    assert list(registry) == registry.values() == [item, len]
    assert registry.get("b") is len
    assert "home" in registry
    assert len(registry) == 2
    with pytest.raises(ValueError, match="registered twice"):
        registry.register("b")(max)


def test_registry_names_functions_by_themselves() -> None:
    registry = Registry("r")

    @registry.register()
    def mine() -> None: ...

    assert registry.values() == [mine]
    assert registry.items()[0][0].endswith("mine")


def test_nav_item_asks_for_its_permission() -> None:
    assert NavItem("a", "A", "a").visible_to(Actor())
    assert NavItem("a", "A", "a", permission="x.y").visible_to(Actor("x.y"))
    assert not NavItem("a", "A", "a", permission="x.y").visible_to(Actor())
    assert not NavItem("a", "A", "a", permission=lambda user: False).visible_to(Actor())
    assert WorkItem("Hồ sơ").waiting_for_other is False


def test_money_is_written_and_read_in_whole_dong() -> None:
    assert money.format_vnd(1250000) == "1.250.000 đồng"
    assert money.format_vnd(None) == ""
    assert money.parse_vnd("1.250.000 đ") == money.parse_vnd("1250000 VNĐ") == money.parse_vnd("1,250,000") == 1250000
    with pytest.raises(DomainError) as caught:
        money.parse_vnd("1.250,5 đồng")
    assert caught.value.codes == ["money_fraction"]


def test_today_is_the_date_in_viet_nam() -> None:
    with time_machine.travel(dt.datetime(2026, 8, 4, 17, 30, tzinfo=dt.UTC), tick=False):
        assert clock.today() == dt.date(2026, 8, 5)
        assert clock.now() == dt.datetime(2026, 8, 4, 17, 30, tzinfo=dt.UTC)
    assert clock.local(dt.datetime(2026, 8, 5)).tzinfo is clock.ZONE


def test_paths_follow_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("SAOLANG_DATA", str(tmp_path / "d"))
    monkeypatch.setenv("SAOLANG_HOME", str(tmp_path / "h"))
    assert (paths.data_dir(), paths.home_dir()) == (tmp_path / "d", tmp_path / "h")
    monkeypatch.delenv("SAOLANG_DATA")
    monkeypatch.delenv("SAOLANG_HOME")
    assert paths.data_dir() == paths.REPOSITORY / "data"
    assert paths.home_dir() == paths.REPOSITORY / "var"
