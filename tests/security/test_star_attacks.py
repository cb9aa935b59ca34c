"""An attacker on the life of a star: keys, phones, exports, reports, the mark and proofs, over HTTP on the demo."""

from __future__ import annotations

import datetime as dt
import io
import json
import uuid
from types import SimpleNamespace
from typing import Any

import pytest
from django.core import mail
from django.urls import reverse
from openpyxl import load_workbook

from saolang.accounts.models import Organisation, User
from saolang.monitoring.models import ChecklistLine, Report, SyncedChange, Visit, VisitPhoto, WithdrawalCase
from saolang.producers.models import Evidence, Product
from saolang.registry.models import CalendarKey, RegisterImport
from tests.factories import image_upload
from tests.files import hostile
from tests.security.conftest import Enter, body_of, last_event

FORMULA = '=HYPERLINK("http://evil.example","x")'
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
DESK_LISTS = (
    "registry:radar", "registry:radar_list", "registry:list", "registry:search", "registry:amendments",
    "registry:mark_downloads", "monitoring:visits", "monitoring:plans", "monitoring:findings",
    "monitoring:withdrawals", "monitoring:reports", "monitoring:papers",
)  # fmt: skip
NAMES = (
    "q", "stage", "validity", "star", "xa", "chu_the", "page", "per_page", "sort", "ngay", "thang", "state", "kind",
    "year", "san-pham", "muc", "ket-qua", "so", "tu",
)  # fmt: skip
ODD = ["9" * 40, "-1", "1e400", "NaN", "a\x00b", "0001-01-15", "9999-12-31", "9999-12", "\u00b2", "/etc/passwd"]


def visit_of_today() -> Visit:
    return Visit.objects.get(state="on_site")


def change(line: ChecklistLine, **other: Any) -> dict[str, Any]:
    content = {"answer": "met", "note": "Có bản gốc"}
    return {
        "client_id": str(uuid.uuid4()), "kind": "answer", "target": line.code, "base_version": line.version,
        "made_at": None, "content": content, **other,
    }  # fmt: skip


@pytest.mark.parametrize("value", ODD, ids=lambda value: ascii(value[:12]))
def test_no_question_to_a_list_breaks_it(enter: Enter, value: str) -> None:
    client = enter("tinh")
    broken = [
        name for name in DESK_LISTS
        if client.get(reverse(name), dict.fromkeys(NAMES, value)).status_code >= 500
    ]  # fmt: skip
    for name in ("ngay", "thang", "xa", "chu_the", "page", "per_page"):
        page = "registry:radar" if name in ("ngay", "thang") else "registry:radar_list"
        if client.get(reverse(page), {name: value}).status_code >= 500:
            broken.append(f"{page} {name}")
    for name in ("portal:proofs", "portal:growth", "portal:checkpoint"):
        assert enter().get(reverse(name), {"tu": value, "den": value}).status_code < 500, name
    assert broken == []


def test_a_visitor_does_not_choose_how_long_a_page_is(enter: Enter) -> None:
    table = enter("tinh").get(reverse("registry:list"), {"per_page": "100000"}).context["table"]
    assert table.paginator.per_page == 25


def test_pages_of_a_register_without_a_file_are_not_found(enter: Enter) -> None:
    work = RegisterImport.objects.filter(file=None).first()
    assert work is not None
    for act in ("get", "post"):
        answer = getattr(enter("tinh"), act)(reverse("registry:mapping", args=[work.code]))
        assert answer.status_code == 404


