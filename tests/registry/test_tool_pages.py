"""The pages of corrections, new certificates, transfers, merges and ceased producers, from both sides."""

from __future__ import annotations

import datetime as dt

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from saolang.accounts.domain.organisations import committee_of
from saolang.accounts.enums import RoleKind
from saolang.producers.domain.ceasing import cease_producer
from saolang.producers.domain.merging import merge_products
from saolang.producers.models import MergeRecord, Producer
from saolang.registry.domain.transfer import transfer_without_star
from saolang.registry.holding import place_today, producer_panel, relabel_advice
from saolang.registry.mark import may_use_mark
from saolang.registry.models import Amendment, Certificate, ProductTransfer, Recognition
from saolang.rulebook.models import ProvincialSetting
from tests.factories import ProducerFactory, ProductFactory, make_user, pdf_upload, province

from .amending import asked, entered, officer, recognised
from .test_finding import star as old_star  # noqa: F401  (a fixture)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("november")]


@pytest.fixture
def november():
    with time_machine.travel(dt.datetime(2026, 11, 22, 3, tzinfo=dt.UTC), tick=False):
        yield


def client_of(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_a_request_goes_from_the_producer_to_the_issued_decision() -> None:
    star = recognised()
    owner = client_of(make_user(RoleKind.PRODUCER_OWNER, producer=star.product.producer))
    product_page = owner.get(reverse("producers:product", args=[star.product.code])).content.decode()
    new = reverse("registry:amendment_new", args=[star.code, "reissue"])
    page = owner.get(new).content.decode()
    assert f'href="{star.product.get_absolute_url()}">Thôi<' in page
    assert star.get_absolute_url() + '"' not in page
    assert new in product_page
    assert owner.get(new).status_code == 200
    assert owner.post(new, {"reason": ""}).status_code == 422
    response = owner.post(new, {"reason": "Giấy bị ướt", "file": pdf_upload()})
    amendment = Amendment.objects.get()
    assert response["Location"] == amendment.get_absolute_url()
    assert owner.get(amendment.get_absolute_url()).status_code == 200
    assert owner.get(reverse("registry:amendment_check", args=[amendment.code])).status_code == 403
    person = officer()
    office = client_of(person)
    work = office.get("/ban-lam-viec/")
    assert "Kiểm tra đề nghị" in work.content.decode()
    assert office.post(reverse("registry:amendment_check", args=[amendment.code]), {"note": "Đúng"}).status_code == 303
    enter = reverse("registry:amendment_enter", args=[amendment.code])
    assert office.get(enter).status_code == 200
    item = amendment.items.get()
    sent = {
        "issuer": committee_of(province()).pk, "number": "99", "symbol": "QĐ-UBND", "issued_on": "20/11/2026",
        "signed_file": pdf_upload(), f"certificate_{item.pk}": "77/GCN-UBND",
    }  # fmt: skip
    assert office.post(enter, sent).status_code == 303
    new_paper = Certificate.objects.get(replaces__isnull=False)
    assert new_paper.number == "77/GCN-UBND"
    check = Client().get(reverse("portal:verify"), {"so": "12/GCN-UBND"}).content.decode()
    assert "Giấy này đã được cấp đổi bằng số 77/GCN-UBND" in check
    entry = office.get(star.get_absolute_url()).content.decode()
    assert "77/GCN-UBND" in entry


def test_papers_are_drafted_and_issued_on_the_pages() -> None:
    star = recognised()
    office = client_of(officer())
    new = reverse("registry:amendment_new", args=[star.code, "correction"])
    page = office.post(
        new, {"reason": "In sai", "producer_name": "HTX Mẫu Đúng", "address": star.address, "product_name": "",
              "product_code": ""},
    )  # fmt: skip
    assert page.status_code == 303
    amendment = Amendment.objects.get()
    assert (amendment.changes, amendment.with_certificate) == ({"producer_name": "HTX Mẫu Đúng"}, False)
    office.post(reverse("registry:amendment_check", args=[amendment.code]), {"note": ""})
    assert office.post(reverse("registry:amendment_draft", args=[amendment.code])).status_code == 303
    amendment.refresh_from_db()
    issue = reverse("registry:amendment_issue", args=[amendment.code])
    lead = office.get(reverse("registry:amendment_paper", args=[amendment.decision_paper.code]))
    assert lead["Location"] == issue
    sent = {
        "number": "7", "symbol": "QĐ-UBND", "issued_on": "22/11/2026", "sign_mode": "none",
        "signer_name": "Trần Văn Mẫu", "signer_title": "Chủ tịch", "signed_file": pdf_upload(),
    }  # fmt: skip
    assert office.post(issue, {**sent, "issued_on": "1/1/2020"}).status_code == 422
    assert Recognition.objects.get().producer_name == star.producer_name
    assert office.post(issue, {**sent, "signed_file": pdf_upload()}).status_code == 303
    assert Recognition.objects.get().producer_name == "HTX Mẫu Đúng"


def test_transfer_page_leaves_the_star_or_asks_for_a_decision() -> None:
    star, holder = recognised(), ProducerFactory(organisation__name="HTX Mẫu Nhận")
    office = client_of(officer())
    page = reverse("registry:transfer_new", args=[star.product.code])
    sent = {"find": "HTX Mẫu Nhận", "with_star": "no", "on": "20/11/2026", "reason": "Hợp đồng mẫu"}
    assert client_of(make_user(RoleKind.COMMUNE_LEADER)).post(page, sent).status_code == 403
    assert office.post(page, {**sent, "find": "không có ai"}).status_code == 422
    assert may_use_mark(star.product)[0]
    assert office.post(page, sent).status_code == 303
    row = ProductTransfer.objects.get()
    assert (row.to_producer, row.star_moved) == (holder, False)
    allowed, why = may_use_mark(star.product)
    assert not allowed
    assert "hạng sao không chuyển theo" in why
    shown = Client().get(reverse("portal:product", args=[star.product.code])).content.decode()
    assert "Sản phẩm đã chuyển cho HTX Mẫu Nhận từ ngày 20/11/2026" in shown


def test_merged_product_address_leads_to_the_kept_one() -> None:
    star = recognised()
    gone = ProductFactory(producer=star.product.producer, name=star.product.name, published=True)
    merge_products(star.product, gone, actor=officer())
    response = Client().get(reverse("portal:product", args=[gone.code]))
    assert (response.status_code, response["Location"]) == (301, reverse("portal:product", args=[star.product.code]))


def test_duplicates_are_compared_merged_and_taken_back_on_pages() -> None:
    kept = ProducerFactory(organisation__name="HTX Nông nghiệp Mẫu Xanh")
    gone = ProducerFactory(
        organisation__name="Hợp tác xã nông nghiệp Mẫu Xanh", state="published_only", registration_number=""
    )
    office = client_of(officer())
    assert client_of(make_user(RoleKind.COMMUNE_OFFICER)).get(reverse("producers:duplicates")).status_code == 403
    merge = reverse("producers:merge", args=[kept.code, gone.code])
    assert merge in office.get(reverse("producers:duplicates")).content.decode()
    assert "HTX Nông nghiệp Mẫu Xanh" in office.get(merge).content.decode()
    assert office.post(merge, {"reason": ""}).status_code == 303
    record = MergeRecord.objects.get()
    assert office.get(record.get_absolute_url()).status_code == 200
    assert office.post(merge, {"reason": ""}).status_code == 422  # two pages were open
    assert office.get(gone.get_absolute_url()).status_code == 200
    assert office.post(reverse("producers:merge_undo", args=[record.code]), {"reason": "Nhầm"}).status_code == 303
    assert Producer.objects.get(pk=gone.pk).state == "published_only"


def test_commune_notes_a_ceased_producer_with_confirmation() -> None:
    star = recognised()
    producer = star.product.producer
    commune_officer = client_of(make_user(RoleKind.COMMUNE_OFFICER))
    page = reverse("producers:cease", args=[producer.code])
    assert page in commune_officer.get(producer.get_absolute_url()).content.decode()
    assert client_of(make_user(RoleKind.PRODUCER_OWNER, producer=producer)).get(page).status_code == 403
    sent = {"on": "1/10/2026", "reason": "Giải thể", "paper": "12/TB-UBND", "file": pdf_upload()}
    assert commune_officer.post(page, sent).status_code == 422  # not confirmed
    sent["file"] = pdf_upload()
    assert commune_officer.post(page, {**sent, "confirm": "on"}).status_code == 303
    producer.refresh_from_db()
    assert (producer.state, producer.ceased_paper) == ("ceased", "12/TB-UBND")
    star.refresh_from_db()
    assert star.withdrawn_on is None
    shown = Client().get(reverse("portal:product", args=[star.product.code])).content.decode()
    assert "Chủ thể đã ngừng hoạt động từ ngày 01/10/2026." in shown
    assert producer_panel(producer, officer()).rows[0][0] == star
    assert commune_officer.get(producer.get_absolute_url()).status_code == 200


def test_commune_renames_on_its_page_until_papers_print_it() -> None:
    producer = ProducerFactory()
    office = client_of(make_user(RoleKind.COMMUNE_OFFICER))
    page = reverse("producers:rename", args=[producer.code])
    assert page in office.get(producer.get_absolute_url()).content.decode()
    sent = {"name": "HTX Mẫu Đúng", "kind": "cooperative", "registration_number": producer.registration_number}
    assert office.post(page, {**sent, "reason": "Sai tên"}).status_code == 303
    assert Producer.objects.get().name == "HTX Mẫu Đúng"
    recognised(ProductFactory(producer=producer))
    assert page not in office.get(producer.get_absolute_url()).content.decode()
    assert office.post(page, {**sent, "name": "Khác", "reason": "x"}).status_code == 422


def test_merged_communes_change_no_paper_and_give_advice_only(old_star: Recognition) -> None:  # noqa: F811
    assert place_today(old_star) == "xã Song Phú, tỉnh Vĩnh Long"
    assert relabel_advice() is None
    ProvincialSetting.objects.create(
        key="relabel_advice_until", value="31/12/2027", effective_from=dt.date(2026, 6, 1), source="Văn bản mẫu",
        reason="Thử", set_by="Mẫu", set_at=dt.datetime(2026, 6, 1, tzinfo=dt.UTC),
    )  # fmt: skip
    panel = producer_panel(old_star.product.producer, officer())
    assert "31/12/2027" in panel.notes[0]
    assert Recognition.objects.get(pk=old_star.pk).address == old_star.address
    shown = Client().get(reverse("portal:product", args=[old_star.product.code])).content.decode()
    assert "nay là xã Song Phú, tỉnh Vĩnh Long" in shown


def test_strangers_see_no_amendment() -> None:
    star, person = recognised(), officer()
    entered(asked(star, "reissue", person), person)
    amendment = Amendment.objects.get()
    other = client_of(make_user(RoleKind.PRODUCER_OWNER, producer=ProducerFactory()))
    assert other.get(amendment.get_absolute_url()).status_code == 403
    assert other.get(reverse("registry:amendment_new", args=[star.code, "reissue"])).status_code == 403
    assert amendment.code not in other.get(reverse("registry:amendments")).content.decode()
    assert Client().get(amendment.get_absolute_url()).status_code == 302
    cease_producer(star.product.producer, actor=person, reason="Giải thể")
    transfer = transfer_without_star(
        star.product, to_producer=ProducerFactory(), on=dt.date(2026, 11, 1), reason="Mẫu", actor=person
    )
    assert transfer.new_product is not None
