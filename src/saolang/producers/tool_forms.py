"""Forms with which officials put records of producers right."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.core import clock
from saolang.files.forms import UploadField
from saolang.ui.forms import VnDateField

from .enums import ProducerKind

LONG = {"rows": 3, "maxlength": 2000}


class CeaseForm(forms.Form):
    """Since when, why and by which paper a producer no longer produces."""

    on = VnDateField(label=_("Ngừng hoạt động từ ngày"), initial=clock.today)
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=2000,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("Ví dụ: giải thể; thông báo chấm dứt kinh doanh; xã kiểm tra thấy không còn sản xuất."),
    )
    paper = forms.CharField(
        label=_("Văn bản"),
        max_length=200,
        required=False,
        help_text=_("Số, ngày, nơi ban hành: quyết định giải thể, biên bản xác minh."),
    )
    file = UploadField(label=_("Bản chụp văn bản"), allow=("pdf", "image"), required=False)
    confirm = forms.BooleanField(label=_("Tôi đã kiểm tra: chủ thể thực sự ngừng hoạt động."))


class RenameForm(forms.Form):
    """What the commune confirmed, put right."""

    name = forms.CharField(label=_("Tên chủ thể"), max_length=250)
    kind = forms.ChoiceField(label=_("Loại hình tổ chức"), choices=ProducerKind.choices)
    registration_number = forms.CharField(label=_("Mã số thuế / số đăng ký kinh doanh"), max_length=40)
    reason = forms.CharField(label=_("Lý do, căn cứ"), max_length=2000, widget=forms.Textarea(attrs=LONG))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = _("Đúng như trên giấy đăng ký kinh doanh.")


class MergeForm(forms.Form):
    """Confirms a merge."""

    reason = forms.CharField(
        label=_("Lý do, căn cứ"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs=LONG),
        help_text=_("Bắt buộc khi hai mã số thuế khác nhau."),
    )
