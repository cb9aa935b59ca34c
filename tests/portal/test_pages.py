"""Public pages: only what is public, the answer of today, nothing personal, usable without cookies or scripts."""

from __future__ import annotations

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from saolang.accounts.domain.organisations import historic_committee
from saolang.producers.models import Product
from saolang.registry.catalogue import all_items
from saolang.registry.models import Certificate, StarState
from tests.factories import ProducerFactory, ProductFactory

from .conftest import TODAY, Star

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def noon() -> object:
    with time_machine.travel(dt.datetime(TODAY.year, TODAY.month, TODAY.day, 5, tzinfo=dt.UTC), tick=False):
        yield


def page(path: str, **query: object) -> str:
    response = Client().get(path, query)
    assert response.status_code == 200, path
    return str(response.content.decode())


def catalogue(**query: object) -> str:
    return page(reverse("portal:catalogue"), **query)


def product_page(product: Product) -> str:
    return page(reverse("portal:product", args=[product.code]))


def test_nothing_unpublished_is_ever_visible(give_star: Star) -> None:
    product = ProductFactory(name="Bánh Chưa Công Bố")
    waiting = ProductFactory(name="Kẹo Đang Chấm")
    star = give_star(product, public_since=None)
    later = give_star(ProductFactory(name="Trà Ngày Mai"), public_since=TODAY + dt.timedelta(days=1))
    for path in (reverse("portal:home"), reverse("portal:catalogue"), reverse("portal:sitemap")):
        text = page(path)
        assert not re.search("Chưa Công Bố|Đang Chấm|Ngày Mai", text) and product.code not in text
    for hidden in (product, waiting, later.product):
        assert Client().get(reverse("portal:product", args=[hidden.code])).status_code == 404
    for code in (star.code, star.certificates.get().code, later.code):
        assert Client().get(reverse("portal:certificate", args=[code])).status_code == 404
    assert "không có trong hệ thống" in page(reverse("portal:verify"), so=star.certificates.get().number)


def test_a_product_taken_down_leaves_every_page(give_star: Star) -> None:
    star = give_star()
    Product.objects.filter(pk=star.product.pk).update(withdrawn_from_site=True)
    assert Client().get(reverse("portal:product", args=[star.product.code])).status_code == 404
    assert star.product.name not in catalogue()


def test_home_counts_and_shows_the_newest(give_star: Star) -> None:
    give_star(ProductFactory(name="Sản phẩm Một"))
    give_star(ProductFactory(name="Sản phẩm Cũ"), issued=dt.date(2021, 1, 1), through=dt.date(2024, 1, 1))
    text = page("/")
    assert "1 sản phẩm OCOP đang còn hiệu lực, trong 2 sản phẩm" in text
    assert "Sản phẩm Một" in text and "Sản phẩm Cũ" not in text


def test_pages_set_no_cookie_and_say_how_long_they_hold(give_star: Star) -> None:
    star = give_star()
    response = Client().get(reverse("portal:stars"))
    assert not response.cookies and response["Cache-Control"] == "public, max-age=60"
    answers = [
        ("home", []),
        ("verify", []),
        ("certificate", [star.code]),
        ("product", [star.product.code]),
        ("catalogue", []),
    ]
    for path in (reverse(f"portal:{name}", args=args) for name, args in answers):
        assert Client().get(path)["Cache-Control"] == "private, no-store"


def test_expired_products_are_never_mixed_in(give_star: Star) -> None:
    give_star(ProductFactory(name="Cốm Còn Hạn"))
    give_star(ProductFactory(name="Cốm Hết Hạn"), issued=dt.date(2021, 1, 1), through=dt.date(2024, 1, 1))
    give_star(ProductFactory(name="Cốm Chưa Rõ"), issued=None, through=None)
    text = catalogue(q="com")
    assert "Cốm Còn Hạn" in text and "Cốm Hết Hạn" not in text and "Cốm Chưa Rõ" not in text
    assert "hết hiệu lực, đã thu hồi: 1" in text and "chưa rõ thời hạn: 1" in text
    ended = catalogue(q="com", **{"hieu-luc": "het"})
    assert "Cốm Hết Hạn" in ended and "Từng đạt 4 sao" in ended and "Cốm Còn Hạn" not in ended


