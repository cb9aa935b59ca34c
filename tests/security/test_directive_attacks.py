"""An attacker on directives and the document register, over HTTP on the demo: wrong role, wrong order, odd values."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.views.generic import DetailView, View

from saolang.accounts.enums import RoleKind
from saolang.accounts.models import Organisation, User
from saolang.core import clock
from saolang.directives.models import (
    AgendaItem,
    Assignment,
    Conclusion,
    Difficulty,
    Entry,
    Extension,
    Meeting,
    Notice,
    SteeringMember,
    Task,
    TaskDependency,
    Topic,
)  # fmt: skip
from saolang.documents.models import Paper, RegisteredDocument
from saolang.files.domain import store
from saolang.files.models import StoredFile
from tests.factories import far_commune, make_user, pdf_upload
from tests.security.conftest import Enter, body_of, last_event
from tests.security.test_whole_product import parameters

CLOSED = (302, 401, 403, 404, 405)
REFUSED = (403, 404, 409, 422)
SENT = {"text": "Thử", "reason": "Thử", "granted": "1", "confirm": "on", "title": "x", "number": "1", "general": "on"}
UNIT = {"directives:notice", "directives:board_document", "documents:registered"}
READER = UNIT | {
    "directives:task", "directives:assignment", "directives:difficulty", "directives:meeting",
    "directives:meeting_agenda_pdf", "directives:meeting_wall", "directives:board_documents_file",
    "directives:board_units_file", "directives:board_topics_file",
}  # fmt: skip
FILES = {"directives:board_documents_file", "directives:board_units_file", "directives:board_topics_file"}
NOBODY = {"", "htx", "kiem-tra", "quan-tri"}


def patterns(resolver: Any = None, space: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every named address of directives, of the guidance and of the register."""
    for entry in (resolver or get_resolver()).url_patterns:
        if not isinstance(entry, URLPattern):
            yield from patterns(entry, f"{space}{entry.namespace}:" if entry.namespace else space)
        elif entry.name and (space in ("directives:", "guidance:") or (
            space == "documents:" and ("register" in entry.name or "keeper" in entry.name)
        )):  # fmt: skip
            yield f"{space}{entry.name}", entry


def task_of(label: str) -> Task:
    """A task of the notice of the demo."""
    return Task.objects.filter(label=label).order_by("pk")[0]


def share_of(label: str, body: str = "") -> Assignment:
    rows = Assignment.objects.filter(task=task_of(label), share="lead").order_by("pk")
    return rows.filter(body__name__contains=body)[0]


def address(name: str, entry: URLPattern, **chosen: Any) -> str:
    """The address of one pattern, about objects that neither trade nor the other commune have a part in."""
    meeting, document = Meeting.objects.order_by("pk")[0], RegisteredDocument.objects.order_by("pk")[0]
    rows: dict[str, Any] = {
        "Notice": Notice.objects.order_by("pk")[0], "Task": task_of("3.1"), "Assignment": share_of("3.1"),
        "Difficulty": Difficulty.objects.order_by("pk")[0], "Meeting": meeting, "Extension": Extension.objects.get(),
        "Paper": meeting.paper, **chosen,
    }  # fmt: skip
    model = getattr(getattr(entry.callback, "view_class", None), "model", None)
    if model is None or model.__name__ not in rows:
        found = Organisation.objects.get(kind="steering") if "committee" in name or "member" in name else document
        if name == "directives:board_document":
            found = rows["Notice"]
        if name == "guidance:page":
            found = Difficulty.objects.filter(published_on=None)[0]
    else:
        found = rows[model.__name__]
    keys = {"member_end": SteeringMember, "member_standing": SteeringMember, "topic": Topic}
    row = Conclusion if name.startswith("directives:") else apps.get_model("documents", "DocumentRecipient")
    given = {
        "code": found.code, "form": "xlsx", "key": "v1", "link": 1, "row": row.objects.order_by("pk")[0].pk,
        "file": StoredFile.objects.filter(purpose="documents.registered").values_list("code", flat=True)[0],
        "item": AgendaItem.objects.order_by("pk")[0].pk,
        "pk": getattr(keys.get(name.split(":")[1], Topic).objects.first(), "pk", 1),
    }  # fmt: skip
    return reverse(name, kwargs={key: given[key] for key in parameters(entry)})


