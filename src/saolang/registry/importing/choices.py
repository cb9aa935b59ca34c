"""Drop-downs of the sheets that officials fill in: kinds of producers, sets, communes of today, stars."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from saolang.places.queries import by_vietnamese_name, communes_of
from saolang.producers.enums import ProducerKind
from saolang.rulebook.loading import load_sheet, sheet_ids

LAST_ROW = 30_000


@lru_cache(maxsize=1)
def _set_names() -> tuple[str, ...]:
    return tuple(load_sheet(key).name for key in sheet_ids("qd26"))


def set_label(number: int | None) -> str:
    """A set as the drop-down writes it: "12. Chè"."""
    names = _set_names()
    return f"{number}. {names[number - 1]}" if number and number <= len(names) else ""


def lists() -> dict[str, list[str]]:
    """The values of each drop-down by the key of its column."""
    communes = by_vietnamese_name(communes_of(settings.PROVINCE_CODE))
    return {
        "kind": [str(label) for label in ProducerKind.labels],
        "set": [set_label(number) for number in range(1, len(_set_names()) + 1)],
        "commune": [unit.path for unit in communes],
        "star": ["3", "4", "5"],
        "potential_five": [_("có")],
        "renewed": [_("có")],
    }


def add_drop_downs(book: Any, sheet: Any, columns: Mapping[str, int]) -> None:
    """Put drop-downs on the columns of a sheet; the values stand on a page of their own, open to view."""
    values = lists()
    page = book.add_worksheet(_("Danh mục"))
    wanted = [key for key in columns if values.get(key)]
    for index, key in enumerate(wanted):
        page.set_column(index, index, 40)
        for row, value in enumerate(values[key]):
            page.write_string(row, index, value)
        letter = chr(65 + index)
        rule = {
            "validate": "list",
            "source": f"='{page.get_name()}'!${letter}$1:${letter}${len(values[key])}",
            "error_type": "warning",
            "error_title": _("Không có trong danh mục"),
            "error_message": _("Chọn một giá trị trong danh sách, hoặc để trống."),
        }
        sheet.data_validation(1, columns[key], LAST_ROW, columns[key], rule)
