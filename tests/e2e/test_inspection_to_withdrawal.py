"""From the yearly plan to a star taken away within its clock, by the people who do it; every public surface follows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from saolang.monitoring.models import Finding, Visit, WithdrawalCase
from saolang.registry.domain.marks import MARK_PURPOSE, put_up_artwork
from saolang.registry.models import MarkDownload
from tests.e2e.pages import fill, press, problems, says, silent_about
from tests.e2e.steps import inspection, withdrawal
from tests.factories import PASSWORD, stored_file
from tests.monitoring.inspection_rows import NOW, on_site, world

pytestmark = pytest.mark.django_db(transaction=True)
VISITED, CONCLUDED, DECIDED = "02/11/2026", "10/11/2026", "20/11/2026"
OTHER_SIDE = "Trần Văn Mẫu, Giám đốc"
WRONG = "Nguyên liệu nhập từ nơi khác, không phải vùng đã khai."
GROUND = "Quyết định 26/2026/QĐ-TTg, Điều 8.1.c"
WORDS = "Nguyên liệu không đúng vùng đã khai."

HIDDEN_BY_THE_BAR = """() => {
  const [held, bar] = [document.activeElement, document.querySelector(".rail")];
  return !bar.contains(held) && held.getBoundingClientRect().bottom > bar.getBoundingClientRect().top + 1;
}"""


def morning(text: str) -> dt.datetime:
    """Nine in the morning of a day in Việt Nam, written as people write it."""
    return dt.datetime.strptime(text, "%d/%m/%Y").replace(hour=2, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def calendar() -> Iterator[Any]:
    """The day of the visit; a test moves on with ``calendar.move_to``."""
    with time_machine.travel(morning(VISITED), tick=True) as traveller:
        yield traveller


@pytest.fixture
def site(live_server: Any) -> SimpleNamespace:
    """A producer with a four-star product, the office, the team, and the province's artwork of the mark."""
    w = world()
    w.number = w.star.certificates.get().number
    w.artwork = put_up_artwork(
        star=4, file=stored_file(name="mau-4.pdf", purpose=MARK_PURPOSE), note="bản màu",
        active_from=dt.date(2026, 1, 1), actor=w.officer,
    )  # fmt: skip
    return w


@pytest.fixture
def sign_in(enter: Callable[..., Page]) -> Callable[..., Page]:
    return lambda user, **kwargs: enter(user.email, password=PASSWORD, **kwargs)


def public_words(page: Page, site: SimpleNamespace) -> dict[str, str]:
    """What every public surface says of the star."""
    found = {}
    for name, address in {
        "product": f"/san-pham/{site.product.code}/",
        "check": f"/kiem-tra/?so={site.number}",
        "code": f"/g/{site.star.certificates.get().code}/",
    }.items():
        page.goto(address)
        found[name] = page.locator("main").inner_text()
    page.goto("/san-pham/")
    found["catalogue"] = page.locator("main").inner_text()
    page.goto("/san-pham/?hieu-luc=het")
    found["ended"] = page.locator("main").inner_text()
    answer = page.request.get(f"/api/products/{site.product.code}")
    found["api"] = json.loads(answer.text())["validity"]["state"]
    return found


