"""The checklist on a phone without network: everything is kept on the device and arrives once."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from PIL import Image
from playwright.sync_api import BrowserContext, Page, expect

from saolang.monitoring.domain import inspection_papers as papers
from saolang.monitoring.domain.inspection_answers import answer_line
from saolang.monitoring.models import ChecklistLine, Finding, Sample, SyncedChange, Visit, VisitMember, VisitPhoto
from tests.e2e.test_accessibility import AXE, RULES, SERIOUS
from tests.monitoring.inspection_rows import NOW, TODAY, answer_all, on_site, signed, world

pytestmark = pytest.mark.django_db(transaction=True)
PASSWORD = "kiem-tra-ap-chin-2026"


@pytest.fixture(autouse=True)
def that_day() -> Iterator[None]:
    """The server lives on the day of the visit; its clock runs."""
    with time_machine.travel(NOW, tick=True):
        yield


@pytest.fixture
def site(live_server: Any) -> SimpleNamespace:
    """A visit whose team has arrived, and the lines to answer."""
    w = world()
    for user in (w.head, w.second):
        user.set_password(PASSWORD)
        user.save()
    w.visit = on_site(w)
    w.lines = list(w.visit.lines.filter(guidance=False))
    w.path = f"/ban-lam-viec/giam-sat/kiem-tra/dot/{w.visit.code}/dien-thoai/"
    return w


@pytest.fixture
def phone(enter: Callable[..., Page], site: SimpleNamespace) -> Page:
    """The head of the team has the page open, ready for the time without network."""
    page = enter(site.head.email, password=PASSWORD, size="phone")
    open_phone(page, site)
    return page


def open_phone(page: Page, site: SimpleNamespace) -> None:
    """Open the page and wait until the device can do without network."""
    page.goto(site.path)
    expect(page.locator("html")).to_have_attribute("data-offline-ready", "1")


def photo(width: int = 2400, height: int = 1800) -> dict[str, Any]:
    """A picture as a camera gives it."""
    content = io.BytesIO()
    Image.effect_noise((width, height), 40).convert("RGB").save(content, "JPEG", quality=90)
    return {"name": "IMG_0001.jpg", "mimeType": "image/jpeg", "buffer": content.getvalue()}


def line(page: Page, row: ChecklistLine) -> Any:
    """One line on the page."""
    return page.locator(f"#dong-{row.code}")


def answer(page: Page, row: ChecklistLine, words: str, note: str = "") -> None:
    """Touch an answer, write a note."""
    if note:
        line(page, row).get_by_role("textbox").fill(note)
    line(page, row).get_by_role("radio", name=words, exact=True).evaluate("box => box.click()")


def sent_all(page: Page) -> None:
    """Everything has gone out."""
    expect(page.locator("#ph-state")).to_have_text("Đã gửi hết", timeout=60_000)


def send_now(page: Page) -> None:
    """Touch "Gửi ngay"; on a slow machine the device may have sent by itself already, and the button is gone."""
    page.locator("#ph-send").evaluate("button => button.click()")


def kept(page: Page) -> list[dict[str, Any]]:
    """What the device holds that is not confirmed."""
    return page.evaluate(
        """() => new Promise((done) => {
          const request = indexedDB.open("saolang-kiem-tra");
          request.onsuccess = () => {
            const all = request.result.transaction("changes").objectStore("changes").getAll();
            all.onsuccess = () => { request.result.close(); done(all.result); };
          };
        })"""
    )


def cached(page: Page) -> list[str]:
    """Paths of everything that the device keeps for the time without network."""
    return page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
          return found;
        }"""
    )


def leave_network(context: BrowserContext, page: Page) -> None:
    """Out of reach."""
    context.set_offline(True)
    expect(page.locator("#ph-state")).to_contain_text("Mất mạng")


