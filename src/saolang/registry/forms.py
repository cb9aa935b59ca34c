"""Forms of the register."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.files.limits import limit
from saolang.ui.forms import FileInput


class ListForm(forms.Form):
    """A list of published products to be tried."""

    file = forms.FileField(
        label=_("Danh sách (.xlsx)"),
        help_text=_("Theo tệp mẫu. Bước này chỉ kiểm tra, chưa ghi gì vào sổ."),
        widget=FileInput(accept=".xlsx", max_bytes=limit("xlsx_bytes")),
    )


class ConfirmForm(forms.Form):
    """Confirms the list that was tried."""


class RegisterForm(forms.Form):
    """A province's own list."""

    file = forms.FileField(
        label=_("Sổ hoặc danh sách đang giữ (.xlsx)"),
        help_text=_("Giữ nguyên như đang dùng: dòng nhóm, ô gộp, nhiều trang tính đều đọc được. Chưa ghi gì vào sổ."),
        widget=FileInput(accept=".xlsx", max_bytes=limit("xlsx_bytes")),
    )
