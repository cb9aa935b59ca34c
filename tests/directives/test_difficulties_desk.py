"""Difficulties on the desk: who sees which, lists that agree with the board, forms, the work list, search."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.urls import reverse

from saolang.core.registries import search_sources, work_list
from saolang.directives.domain import difficulties as raising
from saolang.directives.domain import difficulty_answers as answering
from saolang.directives.models import Difficulty, Topic
from saolang.directives.queries.access import difficulties_visible_to
from saolang.directives.queries.difficulties import board

from . import difficulty_rows as made
from . import rows

pytestmark = pytest.mark.django_db
LIST = "/ban-lam-viec/chi-dao/kho-khan/"


@pytest.fixture(autouse=True)
def friday():
    with time_machine.travel(rows.NOW, tick=False):
        yield


@pytest.fixture
def w(db):
    return rows.world()


def several(w):
    """One of each state, raised by several bodies."""
    topic = Topic.objects.create(name="Kiểm nghiệm mẫu")
    returned = answering.return_difficulty(made.routed(w), actor=w.agri_officer, reason="Không thuộc thẩm quyền.")
    return [
        made.raised(w, topic=topic),
        made.raised(w, raised_by=w.school, actor=w.body_officer),
        made.raised(w, raised_by=w.committees[1], actor=w.other_commune_officer),
        returned,
        made.routed(w, topic=topic),
        made.routed(w, w.trade),
        made.answered(w),
        raising.close_difficulty(made.public(w), actor=w.commune_officer),
        raising.withdraw_difficulty(made.raised(w), actor=w.commune_officer, reason="Thôi."),
    ]


def test_listing_agrees_with_the_right_for_everybody(w):
    difficulties = several(w)
    seen = {}
    for name in rows.PEOPLE:
        person = rows.fresh(getattr(w, name))
        listed = set(difficulties_visible_to(person).values_list("pk", flat=True))
        assert listed == {it.pk for it in difficulties if person.has_perm("directives.view_difficulty", it)}, name
        seen[name] = len(listed)
    everything = len(difficulties)
    assert seen["secretary"] == seen["officer"] == seen["leader"] == seen["auditor"] == everything
    assert seen["body_officer"] == seen["trade_officer"] == seen["other_commune_officer"] == 1
    assert seen["agri_officer"] == 4
    assert seen["commune_officer"] == everything - 2
    for name in ("producer", "administrator", "nobody", "far_secretary", "far_leader", "far_commune_officer"):
        assert seen[name] == 0, name


def test_pages_open_for_those_who_see_and_are_not_found_by_others(w, client):
    it = made.routed(w)
    for name in rows.PEOPLE:
        person = rows.fresh(getattr(w, name))
        client.force_login(person)
        may = person.has_perm("directives.view_difficulty", it)
        assert client.get(it.get_absolute_url()).status_code == (200 if may else 404), name
        listed = client.get(LIST)
        assert listed.status_code == (200 if person.has_perm("directives.list_difficulties") else 403), name
        assert (made.TITLE in listed.content.decode()) == may, name


def test_acts_are_offered_to_those_who_may(w, client):
    it = made.routed(w)
    offered = {}
    for name in ("secretary", "leader", "agri_officer", "commune_officer"):
        client.force_login(rows.fresh(getattr(w, name)))
        page = client.get(it.get_absolute_url()).content.decode()
        offered[name] = {act for act in ("chuyen", "tra-loi", "tra-lai", "rut-lai") if f"{it.code}/{act}/" in page}
    assert offered == {
        "secretary": {"chuyen", "tra-loi"},
        "leader": set(),
        "agri_officer": {"tra-loi", "tra-lai"},
        "commune_officer": {"rut-lai"},
    }


def test_numbers_of_the_board_are_those_of_the_lists_they_open(w, client):
    several(w)
    with time_machine.travel(rows.NOW + dt.timedelta(days=30), tick=False):
        client.force_login(w.leader)
        page = client.get(reverse("directives:difficulty_board")).content.decode()
        links = re.findall(r'href="(/ban-lam-viec/chi-dao/kho-khan/\?[^"]+)"[^>]*>(?:<b>)?(\d+)<', page)
        assert len(links) > 12
        for address, number in links:
            listed = client.get(address.replace("&amp;", "&"))
            assert listed.context["page_obj"].paginator.count == int(number), address


def test_board_counts_by_body_unit_and_topic(w):
    several(w)
    found = board(difficulties_visible_to(w.secretary), rows.TODAY + dt.timedelta(days=30))
    assert (found.to_route, found.waiting, found.late, found.to_look, found.closed) == (4, 2, 2, 1, 1)
    agriculture = next(row for row in found.by_answerer if row.name == w.agriculture.name)
    assert (agriculture.raised, agriculture.unanswered, agriculture.late, agriculture.oldest) == (3, 1, 1, rows.TODAY)
    assert sum(row.raised for row in found.by_raiser) == sum(row.raised for row in found.by_topic) == 8


def test_board_is_for_the_office_and_readers(w, client):
    for name, status in (("auditor", 200), ("commune_officer", 403), ("agri_officer", 403), ("nobody", 403)):
        client.force_login(getattr(w, name))
        assert client.get(reverse("directives:difficulty_board")).status_code == status


def test_work_list_says_what_waits_for_whom(w):
    made.raised(w)
    made.routed(w)
    made.answered(w)
    provider = work_list.get("directives.difficulties")
    waits = {name: [item.action_label for item in provider(rows.fresh(getattr(w, name)))] for name in rows.PEOPLE}
    assert waits["secretary"] == waits["officer"] == ["Chuyển cơ quan trả lời"]
    assert waits["agri_officer"] == ["Trả lời"]
    assert waits["commune_officer"] == waits["commune_leader"] == ["Xem trả lời"]
    assert {name for name, labels in waits.items() if labels} == {
        "secretary", "officer", "agri_officer", "agri_second", "commune_officer", "commune_leader",
    }  # fmt: skip
    with time_machine.travel(rows.NOW + dt.timedelta(days=30), tick=False):
        late = list(provider(rows.fresh(w.secretary)))
        assert {item.action_label for item in late} == {"Chuyển cơ quan trả lời", "Đôn đốc"}


def test_search_finds_what_the_person_may_see(w):
    it, shown = made.raised(w), made.public(w)
    source, guidance = search_sources.get("directives.difficulties"), search_sources.get("directives.guidance")
    assert it.get_absolute_url() in {hit["url"] for hit in source(w.secretary, "mau kiem nghiem")}
    assert list(source(w.trade_officer, "mau kiem nghiem")) == []
    assert [hit["url"] for hit in guidance(w.trade_officer, "phiếu kiểm nghiệm")] == [f"/giai-dap/{shown.code}/"]


def test_raising_asks_first_what_it_is_about_and_keeps_the_task(w, client):
    share = rows.share(rows.task(w, [w.committees[0]]))
    client.force_login(w.commune_officer)
    address = reverse("directives:difficulty_raise")
    first = client.get(address, {"viec": share.code})
    assert first.context["first"].initial["viec"] == share.code
    second = client.get(address, {"viec": share.code, "van_de": "Chưa có kinh phí"})
    assert second.context["share"] == share
    sent = client.post(
        f"{address}?viec={share.code}&van_de=x",
        {"raised_by": w.committees[0].pk, "title": "Chưa có kinh phí", "text": "Xã chưa được cấp."},
    )
    it = Difficulty.objects.get()
    assert (sent.status_code, sent["Location"]) == (303, it.get_absolute_url())
    assert (it.assignment, it.raised_by) == (share, w.committees[0])


def test_page_of_a_share_shows_what_is_stuck_and_leads_to_raising(w, client):
    share = rows.share(rows.task(w, [w.committees[0]]))
    it = made.raised(w, assignment=share)
    way = f"{reverse('directives:difficulty_raise')}?viec={share.code}"
    for name, raises in (("commune_officer", True), ("secretary", False)):
        client.force_login(getattr(w, name))
        page = client.get(share.get_absolute_url()).content.decode()
        assert (it.get_absolute_url() in page, way in page) == (True, raises), name


def test_task_of_others_in_the_address_is_ignored(w, client):
    share = rows.share(rows.task(w, [w.trade]))
    client.force_login(w.commune_officer)
    page = client.get(reverse("directives:difficulty_raise"), {"viec": share.code, "van_de": "Điều gì đó"})
    assert page.context["share"] is None
    assert share.task.text not in page.content.decode()


def test_criterion_is_chosen_from_the_sheet_of_the_address(w, client):
    client.force_login(w.commune_officer)
    address = reverse("directives:difficulty_raise")
    page = client.get(address, {"phieu": "qd26-04", "tieu_chi": "3.5"})
    assert page.context["form"]["criterion"].value() == "3.5"
    words = {"raised_by": w.committees[0].pk, "title": "Nhãn hiệu", "text": "Chưa rõ.", "sheet_id": "qd26-04"}
    assert client.post(address, {**words, "criterion": "99"}).status_code == 422
    assert not Difficulty.objects.exists()
    assert client.post(address, {**words, "criterion": "3.5"}).status_code == 303
    assert (Difficulty.objects.get().sheet_id, Difficulty.objects.get().criterion) == ("qd26-04", "3.5")
    for odd in ({"phieu": "../../x", "van_de": "x"}, {"phieu": "\x00", "tieu_chi": "\x00", "viec": "\x00"}):
        assert client.get(address, odd).status_code == 200


def test_form_sent_twice_raises_once_and_keeps_what_was_typed_when_refused(w, client):
    client.force_login(w.commune_officer)
    address = reverse("directives:difficulty_raise") + "?van_de=x"
    page = client.get(address)
    token = page.context["form"]["token"].value()
    words = {"raised_by": w.committees[0].pk, "title": made.TITLE, "text": made.TEXT, "token": token}
    refused = client.post(address, {**words, "text": "x" * 9000})
    assert refused.status_code == 422
    assert made.TITLE in refused.content.decode()
    assert client.post(address, words).status_code == 303
    assert client.post(address, words)["Location"] == LIST
    assert Difficulty.objects.count() == 1


def test_markup_stays_text_on_the_desk(w, client):
    it = made.raised(w, title="<script>alert(1)</script>", text="<img src=x onerror=alert(2)>", proposal="{{7*7}}")
    client.force_login(w.secretary)
    for address in (it.get_absolute_url(), LIST, reverse("directives:difficulty_route", args=[it.code])):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_whole_way_over_the_pages(w, client):
    def post(person, act, **words):
        client.force_login(person)
        version = Difficulty.objects.get().version
        return client.post(f"{LIST}{Difficulty.objects.get().code}/{act}/", {"version": version, **words})

    it = made.raised(w)
    assert post(w.secretary, "chuyen", body=w.trade.pk).status_code == 303
    assert post(w.trade_officer, "tra-lai", reason="Không thuộc thẩm quyền.").status_code == 303
    assert post(w.secretary, "chuyen", body=w.agriculture.pk).status_code == 303
    assert post(w.secretary, "bao-cao", note="Xin ý kiến.").status_code == 303
    assert post(w.agri_officer, "tra-loi", answer="Được.", number="1/SNN", dated_on="20/11/2026").status_code == 303
    assert post(w.commune_officer, "con-vuong", reason="Chưa rõ.").status_code == 303
    assert post(w.agri_officer, "tra-loi", answer="Được, kể cả thuê ngoài.", general="on").status_code == 303
    assert post(w.commune_officer, "xong").status_code == 303
    refused = post(w.secretary, "cong-bo", question="Hỏi?", answer="Gọi 0912345678.", general="on")
    assert refused.status_code == 422
    assert post(w.secretary, "cong-bo", question="Hỏi?", answer="Được.", general="on").status_code == 303
    it.refresh_from_db()
    assert (it.state, it.rounds, it.routes.count(), it.published_on) == ("closed", 2, 3, rows.TODAY)
    assert post(w.agri_officer, "go", reason="Sai.").status_code == 303
    client.force_login(w.secretary)
    assert client.get(it.get_absolute_url()).status_code == 200


def test_stale_page_and_wrong_hands_change_nothing(w, client):
    it = made.routed(w)
    client.force_login(w.agri_officer)
    address = reverse("directives:difficulty_answer", args=[it.code])
    assert client.post(address, {"answer": "Cũ.", "version": it.version - 1}).status_code == 409
    client.force_login(w.commune_officer)
    assert client.post(address, {"answer": "Của xã."}).status_code == 403
    client.force_login(w.trade_officer)
    assert client.post(address, {"answer": "Của sở khác."}).status_code == 404
    it.refresh_from_db()
    assert (it.state, it.answer) == ("routed", "")


def test_office_records_for_a_unit_over_the_page(w, client):
    client.force_login(w.secretary)
    address = reverse("directives:difficulty_record")
    assert client.get(address).status_code == 200
    words = {"raised_by": w.committees[1].pk, "title": "Kiến nghị", "text": "Cần hỗ trợ."}
    assert client.post(address, words).status_code == 422
    assert client.post(address, {**words, "voiced_at": "Họp ngày 20/11/2026"}).status_code == 303
    it = Difficulty.objects.get()
    assert (it.on_behalf, it.raised_by_user) == (True, w.secretary)
    client.force_login(w.commune_officer)
    assert client.get(address).status_code == 403


def test_filter_of_difficulties_is_folded_until_it_is_used(w, client):
    several(w)
    client.force_login(w.secretary)
    pages = [client.get(LIST, query).content.decode() for query in ({}, {"muc": "cho-tra-loi"}, {"q": "kiem nghiem"})]
    assert all('class="sift"' in page for page in pages)
    assert ['class="sift" open' in page for page in pages] == [False, False, True]


def test_list_keeps_filters_and_survives_odd_ones(w, client):
    several(w)
    client.force_login(w.secretary)
    assert client.get(LIST, {"muc": "tat-ca", "q": "KIEM NGHIEM"}).context["page_obj"].paginator.count == 9
    assert client.get(LIST, {"muc": "cho-tra-loi", "co_quan": w.trade.code}).context["page_obj"].paginator.count == 1
    for odd in ("x", "\x00", "-1", "9" * 50, "%00"):
        assert client.get(LIST, {"muc": odd, "q": odd, "co_quan": odd, "chu_de": odd}).status_code == 200
