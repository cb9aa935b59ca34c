"""The desk pages of the register: lists, search, entry with its readings and doubles, acts, printed books."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import load_workbook
from pypdf import PdfReader

from saolang.core.registries import Registry, search_sources
from saolang.documents import domain, numbering, register_hooks
from saolang.documents.forms_register import receiver_group
from saolang.documents.models import DocumentLink, KeptRegister, RegisteredDocument
from saolang.documents.queries_register import for_list, registered_visible_to, search
from saolang.documents.register_book import book_spec, book_xlsx
from saolang.documents.register_wiring import RegisterSearch
from saolang.documents.render import render_docx, render_pdf
from saolang.documents.views.register_acts import receivers
from saolang.files.models import StoredFile
from tests.documents.test_papers import issue
from tests.documents.test_register import TODAY, incoming, outgoing, text_file

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC))


@pytest.fixture
def desk(client, world):
    """A browser signed in as the province's officer."""
    client.force_login(world.people.officer)
    return client


def typed(world, **changes) -> dict:
    return {
        "holder": world.bodies.province.pk,
        "received_on": "20/11/2026",
        "kind": "Thông báo",
        "number": "178",
        "symbol": "TB-VP",
        "issued_on": "18/11/2026",
        "issuer_name": "Văn phòng Mẫu",
        "abstract": "Kết luận về mật hoa dừa",
        "recipients": "- UBND xã Song Phú;\n- Lưu: VT.",
        "citations": "Căn cứ: 26/2026/QĐ-TTg ngày 22/5/2026 của Thủ tướng Chính phủ\nThay thế: 5/KH-UBND",
        **changes,
    }


PAGES = ("register", "register_out", "register_missing", "register_in_force", "register_books", "register_enter")


@pytest.mark.parametrize("name", [*PAGES, "keepers"])
def test_pages_ask_for_sign_in_and_right(client, world, name: str) -> None:
    url = reverse(f"documents:{name}")
    assert client.get(url).status_code == 302
    client.force_login(world.people.owner)
    assert client.get(url).status_code == 403
    client.force_login(world.people.officer)
    assert client.get(url).status_code == 200


def test_pages_of_a_document_ask_for_the_right(client, world) -> None:
    document = incoming(world)
    link = domain.link(document, kind="cites", number="1/X", actor=world.people.officer)
    client.force_login(world.people.commune_officer)
    for name in ("registered", "registered_correct", "registered_link", "registered_send", "registered_end"):
        assert client.get(reverse(f"documents:{name}", args=[document.code])).status_code == 403
    url = reverse("documents:registered_unlink", args=[document.code, link.pk])
    assert client.post(url, {"reason": "x"}).status_code == 403
    client.force_login(world.people.leader)
    assert client.get(document.get_absolute_url()).status_code == 200
    assert "Sửa" not in client.get(document.get_absolute_url()).content.decode()
    assert client.get(reverse("documents:registered_correct", args=[document.code])).status_code == 403


def test_lists_show_their_register_and_filter(desk, world) -> None:
    came = incoming(world, file=text_file("Vùng nguyên liệu dừa hữu cơ"))
    went = outgoing(world, urgency="urgent", issued_on=dt.date(2026, 2, 1), ends_on=dt.date(2026, 5, 1))
    page = desk.get(reverse("documents:register")).content.decode()
    assert came.abstract in page
    assert went.abstract not in page
    out = reverse("documents:register_out")
    for query, found in (
        ({}, True),
        ({"q": "ocop san pham 5/kh-ubnd"}, True),
        ({"q": "san pham lua"}, False),
        ({"year": "2026", "kind": "Kế hoạch", "urgency": "urgent"}, True),
        ({"issuer_name": went.issuer_name, "holder": str(world.bodies.province.pk)}, True),
        ({"day": "1/3/2026"}, True),
        ({"day": "2/5/2026"}, False),
    ):
        assert (went.abstract in desk.get(out, query).content.decode()) is found, query
    held = reverse("documents:register_in_force")
    assert went.abstract not in desk.get(held).content.decode()
    assert went.abstract in desk.get(held, {"day": "1/3/2026"}).content.decode()
    assert "Sổ văn bản" in desk.get(reverse("documents:list")).content.decode()


