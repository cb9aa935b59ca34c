"""Appends at once keep one tree; signing at once keeps one checkpoint."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from saolang.audit import merkle, proof, queries
from saolang.audit.domain import record
from saolang.audit.models import Checkpoint, Event, Leaf

WRITERS, EACH = 4, 8
DAY = dt.date(2026, 11, 22)
THING = Event(pk=0, verb="x")


def at_once(work: Callable[[int], None]) -> list[BaseException]:
    """Run in several threads, each with its own connection; return what went wrong."""
    failures: list[BaseException] = []
    start = threading.Barrier(WRITERS)

    def one(number: int) -> None:
        try:
            start.wait()
            work(number)
        except BaseException as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failures


def append_and_record(number: int) -> None:
    """Half of the writers record first, the others append first: neither may wait for the other for ever."""
    for turn in range(EACH):
        with transaction.atomic():
            if number % 2:
                record("core.thing.see", actor=None, obj=THING)
            proof.append_leaf("other", obj=THING, on=DAY, content={"turn": turn}, subject=str(number))
            record("core.thing.see", actor=None, obj=THING)


@pytest.mark.django_db(transaction=True)
def test_appends_of_several_connections_make_one_tree() -> None:
    assert at_once(append_and_record) == []
    frontier = merkle.Frontier()
    for leaf in Leaf.objects.order_by("position"):
        assert leaf.position == frontier.size
        frontier.append(bytes.fromhex(leaf.leaf_hash))
    assert frontier.size == proof.tree_size() == WRITERS * EACH
    assert merkle.root_at(frontier.size, proof.read_nodes) == frontier.root()
    assert queries.verify().intact


@pytest.mark.django_db(transaction=True)
def test_signing_at_once_signs_once() -> None:
    with transaction.atomic():
        proof.append_leaf("other", obj=THING, on=DAY, content={})
    made: list[int] = []

    def sign(_number: int) -> None:
        mark = proof.make_checkpoint()
        assert mark is not None
        made.append(mark.pk)

    assert at_once(sign) == []
    assert (Checkpoint.objects.count(), len(set(made))) == (1, 1)
