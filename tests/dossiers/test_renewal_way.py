"""The way of a re-assessment past the OCOP agency: states, the 45 days, forms, screens."""

import datetime as dt

import pytest
from django.urls import reverse

from saolang.core.problems import DomainError, WrongState
from saolang.dossiers import worklist
from saolang.dossiers.clocks import clock_of, reassessment_due
from saolang.dossiers.commune_papers import facts_of
from saolang.dossiers.documents import form01, form02
from saolang.dossiers.domain import province
from saolang.dossiers.domain.supplement import answer_completion
from saolang.dossiers.models import Dossier
from saolang.dossiers.presenting import acts, steps
from saolang.dossiers.rounds import expected_decision_on
from tests.dossiers import builders
from tests.dossiers.test_pages import page, post
from tests.dossiers.test_paper_words import word_text

IN_WINDOW = dt.date(2027, 3, 1)
RECEIVED = dt.date(2026, 10, 5)
DUE = dt.date(2026, 11, 19)
"""45 days after receipt, the first day not counted."""


@pytest.fixture
def product(cast):
    made = builders.make_product(cast)
    builders.give_star(made, through=IN_WINDOW)
    return made


@pytest.fixture
def arrived(cast, product):
    return builders.at_province(cast, product=product, kind="reassessment")


def test_reassessment_goes_past_the_agency_without_a_round(cast, arrived):
    with pytest.raises(DomainError) as refusal:
        province.put_into_round(arrived, actor=cast.province_officer)
    assert refusal.value.codes == ["reassessment_without_round"]
    dossier = province.start_agency_review(arrived, actor=cast.province_officer)
    assert (dossier.state, dossier.round) == ("agency_review", None)
    dossier = province.enter_council(dossier, cast.province_officer)
    dossier = province.leave_council(dossier, cast.province_officer, reason="Thiếu ý kiến")
    assert dossier.state == "agency_review"
    dossier = province.enter_council(dossier, cast.province_officer)
    dossier = province.defer_to_next_round(dossier, cast.province_officer, reason="Cần kiểm nghiệm thêm")
    assert (dossier.state, dossier.round) == ("agency_review", None)


def test_first_dossier_has_no_agency_review(cast):
    dossier = builders.at_province(cast)
    with pytest.raises(DomainError) as refusal:
        province.start_agency_review(dossier, actor=cast.province_officer)
    assert refusal.value.codes == ["not_a_reassessment"]
    assert dossier.reassessment_due_on is None


def test_only_five_stars_go_to_the_ministry_without_the_council(cast, arrived):
    dossier = province.start_agency_review(arrived, actor=cast.province_officer)
    with pytest.raises(DomainError) as refusal:
        province.mark_at_ministry(dossier, cast.province_officer)
    assert refusal.value.codes == ["not_five_stars"]
    type(dossier.renews).objects.update(star=5)
    dossier = Dossier.objects.get()
    assert [str(step.label) for step in steps(dossier)][-2:] == ["Bộ đánh giá lại", "Quyết định"]
    assert province.mark_at_ministry(dossier, cast.province_officer).state == "at_ministry"


def test_agency_review_needs_the_province(cast, arrived):
    from saolang.core.problems import NotAllowed

    with pytest.raises(NotAllowed):
        province.start_agency_review(arrived, actor=cast.officer)
    province.start_agency_review(arrived, actor=cast.province_officer)
    with pytest.raises(WrongState):
        province.start_agency_review(arrived, actor=cast.province_officer)


def test_forty_five_days_run_from_the_complete_proposal(cast, arrived, october):
    assert arrived.reassessment_due_on == DUE
    clock = clock_of(arrived)
    assert (clock.total, clock.spent, clock.left, clock.civil) == (45, 0, 45, True)
    asked = province.request_completion(
        arrived, items=[{"text": "Bổ sung phiếu kiểm nghiệm"}], due_on=dt.date(2026, 10, 20),
        actor=cast.province_officer,
    ).dossier  # fmt: skip
    assert asked.reassessment_due_on is None
    assert clock_of(asked) is None
    october.shift(dt.timedelta(days=10))
    answered = answer_completion(asked, text="Đã bổ sung", actor=cast.owner)
    assert answered.reassessment_due_on == DUE + dt.timedelta(days=10)
    assert Dossier.objects.get().reassessment_due_on == DUE + dt.timedelta(days=10)
    assert expected_decision_on(answered) == DUE + dt.timedelta(days=10)


