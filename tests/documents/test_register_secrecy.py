"""Marks of state secrecy: refused and nothing kept; ordinary words with the same syllable pass."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from django.urls import reverse

from saolang.audit.models import Event
from saolang.core.problems import DomainError
from saolang.core.registries import Registry
from saolang.documents import domain, register_hooks
from saolang.documents.domain.register_files import stage
from saolang.documents.models import RegisteredDocument
from saolang.documents.secrecy import printed_mark, written_mark
from saolang.files.models import StoredFile
from tests.documents.test_register import incoming, text_file

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
    with pytest.raises(DomainError):
        domain.add_text(RegisteredDocument.objects.get(), text="dấu lạ", actor=world.people.officer)
    with pytest.raises(DomainError):
        domain.correct(
            RegisteredDocument.objects.get(), changes={"note": "(mật)"}, actor=world.people.officer, reason="x"
        )
    assert RegisteredDocument.objects.get().version == 1
