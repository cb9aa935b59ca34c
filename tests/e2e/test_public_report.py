"""A report by a visitor on a phone without scripts: told, verified by letter, handled, answered, counted; nobody named.

A denunciation goes another way: only the person named for it ever reads it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from django.core import mail
from playwright.sync_api import Page, expect

from saolang.accounts.enums import RoleKind
from saolang.monitoring.models import Report
from tests.e2e.pages import fill, path_of, press, problems, says, silent_about
from tests.e2e.photos import photo
from tests.factories import PASSWORD, make_user
from tests.monitoring.inspection_rows import NOW
from tests.monitoring.report_rows import SECRET_EMAIL, SECRET_NAME, STORY, code_of_last_mail
from tests.monitoring.withdrawal_rows import make_star

pytestmark = pytest.mark.django_db(transaction=True)
DENOUNCED = "Cán bộ trạm Mẫu nhận tiền để bỏ qua mẫu kiểm nghiệm không đạt."
ANSWER = "Đã kiểm tra lô hàng và yêu cầu cơ sở thu hồi các gói bị mốc."
PUBLIC = "Cơ sở đã thu hồi lô hàng bị mốc và đổi hàng cho người mua."


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    """One running day."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def site(live_server: Any) -> SimpleNamespace:
    """A public star, the officer of the office and an inspector who may be named as handler."""
    star = make_star()
    return SimpleNamespace(
        product=star.product,
        officer=make_user(RoleKind.PROVINCE_OFFICER),
        handler=make_user(RoleKind.INSPECTOR),
        leader=make_user(RoleKind.LEADER),
    )


@pytest.fixture
def visitor(new_context: Callable[..., Any]) -> Page:
    """Somebody with a phone of 360 px and no scripts."""
    return new_context("phone", javascript=False).new_page()


def tell(page: Page, product: Any, **values: Any) -> str:
    """Report from the page of the product; return the address of the code page."""
    page.goto(f"/san-pham/{product.code}/")
    press(page, "Báo vi phạm", exact=False)
    says(page, "Báo vi phạm về sản phẩm OCOP", product.name)
    fill(page, {"kind": "quality", "story": STORY, "bought_at": "Chợ Mẫu", "email": SECRET_EMAIL, **values})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    press(page, "Gửi và nhận mã xác minh")
    expect(page).to_have_url(re.compile(r"/phan-anh/[0-9A-Z]+/xac-minh/$"))
    return path_of(page)


def verify(page: Page) -> str:
    """Enter the code of the letter; return the address where the report is followed."""
    assert mail.outbox[-1].to == [SECRET_EMAIL]
    wrong = "000000" if code_of_last_mail() != "000000" else "111111"
    fill(page, {"digits": wrong})
    press(page, "Xác minh")
    assert problems(page)[0] == "Mã chưa đúng, còn 4 lần thử."
    assert Report.objects.order_by("-pk").first().state == "unverified"
    fill(page, {"digits": code_of_last_mail()})
    press(page, "Xác minh")
    says(page, "Đã xác minh. Phản ánh của bạn được tính từ bây giờ.")
    return path_of(page)


def figure(page: Page) -> str:
    """How many reports everybody sees counted."""
    page.goto("/phan-anh/so-lieu/")
    found = re.search(r"(\d+) phản ánh đã xác minh", page.locator("main").inner_text())
    assert found is not None
    return found[1]


