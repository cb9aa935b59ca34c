"""The phone page and its data: the team only, a plain word when the visit is closed, settled once."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from saolang.core.problems import NotAllowed
from saolang.monitoring.domain.inspection_answers import answer_line
from saolang.monitoring.domain.inspection_phone import MOST_SETTLED, read_settled, settle_own
from saolang.monitoring.models import SyncedChange, VisitMember
from saolang.monitoring.views import inspection_phone

from .inspection_rows import NOW, change, minuted, on_site, send, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """All happens on one day."""
    with time_machine.travel(NOW, tick=False):
        yield


def _page(visit: Any) -> str:
    return reverse("monitoring:visit_phone", args=[visit.code])


def _conflict(w: Any, visit: Any) -> SyncedChange:
    line = visit.lines.filter(guidance=False).first()
    answer_line(line, answer="met", note="Thấy bản gốc", actor=w.second)
    send(visit, w.head, change("answer", line.code, {"answer": "not_met", "note": "Chỉ có bản chụp"}, base=1))
    return SyncedChange.objects.get(outcome="conflict")


def test_page_carries_the_whole_visit_and_is_never_stored_on_the_way(client: Client) -> None:
    w = world()
    visit = on_site(w)
    client.force_login(w.head)
    answer = client.get(_page(visit))
    data = answer.context["data"]
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    assert (data["person"], data["bundle"]["visit"]["code"]) == (f"u{w.head.pk}", visit.code)
    assert len(data["bundle"]["lines"]) == visit.lines.count()
    assert data["sign_in"] == f"/tai-khoan/login/?next={_page(visit)}"
    assert 'id="ph-data"' in answer.content.decode()


def test_data_come_with_a_token_and_the_person(client: Client) -> None:
    w = world()
    visit = on_site(w)
    client.force_login(w.second)
    data = client.get(_page(visit), headers={"accept": "application/json"}).json()
    assert (data["person"], bool(data["csrf"]), "words" in data) == (f"u{w.second.pk}", True, False)


def test_visit_closed_to_a_person_is_said_in_a_word_of_its_own(client: Client) -> None:
    w = world()
    visit = on_site(w)
    VisitMember.objects.filter(user=w.second).delete()
    client.force_login(w.second)
    answer = client.get(_page(visit), headers={"accept": "application/json"})
    assert (answer.status_code, answer.json()) == (403, {"closed": True, "person": f"u{w.second.pk}"})
    missing = client.get(reverse("monitoring:visit_phone", args=["0000000000"]), headers={"accept": "application/json"})
    assert (missing.status_code, missing.json()["closed"]) == (404, True)
    assert client.get(_page(visit)).status_code == 403


def test_ended_session_is_no_closed_visit(client: Client) -> None:
    visit = on_site(world())
    answer = client.get(_page(visit), headers={"accept": "application/json"})
    assert (answer.status_code, "closed" in answer.json()) == (401, False)


def test_visited_side_does_not_get_the_page(client: Client) -> None:
    w = world()
    visit = on_site(w)
    client.force_login(w.owner)
    assert client.get(_page(visit)).status_code == 403


def test_worker_is_program_text_for_the_pages_below_it(
    client: Client, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "sw.js"
    program.write_text("self.addEventListener('fetch', () => {});", encoding="utf-8")
    monkeypatch.setattr(inspection_phone.finders, "find", lambda name: str(program))
    url = reverse("monitoring:phone_worker")
    answer = client.get(url)
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/javascript; charset=utf-8")
    assert (answer["Service-Worker-Allowed"], answer["Cache-Control"]) == (url.removesuffix("sw.js"), "no-cache")
    assert answer.content == program.read_bytes()


def test_conflict_settled_on_the_phone_is_settled_at_the_desk(client: Client) -> None:
    w = world()
    visit = on_site(w)
    kept = _conflict(w, visit)
    client.force_login(w.head)
    answer = client.post(
        reverse("monitoring:visit_sync", args=[visit.code]),
        json.dumps({"changes": [], "settled": [str(kept.client_id), "x", 3]}),
        content_type="application/json",
    )
    kept.refresh_from_db()
    assert (answer.status_code, kept.settled_by, kept.settled_at) == (200, w.head, NOW)


def test_nobody_settles_for_another_or_a_late_note() -> None:
    w = world()
    visit = on_site(w)
    kept = _conflict(w, visit)
    assert settle_own(visit, client_ids=[kept.client_id], actor=w.second) == 0
    with pytest.raises(NotAllowed):
        settle_own(visit, client_ids=[kept.client_id], actor=w.owner)
    visit = minuted(w, visit)
    late = uuid.uuid4()
    line = visit.lines.filter(guidance=False).last()
    send(visit, w.head, change("answer", line.code, {"answer": "not_met", "note": "Mốc"}, base=2, client_id=late))
    assert settle_own(visit, client_ids=[late], actor=w.head) == 0
    assert list(SyncedChange.objects.values_list("settled_at", flat=True)) == [None, None]


@pytest.mark.parametrize(
    ("raw", "count"), [(None, 0), ("abc", 0), ([None, {}], 0), ([str(uuid.uuid4())] * 400, MOST_SETTLED)]
)
def test_settled_ids_are_read_with_care(raw: object, count: int) -> None:
    assert len(read_settled(raw)) == count