def test_visit_done_out_of_reach_arrives_once(phone: Page, site: SimpleNamespace, picture: Callable[..., None]) -> None:
    first, second, third = site.lines[:3]
    assert {address for address in cached(phone) if not address.startswith("/static/")} == {site.path}
    picture(phone, "phone-form", full=False)
    leave_network(phone.context, phone)
    phone.reload()
    expect(phone.locator("h1")).to_have_text(site.visit.subject_name)
    assert phone.evaluate("getComputedStyle(document.body).fontFamily").startswith('"Be Vietnam Pro"')
    answer(phone, first, "Đạt", "Có bản gốc.")
    answer(phone, second, "Không đạt")
    expect(line(phone, second).locator("[data-status]")).to_contain_text("Ghi rõ không đạt gì")
    line(phone, second).get_by_role("textbox").fill("Nhãn thiếu hạn dùng.")
    line(phone, second).get_by_role("button", name="Ghi tồn tại").click()
    card = phone.locator("#ph-findings article")
    card.get_by_label("Sai ở đâu").fill("Nhãn lô 12/11 thiếu hạn sử dụng.")
    card.get_by_role("radio", name="Vừa").evaluate("box => box.click()")
    card.get_by_label("Căn cứ pháp lý").fill("Nghị định 43/2017/NĐ-CP, Điều 10")
    card.locator("[type=file]").set_input_files(photo())
    expect(card.locator("figure img")).to_have_count(1)
    card.get_by_role("button", name="Xong").click()
    expect(card.locator("[data-status]")).to_have_text("Đã lưu trên máy")
    line(phone, third).locator("[type=file]").set_input_files(photo(600, 400))
    expect(line(phone, third).locator("figcaption")).to_have_text("Đã lưu trên máy")
    picture(phone, "phone-offline")
    assert (SyncedChange.objects.count(), VisitPhoto.objects.count()) == (0, 0)

    context = phone.context
    phone.close()
    again = context.new_page()
    again.goto(site.path)
    expect(again.locator("#ph-state")).to_contain_text("5 mục trên máy, chờ gửi")
    expect(line(again, second).get_by_role("textbox")).to_have_value("Nhãn thiếu hạn dùng.")
    expect(again.locator("#ph-findings article textarea")).to_have_value("Nhãn lô 12/11 thiếu hạn sử dụng.")
    context.set_offline(False)
    sent_all(again)
    expect(line(again, first).locator("[data-status]")).to_have_text("Đã gửi")
    assert kept(again) == []

    rows = {row.code: row for row in ChecklistLine.objects.filter(visit=site.visit)}
    assert (rows[first.code].answer, rows[first.code].note, rows[first.code].version) == ("met", "Có bản gốc.", 2)
    assert (rows[second.code].answer, rows[second.code].note) == ("not_met", "Nhãn thiếu hạn dùng.")
    finding = Finding.objects.get()
    assert (finding.severity, finding.line, finding.found_by) == ("medium", rows[second.code], site.head)
    pictures = {(row.finding_id, row.line_id): row.file for row in VisitPhoto.objects.select_related("file")}
    assert set(pictures) == {(finding.pk, None), (None, third.pk)}
    assert (pictures[finding.pk, None].width, pictures[finding.pk, None].height) == (1600, 1200)
    assert sorted(SyncedChange.objects.values_list("kind", "outcome")) == [
        ("answer", "applied"), ("answer", "applied"), ("finding", "applied"),
    ]  # fmt: skip
    again.reload()
    sent_all(again)
    assert (SyncedChange.objects.count(), VisitPhoto.objects.count()) == (3, 2)


