"""Reading the star panel as people see it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page


@dataclass(frozen=True)
class Panel:
    """Figures of the panel: total, statement, points by part, what holds the star, the way up."""

    total: str
    statement: str
    parts: tuple[str, ...]
    held: tuple[str, ...]
    way_up: tuple[str, ...]


def read(page: Page) -> Panel:
    """The panel of the page."""
    panel = page.locator("#bang-sao")

    def texts(selector: str) -> tuple[str, ...]:
        return tuple(" ".join(text.split()) for text in panel.locator(selector).all_text_contents())

    return Panel(
        total=texts(".sp__n")[0].removesuffix("điểm").strip(),
        statement=texts(".sp__verdict div > p")[0],
        parts=texts(".part__v"),
        held=texts(".held .need > span:first-child"),
        way_up=texts(".path li:not(.goal) .plus"),
    )