@pytest.mark.parametrize("text", ["dừa sáp", "DUA SAP", "sap dua", "htx mau duy nhat", "song phu"])
def test_search_reads_names_makers_and_places_without_marks(give_star: Star, text: str) -> None:
    from tests.factories import OrganisationFactory

    producer = ProducerFactory(organisation=OrganisationFactory(name="HTX Mẫu Duy Nhất"))
    give_star(ProductFactory(name="Dừa sáp", producer=producer))
    assert "Dừa sáp" in catalogue(q=text)


def test_search_puts_the_same_marks_first(give_star: Star) -> None:
    for name in ("Bún khô", "Bùn khoáng", "Bún"):
        give_star(ProductFactory(name=name))
    items = re.findall(r"<h3><a[^>]*>([^<]+)</a>", catalogue(q="bún"))
    assert items[0] == "Bún" and items.index("Bún khô") < items.index("Bùn khoáng")


def test_empty_result_names_the_query_and_offers_a_way(give_star: Star) -> None:
    give_star(ProductFactory(name="Dừa sáp"), star=4)
    text = catalogue(q="dua", sao="5")
    assert "Chưa có “dua” trong danh sách này" in text and "Bỏ 5 sao: 1 sản phẩm" in text
    assert "khong&lt;b&gt;" in catalogue(q="khong<b>")


def test_catalogue_ignores_odd_values() -> None:
    assert catalogue(sao="x", nhom="99", xa="abc", xep="la", page="zz", noi="%00", **{"hieu-luc": "1 OR 1"})


def test_product_page_shows_star_papers_and_maker(give_star: Star) -> None:
    star = give_star(ProductFactory(name="Mật hoa dừa Mẫu", story="Bốn giờ sáng <đi leo dừa>."))
    text = product_page(star.product)
    assert text.count('class="star"') == 4 and "4 sao" in text and "Còn hiệu lực hôm nay" in text
    assert str(star.decision) in text and "05/08/2026" in text and star.certificates.get().number in text
    assert star.product_code in text and "&lt;đi leo dừa&gt;" in text


def test_product_page_draws_no_star_once_it_ended(give_star: Star) -> None:
    star = give_star()
    with time_machine.travel(dt.datetime(2029, 8, 6, 1, tzinfo=dt.UTC)):
        text = product_page(star.product)
        assert 'class="star"' not in text and "Từng đạt 4 sao" in text
        assert "Còn hiệu lực" not in re.sub(r"<footer.*", "", text, flags=re.S)
        assert [item.standing for item in all_items()] == ["ended"]


def test_product_page_names_todays_authority_for_an_old_issuer(give_star: Star) -> None:
    from saolang.accounts.domain.organisations import committee_of
    from tests.factories import province

    old = historic_committee("tỉnh Trà Vinh", "province", successor=committee_of(province()))
    star = give_star(issuer=old, issued=dt.date(2024, 6, 1), through=dt.date(2027, 6, 1))
    text = product_page(star.product)
    assert "Ủy ban nhân dân tỉnh Trà Vinh" in text
    assert "Cơ quan có thẩm quyền hiện nay" in text and "Ủy ban nhân dân tỉnh Vĩnh Long" in text


def test_contact_and_people_stay_private_unless_the_producer_says_so(give_star: Star) -> None:
    producer = ProducerFactory(contact_phone="0901234567", contact_email="rieng@example.vn")
    star = give_star(ProductFactory(producer=producer))
    for text in (product_page(star.product), page(reverse("portal:certificate", args=[star.code]))):
        assert "0901234567" not in text and "rieng@example.vn" not in text and producer.representative not in text
        assert producer.registration_number not in text
    type(producer).objects.update(public_contact=True)
    assert "0901234567" in product_page(star.product)
    assert "0901234567" not in page(reverse("portal:certificate", args=[star.code]))


def test_a_certificate_without_its_day_of_issue_is_not_said_to_be_issued_on_another(give_star: Star) -> None:
    star = give_star()

    def shown() -> list[str]:
        return [product_page(star.product), page(reverse("portal:certificate", args=[star.code]))]

    assert all("<span>Cấp 05/08/2026</span>" in text for text in shown())
    star.certificates.update(issued_on=None)
    assert all("<span>Từ 05/08/2026</span>" in text and "Cấp 05/08" not in text for text in shown())


