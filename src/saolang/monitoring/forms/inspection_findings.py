"""Forms of findings, corrective actions and samples."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.assessment.forms import OnceForm
from saolang.core import clock
from saolang.files.forms import UploadField
from saolang.producers.models import Product
from saolang.ui.forms import VnDateField

from ..enums import Severity
from ..models import Sample
from .inspections import long_text


class _ProductForm(OnceForm):
    product = forms.ModelChoiceField(label=_("Sản phẩm"), queryset=Product.objects.none(), required=False)

    def __init__(self, *args: Any, visit: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["product"].queryset = Product.objects.filter(visits__visit=visit).order_by("search_text")  # type: ignore[attr-defined]


class FindingForm(_ProductForm):
    """What is wrong."""

    severity = forms.ChoiceField(label=_("Mức độ"), choices=Severity.choices, widget=forms.RadioSelect)
    text = long_text(_("Tồn tại, vi phạm"))
    legal_ground = long_text(
        _("Căn cứ pháp lý"), required=False, rows=2, help_text=_("Bắt buộc với mức vừa và nghiêm trọng.")
    )
    sample = forms.ModelChoiceField(label=_("Từ kết quả mẫu không đạt"), queryset=Sample.objects.none(), required=False)
    field_order = ["severity", "text", "legal_ground", "product", "sample"]

    def __init__(self, *args: Any, visit: Any, **kwargs: Any) -> None:
        super().__init__(*args, visit=visit, **kwargs)
        failed = visit.samples.filter(passed=False)
        self.fields["sample"].queryset = failed  # type: ignore[attr-defined]
        if not failed.exists():
            del self.fields["sample"]


class SampleForm(_ProductForm):
    """A sample taken."""

    number = forms.CharField(label=_("Số mẫu"), max_length=40)
    what = forms.CharField(label=_("Tên mẫu, chỉ tiêu"), max_length=250)
    quantity = forms.CharField(label=_("Lượng mẫu"), max_length=80, required=False)
    seal = forms.CharField(label=_("Số niêm phong"), max_length=40, required=False)
    lab = forms.CharField(label=_("Nơi gửi kiểm nghiệm"), max_length=200, required=False)


class ResultForm(forms.Form):
    """What the laboratory said."""

    result = long_text(_("Kết quả"))
    result_on = VnDateField(label=_("Ngày kết quả"))
    passed = forms.ChoiceField(
        label=_("Đạt"), choices=[("yes", _("Đạt")), ("no", _("Không đạt"))], widget=forms.RadioSelect
    )
    lab = forms.CharField(label=_("Nơi kiểm nghiệm"), max_length=200, required=False)
    file = UploadField(label=_("Phiếu kết quả"), allow=("pdf", "image"), required=False)


class ActionForm(OnceForm):
    """What must be put right."""

    text = long_text(_("Việc phải khắc phục"))
    due_on = VnDateField(label=_("Hạn khắc phục"))
    recheck_due_on = VnDateField(
        label=_("Hạn kiểm tra lại"), required=False, help_text=_("Để trống: theo số ngày của tỉnh.")
    )


class AnswerForm(forms.Form):
    """How it was put right."""

    text = long_text(_("Đã khắc phục thế nào"))
    files = UploadField(label=_("Ảnh, giấy tờ chứng minh"), allow=("pdf", "image"), required=False)


class RecheckForm(forms.Form):
    """What a second look showed."""

    on = VnDateField(label=_("Ngày kiểm tra lại"), initial=clock.today)
    passed = forms.ChoiceField(
        label=_("Kết quả"), choices=[("yes", _("Đã khắc phục")), ("no", _("Chưa khắc phục"))], widget=forms.RadioSelect
    )
    note = long_text(_("Ghi chú"), required=False, rows=2)


class EndForm(forms.Form):
    """The dated paper that ends a finding."""

    how = forms.ChoiceField(
        label=_("Kết thúc"),
        choices=[
            ("fix", _("Đã khắc phục")),
            ("sanction", _("Đã xử lý vi phạm")),
            ("withdraw", _("Đã thu hồi giấy chứng nhận")),
        ],
        widget=forms.RadioSelect,
    )
    number = forms.CharField(label=_("Số văn bản"), max_length=80)
    on = VnDateField(label=_("Ngày văn bản"))
    issuer = forms.CharField(label=_("Cơ quan ban hành"), max_length=200)
    file = UploadField(label=_("Bản văn bản"), allow=("pdf", "image"))
    note = long_text(_("Ghi chú"), required=False, rows=2)