def everything() -> tuple[int, dict[str, int]]:
    """The last event and how many rows there are."""
    models = [*apps.get_app_config("directives").get_models(), *apps.get_app_config("documents").get_models()]
    return last_event(), {model._meta.label: model.objects.count() for model in (*models, StoredFile, Organisation)}


def sign_in(user: Any) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def someone(enter: Enter, who: str) -> Client:
    if who == "tinh-khac":
        return sign_in(make_user(RoleKind.STEERING_SECRETARY, unit=far_commune().parent))
    return enter(who)


@pytest.mark.parametrize(
    ("who", "seen"),
    [*((who, set()) for who in sorted(NOBODY)), ("tinh-khac", FILES), ("xa-khac", UNIT | FILES),
     ("so-cong-thuong", UNIT | FILES), ("kiem-toan", READER), ("lanh-dao", READER)],
)  # fmt: skip
def test_every_address_is_closed_to_the_wrong_role(enter: Enter, who: str, seen: set[str]) -> None:
    """Each sees what they have a part in, nobody changes anything, answers are refusals or the sign-in page."""
    client = someone(enter, who)
    before, shown, taken = everything(), set(), []
    for name, entry in patterns():
        url, own = address(name, entry), bool(parameters(entry)) and name != "directives:topic"
        if (who in NOBODY or own) and name not in FILES & seen:
            answer = client.get(url)
            if answer.status_code == 200:
                shown.add(name)
            elif answer.status_code not in CLOSED:
                taken.append((name, "get", answer.status_code))
        posted = client.post(url, SENT).status_code
        if posted not in CLOSED and (own or who in NOBODY or posted >= 500) and name != "documents:keepers":
            taken.append((name, "post", posted))
    assert taken == []
    assert shown - {"guidance:list", "documents:keepers"} == seen - FILES
    assert everything() == before


@pytest.mark.parametrize("who", ["", "htx", "kiem-tra", "quan-tri", "tinh-khac", "so-cong-thuong", "xa-khac"])
def test_files_do_not_leak_by_their_codes(enter: Enter, who: str) -> None:
    officer, steering = (User.objects.get(email=f"{name}@demo.example") for name in ("xa", "thu-ky-bcd"))
    difficulty = Difficulty.objects.filter(published_on=None, state="new").get()
    Difficulty.objects.filter(pk=difficulty.pk).update(
        file=store(pdf_upload(), actor=officer, purpose="directives.difficulty", allow=("pdf",))
    )
    staged = store(pdf_upload(), actor=steering, purpose="documents.registered", allow=("pdf",))
    hidden = {StoredFile.objects.get(pk=Difficulty.objects.get(pk=difficulty.pk).file_id), staged}
    hidden |= set(StoredFile.objects.filter(pk__in=share_of("3.1").entries.values("evidence__file")))
    if who in (*NOBODY, "tinh-khac"):
        hidden |= set(StoredFile.objects.filter(purpose="documents.registered"))
        hidden.add(Meeting.objects.order_by("pk")[0].paper.signed_file)
    assert len(hidden) >= 3
    client = someone(enter, who)
    for stored in hidden:
        for name in ("files:download", "files:thumb"):
            assert client.get(reverse(name, args=[stored.code])).status_code in (302, 403, 404), (who, stored.purpose)
    assert client.get(reverse("directives:notice_entry", args=[staged.code])).status_code in (302, 403, 404)
    assert enter("tinh").get(reverse("directives:notice_entry", args=[staged.code])).status_code == 404


@pytest.mark.parametrize("who", ["so-cong-thuong", "xa-khac", "tinh-khac"])
def test_no_page_tells_what_others_do(enter: Enter, who: str) -> None:
    """Words of tasks, diaries, difficulties and meetings a body has no part in: on no list, board, search or sheet."""
    mark = "ZQKIN"
    Entry.objects.filter(assignment=share_of("3.1")).update(text=f"{mark}1 nhật ký")
    Task.objects.filter(pk=task_of("3.1").pk).update(text=f"{mark}2 nhiệm vụ", search_text=f"{mark}2".lower())
    Difficulty.objects.filter(state="new").update(title=f"{mark}3", text=f"{mark}4", search_text=mark.lower())
    AgendaItem.objects.update(notes=f"{mark}5", title=f"{mark}6")
    Meeting.objects.update(title=f"{mark}7")
    client = someone(enter, who)
    pages = [reverse("ui:search") + f"?q={mark}", "/ban-lam-viec/", reverse("notify:inbox")]
    pages += [reverse("directives:task_records") + f"?find={mark}", reverse("directives:home") + f"?q={mark}"]
    pages += [address(name, entry) for name, entry in patterns() if name not in FILES]
    for url in pages:
        answer = client.get(url)
        if answer.status_code == 200 and answer["Content-Type"].startswith("text/html"):
            assert mark not in body_of(answer).replace(f"q={mark}", "").replace(f'value="{mark}"', "").replace(
                f"“{mark}”", ""
            ), url


