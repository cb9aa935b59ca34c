"""The desk pages of dossiers: what each person sees, and the path by forms alone (no scripts)."""

import datetime as dt

import pytest
from django.urls import reverse

from saolang.documents.domain.papers import issue_paper, submit_for_signature
from saolang.dossiers.models import Dossier, Proposal, SelfAnswer
from saolang.producers.models import Evidence
from tests.dossiers import builders
from tests.factories import make_user, pdf_upload, stored_file


def page(client, user, name, *args, status=200):
    client.force_login(user)
    response = client.get(reverse(f"dossiers:{name}", args=args))
    assert response.status_code == status, response.content.decode()[:500]
    return response.content.decode()


def post(client, user, name, *args, data=None, status=303):
    client.force_login(user)
    response = client.post(reverse(f"dossiers:{name}", args=args), data or {})
    assert response.status_code == status, response.content.decode()[-3000:]
    return response


def test_producer_fills_and_submits_by_forms(cast, client):
    product = builders.make_product(cast)
    assert "Chưa có hồ sơ nào" in page(client, cast.owner, "own")
    assert product.name in page(client, cast.owner, "open")
    post(client, cast.owner, "open", data={"product": product.pk, "kind": "first"})
    dossier = Dossier.objects.get()
    html = page(client, cast.owner, "dossier", dossier.code)
    assert "Việc cần xong trước khi nộp" in html
    assert "0 trên 8 phần đã đủ" in html or "trên 8 phần đã đủ" in html
    for section in ("chu-the", "mau-01", "phan-1", "phan-2", "phan-4", "minh-chung", "ky"):
        assert "Bảng sao" in page(client, cast.owner, "section", dossier.code, section)
    post(client, cast.owner, "section", dossier.code, "mau-01",
         data={"sample_count": "5", "pledged": "on", "version": dossier.version})  # fmt: skip
    heads = ("part2_material", "part2_quality", "part2_market", "part2_results")
    post(client, cast.owner, "section", dossier.code, "phan-2", data=dict.fromkeys(heads, "Đã trình bày"))
    post(client, cast.owner, "section", dossier.code, "phan-4", data={"part4_plan": "Kế hoạch"})
    post(client, cast.owner, "section", dossier.code, "ky",
         data={"signed_place": "Song Phú", "file": pdf_upload("ky.pdf")})  # fmt: skip
    html = page(client, cast.owner, "criterion", dossier.code, "1.1")
    assert "Không đạt mức nào (0 điểm)" in html
    response = post(client, cast.owner, "criterion", dossier.code, "1.1",
                    data={"option": "1", "description": "Nếp trong tỉnh", "seen": "", "then": "next"})  # fmt: skip
    assert response["Location"].endswith("/phan-3/1.2/")
    html = page(client, cast.owner, "submit", dossier.code)
    assert "Còn 31 việc trước khi nộp" in html
    assert reverse("dossiers:criterion", args=[dossier.code, "1.2"]) in html
    refused = post(client, cast.owner, "submit", dossier.code, status=422).content.decode()
    assert "Tiêu chí 1.2" in refused
    SelfAnswer.objects.exclude(criterion="1.1").delete()
    SelfAnswer.objects.bulk_create(
        SelfAnswer(dossier=dossier, criterion=code, option=1, description="Mô tả")
        for code in builders.Reading(dossier).sheet.by_code
        if code != "1.1"
    )
    assert "Hồ sơ đã đủ." in page(client, cast.owner, "submit", dossier.code)
    post(client, cast.owner, "submit", dossier.code)
    assert Dossier.objects.get().state == "submitted"
    post(client, cast.owner, "submit", dossier.code, status=409)
    html = page(client, cast.owner, "dossier", dossier.code)
    assert "Đã nộp, chờ tiếp nhận" in html
    assert "bản chụp 05/10/2026" in html or "bản chụp 5/10/2026" in html


def test_criterion_keeps_what_was_typed_when_stale(cast, client):
    dossier = builders.prepared(cast)
    data = {"option": "2", "description": "Chữ vừa gõ", "seen": "cũ"}
    html = post(client, cast.owner, "criterion", dossier.code, "1.1", data=data, status=409).content.decode()
    assert "Chữ vừa gõ" in html
    assert "vừa được người khác thay đổi" in html
    assert SelfAnswer.objects.get(criterion="1.1").description == "Mô tả tiêu chí 1.1"


def test_evidence_is_linked_and_unlinked(cast, client):
    dossier = builders.prepared(cast)
    paper = Evidence.objects.get(kind="mc_dkkd")
    post(client, cast.owner, "link", dossier.code, "1.2", data={"evidence": paper.pk, "page_from": 2})
    assert paper.title in page(client, cast.owner, "criterion", dossier.code, "1.2")
    link = paper.links.get()
    post(client, cast.owner, "unlink", dossier.code, "1.2", link.pk)
    assert not paper.links.exists()
    post(client, cast.owner, "link", dossier.code, "1.2", data={"evidence": "x"}, status=422)


