"""The desk pages of papers."""

from __future__ import annotations

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from saolang.core import clock
from saolang.core.text import format_date
from saolang.documents import domain, issue_views
from saolang.documents.links import paper_links
from saolang.documents.models import Paper
from saolang.files.models import StoredFile
from tests.documents.test_papers import issue

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, world):
    """A browser signed in as the province's officer."""
    client.force_login(world.people.officer)
    return client


@pytest.fixture
def waiting(draft, world):
    return domain.submit_for_signature(draft, actor=world.people.officer)


def text_of(response) -> str:
    content = b"".join(response.streaming_content) if response.streaming else response.content
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)


def form_data(paper: Paper, pdf: bytes, **changes) -> dict:
    return {
        "number": "15",
        "symbol": "QĐ-UBND",
        "issued_on": format_date(clock.today()),
        "sign_mode": "KT",
        "signer_name": "Nguyễn Thị Mẫu A",
        "signer_title": "Phó Chủ tịch",
        "signed_file": SimpleUploadedFile("ky.pdf", pdf, "application/pdf"),
        "draft_hash": paper.draft_hash,
        "version": str(paper.version),
        **changes,
    }


def test_list_shows_own_papers_and_filters(desk, draft, commune_draft) -> None:
    page = desk.get(reverse("documents:list")).content.decode()
    assert draft.title in page
    assert commune_draft.title not in page
    page = desk.get(reverse("documents:list"), {"state": "issued"}).content.decode()
    assert draft.title not in page
    page = desk.get(reverse("documents:list"), {"q": "công nhận", "kind": "recognition_decision"}).content.decode()
    assert draft.title in page


