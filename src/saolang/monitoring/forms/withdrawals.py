"""Forms of withdrawals."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.accounts.domain.form_tokens import new_form_token
from saolang.core import clock
from saolang.files.forms import UploadField
from saolang.registry.enums import WithdrawalScope
from saolang.registry.grounds import STOPPED, grounds
from saolang.registry.models import Recognition
from saolang.ui.forms import VnDateField

from ..enums import Hearing, WithdrawalOrigin

AREA = forms.Textarea(attrs={"rows": 5})
SIGNED = ("pdf", "image")
DECISION = "decision"


class OnceForm(forms.Form):
    """A form that adds something: carries a token, so that it is carried out once."""

    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("token", new_form_token())


class OpenForm(OnceForm):
    """Propose a withdrawal: ground, what happened, the paper when there is one already."""

    ground = forms.ChoiceField(label=_("Căn cứ thu hồi"), widget=forms.RadioSelect)
    origin = forms.ChoiceField(label=_("Nguồn"), choices=WithdrawalOrigin.choices, required=False)
    origin_ref = forms.CharField(
        label=_("Mã, số của nguồn"), max_length=120, required=False, help_text=_("Ví dụ mã cuộc kiểm tra, mã phản ánh.")
    )
    note = forms.CharField(label=_("Sự việc"), widget=AREA)
    number = forms.CharField(
        label=_("Số kết luận"),
        max_length=80,
        required=False,
        help_text=_("Kết luận của cơ quan có thẩm quyền, hoặc văn bản của Bộ. Chưa có thì để trống và ghi sau."),
    )
    on = VnDateField(label=_("Ngày kết luận"), required=False, help_text=_("15 ngày tính từ ngày này (Điều 8.4)."))
    by = forms.CharField(label=_("Cơ quan ra kết luận"), max_length=200, required=False)
    file = UploadField(label=_("Tệp kết luận"), allow=SIGNED, required=False)

    def __init__(self, *args: Any, star: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(row.code, f"{row.text} ({row.article})") for row in grounds()]
        if star != 5:
            choices.append((DECISION, _("Thu hồi quyết định công nhận theo đề nghị của Bộ (Điều 10.1.b)")))
        self.fields["ground"].choices = choices  # type: ignore[attr-defined]
        self.initial.setdefault("origin", WithdrawalOrigin.AUTHORITY)

    def scope(self) -> str:
        """What is withdrawn."""
        chosen = self.cleaned_data["ground"] == DECISION
        return str(WithdrawalScope.DECISION if chosen else WithdrawalScope.CERTIFICATE)

    def source(self) -> str:
        """Where the case comes from: two grounds say so themselves."""
        if self.scope() == WithdrawalScope.DECISION:
            return str(WithdrawalOrigin.MINISTRY)
        if self.cleaned_data["ground"] == STOPPED:
            return str(
                WithdrawalOrigin.REPORT if self.cleaned_data["origin"] == "report" else WithdrawalOrigin.INSPECTION
            )
        return str(self.cleaned_data["origin"] or WithdrawalOrigin.AUTHORITY)


class ConclusionForm(forms.Form):
    """The paper from which the clock runs."""

    number = forms.CharField(label=_("Số văn bản"), max_length=80)
    on = VnDateField(label=_("Ngày văn bản"), help_text=_("15 ngày tính từ ngày này (Điều 8.4)."))
    by = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    file = UploadField(label=_("Tệp văn bản đã ký"), allow=SIGNED)


class EvidenceForm(OnceForm):
    """One piece of evidence."""

    label = forms.CharField(label=_("Tài liệu"), max_length=250)
    file = UploadField(label=_("Tệp"), required=False)
    reference = forms.CharField(
        label=_("Số, ngày, nơi giữ"), max_length=200, required=False, help_text=_("Khi bản gốc giữ ở cơ quan khác.")
    )
    shown = forms.BooleanField(
        label=_("Cho chủ thể xem"), required=False, initial=True, help_text=_("Bỏ chọn khi tài liệu lộ người phản ánh.")
    )


class VerificationForm(forms.Form):
    """What was checked and found."""

    on = VnDateField(label=_("Ngày xác minh"))
    text = forms.CharField(label=_("Kết quả kiểm tra, xác minh"), widget=forms.Textarea(attrs={"rows": 8}))


class InvitationForm(forms.Form):
    """When and where the producer is heard."""

    on = VnDateField(label=_("Ngày làm việc"))
    hour = forms.CharField(label=_("Giờ"), max_length=20, help_text=_("Ví dụ 08 giờ 30."))
    place = forms.CharField(label=_("Địa điểm"), max_length=200)


class HearingForm(forms.Form):
    """How the producer was heard."""

    how = forms.ChoiceField(label=_("Cách nghe"), choices=Hearing.choices, widget=forms.RadioSelect)
    on = VnDateField(label=_("Ngày"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    text = forms.CharField(
        label=_("Ý kiến của chủ thể"),
        widget=AREA,
        required=False,
        help_text=_("Trả lời bằng văn bản: để trống thì lấy nguyên văn chủ thể đã gửi."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())


class ManyFilesInput(forms.ClearableFileInput):
    """Several files in one field."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class ManyFiles(UploadField):
    """Cleans each of the files sent."""

    widget = ManyFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """The files, each judged alone."""
        sent = data if isinstance(data, list | tuple) else [data] if data else []
        if not sent and self.required:
            super().clean(None, initial)
        return [super(ManyFiles, self).clean(item, initial) for item in sent]