BATCH = (
    '{"changes": [{"client_id": "8f2c1c1e-1111-4111-8111-111111111111", "kind": "answer", "target": "x", '
    '"content": {"a": @}}]}'
)
WHOLE: dict[str, Any] = {
    "nothing": "", "null": "null", "a list": "[]", "no changes": "{}", "a text": '{"changes": "x"}',
    "too deep": "[" * 100_000, "no utf-8": b"\xff", "too many": json.dumps({"changes": [{}] * 301}),
    "not a number": BATCH.replace("@", "NaN"), "no end": BATCH.replace("@", "1e999"),
    "nested": BATCH.replace("@", "[" * 300 + "]" * 300),
}  # fmt: skip
ODD_CHANGES: list[dict[str, Any]] = [
    {"content": {"answer": "met", "note": "a\ud800b"}}, {"target": "\ud800"}, {"target": ["x"]},
    {"content": {"answer": ["met"]}}, {"kind": ["answer"]}, {"kind": {}}, {"base_version": 1.5}, {"made_at": 5},
    {"made_at": "0001-01-01T00:00:00+14:00"}, {"made_at": "9999-12-31T23:59:59-12:00"},
    {"content": {"answer": "met", "note": "\\u0000"}}, {"content": {"answer": "met", "note": "x\x00y"}},
    {"kind": "finding", "target": "x"}, {"kind": "photo"},
    {"kind": "finding", "target": str(uuid.uuid4()), "made_at": "0001-01-01T00:00:00+14:00",
     "content": {"severity": "\ud800", "text": "x", "product": "\x00", "line": "\x00"}},
    {"kind": "sample", "target": str(uuid.uuid4()), "content": {"number": "x" * 3000, "lab": "y" * 3000}},
]  # fmt: skip


@pytest.mark.parametrize("name", WHOLE)
def test_a_batch_that_is_none_is_refused_whole(enter: Enter, name: str) -> None:
    before, kept = last_event(), SyncedChange.objects.count()
    url = reverse("monitoring:visit_sync", args=[visit_of_today().code])
    answer = enter("kiem-tra").post(url, WHOLE[name], content_type="application/json")
    assert answer.status_code == 422 and answer.json()["problems"][0]["code"] == "malformed"
    assert (last_event(), SyncedChange.objects.count()) == (before, kept)


@pytest.mark.parametrize("number", range(len(ODD_CHANGES)))
def test_an_odd_change_never_breaks_the_batch(enter: Enter, number: int) -> None:
    visit = visit_of_today()
    line = visit.lines.filter(guidance=False).first()
    assert line is not None
    sent = {"changes": [change(line, **ODD_CHANGES[number])], "settled": [{}, None, "x"]}
    url = reverse("monitoring:visit_sync", args=[visit.code])
    answer = enter("kiem-tra").post(url, json.dumps(sent), content_type="application/json")
    assert answer.status_code in (200, 422)
    kept = SyncedChange.objects.filter(client_id=sent["changes"][0]["client_id"]).first()
    assert (kept is not None) is (answer.status_code == 200)
    assert enter("kiem-tra").get(reverse("monitoring:visit_bundle", args=[visit.code])).status_code == 200
    assert enter("tinh").get(visit.get_absolute_url()).status_code == 200


@pytest.mark.parametrize("odd", [
    {"taken_at": "0001-01-01T00:00:00+14:00"}, {"taken_at": "9999-12-31T23:59:59-12:00"}, {"line": "a\x00b"},
    {"caption": "a\x00b" * 500}, {"finding": "x"}, {"client_id": "x"}, {"file": ""}, {"file": "bomb"},
], ids=lambda odd: ascii(next(iter(odd.items())))[:30])  # fmt: skip
def test_an_odd_picture_is_kept_or_refused(enter: Enter, odd: dict[str, Any]) -> None:
    url, kept = reverse("monitoring:visit_photo", args=[visit_of_today().code]), VisitPhoto.objects.count()
    sent = {"client_id": str(uuid.uuid4()), "file": image_upload(), **odd}
    if sent["file"] == "bomb":
        sent["file"] = image_upload()
        sent["file"].file = io.BytesIO(hostile.png_bomb())
    answer = enter("kiem-tra").post(url, sent)
    assert answer.status_code in (201, 422)
    assert VisitPhoto.objects.count() == kept + (answer.status_code == 201)


def test_phone_doors_are_closed_to_everybody_off_the_team(enter: Enter) -> None:
    visit = visit_of_today()
    line = visit.lines.filter(guidance=False).first()
    assert line is not None
    before, batch = last_event(), json.dumps({"changes": [change(line)]})
    for who in ("", "tinh", "xa", "xa-khac", "htx", "cong-ty", "ho-kinh-doanh", "thanh-vien-1", "kiem-toan"):
        client = enter(who)
        for name in ("visit_sync", "visit_photo", "minutes_sign", "visit_arrive"):
            answer = client.post(
                reverse(f"monitoring:{name}", args=[visit.code]), batch, content_type="application/json"
            )
            assert answer.status_code in (302, 401, 403, 404), (who, name)
        answer = client.get(reverse("monitoring:visit_phone", args=[visit.code]), HTTP_ACCEPT="application/json")
        assert answer.status_code in (302, 401, 403, 404), who
        assert line.title not in body_of(answer)
    for who in ("", "xa", "htx", "cong-ty", "ho-kinh-doanh", "thanh-vien-1"):
        assert enter(who).get(reverse("monitoring:visit_bundle", args=[visit.code])).status_code in (302, 403, 404), who
    assert last_event() == before


