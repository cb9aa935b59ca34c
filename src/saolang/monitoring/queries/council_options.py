"""What the council concluded of each criterion: the star stands on that, not on what was claimed."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from saolang.assessment.domain.results import as_decimal
from saolang.assessment.domain.scoring import answers_of, counted_sheets
from saolang.assessment.enums import ItemState, ResultKind
from saolang.assessment.models import SessionItem
from saolang.core.text import format_score
from saolang.registry.models import Recognition
from saolang.rulebook.loading import Criterion, Sheet

STARRED = (ResultKind.RECOGNISE, ResultKind.POTENTIAL)
NO_LEVEL = 0


def concluded_item(dossier: Any) -> SessionItem | None:
    """The conclusion of the province's council on which the star of a dossier stands."""
    found = SessionItem.objects.filter(dossier=dossier, state=ItemState.CONCLUDED, result__in=STARRED)
    return found.order_by("-concluded_at", "-pk").first()


def council_words(dossier: Any, sheet: Sheet, recognition: Recognition | None) -> dict[str, tuple[int | None, str]]:
    """By criterion the option that the council stands on and a sentence about it; empty when none is held.

    The option is the one that was agreed, else the one that every member ticked; where members differed and nothing was
    agreed it is None and the mean is told. Five stars stand on the ministry's result, so nothing is told of them.
    """
    item = concluded_item(dossier) if recognition is None or recognition.star < 5 else None
    if item is None:
        return {}
    agreed = dict(item.agreed.values_list("criterion", "option"))
    ticks: dict[str, set[int]] = defaultdict(set)
    for answers in map(answers_of, counted_sheets(item)):
        for code, option in answers.items():
            ticks[code].add(option)
    means = item.evaluation.get("criterion_means", {})
    words: dict[str, tuple[int | None, str]] = {}
    for criterion in sheet.criteria:
        options = ticks[criterion.code]
        chosen = agreed.get(criterion.code, next(iter(options)) if len(options) == 1 else None)
        if chosen is not None:
            words[criterion.code] = (chosen, _("Hội đồng kết luận: %(what)s") % {"what": _level(criterion, chosen)})
        elif criterion.code in means:
            mean = format_score(as_decimal(Fraction(means[criterion.code]), 2))
            text = _("Hội đồng kết luận: trung bình %(mean)s/%(max)s điểm, các thành viên chọn mức khác nhau")
            words[criterion.code] = (None, text % {"mean": mean, "max": format_score(criterion.max)})
    return words


def _level(criterion: Criterion, position: int) -> str:
    option = criterion.option(position) if position != NO_LEVEL else None
    if option is None:
        return _("Không đạt mức nào")
    return _("%(label)s (%(points)s điểm)") % {"label": option.text, "points": format_score(option.points)}
