"""From the closed session to the public star: memo, decision, certificate, publication."""

from __future__ import annotations

import re

from playwright.sync_api import Locator, Page, expect

from tests.e2e.pages import fill, path_of, pdf, press, says
from tests.e2e.steps import producer


def draft_papers(page: Page, session: str) -> str:
    """Minutes, report, memo and decision of the session; return the address of the batch."""
    page.goto(session)
    press(page, "Kết quả và văn bản")
    results = path_of(page)
    press(page, "Soạn biên bản và báo cáo")
    says(page, "Đã soạn dự thảo biên bản và báo cáo của Hội đồng.")
    page.goto(results)
    says(page, producer.PRODUCT, "73,8, 4 sao")
    press(page, "Lập tờ trình và dự thảo quyết định")
    says(page, "Đã soạn tờ trình và dự thảo quyết định.")
    page.goto(results)
    press(page, "Giấy chứng nhận, công bố")
    expect(page).to_have_url(re.compile(r"/hoi-dong/ket-qua/"))
    return path_of(page)


def paper_row(page: Page, title: str) -> Locator:
    """The row of a paper on the page of the batch: the memo first, then the decision."""
    rows = page.locator(".paperrow")
    return rows.nth(0 if title == "Tờ trình" else 1)


def issue(page: Page, batch: str, title: str, *, number: int, symbol: str, on: str, signer: str, post: str) -> None:
    """Put a paper before the signer and enter what the register says of the signed copy."""
    page.goto(batch)
    press(page, "Trình ký", within=paper_row(page, title))
    page.goto(batch)
    press(page, "Ghi số, ban hành", within=paper_row(page, title), exact=False)
    fill(
        page,
        {
            "number": number,
            "symbol": symbol,
            "issued_on": on,
            "signer_name": signer,
            "signer_title": post,
            "signed_file": pdf(f"{number}-da-ky.pdf", f"Ban da ky so {number}"),
        },
    )
    with page.expect_navigation():
        page.locator("main form.form [type=submit]").click()
    says(page, f"{number}/{symbol}")


def issue_certificate(page: Page, batch: str, *, number: str, on: str, through: str) -> None:
    """Enter the certificate; its 36 months run from its own day."""
    page.goto(batch)
    expect(page.get_by_role("button", name="Công bố kết quả")).to_have_attribute("aria-disabled", "true")
    name = page.locator("[name^=number-]").get_attribute("name")
    fill(page, {name: number, "issued_on": on, "signer_name": "Người Ký Mẫu", "signer_title": "Chủ tịch"})
    press(page, "Ghi giấy chứng nhận")
    says(page, "Đã ghi giấy chứng nhận.", f"đến hết {through}")


def publish(page: Page, batch: str) -> None:
    """Only now anything is public."""
    page.goto(batch)
    press(page, "Công bố kết quả")
    says(page, "Đã công bố kết quả.", "Đã công bố")
