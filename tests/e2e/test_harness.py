"""The browser tests themselves: pages arrive with their styles, and faults of a page are not overlooked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

SIGN_IN = "/tai-khoan/login/"


@pytest.mark.parametrize("size", ["phone", "tablet", "desk"])
def test_sign_in_page_has_its_styles_at_every_size(new_context, size):
    page = new_context(size).new_page()
    page.goto(SIGN_IN)
    expect(page.locator("html")).to_have_attribute("lang", "vi")
    expect(page.get_by_role("button", name="Đăng nhập").first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Be Vietnam Pro"')
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_sign_in_page_can_be_read_without_javascript(new_context):
    page = new_context(javascript=False).new_page()
    page.goto(SIGN_IN)
    expect(page.get_by_role("button", name="Đăng nhập").first).to_be_visible()


@pytest.mark.parametrize(
    "fault", ["setTimeout(() => { throw new Error('hỏng') })", "document.body.setAttribute('onclick', '1')"]
)
def test_faults_of_a_page_are_noticed(new_context, page_errors, fault):
    page = new_context().new_page()
    page.goto(SIGN_IN)
    page.evaluate(fault)
    for _turn in range(200):
        if page_errors:
            break
        page.wait_for_timeout(50)
    assert len(page_errors) == 1
    page_errors.clear()
