"""The desk of reports: triage with a clock, acts and refusals, who sees which, what counts, what everybody may know."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache

from saolang.accounts.roles import RoleKind
from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed, Stale, WrongState
from saolang.monitoring.domain import report_handling as acts
from saolang.monitoring.domain.petitions import petition_law
from saolang.monitoring.enums import LegalKind, ReportFinding
from saolang.monitoring.models import Report, ReportContact
from saolang.monitoring.queries import reports as queries
from saolang.notify.models import Message
from tests.factories import commune, everyone, make_user, other_commune, province

from .report_rows import SECRET_EMAIL, public_product, received, sent

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def officer(db):
    return make_user(RoleKind.PROVINCE_OFFICER)


def test_new_report_is_told_to_those_who_triage_without_content(commit, officer):
    report = received(commit)
    message = Message.objects.get(recipient=officer)
    assert message.url == report.get_absolute_url()
    assert "Bánh" not in message.title + message.body
    assert not Message.objects.exclude(recipient=officer).exists()


def test_report_goes_its_way_and_the_sender_hears_the_answer(commit, officer):
    report = acts.accept_report(received(commit), actor=officer)
    report = acts.start_check(report, actor=officer)
    with commit(execute=True):
        report = acts.answer_report(
            report,
            actor=officer,
            finding=ReportFinding.FOUNDED,
            answer="Đã kiểm tra lô hàng.",
            public_answer="Đã xử lý.",
        )
    assert (report.state, report.handler) == ("answered", officer)
    assert mail.outbox[-1].to == [SECRET_EMAIL]
    assert "Đã kiểm tra lô hàng." in mail.outbox[-1].body
    report = acts.close_report(report, actor=officer)
    assert report.state == "closed"
    assert report.closed_on is not None
    verbs = list(Event.objects.filter(object_id=str(report.pk)).order_by("seq").values_list("verb", flat=True))
    assert verbs == [f"monitoring.report.{verb}" for verb in ("receive", "accept", "start_check", "answer", "close")]
    assert not any(SECRET_EMAIL in event.data + event.reason for event in Event.objects.all())


def test_answer_letter_goes_out_once_however_often_the_task_runs(commit, officer):
    from saolang.monitoring.domain.report_mail import retry_letters, send_answer

    report = acts.accept_report(received(commit), actor=officer)
    with commit(execute=True):
        acts.answer_report(report, actor=officer, finding=ReportFinding.FOUNDED, answer="Đã xem.")
    before = len(mail.outbox)
    assert send_answer.call(report.contact.pk) is False
    assert retry_letters.call() == 0
    assert len(mail.outbox) == before


def test_answer_names_its_problems_at_once_and_changes_nothing(commit, officer):
    report = acts.accept_report(received(commit), actor=officer)
    with pytest.raises(DomainError) as caught:
        acts.answer_report(report, actor=officer, finding="", answer=" ", public_answer=f"Cảm ơn {SECRET_EMAIL}")
    assert caught.value.codes == ["finding_missing", "answer_missing", "answer_names_person"]
    report.refresh_from_db()
    assert (report.state, report.answer, report.public_answer) == ("accepted", "", "")


def test_second_of_two_triages_is_refused(commit, officer):
    report = received(commit)
    other = make_user(RoleKind.INSPECTOR)
    acts.accept_report(report, actor=officer, expected_version=report.version)
    with pytest.raises(Stale):
        acts.refuse_report(report, actor=other, reason="Không thuộc tỉnh", expected_version=report.version)
    with pytest.raises(WrongState):
        acts.refuse_report(report, actor=other, reason="Không thuộc tỉnh")
    report.refresh_from_db()
    assert (report.state, report.reason) == ("accepted", "")


@pytest.mark.parametrize("reason", ["", "   "])
def test_refusing_needs_a_reason(commit, officer, reason):
    report = received(commit)
    with pytest.raises(DomainError) as caught:
        acts.refuse_report(report, actor=officer, reason=reason)
    assert caught.value.codes == ["reason_missing"]
    report.refresh_from_db()
    assert report.state == "new"


def test_forwarding_names_the_agency_and_tells_the_sender(commit, officer):
    report = received(commit)
    with pytest.raises(DomainError) as caught:
        acts.forward_report(report, actor=officer, reason="Thuộc quản lý thị trường")
    assert caught.value.codes == ["agency_missing"]
    with commit(execute=True):
        report = acts.forward_report(report, actor=officer, reason="Thuộc quản lý thị trường", name="Chi cục Mẫu")
    assert (report.state, report.closed_on is None) == ("forwarded", False)
    assert "Chi cục Mẫu" in mail.outbox[-1].body


def test_duplicate_hears_the_public_answer_of_the_first(commit, officer):
    first = received(commit)
    second = received(commit, email="khac-mau@example.vn")
    with pytest.raises(DomainError) as caught:
        acts.link_duplicate(second, actor=officer, first=second)
    assert caught.value.codes == ["same_report"]
    with commit(execute=True):
        acts.link_duplicate(second, actor=officer, first=first)
    first = acts.accept_report(first, actor=officer)
    with commit(execute=True):
        acts.answer_report(first, actor=officer, finding="founded", answer="Riêng.", public_answer="Chung.")
    last = mail.outbox[-1]
    assert (last.to, "Chung." in last.body, "Riêng." in last.body) == (["khac-mau@example.vn"], True, False)
    with pytest.raises(WrongState):
        acts.link_duplicate(second, actor=officer, first=first)


def test_visit_of_another_producer_is_refused(commit, officer):
    class Elsewhere:
        producer_id, code = -1, "X"

    report = acts.accept_report(received(commit, product=public_product()), actor=officer)
    with pytest.raises(DomainError) as caught:
        acts.start_check(report, actor=officer, visit=Elsewhere())
    assert caught.value.codes == ["visit_elsewhere"]


def test_people_without_duty_may_not_act(commit):
    report = received(commit, product=public_product())
    people = everyone(report.product.producer)
    allowed = {"province_officer", "inspector"}
    for name, person in people.items():
        if name in allowed or not person.is_authenticated:
            continue
        with pytest.raises(NotAllowed):
            acts.accept_report(report, actor=person)
    report.refresh_from_db()
    assert report.state == "new"
    with pytest.raises(DomainError) as caught:
        acts.accept_report(report, actor=people["inspector"], handler=people["commune_officer"])
    assert caught.value.codes == ["handler_without_duty"]


def test_listing_agrees_with_the_right_to_view(commit):
    product = public_product()
    plain = received(commit, product=product)
    nowhere = received(commit, email="a-mau@example.vn")
    unverified = sent(commit, email="b-mau@example.vn", product=product)
    complaint = received(commit, email="c-mau@example.vn", product=product, legal_kind="complaint", full_name="Mẫu")
    reports = [plain, nowhere, unverified, complaint]
    seen = {}
    for name, person in everyone(product.producer).items():
        listed = set(queries.visible_to(person).values_list("pk", flat=True))
        if person.is_authenticated:
            assert listed == {row.pk for row in reports if person.has_perm("monitoring.view_report", row)}, name
        seen[name] = {reports.index(row) for row in reports if row.pk in listed}
    assert {name for name, rows in seen.items() if rows} == {
        "commune_officer", "commune_leader", "province_officer", "inspector", "leader", "auditor",
    }  # fmt: skip
    assert seen["province_officer"] == {0, 1, 3}
    assert seen["commune_officer"] == {0}


def test_contact_is_for_those_who_ask_back(client, commit):
    product = public_product()
    report = received(commit, product=product)
    shown = set()
    for name, person in everyone(product.producer).items():
        if person.is_authenticated:
            client.force_login(person)
            if SECRET_EMAIL in client.get(report.get_absolute_url()).content.decode():
                shown.add(name)
    assert shown == {"province_officer", "inspector"}


@time_machine.travel(MONDAY, tick=False)
def test_laws_have_their_own_days(commit, officer):
    report = acts.mark_law(received(commit), actor=officer, legal_kind=LegalKind.COMPLAINT)
    assert report.triage_due_on == dt.date(2026, 12, 3)
    report = acts.accept_report(report, actor=officer, at=MONDAY + dt.timedelta(days=1))
    assert report.answer_due_on == dt.date(2026, 12, 24)
    law = petition_law("denunciation")
    assert (law.accept.days, law.accept.unit, law.answer.days, law.answer.unit) == (7, "working_day", 30, "day")


def test_province_sets_its_own_days(commit, officer):
    from saolang.rulebook.models import ProvincialSetting

    ProvincialSetting.objects.create(
        key="report_triage_days",
        value=5,
        effective_from=dt.date(2026, 6, 1),
        source="Quyết định mẫu",
        reason="Mẫu",
        set_by="Cán bộ Mẫu",
        set_at=MONDAY,
    )
    with time_machine.travel(MONDAY, tick=False):
        assert received(commit).triage_due_on == dt.date(2026, 12, 1)


def test_contact_is_erased_when_its_time_is_over(commit, officer):
    with time_machine.travel(MONDAY, tick=False):
        closed = acts.refuse_report(received(commit), actor=officer, reason="Ngoài phạm vi")
        running = received(commit, email="khac-mau@example.vn")
    with time_machine.travel(MONDAY + dt.timedelta(days=364), tick=False):
        assert acts.erase_contacts() == 0
    with time_machine.travel(MONDAY + dt.timedelta(days=365), tick=False):
        assert acts.erase_contacts() == 1
        assert acts.erase_contacts() == 0
    assert list(ReportContact.objects.values_list("report", flat=True)) == [running.pk]
    closed.refresh_from_db()
    assert closed.contact_erased_on == dt.date(2027, 11, 23)


def test_only_reports_taken_up_and_not_groundless_count_as_risk(commit, officer):
    product = public_product()
    since = dt.date(2020, 1, 1)
    counted = acts.accept_report(received(commit, product=product), actor=officer)
    groundless = acts.accept_report(received(commit, product=product, email="a-mau@example.vn"), actor=officer)
    acts.answer_report(groundless, actor=officer, finding=ReportFinding.UNFOUNDED, answer="Không có vi phạm.")
    received(commit, product=product, email="b-mau@example.vn")
    assert queries.counted_for(product.producer, since) == 1
    assert queries.counted_by_producer([product.producer_id, -1], since) == {product.producer_id: 1}
    assert queries.counted_for(product.producer, counted.received_on + dt.timedelta(days=1)) == 0


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ({}, ([], 0, 0)),
        ({"a": 9, "b": 6}, ([("a", 9), ("b", 6)], 0, 0)),
        ({"a": 9, "b": 4, "c": 3}, ([("a", 9)], 7, 2)),
        ({"a": 9, "b": 6, "c": 3}, ([("a", 9)], 9, 2)),
        ({"a": 9, "b": 2, "c": 1}, ([], 12, 3)),
        ({"a": 3}, ([], 0, 1)),
    ],
)
def test_small_numbers_are_never_told_apart(counts, expected):
    assert queries.without_small(counts) == expected


def bulk(n: int, unit, *, answered_after: int | None = None, **fields) -> None:
    day = dt.date(2026, 11, 2)
    for _number in range(n):
        Report.objects.create(
            state="answered" if answered_after else "new", kind="quality", product_text="x", story="y" * 20,
            commune=unit, province=province(), received_on=day, triage_due_on=day, answer_due_on=day,
            answered_on=day + dt.timedelta(days=answered_after) if answered_after else None, **fields,
        )  # fmt: skip


@time_machine.travel(MONDAY, tick=False)
def test_figures_page_counts_and_names_no_small_place(client):
    bulk(6, commune(), answered_after=7, public_answer="Đã thu hồi lô hàng.")
    bulk(2, other_commune())
    bulk(3, commune("29755", "Mỹ Thuận"))
    bulk(7, commune(), legal_kind="denunciation")
    figures = queries.public_figures(province())
    assert (figures.total, figures.kinds[0][1], figures.median_days) == (11, 11, 5)
    assert (figures.communes, figures.others, figures.others_places) == ([("Song Phú", 6)], 5, 2)
    assert figures.months[0] == (dt.date(2026, 11, 1), 11)
    text = client.get("/phan-anh/so-lieu/").content.decode()
    assert "Đã thu hồi lô hàng." in text
    assert "Mỹ Thuận" not in text


def test_pages_of_the_desk_do_the_acts(client, commit, officer):
    report = received(commit, product=public_product())
    client.force_login(officer)
    base = report.get_absolute_url()
    assert client.get("/ban-lam-viec/giam-sat/phan-anh/").status_code == 200
    assert client.get("/ban-lam-viec/").status_code == 200
    for part in ("", "tiep-nhan/", "chuyen/", "trung/", "khong-tiep-nhan/", "giao/", "xep-loai/"):
        assert client.get(base + part).status_code == 200, part
    assert client.post(f"{base}trung/", {"first": "khong-co"}).status_code == 422
    assert client.post(f"{base}tiep-nhan/", {"handler": officer.pk, "version": report.version}).status_code == 303
    stale = client.post(f"{base}kiem-tra/", {"visit": "", "version": report.version})
    assert stale.status_code == 409
    report.refresh_from_db()
    assert client.post(f"{base}kiem-tra/", {"visit": "", "version": report.version}).status_code == 303
    answer = {"finding": "founded", "answer": "Đã xử lý <script>alert(1)</script>", "public_answer": ""}
    assert client.post(f"{base}tra-loi/", answer).status_code == 303
    assert b"<script>alert" not in client.get(base).content
    assert client.post(f"{base}dong/").status_code == 303
    report.refresh_from_db()
    assert report.state == "closed"