def test_clock_from_receipt_does_not_restart(cast, arrived, october, monkeypatch):
    from saolang.dossiers import law

    real = law.setting
    monkeypatch.setattr(
        law, "setting", lambda key, on=None: "received" if key == "reassessment_clock_from" else real(key, on)
    )
    asked = province.request_completion(
        arrived, items=[{"text": "Bổ sung"}], due_on=dt.date(2026, 10, 20), actor=cast.province_officer
    ).dossier
    assert asked.reassessment_due_on == DUE
    october.shift(dt.timedelta(days=10))
    assert answer_completion(asked, text="Đã bổ sung", actor=cast.owner).reassessment_due_on == DUE
    assert reassessment_due(Dossier.objects.get()) == DUE


def test_work_list_of_the_province_shows_the_days_of_a_reassessment(cast, arrived):
    (row,) = worklist.province_work(cast.province_officer)
    assert (row.action_label, row.due, row.days_left) == ("Kiểm tra, đánh giá hồ sơ", DUE, 45)
    names = [act.action.name for act in acts(arrived, cast.province_officer)]
    assert names == ["request_completion_at_province", "start_agency_review"]


def test_forms_tick_the_kind_and_name_the_star_before(cast, product):
    dossier = builders.submitted(cast, product=product, kind="reassessment")
    facts = facts_of(dossier)
    first = word_text(form01(facts))
    assert "☒" in first or "√" in first or "Đánh giá lại" in first
    text = word_text(form02(facts))
    assert f"Đã được công nhận 4 sao; mã sản phẩm {dossier.previous_product_code}" in text
    assert "có giá trị đến hết ngày 01/03/2027" in text
    assert "+ Bao bì:" in text
    assert "Bao bì mới, in mã truy xuất." in text
    assert text.count("Không thay đổi.") == 8


def test_upgrade_form_names_the_papers_of_the_changes(cast, product):
    dossier = builders.submitted(cast, product=product, kind="upgrade")
    facts = facts_of(dossier)
    assert facts["change_papers"][0] in [paper["code"] for paper in facts["papers"]]
    text = word_text(form02(facts))
    assert "Đổi bao bì, thêm chứng nhận." in text
    assert "Tài liệu minh chứng về những thay đổi: MC1." in text


def test_product_page_shows_life_and_one_act(cast, product, client):
    client.force_login(cast.owner)
    url = reverse("producers:product", args=[product.code])
    html = client.get(url).content.decode()
    assert "Vòng đời hạng sao" in html
    assert "Trong thời gian nộp" in html
    assert reverse("dossiers:renew", args=[product.code]) in html
    client.force_login(cast.officer)
    html = client.get(url).content.decode()
    assert "Vòng đời hạng sao" in html
    assert reverse("dossiers:renew", args=[product.code]) not in html


def test_producer_renews_by_forms(cast, product, client):
    html = page(client, cast.owner, "renew", product.code)
    assert "Đang trong thời gian nộp." in html
    assert "Hệ thống không giữ phiếu điểm của lần trước" in html
    post(client, cast.owner, "renew", product.code, data={"kind": "reassessment"})
    dossier = Dossier.objects.get()
    assert dossier.kind == "reassessment"
    html = page(client, cast.owner, "dossier", dossier.code)
    assert "Lần công nhận trước và những thay đổi" in html
    html = page(client, cast.owner, "section", dossier.code, "thay-doi")
    assert "10. Giấy tờ pháp lý có thời hạn" in html
    data = {"text_packaging": "Bao bì giấy", "unchanged_label": "on"}
    post(client, cast.owner, "section", dossier.code, "thay-doi", data=data)
    assert {row.topic for row in dossier.updates.all() if row.is_done} == {"packaging", "label"}
    refused = post(client, cast.owner, "section", dossier.code, "thay-doi", status=422,
                   data={"text_packaging": "Bao bì giấy", "unchanged_packaging": "on"})  # fmt: skip
    assert "vừa đánh dấu “Không thay đổi” vừa ghi nội dung mới" in refused.content.decode()


def test_set_is_confirmed_on_the_page(cast, client):
    made = builders.make_product(cast)
    builders.give_star(made, through=IN_WINDOW, sheet_id="qd1048-04")
    type(made).objects.update(set_number=None)
    builders.publish("qd26-04", "qd26-08")
    html = page(client, cast.owner, "renew", made.code)
    assert "Mật ong, mật khác ở dạng thô, sơ chế" in html
    assert "Sản phẩm chế biến từ mật ong, mật khác" in html
    post(client, cast.owner, "renew", made.code, data={"kind": "reassessment", "set_number": "8"})
    dossier = Dossier.objects.get()
    assert (dossier.sheet.number, dossier.old_set) == (8, "qd1048-04")
    html = page(client, cast.owner, "dossier", dossier.code)
    assert "Bộ 4. Mật ong, các sản phẩm từ mật ong, mật khác (1048/QĐ-TTg)" in html


