"""Tags of the pages of directives: the tabs of the area, badges of the seven cells, addresses that may be missing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from saolang.core import clock
from saolang.core.text import format_date
from saolang.directives.enums import Standing
from saolang.directives.rules.people import bodies_of
from saolang.ui.templatetags.saolang import vnmoment

register = template.Library()

TABS: tuple[tuple[str, Any, Any], ...] = (
    ("directives:home", _("Tổng quan"), "directives.list_tasks"),
    ("directives:board_units", _("Theo đơn vị"), "directives.list_tasks"),
    ("directives:board_documents", _("Theo văn bản"), "directives.list_tasks"),
    ("directives:board_topics", _("Theo chủ đề"), "directives.list_tasks"),
    ("directives:my_tasks", _("Việc được giao"), bodies_of),
    ("directives:task_queue", _("Chờ xử lý"), "directives.follow_tasks"),
    ("directives:difficulties", _("Khó khăn, vướng mắc"), "directives.list_difficulties"),
    ("directives:meetings", _("Cuộc họp"), "directives.list_meetings"),
    ("directives:notices", _("Văn bản chỉ đạo"), "directives.list_notices"),
)
"""Name of the page, words, and the right: a permission, or a function of the person."""

CELLS = {
    Standing.DONE_IN_TIME: ("valid", "check"),
    Standing.DONE_LATE: ("soon", "check"),
    Standing.OPEN_IN_TIME: ("wait", "clock"),
    Standing.OPEN_OVERDUE: ("off", "triangle-alert"),
    Standing.NO_DATE: ("act", "circle-help"),
    Standing.STANDING: ("wait", "refresh-cw"),
    Standing.RETURNED: ("was", "undo-2"),
}
"""Tone and icon of each cell: never the colour alone."""


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab. ``current`` is "page" on the page itself, "true" on pages under it."""

    url: str
    label: Any
    current: str


@register.simple_tag(takes_context=True)
def directive_tabs(context: Any, here: str = "") -> list[Tab]:
    """The tabs that exist and that the person may open. ``here`` names the tab of a page that lies elsewhere."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return []
    found: list[Tab] = []
    home = url_of("directives:home")
    for name, label, right in TABS:
        url = url_of(name)
        if url and (right(user) if callable(right) else user.has_perm(right)):
            under = name == here or (url != home and request.path.startswith(url))
            found.append(Tab(url, label, "page" if request.path == url else "true" if under else ""))
    return found


def url_of(name: str, *args: Any) -> str:
    """The address of a page, or an empty text while there is none."""
    try:
        return reverse(name, args=args)
    except NoReverseMatch:
        return ""


@register.filter
def page_of(record: Any) -> str:
    """The address of a record's page, or an empty text while there is none."""
    try:
        return str(record.get_absolute_url())
    except NoReverseMatch:
        return ""


@register.filter
def cell_tone(cell: str) -> str:
    """The tone of a cell's badge."""
    return CELLS[Standing(cell)][0]


@register.filter
def cell_icon(cell: str) -> str:
    """The icon of a cell's badge."""
    return CELLS[Standing(cell)][1]


@register.filter
def cell_label(cell: str) -> str:
    """The words of a cell."""
    return str(Standing(cell).label)


@register.filter
def times_asked(number: int) -> str:
    """ "đã yêu cầu 3 lần"; empty for what was asked once."""
    return str(_("đã yêu cầu %(n)s lần") % {"n": number}) if number and number > 1 else ""


@register.filter
def record_rows(form: Any) -> list[tuple[str, str, bool]]:
    """Records of an evidence form as token, label and whether it is chosen."""
    chosen = {str(value) for value in form["records"].value() or []}
    return [(str(token), str(label), str(token) in chosen) for token, label in form.fields["records"].choices]


@register.filter
def shorten(value: Any, size: int) -> str:
    """The first words that fit, cut between words, with an ellipsis on the last one."""
    words = str(value)
    return words if len(words) <= size else words[: size - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


@register.filter
def entry_day(entry: Any) -> str:
    """The day of a line in the diary; with the time, when it was written down on that very day."""
    if clock.local(entry.created_at).date() == entry.on:
        return vnmoment(entry.created_at)
    return format_date(entry.on)