def test_commune_and_province_by_forms(cast, client):
    dossier = builders.submitted(cast)
    code = dossier.code
    assert dossier.product.name in page(client, cast.officer, "commune")
    assert "hạn kiểm tra, đề nghị là 26/10/2026" in page(client, cast.officer, "receive", code)
    post(client, cast.officer, "receive", code, data={"received_on": "05/10/2026", "version": dossier.version})
    post(client, cast.officer, "receive", code, data={"received_on": "05/10/2026"}, status=409)
    html = page(client, cast.officer, "dossier", code)
    assert "1-06/PĐK-86-29740-2026" in html
    assert "Chưa kiểm tra xong thành phần hồ sơ." in html  # why the letter cannot be begun
    post(client, cast.officer, "open_proposal", data={"dossier": code}, status=422)
    items = ("mau_01", "mau_02", "minh_chung", "bo_giay")
    page(client, cast.officer, "composition", code)
    post(client, cast.officer, "composition", code, data=dict.fromkeys(items, "on"))
    html = page(client, cast.officer, "report", code)
    assert "Đánh giá của xã" in html
    questions = ("material", "labour", "idea", "identity")
    data = {f"finding_{q}": "Đúng thực tế" for q in questions} | {f"producer_{q}": "Mô tả" for q in questions}
    post(client, cast.officer, "report", code, data=data)
    post(client, cast.officer, "report", code, data={**data, "report_version": "1"}, status=409)
    assert dossier.product.name in page(client, cast.officer, "proposals")
    post(client, cast.officer, "open_proposal", data={"dossier": code})
    letter = Proposal.objects.get()
    item = letter.items.get()
    html = page(client, cast.officer, "proposal", letter.code)
    assert "86-29740-1-2026" in html
    assert "Mới đếm 0 trên 05 sản phẩm mẫu." in html
    post(client, cast.officer, "package", item.pk,
         data={f"{item.pk}-samples_counted": 5, f"{item.pk}-paper_set_on": "5/10/2026",
               f"{item.pk}-electronic_set_on": "5/10/2026"})  # fmt: skip
    post(client, cast.officer, "proposal_draft", letter.code)
    letter.refresh_from_db()
    for number, paper in enumerate((Dossier.objects.get().commune_report.paper, letter.paper), start=1):
        paper = submit_for_signature(paper, actor=cast.officer)
        issue_paper(paper, number=number, symbol=paper.blocks.header.symbol, issued_on=dt.date(2026, 10, 5),
                    signer_name="Lê Văn Mẫu", signer_title="Chủ tịch", actor=cast.leader,
                    signed_file=stored_file(purpose="documents.signed"))  # fmt: skip
    post(client, cast.officer, "proposal_send", letter.code)
    assert dossier.product.name in page(client, cast.province_officer, "province")
    post(client, cast.province_officer, "receive_at_province", code, data={"received_on": "05/10/2026"})
    page(client, cast.province_officer, "dossier", code)
    page(client, cast.province_officer, "put_into_round", code)
    post(client, cast.province_officer, "put_into_round", code, data={"round": cast.commune.parent.rounds.get(
        year=2026, number=2).pk})  # fmt: skip
    assert dossier.product.name in page(client, cast.province_officer, "rounds")
    assert Dossier.objects.get().state == "in_round"


def test_completion_and_supplement_by_forms(cast, client):
    dossier = builders.received(cast)
    code = dossier.code
    page(client, cast.officer, "completion", code)
    data = {"lines": "1.5: bổ sung hợp đồng liên kết\nGhi rõ địa chỉ", "due_on": "12/10/2026"}
    post(client, cast.officer, "completion", code, data=data)
    asked = dossier.completion_requests.get()
    assert asked.items == [
        {"criterion": "1.5", "text": "bổ sung hợp đồng liên kết"},
        {"criterion": "", "text": "Ghi rõ địa chỉ"},
    ]
    assert "bổ sung hợp đồng liên kết" in page(client, cast.owner, "answer", code)
    page(client, cast.owner, "supplement", code)
    post(client, cast.owner, "answer", code, data={"text": "Đã bổ sung"})
    post(client, cast.officer, "decline", code, data={"reason": ""}, status=422)
    post(client, cast.officer, "decline", code, data={"reason": "Không đúng nguyên liệu"})
    assert "Không đúng nguyên liệu" in page(client, cast.owner, "dossier", code)