def test_page_says_that_no_set_corresponds(cast, client):
    made = builders.make_product(cast)
    builders.give_star(made, through=IN_WINDOW, sheet_id="qd1048-21")
    type(made).objects.update(set_number=None)
    html = page(client, cast.owner, "renew", made.code)
    assert "Không có bộ tương ứng." in html
    assert "cơ quan tham mưu quản lý OCOP cấp tỉnh" in html
    post(client, cast.owner, "renew", made.code, data={"kind": "reassessment", "set_number": ""}, status=422)
    assert not Dossier.objects.exists()


def test_unknown_old_set_is_asked_for(cast, client):
    made = builders.make_product(cast)
    builders.give_star(made, through=IN_WINDOW)
    type(made).objects.update(set_number=None)
    assert "Bộ sản phẩm của lần trước (nếu biết)" in page(client, cast.owner, "renew", made.code)
    client.force_login(cast.owner)
    url = reverse("dossiers:renew", args=[made.code])
    html = client.get(url, {"bo-cu": "qd1048-24"}).content.decode()
    assert "Bộ mới gộp thủ công mỹ nghệ gia dụng và trang trí" in html
    assert client.get(url, {"bo-cu": "x'><"}).status_code == 200


def test_commune_reads_the_star_before_and_the_changes_beside_mau_03(cast, product, client):
    dossier = builders.received(cast, product=product, kind="reassessment")
    html = page(client, cast.officer, "report", dossier.code)
    assert "Đã được công nhận 4 sao" in html
    assert "Bao bì mới, in mã truy xuất." in html


def test_carried_parts_are_confirmed_on_pages(cast, client):
    made = builders.make_product(cast)
    first = builders.submitted(cast, product=made)
    Dossier.objects.filter(pk=first.pk).update(state="recognised", proposed_on=RECEIVED, closed_on=RECEIVED, serial=1,
                                               serial_year=2026, product_code="86-29740-1-2026")  # fmt: skip
    builders.give_star(made, through=IN_WINDOW)
    post(client, cast.owner, "renew", made.code, data={"kind": "reassessment"})
    dossier = Dossier.objects.get(state="preparing")
    html = page(client, cast.owner, "dossier", dossier.code)
    assert "Mang sang từ hồ sơ trước" in html
    assert "Mang sang từ hồ sơ trước, chưa xem lại" in page(client, cast.owner, "criteria", dossier.code)
    assert "Bấm lưu nghĩa là đã xem lại" in page(client, cast.owner, "criterion", dossier.code, "1.1")
    post(client, cast.owner, "confirm_carried", dossier.code, data={"section": "phan-3"})
    assert "Mang sang từ hồ sơ trước, chưa xem lại" not in page(client, cast.owner, "criteria", dossier.code)
    post(client, cast.owner, "confirm_carried", dossier.code, data={"section": "phan-3"}, status=422)
    made.refresh_from_db()
    assert "Không có nội dung nào khác lần trước." in page(client, cast.owner, "dossier", dossier.code)


def test_changes_stand_beside_the_old_values(cast):
    from saolang.dossiers.changes import changes_since
    from saolang.dossiers.domain import prepare, renew
    from saolang.dossiers.facts import content_of
    from saolang.dossiers.reading import Reading

    made = builders.make_product(cast)
    first = builders.submitted(cast, product=made)
    Dossier.objects.filter(pk=first.pk).update(state="recognised", proposed_on=RECEIVED, closed_on=RECEIVED, serial=1,
                                               serial_year=2026, product_code="86-29740-1-2026")  # fmt: skip
    builders.give_star(made, through=IN_WINDOW)
    dossier = renew.start_renewal(made, actor=cast.owner)
    prepare.answer_criterion(dossier, "1.1", option=0, description="", actor=cast.owner)
    prepare.save_section(dossier, "phan-2", {"part2_market": "Thêm siêu thị"}, actor=cast.owner)
    rows = changes_since(Dossier.objects.get(pk=dossier.pk), content_of(Reading(Dossier.objects.get(pk=dossier.pk))))
    assert [row.label.split(".")[0] for row in rows] == ["Thị trường phân phối sản phẩm", "1", "Tổng điểm tự đánh giá"]
    assert (rows[0].before, rows[0].after) == ("Nội dung part2_market", "Thêm siêu thị")
    assert rows[1].after == "Không đạt mức nào (0 điểm)"


def test_province_begins_the_review_by_a_button(cast, arrived, client):
    html = page(client, cast.province_officer, "dossier", arrived.code)
    assert "Bắt đầu đánh giá hồ sơ" in html
    assert "45 ngày (Điều 7.6.g)" in html
    assert "Đưa vào đợt đánh giá" not in html
    post(client, cast.province_officer, "start_agency_review", arrived.code, data={"version": arrived.version})
    assert Dossier.objects.get().state == "agency_review"
    assert "45 ngày" in page(client, cast.officer, "commune")
