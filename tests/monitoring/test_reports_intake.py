"""Reports come in: verified by a code that was really sent, once, within limits, without tricks."""

from __future__ import annotations

import datetime as dt
import io

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from saolang.audit.models import Event
from saolang.core.problems import DomainError
from saolang.files.models import StoredFile
from saolang.monitoring.domain.report_intake import (
    TRIES,
    ask_code_again,
    submit_report,
    sweep_unverified,
    verify_report,
)
from saolang.monitoring.models import Report, ReportCode, ReportContact
from tests.factories import ProductFactory, commune, image_upload, province

from .report_rows import SECRET_EMAIL, STORY, WORDS, code_of_last_mail, public_product, received, sent

pytestmark = pytest.mark.django_db
MONDAY = dt.datetime(2026, 11, 23, 9, 0, tzinfo=dt.timezone(dt.timedelta(hours=7)))


@pytest.fixture(autouse=True)
def fresh_limits() -> None:
    cache.clear()


def test_submit_writes_a_report_that_does_not_count_and_sends_a_code(django_capture_on_commit_callbacks):
    report = sent(django_capture_on_commit_callbacks)
    assert (report.state, report.received_on, report.answer_due_on) == ("unverified", None, None)
    assert [message.to for message in mail.outbox] == [[SECRET_EMAIL]]
    assert report.tracking in mail.outbox[0].body
    code = ReportCode.objects.get()
    assert code.sent_at is not None
    assert code_of_last_mail() not in code.code_hash
    assert not Event.objects.exists()


@time_machine.travel(MONDAY, tick=False)
def test_verify_starts_the_clocks_in_working_days(django_capture_on_commit_callbacks):
    report = received(django_capture_on_commit_callbacks)
    assert report.state == "new"
    assert report.received_on == dt.date(2026, 11, 23)
    assert report.triage_due_on == dt.date(2026, 11, 27)  # 24/11 is a day off
    assert report.answer_due_on == dt.date(2026, 12, 15)
    event = Event.objects.get(verb="monitoring.report.receive")
    assert SECRET_EMAIL not in event.data + event.object_label + event.actor_label + event.reason
    assert not ReportCode.objects.exists()


def test_verify_twice_is_harmless(django_capture_on_commit_callbacks):
    report = received(django_capture_on_commit_callbacks)
    assert verify_report(report, digits="000000").state == "new"
    assert Event.objects.filter(verb="monitoring.report.receive").count() == 1


def test_wrong_code_locks_after_five_tries_even_for_the_right_one(django_capture_on_commit_callbacks):
    report = sent(django_capture_on_commit_callbacks)
    right = code_of_last_mail()
    wrong = "000000" if right != "000000" else "111111"
    for _try in range(TRIES):
        with pytest.raises(DomainError) as caught:
            verify_report(report, digits=wrong)
        assert caught.value.codes == ["code_wrong"]
    with pytest.raises(DomainError) as caught:
        verify_report(report, digits=right)
    assert caught.value.codes == ["code_locked"]
    report.refresh_from_db()
    assert report.state == "unverified"


def test_code_runs_out_after_half_an_hour_and_another_replaces_it(django_capture_on_commit_callbacks):
    with time_machine.travel(MONDAY, tick=False):
        report = sent(django_capture_on_commit_callbacks)
        old = code_of_last_mail()
    with time_machine.travel(MONDAY + dt.timedelta(minutes=31), tick=False):
        with pytest.raises(DomainError) as caught:
            verify_report(report, digits=old)
        assert caught.value.codes == ["code_old"]
        with django_capture_on_commit_callbacks(execute=True):
            ask_code_again(report)
        assert len(mail.outbox) == 2
        assert verify_report(report, digits=code_of_last_mail()).state == "new"


def test_codes_are_asked_a_minute_apart_and_three_times_at_most(django_capture_on_commit_callbacks):
    with time_machine.travel(MONDAY, tick=False) as clock:
        report = sent(django_capture_on_commit_callbacks)
        with pytest.raises(DomainError) as caught:
            ask_code_again(report)
        assert caught.value.codes == ["code_too_soon"]
        for _again in range(2):
            clock.shift(61)
            ask_code_again(report)
        clock.shift(61)
        with pytest.raises(DomainError) as caught:
            ask_code_again(report)
        assert caught.value.codes == ["no_more_codes"]
    assert ReportCode.objects.count() == 3


