"""Forms of reports: the public one, its code, and the acts of officials."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from saolang.accounts.domain.form_tokens import new_form_token
from saolang.accounts.enums import OrganisationKind
from saolang.accounts.models import Organisation
from saolang.files.forms import UploadField
from saolang.places.models import Unit
from saolang.places.queries import by_vietnamese_name, communes_of

from .. import sms
from ..domain.report_handling import possible_handlers
from ..enums import LegalKind, ReportFinding, ReportKind, ReportState
from ..models import Report, Visit

LAW_HELP = _(
    "Phần lớn trường hợp là phản ánh. Khiếu nại: bạn là người bị thiệt hại bởi một quyết định, việc làm của cơ quan "
    "nhà nước. Tố cáo: bạn báo hành vi vi phạm pháp luật của một người, một tổ chức; người gửi được giữ bí mật."
)


class PublicReportForm(forms.Form):
    """What somebody saw. Works on a phone without scripts; nothing about the sender is asked beyond one contact."""

    kind = forms.ChoiceField(label=_("Bạn muốn báo việc gì?"), choices=ReportKind.choices, widget=forms.RadioSelect)
    product = forms.CharField(label=_("Sản phẩm trong sổ"), required=False, max_length=20, widget=forms.HiddenInput)
    product_text = forms.CharField(
        label=_("Tên sản phẩm"),
        required=False,
        max_length=250,
        help_text=_("Ghi như trên nhãn. Bấm “Tìm trong sổ” nếu muốn chọn đúng sản phẩm đã công bố."),
    )
    bought_at = forms.CharField(
        label=_("Mua hoặc thấy ở đâu"),
        required=False,
        max_length=250,
        help_text=_("Tên chợ, cửa hàng, trang bán hàng. Không ghi nhà riêng của bạn."),
    )
    commune = forms.ChoiceField(label=_("Thuộc xã, phường"), required=False)
    story = forms.CharField(
        label=_("Sự việc"),
        widget=forms.Textarea(attrs={"rows": 6, "maxlength": 5000}),
        max_length=5000,
        help_text=_("Chuyện gì, khi nào, trên nhãn ghi gì. Đừng ghi tên, số điện thoại của bạn ở ô này."),
    )
    photo_1 = UploadField(
        label=_("Ảnh thứ nhất"),
        required=False,
        allow=("image",),
        help_text=_("Tem, nhãn, sản phẩm. Vị trí chụp và thông tin máy được xóa khỏi ảnh."),
    )
    photo_2 = UploadField(label=_("Ảnh thứ hai"), required=False, allow=("image",))
    photo_3 = UploadField(label=_("Ảnh thứ ba"), required=False, allow=("image",))
    legal_kind = forms.ChoiceField(
        label=_("Ý kiến này là"),
        choices=LegalKind.choices,
        initial=LegalKind.REPORT,
        widget=forms.RadioSelect,
        help_text=LAW_HELP,
    )
    full_name = forms.CharField(
        label=_("Họ và tên"),
        required=False,
        max_length=120,
        help_text=_("Chỉ cần với khiếu nại, tố cáo. Phản ánh thì để trống."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = forms.EmailField(
        label=_("Thư điện tử"),
        required=False,
        max_length=254,
        help_text=_("Nhận mã xác minh và câu trả lời. Không hiện cho chủ thể hay trên trang công khai."),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Hoặc số điện thoại"),
        required=False,
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel"}),
    )
    token = forms.CharField(required=False, max_length=32, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        communes = by_vietnamese_name(communes_of(settings.PROVINCE_CODE))
        self.fields["commune"].choices = [  # type: ignore[attr-defined]
            ("", _("Không rõ hoặc ngoài tỉnh")), *((unit.code, unit.label) for unit in communes)
        ]  # fmt: skip
        self.fields["token"].initial = new_form_token
        if not sms.offered():
            del self.fields["phone"]
            self.fields["email"].required = True

    def clean_commune(self) -> Unit | None:
        """The commune chosen."""
        code = self.cleaned_data["commune"]
        return communes_of(settings.PROVINCE_CODE).filter(code=code).first() if code else None

    @property
    def photos(self) -> list[Any]:
        """The pictures that were sent."""
        names = ("photo_1", "photo_2", "photo_3")
        return [self.cleaned_data[name] for name in names if self.cleaned_data.get(name)]


class CodeForm(forms.Form):
    """The code from the letter."""

    digits = forms.CharField(
        label=_("Mã 6 chữ số"),
        max_length=12,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "one-time-code"}),
    )


class TrackForm(forms.Form):
    """The code under which a reporter follows the report."""

    ma = forms.CharField(label=_("Mã theo dõi"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "off"}))


class _ReportForm(forms.Form):
    """A form about one report, shown to one official."""

    def __init__(self, *args: Any, report: Report, user: Any, **kwargs: Any) -> None:
        self.report = report
        super().__init__(*args, **kwargs)
        if "handler" in self.fields:
            self.fields["handler"].queryset = possible_handlers(report)  # type: ignore[attr-defined]
            self.fields["handler"].label_from_instance = lambda person: person.full_name  # type: ignore[attr-defined]
            if self.fields["handler"].required and possible_handlers(report).filter(pk=user.pk).exists():
                self.fields["handler"].initial = user.pk


class HandlerForm(_ReportForm):
    """Who handles it."""

    handler = forms.ModelChoiceField(label=_("Người xử lý"), queryset=None, empty_label=_("Chọn người"))


class ForwardForm(_ReportForm):
    """Which agency it goes to, and why."""

    organisation = forms.ModelChoiceField(
        label=_("Cơ quan nhận"), queryset=None, required=False, empty_label=_("Cơ quan khác, ghi tên bên dưới")
    )
    name = forms.CharField(label=_("Tên cơ quan khác"), required=False, max_length=200)
    reason = forms.CharField(
        label=_("Lý do"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Người phản ánh đọc được lý do này."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        wanted = (OrganisationKind.DEPARTMENT, OrganisationKind.COMMITTEE, OrganisationKind.OTHER)
        bodies = Organisation.objects.filter(kind__in=wanted, valid_to__isnull=True).order_by("name")
        self.fields["organisation"].queryset = bodies  # type: ignore[attr-defined]


class DuplicateForm(_ReportForm):
    """The earlier report of the same matter."""

    first = forms.CharField(label=_("Mã phản ánh trước"), max_length=20)


class RefuseForm(_ReportForm):
    """Why it is not taken up."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Người phản ánh đọc được lý do này; ghi nơi họ có thể hỏi tiếp nếu có."),
    )