def test_answer_lost_on_the_way_back_is_not_written_twice(phone: Page, site: SimpleNamespace) -> None:
    first = site.lines[0]
    lost = []

    def lose(route: Any) -> None:
        lost.append(route.fetch().status)
        route.abort()

    phone.route("**/dong-bo/", lose, times=1)
    answer(phone, first, "Đạt", "Lần một.")
    expect(phone.locator("#ph-state")).to_contain_text("Chưa gửi được")
    assert (lost, SyncedChange.objects.count()) == ([200], 1)
    line(phone, first).get_by_role("textbox").fill("Lần hai.")
    with phone.expect_response("**/dong-bo/"):
        send_now(phone)
    sent_all(phone)
    row = ChecklistLine.objects.get(pk=first.pk)
    assert (row.note, row.version) == ("Lần hai.", 3)
    assert list(SyncedChange.objects.order_by("pk").values_list("outcome", flat=True)) == ["applied", "applied"]


@pytest.mark.parametrize("mine", [True, False])
def test_conflict_shows_both_texts_and_a_person_chooses(phone: Page, site: SimpleNamespace, mine: bool) -> None:
    first = site.lines[0]
    leave_network(phone.context, phone)
    answer(phone, first, "Không đạt", "Chỉ có bản chụp.")
    answer_line(first, answer="met", note="Thấy bản gốc.", actor=site.second)
    phone.context.set_offline(False)
    card = phone.locator("[data-kind=conflict]")
    expect(card.locator("[data-mine]")).to_have_text("Không đạt: Chỉ có bản chụp.")
    expect(card.locator("[data-theirs]")).to_have_text("Đạt: Thấy bản gốc.")
    with phone.expect_response("**/dong-bo/"):
        card.get_by_role("button", name="Dùng bản của tôi" if mine else "Giữ bản kia").click()
    expect(card).to_have_count(0)
    sent_all(phone)
    row = ChecklistLine.objects.get(pk=first.pk)
    assert (row.answer, row.note) == (("not_met", "Chỉ có bản chụp.") if mine else ("met", "Thấy bản gốc."))
    assert SyncedChange.objects.get(outcome="conflict").settled_by == site.head
    expect(line(phone, first).get_by_role("textbox")).to_have_value(row.note)


def test_minutes_signed_meanwhile_keep_a_late_note(phone: Page, site: SimpleNamespace) -> None:
    first = site.lines[0]
    leave_network(phone.context, phone)
    answer(phone, first, "Không đạt", "Thấy mốc ở kho.")
    answer_all(site, site.visit)
    papers.write_minutes(site.visit, other_side="Trần Văn Mẫu, Giám đốc", actor=site.head)
    papers.sign_minutes(Visit.objects.get(pk=site.visit.pk), on=TODAY, signed_file=signed(), actor=site.head)
    phone.context.set_offline(False)
    late = phone.locator("[data-kind=late]")
    expect(late).to_contain_text("Đã gửi, giữ làm ghi chú đến muộn")
    expect(late).to_contain_text("Không đạt: Thấy mốc ở kho.")
    expect(line(phone, first).get_by_role("textbox")).to_be_disabled()
    line(phone, first).get_by_role("textbox").dispatch_event("change")  # a field loses its focus when it is closed
    assert [change["state"] for change in kept(phone)] == ["late"]
    row = ChecklistLine.objects.get(pk=first.pk)
    note = SyncedChange.objects.get()
    assert (row.answer, note.outcome, note.content["note"]) == ("met", "late", "Thấy mốc ở kho.")


def test_refused_sample_stays_with_the_reason_until_it_is_put_right(phone: Page, site: SimpleNamespace) -> None:
    from saolang.monitoring.domain.inspection_findings import take_sample

    take_sample(site.visit, number="M1", what="Vi sinh", actor=site.second)
    phone.get_by_role("button", name="Ghi mẫu").click()
    card = phone.locator("#ph-samples article").last
    card.get_by_label("Số mẫu").fill("M1")
    card.get_by_label("Tên mẫu").fill("Bánh tráng, hàn the")
    card.get_by_role("button", name="Xong").click()
    send_now(phone)
    expect(phone.locator("[data-kind=refused]")).to_contain_text("Số mẫu này đã có trong đợt.")
    phone.locator("#ph-samples input[name=number]").first.fill("M2")
    phone.locator("#ph-samples input[name=number]").first.blur()
    sent_all(phone)
    expect(phone.locator("[data-kind=refused]")).to_have_count(0)
    assert set(Sample.objects.values_list("number", "what")) == {("M1", "Vi sinh"), ("M2", "Bánh tráng, hàn the")}