def test_same_form_sent_twice_makes_one_report(django_capture_on_commit_callbacks):
    first = sent(django_capture_on_commit_callbacks, token="MOTLANTHOI")
    second = sent(django_capture_on_commit_callbacks, token="MOTLANTHOI")
    assert first.pk == second.pk
    assert Report.objects.count() == 1
    assert len(mail.outbox) == 1


def test_one_contact_sends_three_reports_a_day(django_capture_on_commit_callbacks):
    for _number in range(3):
        sent(django_capture_on_commit_callbacks)
    with pytest.raises(DomainError) as caught:
        submit_report(**{**WORDS, "email": SECRET_EMAIL.upper()})
    assert caught.value.codes == ["too_many_reports"]
    assert Report.objects.count() == 3


def test_every_problem_is_told_at_once():
    province()
    with pytest.raises(DomainError) as caught:
        submit_report(kind="la", story="ngắn", legal_kind="denunciation", email="", phone="0901234567")
    assert caught.value.codes == [
        "kind_unknown", "name_missing", "story_length", "product_missing", "phone_not_offered",
    ]  # fmt: skip
    assert not Report.objects.exists()


def test_unpublished_product_cannot_be_named():
    province()
    with pytest.raises(DomainError) as caught:
        submit_report(**{**WORDS, "product": ProductFactory()})
    assert caught.value.codes == ["product_not_public"]
    assert not Report.objects.exists()


def test_public_product_gives_the_report_its_commune(django_capture_on_commit_callbacks):
    product = public_product()
    report = sent(django_capture_on_commit_callbacks, product=product)
    assert (report.product, report.product_text, report.commune) == (product, "", product.producer.filing_commune)


class Texts:
    """A gateway that keeps what it would send."""

    sent: list[tuple[str, str]] = []

    def send(self, phone: str, text: str) -> None:
        self.sent.append((phone, text))


def test_phone_is_verified_where_a_gateway_is_set(settings, django_capture_on_commit_callbacks):
    settings.SMS_GATEWAY = f"{__name__}.Texts"
    Texts.sent.clear()
    report = sent(django_capture_on_commit_callbacks, email="", phone="090 123 45 67")
    assert [phone for phone, _text in Texts.sent] == ["+84901234567"]
    assert mail.outbox == []
    digits = Texts.sent[0][1].split("phan anh ")[1][:6]
    assert verify_report(report, digits=digits).state == "new"


def exif_upload() -> SimpleUploadedFile:
    image = Image.new("RGB", (60, 40), (200, 30, 30))
    exif = Image.Exif()
    exif[0x010F] = "May anh cua Mau"
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile("Nguyen-Thi-Mau.jpg", buffer.getvalue(), content_type="image/jpeg")


def test_pictures_lose_their_metadata_and_their_names(django_capture_on_commit_callbacks):
    report = sent(django_capture_on_commit_callbacks, photos=[exif_upload(), image_upload()])
    files = [photo.file for photo in report.photos.all()]
    assert [(stored.name, stored.created_by) for stored in files] == [("anh-1.jpg", None), ("anh-2.png", None)]
    assert b"May anh" not in files[0].open().read()


def test_pdf_as_picture_is_refused_and_nothing_stays(django_capture_on_commit_callbacks):
    upload = SimpleUploadedFile("anh.jpg", b"%PDF-1.4 khong phai anh", content_type="image/jpeg")
    with pytest.raises(DomainError):
        sent(django_capture_on_commit_callbacks, photos=[upload])
    assert (Report.objects.count(), ReportContact.objects.count(), StoredFile.objects.count()) == (0, 0, 0)


