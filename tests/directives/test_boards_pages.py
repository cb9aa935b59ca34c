"""The boards as pages: each number leads to a list of that many, each person sees their own figures."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
from types import SimpleNamespace
from typing import Any

import openpyxl
import pytest
import time_machine
from django.test import Client
from pypdf import PdfReader

from saolang.core.registries import home_panels, navigation
from saolang.directives.enums import AssignmentState as S
from saolang.directives.models import Assignment, Difficulty, Entry, Extension, Task
from saolang.directives.queries.access import assignments_visible_to
from saolang.directives.queries.board_lists import GROUPS, group_counts
from saolang.directives.queries.boards import board_scope
from tests.directives import rows

pytestmark = pytest.mark.django_db
HOME = "/ban-lam-viec/chi-dao/"
BOARDS = (HOME, f"{HOME}bang/don-vi/", f"{HOME}bang/van-ban/", f"{HOME}bang/chu-de/", f"{HOME}bang/danh-sach/")
FILES = tuple(f"{HOME}bang/{kind}.{form}" for kind in ("don-vi", "van-ban", "chu-de") for form in ("xlsx", "docx"))
READ = {"secretary", "officer", "leader", "auditor", "far_secretary", "far_leader"}
ACT = {"agri_officer", "agri_second", "trade_officer", "body_officer", "commune_officer", "commune_leader",
       "other_commune_officer", "far_commune_officer"}  # fmt: skip


def shift(share: Assignment, **fields: Any) -> Assignment:
    """Change a share past the rules."""
    for name, value in fields.items():
        setattr(share, name, value)
    share.save()
    return share


@pytest.fixture
def w():
    """A confirmed notice of three texts, and shares in all seven cells."""
    with time_machine.travel(rows.NOW):
        w = rows.world()
        w.made = rows.confirmed(w)
        day = dt.timedelta(days=1)
        late = rows.task(w, [w.agriculture, w.trade, *w.committees[:3]], text="Rà soát hồ sơ sắp hết hạn.")
        w.late = late
        overdue, done, done_late, returned, reported = late.assignments.order_by("pk")
        shift(overdue, due_on=rows.TODAY - 12 * day, state=S.IN_PROGRESS)
        told = {"reported_on": rows.TODAY, "done_on": rows.TODAY, "ended_on": rows.TODAY, "state": S.DONE}
        shift(done, **told)
        shift(done_late, due_on=rows.TODAY - day, **told)
        shift(returned, state=S.RETURNED, reason="Không đúng thẩm quyền.")
        shift(reported, state=S.REPORTED, reported_on=rows.TODAY, due_on=rows.TODAY - day)
        w.overdue = overdue
        soon = rows.task(w, [w.committees[0]], text="Gửi danh sách chủ thể.", due_on=rows.TODAY + 5 * day, repeats=late)
        w.soon = rows.share(soon)
        yield w


def asked(person: Any, path: str, **data: Any) -> Any:
    """The answer to a person."""
    client = Client()
    client.force_login(rows.fresh(person))
    return client.get(path, data)


def words(response: Any) -> str:
    """The text of a page, without tags."""
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def links(response: Any) -> dict[str, str]:
    """Addresses of lists on a page, with the words of each link."""
    found = re.findall(r'<a[^>]* href="([^"]*bang/danh-sach/[^"]*)"[^>]*>(.*?)</a>', response.content.decode(), re.S)
    return {html.unescape(url): re.sub(r"<[^>]+>", " ", inner).strip() for url, inner in found}


def test_every_number_opens_a_list_of_that_many(w):
    seen = 0
    for path in BOARDS[:4]:
        for url, inner in links(asked(w.secretary, path)).items():
            number = re.match(r"[\d.]+", inner)
            if number:
                count = int(number[0].replace(".", ""))
                assert asked(w.secretary, url).context["page_obj"].paginator.count == count, url
                seen += 1
    assert seen > 40


def test_home_shows_the_seven_cells_with_texts_counted_apart(w):
    page = asked(w.leader, HOME)
    assert (
        "5 nhiệm vụ, 12 phân giao = 2 hoàn thành (1 đúng hạn + 1 quá hạn) + 4 đang thực hiện (2 trong hạn + 2 quá hạn) "
        "+ 1 chưa có hạn + 4 thường xuyên + 1 trả lại."
    ) in words(page)
    text = words(page)
    assert "5 nhiệm vụ, 12 phân giao · đúng hạn 25,0 % (1 trên 4 đã xong hoặc quá hạn)" in text
    assert "quá 12 ngày" in text
    assert "còn 5 ngày" in text
    assert "đã yêu cầu 2 lần" in text
    assert "2 phân giao phối hợp" in text
    assert "Toàn tỉnh Vĩnh Long" in text


def test_home_lists_a_text_once_with_its_bodies(w):
    shares = list(w.late.assignments.order_by("pk"))
    for share in shares[1:]:
        shift(share, state=S.IN_PROGRESS, due_on=shares[0].due_on, reported_on=None, done_on=None, ended_on=None)
    page = asked(w.leader, HOME)
    (row,) = page.context["late"]
    assert (row.task, row.link, row.count) == (w.late, w.late, 5)
    assert row.bodies.count(",") == 2 and row.bodies.endswith("…")
    assert "5 đơn vị: " in words(page)
    (own,) = asked(w.agri_officer, HOME).context["late"]
    assert (own.link, own.count, own.bodies) == (shares[0], 1, shares[0].body.name)


def test_groups_hold_what_is_stuck(w):
    Difficulty.objects.create(
        province=w.province, raised_by=w.agriculture, raised_by_user=w.agri_officer, raised_on=rows.TODAY,
        title="Thiếu kinh phí", text="Mẫu", assignment=w.overdue,
    )  # fmt: skip
    Extension.objects.create(
        assignment=w.soon, old_due_on=w.soon.due_on, wanted_on=w.soon.due_on + dt.timedelta(days=9), reason="Mưa",
        asked_on=rows.TODAY, asked_by=w.commune_officer,
    )  # fmt: skip
    standing = list(w.made.standing.assignments.order_by("pk"))
    Entry.objects.create(
        assignment=standing[0], kind="period", on=rows.TODAY, text="Đã làm", period_start=dt.date(2026, 10, 1),
        period_end=dt.date(2026, 12, 31),
    )  # fmt: skip
    assert group_counts(board_scope(rows.fresh(w.secretary)), rows.TODAY) == {
        "qua-han": 1, "sap-den-han": 1, "cho-lam-ro": 0, "vuong-mac": 1, "xin-lui-han": 1, "cho-xac-nhan": 1,
        "chua-bao-ky": 3,
    }  # fmt: skip
    assert set(GROUPS) == set(group_counts(board_scope(rows.fresh(w.secretary)), rows.TODAY))
    assert "Thiếu kinh phí" in words(asked(w.secretary, HOME))


def test_boards_count_what_a_person_may_see_and_no_more(w):
    acting = {
        "agri_officer": w.agriculture, "agri_second": w.agriculture, "trade_officer": w.trade,
        "body_officer": w.school, "commune_officer": w.committees[0], "commune_leader": w.committees[0],
        "other_commune_officer": w.committees[1],
    }  # fmt: skip
    for name in rows.PEOPLE:
        user = rows.fresh(getattr(w, name))
        shown = Assignment.objects.filter(body=acting.get(name))
        if name in READ and not name.startswith("far"):
            shown = Assignment.objects.all()
        scope = set(board_scope(user).values_list("pk", flat=True))
        assert scope == set(shown.values_list("pk", flat=True)), name
        assert scope <= set(assignments_visible_to(user).values_list("pk", flat=True)), name
        assert all(user.has_perm("directives.view_assignment", share) for share in shown), name


def test_boards_open_for_officials_only(w):
    paths = (*BOARDS, f"{HOME}bang/don-vi.xlsx", f"{HOME}bang/danh-sach.xlsx")
    for name in rows.PEOPLE:
        client = Client()
        client.force_login(rows.fresh(getattr(w, name)))
        expected = dict.fromkeys(paths, 200 if name in READ | ACT else 403)
        assert {path: client.get(path).status_code for path in paths} == expected, name


def test_anonymous_people_are_asked_to_sign_in(w):
    assert {Client().get(path).status_code for path in BOARDS} == {302}


def test_a_unit_sees_its_own_row_and_not_its_partners(w):
    page = words(asked(w.commune_officer, f"{HOME}bang/don-vi/"))
    assert w.committees[0].name in page
    assert w.committees[1].name not in page
    assert w.agriculture.name not in page
    listed = asked(w.commune_officer, f"{HOME}bang/danh-sach/", don_vi=w.agriculture.code)
    assert listed.context["page_obj"].paginator.count == 0


def test_the_document_board_follows_the_right_to_the_notice(w):
    path = f"{HOME}bang/van-ban/{w.made.notice.code}/"
    found = {name: asked(getattr(w, name), path).status_code for name in rows.PEOPLE}
    assert {name for name, status in found.items() if status == 200} == {
        "secretary", "officer", "leader", "auditor", "agri_officer", "agri_second", "trade_officer", "body_officer",
        "commune_officer", "commune_leader", "other_commune_officer",
    }  # fmt: skip
    assert set(found.values()) <= {200, 403, 404}


def test_the_document_board_shows_texts_beside_who_stands_where(w):
    page = asked(w.secretary, f"{HOME}bang/van-ban/{w.made.notice.code}/")
    blocks = page.context["blocks"]
    assert [[line.task.label for line in block.lines] for block in blocks] == [["1.1"], ["2.1"], ["3.1"]]
    assert [group.cell for group in blocks[1].lines[0].groups] == ["standing"]
    assert {body.name for body in blocks[1].lines[0].groups[0].bodies} == {body.name for body in w.committees}
    assert [body.name for body in blocks[0].lines[0].supports] == [w.trade.name]
    text = words(page)
    assert "3 nhiệm vụ, 6 phân giao" in text
    assert "Tham mưu chính sách hỗ trợ" in text
    own = asked(w.commune_officer, f"{HOME}bang/van-ban/{w.made.notice.code}/")
    assert [line.task.label for block in own.context["blocks"] for line in block.lines] == ["2.1"]
    assert "Tham mưu chính sách hỗ trợ" not in words(own)


def test_a_notice_without_tasks_says_so(w):
    empty = rows.notice(w, number="200", state="proposed")
    assert "Văn bản này chưa giao việc nào" in words(asked(w.secretary, f"{HOME}bang/van-ban/{empty.code}/"))


def test_bodies_are_found_without_marks_grouped_and_sorted(w):
    path = f"{HOME}bang/don-vi/"

    def names(**data: Any) -> list[str]:
        return [line["row"].name for line in asked(w.secretary, path, **data).context["rows"]]

    assert names(q="so nong nghiep") == [w.agriculture.name]
    assert names(q="sở nông nghiệp") == [w.agriculture.name]
    assert names(q="khong co") == []
    assert set(names(nhom="xa")) == {body.name for body in w.committees}
    assert set(names(nhom="tinh")) == {w.agriculture.name, w.trade.name}
    assert names(sap_xep="-ngay_qua_han")[0] == w.agriculture.name
    assert names(sap_xep="ten") == list(reversed(names(sap_xep="-ten")))
    assert names(sap_xep="la") == names()
    assert names(van_ban=w.made.notice.code, nhom="tinh", sap_xep="ten") == [w.trade.name, w.agriculture.name]


def test_lists_are_narrowed_by_each_filter(w):
    def count(**data: Any) -> int:
        return asked(w.secretary, f"{HOME}bang/danh-sach/", **data).context["page_obj"].paginator.count

    assert count() == 12
    assert count(q="ra soat ho so") == 5
    assert count(q="ra soat nong nghiep") == 1
    assert count(q="178/tb") == 6
    assert count(han="7") == 1
    assert count(loai="standing") == 4
    assert count(lan=2) == 1
    assert count(vai_tro="phoi-hop") == 2
    assert count(don_vi=w.trade.code) == 2
    assert count(van_ban=w.made.notice.code) == 6
    assert count(van_ban="0") == 6
    assert count(chu_de=w.made.dated.topic_id) == 1
    assert count(chu_de="0") == 11
    assert count(xa="xa") == 8
    assert count(o="open_overdue", don_vi=w.agriculture.code) == 1


def test_an_address_that_makes_no_sense_lists_nothing(w):
    nonsense = (
        {"o": "khong-co"}, {"lan": "x"}, {"lan": "99999999999999999999"}, {"don_vi": "\x00"}, {"chu_de": "x"},
        {"van_ban": "ZZZ"}, {"nhom": "x"}, {"q": "\x00"},
    )  # fmt: skip
    for data in nonsense:
        page = asked(w.secretary, f"{HOME}bang/danh-sach/", **data)
        assert (page.status_code, page.context["page_obj"].paginator.count) == (200, 0), data
    for path in BOARDS[:4]:
        assert asked(w.secretary, path, q="\x00", van_ban="\x00", page="x", nhom="x").status_code == 200


def test_sheets_hold_texts_that_no_program_takes_for_formulas(w):
    task = w.soon.task
    Task.objects.filter(pk=task.pk).update(text='=HYPERLINK("http://x")')
    content = asked(w.secretary, f"{HOME}bang/danh-sach.xlsx", lan=2).content
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    head, line = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert line[head.index("Nội dung")] == '\'=HYPERLINK("http://x")'
    assert line[head.index("Lần yêu cầu")] == 2
    assert line[head.index("Hạn")].date() == w.soon.due_on
    assert w.commune_officer.full_name not in line


def test_the_board_sheet_sums_in_its_last_line(w):
    sheet = openpyxl.load_workbook(io.BytesIO(asked(w.leader, f"{HOME}bang/don-vi.xlsx").content)).active
    lines = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]
    assert lines[-1][0] == "Tổng cộng"
    assert lines[-1][1:9] == [sum(line[n] for line in lines[:-1]) for n in range(1, 9)]
    assert lines[-1][1] == 12 == sum(lines[-1][2:9])


def test_the_status_table_prints(w):
    printed = asked(w.leader, f"{HOME}bang/don-vi.pdf")
    assert printed["Content-Type"] == "application/pdf"
    text = " ".join(PdfReader(io.BytesIO(printed.content)).pages[0].extract_text().split())
    assert "TÌNH HÌNH THỰC HIỆN NHIỆM VỤ ĐƯỢC GIAO" in text
    assert "12 phân giao = 2 hoàn thành" in text
    assert {asked(w.leader, path).status_code for path in FILES} == {200}
    assert asked(w.leader, f"{HOME}bang/don-vi.exe").status_code == 404


def test_a_list_too_long_for_a_sheet_asks_to_be_narrowed(w, monkeypatch):
    monkeypatch.setattr("saolang.directives.views.board_lists.SHEET_LIMIT", 5)
    page = asked(w.secretary, f"{HOME}bang/danh-sach.xlsx")
    assert page.status_code == 409
    assert "Danh sách có 12 phân giao, một bảng tải về chứa nhiều nhất 5." in words(page)


def test_the_rail_and_the_tabs_lead_here(w):
    item = navigation.get("directives")
    shown = {name for name in rows.PEOPLE if item.visible_to(rows.fresh(getattr(w, name)))}
    assert shown == READ | ACT
    tabs = re.search(r'<nav class="tabs.*?</nav>', asked(w.leader, HOME).content.decode(), re.S)
    assert 'aria-current="page">Tổng quan' in tabs[0]
    assert "Việc được giao" not in tabs[0]


def test_home_panels_count_the_province_or_ones_own_shares(w):
    panel = home_panels.get("directives")

    def counts(person: Any) -> Any:
        found = panel(rows.fresh(person))
        return found and [count for _url, _label, count in found["rows"]]

    assert counts(w.leader) == [1, 1, 1]
    assert counts(w.agri_officer) == [1, 0, 0]
    assert counts(w.commune_officer) == [0, 1, 1]
    assert [counts(w.producer), counts(w.far_leader), counts(w.nobody)] == [None, None, None]
    assert "Chỉ đạo, toàn tỉnh" in words(asked(w.leader, "/ban-lam-viec/"))


def test_boards_ask_the_database_the_same_number_of_times_however_much_there_is(w, django_assert_max_num_queries):
    client = Client()
    client.force_login(rows.fresh(w.secretary))
    for path in (*BOARDS, f"{HOME}bang/van-ban/{w.made.notice.code}/"):
        with django_assert_max_num_queries(34):
            client.get(path)


def test_an_empty_area_teaches_the_first_step(db):
    with time_machine.travel(rows.NOW):
        w = SimpleNamespace(**vars(rows.world()))
        assert "Chưa có nhiệm vụ nào được giao" in words(asked(w.secretary, HOME))
        assert "Chưa có nhiệm vụ nào được giao" in words(asked(w.leader, f"{HOME}bang/don-vi/"))
