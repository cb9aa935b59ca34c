"""What the commune does: confirms the producer, receives, checks, writes Mẫu 03, proposes, signs and sends."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from saolang.demo.content import content
from tests.e2e.pages import fill, path_of, press, says
from tests.e2e.steps import papers, producer


def confirm_producer(page: Page) -> None:
    """From the list of what waits at home to the confirmed producer."""
    page.goto("/ban-lam-viec/")
    says(page, producer.NAME)
    page.goto("/ban-lam-viec/san-pham/chu-the/cho-xac-nhan/")
    press(page, producer.NAME)
    press(page, "Xác nhận chủ thể")
    says(page, "Đã xác nhận")


def receive(page: Page, dossier: str, *, number: str, due: str) -> None:
    """Give the number and start the clock; both stand on the page."""
    page.goto("/ban-lam-viec/ho-so/xa/")
    says(page, producer.PRODUCT, "Đã nộp, chờ tiếp nhận")
    page.goto(dossier)
    press(page, "Tiếp nhận")
    says(page, due)
    press(page, "Tiếp nhận")
    says(page, f"Đã tiếp nhận, số {number}; hạn {due}.", "Xã đang kiểm tra")


def check(page: Page, dossier: str) -> None:
    """Tick the composition and write the commune's finding beside the producer's words."""
    page.goto(dossier + "thanh-phan/")
    for box in page.locator("main input[type=checkbox]").all():
        box.check()
    press(page, "Lưu kết quả kiểm tra")
    page.goto(dossier + "mau-03/")
    for question, (said, finding) in content()["findings"].items():
        fill(page, {f"producer_{question}": said, f"finding_{question}": finding})
    press(page, "Lưu Mẫu số 03")
    says(page, "Đã lưu Mẫu số 03.")


def prepare_letter(page: Page, dossier: str, *, product_code: str, handed_on: str) -> str:
    """One letter with the product: count samples, note both sets, draft letter and Mẫu 03. Returns its address."""
    page.goto(dossier)
    press(page, "Lập văn bản đề nghị")
    expect(page).to_have_url(re.compile(r"/ho-so/de-nghi/[0-9A-Z]{10}/$"))
    letter = path_of(page)
    says(page, "Đã lập văn bản đề nghị và cấp mã sản phẩm.", product_code)
    says(page, "Mới đếm 0 trên 05 sản phẩm mẫu.")
    values = {"samples_counted": 5, "paper_set_on": handed_on, "electronic_set_on": handed_on}
    prefix = page.locator("[name$=samples_counted]").get_attribute("name").removesuffix("samples_counted")
    fill(page, {prefix + name: value for name, value in values.items()})
    press(page, "Lưu " + producer.PRODUCT)
    page.goto(letter)
    press(page, "Soạn văn bản và Mẫu số 03")
    says(page, "Đã soạn dự thảo văn bản đề nghị và Mẫu số 03.")
    for paper in papers_of(page):
        papers.put_before_signer(page, paper)
    return letter


def papers_of(page: Page) -> list[str]:
    """Addresses of the papers that the page of a letter links to."""
    links = page.locator("main a[href*='/van-ban/']").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    return list(dict.fromkeys(link for link in links if re.fullmatch(r".*/van-ban/[0-9A-Z]{10}/", link)))


def sign_and_send(page: Page, letter: str, *, on: str, numbers: tuple[int, ...]) -> None:
    """The leader enters number, day and signed file of each paper, then sends the package."""
    page.goto(letter)
    for paper, number in zip(papers_of(page), numbers, strict=True):
        papers.issue(page, paper, number=number, on=on, signer="Thạch Mẫu Sơn", title="Chủ tịch")
    page.goto(letter)
    press(page, "Gửi đề nghị lên tỉnh")
    says(page, "Đã gửi tỉnh")
