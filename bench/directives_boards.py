"""The boards part of ``bench/directives.py``: whole pages over 50,000 shares, against a loop over the same rows.

300 bodies (270 communes), 400 notices, 8,400 texts, 12 topics. Pages are asked for as a signed-in officer of the
province would ask; the time is that of the whole answer. The plain loop reads every share with its body and text
through the ORM and counts in Python; its numbers are compared with the page's before anything is timed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from typing import Any

CHUNK = 2000
LIMIT = 0.2
TODAY = dt.date(2026, 11, 23)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of this part."""
    parser.add_argument("--assignments", type=int, default=50_000)
    parser.add_argument("--rounds", type=int, default=15)


def run(options: argparse.Namespace) -> int:
    """Fill once, then time each page; 1 when a page takes longer than asked."""
    import time_machine

    with time_machine.travel(dt.datetime.combine(TODAY, dt.time(1, 0), dt.UTC), tick=True):
        officer = _fill(options.assignments)
        return _pages(officer, options.rounds)


def _fill(count: int) -> Any:
    from saolang.accounts.models import Organisation, Role, User
    from saolang.directives.models import Topic
    from saolang.places.models import Unit

    start = time.perf_counter()
    day = dt.date(2025, 7, 1)
    province, _made = Unit.objects.get_or_create(
        level="province", code="86", defaults={"kind": "province", "name": "Vĩnh Long", "valid_from": day}
    )
    communes = [
        Unit.objects.get_or_create(
            level="commune",
            code=f"{29000 + n}",
            defaults={"kind": "commune", "name": f"Mẫu {n + 1}", "parent": province, "valid_from": day},
        )[0]
        for n in range(270)
    ]
    names = [("committee", f"UBND xã Mẫu {n + 1}", unit) for n, unit in enumerate(communes)]
    names += [("department", f"Sở Mẫu {n + 1}", province) for n in range(30)]
    bodies = [Organisation.objects.get_or_create(kind=kind, name=name, unit=unit)[0] for kind, name, unit in names]
    officer = User.objects.create(email="can-bo-mau@example.vn", full_name="Nguyễn Văn Mẫu")
    Role.objects.create(user=officer, kind="steering_secretary", unit=province, valid_from=day, confirmed_on=day)
    topics = [Topic.objects.create(name=f"Chủ đề {n + 1}", position=n) for n in range(12)]
    _shares(count, province, bodies, _tasks(province, bodies[-1], topics), officer)
    print(f"filled      {count} shares in {time.perf_counter() - start:.0f} s", flush=True)
    return officer


def _tasks(province: Any, holder: Any, topics: list[Any]) -> list[Any]:
    from saolang.directives.models import Block, Notice, Task
    from saolang.documents.models import RegisteredDocument

    draw = random.Random(4)
    documents = RegisteredDocument.objects.bulk_create(
        RegisteredDocument(
            direction="incoming", holder=holder, kind="Thông báo", number=str(n + 1), symbol="TB-VP",
            number_key=f"{n + 1}/tb-vp", issued_on=TODAY - dt.timedelta(days=n), abstract=f"Kết luận cuộc họp {n + 1}",
        )
        for n in range(400)
    )  # fmt: skip
    notices = Notice.objects.bulk_create(
        Notice(document=document, province=province, state="confirmed", confirmed_on=document.issued_on)
        for document in documents
    )
    blocks = Block.objects.bulk_create(
        Block(notice=notice, position=n, no=str(n + 1), addressee="Các đơn vị") for notice in notices for n in range(7)
    )
    tasks = []
    for number, block in enumerate(blocks):
        for place in range(3):
            kind = draw.choices(("one_off", "standing", "conditional"), (80, 15, 5))[0]
            tasks.append(
                Task(
                    notice=block.notice, block=block, province=province, position=place,
                    label=f"{block.no}.{place + 1}",
                    text=f"Hướng dẫn các chủ thể hoàn thiện hồ sơ sản phẩm số {number}",
                    search_text=f"huong dan cac chu the hoan thien ho so san pham so {number}",
                    kind=kind, period="quarter" if kind == "standing" else "", topic=draw.choice([*topics, None]),
                )
            )  # fmt: skip
    made = Task.objects.bulk_create(tasks, batch_size=CHUNK)
    for late, first in zip(made[-300:], made[:300], strict=True):
        late.repeats, late.repeat_number = first, 2
    Task.objects.bulk_update(made[-300:], ["repeats", "repeat_number"], batch_size=100)
    return made