def test_ended_session_asks_to_sign_in_and_keeps_everything(phone: Page, site: SimpleNamespace) -> None:
    first = site.lines[0]
    leave_network(phone.context, phone)
    answer(phone, first, "Đạt", "Có bản gốc.")
    phone.context.clear_cookies(name="sessionid")
    phone.context.set_offline(False)
    expect(phone.locator("#ph-notes")).to_contain_text("Phiên làm việc đã hết")
    assert [row["content"]["note"] for row in kept(phone)] == ["Có bản gốc."]
    phone.get_by_role("link", name="Đăng nhập lại").click()
    phone.fill("[name=login]", site.head.email)
    phone.fill("[name=password]", PASSWORD)
    phone.get_by_role("button", name="Đăng nhập").first.click()
    expect(phone).to_have_url(re.compile("/dien-thoai/"))
    sent_all(phone)
    assert ChecklistLine.objects.get(pk=first.pk).note == "Có bản gốc."


def test_another_person_on_the_device_sends_nothing_of_mine(phone: Page, site: SimpleNamespace) -> None:
    leave_network(phone.context, phone)
    answer(phone, site.lines[0], "Đạt", "Có bản gốc.")
    cookies = phone.context.cookies()
    phone.context.clear_cookies(name="sessionid")
    phone.context.set_offline(False)
    expect(phone.locator("#ph-notes")).to_contain_text("Phiên làm việc đã hết")
    other = phone.context.new_page()
    other.goto("/tai-khoan/login/")
    other.fill("[name=login]", site.second.email)
    other.fill("[name=password]", PASSWORD)
    other.get_by_role("button", name="Đăng nhập").first.click()
    expect(other).to_have_url(re.compile("/ban-lam-viec/"))
    phone.get_by_role("button", name="Gửi ngay").click()
    expect(phone.locator("#ph-notes")).to_contain_text("tài khoản khác")
    open_phone(other, site)
    expect(line(other, site.lines[0]).get_by_role("textbox")).to_have_value("")
    assert (SyncedChange.objects.count(), len(kept(phone)), len(cookies) > 0) == (0, 1, True)


@pytest.mark.parametrize("locks", [True, False])
def test_two_tabs_send_once(phone: Page, site: SimpleNamespace, locks: bool) -> None:
    if not locks:
        phone.context.add_init_script("Object.defineProperty(Navigator.prototype, 'locks', { value: undefined })")
        open_phone(phone, site)
    other = phone.context.new_page()
    open_phone(other, site)
    leave_network(phone.context, phone)
    answer(phone, site.lines[0], "Đạt", "Có bản gốc.")
    expect(line(other, site.lines[0]).get_by_role("textbox")).to_have_value("Có bản gốc.")
    posts = []  # what arrived: a try before the network was back is no second sending
    phone.context.on("response", lambda answer: posts.append(answer.url) if "/dong-bo/" in answer.url else None)
    phone.context.set_offline(False)
    sent_all(phone)
    sent_all(other)
    assert (len(posts), SyncedChange.objects.count()) == (1, 1)


def test_person_taken_off_the_team_leaves_nothing_on_the_device(phone: Page, site: SimpleNamespace) -> None:
    leave_network(phone.context, phone)
    answer(phone, site.lines[0], "Đạt", "Có bản gốc.")
    VisitMember.objects.filter(user=site.head).delete()
    phone.context.set_offline(False)
    notes = phone.locator("#ph-notes")
    expect(notes).to_contain_text("Dữ liệu của đợt đã xóa khỏi máy")
    expect(notes).to_contain_text("Đạt: Có bản gốc.")
    assert (kept(phone), phone.evaluate("caches.keys()"), SyncedChange.objects.count()) == ([], [], 0)


