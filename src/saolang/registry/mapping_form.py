"""The form in which a person corrects how an old register is read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from saolang.core import clock
from saolang.core.text import fold_vi

from .importing.entries import FIRST_YEAR
from .importing.mapping import GROUPS, SPLITS, RegisterMapping, SheetMapping
from .importing.structure import SheetSeen, propose
from .importing.targets import TARGETS
from .importing.workbook import Book

AS_PRINTED = "-"


class MappingForm(forms.Form):
    """For each sheet: whether it is used, where its heading is, what columns mean, what holds for all its lines."""

    hide_households = forms.BooleanField(
        label=gettext_lazy("Không công bố tên riêng cá nhân của hộ kinh doanh"), required=False
    )
    remember = forms.CharField(
        label=gettext_lazy("Lưu cách ghép cột với tên"),
        required=False,
        max_length=120,
        help_text=gettext_lazy("Được đề xuất lại cho tệp có cùng tiêu đề cột."),
    )

    def __init__(
        self,
        *args: Any,
        book: Book,
        mapping: RegisterMapping,
        seen: list[SheetSeen],
        unknown: dict[str, list[str]],
        **kw: Any,
    ) -> None:
        super().__init__(*args, **kw)
        self.book, self.mapping, self.seen, self.unknown = book, mapping, seen, unknown
        self.fields["hide_households"].initial = mapping.hide_households
        for index, sheet in enumerate(mapping.sheets):
            self._add_sheet(index, sheet)
        for index, (text, near) in enumerate(unknown.items()):
            choices = [("", _("Chưa chọn (từ chối dòng)")), *((name, name) for name in near)]
            choices.append((AS_PRINTED, _("Giữ nguyên văn, không gắn xã")))
            self.fields[f"p{index}"] = forms.ChoiceField(label=text, choices=choices, required=False)

    def _add_sheet(self, index: int, sheet: SheetMapping) -> None:
        rows = max(1, len(self._grid(sheet.sheet).rows))
        key = f"s{index}_"
        self.fields[f"{key}use"] = forms.BooleanField(label=_("Đọc trang tính này"), required=False, initial=sheet.use)
        for name, label, value in (
            ("first", _("Tiêu đề cột từ dòng"), sheet.first), ("last", _("Tiêu đề cột đến dòng"), sheet.last),
        ):  # fmt: skip
            self.fields[key + name] = forms.IntegerField(label=label, min_value=1, max_value=rows, initial=value + 1)
        groups = forms.ChoiceField(label=_("Dòng nhóm nói về"), choices=list(GROUPS.items()), initial=sheet.groups)
        self.fields[f"{key}groups"] = groups
        split = forms.ChoiceField(label=_("Ô có nhiều sản phẩm"), choices=list(SPLITS.items()), initial=sheet.split)
        self.fields[f"{key}split"] = split
        self.fields[f"{key}issuer"] = forms.CharField(
            label=_("Cơ quan ban hành khi dòng không ghi"), required=False, max_length=200, initial=sheet.issuer,
            help_text=_("Ví dụ UBND tỉnh Trà Vinh. Ghi UBND {huyện} nếu mỗi huyện tự ban hành."),
        )  # fmt: skip
        self.fields[f"{key}year"] = forms.IntegerField(
            label=_("Năm đánh giá khi dòng không ghi"), required=False, min_value=FIRST_YEAR,
            max_value=clock.today().year, initial=sheet.year,
        )  # fmt: skip
        self.fields[f"{key}province"] = forms.CharField(
            label=_("Tỉnh (ở thời điểm của sổ)"), required=False, max_length=100, initial=sheet.province
        )
        choices = [(target, label) for target, label in TARGETS.items()]
        for column, target in sheet.columns.items():
            self.fields[f"{key}c{column}"] = forms.ChoiceField(label=_("Ý nghĩa"), choices=choices, initial=target)

    def _grid(self, name: str) -> Any:
        return next(grid for grid in self.book.grids if grid.name == name)

    def sheets(self) -> Iterator[dict[str, Any]]:
        """What the page shows of each sheet, with its fields."""
        by_name = {sheet.name: sheet for sheet in self.seen}
        for index, sheet in enumerate(self.mapping.sheets):
            seen, key = by_name[sheet.sheet], f"s{index}_"
            yield {
                "seen": seen,
                "use": self[f"{key}use"],
                "options": [self[key + n] for n in ("first", "last", "groups", "split", "issuer", "year", "province")],
                "columns": [(column, self[f"{key}c{column.index}"]) for column in seen.columns],
            }

    def places(self) -> list[Any]:
        """Fields for communes that were not found."""
        return [self[f"p{index}"] for index in range(len(self.unknown))]

    def clean(self) -> dict[str, Any]:
        """Headings must be in order."""
        data = super().clean() or {}
        for index in range(len(self.mapping.sheets)):
            first, last = data.get(f"s{index}_first"), data.get(f"s{index}_last")
            if first and last and (last < first or last - first > 6):
                self.add_error(f"s{index}_last", _("Dòng cuối của tiêu đề phải ở sau dòng đầu, không quá 7 dòng."))
        return data

    def chosen(self) -> tuple[RegisterMapping, bool]:
        """The mapping as it was decided, and whether a heading was moved: its columns must be looked at again."""
        data, moved = self.cleaned_data, False
        sheets = []
        for index, sheet in enumerate(self.mapping.sheets):
            key = f"s{index}_"
            first, last = data[f"{key}first"] - 1, data[f"{key}last"] - 1
            columns = {column: data[f"{key}c{column}"] for column in sheet.columns}
            one = SheetMapping(sheet.sheet, first, last, columns, sheet.fingerprint)
            if (first, last) != (sheet.first, sheet.last):
                one, moved = propose(self._grid(sheet.sheet), first, last, sheet.province), True
            one.use, one.groups, one.split = data[f"{key}use"], data[f"{key}groups"], data[f"{key}split"]
            one.issuer, one.year, one.province = data[f"{key}issuer"], data[f"{key}year"], data[f"{key}province"]
            sheets.append(one)
        places = dict(self.mapping.places)
        for index, text in enumerate(self.unknown):
            if answer := data.get(f"p{index}", ""):
                places[fold_vi(text)] = "" if answer == AS_PRINTED else answer
        return RegisterMapping(sheets, places, data["hide_households"]), moved
