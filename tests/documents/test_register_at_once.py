"""Two clerks at once: never the same number, never the same document twice."""

from __future__ import annotations

import datetime as dt

import pytest

from saolang.core import clock
from saolang.core.problems import DomainError
from saolang.documents import domain, numbering
from saolang.documents.domain import register_files
from saolang.documents.models import KeptRegister, RegisteredDocument
from saolang.files.models import StoredFile
from tests.documents.test_register import TODAY, incoming, outgoing, text_file
from tests.dossiers.test_concurrency import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def kept(world, monkeypatch, time_machine):
    """The province's committee keeps its register here."""
    time_machine.move_to(dt.datetime(2026, 11, 20, 3, tzinfo=dt.UTC))
    monkeypatch.setattr(numbering, "_policy", [lambda issuer, day: True])
    KeptRegister.objects.create(holder=world.bodies.province, valid_from=TODAY, source="Quyết định mẫu")


def test_entries_at_once_get_numbers_of_their_own(world) -> None:
    calls = [lambda n=n: incoming(world, number=str(n)) for n in (1, 2)]
    calls += [lambda: outgoing(world), lambda: outgoing(world)]
    results = together(*calls)
    assert all(isinstance(result, RegisteredDocument) for result in results), results
    rows = RegisteredDocument.objects.order_by("direction", "entry_number")
    assert list(rows.values_list("direction", "entry_number")) == [
        ("incoming", 1), ("incoming", 2), ("outgoing", 1), ("outgoing", 2),
    ]  # fmt: skip
    assert sorted(rows.filter(direction="outgoing").values_list("number", flat=True)) == ["1", "2"]


def test_one_document_entered_at_once_is_entered_once(world) -> None:
    results = together(lambda: incoming(world), lambda: incoming(world))
    assert sorted(isinstance(result, domain.DuplicateEntry) for result in results) == [False, True]
    assert RegisteredDocument.objects.count() == 1


def test_correction_at_once_happens_once(world) -> None:
    document = incoming(world)

    def fix(note):
        return domain.correct(
            document, changes={"note": note}, actor=world.people.officer, reason="x", expected_version=1
        )

    results = together(lambda: fix("a"), lambda: fix("b"))
    assert sorted(isinstance(result, DomainError) for result in results) == [False, True]
    assert RegisteredDocument.objects.get().version == 2


def test_one_running_number_is_entered_by_hand_at_once_and_one_is_told(world) -> None:
    KeptRegister.objects.all().delete()
    results = together(*(lambda n=n: incoming(world, number=str(n), entry_number=31) for n in (1, 2)))
    refused = [result for result in results if isinstance(result, Exception)]
    assert [error.codes for error in refused if isinstance(error, DomainError)] == [["entry_taken"]], results
    assert RegisteredDocument.objects.count() == 1


def test_upload_that_is_being_entered_is_not_swept(world, monkeypatch) -> None:
    stored, _words = register_files.stage(text_file("a"), holder=world.bodies.province, actor=world.people.officer)

    def enters() -> None:
        monkeypatch.setattr(register_files, "locked_head", lambda: None)
        incoming(world, file=stored)

    monkeypatch.setattr(register_files, "locked_head", enters)
    assert register_files.drop_staged(before=clock.now() + dt.timedelta(seconds=1)) == 0
    assert RegisteredDocument.objects.get().file == StoredFile.objects.get() == stored


def test_upload_that_was_swept_meanwhile_is_asked_for_again(world) -> None:
    stored, _words = register_files.stage(text_file("a"), holder=world.bodies.province, actor=world.people.officer)
    StoredFile.objects.all().delete()
    with pytest.raises(DomainError) as caught:
        incoming(world, file=stored, text="a")
    assert caught.value.codes == ["file_gone"]
    assert RegisteredDocument.objects.count() == 0