def test_signing_out_asks_about_what_was_not_sent_and_clears_the_device(phone: Page, site: SimpleNamespace) -> None:
    leave_network(phone.context, phone)
    answer(phone, site.lines[0], "Đạt", "Có bản gốc.")
    phone.route("**/dong-bo/", lambda route: route.abort())
    phone.context.set_offline(False)
    phone.goto(f"/ban-lam-viec/giam-sat/kiem-tra/dot/{site.visit.code}/")
    asked = []

    def decide(dialog: Any) -> None:
        asked.append(dialog.message)
        dialog.accept() if len(asked) > 1 else dialog.dismiss()

    phone.on("dialog", decide)
    phone.locator(".usermenu summary").click()
    with phone.expect_event("dialog"):
        phone.get_by_role("button", name="Đăng xuất").click()
    assert (len(kept(phone)), "còn 1 mục" in asked[0]) == (1, True)
    with phone.expect_navigation():
        phone.get_by_role("button", name="Đăng xuất").click()
    assert phone.evaluate("caches.keys()") == []
    assert phone.evaluate("indexedDB.databases()") == []


def test_device_that_keeps_nothing_says_so_and_leads_to_the_plain_form(
    enter: Callable[..., Page], site: SimpleNamespace
) -> None:
    page = enter(site.head.email, password=PASSWORD, size="phone")
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.goto(site.path)
    expect(page.locator("#ph-notes")).to_contain_text("không cho lưu trên máy")
    page.locator("#ph-notes").get_by_role("link", name="Mở bảng kiểm thường").click()
    expect(page.get_by_role("button", name="Lưu phần này").first).to_be_visible()


def test_full_device_says_so_and_keeps_what_is_on_the_screen(phone: Page, site: SimpleNamespace) -> None:
    leave_network(phone.context, phone)
    phone.evaluate(
        """() => { window.realPut = IDBObjectStore.prototype.put;
          IDBObjectStore.prototype.put = () => { throw new DOMException("full", "QuotaExceededError"); }; }"""
    )
    answer(phone, site.lines[0], "Đạt", "Có bản gốc.")
    expect(phone.locator("#ph-notes")).to_contain_text("Máy hết chỗ lưu")
    expect(line(phone, site.lines[0]).locator("[data-status]")).to_contain_text("CHƯA lưu được")
    expect(line(phone, site.lines[0]).get_by_role("textbox")).to_have_value("Có bản gốc.")
    phone.evaluate("() => { IDBObjectStore.prototype.put = window.realPut; }")
    phone.context.set_offline(False)
    sent_all(phone)
    assert ChecklistLine.objects.get(pk=site.lines[0].pk).note == "Có bản gốc."


def test_page_fits_a_small_phone_and_works_without_javascript(
    enter: Callable[..., Page], site: SimpleNamespace
) -> None:
    page = enter(site.head.email, password=PASSWORD, size="phone")
    open_phone(page, site)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    small = page.eval_on_selector_all(
        "main button, main .ph-o, main .ph-shot",
        "nodes => nodes.filter(node => node.offsetParent && node.getBoundingClientRect().height < 48).length",
    )
    assert small == 0
    answer(page, site.lines[0], "Không đạt")
    page.get_by_role("button", name="Ghi tồn tại").last.click()
    expect(page.locator("#ph-findings article")).to_have_count(1)
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("rules => axe.run(document, rules)", RULES)["violations"]
    assert [(row["id"], row["nodes"][0]["html"][:200]) for row in found if row["impact"] in SERIOUS] == []
    plain = enter(site.second.email, password=PASSWORD, size="phone", javascript=False)
    plain.goto(site.path)
    plain.get_by_role("link", name="Mở bảng kiểm thường").first.click()
    expect(plain.get_by_role("button", name="Lưu phần này").first).to_be_visible()
