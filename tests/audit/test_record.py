"""Writing the record, and what shows it."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.template import Context, Template

from saolang.audit import queries
from saolang.audit.chain import GENESIS, canonical, event_hash
from saolang.audit.domain import BrokenChain, record, transition
from saolang.audit.models import AppendOnly, ChainHead, Event
from saolang.core.actors import SYSTEM
from saolang.core.problems import DomainError, NotAllowed, Stale, WrongState
from saolang.core.registries import audit_phrases
from tests.things import THING_FLOW, Actor, Thing

pytestmark = pytest.mark.django_db
AT = dt.datetime(2026, 8, 5, 1, 2, 3, 456789, tzinfo=dt.UTC)


def test_record_links_each_event_to_the_one_before(thing: Thing) -> None:
    first = record("core.thing.make", actor=Actor(), obj=thing, at=AT, data={"số": 1}, reason=" lý do ")
    second = record("core.thing.see", actor=None, obj=thing)
    assert (first.seq, first.prev_hash) == (1, GENESIS)
    assert (second.seq, second.prev_hash) == (2, first.hash)
    stored = Event.objects.get(pk=1)
    assert (stored.at, stored.actor_id, stored.actor_label) == (AT, 7, "Nguyễn Thị Mẫu A")
    assert (stored.object_type, stored.object_id, stored.object_label) == ("core.thing", str(thing.pk), "Bánh tét")
    assert (stored.data, stored.payload, stored.reason) == ('{"số":1}', {"số": 1}, "lý do")
    assert stored.hash == event_hash(stored) == first.hash
    assert (second.actor_id, second.actor_label) == (None, "Hệ thống")
    assert queries.head() == (2, second.hash)


def test_record_names_the_platform_and_visitors(thing: Thing) -> None:
    assert record("core.thing.see", actor=SYSTEM, obj=thing).actor_label == "Hệ thống"
    assert record("core.thing.see", actor=Actor(pk=None, full_name=""), obj=thing).actor_label == "Khách"


@pytest.mark.parametrize("data", [{"a": object()}, {"a": {1, 2}}, {1: "a"}, {"a": float("nan")}, {"a": b"x"}])
def test_record_takes_plain_data_only(thing: Thing, data: dict) -> None:
    with pytest.raises((TypeError, ValueError)):
        record("core.thing.make", actor=Actor(), obj=thing, data=data)
    assert Event.objects.count() == 0


def test_canonical_text_is_the_same_for_the_same_content() -> None:
    left = canonical({"b": Decimal("71.50"), "a": [dt.date(2026, 8, 5), None, True], "c": "ạ\n"})
    right = canonical({"c": "ạ\n", "a": ("2026-08-05", None, True), "b": "71.50"})
    assert left == right == '{"a":["2026-08-05",null,true],"b":"71.50","c":"ạ\\n"}'
    assert json.loads(left)["c"] == "ạ\n"


def test_record_goes_with_the_change(thing: Thing) -> None:
    with pytest.raises(RuntimeError), transaction.atomic():
        Thing.objects.filter(pk=thing.pk).update(name="khác")
        record("core.thing.rename", actor=Actor(), obj=thing)
        raise RuntimeError
    assert Thing.objects.get(pk=thing.pk).name == "Bánh tét"
    assert Event.objects.count() == 0
    assert queries.head() == (0, GENESIS)


@pytest.mark.django_db(transaction=True)
def test_record_needs_a_transaction(thing_table: None) -> None:
    with pytest.raises(transaction.TransactionManagementError):
        record("core.thing.make", actor=Actor(), obj=Thing(pk=1, name="x"))
    assert Event.objects.count() == 0


def test_record_makes_a_head_for_an_empty_record_only(thing: Thing) -> None:
    from django.db import connection

    from saolang.audit import triggers

    triggers.drop(connection)
    ChainHead.objects.all().delete()
    triggers.create(connection)
    event = record("core.thing.make", actor=Actor(), obj=thing)
    assert (event.seq, event.prev_hash) == (1, GENESIS)
    triggers.drop(connection)
    ChainHead.objects.all().delete()
    triggers.create(connection)
    with pytest.raises(BrokenChain):
        record("core.thing.make", actor=Actor(), obj=thing)
    assert Event.objects.count() == 1


def test_an_append_of_another_connection_between_two_looks_at_an_empty_record_breaks_nothing(thing: Thing) -> None:
    from django.db import connection

    from saolang.audit import triggers

    triggers.drop(connection)
    ChainHead.objects.all().delete()
    triggers.create(connection)
    others: list[Event] = []

    def overtake(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        answer = execute(sql, params, many, context)
        if not others and sql.startswith("SELECT") and "audit_chainhead" in sql:
            others.append(Event())
            others[0] = record("core.thing.see", actor=None, obj=thing)
        return answer

    with connection.execute_wrapper(overtake):
        event = record("core.thing.make", actor=Actor(), obj=thing)
    assert (event.seq, event.prev_hash) == (2, others[0].hash)
    assert queries.verify().intact


def test_transition_moves_saves_and_records(thing: Thing) -> None:
    event = transition(THING_FLOW, thing, "send", actor=Actor("things.send"), at=AT, data={"n": 1})
    stored = Thing.objects.get(pk=thing.pk)
    assert (stored.state, stored.version, thing.version) == ("sent", 2, 2)
    assert (event.verb, event.from_state, event.to_state) == ("core.thing.send", "draft", "sent")
    assert event.payload == {"n": 1}
    transition(THING_FLOW, thing, "close", actor=Actor("things.close"), reason="hết đợt")
    last = queries.history_of(thing).last()
    assert last is not None
    assert (last.from_state, last.to_state, last.reason) == ("sent", "closed", "hết đợt")


@pytest.mark.parametrize(
    ("name", "permissions", "reason", "error"),
    [
        ("send", (), "", NotAllowed),
        ("take_back", ("things.send",), "vì", WrongState),
        ("close", ("things.close",), "", DomainError),
    ],
)
def test_transition_refused_changes_nothing(
    thing: Thing, name: str, permissions: tuple, reason: str, error: type
) -> None:
    with pytest.raises(error):
        transition(THING_FLOW, thing, name, actor=Actor(*permissions), reason=reason)
    stored = Thing.objects.get(pk=thing.pk)
    assert (stored.state, stored.version, thing.state) == ("draft", 1, "draft")
    assert Event.objects.count() == 0


def test_transition_of_a_stale_object_changes_nothing(thing: Thing) -> None:
    stale = Thing.objects.get(pk=thing.pk)
    transition(THING_FLOW, thing, "send", actor=Actor("things.send"))
    with pytest.raises(Stale):
        transition(THING_FLOW, stale, "close", actor=Actor("things.close"), reason="vì")
    stored = Thing.objects.get(pk=thing.pk)
    assert (stored.state, stored.version, stale.state) == ("sent", 2, "draft")
    assert Event.objects.count() == 1


def test_history_of_gathers_objects_in_order(thing: Thing) -> None:
    other = Thing.objects.create(name="khác")
    third = Thing.objects.create(name="không liên quan")
    for obj in (thing, other, third, thing):
        record("core.thing.see", actor=Actor(), obj=obj)
    assert [event.seq for event in queries.history_of(thing)] == [1, 4]
    assert [event.seq for event in queries.history_of(thing, other)] == [1, 2, 4]
    assert list(queries.history_of()) == []


def test_history_is_shown_in_words(thing: Thing, monkeypatch: pytest.MonkeyPatch) -> None:
    words = {"core.thing.send": "đã nộp hồ sơ", "core.thing.close": lambda event: f"đã đóng ({event.to_state})"}
    monkeypatch.setattr(audit_phrases, "_entries", words)
    transition(THING_FLOW, thing, "send", actor=Actor("things.send"), at=AT)
    transition(THING_FLOW, thing, "close", actor=Actor("things.close"), reason="<b>hết</b>")
    template = Template("{% load audit %}{% audit_history thing flow=flow %}")
    page = template.render(Context({"thing": thing, "flow": THING_FLOW}))
    assert page.index("Đã đóng (closed)") < page.index("Đã nộp hồ sơ")
    assert "→ Đã nộp, chờ tiếp nhận" in page
    assert "05/08/2026" in page
    assert "08:02" in page
    assert "Nguyễn Thị Mẫu A" in page
    assert "&lt;b&gt;hết&lt;/b&gt;" in page
    empty = template.render(Context({"thing": Thing(pk=0), "flow": THING_FLOW}))
    assert "Chưa có việc nào được ghi lại." in empty
    assert queries.phrase(Event(verb="x.y.z")) == "x.y.z"


def test_event_refuses_to_be_saved_again_or_deleted(thing: Thing) -> None:
    event = record("core.thing.see", actor=Actor(), obj=thing)
    event.reason = "khác"
    with pytest.raises(AppendOnly):
        event.save()
    with pytest.raises(AppendOnly):
        event.delete()
    assert Event.objects.get(pk=event.pk).reason == ""


def test_history_counts_the_same_act_repeated_on_one_day(thing: Thing) -> None:
    for reason in ("", "", "", "vì một lý do"):
        record("core.thing.see", actor=Actor(), obj=thing, at=AT, reason=reason)
    html = Template("{% load audit %}{% audit_history thing %}").render(Context({"thing": thing}))
    assert html.count("<li") == 2
    assert "3 lần trong ngày" in html