def test_unverified_reports_go_after_two_days_with_their_pictures(django_capture_on_commit_callbacks):
    with time_machine.travel(MONDAY, tick=False):
        old = sent(django_capture_on_commit_callbacks, photos=[image_upload()])
        path = old.photos.get().file.path
        kept = received(django_capture_on_commit_callbacks, email="khac-mau@example.vn")
    with time_machine.travel(MONDAY + dt.timedelta(hours=47), tick=False):
        assert sweep_unverified() == 0
    with time_machine.travel(MONDAY + dt.timedelta(hours=49), tick=False):
        with django_capture_on_commit_callbacks(execute=True):
            assert sweep_unverified() == 1
        assert sweep_unverified() == 0
    assert list(Report.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not StoredFile.objects.exists()
    assert not default_storage.exists(path)


# The pages


def typed(**changes: str) -> dict[str, str]:
    words = {"kind": "quality", "product_text": "Bánh tráng lạ", "story": STORY, "legal_kind": "report"}
    return {**words, "email": SECRET_EMAIL, "commune": "", "token": "A" * 20, **changes}


def test_form_leads_to_the_code_and_then_to_the_tracking_page(client, django_capture_on_commit_callbacks):
    commune()
    assert client.get("/phan-anh/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/phan-anh/", typed(commune="29740"))
    report = Report.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/phan-anh/{report.tracking}/xac-minh/")
    assert client.get(f"/phan-anh/{report.tracking}/")["Location"] == answer["Location"]
    page = client.get(answer["Location"])
    assert SECRET_EMAIL not in page.content.decode()
    wrong = client.post(answer["Location"], {"digits": "12"})
    assert wrong.status_code == 422
    right = client.post(answer["Location"], {"digits": code_of_last_mail()})
    assert right["Location"] == f"/phan-anh/{report.tracking}/"
    page = client.get(right["Location"])
    text = page.content.decode()
    assert "Đã nhận, đang xem xét" in text
    assert SECRET_EMAIL not in text
    assert STORY not in text
    assert (page["Cache-Control"], page["X-Robots-Tag"]) == ("private, no-store", "noindex")


def test_form_finds_products_without_scripts_and_keeps_what_was_typed(client):
    commune()
    product = public_product(name="Kẹo dừa Mẫu")
    page = client.post("/phan-anh/", typed(product_text="keo dua", find="1")).content.decode()
    assert f'value="{product.code}"' in page
    assert STORY in page
    assert not Report.objects.exists()
    page = client.get(f"/phan-anh/?san-pham={product.code}").content.decode()
    assert "Kẹo dừa Mẫu" in page


def test_form_does_not_know_an_unpublished_product(client):
    commune()
    hidden = ProductFactory(name="Sản phẩm chưa công bố")
    page = client.get(f"/phan-anh/?san-pham={hidden.code}").content.decode()
    assert "Sản phẩm chưa công bố" not in page


def test_form_keeps_scripts_as_text(client, django_capture_on_commit_callbacks):
    commune()
    page = client.post("/phan-anh/", typed(story="<script>alert(1)</script>", kind=""))
    assert page.status_code == 422
    assert b"<script>alert" not in page.content


def test_form_refuses_a_huge_picture_and_keeps_the_words(client, settings):
    commune()
    settings.FILES_LIMITS = {"image_pixels": 1000, "image_bytes": 20_000_000}
    page = client.post("/phan-anh/", {**typed(), "photo_1": image_upload(size=(400, 300))})
    assert page.status_code == 422
    assert STORY in page.content.decode()
    assert "ảnh quá lớn" in page.content.decode()
    settings.FILES_LIMITS = {"upload_bytes": 500, "image_bytes": 500}
    page = client.post("/phan-anh/", {**typed(), "photo_1": image_upload(size=(400, 300))})
    assert page.status_code == 422
    assert "vượt mức cho phép" in page.content.decode()
    assert (Report.objects.count(), StoredFile.objects.count()) == (0, 0)


def test_guessed_tracking_codes_find_nothing_and_are_slowed(client, settings):
    settings.REPORT_RATES = {"track": "3/m"}
    answers = [client.get(f"/phan-anh/{number:016d}/").status_code for number in range(5)]
    assert answers == [404, 404, 404, 429, 429]


def test_one_address_sends_so_many_reports_an_hour(client, settings):
    commune()
    settings.REPORT_RATES = {"send": "2/h"}
    answers = [client.post("/phan-anh/", typed(story="x")).status_code for _number in range(3)]
    assert answers == [422, 422, 429]


def test_product_and_check_pages_lead_to_the_form(client):
    product = public_product()
    assert f"/phan-anh/?san-pham={product.code}" in client.get(f"/san-pham/{product.code}/").content.decode()
    assert "/phan-anh/?so=99/GCN" in client.get("/kiem-tra/?so=99/GCN").content.decode()
