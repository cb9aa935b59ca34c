"""The star panel: points, stars, what holds a product down and the way up, as plain data for one component.

Pure: it knows neither the ORM nor the rulebook. Whoever has an evaluation calls ``build_star_panel`` and gives the
result to ``<c-star-panel :panel="panel">``; producers, officers and members of the council see the same thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from saolang.core.text import format_score

Number = int | Decimal
BANDS: tuple[int, ...] = (0, 30, 50, 70, 90)
"""Lowest points of the bands of 1, 2, 3, 4 and 5 stars.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 4.
"""
TOP = 100
RECOGNISED_FROM = 3
MAX_PIPS = 6
SOURCE = "Quyết định 26/2026/QĐ-TTg, Phụ lục II"


@dataclass(frozen=True, slots=True)
class Part:
    """Points of one part of the sheet; ``track`` and ``fill`` are whole percents on a scale common to all parts."""

    code: str
    name: str
    points: Number
    max: Number
    track: int
    fill: int


@dataclass(frozen=True, slots=True)
class Held:
    """A minimum that is not met: criterion, the star it belongs to, points needed and points there."""

    code: str
    name: str
    star: int
    needs: Number
    has: Number
    url: str = ""
    pips: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One change on the way to the next star."""

    text: str
    note: str = ""
    gain: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Segment:
    """One band of the ruler: width and fill in percent."""

    label: str
    start: int
    width: int
    fill: int
    current: bool


@dataclass(frozen=True, slots=True)
class StarPanel:
    """Everything the component shows."""

    title: str
    total: str
    pin: int
    star: int
    band: int
    stars: tuple[str, ...]
    stars_label: str
    statement: str
    statement_note: str
    segments: tuple[Segment, ...]
    parts: tuple[Part, ...]
    held: tuple[Held, ...]
    held_title: str
    steps: tuple[Step, ...]
    path_title: str
    goal: str
    missing: tuple[str, ...]
    missing_text: str
    missing_url: str
    knocked_out: bool
    source: str
    note: str
    sheet_url: str
    sheet_label: str
    try_url: str


def build_star_panel(
    *,
    total: Number,
    parts: Iterable[Any],
    band: int,
    star: int,
    held_by: Iterable[Any] = (),
    advice: Iterable[Any] = (),
    goal_total: Number | None = None,
    goal_star: int | None = None,
    missing: Sequence[str] = (),
    missing_url: str = "",
    knocked_out: bool = False,
    title: str = "",
    source: str = SOURCE,
    note: str = "",
    sheet_url: str = "",
    sheet_label: str = "",
    try_url: str = "",
    bands: Sequence[int] = BANDS,
) -> StarPanel:
    """Return the panel of one evaluation.

    ``parts``: code, name, points, max. ``held_by``: code (or criterion), name, star, needs, has, and optionally max
    and url. ``advice``: text, note, gain, url. Each row may be a mapping or an object. ``goal_total`` and
    ``goal_star`` are where the advice leads. Points are exact; nothing is rounded before the band was chosen.
    """
    held = tuple(sorted((_held(row) for row in held_by), key=lambda row: row.star))
    steps = tuple(_step(row) for row in advice)
    goal_star = goal_star or (star + 1 if star < 5 else None)
    return StarPanel(
        title=title or _("Bảng sao"),
        total=format_score(Decimal(total)),
        pin=min(TOP, max(0, int(total))),
        star=star,
        band=band,
        stars=tuple(_star_kind(n, star, band) for n in range(1, 6)),
        stars_label=_stars_label(star, band),
        statement=_statement(star, band, knocked_out),
        statement_note=_statement_note(star, band, knocked_out),
        segments=tuple(_segments(total, band, bands)),
        parts=tuple(_parts(parts)),
        held=held,
        held_title=_held_title(star, held),
        steps=steps,
        path_title=_path_title(goal_star, len(steps)) if steps else "",
        goal=_goal(goal_total, goal_star) if steps else "",
        missing=tuple(missing),
        missing_text=_missing(len(missing)),
        missing_url=missing_url,
        knocked_out=knocked_out,
        source=source,
        note=note,
        sheet_url=sheet_url,
        sheet_label=sheet_label or _("Mở phiếu"),
        try_url=try_url,
    )