def test_the_public_reads_only_what_is_published(enter: Enter) -> None:
    visitor, shown = enter(), Difficulty.objects.get(published_on__isnull=False)
    Difficulty.objects.update(text="ZQKIN riêng", proposal="ZQKIN riêng", reason="ZQKIN riêng", answer="ZQKIN riêng")
    page, listing = reverse("guidance:page", args=[shown.code]), reverse("guidance:list")
    assert visitor.get(page).status_code == 200 and shown.public_question in body_of(visitor.get(listing))
    for url in (page, listing, f"{listing}?q=ZQKIN", "/sitemap.xml"):
        text = body_of(visitor.get(url)).replace('value="ZQKIN"', "")
        assert "ZQKIN riêng" not in text and shown.raised_by.name not in text
    for hidden in Difficulty.objects.filter(published_on=None):
        assert visitor.get(reverse("guidance:page", args=[hidden.code])).status_code == 404
        assert hidden.code not in body_of(visitor.get(listing))
    url = reverse("directives:difficulty_unpublish", args=[shown.code])
    assert enter("thu-ky-bcd").post(url, {"reason": "Nhầm"}).status_code in (302, 303)
    assert visitor.get(page).status_code == 404 and shown.public_question not in body_of(visitor.get(listing))


def refused(enter: Enter, who: str, name: str, about: str, **sent: Any) -> None:
    """An act that comes at the wrong time: refused in words, nothing changes."""
    before = everything()
    answer = enter(who).post(reverse(f"directives:{name}", args=[about]), {"token": "x" * 32, **sent})
    assert answer.status_code in REFUSED, (name, answer.status_code, answer.headers.get("Location"))
    assert everything() == before, name


def test_acts_on_a_share_keep_their_order(enter: Enter) -> None:
    done, returned, fresh = share_of("3.1"), share_of("7.1", "Cầu Kè"), share_of("4.1")
    support = Assignment.objects.filter(task=task_of("1.1"), body__short_name="Sở Công Thương").get()
    refused(enter, "so-tai-chinh", "share_accept", done.code)
    refused(enter, "so-tai-chinh", "share_report", done.code, text="Lại xong")
    refused(enter, "so-tai-chinh", "share_progress", done.code, text="Thêm")
    refused(enter, "xa-khac", "share_report", returned.code, text="Xong")
    refused(enter, "xa-khac", "share_accept", returned.code)
    refused(enter, "so-cong-thuong", "share_report", support.code, text="Xong thay")
    refused(enter, "so-nn", "share_report", share_of("1.3").code, text="Xong")
    refused(enter, "so-nn", "share_report", share_of("1.2").code, text="Xong, không có minh chứng")
    refused(enter, "thu-ky-bcd", "share_confirm", fresh.code)
    refused(enter, "thu-ky-bcd", "share_answer", fresh.code, text="Trả lời")
    refused(enter, "thu-ky-bcd", "share_send_back", done.code, text="Làm tiếp")
    refused(enter, "thu-ky-bcd", "share_insist", fresh.code, text="Vẫn giao")
    refused(enter, "thu-ky-bcd", "extension_decide", Extension.objects.get().code, granted="1", answer="Lại cho")
    early = (fresh.assigned_on - dt.timedelta(days=1)).strftime("%d/%m/%Y")
    for name, code in (("task_due", fresh.task.code), ("share_due", fresh.code)):
        refused(enter, "thu-ky-bcd", name, code, due_on=early, reason="Lùi về trước")


def test_a_body_that_ended_gets_nothing(enter: Enter) -> None:
    Organisation.objects.filter(short_name="Sở Y tế").update(valid_to=clock.today() - dt.timedelta(days=1))
    share = share_of("4.1")
    refused(enter, "thu-ky-bcd", "share_reassign", share.code, bodies="Sở Y tế", reason="Chuyển")
    assert Assignment.objects.get(pk=share.pk).state == "new"
    refused(enter, "thu-ky-bcd", "task_split", task_of("1.1").code, text="Phần của đơn vị cũ", leads="Sở Y tế")


