"""What phones send when they are back in reach: a batch of changes, each applied once, none ever lost.

The rule, item by item, in the order sent:
- the same ``client_id`` again gives the stored answer again and changes nothing;
- a change made on another version than the stored one is a conflict: both texts are kept, a person chooses;
- a change that a rule refuses is kept with the reasons;
- what arrives after the minutes were signed changes nothing and is kept as "ghi chú đến muộn" of the visit.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change
from saolang.core.problems import DomainError, Problem, Stale
from saolang.producers.models import Product

from ..enums import SyncKind, SyncOutcome, VisitState
from ..models import ChecklistLine, Finding, Sample, SyncedChange, Visit
from ..queries.inspection_bundle import finding_data, line_data, sample_data
from .inspection_answers import answer_line, require_on_site
from .inspection_findings import change_finding, change_sample, record_finding, take_sample
from .inspection_rights import require
from .inspection_visits import arrive

MOST_CHANGES = 300
MOST_TEXT = 20_000
SENSIBLE = (1970, 2200)
"""Years that a phone's clock may tell."""
AFTER = (VisitState.MINUTES_SIGNED, VisitState.CONCLUDED, VisitState.PUBLISHED)


@dataclass(frozen=True, slots=True)
class Change:
    """One change as the phone made it. ``target``: a line's code, or the phone's own id of a finding or sample."""

    client_id: uuid.UUID
    kind: str
    target: str
    base_version: int | None
    made_at: dt.datetime | None
    content: Mapping[str, Any]


def read_changes(raw: Any) -> list[Change]:
    """Read the posted list. Raises DomainError for what is no list of changes; single texts are checked later."""
    if not isinstance(raw, list) or len(raw) > MOST_CHANGES:
        raise _malformed(_("Gửi một danh sách, mỗi lần nhiều nhất %(n)d thay đổi.") % {"n": MOST_CHANGES})
    return [_read_change(number, item) for number, item in enumerate(raw, start=1)]


def _read_change(number: int, item: Any) -> Change:
    where = _("Thay đổi thứ %(n)d") % {"n": number}
    if not isinstance(item, Mapping) or item.get("kind") not in SyncKind.values or item["kind"] == SyncKind.PHOTO:
        raise _malformed(where)
    content, base = _read_content(item.get("content"), where), item.get("base_version")
    if base is not None and (not isinstance(base, int) or isinstance(base, bool) or not 0 < base < 2**31):
        raise _malformed(where)
    try:
        client_id = uuid.UUID(str(item.get("client_id")))
        made_at = dt.datetime.fromisoformat(item["made_at"]) if item.get("made_at") else None
    except (ValueError, TypeError) as error:
        raise _malformed(where) from error
    if made_at is not None and made_at.tzinfo is None:
        raise _malformed(where)
    target = _clean(str(item.get("target") or ""))[:40]
    return Change(client_id, item["kind"], target, base, told_time(made_at), content)


def _read_content(raw: Any, where: str) -> dict[str, Any]:
    """The words of a change: flat, not too long, and such that every database can keep them."""
    if not isinstance(raw, Mapping) or any(isinstance(value, Mapping | list) for value in raw.values()):
        raise _malformed(where)
    try:
        size = len(json.dumps(raw, allow_nan=False))
    except ValueError as error:
        raise _malformed(where) from error
    if size > MOST_TEXT:
        raise _malformed(where)
    return {_clean(key): _clean(value) if isinstance(value, str) else value for key, value in raw.items()}


def _clean(text: str) -> str:
    """Text without NUL and lone surrogates, which no database takes."""
    return text.replace("\x00", "").encode("utf-8", "ignore").decode()


def told_time(moment: dt.datetime | None) -> dt.datetime | None:
    """The moment by the phone's clock; a clock beyond any sense says nothing."""
    return moment if moment is not None and SENSIBLE[0] <= moment.year <= SENSIBLE[1] else None


def _malformed(where: str) -> DomainError:
    return DomainError.of(
        "malformed", _("Dữ liệu gửi lên không đúng dạng."), where=where, fix=_("Cập nhật ứng dụng rồi gửi lại.")
    )