def _get(row: Any, *names: str, default: Any = "") -> Any:
    """Return the first of some fields that a mapping or an object has."""
    for name in names:
        value = row.get(name) if isinstance(row, Mapping) else getattr(row, name, None)
        if value is not None:
            return value
    return default


def _star_kind(n: int, star: int, band: int) -> str:
    if n <= star:
        return ""
    return "held" if n <= band else "off"


def _stars_label(star: int, band: int) -> str:
    words = _("%(n)d sao đạt") % {"n": star}
    if band > star:
        more = _("đủ điểm %(band)d sao nhưng bị giữ") % {"band": band}
        words = f"{words}, {more}"
    return words


def _statement(star: int, band: int, knocked_out: bool) -> str:
    if knocked_out:
        return _("Bị loại")
    if band > star:
        return _("Đủ điểm %(band)d sao") % {"band": band}
    return _("%(star)d sao") % {"star": star}


def _statement_note(star: int, band: int, knocked_out: bool) -> str:
    if knocked_out:
        return _("điểm và hạng theo điểm vẫn ghi lại")
    if band > star:
        return _("bị giữ ở %(star)d sao") % {"star": star}
    if star < RECOGNISED_FROM:
        return _("chưa đến mức công nhận, từ 3 sao")
    return _("đủ điểm và đủ mức tối thiểu")


def _segments(total: Number, band: int, bands: Sequence[int]) -> Iterable[Segment]:
    edges = [*bands, TOP]
    for index, start in enumerate(bands):
        width = edges[index + 1] - start
        over = Decimal(total) - start
        fill = min(100, max(0, int(over * 100 / width)))
        yield Segment(_("%(n)d sao") % {"n": index + 1}, start, width, fill, index + 1 == band)


def _parts(rows: Iterable[Any]) -> Iterable[Part]:
    given = list(rows)
    widest = max((Decimal(_get(row, "max", default=0)) for row in given), default=Decimal(1)) or Decimal(1)
    for row in given:
        points, most = _get(row, "points", "got", default=0), _get(row, "max", default=0)
        track = int(Decimal(most) * 100 / widest)
        fill = min(100, max(0, int(Decimal(points) * 100 / Decimal(most)))) if most else 0
        yield Part(str(_get(row, "code")), str(_get(row, "name", "title")), points, most, track, fill)


def _held(row: Any) -> Held:
    needs, has = _get(row, "needs", default=0), _get(row, "has", default=0)
    most = int(max(_get(row, "max", default=needs), needs))
    pips: tuple[str, ...] = ()
    if most <= MAX_PIPS and Decimal(has) == int(has):
        pips = ("has",) * int(has) + ("gap",) * (int(needs) - int(has)) + ("rest",) * (most - int(needs))
    return Held(
        str(_get(row, "code", "criterion")), str(_get(row, "name", "title")), int(_get(row, "star", default=0)),
        needs, has, str(_get(row, "url")), pips,
    )  # fmt: skip


def _step(row: Any) -> Step:
    gain = _get(row, "gain", default="")
    if isinstance(gain, int | Decimal):
        gain = f"+{format_score(gain)}" if gain else ""
    return Step(str(_get(row, "text")), str(_get(row, "note")), str(gain), str(_get(row, "url")))


def _held_title(star: int, held: Sequence[Held]) -> str:
    count = len({row.code for row in held})
    words = {"star": star, "n": count}
    one, many = _("Bị giữ ở %(star)d sao do 1 tiêu chí"), _("Bị giữ ở %(star)d sao do %(n)d tiêu chí")
    return (one if count == 1 else many) % words if count else ""


def _path_title(goal: int | None, count: int) -> str:
    words = {"star": goal or 5, "n": count}
    return ngettext("Đường lên %(star)d sao: %(n)d thay đổi", "Đường lên %(star)d sao: %(n)d thay đổi", count) % words


def _goal(total: Number | None, star: int | None) -> str:
    if total is None:
        return _("%(star)d sao") % {"star": star or 5}
    return _("%(total)s điểm, %(star)d sao") % {"total": format_score(Decimal(total)), "star": star or 5}


def _missing(count: int) -> str:
    words = {"n": count}
    text = ngettext("Còn %(n)d tiêu chí chưa chọn mức", "Còn %(n)d tiêu chí chưa chọn mức", count) % words
    return text if count else ""
