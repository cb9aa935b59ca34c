"""Tags and filters of the interface: icons, numbers and dates, widths as classes, the frame of the desk."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from saolang.core import clock as time_of_day
from saolang.core.text import fold_vi, format_date, format_datetime, format_number, format_score
from saolang.ui import shell, wayfinding
from saolang.ui.components import (
    ActState,
    Badge,
    ClockFace,
    TickList,
    act_state,
    badge,
    clock_face,
    life_percent,
    mark_percent,
    ticks,
)

register = template.Library()
register.filter("vndate", format_date)
register.filter("vndatetime", format_datetime)
register.filter("vnnumber", format_number)
register.filter("score", format_score)
register.filter("fold", fold_vi)

_WEEKDAYS = ("T2", "T3", "T4", "T5", "T6", "T7", "CN")


@register.filter
def vnday(value: dt.date | None) -> str:
    """Return a near date with its weekday: "T4 28/10", with the year when it is not this year."""
    if value is None:
        return ""
    if isinstance(value, dt.datetime):
        value = time_of_day.local(value).date()
    year = "" if value.year == time_of_day.today().year else f"/{value.year}"
    return f"{_WEEKDAYS[value.weekday()]} {value.day}/{value.month}{year}"


@register.filter
def vnlongday(value: dt.date) -> str:
    """Return a date with its weekday written out: "Thứ Tư, 28/10/2026"."""
    names = (_("Thứ Hai"), _("Thứ Ba"), _("Thứ Tư"), _("Thứ Năm"), _("Thứ Sáu"), _("Thứ Bảy"), _("Chủ nhật"))
    return f"{names[value.weekday()]}, {format_date(value)}"


@register.simple_tag
def icon(name: str, size: str = "", label: str = "") -> SafeString | str:
    """Return an icon of the sprite; decoration unless ``label`` names it. ``size``: "" (20), "s" (16), "l" (28)."""
    if not name:
        return ""
    css = f"i i--{size}" if size else "i"
    spoken = format_html(' role="img" aria-label="{}"', label) if label else SafeString(' aria-hidden="true"')
    return format_html(
        '<svg class="{}"{} focusable="false"><use href="{}#{}"/></svg>', css, spoken, static("saolang/icons.svg"), name
    )


@register.simple_tag
def star_icon(kind: str = "") -> SafeString:
    """Return one star: "" earned, "held" enough points but held, "off" not reached."""
    symbol = "star-held" if kind == "held" else "star"
    css = f"star star--{kind}" if kind else "star"
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("saolang/icons.svg"),
        symbol,
    )


@register.filter
def times(count: Any) -> range:
    """Return a range to loop over."""
    return range(int(count or 0))


@register.filter
def pclass(value: Any, whole: Any = 100) -> str:
    """Return the class ``w-p-N`` that sets ``--p`` to the share of ``value`` in ``whole``, cut to a whole percent."""
    total = Decimal(str(whole or 0))
    share = Decimal(str(value or 0)) / total * 100 if total else Decimal(0)
    return f"w-p-{min(100, max(0, int(share)))}"


@register.simple_tag
def clock_of(
    days_left: int | None = None, due: dt.date | None = None, spent: int | None = None, total: int | None = None
) -> ClockFace:
    """Return what a working-day clock shows."""
    return clock_face(days_left=days_left, due=due, spent=spent, total=total)


@register.simple_tag
def ticks_of(spent: Any, total: Any) -> TickList:
    """Return the ticks of a clock, True where the day is spent."""
    return ticks(spent, total)


@register.filter
def life_class(issued: dt.date | None, ends: dt.date | None) -> str:
    """Return the class ``w-p-N`` for today's place between two dates."""
    return f"w-p-{life_percent(issued, ends, time_of_day.today())}"


