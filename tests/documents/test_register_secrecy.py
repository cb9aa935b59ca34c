"""Marks of state secrecy: refused and nothing kept; ordinary words with the same syllable pass."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse

from saolang.audit.models import Event
from saolang.core.problems import DomainError, WrongState
from saolang.core.registries import Registry
from saolang.documents import domain, numbering, register_hooks
from saolang.documents.domain.register_files import stage
from saolang.documents.models import KeptRegister, RegisteredDocument
from saolang.documents.register_book import row_of
from saolang.documents.secrecy import printed_mark, written_mark
from saolang.files.models import StoredFile
from tests.documents.test_register import incoming, outgoing, text_file
from tests.factories import image_upload

HEAD = "ỦY BAN NHÂN DÂN        CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTỈNH MẪU      Độc lập - Tự do - Hạnh phúc\n"
SECRET = f"{HEAD}Số: 12/BC-UBND\nTUYỆT MẬT\n\nBÁO CÁO\nPhương án không được biết\n"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC))


@pytest.fixture
def folder(settings, tmp_path) -> Path:
    """Where the files of this test lie."""
    place = tmp_path / "tep"
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(place), "base_url": None},
        },
    }
    return place


def nothing_but_one_event(folder: Path, world) -> bool:
    event = Event.objects.get()
    assert event.verb == "documents.registereddocument.refuse_secret"
    assert (event.data, event.reason) == ("{}", "")
    assert (event.object_type, event.object_id) == ("accounts.organisation", str(world.bodies.province.pk))
    files = [path for path in folder.rglob("*") if path.is_file()] if folder.exists() else []
    return not (files or StoredFile.objects.exists() or RegisteredDocument.objects.exists())


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        (SECRET, "Tuyệt mật"),
        (f"{HEAD}MẬT\nSố: 1/KH", "Mật"),
        (f"{HEAD}Số: 12/BC-UBND   TỐI MẬT\n", "Tối mật"),
        ("Số: 12/BC-UBND MẬT\nBÁO CÁO", "Mật"),
        ("MẬT CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Mật"),
        ("T U Y Ệ T  M Ậ T\nx", "Tuyệt mật"),
        ("[M Ậ T]\nx", "Mật"),
        ("Độ mật: Tối mật\nx", "Tối mật"),
        ("KẾ HOẠCH\nPHÁT TRIỂN SẢN PHẨM\nMẬT\nHOA DỪA", ""),
        ("QUY CHẾ BẢO\nMẬT\nTHÔNG TIN", ""),
        (f"{HEAD}KẾ HOẠCH\nVề sản phẩm mật hoa dừa, bảo vệ bí mật nhà nước, bảo mật tuyệt đối", ""),
        (HEAD + "Nội dung\n" * 60 + "MẬT\n", ""),
        ("", ""),
    ],
)
def test_mark_printed_in_the_head(text: str, mark: str) -> None:
    assert printed_mark(text) == mark


@pytest.mark.parametrize(
    ("words", "mark"),
    [
        ("Mật", "Mật"),
        ("Phương án phòng thủ (tối mật)", "Tối mật"),
        ("[TUYỆT MẬT] Phương án", "Tuyệt mật"),
        ("Tuyệt mật: phương án", "Tuyệt mật"),
        ("Phương án. Độ mật: Mật", "Mật"),
        ("Phương án - Tối mật", "Tối mật"),
        ("MẬT Báo cáo tình hình", "Mật"),
        ("Phát triển sản phẩm mật hoa dừa", ""),
        ("Mật hoa dừa Mẫu - sản phẩm 5 sao", ""),
        ("MẬT HOA DỪA", ""),
        ("Mật ong rừng", ""),
        ("Sản xuất đường - mật", ""),
        ("Bảo vệ bí mật kinh doanh, bí mật nhà nước", ""),
        ("Quy chế bảo mật.", ""),
        ("Mật độ dân số và mật độ trồng dừa", ""),
        ("Danh mục bí mật nhà nước độ Tối mật trong lĩnh vực nông nghiệp", ""),
    ],
)
def test_mark_written_by_a_clerk(words: str, mark: str) -> None:
    assert written_mark(words) == mark


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"file": text_file(SECRET)},
        {"abstract": "Phương án (mật)", "file": text_file("x")},
        {"note": "Độ mật: Tối mật", "file": text_file("x")},
        {"text": SECRET, "file": text_file("x")},
    ],
)
def test_marked_document_is_refused_and_nothing_is_kept(world, folder, changes) -> None:
    with pytest.raises(DomainError) as caught:
        incoming(world, **changes)
    assert caught.value.codes == ["state_secret"]
    assert "Luật Bảo vệ bí mật nhà nước" in caught.value.problems[0].fix
    assert nothing_but_one_event(folder, world)


@pytest.mark.django_db
def test_upload_kept_for_the_form_is_dropped_when_the_abstract_shows_the_mark(world, folder) -> None:
    stored, _words = stage(text_file("Nội dung"), holder=world.bodies.province, actor=world.people.officer)
    with pytest.raises(DomainError):
        incoming(world, file=stored, abstract="(Tối mật)")
    assert not StoredFile.objects.exists()
    assert not RegisteredDocument.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_page_refuses_the_marked_file_and_the_disk_holds_nothing(world, folder, client) -> None:
    client.force_login(world.people.officer)
    data = {"holder": world.bodies.province.pk, "abstract": "Báo cáo", "file": text_file(SECRET), "read": "1"}
    page = client.post(reverse("documents:register_enter"), data)
    assert page.status_code == 422
    assert "độ mật" in page.content.decode()
    assert 'name="staged"' not in page.content.decode()
    assert nothing_but_one_event(folder, world)


@pytest.mark.django_db
def test_readers_of_apps_above_find_marks_too(world, folder, monkeypatch) -> None:
    readers = Registry("x")
    readers.add(lambda text: "Mật" if "dấu lạ" in text else "", key="a")
    monkeypatch.setattr(register_hooks, "secrecy_readers", readers)
    assert incoming(world, file=text_file("Kế hoạch mật hoa dừa, bí mật kinh doanh")).pk
    with pytest.raises(DomainError) as caught:
        domain.correct(
            RegisteredDocument.objects.get(), changes={"note": "(mật)"}, actor=world.people.officer, reason="x"
        )
    assert "Hủy vì là văn bản mật" in caught.value.problems[0].fix
    assert RegisteredDocument.objects.get().version == 1
    with pytest.raises(DomainError):
        domain.add_text(RegisteredDocument.objects.get(), text="dấu lạ", actor=world.people.officer)
    assert RegisteredDocument.objects.get().withdrawn_on == dt.date(2026, 11, 20)


# --- a document that is in the register before its mark is seen -----------------------------------------------------

WORDS = "Đã hủy: văn bản mật không vào hệ thống"


def scan(world, **changes):
    """An entry whose file holds no words yet, cited by one document and citing another."""
    citing = incoming(world, number="9", citations=[{"kind": "cites", "number": "178/TB-VP", "printed": "số 178"}])
    found = incoming(
        world, file=image_upload("quet.png"), entry_number=31, signer_name="Nguyễn Thị Mẫu A", note="Bản giấy",
        recipients=["Sở Mẫu"], citations=[{"kind": "based_on", "number": "5/KH-UBND", "printed": "số 5"}], **changes,
    )  # fmt: skip
    assert citing.links.get().target == found
    return found


def emptied(document, folder: Path) -> bool:
    """The line is there with its running number, and nothing else of the document is."""
    row = RegisteredDocument.objects.get(pk=document.pk)
    assert (row.entry_number, row.entry_year, row.abstract) == (31, 2026, WORDS)
    assert (row.number, row.symbol, row.kind, row.issuer_name, row.signer_name, row.note) == ("",) * 6
    assert (row.issued_on, row.file, row.text, row.page_count) == (None, None, "", None)
    assert "178" not in row.search_text
    assert not (row.recipients.exists() or row.links.exists() or row.linked_from.exists())
    files = [path for path in folder.rglob("*") if path.is_file()]
    return not (files or StoredFile.objects.exists())


@pytest.mark.django_db(transaction=True)
def test_text_with_a_mark_empties_the_entry_and_removes_the_file(world, folder) -> None:
    document = scan(world)
    assert StoredFile.objects.count() == 1
    with pytest.raises(DomainError) as caught:
        domain.add_text(document, text=SECRET, actor=world.people.officer)
    problem = caught.value.problems[0]
    assert (problem.code, "số 31 năm 2026" in problem.message) == ("state_secret", True)
    assert "sổ văn bản mật" in problem.fix
    assert emptied(document, folder)
    event = Event.objects.order_by("-seq").first()
    assert event.verb == "documents.registereddocument.withdraw_secret"
    assert (event.object_label, event.payload) == (WORDS, {"direction": "incoming", "entry": 31})
    assert event.reason == ""


@pytest.mark.django_db
def test_record_never_held_the_words_of_an_emptied_entry(world) -> None:
    document = scan(world, abstract="Phương án Mẫu")
    domain.correct(document, changes={"note": "Bản giấy Mẫu"}, actor=world.people.officer, reason="Sửa")
    domain.withdraw(document, actor=world.people.officer)
    told = [f"{event.object_label} {event.data} {event.reason}" for event in Event.objects.order_by("seq")]
    assert not [text for text in told if "Phương án" in text or "Bản giấy" in text]
    assert [text for text in told if "178/TB-VP" in text]


@pytest.mark.django_db
def test_number_of_an_emptied_line_is_not_given_again_and_nothing_is_entered_into_it(world) -> None:
    document = scan(world)
    with pytest.raises(DomainError):
        domain.add_text(document, text=SECRET, actor=world.people.officer)
    with pytest.raises(DomainError) as caught:
        incoming(world, number="10", entry_number=31)
    assert caught.value.codes == ["entry_taken"]
    officer = world.people.officer
    acts = (
        lambda: domain.add_text(document, text="Nội dung khác", actor=officer),
        lambda: domain.correct(document, changes={"note": "x"}, actor=officer, reason="Sửa"),
        lambda: domain.link(document, kind="cites", number="1/KH-UBND", actor=officer),
        lambda: domain.set_end(document, ends_on=None, actor=officer, reason="x"),
        lambda: domain.send_on(document, bodies=[world.bodies.commune], actor=officer),
    )
    for act in acts:
        with pytest.raises(WrongState) as refused:
            act()
        assert refused.value.codes == ["withdrawn"]
    document.refresh_from_db()
    assert (document.note, document.text, document.links.count()) == ("", "", 0)


@pytest.mark.django_db
def test_outgoing_line_keeps_the_number_given_here(world, monkeypatch) -> None:
    monkeypatch.setattr(numbering, "_policy", [lambda issuer, day: True])
    KeptRegister.objects.create(holder=world.bodies.province, valid_from=dt.date(2026, 1, 1), source="Quyết định mẫu")
    document = outgoing(world)
    domain.withdraw(document, actor=world.people.officer)
    document.refresh_from_db()
    assert (document.full_number, document.entry_number, document.abstract) == ("01/KH-UBND", 1, WORDS)
    assert outgoing(world).full_number == "02/KH-UBND"


@pytest.mark.django_db(transaction=True)
def test_keeper_empties_an_entry_from_its_page_after_a_tick(world, folder, client) -> None:
    document = scan(world)
    url = reverse("documents:registered_withdraw", args=[document.code])
    client.force_login(world.people.officer)
    assert url in client.get(document.get_absolute_url()).content.decode()
    assert client.post(url, {}).status_code == 422
    assert RegisteredDocument.objects.get(pk=document.pk).withdrawn_on is None
    client.force_login(world.people.leader)
    assert client.post(url, {"sure": "on"}).status_code == 403
    assert StoredFile.objects.count() == 1
    client.force_login(world.people.officer)
    page = client.post(url, {"sure": "on"}, follow=True)
    assert page.status_code == 200 and emptied(document, folder)
    shown = page.content.decode()
    assert WORDS in shown and "sổ văn bản mật" in shown
    assert url not in shown and "178/TB-VP" not in shown
    assert WORDS in row_of(RegisteredDocument.objects.get(pk=document.pk))
