"""What a council's conclusion states in the public tree: result and star; points and sheets as commitments."""

from __future__ import annotations

import json
from typing import Any

from saolang.audit.proof import Statement, contents
from saolang.registry.leaves import points

from .enums import ItemState, SheetState
from .models import ScoreSheet, SessionItem

COUNCIL_RESULT = "council_result"


def result_statement(item: SessionItem) -> Statement:
    """A concluded dossier; asked for under the dossier's code, shown once its star is public."""
    return Statement(
        {
            "dossier": item.dossier.code,
            "held_on": item.session.held_on.isoformat(),
            "result": item.result,
            "star": item.star,
        },
        {
            "total": points(item.total),
            "band": item.band,
            "evaluation": json.loads(json.dumps(item.evaluation)),
            "sheets": _sheets(item),
            "reason": item.reason,
        },
        item.dossier.code,
    )


def _sheets(item: SessionItem) -> list[dict[str, Any]]:
    sheets = (
        ScoreSheet.objects.filter(item=item, state=SheetState.SUBMITTED).prefetch_related("answers").order_by("code")
    )
    return [
        {
            "sheet": sheet.code,
            "total": points(sheet.total),
            "answers": {answer.criterion: answer.option for answer in sheet.answers.all()},
        }
        for sheet in sheets
    ]


def register() -> None:
    """Tell the public tree how results are read; called when the app is ready."""
    contents.register(
        COUNCIL_RESULT,
        result_statement,
        model=SessionItem,
        related=("dossier", "session"),
        expected=lambda: SessionItem.objects.filter(state=ItemState.CONCLUDED),
        happened_on=lambda item: item.session.held_on,
    )
