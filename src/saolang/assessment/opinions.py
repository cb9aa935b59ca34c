"""Whether members' written opinions on a re-assessment call for a meeting, and why. Pure.

Legal: Quyết định 26/2026/QĐ-TTg, Điều 7.6.d (a meeting only where opinions differ much, or matters are complex).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from saolang.core.text import format_score

from .enums import Stance


@dataclass(frozen=True, slots=True)
class Opinion:
    """One returned sheet: who, the star of the sheet by itself, the total, the stance, the request to meet."""

    member: str
    star: int
    total: Decimal
    stance: str = Stance.AGREE.value
    wants_meeting: bool = False
    meeting_reason: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One reason to meet. ``settles`` means that only a meeting settles it: the chair cannot conclude past it."""

    code: str
    words: str
    settles: bool = False
    criterion: str = ""


def needs_meeting(
    opinions: Sequence[Opinion], *, spread_limit: Decimal, disputed: Sequence[str] = (), undecided: Sequence[str] = ()
) -> list[Finding]:
    """Everything that speaks for a meeting; an empty list lets the chair conclude on the written opinions.

    ``disputed`` are criteria whose ticks lie on both sides of a minimum, ``undecided`` those of them that wait for an
    option which the council agrees on.
    """
    found = [*_spread(opinions, spread_limit), *_stars(opinions), *_stances(opinions), *_asked(opinions)]
    for code in dict.fromkeys(disputed):
        settles = code in undecided
        more = _("; cần Hội đồng thống nhất một mức") if settles else ""
        words = _("Phiếu nằm hai bên mức tối thiểu ở tiêu chí %(code)s%(more)s.") % {"code": code, "more": more}
        found.append(Finding("minimum_disputed", words, settles, code))
    return found


def _spread(opinions: Sequence[Opinion], limit: Decimal) -> list[Finding]:
    totals = [opinion.total for opinion in opinions]
    gap = max(totals) - min(totals) if totals else Decimal(0)
    if gap <= limit:
        return []
    words = _("Điểm cao nhất và thấp nhất chênh %(gap)s điểm, quá %(limit)s điểm.")
    return [Finding("spread", words % {"gap": format_score(gap), "limit": format_score(limit)})]


def _stars(opinions: Sequence[Opinion]) -> list[Finding]:
    stars = sorted({opinion.star for opinion in opinions})
    if len(stars) < 2:
        return []
    parts = [
        _("%(n)d phiếu đạt %(star)d sao") % {"n": sum(o.star == star for o in opinions), "star": star} for star in stars
    ]
    return [Finding("stars", _("Hạng sao theo từng phiếu khác nhau: %(parts)s.") % {"parts": ", ".join(parts)})]


def _stances(opinions: Sequence[Opinion]) -> list[Finding]:
    against = [opinion.member for opinion in opinions if opinion.stance != Stance.AGREE]
    if not against:
        return []
    words = _("%(names)s không đồng ý hoặc có ý kiến khác với báo cáo của cơ quan OCOP.")
    return [Finding("stance", words % {"names": ", ".join(against)})]


def _asked(opinions: Sequence[Opinion]) -> list[Finding]:
    return [
        Finding("asked", _("%(name)s đề nghị họp: %(why)s") % {"name": opinion.member, "why": opinion.meeting_reason})
        for opinion in opinions
        if opinion.wants_meeting
    ]
