"""How a person uses a page: fill what the form names, press what the button says, read what the page answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

FilePayload = dict[str, Any]
PATIENCE = 45_000
"""Milliseconds that a page may take before a test fails: a busy machine is no fault, and nothing waits for longer than
it has to."""


def pdf(name: str, title: str) -> FilePayload:
    """A small real PDF as a browser upload."""
    body = f"BT /F1 12 Tf 72 760 Td ({title}) Tj ET".encode("ascii", "replace")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R"
        b" /Resources << /Font << /F1 4 0 R >> >> >>",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(body), body),
    ]
    content, places = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, start=1):
        places.append(len(content))
        content += b"%d 0 obj\n%s\nendobj\n" % (number, item)
    start = len(content)
    content += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    content += b"".join(b"%010d 00000 n \n" % place for place in places)
    content += b"trailer << /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return {"name": name, "mimeType": "application/pdf", "buffer": content}


def fill(page: Page | Locator, values: dict[str, Any]) -> None:
    """Fill the controls of the page by their names: text, choices, ticks and files."""
    for name, value in values.items():
        _set(page.locator(f"[name='{name}']:not([type=hidden])"), name, value)


def _set(control: Locator, name: str, value: Any) -> None:
    kind = control.first.evaluate("node => node.type || node.tagName.toLowerCase()")
    if kind == "radio":
        control.and_(control.page.locator(f"[value='{value}']")).check()
    elif kind == "checkbox":
        control.set_checked(bool(value))
    elif kind == "select-one":
        control.select_option(**value if isinstance(value, dict) else {"value": str(value)})
    elif kind == "file":
        control.set_input_files(value)
    else:
        control.fill(str(value))


def press(page: Page, name: str, *, within: Locator | None = None, exact: bool = True) -> None:
    """Press the button or link that bears these words, and wait for the page it leads to."""
    place = within or page.locator("body")
    button = place.get_by_role("button", name=name, exact=exact).or_(place.get_by_role("link", name=name, exact=exact))
    with page.expect_navigation():
        button.first.click()


def path_of(page: Page) -> str:
    """The page's address without the server, so that it holds for every server of the walk."""
    return urlsplit(page.url).path


def says(page: Page, *texts: str) -> None:
    """The page shows each of these texts."""
    for text in texts:
        try:
            expect(page.locator("body")).to_contain_text(text)
        except AssertionError:
            shown = page.locator("main").first.inner_text()
            raise AssertionError(f"“{text}” is not on {page.url}, which says:\n{shown}") from None


def problems(page: Page) -> list[str]:
    """The problem list of the page, in its order."""
    expect(page.locator(".problems")).to_be_visible()
    return [text.strip() for text in page.locator(".problems li > span:not(.problems__where)").all_text_contents()]


def silent_about(content: str, secrets: Iterable[str]) -> None:
    """None of these words stands anywhere in the sources of a page."""
    found = [secret for secret in secrets if secret in content]
    assert found == []
