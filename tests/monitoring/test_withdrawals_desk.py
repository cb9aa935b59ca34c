"""Withdrawals in the desk: who sees what, the pages from end to end, and every public surface in the same second."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from saolang.core.registries import work_list
from saolang.documents.enums import PaperKind
from saolang.documents.models import Paper
from saolang.documents.queries import visible_to as papers_visible_to
from saolang.monitoring.domain import withdrawal_papers, withdrawal_steps
from saolang.monitoring.domain.withdrawal_stopped import ask_commune
from saolang.monitoring.domain.withdrawals import add_evidence
from saolang.monitoring.hooks.withdrawals import WithdrawalSearch
from saolang.monitoring.models import WithdrawalCase
from saolang.monitoring.queries.withdrawals import cases_visible_to, may_read_case_file
from saolang.registry.catalogue import all_items
from tests.factories import everyone, image_upload, pdf_upload
from tests.monitoring import withdrawal_rows as rows

pytestmark = pytest.mark.django_db
OFFICIALS = {"province_officer", "inspector", "department_officer", "leader", "auditor"}
CONCERNED = {"owner", "staff", "commune_officer", "commune_leader"}


@pytest.fixture(autouse=True)
def clock() -> Iterator[None]:
    with time_machine.travel(rows.NOW, tick=False):
        yield


@pytest.fixture
def w() -> SimpleNamespace:
    return rows.world()


def sign_in(user: object) -> Client:
    client = Client()
    client.force_login(user)
    return client


def seen_by(people: dict, case: WithdrawalCase) -> set[str]:
    """Who sees the case; the list and the right always agree."""
    found = set()
    for name, person in people.items():
        listed = cases_visible_to(person).filter(pk=case.pk).exists()
        assert listed == person.has_perm("monitoring.view_withdrawal", case), name
        if listed:
            found.add(name)
    return found


def test_case_is_seen_by_officials_and_by_the_producer_from_the_verification_on(w: SimpleNamespace) -> None:
    people = everyone(w.producer)
    case = rows.opened(w)
    assert seen_by(people, case) == OFFICIALS
    case = withdrawal_steps.start_verification(case, actor=w.officer)
    assert seen_by(people, case) == OFFICIALS | CONCERNED
    manages = {name for name, person in people.items() if person.has_perm("monitoring.manage_withdrawal", case)}
    assert manages == {"province_officer"}
    answers = {name for name, person in people.items() if person.has_perm("monitoring.answer_withdrawal", case)}
    assert answers == {"owner", "staff"}
    confirms = {name for name, person in people.items() if person.has_perm("monitoring.confirm_stopped", case)}
    assert confirms == {"commune_officer", "commune_leader"}
    opens = {name for name, person in people.items() if person.has_perm("monitoring.open_withdrawal", case.province)}
    assert opens == {"province_officer", "inspector", "department_officer"}


def test_case_dropped_before_the_verification_stays_with_the_officials(w: SimpleNamespace) -> None:
    case = withdrawal_steps.drop_case(rows.opened(w), reason="Nhầm sản phẩm.", actor=w.officer)
    assert seen_by(everyone(w.producer), case) == OFFICIALS


def test_asked_commune_sees_the_case_before_the_producer(w: SimpleNamespace) -> None:
    case = ask_commune(rows.opened(w, ground="đ"), actor=w.officer)
    assert seen_by(everyone(w.producer), case) == OFFICIALS | {"commune_officer", "commune_leader"}


def test_hidden_evidence_and_working_papers_stay_inside(w: SimpleNamespace) -> None:
    case = withdrawal_steps.start_verification(rows.opened(w), actor=w.officer)
    hidden, shown = rows.case_file("nguoi-phan-anh.pdf"), rows.case_file("kiem-nghiem.pdf")
    add_evidence(case, label="Đơn", file=hidden, shown=False, actor=w.officer)
    add_evidence(case, label="Phiếu", file=shown, actor=w.officer)
    assert (may_read_case_file(w.owner, hidden), may_read_case_file(w.owner, shown)) == (False, True)
    assert may_read_case_file(w.owner, case.basis_file)
    assert may_read_case_file(w.officer, hidden)


def test_papers_of_a_case_are_read_by_the_producer_only_when_they_concern_it(w: SimpleNamespace) -> None:
    rows.decided(w)
    kinds = set(
        papers_visible_to(w.owner).filter(subject_type="monitoring.withdrawalcase").values_list("kind", flat=True)
    )
    assert kinds == {PaperKind.WITHDRAWAL_DECISION.value}


def test_work_list_names_the_next_person(w: SimpleNamespace) -> None:
    provider = work_list.get("monitoring.withdrawals")
    case = ask_commune(rows.opened(w, ground="đ"), actor=w.officer)
    assert [(item.action_label, item.waiting_for_other) for item in provider(w.officer)] == [("Xử lý", True)]
    assert [item.action_label for item in provider(w.commune)] == ["Xác nhận ngừng sản xuất"]
    assert list(provider(w.owner)) == []
    withdrawal_steps.start_verification(case, actor=w.officer)
    assert [item.action_label for item in provider(w.owner)] == ["Gửi ý kiến"]


def test_search_finds_a_case_without_marks(w: SimpleNamespace) -> None:
    case = rows.opened(w)
    assert [row["url"] for row in WithdrawalSearch()(w.officer, "banh trang")] == [case.get_absolute_url()]
    assert list(WithdrawalSearch()(w.owner, "banh trang")) == []


def test_officer_opens_and_carries_a_case_on_the_pages(w: SimpleNamespace) -> None:
    client = sign_in(w.officer)
    entry = client.get(w.star.get_absolute_url()).content.decode()
    address = reverse("monitoring:withdrawal_open", args=[w.star.code])
    assert address in entry
    typed = {
        "ground": "c", "origin": "authority", "note": "Sự việc.", "number": "15/KL", "on": "10/11/2026",
        "by": "Sở Y tế", "file": pdf_upload("ket-luan.pdf"),
    }  # fmt: skip
    assert client.post(address, {**typed, "on": "10/11/2030"}).status_code == 422
    assert WithdrawalCase.objects.count() == 0
    typed["file"] = pdf_upload("ket-luan.pdf")
    answer = client.post(address, typed)
    case = WithdrawalCase.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, case.get_absolute_url())
    page = client.get(case.get_absolute_url()).content.decode()
    assert "Chủ tịch Ủy ban nhân dân tỉnh Vĩnh Long quyết định (Điều 8.2.a)." in page
    assert "còn <b>4</b> ngày" in page
    steps: list[tuple[str, dict]] = [
        ("verify", {}),
        ("verification", {"on": "21/11/2026", "text": "Đã xác minh."}),
        ("hear", {"how": "meeting", "on": "21/11/2026", "place": "Xã", "text": "Chủ thể thừa nhận."}),
        ("evidence", {"label": "Ảnh", "file": image_upload(), "shown": "on"}),
    ]
    for name, data in steps:
        answer = client.post(reverse(f"monitoring:withdrawal_{name}", args=[case.code]), data)
        assert answer.status_code == 303, (name, answer.content.decode()[-2000:])
    for kind in ("hearing_minutes", "withdrawal_report", "withdrawal_memo"):
        assert client.post(reverse("monitoring:withdrawal_draft", args=[case.code, kind])).status_code == 303
    assert Paper.objects.filter(subject_type="monitoring.withdrawalcase").count() == 3
    assert client.get(case.get_absolute_url()).status_code == 200
    assert client.get(reverse("monitoring:withdrawals")).status_code == 200


def test_decision_is_issued_on_its_own_page_and_nowhere_else(w: SimpleNamespace) -> None:
    case = rows.submitted(w)
    paper = withdrawal_papers.case_papers(case, PaperKind.WITHDRAWAL_DECISION).get()
    client = sign_in(w.officer)
    assert client.post(reverse("documents:submit", args=[paper.code])).status_code == 303
    typed = {
        "number": "40", "symbol": "QĐ-UBND", "issued_on": "21/11/2026", "sign_mode": "none",
        "signer_name": "Lê Văn Mẫu", "signer_title": "Chủ tịch",
    }  # fmt: skip
    plain = client.post(reverse("documents:issue", args=[paper.code]), {**typed, "signed_file": pdf_upload()})
    w.star.refresh_from_db()
    assert w.star.withdrawn_on is None
    assert plain.status_code != 200
    page = client.get(reverse("monitoring:withdrawal_issue", args=[paper.code]))
    assert "Ghi số là thu hồi ngay." in page.content.decode()
    answer = client.post(
        reverse("monitoring:withdrawal_issue", args=[paper.code]), {**typed, "signed_file": pdf_upload()}
    )
    assert answer.status_code == 303
    w.star.refresh_from_db()
    assert w.star.withdrawn_on == rows.TODAY


def test_producer_answers_in_writing_with_files(w: SimpleNamespace) -> None:
    case = withdrawal_steps.start_verification(rows.opened(w), actor=w.officer)
    client = sign_in(w.owner)
    address = reverse("monitoring:withdrawal_reply", args=[case.code])
    assert address in client.get(case.get_absolute_url()).content.decode()
    assert client.post(address, {"text": "  "}).status_code == 422
    files = [pdf_upload("mot.pdf"), pdf_upload("hai.pdf")]
    assert client.post(address, {"text": "Chúng tôi đã khắc phục.", "files": files}).status_code == 303
    reply = case.replies.get()
    assert reply.files.count() == 2
    assert may_read_case_file(w.officer, reply.files.first().file)
    assert not may_read_case_file(w.commune, reply.files.first().file) or reply.files.first().shown
    stranger = sign_in(everyone(w.producer)["other_owner"])
    assert stranger.get(case.get_absolute_url()).status_code == 404


def test_commune_confirms_stopped_production_on_its_own_page(w: SimpleNamespace) -> None:
    client = sign_in(w.commune)
    address = reverse("monitoring:stopped_product")
    assert w.star.product_name in client.get(address).content.decode()
    typed = {"star": w.star.pk, "stopped_on": "01/09/2026", "number": "8/XN-UBND", "on": "20/11/2026"}
    assert client.post(address, {**typed, "file": pdf_upload()}).status_code == 303
    case = WithdrawalCase.objects.get()
    assert (case.due_on, case.created_by) == (dt.date(2026, 12, 5), w.commune)
    assert client.get(case.get_absolute_url()).status_code == 200
    assert sign_in(w.owner).get(address).status_code == 403


def test_every_surface_says_withdrawn_in_the_same_second(w: SimpleNamespace) -> None:
    public = Client()
    surfaces = {
        "product": reverse("portal:product", args=[w.product.code]),
        "check": reverse("portal:verify") + "?so=12/GCN-UBND",
        "code": reverse("portal:certificate", args=[w.star.certificates.get().code]),
    }
    for address in surfaces.values():
        assert "bị thu hồi từ ngày" not in public.get(address).content.decode()
    rows.decided(w)
    for name, address in surfaces.items():
        page = public.get(address).content.decode()
        assert "Giấy chứng nhận đã bị thu hồi từ ngày 21/11/2026." in page, name
        assert "40/QĐ-UBND, 21/11/2026" in page, name
        assert "Điều 8.1.c" in page, name
        assert "Mẫu lấy tại cơ sở" not in page and "dừng bán lô hàng" not in page, name
    (item,) = all_items()
    assert (item.standing, item.answer.validity) == ("ended", "withdrawn")
    catalogue = public.get(reverse("portal:catalogue") + "?hieu-luc=het").content.decode()
    assert "Từng đạt 4 sao" in catalogue and "Đã thu hồi" in catalogue
    api = json.loads(public.get(f"/api/products/{w.product.code}").content)
    assert api["validity"]["state"] == "withdrawn"
    assert (api["withdrawal"]["decision"], api["withdrawal"]["on"]) == ("40/QĐ-UBND", "2026-11-21")
    paper = json.loads(public.get("/api/certificates/12/GCN-UBND").content)["results"][0]
    assert (paper["validity"]["valid"], paper["withdrawal"]["issuer"]) == (False, "Ủy ban nhân dân tỉnh Vĩnh Long")
    entry = sign_in(w.officer).get(w.star.get_absolute_url()).content.decode()
    assert "Quyết định 40/QĐ-UBND ngày 21/11/2026" in entry
