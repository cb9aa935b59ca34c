"""Hostile and odd files for directives and the register, marks of secrecy, markup and formulas, over HTTP."""

from __future__ import annotations

import datetime as dt
import io
import json
import time
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponseBase
from django.urls import reverse
from openpyxl import load_workbook

from saolang.accounts.models import Organisation
from saolang.audit.models import Event
from saolang.core import clock
from saolang.directives.models import Assignment, Difficulty, Entry, EntryEvidence, Meeting, Notice, Task
from saolang.documents.models import RegisteredDocument
from saolang.files.models import StoredFile
from tests.factories import image_upload, pdf_upload
from tests.files import hostile
from tests.security.conftest import Enter, body_of, last_event

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
FORMULAS = ('=HYPERLINK("http://evil.example","x")', "+cmd|'/c calc'!A1", "-2+3", "@SUM(1)")
HEAD = (
    "ỦY BAN NHÂN DÂN\nTỈNH MẪU\nVĂN PHÒNG\n\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\n{mark}\n"
    "Số: 990/TB-VP\nVĩnh Long, ngày 10 tháng 11 năm 2026\n\nTHÔNG BÁO\nKết luận cuộc họp {about}\n\n"
    "1. Sở Công Thương:\n- Tổ chức hội chợ {about} trước ngày 01/12/2025.\n- Báo cáo kết quả trong tháng 12/2026.\n"
    "2. Sở Y tế:\n- Kiểm tra an toàn thực phẩm, {about}.\n\nNơi nhận:\n- Như trên;\n- Lưu: VT.\n"
)


def words(mark: str = "", about: str = "về Chương trình OCOP") -> str:
    return HEAD.format(mark=mark, about=about)


def steering() -> Organisation:
    return Organisation.objects.get(kind="steering")


def add(enter: Enter, content: bytes | Any, name: str = "thong-bao.txt") -> HttpResponseBase:
    upload = content if hasattr(content, "read") else SimpleUploadedFile("x", content)
    upload._name = name
    sent = {"file": upload, "holder": steering().pk, "received_on": clock.today().strftime("%d/%m/%Y")}
    return enter("thu-ky-bcd").post(reverse("directives:notice_add"), sent)


def entered(enter: Enter, content: bytes | Any, name: str = "thong-bao.txt", **changes: str) -> Notice | None:
    """The notice that comes of a file, entered with the proposed data."""
    answer = add(enter, content, name)
    assert answer.status_code in (302, 303), body_of(answer)
    url, client = answer.headers["Location"], enter("thu-ky-bcd")
    page = client.get(url)
    assert page.status_code == 200
    typed = {
        "direction": "incoming", "holder": steering().pk, "committee": "", "number": "991", "symbol": "TB-VP",
        "received_on": clock.today().strftime("%d/%m/%Y"), "issued_on": clock.today().strftime("%d/%m/%Y"),
        "issuer_name": "Văn phòng Mẫu", "abstract": "Kết luận mẫu", "urgency": "normal", "token": "f" * 32,
        "kind": "Thông báo", **changes,
    }  # fmt: skip
    answers = [client.post(url, typed).status_code for _turn in range(2)]
    assert answers == [303, 303], body_of(client.post(url, typed))
    rows = Notice.objects.filter(document__number="991")
    assert rows.count() <= 1
    return rows.first()


ODD_TEXTS = {
    "utf-16": words().encode("utf-16"), "utf-16 without mark": words().encode("utf-16-le"),
    "windows-1258": "Kê\u0301t luâ\u0323n cuô\u0323c ho\u0323p".encode("cp1258") * 20,
    "tcvn3": b"K\xd5t lu\xcbn cu\xe9c h\xe4p c\xf1a \xdfy ban nh\xa9n d\xa9n t\xd8nh\n" * 20,
    "mixed": words().encode() + b"\xd5t lu\xcbn\xff\n", "nul": words().replace("OCOP", "OC\x00OP").encode(),
    "empty": b"", "spaces": b" \n" * 1000, "one line": b"a" * 3_000_000, "dashes": b"- \n" * 400_000,
    "brackets": b"(" * 500_000, "spaces in words": "c h ữ ".encode() * 200_000,
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_TEXTS)
def test_odd_text_is_read_or_refused_in_words(enter: Enter, name: str) -> None:
    begun = time.process_time()
    answer = add(enter, ODD_TEXTS[name])
    assert answer.status_code in (303, 422)
    if answer.status_code == 303:
        page = enter("thu-ky-bcd").get(answer.headers["Location"])
        assert page.status_code == 200
    assert time.process_time() - begun < 30


