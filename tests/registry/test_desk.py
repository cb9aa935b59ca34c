"""The register in the desk: who sees it, the list, an entry on any day, import with dry run, undo, export."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from saolang.accounts.enums import RoleKind
from saolang.core.actors import SYSTEM
from saolang.core.registries import search_sources
from saolang.registry.asof import stars_on
from saolang.registry.domain.import_products import import_products
from saolang.registry.domain.withdrawing import withdraw_star
from saolang.registry.enums import Validity
from saolang.registry.importing.targets import guess_heading
from saolang.registry.models import ImportBatch, Recognition
from saolang.registry.queries import visible_to
from saolang.registry.rules import OFFICIALS
from tests.factories import ProducerFactory, commune, everyone, make_user, province

from .conftest import SheetMaker
from .test_terms import decision

pytestmark = pytest.mark.django_db
KEYS = ("name", "producer", "star", "decision", "issuer", "decided_on", "certificate", "address")


@pytest.fixture
def listed(make_sheet: SheetMaker) -> ImportBatch:
    province()
    commune()
    place = "xã Song Phú, tỉnh Vĩnh Long"
    rows = [
        ["Dừa sáp Mẫu", "HTX Mẫu Một", 4, "12/QĐ-UBND", "UBND tỉnh Vĩnh Long", "5/8/2026", "7/GCN-UBND", place],
        ["Gạo Mẫu", "HTX Mẫu Hai", 3, "13/QĐ-UBND", "UBND tỉnh Trà Vinh", "30/3/2021", None, place],
        ["=Bánh Mẫu".replace("=", "@"), "HTX Mẫu Ba", 3, None, None, None, None, None],
    ]
    return import_products(make_sheet(KEYS, rows), actor=SYSTEM)[0]


def client_of(kind: str) -> Client:
    client = Client()
    client.force_login(make_user(kind))
    return client


def names(client: Client, **query: str) -> list[str]:
    response = client.get(reverse("registry:list"), query)
    assert response.status_code == 200
    return [row.record.product_name for row in response.context["table"].rows]


def test_register_is_for_officials_and_the_listing_agrees(listed: ImportBatch) -> None:
    for name, person in everyone(ProducerFactory()).items():
        may = bool(person.is_authenticated and person.has_perm("registry.view_register"))
        assert visible_to(person).exists() == may, name
    assert client_of(RoleKind.PRODUCER_OWNER).get(reverse("registry:list")).status_code == 403
    assert Client().get(reverse("registry:list")).status_code == 302
    assert RoleKind.COMMUNE_OFFICER in OFFICIALS


@pytest.mark.parametrize("text", ["dua sap", "Dừa sáp", "mẫu một", "12/QĐ-UBND", "7/gcn-ubnd", "Số 07/GCN-UBND"])
def test_register_finds_by_words_numbers_and_codes(listed: ImportBatch, text: str) -> None:
    assert names(client_of(RoleKind.COMMUNE_OFFICER), q=text) == ["Dừa sáp Mẫu"]


def test_register_filters_by_place_star_and_the_answer_of_today(listed: ImportBatch) -> None:
    client = client_of(RoleKind.AUDITOR)
    assert names(client, q="song phu") == ["Dừa sáp Mẫu"]
    assert sorted(names(client, q="xã Song Phú")) == ["Dừa sáp Mẫu", "Gạo Mẫu"]  # also as it was printed
    assert names(client, star="4") == ["Dừa sáp Mẫu"]
    assert names(client, validity="expired") == ["Gạo Mẫu"]
    assert names(client, validity="unknown_term") == ["@Bánh Mẫu"]


def test_entry_answers_for_any_day_and_names_todays_authority(listed: ImportBatch) -> None:
    client = client_of(RoleKind.LEADER)
    entry = Recognition.objects.get(product_name="Gạo Mẫu")
    page = client.get(entry.get_absolute_url(), {"ngay": "30/3/2024"}).content.decode()
    assert "Còn hiệu lực" in page and "Ủy ban nhân dân tỉnh Trà Vinh" in page
    past = client.get(entry.get_absolute_url(), {"ngay": "31/3/2024"}).content.decode()
    assert "chưa có thông tin đánh giá lại" in past
    assert "không phải là ngày" in client.get(entry.get_absolute_url(), {"ngay": "hôm qua"}).content.decode()


def test_a_withdrawn_entry_offers_no_new_papers_and_reads_right_on_earlier_days(listed: ImportBatch) -> None:
    entry = Recognition.objects.get(product_name="Dừa sáp Mẫu")
    client = client_of(RoleKind.PROVINCE_OFFICER)
    before = client.get(entry.get_absolute_url()).content.decode()
    assert "Cấp lại" in before and "Ghi tạm ngừng lưu thông" in before
    paper = decision("withdrawal", "55", dt.date(2026, 11, 1))
    withdraw_star(entry, decision=paper, on=dt.date(2026, 11, 1), ground="b", actor=SYSTEM)
    page = client.get(entry.get_absolute_url()).content.decode()
    assert "Quyết định 55/QĐ-UBND ngày 01/11/2026" in page
    assert all(words not in page for words in ("Cấp lại", "Ghi tạm ngừng lưu thông", "Lập hồ sơ thu hồi"))
    earlier = client.get(entry.get_absolute_url(), {"ngay": "31/10/2026"}).content.decode()
    assert "Còn hiệu lực" in earlier and "Quyết định 55/QĐ-UBND ngày" not in earlier


def test_issuers_of_one_name_are_told_apart_in_the_filter(listed: ImportBatch) -> None:
    choices = dict(
        client_of(RoleKind.LEADER).get(reverse("registry:list")).context["filter"].form.fields["issuer"].choices
    )
    names = [str(name) for name in choices.values()]
    assert "Ủy ban nhân dân tỉnh Trà Vinh (đến hết 30/06/2025)" in names
    assert "Ủy ban nhân dân tỉnh Vĩnh Long" in names and len(set(names)) == len(names)


def test_search_of_the_top_bar_shows_the_register_to_officials_only(listed: ImportBatch) -> None:
    source = search_sources.get("registry.register")
    assert [hit["title"] for hit in source(make_user(RoleKind.INSPECTOR), "dua sap")] == ["Dừa sáp Mẫu"]
    assert list(source(make_user(), "dua sap")) == []


def test_export_holds_the_answers_and_no_formula(listed: ImportBatch) -> None:
    response = client_of(RoleKind.PROVINCE_OFFICER).get(reverse("registry:export"))
    table = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in table] == ["Sản phẩm", "Dừa sáp Mẫu", "Gạo Mẫu", "'@Bánh Mẫu"]
    assert [row[3] for row in table[1:]] == ["Còn hiệu lực", "Hết hiệu lực", "Chưa rõ thời hạn"]


def upload(client: Client, path: Any) -> Any:
    file = SimpleUploadedFile("danh-sach.xlsx", path.read_bytes())
    return client.post(reverse("registry:imports"), {"file": file})


def test_import_in_the_desk_tries_first_then_writes_then_undoes(make_sheet: SheetMaker) -> None:
    province()
    client = client_of(RoleKind.PROVINCE_OFFICER)
    tried = upload(client, make_sheet(("name", "producer", "star"), [["Một", "HTX Mẫu", 4]]))
    assert (tried.status_code, Recognition.objects.count()) == (303, 0)
    page = client.get(tried.url)
    assert page.status_code == 200 and "Chưa ghi gì vào sổ" in page.content.decode()
    assert Recognition.objects.count() == 0
    done = client.post(tried.url)
    batch = ImportBatch.objects.get()
    assert (done.status_code, done.url) == (303, batch.get_absolute_url())
    assert Recognition.objects.count() == 1
    assert client.get(batch.get_absolute_url()).status_code == 200
    twice = client.post(tried.url)
    assert twice.status_code == 422 and "đã nhập" in twice.content.decode()
    assert Recognition.objects.count() == 1
    undo = reverse("registry:undo", kwargs={"code": batch.code})
    assert client.post(undo, {"reason": ""}).status_code == 422
    assert client.post(undo, {"reason": "Nhập nhầm tệp"}).status_code == 303
    assert Recognition.objects.count() == 0
    assert client.post(undo, {"reason": "Lần nữa"}).status_code == 409


def test_import_in_the_desk_lists_errors_by_cell(make_sheet: SheetMaker) -> None:
    client = client_of(RoleKind.ADMINISTRATOR)
    tried = upload(client, make_sheet(("name", "star"), [["Một", "bảy"], ["", 4]]))
    page = client.get(tried.url).content.decode()
    assert "Danh sách!B2" in page and "Danh sách!3" in page and "Ghi vào sổ" not in page
    assert client.post(tried.url).status_code == 422
    assert Recognition.objects.count() == 0


def test_import_in_the_desk_refuses_other_files_and_other_people(make_sheet: SheetMaker) -> None:
    client = client_of(RoleKind.PROVINCE_OFFICER)
    wrong = client.post(reverse("registry:imports"), {"file": SimpleUploadedFile("a.xlsx", b"khong phai")})
    assert wrong.status_code == 422
    for kind in (RoleKind.COMMUNE_OFFICER, RoleKind.AUDITOR):
        assert client_of(kind).get(reverse("registry:imports")).status_code == 403
        assert upload(client_of(kind), make_sheet(("name",), [["Một"]])).status_code == 403
    assert client.get(reverse("registry:template")).status_code == 200


def test_entry_before_publication_is_seen_in_the_desk_only(listed: ImportBatch) -> None:
    entry = Recognition.objects.get(product_name="Dừa sáp Mẫu")
    entry.public_since = dt.date(2031, 1, 1)
    entry.save()
    page = client_of(RoleKind.PROVINCE_OFFICER).get(entry.get_absolute_url())
    assert page.status_code == 200


def test_list_and_export_answer_for_any_past_day(listed: ImportBatch) -> None:
    client = client_of(RoleKind.PROVINCE_OFFICER)
    today = client.get(reverse("registry:export"))
    assert 'filename="so-dang-ky-2026-11-22.xlsx"' in today["Content-Disposition"]
    response = client.get(reverse("registry:export"), {"day": "1/3/2024"})
    assert 'filename="so-dang-ky-2024-03-01.xlsx"' in response["Content-Disposition"]
    table = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    assert table[0][3] == "Tại ngày 01/03/2024"
    answers = {row[0]: row[3] for row in table[1:]}
    rows = stars_on(dt.date(2024, 3, 1))
    assert answers == {
        f"'{row.product_name}" if row.product_name.startswith("@") else row.product_name: Validity(
            row.validity_on_day
        ).label
        for row in rows
    }
    assert answers["Gạo Mẫu"] == "Còn hiệu lực"
    assert answers["Dừa sáp Mẫu"] != "Còn hiệu lực"
    valid = client.get(reverse("registry:export"), {"day": "1/3/2024", "validity": "valid"})
    table = CalamineWorkbook.from_filelike(io.BytesIO(valid.content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in table[1:]] == ["Gạo Mẫu"]
    page = client.get(reverse("registry:list"), {"day": "1/3/2024", "validity": "valid"}).content.decode()
    assert "Tại ngày 01/03/2024" in page
    assert "Hết hiệu lực</" not in page.partition("<tbody")[2]
    assert guess_heading("Tại ngày 01/03/2024").target == "drop"