class ReplyForm(OnceForm):
    """What the producer says in writing."""

    text = forms.CharField(label=_("Ý kiến"), widget=forms.Textarea(attrs={"rows": 8}))
    files = ManyFiles(
        label=_("Tài liệu kèm theo"), required=False, help_text=_("Tối đa 10 tệp: ảnh, PDF, Word, Excel.")
    )


class StoppedForm(OnceForm):
    """The commune's paper that production stopped."""

    stopped_on = VnDateField(label=_("Ngừng sản xuất từ ngày"))
    number = forms.CharField(
        label=_("Số văn bản"), max_length=80, help_text=_("Văn bản của UBND cấp xã, ví dụ 15/UBND-KT.")
    )
    on = VnDateField(label=_("Ngày văn bản"), help_text=_("15 ngày thu hồi tính từ ngày này (Điều 8.4)."))
    file = UploadField(label=_("Tệp văn bản xác nhận đã ký"), allow=SIGNED)
    note = forms.CharField(label=_("Xã biết bằng cách nào"), widget=AREA, required=False)


class ProductField(forms.ModelChoiceField):
    """A star of the commune's list, named by product and producer."""

    def label_from_instance(self, obj: Recognition) -> str:
        return f"{obj.product_name}, {obj.producer_name} ({obj.star} sao)"


class StoppedProductForm(StoppedForm):
    """The same for a product that the commune names itself."""

    star = ProductField(label=_("Sản phẩm"), queryset=Recognition.objects.none(), empty_label=_("Chọn sản phẩm"))
    field_order = ["star", "stopped_on", "number", "on", "file", "note", "token"]

    def __init__(self, *args: Any, stars: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["star"].queryset = stars  # type: ignore[attr-defined]


class StillMadeForm(forms.Form):
    """The commune's answer that the product is still made."""

    note = forms.CharField(label=_("Xã biết bằng cách nào"), widget=AREA)


class MinistryForm(forms.Form):
    """The minister's decision."""

    number = forms.CharField(label=_("Số"), max_length=40)
    symbol = forms.CharField(label=_("Ký hiệu"), max_length=40, initial="QĐ-BNNMT")
    issued_on = VnDateField(label=_("Ngày ban hành"))
    signer = forms.CharField(label=_("Người ký"), max_length=160, required=False)
    file = UploadField(label=_("Bản quyết định đã ký"), allow=SIGNED)
