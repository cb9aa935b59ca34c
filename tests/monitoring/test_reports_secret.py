"""A denouncer is hidden from all but the handler: in pages, lists, search, messages, files, the record, exports."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.cache import cache
from django.urls import reverse

from saolang.audit.models import Event
from saolang.core.problems import DomainError, NotAllowed
from saolang.monitoring.domain import report_handling as acts
from saolang.monitoring.enums import LegalKind
from saolang.monitoring.models import Report
from saolang.monitoring.queries import reports as queries
from saolang.notify.models import Message
from tests.factories import everyone, image_upload

from .report_rows import SECRET_EMAIL, SECRET_NAME, STORY, denounced, public_product, received

pytestmark = pytest.mark.django_db
NAME = "Kẹo dừa bị tố cáo"
SECRETS = (SECRET_EMAIL, SECRET_NAME, STORY, NAME)
ACTS = (
    "", "tiep-nhan/", "chuyen/", "trung/", "khong-tiep-nhan/", "kiem-tra/", "tra-loi/", "xep-loai/", "giao/",
)  # fmt: skip


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


@pytest.fixture
def commit(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


@pytest.fixture
def case(commit):
    """People, the denunciation of a public product with a picture, and the inspector who handles it."""
    product = public_product()
    people = everyone(product.producer)
    report = denounced(commit, product=product, photos=[image_upload()])
    handler = people["inspector"]
    report = acts.assign_handler(report, actor=people["province_officer"], handler=handler)
    type(product).objects.filter(pk=product.pk).update(name=NAME)
    return people, report, handler


def found_in(text: str) -> list[str]:
    return [secret for secret in SECRETS if secret in text]


def test_no_page_of_the_report_opens_for_anybody_but_the_handler(client, case):
    people, report, handler = case
    for name, person in people.items():
        if person.pk == handler.pk:
            continue
        client.logout()
        if person.is_authenticated:
            client.force_login(person)
        for part in ACTS:
            page = client.get(f"/ban-lam-viec/giam-sat/phan-anh/{report.code}/{part}")
            assert page.status_code in ((200, 302, 403, 404) if part == "giao/" else (302, 403, 404)), (name, part)
            assert found_in(page.content.decode()) == [], (name, part)
    client.force_login(handler)
    assert found_in(client.get(report.get_absolute_url()).content.decode()) == list(SECRETS)


def test_lists_work_list_search_and_figures_say_nothing(client, case):
    people, report, handler = case
    addresses = [
        "/ban-lam-viec/", "/ban-lam-viec/giam-sat/phan-anh/", "/ban-lam-viec/giam-sat/phan-anh/?muc=tat-ca",
        f"/ban-lam-viec/tim/?q={report.code}", "/ban-lam-viec/tim/?q=tố+cáo", "/ban-lam-viec/thong-bao/",
        "/phan-anh/so-lieu/", "/phan-anh/",
    ]  # fmt: skip
    hidden = (SECRET_EMAIL, SECRET_NAME, STORY)
    for name, person in people.items():
        client.logout()
        if person.is_authenticated:
            client.force_login(person)
        for address in addresses:
            text = client.get(address).content.decode()
            if person.pk != handler.pk:
                assert [secret for secret in hidden if secret in text] == [], (name, address)
            if "giam-sat" in address and person.pk != handler.pk:
                assert NAME not in text, (name, address)


def test_listing_and_right_agree_that_only_the_handler_sees_it(case):
    people, report, handler = case
    for name, person in people.items():
        listed = queries.visible_to(person).filter(pk=report.pk).exists()
        assert listed is (person.pk == handler.pk), name
        if person.is_authenticated:
            for right in ("view_report", "view_contact", "triage_report", "handle_report"):
                assert person.has_perm(f"monitoring.{right}", report) is (person.pk == handler.pk), (name, right)


def test_pictures_open_for_the_handler_alone(client, case):
    people, report, handler = case
    stored = report.photos.get().file
    for name, person in people.items():
        client.logout()
        if person.is_authenticated:
            client.force_login(person)
        for address in ("files:download", "files:thumb"):
            status = client.get(reverse(address, args=[stored.code])).status_code
            wanted = {200} if person.pk == handler.pk else {302, 403}
            assert status in wanted, (name, address)


def test_acts_are_refused_to_everybody_else_and_change_nothing(case):
    people, report, handler = case
    for person in people.values():
        if person.pk == handler.pk or not person.is_authenticated:
            continue
        for act, extra in (
            (acts.accept_report, {}),
            (acts.refuse_report, {"reason": "x"}),
            (acts.forward_report, {"reason": "x", "name": "y"}),
            (acts.mark_law, {"legal_kind": LegalKind.REPORT}),
        ):
            with pytest.raises(NotAllowed):
                act(report, actor=person, **extra)
    report.refresh_from_db()
    assert (report.state, report.legal_kind, report.handler) == ("new", "denunciation", handler)


def test_record_and_messages_hold_no_identity_and_no_content(case, commit):
    _people, report, handler = case
    report = acts.accept_report(report, actor=handler)
    with commit(execute=True):
        acts.answer_report(report, actor=handler, finding="founded", answer=f"Gửi {SECRET_NAME}: đã xử lý.")
    for event in Event.objects.filter(object_type="monitoring.report"):
        assert found_in(event.data + event.reason + event.object_label + event.actor_label) == []
    for message in Message.objects.all():
        assert found_in(message.title + message.body + message.url) == []
        assert report.code not in message.title + message.url or message.recipient_id == handler.pk
    letter = mail.outbox[-1]
    assert (letter.to, SECRET_NAME in letter.body, "đã xử lý" in letter.body) == ([SECRET_EMAIL], False, False)


def test_reasons_about_it_stay_out_of_the_record(case):
    _people, report, handler = case
    acts.refuse_report(report, actor=handler, reason=f"{SECRET_NAME} không nêu căn cứ")
    event = Event.objects.get(verb="monitoring.report.refuse")
    assert SECRET_NAME not in event.reason
    assert event.reason == acts.HIDDEN_REASON


def test_whoever_names_handlers_sees_code_days_and_handler_only(client, case):
    people, report, handler = case
    for name in ("province_officer", "leader"):
        rows = queries.denunciations_to_watch(people[name])
        assert [(row.code, row.handler) for row in rows] == [(report.code, handler.full_name)]
        client.force_login(people[name])
        assert report.code in client.get("/ban-lam-viec/giam-sat/phan-anh/").content.decode()
    assert queries.denunciations_to_watch(people["far_province_officer"]) == []
    for name in ("administrator", "auditor", "commune_leader", "owner"):
        assert not people[name].has_perm("monitoring.list_denunciations")


def test_handler_who_loses_the_duty_sees_it_no_longer(case):
    from saolang.accounts.models import Role, User

    _people, report, handler = case
    Role.objects.filter(user=handler).delete()
    fresh = User.objects.get(pk=handler.pk)
    assert not queries.visible_to(fresh).exists()
    assert not fresh.has_perm("monitoring.view_report", report)


def test_marking_closes_the_report_to_whoever_saw_it_before(client, commit):
    product = public_product()
    people = everyone(product.producer)
    officer, handler = people["province_officer"], people["inspector"]
    report = received(commit, product=product)
    with pytest.raises(DomainError) as caught:
        acts.mark_law(report, actor=officer, legal_kind=LegalKind.DENUNCIATION)
    assert caught.value.codes == ["handler_missing"]
    client.force_login(officer)
    address = f"{report.get_absolute_url()}xep-loai/"
    answer = client.post(address, {"legal_kind": "denunciation", "handler": handler.pk})
    assert (answer.status_code, answer["Location"]) == (303, "/ban-lam-viec/giam-sat/phan-anh/")
    assert client.get(report.get_absolute_url()).status_code == 404
    report = Report.objects.get(pk=report.pk)
    assert not officer.has_perm("monitoring.view_contact", report)
    with pytest.raises(DomainError) as caught:
        acts.mark_law(report, actor=handler, legal_kind=LegalKind.REPORT)
    assert caught.value.codes == ["denunciation_stays"]


def test_it_is_never_published_nor_joined_nor_counted(case, commit):
    _people, report, handler = case
    plain = received(commit, email="khac-mau@example.vn")
    with pytest.raises(DomainError) as caught:
        acts.link_duplicate(plain, actor=handler, first=report)
    assert caught.value.codes == ["duplicate_unknown"]
    report = acts.accept_report(report, actor=handler)
    with pytest.raises(DomainError) as caught:
        acts.answer_report(report, actor=handler, finding="founded", answer="Xong.", public_answer="Xong.")
    assert caught.value.codes == ["denunciation_public"]
    assert queries.counted_for(report.product.producer, report.received_on) == 0
    assert not any("email" in field.name or "phone" in field.name for field in Report._meta.fields)
