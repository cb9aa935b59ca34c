"""What the producer does about a star that runs out: reads the radar, begins, confirms, brings up to date, files."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, expect

from tests.e2e.pages import fill, path_of, pdf, press, says
from tests.e2e.steps import producer

RADAR = "/ban-lam-viec/so-dang-ky/han-sao/"
TOPICS = ("material", "technology", "packaging", "label", "declaration", "tests", "market", "output", "revenue",
          "papers")  # fmt: skip
NEWS = {
    "packaging": "Đổi sang hộp giấy, bỏ túi nhựa; thiết kế nhãn giữ nguyên.",
    "tests": "Mỗi năm kiểm nghiệm một lần, phiếu mới nhất kèm theo.",
    "papers": "Đã có giấy chứng nhận HACCP mới và phiếu kiểm nghiệm mới.",
}


def reads_panel(page: Page, product: str, *texts: str) -> None:
    """The panel of the product's life in the desk."""
    page.goto(f"/ban-lam-viec/san-pham/{product}/")
    panel = page.locator("section", has=page.get_by_role("heading", name="Vòng đời hạng sao"))
    for text in texts:
        expect(panel).to_contain_text(text)


def picks_day(page: Page, day: str, event: str) -> None:
    """The calendar of the radar names what falls on a day, and the day leads to the star."""
    page.goto(f"{RADAR}?thang={day[:7]}")
    cell = page.locator(f".month a[href*='ngay={day}']")
    expect(cell).to_contain_text(event)
    with page.expect_navigation():
        cell.click()
    says(page, producer.PRODUCT)
    press(page, producer.PRODUCT)
    expect(page).to_have_url(re.compile(r"/han-sao/[0-9A-Z]{10}/$"))


def begins(page: Page, *texts: str) -> str:
    """From the star's page with one click, and one button that says what filing means; the dossier's address."""
    press(page, "Lập hồ sơ đánh giá lại")
    says(page, *texts)
    press(page, "Lập hồ sơ")
    expect(page).to_have_url(re.compile(r"/ho-so/[0-9A-Z]{10}/$"))
    return path_of(page)


def replaces_paper(page: Page, dossier: str, title: str, *, on: str, until: str) -> None:
    """From the list of papers to renew: a new edition with its file."""
    page.goto(dossier)
    press(page, title)
    press(page, "Thay bằng bản mới")
    upload = pdf("ban-moi.pdf", "Ban moi cua giay")
    fill(page, {"number": "09/MẪU", "issued_on": on, "expires_on": until, "files": [upload]})
    page.locator("main form.form [type=submit]").last.click()
    says(page, "Đã thay bằng bản mới.")


def confirms_carried(page: Page, dossier: str) -> int:
    """Confirm every carried section as it is; returns how many confirmations it took."""
    count = 0
    while True:
        page.goto(dossier)
        buttons = page.get_by_role("button", name=re.compile(r"^Xác nhận \d+ phần vẫn đúng"))
        if buttons.count() == 0:
            return count
        with page.expect_navigation():
            buttons.first.click()
        says(page, "Đã xác nhận phần mang sang từ hồ sơ trước.")
        count += 1


def tells_updates(page: Page, dossier: str) -> None:
    """Ten matters: three with news, the others unchanged."""
    page.goto(f"{dossier}phan/thay-doi/")
    values: dict[str, Any] = {f"text_{topic}": text for topic, text in NEWS.items()}
    values |= {f"unchanged_{topic}": True for topic in TOPICS if topic not in NEWS}
    fill(page, values)
    press(page, "Lưu phần này")
    says(page, "Đã lưu")


def takes_mark(page: Page, *, star: int) -> None:
    """The artwork is offered and handed out for exactly the star held."""
    page.goto("/ban-lam-viec/so-dang-ky/nhan-hieu/")
    says(page, producer.PRODUCT, f"Mẫu {star} sao")
    with page.expect_download() as taken:
        page.get_by_role("button", name="Tải mẫu", exact=False).click()
    assert taken.value.suggested_filename == f"nhan-hieu-{star}-sao.pdf"
