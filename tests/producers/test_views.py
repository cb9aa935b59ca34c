"""Pages of producers: what people see, what is refused, what is kept."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import cache
from django.urls import reverse

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import User
from saolang.core.registries import navigation
from saolang.files.models import StoredFile
from saolang.producers.models import Evidence, EvidenceLink, Producer, Product, Site
from saolang.producers.registrations import own_standing, waiting_producers
from tests.factories import (
    EvidenceFactory,
    ProducerFactory,
    ProductFactory,
    commune,
    everyone,
    give_role,
    image_upload,
    make_user,
    pdf_upload,
    tax_number,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def product():
    return ProductFactory()


@pytest.fixture
def producer(product):
    return product.producer


@pytest.fixture
def owner(producer):
    return make_user(RoleKind.PRODUCER_OWNER, producer=producer)


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


def _url(name, **kwargs):
    return reverse(f"producers:{name}", kwargs=kwargs)


def _token(response):
    return response.context["form"]["token"].value()


def test_pages_over_roles(client, product, producer):
    """Anonymous people are sent to sign in, wrong roles get 403, right roles the page."""
    paper = EvidenceFactory(product=product)
    own = {"owner", "staff", "helper"}
    officials = {
        "commune_officer",
        "commune_leader",
        "province_officer",
        "department_officer",
        "inspector",
        "leader",
        "auditor",
    }
    pages = {
        _url("producer", code=producer.code): own | officials,
        _url("product", code=product.code): own | officials,
        _url("evidence", code=paper.code): own | officials,
        _url("cabinet", code=producer.code): own | officials,
        _url("profile", code=producer.code): own - {"helper"},
        _url("product_edit", code=product.code): own,
        _url("evidence_add", code=producer.code): own,
        _url("people", code=producer.code): {"owner"},
        _url("refuse", code=producer.code): {"commune_officer", "commune_leader"},
        _url("waiting"): {"commune_officer", "commune_leader", "other_commune_officer"},
        _url("producers"): officials | {"other_commune_officer", "far_province_officer"},
    }
    people = everyone(producer)
    for url, allowed in pages.items():
        client.logout()
        assert client.get(url).status_code == 302, url
        for name in (
            "owner",
            "helper",
            "other_owner",
            "commune_officer",
            "other_commune_officer",
            "council_member",
            "administrator",
            "auditor",
        ):
            client.force_login(people[name])
            assert client.get(url).status_code == (200 if name in allowed else 403), (url, name)


def test_producer_page_teaches_the_first_step(client):
    producer = ProducerFactory()
    client.force_login(make_user(RoleKind.PRODUCER_OWNER, producer=producer))
    page = client.get(producer.get_absolute_url()).content.decode()
    assert "Bắt đầu từ đây" in page
    assert "Chưa có sản phẩm nào" in page
    assert "Thêm sản phẩm" in page


def test_producer_page_hides_personal_data_from_officials(client, producer, owner, as_owner):
    from saolang.producers.models import RepresentativeDetails

    RepresentativeDetails.objects.create(
        producer=producer, gender="nu", ethnicity="Khmer", permanent_address="Số 1 Mẫu"
    )
    assert "Số 1 Mẫu" in as_owner.get(producer.get_absolute_url()).content.decode()
    client.force_login(make_user(RoleKind.COMMUNE_OFFICER))
    page = client.get(producer.get_absolute_url()).content.decode()
    assert "Số 1 Mẫu" not in page
    assert "Khmer" not in page


def test_home_leads_to_the_only_producer_and_officials_to_the_list(client, producer, as_owner):
    assert as_owner.get(_url("home")).url == producer.get_absolute_url()
    client.force_login(make_user(RoleKind.COMMUNE_OFFICER))
    assert client.get(_url("home")).url == _url("producers")
    client.force_login(make_user())
    assert "Bạn chưa đăng ký chủ thể nào" in client.get(_url("home")).content.decode()


def _sign_up(**changes):
    return {
        "name": "HTX Mẫu Rạng Đông",
        "kind": "cooperative",
        "registration_number": tax_number(50),
        "commune": str(commune().pk),
        "site_address": "Ấp 2",
        "full_name": "Lê Thị Mẫu",
        "phone": "",
        "email": "rang-dong@example.vn",
        "password": "banh-phong-mau-9",
        **changes,
    }


def test_sign_up_makes_a_waiting_producer_and_signs_in(client):
    cache.clear()
    url = reverse("producers_public:register")
    commune()
    assert "Xã Song Phú" in client.get(url).content.decode()
    page = client.post(url, _sign_up(), follow=True)
    producer = Producer.objects.get()
    assert page.redirect_chain[-1][0] == producer.get_absolute_url()
    assert "UBND xã Song Phú sẽ xác nhận" in page.content.decode()
    assert page.wsgi_request.user.email == "rang-dong@example.vn"


def test_sign_up_keeps_what_was_typed_and_lists_problems(client):
    cache.clear()
    commune()
    page = client.post(reverse("producers_public:register"), _sign_up(registration_number="0100109107", kind="company"))
    assert page.status_code == 422
    assert [problem.code for problem in page.context["problems"]] == [
        "registration_check_digit",
        "enterprise_size_unknown",
    ]
    text = page.content.decode()
    assert 'value="HTX Mẫu Rạng Đông"' in text
    assert 'value="0100109107"' in text
    assert not User.objects.exists()


def test_sign_up_is_limited_by_address(client, monkeypatch):
    cache.clear()
    monkeypatch.setattr("saolang.producers.views.public.RATE", "2/h")
    commune()
    url = reverse("producers_public:register")
    codes = [client.post(url, {"name": "HTX"}).status_code for _ in range(3)]
    assert codes == [422, 422, 429]
    cache.clear()


def test_product_is_added_once_however_often_the_form_is_sent(as_owner, producer):
    Product.objects.all().delete()
    url = _url("product_add", code=producer.code)
    data = {"name": "Bánh tráng sữa", "stage": "ready", "set_number": "6", "token": _token(as_owner.get(url))}
    first, second = as_owner.post(url, data), as_owner.post(url, data)
    product = Product.objects.get()
    assert first.url == product.get_absolute_url()
    assert (second.status_code, second.url) == (303, producer.get_absolute_url())


def test_product_form_offers_only_set_26_to_associations(client):
    association = ProducerFactory(kind="association")
    client.force_login(make_user(RoleKind.PRODUCER_OWNER, producer=association))
    page = client.get(_url("product_add", code=association.code)).content.decode()
    assert '<option value="26">' in page
    assert '<option value="6">' not in page


def test_product_edit_on_a_stale_page_keeps_the_typing(as_owner, product):
    url = _url("product_edit", code=product.code)
    data = {"name": "Tên mới", "stage": "ready", "set_number": "6", "version": "1"}
    assert as_owner.post(url, data).status_code == 303
    page = as_owner.post(url, {**data, "name": "Tên của người sau"})
    assert page.status_code == 409
    assert "Tên của người sau" in page.content.decode()
    product.refresh_from_db()
    assert product.name == "Tên mới"


def test_evidence_form_keeps_files_when_something_is_wrong(as_owner, producer, product):
    url = _url("evidence_add", code=producer.code)
    data = {
        "kind": "mc_kiem_nghiem",
        "issued_on": "1/3/2026",
        "expires_on": "1/2/2026",
        "product": str(product.pk),
        "files": [pdf_upload("kiem-nghiem.pdf")],
        "token": _token(as_owner.get(url)),
    }
    page = as_owner.post(url, data)
    assert page.status_code == 422
    text = page.content.decode()
    assert "Ngày hết giá trị 01/02/2026 trước ngày cấp 01/03/2026." in text
    assert "kiem-nghiem.pdf" in text
    kept = page.context["form"]["kept"].value()
    stored = StoredFile.objects.get(code=kept)
    fixed = {**data, "expires_on": "1/3/2029", "files": [], "kept": kept}
    assert as_owner.post(url, fixed).status_code == 303
    paper = Evidence.objects.get()
    assert [row.file for row in paper.files.all()] == [stored]


def test_evidence_form_takes_no_file_of_somebody_else(as_owner, producer):
    from tests.factories import stored_file

    foreign = stored_file(uploaded_by=make_user())
    url = _url("evidence_add", code=producer.code)
    as_owner.post(url, {"kind": "mc_dkkd", "kept": foreign.code})
    assert Evidence.objects.get().files.count() == 0


def test_evidence_form_refuses_a_wrong_type_by_name(as_owner, producer):
    from django.core.files.uploadedfile import SimpleUploadedFile

    url = _url("evidence_add", code=producer.code)
    bad = SimpleUploadedFile("virus.pdf", b"MZ" + b"\0" * 500)
    page = as_owner.post(url, {"kind": "mc_dkkd", "files": [bad], "number": "01/GCN"})
    assert page.status_code == 422
    assert 'value="01/GCN"' in page.content.decode()
    assert not Evidence.objects.exists()


def test_cabinet_shows_three_columns_and_what_is_absent(as_owner, producer, product):
    paper = EvidenceFactory(product=product, expires_on=dt.date(2020, 1, 1), issued_on=dt.date(2019, 1, 1))
    EvidenceLink.objects.create(product=product, evidence=paper, criterion="1.1")
    page = as_owner.get(_url("cabinet", code=producer.code)).content.decode()
    for words in ("Giấy tờ, nơi cấp", "Giá trị", "Tiêu chí", "Hết giá trị", paper.number, "Loại chưa có trong tủ"):
        assert words in page


def test_link_form_lists_criteria_of_the_chosen_product(as_owner, product):
    paper = EvidenceFactory(product=product)
    url = _url("evidence_link", code=paper.code)
    assert "Tiêu chí của phiếu bộ 6" in as_owner.get(url).content.decode()
    data = {"product": product.pk, "criterion": "1.1", "page_from": "2", "page_to": "3"}
    assert as_owner.post(url, data).status_code == 303
    link = EvidenceLink.objects.get()
    assert (link.criterion, link.page_from, link.page_to) == ("1.1", 2, 3)
    assert as_owner.post(_url("unlink", pk=link.pk)).status_code == 303
    assert not EvidenceLink.objects.exists()


def test_link_page_without_a_set_leads_back(as_owner, product):
    Product.objects.update(set_number=None)
    paper = EvidenceFactory(product=product)
    assert as_owner.get(_url("evidence_link", code=paper.code)).url == paper.get_absolute_url()


def test_exemption_page_names_the_ground_and_its_source(as_owner, product):
    url = _url("exemption", code=product.code, kind="mc_dieu_kien_sx")
    assert "Nghị định 15/2018/NĐ-CP, Điều 12.1.c" in as_owner.get(url).content.decode()
    page = as_owner.post(url, {"ground": "attp_small_processing"})
    assert page.status_code == 422
    assert page.context["problems"][0].code == "exemption_substitute"
    assert as_owner.get(_url("exemption", code=product.code, kind="mc_dkkd")).status_code == 404


def test_photos_are_added_and_shown(as_owner, product):
    url = _url("photos", code=product.code)
    page = as_owner.post(url, {"uploads": [image_upload("a.png"), image_upload("b.png")], "caption": "Mặt trước"})
    assert page.status_code == 303
    text = as_owner.get(product.get_absolute_url()).content.decode()
    assert text.count('alt="Mặt trước"') == 2


def test_site_of_another_province_is_found_by_name(as_owner, producer):
    from tests.factories import far_commune

    far = far_commune()
    url = _url("site_add", code=producer.code)
    data = {"kind": "material_area", "name": "Vùng Mẫu", "elsewhere": "xã Xa Lạ, Lâm Đồng", "area_ha": "1,5"}
    assert as_owner.post(url, data).status_code == 303
    site = Site.objects.get(kind="material_area")
    assert (site.unit, str(site.area_ha)) == (far, "1.50")
    page = as_owner.post(url, {**data, "elsewhere": "xã Không Có"})
    assert page.status_code == 422
    assert Site.objects.filter(kind="material_area").count() == 1


def test_commune_confirms_and_refuses_from_the_page(client):
    producer = ProducerFactory(state="pending", confirmed_on=None)
    waiting = make_user()
    give_role(waiting, RoleKind.PRODUCER_OWNER, organisation=producer.organisation, confirmed=False)
    officer = make_user(RoleKind.COMMUNE_OFFICER)
    client.force_login(officer)
    assert producer.name in client.get(_url("waiting")).content.decode()
    page = client.get(producer.get_absolute_url()).content.decode()
    assert "Xác nhận chủ thể" in page
    assert client.post(_url("refuse", code=producer.code), {"reason": ""}).status_code == 422
    assert client.post(_url("confirm", code=producer.code), {"version": "1"}).status_code == 303
    producer.refresh_from_db()
    assert producer.state == "confirmed"
    stale = client.post(_url("refuse", code=producer.code), {"reason": "Nhầm", "version": "1"})
    assert stale.status_code == 409
    assert "Nhầm" in stale.content.decode()


def test_producer_list_filters_and_stays_within_a_few_queries(client, django_assert_max_num_queries):
    officer = make_user(RoleKind.PROVINCE_OFFICER)
    client.force_login(officer)
    ProducerFactory(organisation__name="HTX Mẫu Bưởi Năm Roi")
    url = _url("producers")
    with django_assert_max_num_queries(14):
        client.get(url)
    for _ in range(3):
        ProducerFactory()
    with django_assert_max_num_queries(14):
        page = client.get(url)
    assert page.content.decode().count("data-open-row") == 4
    found = client.get(url, {"q": "buoi nam"}).content.decode()
    assert "HTX Mẫu Bưởi Năm Roi" in found
    assert found.count("data-open-row") == 1


def test_people_page_records_an_authorisation(as_owner, producer):
    url = _url("helper_add", code=producer.code)
    data = {"email": "giup@example.vn", "full_name": "Phạm Thị Mẫu", "document": pdf_upload("uy-quyen.pdf")}
    assert as_owner.post(url, data).status_code == 303
    page = as_owner.get(_url("people", code=producer.code)).content.decode()
    assert "Phạm Thị Mẫu" in page
    assert "uy-quyen.pdf" in page
    row = producer.authorisations.get()
    end = _url("authorisation_end", pk=row.pk)
    assert as_owner.post(end, {"reason": "Xong"}).status_code == 303
    row.refresh_from_db()
    assert row.ended_on is not None


def test_staff_end_refuses_a_role_of_another_producer(as_owner, producer):
    foreign = make_user(RoleKind.PRODUCER_STAFF).roles.get()
    page = as_owner.post(_url("staff_end", code=producer.code, role=foreign.pk), {"reason": "x"})
    assert page.status_code == 404
    foreign.refresh_from_db()
    assert foreign.ended_on is None


def test_work_list_rows_for_commune_and_producer(owner):
    waiting = ProducerFactory(state="pending", confirmed_on=None)
    officer = make_user(RoleKind.COMMUNE_OFFICER)
    assert [row.url for row in waiting_producers(officer)] == [waiting.get_absolute_url()]
    assert list(waiting_producers(owner)) == []
    person = make_user()
    give_role(person, RoleKind.PRODUCER_OWNER, organisation=waiting.organisation, confirmed=False)
    assert [row.waiting_for_other for row in own_standing(person)] == [True]


def test_rail_entries_by_role(owner):
    items = dict(navigation.items())
    assert items["products"].visible_to(owner)
    assert not items["producers"].visible_to(owner)
    assert items["producers"].visible_to(make_user(RoleKind.AUDITOR))
