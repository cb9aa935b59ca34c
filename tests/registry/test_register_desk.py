"""Old registers in the desk: upload, mapping, the check, every line, writing, the report."""

from __future__ import annotations

import io
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from django.test import Client
from django.urls import reverse
from python_calamine import CalamineWorkbook

from saolang.accounts.enums import RoleKind
from saolang.registry.enums import RegisterState
from saolang.registry.models import ImportBatch, ImportMapping, Recognition, RegisterImport
from saolang.registry.views import registers
from tests.factories import commune, make_user, province

from .old_register import whole
from .test_register_import import line, plain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def places(db: None) -> None:
    province()
    commune()


@pytest.fixture
def client() -> Client:
    client = Client()
    client.force_login(make_user(RoleKind.PROVINCE_OFFICER))
    return client


def upload(client: Client, path: Path) -> RegisterImport:
    file = SimpleUploadedFile(path.name, path.read_bytes())
    answer = client.post(reverse("registry:registers"), {"file": file})
    assert answer.status_code == 303, answer.content.decode()[:2000]
    work = RegisterImport.objects.get()
    assert answer["Location"] == reverse("registry:mapping", kwargs={"code": work.code})
    return work


def typed(client: Client, work: RegisterImport, **changes: str) -> dict[str, str]:
    """The form as the page shows it, with changes."""
    page = client.get(reverse("registry:mapping", kwargs={"code": work.code}))
    assert page.status_code == 200
    form = page.context["form"]
    data = {name: field.initial for name, field in form.fields.items()}
    data = {name: ("on" if value is True else value) for name, value in data.items() if value not in (None, False)}
    return data | changes


def url(name: str, work: RegisterImport) -> str:
    return reverse(f"registry:{name}", kwargs={"code": work.code})


def test_register_goes_from_upload_to_the_register(client: Client, tmp_path: Path) -> None:
    work = upload(client, whole(tmp_path / "so-cu.xlsx"))
    answer = client.post(url("mapping", work), typed(client, work, remember="Sổ Mẫu"))
    assert (answer.status_code, answer["Location"]) == (303, url("register", work))
    assert ImportMapping.objects.get().name == "Sổ Mẫu"
    page = client.get(url("register", work))
    text = page.content.decode()
    assert "Số in trong danh sách khác số đếm được" in text and "Ghi vào sổ" in text
    assert Recognition.objects.count() == 0
    lines = client.get(url("register_lines", work) + "?ket-qua=recognised")
    assert [row.name for row in lines.context["object_list"]][:2] == ["Cốm dẹp Mẫu", "Mật ong Mẫu"]
    report = client.get(url("register_report", work))
    book = CalamineWorkbook.from_filelike(io.BytesIO(report.content))
    assert book.sheet_names == ["Tóm tắt", "Mâu thuẫn", "Từng dòng", "Ô không dùng"]
    assert "0909" not in str([book.get_sheet_by_name(name).to_python() for name in book.sheet_names])
    done = client.post(url("register_write", work))
    batch = ImportBatch.objects.get()
    assert (done.status_code, done["Location"]) == (303, batch.get_absolute_url())
    assert Recognition.objects.count() == 6
    page = client.get(batch.get_absolute_url())
    assert "Số in trong danh sách khác số đếm được" in page.content.decode()
    assert client.get(reverse("registry:batch_report", kwargs={"code": batch.code})).status_code == 200
    assert client.get(url("register", work)).status_code == 302
    assert client.get(reverse("registry:registers")).status_code == 200


def test_refused_lines_must_be_seen_and_a_commune_can_be_chosen(client: Client, tmp_path: Path) -> None:
    work = upload(client, plain(tmp_path / "a.xlsx", [line("Bánh Mẫu", address="xã Song Phúu, tỉnh Vĩnh Long")]))
    client.post(url("mapping", work), typed(client, work))
    answer = client.post(url("register_write", work))
    assert answer.status_code == 422 and "1 dòng bị từ chối" in answer.content.decode()
    assert ImportBatch.objects.count() == 0
    client.post(url("mapping", work), typed(client, work, p0="Xã Song Phú, Tỉnh Vĩnh Long"))
    work.refresh_from_db()
    assert (work.state, work.summary["refused"]) == (RegisterState.CHECKED, 0)
    assert client.post(url("register_write", work)).status_code == 303
    assert Recognition.objects.get().product.made_in == commune()


def test_a_moved_heading_is_read_again_and_two_columns_with_one_meaning_are_refused(
    client: Client, tmp_path: Path
) -> None:
    work = upload(client, whole(tmp_path / "a.xlsx"))
    moved = client.post(url("mapping", work), typed(client, work, s0_last="5"))
    assert moved["Location"] == url("mapping", work)
    work.refresh_from_db()
    assert work.mapping["sheets"][0]["last"] == 4
    twice = client.post(url("mapping", work), typed(client, work, s0_last="5", s0_c8="name"))
    assert twice.status_code == 422 and "Hai cột cùng mang một ý nghĩa" in twice.content.decode()


def test_large_register_waits_for_the_worker_and_can_be_run_here(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registers, "AT_ONCE_ROWS", 0)
    monkeypatch.setattr(registers, "check_register_task", SimpleNamespace(enqueue=lambda key: None))
    work = upload(client, whole(tmp_path / "a.xlsx"))
    client.post(url("mapping", work), typed(client, work))
    work.refresh_from_db()
    assert work.state == RegisterState.QUEUED
    page = client.get(url("register", work)).content.decode()
    assert 'http-equiv="refresh"' in page and "Đang chờ tiến trình nền" in page
    client.post(url("register_run", work))
    work.refresh_from_db()
    assert work.state == RegisterState.CHECKED
    assert Recognition.objects.count() == 0


def test_a_check_that_no_longer_holds_is_not_written(client: Client, tmp_path: Path) -> None:
    from saolang.core.actors import SYSTEM
    from saolang.registry.domain.import_register import import_register

    work = upload(client, plain(tmp_path / "a.xlsx", [line("Bánh Mẫu"), line("Kẹo Mẫu")]))
    client.post(url("mapping", work), typed(client, work))
    import_register(plain(tmp_path / "b.xlsx", [line("Bánh Mẫu")]), actor=SYSTEM)
    answer = client.post(url("register_write", work))
    assert answer.status_code == 409
    work.refresh_from_db()
    assert (work.state, Recognition.objects.count()) == (RegisterState.FAILED, 1)


def test_only_those_who_import_see_old_registers(client: Client, tmp_path: Path) -> None:
    work = upload(client, whole(tmp_path / "a.xlsx"))
    other = Client()
    other.force_login(make_user(RoleKind.COMMUNE_OFFICER))
    for name in ("register", "mapping", "register_lines", "register_report"):
        assert other.get(url(name, work)).status_code == 403
    assert other.post(url("register_write", work)).status_code == 403
    assert other.get(reverse("registry:registers")).status_code == 403


def test_a_database_that_is_held_by_a_long_import_is_said_in_words(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = upload(client, plain(tmp_path / "a.xlsx", [line("Bánh Mẫu")]))
    client.post(url("mapping", work), typed(client, work))
    message = "database is locked"

    def held(*args: object, **kwargs: object) -> None:
        raise OperationalError(message)

    monkeypatch.setattr(registers, "queue", held)
    answer = client.post(url("register_write", work))
    assert answer.status_code == 409
    assert "Việc khác đang được ghi cùng lúc" in answer.content.decode()
    message = "disk I/O error"
    with pytest.raises(OperationalError):
        client.post(url("register_write", work))
    work.refresh_from_db()
    assert work.state == RegisterState.CHECKED