@transaction.atomic
def sync(visit: Visit, *, changes: Sequence[Change], actor: Any) -> list[dict[str, Any]]:
    """Apply a batch under the visit's lock, each change in its own savepoint; one answer per change, in order.

    A team that was out of reach when it arrived begins the visit by its first change.
    """
    visit = lock_for_change(visit)
    require(actor, "monitoring.fill_visit", visit)
    results = []
    for change in changes:
        known = SyncedChange.objects.filter(client_id=change.client_id).first()
        if known is not None:
            results.append(_again(known, visit, actor))
            continue
        if visit.state == VisitState.ANNOUNCED:
            visit = _begin(visit, change, actor)
        stored = _one(visit, change, actor)
        results.append({**stored.result, "repeated": False})
    return results


def _begin(visit: Visit, change: Change, actor: Any) -> Visit:
    day = clock.local(change.made_at).date() if change.made_at else clock.today()
    day = min(max(day, visit.announced_on or day), clock.today())
    try:
        with transaction.atomic():
            return arrive(visit, actor=actor, on=day)
    except DomainError:
        return visit


def _again(known: SyncedChange, visit: Visit, actor: Any) -> dict[str, Any]:
    if known.visit_id != visit.pk or known.user_id != actor.pk:
        problem = Problem("id_taken", _("Mã thay đổi này đã dùng ở nơi khác."), fix=_("Tạo mã mới rồi gửi lại."))
        return _answer(known.client_id, known.kind, SyncOutcome.REFUSED, problems=[problem])
    return {**known.result, "repeated": True}


def _one(visit: Visit, change: Change, actor: Any) -> SyncedChange:
    result: dict[str, Any]
    if visit.state in AFTER:
        result = _answer(change.client_id, change.kind, SyncOutcome.LATE, problems=_late(visit))
    else:
        try:
            with transaction.atomic():
                result = _answer(
                    change.client_id, change.kind, SyncOutcome.APPLIED, current=_apply(visit, change, actor)
                )
        except Stale as error:
            result = _answer(
                change.client_id, change.kind, SyncOutcome.CONFLICT,
                current=_current(visit, change), problems=error.problems,
            )  # fmt: skip
        except DomainError as error:
            result = _answer(change.client_id, change.kind, SyncOutcome.REFUSED, problems=error.problems)
    return SyncedChange.objects.create(
        client_id=change.client_id,
        visit=visit,
        user_id=actor.pk,
        kind=change.kind,
        target=change.target,
        base_version=change.base_version,
        content=dict(change.content),
        made_at=change.made_at,
        received_at=clock.now(),
        outcome=result["outcome"],
        result=result,
    )


def _late(visit: Visit) -> list[Problem]:
    try:
        require_on_site(visit)
    except DomainError as error:
        return error.problems
    return []


def _answer(
    client_id: Any,
    kind: str,
    outcome: SyncOutcome,
    *,
    current: Mapping[str, Any] | None = None,
    problems: Sequence[Problem] = (),
) -> dict[str, Any]:
    return {
        "client_id": str(client_id),
        "kind": str(kind),
        "outcome": outcome.value,
        "current": dict(current) if current else None,
        "problems": [{"code": p.code, "message": str(p.message), "fix": str(p.fix)} for p in problems],
    }


def _text(content: Mapping[str, Any], key: str) -> str:
    value = content.get(key)
    return value if isinstance(value, str) else ""


def _apply(visit: Visit, change: Change, actor: Any) -> dict[str, Any]:
    apply = {SyncKind.ANSWER: _answered, SyncKind.FINDING: _found, SyncKind.SAMPLE: _sampled}[SyncKind(change.kind)]
    return apply(visit, change, actor)


