"""Two imports at once, from the desk or from the command line: one after the other, nothing twice, nothing half."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection

from saolang.accounts.enums import RoleKind
from saolang.audit.queries import verify
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError
from saolang.files.domain import store
from saolang.producers.models import Producer, Product
from saolang.registry.domain import import_register as registers
from saolang.registry.domain import turns
from saolang.registry.domain.import_products import import_products
from saolang.registry.domain.progress import STALE_AFTER, ProgressFile
from saolang.registry.domain.undo_import import undo_import
from saolang.registry.enums import RegisterState
from saolang.registry.models import ImportBatch, Recognition, RegisterImport
from tests.dossiers.test_concurrency import together
from tests.factories import commune, make_user, province

from .conftest import SheetMaker
from .test_register_import import line, plain

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def places(db: None) -> None:
    province()
    commune()


def book(tmp_path: Path, name: str, *products: str) -> Path:
    return plain(tmp_path / name, [line(product) for product in products])


def checked(path: Path, actor: Any) -> RegisterImport:
    """A register of the desk, checked and put in line for writing."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    upload = SimpleUploadedFile(path.name, path.read_bytes())
    stored = store(upload, actor=actor, purpose="registry.import", allow=("xlsx",))
    work = registers.start_register(stored, actor=actor)
    assert registers.queue(work, RegisterState.QUEUED, actor=actor)
    assert registers.check_register(work)
    assert registers.queue(work, RegisterState.TO_WRITE, actor=actor)
    return RegisterImport.objects.get(pk=work.pk)


def while_another_imports(call: Callable[[], Any]) -> Any:
    """Call in a thread of its own while this one holds the turn."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(call())
        except DomainError as refusal:
            found.append(refusal)
        finally:
            connection.close()

    with turns.import_turn():
        thread = threading.Thread(target=run)
        thread.start()
        thread.join(timeout=50)
    assert found, "the second import neither came to an end nor was refused"
    return found[0]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits; SQLite's own patience is cut short too."""
    if connection.vendor == "sqlite":
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "timeout", 0.2)
        monkeypatch.setitem(connection.settings_dict["OPTIONS"], "init_command", "PRAGMA busy_timeout=200;")


def test_the_same_file_at_once_is_imported_once(tmp_path: Path) -> None:
    path = book(tmp_path, "a.xlsx", "Bánh Mẫu", "Kẹo Mẫu")
    results = together(*(lambda: registers.import_register(path, actor=SYSTEM, patience=30) for _n in range(2)))
    refused = [result for result in results if isinstance(result, DomainError)]
    assert [error.codes for error in refused] == [["file_imported"]], results
    assert (ImportBatch.objects.count(), Product.objects.count(), Recognition.objects.count()) == (1, 2, 2)
    assert verify().intact


def test_two_files_with_the_same_product_at_once_make_it_once(tmp_path: Path, make_sheet: SheetMaker) -> None:
    one, two = book(tmp_path, "a.xlsx", "Bánh Mẫu", "Kẹo Mẫu"), book(tmp_path, "b.xlsx", "Bánh Mẫu", "Trà Mẫu")
    actor = make_user(RoleKind.PROVINCE_OFFICER)
    work = checked(book(tmp_path, "c.xlsx", "Bánh Mẫu", "Gạo Mẫu"), actor)
    sheet = make_sheet(["name", "producer", "kind", "star", "year"], [["Mứt Mẫu", "HTX Mẫu Một", "HTX", 3, 2025]])
    results = together(
        lambda: registers.import_register(one, actor=SYSTEM, patience=30),
        lambda: registers.import_register(two, actor=SYSTEM, patience=30),
        lambda: registers.write_register(work, actor=actor, patience=30),
        lambda: import_products(sheet, actor=SYSTEM, patience=30),
    )
    refused = [result for result in results if isinstance(result, DomainError)]
    # Only the check of the desk may no longer hold: it is said, and nothing of it is written.
    assert [error.codes for error in refused] in ([], [["register_changed"]]), results
    names = list(Product.objects.order_by("name").values_list("name", flat=True))
    assert len(names) == len(set(names))
    assert {"Bánh Mẫu", "Kẹo Mẫu", "Trà Mẫu", "Mứt Mẫu"} <= set(names)
    assert Producer.objects.filter(organisation__name="HTX Mẫu Một").count() <= 2  # one without, one with a place
    assert Recognition.objects.filter(product__name="Bánh Mẫu").count() == 1
    assert verify().intact


