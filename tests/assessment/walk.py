"""Steps of the way through a council that several tests walk."""

from __future__ import annotations

import datetime as dt
from types import SimpleNamespace
from typing import Any

from saolang.assessment.domain.conclude import conclude
from saolang.assessment.domain.drafts import make_batch
from saolang.assessment.domain.issue import issue_decision
from saolang.assessment.domain.scoring import save_ticks, start_scoring, submit_sheet
from saolang.assessment.domain.sessions import add_item, close_session, open_session, plan_session
from saolang.assessment.models import ResultBatch, ScoreSheet, Session, SessionItem
from saolang.core.clock import today
from saolang.documents.domain.papers import submit_for_signature
from tests.factories import stored_file

from .conftest import appraise, attend, lowered, make_dossier

SIGNER = {"signer_name": "Lê Văn Mẫu", "signer_title": "Chủ tịch", "sign_mode": "none"}


def another_dossier(room: SimpleNamespace, *, name: str, serial: int) -> Any:
    """One more dossier of the round, appraised."""
    dossier = make_dossier(room.round, name=name, serial=serial)
    appraise(dossier, room.council)
    return dossier


def second_room(room: SimpleNamespace, dossiers: list[Any]) -> SimpleNamespace:
    """A session of its own with these dossiers, open."""
    session = plan_session(council=room.council, round=room.round, held_on=today(), actor=room.officer)
    items = [add_item(session, dossier=dossier, actor=room.officer) for dossier in dossiers]
    attend(session, room.seats, room.secretary)
    session = open_session(session, chaired_by=room.seats[0], actor=room.secretary)
    return SimpleNamespace(**{**vars(room), "session": session, "items": items, "item": items[0]})


def hand_in(item: SessionItem, seat: Any, ticks: dict[str, int], *, reason: str = "") -> ScoreSheet:
    """One member ticks and submits."""
    sheet = ScoreSheet.objects.get(item=item, seat=seat)
    save_ticks(sheet, ticks=ticks, actor=seat.user)
    return submit_sheet(sheet, actor=seat.user, reason=reason)


def score(room: SimpleNamespace, item: SessionItem, ticks: dict[str, int]) -> SessionItem:
    """Everybody hands in the same ticks."""
    start_scoring(item, actor=room.secretary)
    for seat in room.members:
        hand_in(item, seat, ticks)
    return SessionItem.objects.get(pk=item.pk)


def four_stars(room: SimpleNamespace) -> dict[str, int]:
    """Ticks that end in four stars."""
    return lowered(room.sheet, 12)


def close_with(room: SimpleNamespace, ticks: dict[str, int]) -> SessionItem:
    """Score and conclude the dossier of the room, close the session."""
    item = conclude(score(room, room.item, ticks), actor=room.chair)
    close_session(Session.objects.get(pk=room.session.pk), actor=room.secretary)
    return SessionItem.objects.get(pk=item.pk)


def batch_of(room: SimpleNamespace, *items: SessionItem, kind: str = "recognition") -> ResultBatch:
    """A batch whose decision is before the signer."""
    batch = make_batch(Session.objects.get(pk=items[0].session_id), kind=kind, items=items, actor=room.officer)
    submit_for_signature(batch.decision_paper, actor=room.officer)
    return ResultBatch.objects.get(pk=batch.pk)


def signed(name: str = "ky.pdf") -> Any:
    """A signed copy."""
    return stored_file(purpose="documents.signed", name=name)


def issued(room: SimpleNamespace, batch: ResultBatch, *, number: str = "1500", on: dt.date | None = None) -> Any:
    """Enter the decision."""
    return issue_decision(
        batch,
        number=number,
        symbol="QĐ-UBND",
        issued_on=on or today(),
        signed_file=signed(f"qd-{number}.pdf"),
        actor=room.officer,
        **SIGNER,
    )
