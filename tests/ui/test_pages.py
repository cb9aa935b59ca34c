"""Home, search, error pages, style guide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest

from saolang.core import registries
from saolang.core.registries import NavArea, NavItem, WorkItem
from saolang.ui import errors, pages, shell
from saolang.ui.work import end_of_next_week, grouped

from .conftest import Person

Ask = Callable[..., HttpRequest]
FRIDAY = dt.date(2026, 10, 23)


def item(title: str, due: dt.date | None = None, **more: Any) -> WorkItem:
    """Return a row."""
    return WorkItem(title, due=due, url="/x/", action_label="Mở", **more)


def test_next_week_ends_on_its_sunday() -> None:
    assert end_of_next_week(FRIDAY) == dt.date(2026, 11, 1)
    assert end_of_next_week(dt.date(2026, 10, 19)) == dt.date(2026, 11, 1)
    assert end_of_next_week(dt.date(2026, 10, 25)) == dt.date(2026, 11, 1)


def test_work_falls_into_groups_by_due_date() -> None:
    rows = [
        item("quá", FRIDAY - dt.timedelta(days=1)),
        item("nay", FRIDAY),
        item("gần", dt.date(2026, 11, 1)),
        item("xa", dt.date(2026, 11, 2)),
        item("không hạn"),
        item("chờ", FRIDAY - dt.timedelta(days=9), waiting_for_other=True),
    ]
    groups, waiting = grouped(rows, FRIDAY)
    found = {group.key: [row.title for row in group.items] for group in groups}
    assert found == {"late": ["quá"], "near": ["nay", "gần", "không hạn"], "later": ["xa"]}
    assert [row.title for row in waiting] == ["chờ"]


def test_home_lists_work_of_every_app_with_one_filled_button(ask: Ask) -> None:
    registries.work_list.add(lambda user: [item("Hồ sơ B", dt.date(2026, 10, 28))], key="b")
    registries.work_list.add(lambda user: [item("Hồ sơ A", dt.date(2026, 10, 22))], key="a")
    with time_machine.travel(dt.datetime(2026, 10, 23, 2, tzinfo=dt.UTC), tick=False):
        html = pages.HomeView.as_view()(ask(user=Person())).render().content.decode()
    assert html.index("Hồ sơ A") < html.index("Hồ sơ B")
    assert "Quá hạn" in html
    assert "Thứ Sáu, 23/10/2026" in html
    assert html.count('class="btn btn--s"') == 1


def test_home_without_work_says_so(ask: Ask) -> None:
    html = pages.HomeView.as_view()(ask(user=Person())).render().content.decode()
    assert "Không có việc nào đang chờ bạn" in html


def test_rail_shows_the_entries_the_person_may_open_in_order() -> None:
    for number in (3, 1, 2):
        registries.navigation.add(NavItem(f"k{number}", f"Mục {number}", "ui:home", "folder", number, "things.see"))
    registries.navigation.add(NavItem("secret", "Riêng", "ui:home", "lock", -1, "things.secret"))
    entries = shell.rail(Person({"things.see"}))
    assert [entry.label for entry in entries] == ["Mục 1", "Mục 2", "Mục 3"]
    shell.register_rail_order(lambda user: ["k3"])
    assert [entry.label for entry in shell.rail(Person({"things.see"}))] == ["Mục 3", "Mục 1", "Mục 2"]


def test_rail_gathers_pages_into_areas_and_names_a_single_page_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    area = NavArea("work", "Việc", "folder", ("ui:search",), ("own",))
    monkeypatch.setattr(registries.nav_areas, "_entries", {"work": area})
    registries.navigation.add(NavItem("alone", "Trang chủ", "ui:home", "inbox", 0))
    registries.navigation.add(NavItem("one", "Một", "ui:home", "bell", 2, "things.one", "work"))
    registries.navigation.add(NavItem("two", "Hai", "ui:search", "search", 1, "things.two", "work"))
    registries.navigation.add(NavItem("own", "Ba", "ui:search", "search", 3, "things.own", "work"))

    def rail(*perms: str) -> list[tuple[str, str, list[str]]]:
        entries = shell.rail(Person({f"things.{perm}" for perm in perms}))[1:]
        return [(entry.label, entry.icon, [item.label for item in entry.items]) for entry in entries]

    assert rail() == []
    assert rail("one") == [("Một", "bell", ["Một"])]
    assert rail("one", "two") == [("Việc", "folder", ["Hai", "Một"])]
    assert rail("one", "own") == [("Ba", "search", ["Một", "Ba"])]


def test_frame_shows_unread_count_and_identity(ask: Ask) -> None:
    shell.register_unread(lambda user: 3)
    shell.register_identity(lambda user: shell.Identity("Cán bộ OCOP xã", "Xã Mẫu"))
    html = pages.HomeView.as_view()(ask(user=Person())).render().content.decode()
    assert "Cán bộ OCOP xã" in html
    assert "Tài khoản của Nguyễn Thị Mẫu A" in html
    assert ">MA<" in html


def test_search_asks_every_source_and_keeps_the_query(ask: Ask) -> None:
    asked: list[tuple[Any, str]] = []

    def source(user: Any, query: str) -> list[Any]:
        asked.append((user, query))
        return [SimpleNamespace(title="Mật dừa nước", subtitle="HTX Mẫu", url="/sp/")]

    registries.search_sources.add(source, key="Sản phẩm")
    person = Person()
    html = pages.SearchView.as_view()(ask(user=person, data={"q": "  mật   dừa "})).render().content.decode()
    assert asked == [(person, "mật dừa")]
    assert 'href="/sp/"' in html
    assert 'value="mật dừa"' in html


def test_search_without_hits_teaches(ask: Ask) -> None:
    html = pages.SearchView.as_view()(ask(user=Person(), data={"q": "xyz"})).render().content.decode()
    assert "Không tìm thấy “xyz”" in html


@pytest.mark.parametrize(
    ("page", "status", "words"),
    [
        (errors.forbidden, 403, "Bạn không có quyền mở trang này"),
        (errors.not_found, 404, "Không tìm thấy trang này"),
        (errors.too_large, 413, "Nội dung gửi lên quá lớn"),
        (errors.csrf_failure, 403, "Phiên của biểu mẫu đã hết hạn"),
        (errors.bad_request, 400, "Yêu cầu không hợp lệ"),
    ],
)
def test_error_page_says_what_happened(ask: Ask, page: Any, status: int, words: str) -> None:
    response = page(ask(user=Person()))
    assert response.status_code == status
    html = response.content.decode()
    assert f"<title>{words} | Sao Làng</title>" in html
    assert f"<h1>{words}</h1>" in html
    assert "Về việc của tôi" in html


def test_oversized_form_is_413(ask: Ask) -> None:
    assert errors.bad_request(ask(), RequestDataTooBig()).status_code == 413


def test_server_error_page_needs_nothing_and_names_a_reference(ask: Ask, caplog: pytest.LogCaptureFixture) -> None:
    response = errors.server_error(ask())
    assert response.status_code == 500
    reference = response.content.decode().split("<strong>")[1].split("<")[0]
    assert reference in caplog.text


@pytest.mark.parametrize("view", [pages.StyleGuideView, pages.ScoringGuideView, pages.PublicGuideView])
def test_style_guide_renders(ask: Ask, view: Any) -> None:
    html = view.as_view()(ask(user=Person())).render().content.decode()
    assert "<c-" not in html
    assert "{{" not in html