def test_the_second_is_told_that_another_import_is_under_way(
    tmp_path: Path, make_sheet: SheetMaker, impatient: None
) -> None:
    actor = make_user(RoleKind.PROVINCE_OFFICER)
    path, work = book(tmp_path, "a.xlsx", "Bánh Mẫu"), checked(book(tmp_path, "b.xlsx", "Kẹo Mẫu"), actor)
    sheet = make_sheet(["name", "producer", "kind", "star", "year"], [["Mứt Mẫu", "HTX Mẫu Hai", "HTX", 3, 2025]])
    batch = import_products(sheet, actor=SYSTEM)[0]
    said: list[str] = []
    told = while_another_imports(
        lambda: registers.import_register(
            path, actor=SYSTEM, patience=1, say=lambda percent, label: said.append(str(label))
        )
    )
    assert told.codes == ["import_busy"]
    assert "Đang có một lần nhập khác" in str(told)
    assert said == ["Đang có một lần nhập khác; chờ lần đó xong"]
    assert while_another_imports(lambda: undo_import(batch, actor=SYSTEM, patience=0)).codes == ["import_busy"]
    assert ImportBatch.objects.get().undone_on is None
    assert Product.objects.count() == 1
    # The one that was refused goes through once the first has ended: nothing stays locked.
    registers.import_register(path, actor=SYSTEM, patience=0)
    undo_import(batch, actor=SYSTEM, patience=0)
    assert registers.write_register(work, actor=actor, patience=0) is not None
    assert sorted(Product.objects.values_list("name", flat=True)) == ["Bánh Mẫu", "Kẹo Mẫu"]


def test_a_checked_register_that_had_to_wait_can_be_written_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = make_user(RoleKind.PROVINCE_OFFICER)
    work = checked(book(tmp_path, "a.xlsx", "Bánh Mẫu"), actor)

    def held(**kwargs: Any) -> Any:
        raise turns.ImportBusy(turns._busy().problems)

    with monkeypatch.context() as patch:
        patch.setattr(registers, "import_turn", held)
        with pytest.raises(turns.ImportBusy):
            registers.write_register(work, actor=actor)
    work.refresh_from_db()
    assert (work.state, work.problem.startswith("Đang có một lần nhập khác")) == (RegisterState.CHECKED, True)
    assert not Product.objects.exists()
    assert registers.queue(work, RegisterState.TO_WRITE, actor=actor)
    assert registers.write_register(work, actor=actor) is not None
    assert Product.objects.count() == 1


def test_an_import_that_dies_keeps_nobody_waiting(tmp_path: Path) -> None:
    path = book(tmp_path, "a.xlsx", "Bánh Mẫu")

    def die(percent: int, label: str) -> None:
        if percent > 80:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        registers.import_register(path, actor=SYSTEM, say=die)
    assert not ImportBatch.objects.exists()
    registers.import_register(path, actor=SYSTEM, patience=0)
    assert ImportBatch.objects.count() == 1


def test_a_job_that_waits_gives_signs_of_life(monkeypatch: pytest.MonkeyPatch, impatient: None) -> None:
    said: list[str] = []
    monkeypatch.setattr(turns, "TELL_EVERY", 0.1)

    def wait() -> None:
        with turns.import_turn(patience=1.5, waiting=lambda: said.append("còn chờ")):
            raise AssertionError("the turn is not free")

    assert while_another_imports(wait).codes == ["import_busy"]
    assert len(said) > 1
    progress = ProgressFile("CHAY123456")
    with time_machine.travel(dt.datetime(2026, 11, 20, 1, 0, tzinfo=dt.UTC), tick=False) as clock:
        progress.say(40, "còn chờ")
        clock.shift(STALE_AFTER - 1)
        progress.say(40, "còn chờ")
        clock.shift(STALE_AFTER - 1)
        standing = progress.read()
    assert standing is not None and not standing.is_stale


def test_a_job_taken_for_dead_does_not_undo_what_its_successor_wrote(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = make_user(RoleKind.PROVINCE_OFFICER)
    work = checked(book(tmp_path, "a.xlsx", "Bánh Mẫu"), actor)
    planned = registers._plan

    def overtaken(path: Path, work: RegisterImport, say: Any) -> Any:
        monkeypatch.setattr(registers, "_plan", planned)
        plan = planned(path, work, say)
        RegisterImport.objects.filter(pk=work.pk).update(state=RegisterState.TO_WRITE)
        assert registers.write_register(RegisterImport.objects.get(pk=work.pk), actor=actor) is not None
        return plan

    monkeypatch.setattr(registers, "_plan", overtaken)
    with pytest.raises(DomainError) as refused:
        registers.write_register(work, actor=actor)
    assert refused.value.codes == ["register_written"]
    work.refresh_from_db()
    assert (work.state, work.problem) == (RegisterState.DONE, "")
    assert (Product.objects.count(), ImportBatch.objects.count()) == (1, 1)