def test_report_goes_from_a_phone_to_its_answer(
    visitor: Page, enter: Callable[..., Page], site: SimpleNamespace, picture: Callable[..., None]
) -> None:
    tell(visitor, site.product, photo_1=photo("nguyen-van-mau-cho.jpg"))
    report = Report.objects.get()
    assert (report.state, report.product, report.photos.count()) == ("unverified", site.product, 1)
    assert report.photos.get().file.name.startswith("anh-1")
    assert figure(visitor) == "0"
    visitor.goto(f"/phan-anh/{report.tracking}/")
    expect(visitor).to_have_url(re.compile("/xac-minh/$"))
    tracking = verify(visitor)
    says(visitor, "Mã theo dõi", report.tracking, "Phản ánh: Chất lượng, an toàn thực phẩm")
    picture(visitor, "report-tracked")
    assert figure(visitor) == "1"

    officer = enter(site.officer.email, password=PASSWORD)
    officer.goto("/ban-lam-viec/giam-sat/phan-anh/")
    row = officer.locator(".wrow", has_text=site.product.name)
    expect(row.locator(".clock")).to_contain_text("ngày")
    press(officer, site.product.name, exact=False, within=row)
    says(officer, STORY, "Chợ Mẫu", SECRET_EMAIL)
    expect(officer.locator("main img")).to_have_count(1)
    press(officer, "Tiếp nhận")
    fill(officer, {"handler": {"label": site.officer.full_name}})
    press(officer, "Tiếp nhận")
    says(officer, "Đã tiếp nhận.")
    press(officer, "Bắt đầu kiểm tra")
    press(officer, "Bắt đầu kiểm tra")
    visitor.goto(tracking)
    says(visitor, "Đang kiểm tra")
    press(officer, "Trả lời")
    fill(officer, {"finding": "founded", "answer": ANSWER, "public_answer": f"{PUBLIC} Hỏi {SECRET_EMAIL}."})
    press(officer, "Gửi trả lời")
    assert problems(officer)[0] == "Trả lời công khai đang nêu thông tin của người phản ánh hoặc địa chỉ thư."
    expect(officer.locator("[name=answer]")).to_have_value(ANSWER)
    fill(officer, {"public_answer": PUBLIC})
    press(officer, "Gửi trả lời")
    says(officer, "Đã trả lời; thư gửi đến người phản ánh.")

    assert (mail.outbox[-1].to, ANSWER in mail.outbox[-1].body) == ([SECRET_EMAIL], True)
    visitor.goto(tracking)
    says(visitor, "Đã trả lời", ANSWER)
    assert figure(visitor) == "1"
    says(visitor, "Câu trả lời đã công khai", PUBLIC)
    for address in ("/phan-anh/so-lieu/", tracking, f"/san-pham/{site.product.code}/"):
        visitor.goto(address)
        silent_about(visitor.content(), (SECRET_EMAIL, STORY, site.officer.full_name))


def test_denunciation_is_read_by_its_handler_only(
    visitor: Page, enter: Callable[..., Page], site: SimpleNamespace
) -> None:
    tell(visitor, site.product, legal_kind="denunciation", full_name=SECRET_NAME, story=DENOUNCED)
    tracking = verify(visitor)
    report = Report.objects.get()
    secrets = (DENOUNCED, SECRET_NAME, SECRET_EMAIL, site.product.name)
    silent_about(visitor.content(), (DENOUNCED, SECRET_NAME, SECRET_EMAIL))
    assert figure(visitor) == "0"

    officer = enter(site.officer.email, password=PASSWORD)
    officer.goto("/ban-lam-viec/giam-sat/phan-anh/?muc=tat-ca")
    says(officer, report.code, "chưa giao")
    silent_about(officer.content(), secrets)
    press(officer, "Giao", within=officer.locator("tr", has_text=report.code), exact=False)
    silent_about(officer.content(), secrets)
    fill(officer, {"handler": {"label": site.handler.full_name}})
    press(officer, "Giao")
    says(officer, "Đã giao; người được giao nhận được thông báo.", site.handler.full_name)
    desk = report.get_absolute_url()
    leader = enter(site.leader.email, password=PASSWORD)
    for person in (officer, leader):
        assert person.goto(desk).status in (403, 404)
        silent_about(person.content(), secrets)

    handler = enter(site.handler.email, password=PASSWORD)
    handler.goto(desk)
    says(handler, DENOUNCED, SECRET_NAME, SECRET_EMAIL, "Tố cáo, chỉ bạn mở được.")
    press(handler, "Tiếp nhận")
    press(handler, "Tiếp nhận")
    says(handler, "Đã tiếp nhận.")
    press(handler, "Trả lời")
    assert handler.locator("[name=public_answer]").count() == 0
    fill(handler, {"finding": "unfounded", "answer": ANSWER})
    press(handler, "Gửi trả lời")
    assert (mail.outbox[-1].to, ANSWER in mail.outbox[-1].body) == ([SECRET_EMAIL], False)
    visitor.goto(tracking)
    says(visitor, ANSWER)
    officer.goto("/ban-lam-viec/giam-sat/phan-anh/?muc=tat-ca")
    silent_about(officer.content(), secrets)
    assert figure(visitor) == "0"