def test_potential_five_is_a_state_and_never_a_star(give_star: Star) -> None:
    star = give_star(star=4, issued=dt.date(2022, 1, 1), through=dt.date(2025, 1, 1))
    StarState.objects.create(product=star.product, potential_five_since=dt.date(2026, 10, 1))
    text = product_page(star.product)
    assert "chưa phải hạng sao" in text and 'class="star"' not in text and "5 sao</span>" not in text


def test_check_answers_valid_expired_withdrawn_and_unknown(give_star: Star) -> None:
    valid = give_star()
    ended = give_star(issued=dt.date(2021, 1, 1), through=dt.date(2024, 1, 1))
    gone = give_star(withdrawn_on=dt.date(2026, 9, 15))
    vague = give_star(issued=None, through=None)
    for star, words in (
        (valid, "Còn hiệu lực đến 05/08/2029"),
        (ended, "Hết hiệu lực sau ngày 01/01/2024"),
        (gone, "đã bị thu hồi từ ngày 15/09/2026"),
        (vague, "Chưa rõ thời hạn"),
    ):
        number = star.certificates.get().number
        text = page(reverse("portal:verify"), so=number)
        assert words in text and str(star.decision) in text, number
        assert ('class="star"' in text) == (star == valid)
    assert "không có trong hệ thống" in page(reverse("portal:verify"), so="999/GCN-UBND")


def test_check_lists_every_issuer_of_a_number(give_star: Star) -> None:
    give_star(number="7/GCN-UBND")
    give_star(number="7/GCN-UBND", issuer=historic_committee("huyện Tiểu Cần", "district"), issued=dt.date(2024, 1, 1))
    text = page(reverse("portal:verify"), so="số 07/gcn-ubnd")
    assert "Có 2 giấy hợp với" in text and "huyện Tiểu Cần" in text and "tỉnh Vĩnh Long" in text
    assert "Có 2 giấy" in page(reverse("portal:verify"), so="7")


def test_qr_address_answers_in_both_cases_for_both_codes(give_star: Star) -> None:
    star = give_star()
    paper = Certificate.objects.get()
    for code in (star.code, paper.code):
        for path in (f"/g/{code}/", f"/G/{code}/", f"/G/{code}/".upper(), f"/g/{code.lower()}/"):
            text = page(path)
            assert "Còn hiệu lực" in text and "<svg" in text and paper.number in text, path
    assert Client().get("/g/KHONGCO123/").status_code == 404


def test_check_is_limited_with_a_clear_page(settings: object, give_star: Star) -> None:
    settings.PORTAL_RATES = {"check": "3/m"}  # type: ignore[attr-defined]
    client = Client()
    answers = [client.get(reverse("portal:verify"), {"so": "1"}) for _turn in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert "Xin chờ một chút" in answers[3].content.decode() and answers[3]["Retry-After"] == "60"


def test_imported_line_without_star_has_a_page_that_says_so(tmp_path: object) -> None:
    from saolang.core.actors import SYSTEM
    from saolang.registry.domain.import_products import import_products

    path = tmp_path / "a.yaml"  # type: ignore[operator]
    path.write_text(
        "schema: published-products/1\nsources: {s: {title: Tin mẫu, url: 'https://example.vn/a'}}\n"
        "entries:\n- {name: Bánh Mẫu, producer: HTX Mẫu Chín, year: 2022, source: s}\n"
        "- {name: Kẹo Mẫu, producer: HTX Mẫu Chín, star: 3, year: 2022, source: s}\n"
    )
    import_products(path, actor=SYSTEM)
    text = product_page(Product.objects.get(name="Bánh Mẫu"))
    assert "Nguồn không nêu hạng sao" in text and "Tin mẫu" in text and "https://example.vn/a" in text
    other = product_page(Product.objects.get(name="Kẹo Mẫu"))
    assert "Chưa rõ thời hạn" in other and 'class="star"' not in other


def test_pages_run_no_inline_script_or_style(give_star: Star) -> None:
    star = give_star()
    for path in ("/", "/san-pham/", f"/san-pham/{star.product.code}/", f"/g/{star.code}/", "/kiem-tra/?so=1"):
        text = page(path)
        assert not re.search(r"<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=", text), path