def test_search_takes_words_in_any_order_without_marks(desk, world) -> None:
    document = incoming(world, file=text_file("Đề nghị rà soát vùng nguyên liệu DỪA hữu cơ."))
    rows = registered_visible_to(world.people.officer)
    for words in ("hữu cơ nguyên liệu", "NGUYEN LIEU dua", "tb-vp 178", "178/TB-VP", "“rà soát”,"):
        assert list(search(for_list(rows), words)) == [document], words
    assert not search(rows, "hữu cơ sầu riêng")
    source = search_sources.get("documents.register")
    (hit,) = source(world.people.officer, "dua huu co")
    assert hit["url"] == document.get_absolute_url()
    assert list(source(world.people.commune_officer, "dua huu co")) == []


def test_list_asks_a_fixed_number_of_queries(desk, world, django_assert_max_num_queries) -> None:
    incoming(world)
    with django_assert_max_num_queries(40) as first:
        desk.get(reverse("documents:register"))
    for number in range(200, 206):
        incoming(world, number=str(number))
    with django_assert_max_num_queries(len(first.captured_queries)):
        desk.get(reverse("documents:register"))


# --- entering ------------------------------------------------------------------------------------------------------


def test_entry_from_the_page(desk, world) -> None:
    old = outgoing(world, issued_on=dt.date(2026, 3, 1))
    response = desk.post(reverse("documents:register_enter"), typed(world, file=text_file("Nội dung")), follow=True)
    page = response.content.decode()
    document = RegisteredDocument.objects.get(number="178")
    assert response.redirect_chain == [(document.get_absolute_url(), 303)]
    assert "Đã vào sổ" in page
    assert "Chưa có trong hệ thống" in page
    assert document.file.sha256[:16] in page
    assert [row.name for row in document.recipients.all()] == ["UBND xã Song Phú", "Lưu: VT"]
    assert [(row.kind, row.target) for row in document.links.all()] == [("based_on", None), ("replaces", old)]
    assert "Bị thay thế bởi" in desk.get(old.get_absolute_url()).content.decode()


def test_reading_the_file_fills_in_what_is_empty_and_keeps_the_file(desk, world, monkeypatch) -> None:
    readers = Registry("x")
    found = {"number": "44", "symbol": "KL-TU", "issued_on": dt.date(2026, 11, 2), "abstract": "Kết luận đã đọc",
             "issuer_name": "Tỉnh ủy Mẫu", "recipients": ["Các sở", "Lưu: VT"], "kind": "Kết luận",
             "citations": [{"kind": "based_on", "number": "26/2026/QĐ-TTg", "date": None, "text": "x"}]}  # fmt: skip
    readers.add(lambda text, name: found if text == "Nội dung" else None, key="a")
    monkeypatch.setattr(register_hooks, "metadata_readers", readers)
    url = reverse("documents:register_enter")
    given = {"holder": world.bodies.province.pk, "abstract": "Tự gõ", "file": text_file("Nội dung"), "read": "1"}
    page = desk.post(url, given).content.decode()
    stored = StoredFile.objects.get()
    assert f'name="staged" value="{stored.code}"' in page
    for value in (
        'value="44"',
        'value="02/11/2026"',
        "Tự gõ",
        "Tỉnh ủy Mẫu",
        "Các sở\nLưu: VT",
        "Căn cứ: 26/2026/QĐ-TTg",
    ):
        assert value in page, value
    assert "Kết luận đã đọc" not in page
    response = desk.post(url, typed(world, staged=stored.code))
    assert response.status_code == 303
    document = RegisteredDocument.objects.get()
    assert (document.file, document.text) == (stored, "Nội dung")