class CheckForm(_ReportForm):
    """The visit in which it is looked into."""

    visit = forms.ModelChoiceField(
        label=_("Cuộc kiểm tra"),
        queryset=None,
        required=False,
        empty_label=_("Kiểm tra riêng, không theo cuộc nào"),
        help_text=_("Các cuộc kiểm tra đã lập với chủ thể của sản phẩm."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        visits: QuerySet[Visit] = Visit.objects.none()
        if self.report.product is not None and not self.report.is_denunciation:
            visits = Visit.objects.filter(producer=self.report.product.producer_id).order_by("-year", "-pk")
        self.fields["visit"].queryset = visits  # type: ignore[attr-defined]


class AnswerForm(_ReportForm):
    """What was found, the answer to the reporter, and what everybody may read."""

    finding = forms.ChoiceField(label=_("Kết quả xem xét"), choices=ReportFinding.choices, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Trả lời người phản ánh"), max_length=5000, widget=forms.Textarea(attrs={"rows": 6})
    )
    public_answer = forms.CharField(
        label=_("Trả lời công khai"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Hiện trên trang số liệu phản ánh. Không nêu tên người, số điện thoại, thư điện tử. "
            "Để trống nếu không công khai."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.report.is_denunciation:
            del self.fields["public_answer"]


class MarkForm(_ReportForm):
    """Which law it goes under."""

    legal_kind = forms.ChoiceField(label=_("Đây là"), choices=LegalKind.choices, widget=forms.RadioSelect)
    handler = forms.ModelChoiceField(
        label=_("Người xử lý"),
        queryset=None,
        required=False,
        empty_label=_("Chưa giao"),
        help_text=_("Bắt buộc với tố cáo: từ lúc ghi nhận, chỉ người này mở được nội dung và thông tin người gửi."),
    )


class ReportFilter(django_filters.FilterSet):
    """By state, kind, law."""

    state = django_filters.ChoiceFilter(
        label=_("Trạng thái"),
        choices=[choice for choice in ReportState.choices if choice[0] != ReportState.UNVERIFIED],
        empty_label=_("Tất cả"),
    )
    kind = django_filters.ChoiceFilter(label=_("Loại"), choices=ReportKind.choices, empty_label=_("Tất cả"))
    legal_kind = django_filters.ChoiceFilter(label=_("Xử lý theo"), choices=LegalKind.choices, empty_label=_("Tất cả"))

    class Meta:
        model = Report
        fields = ("state", "kind", "legal_kind")
