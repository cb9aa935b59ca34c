"""The star panel of a dossier: points, band, what holds it down, the way up."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from saolang.core.text import format_score
from saolang.ui.star_panel import StarPanel, build_star_panel

from .carried import CarriedOver
from .enums import DossierState
from .reading import Reading
from .sections import CRITERIA

ADVISE_BELOW = 5
"""While more criteria than this are unanswered, the way up would only repeat the sheet."""


def _note(reading: Reading) -> str:
    """Whose result this is, and how much of it nobody looked at yet."""
    note = _("Kết quả này là tự đánh giá, Hội đồng quyết định.")
    dossier = reading.dossier
    carried = CarriedOver(reading).open_keys(CRITERIA) if dossier.state == DossierState.PREPARING else []
    if not carried:
        return note
    return (
        note + " " + _("Trong đó %(count)d tiêu chí mang sang từ hồ sơ trước, chưa xem lại.") % {"count": len(carried)}
    )


def star_panel(reading: Reading) -> StarPanel:
    """The panel of the producer's self-assessment; criteria lead to the page where they are answered.

    Legal: Quyết định 26/2026/QĐ-TTg, Điều 3.3, Phụ lục II.
    """
    code, sheet, result = reading.dossier.code, reading.sheet, reading.evaluation
    names = {criterion.code: criterion for criterion in sheet.criteria}

    def url(criterion: str) -> str:
        return reverse("dossiers:criterion", args=[code, criterion])

    advice = reading.advice
    steps = []
    if advice is not None and advice.reachable and len(result.missing) <= ADVISE_BELOW:
        steps = [
            {
                "text": change.label,
                "note": _("Tiêu chí %(code)s. %(name)s")
                % {"code": change.criterion, "name": names[change.criterion].name},
                "gain": f"+{format_score(change.gain)}",
                "url": url(change.criterion),
            }
            for change in advice.changes
        ]
    return build_star_panel(
        title=_("Tự đánh giá"),
        total=result.total,
        parts=[
            {"code": part.code, "name": part.name, "points": result.parts[part.code], "max": part.max}
            for part in sheet.parts
        ],
        band=result.band,
        star=result.star,
        held_by=[
            {
                "code": held.criterion,
                "name": names[held.criterion].name,
                "star": held.star,
                "needs": held.needs,
                "has": held.has,
                "max": names[held.criterion].max,
                "url": url(held.criterion),
            }
            for held in result.held_by
        ],
        advice=steps,
        goal_total=advice.total_after if advice is not None and advice.reachable else None,
        goal_star=advice.target if advice is not None else None,
        missing=result.missing,
        missing_url=reverse("dossiers:criteria", args=[code]),
        note=_note(reading),
        sheet_url=reverse("dossiers:criteria", args=[code]),
        sheet_label=_("Phiếu bộ %(number)s") % {"number": sheet.number},
    )
