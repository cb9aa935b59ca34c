"""Sockets filled for difficulties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy


def register() -> None:
    """Fill the registries of lower apps."""
    from saolang.core.registries import CronJob, audit_phrases, cron_jobs, search_sources, work_list
    from saolang.files.access import register as register_files

    from ..domain.difficulties import FILE_PURPOSE
    from ..domain.difficulty_reminders import remind_answers
    from ..queries.difficulties import may_read_file

    register_files(FILE_PURPOSE, may_read_file)
    work_list.add(difficulty_work, key="directives.difficulties")
    search_sources.add(DifficultySearch(), key="directives.difficulties")
    search_sources.add(GuidanceSearch(), key="directives.guidance")
    cron_jobs.add(CronJob("directives.difficulty_reminders", timedelta(hours=6), remind_answers))
    for verb, words in PHRASES.items():
        audit_phrases.add(words, key=f"directives.difficulty.{verb}")


PHRASES = {
    "raise": gettext_lazy("nêu khó khăn, vướng mắc"),
    "route": gettext_lazy("chuyển cơ quan trả lời"),
    "return": gettext_lazy("trả lại, không thuộc thẩm quyền"),
    "answer": gettext_lazy("trả lời"),
    "close": gettext_lazy("ghi nhận đã giải quyết"),
    "still_stuck": gettext_lazy("báo vẫn còn vướng"),
    "withdraw": gettext_lazy("rút lại"),
    "report_up": gettext_lazy("báo cáo UBND tỉnh"),
    "remind": gettext_lazy("nhắc trả lời"),
    "publish": gettext_lazy("công bố hướng dẫn"),
    "change_guidance": gettext_lazy("sửa hướng dẫn đã công bố"),
    "unpublish": gettext_lazy("gỡ hướng dẫn"),
}


class DifficultySearch:
    """Difficulties by their words, document numbers or code."""

    label = gettext_lazy("Khó khăn, vướng mắc")
    limit = 8

    def __call__(self, user: Any, query: str) -> Iterator[dict[str, str]]:
        """Yield what the person may see."""
        from django.db.models import Q

        from saolang.core.text import normalize_line

        from ..queries.access import difficulties_visible_to
        from ..queries.difficulties import for_list, words_condition
        from ..states.difficulties import DIFFICULTY

        text = normalize_line(query)
        rows = difficulties_visible_to(user).filter(words_condition(text) | Q(code__iexact=text))
        for row in for_list(rows).order_by("-pk")[: self.limit]:
            subtitle = f"{row.raised_by.name} · {DIFFICULTY.state(row).staff_name}"
            yield {"title": row.title, "subtitle": subtitle, "url": row.get_absolute_url()}


class GuidanceSearch:
    """Guidance that everybody may read."""

    label = gettext_lazy("Giải đáp đã công bố")
    limit = 5

    def __call__(self, user: Any, query: str) -> Iterator[dict[str, str]]:
        """Yield published questions."""
        from django.urls import reverse

        from ..queries.difficulties import find_published

        for row in find_published(query)[: self.limit]:
            body = row.answered_by.name if row.answered_by is not None else ""
            yield {"title": row.public_question, "subtitle": body, "url": reverse("guidance:page", args=[row.code])}


def difficulty_work(user: Any) -> Iterator[Any]:
    """What waits: to route and late answers for the office, to answer for a body, to look at for who raised it."""
    from django.db.models import Q

    from saolang.core import clock
    from saolang.core.registries import WorkItem
    from saolang.core.workdays import WorkCalendar

    from ..enums import DifficultyState as S
    from ..models import Difficulty
    from ..queries.difficulties import for_list, late_on
    from ..rules.people import bodies_of, office_units
    from ..states.difficulties import DIFFICULTY
    from ..views.difficulties import clock_of

    bodies, offices = bodies_of(user), office_units(user)
    if not (bodies or offices):
        return
    calendar, today = WorkCalendar.load(), clock.today()
    written = Q(on_behalf=True, province__in=offices)
    mine = (
        Q(state=S.NEW, province__in=offices)
        | (late_on(today) & Q(province__in=offices))
        | Q(state=S.ROUTED, routed_to__in=bodies)
        | (Q(state=S.ANSWERED) & (Q(raised_by__in=bodies) | written))
    )
    for it in for_list(Difficulty.objects.filter(mine)).order_by("due_on", "pk")[:100]:
        state, face = DIFFICULTY.state(it), clock_of(it, calendar)
        answers = it.state == S.ROUTED and it.routed_to_id in bodies
        if it.state == S.NEW:
            label = _("Chuyển cơ quan trả lời")
        elif it.state == S.ROUTED:
            label = _("Trả lời") if answers else _("Đôn đốc")
        else:
            label = _("Xem trả lời")
        who = it.raised_by.name if it.state != S.ANSWERED else it.routed_to.name
        yield WorkItem(
            title=it.title,
            subtitle=_("Khó khăn, vướng mắc · %(who)s") % {"who": who},
            url=it.get_absolute_url(),
            action_label=label,
            due=face.get("due"),
            days_left=face.get("left"),
            spent=face.get("spent"),
            total=face.get("total"),
            state_label=str(state.staff_name),
            kind=state.kind,
            waiting_for_other=it.state == S.ROUTED and not answers,
            sort_key=(it.due_on or today, it.pk),
        )
