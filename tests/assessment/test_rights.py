"""Listing rights agree with the rules for everybody around a council, and lists cost the same however long they are."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from saolang.assessment import queries
from saolang.assessment.domain.scoring import start_scoring
from saolang.assessment.models import Appraisal, Council, ScoreSheet, Session
from saolang.core.registries import work_list
from saolang.dossiers.queries import visible_to as dossiers_visible_to
from saolang.ui.work import collect
from tests.factories import everyone, make_user

from . import walk
from .conftest import best


def people(room: SimpleNamespace) -> dict[str, Any]:
    """Every role, the council's own people and its adviser."""
    found = everyone(room.dossier.producer)
    found |= {f"seat_{number}": seat.user for number, seat in enumerate(room.seats)}
    found["adviser"] = room.council.advisory_group.roles.get().user
    return found


@pytest.mark.parametrize("revealed", [False, True])
def test_lists_agree_with_rules_for_everybody(room: SimpleNamespace, revealed: bool) -> None:
    start_scoring(room.item, actor=room.secretary)
    if revealed:
        for seat in room.members:
            walk.hand_in(room.item, seat, best(room.sheet))
    cases = [
        ("assessment.view_council", queries.councils_visible_to, Council.objects.all()),
        ("assessment.view_session", queries.sessions_visible_to, Session.objects.all()),
        ("assessment.view_sheet", queries.sheets_visible_to, ScoreSheet.objects.all()),
        ("assessment.view_appraisal", queries.appraisals_visible_to, Appraisal.objects.all()),
    ]
    for name, person in people(room).items():
        for permission, listing, rows in cases:
            listed = set(listing(person).values_list("pk", flat=True))
            allowed = {row.pk for row in rows if getattr(person, "has_perm", None) and person.has_perm(permission, row)}
            assert listed == allowed, (name, permission)
        seen = dossiers_visible_to(person).filter(pk=room.dossier.pk).exists()
        assert seen == person.has_perm("dossiers.view_dossier", room.dossier), name


def test_who_sees_what(room: SimpleNamespace) -> None:
    start_scoring(room.item, actor=room.secretary)
    crowd = people(room)
    assert {name for name, person in crowd.items() if queries.sessions_visible_to(person).exists()} == {
        "province_officer", "leader", "auditor", *(f"seat_{number}" for number in range(7)),
    }  # fmt: skip
    assert {name for name, person in crowd.items() if queries.sheets_visible_to(person).exists()} == {
        f"seat_{number}" for number in range(6)
    }
    assert queries.sheets_visible_to(room.chair).count() == 1


def test_a_council_stops_seeing_a_dossier_that_ended(room: SimpleNamespace) -> None:
    item = walk.close_with(room, walk.four_stars(room))
    member = room.members[2].user
    assert member.has_perm("dossiers.view_dossier", item.dossier)
    walk.issued(room, walk.batch_of(room, item))
    item.dossier.refresh_from_db()
    assert not member.has_perm("dossiers.view_dossier", item.dossier)


def counted(user: Any, url: str) -> int:
    client = Client()
    client.force_login(user)
    client.get(url)
    with CaptureQueriesContext(
        connection,
    ) as found:
        assert client.get(url).status_code == 200
    return len(found)


def test_lists_cost_the_same_with_one_and_three_rows(room: SimpleNamespace) -> None:
    adviser = room.council.advisory_group.roles.get().user
    start_scoring(room.item, actor=room.secretary)
    pages = [
        (room.officer, reverse("assessment:councils")),
        (room.officer, reverse("assessment:council", args=[room.council.code])),
        (room.members[2].user, reverse("assessment:my_sheets")),
        (adviser, reverse("assessment:appraisals")),
    ]
    session_page = (room.officer, reverse("assessment:session", args=[room.session.code]))
    before = [counted(user, url) for user, url in [*pages, session_page]]
    for serial, name in ((2, "Kẹo dừa Mẫu"), (3, "Mắm Mẫu")):
        dossier = walk.another_dossier(room, name=name, serial=serial)
        other = walk.second_room(room, [dossier])
        start_scoring(other.item, actor=room.secretary)
    for serial, name in ((4, "Gạo Mẫu"), (5, "Trà Mẫu")):
        from saolang.assessment.domain.sessions import add_item

        add_item(room.session, dossier=walk.another_dossier(room, name=name, serial=serial), actor=room.officer)
    after = [counted(user, url) for user, url in [*pages, session_page]]
    assert after == before


def rows_of(user: Any) -> list[tuple[str, str]]:
    user.__dict__.pop("_active_roles", None)
    return [
        (item.title, item.action_label)
        for key, provider in work_list.items()
        if key.startswith("assessment.")
        for item in provider(user)
    ]


def test_each_role_is_told_its_next_act(room: SimpleNamespace) -> None:
    member, adviser = room.members[2].user, room.council.advisory_group.roles.get().user
    assert rows_of(member) == []
    assert rows_of(room.secretary) == [("Phiên họp 20/11/2026", "Điều hành")]
    start_scoring(room.item, actor=room.secretary)
    assert rows_of(member) == [("Cốm dẹp Mẫu", "Cho điểm")]
    for seat in room.members:
        walk.hand_in(room.item, seat, walk.four_stars(room))
    assert ("Cốm dẹp Mẫu", "Kết luận") in rows_of(room.chair)
    assert rows_of(member) == []
    from saolang.assessment.domain.conclude import conclude
    from saolang.assessment.domain.sessions import close_session
    from saolang.assessment.models import SessionItem

    item = conclude(SessionItem.objects.get(pk=room.item.pk), actor=room.chair)
    close_session(Session.objects.get(pk=room.session.pk), actor=room.secretary)
    assert rows_of(room.officer) == [("Kết quả phiên họp 20/11/2026", "Lập tờ trình")]
    batch = walk.batch_of(room, item)
    walk.issued(room, batch)
    assert [action for _title, action in rows_of(room.officer)] == ["Ghi giấy chứng nhận"]
    from .conftest import make_dossier

    make_dossier(room.round, name="Trà Mẫu", serial=7)
    assert rows_of(adviser) == [("Trà Mẫu", "Viết báo cáo")]
    assert rows_of(make_user()) == []
    assert collect(room.officer)
