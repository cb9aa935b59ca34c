"""Papers on their way: dự thảo, trình ký, ban hành."""

from __future__ import annotations

from playwright.sync_api import Page

from tests.e2e.pages import fill, pdf, press, says


def put_before_signer(page: Page, paper: str) -> None:
    """Trình ký."""
    page.goto(paper)
    press(page, "Trình ký")
    says(page, "Bản trình ký")


def issue(page: Page, paper: str, *, number: int, on: str, signer: str, title: str, mode: str | None = None) -> None:
    """Enter what the office's register says, with the signed file."""
    page.goto(paper)
    press(page, "Ghi số và ban hành")
    fill(page, {
        "number": number, "issued_on": on, "signer_name": signer, "signer_title": title,
        "signed_file": pdf(f"da-ky-{number}.pdf", f"Van ban so {number} da ky"),
    })  # fmt: skip
    if mode is not None:
        fill(page, {"sign_mode": mode})
    press(page, "Ban hành")
    says(page, "Đã ghi sổ. Văn bản đã ban hành.")
