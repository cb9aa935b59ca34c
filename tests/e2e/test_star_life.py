"""The life of a star in the browser: window, late, prolonged, renewed by written opinions; and one that ran out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from saolang.audit.queries import verify
from saolang.demo.content import content
from saolang.registry.domain.reminders import send_renewal_reminders
from saolang.registry.models import Recognition
from tests.e2e import earlier, town
from tests.e2e.pages import press, says
from tests.e2e.steps import commune, producer, province, renewal, results, surfaces, written
from tests.e2e.steps.surfaces import Seen, everywhere, paper_answers, radar

ANSWERS = content()["answers"]
RADAR = renewal.RADAR
TERM = "Có giá trị đến hết ngày 24/09/2029."
PROLONGED = Seen(
    state="prolonged",
    label="Kéo dài hiệu lực",
    short="Kéo dài hiệu lực, muộn nhất đến 23/03/2030",
    sentence="Thời hạn trên giấy đến hết ngày 24/09/2029; được kéo dài hiệu lực trong lúc đánh giá lại, "
    "nhiều nhất đến hết ngày 23/03/2030 (Điều 12.3).",
    star=3,
    drawn=3,
    through="2030-03-23",
)
LAST_DAYS = Seen("valid", "Còn hiệu lực", "Sắp hết hạn: 24/09/2029", TERM, star=3, drawn=3, through="2029-09-24")
REPLACED = Seen(
    state="replaced",
    label="Được thay thế",
    short="Được thay thế",
    sentence="Đã được thay bằng kết quả mới từ ngày 09/11/2029.",
    star=3,
    drawn=0,
    through="2029-09-24",
    words="Từng đạt 3 sao",
)
RENEWED = Seen(
    state="valid",
    label="Còn hiệu lực",
    short="Còn hiệu lực đến 07/11/2032",
    sentence="Có giá trị đến hết ngày 07/11/2032.",
    star=4,
    drawn=4,
    through="2032-11-07",
)
MEMBERS = ("thanh-vien-1", "thanh-vien-2", "thanh-vien-3", "thanh-vien-4", "pho-chu-tich-hd", "chu-tich-hd")


@dataclass
class Life:
    """One walk: who comes, on which day, with or without scripts; what later people need."""

    people: SimpleNamespace
    enter: Callable[..., Page]
    new_context: Callable[..., Any]
    calendar: Any
    picture: Callable[..., None]
    javascript: bool = True
    star: Any = None
    at: dict[str, str] = field(default_factory=dict)

    def on(self, text: str) -> None:
        """Go to a day and hour in Việt Nam."""
        self.calendar.move_to(town.moment(text))

    def person(self, email: str, **kwargs: Any) -> Page:
        """Somebody signs in."""
        return self.enter(f"{email}@demo.example", javascript=self.javascript, **kwargs)

    def owner(self, **kwargs: Any) -> Page:
        """The producer signs in."""
        return self.enter(producer.OWNER["email"], javascript=self.javascript, **kwargs)

    def nobody(self, size: str = "desk") -> Page:
        """Somebody without an account."""
        return self.new_context(size, javascript=self.javascript).new_page()


def before_the_window(life: Life) -> None:
    """Three stars, earned in 2026; on the eve of the window nothing is due and nothing can be filed."""
    earned = earlier.earn(life.people, life.calendar, sessions=town.moment("2026-09-15 08:00"))
    assert (earned.star.star, earned.star.through) == (3, dt.date(2029, 9, 24))
    life.star = earlier.printed(earned.star)
    earlier.artwork(life.people, 3)
    earlier.artwork(life.people, 4)
    life.on("2029-01-15 08:00")
    earlier.keep_papers_fresh(earned, except_kinds=("mc_kiem_nghiem", "mc_qlcl"))
    life.on("2029-03-27 08:00")
    assert send_renewal_reminders() == 0
    owner = life.owner()
    radar(owner, life.star, stage="Chưa đến hạn", label="Còn hiệu lực")
    renewal.reads_panel(owner, life.star.product, "Nộp hồ sơ đánh giá lại từ ngày 28/03/2029 đến hết ngày 27/05/2029.")


def in_the_window(life: Life) -> None:
    """The first day of the window: reminded, on the radar by day, one click away from the dossier."""
    life.on("2029-03-28 08:00")
    assert send_renewal_reminders() == 1
    phone = life.owner(size="phone")
    phone.goto("/ban-lam-viec/thong-bao/")
    says(phone, f"Nộp hồ sơ đánh giá lại trước hết ngày 27/05/2029: {producer.PRODUCT}")
    for page in (phone, life.person("xa"), life.person("tinh")):
        radar(page, life.star, stage="Trong thời gian nộp", label="Còn hiệu lực", offers=page is phone)
    life.picture(phone, "star-open")
    phone.goto(RADAR)
    life.picture(phone, "radar-open")
    renewal.picks_day(phone, "2029-03-28", "Mở nộp")
    renewal.reads_panel(phone, life.star.product, "Trong thời gian nộp", "đến hết ngày 27/05/2029", "Còn hiệu lực")
    life.picture(phone, "life-open")


def after_the_window(life: Life) -> None:
    """Nobody filed: late, said to the producer, the commune and the province; the star itself is still valid."""
    life.on("2029-05-27 20:00")
    owner = life.owner()
    radar(owner, life.star, stage="Trong thời gian nộp", label="Còn hiệu lực", offers=True)
    life.on("2029-05-28 08:00")
    assert send_renewal_reminders() == 1
    radar(owner, life.star, stage="Quá hạn nộp", label="Còn hiệu lực", offers=True)
    renewal.reads_panel(owner, life.star.product, "Quá hạn nộp", "Đã quá hạn nộp hồ sơ đánh giá lại (ngày 27/05/2029)")
    office = life.person("tinh")
    office.goto(f"{RADAR}danh-sach/?stage=late")
    says(office, producer.PRODUCT)
    office.goto("/ban-lam-viec/thong-bao/")
    says(office, "sắp hết thời gian nộp mà chưa có hồ sơ đánh giá lại")


def the_producer_files_late(life: Life) -> None:
    """One click begins; carried parts are confirmed, two papers renewed, one level raised; signed and submitted."""
    life.on("2029-09-17 08:00")
    page = life.owner()
    page.goto(f"{RADAR}{life.star.entry}/")
    dossier = life.at["dossier"] = renewal.begins(
        page, "Đã quá hạn nộp (27/05/2029), vẫn nộp được.", "nhiều nhất đến hết ngày 23/03/2030", "được mang sang"
    )
    says(page, "Mang sang từ hồ sơ trước", "38 trên 38 phần", "Giấy tờ phải làm mới", "hết hạn ngày")
    life.picture(page, "renewal-carried")
    assert len(producer.missing(page, dossier)) > 38
    for title in ("Phiếu kết quả kiểm nghiệm chất lượng, an toàn thực phẩm", "Giấy chứng nhận HACCP"):
        renewal.replaces_paper(page, dossier, title, on="3/9/2029", until="03/09/2031")
    assert renewal.confirms_carried(page, dossier) == 4
    producer.change_answer(page, dossier, "9", 2)
    page.goto(f"{dossier}phan/mau-01/")
    page.locator("[name=pledged]").check()
    press(page, "Lưu phần này")
    renewal.tells_updates(page, dossier)
    producer.sign(page, dossier)
    life.on("2029-09-18 09:00")
    page.goto(dossier + "nop/")
    says(page, "Đã quá hạn nộp", "23/03/2030")
    life.picture(page, "renewal-submit")
    producer.submit(page, dossier)
    radar(page, life.star, stage="Đã nộp", label="Còn hiệu lực")


def the_certificate_ends(life: Life) -> None:
    """The last day of the certificate, and the minute after midnight: prolonged on every surface, with its last day."""
    life.on("2029-09-24 23:50")
    visitor, office = life.nobody(), life.person("tinh")
    everywhere(visitor, office, life.star, LAST_DAYS, listed="con")
    life.on("2029-09-25 00:01")
    everywhere(visitor, office, life.star, PROLONGED, listed="con")
    owner = life.owner(size="phone")
    radar(owner, life.star, stage="Đã nộp", label="Kéo dài hiệu lực")
    says(owner, "Từ 25/09/2029, nhiều nhất đến hết 23/03/2030")
    life.picture(owner, "star-prolonged")
    renewal.takes_mark(owner, star=3)
    for size in ("phone", "desk"):
        page = life.nobody(size)
        page.goto(f"/san-pham/{life.star.product}/")
        life.picture(page, "product-prolonged")
        page.goto(f"/g/{life.star.code}/")
        life.picture(page, "certificate-prolonged")


def the_commune_proposes(life: Life) -> None:
    """The commune receives, checks, writes Mẫu 03 and sends its letter with the samples."""
    dossier = life.at["dossier"]
    life.on("2029-09-25 08:00")
    officer = life.person("xa")
    commune.receive(officer, dossier, number="1-06/PĐK-86-29740-2029", due="16/10/2029")
    life.on("2029-09-27 09:00")
    commune.check(officer, dossier)
    letter = commune.prepare_letter(officer, dossier, product_code="86-29740-1-2029", handed_on="27/9/2029")
    life.on("2029-09-28 10:00")
    commune.sign_and_send(life.person("lanh-dao-xa"), letter, on="28/9/2029", numbers=(212, 213))


def the_province_asks_in_writing(life: Life) -> None:
    """No round, no advisers: the OCOP agency reports, then the members are asked in writing."""
    dossier = life.at["dossier"]
    life.on("2029-10-05 09:00")
    office = life.person("tinh")
    province.receive(office, dossier, number="1-06/PĐK-86-29740-2029")
    life.on("2029-10-12 09:00")
    written.report(office, dossier)
    office.goto(written.LIST)
    life.picture(office, "reassessments")
    life.on("2029-10-15 09:00")
    life.at["round"] = written.plan(office, due="29/10/2029")
    written.send(life.person("thu-ky"), life.at["round"], chair="Nguyễn Mẫu An", due="29/10/2029")


def the_members_answer(life: Life) -> None:
    """On their phones: one goes through every criterion, all give their opinion; the sheets open with the last."""
    ticks = {**ANSWERS, "9": 2}
    for number, email in enumerate(MEMBERS):
        life.on(f"2029-10-{18 + number} 20:00")
        page = life.person(email, size="phone")
        item = life.at["item"] = written.opens_sheet(page)
        if number == 0:
            life.picture(page, "opinion-empty")
        written.answers(page, item, ticks, last=email == MEMBERS[-1], by_hand=number == 0)
        if number == 0:
            life.picture(page, "opinion-given")
    life.on("2029-10-25 09:00")
    chair = life.person("chu-tich-hd")
    chair.goto(life.at["item"])
    life.picture(chair, "written-board")
    written.conclude(chair, life.at["item"], mean="74", star=4)
    written.close(life.person("thu-ky"), life.at["round"])


def the_new_star_replaces_the_old(life: Life) -> None:
    """Memo, decision, certificate: still the old star; published: the new one everywhere in the same moment."""
    life.on("2029-11-01 09:00")
    office, visitor = life.person("tinh"), life.nobody()
    batch = written.draft_papers(office, life.at["round"], result="74, 4 sao")
    memo = {"number": 61, "symbol": "TTr-VPĐP", "signer": "Chánh Văn Phòng Mẫu", "post": "Chánh Văn phòng"}
    results.issue(office, batch, "Tờ trình", on="1/11/2029", **memo)
    life.on("2029-11-07 09:00")
    decision = {"number": 2929, "symbol": "QĐ-UBND", "signer": "Người Ký Mẫu", "post": "Chủ tịch"}
    results.issue(office, batch, "Quyết định", on="6/11/2029", **decision)
    results.issue_certificate(office, batch, number="9", on="7/11/2029", through="07/11/2032")
    life.on("2029-11-09 09:00")
    new = earlier.printed(Recognition.objects.get(star=4))
    everywhere(visitor, office, life.star, PROLONGED, listed="con")
    surfaces.knows_nothing(visitor, new)
    results.publish(office, batch)
    everywhere(visitor, office, new, RENEWED, listed="con")
    paper_answers(visitor, office, life.star, REPLACED)
    visitor.goto(f"/san-pham/{new.product}/")
    says(visitor, "Các lần công nhận khác", "Từng đạt 3 sao", REPLACED.sentence)
    life.picture(visitor, "product-renewed")
    owner = life.owner()
    radar(owner, new, stage="Chưa đến hạn", label="Còn hiệu lực")
    assert owner.goto(f"{RADAR}{life.star.entry}/").status == 404
    renewal.takes_mark(owner, star=4)


STAGES = (
    before_the_window,
    in_the_window,
    after_the_window,
    the_producer_files_late,
    the_certificate_ends,
    the_commune_proposes,
    the_province_asks_in_writing,
    the_members_answer,
    the_new_star_replaces_the_old,
)


@pytest.fixture
def calendar(live_server: Any) -> Iterator[Any]:
    """The days of a star; every stage says its own."""
    with time_machine.travel(town.moment("2026-07-20 08:00"), tick=True) as traveller:
        yield traveller


@pytest.fixture
def people(calendar: Any) -> SimpleNamespace:
    """Officials and the council of the province."""
    return town.found()


def test_star_runs_late_is_prolonged_and_renewed_by_written_opinions(people, calendar, new_context, enter, picture):
    life = Life(people, enter, new_context, calendar, picture)
    for stage in STAGES:
        stage(life)
    assert verify().intact


EXPIRED = Seen(
    state="expired",
    label="Hết hiệu lực",
    short="Hết hiệu lực sau ngày 21/11/2026",
    sentence="Hết hạn theo quyết định đã công bố (21/11/2026), chưa có thông tin đánh giá lại.",
    star=3,
    drawn=0,
    through="2026-11-21",
    words="Từng đạt 3 sao",
)
LAST_EVENING = Seen(
    state="valid",
    label="Còn hiệu lực",
    short="Sắp hết hạn: 21/11/2026",
    sentence="Có giá trị đến hết ngày 21/11/2026, theo quyết định đã công bố.",
    star=3,
    drawn=3,
    through="2026-11-21",
)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_star_of_an_old_register_runs_out_on_every_surface(
    people, calendar, new_context, enter, picture, tmp_path, javascript
):
    life = Life(people, enter, new_context, calendar, picture, javascript)
    held = earlier.import_star(people, tmp_path, star=3, through=dt.date(2026, 11, 21))
    earlier.artwork(people, 3)
    paper = earlier.printed(held.star)
    life.on("2026-11-21 23:30")
    visitor, office, owner = life.nobody(), life.person("tinh"), life.owner(size="phone")
    everywhere(visitor, office, paper, LAST_EVENING, listed="con")
    renewal.takes_mark(owner, star=3)
    owner.goto("/ban-lam-viec/so-dang-ky/nhan-hieu/")
    life.on("2026-11-22 00:01")
    press(owner, "Tải mẫu", exact=False)
    says(owner, "Không tải được nhãn hiệu khi hạng sao không còn hiệu lực.")
    owner.goto("/ban-lam-viec/so-dang-ky/nhan-hieu/")
    says(owner, EXPIRED.sentence, "không tải được mẫu nhãn hiệu")
    expect(owner.get_by_role("button", name="Tải mẫu", exact=False)).to_have_count(0)
    everywhere(visitor, office, paper, EXPIRED, listed="het")
    for page in (owner, office, life.person("xa")):
        radar(page, paper, stage="Quá hạn nộp", label="Hết hiệu lực", offers=page is owner)
    office.goto(f"{RADAR}danh-sach/?validity=expired")
    says(office, producer.PRODUCT)
    renewal.reads_panel(owner, paper.product, "Từng đạt 3 sao", "Hết hiệu lực", EXPIRED.sentence)
    press(owner, "Lập hồ sơ đánh giá lại")
    says(owner, "Đã quá hạn nộp (24/07/2026), vẫn nộp được.", "Hệ thống không giữ phiếu điểm của lần trước.")
    if javascript:
        looks_at(life, owner, paper)


def looks_at(life: Life, owner: Page, paper: SimpleNamespace) -> None:
    """Pictures of the star that ran out."""
    life.picture(owner, "renew-expired")
    for size in ("phone", "desk"):
        page = life.nobody(size)
        for name, address in {
            "product-expired": f"/san-pham/{paper.product}/",
            "certificate-expired": f"/g/{paper.code}/",
            "catalogue-expired": "/san-pham/?hieu-luc=het",
        }.items():
            page.goto(address)
            life.picture(page, name)