def test_scan_without_text_says_so_and_keeps_the_file(desk, world, pdf_bytes, monkeypatch) -> None:
    monkeypatch.setattr(register_hooks, "text_readers", Registry("x"))
    upload = SimpleUploadedFile("quet.pdf", pdf_bytes, "application/pdf")
    page = desk.post(
        reverse("documents:register_enter"), {"holder": world.bodies.province.pk, "file": upload, "read": "1"}
    ).content.decode()
    assert "Chưa đọc được chữ trong tệp" in page
    assert f'value="{StoredFile.objects.get().code}"' in page


def test_mistakes_keep_what_was_typed_and_the_file(desk, world) -> None:
    url = reverse("documents:register_enter")
    response = desk.post(url, typed(world, number="x y", citations="không có số", file=text_file("Nội dung")))
    page = response.content.decode()
    assert response.status_code == 422
    assert "chưa thấy số, ký hiệu" in page
    assert "Kết luận về mật hoa dừa" in page
    assert f'value="{StoredFile.objects.get().code}"' in page
    assert not RegisteredDocument.objects.exists()


def test_staged_file_of_somebody_else_is_not_taken(desk, world, client) -> None:
    desk.post(
        reverse("documents:register_enter"), {"holder": world.bodies.province.pk, "file": text_file("a"), "read": "1"}
    )
    stored = StoredFile.objects.get()
    StoredFile.objects.update(created_by=world.people.leader)
    desk.post(reverse("documents:register_enter"), typed(world, staged=stored.code))
    assert RegisteredDocument.objects.get().file is None


def test_double_is_warned_with_the_other_entry_and_entered_with_a_reason(desk, world) -> None:
    first = incoming(world, issuer_name="Văn phòng Mẫu")
    url = reverse("documents:register_enter")
    response = desk.post(url, typed(world, file=text_file("Nội dung")))
    page = response.content.decode()
    assert response.status_code == 422
    assert first.get_absolute_url() in page
    assert 'name="keep"' in page
    stored = StoredFile.objects.get()
    again = typed(world, staged=stored.code)
    assert desk.post(url, {**again, "keep": "on", "keep_reason": ""}).status_code == 422
    assert RegisteredDocument.objects.count() == 1
    assert desk.post(url, {**again, "keep": "on", "keep_reason": "Bản có sửa"}).status_code == 303
    assert RegisteredDocument.objects.exclude(pk=first.pk).get().file == stored


def test_outgoing_and_reference_have_their_own_fields(desk, world) -> None:
    url = reverse("documents:register_enter")
    page = desk.get(url, {"so": "di"}).content.decode()
    assert 'name="received_on"' not in page
    assert 'name="copies"' in page
    data = typed(world, number="9", symbol="KH-UBND", issued_on="20/11/2026", copies="12", citations="")
    assert desk.post(f"{url}?so=di", data).status_code == 303
    assert RegisteredDocument.objects.get().copies == 12
    page = desk.get(url, {"so": "tham-chieu", "number": "26", "symbol": "2026/QĐ-TTg"}).content.decode()
    assert 'value="2026/QĐ-TTg"' in page
    assert 'name="recipients"' not in page
    data = typed(world, number="26", symbol="2026/QĐ-TTg", issued_on="22/5/2026", citations="")
    assert desk.post(f"{url}?so=tham-chieu", data).status_code == 303
    assert RegisteredDocument.objects.get(direction="reference").entered_on is None


# --- afterwards ----------------------------------------------------------------------------------------------------


