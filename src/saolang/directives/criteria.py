"""Criteria of the rulebook in force, as a difficulty names them: sheet and number."""

from __future__ import annotations

import datetime as dt

from django.utils.translation import gettext as _

from saolang.core import clock
from saolang.rulebook.loading import Sheet, SheetError, load_sheet, sheet_ids
from saolang.rulebook.regimes import regime_for


def sheets_in_force(on: dt.date | None = None) -> list[Sheet]:
    """Sheets of the decision in force on a day, in the order of their sets."""
    wanted = f"{regime_for(on or clock.today(), 'first').sheets}-"
    return [load_sheet(sheet_id) for sheet_id in sheet_ids() if sheet_id.startswith(wanted)]


def sheet_named(sheet_id: str) -> Sheet | None:
    """A shipped sheet by its id, of any decision."""
    if sheet_id not in sheet_ids():
        return None
    try:
        return load_sheet(sheet_id)
    except SheetError:
        return None


def is_criterion(sheet_id: str, code: str, on: dt.date | None = None) -> bool:
    """Whether a sheet of the rulebook in force has a criterion (or a group of criteria) of this number."""
    return any(
        sheet.id == sheet_id and code in {criterion.code for criterion in sheet.all_criteria}
        for sheet in sheets_in_force(on)
    )


def criterion_name(sheet_id: str, code: str) -> str:
    """The name of a criterion as the sheet prints it; empty when there is none."""
    sheet = sheet_named(sheet_id)
    if sheet is None:
        return ""
    return next((criterion.name for criterion in sheet.all_criteria if criterion.code == code), "")


def criterion_label(sheet_id: str, code: str) -> str:
    """Number, name and sheet in one line: "Tiêu chí 3.5 Sở hữu trí tuệ, bộ Mật ong"."""
    sheet = sheet_named(sheet_id)
    if sheet is None:
        return ""
    words = {"code": code, "name": criterion_name(sheet_id, code), "sheet": sheet.name}
    return _("Tiêu chí %(code)s %(name)s (bộ %(sheet)s)") % words


def criterion_choices(sheet_id: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Criteria of a sheet to choose from, under their sections."""
    sheet = sheet_named(sheet_id)
    if sheet is None:
        return []
    return [
        (
            f"{section.code}. {section.name}",
            [(criterion.code, f"{criterion.code} {criterion.name}") for criterion in section.leaves()],
        )
        for part in sheet.parts
        for section in part.sections
    ]