def _shares(count: int, province: Any, bodies: list[Any], tasks: list[Any], officer: Any) -> None:
    from django.db import connection

    from saolang.directives.models import Assignment, Difficulty

    draw = random.Random(5)
    rows: list[Any] = []
    while len(rows) < count:
        for task in tasks:
            wanted = min(draw.choices((1, 2, 20), (50, 25, 25))[0], count - len(rows))
            chosen = draw.sample(bodies, wanted)
            rows += [_share(draw, task, body, province, place) for place, body in enumerate(chosen)]
            if len(rows) >= count:
                break
        else:
            continue
        break
    made = Assignment.objects.bulk_create(rows, batch_size=CHUNK)
    Difficulty.objects.bulk_create(
        Difficulty(
            province=province, raised_by=row.body, raised_by_user=officer, raised_on=TODAY, title="Vướng", text="Mẫu",
            assignment=row, state="routed", routed_to=bodies[-1], due_on=TODAY,
        )
        for row in made[::200]
    )  # fmt: skip
    with connection.cursor() as cursor:  # what the database does by itself on a server
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _share(draw: random.Random, task: Any, body: Any, province: Any, place: int) -> Any:
    from saolang.directives.models import Assignment

    standing = task.kind != "one_off"
    state = draw.choices(
        ("new", "clarify", "in_progress", "reported", "done", "returned", "cancelled"), (10, 3, 30, 5, 45, 4, 3)
    )[0]
    dated = not standing and (state == "done" or draw.random() < 0.9)
    due = TODAY - dt.timedelta(days=draw.randint(-90, 400)) if dated else None
    told = (due or TODAY) + dt.timedelta(days=draw.randint(-20, 10)) if state in ("done", "reported") else None
    return Assignment(
        task=task, body=body, province=province, notice_id=task.notice_id, topic_id=task.topic_id, state=state,
        share="support" if place and place % 9 == 0 else "lead", standing=standing, due_on=due,
        assigned_on=TODAY - dt.timedelta(days=420), reported_on=told, done_on=told if state == "done" else None,
        ended_on=told if state == "done" else None, reason="Mẫu" if state in ("returned", "cancelled") else "",
    )  # fmt: skip


def plain_counts(key: Callable[[Any], Any]) -> dict[Any, dict[str, int]]:
    """The same numbers the plain way: every share as an object, one after the other."""
    from saolang.directives.models import Assignment
    from saolang.directives.standing import standing_on

    found: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for share in Assignment.objects.select_related("body", "task").iterator(chunk_size=CHUNK):
        cell = standing_on(share, TODAY)
        if cell is not None and share.share == "lead":
            found[key(share)][str(cell)] += 1
    return {name: dict(cells) for name, cells in found.items()}


def _pages(officer: Any, rounds: int) -> int:
    from django.conf import settings
    from django.test import Client
    from django.test.utils import setup_test_environment, teardown_test_environment

    from saolang.config import wsgi  # the state of a server: what start-up made is left out of garbage collections

    assert wsgi.application is not None
    settings.ALLOWED_HOSTS = ["testserver"]
    client = Client()
    client.force_login(officer)
    home = "/ban-lam-viec/chi-dao/"
    counts, plain = {}, {}
    for name, (_path, key) in BOARDS.items():
        start = time.perf_counter()
        counts[name] = plain_counts(key)
        plain[name] = time.perf_counter() - start
    setup_test_environment()  # pages tell what they were made from, while they are compared
    _compare(client, home, counts)
    teardown_test_environment()
    slow = 0
    for name, path in (*((name, path) for name, (path, _key) in BOARDS.items()), *LISTS.items()):
        times = _timed(partial(_get, client, home + path), rounds)
        middle = statistics.median(times)
        loop = plain.get(name)
        beside = f"; plain loop {loop * 1000:6.0f} ms; ratio {loop / middle:.1f}x" if loop else ""
        words = f"median {middle * 1000:6.1f} ms, slowest {times[-1] * 1000:6.1f} ms (asked: under 200 ms)"
        print(f"{name:<14} {words}{beside}", flush=True)
        slow += middle > LIMIT
    return 1 if slow else 0


BOARDS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "overview": ("", lambda share: None),
    "by body": ("bang/don-vi/", lambda share: share.body.name),
    "by document": ("bang/van-ban/", lambda share: share.notice_id),
    "by topic": ("bang/chu-de/", lambda share: share.topic_id),
}
LISTS = {
    "a body's list": "bang/danh-sach/?don_vi={body}",
    "a cell's list": "bang/danh-sach/?o=open_overdue",
    "words": "bang/danh-sach/?q=hoan thien ho so 12",
    "one document": "bang/van-ban/{notice}/",
}


def _compare(client: Any, home: str, counts: dict[str, Any]) -> None:
    """The pages and the plain loop must agree before they race."""
    from saolang.accounts.models import Organisation
    from saolang.directives.models import Notice

    whole, by_body = counts["overview"][None], counts["by body"]
    page = _get(client, home)
    assert {cell: n for cell, n in page.context["tally"].cells.items() if n} == whole
    page = _get(client, f"{home}bang/don-vi/?sap_xep=ten")
    for line in page.context["rows"]:
        cells = {cell: n for cell, n in line["row"].tally.cells.items() if n}
        assert cells == by_body[line["row"].name], line["row"].name
    assert {cell: n for cell, n in page.context["total"].cells.items() if n} == whole
    LISTS["a body's list"] = LISTS["a body's list"].format(body=Organisation.objects.get(name="Sở Mẫu 1").code)
    LISTS["one document"] = LISTS["one document"].format(notice=Notice.objects.get(document__number="1").code)


def _get(client: Any, path: str) -> Any:
    answer = client.get(path, secure=True)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer


def _timed(act: Callable[[], Any], rounds: int) -> list[float]:
    act()
    times = []
    for _turn in range(rounds):
        start = time.perf_counter()
        act()
        times.append(time.perf_counter() - start)
    return sorted(times)