def deep_docx(levels: int = 4000) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    inner = "<w:smartTag>" * levels + "<w:r><w:t>chữ</w:t></w:r>" + "</w:smartTag>" * levels
    body = f'<w:document xmlns:w="{space}"><w:body><w:p>{inner}</w:p></w:body></w:document>'
    return hostile.office(body=body.encode())


def odd_numbering() -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = (
        f'<w:document {space}><w:body><w:p><w:pPr><w:numPr><w:ilvl w:val="²"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        "<w:r><w:t>Chữ trong danh sách</w:t></w:r></w:p></w:body></w:document>"
    )
    numbers = (
        f'<w:numbering {space}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="x"><w:start w:val="²"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    return hostile.office({"word/numbering.xml": numbers.encode()}, body=body.encode())


def long_letters() -> bytes:
    space = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    body = (
        f'<w:document {space}><w:body><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        "<w:r><w:t>Chữ trong danh sách</w:t></w:r></w:p></w:body></w:document>"
    )
    numbers = (
        f'<w:numbering {space}><w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:start w:val="99999999999"/>'
        '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1)"/></w:lvl>'
        '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
    )
    return hostile.office({"word/numbering.xml": numbers.encode()}, body=body.encode())


ODD_FILES = {
    "bomb": hostile.office_bomb, "lying bomb": hostile.office_lying_bomb, "deep": deep_docx, "numbers": odd_numbering,
    "letters": long_letters, "no body": hostile.office, "cut": lambda: hostile.docx()[:900],
    "pdf cut": lambda: hostile.pdf()[:200], "pdf locked": lambda: hostile.pdf(password="x"),
    "program": lambda: b"MZ" + b"\0" * 500, "picture bomb": hostile.png_bomb,
    "page": lambda: b"<!DOCTYPE html><script>alert(1)</script>",
}  # fmt: skip


@pytest.mark.parametrize("name", ODD_FILES)
def test_a_hostile_file_is_refused_in_words_or_kept_unread(enter: Enter, name: str) -> None:
    kept, before = StoredFile.objects.count(), RegisteredDocument.objects.count()
    content = ODD_FILES[name]()
    for ending in ("docx", "txt"):
        answer = add(enter, content, f"van-ban.{ending}")
        assert answer.status_code in (303, 422), name
        if answer.status_code == 303:
            assert name in ("deep", "numbers", "letters", "no body")
            assert enter("thu-ky-bcd").get(answer.headers["Location"]).status_code == 200
        else:
            assert StoredFile.objects.count() == kept
    upload = SimpleUploadedFile("van-ban.docx", content)
    sent = {"holder": steering().pk, "direction": "incoming", "read": "1", "file": upload}
    assert enter("thu-ky-bcd").post(reverse("documents:register_enter"), sent).status_code in (200, 409, 422)
    assert RegisteredDocument.objects.count() == before


@pytest.mark.parametrize("make", [lambda: pdf_upload("quet.pdf"), image_upload], ids=["pdf", "picture"])
def test_a_scan_without_words_is_kept_and_says_so(enter: Enter, make: Any) -> None:
    upload = make()
    notice = entered(enter, upload, str(upload.name))
    assert notice is not None and (notice.state, bool(notice.unread_reason)) == ("unreadable", True)
    assert notice.document.file is not None and not Task.objects.filter(notice=notice).exists()
    page = enter("thu-ky-bcd").get(notice.get_absolute_url())
    assert page.status_code == 200 and "không có chữ" in body_of(page)
    url = reverse("directives:notice_give_text", args=[notice.code])
    assert enter("thu-ky-bcd").post(url, {"text": words(), "version": notice.version}).status_code == 303
    assert Notice.objects.get(pk=notice.pk).state == "proposed"


def test_days_that_have_passed_need_a_tick(enter: Enter) -> None:
    notice = entered(enter, words().encode())
    assert notice is not None and notice.state == "proposed"
    confirm = reverse("directives:notice_confirm", args=[notice.code])
    tasks, before = Task.objects.count(), last_event()
    answer = enter("thu-ky-bcd").post(confirm, {"version": notice.version})
    assert answer.status_code == 422 and "đã qua" in body_of(answer)
    assert (Task.objects.count(), last_event()) == (tasks, before)
    sent = {"version": notice.version, "keep_past_due": "on"}
    assert [enter("thu-ky-bcd").post(confirm, sent).status_code for _turn in range(2)] == [303, 303]
    assert Task.objects.count() == tasks + 3


def test_a_long_annex_is_read_in_time(enter: Enter) -> None:
    """About 300 pages: nothing breaks, the pages that show it open."""
    row = "| {n} | Hỗ trợ sản phẩm của HTX Mẫu {n} | Sở Công Thương | 12/2026 |\n"
    text = words() + "\nPHỤ LỤC\n" + "".join(row.format(n=n) for n in range(9000))
    begun = time.process_time()
    notice = entered(enter, text.encode())
    assert notice is not None and notice.state in ("proposed", "unreadable", "reading")
    for name in ("notice", "notice_review", "notice_text"):
        answer = enter("thu-ky-bcd").get(reverse(f"directives:{name}", args=[notice.code]))
        assert answer.status_code in (200, 302) and len(answer.content) < 3_000_000, name
    assert time.process_time() - begun < 60


@pytest.mark.parametrize("mark", ["MẬT", "TỐI MẬT", "TUYỆT MẬT"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_secret_document_leaves_nothing(enter: Enter, mark: str, encoding: str) -> None:
    secret, counted = "ZQKIN bí mật nhà nước", (StoredFile, RegisteredDocument, Notice)
    before = [model.objects.count() for model in counted]
    content = words(mark, secret).encode(encoding)
    first = add(enter, content)
    assert first.status_code == 422 and "mật" in body_of(first)
    for read in ({"read": "1"}, {"abstract": secret, "issuer_name": "Nơi gửi"}):
        sent = {"holder": steering().pk, "file": SimpleUploadedFile("cong-van.txt", content), **read}
        answer = enter("thu-ky-bcd").post(reverse("documents:register_enter"), sent)
        assert answer.status_code in (409, 422)
        assert "ZQKIN" not in body_of(answer) or "abstract" in read
    typed = {"text": words(mark, secret)}
    notice = entered(enter, pdf_upload("quet.pdf"), "quet.pdf")
    assert notice is not None
    url = reverse("directives:notice_give_text", args=[notice.code])
    answer = enter("thu-ky-bcd").post(url, {**typed, "version": notice.version}, follow=True)
    assert "Đã xóa tệp" in body_of(answer) and "ZQKIN" not in body_of(answer)
    left = [model.objects.count() - number for model, number in zip(counted, before, strict=True)]
    assert left == [0, 1, 1]
    assert Notice.objects.get(pk=notice.pk).document.withdrawn_on == clock.today()
    assert not [row for row in Event.objects.all() if "ZQKIN" in f"{row.data} {row.reason} {row.object_label}"]
    assert "ZQKIN" not in Notice.objects.get(pk=notice.pk).text


@pytest.mark.parametrize("about", ["Mật ong Mẫu", "mật hoa dừa", "bí mật kinh doanh", "bảo mật thông tin"])
def test_honey_is_no_secret(enter: Enter, about: str) -> None:
    assert add(enter, words(about=about).encode()).status_code == 303
    assert add(enter, words(about=f"\n{about}\n").encode()).status_code == 303


@pytest.mark.parametrize("name", ["../../../etc/x.txt", 'a"\r\nX-Evil: 1.txt', "‮fdp.txt", "x.html", "x" * 200 + ".txt"])
def test_text_is_never_a_page_of_this_site(enter: Enter, name: str) -> None:
    """Names reach neither paths nor headers; markup in a text file is saved, not shown."""
    answer = add(enter, (words() + "<script>alert(1)</script>").encode(), name)
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        return
    stored = StoredFile.objects.latest("pk")
    assert not {"/", "\\", "\r", "\n", '"', "\u202e"} & set(stored.name) and stored.path.startswith("luu/")
    file = enter("thu-ky-bcd").get(stored.get_absolute_url())
    assert file["Content-Disposition"].startswith("attachment") and file["X-Content-Type-Options"] == "nosniff"
    assert file["Content-Type"].startswith("text/plain") and "X-Evil" not in file.headers


def test_markup_stays_text_and_text_no_formula(enter: Enter) -> None:
    """Tasks, diaries, difficulties, meetings, documents full of markup: shown as typed wherever they come up."""
    Task.objects.update(text=XSS, lead_text=XSS, follows=XSS, deadline_text=XSS[:90])
    Assignment.objects.update(addressed_as=XSS, mapped_why=XSS)
    Entry.objects.update(text=XSS)
    EntryEvidence.objects.update(label=XSS)
    Difficulty.objects.update(title=XSS, text=XSS, answer=XSS, reason=XSS)
    Difficulty.objects.filter(published_on__isnull=False).update(public_question=XSS, public_answer=XSS, rule=XSS)
    Meeting.objects.update(title=XSS, attendance=XSS, opening=XSS)
    Notice.objects.update(text=XSS)
    RegisteredDocument.objects.update(abstract=XSS, issuer_name=XSS, text=XSS, note=XSS)
    notice, held = Notice.objects.order_by("pk")[0], Meeting.objects.get(state="issued")
    draft = json.loads(json.dumps(notice.draft))
    for block in draft["blocks"]:
        block["addressee"] = XSS
        for task in block["tasks"]:
            task["text"] = task["lead"] = XSS
    waiting = Notice.objects.order_by("pk")[1]
    Notice.objects.filter(pk=waiting.pk).update(state="proposed", confirmed_on=None, draft=draft)
    share, hard = Assignment.objects.filter(entries__isnull=False)[0], Difficulty.objects.filter(state="closed").get()
    for who, name, *given in (
        ("thu-ky-bcd", "home"), ("thu-ky-bcd", "my_tasks"), ("thu-ky-bcd", "task_queue"), ("thu-ky-bcd", "notices"),
        ("lanh-dao", "board_documents"), ("lanh-dao", "board_list"), ("lanh-dao", "board_document", notice.code),
        ("thu-ky-bcd", "notice", notice.code), ("thu-ky-bcd", "notice_text", notice.code),
        ("thu-ky-bcd", "notice_review", waiting.code), ("thu-ky-bcd", "task", share.task.code),
        ("thu-ky-bcd", "assignment", share.code), ("thu-ky-bcd", "difficulties"), ("xa", "difficulty", hard.code),
        ("thu-ky-bcd", "difficulty_board"), ("thu-ky-bcd", "meetings"), ("thu-ky-bcd", "meeting", held.code),
        ("lanh-dao", "meeting_wall", held.code),
    ):  # fmt: skip
        unsafe(enter(who).get(reverse(f"directives:{name}", args=given)))
    document = notice.document.code
    for who, url in (
        ("", reverse("guidance:list")), ("", reverse("guidance:page", args=[hard.code])), ("xa", "/ban-lam-viec/"),
        ("xa", reverse("documents:registered", args=[document])), ("thu-ky-bcd", reverse("documents:register_out")),
        ("lanh-dao", reverse("notify:inbox")), ("lanh-dao", reverse("ui:search") + "?q=alert"),
    ):  # fmt: skip
        unsafe(enter(who).get(url))


def unsafe(answer: HttpResponseBase) -> None:
    text = body_of(answer)
    assert answer.status_code == 200 and "<script>alert" not in text and "<img src=x" not in text
    assert "script-src 'self'" in answer["Content-Security-Policy"]


def test_no_text_becomes_a_formula_in_a_sheet(enter: Enter) -> None:
    for number, formula in enumerate(FORMULAS):
        Task.objects.filter(pk__in=[row.pk for row in Task.objects.order_by("pk")[number::4]]).update(text=formula)
    RegisteredDocument.objects.update(abstract=FORMULAS[0], issuer_name=FORMULAS[1], note=FORMULAS[3], kind=FORMULAS[2])
    Organisation.objects.filter(short_name="Sở Công Thương").update(name=FORMULAS[1], short_name=FORMULAS[3])
    first = (clock.today() - dt.timedelta(days=300)).strftime("%d/%m/%Y")
    book = {"holder": steering().pk, "direction": "outgoing", "first": first, "form": "xlsx",
            "last": clock.today().strftime("%d/%m/%Y")}  # fmt: skip
    client = enter("thu-ky-bcd")
    for url in (
        reverse("directives:board_list_xlsx"), reverse("directives:board_units_file", args=["xlsx"]),
        reverse("directives:board_documents_file", args=["xlsx"]),
        reverse("directives:board_topics_file", args=["xlsx"]),
        reverse("documents:register_books") + "?" + "&".join(f"{key}={value}" for key, value in book.items()),
    ):  # fmt: skip
        answer = client.get(url)
        assert answer.status_code == 200 and "sheet" in answer["Content-Type"], url
        rows = [row for sheet in load_workbook(io.BytesIO(answer.content)) for row in sheet.iter_rows()]
        cells = [cell for row in rows for cell in row]
        assert [cell.coordinate for cell in cells if cell.data_type == "f"] == [], url
        bare = [cell.value for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+@"]
        assert [value for value in bare if value] == [], url
