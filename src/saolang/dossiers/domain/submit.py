"""Submitting: everything is checked at once, frozen, and proved by a hash."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import transition
from saolang.audit.models import Event
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import Problem
from saolang.files.models import StoredFile

from .. import law, notices, rounds
from ..facts import content_of, manifest_of, snapshot_hash
from ..models import Dossier, Snapshot
from ..reading import Reading
from ..states import DOSSIER


def submit_dossier(
    dossier: Dossier, *, actor: Any, at: dt.datetime | None = None, expected_version: int | str | None = None
) -> Dossier:
    """Submit to the commune: "đã nộp, chờ tiếp nhận". The date decides regime and renewal window.

    Raises NotAllowed, WrongState (a second submission), Stale, or DomainError with everything that is missing, each
    with the address where it can be put right. An owner who submits thereby confirms what a helper prepared.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 6.1, 7.1, 12.
    """
    moment = at or clock.now()
    with transaction.atomic():
        dossier = lock_for_change(dossier, expected_version)
        DOSSIER.check(dossier, "submit", actor)
        dossier.submitted_at = moment
        dossier.year = clock.local(moment).year
        if actor.has_perm("dossiers.confirm_dossier", dossier):
            dossier.confirmed_by_producer = actor
        reading = Reading(dossier)
        snapshot = _freeze(reading, moment)
        expiring = reading.expiring(rounds.expected_decision_on(dossier))
        data = {
            "snapshot": snapshot.number,
            "hash": snapshot.hash,
            "files": len(snapshot.manifest),
            "regime": dossier.regime,
            "sheet": reading.sheet.id,
            "papers_ending_before_decision": [item.evidence.code for item in expiring],
        }
        transition(DOSSIER, dossier, "submit", actor=actor, at=at, data=data)
        law.tell_renewal_filed(dossier, clock.local(moment).date(), actor=actor)
        notices.submitted(dossier, actor=actor)
    return dossier


def _freeze(reading: Reading, moment: dt.datetime) -> Snapshot:
    content = content_of(reading)
    manifest = manifest_of(content)
    last = reading.dossier.snapshots.order_by("-number").values_list("number", flat=True).first() or 0
    return Snapshot.objects.create(
        dossier=reading.dossier,
        number=last + 1,
        taken_at=moment,
        content=content,
        manifest=manifest,
        hash=snapshot_hash(content, manifest),
    )


def verify_snapshot(snapshot: Snapshot, *, files: bool = True) -> list[Problem]:
    """Prove that a snapshot is what was submitted: its hash fits its content and the audit record; its files are
    stored with the hashes of the manifest. ``files`` reads every stored byte. An empty list means that all fits.
    """
    problems = []
    if snapshot_hash(snapshot.content, snapshot.manifest) != snapshot.hash:
        problems.append(Problem("snapshot_changed", _("Nội dung bản chụp hồ sơ không còn khớp với mã băm lúc nộp.")))
    if snapshot.hash not in _recorded_hashes(snapshot):
        problems.append(Problem("snapshot_unrecorded", _("Mã băm của bản chụp không có trong nhật ký lúc nộp.")))
    stored = StoredFile.objects.in_bulk([row["code"] for row in snapshot.manifest], field_name="code")
    for row in snapshot.manifest:
        kept = stored.get(row["code"])
        if kept is None or kept.sha256 != row["sha256"] or (files and _digest(kept) != row["sha256"]):
            problems.append(Problem("file_changed", _("Tệp đã nộp bị thiếu hoặc đã thay đổi."), where=str(row["name"])))
    return problems


def _recorded_hashes(snapshot: Snapshot) -> set[str]:
    import json

    rows = Event.objects.filter(
        verb="dossiers.dossier.submit", object_type="dossiers.dossier", object_id=str(snapshot.dossier_id)
    ).values_list("data", flat=True)
    return {json.loads(row).get("hash", "") for row in rows}


def _digest(stored: StoredFile) -> str:
    digest = hashlib.sha256()
    try:
        with stored.open() as handle:
            for chunk in iter(lambda: handle.read(256 * 1024), b""):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()
