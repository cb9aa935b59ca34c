"""Forms of the mark and of trade suspensions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.core import clock
from saolang.files.forms import UploadField
from saolang.ui.forms import VnDateField

AUTHORITIES = (
    OrganisationKind.DEPARTMENT,
    OrganisationKind.COMMITTEE,
    OrganisationKind.MINISTRY,
    OrganisationKind.OTHER,
)


class ArtworkForm(forms.Form):
    """A file of the mark for one number of stars."""

    star = forms.ChoiceField(label=_("Hạng sao"), choices=[(str(n), f"{n} sao") for n in (3, 4, 5)])
    file = UploadField(
        label=_("Tệp mẫu"), allow=("pdf", "image"), help_text=_("PDF giữ nét khi in, hoặc ảnh PNG, JPG.")
    )
    note = forms.CharField(
        label=_("Mẫu, phiên bản"), max_length=200, help_text=_("Ví dụ: bản màu, in ngang, ban hành 2020.")
    )
    active_from = VnDateField(label=_("Dùng từ ngày"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("active_from", clock.today())


class SuspensionForm(forms.Form):
    """An authority's paper that stops the trade in a product."""

    authority = forms.ModelChoiceField(
        label=_("Cơ quan quyết định"), queryset=Organisation.objects.none(), empty_label=_("Chọn cơ quan")
    )
    number = forms.CharField(label=_("Số văn bản"), max_length=80)
    issued_on = VnDateField(label=_("Ngày văn bản"))
    starts_on = VnDateField(label=_("Tạm ngừng từ ngày"))
    ends_on = VnDateField(label=_("Đến hết ngày"), required=False, help_text=_("Để trống khi văn bản không ghi."))
    file = UploadField(label=_("Tệp văn bản đã ký"), allow=("pdf", "image"))
    note = forms.CharField(
        label=_("Nội dung công khai"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        max_length=1000,
        help_text=_("Hiện trên trang công khai: tạm ngừng việc gì, lô nào. Không ghi tên, địa chỉ người."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        bodies = Organisation.objects.filter(kind__in=AUTHORITIES, valid_to__isnull=True)
        self.fields["authority"].queryset = bodies.exclude(  # type: ignore[attr-defined]
            kind=OrganisationKind.COMMITTEE, unit__level="commune"
        ).order_by("name")


class LiftForm(forms.Form):
    """The day from which the product may be sold again."""

    on = VnDateField(label=_("Được lưu thông lại từ ngày"))
    reason = forms.CharField(
        label=_("Văn bản, lý do"), max_length=500, help_text=_("Số, ngày văn bản cho lưu thông lại.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("on", clock.today())