@register.simple_tag(takes_context=True)
def desk_frame(context: Any) -> dict[str, Any]:
    """Return rail, tabs of the area, unread count and identity for the signed-in person."""
    request = context.get("request")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"rail": [], "tabs": [], "unread": 0, "who": shell.Identity(), "name": "", "initials": "?"}
    name = getattr(user, "full_name", "") or str(user)
    match = request.resolver_match
    return {
        **wayfinding.ways(shell.rail(user), request.path, match.view_name if match else ""),
        "unread": shell.unread(user),
        "who": shell.identity(user),
        "name": name,
        "initials": shell.initials(name),
    }


@register.simple_tag
def url_or_none(name: str, *args: Any, **kwargs: Any) -> str:
    """Return the address of a named URL, or an empty text when no installed app has it."""
    return wayfinding.address(name, *args, **kwargs)


@register.simple_tag(takes_context=True)
def query(context: Any, **changes: Any) -> str:
    """Return the query string of the page with some parameters changed; an empty value removes one."""
    params = context["request"].GET.copy()
    for key, value in changes.items():
        if value in (None, ""):
            params.pop(key, None)
        else:
            params[key] = value
    text = params.urlencode()
    return f"?{text}" if text else "?"


@register.inclusion_tag("ui/partials/pager.html", takes_context=True)
def pager(context: Any, page_obj: Any, param: str = "page") -> dict[str, Any]:
    """Show the numbered pages of a paginated list."""
    paginator = page_obj.paginator
    numbers = paginator.get_elided_page_range(page_obj.number, on_each_side=1, on_ends=1)
    links = [
        {"number": number, "query": query(context, **{param: number}) if isinstance(number, int) else ""}
        for number in numbers
    ]
    around = {}
    if page_obj.has_previous():
        around["previous"] = query(context, **{param: page_obj.previous_page_number()})
    if page_obj.has_next():
        around["following"] = query(context, **{param: page_obj.next_page_number()})
    return {"page_obj": page_obj, "links": links, **around}


@register.simple_tag
def site_owner() -> str:
    """Return the name of the programme shown on the public side."""
    return shell.site_owner()


@register.filter
def field_kind(field: Any) -> str:
    """Return a short word for the look of a form field: check, date, number, file, choices, text."""
    widget = field.field.widget
    name = type(widget).__name__
    if name == "CheckboxInput":
        return "check"
    if name in ("RadioSelect", "CheckboxSelectMultiple"):
        return "choices"
    if name in ("DateInput", "NumberInput"):
        return name.removesuffix("Input").lower()
    return "file" if getattr(widget, "needs_multipart_form", False) else "text"


@register.simple_tag
def action_state(action: Any, label: str, problems: Any, needs_reason: Any) -> ActState:
    """Return name, words, reasons against and whether a reason is asked, from a flow action or from plain values."""
    return act_state(action, label, problems, needs_reason)


@register.simple_tag
def badge_of(state: Any, label: str, kind: str, icon_name: str, audience: str) -> Badge:
    """Return tone, icon and words of a state badge."""
    return badge(state, label, kind, icon_name, audience)


@register.simple_tag
def life_marks(issued: dt.date, ends: dt.date, mark: dt.date | None) -> tuple[int, int]:
    """Return how much of a life bar is filled and where its mark stands, in percent."""
    return mark_percent(issued, ends, mark or ends)


@register.filter
def lifebar_tone(kind: str) -> str:
    """Return the tone of a life bar for the kind of a state."""
    return kind if kind in ("soon", "off", "was") else ""


@register.filter
def vnmoment(value: Any) -> str:
    """Return a moment near today short ("hôm nay 09:12"), else date and time; text stays as it is."""
    if isinstance(value, dt.datetime):
        moment = time_of_day.local(value)
        if moment.date() == time_of_day.today():
            return f"{_('hôm nay')} {moment:%H:%M}"
        return format_datetime(value)
    return format_date(value) if isinstance(value, dt.date) else str(value or "")


@register.filter
def plain(value: Any) -> str:
    """Return a number with a decimal point for scripts and drawings, whatever the language of the page."""
    return format(Decimal(str(value or 0)).normalize(), "f")