def test_acts_of_the_page(desk, world, client) -> None:
    document = incoming(world)

    def act(name, data, *more):
        return desk.post(reverse(f"documents:{name}", args=[document.code, *more]), data)

    form = desk.get(reverse("documents:registered_correct", args=[document.code])).content.decode()
    assert 'value="178"' in form
    fields = {name: value for name, value in typed(world).items() if name not in ("holder", "recipients", "citations")}
    assert (
        act("registered_correct", {**fields, "number": "187", "reason": "Gõ nhầm", "version": "1"}).status_code == 303
    )
    assert act("registered_correct", {**fields, "reason": "x", "version": "1"}).status_code == 409
    assert act("registered_link", {"kind": "answers", "number": "12/BC-UBND"}).status_code == 303
    link = DocumentLink.objects.get()
    assert act("registered_unlink", {"reason": ""}, link.pk).status_code == 422
    assert act("registered_unlink", {"reason": "Nhầm"}, link.pk).status_code == 303
    assert act("registered_end", {"ends_on": "30/11/2026", "reason": "Bãi bỏ"}).status_code == 303
    assert act("registered_send", {}).status_code == 422
    assert act("registered_send", {"bodies": [world.bodies.commune.pk]}).status_code == 303
    document.refresh_from_db()
    assert (document.number, document.ends_on) == ("187", dt.date(2026, 11, 30))
    client.force_login(world.people.commune_officer)
    row = document.recipients.get()
    assert "Xác nhận đã nhận" in client.get(document.get_absolute_url()).content.decode()
    assert act("registered_receive", {}, row.pk).status_code == 303
    assert act("registered_receive", {}, row.pk).status_code == 409
    row.refresh_from_db()
    assert row.received_on == TODAY


def test_missing_page_groups_citations_and_leads_to_the_entry(desk, world) -> None:
    for number in ("1", "2"):
        incoming(world, number=number, citations=[{"kind": "cites", "number": "847/QĐ-UBND"}])
    page = desk.get(reverse("documents:register_missing")).content.decode()
    assert page.count("so=tham-chieu") == 1
    assert "number=847&amp;symbol=Q%C4%90-UBND" in page


def test_issued_paper_is_entered_from_its_page(desk, draft, world, signed) -> None:
    paper = domain.submit_for_signature(draft, actor=world.people.officer)
    paper = issue(paper, world, signed(), issued_on=TODAY)
    assert reverse("documents:register_paper", args=[paper.code]) in desk.get(paper.get_absolute_url()).content.decode()
    assert desk.post(reverse("documents:register_paper", args=[paper.code])).status_code == 303
    document = RegisteredDocument.objects.get()
    page = desk.get(paper.get_absolute_url()).content.decode()
    assert document.get_absolute_url() in page
    assert reverse("documents:register_paper", args=[paper.code]) not in page


def test_keepers_page_names_and_ends(desk, world, monkeypatch) -> None:
    url = reverse("documents:keepers")
    assert "đang tắt" in desk.get(url).content.decode()
    data = {"holder": world.bodies.province.pk, "valid_from": "1/11/2026", "source": "Quyết định 5/QĐ-UBND"}
    assert desk.post(url, {**data, "source": ""}).status_code == 422
    assert desk.post(url, data).status_code == 303
    row = KeptRegister.objects.get()
    monkeypatch.setattr(numbering, "_policy", [lambda issuer, day: True])
    page = desk.get(url).content.decode()
    assert "Quyết định 5/QĐ-UBND" in page
    assert "đang tắt" not in page
    assert "do hệ thống cấp khi vào sổ" in desk.get(reverse("documents:register_enter")).content.decode()
    assert (
        desk.post(reverse("documents:keeper_end", args=[row.pk]), {"valid_to": "30/11/2026", "reason": "x"}).status_code
        == 303
    )
    row.refresh_from_db()
    assert row.valid_to == dt.date(2026, 11, 30)


# --- printed books -------------------------------------------------------------------------------------------------


def test_books_print_the_columns_of_the_decree(world) -> None:
    incoming(world, entry_number=31, handler="Phòng Mẫu", urgency="flash", answer_due_on=dt.date(2026, 12, 1))
    outgoing(world, recipients=["Như trên", "Lưu: VT, NN"], signer_name="Nguyễn Thị Mẫu A", copies=3)
    period = (dt.date(2026, 1, 1), dt.date(2026, 12, 31))
    for direction, words in (
        ("incoming", ["SỔĐĂNGKÝVĂNBẢNĐẾN", "Tácgiả", "178/TB-VP", "PhòngMẫu", "Hỏatốc", "Hạntrảlời01/12/2026"]),
        ("outgoing", ["SỔĐĂNGKÝVĂNBẢNĐI", "Nơinhậnvănbản", "05/KH-UBND", "NguyễnThịMẫuA", "VT,NN", "Nhưtrên"]),
    ):  # fmt: skip
        spec = book_spec(world.bodies.province, direction, *period)
        text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(render_pdf(spec))).pages)
        assert all(word in "".join(text.split()) for word in words), direction
        assert zipfile.is_zipfile(io.BytesIO(render_docx(spec)))
    empty = book_spec(world.bodies.province, "incoming", dt.date(2025, 1, 1), dt.date(2025, 2, 1))
    assert empty.annexes[0].blocks[0].rows == ()