def _answered(visit: Visit, change: Change, actor: Any) -> dict[str, Any]:
    line = _line(visit, change.target)
    if line is None:
        raise DomainError.of("line_gone", _("Dòng bảng kiểm này không còn."), fix=_("Tải lại đợt kiểm tra."))
    line = answer_line(
        line,
        answer=_text(change.content, "answer"),
        note=_text(change.content, "note"),
        at=min(change.made_at, clock.now()) if change.made_at else None,
        actor=actor,
        expected_version=change.base_version or 1,
    )
    return line_data(line)


def _line(visit: Visit, code: str) -> ChecklistLine | None:
    return ChecklistLine.objects.filter(visit=visit, code=code).select_related("visit_product__product").first()


def _own_id(change: Change) -> uuid.UUID:
    try:
        return uuid.UUID(change.target)
    except ValueError as error:
        raise _malformed(change.kind) from error


def _product(visit: Visit, content: Mapping[str, Any]) -> Product | None:
    code = _text(content, "product")
    return Product.objects.filter(code=code, visits__visit=visit).first() if code else None


def _found(visit: Visit, change: Change, actor: Any) -> dict[str, Any]:
    own, content = _own_id(change), change.content
    words = {key: _text(content, key) for key in ("severity", "text", "legal_ground")}
    known = Finding.objects.filter(client_id=own).first()
    if known is not None and known.visit_id == visit.pk:
        return finding_data(change_finding(known, **words, actor=actor, expected_version=change.base_version or 1))
    finding = record_finding(
        visit,
        severity=words["severity"],
        text=words["text"],
        legal_ground=words["legal_ground"],
        line=_line(visit, _text(content, "line")),
        product=_product(visit, content),
        found_on=_day(visit, change),
        client_id=own,
        actor=actor,
    )
    finding.visit.photos.filter(finding_client_id=own, finding=None).update(finding=finding)
    return finding_data(finding)


def _sampled(visit: Visit, change: Change, actor: Any) -> dict[str, Any]:
    own, content = _own_id(change), change.content
    words = {key: _text(content, key) for key in ("number", "what", "seal", "quantity", "lab")}
    known = Sample.objects.filter(client_id=own).first()
    if known is not None and known.visit_id == visit.pk:
        return sample_data(change_sample(known, **words, actor=actor, expected_version=change.base_version or 1))
    sample = take_sample(
        visit, **words, product=_product(visit, content), taken_on=_day(visit, change), client_id=own, actor=actor
    )
    return sample_data(sample)


def _day(visit: Visit, change: Change) -> dt.date:
    """The day it was made by the phone's clock, held between the arrival and today."""
    day = clock.local(change.made_at).date() if change.made_at else clock.today()
    return min(max(day, visit.arrived_on or day), clock.today())


def _current(visit: Visit, change: Change) -> dict[str, Any] | None:
    if change.kind == SyncKind.ANSWER:
        line = _line(visit, change.target)
        return line_data(line) if line is not None else None
    model: Any = Finding if change.kind == SyncKind.FINDING else Sample
    found = model.objects.filter(client_id=_own_id(change), visit=visit).first()
    if found is None:
        return None
    return finding_data(found) if change.kind == SyncKind.FINDING else sample_data(found)


@transaction.atomic
def settle_change(stored: SyncedChange, *, use_it: bool, actor: Any) -> SyncedChange:
    """A person has looked at a change that could not simply be applied: take it over, or leave what stands."""
    visit = lock_for_change(stored.visit)
    require(actor, "monitoring.record_finding", visit)
    if stored.settled_at is None and stored.outcome == SyncOutcome.CONFLICT and use_it:
        current = _current(visit, _as_change(stored))
        _apply(visit, _as_change(stored, version=current["version"] if current else None), actor)
    stored.settled_at, stored.settled_by_id = clock.now(), actor.pk
    stored.save(update_fields=["settled_at", "settled_by"])
    record("monitoring.visit.settle", actor=actor, obj=visit, data={"change": str(stored.client_id), "used": use_it})
    return stored


def _as_change(stored: SyncedChange, version: int | None = None) -> Change:
    return Change(
        stored.client_id, stored.kind, stored.target, version or stored.base_version, stored.made_at, stored.content
    )