def test_nothing_waits_for_or_repeats_itself(enter: Enter) -> None:
    steering, tasks = enter("thu-ky-bcd"), [task_of(label) for label in ("1.1", "1.2", "2.1", "3.2")]
    for task, awaited in zip(tasks[1:], tasks, strict=False):
        url = reverse("directives:task_wait", args=[task.code])
        assert steering.post(url, {"code": awaited.code}).status_code == 303
    for task, awaited in ((tasks[0], tasks[3]), (tasks[0], tasks[2]), (tasks[1], tasks[1])):
        refused(enter, "thu-ky-bcd", "task_wait", task.code, code=awaited.code)
    part_url = reverse("directives:task_split", args=[tasks[0].code])
    sent = {"text": "Một phần", "token": "t" * 32}
    assert [steering.post(part_url, sent).status_code for _turn in range(2)] == [303, 303]
    part = Task.objects.get(parent=tasks[0])
    refused(enter, "thu-ky-bcd", "task_wait", part.code, code=tasks[0].code)
    assert TaskDependency.objects.count() == 3
    again = Task.objects.filter(repeats__isnull=False)[0]
    assert again.repeats is not None
    for task, first in ((again, again), (again.repeats, again), (again, again.repeats), (tasks[0], tasks[0])):
        refused(enter, "thu-ky-bcd", "task_repeat", task.code, code=first.code)


def test_a_difficulty_keeps_its_order(enter: Enter) -> None:
    new, routed, closed = (Difficulty.objects.get(state=state) for state in ("new", "routed", "closed"))
    said = {"answer": "Trả lời", "number": "1/SNN", "dated_on": "01/11/2026"}
    refused(enter, "thu-ky-bcd", "difficulty_answer", new.code, **said)
    refused(enter, "so-nn", "difficulty_answer", new.code, **said)
    refused(enter, "so-tai-chinh", "difficulty_answer", closed.code, **said)
    refused(enter, "xa-khac", "difficulty_close", routed.code)
    refused(enter, "xa", "difficulty_close", closed.code)
    public = {"question": "Hỏi chung thế nào?", "answer": "Trả lời chung."}
    refused(enter, "so-nn", "difficulty_publish", routed.code, general="on", checked="on", **public)
    refused(enter, "thu-ky-bcd", "difficulty_publish", closed.code, checked="on", **public)
    for private in ("Gọi 0912 345 678.", "Hỏi a@example.vn.", "HTX Mẫu Song Phú được hỗ trợ."):
        refused(enter, "thu-ky-bcd", "difficulty_publish", closed.code, general="on", question="Hỏi?", answer=private)


def test_a_meeting_hands_out_nothing_before_its_signature(enter: Enter) -> None:
    steering, meeting = enter("thu-ky-bcd"), Meeting.objects.get(state="planned")
    for name in ("meeting_conclude", "meeting_draft", "meeting_submit", "meeting_revise", "meeting_reopen"):
        refused(enter, "thu-ky-bcd", name, meeting.code)
    refused(enter, "thu-ky-bcd", "meeting_start", meeting.code)
    Meeting.objects.filter(pk=meeting.pk).update(held_on=clock.today())
    assert steering.post(reverse("directives:meeting_start", args=[meeting.code])).status_code == 303
    said = {"addressee": "Sở Y tế", "text": "Kiểm tra an toàn thực phẩm.", "kind": "one_off", "token": "m" * 32}
    url = reverse("directives:meeting_run", args=[meeting.code])
    assert [steering.post(url, said).status_code for _turn in range(2)] == [303, 303]
    assert meeting.conclusions.count() == 1
    for name in ("meeting_conclude", "meeting_draft"):
        assert steering.post(reverse(f"directives:{name}", args=[meeting.code])).status_code == 303
    paper = Paper.objects.get(pk=Meeting.objects.get(pk=meeting.pk).paper_id)
    tasks = Task.objects.count()
    sent = {"number": "99", "symbol": "TB-BCĐ", "issued_on": clock.today().strftime("%d/%m/%Y"), "signer_name": "A",
            "signer_title": "B", "sign_mode": "none", "draft_hash": ""}  # fmt: skip
    refused(enter, "thu-ky-bcd", "meeting_issue", paper.code, **sent, signed_file=pdf_upload())
    answer = steering.post(reverse("documents:issue", args=[paper.code]), {**sent, "signed_file": pdf_upload()})
    assert answer.status_code in (302, 303, 409, 422)
    assert Task.objects.count() == tasks and not Notice.objects.filter(meeting=meeting).exists()
    held = Meeting.objects.get(state="issued")
    for name in ("meeting_cancel", "meeting_revise", "meeting_reopen", "meeting_draft", "meeting_edit"):
        refused(enter, "thu-ky-bcd", name, held.code, reason="Thử")


