"""The rulebook's pages in the desk."""

from __future__ import annotations

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from saolang.accounts.enums import RoleKind
from saolang.core import clock
from saolang.rulebook.domain.publishing import publish_sheets
from saolang.rulebook.domain.wording import attach_wording
from saolang.rulebook.loading import load_sheet
from saolang.rulebook.models import ProvincialSetting
from saolang.rulebook.provincial import definitions
from saolang.rulebook.wording import Match, WordingReport
from tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(client: Client) -> Client:
    """A client signed in as the province's officer."""
    client.force_login(make_user(RoleKind.PROVINCE_OFFICER))
    return client


def test_list_of_sets_names_versions_and_the_missing_sheet(officer: Client) -> None:
    publish_sheets(sheets=[load_sheet("qd26-06"), load_sheet("qd1048-10")], actor=None)
    page = officer.get(reverse("rulebook:sheets")).content.decode()
    assert f'<a href="{reverse("rulebook:sheet", args=["qd26-06"])}">Chế biến từ gạo, ngũ cốc</a>' in page
    for words in ("Thiếu phiếu", "Không đánh giá được", "Nhãn rút gọn", "Chưa công bố", "Không kèm phiếu đánh giá"):
        assert words in page


def test_sheet_page_shows_options_gates_notes_and_short_labels(officer: Client) -> None:
    publish_sheets(sheets=[load_sheet("qd26-07")], actor=None)
    page = officer.get(reverse("rulebook:sheet", args=["qd26-07"])).content.decode()
    assert "Loại hình khác: lợi nhuận tăng trưởng dương 02 năm liên tiếp" in page
    assert "mức tối thiểu của" in page
    assert "nghi lỗi in" in page
    assert "nhãn rút gọn" in page
    assert "Hồ sơ bị loại khi" in page


def test_sheet_page_shows_official_wording_once_loaded(officer: Client) -> None:
    sheet = load_sheet("qd26-06")
    publish_sheets(sheets=[sheet], actor=None)
    matched = [
        Match(sheet.id, item.code, choice.position, f"Nguyên văn {item.code}/{choice.position}")
        for item in sheet.criteria
        for choice in item.options
    ]
    attach_wording(report=WordingReport(matched=matched), actor=None, source="quyet-dinh.txt")
    page = officer.get(reverse("rulebook:sheet", args=["qd26-06"])).content.decode()
    assert "Nguyên văn 3.4/2" in page
    assert "quyet-dinh.txt" in page
    assert "<small>nhãn rút gọn</small>" not in page
    assert "Nguyên văn</span>" in officer.get(reverse("rulebook:sheets")).content.decode()


def test_sheet_page_answers_404_for_what_is_not_published(officer: Client) -> None:
    assert officer.get(reverse("rulebook:sheet", args=["qd26-06"])).status_code == 404
    publish_sheets(sheets=[load_sheet("qd26-06")], actor=None)
    assert officer.get(reverse("rulebook:sheet_version", args=["qd26-06", 2])).status_code == 404
    assert officer.get(reverse("rulebook:sheet_version", args=["qd26-06", 1])).status_code == 200


def test_tourism_sheet_page_names_the_cases(officer: Client) -> None:
    publish_sheets(sheets=[load_sheet("qd26-26")], actor=None)
    page = officer.get(reverse("rulebook:sheet", args=["qd26-26"])).content.decode()
    assert "a) Dịch vụ du lịch do cộng đồng cung cấp:" in page
    assert "không yêu cầu" in page


def test_settings_page_shows_every_setting_with_default_and_source(officer: Client) -> None:
    page = officer.get(reverse("rulebook:settings")).content.decode()
    for item in definitions().values():
        assert item.title in page
        assert item.explanation.split("“")[0] in page
    assert "75 %" in page
    assert "22/5/2026" in page or "22/05/2026" in page


@pytest.mark.parametrize("key", list(definitions()))
def test_setting_form_opens_for_every_setting(officer: Client, key: str) -> None:
    assert officer.get(reverse("rulebook:setting", args=[key])).status_code == 200


def test_setting_form_stores_a_value_with_its_reason(officer: Client) -> None:
    day = clock.today()
    given = {"value": "80", "effective_from": f"{day:%d/%m/%Y}", "source": "Quy chế 12/QC", "reason": "Họp ngày 1"}
    answer = officer.post(reverse("rulebook:setting", args=["quorum_percent"]), given)
    assert (answer.status_code, answer.headers["Location"]) == (303, reverse("rulebook:settings"))
    row = ProvincialSetting.objects.get()
    assert (row.value, row.effective_from, row.source, row.reason) == (80, day, "Quy chế 12/QC", "Họp ngày 1")
    page = officer.get(reverse("rulebook:setting", args=["quorum_percent"])).content.decode()
    assert "Họp ngày 1" in page


def test_setting_form_keeps_what_was_typed_when_refused(officer: Client) -> None:
    past = clock.today() - dt.timedelta(days=3)
    given = {"value": "101", "effective_from": f"{past:%d/%m/%Y}", "source": "Quy chế 12/QC", "reason": "Họp"}
    answer = officer.post(reverse("rulebook:setting", args=["quorum_percent"]), given)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "cần một số từ 1 đến 100" in page
    assert "Ngày áp dụng không được ở quá khứ" in page
    assert "Quy chế 12/QC" in page
    assert ProvincialSetting.objects.count() == 0


def test_pages_ask_for_sign_in_and_role(client: Client) -> None:
    for name in ("rulebook:sheets", "rulebook:settings"):
        assert client.get(reverse(name)).status_code == 302
    client.force_login(make_user())
    assert client.get(reverse("rulebook:sheets")).status_code == 403
    client.force_login(make_user(RoleKind.COMMUNE_OFFICER))
    page = client.get(reverse("rulebook:settings"))
    assert page.status_code == 200
    assert "Thay đổi</a>" not in page.content.decode()
    assert client.get(reverse("rulebook:setting", args=["mean"])).status_code == 403
    given = {"value": "arithmetic", "effective_from": "01/01/2099", "source": "x", "reason": "y"}
    assert client.post(reverse("rulebook:setting", args=["mean"]), given).status_code == 403
    assert ProvincialSetting.objects.count() == 0
