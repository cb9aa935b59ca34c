"""Reading the record: the history of an object, its words, and whether the chain still holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connection, models
from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext as _

from saolang.core.registries import audit_phrases

from . import triggers
from .chain import GENESIS, event_hash
from .models import ChainHead, Event


@dataclass(frozen=True, slots=True)
class Break:
    """The first place where the chain does not hold."""

    seq: int
    kind: str
    message: str


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the whole chain found."""

    events: int
    head_hash: str
    broken: Break | None = None
    warnings: tuple[str, ...] = ()

    @property
    def intact(self) -> bool:
        """Say whether every link holds."""
        return self.broken is None


def history_of(*objects: models.Model) -> QuerySet[Event]:
    """Return the events of one or several objects, oldest first."""
    wanted = Q(pk__in=[])
    for obj in objects:
        wanted |= Q(object_type=obj._meta.label_lower, object_id=str(obj.pk))
    return Event.objects.filter(wanted).order_by("seq")


def phrase(event: Event) -> str:
    """Return the verb of an event in Vietnamese.

    Apps register text, or a function of the event, under the verb in ``core.registries.audit_phrases``.
    """
    entry: Any = audit_phrases.get(event.verb)
    if entry is None:
        return event.verb
    return str(entry(event) if callable(entry) else entry)


def head() -> tuple[int, str]:
    """Return number and hash of the last link; kept elsewhere, they witness the record up to here."""
    row = ChainHead.objects.filter(pk=1).first()
    return (row.seq, row.hash) if row else (0, GENESIS)


def verify(witness: tuple[int, str] | None = None) -> Verification:
    """Walk the whole chain and return the first broken link, if any.

    Finds a changed event, a missing one, a swapped order, a removed tail, and events added past the head. ``witness``
    is an earlier answer of :func:`head` that was kept outside: the event of that number must still have that hash,
    which also finds a chain that was rewritten from some point on.
    """
    head_seq, head_hash = head()
    expected, previous, broken = 1, GENESIS, None
    for event in Event.objects.filter(seq__lte=head_seq).order_by("seq").iterator(chunk_size=2000):
        broken = _check(event, expected, previous, witness)
        if broken:
            break
        expected, previous = event.seq + 1, event.hash
    count = expected - 1
    broken = broken or _check_end(count, previous, head_seq, head_hash, witness)
    unguarded = triggers.missing(connection)
    warnings = tuple(_("Thiếu trigger bảo vệ nhật ký: %(name)s.") % {"name": name} for name in unguarded)
    return Verification(count, previous, broken, warnings)


def _check(event: Event, expected: int, previous: str, witness: tuple[int, str] | None) -> Break | None:
    words = {"seq": event.seq, "expected": expected}
    if event.seq != expected:
        return Break(expected, "missing", _("Thiếu sự kiện số %(expected)s; sau đó là số %(seq)s.") % words)
    if event.prev_hash != previous:
        return Break(event.seq, "link", _("Sự kiện số %(seq)s không nối với sự kiện trước nó.") % words)
    if event_hash(event) != event.hash:
        return Break(event.seq, "content", _("Nội dung sự kiện số %(seq)s đã bị thay đổi.") % words)
    if witness and witness[0] == event.seq and witness[1] != event.hash:
        return Break(event.seq, "witness", _("Sự kiện số %(seq)s khác với mã đối chứng đã lưu.") % words)
    return None


def _check_end(
    count: int, last_hash: str, head_seq: int, head_hash: str, witness: tuple[int, str] | None
) -> Break | None:
    # The greatest number is read before the head: both commit together, so the head can only be further on.
    greatest = Event.objects.aggregate(greatest=Max("seq"))["greatest"] or 0
    present_seq, _hash = head()
    if count < head_seq:
        message = _("Các sự kiện từ số %(first)s đến số %(last)s đã bị xóa khỏi cuối nhật ký.")
        return Break(count + 1, "tail", message % {"first": count + 1, "last": head_seq})
    if head_seq and last_hash != head_hash:
        return Break(head_seq, "head", _("Đầu chuỗi không khớp với sự kiện số %(seq)s.") % {"seq": head_seq})
    if greatest > present_seq:
        message = _("Có sự kiện số %(seq)s nằm ngoài đầu chuỗi.")
        return Break(present_seq + 1, "beyond", message % {"seq": greatest})
    if witness and witness[0] > head_seq:
        message = _("Nhật ký chỉ còn đến số %(seq)s, trong khi mã đối chứng ở số %(witness)s.")
        return Break(head_seq + 1, "witness", message % {"seq": head_seq, "witness": witness[0]})
    return None
