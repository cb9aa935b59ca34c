"""A re-assessment at the province: the agency's report, opinions in writing, the chair, the papers."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.pages import fill, path_of, press, says
from tests.e2e.steps import council, producer

LIST = "/ban-lam-viec/hoi-dong/danh-gia-lai/"


def report(page: Page, dossier: str) -> None:
    """The OCOP agency takes the dossier up and reports; nothing on the spot, since nothing big has changed."""
    page.goto(dossier)
    press(page, "Bắt đầu đánh giá hồ sơ")
    says(page, "Đã chuyển sang bước cơ quan OCOP cấp tỉnh đánh giá hồ sơ.")
    page.goto(LIST)
    says(page, "Chờ báo cáo")
    press(page, "Viết báo cáo", exact=False)
    fill(
        page,
        {
            "text": "Hồ sơ cập nhật đầy đủ; quy mô và quy trình không đổi. Tiêu chí 9: có HACCP mới.",
            "field_check": "not_needed",
            "conclusion": "ready",
        },
    )
    press(page, "Lưu và gửi Hội đồng")
    says(page, "Đã gửi báo cáo cho Hội đồng.")


def plan(page: Page, *, due: str) -> str:
    """Put the dossier into a written round; returns the round's address."""
    page.goto(LIST)
    says(page, "Chờ lấy ý kiến Hội đồng", producer.PRODUCT)
    fill(page, {"opinions_due_on": due})
    press(page, "Lập đợt lấy ý kiến")
    says(page, "Đã lập đợt lấy ý kiến.", producer.PRODUCT)
    return path_of(page)


def send(page: Page, round_: str, *, chair: str, due: str) -> None:
    """The secretary sends it to the members."""
    page.goto(round_)
    press(page, "Gửi lấy ý kiến")
    option = page.locator("[name=chaired_by] option", has_text=chair).get_attribute("value")
    fill(page, {"chaired_by": option, "opinions_due_on": due})
    press(page, "Gửi lấy ý kiến")
    says(page, "Đã gửi phiếu lấy ý kiến.", "0 / 6 phiếu")


def opens_sheet(page: Page) -> str:
    """From the list of own sheets to the one page of the opinion; returns the address of the item."""
    page.goto("/ban-lam-viec/hoi-dong/phieu-cua-toi/")
    says(page, "Lấy ý kiến bằng văn bản")
    press(page, producer.PRODUCT)
    expect(page).to_have_url(re.compile(r"/hoi-dong/ho-so/[0-9A-Za-z]+/cho-diem/nop/$"))
    return path_of(page).removesuffix("cho-diem/nop/")


def scores(page: Page, item: str, ticks: dict[str, int]) -> None:
    """Criterion by criterion, by touch, as the page leads on."""
    press(page, "Cho điểm tiếp: 1.1")
    for code, option in ticks.items():
        expect(page).to_have_url(f"{item}cho-diem/{code}/")
        page.locator(f".opts label:has([name=option][value='{option}'])").click()
        with page.expect_navigation():
            page.locator("[data-next]").click()
    expect(page).to_have_url(item + "cho-diem/nop/")


def answers(page: Page, item: str, ticks: dict[str, int], *, last: bool, by_hand: bool = False) -> None:
    """A member scores, agrees with the agency's report and sends the sheet."""
    by = scores if by_hand else council.score_quickly
    by(page, item, ticks)
    page.goto(item + "cho-diem/nop/")
    says(page, "Báo cáo của cơ quan OCOP")
    fill(page, {"stance": "agree"})
    press(page, "Gửi phiếu lấy ý kiến")
    says(page, "Đã gửi phiếu.", "các phiếu được mở" if last else "Phiếu kín cho đến khi mọi thành viên trả lời")


def conclude(page: Page, item: str, *, mean: str, star: int) -> None:
    """The chair concludes without a meeting, since opinions do not differ."""
    page.goto(item)
    says(page, "Ý kiến thống nhất, không cần họp (Điều 7.6.d).")
    press(page, "Kết luận")
    says(page, "Đã ghi kết luận của Hội đồng.", f"tổng điểm trung bình {mean}, {star} sao")


def close(page: Page, round_: str) -> None:
    """The secretary ends the round."""
    page.goto(round_)
    press(page, "Kết thúc đợt")
    says(page, "Đã kết thúc")


def draft_papers(page: Page, round_: str, *, result: str) -> str:
    """Summary of opinions, report, memo and draft decision; returns the address of the batch."""
    page.goto(round_)
    press(page, "Kết quả và văn bản")
    results = path_of(page)
    press(page, "Soạn báo cáo tổng hợp và báo cáo")
    page.goto(results)
    says(page, producer.PRODUCT, result)
    press(page, "Lập tờ trình và dự thảo quyết định")
    page.goto(results)
    press(page, "Giấy chứng nhận, công bố")
    expect(page).to_have_url(re.compile(r"/hoi-dong/ket-qua/"))
    return path_of(page)