def test_visit_by_plan_ends_in_a_withdrawal_within_fifteen_days(
    site: SimpleNamespace, sign_in: Callable[..., Page], page: Page, calendar: Any, picture: Callable[..., None]
) -> None:
    officer = sign_in(site.officer)
    plan = inspection.make_plan(officer, year=2026)
    visit = inspection.plan_visit(officer, plan, site.producer.name, day=VISITED)
    inspection.issue_plan(officer, plan, on=VISITED)
    inspection.name_team(officer, visit, site.head.full_name, site.second.full_name)
    inspection.decide(officer, visit, on=VISITED)

    head = sign_in(site.head, size="phone", javascript=False)
    inspection.arrive(head, visit)
    line = inspection.answer_all(head, f"{visit}bang-kiem/", wrong=WRONG)
    picture(head, "checklist-plain")
    finding = inspection.record_finding(
        head, f"{visit}bang-kiem/", line, text=WRONG, ground=GROUND, product=site.product.name
    )
    inspection.order_correction(head, finding, text="Ngừng dùng nguyên liệu ngoài vùng.", due="01/12/2026")
    inspection.write_minutes(head, visit, other_side=OTHER_SIDE, team_view="Đã đối chiếu sổ nhập.")
    inspection.sign_minutes(head, on=VISITED)
    row = Visit.objects.get()
    assert (row.state, row.minutes_refused, Finding.objects.get().photos.count()) == ("minutes_signed", False, 1)

    calendar.move_to(morning(CONCLUDED))
    inspection.conclude(
        officer, visit, verdict="not_kept", words=WORDS, text="Sản phẩm không còn đáp ứng tiêu chí.", on=CONCLUDED
    )
    page.goto(f"/san-pham/{site.product.code}/")
    assert WORDS not in page.content()
    press(officer, "Công khai kết luận")
    says(officer, "Đã công khai kết luận trên trang sản phẩm.")
    page.reload()
    says(page, "Kiểm tra sau công nhận", "Không còn đáp ứng tiêu chí", WORDS, "Kiểm tra ngày 02/11/2026")
    silent_about(page.content(), (OTHER_SIDE, "Trần Văn Mẫu", site.head.full_name, WRONG))
    picture(page, "product-with-conclusion")

    case = withdrawal.propose(officer, finding, ground="c")
    assert withdrawal.days_left(officer, case) == "còn 15 ngày hạn T4 25/11"
    says(officer, "07/KL-VPĐP, 10/11/2026", "Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long quyết định (Điều 8.2.a).")
    withdrawal.verify(officer, case, on=CONCLUDED, text="Đã đối chiếu sổ nhập nguyên liệu.")
    owner = sign_in(site.owner)
    withdrawal.answer(owner, case, text="Chúng tôi đã dừng dùng nguyên liệu ngoài vùng.")
    silent_about(owner.content(), ("Đã đối chiếu sổ nhập nguyên liệu.",))
    take_mark(owner, site)

    calendar.move_to(morning(DECIDED))
    officer = sign_in(site.officer)
    assert withdrawal.days_left(officer, case) == "còn 5 ngày hạn T4 25/11"
    officer.goto("/ban-lam-viec/")
    says(officer, site.product.name)
    withdrawal.hear(officer, case, on=DECIDED)
    withdrawal.draft(officer, case, "báo cáo kiểm tra, xác minh để thu hồi")
    withdrawal.draft(officer, case, "tờ trình thu hồi")
    withdrawal.sign_and_issue(officer, case, "Báo cáo", number=31, symbol="BC-VPĐP", on=DECIDED)
    withdrawal.sign_and_issue(officer, case, "Tờ trình", number=32, symbol="TTr-VPĐP", on=DECIDED)
    before = public_words(page, site)
    assert all("bị thu hồi từ ngày" not in text for text in before.values())
    assert (before["api"], site.product.name in before["catalogue"]) == ("valid", True)
    withdrawal.sign_and_issue(officer, case, "Quyết định", number=40, symbol="QĐ-UBND", on=DECIDED)
    says(officer, "Đã thu hồi")
    picture(officer, "case-decided")

    after = public_words(page, site)
    for surface in ("product", "check", "code"):
        assert "Giấy chứng nhận đã bị thu hồi từ ngày 20/11/2026." in after[surface], surface
        assert "40/QĐ-UBND, 20/11/2026" in after[surface], surface
    assert "Từng đạt 4 sao" in after["ended"]
    assert after["api"] == "withdrawn"
    found = WithdrawalCase.objects.get()
    assert (found.state, found.decision.issued_on <= found.due_on) == ("decided", True)
    owner = sign_in(site.owner)
    mark_is_refused(owner, site)

    officer.goto(finding)
    says(officer, "Đã thu hồi giấy chứng nhận", "Văn bản kết thúc", "40/QĐ-UBND, 20/11/2026")
    assert Finding.objects.get().state == "withdrawn"


def take_mark(page: Page, site: SimpleNamespace) -> None:
    """The mark is still offered for the valid star, and its file comes."""
    page.goto("/ban-lam-viec/so-dang-ky/nhan-hieu/")
    says(page, site.product.name)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải mẫu").click()
    assert waiting.value.suggested_filename == site.artwork.file.name
    assert MarkDownload.objects.get().user == site.owner


def mark_is_refused(page: Page, site: SimpleNamespace) -> None:
    """No artwork for a withdrawn star, neither on the page nor behind its address."""
    page.goto("/ban-lam-viec/so-dang-ky/nhan-hieu/")
    says(page, "Vì vậy không tải được mẫu nhãn hiệu cho sản phẩm này.")
    expect(page.get_by_role("button", name="Tải mẫu")).to_have_count(0)
    assert page.request.get(site.artwork.file.get_absolute_url()).status in (403, 404)


def test_refusal_to_sign_needs_its_reason_and_two_witnesses(
    site: SimpleNamespace, sign_in: Callable[..., Page], calendar: Any
) -> None:
    calendar.move_to(NOW)
    visit = on_site(site)
    address = visit.get_absolute_url()
    head = sign_in(site.head)
    inspection.answer_all(head, f"{address}bang-kiem/")
    inspection.write_minutes(head, address, refused=True, witness_1="Lê Thị Mẫu B", capacity_1="UBND xã Song Phú")
    assert {"Chưa ghi lý do không ký.", "Bên được kiểm tra không ký thì cần hai người chứng kiến."} <= set(
        problems(head)
    )
    expect(head.locator("[name=witness_1]")).to_have_value("Lê Thị Mẫu B")
    visit.refresh_from_db()
    assert (visit.minutes_paper, visit.minutes_refused) == (None, False)
    fill(head, {"refusal_reason": "Cho rằng đoàn đến không đúng giờ.", "witness_2": "Phạm Văn Mẫu C",
                "capacity_2": "Hội Nông dân xã Song Phú"})  # fmt: skip
    press(head, "Lập biên bản")
    inspection.sign_minutes(head, on="21/11/2026")
    says(head, "Bên được kiểm tra không ký; có hai người chứng kiến.", "Cho rằng đoàn đến không đúng giờ.")
    visit.refresh_from_db()
    assert (visit.state, visit.minutes_refused) == ("minutes_signed", True)
    assert sorted(visit.witnesses.values_list("name", flat=True)) == ["Lê Thị Mẫu B", "Phạm Văn Mẫu C"]


def test_bar_of_the_phone_never_covers_what_has_the_focus(
    site: SimpleNamespace, sign_in: Callable[..., Page], calendar: Any
) -> None:
    calendar.move_to(NOW)
    head = sign_in(site.head, size="phone", javascript=False)
    head.goto(f"{on_site(site).get_absolute_url()}bang-kiem/")
    head.locator(".check__line input").first.focus()
    covered = []
    for _turn in range(24):
        head.keyboard.press("Tab")
        covered.append(head.evaluate(HIDDEN_BY_THE_BAR))
    assert covered == [False] * 24