def test_wrong_roles_are_refused(cast, client):
    dossier = builders.submitted(cast)
    stranger = make_user()
    for name in ("dossier", "criteria", "receive", "report", "composition", "put_into_round"):
        page(client, stranger, name, dossier.code, status=403)
    for name in ("own", "commune", "province", "rounds", "proposals"):
        page(client, stranger, name, status=403)
    post(client, stranger, "withdraw", dossier.code, data={"reason": "x"}, status=403)
    client.logout()
    response = client.get(dossier.get_absolute_url())
    assert response.status_code == 302
    assert Dossier.objects.get().state == "submitted"


@pytest.mark.parametrize("form", ["mau-01", "mau-02", "giay-tiep-nhan"])
def test_forms_print(cast, client, form):
    dossier = builders.received(cast)
    client.force_login(cast.officer)
    pdf = client.get(reverse("dossiers:form", args=[dossier.code, form, "pdf"]))
    assert pdf.status_code == 200
    assert pdf.content.startswith(b"%PDF")
    docx = client.get(reverse("dossiers:form", args=[dossier.code, form, "docx"]))
    assert docx.content.startswith(b"PK")


def test_personal_data_is_printed_for_handlers_only(cast, client):
    import io

    from pypdf import PdfReader

    dossier = builders.submitted(cast)

    def text(user):
        client.force_login(user)
        content = client.get(reverse("dossiers:form", args=[dossier.code, "mau-02", "pdf"])).content
        return " ".join(" ".join(p.extract_text().split()) for p in PdfReader(io.BytesIO(content)).pages)

    assert "Số 1, ấp Mẫu" in text(cast.officer)
    auditor = text(make_user("auditor"))
    assert "Số 1, ấp Mẫu" not in auditor
    assert "Mô tả tiêu chí 1.1" in auditor


def test_work_lists_name_the_next_act(cast):
    from saolang.dossiers import worklist

    dossier = builders.submitted(cast)
    assert [item.action_label for item in worklist.commune_work(cast.officer)] == ["Tiếp nhận"]
    assert [item.waiting_for_other for item in worklist.own_work(cast.owner)] == [True]
    assert list(worklist.commune_work(cast.owner)) == []
    builders.commune_domain.receive_dossier(dossier, actor=cast.officer)
    row = next(iter(worklist.commune_work(cast.officer)))
    assert (row.days_left, row.spent, row.total, row.due) == (15, 0, 15, dt.date(2026, 10, 26))
    builders.letter(cast, builders.checked(cast, Dossier.objects.get()))
    assert [item.action_label for item in worklist.letter_work(cast.leader)] == ["Gửi lên tỉnh"]


@pytest.mark.parametrize("count", [1, 3])
def test_list_takes_a_fixed_number_of_queries(cast, client, count, django_assert_max_num_queries):
    for _index in range(count):
        builders.submitted(cast)
    client.force_login(cast.officer)
    with django_assert_max_num_queries(30):
        assert client.get(reverse("dossiers:commune")).status_code == 200


def test_file_of_the_wrong_kind_is_refused_and_nothing_changes(cast, client):
    from django.core.files.uploadedfile import SimpleUploadedFile

    dossier = builders.prepared(cast)
    signed = dossier.signed_scan_id
    bad = SimpleUploadedFile("ky.pdf", b"MZ\x90\x00 not a pdf", content_type="application/pdf")
    data = {"signed_place": "Nơi khác", "file": bad, "version": dossier.version}
    html = post(client, cast.owner, "section", dossier.code, "ky", data=data, status=422).content.decode()
    assert "Nơi khác" in html
    dossier.refresh_from_db()
    assert (dossier.signed_scan_id, dossier.signed_place) == (signed, "Song Phú")


def test_stale_section_keeps_what_was_typed(cast, client):
    dossier = builders.prepared(cast)
    data = {"part4_plan": "Bản gõ trên trang cũ", "version": dossier.version - 1}
    html = post(client, cast.owner, "section", dossier.code, "phan-4", data=data, status=409).content.decode()
    assert "Bản gõ trên trang cũ" in html
    assert Dossier.objects.get().part4_plan == "Mở rộng vùng nguyên liệu."


def test_home_shows_the_round_and_what_stands_where(cast, client):
    builders.received(cast)
    client.force_login(cast.officer)
    html = client.get(reverse("ui:home")).content.decode()
    assert "Đợt 2 năm 2026" in html
    assert "Xã gửi đề nghị trước 30/10/2026, ngày cuối là T5 29/10" in html


def test_search_finds_a_dossier_by_its_number(cast, client):
    dossier = builders.received(cast)
    client.force_login(cast.officer)
    html = client.get(reverse("ui:search"), {"q": "1-06/PĐK"}).content.decode()
    assert dossier.get_absolute_url() in html
    client.force_login(make_user("commune_officer", unit=builders.commune("29752", "Tân Lược")))
    assert dossier.get_absolute_url() not in client.get(reverse("ui:search"), {"q": "1-06/PĐK"}).content.decode()
