"""Two secretaries at once, on both databases: duties go out once, a draft keeps one hand, the other is told."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
import time_machine

from saolang.accounts.enums import RoleKind
from saolang.audit.queries import verify
from saolang.core.problems import DomainError, Stale
from saolang.directives.domain import notices, notices_edit
from saolang.directives.models import Notice, Task
from tests.assessment.test_concurrency import at_once
from tests.directives import notice_rows as rows
from tests.factories import make_user

pytestmark = pytest.mark.django_db(transaction=True)
STATION = "Trung tâm Thử nghiệm nông sản Mẫu"


@pytest.fixture
def place(transactional_db: Any) -> Iterator[SimpleNamespace]:
    """The province, on one day, with two secretaries."""
    with time_machine.travel(rows.NOW):
        found = rows.bodies()
        found.second = make_user(RoleKind.STEERING_SECRETARY, unit=found.province)
        yield found


def test_two_confirm_at_once_and_duties_go_out_once(place: SimpleNamespace) -> None:
    notice = notices_edit.assign(rows.notice(place), STATION, [place.health.pk], actor=place.secretary)
    found = at_once(*(
        lambda who=who: notices.confirm(notice, actor=who, expected_version=notice.version)
        for who in (place.secretary, place.second)
    ))  # fmt: skip
    assert [result for result in found if isinstance(result, Exception)] == []
    assert Task.objects.count() == 7
    assert Notice.objects.get().version == notice.version + 1
    assert verify().intact


def test_two_edit_at_once_and_one_is_told(place: SimpleNamespace) -> None:
    notice = rows.notice(place)
    key = rows.task(notice, "1.1")["key"]
    found = at_once(*(
        lambda who=who, words=words: notices_edit.edit_task(
            notice, key, {"text": words}, actor=who, expected_version=notice.version
        )
        for who, words in ((place.secretary, "Người thứ nhất sửa."), (place.second, "Người thứ hai sửa."))
    ))  # fmt: skip
    refused = [result for result in found if isinstance(result, Exception)]
    assert [type(error) for error in refused] == [Stale]
    kept = next(result for result in found if isinstance(result, Notice))
    saved = rows.task(Notice.objects.get(), "1.1")["text"]
    assert saved == rows.task(kept, "1.1")["text"]
    assert saved in ("Người thứ nhất sửa.", "Người thứ hai sửa.")


def test_one_document_taken_in_twice_at_once_is_one_notice(place: SimpleNamespace) -> None:
    document = rows.document(place)
    found = at_once(*(
        lambda who=who: notices.take_in(document, actor=who, committee=place.committee)
        for who in (place.secretary, place.second)
    ))  # fmt: skip
    refused = [result for result in found if isinstance(result, Exception)]
    assert [error.codes for error in refused if isinstance(error, DomainError)] == [["notice_exists"]]
    assert Notice.objects.count() == 1
