"""The database refuses changes; whoever gets past it is found."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from typer.testing import CliRunner

from saolang.audit import queries, triggers
from saolang.audit.chain import event_hash
from saolang.audit.commands import audit_app
from saolang.audit.domain import record
from saolang.audit.models import ChainHead, Event
from tests.things import Actor, Thing

pytestmark = pytest.mark.django_db
EVENTS = Event.objects
HEAD = ChainHead.objects


@pytest.fixture
def five(thing: Thing) -> list[Event]:
    """Return five recorded events."""
    return [record("core.thing.see", actor=Actor(), obj=thing, data={"n": n}) for n in range(1, 6)]


@pytest.mark.parametrize(
    "change",
    [
        lambda: EVENTS.filter(pk=3).update(reason="khác"),
        lambda: EVENTS.filter(pk=3)._raw_delete("default"),
        lambda: EVENTS.all().delete(),
        lambda: EVENTS.bulk_create([Event(pk=3, actor_label="x", at="2026-01-01T00:00Z", prev_hash="", hash="")]),
        lambda: HEAD.update(seq=3),
        lambda: HEAD.update(seq=5),
        lambda: HEAD.all().delete(),
    ],
    ids=["update", "delete", "delete-all", "replace", "head-back", "head-same", "head-delete"],
)
def test_triggers_refuse_every_change(five: list[Event], change: Callable[[], Any]) -> None:
    before = list(EVENTS.values()), list(HEAD.values())
    with pytest.raises(DatabaseError), transaction.atomic():
        change()
    assert (list(EVENTS.values()), list(HEAD.values())) == before
    assert queries.verify().intact


@pytest.mark.parametrize("table", ["audit_event", "audit_chainhead"])
def test_triggers_refuse_to_empty_the_tables(five: list[Event], table: str) -> None:
    statement = f"TRUNCATE {table}" if connection.vendor == "postgresql" else f"DELETE FROM {table}"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert EVENTS.count() == 5


def test_triggers_refuse_insert_or_replace(five: list[Event]) -> None:
    if connection.vendor == "sqlite":
        statement = "INSERT OR REPLACE INTO audit_event SELECT * FROM audit_event WHERE seq = 3"
    else:
        statement = "INSERT INTO audit_event SELECT * FROM audit_event ON CONFLICT (seq) DO UPDATE SET reason = 'khác'"
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert EVENTS.get(pk=3).reason == ""


def test_verify_finds_an_untouched_chain_whole(five: list[Event]) -> None:
    result = queries.verify()
    assert (result.intact, result.events, result.head_hash) == (True, 5, five[-1].hash)
    assert result.warnings == ()
    assert queries.verify(witness=(3, five[2].hash)).intact


def test_verify_of_an_empty_record_is_whole() -> None:
    assert queries.verify().intact


def swap(first: int, second: int) -> None:
    """Exchange the numbers of two events."""
    EVENTS.filter(pk=first).update(seq=99)
    EVENTS.filter(pk=second).update(seq=first)
    EVENTS.filter(pk=99).update(seq=second)


def rewrite_from(seq: int) -> None:
    """Change an event and recompute everything after it, head included."""
    EVENTS.filter(pk=seq).update(reason="khác")
    previous = EVENTS.get(pk=seq - 1).hash
    for event in EVENTS.filter(pk__gte=seq).order_by("pk"):
        event.prev_hash = previous
        previous = event_hash(event)
        EVENTS.filter(pk=event.pk).update(prev_hash=event.prev_hash, hash=previous)
    HEAD.update(hash=previous)


TAMPERINGS: list[tuple[str, Callable[[], Any], tuple[int, str]]] = [
    ("byte-of-data", lambda: EVENTS.filter(pk=3).update(data='{"n":4}'), (3, "content")),
    ("actor", lambda: EVENTS.filter(pk=2).update(actor_id=8), (2, "content")),
    ("time", lambda: EVENTS.filter(pk=1).update(at="2020-01-01T00:00:00Z"), (1, "content")),
    ("hash", lambda: EVENTS.filter(pk=3).update(hash="0" * 64), (3, "content")),
    ("link", lambda: EVENTS.filter(pk=3).update(prev_hash="0" * 64), (3, "link")),
    ("gap", lambda: EVENTS.filter(pk=3)._raw_delete("default"), (3, "missing")),
    ("first", lambda: EVENTS.filter(pk=1)._raw_delete("default"), (1, "missing")),
    ("order", lambda: swap(2, 4), (2, "link")),
    ("tail", lambda: EVENTS.filter(pk__gte=4)._raw_delete("default"), (4, "tail")),
    ("everything", lambda: EVENTS.all()._raw_delete("default"), (1, "tail")),
    ("head-hash", lambda: HEAD.update(hash="0" * 64), (5, "head")),
    ("head-back", lambda: HEAD.update(seq=4, hash=EVENTS.get(pk=4).hash), (5, "beyond")),
    ("head-gone", lambda: HEAD.all()._raw_delete("default"), (1, "beyond")),
]


@pytest.mark.parametrize(("tamper", "found"), [row[1:] for row in TAMPERINGS], ids=[row[0] for row in TAMPERINGS])
def test_verify_finds_what_got_past_the_triggers(
    five: list[Event], tamper: Callable[[], Any], found: tuple[int, str]
) -> None:
    triggers.drop(connection)
    tamper()
    broken = queries.verify().broken
    assert broken is not None
    assert (broken.seq, broken.kind) == found


def test_verify_with_a_witness_finds_a_rewritten_chain(five: list[Event]) -> None:
    witness = queries.head()
    triggers.drop(connection)
    rewrite_from(3)
    assert queries.verify().intact
    broken = queries.verify(witness).broken
    assert broken is not None
    assert (broken.seq, broken.kind) == (5, "witness")
    early = queries.verify((3, five[2].hash)).broken
    assert early is not None
    assert (early.seq, early.kind) == (3, "witness")


def test_verify_with_a_witness_finds_a_chain_cut_back(five: list[Event]) -> None:
    witness = queries.head()
    triggers.drop(connection)
    EVENTS.filter(pk=5)._raw_delete("default")
    HEAD.update(seq=4, hash=five[3].hash)
    assert queries.verify().intact
    broken = queries.verify(witness).broken
    assert broken is not None
    assert (broken.seq, broken.kind) == (5, "witness")


def test_verify_warns_of_missing_triggers(five: list[Event]) -> None:
    triggers.drop(connection)
    result = queries.verify()
    assert result.intact
    assert len(result.warnings) == len(triggers.missing(connection)) > 3
    triggers.create(connection)
    assert triggers.missing(connection) == []


def test_command_says_that_the_chain_is_whole(five: list[Event]) -> None:
    answer = CliRunner().invoke(audit_app, ["verify"])
    assert answer.exit_code == 0
    assert answer.stdout == f"Nhật ký nguyên vẹn: 5 sự kiện, mã cuối {five[-1].hash}.\n"
    head = CliRunner().invoke(audit_app, ["head"]).stdout.strip()
    assert head == f"5:{five[-1].hash}"
    assert CliRunner().invoke(audit_app, ["verify", "--witness", head]).exit_code == 0


def test_command_fails_and_says_where(five: list[Event]) -> None:
    triggers.drop(connection)
    EVENTS.filter(pk=3).update(object_label="Bánh ít")
    answer = CliRunner().invoke(audit_app, ["verify"])
    assert answer.exit_code == 1
    assert answer.stdout == ("Nhật ký bị đứt tại sự kiện số 3 (content).\nNội dung sự kiện số 3 đã bị thay đổi.\n")
    assert "Thiếu trigger bảo vệ nhật ký" in answer.stderr


def test_command_refuses_a_witness_it_cannot_read(five: list[Event]) -> None:
    answer = CliRunner().invoke(audit_app, ["verify", "--witness", "5-abc"])
    assert answer.exit_code == 2
