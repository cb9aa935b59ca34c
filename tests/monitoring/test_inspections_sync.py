"""Phones send what was written out of reach: applied once, conflicts told, late notes kept."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from saolang.core.problems import DomainError, NotAllowed
from saolang.monitoring.domain.inspection_answers import answer_line
from saolang.monitoring.domain.inspection_sync import read_changes, settle_change
from saolang.monitoring.enums import SyncOutcome, VisitState
from saolang.monitoring.models import ChecklistLine, Finding, Sample, SyncedChange, Visit, VisitPhoto
from tests.factories import image_upload

from .inspection_rows import NOW, TODAY, announced, change, minuted, on_site, planned, send, world

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def frozen() -> Iterator[None]:
    """All happens on one day."""
    with time_machine.travel(NOW, tick=False):
        yield


def _line(visit: Visit) -> ChecklistLine:
    return visit.lines.filter(guidance=False).first()


def test_change_sent_twice_is_applied_once() -> None:
    w = world()
    visit = on_site(w)
    line = _line(visit)
    sent = change("answer", line.code, {"answer": "met", "note": ""}, base=1)
    (first,) = send(visit, w.head, sent)
    (second,) = send(visit, w.head, sent)
    line.refresh_from_db()
    assert (first["outcome"], first["repeated"], second["outcome"], second["repeated"]) == (
        "applied", False, "applied", True,
    )  # fmt: skip
    assert (line.answer, line.version, line.answered_by) == ("met", 2, w.head)
    assert SyncedChange.objects.count() == 1


def test_two_phones_at_once_report_a_conflict_and_lose_nothing() -> None:
    w = world()
    visit = on_site(w)
    line = _line(visit)
    send(visit, w.head, change("answer", line.code, {"answer": "met", "note": "Thấy bản gốc"}, base=1))
    (result,) = send(
        visit, w.second, change("answer", line.code, {"answer": "not_met", "note": "Chỉ có bản chụp"}, base=1)
    )
    line.refresh_from_db()
    kept = SyncedChange.objects.get(outcome=SyncOutcome.CONFLICT)
    assert (result["outcome"], result["current"]["answer"], result["current"]["version"]) == ("conflict", "met", 2)
    assert [problem["code"] for problem in result["problems"]] == ["stale"]
    assert (line.answer, kept.content["note"]) == ("met", "Chỉ có bản chụp")
    settle_change(kept, use_it=True, actor=w.head)
    line.refresh_from_db()
    assert (line.answer, line.note, line.version) == ("not_met", "Chỉ có bản chụp", 3)


def test_same_answer_from_two_phones_is_no_conflict() -> None:
    w = world()
    visit = on_site(w)
    line = _line(visit)
    send(visit, w.head, change("answer", line.code, {"answer": "met", "note": ""}, base=1))
    (result,) = send(visit, w.second, change("answer", line.code, {"answer": "met", "note": ""}, base=1))
    line.refresh_from_db()
    assert (result["outcome"], line.version) == ("applied", 2)


def test_change_after_the_minutes_is_refused_and_kept_as_late_note() -> None:
    w = world()
    visit = minuted(w)
    line = _line(visit)
    before = (line.answer, line.note, line.version)
    (result,) = send(visit, w.second, change("answer", line.code, {"answer": "not_met", "note": "Mốc"}, base=2))
    line.refresh_from_db()
    kept = SyncedChange.objects.get()
    assert result["outcome"] == "late"
    assert result["problems"][0]["message"].startswith("Biên bản đã lập ngày 21/11/2026")
    assert (line.answer, line.note, line.version) == before
    assert (kept.outcome, kept.content, kept.visit) == (
        SyncOutcome.LATE, {"answer": "not_met", "note": "Mốc"}, visit,
    )  # fmt: skip


def test_refused_change_does_not_stop_the_others_and_is_kept() -> None:
    w = world()
    visit = on_site(w)
    first, second = visit.lines.filter(guidance=False)[:2]
    results = send(
        visit,
        w.head,
        change("answer", first.code, {"answer": "not_met", "note": ""}, base=1),
        change("answer", second.code, {"answer": "met", "note": ""}, base=1),
        change("answer", "KHONGCO", {"answer": "met"}, base=1),
    )
    assert [row["outcome"] for row in results] == ["refused", "applied", "refused"]
    assert [row["problems"][0]["code"] for row in (results[0], results[2])] == ["note_missing", "line_gone"]
    first.refresh_from_db()
    assert first.answer == ""
    assert SyncedChange.objects.count() == 3


def test_finding_is_made_once_then_changed_by_the_phones_own_id() -> None:
    w = world()
    visit = on_site(w)
    own = uuid.uuid4()
    content = {"severity": "light", "text": "Kho để lẫn bao bì", "line": _line(visit).code}
    (made,) = send(visit, w.head, change("finding", own, content))
    (changed,) = send(visit, w.head, change("finding", own, {**content, "text": "Kho ẩm, lẫn bao bì"}, base=1))
    finding = Finding.objects.get()
    assert (made["outcome"], changed["outcome"]) == ("applied", "applied")
    assert (finding.client_id, finding.text, finding.version, finding.product) == (
        own, "Kho ẩm, lẫn bao bì", 2, w.product,
    )  # fmt: skip


def test_samples_with_one_number_from_two_phones_are_told() -> None:
    w = world()
    visit = on_site(w)
    content = {"number": "M1", "what": "Bánh tráng, vi sinh", "seal": "NP-01"}
    (first,) = send(visit, w.head, change("sample", uuid.uuid4(), content))
    (second,) = send(visit, w.second, change("sample", uuid.uuid4(), content))
    assert (first["outcome"], second["outcome"]) == ("applied", "refused")
    assert second["problems"][0]["code"] == "number_used"
    assert Sample.objects.count() == 1


def test_first_change_begins_an_announced_visit() -> None:
    w = world()
    visit = announced(w)
    (result,) = send(visit, w.head, change("answer", _line(visit).code, {"answer": "met", "note": ""}, base=1))
    visit.refresh_from_db()
    assert (result["outcome"], visit.state, visit.arrived_on) == ("applied", VisitState.ON_SITE, TODAY)


def test_planned_visit_takes_nothing() -> None:
    w = world()
    visit = planned(w)
    with pytest.raises(NotAllowed):
        send(visit, w.head, change("answer", _line(visit).code, {"answer": "met"}, base=1))
    assert SyncedChange.objects.count() == 0


def test_id_of_another_person_is_refused_and_untouched() -> None:
    w = world()
    visit = on_site(w)
    used = uuid.uuid4()
    first, second = visit.lines.filter(guidance=False)[:2]
    send(visit, w.head, change("answer", first.code, {"answer": "met"}, base=1, client_id=used))
    (result,) = send(visit, w.second, change("answer", second.code, {"answer": "met"}, base=1, client_id=used))
    second.refresh_from_db()
    assert (result["outcome"], result["problems"][0]["code"], second.answer) == ("refused", "id_taken", "")


@pytest.mark.parametrize(
    "raw",
    [None, {}, [1], [{"kind": "answer"}], [{"kind": "photo", "client_id": str(uuid.uuid4()), "content": {}}],
     [{"kind": "answer", "client_id": "x", "content": {}}],
     [{"kind": "answer", "client_id": str(uuid.uuid4()), "content": {}, "base_version": "1"}],
     [{"kind": "answer", "client_id": str(uuid.uuid4()), "content": {}, "made_at": "2026-11-21T09:00:00"}],
     [{"kind": "answer", "client_id": str(uuid.uuid4()), "content": {"note": "x" * 30000}}]],
)  # fmt: skip
def test_malformed_batch_is_refused_whole(raw: object) -> None:
    with pytest.raises(DomainError) as error:
        read_changes(raw)
    assert error.value.codes == ["malformed"]


def test_guidance_line_takes_no_verdict() -> None:
    w = world()
    visit = on_site(w)
    line = visit.lines.filter(guidance=True).first()
    with pytest.raises(DomainError) as error:
        answer_line(line, answer="met", note="", actor=w.head)
    assert error.value.codes == ["guidance_only"]
    line.refresh_from_db()
    assert line.answer == ""


def test_bundle_holds_the_whole_visit(client: Client) -> None:
    w = world()
    visit = on_site(w)
    client.force_login(w.head)
    answer = client.get(reverse("monitoring:visit_bundle", args=[visit.code]))
    data = answer.json()
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert (data["schema"], data["visit"]["may_fill"], data["visit"]["is_open"]) == ("saolang-visit/1", True, True)
    assert len(data["lines"]) == visit.lines.count()
    assert [row["name"] for row in data["products"]] == [w.product.name]
    assert data["csrf"]


def test_endpoint_answers_item_by_item_with_the_new_bundle(client: Client) -> None:
    w = world()
    visit = on_site(w)
    line = _line(visit)
    client.force_login(w.head)
    answer = client.post(
        reverse("monitoring:visit_sync", args=[visit.code]),
        json.dumps({"changes": [change("answer", line.code, {"answer": "met", "note": ""}, base=1)]}),
        content_type="application/json",
    )
    data = answer.json()
    assert (answer.status_code, data["results"][0]["outcome"]) == (200, "applied")
    assert next(row for row in data["bundle"]["lines"] if row["code"] == line.code)["answer"] == "met"


def test_endpoints_are_closed_to_the_visited_side(client: Client) -> None:
    w = world()
    visit = on_site(w)
    client.force_login(w.owner)
    assert client.get(reverse("monitoring:visit_bundle", args=[visit.code])).status_code == 403
    sent = client.post(reverse("monitoring:visit_sync", args=[visit.code]), "{}", content_type="application/json")
    assert sent.status_code == 403
    assert SyncedChange.objects.count() == 0


def test_photo_is_kept_once_and_joins_its_finding_later(client: Client) -> None:
    w = world()
    visit = on_site(w)
    own, photo = uuid.uuid4(), uuid.uuid4()
    client.force_login(w.head)
    url = reverse("monitoring:visit_photo", args=[visit.code])
    given = {"client_id": str(photo), "finding": str(own), "caption": "Kho"}
    first = client.post(url, {**given, "file": image_upload()})
    second = client.post(url, {**given, "file": image_upload()})
    assert (first.status_code, second.status_code, second.json()["repeated"]) == (201, 200, True)
    send(visit, w.head, change("finding", own, {"severity": "light", "text": "Kho để lẫn bao bì"}))
    row = VisitPhoto.objects.get()
    assert (row.client_id, row.finding.client_id, row.late) == (photo, own, False)


def test_photo_after_the_minutes_is_kept_as_late(client: Client) -> None:
    w = world()
    visit = minuted(w)
    client.force_login(w.head)
    answer = client.post(
        reverse("monitoring:visit_photo", args=[visit.code]),
        {"client_id": str(uuid.uuid4()), "line": _line(visit).code, "file": image_upload()},
    )
    assert (answer.status_code, answer.json()["photo"]["late"]) == (201, True)
