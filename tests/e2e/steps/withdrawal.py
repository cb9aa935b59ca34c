"""From a finding to the withdrawn star: case, verification, hearing, papers, decision."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.e2e.pages import fill, path_of, pdf, press, says


def propose(page: Page, finding: str, *, ground: str) -> str:
    """Open the case from the finding; return its address."""
    page.goto(finding)
    fill(page, {"ground": ground})
    press(page, "Mở hồ sơ thu hồi")
    says(page, "Đã mở hồ sơ đề nghị thu hồi.")
    expect(page).to_have_url(re.compile(r"/thu-hoi/[0-9A-Z]{10}/$"))
    return path_of(page)


def days_left(page: Page, case: str) -> str:
    """What the clock of the case says."""
    page.goto(case)
    return " ".join(page.locator(".rec__act .clock").inner_text().split())


def verify(page: Page, case: str, *, on: str, text: str) -> None:
    """Check, and write down what was found."""
    page.goto(case)
    press(page, "Bắt đầu kiểm tra, xác minh")
    says(page, "Đã bắt đầu kiểm tra, xác minh; chủ thể và xã được báo.")
    press(page, "Ghi kết quả xác minh")
    fill(page, {"on": on, "text": text})
    press(page, "Lưu")
    says(page, "Đã ghi kết quả xác minh.")


def answer(page: Page, case: str, *, text: str) -> None:
    """The producer says its word in writing, with a file."""
    page.goto(case)
    press(page, "Gửi ý kiến")
    fill(page, {"text": text, "files": pdf("cam-ket.pdf", "Cam ket cua chu the")})
    press(page, "Gửi ý kiến")
    says(page, "Đã gửi ý kiến. Cơ quan OCOP tỉnh đã được báo.", text)


def hear(page: Page, case: str, *, on: str) -> None:
    """The written answer counts as the hearing."""
    page.goto(case)
    press(page, "Ghi việc nghe chủ thể")
    expect(page.locator("[name=how]:checked")).to_have_value("written")
    fill(page, {"on": on})
    press(page, "Lưu")
    says(page, "Đã ghi việc nghe chủ thể.", "Trả lời bằng văn bản")


def draft(page: Page, case: str, paper: str) -> None:
    """Draft one of the papers of the case."""
    page.goto(case)
    press(page, f"Soạn {paper}")
    says(page, "Đã soạn dự thảo.")


def sign_and_issue(page: Page, case: str, paper: str, *, number: int, symbol: str, on: str, **signer: str) -> None:
    """Put a paper before the signer and enter it as signed."""
    page.goto(case)
    row = page.locator(".paperrow", has_text=re.compile(paper, re.IGNORECASE))
    press(page, "Trình ký", within=row)
    page.goto(case)
    press(page, "Ghi số, ban hành", within=row, exact=False)
    fill(page, {
        "number": number, "symbol": symbol, "issued_on": on, "sign_mode": "none",
        "signer_name": signer.get("signer_name", "Lê Văn Mẫu"), "signer_title": signer.get("signer_title", "Chủ tịch"),
        "signed_file": pdf(f"{number}-da-ky.pdf", f"Ban da ky so {number}"),
    })  # fmt: skip
    with page.expect_navigation():
        page.locator("main form.form [type=submit]").first.click()
    says(page, f"{number}/{symbol}")
