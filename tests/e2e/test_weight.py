"""The first public page: light, and the same words without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page, Response, expect

from tests.e2e.pages import PATIENCE

LIMIT = 100_000


@pytest.fixture
def fresh(browser: Browser, demo_site: str):
    """Make a page whose browser has loaded nothing yet."""
    contexts = []

    def make(*, javascript: bool = True) -> Page:
        context = browser.new_context(
            base_url=demo_site, viewport={"width": 360, "height": 740}, java_script_enabled=javascript
        )
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        return context.new_page()

    yield make
    for context in contexts:
        context.close()


def transferred(page: Page, path: str) -> dict[str, tuple[str, int]]:
    """Encoding and size of the body, as it went over the line, of every style sheet and script that a page loads."""
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(path, wait_until="networkidle")
    return {
        answer.url: (answer.headers.get("content-encoding", ""), answer.request.sizes()["responseBodySize"])
        for answer in answers
        if answer.request.resource_type in ("stylesheet", "script")
    }


@pytest.mark.parametrize("path", ["/", "/san-pham/", "/kiem-tra/"])
def test_first_public_page_loads_less_than_100_kb_of_styles_and_scripts(fresh, path):
    loaded = transferred(fresh(), path)
    assert {encoding for encoding, _size in loaded.values()} <= {"br", "gzip"}
    assert 0 < sum(size for _encoding, size in loaded.values()) < LIMIT


def test_styles_and_scripts_are_kept_forever_under_a_name_of_their_content(fresh, demo_site):
    loaded = transferred(fresh(), "/")
    assert len(loaded) >= 2
    with_caching = [fresh().request.get(url).headers["cache-control"] for url in loaded]
    assert {"immutable" in value for value in with_caching} == {True}


def test_public_pages_say_the_same_without_javascript(fresh):
    with_scripts, without = fresh(), fresh(javascript=False)
    for page in (with_scripts, without):
        page.goto("/")
    assert without.locator("main").inner_text() == with_scripts.locator("main").inner_text()
    without.locator("main [name=q]").first.fill("com dep")
    without.get_by_role("button", name="Tìm").first.click()
    expect(without).to_have_url(re.compile(r"/san-pham/\?q=com"))
    expect(without.locator("main")).to_contain_text("Cốm dẹp Mẫu truyền thống")
