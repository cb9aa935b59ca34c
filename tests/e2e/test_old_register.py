"""The published list of real products as one messy sheet: mapped, its contradictions told, written, remembered."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from saolang.accounts.enums import RoleKind
from saolang.registry.models import ImportBatch, ImportMapping, Recognition
from tests.e2e.pages import fill, path_of, press, says
from tests.e2e.published_book import PERSON, SAID, build, facts
from tests.e2e.town import found
from tests.factories import PASSWORD, make_user

pytestmark = pytest.mark.django_db(transaction=True)
PAGE = "/ban-lam-viec/so-dang-ky/nhap/so-cu/"
NOW = dt.datetime(2026, 11, 22, 2, tzinfo=dt.UTC)
COUNTED = {
    "Sản phẩm trong các dòng đó": 117,
    "– ghi công nhận": 101,
    "– giữ sản phẩm, không nêu hạng sao": 7,
    "– đã có trong sổ": 0,
    "– từ chối": 9,
    "Đếm được: 5 sao": 5,
    "Đếm được: 4 sao": 46,
    "Đếm được: 3 sao": 50,
}
CONTRADICTIONS = {
    "Số in trong danh sách khác số đếm được": 1,
    "Đã hết 36 tháng nhưng vẫn nằm trong danh sách": 40,
    "Một sản phẩm có nhiều hạng sao": 1,
    "Năm của quyết định khác năm của danh sách": 24,
}


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    """Stars expire with time: the counts hold on this day."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def officer(live_server: Any, enter: Callable[..., Page]) -> Page:
    """An officer of the province, with all units of the country known, old and new."""
    found()
    return enter(make_user(RoleKind.PROVINCE_OFFICER).email, password=PASSWORD)


def upload(page: Page, file: Path) -> str:
    """Bring a file; return the address of the step in which columns get their meaning."""
    page.goto(PAGE)
    fill(page, {"file": str(file)})
    press(page, "Đọc tệp")
    expect(page).to_have_url(re.compile("/ghep-cot/$"))
    return path_of(page)


def meanings(page: Page) -> list[str]:
    """What the step proposes for each column."""
    return [str(box.input_value()) for box in page.locator(".table--map select").all()]


def table(page: Page, title: str) -> dict[str, int]:
    """Figures of a card, by their words."""
    card = page.locator("section, article, div").filter(has=page.get_by_role("heading", name=title, exact=True)).last
    pairs = [" ".join(text.split()) for text in card.locator("dl.facts > div").all_inner_texts()]
    return {match[1].strip(): int(match[2]) for text in pairs if (match := re.match(r"(.+?)\s+(\d+)$", text))}


def test_published_list_is_read_told_and_written(
    officer: Page, page: Page, tmp_path: Path, picture: Callable[..., None]
) -> None:
    upload(officer, build(tmp_path / "so-ocop.xlsx", facts(), said=SAID))
    assert meanings(officer) == [
        "serial", "name", "producer", "kind", "address", "star", "decision", "issuer", "year", "valid_from", "keep",
    ]  # fmt: skip
    says(officer, "A. Sản phẩm 5 sao", "Sản phẩm nguồn chưa nêu hạng")
    picture(officer, "register-mapping")
    fill(officer, {"s0_c10": "drop", "hide_households": True, "remember": "Sổ Mẫu của tỉnh"})
    press(officer, "Kiểm tra từng dòng")
    says(officer, "Chưa ghi gì vào sổ.")
    counted = table(officer, "Số đếm")
    assert {name: counted.get(name, 0) for name in COUNTED} == COUNTED
    assert table(officer, "Mâu thuẫn trong danh sách") == CONTRADICTIONS
    officer.locator("summary", has_text="Từng mâu thuẫn").click()
    says(
        officer, "Ghi 47 nhưng đếm được 46", "“Đường hoa dừa” của một chủ thể được ghi 4, 5 sao.",
        "hết hạn ngày 14/02/2023, chưa thấy dòng công nhận lại",
    )  # fmt: skip
    picture(officer, "register-report")
    assert Recognition.objects.count() == 0
    work = path_of(officer)

    press(officer, "9 dòng bị từ chối")
    expect(officer.get_by_text("không phải số quyết định")).to_have_count(9)
    officer.goto(work)
    officer.locator("[name=seen]").check()
    press(officer, "Ghi vào sổ")
    expect(officer).to_have_url(re.compile(r"/nhap/[0-9A-Z]{10}/$"))
    batch = ImportBatch.objects.get()
    assert path_of(officer) == batch.get_absolute_url()
    assert Recognition.objects.count() == 101
    assert [Recognition.objects.filter(star=star).count() for star in (5, 4, 3)] == [5, 46, 50]
    assert table(officer, "Mâu thuẫn trong danh sách") == CONTRADICTIONS
    with officer.expect_download() as waiting:
        officer.get_by_role("link", name="Tải báo cáo").click()
    waiting.value.save_as(tmp_path / "bao-cao.xlsx")
    report = CalamineWorkbook.from_path(tmp_path / "bao-cao.xlsx")
    assert report.sheet_names == ["Tóm tắt", "Mâu thuẫn", "Từng dòng", "Ô không dùng"]
    told = report.get_sheet_by_name("Mâu thuẫn").to_python()
    for label, count in CONTRADICTIONS.items():
        assert sum(1 for row in told if label in row) == count, label

    page.goto("/san-pham/?hieu-luc=het")
    says(page, "Từng đạt 4 sao", "Mật hoa dừa lên men", "Cốm gạo")
    assert PERSON not in page.content()


def test_second_list_with_the_same_heading_gets_the_remembered_mapping(officer: Page, tmp_path: Path) -> None:
    upload(officer, build(tmp_path / "so-2024.xlsx", facts()[12:20]))
    fill(officer, {"s0_c10": "drop", "s0_c3": "keep", "remember": "Sổ Mẫu của tỉnh"})
    press(officer, "Kiểm tra từng dòng")
    assert ImportMapping.objects.get().name == "Sổ Mẫu của tỉnh"
    upload(officer, build(tmp_path / "so-2025.xlsx", facts()[20:30]))
    assert meanings(officer) == [
        "serial", "name", "producer", "keep", "address", "star", "decision", "issuer", "year", "valid_from", "drop",
    ]  # fmt: skip
    press(officer, "Kiểm tra từng dòng")
    counted = table(officer, "Số đếm")
    assert (counted["Sản phẩm trong các dòng đó"], counted["– ghi công nhận"]) == (10, 10)
    press(officer, "Ghi vào sổ")
    assert Recognition.objects.count() == 10
