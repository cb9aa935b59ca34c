"""Pages of inspections: the plain form, the board, the producer's answer, the public panel."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from saolang.monitoring.domain import inspection_papers as papers
from saolang.monitoring.domain.inspection_findings import order_action, record_finding
from saolang.monitoring.models import Finding, InspectionPlan, Visit
from saolang.ui.work import collect
from tests.factories import image_upload, make_user, pdf_upload

from .inspection_rows import NOW, TODAY, announced, concluded, minuted, on_site, planned, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """All happens on one day."""
    with time_machine.travel(NOW, tick=False):
        yield


def test_plan_page_lists_producers_by_risk_with_reasons(client: Client) -> None:
    w = world()
    visit = planned(w)
    client.force_login(w.officer)
    text = client.get(w.plan.get_absolute_url()).content.decode()
    assert "Chưa từng được kiểm tra trên hệ thống" in text
    assert visit.get_absolute_url() in text


def test_visit_is_added_to_the_plan_from_the_page(client: Client) -> None:
    w = world()
    client.force_login(w.officer)
    client.post(reverse("monitoring:plan_make"), {"year": "2026", "office": w.bodies.office.pk, "purpose": ""})
    plan = InspectionPlan.objects.get()
    url = reverse("monitoring:visit_plan", args=[w.producer.code]) + f"?ke-hoach={plan.code}"
    assert client.get(url).status_code == 200
    data = {"month": "12", "lead": w.bodies.office.pk, "kinds": ["ocop", "environment"]}
    answer = client.post(url, data)
    visit = Visit.objects.get()
    assert (answer.status_code, visit.plan, visit.month, visit.parts.count()) == (303, plan, 12, 2)
    again = client.post(url, data)
    assert again.status_code == 422
    assert "Mỗi chủ thể không quá một lần trong năm" in again.content.decode()
    assert Visit.objects.count() == 1


def test_checklist_works_without_javascript(client: Client) -> None:
    w = world()
    visit = on_site(w)
    lines = list(visit.lines.filter(guidance=False)[:2])
    client.force_login(w.head)
    url = reverse("monitoring:checklist", args=[visit.code])
    assert "Sản phẩm này không có các mức điểm được lưu" in client.get(url).content.decode()
    data = {"section": "phan-1", "line": [line.code for line in lines]}
    for line in lines:
        data |= {f"answer-{line.code}": "met", f"note-{line.code}": "", f"version-{line.code}": "1"}
    answer = client.post(url, data)
    assert (answer.status_code, answer["Location"]) == (303, f"{url}#phan-1")
    assert list(visit.lines.filter(pk__in=[line.pk for line in lines]).values_list("answer", flat=True)) == ["met"] * 2


def test_checklist_keeps_what_was_typed_on_a_stale_page(client: Client) -> None:
    w = world()
    visit = on_site(w)
    line = visit.lines.filter(guidance=False).first()
    client.force_login(w.head)
    url = reverse("monitoring:checklist", args=[visit.code])
    data = {"line": [line.code], f"answer-{line.code}": "met", f"note-{line.code}": "", f"version-{line.code}": "1"}
    client.post(url, data)
    stale = client.post(url, {**data, f"answer-{line.code}": "not_met", f"note-{line.code}": "Thiếu dấu"})
    line.refresh_from_db()
    assert (stale.status_code, line.answer) == (409, "met")
    assert "Thiếu dấu" in stale.content.decode()


def test_picture_is_added_from_the_plain_page(client: Client) -> None:
    w = world()
    visit = on_site(w)
    line = visit.lines.first()
    client.force_login(w.head)
    answer = client.post(
        reverse("monitoring:line_photo", args=[visit.code]), {"line": line.code, "file": image_upload()}
    )
    photo = visit.photos.get()
    assert (answer.status_code, photo.line) == (303, line)
    assert client.get(photo.file.get_absolute_url()).status_code == 200
    client.force_login(w.owner)
    assert client.get(photo.file.get_absolute_url()).status_code in (403, 404)


@pytest.mark.parametrize("step", [planned, announced, on_site, minuted, concluded])
def test_visit_page_opens_at_every_step(client: Client, step) -> None:
    w = world()
    visit = step(w)
    for person in (w.officer, w.head):
        client.force_login(person)
        assert client.get(visit.get_absolute_url()).status_code == 200


def test_minutes_are_written_and_signed_on_pages(client: Client) -> None:
    w = world()
    visit = on_site(w)
    visit.lines.filter(guidance=False).update(answer="met")
    client.force_login(w.head)
    written = client.post(reverse("monitoring:minutes", args=[visit.code]), {"other_side": "Trần Văn Mẫu"})
    assert written.status_code == 303
    signed = client.post(
        reverse("monitoring:minutes_sign", args=[visit.code]), {"on": "21/11/2026", "signed_file": pdf_upload()}
    )
    visit.refresh_from_db()
    assert (signed.status_code, visit.state) == (303, "minutes_signed")


def test_conclusion_is_written_and_issued_on_pages(client: Client) -> None:
    w = world()
    visit = minuted(w)
    row = visit.products.get()
    client.force_login(w.officer)
    data = {f"verdict_{row.pk}": "kept", f"words_{row.pk}": "", "text": "Duy trì đủ điều kiện."}
    assert client.post(reverse("monitoring:visit_conclusion", args=[visit.code]), data).status_code == 303
    visit.refresh_from_db()
    url = reverse("monitoring:issue_inspection", args=[visit.conclusion_paper.code])
    given = {
        "number": "31", "symbol": "KL-VPĐP", "issued_on": "21/11/2026", "sign_mode": "none",
        "signer_name": "Lê Văn Mẫu", "signer_title": "Chánh Văn phòng", "signed_file": pdf_upload(),
    }  # fmt: skip
    assert client.get(url).status_code == 200
    answer = client.post(url, given)
    visit.refresh_from_db()
    assert (answer.status_code, visit.state, visit.concluded_on) == (303, "concluded", TODAY)


def test_producer_reads_and_answers_its_corrective_action(client: Client) -> None:
    w = world()
    visit = on_site(w)
    finding = record_finding(visit, severity="light", text="Kho ẩm thấp", actor=w.head)
    action = order_action(finding, text="Lắp quạt hút ẩm", due_on=TODAY, actor=w.head)
    minuted(w, visit)
    client.force_login(w.owner)
    assert [item.action_label for item in collect(w.owner) if "quạt" in item.title] == ["Báo cáo đã khắc phục"]
    assert client.get(finding.get_absolute_url()).status_code == 200
    assert client.get(visit.get_absolute_url()).status_code == 200
    url = reverse("monitoring:action_answer", args=[action.code])
    answer = client.post(url, {"text": "Đã lắp hai quạt", "files": image_upload()})
    action.refresh_from_db()
    assert (answer.status_code, action.answered_on, action.evidence.count()) == (303, TODAY, 1)
    client.force_login(w.head)
    board = client.get(reverse("monitoring:findings")).content.decode()
    assert "Chờ kiểm tra lại" in board
    assert Finding.objects.get().state == "open"


def test_public_page_shows_the_published_verdict_and_no_person(client: Client) -> None:
    w = world()
    visit = concluded(w, verdict="to_fix", words="Nhãn chưa ghi đủ hạn dùng.")
    url = reverse("portal:product", args=[w.product.code])
    assert "Kiểm tra sau công nhận" not in client.get(url).content.decode()
    papers.publish(visit, actor=w.officer)
    text = client.get(url).content.decode()
    assert "Còn tồn tại, phải khắc phục" in text
    assert "Nhãn chưa ghi đủ hạn dùng." in text
    assert w.head.full_name not in text
    assert "Trần Văn Mẫu, Giám đốc" not in text


def test_strangers_find_no_door(client: Client) -> None:
    w = world()
    visit = on_site(w)
    client.force_login(make_user())
    for name in ("visit", "checklist", "visit_team", "minutes", "visit_conclusion", "finding_add", "sample_add"):
        assert client.get(reverse(f"monitoring:{name}", args=[visit.code])).status_code == 403
    for name in ("visits", "plans", "plan_make", "findings", "programme_visit_plan"):
        assert client.get(reverse(f"monitoring:{name}")).status_code == 403


def test_producer_is_told_of_the_visit_but_not_of_findings_before_the_minutes(client: Client) -> None:
    w = world()
    visit = on_site(w)
    record_finding(visit, severity="light", text="Kho ẩm thấp", actor=w.head)
    client.force_login(w.owner)
    text = client.get(visit.get_absolute_url()).content.decode()
    assert "Kết quả hiện ở đây sau khi hai bên ký biên bản." in text
    assert "Kho ẩm thấp" not in text
    assert "Bảng kiểm" not in text


def test_producer_reports_a_change_of_its_own_only(client: Client) -> None:
    w, other = world(), world()
    client.force_login(w.owner)
    data = {"text": "Chuyển xưởng sang ấp khác", "since": "20/11/2026"}
    assert client.post(reverse("monitoring:report_change", args=[w.producer.code]), data).status_code == 303
    assert client.post(reverse("monitoring:report_change", args=[other.producer.code]), data).status_code == 403
    assert (w.producer.reported_changes.count(), other.producer.reported_changes.count()) == (1, 0)


def test_an_action_of_an_ended_finding_is_overdue_no_longer(client: Client) -> None:
    w = world()
    visit = on_site(w)
    finding = record_finding(visit, severity="light", text="Kho ẩm thấp", actor=w.head)
    order_action(finding, text="Lắp quạt hút ẩm", due_on=TODAY, actor=w.head)
    with time_machine.travel(dt.datetime.combine(TODAY + dt.timedelta(days=9), dt.time(3), dt.UTC), tick=False):
        client.force_login(w.officer)
        assert "Quá hạn" in client.get(finding.get_absolute_url()).content.decode()
        Finding.objects.filter(pk=finding.pk).update(
            state="sanctioned", closing_number="9/QĐ-XPHC", closing_on=TODAY, closing_issuer="Cơ quan mẫu"
        )
        page = client.get(finding.get_absolute_url()).content.decode()
    assert "Tồn tại đã kết thúc" in page and "Quá hạn" not in page