def test_old_documents_hand_out_nothing(enter: Enter) -> None:
    notice = Notice.objects.order_by("pk")[0]
    for state in ("history", "cancelled", "unreadable", "reading"):
        Notice.objects.filter(pk=notice.pk).update(state=state, confirmed_on=None)
        refused(enter, "thu-ky-bcd", "notice_confirm", notice.code, keep_past_due="on")
        refused(enter, "thu-ky-bcd", "notice_read_again", notice.code)


NUL = ["a\x00b"]
ODD = ["²", "9" * 40, "\ufffe\uffff", "x" * 50_000, "31/12/9999", "-1"]
NAMES = [
    "text", "reason", "q", "words", "addressee", "name", "short_name", "split", "keep_words", "key", "bodies",
    "lead", "support", "group", "keep", "go", "notes", "discussed", "version", "due_on", "issued_on", "held_on",
    "number", "symbol", "note", "code", "task", "officer", "start", "records", "find", "answer", "question",
    "general", "title", "kind", "period", "topic", "token", "committee", "holder", "received_on", "abstract",
    "issuer_name", "place", "file", "staged", "huong", "muc", "sua", "agenda_item", "repeats", "support_text",
    "valid_from", "body", "basis", "items", "granted", "wanted_on", "percent", "leads", "waits_for", "next_key",
    "draft_hash", "citations",
]  # fmt: skip
ASKED = [
    "q", "muc", "cua", "page", "per_page", "sort", "chu_de", "van_ban", "don_vi", "vai_tro", "nhom", "trong", "o",
    "so", "ngay", "tu", "den", "state", "year", "kind", "day", "ban", "viec", "phieu", "tieu_chi", "quy_dinh",
    "van_de", "find", "records", "nhac", "sua", "trang-thai", "holder", "direction", "first", "last", "form",
    "neu_tai", "notice", "topic", "share", "body", "number", "symbol", "issuer_name",
]  # fmt: skip


@pytest.mark.parametrize("values", [NUL, ODD], ids=["nul", "odd"])
def test_no_value_breaks_a_page_of_the_office(enter: Enter, values: list[str]) -> None:
    """Every field and every question of every address gets odd values, another one each time."""
    client, broken, bad = enter("thu-ky-bcd"), [], itertools.cycle(values)
    Meeting.objects.filter(state="planned").update(state="running")
    meeting, notice = Meeting.objects.get(state="running"), Notice.objects.order_by("pk")[0]
    Notice.objects.filter(pk=notice.pk).update(state="proposed", confirmed_on=None)
    first = notice.draft["blocks"][0]
    chosen = {"Meeting": meeting, "Notice": notice, "Task": task_of("4.1"), "Assignment": share_of("4.1")}
    staged = store(
        pdf_upload(), actor=User.objects.get(email="thu-ky-bcd@demo.example"), purpose="documents.registered",
        allow=("pdf",),
    )  # fmt: skip
    for name, entry in patterns():
        url = address(name, entry, **chosen)
        if "notice_entry" in name:
            url = reverse(name, args=[staged.code])
        if "key" in parameters(entry):
            url = reverse(name, args=[notice.code, first["tasks"][0]["key"]])
        if name.startswith("directives:point"):
            url = reverse(name, args=[meeting.code, meeting.agenda.values_list("pk", flat=True)[0]])
        if not issubclass(entry.callback.__dict__.get("view_class", View), DetailView):
            with transaction.atomic():
                sent = {**{field: next(bad) for field in NAMES}, "block": first["key"]}
                if client.post(url, sent).status_code >= 500:
                    broken.append((name, "post"))
                transaction.set_rollback(True)
        if name in FILES or name.endswith("pdf"):
            continue
        if client.get(url, {field: next(bad)[:200] for field in ASKED}).status_code >= 500:
            broken.append((name, "get"))
    assert broken == []
