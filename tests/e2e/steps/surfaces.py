"""One star on every surface at one moment: product page, certificate check, catalogue, API, desk register, export."""

from __future__ import annotations

import io
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

import openpyxl
from playwright.sync_api import Page, expect

from tests.e2e.pages import says
from tests.e2e.steps import producer

LISTS = {"con": "Còn hiệu lực", "het": "Hết hiệu lực, thu hồi"}


@dataclass(frozen=True)
class Seen:
    """What every surface must say of a star. ``drawn`` is the number of drawn stars, 0 for words only."""

    state: str
    label: str
    short: str
    sentence: str
    star: int
    drawn: int
    through: str
    words: str = ""

    @property
    def star_words(self) -> str:
        """The star in words."""
        return self.words or f"{self.star} sao"


def everywhere(visitor: Page, officer: Page, paper: SimpleNamespace, seen: Seen, *, listed: str) -> None:
    """Product page, check by number and by QR code, catalogue, API, register, entry, export: all the same answer."""
    product_page(visitor, paper.product, seen)
    catalogue(visitor, seen, listed=listed)
    paper_answers(visitor, officer, paper, seen)
    found = json_of(visitor, f"/api/products/{paper.product}")
    assert_json(found["validity"], seen)


def paper_answers(visitor: Page, officer: Page, paper: SimpleNamespace, seen: Seen) -> None:
    """What is said of one certificate, also when another star speaks for the product by now."""
    for address in (f"/kiem-tra/?so={paper.number}", f"/g/{paper.code}/", f"/G/{paper.code}/", f"/g/{paper.entry}/"):
        certificate(visitor, address, seen)
    for wanted in (paper.number, paper.code):
        answer = json_of(visitor, f"/api/certificates/{wanted}")
        assert [row["product"] for row in answer["results"]] == [producer.PRODUCT]
        assert_json(answer["results"][0]["validity"], seen)
    register(officer, paper, seen)


def product_page(visitor: Page, code: str, seen: Seen) -> None:
    """The plate of the product's page."""
    visitor.goto(f"/san-pham/{code}/")
    plate = visitor.locator(".plate")
    expect(plate.locator(".stars")).to_have_count(1 if seen.drawn else 0)
    expect(plate.locator(".plate__s")).to_contain_text(seen.star_words)
    expect(plate).to_contain_text(seen.label)
    expect(plate).to_contain_text(seen.sentence)


def certificate(visitor: Page, address: str, seen: Seen) -> None:
    """One answer of the certificate check."""
    visitor.goto(address)
    answer = visitor.locator(".cert")
    expect(answer).to_have_count(1)
    expect(answer.locator(".cert__h h2")).to_have_text(seen.short)
    expect(answer.locator(".cert__h p")).to_have_text(seen.sentence)
    expect(answer.locator(".stars")).to_have_count(1 if seen.drawn else 0)
    expect(answer.locator(".pc__s")).to_contain_text(seen.star_words)


def catalogue(visitor: Page, seen: Seen, *, listed: str) -> None:
    """The card stands in one list of the catalogue and in no other."""
    for wanted in LISTS:
        visitor.goto(f"/san-pham/?hieu-luc={wanted}")
        card = visitor.locator(".pc", has_text=producer.PRODUCT)
        expect(card).to_have_count(1 if wanted == listed else 0)
        if wanted == listed:
            expect(card.locator(".pc__v").first).to_have_text(seen.short)
            expect(card.locator(".stars")).to_have_count(1 if seen.drawn else 0)
            expect(card.locator(".pc__s")).to_contain_text(seen.star_words)


def json_of(visitor: Page, address: str) -> Any:
    """What the public interface answers."""
    answer = visitor.request.get(address)
    assert answer.status == 200, answer.text()
    return answer.json()


def assert_json(validity: dict[str, Any], seen: Seen) -> None:
    """The answer of the interface."""
    told = {key: validity[key] for key in ("state", "label", "valid", "star", "star_words", "through", "sentence")}
    assert told == {
        "state": seen.state, "label": seen.label, "valid": bool(seen.drawn), "star": seen.star,
        "star_words": seen.star_words, "through": seen.through, "sentence": seen.sentence,
    }  # fmt: skip


def register(officer: Page, paper: SimpleNamespace, seen: Seen) -> None:
    """The register in the desk: found by the number of the paper, its entry, its line of the sheet."""
    address = f"/ban-lam-viec/so-dang-ky/?q={paper.number}"
    officer.goto(address)
    row = officer.locator("main tbody tr")
    expect(row).to_have_count(1)
    expect(row).to_contain_text(producer.PRODUCT)
    expect(row).to_contain_text(seen.label)
    officer.goto(f"{address}&validity={seen.state}")
    expect(officer.locator("main tbody tr")).to_have_count(1)
    officer.goto(f"/ban-lam-viec/so-dang-ky/{paper.entry}/")
    says(officer, seen.label, seen.star_words, seen.sentence)
    content = officer.request.get(f"/ban-lam-viec/so-dang-ky/tai-ve.xlsx?q={paper.number}").body()
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    heads, line, *more = ([str(cell or "") for cell in row] for row in sheet.iter_rows(values_only=True))
    told = dict(zip(heads, line, strict=True))
    assert more == []
    day = "/".join(reversed(seen.through.split("-")))
    wanted = {
        "Sản phẩm": producer.PRODUCT, "Hạng sao": str(seen.star), "Hôm nay": seen.label, "Diễn giải": seen.sentence,
        "Có giá trị đến hết ngày": day, "Giấy chứng nhận": paper.number,
    }  # fmt: skip
    assert {name: told[name] for name in wanted} == wanted


def radar(person: Page, paper: SimpleNamespace, *, stage: str, label: str, offers: bool = False) -> None:
    """The radar: in the list with its stage and answer, on the page of the star, with or without the one click."""
    person.goto("/ban-lam-viec/so-dang-ky/han-sao/danh-sach/")
    row = person.locator("main tbody tr", has_text=producer.PRODUCT)
    expect(row).to_have_count(1)
    expect(row).to_contain_text(stage)
    expect(row).to_contain_text(label)
    person.goto(f"/ban-lam-viec/so-dang-ky/han-sao/{paper.entry}/")
    says(person, stage, label)
    expect(person.get_by_role("link", name="Lập hồ sơ đánh giá lại")).to_have_count(1 if offers else 0)


def knows_nothing(visitor: Page, paper: SimpleNamespace) -> None:
    """No public surface knows a certificate that is issued and not yet published."""
    for address in (f"/kiem-tra/?so={paper.number}", f"/g/{paper.code}/", f"/g/{paper.entry}/"):
        visitor.goto(address)
        says(visitor, "không có trong hệ thống")
    assert visitor.request.get(f"/api/certificates/{paper.number}").status == 404
