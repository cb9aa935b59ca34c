"""Harness of the browser tests: Debian's chromium, one browser for the folder, a fresh context for each test."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.e2e.demo_site import serve
from tests.e2e.pages import PATIENCE, fill, press
from tests.e2e.town import PASSWORD

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
expect.set_options(timeout=20_000)
SIZES = {"phone": (360, 740), "tablet": (768, 1024), "desk": (1280, 800)}


def chromium() -> str | None:
    """Path of the browser: ``SAOLANG_CHROMIUM``, else Debian's chromium, else whatever carries its name."""
    return os.environ.get("SAOLANG_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One browser for all tests of this folder.

    Sync Playwright keeps an event loop in this thread, which Django takes for asynchronous code; the variable that
    allows it is set only while the browser lives.
    """
    path = chromium()
    if path is None:
        pytest.fail("Chromium is missing. On Debian: apt-get install chromium")
    before = os.environ.get("DJANGO_ALLOW_ASYNC_UNSAFE")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield running
        running.close()
    if before is None:
        os.environ.pop("DJANGO_ALLOW_ASYNC_UNSAFE")
    else:
        os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = before


def tell_what_was_shown(contexts: list[BrowserContext]) -> None:
    """Print address and words of the page that was used last, for the report of a failed test."""
    shown = [page for context in contexts for page in context.pages]
    for page in shown[-1:]:
        print(page.url, page.locator("body").inner_text()[:4000], sep="\n")


@pytest.fixture(scope="package")
def demo_site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of the demo, prepared and served once for the tests that only look.

    ``SAOLANG_DEMO_SITE`` names one that is served already.
    """
    if given := os.environ.get("SAOLANG_DEMO_SITE"):
        yield given.rstrip("/")
        return
    with serve(tmp_path_factory.mktemp("demo")) as address:
        yield address


@pytest.fixture
def page_errors() -> list[str]:
    """Errors of scripts and of the content security policy so far; what is left at the end fails the test."""
    return []


@pytest.fixture
def new_context(
    request: pytest.FixtureRequest, browser: Browser, live_server, page_errors: list[str]
) -> Iterator[Callable[..., BrowserContext]]:
    """Make browser contexts that know the live server: ``new_context(size="phone", javascript=False)``.

    Errors of a page's scripts and of the content security policy fail the test that caused them.
    """
    contexts: list[BrowserContext] = []
    failed_before = request.session.testsfailed

    def make(size: str = "desk", *, javascript: bool = True) -> BrowserContext:
        width, height = SIZES[size]
        context = browser.new_context(
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            locale="vi-VN",
            timezone_id="Asia/Ho_Chi_Minh",
            java_script_enabled=javascript,
            reduced_motion="reduce",
        )
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda found: page_errors.append(str(found.error)))
        context.on(
            "console",
            lambda said: page_errors.append(said.text) if "Content Security Policy" in said.text else None,
        )
        contexts.append(context)
        return context

    yield make
    if request.session.testsfailed > failed_before:
        tell_what_was_shown(contexts)
    for context in contexts:
        context.close()
    assert page_errors == []


@pytest.fixture
def page(new_context: Callable[..., BrowserContext]) -> Page:
    """A page at desk size, of nobody in particular."""
    return new_context().new_page()


@pytest.fixture
def enter(new_context: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """Sign a person in through the sign-in page: ``enter("xa@demo.example", javascript=False)``."""

    def sign_in(email: str, *, password: str = PASSWORD, **kwargs) -> Page:
        page = new_context(**kwargs).new_page()
        page.goto("/tai-khoan/login/")
        fill(page, {"login": email, "password": password})
        press(page, "Đăng nhập")
        expect(page).to_have_url(re.compile("/ban-lam-viec/"))
        return page

    return sign_in


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[..., None]:
    """Keep a screenshot when ``SAOLANG_PICTURES`` names a folder: ``picture(page, "scoring")``."""
    folder = os.environ.get("SAOLANG_PICTURES")

    def keep(shown: Page, name: str, *, full: bool = True) -> None:
        if folder:
            target = Path(folder)
            target.mkdir(parents=True, exist_ok=True)
            width = (shown.viewport_size or {"width": 0})["width"]
            shown.screenshot(path=target / f"{name}-{width}.png", full_page=full)

    return keep
