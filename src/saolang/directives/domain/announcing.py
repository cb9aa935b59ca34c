"""One message a person for all the duties that one act hands out: "Bạn được giao 6 việc", never six messages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core.text import format_date
from saolang.notify.domain import send

from ..enums import Share
from ..models import Assignment, Notice
from .people import people_of_bodies

KIND = "directives.given"


def announce_on_commit(notice: Notice | None, assignments: list[int]) -> None:
    """Tell people of new shares once the running transaction is committed, all shares of one notice together."""
    key = notice.pk if notice is not None else None
    pending: list[Any] = getattr(transaction.get_connection(), "run_on_commit", [])
    for entry in pending:
        waiting = entry[1]
        if isinstance(waiting, _Announcement) and waiting.notice == key:
            waiting.assignments.extend(assignments)
            return
    transaction.on_commit(_Announcement(key, list(assignments)), robust=True)


class _Announcement:
    """Messages that wait for the commit. Shares that a rolled back savepoint took away are simply not found."""

    def __init__(self, notice: int | None, assignments: list[int]) -> None:
        self.notice = notice
        self.assignments = assignments
        self.__qualname__ = type(self).__qualname__

    def __call__(self) -> None:
        rows = list(
            Assignment.objects.filter(pk__in=self.assignments).select_related("task", "notice__document").order_by("pk")
        )
        people = people_of_bodies({row.body_id for row in rows})
        shares: dict[int, list[Assignment]] = defaultdict(list)
        named: dict[int, Any] = {}
        for row in rows:
            for person in people[row.body_id]:
                named[person.pk] = person
                shares[person.pk].append(row)
        groups: dict[tuple[str, str, str], list[Any]] = defaultdict(list)
        for key, given in shares.items():
            groups[_words(given)].append(named[key])
        with transaction.atomic():
            for (title, body, url), recipients in groups.items():
                send(recipients, kind=KIND, title=title, body=body, url=url, obj=rows[0].notice)


def _words(given: list[Assignment]) -> tuple[str, str, str]:
    """Title, body and address of one person's message."""
    first = given[0]
    source = f" ({first.notice.document.title})" if first.notice is not None else ""
    if len(given) == 1:
        part = _("chủ trì") if first.share == Share.LEAD else _("phối hợp")
        title = _("Bạn được giao 1 việc, vai trò %(part)s%(source)s") % {"part": part, "source": source}
    else:
        title = _("Bạn được giao %(n)s việc%(source)s") % {"n": len(given), "source": source}
    lines = []
    for row in given[:20]:
        due = _(" Hạn: %(day)s.") % {"day": format_date(row.due_on)} if row.due_on else ""
        part = "" if row.share == Share.LEAD else _(" (phối hợp)")
        lines.append(f"- {str(row.task)[:150]}{part}{due}")
    if len(given) > 20:
        lines.append(_("và %(n)s việc khác.") % {"n": len(given) - 20})
    url = first.get_absolute_url() if len(given) == 1 else reverse("directives:my_tasks")
    return title, "\n".join(lines), url
