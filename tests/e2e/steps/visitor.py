"""What somebody sees who has no account and a certificate in the hand."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.pages import fill, path_of, press, says, silent_about
from tests.e2e.steps import producer


def finds_nothing_yet(page: Page) -> None:
    """Before publication neither catalogue nor check knows the product."""
    page.goto("/san-pham/")
    assert producer.PRODUCT not in page.content()
    page.goto("/kiem-tra/?so=7/GCN-UBND")
    says(page, "không có trong hệ thống")


def opens_product(page: Page, *, decision: str, decided: str) -> None:
    """From the catalogue to the product's page: star, decision, maker, and nothing personal."""
    page.goto("/")
    press(page, producer.PRODUCT, exact=False)
    expect(page.locator("h1")).to_have_text(producer.PRODUCT)
    says(page, "Còn hiệu lực hôm nay", f"{decision}, {decided}", producer.NAME, "xã Song Phú")
    expect(page.locator(".plate .stars")).to_contain_text("4 sao")
    silent_about(page.content(), producer.SECRETS)


def checks_number(page: Page, number: str, *, decision: str, issued: str, through: str) -> str:
    """By the number on the paper; return the address that the QR picture holds."""
    page.goto("/kiem-tra/")
    fill(page, {"so": number})
    press(page, "Kiểm tra")
    says(page, "còn hiệu lực", producer.PRODUCT, decision, issued, through)
    silent_about(page.content(), producer.SECRETS)
    page.goto("/san-pham/")
    press(page, producer.PRODUCT, exact=False)
    press(page, "Kiểm tra giấy chứng nhận này", exact=False)
    expect(page).to_have_url(re.compile(r"/g/[0-9A-Za-z]+/$"))
    return path_of(page)


def scans(page: Page, address: str, *, decision: str, issued: str, through: str) -> None:
    """The page behind the QR picture, also when a scanner writes it in capitals."""
    for url in (address, address.replace("/g/", "/G/")):
        page.goto(url)
        says(page, "còn hiệu lực", producer.PRODUCT, decision, issued, through)
        silent_about(page.content(), producer.SECRETS)
    page.goto(address.replace("/g/", "/g/0"))
    says(page, "không có trong hệ thống")
