"""From a conclusion to a result: a notice read and confirmed, carried out, asked again at a meeting.

The notice is our own, and the real one of the reference material where it is at hand (9 blocks, 21 texts).
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine
from playwright.sync_api import Page, expect

from saolang.core.text import format_date
from saolang.directives.models import Assignment, Meeting, Notice, Task
from saolang.directives.standing import status_counts
from tests.e2e import directive_town as place
from tests.e2e.pages import fill, path_of, pdf, press, says
from tests.e2e.town import moment

pytestmark = pytest.mark.django_db(transaction=True)
START = "2026-11-23 08:00"
DAY = dt.date(2026, 11, 23)
SEED = place.seed("000")
DOCUMENTS = [
    pytest.param("own", 7, 12, id="own"),
    pytest.param("000", 9, 21, id="seed", marks=pytest.mark.skipif(SEED is None, reason="needs the real notice")),
]


@pytest.fixture(autouse=True)
def calendar() -> Iterator[Any]:
    """A running clock that the test moves on."""
    with time_machine.travel(moment(START), tick=True) as traveller:
        yield traveller


@pytest.fixture
def people(live_server: Any) -> SimpleNamespace:
    return place.found(DAY)


class Walk:
    """The people of the walk, each in a browser of their own."""

    def __init__(self, enter: Callable[..., Page], people: SimpleNamespace, calendar: Any) -> None:
        self.enter, self.people, self.calendar = enter, people, calendar
        self.pages: dict[str, Page] = {}

    def at(self, who: str, path: str = "", **options: Any) -> Page:
        """The page of a person, signed in once."""
        if who not in self.pages:
            self.pages[who] = self.enter(getattr(self.people, who).email, **options)
        if path:
            self.pages[who].goto(path)
        return self.pages[who]

    def later(self, days: int) -> None:
        """Some days later, at nine; everybody signs in again."""
        self.calendar.move_to(moment(f"{DAY + dt.timedelta(days=days)} 09:00"))
        self.pages.clear()

    def share(self, label: str, body: Any) -> Assignment:
        return Assignment.objects.get(task__label=label, body=body, task__notice=self.notice, share="lead")

    def first_of(self, body: Any, **wanted: Any) -> Assignment:
        """The first dated share of a body in the notice."""
        rows = Assignment.objects.filter(notice=self.notice, body=body, share="lead", standing=False, **wanted)
        found = rows.order_by("pk").first()
        assert found is not None
        return found

    notice: Notice
    today: dt.date = DAY


def bring_in(walk: Walk, path: Path, *, old: bool) -> Page:
    """Upload, look at what was read about the document, enter it; then the two panes."""
    page = walk.at("steering", "/ban-lam-viec/chi-dao/van-ban/")
    press(page, "Tải văn bản")
    page.set_input_files("input[type=file]", path)
    press(page, page.locator("main form button[type=submit]").last.inner_text().strip())
    says(page, "Thông tin dưới đây đọc từ văn bản.")
    if old:
        says(page, "Văn bản cũ.")
        fill(page, {"reissue": "Giao lại việc chưa xong cho chính quyền hai cấp."})
    press(page, "Vào sổ và xem các việc")
    walk.notice = Notice.objects.get()
    return page


def confirm(walk: Walk, page: Page, blocks: int, texts: int, picture: Callable[..., None]) -> None:
    """Say who the unknown bodies are, take the dates that are offered, hand out."""
    summary = page.get_by_role("list", name="Tóm tắt")
    expect(summary).to_contain_text(f"{blocks} mục")
    expect(summary).to_contain_text(f"{texts} việc")
    expect(page.locator(".nv-sheet mark a.nv-no")).to_have_count(texts)
    picture(page, "notice-review", full=False)
    while page.locator(".nv-unknown__row").count():
        row = page.locator(".nv-unknown__row").first
        before = page.locator(".nv-unknown__row").count()
        if "Trường" in row.inner_text():
            row.locator("summary").click()
            row.get_by_label("Loại").select_option("university")
            press(page, "Lập và gán", within=row)
        else:
            row.get_by_label("Là đơn vị").select_option(label="Báo và Phát thanh, Truyền hình tỉnh Vĩnh Long")
            press(page, "Gán đơn vị", within=row)
        assert page.locator(".nv-unknown__row").count() < before
    press(page, "Nhận mọi hạn gợi ý")
    press(page, f"Xác nhận, giao {texts} việc")
    says(page, "Đã giao nhiệm vụ")
    walk.notice.refresh_from_db()
    assert (walk.notice.state, Task.objects.filter(notice=walk.notice).count()) == ("confirmed", texts)


def boards_of_every_body_hold_their_shares(walk: Walk) -> None:
    """Each body addressed has its row with its number of shares; the rows sum to all shares."""
    rows = Assignment.objects.filter(notice=walk.notice, share="lead")
    wanted: dict[str, int] = {}
    for name in rows.values_list("body__name", flat=True):
        wanted[name] = wanted.get(name, 0) + 1
    page = walk.at("leader", "/ban-lam-viec/chi-dao/bang/don-vi/")
    shown: dict[str, int] = {}
    while True:
        for line in page.locator("tbody tr").all():
            cells = line.locator("th, td")
            shown[cells.nth(0).inner_text().strip()] = int(cells.nth(1).inner_text())
        after = page.get_by_role("link", name=re.compile("Trang sau|sau", re.IGNORECASE))
        if not after.count():
            break
        with page.expect_navigation():
            after.first.click()
    assert shown == wanted


def do_with_evidence(walk: Walk, who: str, share: Assignment, name: str) -> None:
    """Take the share, report the result with a file; the office accepts it."""
    page = walk.at(who, "/ban-lam-viec/chi-dao/viec/")
    says(page, share.task.text[:40])
    page.goto(share.get_absolute_url())
    press(page, "Nhận việc")
    press(page, "Báo cáo hoàn thành")
    fill(page, {"text": "Đã làm xong, kết quả kèm theo."})
    page.set_input_files("input[type=file]", pdf(name, "Ket qua"))
    press(page, page.locator("main form button[type=submit]").last.inner_text().strip())
    says(page, "Đã báo cáo xong, chờ xác nhận")
    office = walk.at("steering", share.get_absolute_url())
    press(office, "Xác nhận hoàn thành")
    if "xac-nhan" in path_of(office):
        press(office, office.locator("main form button[type=submit]").last.inner_text().strip())
    says(office, "Đã xác nhận; đơn vị được báo.")
    share.refresh_from_db()
    assert (share.state, share.done_on, share.entries.filter(evidence__isnull=False).count()) == ("done", DAY, 1)


def extend(walk: Walk, share: Assignment) -> None:
    """The department asks for a later date; the office grants it."""
    later = share.due_on + dt.timedelta(days=60)
    page = walk.at("finance", share.get_absolute_url())
    press(page, "Nhận việc")
    press(page, "Đề nghị lùi hạn")
    fill(page, {"wanted_on": format_date(later), "reason": "Chờ quyết định phân bổ kinh phí."})
    press(page, page.locator("main form button[type=submit]").last.inner_text().strip())
    office = walk.at("steering", share.get_absolute_url())
    fill(office, {"granted": "1"})
    press(office, "Quyết định")
    says(office, "Đã cho lùi hạn")
    share.refresh_from_db()
    assert share.due_on == later


def meet(walk: Walk, late: Assignment, picture: Callable[..., None]) -> Meeting:
    """A meeting on what is overdue asks again; the signed notice hands the duty out as the second request."""
    page = walk.at("steering", "/ban-lam-viec/chi-dao/cuoc-hop/lap/")
    today = walk.today
    fill(
        page,
        {
            "title": "rà soát nhiệm vụ quá hạn", "held_on": format_date(today), "chair_name": "Đỗ Mẫu Trưởng",
            "chair_title": "Phó Chủ tịch Ủy ban nhân dân tỉnh, Trưởng Ban Chỉ đạo",
            "committee": str(walk.people.committee.pk), "issuer": str(walk.people.committee.pk),
        },
    )  # fmt: skip
    press(page, "Lập cuộc họp")
    meeting = Meeting.objects.get()
    page.goto(f"{meeting.get_absolute_url()}chuong-trinh/")
    page.locator(".picks label", has_text=late.task.text[:60]).first.locator("input").check()
    press(page, "Đưa vào chương trình")
    page.goto(meeting.get_absolute_url())
    press(page, "Bắt đầu họp")
    page.goto(f"{meeting.get_absolute_url()}hop/")
    press(page, "Nhắc lại, yêu cầu lần 2")
    picture(page, "meeting-run")
    words = re.sub(r",? (?:trước|chậm nhất) ngày [0-9/]+", "", late.task.text)
    fill(page, {"text": words, "due_on": format_date(today + dt.timedelta(days=14))})
    press(page, "Ghi kết luận")
    press(page, "Kết thúc họp")
    page.goto(meeting.get_absolute_url())
    press(page, "Dự thảo thông báo")
    assert Task.objects.exclude(notice=walk.notice).count() == 0
    press(page, "Trình ký")
    press(page, "Ghi số và ban hành")
    fill(page, {"number": "12", "issued_on": format_date(today), "signer_name": "Đỗ Mẫu Trưởng"})
    page.set_input_files("[name=signed_file]", pdf("thong-bao-12.pdf", "Thong bao"))
    press(page, page.locator("main form button[type=submit]").last.inner_text().strip())
    says(page, "Nhiệm vụ đã giao")
    meeting.refresh_from_db()
    assert meeting.state == "issued"
    return meeting


@pytest.mark.parametrize(("source", "blocks", "texts"), DOCUMENTS)
def test_notice_becomes_tasks_and_results(
    source: str,
    blocks: int,
    texts: int,
    enter: Callable[..., Page],
    people: SimpleNamespace,
    calendar: Any,
    tmp_path: Path,
    picture: Callable[..., None],
) -> None:
    walk = Walk(enter, people, calendar)
    path = place.own_notice(tmp_path, DAY) if source == "own" else SEED
    page = bring_in(walk, path, old=source != "own")
    confirm(walk, page, blocks, texts, picture)
    boards_of_every_body_hold_their_shares(walk)

    trade = walk.first_of(people.bodies["Sở Công Thương"], due_on__isnull=False)
    do_with_evidence(walk, "trade", trade, "ket-qua-so.pdf")
    commune = Assignment.objects.filter(
        notice=walk.notice, body__unit=people.units["other"], share="lead", standing=False
    ).order_by("pk")[0]
    do_with_evidence(walk, "other_officer", commune, "ket-qua-xa.pdf")
    extend(walk, walk.first_of(people.bodies["Sở Tài chính"], due_on__isnull=False))

    late = walk.first_of(people.bodies["Sở NN&MT"], due_on__isnull=False)
    walk.today = late.due_on + dt.timedelta(days=1)
    walk.later((walk.today - DAY).days)
    leader = walk.at("leader", f"/ban-lam-viec/chi-dao/bang/danh-sach/?nhom=qua-han&q={late.task.text[:40]}")
    says(leader, late.task.text[:60], late.body.name)
    meeting = meet(walk, late, picture)

    again = Task.objects.get(notice=meeting.notice)
    assert (again.repeats, again.repeat_number, again.due_on) == (
        late.task, 2, walk.today + dt.timedelta(days=14)
    )  # fmt: skip
    says(walk.at("agriculture", late.get_absolute_url()), "Việc này đã được yêu cầu lại, lần 2.")

    leader.goto("/ban-lam-viec/chi-dao/")
    picture(leader, "directives-leader")
    counts = status_counts(Assignment.objects.all(), walk.today)[None]
    assert (counts["done_in_time"], sum(counts.values())) == (
        2, Assignment.objects.filter(share="lead").exclude(state="cancelled").count()
    )  # fmt: skip
    assert counts["open_overdue"] >= 1
    shown = [int(text) for text in leader.locator(".status__t td[class^=cell-]").all_inner_texts()]
    assert shown == list(counts.values())
    total = leader.locator(".status__t td.sum").last.inner_text()
    assert int(total) == sum(shown)
    leader.goto(late.get_absolute_url())
    expect(leader.get_by_role("button", name="Nhận việc")).to_have_count(0)
    expect(leader.get_by_role("link", name="Đổi hạn")).to_have_count(0)


@pytest.mark.parametrize(
    ("number", "texts"), [("003", 18), ("001", 36)],
)  # fmt: skip
@pytest.mark.skipif(place.seed("001") is None, reason="needs the real documents")
def test_other_real_documents_are_read_and_kept_as_history(
    number: str, texts: int, enter: Callable[..., Page], people: SimpleNamespace, calendar: Any
) -> None:
    walk = Walk(enter, people, calendar)
    page = walk.at("steering", "/ban-lam-viec/chi-dao/van-ban/them/")
    page.set_input_files("input[type=file]", place.seed(number))
    press(page, page.locator("main form button[type=submit]").last.inner_text().strip())
    press(page, "Vào sổ và xem các việc")
    notice = Notice.objects.get()
    assert (notice.state, Task.objects.count()) == ("history", 0)
    assert sum(len(block["tasks"]) for block in notice.draft["blocks"]) == texts
    page.goto(notice.get_absolute_url())
    says(page, "Văn bản lưu sử.")
