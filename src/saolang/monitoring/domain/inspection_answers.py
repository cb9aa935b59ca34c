"""Answering lines of a checklist and adding pictures, from the desk page and from a phone alike."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from saolang.audit.domain import record
from saolang.core import clock
from saolang.core.db import lock_for_change, save_version
from saolang.core.problems import DomainError, Problems, WrongState
from saolang.core.text import format_date

from ..enums import LineAnswer, VisitState
from ..models import ChecklistLine, Visit, VisitPhoto
from .inspection_rights import require

MOST_PHOTOS = 200


def require_on_site(visit: Visit) -> None:
    """Raise WrongState unless the team is on the spot; says since when not."""
    if visit.state == VisitState.ON_SITE:
        return
    if visit.minutes_on is not None:
        raise WrongState.of(
            "minutes_signed",
            _("Biên bản đã lập ngày %(day)s nên bảng kiểm không sửa được nữa.")
            % {"day": format_date(visit.minutes_on)},
            fix=_("Nội dung của bạn được giữ làm ghi chú đến muộn; trưởng đoàn xem xét khi kết luận."),
        )
    raise WrongState.of("not_on_site", _("Đợt kiểm tra chưa bắt đầu hoặc đã hủy."), fix=_("Bắt đầu kiểm tra trước."))


@transaction.atomic
def answer_line(
    line: ChecklistLine,
    *,
    answer: str,
    note: str,
    actor: Any,
    at: dt.datetime | None = None,
    expected_version: int | None = None,
) -> ChecklistLine:
    """Answer one line. The same answer again changes nothing. Raises DomainError, Stale."""
    visit = lock_for_change(line.visit)
    require(actor, "monitoring.fill_visit", visit)
    require_on_site(visit)
    line = lock_for_change(line)
    if line.answer == answer and line.note == note.strip():
        return line
    line = lock_for_change(line, expected_version)
    problems = Problems()
    if answer not in ("", *LineAnswer.values):
        problems.add("answer_unknown", _("Câu trả lời không hợp lệ."), where=line.title)
    if line.guidance and answer:
        problems.add("guidance_only", _("Dòng này chỉ để tham khảo, không chấm đạt hay không đạt."), where=line.title)
    if answer == LineAnswer.NOT_MET and not note.strip():
        problems.add("note_missing", _("Không đạt thì phải ghi rõ không đạt gì."), where=line.title)
    if len(note) > 4000:
        problems.add("note_long", _("Ghi chú dài quá 4.000 chữ."), where=line.title)
    problems.raise_if_any()
    line.answer, line.note = answer, note
    line.answered_by_id, line.answered_at = actor.pk, at or clock.now()
    save_version(line)
    record(
        "monitoring.checklistline.answer",
        actor=actor,
        obj=line,
        data={"visit": visit.code, "line": line.code, "answer": answer},
    )
    return line


@transaction.atomic
def add_photo(
    visit: Visit,
    *,
    file: Any,
    actor: Any,
    client_id: uuid.UUID | None = None,
    line: ChecklistLine | None = None,
    finding: Any = None,
    finding_client_id: uuid.UUID | None = None,
    caption: str = "",
    taken_at: dt.datetime | None = None,
) -> VisitPhoto:
    """Keep a picture once by its ``client_id``; one that comes after the minutes is marked late. Raises DomainError."""
    visit = lock_for_change(visit)
    require(actor, "monitoring.fill_visit", visit)
    known = VisitPhoto.objects.filter(client_id=client_id).first() if client_id else None
    if known is not None:
        return _known_photo(known, visit)
    if visit.state in (VisitState.PLANNED, VisitState.CANCELLED):
        require_on_site(visit)
    problems = Problems()
    if line is not None and line.visit_id != visit.pk:
        problems.add("other_visit", _("Dòng bảng kiểm không thuộc đợt kiểm tra này."))
    if finding is not None and finding.visit_id != visit.pk:
        problems.add("other_visit", _("Tồn tại không thuộc đợt kiểm tra này."))
    if visit.photos.count() >= MOST_PHOTOS:
        problems.add("photos_many", _("Mỗi đợt giữ nhiều nhất %(n)d ảnh.") % {"n": MOST_PHOTOS})
    problems.raise_if_any()
    late = visit.state not in (VisitState.ANNOUNCED, VisitState.ON_SITE)
    photo = VisitPhoto.objects.create(
        client_id=client_id or uuid.uuid4(),
        visit=visit,
        line=line,
        finding=finding,
        finding_client_id=finding_client_id,
        file=file,
        caption=caption[:200],
        taken_at=taken_at,
        taken_by_id=actor.pk,
        late=late,
    )
    record("monitoring.visit.photo", actor=actor, obj=visit, data={"file": file.sha256, "late": late})
    return photo


def _known_photo(photo: VisitPhoto, visit: Visit) -> VisitPhoto:
    if photo.visit_id != visit.pk:
        raise DomainError.of("id_taken", _("Mã ảnh này đã dùng ở nơi khác."), fix=_("Tạo mã mới rồi gửi lại."))
    return photo
