"""What the province's office does before the council: receives, checks, puts into the round."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.pages import press, says
from tests.e2e.steps import producer


def receive(page: Page, dossier: str, *, number: str) -> None:
    """The province's own number."""
    page.goto("/ban-lam-viec/ho-so/tinh/?trang-thai=cho-tiep-nhan")
    says(page, producer.PRODUCT)
    page.goto(dossier)
    press(page, "Tiếp nhận tại tỉnh")
    press(page, "Tiếp nhận")
    says(page, number, "Tỉnh đang kiểm tra")


def put_into_round(page: Page, dossier: str, *, name: str) -> None:
    """The round that fits the letter's date is already chosen."""
    page.goto(dossier)
    press(page, "Đưa vào đợt đánh giá")
    says(page, name)
    press(page, "Đưa vào đợt")
    says(page, "Đã đưa hồ sơ vào đợt đánh giá.", name)