def test_phone_doors_need_the_token_of_forms(enter: Enter) -> None:
    client, visit = enter("kiem-tra", enforce_csrf_checks=True), visit_of_today()
    before = last_event()
    for kind in ("application/json", "text/plain"):
        url = reverse("monitoring:visit_sync", args=[visit.code])
        assert client.post(url, '{"changes": []}', content_type=kind).status_code == 403
    assert client.post(reverse("monitoring:visit_photo", args=[visit.code]), {}).status_code == 403
    assert last_event() == before


def test_no_cache_on_the_way_keeps_what_one_person_sees(enter: Enter) -> None:
    visit = visit_of_today()
    for who, name, given in (
        ("tinh", "registry:radar", []), ("tinh", "registry:radar_calendar", []), ("tinh", "registry:export", []),
        ("tinh", "monitoring:reports", []), ("kiem-tra", "monitoring:visit", [visit.code]),
        ("kiem-tra", "monitoring:visit_phone", [visit.code]), ("kiem-tra", "monitoring:visit_bundle", [visit.code]),
        ("tinh", "monitoring:papers_export", []), ("htx", "registry:mark", []), ("tinh", "portal:home", []),
        ("tinh", "public_reports:figures", []), ("", "public_reports:new", []), ("", "public_reports:find", []),
    ):  # fmt: skip
        answer = enter(who).get(reverse(name, args=given))
        assert answer.status_code == 200 and answer["Cache-Control"].startswith("private, no-"), name
    url = reverse("monitoring:visit_sync", args=[visit.code])
    answer = enter("kiem-tra").post(url, '{"changes": []}', content_type="application/json")
    assert answer["Cache-Control"].startswith("private, no-")
    worker = enter().get(reverse("monitoring:phone_worker"))
    assert worker["Service-Worker-Allowed"] == reverse("monitoring:visits") and not worker.cookies
    assert visit.code not in body_of(worker)


def test_a_calendar_answers_to_its_own_key_alone(enter: Enter, world: SimpleNamespace) -> None:
    for who in ("htx", "cong-ty"):
        assert enter(who).get(reverse("registry:radar_calendar")).status_code == 200
    keys = {key.user.email.split("@")[0]: key for key in CalendarKey.objects.all()}
    own, other = keys["htx"], keys["cong-ty"]
    assert len(own.key) >= 22
    visitor = enter()
    text = body_of(visitor.get(reverse("calendar_feed", args=[own.key])))
    assert "HTX Mẫu Song Phú" in text.replace("\r\n ", "")
    assert "HTX Mẫu Song Phú" not in body_of(visitor.get(reverse("calendar_feed", args=[other.key]))).replace(
        "\r\n ", ""
    )
    assert [mark for mark in [*world.secrets, *world.phones] if mark in text] == []
    for guess in (own.key[:-1], own.key + "A", own.key.swapcase(), "a\x00b", "%", "x" * 3000, "_" * len(own.key)):
        assert visitor.get(reverse("calendar_feed", args=[guess])).status_code == 404
    old = own.key
    assert enter("htx").post(reverse("registry:radar_new_key")).status_code == 303
    assert visitor.get(reverse("calendar_feed", args=[old])).status_code == 404
    own.refresh_from_db()
    User.objects.filter(pk=own.user_id).update(is_active=False)
    assert visitor.get(reverse("calendar_feed", args=[own.key])).status_code == 404


def formulas(content: bytes) -> list[str]:
    book = load_workbook(io.BytesIO(content))
    return [cell.coordinate for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]


def test_no_name_becomes_a_formula_in_a_sheet(enter: Enter) -> None:
    Product.objects.update(name=FORMULA, summary="@SUM(1)")
    Organisation.objects.filter(kind="producer").update(name="+cmd|'/c calc'!A1")
    Evidence.objects.update(title="=1+1", number="-2+3", issuer="@x")
    client = enter("tinh")
    work = RegisterImport.objects.first()
    assert work is not None and work.batch is not None
    for name, given in (
        ("registry:export", []), ("registry:template", []), ("monitoring:papers_export", []),
        ("registry:register_report", [work.code]), ("registry:batch_report", [work.batch.code]),
    ):  # fmt: skip
        answer = client.get(reverse(name, args=given))
        assert answer.status_code == 200 and formulas(answer.content) == [], name


