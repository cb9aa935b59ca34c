"""Forms of the step at the ministry."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.files.forms import UploadField
from saolang.ui.forms import VnDateField, VnNumberField

from .enums import CentralChoice


class RecognitionForm(forms.Form):
    """The ministry's decision and certificate, as printed."""

    number = forms.CharField(label=_("Số quyết định"), max_length=40)
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=40, required=False, initial="QĐ-BNNMT")
    issued_on = VnDateField(label=_("Ngày quyết định"))
    signer = forms.CharField(label=_("Người ký"), max_length=160, required=False)
    decision_file = UploadField(label=_("Bản quyết định đã ký"), allow=("pdf", "image"))
    total = VnNumberField(label=_("Điểm của Hội đồng cấp trung ương"), required=False)
    certificate_number = forms.CharField(label=_("Số giấy chứng nhận"), max_length=80)
    certificate_on = VnDateField(label=_("Ngày cấp giấy chứng nhận"))
    valid_through = VnDateField(
        label=_("Có giá trị đến hết ngày"), required=False, help_text=_("Để trống thì tính 36 tháng kể từ ngày cấp.")
    )
    certificate_file = UploadField(label=_("Giấy chứng nhận đã ký"), allow=("pdf", "image"))


class BelowForm(forms.Form):
    """The ministry's notice of a result under 90 points."""

    total = VnNumberField(label=_("Điểm của Hội đồng cấp trung ương"))
    notice_number = forms.CharField(label=_("Số thông báo của Bộ"), max_length=80)
    notice_on = VnDateField(label=_("Ngày thông báo"))
    notice_file = UploadField(label=_("Bản thông báo"), allow=("pdf", "image"))


class ChoiceForm(forms.Form):
    """What the province does with that result."""

    choice = forms.ChoiceField(label=_("Cách xử lý (Điều 7.4.g)"), widget=forms.RadioSelect)
    star = forms.TypedChoiceField(
        label=_("Hạng sao công nhận"),
        choices=[("", _("không công nhận")), (3, _("3 sao")), (4, _("4 sao"))],
        coerce=int,
        empty_value=None,
        required=False,
    )
    reason = forms.CharField(label=_("Căn cứ lựa chọn"), widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, band: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        closed = CentralChoice.CENTRAL if band < 3 else CentralChoice.NONE
        self.fields["choice"].choices = [row for row in CentralChoice.choices if row[0] != closed]
        if band >= 3:
            self.fields["star"].initial = min(band, 4)


class SamplesForm(forms.Form):
    """How many samples go with the letter."""

    samples_sent = forms.IntegerField(label=_("Số sản phẩm mẫu gửi kèm"), min_value=0, max_value=99, initial=5)