def test_list_asks_a_fixed_number_of_queries(desk, world, draft, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(30) as first:
        desk.get(reverse("documents:list"))
    for _ in range(3):
        domain.draft_paper(
            "recognition_decision", spec=draft.blocks, issuer=world.bodies.province, actor=world.people.officer
        )
    with django_assert_max_num_queries(len(first.captured_queries)):
        desk.get(reverse("documents:list"))


@pytest.mark.parametrize("name", ["paper", "pdf", "docx", "issue"])
def test_paper_pages_ask_for_sign_in_and_right(client, world, draft, name: str) -> None:
    url = reverse(f"documents:{name}", args=[draft.code])
    assert client.get(url).status_code == 302
    client.force_login(world.people.commune_officer)
    assert client.get(url).status_code == 403


@pytest.mark.parametrize("name", ["submit", "return", "cancel", "issue"])
def test_steps_are_refused_to_readers(client, world, draft, name: str) -> None:
    client.force_login(world.people.leader)
    response = client.post(reverse(f"documents:{name}", args=[draft.code]), {"reason": "x"})
    assert response.status_code == 403
    assert Paper.objects.get().state == "draft"


def test_paper_page_shows_state_preview_and_next_step(desk, draft) -> None:
    page = desk.get(draft.get_absolute_url()).content.decode()
    assert draft.title in page
    assert "Dự thảo" in page
    assert reverse("documents:page", args=[draft.code, 2]) in page
    assert reverse("documents:submit", args=[draft.code]) in page
    assert reverse("documents:issue", args=[draft.code]) not in page
    assert "soạn dự thảo" in page.lower()


def test_preview_page_is_a_picture_and_ends_with_the_paper(desk, draft) -> None:
    response = desk.get(reverse("documents:page", args=[draft.code, 1]))
    assert response.content[:8] == b"\x89PNG\r\n\x1a\n"
    assert desk.get(reverse("documents:page", args=[draft.code, 3])).status_code == 404
    assert desk.get(reverse("documents:page", args=[draft.code, 999])).status_code == 404


def test_downloads_are_marked_until_issued(desk, client, draft, world, signed) -> None:
    url = reverse("documents:pdf", args=[draft.code])
    assert "DỰ THẢO" in text_of(desk.get(url))
    assert "DỰ THẢO" in text_of(desk.get(url + "?ban=ky"))
    paper = domain.submit_for_signature(draft, actor=world.people.officer)
    assert "DỰ THẢO" in text_of(desk.get(url))
    assert "DỰ THẢO" not in text_of(desk.get(url + "?ban=ky"))
    client.force_login(world.people.leader)
    assert "DỰ THẢO" in text_of(client.get(url + "?ban=ky"))
    issue(paper, world, signed())
    text = text_of(client.get(url))
    assert "DỰ THẢO" not in text
    assert "Số: 15/QĐ-UBND" in text
    word = client.get(reverse("documents:docx", args=[draft.code]))
    assert word.content[:2] == b"PK"
    assert word["Content-Disposition"].startswith('attachment; filename="15-qd-ubnd-quyet-dinh-ve-viec-cong-nhan')


def test_steps_on_the_page_lead_to_issue(desk, draft, pdf_bytes) -> None:
    response = desk.post(reverse("documents:submit", args=[draft.code]), {"version": draft.version}, follow=True)
    assert "Đã trình ký" in response.content.decode()
    paper = Paper.objects.get()
    form = desk.get(reverse("documents:issue", args=[paper.code])).content.decode()
    assert 'value="QĐ-UBND"' in form
    assert 'value="Nguyễn Thị Mẫu A"' in form
    response = desk.post(reverse("documents:issue", args=[paper.code]), form_data(paper, pdf_bytes), follow=True)
    page = response.content.decode()
    assert "15/QĐ-UBND" in page
    assert "Bản đã ký" in page
    paper.refresh_from_db()
    assert (paper.state, paper.sign_mode, paper.signed_file.kind) == ("issued", "KT", "pdf")
    assert desk.get(paper.signed_file.get_absolute_url()).status_code == 200


def test_issue_refusal_keeps_what_was_typed_and_stores_nothing(desk, waiting, pdf_bytes) -> None:
    data = form_data(waiting, pdf_bytes, number="ab c", issued_on="01/01/2020")
    response = desk.post(reverse("documents:issue", args=[waiting.code]), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert 'value="ab c"' in page
    assert "trước ngày soạn dự thảo" in page
    assert Paper.objects.get().state == "for_signature"
    assert not StoredFile.objects.exists()


def test_issue_from_a_stale_page_is_refused(desk, waiting, world, pdf_bytes) -> None:
    data = form_data(waiting, pdf_bytes)
    paper = domain.return_to_draft(waiting, actor=world.people.officer, reason="Sửa")
    domain.submit_for_signature(paper, actor=world.people.officer)
    response = desk.post(reverse("documents:issue", args=[waiting.code]), data)
    assert response.status_code == 409
    assert Paper.objects.get().state == "for_signature"
    assert not StoredFile.objects.exists()


def test_double_submit_changes_once(desk, draft) -> None:
    url = reverse("documents:submit", args=[draft.code])
    assert desk.post(url, {"version": draft.version}).status_code == 303
    assert desk.post(url, {"version": draft.version}).status_code == 409
    assert Paper.objects.get().state == "for_signature"


def test_claimed_kind_is_issued_on_the_page_of_its_app(desk, waiting, monkeypatch) -> None:
    monkeypatch.setattr(issue_views, "_claims", {})
    issue_views.register("recognition_decision", "documents:paper")
    page = desk.get(reverse("documents:issue", args=[waiting.code]))
    assert (page.status_code, page["Location"]) == (302, waiting.get_absolute_url())
    assert desk.post(reverse("documents:issue", args=[waiting.code]), {}).status_code == 302
    assert Paper.objects.get().state == "for_signature"
    with pytest.raises(ValueError, match="twice"):
        issue_views.register("recognition_decision", "documents:list")


def test_links_for_other_pages(waiting, world, signed) -> None:
    links = paper_links(waiting, user=world.people.officer)
    assert [link.label for link in links.files] == ["PDF (dự thảo)", "Word (dự thảo)"]
    assert paper_links(waiting, user=world.people.owner).url == ""
    paper = issue(waiting, world, signed())
    assert [link.label for link in paper_links(paper).files] == ["Bản đã ký", "PDF", "Word"]
    assert paper_links(paper).number == "15/QĐ-UBND"