def reported(enter: Enter, **words: str) -> Any:
    """The public form, sent by a visitor."""
    sent = {
        "kind": "quality", "legal_kind": "report", "story": f"Chuyện kể của người mua {XSS}",
        "product_text": f"Bánh lạ {XSS}"[:110], "bought_at": XSS[:80], "email": "nguoi-mua@example.vn",
        "token": uuid.uuid4().hex, **words,
    }  # fmt: skip
    return enter().post(reverse("public_reports:new"), sent)


def test_markup_of_a_report_stays_text_everywhere(enter: Enter, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        assert reported(enter).status_code == 303
    report = Report.objects.latest("pk")
    days = {"received_on": "2026-11-20", "triage_due_on": "2026-11-27", "answer_due_on": "2026-12-20"}
    Report.objects.filter(pk=report.pk).update(state="new", **days)
    pages = [("", reverse("public_reports:track", args=[report.tracking])), ("", reverse("public_reports:figures"))]
    for who in ("tinh", "kiem-tra", "lanh-dao", "kiem-toan"):
        pages += [(who, report.get_absolute_url()), (who, reverse("monitoring:reports")), (who, "/ban-lam-viec/")]
    for name in ("accept", "forward", "refuse", "link_duplicate", "start_check", "answer", "mark"):
        pages.append(("tinh", reverse(f"monitoring:report_{name}", args=[report.code])))
    for who, url in pages:
        answer = enter(who).get(url)
        text = body_of(answer)
        assert answer.status_code == 200, url
        assert "<script>alert" not in text and "<img src=x" not in text, url
        assert "script-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("email", [
    "a@example.vn\r\nBcc: b@example.vn", "a@example.vn%0aBcc:b@example.vn", "a@example.vn,b@example.vn",
    "a@example.vn b@example.vn", "a@example.vn\x00", "<a@example.vn>", "x" * 300 + "@example.vn",
])  # fmt: skip
def test_an_address_carries_no_second_reader(enter: Enter, email: str, django_capture_on_commit_callbacks: Any) -> None:
    kept = Report.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        answer = reported(enter, email=email)
    assert answer.status_code in (303, 422)
    if answer.status_code == 422:
        assert Report.objects.count() == kept and mail.outbox == []
    for letter in mail.outbox:
        assert len(letter.recipients()) == 1 and "b@example.vn" not in str(letter.message())


def test_artwork_is_gone_with_the_star(enter: Enter) -> None:
    """Of a withdrawn star neither the page, the act nor the address of the file gives artwork."""
    from saolang.files.domain import store
    from saolang.registry.domain.marks import MARK_PURPOSE, put_up_artwork

    case = WithdrawalCase.objects.filter(recognition__withdrawn_on__isnull=False).first()
    assert case is not None
    star = case.recognition
    officer = User.objects.get(email="tinh@demo.example")
    file = store(image_upload(), actor=officer, purpose=MARK_PURPOSE, allow=("image",))
    artwork = put_up_artwork(star=star.star, file=file, note="bản màu", active_from=dt.date(2026, 1, 1), actor=officer)
    take = reverse("registry:mark_take", args=[star.product.code, artwork.code])
    for who in ("", "cong-ty", "htx", "ho-kinh-doanh", "xa", "thanh-vien-1"):
        before = last_event()
        client = enter(who)
        assert client.post(take).status_code in (302, 403, 409, 422), who
        for name in ("files:download", "files:thumb"):
            assert client.get(reverse(name, args=[file.code])).status_code in (302, 403, 404), who
        assert last_event() == before, who


def test_proofs_open_no_other_file(enter: Enter) -> None:
    for path in (
        "../../etc/passwd/",
        "..%2f..%2fetc%2fpasswd/",
        "%2e%2e/",
        "a%00b.json",
        "a%00b/",
        "x" * 3000 + ".json",
    ):
        answer = enter().get(f"/minh-chung/{path}")
        assert answer.status_code == 404 and "root:" not in body_of(answer), path
