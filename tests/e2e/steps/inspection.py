"""What officials do around a visit: plan and papers in the office, the checklist on the spot, the conclusion."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Locator, Page, expect

from tests.e2e.pages import fill, path_of, pdf, press, says
from tests.e2e.photos import photo

VISITS = "/ban-lam-viec/giam-sat/kiem-tra/"
SIGNER = {"signer_name": "Lê Văn Mẫu", "signer_title": "Chánh Văn phòng", "sign_mode": "none"}


def issue(page: Page, *, number: int, symbol: str, on: str, **signer: str) -> None:
    """Fill the open form that enters a signed paper, and send it."""
    signed = pdf(f"{number}-da-ky.pdf", f"Ban da ky so {number}")
    values = {"number": number, "symbol": symbol, "issued_on": on, "signed_file": signed}
    fill(page, {**values, **SIGNER, **signer})
    press(page, "Ghi số và ban hành")


def make_plan(page: Page, *, year: int) -> str:
    """Open the plan of the year; return its address."""
    page.goto(VISITS)
    press(page, "Lập kế hoạch năm")
    expect(page.locator("[name=year]")).to_have_value(str(year))
    fill(page, {"purpose": "Kiểm tra việc duy trì tiêu chí sau công nhận."})
    press(page, "Lập kế hoạch")
    expect(page).to_have_url(re.compile(r"/ke-hoach/[0-9A-Z]{10}/$"))
    return path_of(page)


def plan_visit(page: Page, plan: str, producer: str, *, day: str) -> str:
    """Choose the producer from the list by risk; return the address of the visit."""
    page.goto(plan)
    row = page.locator("#rui-ro li", has_text=producer).first
    expect(row).to_contain_text("Chưa từng được kiểm tra trên hệ thống")
    press(page, f"Thêm {producer} vào kế hoạch")
    says(page, "Vì sao nên kiểm tra", "Chưa từng được kiểm tra trên hệ thống")
    fill(page, {"day": day})
    press(page, "Thêm vào kế hoạch")
    says(page, "Đã thêm đợt kiểm tra và lập bảng kiểm.")
    expect(page).to_have_url(re.compile(r"/dot/[0-9A-Z]{10}/$"))
    return path_of(page)


def issue_plan(page: Page, plan: str, *, on: str) -> None:
    """Write the plan and enter the signed copy."""
    page.goto(plan)
    press(page, "Soạn kế hoạch")
    page.goto(plan)
    press(page, "Ghi số và ban hành")
    issue(page, number=1, symbol="KH-VPĐP", on=on)
    says(page, "Đã ban hành văn bản.")


def name_team(page: Page, visit: str, *people: str) -> None:
    """The first person leads."""
    page.goto(visit)
    press(page, "Lập đoàn")
    for person in people:
        fill(page, {"user": {"label": person}})
        press(page, "Thêm vào đoàn")
    expect(page.locator("table tbody tr")).to_have_count(len(people))


def decide(page: Page, visit: str, *, on: str) -> None:
    """The decision on the visit and its team."""
    page.goto(visit)
    press(page, "Soạn quyết định")
    press(page, "Ban hành quyết định")
    issue(page, number=5, symbol="QĐ-VPĐP", on=on)
    says(page, "Đã ban hành văn bản.", "Đã có quyết định")


def arrive(page: Page, visit: str) -> None:
    """The team begins on the spot."""
    page.goto(visit)
    press(page, "Bắt đầu kiểm tra")
    expect(page.locator("h1")).to_have_text("Bảng kiểm")


def sections(page: Page) -> Locator:
    """The parts of the checklist that are to be answered, each saved by itself."""
    return page.locator("form.check", has=page.get_by_role("button", name="Lưu phần này"))


def answer_all(page: Page, checklist: str, *, wrong: str = "") -> str:
    """Everything fulfilled; with ``wrong`` the very first line is not, and says so. Returns that line's place."""
    page.goto(checklist)
    first = ""
    for number in range(sections(page).count()):
        part = sections(page).nth(number)
        for line in part.locator(".check__line").all():
            bad = wrong and not first
            line.locator(f".check__o--{'not_met' if bad else 'met'} span").click()
            if bad:
                first = str(line.get_attribute("id"))
                line.locator("textarea").fill(wrong)
        with page.expect_navigation():
            part.get_by_role("button", name="Lưu phần này").click()
    says(page, f"{page.locator('.check__line').count()} / {page.locator('.check__line').count()} dòng đã trả lời")
    return first


def record_finding(page: Page, checklist: str, line: str, *, text: str, ground: str, product: str) -> str:
    """A grave finding from a line, with a picture and what must be put right; return its address."""
    page.goto(checklist)
    press(page, "Ghi tồn tại", within=page.locator(f"#{line}"))
    expect(page.locator("[name=product] option:checked")).to_have_text(product)
    fill(page, {"severity": "grave", "text": text})
    press(page, "Ghi tồn tại")
    says(page, "Tồn tại mức vừa, nghiêm trọng phải nêu căn cứ pháp lý.")
    fill(page, {"legal_ground": ground})
    press(page, "Ghi tồn tại")
    says(page, "Đã ghi tồn tại.", "Nghiêm trọng", text)
    finding = path_of(page)
    page.locator("summary", has_text="Thêm ảnh").click()
    fill(page, {"file": photo(), "caption": "Kho nguyên liệu"})
    press(page, "Thêm ảnh")
    says(page, "Đã thêm ảnh.", "Kho nguyên liệu")
    return finding


def order_correction(page: Page, finding: str, *, text: str, due: str) -> None:
    """What must be put right and by when."""
    page.goto(finding)
    press(page, "Yêu cầu khắc phục")
    fill(page, {"text": text, "due_on": due})
    press(page, "Ghi yêu cầu")
    says(page, text, f"hạn {due}")


def write_minutes(page: Page, visit: str, **values: Any) -> None:
    """Send the form of the minutes."""
    page.goto(visit)
    press(page, "Lập biên bản")
    fill(page, values)
    press(page, "Lập biên bản")


def sign_minutes(page: Page, *, on: str) -> None:
    """Enter the signed copy on the page that follows the minutes."""
    fill(page, {"on": on, "signed_file": pdf("bien-ban-da-ky.pdf", "Bien ban da ky")})
    press(page, "Ghi biên bản và khóa bảng kiểm")
    says(page, "Đã ghi biên bản.")


def conclude(page: Page, visit: str, *, verdict: str, words: str, text: str, on: str) -> None:
    """The conclusion with its verdict on the one product, written and entered as signed."""
    page.goto(visit)
    press(page, "Soạn kết luận")
    names = [box.get_attribute("name") for box in page.locator("[name^=verdict_], [name^=words_]").all()]
    fill(page, {str(names[0]): verdict, str(names[1]): words, "text": text})
    press(page, "Soạn dự thảo kết luận")
    press(page, "Ban hành kết luận")
    issue(page, number=7, symbol="KL-VPĐP", on=on)
    says(page, "Đã ban hành văn bản.", "Đã kết luận")
