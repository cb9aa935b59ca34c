"""The rail: eight entries at most, every page behind it or one tab further, the area marked on its pages."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from saolang.accounts.enums import RoleKind
from saolang.accounts.roles import active_roles
from saolang.core.registries import nav_areas, navigation
from saolang.desk.areas import AREAS, MOST, MOST_USED, most_used
from saolang.ui import shell
from tests.factories import ProducerFactory, everyone, give_role, make_user

pytestmark = pytest.mark.django_db
LINK = re.compile(r'<a class="rail__link" href="([^"]+)"[^>]*?(?: aria-current="(\w+)")?>')
TAB = re.compile(r'<a href="([^"]+)"(?: aria-current="(\w+)")?>([^<]+)</a>')
ROLES = [str(kind) for kind in RoleKind if kind not in (RoleKind.PRODUCER_OWNER, RoleKind.PRODUCER_STAFF)]
PEOPLE = ["nobody", "owner", "staff", *(role for role in ROLES if role != "dossier_helper"), "helper"]


@pytest.fixture
def people() -> dict[str, Any]:
    """One person of each role."""
    return everyone(ProducerFactory())


def shown(user: Any, name: str, *args: Any) -> tuple[list[tuple[str, str]], list[tuple[str, str, str]]]:
    """Links of the rail and tabs of the area on a page, as that person sees it."""
    client = Client()
    client.force_login(user)
    answer = client.get(reverse(name, args=args), follow=True)
    assert answer.status_code == 200, (user.email, name)
    html = answer.content.decode()
    rail = html.split('<nav class="rail')[1].split('<details class="rail__more')[0]
    tabs = re.search(r'<nav class="tabs[ "].*?</nav>', html, re.S)
    return LINK.findall(rail), TAB.findall(tabs[0]) if tabs else []


def test_everybody_is_here(people: dict[str, Any]) -> None:
    assert set(PEOPLE) <= set(people)
    assert set(MOST_USED) == set(RoleKind)


@pytest.mark.parametrize("who", PEOPLE)
def test_rail_has_eight_entries_at_most_and_leads_to_every_page(people: dict[str, Any], who: str) -> None:
    user = people[who]
    pages = {reverse(item.url_name): str(item.label) for item in navigation if item.visible_to(user)}
    rail, _tabs = shown(user, "ui:home")
    assert len(rail) <= MOST
    assert rail[0] == (reverse("ui:home"), "page")
    found = {url for url, _mark in rail}
    for entry in shell.rail(user):
        if len(entry.items) == 1:
            continue
        marked, tabs = shown(user, entry.items[0].url_name)
        assert [url for url, mark in marked if mark] == [reverse(entry.items[0].url_name)]
        assert [label for _url, mark, label in tabs if mark] == [str(entry.items[0].label)]
        found |= {url for url, _mark, _label in tabs}
        assert [label for _url, _mark, label in tabs] == [str(item.label) for item in entry.items]
    assert found == set(pages)


def test_somebody_with_every_role_has_eight_entries_too(people: dict[str, Any]) -> None:
    user = people["province_officer"]
    for person in people.values():
        for role in active_roles(person):
            if role.kind not in {held.kind for held in active_roles(user)}:
                give_role(user, role.kind, unit=role.unit, organisation=role.organisation)
    assert {role.kind for role in active_roles(user)} == set(RoleKind)
    rail, _tabs = shown(user, "ui:home")
    assert len(rail) == MOST


def test_areas_and_pages_alone_are_eight() -> None:
    areas = {item.area or item.key for item in navigation}
    assert len(areas) <= MOST
    assert {item.area for item in navigation} - {""} == {area.key for area in AREAS} == set(dict(nav_areas.items()))


def test_rail_begins_with_what_the_role_uses_most(people: dict[str, Any]) -> None:
    words = {who: [str(entry.label) for entry in shell.rail(people[who])] for who in PEOPLE}
    assert words["province_officer"] == [
        "Việc của tôi", "Hồ sơ", "Đánh giá", "Sao OCOP", "Chủ thể", "Giám sát", "Chỉ đạo", "Văn bản",
    ]  # fmt: skip
    assert words["commune_officer"] == [
        "Việc của tôi", "Hồ sơ", "Chủ thể", "Sao OCOP", "Chỉ đạo", "Giám sát", "Văn bản", "Bộ tiêu chí",
    ]  # fmt: skip
    assert words["steering_secretary"][:3] == ["Việc của tôi", "Chỉ đạo", "Sổ văn bản"]
    assert words["owner"][:4] == ["Việc của tôi", "Hồ sơ", "Sản phẩm", "Sao OCOP"]
    assert words["auditor"][:2] == ["Việc của tôi", "Sao OCOP"]
    assert words["inspector"][:2] == ["Việc của tôi", "Giám sát"]
    assert words["leader"][:3] == ["Việc của tôi", "Chỉ đạo", "Sao OCOP"]
    assert words["department_officer"][:3] == ["Việc của tôi", "Chỉ đạo", "Giám sát"]
    assert words["administrator"][:2] == ["Việc của tôi", "Người dùng"]


def test_first_page_of_an_area_is_the_one_the_role_uses_most(people: dict[str, Any]) -> None:
    def first(who: str, label: str) -> list[str]:
        return [str(item.label) for entry in shell.rail(people[who]) if entry.label == label for item in entry.items]

    assert first("commune_officer", "Sao OCOP") == ["Hạn sao", "Sổ đăng ký"]
    assert first("leader", "Sao OCOP") == ["Sổ đăng ký", "Hạn sao"]
    assert first("owner", "Sao OCOP") == ["Hạn sao", "Nhãn hiệu OCOP"]
    assert first("owner", "Sản phẩm") == ["Sản phẩm", "Giấy tờ sắp hết hạn"]
    assert first("province_officer", "Chủ thể") == ["Chủ thể", "Giấy tờ sắp hết hạn"]
    assert most_used(people["council_member"])[:3] == ["home", "assessment.my_sheets", "assessment.appraisals"]
    assert most_used(people["council_secretary"])[:2] == ["home", "assessment.councils"]


def test_role_held_longest_leads(people: dict[str, Any]) -> None:
    user = make_user(RoleKind.INSPECTOR)
    assert most_used(user)[:2] == ["home", "monitoring.inspections"]
    officer = people["department_officer"]
    give_role(officer, RoleKind.INSPECTOR, unit=user.roles.get().unit)
    assert [str(entry.label) for entry in shell.rail(officer)][:3] == ["Việc của tôi", "Chỉ đạo", "Giám sát"]
    assert len(most_used(officer)) == len(set(most_used(officer)))


@pytest.mark.parametrize(
    ("who", "page", "area", "tab"),
    [
        ("province_officer", "dossiers:province", "dossiers:list", "Hồ sơ"),
        ("province_officer", "registry:radar_communes", "registry:radar", "Hạn sao"),
        ("province_officer", "rulebook:settings", "assessment:councils", "Bộ tiêu chí"),
        ("province_officer", "monitoring:papers", "producers:producers", "Giấy tờ sắp hết hạn"),
        ("province_officer", "registry:imports", "registry:radar", ""),
        ("province_officer", "producers:duplicates", "producers:producers", ""),
        ("commune_officer", "documents:register_out", "documents:list", "Sổ văn bản"),
        ("commune_officer", "monitoring:withdrawals", "monitoring:visits", "Thu hồi"),
        ("owner", "dossiers:open", "dossiers:list", ""),
        ("owner", "registry:radar_list", "registry:radar", "Hạn sao"),
        ("steering_secretary", "documents:register_books", "documents:register", ""),
        ("steering_secretary", "directives:meetings", "directives:home", ""),
        ("leader", "monitoring:withdrawals", "monitoring:reports", "Thu hồi"),
    ],
)
def test_area_is_marked_on_its_pages(people: dict[str, Any], who: str, page: str, area: str, tab: str) -> None:
    rail, tabs = shown(people[who], page)
    assert [url for url, mark in rail if mark] == [reverse(area)]
    marked = [label for _url, mark, label in tabs if mark]
    if page.startswith("directives:"):
        assert marked
    else:
        assert marked == ([tab] if tab else [])


@pytest.mark.parametrize("page", ["notify:inbox", "accounts:profile", "ui:search"])
def test_pages_of_no_area_mark_nothing(people: dict[str, Any], page: str) -> None:
    rail, tabs = shown(people["owner"], page)
    assert [mark for _url, mark in rail if mark] == []
    assert tabs == []


def test_phone_marks_more_when_the_page_is_behind_it(people: dict[str, Any]) -> None:
    client = Client()
    client.force_login(people["province_officer"])
    here = 'class="rail__link rail__link--here"'
    assert here in client.get(reverse("documents:list")).content.decode()
    assert here not in client.get(reverse("dossiers:rounds")).content.decode()


def test_phone_shows_five_entries_without_more(people: dict[str, Any]) -> None:
    few = {}
    for who in ("administrator", "nobody", "province_officer", "leader"):
        client = Client()
        client.force_login(people[who])
        html = client.get(reverse("ui:home")).content.decode()
        few[who] = (len(shell.rail(people[who])) <= 5, '<nav class="rail rail--few"' in html)
    assert few == {
        "administrator": (True, True), "nobody": (True, True),
        "province_officer": (False, False), "leader": (False, False),
    }  # fmt: skip