def test_sheet_never_holds_a_formula(world) -> None:
    incoming(world, abstract="=HYPERLINK(1)", kind="", issuer_name="+Bộ Mẫu", note="@x")
    book = load_workbook(io.BytesIO(book_xlsx(world.bodies.province, "incoming", dt.date(2026, 1, 1), TODAY)))
    cells = [cell for cell in book.active[2] if cell.value]
    assert all(cell.data_type == "s" for cell in cells)
    assert [cell.value for cell in cells if "HYPER" in str(cell.value)] == ["'=HYPERLINK(1)"]
    assert "'+Bộ Mẫu" in [cell.value for cell in cells]


@pytest.mark.parametrize("kind", ["pdf", "docx", "xlsx"])
def test_books_are_downloaded_by_who_may_read_the_whole_register(client, world, kind: str) -> None:
    incoming(world)
    query = {
        "holder": world.bodies.province.pk,
        "direction": "incoming",
        "first": "1/1/2026",
        "last": "31/12/2026",
        "form": kind,
    }
    url = reverse("documents:register_books")
    client.force_login(world.people.leader)
    response = client.get(url, query)
    assert response["Content-Disposition"].endswith(f'-2026-12-31.{kind}"')
    assert response.content[:4] == (b"%PDF" if kind == "pdf" else b"PK\x03\x04")
    assert client.get(url, {**query, "last": "1/1/2025"}).status_code == 422
    client.force_login(world.people.commune_officer)
    assert client.get(url, query).status_code == 422


def test_lists_show_a_title_of_capitals_in_a_sentence_and_the_page_keeps_it(desk, world) -> None:
    printed, shown = (
        "ĐẨY MẠNH TIÊU THỤ SẢN PHẨM OCOP TẠI XÃ SONG PHÚ",
        "Đẩy mạnh tiêu thụ sản phẩm OCOP tại xã Song Phú",
    )
    document = incoming(world, abstract=printed, urgency="normal")
    listed = desk.get(reverse("documents:register")).content.decode()
    assert shown in listed and printed not in listed
    assert printed in desk.get(document.get_absolute_url()).content.decode()
    assert [row["title"] for row in RegisterSearch()(world.people.officer, "day manh tieu thu")] == [shown]


def test_filter_of_the_register_is_folded_until_it_is_used(desk, world) -> None:
    incoming(world)
    url = reverse("documents:register")
    shown = [desk.get(url, query).content.decode() for query in ({}, {"q": "178"})]
    assert all('class="sift"' in page for page in shown)
    assert ['class="sift" open' in page for page in shown] == [False, True]


def test_receivers_stand_in_groups_and_a_group_is_sent_as_a_whole(desk, world) -> None:
    document = incoming(world)
    url = reverse("documents:registered_send", args=[document.code])
    page = desk.get(url).content.decode()
    assert page.index("Cơ quan, đơn vị của tỉnh") < page.index("Xã, đặc khu")
    refused = desk.post(url, {"whole": ["nowhere"]})
    assert refused.status_code == 422 and not document.recipients.filter(sent_on__isnull=False).exists()
    assert "Chọn ít nhất một nơi nhận." in desk.post(url, {}).content.decode()
    communes = {body.pk for body in receivers(document) if receiver_group(body) == "commune"}
    assert world.bodies.commune.pk in communes
    assert desk.post(url, {"whole": ["commune"]}).status_code == 303
    sent = document.recipients.filter(sent_on__isnull=False)
    assert set(sent.values_list("organisation_id", flat=True)) == communes
    assert "Xã, đặc khu" not in desk.get(url).content.decode()
