"""What a person decided about a file: which rows are headings, what each column means, what holds for a whole sheet.

Pure. A mapping is remembered by the texts of the headings, so that next year's list is understood at once.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core.problems import DomainError
from saolang.core.text import fold_vi

from .targets import TARGETS

GROUPS: dict[str, Any] = {
    "auto": gettext_lazy("Theo chữ của dòng nhóm"),
    "district": gettext_lazy("Huyện, thị xã, thành phố"),
    "commune": gettext_lazy("Xã, phường, thị trấn"),
    "star": gettext_lazy("Hạng sao"),
    "year": gettext_lazy("Năm đánh giá"),
    "nothing": gettext_lazy("Chỉ là chữ, không dùng"),
}
SPLITS: dict[str, Any] = {
    "auto": gettext_lazy("Tự nhận (đánh số, dấu “;”, dòng song song với hạng sao)"),
    "lines": gettext_lazy("Mỗi dòng trong ô là một sản phẩm"),
    "never": gettext_lazy("Mỗi ô là một sản phẩm"),
}


@dataclass(slots=True)
class SheetMapping:
    """One sheet. ``first`` and ``last`` are the heading rows, from 0; ``columns`` gives the meaning of each column.

    ``issuer`` may hold "{huyện}", which stands for the district of the line.
    """

    sheet: str
    first: int
    last: int
    columns: dict[int, str] = field(default_factory=dict)
    fingerprint: str = ""
    use: bool = True
    groups: str = "auto"
    split: str = "auto"
    issuer: str = ""
    year: int | None = None
    province: str = ""


@dataclass(slots=True)
class RegisterMapping:
    """A whole file. ``places`` are corrections of communes' names: what is printed to what is meant ("" for none)."""

    sheets: list[SheetMapping] = field(default_factory=list)
    places: dict[str, str] = field(default_factory=dict)
    hide_households: bool = True

    def digest(self) -> str:
        """Changes when anything was decided otherwise."""
        return hashlib.sha256(json.dumps(self.to_json(), sort_keys=True).encode()).hexdigest()

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        sheets = [{**asdict(sheet), "columns": {str(k): v for k, v in sheet.columns.items()}} for sheet in self.sheets]
        return {"sheets": sheets, "places": dict(self.places), "hide_households": self.hide_households}

    @classmethod
    def from_json(cls, data: Any) -> RegisterMapping:
        """Read what ``to_json`` gave, or what a person wrote by hand. Raises DomainError ``mapping_shape``."""
        try:
            sheets = [_sheet(item) for item in data["sheets"]]
            places = {str(key): str(value) for key, value in dict(data.get("places", {})).items()}
            hide = bool(data.get("hide_households", True))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise DomainError.of(
                "mapping_shape",
                _("Tệp ghép cột không đúng mẫu: %(error)s.") % {"error": str(error)[:80]},
                fix=_("Dùng tệp do lệnh ghi ra với --save-mapping rồi sửa."),
            ) from error
        return cls(sheets, places, hide)


def _sheet(item: dict[str, Any]) -> SheetMapping:
    columns = {int(key): str(value) for key, value in dict(item["columns"]).items()}
    for target in columns.values():
        if target not in TARGETS:
            raise ValueError(target)
    groups, split = str(item.get("groups", "auto")), str(item.get("split", "auto"))
    if groups not in GROUPS or split not in SPLITS:
        raise ValueError(f"{groups}, {split}")
    year = item.get("year")
    return SheetMapping(
        sheet=str(item["sheet"]),
        first=int(item["first"]),
        last=int(item["last"]),
        columns=columns,
        fingerprint=str(item.get("fingerprint", "")),
        use=bool(item.get("use", True)),
        groups=groups,
        split=split,
        issuer=str(item.get("issuer", ""))[:200],
        year=int(year) if year else None,
        province=str(item.get("province", ""))[:100],
    )


def fingerprint(paths: dict[int, str]) -> str:
    """Of the texts of a heading, in their order; empty columns do not count."""
    texts = "\n".join(fold_vi(paths[column]) for column in sorted(paths))
    return hashlib.sha256(texts.encode()).hexdigest()


def remembered(mapping: RegisterMapping) -> tuple[dict[str, list[str]], dict[str, Any]]:
    """What is kept for the next file: meanings in the order of the columns by heading, and the other decisions."""
    columns = {s.fingerprint: [s.columns[c] for c in sorted(s.columns)] for s in mapping.sheets if s.use}
    options: dict[str, Any] = {"places": dict(mapping.places), "hide_households": mapping.hide_households, "sheets": {}}
    for sheet in mapping.sheets:
        options["sheets"][sheet.fingerprint] = {
            "groups": sheet.groups,
            "split": sheet.split,
            "issuer": sheet.issuer,
            "province": sheet.province,
        }
    return columns, options


def recall(proposed: RegisterMapping, columns: dict[str, Any], options: dict[str, Any]) -> int:
    """Put what was remembered over a proposal; return for how many sheets it fitted."""
    fitted = 0
    for sheet in proposed.sheets:
        targets = columns.get(sheet.fingerprint)
        if not isinstance(targets, list) or len(targets) != len(sheet.columns):
            continue
        fitted += 1
        sheet.use = True
        sheet.columns = {
            column: target if target in TARGETS else "keep"
            for column, target in zip(sorted(sheet.columns), targets, strict=True)
        }
        known = options.get("sheets", {}).get(sheet.fingerprint, {})
        sheet.groups = known.get("groups") if known.get("groups") in GROUPS else sheet.groups
        sheet.split = known.get("split") if known.get("split") in SPLITS else sheet.split
        sheet.issuer = str(known.get("issuer", "")) or sheet.issuer
        sheet.province = str(known.get("province", "")) or sheet.province
    if fitted:
        proposed.places = {str(k): str(v) for k, v in dict(options.get("places", {})).items()}
        proposed.hide_households = bool(options.get("hide_households", True))
    return fitted
